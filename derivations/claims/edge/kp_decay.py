r"""Decay of zero modes in the k.p limit: closed form for any tunnelling.

Statement
---------
To second order in k the waves :math:`e^{-\kappa x}` at zero energy that decay along x have

.. math::
    \kappa = \frac{t_c^2}{|\lambda\Delta|}\,X, \qquad X(1 + i\eta X^2) = 1, \qquad
    \eta = \frac{t_{SC}t_c^4}{\lambda^2\Delta^3}

or the complex conjugate. The three solutions, m = 0, 1, 2, are

.. math:: X_m = \frac{2}{\sqrt{3i\eta}}\sinh\left[\frac13\operatorname{arsinh}\frac{3\sqrt{3i\eta}}{2} + \frac{2\pi i m}{3}\right]

and that of m = 0 is the series with the ternary numbers 1, 1, 3, 12, 55, ...

.. math:: X_0 = \sum_{l\ge0}\frac{1}{2l+1}\binom{3l}{l}(-i\eta)^l, \qquad |\eta| < \tfrac4{27}

So the decay length is :math:`|\lambda\Delta|/t_c^2`, the Dirac velocity over the induced gap, with a first correction of relative
order :math:`\eta^2`, and the wave number of the oscillation is :math:`t_{SC}t_c^6/(|\lambda|^3\Delta^4)` at first. For strong
tunnelling another root decays slowest, with the wave number of the ring, :math:`k_F = (t_c^2/|\lambda t_{SC}|)^{1/3}`, and the
decay rate :math:`|\Delta/(3t_{SC})|/k_F`. The two exchange their places at :math:`|\eta| = 0.252`. With the default parameters that
is t_c = 1.54, but the lattice exchanges them at 0.895 already (``zero_energy_decay``): at the momenta of the ring the mass M = 3
counts.

Assumptions
-----------
1. Second order in k: :math:`h = \lambda(k_x\sigma_y - k_y\sigma_x)`, :math:`\xi = -t_{SC}k^2` (eps_sc = -4 t_sc, mu = eps_ti = 0),
   no mass (it is of fourth order); the lattice, with mass, is treated in ``zero_energy_decay``.
2. :math:`t_{SC} \ne 0`, of either sign (a flat SC band has :math:`X = 1` alone).
3. Waves along x, :math:`k_y = 0`. A sign: roots with :math:`\operatorname{Re}\kappa < 0` belong to the other direction.

Symbols
-------
X: decay rate kappa in units of t_c^2/|lam Delta|
a, b: argument and prefactor of X = b sinh(a)
f_l, f_m: coefficients of the powers 2 l + 1 and 2 l + 3 of y
kappa: decay rate (1/a)
l: order, an integer
y: sinh(a); in the series 3 sqrt(3 i eta)/2

References
----------
arXiv:2507.23775, Sec. III.2, finds decay and oscillation numerically; the closed form is derived here. R. L. Graham, D. E. Knuth
and O. Patashnik, Concrete Mathematics, Sec. 5.4 (generalised binomial series).
"""

from collections.abc import Iterator
from itertools import cycle
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from derivations.claims.shared.bilayer_domain import BILAYER_DOMAIN
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison
from numerics.kernels import compile_kernel
from numerics.lattice.evanescent import pencil_roots
from numerics.systems.bilayer import bilayer_system
from numerics.systems.nambu import weighted_sum
from theory.algebra import Matrix
from theory.expansion import kp_expansion
from theory.models.bilayer import bilayer
from theory.proof import Step
from theory.symbols.interface import Delta, M, eps_sc, eps_ti, lam, mu, t_c, t_sc
from theory.symbols.momentum import kx, ky

