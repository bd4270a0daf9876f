r"""Angular momentum of the k.p Hamiltonian: conserved through second order, broken by the cubic Dirac term.

Statement
---------
:math:`J = -i(k_x\partial_{k_y} - k_y\partial_{k_x}) + S` with :math:`S = \tfrac12\sigma_z`, the same in both layers and for
electrons and holes, commutes with the k.p Hamiltonian at Gamma through second order in k; so :math:`e^{-i\alpha\sigma_z/2}` is a
symmetry for every angle. In third order the expansion of the sine leaves, on the TI layer,

.. math:: i[J, H] = -\tfrac16\lambda|k|^3(\cos3\varphi_k\,\sigma_x - \sin3\varphi_k\,\sigma_y)\tau_z + O(k^4)

a spin flip that changes the orbital momentum by three: J is then conserved modulo 4 only, as the fourfold rotation demands.

Assumptions
-----------
1. Expansion about Gamma; :math:`k_x + ik_y = |k|e^{i\varphi_k}`.
2. All parameters real. At lambda = 0 the spin is conserved by itself: S is then one choice of many, and J is kept through third
   order.

Symbols
-------
alpha: angle of a rotation (rad)
k, phi: modulus and direction of the momentum

References
----------
arXiv:2507.23775 uses J for the vortex states; D. Varjas, T. O. Rosdahl, A. R. Akhmerov, New J. Phys. 20, 093026 (2018) (qsymm).
"""

from collections.abc import Iterator
from functools import cache

import numpy as np
import sympy as sp

from derivations.claims.shared.bilayer_domain import BILAYER_DOMAIN
from derivations.claims.symmetry.broken_time_reversal import near_gamma
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison, roundoff
from numerics.kernels import compile_kernel
from numerics.systems.bilayer import bilayer_system
from numerics.systems.definition import SIGMA_Z, System
from numerics.systems.nambu import nambu_blocks, weighted_sum
from theory import symmetry
from theory.algebra import IDENTITY, PAULI_X, PAULI_Y, PAULI_Z, UPPER, Matrix, kron
from theory.models.bilayer import bilayer
from theory.proof import Step
from theory.symbols.interface import lam
from theory.symbols.momentum import kx, ky

SYSTEM = bilayer()
DOMAIN = BILAYER_DOMAIN
MOMENTA = SYSTEM.momenta


@cache
def found() -> Matrix:
    """S of the conserved J that qsymm finds in the k.p Hamiltonian of second order."""
    return Matrix(symmetry.rotation_generator(near_gamma(2), MOMENTA))


def parts() -> tuple[Matrix, Matrix]:
    """S, and what breaks J in third order."""
    return Matrix(result()[:, :8]), Matrix(result()[:, 8:])


def steps() -> Iterator[Step]:
    """[J, H] order by order, finite rotations, the search, the orbital momentum of the breaking term."""
    S, breaking = parts()
    quadratic, cubic = near_gamma(2), near_gamma(3)
    zero = sp.zeros(8, 8)
    yield Step("J commutes with H through second order", symmetry.angular_derivative(quadratic, MOMENTA, S), zero)
    alpha, k, phi = sp.symbols("alpha k phi", real=True)
    R = Matrix([[sp.cos(alpha), -sp.sin(alpha)], [sp.sin(alpha), sp.cos(alpha)]])
    U = Matrix(sp.diag(*(sp.exp(-sp.I * alpha * S[index, index]) for index in range(8))))
    turned = symmetry.transformed(symmetry.Symmetry("rotation", U, R), quadratic, MOMENTA)
    yield Step("so every finite rotation is a symmetry", turned, quadratic)
    yield Step("qsymm finds the same S in the second-order Hamiltonian", found(), S)
    yield Step("third order", symmetry.angular_derivative(cubic, MOMENTA, S), breaking)
    polar = {kx: k * sp.cos(phi), ky: k * sp.sin(phi)}
    flip = sp.cos(3 * phi) * PAULI_X - sp.sin(3 * phi) * PAULI_Y
    text = "in polar coordinates the breaking term carries three units of orbital momentum"
    yield Step(text, breaking.subs(polar, simultaneous=True), Matrix(-lam * k**3 / 6 * kron(UPPER, PAULI_Z, Matrix(flip))))
    quarter = {kx: -ky, ky: kx}
    U_4 = Matrix(sp.diag(*(sp.exp(-sp.I * sp.pi * S[index, index] / 2) for index in range(8))))
    text = "it is invariant under a quarter turn: J is conserved modulo 4"
    yield Step(text, breaking.subs(quarter, simultaneous=True), Matrix(U_4 * breaking * U_4.H))


def result() -> Matrix:
    """S and the part of i [J, H] of third order side by side, 8 x 16."""
    flip = kx * (kx**2 - 3 * ky**2) * PAULI_X - ky * (3 * kx**2 - ky**2) * PAULI_Y
    return Matrix.hstack(kron(IDENTITY, IDENTITY, PAULI_Z) / 2, -lam / 6 * kron(UPPER, PAULI_Z, Matrix(flip)))


