r"""Levels of a normal disc in a weak field: the splitting of l and -l.

Statement
---------
With the flux n h/2e in the disc, the level that is :math:`E_{l,m}` without it becomes

.. math::
    E = E_{l,m} + \frac{t_{SC}}{R^2}\left\{nl - \frac{n^2}{12}\left[1 + \frac{2(l^2 - 1)}{x_{l,m}^2}\right]\right\} + O(n^4)

The paramagnetic term is exact: l and -l split by :math:`2t_{SC}nl/R^2` in any field, and the rest is even in n. Of the
degeneracies 2, 4, 4, 2 of the field-free disc there remain 2, 2 + 2, 2 + 2, 2: spin does not couple to the flux. The diamagnetic
term is :math:`\tfrac14n^2\langle r^2\rangle/R^2` of the Bessel state.

Assumptions
-----------
1. Those of ``kummer_levels``; n need not be an integer within the hard wall.

Symbols
-------
s: r/R
u: Bessel state
y: x^2 + n l
y_g: change of y with the strength g of a perturbation

References
----------
arXiv:2507.23775, Fig. 7(c), shows the splitting. The integrals of Bessel functions are of the kind of NIST DLMF, section 10.22.
"""

from collections.abc import Iterator
from functools import cache

import numpy as np
import sympy as sp

from derivations.claims.shared.disc import Reals, disc_levels
from derivations.claims.shared.zeros import exact_zeros
from derivations.claims.swave import bessel_levels, kummer_levels
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison
from numerics.extrapolation import at_zero
from numerics.kernels import compile_kernel
from theory.algebra import Matrix
from theory.models.swave import swave
from theory.proof import Step
from theory.symbols.interface import eps_sc, mu, t_sc
from theory.symbols.levels import x_lm
from theory.symbols.polar import ell, r
from theory.symbols.vortex import R, n

SYSTEM = swave()
DOMAIN = kummer_levels.DOMAIN
ORBITALS = range(-3, 4)
FLUXES = 2.0 ** -np.arange(4)
s = sp.Symbol("s", positive=True)  # r / R
u, v = (sp.Function(name)(s) for name in "uv")


def steps() -> Iterator[Step]:
    """What is exact, the first order in n^2, the mean square radius of a Bessel state."""
    y = sp.Symbol("y", positive=True)  # x^2 + n l
    a, b, z = (part.subs(r, R) for part in kummer_levels.kummer_arguments())
    split = [Matrix([a, b, z]).subs({x_lm: sp.sqrt(y - sign * n * ell), ell: sign * ell}, simultaneous=True) for sign in (1, -1)]
    yield Step("the condition for y = x^2 + n l is the same for l and -l", split[0], split[1])
    even = Matrix([a, z]).subs(x_lm, sp.sqrt(y - n * ell))
    text = "and for n and -n, which exchange :math:`a` with b - a and z with -z, Kummer's transformation: y depends on n^2"
    yield Step(text, Matrix(even + even.subs(n, -n)), Matrix([b, 0]))
    A = n * r / (2 * R**2)
    diamagnetic = sp.expand(R**2 * ((ell / r - A) ** 2 - ell**2 / r**2) + n * ell).subs(r, s * R)
    yield Step("in the radial equation of s = r/R the field adds -n l, a constant, and", diamagnetic, n**2 / 4 * s**2)
    yield hellmann_feynman(s**2)
    primitive = _primitive(s**4 / (6 * x_lm**2), -(s**3) / (3 * x_lm**2), (s**4 + (2 - ell**2) * s**2 / x_lm**2) / 6)
    text = "with the Bessel state u(s), a primitive function"
    difference = s**3 * u**2 - sp.Rational(2, 3) * (ell**2 - 1) / x_lm**2 * s * u**2
    yield Step(text, on_shell(sp.diff(primitive, s)), sp.expand(difference))
    yield norm_step()
    slope = sp.Symbol("sigma", nonzero=True)  # u'(1); u(1) = 0, and both primitives vanish at s = 0
    at_wall = {sp.diff(u, s): slope, u: 0}
    norm = normalisation().subs(at_wall).subs(s, 1)
    mean_square = primitive.subs(at_wall).subs(s, 1) / norm + sp.Rational(2, 3) * (ell**2 - 1) / x_lm**2
    shifted = sp.sqrt(x_lm**2 - n * ell + n**2 / 4 * mean_square)
    yield Step("so that x^2 -> x^2 - n l + n^2 <s^2> / 4 in the energy", bessel_levels.result()[0].subs(x_lm, shifted), result())


def _primitive(slopes: sp.Expr, mixed: sp.Expr, squares: sp.Expr) -> sp.Expr:
    return slopes * sp.diff(u, s) ** 2 + mixed * u * sp.diff(u, s) + squares * u**2


def on_shell(expression: sp.Expr) -> sp.Expr:
    """Bessel's equation of u(s) = J_l(x s) used for the second derivative."""
    return sp.expand(expression.subs(sp.diff(u, s, 2), -sp.diff(u, s) / s - (x_lm**2 - ell**2 / s**2) * u))


def normalisation() -> sp.Expr:
    """The primitive function of s u^2."""
    return _primitive(s**2 / (2 * x_lm**2), sp.S.Zero, (s**2 - ell**2 / x_lm**2) / 2)


def norm_step() -> Step:
    """The normalisation integral."""
    return Step("and the normalisation integral", on_shell(sp.diff(normalisation(), s)), s * u**2)


