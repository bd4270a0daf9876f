"""numerics.waves.tunnelling: the bound against all eigenstates, the density against one without eigenstates, the sum rule."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit

from numerics.compare import roundoff
from numerics.eigenstates.blocks import symmetry_blocks
from numerics.eigenstates.chebyshev import chebyshev_moments
from numerics.eigenstates.nearest_zero import states_nearest_zero
from numerics.systems.bilayer import bilayer_system
from numerics.waves.tunnelling import electron_density, thermal_line, tunnelling
from numerics.waves.vortex import vortex_matrix
from tests.judges.spectral_sums import spectral_sum

L, R, n, STATES, TEMPERATURE = 11, 2.5, 1, 60, 0.02
ENERGIES = np.linspace(-0.8, 0.8, 33)


@pytest.fixture(scope="module")
def vortex():
    parameters = {"lam": 1.0, "M": 3.0, "mu": 0.1, "eps_ti": 0.05, "eps_sc": -0.6, "t_sc": 0.15, "Delta": 1.5, "t_c": 1.2}
    return vortex_matrix(bilayer_system(**parameters), L=L, R=R, n=n)


@pytest.fixture(scope="module")
def found(vortex):
    H, lattice = vortex
    return states_nearest_zero(H, states=STATES, blocks=symmetry_blocks(H, lattice, n=n)[0])


@pytest.fixture(scope="module")
def every(vortex, found):
    energies, vectors = np.linalg.eigh(vortex[0].toarray())
    return replace(found, energies=energies, vectors=vectors)


def noise(every):
    """Rounding of an energy times the steepest slope of a line, and of as many terms."""
    return roundoff(abs(every.energies).max() / TEMPERATURE**2, size=len(every.energies))


def test_states_left_out_stay_within_the_bound(vortex, found, every):
    some = tunnelling(found, vortex[1], energies=ENERGIES, temperature=TEMPERATURE)
    exact = tunnelling(every, vortex[1], energies=ENERGIES, temperature=TEMPERATURE).density
    missing = exact - some.density
    assert (missing >= -noise(every)).all()
    assert (missing <= some.bound + noise(every)).all()
    assert some.bound[abs(ENERGIES) < 0.3].max() < 1e-4 * exact.max()
    assert some.bound.max() > 0.1  # at the farthest energies the states left out matter


@pytest.mark.parametrize("slip", ["holes", "a pair less", "positive alone", "temperature"])
def test_the_bound_tells_a_slip(vortex, found, every, slip):
    inside = abs(ENERGIES) < 0.3
    middle = slice(STATES // 2 - 1, STATES // 2 + 1)
    wrong = {
        "holes": lambda: replace(found, vectors=np.roll(found.vectors, 2, axis=0)),
        "a pair less": lambda: replace(
            found, energies=np.delete(found.energies, middle), vectors=np.delete(found.vectors, middle, axis=1)
        ),
        "positive alone": lambda: replace(found, energies=found.energies[30:], vectors=found.vectors[:, 30:]),
        "temperature": lambda: found,
    }[slip]()
    temperature = TEMPERATURE * (1.01 if slip == "temperature" else 1)
    some = tunnelling(wrong, vortex[1], energies=ENERGIES[inside], temperature=temperature)
    exact = tunnelling(every, vortex[1], energies=ENERGIES[inside], temperature=TEMPERATURE).density
    missing = exact - some.density
    assert (missing > 10 * some.bound + 1e3 * noise(every)).any() or (missing < -1e3 * noise(every)).any()


def test_density_without_eigenstates(vortex, found):
    """Chebyshev series of the thermal line in single electron components: no eigenstate is computed."""
    H, lattice = vortex
    sites = [0, 38, 60]  # of the TI layer: a corner, near the rim, the centre
    components = [4 * site + spin for site in sites for spin in (0, 1)]
    moments = chebyshev_moments(H, vectors=np.eye(H.shape[0])[:, components], count=5000)
    at = np.array([0.0, 0.11, -0.2])
    values, error = spectral_sum(moments, lambda energy: thermal_line(at[:, None] - energy, temperature=TEMPERATURE))
    judge = values.reshape(len(sites), 2, -1).sum(axis=1)
    some = tunnelling(found, lattice, energies=at, temperature=TEMPERATURE)
    place = np.unravel_index(sites, (L, L))
    missing = judge - some.density[:, 0][:, *place].T
    allowed = 2 * error.max() + some.bound[:, 0][:, *place].T
    assert (abs(missing) <= allowed + roundoff(1 / TEMPERATURE, size=5000)).all()
    assert allowed.max() < 1e-4 * judge.max()


def test_every_site_has_two_electron_states(vortex, every):
    _, lattice = vortex
    weights = electron_density(every.vectors, lattice).sum(axis=0)
    assert abs(weights - 2 * np.stack(list(lattice.occupied.values()))).max() <= roundoff(2.0, size=len(every.energies))


def test_electrons_at_an_energy_are_holes_at_the_opposite(vortex, every):
    _, lattice = vortex
    electrons = tunnelling(every, lattice, energies=ENERGIES, temperature=TEMPERATURE).density
    swapped = replace(every, vectors=every.vectors.reshape(-1, 2, 2, every.vectors.shape[1])[:, ::-1].reshape(every.vectors.shape))
    holes = tunnelling(swapped, lattice, energies=-ENERGIES, temperature=TEMPERATURE).density
    assert abs(electrons - holes).max() <= noise(every)
    assert abs(electrons - electrons[::-1]).max() > 0.01  # the tip does tell the sign of the energy


def test_the_line_is_minus_the_derivative_of_the_fermi_function():
    energy, T, step = np.linspace(-2.0, 2.0, 4001), 0.05, 1e-4
    numeric = (expit(-(energy - step) / T) - expit(-(energy + step) / T)) / (2 * step)
    line = thermal_line(energy, temperature=T)
    # The third derivative of the Fermi function is at most 1/(8 T^3).
    assert abs(line - numeric).max() <= step**2 / 6 / (8 * T**3) + roundoff(1 / step, size=4)
    assert np.trapezoid(line, energy) == pytest.approx(1, abs=1e-12)  # a quadrature without error for a smooth line
    assert thermal_line(0.0, temperature=T) == pytest.approx(1 / (4 * T), rel=1e-14)
    assert thermal_line(500.0, temperature=T) == 0.0  # no overflow


def test_a_temperature_that_is_not_positive_is_refused(vortex, found):
    with pytest.raises(ValueError, match="`temperature` must be positive and finite, but is 0"):
        tunnelling(found, vortex[1], energies=[0.0], temperature=0.0)
