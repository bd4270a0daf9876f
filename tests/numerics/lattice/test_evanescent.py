"""lattice.evanescent: the factors solve the bulk equations; the edge mode of a strip decays and oscillates with the slowest."""

import numpy as np
import pytest

from numerics.lattice.evanescent import bulk_wave, decaying_factors
from numerics.lattice.ribbon import left_edge_level
from numerics.systems.bilayer import bilayer_system
from numerics.systems.definition import SIGMA_0, SIGMA_X, SIGMA_Y, SIGMA_Z, Hopping, System
from numerics.systems.nambu import nambu_blocks

DEFAULT = {"lam": 1.0, "M": 3.0, "mu": 0.0, "eps_ti": 0.0, "eps_sc": -0.6, "t_sc": 0.15, "Delta": 1.5}


def bulk_matrix(system, factor, ky):
    """H at complex kx, summed from the hoppings."""
    offset = {layer: 4 * index for index, layer in enumerate(system.layers)}
    H = np.zeros((4 * len(offset),) * 2, dtype=complex)
    for block in nambu_blocks(system):
        rows, columns = offset[block.row], offset[block.column]
        H[rows : rows + 4, columns : columns + 4] += block.matrix * factor ** block.step[0] * np.exp(1j * ky * block.step[1])
    return H


@pytest.mark.parametrize("ky", [0.0, 0.4])
@pytest.mark.parametrize("energy", [0.0, 0.1])
def test_every_factor_solves_the_bulk_equations(ky, energy):
    system = bilayer_system(**DEFAULT, t_c=1.2)
    factors, uncertainty = decaying_factors(system, ky=ky, energy=energy)
    assert len(factors) == 12
    assert (abs(factors) < 1).all()
    for factor, error in zip(factors, uncertainty, strict=True):
        H = bulk_matrix(system, factor, ky)
        nearly_zero = np.linalg.svd(H - energy * np.eye(8), compute_uv=False)[-1]
        slope = np.linalg.norm(bulk_matrix(system, factor * (1 + 1e-6), ky) - H, 2) / abs(1e-6 * factor)
        assert nearly_zero < 2 * slope * error + 64 * np.finfo(float).eps * np.linalg.norm(H, 2)


@pytest.mark.parametrize(("ky", "energy"), [(0.0, 0.0), (0.4, 0.1)])
def test_the_wave_of_a_factor_solves_the_bulk_equations(ky, energy):
    system = bilayer_system(**DEFAULT, t_c=1.2)
    for factor in decaying_factors(system, ky=ky, energy=energy)[0]:
        wave, error = bulk_wave(system, factor, ky=ky, energy=energy)
        H = bulk_matrix(system, factor, ky)
        second = np.linalg.svd(H - energy * np.eye(8), compute_uv=False)[-2]
        assert np.linalg.norm(wave) == pytest.approx(1)
        assert np.linalg.norm(H @ wave - energy * wave) <= error * second
        assert error < 1e-9
        assert bulk_wave(system, 1.1 * factor, ky=ky, energy=energy)[1] > 1e-3  # no wave there


def test_the_slowest_is_first():
    factors, _ = decaying_factors(bilayer_system(**DEFAULT, t_c=1.2), ky=0.0)
    assert (np.diff(abs(factors)) <= 1e-12).all()


def test_the_edge_mode_decays_and_oscillates_with_the_slowest_factor():
    """Tail of the edge mode at ky = 0, in both layers, t_c = 1.6: a recursion of second order with the slowest pair of factors."""
    system = bilayer_system(**DEFAULT, t_c=1.6)
    slowest = decaying_factors(system, ky=0.0)[0][:2]
    _, state = left_edge_level(system, width=80, ky=0.0)
    total, product = slowest.sum().real, np.prod(slowest).real
    tail = state[:, 25:40]
    predicted = total * tail[:, 1:-1] - product * tail[:, :-2]
    # The next factors decay by exp(-0.73) more a site: below 1e-7 of the mode from site 25 on.
    assert abs(tail[:, 2:] - predicted).max() < 1e-6 * abs(tail).max()


def test_sites_without_hopping_carry_no_waves():
    still = System(layers=("SC",), onsite={"SC": np.zeros((2, 2))}, hoppings=(), pairing={"SC": 1.0})
    assert len(decaying_factors(still, ky=0.0)[0]) == 0


@pytest.mark.parametrize(("changed", "count"), [({"t_sc": 0.0}, 8), ({"M": 0.0}, 8), ({"M": 0.0, "t_sc": 0.0}, 4)])
def test_hoppings_of_amplitude_zero_carry_no_waves(changed, count):
    """No spurious factors z = 0: as many as the degree of the determinant of H(z), found from its samples on a circle."""
    system = bilayer_system(**{**DEFAULT, **changed}, t_c=1.0)
    factors, _ = decaying_factors(system, ky=0.0)
    circle = np.exp(2j * np.pi * np.arange(64) / 64)
    series = abs(np.fft.fft([np.linalg.det(bulk_matrix(system, z, 0.0)) for z in circle]))
    degree = np.flatnonzero(series[:32] > 1e-12 * series.max()).max()
    assert len(factors) == degree == count
    assert abs(factors).min() > 0.05
    for factor in factors:
        assert np.linalg.svd(bulk_matrix(system, factor, 0.0), compute_uv=False)[-1] < 1e-12


