r"""Caroli-de Gennes-Matricon levels of an antidot with one vortex on a TI surface: exact condition.

Statement
---------
Pairing :math:`\Delta e^{i\theta}` outside r = R, none inside, and one flux quantum h/2e spread over the disc; mu = eps_ti. The
levels :math:`0 < |E| < |\Delta|` of angular momentum :math:`\pm j`, j = 1, 2, ..., are the zeros of

.. math::
    p\,(t^2\rho_- + \rho_+) - E\,t\,(1 - \rho_+\rho_-) = 0, \qquad p = \operatorname{sgn}(\lambda)\sqrt{\Delta^2 - E^2}, \qquad
    t = \frac{K_{j+1/2}(|p/\lambda|R)}{K_{j-1/2}(|p/\lambda|R)}

where :math:`\rho_\pm` is the ratio of spin down to spin up on the rim, of an electron with angular momentum :math:`\pm j` in the
disc, and :math:`\nu = E^2R^2/(2\lambda^2)`:

.. math::
    \rho_+ = -\frac{ER}{2(j+1)\lambda}\frac{{}_1F_1(1-\nu;j+2;1/2)}{{}_1F_1(-\nu;j+1;1/2)}, \qquad
    \rho_- = \frac{2j\lambda}{ER}\frac{{}_1F_1(\nu;j;-1/2)}{{}_1F_1(\nu+1;j+1;-1/2)}

with Kummer's function. The condition is odd in E: at mu = eps_ti the levels j and -j are degenerate. (In the bilayer they are
split a little: ``momenta_of_bound_states``.) For a large antidot, :math:`|\Delta|R \gg |\lambda|`, the condition becomes
:math:`\rho_+ + \rho_- = 0`, in which the pairing does not occur: a Dirac dot with an Andreev wall, with levels
:math:`E \propto |\lambda|/R`; without field in the disc that is :math:`J_j'(ER/\lambda) = 0`.

The lowest zeros of the limit are :math:`|E|R/|\lambda| = 1.940, 3.153, 4.295` for j = 1, 2, 3 (1.841, 3.054, 4.201 without field).
The levels lie below the limit by 10, 11, 12 % at :math:`|\Delta|R/|\lambda| = 4.5` and by 0.5 % at 100; with R replaced by
:math:`R + \tfrac12|\lambda/\Delta|` it holds within 0.4, 0.9 and 2 % from 4.5 on.

Assumptions
-----------
1. Linear order in k; mu = eps_ti; a step of the pairing at the rim of the flux disc; n = 1 (n = -1 exchanges the spins).
2. j = 0 (the zero mode and the levels above it, CdGM-3) is excluded: :math:`\rho_+ = \rho_-` and t = 1 there.

Symbols
-------
K: Bessel function of the first spin at the rim
a: azimuthal vector potential (1/a)
f, g, v, w: radial functions of u_up, u_dn, v_up, v_dn
p: sgn(lam) sqrt(Delta^2 - E^2) (lambda/a)
rho_-, rho_+: ratios of the spins of hole and electron at the rim
t: ratio of the Bessel functions outside, at the rim
y: argument of the Bessel functions

References
----------
C. Caroli, P. G. de Gennes and J. Matricon, Phys. Lett. 9, 307 (1964); H. Deng, N. Bonesteel and P. Schlottmann, arXiv:2001.03666
(bound states of an antidot on a TI surface; its formulas are not at hand, the condition is derived here).
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from derivations.claims.majorana import jackiw_rossi
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison
from numerics.kernels import compile_kernel
from numerics.radial.shooting import levels_between, mismatch
from theory.algebra import Matrix, det
from theory.models.surface import surface
from theory.nambu import charge
from theory.polar import polar_action
from theory.proof import Step
from theory.symbols.interface import Delta, eps_ti, lam, mu
from theory.symbols.levels import E
from theory.symbols.momentum import kx, ky
from theory.symbols.polar import j, r, theta
from theory.symbols.vortex import R

SYSTEM = surface()
DOMAIN = {lam: (-1.5, 1.5), Delta: (0.8, 2.0), j: range(1, 4)}
ARGUMENTS = (E, lam, Delta, j, R)
RADII = np.linspace(4.5, 8.0, 6)  # in units of |lam/Delta|
GRID = np.linspace(0.02, 0.98, 33)  # energies in units of |Delta| between which the judge looks for a change of sign
FINE = 2001  # energies in the same range at which the zeros of the formula, apart from its poles, are counted
Reals = NDArray[Any]
x, nu = r**2 / (2 * R**2), E**2 * R**2 / (2 * lam**2)


def steps() -> Iterator[Step]:
    """Radial equations; solutions inside and outside; four amplitudes on the rim."""
    functions = [sp.Function(name)(r) for name in ("f", "g", "v", "w")]
    f, g, v, w = functions
    a = sp.Symbol("a", real=True)
    rotated = Matrix(sp.diag(*_windings()).inv() * residual(Matrix(functions), a, Delta))
    upper = [
        -lam * (g.diff(r) + (j + 1) * g / r - a * g) + Delta * v - E * f,
        lam * (f.diff(r) - j * f / r + a * f) + Delta * w - E * g,
    ]
    lower = [
        lam * (w.diff(r) + j * w / r + a * w) + Delta * f - E * v,
        -lam * (v.diff(r) - (j - 1) * v / r - a * v) + Delta * g - E * w,
    ]
    text = "(u_up, u_dn, v_up, v_dn) rotate as exp(i (j, j+1, j-1, j) theta); (H - E) psi is then radial"
    yield Step(text, Matrix(rotated.applyfunc(_expanded)), Matrix([*upper, *lower]))
    yield from _disc_steps()
    yield from _outer_steps()
    yield from _rim_steps()


def _windings() -> list[sp.Expr]:
    return [sp.exp(sp.I * order * theta) for order in (j, j + 1, j - 1, j)]


def _expanded(entry: sp.Expr) -> sp.Expr:
    return sp.powsimp(sp.expand(entry.rewrite(sp.exp)))


def residual(spinor: Matrix, a_theta: sp.Expr, gap: sp.Expr) -> Matrix:
    """(H - E) psi of four radial functions, with the pairing ``gap`` exp(i theta), at mu = eps_ti."""
    psi = Matrix(sp.diag(*_windings()) * spinor)
    H = Matrix(jackiw_rossi.linear().subs(mu, eps_ti)).subs(Delta, gap)
    return Matrix(polar_action(H, (kx, ky), psi, charge=charge(SYSTEM), a_theta=a_theta, winding=sp.S.One) - E * psi)


def in_disc() -> tuple[tuple[sp.Expr, sp.Expr], tuple[sp.Expr, sp.Expr]]:
    """Spin up and down of an electron with angular momentum j, and with -j, without their rotation."""
    plus = r**j * sp.exp(-x / 2) * sp.assoc_laguerre(nu, j, x)
    plus_down = -lam / (E * R**2) * r ** (j + 1) * sp.exp(-x / 2) * sp.assoc_laguerre(nu - 1, j + 1, x)
    minus_down = r ** (j - 1) * sp.exp(x / 2) * sp.assoc_laguerre(-nu, j - 1, -x)
    minus = -lam / (E * R**2) * r**j * sp.exp(x / 2) * sp.assoc_laguerre(-nu - 1, j, -x)
    return (plus, plus_down), (minus, minus_down)


def _laguerre(expression: sp.Expr) -> sp.Expr:
    """Laguerre functions as symbols; those of third kind by Laguerre's equation x L'' + (alpha + 1 - x) L' + nu L = 0."""
    for sign, degree, order, at in (("plus", nu, j, x), ("minus", -nu, j - 1, -x)):
        X, Y = (sp.Symbol(f"{name}_{sign}", real=True) for name in "XY")
        third = ((order + 1 - at) * Y - degree * X) / at
        names = {
            sp.assoc_laguerre(degree - 2, order + 2, at): third,
            sp.assoc_laguerre(degree - 1, order + 1, at): Y,
            sp.assoc_laguerre(degree, order, at): X,
        }
        for function, name in names.items():
            expression = expression.subs(function, name)
    return sp.expand(sp.powsimp(sp.expand(expression)))


def _disc_steps() -> Iterator[Step]:
    (plus, plus_down), (minus, minus_down) = in_disc()
    a = r / (2 * R**2)
    for sign, f, g in ((1, plus, plus_down), (-1, minus, minus_down)):
        up = -lam * (g.diff(r) + (sign * j + 1) * g / r - a * g) - E * f
        down = lam * (f.diff(r) - sign * j * f / r + a * f) - E * g
        yield Step(f"in the disc, an electron with {'+' if sign > 0 else '-'}j: first equation", _laguerre(up / r**j), sp.S.Zero)
        yield Step("and second, by Laguerre's equation", _laguerre(down / r**j), sp.S.Zero)
    v, w = minus_down, minus
    hole = [lam * (w.diff(r) + j * w / r + a * w) - E * v, -lam * (v.diff(r) - (j - 1) * v / r - a * v) - E * w]
    text = "a hole with j is the conjugate of an electron with -j: (v_up, v_dn) = (u_dn, u_up), equations of the hole"
    yield Step(text, Matrix([_laguerre(entry / r**j) for entry in hole]), sp.zeros(2, 1))


def _outer_steps() -> Iterator[Step]:
    """Outside the flux shifts all angular momenta by 1/2: modified Bessel functions of half integer order."""
    k, A, B = sp.symbols("k A B", real=True)  # k = p/lam up to its sign
    U, W = (sp.Function(name)(r) for name in "UW")
    slopes = {U.diff(r): (j - sp.S.Half) * U / r - k * W, W.diff(r): -(j + sp.S.Half) * W / r - k * U}
    order, y = j - sp.S.Half, sp.Symbol("y", positive=True)
    below, above = sp.besselk(order - 1, y), sp.besselk(order + 2, y)
    K, K_next = sp.besselk(order, y), sp.besselk(order + 1, y)
    recurrences = {below: K_next - 2 * order / y * K, above: K + 2 * (order + 1) / y * K_next}
    yield Step("U = K_{j-1/2}: U' = (j-1/2) U/y - W", K.diff(y).subs(recurrences), sp.expand(order / y * K - K_next))
    yield Step("W = K_{j+1/2}: W' = -(j+1/2) W/y - U", K_next.diff(y).subs(recurrences), sp.expand(-(order + 1) / y * K_next - K))
    p = lam * k
    spinor = Matrix([A * U, B * W, (E * A - p * B) / Delta * U, (E * B + p * A) / Delta * W])
    left = residual(spinor, 1 / (2 * r), Delta)
    left = Matrix(sp.diag(*_windings()).inv() * left).subs(slopes).subs(E, sp.sqrt(Delta**2 - p**2))
    text = "outside, with E^2 = Delta^2 - p^2, two solutions decay: any amplitudes A and B of the two spins"
    yield Step(text, Matrix(left.applyfunc(_expanded)), sp.zeros(4, 1))


def _rim_steps() -> Iterator[Step]:
    p, t, plus, minus, K = sp.symbols("p t rho_+ rho_- K", real=True)
    outer = [[K, 0, E / Delta * K, p / Delta * t * K], [0, t * K, -p / Delta * K, E / Delta * t * K]]
    rim = Matrix([[1, plus, 0, 0], [0, 0, minus, 1], *outer]).T
    condition = condition_of(p, t, plus, minus)
    text = "electron and hole from inside, two solutions from outside: a common solution if their determinant vanishes"
    yield Step(text, det(rim), sp.expand(K**2 / Delta * condition))
    spinors = (tuple(_as_kummer(part.subs(r, R)) for part in pair) for pair in in_disc())
    k = sp.sqrt(Delta**2 - E**2) / sp.Abs(lam)
    below, above = (sp.besselk(j + sign * sp.S.Half, k * R) for sign in (-1, 1))
    inside = (sp.gammasimp(down / up) for up, down in spinors)
    exact = condition_of(sp.sign(lam) * sp.Abs(lam) * k, above / below, *inside)
    yield Step("with p = lam k and the ratios on the rim, of Bessel and Kummer functions, this is the statement", result(), exact)


def _as_kummer(expression: sp.Expr) -> sp.Expr:
    """Laguerre functions as Kummer's (DLMF 13.6.19, for any degree)."""

    def kummer(degree: sp.Expr, order: sp.Expr, at: sp.Expr) -> sp.Expr:
        factor = sp.gamma(degree + order + 1) / sp.gamma(degree + 1) / sp.gamma(order + 1)
        return factor * sp.hyper([-degree], [order + 1], at)

    return expression.replace(sp.assoc_laguerre, kummer)