SYSTEM = bilayer()
DOMAIN = {symbol: BILAYER_DOMAIN[symbol] for symbol in (lam, M)} | {t_sc: (0.1, 0.5), Delta: (0.8, 2.0)}
TUNNELLING = np.linspace(0.3, 2.0, 18)
SIGNS = ((1, 1), (-1, 1), (1, -1), (-1, -1))  # of t_sc and Delta: the domain has only positive ones
JUMP = 0.5  # of the wave number between neighbours: another root
X, eta = sp.symbols("X eta")


def steps() -> Iterator[Step]:
    """The determinant of the k.p Hamiltonian at imaginary momentum; a cubic; its roots; the series of one of them."""
    H = kp_expansion(SYSTEM.hamiltonian, (kx, ky), about=(0, 0), order=2).subs({ky: 0, mu: 0, eps_ti: 0, eps_sc: -4 * t_sc})
    kappa = sp.Symbol("kappa")
    determinant = sp.factor(H.subs(kx, sp.I * kappa).det(method="berkowitz"))
    factors = [lam * kappa * (Delta + tau * sp.I * t_sc * kappa**2) - sign * t_c**2 for tau in (1, -1) for sign in (1, -1)]
    yield Step("det H at kx = i kappa", sp.expand(determinant), sp.expand(sp.prod(factors)))
    scaled = (factors[0] / t_c**2).subs(kappa, t_c**2 / (lam * Delta) * X)
    text = "in units of t_c^2/(lam Delta) each factor is the same cubic, with i or -i"
    yield Step(text, sp.expand(scaled), sp.expand(X * (1 + sp.I * size() * X**2) - 1))
    third, root = sp.symbols("a b")
    sine = sp.sinh(third)
    tripled = {eta: 4 / (3 * sp.I) / root**2}  # root = 2/sqrt(3 i eta)
    cubic = (X * (1 + sp.I * eta * X**2)).subs(tripled).subs(X, root * sine)
    text = "X = b sinh(a) with b = 2/sqrt(3 i eta): the left side is (b/3) sinh(3 a)"
    yield Step(text, sp.expand(cubic), sp.expand(root / 3 * sp.expand_trig(sp.sinh(3 * third))))
    yield Step(
        "so sinh(3 a) = 3/b; the three values of :math:`a` differ by 2 pi i/3",
        sp.sinh(3 * (third + 2 * sp.pi * sp.I / 3)),
        sp.sinh(3 * third),
    )
    yield from _series_steps()
    series = partial_sum(5)
    remainder = sp.expand(series * (1 + sp.I * eta * series**2) - 1)
    text = "the ternary series solves the cubic, here to the order of its last term"
    yield Step(text, sum(remainder.coeff(eta, power) * eta**power for power in range(6)), sp.S.Zero)
    y, c = sp.symbols("y c")  # sinh(a) and cosh(a)
    parameter = sp.sqrt(3 * sp.I * size())
    a = sp.asinh(sp.Rational(3, 2) * parameter) / 3
    yield Step("a third of arsinh(3/b): sinh(3 a) is", sp.sinh(3 * a), sp.Rational(3, 2) * parameter)
    for number, value in enumerate(result()):
        x = (value * sp.Abs(lam * Delta) / t_c**2).subs({sp.sinh(a): y, sp.cosh(a): c})
        reduced = sp.rem(sp.expand(x * (1 + sp.I * size() * x**2)), c**2 - 1 - y**2, c)
        yield Step(f"root {number} of the statement: the left side is 2 sinh(3 a)/(3 sqrt(3 i eta)) = 1", reduced, tripled_sine(y))


