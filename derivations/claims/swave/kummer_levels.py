r"""Levels of a normal disc in the s-wave layer with a uniform field.

Statement
---------
With the flux n h/2e spread over the disc r < R, an electron of angular momentum l has the levels

.. math::
    E &= \varepsilon_{SC} + 4t_{SC} - \mu - t_{SC}\left(\frac xR\right)^2, \qquad
    M\left(a, |l| + 1, \tfrac n2\right) = 0 \\
    a &= \tfrac12\left(1 + |l| - l - \frac{x^2}n\right)

where :math:`M = {}_1F_1` is Kummer's function; the radial function is :math:`r^{|l|}e^{-z/2}M(a, |l| + 1, z)` with
:math:`z = nr^2/2R^2`. The hole sees the opposite field: of angular momentum l it has the levels :math:`-E_{-l}`. Every level is
twofold (spin); l and -l differ (``flux_splitting``).

Assumptions
-----------
1. No pairing in the disc and an impenetrable wall, the band through second order in k, as in ``bessel_levels``.
2. n may have either sign but not vanish; within the hard wall it need not be an integer.
3. Gauge :math:`A = \tfrac n2\,r/R^2\,\hat\theta`, in which the hop from i to j has the phase of ``peierls_phase``.

Symbols
-------
alpha: any first parameter of Kummer's function
f: any radial function
j: order of a term, an integer
m: |l|
y: any argument of Kummer's function

References
----------
V. Fock, Z. Phys. 47, 446 (1928) (the functions); NIST DLMF, chapter 13. arXiv:2507.23775, Eq. (26), has the equation and
approximates its solutions by shifted Bessel functions (``shifted_bessel``).
"""

from collections.abc import Iterator

import sympy as sp

from derivations.claims.shared.disc import compared, draw_disc
from derivations.claims.swave import bessel_levels
from derivations.drawing import Axes
from numerics.compare import Comparison
from theory.algebra import Matrix
from theory.expansion import kp_expansion
from theory.models.swave import swave
from theory.polar import separated
from theory.proof import Step
from theory.symbols.interface import Delta, t_sc
from theory.symbols.levels import x_lm
from theory.symbols.momentum import kx, ky
from theory.symbols.polar import ell, r
from theory.symbols.vortex import R, n

SYSTEM = swave()
DOMAIN = {**bessel_levels.DOMAIN, n: range(-3, 4, 2)}
RADIAL = 3


def steps() -> Iterator[Step]:
    """Separation in the field, the recurrence of Kummer's series, its value at the wall."""
    A = n * r / (2 * R**2)
    yield Step("the gauge holds the flux n h/2e = n pi", 2 * sp.pi * R * A.subs(r, R), n * sp.pi)
    band = kp_expansion(SYSTEM.hamiltonian[0, 0].subs(Delta, 0), (kx, ky), about=(0, 0), order=2)
    edge = band.subs({kx: 0, ky: 0})
    f = sp.Function("f")(r)
    centrifugal = (ell / r - A) ** 2
    radial = edge * f + t_sc * (sp.diff(f, r, 2) + sp.diff(f, r) / r - centrifugal * f)
    yield Step("with k = -i grad - A, f(r) exp(i l theta) keeps its form", separated(band, (kx, ky), f, a_theta=A), radial)
    hole_band = kp_expansion(SYSTEM.hamiltonian[2, 2].subs(Delta, 0), (kx, ky), about=(0, 0), order=2)
    hole = separated(hole_band, (kx, ky), f, sign=-1, a_theta=A)
    yield Step("a hole of l is minus an electron of -l", hole, -radial.subs(ell, -ell))
    energy, condition = result()
    m, j = sp.symbols("m j", integer=True, nonnegative=True)
    a, b, z = kummer_arguments()
    a_m, b_m = (parameter.subs(sp.Abs(ell), m) for parameter in (a, b))
    function = r**m * sp.exp(-z / 2) * z**j
    acting = (radial - energy * f).subs(f, function).doit() / (t_sc * r**m * sp.exp(-z / 2) * z**j)
    acting = sp.simplify(sp.powsimp(sp.expand(acting))).subs(ell**2, m**2)
    text = "on r^m exp(-z/2) z^j, m = |l|, H - E makes the powers j - 1 and j"
    yield Step(text, sp.expand(acting), sp.expand(2 * n / R**2 * (j * (j - 1 + b_m) / z - (j + a_m))))
    alpha, y = sp.symbols("alpha y")
    coefficient = sp.rf(alpha, j) / (sp.rf(b_m, j) * sp.factorial(j))
    ratio = sp.combsimp(coefficient.subs(j, j + 1) / coefficient)
    text = "so every power cancels if (j + 1)(j + b) c_(j+1) = (j + a) c_j: the coefficients of Kummer's function (for any a)"
    yield Step(text, (j + 1) * (j + b_m) * ratio, j + alpha)
    yield Step("of which this is the sum", sp.Sum(coefficient * y**j, (j, 0, sp.oo)).doit(), sp.hyper([alpha], [b_m], y))
    wave = r**m * sp.exp(-z / 2) * sp.hyper([a], [b], z)
    yield Step("which must vanish at the wall", wave.subs(r, R), R**m * sp.exp(-n / 4) * condition)


