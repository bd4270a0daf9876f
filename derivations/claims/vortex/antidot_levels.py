r"""Levels of an antidot in the single layer, in closed form: the secular equation of a normal disc with flux in a superconductor.

Statement
---------
Single layer near Gamma (linear order), pairing :math:`\Delta e^{in\theta}` for r > R and none inside, flux n h/2e spread over the
disc. Inside, an electron of orbital momentum l of spin up and of energy :math:`\epsilon\lambda` above the Dirac point is, for
:math:`l \ge 0` and with :math:`b = n/R^2, z = br^2/2, \nu = \epsilon^2/(2b)`,

.. math:: D_l(\epsilon, b) = r^le^{-z/2}\left({}_1F_1(-\nu; l + 1; z),\
    -\frac{\epsilon r}{2(l+1)}\,{}_1F_1(1 - \nu; l + 2; z)\right)

and for :math:`l = -p - 1 < 0`

.. math:: D_l(\epsilon, b) = r^pe^{-z/2}\left(\frac{\epsilon r}{2(p+1)}\,{}_1F_1(p + 1 - \nu; p + 2; z),\
    {}_1F_1(p + 1 - \nu; p + 1; z)\right)

a hole is :math:`D_l` of :math:`-b`. Outside the flux is gauged away, electron and hole obey one Dirac equation of order
:math:`j \mp \tfrac12` and complex wave numbers :math:`q_\pm = (\pm i\Omega - \delta)/\lambda`,
:math:`\Omega = \operatorname{sgn}(\lambda)\sqrt{\Delta^2 - E^2}`, :math:`\delta = \varepsilon_{TI} - \mu`: Hankel functions
(for n odd elementary ones), :math:`H^{(1)}` for :math:`q_+`, :math:`H^{(2)}` for :math:`q_-`. The levels below the gap are the
zeros of the determinant of the four columns at r = R

.. math:: \left(D_{l_e}\!\left(\tfrac{E - \delta}\lambda, b\right), 0\right), \quad
    \left(0, D_{l_h}\!\left(\tfrac{-E - \delta}\lambda, -b\right)\right), \quad
    (\Delta, E \mp i\Omega)\otimes\left(H_{j-1/2}(q_\pm R), -H_{j+1/2}(q_\pm R)\right)

with :math:`l_e = j + (n - 1)/2, l_h = j - (n + 1)/2` (``angular_momentum``).

Assumptions
-----------
1. Linear order in k; a sharp step of the pairing; the surface persists inside the antidot.
2. |E| < |Delta|; n not zero. Judged at odd n, where j is an integer.

Symbols
-------
N: orbital momentum, l or -l - 1
Omega: sgn(lam) sqrt(Delta^2 - E^2) (lambda/a)
P: number of a Landau level
beta: field b
epsilon: energy above the Dirac point over lam (1/a)
k: power of z, an integer
nu: epsilon^2/(2 b)
q: wave number outside (1/a)

References
----------
The single-layer antidot is that of arXiv:2001.03666 and A. L. Rakhmanov, A. V. Rozhkov, F. Nori, Phys. Rev. B 84, 075141 (2011);
the secular equation with the field of the disc is derived here. NIST DLMF, chapters 10 and 13 (functions).
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, cast

import mpmath
import numpy as np
import sympy as sp

from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison
from numerics.kernels import compile_kernel
from numerics.radial.shooting import Reals, levels_between, mismatch
from theory.algebra import Matrix
from theory.models.surface import surface
from theory.proof import Step
from theory.rotation import flux_share, kp_model, radial_channel
from theory.symbols.interface import Delta, eps_ti, lam, mu
from theory.symbols.levels import E
from theory.symbols.polar import ell, j, r
from theory.symbols.vortex import R, n

SYSTEM = surface()
KP = kp_model(SYSTEM, order=1)
DOMAIN = {lam: (-1.5, 1.5), mu: (-1.5, 1.5), eps_ti: (-0.5, 0.5), Delta: (0.5, 1.5), R: (1.5, 3.0), n: range(-3, 4, 2)}
CHANNELS = (-1, 0, 1, 2)
delta = eps_ti - mu
k, order = sp.symbols("k N", integer=True, nonnegative=True)
epsilon, nu = sp.symbols("epsilon nu", positive=True)


def inner(orbital: sp.Expr, epsilon: sp.Expr, b: sp.Expr) -> Matrix:
    """The regular spinor D_l of a Dirac electron in a uniform field, as a function of r, for either sign of l."""
    z, nu = b * r**2 / 2, epsilon**2 / (2 * b)
    raised, lowered = _spinors(orbital, -orbital - 1, nu, z, epsilon)
    return Matrix([sp.Piecewise((up, orbital >= 0), (dn, True)) for up, dn in zip(raised, lowered, strict=True)])


def _spinors(orbital: sp.Expr, p: sp.Expr, nu: sp.Expr, z: sp.Expr, epsilon: sp.Expr) -> tuple[Matrix, Matrix]:
    """D_l for l >= 0, and for l = -p - 1 < 0."""
    gauss = sp.exp(-z / 2)
    ahead = -epsilon * r / (2 * (orbital + 1)) * sp.hyper([1 - nu], [orbital + 2], z)
    positive = r**orbital * gauss * Matrix([sp.hyper([-nu], [orbital + 1], z), ahead])
    behind = epsilon * r / (2 * (p + 1)) * sp.hyper([p + 1 - nu], [p + 2], z)
    negative = r**p * gauss * Matrix([behind, sp.hyper([p + 1 - nu], [p + 1], z)])
    return Matrix(positive), Matrix(negative)


def outer(sign: int) -> Matrix:
    """The decaying solution of wave number q_+ or q_-, four components, as a function of r."""
    kappa = sign * sp.I * sp.sign(lam) * sp.sqrt(Delta**2 - E**2)
    q, hankel = (kappa - delta) / lam, sp.hankel1 if sign > 0 else sp.hankel2
    spinor = Matrix([hankel(j - sp.S.Half, q * r), -hankel(j + sp.S.Half, q * r)])
    return Matrix([Delta * entry for entry in spinor] + [(E - kappa) * entry for entry in spinor])


def steps() -> Iterator[Step]:
    """The equations inside, solved term by term; hole and electron; the equations outside; the columns."""
    electron, hole = _block(0), _block(2)
    l_h = j - (n + 1) / 2
    text = "inside, a hole is a negative electron of momentum l_h in the opposite field"
    yield Step(text, hole, Matrix(-_at(electron, ell).xreplace({n: -n}).subs(ell, l_h)).expand())
    for up_is_even in (True, False):
        yield from _operator_steps(electron, up_is_even)
        yield from _series_steps(up_is_even)
    yield from _outside_steps()
    yield from _column_steps()


def _block(first: int, share: sp.Expr = r**2 / R**2) -> Matrix:
    """Electrons (first = 0) or holes (2) of the radial Hamiltonian: coefficients of chi and of chi', 2 x 4."""
    zeroth, slope = radial_channel(KP).coefficients
    part = slice(first, first + 2)
    return Matrix(sp.Matrix.hstack(zeroth[part, part].subs(flux_share, share), slope[part, part]).expand())