def condition_of(p: sp.Expr, t: sp.Expr, plus: sp.Expr, minus: sp.Expr) -> sp.Expr:
    """The left side of the condition."""
    return p * (t**2 * minus + plus) - E * t * (1 - plus * minus)


def momentum() -> sp.Expr:
    """p: lam times the decay rate outside."""
    return sp.sign(lam) * sp.sqrt(Delta**2 - E**2)


def bessel_ratio() -> sp.Expr:
    """K_{j+1/2} over K_{j-1/2} on the rim."""
    y = sp.sqrt(Delta**2 - E**2) * R / sp.Abs(lam)
    return sp.besselk(j + sp.S.Half, y) / sp.besselk(j - sp.S.Half, y)


def ratios() -> tuple[sp.Expr, sp.Expr]:
    """rho_+ and rho_-."""
    half = sp.S.Half
    plus = -E * R / (2 * (j + 1) * lam) * sp.hyper([1 - nu], [j + 2], half) / sp.hyper([-nu], [j + 1], half)
    minus = 2 * j * lam / (E * R) * sp.hyper([nu], [j], -half) / sp.hyper([nu + 1], [j + 1], -half)
    return plus, minus


def result() -> sp.Expr:
    """The function of the energy whose zeros are the levels."""
    return condition_of(momentum(), bessel_ratio(), *ratios())


