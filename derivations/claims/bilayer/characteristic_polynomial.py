r"""Characteristic polynomial of the bilayer with mass: a quartic in E squared.

Statement
---------
.. math::
    \det(H(k) - E) &= \left(E^4 - AE^2 + \epsilon_k^2W_k + t_c^4\right)^2 - 4t_c^4R_k^2 \\
    &= E^8 - 2AE^6 + (A^2 + 2C)E^4 - 2ACE^2 + C^2 - 4t_c^4R_k^2 \\
    A &= \epsilon_k^2 + W_k + 2t_c^2, \qquad C = \epsilon_k^2W_k + t_c^4, \qquad R_k^2 = \epsilon_k^2\xi_k^2 + M_k^2\Delta^2

with :math:`\epsilon_k^2 = s_k^2 + M_k^2`, :math:`s_k^2 = \lambda^2(\sin^2 k_x + \sin^2 k_y)` and :math:`W_k = \xi_k^2 +
\Delta^2`. The difference of two squares splits into two quadratics in :math:`E^2`: the levels follow in closed form, with the
mass (``spectrum_with_mass``).

Assumptions
-----------
1. mu = eps_ti = 0; eps_sc and all other parameters real, any sign.

Symbols
-------
E: energy of a level (lambda/a)
a, b: lam sin kx and lam sin ky (lambda/a)
m: mass M_k (lambda/a)
s: Dirac energy, s^2 = a^2 + b^2 (lambda/a)
xi: energy of the SC band (lambda/a)

References
----------
Not in arXiv:2507.23775; derived here.
"""

from collections.abc import Iterator

import numpy as np
import sympy as sp

from derivations.claims.bilayer import determinant, kp_spectrum
from derivations.claims.bilayer.determinant import DOMAIN, SYSTEM, a, b, m, named, xi
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison
from numerics.kernels import compile_kernel
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.bilayer import bilayer_system
from theory.algebra import IDENTITY, PAULI_X, PAULI_Y, PAULI_Z, Matrix, det, kron
from theory.models.bilayer import bdg_matrix, mass
from theory.proof import Step
from theory.symbols.interface import Delta, M, eps_ti, lam, mu, t_c, t_sc
from theory.symbols.momentum import kx, ky


def invariants() -> tuple[sp.Expr, sp.Expr, sp.Expr]:
    """A, C and R^2 in terms of m, a, b and xi."""
    epsilon_squared, W = m**2 + a**2 + b**2, xi**2 + Delta**2
    return epsilon_squared + W + 2 * t_c**2, epsilon_squared * W + t_c**4, epsilon_squared * xi**2 + m**2 * Delta**2


def steps() -> Iterator[Step]:
    """Eliminate the SC layer at energy E; a 4 x 4 determinant of the TI layer with its self-energy remains."""
    E, w = sp.symbols("E w", real=True)
    W = xi**2 + Delta**2
    h = Matrix(a * PAULI_Y - b * PAULI_X)
    ti = Matrix(kron(PAULI_Z, h) + m * kron(IDENTITY, PAULI_Z))
    sc = kron(xi * PAULI_Z + Delta * PAULI_X, IDENTITY)
    hop = t_c * kron(PAULI_Z, IDENTITY)
    H = SYSTEM.hamiltonian.subs({mu: 0, eps_ti: 0})
    reduced = bdg_matrix(Matrix(h + m * PAULI_Z), xi)
    yield Step(
        "the hole block of the TI layer: the Dirac term with tau_z, the mass without",
        Matrix(H[:4, :4]),
        named(ti),
    )
    yield Step("the SC layer and the tunnelling", Matrix(H[4:, :]), named(Matrix(reduced[4:, :])))
    one = sp.eye(4)
    yield Step("the SC layer squares to W", Matrix((sc - E * one) * (sc + E * one)), Matrix((W - E**2) * one))
    yield Step("so its determinant at energy E is (W - E^2)^2", det(sc - E * one), (W - E**2) ** 2)
    self_energy = t_c**2 * kron(E * IDENTITY + xi * PAULI_Z - Delta * PAULI_X, IDENTITY)
    yield Step("self-energy of the TI layer times W - E^2", Matrix(hop * (sc + E * one) * hop), self_energy)
    schur = Matrix(w * (ti - E * one) - self_energy)  # times w = W - E^2
    A, C, R_squared = invariants()
    stated = (E**4 - A * E**2 + C) ** 2 - 4 * t_c**4 * R_squared
    product = sp.expand(schur.det(method="berkowitz")).subs(w, W - E**2)
    text = "det(H - E) (W - E^2)^2 = det(w (h - E) - w Sigma), with w = W - E^2, the TI layer h and its self-energy Sigma"
    yield Step(text, product, (W - E**2) ** 2 * stated)
    polynomial = sp.Poly(sp.expand(stated), E)
    reverse = Matrix(SYSTEM.particle_hole * kron(IDENTITY, IDENTITY, PAULI_Z))
    text = "particle-hole conjugation and a half turn reverse H(k): the polynomial is even in E"
    yield Step(text, Matrix(reverse * H.conjugate() * reverse.H), Matrix(-H))
    even = Matrix([polynomial.coeff_monomial(E**p) for p in (0, 2, 4, 6)])
    yield Step("the even ones are the statement", result(), named(even))


