"""numerics.evanescent: the factors solve the bulk equations; the edge mode of a strip decays and oscillates with the slowest."""

import numpy as np
import pytest

from numerics.evanescent import bulk_wave, decaying_factors
from numerics.nambu_blocks import nambu_blocks
from numerics.ribbon import left_edge_level
from numerics.systems import System, bilayer

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
    system = bilayer(**DEFAULT, t_c=1.2)
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
    system = bilayer(**DEFAULT, t_c=1.2)
    for factor in decaying_factors(system, ky=ky, energy=energy)[0]:
        wave, error = bulk_wave(system, factor, ky=ky, energy=energy)
        H = bulk_matrix(system, factor, ky)
        second = np.linalg.svd(H - energy * np.eye(8), compute_uv=False)[-2]
        assert np.linalg.norm(wave) == pytest.approx(1)
        assert np.linalg.norm(H @ wave - energy * wave) <= error * second
        assert error < 1e-9
        assert bulk_wave(system, 1.1 * factor, ky=ky, energy=energy)[1] > 1e-3  # no wave there


def test_the_slowest_is_first():
    factors, _ = decaying_factors(bilayer(**DEFAULT, t_c=1.2), ky=0.0)
    assert (np.diff(abs(factors)) <= 1e-12).all()


def test_the_edge_mode_decays_and_oscillates_with_the_slowest_factor():
    """Tail of the edge mode at ky = 0, in both layers, t_c = 1.6: a recursion of second order with the slowest pair of factors."""
    system = bilayer(**DEFAULT, t_c=1.6)
    slowest = decaying_factors(system, ky=0.0)[0][:2]
    _, state = left_edge_level(system, width=80, ky=0.0)
    total, product = slowest.sum().real, np.prod(slowest).real
    tail = state[:, 25:40]
    predicted = total * tail[:, 1:-1] - product * tail[:, :-2]
    # The next factors decay by exp(-0.73) more a site: below 1e-7 of the mode from site 25 on.
    assert abs(tail[:, 2:] - predicted).max() < 1e-6 * abs(tail).max()


def test_a_layer_without_hopping_carries_no_waves():
    still = System(layers=("SC",), onsite={"SC": np.zeros((2, 2))}, hoppings=(), pairing={"SC": 1.0})
    with pytest.raises(ValueError, match=r"`system` must have a hopping along x in every layer, but has none in SC"):
        decaying_factors(still, ky=0.0)


def test_hoppings_of_amplitude_zero_carry_no_waves():
    """No spurious factors z = 0: a flat SC band is refused, and without mass the TI layer reaches only one site far."""
    with pytest.raises(ValueError, match=r"`system` must have a hopping along x in every layer, but has none in SC"):
        decaying_factors(bilayer(**{**DEFAULT, "t_sc": 0.0}, t_c=1.0), ky=0.0)
    factors, _ = decaying_factors(bilayer(**{**DEFAULT, "M": 0.0}, t_c=1.0), ky=0.0)
    assert len(factors) == 8
    assert abs(factors).min() > 0.05


@pytest.mark.parametrize(
    ("t_c", "wave_number", "digits"),
    [(0.1, 2.96e-8, 10), (0.4, 1.10e-4, 6), (0.5, 3.56e-4, 6), (0.6, 6.11e-4, 6), (0.7, 0, 12), (0.89, 0, 12), (0.9, 1.320, 3)],
)
def test_wave_number_of_the_slowest_factor(t_c, wave_number, digits):
    """The numbers of the claim zero_energy_decay: tiny below t_c = 0.638, zero up to 0.895, that of the ring above."""
    slowest = decaying_factors(bilayer(**DEFAULT, t_c=t_c), ky=0.0)[0][0]
    assert abs(np.angle(slowest)) == pytest.approx(wave_number, abs=0.5 * 10.0**-digits)