def _series_steps() -> Iterator[Step]:
    """All orders: the differential equation of f = sinh(arsinh(y)/3), y = 3 sqrt(3 i eta)/2, and its recurrence; X_0 = 3 f/y."""
    y, this, after = sp.symbols("y f_l f_m")
    order = sp.Symbol("l", integer=True, nonnegative=True)
    f = sp.sinh(sp.asinh(y) / 3)

    def applied(f: sp.Expr) -> sp.Expr:
        return (1 + y**2) * sp.diff(f, y, 2) + y * sp.diff(f, y) - f / 9

    yield Step("f = sinh(arsinh(y)/3) solves (1 + y^2) f'' + y f' = f/9", applied(f), sp.S.Zero)
    yield Step(
        "the slope of f at y = 0 is 1/3: f begins with y/3, the series of X_0 = 3 f/y with 1",
        sp.diff(f, y).subs(y, 0),
        sp.Rational(1, 3),
    )
    collected = sp.expand(applied(this * y ** (2 * order + 1) + after * y ** (2 * order + 3)) / y ** (2 * order + 1)).coeff(y, 0)
    recurrence = (2 * order + 3) * (2 * order + 2) * after + ((2 * order + 1) ** 2 - sp.Rational(1, 9)) * this
    yield Step(
        "put in, a series of odd powers: the coefficients of the powers 2l + 1 and 2l + 3 of y obey a recurrence",
        collected,
        sp.expand(recurrence),
    )
    ternary = sp.binomial(3 * order, order) / (2 * order + 1)
    ratio = sp.combsimp(ternary.subs(order, order + 1) / ternary)
    (solved,) = sp.solve(recurrence.subs(this, 1), after)
    yield Step("which, with y^2 = 27 i eta/4, is that of the ternary numbers", ratio, solved * -sp.Rational(27, 4))
    yield Step("ratio test: convergence for |eta| < 4/27", sp.limit(ratio, order, sp.oo), sp.Rational(27, 4))


def tripled_sine(y: sp.Expr) -> sp.Expr:
    """The left side of the cubic at X = root sinh(a) in terms of y = sinh(a): (root/3) sinh(3 a)."""
    return 2 * (4 * y**3 + 3 * y) / (3 * sp.sqrt(3 * sp.I * size()))


def size() -> sp.Expr:
    """The parameter eta."""
    return t_sc * t_c**4 / (lam**2 * Delta**3)


def partial_sum(terms: int) -> sp.Expr:
    """The series of X_0 through the power ``terms`` of eta."""
    return sum((sp.binomial(3 * order, order) * (-sp.I * eta) ** order / (2 * order + 1) for order in range(terms + 1)), sp.S.Zero)


def roots(parameter: sp.Expr) -> Matrix:
    """X_0, X_1 and X_2 as functions of eta."""
    root = sp.sqrt(3 * sp.I * parameter)
    a = sp.asinh(sp.Rational(3, 2) * root) / 3
    turns = [2 * sp.pi * number / 3 for number in range(3)]
    return Matrix([2 / root * (sp.sinh(a) * sp.cos(turn) + sp.I * sp.cosh(a) * sp.sin(turn)) for turn in turns])


def result() -> Matrix:
    """The complex decay rates, a column of length 3; with their conjugates and negatives these are all."""
    return Matrix(t_c**2 / sp.Abs(lam * Delta) * roots(size()))


def limits() -> Iterator[Step]:
    """Flat band; the ternary numbers; the ring."""
    numbers = Matrix([partial_sum(4).coeff(eta, order) / (-sp.I) ** order for order in range(5)])
    yield Step("the ternary numbers", numbers, Matrix([1, 1, 3, 12, 55]))
    yield Step("flat band: kappa = t_c^2/|lam Delta|", partial_sum(4).subs(eta, 0), sp.S.One)
    q, shift = sp.symbols("q delta", positive=True)
    ring = (X * (1 + sp.I * eta * X**2) - 1).subs(eta, 1 / q**3)
    moved = sp.expand(ring.subs(X, sp.I * q + q**2 * shift))
    (decay,) = sp.solve(sp.limit(moved / q, q, 0), shift)
    yield Step("strong tunnelling, eta = 1/q^3: X = i q + q^2/3, the ring and its decay", decay, sp.Rational(1, 3))