def hellmann_feynman(perturbation: sp.Expr) -> Step:
    """First-order perturbation theory of u'' + u'/s + (y - l^2/s^2 - g w) u = 0 in g, v = du/dg; at s = 1 both u and v vanish."""
    g, y, y_g = sp.symbols("g y y_g", real=True)
    potential = ell**2 / s**2 + g * perturbation - y
    second = {
        sp.diff(u, s, 2): -sp.diff(u, s) / s + potential * u,
        sp.diff(v, s, 2): -sp.diff(v, s) / s + potential * v + (perturbation - y_g) * u,
    }
    wronskian = s * (u * sp.diff(v, s) - v * sp.diff(u, s))
    text = "of a term g w(s) the first order is dy/dg = <w>: s (w - dy/dg) u^2 has a primitive that is zero at both ends"
    return Step(text, sp.expand(sp.diff(wronskian, s).subs(second)), sp.expand(s * (perturbation - y_g) * u**2))


def result() -> sp.Expr:
    """The electron level through second order in n; x_lm is the zero of J_l."""
    diamagnetic = n**2 / 12 * (1 + 2 * (ell**2 - 1) / x_lm**2)
    return bessel_levels.result()[0] + t_sc / R**2 * (n * ell - diamagnetic)


def limits() -> Iterator[Step]:
    """No field, the magnetic moment, a ring-like state at the wall."""
    E = result()
    yield Step("no field", E.subs(n, 0), bessel_levels.result()[0])
    B = n / R**2
    yield Step(
        "magnetic moment: l times the cyclotron frequency 2 t B, halved", sp.diff(E, n).subs(n, 0), 2 * t_sc * B / n * ell / 2
    )
    k = sp.Symbol("k", positive=True)
    wide = sp.limit(((bessel_levels.result()[0] - E).subs(ell, 0) * R**2 / t_sc).subs(x_lm, k), k, sp.oo)
    yield Step("many radial nodes: the density is that of a line through the centre, <r^2> = R^2/3", wide, n**2 / 12)


def mutants() -> Iterator[sp.Expr]:
    """Wrong sign of either term, wrong flux quantum, <r^2> of other densities, forgotten terms."""
    E, E_0 = result(), bessel_levels.result()[0]
    para, scale = t_sc * n * ell / R**2, t_sc * n**2 / R**2
    yield E - 2 * para
    yield E_0 + para
    yield E - para
    yield E_0 + para - (E - E_0 - para)
    yield E.subs(n, 2 * n)
    yield E_0 + para - scale / 4
    yield E_0 + para - scale / 8
    yield E_0 + para - scale / 12
    yield E_0 + para - scale / 12 * (1 + 2 * ell**2 / x_lm**2)


@cache
def _judged(orbital: int, n: int, **disc: float) -> tuple[Reals, float]:
    """Level without field, half the splitting at n divided by n, curvature in n; and the bound."""
    wanted = (0.0, *(sign * flux for flux in (float(n), *FLUXES) for sign in (1, -1)))
    found = [disc_levels(orbital, charge=1, flux=flux, count=1, **disc) for flux in wanted]
    error = max(level.bound for level in found)
    zero, up, down, *pairs = (level.energies[0] for level in found)
    curvatures = [(pairs[2 * i] + pairs[2 * i + 1] - 2 * zero) / (2 * flux**2) for i, flux in enumerate(FLUXES)]
    curvature, change = at_zero(curvatures, FLUXES**2)
    return np.array([zero, (up - down) / (2 * n), float(curvature)]), change + 3 * error / FLUXES[-1] ** 2


def validate(formula: sp.Expr, **parameters: float) -> Comparison:
    """Compare with levels in fields +-n (odd part) and in weak fields (even part), by polynomials.

    Compared are the level without field, its odd part divided by n, which the formula claims to be exact, and its curvature in n,
    which is extrapolated from fields down to n = 1/8. Bound: the last step of the extrapolation, residuals and rounding.
    """
    flux = int(parameters.pop("n"))
    kernel = compile_kernel(formula, (mu, eps_sc, t_sc, R, n, ell, x_lm))
    rows, numeric, bound = [], [], 0.0
    for orbital in ORBITALS:
        (x,) = exact_zeros(bessel_levels.result()[1], x_lm, grid=np.linspace(0.01, 10, 100), count=1, ell=orbital)
        zero, up, down = kernel(n=np.array([0, flux, -flux]), ell=orbital, x_lm=x, **parameters)
        rows.append([zero, (up - down) / (2 * flux), (up + down - 2 * zero) / (2 * flux**2)])
        judged, error = _judged(orbital, flux, **parameters)
        numeric.append(judged)
        bound = max(bound, float(error))
    return Comparison(np.array(ORBITALS), np.array(rows).T, np.array(numeric).T, bound)


def draw(ax: Axes, comparison: Comparison) -> None:
    """Odd and even part of the lowest level of each angular momentum."""
    names = ("odd part: $[E(n) - E(-n)]/2n$", "even part: half the curvature in n")
    for row, name in enumerate(names, start=1):
        ax.plot(comparison.abscissa, comparison.analytic[row], "_", markersize=14, color=COLOURS[3 * row - 3], label=name)
        circles(ax, comparison.abscissa, comparison.numeric[row], colour=COLOURS[1], label="polynomials" if row == 1 else None)
    ax.set(xlabel="orbital angular momentum", xticks=ORBITALS, ylabel=r"energy per flux quantum h/2e and its square ($\lambda/a$)")
    ax.legend()
