"""theory.continuum: polar coordinates against Cartesian ones, charges, and what is refused."""

import pytest
import sympy as sp

from theory.algebra import IDENTITY, PAULI_X, PAULI_Y, PAULI_Z, Matrix, kron
from theory.continuum import polar_action, wound
from theory.symbols import kx, ky, n, r, theta

CHARGE = kron(PAULI_Z, IDENTITY)


def polar(expression):
    x, y = sp.symbols("x y", real=True)
    return expression.subs({x: r * sp.cos(theta), y: r * sp.sin(theta)}, simultaneous=True)


def test_gradients_are_those_of_cartesian_coordinates():
    x, y = sp.symbols("x y", real=True)
    H = Matrix(kx * kron(IDENTITY, PAULI_X) + ky * kron(IDENTITY, PAULI_Y))
    psi = Matrix([x**2 * y, x + 3 * y, sp.exp(x - 2 * y), x * y**3])
    expected = polar(-sp.I * (kron(IDENTITY, PAULI_X) * psi.diff(x) + kron(IDENTITY, PAULI_Y) * psi.diff(y)))
    found = polar_action(H, (kx, ky), polar(psi), charge=CHARGE, a_theta=0, winding=0)
    assert sp.simplify(found - Matrix(expected)) == sp.zeros(4, 1)


def test_a_plane_wave_in_a_pure_gauge():
    """exp(i theta/2) on electrons and a = 1/(2r): the electron sees no flux, the hole is not its conjugate and does."""
    H = Matrix(kx * kron(PAULI_Z, PAULI_X) + ky * kron(PAULI_Z, PAULI_Y))
    turned = Matrix([sp.exp(sp.I * theta / 2), 0, 0, 0])
    found = polar_action(H, (kx, ky), turned, charge=CHARGE, a_theta=1 / (2 * r), winding=0)
    assert sp.simplify(found) == sp.zeros(4, 1)
    other = polar_action(H, (kx, ky), Matrix([0, 0, turned[0], 0]), charge=CHARGE, a_theta=1 / (2 * r), winding=0)
    assert sp.simplify(other) != sp.zeros(4, 1)


def test_pairing_winds_above_the_diagonal_as_exp_in_theta():
    pairing = wound(kron(PAULI_X, IDENTITY), CHARGE, n)
    assert pairing[0, 2] == sp.exp(sp.I * n * theta)
    assert pairing[2, 0] == sp.exp(-sp.I * n * theta)


def test_only_linear_hamiltonians():
    H = Matrix(kx**2 * CHARGE)
    with pytest.raises(ValueError, match="`hamiltonian` must be linear in the momenta, but is not"):
        polar_action(H, (kx, ky), sp.zeros(4, 1), charge=CHARGE, a_theta=0, winding=0)