def result() -> Matrix:
    """Coefficients of 1, E^2, E^4 and E^6, as a column; that of E^8 is one."""
    A, C, R_squared = invariants()
    return named(Matrix([C**2 - 4 * t_c**4 * R_squared, -2 * A * C, A**2 + 2 * C, -2 * A]))


def limits() -> Iterator[Step]:
    """The determinant, the trace of H^2, the spectrum without mass, decoupled layers."""
    E, s = sp.symbols("E s", positive=True)
    yield Step("E = 0: the determinant", result()[0], determinant.result())
    H = SYSTEM.hamiltonian.subs({mu: 0, eps_ti: 0})
    yield Step("the coefficient of E^6 is -tr(H^2)/2", result()[3], -(H * H).trace() / 2)
    A, C, R_squared = (entry.subs({m: 0, a: s, b: 0}) for entry in invariants())
    trace, product, _ = kp_spectrum.coefficients()
    quadratics = (E**4 - trace * E**2 + product).subs(kp_spectrum.xi, xi)
    both = quadratics.subs(kp_spectrum.xi_t, s) * quadratics.subs(kp_spectrum.xi_t, -s)
    yield Step("M = 0: one quadratic of kp_spectrum a helicity", (E**4 - A * E**2 + C) ** 2 - 4 * t_c**4 * R_squared, both)
    A, C, _ = (entry.subs(t_c, 0) for entry in invariants())
    apart = (E**2 - m**2 - a**2 - b**2) * (E**2 - xi**2 - Delta**2)
    yield Step("decoupled: Dirac and BCS levels", E**4 - A * E**2 + C, apart)


def mutants() -> Iterator[Matrix]:
    """Factors, signs, and each term of the coefficients forgotten or wrong."""
    c_0, c_2, c_4, c_6 = formula = result()
    yield formula.subs(t_c, t_c / 2)
    yield formula.subs(t_sc, -t_sc)
    yield formula.subs(M, M / 2)
    yield formula.subs(lam, 2 * lam)
    A, C, R_squared = (named(entry) for entry in invariants())
    yield Matrix([C**2, c_2, c_4, c_6])  # helicities forgotten
    yield Matrix([C**2 - 4 * t_c**4 * (R_squared - mass() ** 2 * Delta**2), c_2, c_4, c_6])
    yield Matrix([c_0, -2 * A * (C - t_c**4), c_4, c_6])
    yield Matrix([c_0, c_2, A**2 + C, c_6])
    yield Matrix([c_0, c_2, c_4, -A])


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with the polynomial whose roots are the eight levels of the lattice hoppings, on a line without symmetry.

    All coefficients, the odd ones included, divided by their rounding bound: a level errs by 8 eps |H|, and the elementary
    symmetric polynomial e_j of the levels by that times (9 - j) e_(j-1) of their moduli.
    """
    k = np.linspace(0.1, 2 * np.pi, 61)
    kx_, ky_ = np.cos(0.3) * k, np.sin(0.3) * k
    H = bloch_matrix(bilayer_system(**parameters, mu=0.0, eps_ti=0.0), kx=kx_, ky=ky_)
    energies = np.linalg.eigvalsh(H)
    numeric, moduli = _coefficients(energies), _coefficients(-abs(energies))
    norm = np.linalg.norm(H, 2, axis=(-2, -1)) + 4 * abs(parameters["M"])
    bound = 64 * np.finfo(float).eps * norm[:, None] * moduli[:, 1:]
    analytic = np.zeros((len(k), 8))
    analytic[:, ::2] = compile_kernel(formula, (kx, ky, *DOMAIN))(kx=kx_, ky=ky_, **parameters)[..., 0]
    return Comparison(k, (analytic / bound).T, (numeric[:, :8] / bound).T, bound=1.0)


def _coefficients(roots: np.ndarray) -> np.ndarray:
    """Coefficients of prod (E - root), lowest power first, shape (*batch, roots + 1)."""
    found = np.zeros((*roots.shape[:-1], roots.shape[-1] + 1))
    found[..., 0] = 1.0
    for index in range(roots.shape[-1]):
        found = np.roll(found, 1, axis=-1) - roots[..., index, None] * found
    return found


def draw(ax: Axes, comparison: Comparison) -> None:
    """The even coefficients over their rounding bounds, on a logarithmic axis."""
    for row, name in enumerate(("1", "$-E^2$", "$E^4$", "$-E^6$")):
        sign = (-1) ** row
        ax.semilogy(comparison.abscissa, sign * comparison.analytic[2 * row], color=COLOURS[row], label=name)
        circles(ax, comparison.abscissa[::2], sign * comparison.numeric[2 * row][::2], colour=COLOURS[row])
    ax.set(xlabel="|k| (1/a), 17 degrees from the x axis", ylabel="coefficient / rounding bound")
    ax.legend(title="circles: lattice", ncols=2)
