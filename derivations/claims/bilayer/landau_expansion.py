r"""Landau expansion of the lowest levels about Gamma: why the gap minimum leaves it with a jump.

Statement
---------
Along a ray :math:`k(\cos\varphi, \sin\varphi)` the two lowest levels (:math:`\sigma = \pm1`) are

.. math::
    E_\sigma^2 &= a_0 + a_2k^2 + \sigma a_3k^3 + a_4(\varphi)k^4 + O(k^5) \\
    a_0 &= E_\Gamma^2 = \tfrac12(\Delta^2 + 2t_c^2 - r), \qquad r = |\Delta|\sqrt{\Delta^2 + 4t_c^2} \\
    a_2 &= \lambda^2(\Delta^2 - a_0)/r, \qquad a_3 = -2|\lambda t_{SC}|t_c^2/r \\
    a_4 &= [a_2^2 - \lambda^2a_2 - t_{SC}^2a_0]/r - a_2(\cos^4\varphi + \sin^4\varphi)/3

There is a cubic term, for the helicities are split: the lower level has :math:`-|a_3|`. :math:`a_2` is positive for
:math:`|t_c| < \sqrt2|\Delta|`: Gamma is a local minimum there and the minimum cannot leave it continuously; at :math:`|t_c| =
\sqrt2|\Delta|` only :math:`-|a_3|k^3` is left, so it has left before. The transition is therefore of first order for every t_sc
not zero, whatever the mass, which enters at order :math:`k^5`. The quartic coefficient is not positive up to the transition, so
the expansion does not contain the new minimum: it lies at finite k (``first_order_transition``).

Without t_sc the cubic term is absent and the mass takes its place, one order later: it adds
:math:`-\sigma t_c^2|M\Delta|(\cos^4\varphi + \sin^4\varphi)k^4/(4r)`.

Assumptions
-----------
1. mu = eps_ti = 0, eps_sc = -4 t_sc; Delta, lam, t_c not zero; all real, any sign.
2. t_sc not zero, or M = 0: the levels depend on the mass through :math:`R_k^2 = \epsilon_k^2\xi_k^2 + M_k^2\Delta^2`, whose first
   term is of order :math:`k^6`, the second of order :math:`k^8`. The smaller t_sc, the nearer to Gamma the expansion ends.

Symbols
-------
D: modulus of the pairing, |Delta| (lambda/a)
c: cosine of the direction of the momentum
k: modulus of the momentum (1/a)
r: |Delta| sqrt(Delta^2 + 4 t_c^2)
v: modulus of the velocity, |lam| (lambda/a)

References
----------
arXiv:2507.23775 finds the jump numerically. Derived here.
"""

from collections.abc import Callable, Iterator
from functools import cache

import mpmath
import numpy as np
import sympy as sp

from derivations.claims.bilayer import gap_at_gamma, spectrum_with_mass
from derivations.claims.shared.bilayer_domain import BILAYER_DOMAIN
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison
from numerics.systems.bilayer import bilayer_system
from numerics.systems.nambu import nambu_blocks
from theory.algebra import Matrix
from theory.expansion import kp_expansion
from theory.models.bilayer import bilayer
from theory.proof import Step
from theory.symbols.interface import Delta, M, eps_sc, lam, t_c, t_sc
from theory.symbols.momentum import kx, ky

SYSTEM = bilayer()
DOMAIN = {symbol: BILAYER_DOMAIN[symbol] for symbol in (lam, M, t_sc, Delta, t_c)}
s, m, xi = spectrum_with_mass.s, spectrum_with_mass.m, spectrum_with_mass.xi
k = sp.Symbol("k", positive=True)  # |k|
c = sp.Symbol("c", real=True)  # cosine of its direction
R_k = sp.Symbol("R_k", real=True)  # of spectrum_with_mass, times sigma
r, D = sp.symbols("r D", positive=True)  # |Delta| sqrt(Delta^2 + 4 t_c^2), |Delta|
DIRECTIONS = np.linspace(0.0, np.pi / 4, 4)
STEP, DIGITS = 2.0**-30, 80


