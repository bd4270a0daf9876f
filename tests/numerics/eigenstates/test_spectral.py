"""eigenstates.spectral: kernel polynomials against smeared exact levels, their resolution as the bound."""

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sparse
from numpy.polynomial.chebyshev import chebval

from numerics.compare import roundoff
from numerics.eigenstates.chebyshev import Moments, chebyshev_moments, random_phases
from numerics.eigenstates.spectral import density_of_states, jackson_factors, mean_and_error, resolution
from numerics.systems.bilayer import bilayer_system
from numerics.waves.vortex import vortex_matrix
from tests.conftest import DEFAULTS

COUNT = 200
ENERGIES = np.linspace(-6.0, 6.0, 121)


@pytest.fixture(scope="module")
def H():
    return vortex_matrix(bilayer_system(**DEFAULTS), L=9, R=2.5, n=1)[0]


@pytest.fixture(scope="module")
def eigenstates(H):
    return np.linalg.eigh(H.toarray())


@pytest.fixture(scope="module")
def trace(H):
    """Moments of all components, without a stochastic error."""
    return chebyshev_moments(H, vectors=np.eye(H.shape[0]), count=COUNT)


def smeared(level, half_width, count=COUNT, energies=ENERGIES):
    """The Jackson kernel at each level, shape (levels, energies): factors from their definition, an autocorrelation of sines."""
    profile = np.sin(np.pi * (np.arange(count) + 1) / (count + 1))
    factors = np.correlate(profile, profile, mode="full")[count - 1 :] / (profile @ profile)
    x, y = energies / half_width, np.atleast_1d(level) / half_width
    factors[1:] *= 2
    series = np.array([chebval(x, factors * chebval(value, np.eye(count))) for value in y])
    return series / (np.pi * half_width * np.sqrt(1 - x**2))


def rounding(H):
    """Of an eigenvalue, times the steepest slope of the kernel, which is at most N^3/a^2."""
    return roundoff(1.0, size=H.shape[0]) * COUNT**2 / abs(H).sum(axis=1).max()


def test_density_is_the_exact_spectrum_smeared_by_the_kernel(H, trace, eigenstates):
    density = density_of_states(trace, energies=ENERGIES).mean(axis=0)
    exact = smeared(eigenstates[0], trace.half_width).mean(axis=0)
    assert abs(density - exact).max() <= rounding(H)


@pytest.mark.parametrize("slip", ["half_width", "count", "kernel"])
def test_the_smeared_spectrum_tells_a_slip(H, trace, eigenstates, slip):
    density = density_of_states(trace, energies=ENERGIES).mean(axis=0)
    wrong = {
        "half_width": lambda: smeared(eigenstates[0] * 1.0001, trace.half_width).mean(axis=0),
        "count": lambda: smeared(eigenstates[0], trace.half_width, count=COUNT - 1).mean(axis=0),
        "kernel": lambda: density_of_states(without_kernel(trace), energies=ENERGIES).mean(axis=0),
    }[slip]()
    assert abs(density - wrong).max() > 1e3 * rounding(H)


def without_kernel(moments):
    """Moments for which the Jackson factors drop out."""
    return replace(moments, values=moments.values / jackson_factors(moments.values.shape[1]))


def test_local_densities_are_those_of_the_eigenstates(H, eigenstates):
    components = [0, 101, 330]
    found = chebyshev_moments(H, vectors=np.eye(H.shape[0])[:, components], count=COUNT)
    energies, states = eigenstates
    exact = abs(states[components]) ** 2 @ smeared(energies, found.half_width)
    assert abs(density_of_states(found, energies=ENERGIES) - exact).max() <= rounding(H)


def test_only_the_kernel_keeps_the_density_positive(trace):
    assert density_of_states(trace, energies=ENERGIES).min() > 0
    assert density_of_states(without_kernel(trace), energies=ENERGIES).min() < -0.01