def mutants() -> Iterator[Matrix]:
    """Signs, powers and factors of eta, real roots, the scale."""
    scale = t_c**2 / sp.Abs(lam * Delta)
    yield Matrix(scale * roots(size() / 2))
    yield Matrix(scale * roots(size()).applyfunc(lambda X_m: X_m.replace(sp.asinh, lambda u: 3 * sp.asinh(u))))
    yield Matrix(scale * roots(size() * t_c / Delta))
    yield Matrix(2 * result())
    yield Matrix(scale * roots(size() * lam**2))
    yield Matrix(sp.I * result())


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with the hoppings of the lattice, exponentials cut after second order: complex momenta from a matrix pencil.

    Each of the twelve roots of the judge is compared with the nearest of the formula's, their conjugates and negatives. The signs
    of t_sc and Delta change from one tunnelling to the next.
    """
    rates = compile_kernel(formula, (lam, t_sc, Delta, t_c))
    analytic, numeric, bound = [], [], 0.0
    for tunnelling, (sign_t, sign_Delta) in zip(TUNNELLING, cycle(SIGNS), strict=False):
        parameters |= {"t_sc": sign_t * abs(parameters["t_sc"]), "Delta": sign_Delta * abs(parameters["Delta"])}
        momenta, uncertainty = _momenta(tunnelling, **parameters)
        found = momenta / 1j
        found = found[np.lexsort((found.imag.round(6), found.real.round(6)))]
        half = rates(t_c=tunnelling, **{name: parameters[name] for name in ("lam", "t_sc", "Delta")})[..., 0]
        every = np.concatenate([half, half.conj(), -half, -half.conj()])
        analytic.append(every[np.argmin(abs(every - found[:, None]), axis=1)])
        numeric.append(found)
        bound = max(bound, float(uncertainty.max()) + 64 * np.finfo(float).eps * float(abs(found).max()))
    return Comparison(abscissa=TUNNELLING, analytic=np.array(analytic).T, numeric=np.array(numeric).T, bound=bound)


def _momenta(tunnelling: float, *, lam: float, M: float, t_sc: float, Delta: float) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """The complex kx at zero energy of H = A_0 + kx A_1 + kx^2 A_2, linear for the TI layer, where the mass drops out."""
    system = bilayer_system(lam=lam, M=M, mu=0.0, eps_ti=0.0, eps_sc=-4 * t_sc, t_sc=t_sc, Delta=Delta, t_c=tunnelling)
    terms = weighted_sum(system, lambda dx, dy: (1, 1j * dx, -(dx**2) / 2))
    A, B = np.zeros((12, 12), dtype=complex), np.zeros((12, 12), dtype=complex)
    A[:4, :8], B[:4, :4] = -terms[0, :4], terms[1, :4, :4]
    A[4:8, 8:], B[4:8, 4:8] = np.eye(4), np.eye(4)
    A[8:, :8], A[8:, 8:], B[8:, 8:] = -terms[0, 4:], -terms[1, 4:, 4:], terms[2, 4:, 4:]
    return pencil_roots(A, B)


def draw(ax: Axes, comparison: Comparison) -> None:
    """Decay rate and wave number of the roots that decay to the right."""
    for row in (6, 8, 10):  # ordered by decay rate: where two exchange their places, the lines are broken
        jumps = abs(np.diff(abs(comparison.numeric[row].imag), prepend=comparison.numeric[row, 0].imag)) > JUMP
        broken = np.where(jumps & (np.arange(len(jumps)) > 0), np.nan, comparison.abscissa)
        for colour, part, name in ((COLOURS[0], np.real, "decay rate"), (COLOURS[1], np.imag, "wave number")):
            line, points = abs(part(comparison.analytic[row])), abs(part(comparison.numeric[row]))
            ax.plot(broken, line, "-", color=colour, label=f"{name}, formula" if row == 6 else None)
            label = "lattice, second order in k" if row == 6 else None
            circles(ax, comparison.abscissa, points, colour=colour, label=label)
    ax.set(xlabel=r"$t_c$ ($\lambda/a$)", ylabel="decay rates and wave numbers (1/a)")
    ax.legend()