def limits() -> Iterator[Step]:
    """Spin one half, full turns, the size of the breaking term, no spin-orbit coupling."""
    S, breaking = parts()
    one = sp.eye(8)
    yield Step("S has the eigenvalues 1/2 and -1/2", Matrix(S * S), Matrix(one / 4))
    full_turn = Matrix(sp.diag(*(sp.exp(-2 * sp.pi * sp.I * S[index, index]) for index in range(8))))
    yield Step("a full turn is -1: j of a plane wave is half an odd integer", full_turn, Matrix(-one))
    norm = (breaking * breaking).trace() / 4
    yield Step("the breaking term has the same size in every direction", norm, lam**2 * (kx**2 + ky**2) ** 3 / 36)
    free = symmetry.angular_derivative(near_gamma(3).subs(lam, 0), MOMENTA, sp.zeros(8, 8))
    yield Step("without spin-orbit coupling L alone is conserved through third order", free, sp.zeros(8, 8))


def mutants() -> Iterator[Matrix]:
    """Wrong size, sign and layer of S; wrong sign, factor and orbital momentum of the breaking term."""
    S, breaking = parts()
    yield Matrix.hstack(2 * S, breaking)
    yield Matrix.hstack(-S, breaking)
    yield Matrix.hstack(kron(UPPER, IDENTITY, PAULI_Z) / 2, breaking)
    yield Matrix.hstack(kron(IDENTITY, PAULI_Z, PAULI_Z) / 2, breaking)
    yield Matrix.hstack(S, sp.zeros(8, 8))
    yield Matrix.hstack(S, -breaking)
    yield Matrix.hstack(S, breaking / 2)
    yield Matrix.hstack(S, breaking.subs({kx: kx, ky: -ky}, simultaneous=True))
    yield Matrix.hstack(S, -lam / 6 * kron(UPPER, PAULI_Z, Matrix(kx**3 * PAULI_X + ky**3 * PAULI_Y)))
    yield Matrix.hstack(S, kron(IDENTITY, PAULI_Z, IDENTITY) * breaking)


def order_of(system: System, power: int, qx: np.ndarray, qy: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The terms of one order in q of the lattice Hamiltonian, exp(i q d) cut, and their derivative qx d/dqy - qy d/dqx."""
    factorial = float(np.prod(np.arange(1, power + 1)))

    def terms(dx: int, dy: int) -> np.ndarray:
        exponent, turning = 1j * (qx * dx + qy * dy), 1j * (qx * dy - qy * dx)
        derivative = power * turning * exponent ** max(power - 1, 0)
        return np.array([exponent**power, derivative]) / factorial

    H, derivative = weighted_sum(system, terms)
    return H, derivative


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with the hoppings of the lattice, whose exponentials exp(i q d) are expanded: -i[S, H] through second order is the
    derivative with respect to the angle; in third order the sum of both is left.
    """
    q = np.linspace(0.0, 1.2, 25)
    qx, qy = q * np.cos(0.4), q * np.sin(0.4)
    system = bilayer_system(**parameters)
    orders = [order_of(system, power, qx, qy) for power in range(4)]
    H, derivative = (sum(terms[part] for terms in orders[:3]) for part in (0, 1))
    values = compile_kernel(formula, (*MOMENTA, lam))(kx=qx, ky=qy, lam=parameters["lam"])
    S, breaking = values[..., :8], values[..., 8:]
    spin = np.kron(np.eye(4), SIGMA_Z) / 2
    left = orders[3][1] + 1j * (spin @ orders[3][0] - orders[3][0] @ spin)
    scale = sum(abs(block.matrix).max() * (1 + 8 * max(map(abs, block.step))) for block in nambu_blocks(system))
    return Comparison(
        abscissa=q,
        analytic=np.moveaxis(np.array([-1j * (S @ H - H @ S), breaking]), 1, -1),
        numeric=np.moveaxis(np.array([derivative, left]), 1, -1),
        bound=roundoff(scale=scale, size=8),
    )


def draw(ax: Axes, comparison: Comparison) -> None:
    """What turns with the spin through second order, and what breaks the rotation in third order."""
    texts = (r"$-i[S, H]$, second order", r"$i[J, H]$, third order: $|\lambda||q|^3/6$")
    for index, text in enumerate(texts):
        line, points = (np.linalg.norm(values[index], 2, axis=(0, 1)) for values in (comparison.analytic, comparison.numeric))
        ax.plot(comparison.abscissa, line, color=COLOURS[index], label=text)
        circles(ax, comparison.abscissa, points, colour=COLOURS[index])
    ax.set(xlabel="|q| (1/a), 23 degrees from the x axis", ylabel=r"norm ($\lambda/a$)")
    ax.legend(title="circles: lattice hoppings")