def _at(electron: sp.MatrixBase, orbital: sp.Expr) -> Matrix:
    """The block of electrons, whose momentum is l_e = j + (n - 1)/2, at another orbital momentum of spin up, the field kept."""
    return Matrix(electron.subs(j, orbital - (n - 1) / 2).expand())


def _acting(block: sp.MatrixBase, spinor: sp.MatrixBase) -> Matrix:
    return Matrix(block[:, :2] * spinor + block[:, 2:] * spinor.diff(r))


def _operator_steps(electron: sp.MatrixBase, up_is_even: bool) -> Iterator[Step]:
    """The Dirac operator on r^m exp(-z/2) z^k, of the component that does not vanish at the centre or of the other."""
    z = n * r**2 / (2 * R**2)
    even = r**order * sp.exp(-z / 2) * z**k
    block = _at(electron, order if up_is_even else -order - 1)
    here, there = (0, 1) if up_is_even else (1, 0)
    for component, power, expected in (
        (here, even, lam * n / R**2 * (k / z if up_is_even else 1 - k / z)),
        (there, r * even, lam * (-2 * (order + 1 + k - z) if up_is_even else 2 * (order + 1 + k))),
    ):
        spinor = sp.Matrix([power if place == component else 0 for place in (0, 1)])
        image = _acting(block, spinor)[1 - component] / (r * even if component == here else even)
        name = f"{'l >= 0' if up_is_even else 'l < 0'}: the Dirac operator turns spin {'up' if component == 0 else 'down'}"
        yield Step(
            f"{name}, a power times exp(-z/2) z^k, into the other spin",
            sp.expand(sp.powsimp(sp.expand(image))),
            sp.expand(expected),
        )


