r"""Closed-form spectrum of the single layer, and where its gap closes.

Statement
---------
The levels at each momentum are :math:`\pm E_>` and :math:`\pm E_<` with

.. math::
    E_{>,<}^2 &= s_k^2 + M_k^2 + \delta^2 + \Delta^2 \pm 2\sqrt{\delta^2(s_k^2 + M_k^2) + M_k^2\Delta^2} \\
    E_>^2E_<^2 &= (s_k^2 + M_k^2 - \delta^2 - \Delta^2)^2 + 4\Delta^2s_k^2 \\
    s_k^2 &= \lambda^2(\sin^2 k_x + \sin^2 k_y), \qquad \delta = \varepsilon_{TI} - \mu

The product is a sum of two squares: with pairing and velocity not zero the gap closes only where :math:`s_k = 0`, at X, Y or M, and
only if

.. math:: M_k^2 = \delta^2 + \Delta^2

(at Gamma the mass vanishes and all levels are :math:`\pm\sqrt{\delta^2 + \Delta^2}`). The result takes :math:`E_<` from the
product, so that a level errs in floating-point arithmetic by no more than about :math:`\epsilon\,\|H\|^2/E_>`.

Assumptions
-----------
1. All parameters real, any sign; the lattice, at every momentum. Where :math:`E_> = 0` both levels are zero.

Symbols
-------
a, b: lam sin kx and lam sin ky (lambda/a)
delta: eps_ti - mu (lambda/a)
epsilon: Dirac energy without mass (lambda/a)
m: mass M_k (lambda/a)
s: Dirac energy (lambda/a)

References
----------
Not in arXiv:2507.23775; derived here.
"""

from collections.abc import Iterator

import numpy as np
import sympy as sp

from derivations.claims.shared.bilayer_domain import BILAYER_DOMAIN
from derivations.drawing import Axes, draw_levels
from numerics.compare import Comparison, roundoff
from numerics.kernels import compile_kernel
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.surface import surface_system
from theory.algebra import IDENTITY, PAULI_X, PAULI_Y, PAULI_Z, Matrix, kron
from theory.models.bilayer import mass
from theory.models.surface import surface
from theory.proof import Step
from theory.symbols.interface import Delta, M, eps_ti, lam, mu
from theory.symbols.momentum import kx, ky

SYSTEM = surface()
DOMAIN = {symbol: BILAYER_DOMAIN[symbol] for symbol in (lam, M, mu, eps_ti, Delta)}
a, b, m, delta = sp.symbols("a b m delta", real=True)  # lam sin kx, lam sin ky, M_k, eps_ti - mu
s = sp.Symbol("s", nonnegative=True)  # lam^2 (sin^2 kx + sin^2 ky) = s^2


def product_of_squares() -> sp.Expr:
    """E_>^2 E_<^2."""
    return (s**2 + m**2 - delta**2 - Delta**2) ** 2 + 4 * Delta**2 * s**2


def levels() -> tuple[sp.Expr, sp.Expr]:
    """E_< and E_> in terms of s, m and delta."""
    root = sp.sqrt(delta**2 * (s**2 + m**2) + m**2 * Delta**2)
    high = sp.sqrt(s**2 + m**2 + delta**2 + Delta**2 + 2 * root)
    return sp.sqrt(product_of_squares()) / high, high


def named(expression: sp.Expr) -> sp.Expr:
    """The quantities of the lattice in the places of s, m and delta."""
    modulus = sp.Abs(lam) * sp.sqrt(sp.sin(kx) ** 2 + sp.sin(ky) ** 2)
    return expression.subs({s: modulus, m: mass(), delta: eps_ti - mu})


def steps() -> Iterator[Step]:
    """H^2 is a number plus a matrix K that squares to a number; the traces tell how often each level occurs."""
    dirac = Matrix(a * PAULI_Y - b * PAULI_X)
    H = Matrix(kron(PAULI_Z, dirac) + m * kron(IDENTITY, PAULI_Z) + kron(delta * PAULI_Z + Delta * PAULI_X, IDENTITY))
    lattice = {a: lam * sp.sin(kx), b: lam * sp.sin(ky), m: mass(), delta: eps_ti - mu}
    yield Step("H(k), with a = lam sin kx, b = lam sin ky, m = M_k", SYSTEM.hamiltonian, Matrix(H.subs(lattice)))
    K = Matrix(delta * kron(IDENTITY, dirac) + m * kron(delta * PAULI_Z + Delta * PAULI_X, PAULI_Z))
    total, one = a**2 + b**2 + m**2 + delta**2 + Delta**2, sp.eye(4)
    yield Step("H^2 = S + 2K: of the products of two terms those survive that commute", Matrix(H * H), Matrix(total * one + 2 * K))
    square = delta**2 * (a**2 + b**2 + m**2) + m**2 * Delta**2
    yield Step("K squares to a number Q", Matrix(K * K), Matrix(square * one))
    yield Step("and has no trace: H^2 has the levels S + 2 sqrt(Q) and S - 2 sqrt(Q), each twice", K.trace(), sp.S.Zero)
    yield Step("tr H = 0", H.trace(), sp.S.Zero)
    yield Step("tr H K = 0: in each of the two spaces H has the levels E and -E", (H * K).trace(), sp.S.Zero)
    S, Q = (expression.subs({b: 0, a: s}) for expression in (total, square))
    yield Step("(S + 2 sqrt(Q))(S - 2 sqrt(Q)) is a sum of two squares", S**2 - 4 * Q, product_of_squares())
    low, high = levels()
    yield Step("E_>^2 is S + 2 sqrt(Q)", high**2, S + 2 * sp.sqrt(Q))
    yield Step("and E_< E_> the root of the product", low**2 * high**2, S**2 - 4 * Q)
    stated = Matrix([low, high]).subs(s, sp.sqrt(a**2 + b**2)).subs(lattice)
    yield Step("with the quantities of the lattice this is the statement", result(), Matrix(stated))
    stated = product_of_squares().subs(s, 0)
    yield Step("where s = 0 the product vanishes if M_k^2 = delta^2 + Delta^2", stated, (m**2 - delta**2 - Delta**2) ** 2)


