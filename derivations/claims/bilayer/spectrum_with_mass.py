r"""Closed-form spectrum of the bilayer with mass.

Statement
---------
At mu = eps_ti = 0 the eight levels are :math:`\pm E_>` and :math:`\pm E_<` of the two branches :math:`\sigma = \pm1`:

.. math::
    2E_>^2 &= A + \sqrt{D_\sigma}, \qquad E_< = \sqrt{B_\sigma}/E_> \\
    A &= \epsilon_k^2 + W_k + 2t_c^2, \qquad B_\sigma = (R_k - \sigma t_c^2)^2 + s_k^2\Delta^2 \\
    D_\sigma &= A^2 - 4B_\sigma = (\epsilon_k^2 - W_k)^2 + 4t_c^2(\epsilon_k^2 + W_k + 2\sigma R_k) \\
    R_k &= \sqrt{\epsilon_k^2\xi_k^2 + M_k^2\Delta^2}

with :math:`s_k^2 = \lambda^2(\sin^2 k_x + \sin^2 k_y)`, :math:`\epsilon_k^2 = s_k^2 + M_k^2`, :math:`W_k = \xi_k^2 + \Delta^2`.
Their order is :math:`E_<(+1) \le E_<(-1) \le E_>(-1) \le E_>(+1)`. The lowest level, :math:`E_<` of the
branch +1, vanishes where :math:`s_k = 0` and :math:`R_k = t_c^2`, and nowhere else if Delta is not zero. Without
mass R is :math:`|s_k\xi_k|`, and the branch :math:`\sigma` is the helicity :math:`\sigma\operatorname{sgn}\xi_k`.

Assumptions
-----------
1. mu = eps_ti = 0; eps_sc and all other parameters real, any sign, on the lattice exactly.
2. For the branch -1 the last bracket of D is evaluated as
   :math:`[(\epsilon^2 - W)^2 + 4s^2\Delta^2]/(\epsilon^2 + W + 2R)`, which is the same but no difference.

Symbols
-------
E: energy of a level (lambda/a)
m: mass M_k (lambda/a)
s: Dirac energy (lambda/a)
xi: energy of the SC band (lambda/a)
p, q: any positive Dirac and band energy (lambda/a)

References
----------
arXiv:2507.23775 has the spectrum numerically; the closed form is derived here.
"""

from collections.abc import Iterator

import numpy as np
import sympy as sp

from derivations.claims.bilayer import characteristic_polynomial, determinant, gap_at_gamma, kp_spectrum
from derivations.drawing import Axes, draw_levels
from numerics.compare import Comparison, roundoff
from numerics.kernels import compile_kernel
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.bilayer import bilayer_system
from theory.algebra import Matrix
from theory.models.bilayer import bilayer, mass, sc_band
from theory.proof import Step
from theory.symbols.interface import Delta, M, eps_sc, lam, mu, t_c, t_sc
from theory.symbols.momentum import kx, ky

SYSTEM = bilayer()
DOMAIN = determinant.DOMAIN
s, m, xi = sp.symbols("s m xi", real=True)  # s_k, M_k, xi_k
BRANCHES = (1, -1)


def quadratic(sigma: int) -> tuple[sp.Expr, sp.Expr, sp.Expr]:
    """A, B and D of a branch in terms of s, m and xi: E^4 - A E^2 + B = 0 with the discriminant D, a sum without differences."""
    epsilon_squared, W = s**2 + m**2, xi**2 + Delta**2
    R = sp.sqrt(epsilon_squared * xi**2 + m**2 * Delta**2)
    bracket = epsilon_squared + W + 2 * R
    if sigma < 0:
        bracket = ((epsilon_squared - W) ** 2 + 4 * s**2 * Delta**2) / bracket
    B = (R - sigma * t_c**2) ** 2 + s**2 * Delta**2
    return epsilon_squared + W + 2 * t_c**2, B, (epsilon_squared - W) ** 2 + 4 * t_c**2 * bracket


def levels(sigma: int) -> tuple[sp.Expr, sp.Expr]:
    """E_< and E_> of a branch in terms of s, m and xi."""
    A, B, D = quadratic(sigma)
    high = sp.sqrt((A + sp.sqrt(D)) / 2)
    return sp.sqrt(B) / high, high