def root() -> sp.Expr:
    """R of the statement, twice the distance of the two roots E^2 at Gamma from their mean."""
    return sp.Abs(Delta) * sp.sqrt(Delta**2 + 4 * t_c**2)


def coefficients() -> tuple[sp.Expr, sp.Expr, sp.Expr, sp.Expr]:
    """a_0, a_2, a_3 and the isotropic part of a_4, in terms of r."""
    a_0 = (Delta**2 + 2 * t_c**2 - r) / 2
    a_2 = lam**2 * (Delta**2 - a_0) / r
    return a_0, a_2, -2 * sp.Abs(lam * t_sc) * t_c**2 / r, (a_2**2 - lam**2 * a_2 - t_sc**2 * a_0) / r


def steps() -> Iterator[Step]:
    """Insert the power series into the quadratic of each branch, order by order."""
    quartic = kx**4 + ky**4
    velocity = kp_expansion(lam**2 * (sp.sin(kx) ** 2 + sp.sin(ky) ** 2), (kx, ky), about=(0, 0), order=4)
    yield Step("near Gamma, s^2", velocity, lam**2 * (kx**2 + ky**2 - quartic / 3))
    band = kp_expansion(spectrum_with_mass.named(xi).subs(eps_sc, -4 * t_sc), (kx, ky), about=(0, 0), order=4)
    yield Step("and xi", band, -t_sc * (kx**2 + ky**2 - quartic / 12))
    mass = kp_expansion(spectrum_with_mass.named(m), (kx, ky), about=(0, 0), order=4)
    yield Step("the mass is of fourth order, its square of eighth", mass, M * quartic / 8)
    s_squared, xi_k, m_k = (sp.expand(along_a_ray(expression)) for expression in (velocity, band, mass))
    R_squared = root_of_branch() ** 2
    beginning = sp.Poly(sp.expand(along_a_ray(R_squared.subs({s: sp.sqrt(s_squared), xi: xi_k, m: m_k}))), k)
    upto_seven = sum(beginning.coeff_monomial(k**p) * k**p for p in range(8))
    text = "so R^2 = eps^2 xi^2 + m^2 Delta^2 begins with the square of |lam t_sc| k^3: R is that, up to order k^5"
    yield Step(text, upto_seven, (sp.Abs(lam * t_sc) * k**3) ** 2)
    yield Step(
        "the mass enters at k^8", sp.diff(beginning.coeff_monomial(k**8), M), 2 * M * D**2 * sp.expand(quartic_of_ray() ** 2) / 64
    )
    for sigma in spectrum_with_mass.BRANCHES:
        yield from _branch_steps(sigma, sigma * sp.Abs(lam * t_sc) * k**3, result()[(1 - sigma) // 2], (s_squared, xi_k, m_k))
    yield from _sign_steps()


def root_of_branch() -> sp.Expr:
    """R of ``spectrum_with_mass`` in terms of s, m and xi."""
    return sp.sqrt((s**2 + m**2) * xi**2 + m**2 * Delta**2)


def quartic_of_ray() -> sp.Expr:
    """cos^4 + sin^4 of the direction."""
    return c**4 + (1 - c**2) ** 2


def _branch_steps(sigma: int, signed_R: sp.Expr, level: sp.Expr, series: tuple[sp.Expr, sp.Expr, sp.Expr]) -> Iterator[Step]:
    """E^4 - A E^2 + B of a branch vanishes through fourth order.

    ``signed_R`` is the first term of sigma R, ``series`` are s^2, xi and m.
    """
    A, B, _ = (entry.subs(root_of_branch(), sigma * R_k) for entry in spectrum_with_mass.quadratic(sigma))
    values = {s: sp.sqrt(series[0]), xi: series[1], m: series[2], R_k: signed_R}
    trace, product = (along_a_ray(entry.subs(values)) for entry in (A, B))
    energy_squared = sp.expand(along_a_ray(level))
    polynomial = sp.Poly(sp.expand(energy_squared**2 - trace * energy_squared + product), k)
    for order in range(5):
        text = f"branch {sigma:+d}, order {order} of E^4 - A E^2 + B"
        yield Step(text, sp.expand(polynomial.coeff_monomial(k**order)), sp.S.Zero)


def along_a_ray(expression: sp.Expr) -> sp.Expr:
    """With kx = k c and ky = k sqrt(1 - c^2), |Delta| = D, and r for t_c: t_c^2 = (r^2 - D^4) / (4 D^2)."""
    ray = expression.subs({kx: k * c, ky: k * sp.sqrt(1 - c**2), Delta: D}).subs(t_c, sp.sqrt(r**2 - D**4) / (2 * D))
    return ray.replace(lambda e: e.is_Pow and not e.exp.is_Integer, lambda e: sp.expand(e.base) ** e.exp)


def _sign_steps() -> Iterator[Step]:
    """Where a_2 is positive, and the sign of the fourth order."""
    a_0, a_2, _, a_4 = coefficients()
    low = gap_at_gamma.result()[2]
    yield Step("order 0 is the lower root: the level at Gamma", a_0.subs(r, root()), sp.expand(low**2))
    conjugate = r + 2 * t_c**2 - Delta**2  # positive: r > Delta^2
    numerator = sp.expand(2 * (Delta**2 - a_0) * conjugate).subs(r, root())
    yield Step("a_2 has the sign of 2 Delta^2 - t_c^2", numerator, 4 * t_c**2 * (2 * Delta**2 - t_c**2))
    yield Step("and is below lam^2, for r > Delta^2", sp.expand(2 * r * (1 - a_2 / lam**2)), conjugate)
    rest = sp.expand(r * a_4)
    yield Step(
        "so up to the transition the isotropic fourth order is negative", rest, sp.expand(-a_2 * (lam**2 - a_2) - t_sc**2 * a_0)
    )


def result() -> Matrix:
    """E^2 of the lower and of the upper of the two levels, through fourth order in (kx, ky)."""
    a_0, a_2, a_3, a_4 = (coefficient.subs(r, root()) for coefficient in coefficients())
    squared = kx**2 + ky**2
    even = a_0 + a_2 * (squared - (kx**4 + ky**4) / 3) + a_4 * squared**2
    return Matrix([even + sigma * a_3 * squared ** sp.Rational(3, 2) for sigma in (1, -1)])


def without_band() -> Matrix:
    """E^2 of both levels for t_sc = 0 and any mass, through fourth order."""
    mass_term = t_c**2 * sp.Abs(M * Delta) * (kx**4 + ky**4) / (4 * root())
    return Matrix(result().subs(t_sc, 0) + Matrix([-mass_term, mass_term]))


def limits() -> Iterator[Step]:
    """Decoupled layers, flat band, the transition."""
    v = sp.Symbol("v", positive=True)
    lower = result()[0].subs({Delta: D, lam: v, ky: 0})
    yield Step("decoupled: the Dirac cone of the lattice", lower.subs(t_c, 0), v**2 * (kx**2 - kx**4 / 3))
    critical = lower.subs(t_c, sp.sqrt(2) * D)
    cubic = -sp.Rational(4, 3) * sp.Abs(t_sc) * v * sp.Abs(kx) ** 3 - t_sc**2 * kx**4 / 3
    yield Step(
        "at t_c = sqrt(2) |Delta| only the cubic term and -t_sc^2/3 k^4 are left", sp.simplify(critical - D**2 - cubic), sp.S.Zero
    )
    yield Step("without t_sc and mass nothing is left: flat_band_gap", critical.subs(t_sc, 0), D**2)
    flat = tuple(
        sp.expand(along_a_ray(entry)) for entry in (lam**2 * (kx**2 + ky**2 - (kx**4 + ky**4) / 3), M * (kx**4 + ky**4) / 8)
    )
    for index, sigma in enumerate(spectrum_with_mass.BRANCHES):
        signed_R = sigma * sp.Abs(M) * D * sp.expand(quartic_of_ray()) * k**4 / 8
        yield from _branch_steps(sigma, signed_R, without_band()[index], (flat[0], sp.S.Zero, flat[1]))


def mutants() -> Iterator[Matrix]:
    """Single terms forgotten, with another factor or sign; branches exchanged."""
    formula = result()
    a_0, a_2, a_3, _ = (coefficient.subs(r, root()) for coefficient in coefficients())
    squared, quartic = kx**2 + ky**2, kx**4 + ky**4
    cubic = a_3 * squared ** sp.Rational(3, 2)
    yield Matrix([formula[1], formula[0]])
    yield Matrix([formula[0] - cubic, formula[1] + cubic])
    yield Matrix([formula[0] + cubic, formula[1] - cubic])
    for wrong in (
        a_2 * squared,
        -a_0,
        a_2 * quartic / 3,
        -a_2 * quartic / 4,
        t_sc**2 * a_0 / root() * squared**2,
        -(a_2**2) / root() * squared**2,
        lam**2 * a_2 / root() * squared**2,
    ):
        yield Matrix([entry + wrong for entry in formula])


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with Taylor coefficients of the lattice levels, from five momenta of order 1e-9 on a ray, with 80 digits.

    Rows: orders 0 to 4 of both levels; the first order must vanish. The coefficients are those of the polynomial through the
    five values; it errs by the fifth order times the step. Halving the step halves that error, so twice the change is a bound.
    """
    exact = {name: round(value * 2**20) / 2**20 for name, value in parameters.items()}
    numeric, coarse = (_taylor(step, **exact) for step in (STEP / 2, STEP))
    point = {symbol: sp.Rational(exact[symbol.name]) for symbol in DOMAIN}
    levels = sp.lambdify((kx, ky), list(sp.N(formula.subs(point), DIGITS)), "mpmath")
    with mpmath.workdps(DIGITS):
        analytic = np.array([_fitted(levels, angle, STEP / 2) for angle in DIRECTIONS])
    bound = 2 * float(abs(numeric - coarse).max())
    return Comparison(DIRECTIONS, analytic.T, numeric, bound=bound)


@cache
def _taylor(step: float, **parameters: float) -> np.ndarray:
    """Coefficients of both levels, shape (10, directions)."""
    fixed = {**parameters, "mu": 0.0, "eps_ti": 0.0, "eps_sc": -4 * parameters["t_sc"]}
    blocks = nambu_blocks(bilayer_system(**fixed))

    def levels(px: mpmath.mpf, py: mpmath.mpf) -> list[mpmath.mpf]:
        H = mpmath.matrix(8, 8)
        for block in blocks:
            phase = mpmath.expj(px * block.step[0] + py * block.step[1])
            for i, j in np.argwhere(block.matrix):
                row, column = (part.start + int(k) for part, k in zip(block.place, (i, j), strict=True))
                H[row, column] += phase * mpmath.mpmathify(complex(block.matrix[i, j]))
        energies = mpmath.eighe(H, eigvals_only=True)
        return sorted(energy**2 for energy in energies if energy > 0)[:2]

    with mpmath.workdps(DIGITS):
        return np.array([_fitted(levels, angle, step) for angle in DIRECTIONS]).T


def _fitted(levels: Callable[..., list[mpmath.mpf]], angle: float, step: float) -> np.ndarray:
    """Coefficients of the polynomials of fourth degree through the values at step, 2 step, ..., 5 step."""
    nodes = [mpmath.mpf(step) * j for j in range(1, 6)]
    values = [levels(node * mpmath.cos(angle), node * mpmath.sin(angle)) for node in nodes]
    vandermonde = mpmath.matrix([[node**p for p in range(5)] for node in nodes])
    solved = [mpmath.lu_solve(vandermonde, mpmath.matrix([value[row] for value in values])) for row in (0, 1)]
    return np.array([float(entry) for column in solved for entry in column])


def draw(ax: Axes, comparison: Comparison) -> None:
    """Coefficients of the lower level against the direction."""
    for order in (0, 2, 3, 4):
        colour = COLOURS[order]
        ax.plot(comparison.abscissa, comparison.analytic[order], color=colour, label=rf"$a_{order}$")
        circles(ax, comparison.abscissa, comparison.numeric[order], colour=colour)
    ax.set(xlabel="direction of k (rad)", ylabel=r"coefficients of the lower level ($\lambda^2/a^2$)")
    ax.margins(y=0.35)
    ax.legend(title="circles: lattice", ncols=4, loc="upper center")