def _series_steps(up_is_even: bool) -> Iterator[Step]:
    """The coefficients of Kummer's series make both lines of H psi = E psi vanish, power by power; b = epsilon^2 / 2 nu."""
    field = epsilon**2 / (2 * nu)
    if up_is_even:
        even, odd = _kummer(-nu, order + 1), -epsilon / (2 * (order + 1)) * _kummer(1 - nu, order + 2)
        lines = (field * (k + 1) * even.subs(k, k + 1) / odd, -2 * ((order + 1 + k) * odd - odd.subs(k, k - 1)) / even)
    else:
        even, odd = _kummer(order + 1 - nu, order + 1), epsilon / (2 * (order + 1)) * _kummer(order + 1 - nu, order + 2)
        lines = (field * (even - (k + 1) * even.subs(k, k + 1)) / odd, 2 * (order + 1 + k) * odd / even)
    for number, line in enumerate(lines, start=1):
        text = f"{'l >= 0' if up_is_even else 'l < 0'}: line {number} of (H - E) psi = 0 holds for every power of z"
        yield Step(text, sp.gammasimp(line.expand(func=True).rewrite(sp.gamma)), epsilon)


def _kummer(a: sp.Expr, c: sp.Expr) -> sp.Expr:
    """Coefficient of z^k in 1F1(a; c; z)."""
    return sp.rf(a, k) / (sp.rf(c, k) * sp.factorial(k))


def _outside_steps() -> Iterator[Step]:
    """One Dirac equation for electrons and holes; Hankel functions; the mixture of electron and hole."""
    electron, hole = _block(0, sp.S.One), _block(2, sp.S.One)
    yield Step("outside, electrons and holes obey the same equation", hole, Matrix(-electron))
    q = sp.Symbol("q", complex=True, zero=False)
    x, low = q * r, j - sp.S.Half
    for hankel, name in ((sp.hankel1, "first"), (sp.hankel2, "second")):
        spinor = sp.Matrix([hankel(low, x), -hankel(low + 1, x)])
        image = _acting(electron, spinor).subs({hankel(low - 1, x): 2 * low / x * hankel(low, x) - hankel(low + 1, x)})
        image = image.subs(hankel(low + 2, x), 2 * (low + 1) / x * hankel(low + 1, x) - hankel(low, x))
        text = f"Hankel functions of the {name} kind, by their recurrence: energy lam q above the Dirac point"
        yield Step(text, Matrix(image.expand()), Matrix((lam * q + delta) * spinor).expand())
    gap = sp.Symbol("Omega", real=True)
    mixture = sp.Matrix([Delta, E - sp.I * gap])
    pairing = sp.Matrix([[sp.I * gap, Delta], [Delta, -sp.I * gap]])
    left = Matrix((pairing * mixture).expand().subs(Delta**2, gap**2 + E**2).expand())
    yield Step(
        "energy i Omega of the normal state: (Delta, E - i Omega) mixes electron and hole to the energy E",
        left,
        Matrix(E * mixture).expand(),
    )
    pairs = radial_channel(KP).coefficients[0][:2, 2:]
    yield Step("the pairing joins equal components", Matrix(pairs), Matrix(Delta * sp.eye(2)))


