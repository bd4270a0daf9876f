r"""Determinant of the bilayer: where the gap can close.

Statement
---------
.. math::
    \det H(k) = (\epsilon_k^2 W_k - t_c^4)^2 + 4t_c^4\Delta^2 s_k^2, \qquad
    s_k^2 = \lambda^2(\sin^2 k_x + \sin^2 k_y), \quad \epsilon_k^2 = M_k^2 + s_k^2, \quad W_k = \xi_k^2 + \Delta^2

A sum of two squares: with pairing, tunnelling and velocity not zero the gap closes only where :math:`s_k = 0`, that is at X, Y or M
(at Gamma the determinant is :math:`t_c^8`).

Assumptions
-----------
1. mu = eps_ti = 0; eps_sc and all other parameters arbitrary.

Symbols
-------
a, b: lam sin kx and lam sin ky (lambda/a)
m: mass M_k (lambda/a)
xi: energy of the SC band (lambda/a)

References
----------
Not in arXiv:2507.23775; derived here.
"""

from collections.abc import Iterator

import numpy as np
import sympy as sp

from derivations.claims.shared.bilayer_domain import BILAYER_DOMAIN
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison
from numerics.kernels import compile_kernel
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.bilayer import bilayer_system
from theory.algebra import IDENTITY, LOWER, PAULI_X, PAULI_Y, PAULI_Z, UPPER, Matrix, det, kron
from theory.models.bilayer import bilayer, mass, sc_band
from theory.proof import Step
from theory.symbols.interface import Delta, M, eps_ti, lam, mu, t_c, t_sc
from theory.symbols.momentum import kx, ky

SYSTEM = bilayer()
DOMAIN = {symbol: values for symbol, values in BILAYER_DOMAIN.items() if symbol not in (mu, eps_ti)}
m, a, b, xi = sp.symbols("m a b xi", real=True)  # M_k, lam sin kx, lam sin ky, xi_k


def named(expression: sp.Expr | Matrix) -> sp.Expr | Matrix:
    """With the mass, the Dirac term and the SC band of the lattice for m, a, b and xi."""
    return expression.subs({m: mass(), xi: sc_band().subs(mu, 0), a: lam * sp.sin(kx), b: lam * sp.sin(ky)})


def steps() -> Iterator[Step]:
    """Eliminate the SC layer; a 4 x 4 determinant of the TI layer with its self-energy remains."""
    W = xi**2 + Delta**2
    normal = Matrix(a * PAULI_Y - b * PAULI_X)
    ti = Matrix(kron(PAULI_Z, normal) + kron(IDENTITY, m * PAULI_Z))
    sc = kron(xi * PAULI_Z + Delta * PAULI_X, IDENTITY)
    hop = t_c * kron(PAULI_Z, IDENTITY)
    blocks = Matrix(kron(UPPER, ti) + kron(LOWER, sc) + kron(PAULI_X, hop))
    H = SYSTEM.hamiltonian.subs({mu: 0, eps_ti: 0})
    yield Step("H(k) at mu = eps_ti = 0, with m = M_k, xi = xi_k, a = lam sin kx, b = lam sin ky", H, named(blocks))
    yield Step("the SC layer squares to a number", Matrix(sc * sc), Matrix(W * sp.eye(4)))
    yield Step("and has the determinant W^2", det(sc), W**2)
    schur = Matrix(ti - hop * sc * hop / W)
    expected = Matrix(ti - t_c**2 / W * kron(xi * PAULI_Z - Delta * PAULI_X, IDENTITY))
    yield Step("its Schur complement is the TI layer with a self-energy", schur, expected)
    determinant = W**2 * sp.expand((W * schur).applyfunc(sp.cancel).det(method="berkowitz")) / W**4
    epsilon_squared = m**2 + a**2 + b**2
    product = (epsilon_squared * W - t_c**4) ** 2 + 4 * t_c**4 * Delta**2 * (a**2 + b**2)
    yield Step("det H is W^2 times the determinant of the Schur complement", sp.cancel(determinant), sp.expand(product))
    yield Step("which is the statement", result(), named(product))


def result() -> sp.Expr:
    """Det H(k)."""
    s_squared = lam**2 * (sp.sin(kx) ** 2 + sp.sin(ky) ** 2)
    W = sc_band().subs(mu, 0) ** 2 + Delta**2
    return ((mass() ** 2 + s_squared) * W - t_c**4) ** 2 + 4 * t_c**4 * Delta**2 * s_squared


def limits() -> Iterator[Step]:
    """Decoupled, at Gamma, in the normal state."""
    epsilon_squared = mass() ** 2 + lam**2 * (sp.sin(kx) ** 2 + sp.sin(ky) ** 2)
    W = sc_band().subs(mu, 0) ** 2 + Delta**2
    yield Step(
        "decoupled: product of the levels of both layers, each four times",
        result().subs(t_c, 0),
        (epsilon_squared * W) ** 2,
    )
    gamma = {kx: 0, ky: 0}
    yield Step("at Gamma: t_c^8, so the gap never closes there", result().subs(gamma), t_c**8)
    normal = (epsilon_squared * W).subs(Delta, 0) - t_c**4
    yield Step("normal state: zeros where eps xi = t_c^2", result().subs(Delta, 0), normal**2)


def mutants() -> Iterator[sp.Expr]:
    """Signs and factors."""
    formula = result()
    yield formula.subs(t_c, t_c / 2)
    yield formula.subs(t_sc, -t_sc)
    yield formula.subs(lam, 2 * lam)
    yield formula - 2 * t_c**4 * Delta**2 * lam**2 * (sp.sin(kx) ** 2 + sp.sin(ky) ** 2)
    yield formula.subs(M, M / 2)


def validate(formula: sp.Expr, **parameters: float) -> Comparison:
    """Compare with the product of the eight levels of the lattice hoppings, along a line without symmetry.

    Both are divided by the rounding bound at each momentum, so that the bound is one everywhere, at Gamma too.
    """
    kx_, ky_ = np.cos(0.3) * (k := np.linspace(0.0, 2 * np.pi, 81)), np.sin(0.3) * k
    arguments = (kx, ky, *DOMAIN)
    H = bloch_matrix(bilayer_system(**parameters, mu=0.0, eps_ti=0.0), kx=kx_, ky=ky_)
    energies = np.linalg.eigvalsh(H)
    # A level errs by eps |H|; the product by that times the product of the seven others. Near a zero all count.
    norm = np.linalg.norm(H, 2, axis=(-2, -1)) + 4 * abs(parameters["M"])
    others = np.sort(abs(energies), axis=-1)[:, 1:].prod(axis=-1)
    bound = 64 * np.finfo(float).eps * norm * others
    return Comparison(
        abscissa=k,
        analytic=compile_kernel(formula, arguments)(kx=kx_, ky=ky_, **parameters) / bound,
        numeric=energies.prod(axis=-1) / bound,
        bound=1.0,
    )


def draw(ax: Axes, comparison: Comparison) -> None:
    """The determinant over its rounding bound, on a logarithmic axis: the minima are the momenta where the gap may close."""
    ax.semilogy(comparison.abscissa, comparison.analytic, color=COLOURS[0], label="formula")
    circles(ax, comparison.abscissa, comparison.numeric, colour=COLOURS[1], label="lattice")
    ax.set(xlabel="|k| (1/a), 17 degrees from the x axis", ylabel="det H(k) / rounding bound")
    ax.legend()