def two_bands(m):
    """Qi, Wu and Zhang: m - cos kx - cos ky in front of sigma_z, sin kx and sin ky in front of the others; hoppings of rank one."""
    hoppings = (
        Hopping("A", "A", (1, 0), -0.5 * SIGMA_Z - 0.5j * SIGMA_X),
        Hopping("A", "A", (0, 1), -0.5 * SIGMA_Z - 0.5j * SIGMA_Y),
    )
    return System(("A",), {"A": m * SIGMA_Z}, hoppings, {"A": 0.0})


@pytest.mark.parametrize(("m", "ky"), [(1.5, np.pi), (1.5, 0.0), (0.8, 0.0), (-1.3, np.pi)])
def test_singular_hoppings_give_the_true_factors_alone(m, ky):
    """At ky = 0 and pi, E = 0: (m - cos ky - cos kx)^2 + sin^2 kx = 0, so that z is m - cos ky or its inverse."""
    mass = m - np.cos(ky)
    wanted = mass if abs(mass) < 1 else 1 / mass
    factors, uncertainty = decaying_factors(two_bands(m), ky=ky)
    assert len(factors) == 2
    assert (abs(factors - wanted) <= uncertainty).all()
    assert (uncertainty < 1e-13).all()


@pytest.mark.parametrize("angle", [0.3, 1.2])
def test_hoppings_that_are_singular_in_a_chain_of_powers(angle):
    """A chain A, and sites B that hang on it by a bond two sites long: only A has waves, but the pencil reaches twice as far."""
    turn = np.cos(angle) * SIGMA_0 + 1j * np.sin(angle) * SIGMA_X
    system = System(
        ("A", "B"),
        {"A": 3 * SIGMA_0, "B": 2 * SIGMA_0},
        (Hopping("A", "A", (1, 0), SIGMA_0), Hopping("A", "B", (2, 0), 1e-3 * turn)),
        {"A": 0.0, "B": 0.0},
    )
    # Without B: z + 1/z = -3. Of second order in the bond: z + 1/z + 3 = 1e-6 / 2, where A and B repel each other.
    wanted = np.roots([1, 3 - 0.5e-6, 1])
    factors, uncertainty = decaying_factors(system, ky=0.7)
    assert len(factors) == 4
    assert abs(factors - wanted[abs(wanted) < 1]).max() <= uncertainty.max()


def test_waves_that_propagate_do_not_decay():
    """A chain at an energy in its band: z = exp(+-ik), of modulus one but for rounding; outside none propagates."""
    chain = System(("A",), {"A": 0 * SIGMA_0}, (Hopping("A", "A", (1, 0), SIGMA_0),), {"A": 0.0})
    for energy in np.linspace(-1.97, 1.93, 40):
        assert len(decaying_factors(chain, ky=0.0, energy=energy)[0]) == 0
    factors, _ = decaying_factors(chain, ky=0.0, energy=2.5)
    assert sorted(factors.real) == pytest.approx([-0.5, -0.5, 0.5, 0.5], abs=1e-14)  # holes, electrons, either spin


@pytest.mark.parametrize(("energy", "flat"), [(0.4, True), (-0.4, True), (0.3, False)])
def test_a_flat_band_is_refused(energy, flat):
    system = System(
        ("A", "B"),
        {"A": 0 * SIGMA_0, "B": 0.4 * SIGMA_0},
        (Hopping("A", "A", (1, 0), SIGMA_0),),
        {"A": 0.0, "B": 0.0},
    )
    if not flat:
        assert len(decaying_factors(system, ky=0.0, energy=energy)[0]) == 0
        return
    with pytest.raises(ValueError, match="`energy` must not be that of a band that is flat along x"):
        decaying_factors(system, ky=0.0, energy=energy)


@pytest.mark.parametrize("name", ["ky", "energy"])
def test_arguments_are_finite(name):
    with pytest.raises(ValueError, match=f"`{name}` must be finite, but has nan"):
        decaying_factors(two_bands(1.5), **{"ky": 0.0, name: np.nan})


@pytest.mark.parametrize(
    ("t_c", "wave_number", "digits"),
    [(0.1, 2.96e-8, 10), (0.4, 1.10e-4, 6), (0.5, 3.56e-4, 6), (0.6, 6.11e-4, 6), (0.7, 0, 12), (0.89, 0, 12), (0.9, 1.320, 3)],
)
def test_wave_number_of_the_slowest_factor(t_c, wave_number, digits):
    """The numbers of the claim zero_energy_decay: tiny below t_c = 0.638, zero up to 0.895, that of the ring above."""
    slowest = decaying_factors(bilayer_system(**DEFAULT, t_c=t_c), ky=0.0)[0][0]
    assert abs(np.angle(slowest)) == pytest.approx(wave_number, abs=0.5 * 10.0**-digits)