def result() -> Matrix:
    """E_< and E_>, both not negative; a column."""
    return Matrix([named(level) for level in levels()])


def limits() -> Iterator[Step]:
    """No pairing, no mass, the Dirac point at the Fermi level, Gamma, the closing at X."""
    low, high = levels()
    e = sp.Symbol("epsilon", positive=True)
    normal = {Delta: 0, m: 0, s: e}
    yield Step("normal metal: |e + |delta||", high.subs(normal) ** 2, (e + sp.Abs(delta)) ** 2)
    yield Step("and |e - |delta||", (low**2 * high**2).subs(normal), (e**2 - delta**2) ** 2)
    helical = ((s - delta) ** 2 + Delta**2) * ((s + delta) ** 2 + Delta**2)
    yield Step("no mass: two helicities, each with a BCS spectrum", product_of_squares().subs(m, 0), helical)
    masses = (s**2 + (m - Delta) ** 2) * (s**2 + (m + Delta) ** 2)
    yield Step("delta = 0: two Majorana cones with the masses M_k +- Delta", product_of_squares().subs(delta, 0), masses)
    at_gamma = result().subs({kx: 0, ky: 0, mu: 0})
    yield Step("Gamma: both levels are sqrt(delta^2 + Delta^2)", at_gamma, Matrix([1, 1]) * sp.sqrt(eps_ti**2 + Delta**2))
    at_x = result()[0].subs({kx: sp.pi, ky: 0, mu: 0}).subs(Delta, sp.sqrt(4 * M**2 - eps_ti**2))
    yield Step("closed at X for 4 M^2 = delta^2 + Delta^2", at_x, sp.S.Zero)


def mutants() -> Iterator[Matrix]:
    """Signs and factors, the other combination of mu and eps_ti, single terms forgotten, the names of the levels exchanged."""
    formula = result()
    low, high = levels()
    yield formula.subs(mu, -mu)
    yield formula.subs(M, M / 2)
    yield formula.subs(Delta, Delta / 2)
    yield formula.subs({sp.sin(kx): sp.sin(kx / 2), sp.sin(ky): sp.sin(ky / 2)})
    yield Matrix([named(low * high / high.subs(delta, 0)), named(high.subs(delta, 0))])
    forgotten = sp.sqrt(s**2 + m**2 + delta**2 + Delta**2 + 2 * sp.sqrt(delta**2 * (s**2 + m**2)))
    yield Matrix([formula[0], named(forgotten)])
    yield Matrix([named(sp.Abs(s**2 + m**2 - delta**2 - Delta**2) / high), formula[1]])
    yield Matrix([formula[1], formula[1]])
    yield Matrix([formula[1], formula[0]])


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with the hoppings of the lattice on a line through Gamma that meets no symmetry axis.

    The formula is not sorted: -E_>, -E_<, E_<, E_> are the levels of the lattice in ascending order. E_< is the root of a product
    over E_>: an error eps |H|^2 of the root is divided by E_>.
    """
    kx_, ky_ = np.cos(0.3) * (k := np.linspace(0.0, 2 * np.pi, 81)), np.sin(0.3) * k
    low, high = compile_kernel(formula, SYSTEM.arguments)(kx=kx_, ky=ky_, **parameters)[..., 0].T
    H = bloch_matrix(surface_system(**parameters), kx=kx_, ky=ky_)
    numeric = np.linalg.eigvalsh(H)
    norm = np.linalg.norm(H, 2, axis=(-2, -1)) + 4 * abs(parameters["M"])
    return Comparison(
        abscissa=k,
        analytic=np.array([-high, -low, low, high]),
        numeric=numeric.T,
        bound=roundoff(scale=norm**2 / numeric[:, 3], size=8),
    )


def draw(ax: Axes, comparison: Comparison) -> None:
    """All four bands along the line."""
    draw_levels(ax, comparison, every=2)
    ax.set(xlabel="|k| (1/a), 17 degrees from the x axis", ylabel=r"energy ($\lambda/a$)")