def limits() -> Iterator[Step]:
    """Chiral symmetry; the Andreev wall; the dot without field; an elementary Bessel ratio."""
    p, plus, minus, y = sp.symbols("p rho_+ rho_- y", positive=True)
    t, odd = sp.Symbol("t", positive=True), {E: -E, plus: -plus, minus: -minus}
    yield Step("rho_+ and rho_- are odd in E", Matrix(ratios()).subs(E, -E), -Matrix(ratios()))
    condition = condition_of(p, t, plus, minus)
    yield Step(
        "hence the condition: levels come in pairs +E, -E for the same j", condition.subs(odd, simultaneous=True), -condition
    )
    wall = sp.limit(condition_of(p, sp.S.One, plus, minus) / p, p, sp.oo)
    yield Step("strong pairing: rho_+ + rho_- = 0, whatever the pairing", wall, plus + minus)
    J = {order: sp.besselj(order, y) for order in (j - 1, j, j + 1)}
    text = "without field rho_+ = -J_{j+1}/J_j and rho_- = J_{j-1}/J_j: zeros of J_j'"
    yield Step(text, (J[j - 1] - J[j + 1]) / J[j], 2 * J[j].diff(y) / J[j])
    ratio = sp.expand_func(bessel_ratio().subs(j, 1))
    yield Step("t is elementary: for j = 1 it is 1 + 1/y", ratio, 1 + sp.Abs(lam) / (sp.sqrt(Delta**2 - E**2) * R))