def test_the_density_is_normalised(trace):
    points = 2 * COUNT
    nodes = trace.half_width * np.cos(np.pi * (np.arange(points) + 0.5) / points)
    density = density_of_states(trace, energies=nodes)
    integral = (density * np.sqrt(trace.half_width**2 - nodes**2)).sum(axis=1) * np.pi / points
    assert abs(integral - 1).max() <= roundoff(1.0, size=COUNT)


def test_random_phases_give_the_trace_within_their_error(H, trace, eigenstates):
    """Within four standard errors everywhere, and the error is that of the elements off the diagonal."""
    dimension, vectors = H.shape[0], 40
    energies = np.linspace(-5.0, 5.0, 31)
    moments = chebyshev_moments(H, vectors=random_phases(np.ones(dimension, dtype=bool), vectors=vectors, seed=7), count=COUNT)
    mean, error = mean_and_error(density_of_states(moments, energies=energies))
    exact = density_of_states(trace, energies=energies).mean(axis=0)
    deviation = abs(mean - exact) / error
    assert deviation.max() < 4
    assert 0.5 < np.sqrt((deviation**2).mean()) < 1.7
    levels, states = eigenstates
    for index in (5, 15):
        line = smeared(levels, moments.half_width, energies=energies[index : index + 1])[:, 0]
        A = (states * line) @ states.conj().T
        off = np.sqrt((abs(A) ** 2).sum() - (abs(np.diag(A)) ** 2).sum())
        # The relative scatter of a standard error from 40 samples is 1/sqrt(78).
        assert error[index] == pytest.approx(off / dimension / np.sqrt(vectors), rel=4 / np.sqrt(78))


def test_another_support_is_another_density(H, trace):
    layer = np.arange(H.shape[0]) < 4 * 81
    moments = chebyshev_moments(H, vectors=random_phases(layer, vectors=40, seed=8), count=COUNT)
    mean, error = mean_and_error(density_of_states(moments, energies=[1.8]))
    local = density_of_states(trace, energies=[1.8])
    assert abs(mean - local[layer].mean()) < 4 * error
    assert abs(mean - local.mean()) > 10 * error


@pytest.mark.parametrize("level", [0.0, 0.3, -0.9, 0.999])
@pytest.mark.parametrize("count", [16, 101])
def test_resolution_is_the_width_of_the_kernel(level, count):
    points = 4 * count
    nodes = np.cos(np.pi * (np.arange(points) + 0.5) / points)
    single = Moments(np.cos(np.arange(count) * np.arccos(level))[None], 1.0)
    weight = density_of_states(single, energies=nodes)[0] * np.sqrt(1 - nodes**2) * np.pi / points
    width = np.sqrt(weight @ (nodes - level) ** 2)
    assert resolution(level, count=count, half_width=1.0) == pytest.approx(width, rel=1e-10)


def test_resolution_falls_as_pi_over_count():
    """In the middle of the spectrum, and no other kernel that stays positive does better; correction of the order 1/N."""
    for count in (100, 1000):
        assert resolution(0.0, count=count, half_width=15.0) == pytest.approx(15 * np.pi / count, rel=2 / count)


@pytest.mark.parametrize("shift", [20.0, -300.0])
def test_the_resolution_does_not_depend_on_the_zero_of_energy(shift):
    """A chain of hopping 0.5 shifted as a whole: its density is 1/(pi sqrt(1 - E^2)), its smearing that of the levels from -1 to 1.

    With the half-width from zero the kernel is twenty times broader than the band: 0.06 where there is 0.32.
    """
    sites, count = 4001, 128
    ring = sparse.diags_array([0.5, 0.5, 0.5, 0.5], offsets=[1, -1, sites - 1, 1 - sites], shape=(sites, sites))
    H = sparse.csr_array(ring + shift * sparse.eye_array(sites))
    moments = chebyshev_moments(H, vectors=np.eye(sites, 1, -7), count=count)
    assert moments.half_width == pytest.approx(1, rel=1e-9)
    assert moments.centre == pytest.approx(shift, abs=1e-9)
    at = np.array([-0.5, 0.0, 0.3, 0.9])
    found = density_of_states(moments, energies=shift + at)[0]
    levels = np.cos(2 * np.pi * np.arange(sites) / sites)
    # Rounding of H - shift, by the steepest slope of the kernel.
    assert abs(found - smeared(levels, 1.0, count=count, energies=at).mean(axis=0)).max() < roundoff(shift, size=10) * count**2
    width = resolution(shift + at, count=count, half_width=moments.half_width, centre=moments.centre)
    exact = 1 / (np.pi * np.sqrt(1 - at**2))
    curvature = exact * (1 + 2 * at**2) / (1 - at**2) ** 2
    assert (abs(found - exact) <= curvature * width**2).all()
    assert (width < 0.025).all()