def named(expression: sp.Expr) -> sp.Expr:
    """With the lattice's expressions for s, m and xi; s enters squared."""
    velocity = sp.Abs(lam) * sp.sqrt(sp.sin(kx) ** 2 + sp.sin(ky) ** 2)
    return expression.subs({s: velocity, m: mass(), xi: sc_band().subs(mu, 0)})


def steps() -> Iterator[Step]:
    """The characteristic polynomial is the product of two quadratics in E^2, which are solved."""
    E = sp.Symbol("E", positive=True)
    A, C, R_squared = characteristic_polynomial.invariants()
    coefficients = (C**2 - 4 * t_c**4 * R_squared, -2 * A * C, A**2 + 2 * C, -2 * A)
    yield Step(
        "characteristic_polynomial, of m, a, b and xi", characteristic_polynomial.result(), determinant.named(Matrix(coefficients))
    )
    here = {determinant.m: m, determinant.xi: xi, determinant.a: s, determinant.b: 0}
    polynomial = E**8 + sum(c.subs(here) * E ** (2 * p) for p, c in enumerate(coefficients))
    turned = Matrix([entry.subs({determinant.b: sp.sqrt(s**2 - determinant.a**2)}) for entry in (A, C, R_squared)])
    yield Step(
        "a and b enter through s^2 = a^2 + b^2 alone", turned, Matrix([A, C, R_squared]).subs({determinant.a: s, determinant.b: 0})
    )
    product = sp.prod(E**4 - quadratic(sigma)[0] * E**2 + quadratic(sigma)[1] for sigma in BRANCHES)
    yield Step("it is the product of two quadratics in E^2", polynomial, product)
    epsilon_squared, W = s**2 + m**2, xi**2 + Delta**2
    for sigma in BRANCHES:
        A, B, D = quadratic(sigma)
        low, high = levels(sigma)
        yield Step(f"discriminant of the branch {sigma:+d}", sp.simplify(A**2 - 4 * B - D), sp.S.Zero)
        yield Step("E_> solves it", sp.simplify(high**4 - A * high**2 + (A**2 - D) / 4), sp.S.Zero)
        yield Step("and E_<^2 is the other root: their product is B", sp.expand(low**2 * high**2), B)
    bound = (epsilon_squared + W) ** 2 - 4 * (epsilon_squared * xi**2 + m**2 * Delta**2)
    yield Step("the discriminants are positive: 2R <= eps^2 + W", bound, (epsilon_squared - W) ** 2 + 4 * s**2 * Delta**2)
    difference = (quadratic(-1)[1] - quadratic(1)[1]) / t_c**2
    root = sp.sqrt(epsilon_squared * xi**2 + m**2 * Delta**2)
    yield Step("B of the branch +1 is the smaller one, so its E_< is the lowest level", sp.expand(difference), 4 * root)
    discriminants = sp.simplify(quadratic(1)[2] - quadratic(-1)[2] - 16 * t_c**2 * root)
    yield Step("and its discriminant the larger one, by 16 t_c^2 R, so its E_> is the highest", discriminants, sp.S.Zero)
    velocity = sp.Abs(lam) * sp.sqrt(sp.sin(kx) ** 2 + sp.sin(ky) ** 2)
    yield Step("s on the lattice", velocity**2, determinant.named(determinant.a**2 + determinant.b**2))
    lattice = {s: velocity, m: mass(), xi: sc_band().subs(mu, 0)}
    stated = Matrix([E for sigma in BRANCHES for E in levels(sigma)]).subs(lattice)
    yield Step("with the expressions of the lattice this is the statement", result(), Matrix(stated))


def result() -> Matrix:
    """The four positive levels: E_< and E_> of the branch +1, then of the branch -1; column of length 4."""
    return Matrix([named(E) for sigma in BRANCHES for E in levels(sigma)])


def lowest() -> sp.Expr:
    """The lowest positive level."""
    return result()[0]


