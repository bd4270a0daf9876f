r"""Closed-form spectrum of the bilayer without mass.

Statement
---------
For M = 0 the levels of helicity :math:`s = \pm1` are :math:`\pm E_>` and :math:`\pm E_<` with

.. math::
    2E_>^2 &= A + \sqrt{D}, \qquad E_< = \sqrt{B}/E_> \\
    A &= \xi_T^2 + \xi^2 + \Delta^2 + 2t_c^2, \qquad B = (\xi_T\xi - t_c^2)^2 + \xi_T^2\Delta^2 \\
    D &= A^2 - 4B = (\xi_T^2 - \xi^2 - \Delta^2)^2 + 4t_c^2[(\xi_T + \xi)^2 + \Delta^2] \\
    \xi_T &= s|\lambda|\sqrt{\sin^2 k_x + \sin^2 k_y} + \varepsilon_{TI} - \mu

which solve :math:`E^4 - AE^2 + B = 0`. Near Gamma the root is |k|: the k.p spectrum. No root is of a difference, so a level errs in
floating-point arithmetic by no more than about :math:`\epsilon\,\|H\|^2/E_>`.

Assumptions
-----------
1. M = 0, on the lattice exactly; with M it holds near Gamma up to terms of order :math:`M k^4`.
2. All other parameters real, any sign; where :math:`E_> = 0` (all of xi_T, xi, Delta and t_c vanish) both levels are zero.

Symbols
-------
E: energy of a level (lambda/a)
a, b: lam sin kx and lam sin ky (lambda/a)
xi: energy of the SC band (lambda/a)
xi_T: TI level of one helicity (lambda/a)

References
----------
arXiv:2507.23775 has the spectrum numerically (Fig. 3); the closed form is derived here.
"""

from collections.abc import Iterator

import numpy as np
import sympy as sp

from derivations.claims.shared.bilayer_domain import BILAYER_DOMAIN
from derivations.drawing import Axes, draw_levels
from numerics.compare import Comparison, roundoff
from numerics.kernels import compile_kernel
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.bilayer import bilayer_system
from numerics.zone.bands import helicity_order
from theory.algebra import IDENTITY, LOWER, PAULI_X, PAULI_Y, PAULI_Z, UPPER, Matrix, det, kron
from theory.models.bilayer import bdg_matrix, bilayer, sc_band, ti_hamiltonian
from theory.nambu import hole_block
from theory.proof import Step
from theory.symbols.interface import Delta, M, eps_ti, lam, mu, t_c, t_sc
from theory.symbols.momentum import kx, ky

SYSTEM = bilayer()
DOMAIN = {symbol: values for symbol, values in BILAYER_DOMAIN.items() if symbol != M}
xi_t, xi = sp.symbols("xi_T xi", real=True)


def coefficients() -> tuple[sp.Expr, sp.Expr, sp.Expr]:
    """A, B and D in terms of xi_t and xi."""
    A = xi_t**2 + xi**2 + Delta**2 + 2 * t_c**2
    B = (xi_t * xi - t_c**2) ** 2 + xi_t**2 * Delta**2
    D = (xi_t**2 - xi**2 - Delta**2) ** 2 + 4 * t_c**2 * ((xi_t + xi) ** 2 + Delta**2)
    return A, B, D


def levels() -> tuple[sp.Expr, sp.Expr]:
    """E_< and E_> of one helicity in terms of xi_t and xi."""
    A, B, D = coefficients()
    high = sp.sqrt((A + sp.sqrt(D)) / 2)
    return sp.sqrt(B) / high, high


def steps() -> Iterator[Step]:
    """Helicity is conserved; in each sector a 4 x 4 matrix remains, whose characteristic polynomial is a quadratic in E^2."""
    a, b, E = sp.symbols("a b E", real=True)  # lam sin kx, lam sin ky
    kappa = sp.sqrt(a**2 + b**2)
    h = Matrix(a * PAULI_Y - b * PAULI_X + (eps_ti - mu) * IDENTITY)
    named = {a: lam * sp.sin(kx), b: lam * sp.sin(ky)}
    yield Step("with a = lam sin kx and b = lam sin ky the TI layer is", Matrix(ti_hamiltonian().subs(M, 0)), Matrix(h.subs(named)))
    yield Step("its hole block is the negative", hole_block(h.subs(named), (kx, ky)), Matrix(-h.subs(named)))
    spinors = {s: Matrix([kappa, s * (sp.I * a - b)]) for s in (1, -1)}
    independent = det(Matrix.hstack(spinors[1], spinors[-1]))
    yield Step(
        "two spinors, independent unless kappa = 0 (Gamma, X, Y, M, reached by continuity)", independent, 2 * kappa * (b - sp.I * a)
    )
    sector = Matrix(kron(UPPER, xi_t * PAULI_Z) + kron(LOWER, xi * PAULI_Z + Delta * PAULI_X) + kron(PAULI_X, t_c * PAULI_Z))
    for s, spinor in spinors.items():
        helicity = s * kappa + eps_ti - mu
        yield Step(f"that of helicity {s:+d} is an eigenvector", Matrix(h * spinor), Matrix(helicity * spinor))
        full = Matrix(bdg_matrix(sp.zeros(2, 2).as_immutable(), xi) + kron(UPPER, PAULI_Z, h))
        embedding = kron(sp.eye(4).as_immutable(), spinor)
        reduced = Matrix(embedding * sector.subs(xi_t, helicity))
        yield Step("so H keeps the helicity and acts as a 4 x 4 matrix", Matrix(full * embedding), reduced)
    A, B, D = coefficients()
    yield Step("its characteristic polynomial is E^4 - A E^2 + B", det(E * sp.eye(4) - sector), E**4 - A * E**2 + B)
    yield Step("the discriminant is a sum of squares", A**2 - 4 * B, D)
    low, high = levels()
    yield Step("E_> solves it", sp.expand(high**4 - A * high**2 + B), sp.S.Zero)
    yield Step("and E_<^2 is the other root: product B", sp.expand(low**2 * high**2), B)
    modulus = sp.sqrt((a**2 + b**2).subs(named))
    stated = [level.subs({xi_t: s * modulus + eps_ti - mu, xi: sc_band()}) for s in (-1, 1) for level in (low, high)]
    yield Step("with kappa = |lam| sqrt(sin^2 kx + sin^2 ky) this is the statement", result(), Matrix(stated))