def _column_steps() -> Iterator[Step]:
    """The columns of the statement, in cases of either sign of l."""
    for flux, level, signs in ((1, 1, (1, 1)), (-1, -1, (-1, -1)), (1, 0, (1, -1)), (-1, 1, (1, 1))):
        columns = []
        for side, (sign, orbital) in enumerate(zip(signs, ((2 * level + flux - 1) // 2, (2 * level - flux - 1) // 2), strict=True)):
            charge = 1 - 2 * side
            energy, field = (charge * E - delta) / lam, sp.Rational(charge * flux) / R**2
            z, square = field * r**2 / 2, energy**2 / (2 * field)
            spinor = _spinors(orbital, -orbital - 1, square, z, energy)[0 if sign > 0 else 1].subs(r, R)
            columns.append(sp.Matrix([*spinor, 0, 0] if side == 0 else [0, 0, *spinor]))
        for sign, hankel in ((1, sp.hankel1), (-1, sp.hankel2)):
            energy = sign * sp.I * sp.sign(lam) * sp.sqrt(Delta**2 - E**2)
            x = (energy - delta) / lam * R
            spinor = sp.Matrix([hankel(level - sp.S.Half, x), -hankel(level + sp.S.Half, x)])
            columns.append(sp.Matrix.vstack(Delta * spinor, (E - energy) * spinor))
        text = f"n = {flux:+d}, j = {level}: the four columns at the rim"
        yield Step(text, Matrix(result().subs({j: level, n: flux})), Matrix(sp.Matrix.hstack(*columns)))


def result() -> Matrix:
    """The 4 x 4 matrix whose determinant vanishes at a level E of angular momentum j."""
    particle = inner(j + (n - 1) / 2, (E - delta) / lam, n / R**2)
    hole = inner(j - (n + 1) / 2, (-E - delta) / lam, -n / R**2)
    empty = sp.zeros(2, 1)
    columns = [sp.Matrix.vstack(particle, empty), sp.Matrix.vstack(empty, hole), outer(1), outer(-1)]
    return Matrix(sp.Matrix.hstack(*columns).subs(r, R))


def limits() -> Iterator[Step]:
    """Landau levels of a Dirac electron; the zeroth of them."""
    field = sp.Symbol("beta", positive=True)
    whole = sp.Symbol("P", integer=True, positive=True)
    landau = sp.sqrt(2 * field * whole)
    series_ends = (-(epsilon**2) / (2 * field)).subs(epsilon, landau)
    yield Step("Landau levels lam sqrt(2 b N): Kummer's series ends at the N-th power", series_ends, -whole)
    lowest = inner(order, epsilon, field).subs(epsilon, 0)
    polarised = Matrix([r**order * sp.exp(-field * r**2 / 4), 0])
    yield Step("at the Dirac point: the zeroth Landau level, spin up alone", lowest, polarised)


def mutants() -> Iterator[Matrix]:
    """Slips of sign, field, momentum, energy; no mutant is a matter of gauge."""
    M_E = result()
    yield M_E.subs(n, -n)
    yield M_E.subs(mu, -mu)
    yield M_E.subs(j, j + 1)
    yield M_E.subs(lam, 2 * lam)
    yield M_E.subs(Delta, 2 * Delta)
    electron, hole = M_E[:, 0], M_E[:, 1]
    far = (M_E[:, 2], M_E[:, 3])
    yield Matrix(sp.Matrix.hstack(electron, hole.subs(E, -E), *far))  # a hole of the electron's energy
    yield Matrix(sp.Matrix.hstack(electron.subs(R, sp.sqrt(2) * R), hole, *far))  # half the field, another rim
    yield Matrix(sp.Matrix.hstack(electron, hole, *(sp.diag(1, -1, 1, -1) * column for column in far)))
    yield Matrix(sp.Matrix.hstack(electron, hole, *(column.subs(eps_ti, mu) for column in far)))  # the Dirac point outside


def _grid(gap: float) -> tuple[Reals, Reals]:
    """Energies inside the gap between which levels are looked for, for each j: both of shape (CHANNELS * 64,)."""
    inside_gap = np.linspace(-0.96, 0.96, 64) * abs(gap)
    return np.tile(inside_gap, len(CHANNELS)), np.repeat(np.array(CHANNELS, dtype=float), len(inside_gap))


@cache
def _judged(**fixed: float) -> tuple[Reals, Reals, float]:
    """Levels by integration of the radial equations: energy, j, and the bound: how far tolerances 1e-8 and 1e-11 lie apart."""
    grid, channel = _grid(fixed["Delta"])
    sign = np.sign(mismatch(grid, channel, fixed, 1e-6))
    left = np.flatnonzero((sign[:-1] * sign[1:] < 0) & (np.diff(channel) == 0))
    j_of = channel[left]
    coarse = levels_between(grid[left], grid[left + 1], j_of, fixed, 1e-8)
    fine = levels_between(coarse - 1e-5, coarse + 1e-5, j_of, fixed, 1e-11)
    return fine, j_of, float(abs(fine - coarse).max())


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with numerical integration of the radial equations: one step of Newton's method from each of its levels.

    The determinant of the formula is evaluated with 25 digits; at a zero the step vanishes. The numbers of levels of each j, as
    changes of sign on a grid, are compared, too: no zero without a level.
    """
    energies, channel, bound = _judged(**parameters)
    steps_ = [_newton_step(formula, energy, level, **parameters) for energy, level in zip(energies, channel, strict=True)]
    counts = [int((channel == level).sum()) for level in CHANNELS]
    return Comparison(
        abscissa=np.concatenate([channel, CHANNELS]),
        analytic=np.concatenate([energies + np.array(steps_), _sign_changes(formula, **parameters)]),
        numeric=np.concatenate([energies, counts]) + 0j,
        bound=bound,
    )


def _sign_changes(formula: Matrix, **parameters: float) -> list[int]:
    """Zeros of the determinant on the grid, for each j; it is imaginary, for the last two columns are conjugates."""
    grid, channel = _grid(parameters["Delta"])
    with np.errstate(all="ignore"):  # the branch of the other sign of l, which is not taken
        columns = compile_kernel(formula, (E, j, *DOMAIN))(E=grid, j=channel, **parameters)
    columns = columns / np.linalg.norm(columns, axis=-2, keepdims=True)
    sign = np.sign(np.linalg.det(columns).imag).reshape(len(CHANNELS), -1)
    return [int((row[:-1] * row[1:] < 0).sum()) for row in sign]


def _newton_step(formula: Matrix, energy: float, level: float, **parameters: float) -> complex:
    continuous = tuple(symbol for symbol in DOMAIN if symbol != n)
    at_level = formula.subs({j: int(level), n: int(parameters["n"])})
    evaluate = _evaluator(at_level, (E, *continuous))
    with mpmath.workdps(25):
        values = [mpmath.mpf(parameters[symbol.name]) for symbol in continuous]
        here, width = mpmath.mpf(energy), mpmath.mpf(10) ** -9
        low, middle, high = (mpmath.det(evaluate(here + shift, *values)) for shift in (-width, 0, width))
        return complex(-2 * width * middle / (high - low))


@cache
def _evaluator(formula: Matrix, arguments: tuple[sp.Symbol, ...]) -> Callable[..., Any]:
    return cast(Callable[..., Any], sp.lambdify(arguments, formula, "mpmath"))


def draw(ax: Axes, comparison: Comparison) -> None:
    """Levels against angular momentum."""
    shown = slice(0, -len(CHANNELS))  # without the numbers of levels
    levels = comparison.abscissa[shown]
    ax.plot(levels, comparison.analytic[shown].real, "_", markersize=18, color=COLOURS[0], label="secular equation")
    circles(ax, levels, comparison.numeric[shown].real, colour=COLOURS[1], label="radial integration")
    ax.set(xlabel="angular momentum j", ylabel=r"energy ($\lambda/a$)", xticks=CHANNELS)
    ax.margins(y=0.25)
    ax.legend(ncols=2, loc="upper center")