def gaussian(energy, width):
    return np.exp(-((energy / width) ** 2) / 2) / (width * np.sqrt(2 * np.pi))


def blurred(moments, at, width):
    """Convolution of the density with a Gaussian, by a quadrature exact far beyond the moments."""
    points = 2 * moments.values.shape[1]
    nodes = moments.half_width * np.cos(np.pi * (np.arange(points) + 0.5) / points)
    weights = np.sqrt(moments.half_width**2 - nodes**2) * np.pi / points
    return density_of_states(moments, energies=nodes) * weights @ gaussian(at[:, None] - nodes, width).T


def resolution_bound(levels, shares, at, width, moments):
    """What a line of that resolution, not quite centred on its level, can do to a function as steep and curved as a Gaussian."""
    count = moments.values.shape[1]
    shift = (1 - jackson_factors(count)[1]) * abs(levels)
    steepest, most_curved = gaussian(width, width) / width, gaussian(0.0, width) / width**2
    spread = resolution(levels, count=count, half_width=moments.half_width)
    return shares @ (steepest * shift + most_curved * spread**2 / 2)


@pytest.fixture(scope="module")
def measure(H, eigenstates):
    """A vector, its moments, and its weights on the exact levels."""
    vector = random_phases(np.ones(H.shape[0], dtype=bool), vectors=1, seed=2)
    _, states = eigenstates
    return chebyshev_moments(H, vectors=vector, count=3200), abs(vector.conj().T @ states) ** 2


def test_the_resolution_bounds_the_distance_from_the_exact_density(measure, eigenstates):
    moments, shares = measure
    at, width = np.linspace(-3, 3, 41), 0.4
    exact = shares @ gaussian(at - eigenstates[0][:, None], width)
    bound = resolution_bound(eigenstates[0], shares, at, width, moments)
    error = abs(blurred(moments, at, width) - exact).max()
    assert error <= bound.max()
    assert bound.max() < 0.03 * exact.max()
    scaled = replace(moments, half_width=moments.half_width * 1.005)
    assert abs(blurred(scaled, at, width) - exact).max() > bound.max()
    coarse = replace(moments, values=moments.values[:, :500])
    assert abs(blurred(coarse, at, width) - exact).max() > bound.max()


def test_the_distance_falls_as_the_square_of_the_resolution(measure, eigenstates):
    moments, shares = measure
    at, width = np.array([0.1, 0.9]), 0.5
    exact = shares @ gaussian(at - eigenstates[0][:, None], width)
    errors = [
        abs(blurred(replace(moments, values=moments.values[:, :count]), at, width) - exact).max() for count in (800, 1600, 3200)
    ]
    # The next order is (resolution / width)^2 relative, 0.02 at the coarsest.
    assert errors[0] / errors[1] == pytest.approx(4, rel=0.03)
    assert errors[1] / errors[2] == pytest.approx(4, rel=0.01)


def test_refusals():
    moments = Moments(np.ones((1, 4)), 2.0)
    with pytest.raises(ValueError, match=r"`energies` must lie between -2 and 2, but one is -2.5"):
        density_of_states(moments, energies=[0.0, -2.5])
    with pytest.raises(ValueError, match="`energies` must be finite, but has nan"):
        density_of_states(moments, energies=[0.0, np.nan])
    with pytest.raises(ValueError, match="`count` must be at least 3, but is 2"):
        resolution(0.0, count=2, half_width=1.0)
    with pytest.raises(ValueError, match="`samples` must be at least 2, but is 1"):
        mean_and_error(np.ones((1, 3)))