def mutants() -> Iterator[sp.Expr]:
    """Wrong signs, wall without penetration, no field or twice the field in the disc, angular momenta exchanged."""
    p, t, (plus, minus) = momentum(), bessel_ratio(), ratios()
    yield condition_of(-p, t, plus, minus)
    yield condition_of(p, sp.S.One, plus, minus)
    yield condition_of(p, 1 / t, plus, minus)
    yield condition_of(sp.Abs(Delta) * sp.sign(lam), t, plus, minus)
    yield condition_of(p, t, minus, plus)
    y = E * R / lam
    free = {order: sp.besselj(order, y) for order in (j - 1, j, j + 1)}
    yield condition_of(p, t, -free[j + 1] / free[j], free[j - 1] / free[j])
    yield condition_of(p, t, plus, -1 / plus)


def validate(formula: sp.Expr, **parameters: float) -> Comparison:
    """Compare with the lowest level found by integration of the radial equations, and the number of levels, for six radii.

    The formula's zero follows from the level of the judge by a step of Newton's method, for both signs of lam; two further rows
    hold the number of zeros between 0.02 and 0.98 of the gap: none is missing, none is spurious. The bound is the change of the
    levels when the tolerance of the integration is relaxed a thousandfold.
    """
    values = compile_kernel(formula, ARGUMENTS)
    levels, number, error = _levels(**parameters)
    radii = RADII * abs(parameters["lam"] / parameters["Delta"])
    gap, analytic, counted = abs(parameters["Delta"]), [], []
    for sign in (1, -1):
        given: dict[str, Any] = {"R": radii, **parameters, "lam": sign * parameters["lam"]}
        below, at, above = (values(E=levels + shift * gap, **given) for shift in (-1e-5, 0.0, 1e-5))
        analytic.append(levels - at * 2e-5 * gap / (above - below))
        fine = gap * np.linspace(GRID[0], GRID[-1], FINE)
        counted.append(_zeros(values(E=fine[:, None], **given).real))
    return Comparison(
        abscissa=RADII,
        analytic=np.array([*analytic, *counted]),
        numeric=np.array([levels, levels, number, number]),
        bound=error,
    )


