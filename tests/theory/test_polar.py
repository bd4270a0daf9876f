"""theory.polar: polar coordinates against Cartesian ones, products of momenta, charges, the field's sign, what is refused."""

import pytest
import sympy as sp

from theory.algebra import IDENTITY, PAULI_X, PAULI_Y, PAULI_Z, Matrix, kron
from theory.polar import polar_action, separated, wound
from theory.symbols.momentum import kx, ky
from theory.symbols.polar import ell, r, theta
from theory.symbols.vortex import n

CHARGE = kron(PAULI_Z, IDENTITY)


def polar(expression):
    x, y = sp.symbols("x y", real=True)
    return expression.subs({x: r * sp.cos(theta), y: r * sp.sin(theta)}, simultaneous=True)


def applied(hamiltonian, psi, *, charge=CHARGE, a_theta=sp.S.Zero, winding=sp.S.Zero):
    return polar_action(Matrix(hamiltonian), (kx, ky), psi, charge=charge, a_theta=a_theta, winding=winding)


def test_gradients_are_those_of_cartesian_coordinates():
    x, y = sp.symbols("x y", real=True)
    H = kx * kron(IDENTITY, PAULI_X) + ky * kron(IDENTITY, PAULI_Y)
    psi = Matrix([x**2 * y, x + 3 * y, sp.exp(x - 2 * y), x * y**3])
    expected = polar(-sp.I * (kron(IDENTITY, PAULI_X) * psi.diff(x) + kron(IDENTITY, PAULI_Y) * psi.diff(y)))
    assert sp.simplify(applied(H, polar(psi)) - Matrix(expected)) == sp.zeros(4, 1)


def test_a_plane_wave_has_its_momentum():
    a, b = sp.symbols("a b", real=True)
    wave = sp.exp(sp.I * (a * r * sp.cos(theta) + b * r * sp.sin(theta)))
    band = kx**2 + 3 * ky + 5 * kx * ky + kx**2 * ky
    (found,) = applied([[band]], [wave], charge=Matrix([[1]]))
    assert sp.expand(sp.simplify(found / wave).rewrite(sp.exp)) == sp.expand(band.subs({kx: a, ky: b}))


def test_products_of_momenta_are_symmetrised():
    """In the field B = curl a, [kx - a_x, ky - a_y] = i B: the mean of both orders, which neither of them is."""
    B, f = sp.Symbol("B", positive=True), sp.Function("f")(r, theta)
    field = {"charge": Matrix([[1]]), "a_theta": B * r / 2}
    first = {k: applied([[k]], [f], **field)[0] for k in (kx, ky)}
    both = [applied([[other]], [first[k]], **field)[0] for other, k in ((kx, ky), (ky, kx))]
    assert sp.simplify(both[0] - both[1] - sp.I * B * f) == 0
    assert sp.simplify(applied([[kx * ky]], [f], **field)[0] - (both[0] + both[1]) / 2) == 0


@pytest.mark.parametrize("sign", [1, -1])
def test_a_positive_field_favours_positive_angular_momentum_of_electrons(sign):
    """(l/r - a)^2 with a = B r / 2: the paramagnetic term is -B l, for holes B l."""
    B = sp.Symbol("B", positive=True)
    image = separated(kx**2 + ky**2, (kx, ky), sp.S.One, sign=sign, a_theta=B * r / 2)
    assert sp.expand(image) == sp.expand((ell / r - sign * B * r / 2) ** 2)


def test_a_plane_wave_in_a_pure_gauge():
    """exp(i theta/2) on electrons and a = 1/(2r): the electron sees no flux, the hole is not its conjugate and does."""
    H = kx * kron(PAULI_Z, PAULI_X) + ky * kron(PAULI_Z, PAULI_Y)
    turned = sp.exp(sp.I * theta / 2)
    assert sp.simplify(applied(H, [turned, 0, 0, 0], a_theta=1 / (2 * r))) == sp.zeros(4, 1)
    assert sp.simplify(applied(H, [0, 0, turned, 0], a_theta=1 / (2 * r))) != sp.zeros(4, 1)


def test_pairing_winds_above_the_diagonal_as_exp_in_theta():
    pairing = wound(kron(PAULI_X, IDENTITY), CHARGE, n)
    assert pairing[0, 2] == sp.exp(sp.I * n * theta)
    assert pairing[2, 0] == sp.exp(-sp.I * n * theta)
    acted = applied(kron(PAULI_X, IDENTITY), [0, 0, 1, 0], winding=n)
    assert acted == Matrix([sp.exp(sp.I * n * theta), 0, 0, 0])


def test_a_lattice_hamiltonian_and_pairing_that_depends_on_momentum_are_refused():
    with pytest.raises(ValueError, match=r"`hamiltonian` must be a polynomial of its momenta, but entry \(0, 0\) is not"):
        applied(sp.cos(kx) * CHARGE, sp.zeros(4, 1))
    with pytest.raises(ValueError, match=r"pairing that does not depend on the momenta, but entry \(0, 2\) does"):
        applied(kx * kron(PAULI_X, IDENTITY), sp.zeros(4, 1))