def kummer_arguments() -> tuple[sp.Expr, sp.Expr, sp.Expr]:
    """a, b and z(r) of the radial function r^|l| exp(-z/2) M(a, b, z)."""
    return (1 + sp.Abs(ell) - ell - x_lm**2 / n) / 2, 1 + sp.Abs(ell), n * r**2 / (2 * R**2)


def result() -> Matrix:
    """The electron level as a function of the wave number x_lm / R, and what must vanish; a column of length 2."""
    a, b, z = kummer_arguments()
    return Matrix([bessel_levels.result()[0], sp.hyper([a], [b], z.subs(r, R))])


def limits() -> Iterator[Step]:
    """No field, Landau levels, the reversed field."""
    a, b, z = kummer_arguments()
    z = z.subs(r, R)
    flux, m = sp.Symbol("beta", positive=True), sp.Symbol("m", integer=True, nonnegative=True)
    for j in (1, 4):
        term = (sp.rf(a, j) / (sp.rf(b, j) * sp.factorial(j)) * z**j).subs({n: flux, ell: m})
        bessel = (-1) ** j * (x_lm / 2) ** (2 * j) / (sp.factorial(j) * sp.rf(m + 1, j))
        yield Step(
            f"no field: term {j} of the series becomes that of the Bessel function", sp.limit(sp.expand(term), flux, 0), bessel
        )
    field = flux / R**2
    landau = field * (1 + sp.Abs(ell) - ell)  # (x/R)^2 of the lowest Landau level in the plane, l >= 0, and its neighbours, l < 0
    yield Step("Landau levels of the plane: a = 0, the series ends", a.subs(x_lm, R * sp.sqrt(landau)).subs(n, flux), sp.S.Zero)
    reversed_a = a.subs({n: -n, ell: -ell}, simultaneous=True)
    yield Step("reversed field and l: Kummer's transformation a -> b - a, z -> -z", reversed_a, b - a)


def mutants() -> Iterator[Matrix]:
    """Wrong flux, wrong sign of the field, forgotten terms, no field at all, wrong parameters."""
    energy, condition = result()
    a, b, z = (part.subs(r, R) for part in kummer_arguments())
    yield Matrix([energy, condition.subs(n, 2 * n)])
    yield Matrix([energy, condition.subs(n, -n)])
    yield Matrix([energy, condition.subs(ell, 0)])
    yield Matrix([energy, sp.hyper([a + ell / 2], [b], z)])
    yield Matrix([energy, sp.hyper([a - sp.S.Half], [b], z)])
    yield Matrix([energy, sp.hyper([a], [b + 1], z)])
    yield Matrix([energy, sp.hyper([a], [b], 2 * z)])
    yield Matrix([energy, sp.besselj(ell, x_lm)])
    yield Matrix([energy + 2 * t_sc * (x_lm / R) ** 2, condition])


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with a variational calculation in polynomials, of electrons and of holes; bound: residual and rounding."""
    flux = float(parameters.pop("n"))
    return compared(formula, flux=flux, radial=RADIAL, **parameters)


def draw(ax: Axes, comparison: Comparison) -> None:
    """Levels against angular momentum: electrons and holes."""
    draw_disc(ax, comparison, RADIAL)