def limits() -> Iterator[Step]:
    """Without mass, at Gamma, flat SC band, the closings."""
    A, B, _ = kp_spectrum.coefficients()
    p, q = sp.symbols("p q", positive=True)
    for sigma, sign in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
        mine = Matrix(quadratic(sigma)[:2]).subs({m: 0, s: p, xi: sign * q})
        helical = Matrix([A, B]).subs({kp_spectrum.xi_t: sigma * sign * p, kp_spectrum.xi: sign * q})
        yield Step(f"no mass, branch {sigma:+d}, xi {'>' if sign > 0 else '<'} 0: the helicity sigma sgn(xi)", mine, helical)
    gamma = {kx: 0, ky: 0, eps_sc: -4 * t_sc}
    low, high = gap_at_gamma.result()[2:]
    yield Step("at Gamma: E_< E_> of gap_at_gamma", sp.expand((result()[0] * result()[1]).subs(gamma)), sp.expand(low * high))
    A, B, _ = quadratic(1)
    touching = {s: 0, m: 0, xi: 0}
    yield Step("and the sum of their squares", A.subs(touching), sp.expand(low**2 + high**2))
    flat = B.subs({xi: 0, m: p, Delta: q})
    yield Step("flat SC band: B is (m |Delta| - t_c^2)^2 + s^2 Delta^2", flat, (p * q - t_c**2) ** 2 + s**2 * q**2)
    closing = B.subs({s: 0, m: p}).subs(t_c, sp.root(p**2 * (xi**2 + Delta**2), 4))
    yield Step("invariant momenta: closed at t_c^4 = m^2 W", sp.simplify(closing), sp.S.Zero)


def mutants() -> Iterator[Matrix]:
    """Signs and factors, the mass in R forgotten or doubled, branches exchanged in B alone."""
    formula = result()
    yield formula.subs(t_c, t_c / 2)
    yield formula.subs(t_sc, -t_sc)
    yield formula.subs(M, M / 2)
    yield formula.subs(lam, 2 * lam)
    root = sp.sqrt((s**2 + m**2) * xi**2 + m**2 * Delta**2)
    for wrong in (sp.sqrt((s**2 + m**2) * xi**2), sp.sqrt(s**2 * xi**2 + m**2 * Delta**2), 2 * root):
        yield Matrix([named(E.subs(root, wrong)) for sigma in BRANCHES for E in levels(sigma)])
    low, high = zip(*(levels(sigma) for sigma in BRANCHES), strict=True)
    yield Matrix([named(E) for E in (low[0] * high[0] / high[1], high[0], low[1] * high[1] / high[0], high[1])])
    for order in ([1, 0, 3, 2], [2, 3, 0, 1], [0, 3, 2, 1]):  # E_< for E_>, +1 for -1, either
        yield Matrix([formula[index] for index in order])


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with the hoppings of the lattice on a line through Gamma that meets no symmetry axis.

    The formula is not sorted: the statement says which of the levels in order of energy each of its entries is.
    """
    kx_, ky_ = np.cos(0.3) * (k := np.linspace(0.0, np.pi, 61)), np.sin(0.3) * k
    positive = compile_kernel(formula, (kx, ky, *DOMAIN))(kx=kx_, ky=ky_, **parameters)[..., 0]
    H = bloch_matrix(bilayer_system(**parameters, mu=0.0, eps_ti=0.0), kx=kx_, ky=ky_)
    numeric = np.linalg.eigvalsh(H)
    # E_< = sqrt(B) / E_>: an error eps |H|^2 of the square roots is divided by E_>, at least the second positive level.
    norm = np.linalg.norm(H, 2, axis=(-2, -1)) + 4 * abs(parameters["M"])
    ascending = positive[:, [0, 2, 3, 1]]
    scale = (norm**2 / numeric[:, 5]).max()
    return Comparison(
        abscissa=k,
        analytic=np.concatenate([-ascending[:, ::-1], ascending], axis=-1).T,
        numeric=numeric.T,
        bound=roundoff(scale=scale, size=8),
    )


def draw(ax: Axes, comparison: Comparison) -> None:
    """All eight bands along the line."""
    draw_levels(ax, comparison, every=2)
    ax.set(xlabel="|k| (1/a), 17 degrees from the x axis", ylabel=r"energy ($\lambda/a$)")