def _zeros(sampled: Reals) -> NDArray[np.int64]:
    """Number of zeros along the first axis: changes of sign where the values, not their inverses, run straight."""
    left, middle, right = sampled[:-2:2], sampled[1:-1:2], sampled[2::2]
    with np.errstate(divide="ignore", invalid="ignore"):
        bent = abs(left + right - 2 * middle) / (abs(left) + abs(right))
        bent_inverse = abs(1 / left + 1 / right - 2 / middle) / (abs(1 / left) + abs(1 / right))
    return np.asarray(((np.sign(left) * np.sign(right) < 0) & (bent < bent_inverse)).sum(axis=0))


@cache
def _levels(*, lam: float, Delta: float, j: int) -> tuple[Reals, NDArray[np.int64], float]:
    """Lowest positive level for each radius, the number of levels, and the error; lengths are in units of the radius."""
    given = {"mu": 0.0, "eps_ti": 0.0, "Delta": Delta, "R": 1.0, "n": 1}
    grid, speeds = abs(Delta) * GRID, np.sign(lam) * abs(Delta) / RADII
    everywhere, all_speeds = (part.ravel() for part in np.meshgrid(grid, speeds, indexing="ij"))
    rim = mismatch(everywhere, np.full(len(everywhere), float(j)), {**given, "lam": all_speeds}, 1e-6).reshape(len(grid), -1)
    changes = rim[:-1] * rim[1:] < 0
    first, channel, fixed = np.argmax(changes, axis=0), np.full(len(RADII), float(j)), {**given, "lam": speeds}
    coarse = levels_between(grid[first], grid[first + 1], channel, fixed, 1e-8)
    fine = levels_between(coarse - 1e-5, coarse + 1e-5, channel, fixed, 1e-11)
    return fine, changes.sum(axis=0), float(abs(fine - coarse).max())


def draw(ax: Axes, comparison: Comparison) -> None:
    """The lowest level against the radius."""
    ax.plot(comparison.abscissa, comparison.analytic[0].real, color=COLOURS[0], label="exact condition")
    circles(ax, comparison.abscissa, comparison.numeric[0], colour=COLOURS[1], label="radial equations integrated")
    ax.set(xlabel=r"radius of the antidot ($|\lambda/\Delta|$)", ylabel=r"lowest level ($\lambda/a$)")
    ax.legend()
