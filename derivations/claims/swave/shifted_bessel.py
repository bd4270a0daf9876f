r"""How far a Bessel function of shifted order describes a disc with a field.

Statement
---------
If the vector potential is taken at a mean radius :math:`\rho R`, the radial equation is that of a Bessel function of the
order :math:`\nu = |l - \tfrac12n\rho^2|`, and the level is
:math:`E = \varepsilon_{SC} + 4t_{SC} - \mu - t_{SC}(x_{\nu,m}/R)^2`. For l > 0 its slope in n is

.. math::
    \left.\frac{dE}{dn}\right|_0 = \frac{t_{SC}l}{R^2}\,\rho^2\left\langle\frac{R^2}{r^2}\right\rangle, \qquad
    \left\langle\frac{R^2}{r^2}\right\rangle = \frac{1 - J_0^2(x) - 2\sum_{k=1}^{l-1}J_k^2(x)}{l\,J_{l+1}^2(x)}, \qquad x = x_{l,m}

against the exact :math:`t_{SC}l/R^2` (``flux_splitting``): to first order it is right for :math:`\rho^2 = 1/\langle
R^2/r^2\rangle` and for no other radius. For the lowest states of l = 1, 2, 3 that is :math:`\rho = 0.440`, 0.554, 0.620, smaller
for higher ones. With the field taken at the wall, :math:`\rho = 1`, the splitting of l and -l is 5.2, 3.3 and 2.6 times too
large, and for n = 1 the orders of l = 0 and l = 1 coincide. For l = 0 the shifted order makes E linear in |n|, where the truth is
quadratic: there it is wrong for every radius.

Assumptions
-----------
1. Those of ``kummer_levels``, which has the exact levels. The mean is proved for every l > 0, by induction, and judged for l = 1,
   2, 3, the entries of ``result``.
2. First order in n; the second order of the formula is not that of ``flux_splitting``.

Symbols
-------
s: r/R
sigma: slope of the Bessel state at the wall
u: Bessel state
y_g: change of the level with the strength g of a perturbation
z: argument of the Bessel functions

References
----------
arXiv:2507.23775, Appendix B: "assuming the mean radial distance", whose value is not in the text at hand.
"""

from collections.abc import Iterator
from functools import cache

import numpy as np
import sympy as sp

from derivations.claims.shared.disc import DEGREE, Reals, edge_and_stiffness
from derivations.claims.shared.zeros import exact_zeros
from derivations.claims.swave import bessel_levels, flux_splitting
from derivations.claims.swave.flux_splitting import hellmann_feynman, norm_step, normalisation, s, u
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison
from numerics.extrapolation import at_zero
from numerics.kernels import compile_kernel
from numerics.radial.disc import DiscChannel, radial_levels
from numerics.systems.swave import swave_system
from theory.algebra import Matrix
from theory.models.swave import swave
from theory.proof import Step
from theory.symbols.interface import t_sc
from theory.symbols.levels import rho, x_lm
from theory.symbols.polar import ell, r
from theory.symbols.vortex import R, n

SYSTEM = swave()
DOMAIN = {t_sc: (-0.5, 0.5), R: (1.0, 8.0), rho: (0.3, 1.0)}
ORBITALS, RADIAL = (1, 2, 3), 2
SHIFTS = 0.25 * 2.0 ** -np.arange(6)


def order() -> sp.Expr:
    """The shifted order nu, with the sign of l."""
    return ell - n * rho**2 / 2


def steps() -> Iterator[Step]:
    """The shifted order, first-order perturbation theory in it, the mean of 1/r^2."""
    A = n * r / (2 * R**2)
    taken = (ell / r - A).subs(r, rho * R) * rho * R / r
    shifted = order()
    yield Step("l - A r taken at rho R: a centrifugal term of the order nu", taken**2, shifted**2 / r**2)
    yield hellmann_feynman(s**-2)
    yield norm_step()
    z = sp.Symbol("z", positive=True)
    yield from _induction_steps(z)
    for l_e in ORBITALS:
        primitive = _inverse_square(l_e, z)
        slope = sp.expand(sp.diff(primitive, z)).subs(
            sp.besselj(l_e + 1, z), 2 * l_e / z * sp.besselj(l_e, z) - sp.besselj(l_e - 1, z)
        )
        yield Step(
            f"J_l^2/z has the primitive (1 - J_0^2 - 2 J_1^2 - ... - J_l^2)/(2 l), here l = {l_e}",
            slope,
            sp.besselj(l_e, z) ** 2 / z,
        )
        yield Step("which is zero at the centre", primitive.subs(z, 0), sp.S.Zero)
    norm = normalisation().subs({sp.diff(u, s): x_lm * sp.Symbol("sigma"), u: 0}).subs(s, 1)
    yield Step("the norm is J_l'(x)^2 / 2, where J_l' = -J_l+1 at a zero of J_l", norm, sp.Symbol("sigma") ** 2 / 2)
    for l_e, stated in zip(ORBITALS, result(), strict=True):
        mean = _inverse_square(l_e, x_lm).subs(sp.besselj(l_e, x_lm), 0) / (sp.besselj(l_e + 1, x_lm) ** 2 / 2)
        energy = bessel_levels.result()[0].subs(x_lm, sp.sqrt(x_lm**2 + (shifted**2 - ell**2) * mean))
        text = f"l = {l_e}: the square of the order changes by nu^2 - l^2, x^2 by that times <1/s^2>"
        yield Step(text, sp.diff(energy, n).subs({n: 0, ell: l_e}), stated)


