"""theory.rotation: generators, orbital momenta, radial channels; models that have no rotational symmetry are refused."""

import pytest
import sympy as sp

from theory.algebra import IDENTITY, PAULI_X, PAULI_Y, PAULI_Z, Matrix
from theory.models.bilayer import bilayer
from theory.models.surface import surface
from theory.models.swave import swave
from theory.nambu import bdg_model
from theory.rotation import acting, flux_share, kp_model, orbital_momenta, radial_channel, spin_parts
from theory.symbols.interface import Delta, M, lam, mu
from theory.symbols.momentum import kx, ky
from theory.symbols.polar import j, r, theta
from theory.symbols.vortex import R, n

HALF = sp.S.Half


def one_layer(normal, pairing=Delta * IDENTITY):
    parameters = {Delta: 1, M: 1, lam: 1, mu: 0}
    return bdg_model("one", normal=Matrix(normal), pairing=Matrix(pairing), momenta=(kx, ky), parameters=parameters)


@pytest.mark.parametrize(
    ("model", "order", "spins"),
    [(surface(), 1, [HALF, -HALF] * 2), (swave(), 2, [0] * 4), (bilayer(), 2, [HALF, -HALF] * 4)],
    ids=["surface", "swave", "bilayer"],
)
def test_generator(model, order, spins):
    assert list(spin_parts(kp_model(model, order=order))) == spins


def test_a_quadratic_spin_orbit_coupling_turns_the_spin_by_three_halves_over():
    plus_squared = lam * ((kx**2 - ky**2) * PAULI_X + 2 * kx * ky * PAULI_Y)  # k_-^2 raises, k_+^2 lowers the spin
    assert list(spin_parts(one_layer(plus_squared))) == [1, -1, 1, -1]


def test_the_third_order_knows_the_directions_of_the_lattice():
    with pytest.raises(ValueError, match=r"`model` must be symmetric under all rotations, but entry \(0, 1\) contains .* -1, 3"):
        spin_parts(kp_model(bilayer(), order=3))


def test_entries_that_wind_against_each_other_are_refused():
    dirac, pairing = kx * PAULI_X + ky * PAULI_Y, kx * PAULI_X - ky * PAULI_Y
    with pytest.raises(ValueError, match="that no S matches"):
        spin_parts(one_layer(lam * dirac, Delta * pairing))


def test_a_lattice_model_must_be_expanded_first():
    with pytest.raises(ValueError, match="polynomial of its momenta"):
        radial_channel(surface())


def test_pairing_that_depends_on_momentum_is_refused():
    model = one_layer(kx**2 * IDENTITY + ky**2 * IDENTITY, Delta * (kx * PAULI_X + ky * PAULI_Y))
    with pytest.raises(ValueError, match="pairing that does not depend on the momenta"):
        radial_channel(model)


@pytest.mark.parametrize("order", [1, 2, 3])
def test_channel_agrees_with_cartesian_momenta(order):
    """(k^2)^m and Dirac terms of any power, in a field that varies with r."""
    k2 = kx**2 + ky**2
    dirac = kx * PAULI_Y - ky * PAULI_X
    model = one_layer((M * k2 ** (order // 2) * IDENTITY + lam * dirac * k2 ** ((order - 1) // 2) + mu * PAULI_Z).expand())
    channel = radial_channel(model)
    chi = [sp.Function(f"chi_{a}")(r) for a in range(4)]
    states = [sp.exp(sp.I * orbital * theta) * entry for orbital, entry in zip(channel.orbital, chi, strict=True)]
    for long_way, orbital, short in zip(acting(model, states), channel.orbital, channel.applied(chi), strict=True):
        left = sp.expand((sp.expand(long_way * sp.exp(-sp.I * orbital * theta))).rewrite(sp.exp))
        assert sp.expand(sp.powsimp(left.expand()).expand() - short) == 0


def test_inside_and_outside_of_the_disc():
    channel = radial_channel(kp_model(swave(), order=2))
    inside, outside = channel.inside(), channel.outside()
    assert not any(C.has(flux_share) for C in (*inside.coefficients, *outside.coefficients))
    assert not any(C.has(n) for C in outside.coefficients)
    rim = {r: R}
    assert all((a - b).subs(rim).expand() == sp.zeros(4, 4) for a, b in zip(inside.coefficients, outside.coefficients, strict=True))


def test_orbital_momenta_of_a_vortex():
    assert list(orbital_momenta(kp_model(surface(), order=1))) == [
        j + n / 2 - HALF,
        j + n / 2 + HALF,
        j - n / 2 - HALF,
        j - n / 2 + HALF,
    ]
