"""numerics.lattice.ribbon: the strip against the square, its edge mode, and the velocity of the paper's default parameters."""

import numpy as np
import pytest

from numerics.lattice.evanescent import decaying_factors
from numerics.lattice.matrix import bdg_matrix, bloch_matrix
from numerics.lattice.ribbon import left_edge_level, ribbon_matrix, slowest_factor
from numerics.lattice.shapes import square
from numerics.systems.bilayer import bilayer_system

DEFAULT = {"lam": 1.0, "M": 3.0, "mu": 0.0, "eps_ti": 0.0, "eps_sc": -0.6, "t_sc": 0.15, "Delta": 1.5, "t_c": 1.2}


def test_one_column_wide_strips_sum_the_bonds_along_y():
    """A strip of width 1 is the Bloch matrix without the bonds along x."""
    system = bilayer_system(**DEFAULT)
    ky = 0.7
    average = np.mean([bloch_matrix(system, kx=kx, ky=ky) for kx in 2 * np.pi * np.arange(8) / 8], axis=0)
    np.testing.assert_allclose(ribbon_matrix(system, width=1, ky=ky), average, atol=1e-14)


def test_a_wide_strip_has_the_spectrum_of_a_square_of_its_momenta():
    """Closing the open square along y would give the strips; without bonds along y both are copies of a chain."""
    system = bilayer_system(**{**DEFAULT, "lam": 0.0, "M": 0.0, "t_sc": 0.0})
    L = 3
    levels = np.linalg.eigvalsh(bdg_matrix(system, square(L, layers=system.layers)).toarray())
    strip = np.linalg.eigvalsh(ribbon_matrix(system, width=L, ky=0.3))
    np.testing.assert_allclose(levels, np.repeat(strip, L), atol=1e-13)


def test_hermitian():
    H = ribbon_matrix(bilayer_system(**DEFAULT), width=5, ky=0.3)
    np.testing.assert_allclose(H, H.conj().T, atol=0)


def test_the_edge_mode_is_on_the_left_and_runs_down_for_positive_mass():
    energy, state = left_edge_level(bilayer_system(**DEFAULT), width=50, ky=0.02)
    assert (abs(state[:, :25]) ** 2).sum() > 1 - 1e-6
    assert energy / 0.02 == pytest.approx(-0.6092, abs=5e-5)


def test_a_strip_needs_a_site():
    with pytest.raises(ValueError, match="`width` must be at least 1, but is 0"):
        ribbon_matrix(bilayer_system(**DEFAULT), width=0, ky=0.0)


@pytest.mark.parametrize("t_c", [0.8, 0.9, 1.2, 2.0])
def test_the_tail_of_the_edge_mode_is_the_slowest_evanescent_wave(t_c):
    """Below 0.895 the tail does not oscillate; at 0.9 a real wave and an oscillating one decay almost alike."""
    system = bilayer_system(**{**DEFAULT, "t_c": t_c})
    _, state = left_edge_level(system, width=90, ky=0.0)
    factor, slowest = slowest_factor(state), decaying_factors(system, ky=0.0)[0][0]
    assert abs(factor) == pytest.approx(abs(slowest), abs=2e-4)
    assert abs(np.angle(factor)) == pytest.approx(abs(np.angle(slowest)), abs=5e-4)


def test_a_wave_that_is_put_in_comes_out():
    z, x = 0.7 * np.exp(0.9j), np.arange(120)
    state = (np.outer([1.0, 2.0, -0.5, 1j], z**x + 0.3 * 0.6**x)).reshape(1, 4, 120).swapaxes(1, 2)
    assert slowest_factor(state) == pytest.approx(z, abs=1e-6)


def test_a_short_strip_has_no_tail():
    _, state = left_edge_level(bilayer_system(**DEFAULT), width=12, ky=0.0)
    with pytest.raises(ValueError, match="`state` must have a tail of at least 8 sites, but has"):
        slowest_factor(state)