def _induction_steps(z: sp.Symbol) -> Iterator[Step]:
    """From l to l + 1, 2l times the primitive changes by -J_l^2 - J_(l+1)^2, and so it remains one for every l."""
    here, above = sp.besselj(ell, z), sp.besselj(ell + 1, z)
    neighbours = {sp.besselj(ell - 1, z): 2 * ell / z * here - above, sp.besselj(ell + 2, z): 2 * (ell + 1) / z * above - here}
    grown = sp.expand(sp.diff(-(here**2) - above**2, z).subs(neighbours))
    text = "the primitive of J_l^2/z, from l to l + 1: 2l times it gains what 2(l + 1) J_(l+1)^2/z - 2l J_l^2/z demands"
    yield Step(text, grown, sp.expand(2 * (ell + 1) * above**2 / z - 2 * ell * here**2 / z))


def _inverse_square(order: int, z: sp.Expr) -> sp.Expr:
    """The integral of J_l^2/z from zero."""
    inner = sum((2 * sp.besselj(k, z) ** 2 for k in range(1, order)), sp.besselj(0, z) ** 2)
    return (1 - inner - sp.besselj(order, z) ** 2) / (2 * order)


def result() -> Matrix:
    """dE/dn at n = 0 of the shifted-order formula for l = 1, 2, 3, each a function of its own zero x_lm; a column."""
    means = [2 * _inverse_square(l_e, x_lm).subs(sp.besselj(l_e, x_lm), 0) / sp.besselj(l_e + 1, x_lm) ** 2 for l_e in ORBITALS]
    return Matrix([t_sc * l_e / R**2 * rho**2 * mean for l_e, mean in zip(ORBITALS, means, strict=True)])


def limits() -> Iterator[Step]:
    """The radius that makes it exact, and a state confined to the mean radius."""
    for l_e, slope in zip(ORBITALS, result(), strict=True):
        exact = sp.diff(flux_splitting.result(), n).subs({n: 0, ell: l_e})
        right = sp.sqrt(exact / slope) * rho
        yield Step(f"l = {l_e}: exact to first order at rho^2 = 1 / <R^2/r^2>", sp.simplify(slope.subs(rho, right)), exact)
    energy = bessel_levels.result()[0]
    ring = energy.subs(x_lm, sp.sqrt(x_lm**2 + (order() ** 2 - ell**2) / rho**2))
    yield Step("a thin ring at rho R, <R^2/r^2> = 1/rho^2: the exact slope", sp.diff(ring, n).subs(n, 0), t_sc * ell / R**2)


def mutants() -> Iterator[Matrix]:
    """The exact slope, wrong sign, the flux counted twice, the radius not squared, wrong means."""
    slopes = result()
    yield Matrix([t_sc * l_e / R**2 for l_e in ORBITALS])
    yield Matrix(-slopes)
    yield Matrix(2 * slopes)
    yield Matrix(slopes / rho)
    yield Matrix([slope / l_e for l_e, slope in zip((2, 3, 4), slopes, strict=True)])
    yield Matrix([slope.subs(sp.besselj(0, x_lm), 0) for slope in slopes])
    yield Matrix([t_sc * l_e / R**2 * rho**2 * 3 for l_e in ORBITALS])


@cache
def _judged(orbital: int, t_sc: float, R: float) -> tuple[Reals, float]:
    """Minus dE/d(order) of the lowest levels by central differences, extrapolated; polynomials times r to a broken power."""
    edge, stiffness = edge_and_stiffness(swave_system(t_sc=t_sc, mu=0.0, eps_sc=-4 * t_sc, Delta=0.0))

    def levels(order: float) -> tuple[Reals, float]:
        channel = DiscChannel((order,), (stiffness,), lambda r: np.full((*r.shape, 1, 1), edge), (R,))
        found = radial_levels(channel, degree=DEGREE)
        nearest = np.argsort(abs(found.energies - edge))[:RADIAL]
        return found.energies[nearest], float(found.residuals[nearest].max()) + found.rounding

    differences, errors = [], []
    for shift in SHIFTS:
        (low, error), (high, other) = levels(orbital - shift), levels(orbital + shift)
        differences.append((low - high) / (2 * shift))
        errors.append((error + other) / (2 * shift))
    slopes, change = at_zero(differences, SHIFTS**2)
    return slopes, change + 2 * max(errors)


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with levels of broken angular momentum, by polynomials, whose difference quotient is extrapolated.

    Bound: the last step of the extrapolation, and at most twice (the sum of the weights of its table) residuals and rounding.
    """
    ratio = parameters.pop("rho")
    rows, numeric, bound = [], [], 0.0
    for l_e, slope in zip(ORBITALS, formula, strict=True):
        x = exact_zeros(bessel_levels.result()[1], x_lm, grid=np.linspace(0.01, 20, 200), count=RADIAL, ell=l_e)
        rows.append(compile_kernel(slope, (t_sc, R, rho, x_lm))(x_lm=x, rho=ratio, **parameters))
        judged, error = _judged(l_e, **parameters)
        numeric.append(judged * ratio**2 / 2)  # d(order)/dn = -rho^2 / 2
        bound = max(bound, float(error * ratio**2 / 2))
    return Comparison(np.array(ORBITALS), np.array(rows).T, np.array(numeric).T, bound)


def draw(ax: Axes, comparison: Comparison) -> None:
    """The slope against angular momentum, for the two lowest radial states."""
    for row, (formula, judge) in enumerate(zip(comparison.analytic, comparison.numeric, strict=True)):
        ax.plot(comparison.abscissa, formula, "_", markersize=14, color=COLOURS[3 * row], label=f"formula, m = {row + 1}")
        circles(ax, comparison.abscissa, judge, colour=COLOURS[1], label="polynomials" if row == 0 else None)
    ax.set(xlabel="orbital angular momentum", xticks=ORBITALS, ylabel=r"$dE/dn$ of the shifted order ($\lambda/a$)")
    ax.legend()