def result() -> Matrix:
    """The four positive levels: helicity -1 (E_<, E_>), then +1; column of length 4."""
    modulus = sp.Abs(lam) * sp.sqrt(sp.sin(kx) ** 2 + sp.sin(ky) ** 2)
    return Matrix([E.subs({xi_t: s * modulus + eps_ti - mu, xi: sc_band()}) for s in (-1, 1) for E in levels()])


def limits() -> Iterator[Step]:
    """Decoupled layers, the levels at Gamma, the normal state."""
    low, high = levels()
    apart = {t_c: 0}
    product = sp.Abs(xi_t) * sp.sqrt(xi**2 + Delta**2)
    yield Step("decoupled: product of Dirac and BCS energy", (low * high).subs(apart), product)
    yield Step("decoupled: sum of their squares", (coefficients()[0]).subs(apart), xi_t**2 + xi**2 + Delta**2)
    touching = {xi_t: 0, xi: 0}
    # E_< + E_> and E_< E_> at Gamma, for gap_at_gamma: their squares are Delta^2 + 4 t_c^2 and t_c^4.
    yield Step("at Gamma: E_< E_> = t_c^2", (low * high).subs(touching), t_c**2)
    A, B, _ = coefficients()
    total = (A + 2 * sp.sqrt(B)).subs(touching)
    yield Step("at Gamma: (E_< + E_>)^2 = Delta^2 + 4 t_c^2", total, Delta**2 + 4 * t_c**2)
    closed = (xi_t * xi - t_c**2) ** 2
    yield Step("normal state: zero energy where xi_T xi = t_c^2", B.subs(Delta, 0), closed)


def mutants() -> Iterator[Matrix]:
    """Signs and factors of A and B, the wrong momentum, levels exchanged."""
    formula = result()
    yield formula.subs(t_c, t_c / 2)
    yield formula.subs(mu, -mu)
    yield formula.subs(t_sc, -t_sc)
    yield formula.subs({sp.sin(kx): sp.sin(kx / 2), sp.sin(ky): sp.sin(ky / 2)})
    yield formula.subs(eps_ti, 2 * eps_ti)
    for order in ([1, 0, 3, 2], [2, 3, 0, 1], [0, 3, 2, 1]):  # E_< for E_>, one helicity for the other, either
        yield Matrix([formula[index] for index in order])


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with the hoppings of the lattice on a line from Gamma that meets no symmetry axis.

    The formula is not sorted: the states of the lattice tell the helicity of its levels, by their spin along the Dirac term.
    """
    kx_, ky_ = np.cos(0.3) * (k := np.linspace(0.05, np.pi, 61)), np.sin(0.3) * k
    arguments = tuple(symbol for symbol in SYSTEM.arguments if symbol != M)
    positive = compile_kernel(formula, arguments)(kx=kx_, ky=ky_, **parameters)[..., 0]
    H = bloch_matrix(bilayer_system(**parameters, M=0.0), kx=kx_, ky=ky_)
    energies, states = np.linalg.eigh(H)
    shift = (parameters["eps_ti"] - parameters["mu"]) * np.eye(2)
    numeric = np.take_along_axis(energies, helicity_order(states, H[:, :2, :2] - shift), axis=-1)
    # E_< = sqrt(B) / E_>: an error eps |H|^2 of the square roots is divided by E_>, at least the second positive level.
    scale = (np.linalg.norm(H, 2, axis=(-2, -1)) ** 2 / energies[:, 5]).max()
    ascending = [np.concatenate([-half[:, ::-1], half], axis=-1) for half in (positive[:, :2], positive[:, 2:])]
    return Comparison(k, np.concatenate(ascending, axis=-1).T, numeric.T, bound=roundoff(scale=scale, size=8))


def draw(ax: Axes, comparison: Comparison) -> None:
    """All eight bands along the line."""
    draw_levels(ax, comparison, every=2)
    ax.set(xlabel="|k| (1/a), 17 degrees from the x axis", ylabel=r"energy ($\lambda/a$)")
