"""judges.spectral_sums: against resolvents, which the bound holds; it falls as the singularity of the line demands."""

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sparse

from numerics.compare import roundoff
from numerics.eigenstates.chebyshev import Moments, chebyshev_moments
from numerics.systems.bilayer import bilayer_system
from numerics.waves.vortex import vortex_matrix
from tests.conftest import DEFAULTS
from tests.judges.spectral_sums import spectral_sum


@pytest.fixture(scope="module")
def H():
    return vortex_matrix(bilayer_system(**DEFAULTS), L=9, R=2.5, n=1)[0]


def lorentzian(at, width):
    return lambda energy: width / np.pi / ((np.asarray(at)[:, None] - energy) ** 2 + width**2)


@pytest.mark.parametrize(("count", "vacuous"), [(150, True), (1200, False)])
def test_sums_are_those_of_the_resolvent(H, count, vacuous):
    """Lorentzian lines at two energies: minus the imaginary part of the inverse of E + i width - H."""
    components, at, width = [3, 220], [0.0, 0.28], 0.4
    moments = chebyshev_moments(H, vectors=np.eye(H.shape[0])[:, components], count=count)
    values, error = spectral_sum(moments, lorentzian(at, width))
    dense, one = H.toarray(), np.eye(H.shape[0])
    exact = np.array([-np.linalg.inv((E + 1j * width) * one - dense).diagonal()[components].imag / np.pi for E in at]).T
    noise = roundoff(count / width, size=H.shape[0])
    assert values.shape == error.shape == exact.shape
    assert (abs(values - exact) <= error + noise).all()
    assert (error.max() > 1e-3) == vacuous
    if not vacuous:
        assert error.max() < 1e-12
        for slip in (replace(moments, half_width=moments.half_width * 1.0001), replace(moments, values=moments.values[::-1])):
            assert abs(spectral_sum(slip, lorentzian(at, width))[0] - exact).max() > 1e3 * (error.max() + noise)


def test_the_error_of_a_sum_falls_exponentially(H):
    """The error stated falls as exp(-count arcsinh(width / half-width)), as the singularity of the line demands."""
    moments = chebyshev_moments(H, vectors=np.eye(H.shape[0], 1), count=1200)
    exact = spectral_sum(moments, lorentzian([0.0], 0.4))[0]
    errors = []
    for count in (200, 400, 600):
        value, error = spectral_sum(replace(moments, values=moments.values[:, :count]), lorentzian([0.0], 0.4))
        assert abs(value - exact) <= error
        errors.append(error.item())
    rate = np.exp(-200 * np.arcsinh(0.4 / moments.half_width))
    assert errors[1] / errors[0] == pytest.approx(rate, rel=0.01)
    assert errors[2] / errors[1] == pytest.approx(rate, rel=0.01)


@pytest.mark.parametrize("shift", [20.0, -300.0])
def test_a_sum_does_not_depend_on_the_zero_of_energy(shift):
    """A chain of hopping 0.5 shifted as a whole; the resolvent of the endless one at a site itself is 1/sqrt(z^2 - 1)."""
    sites = 4001
    ring = sparse.diags_array([0.5, 0.5, 0.5, 0.5], offsets=[1, -1, sites - 1, 1 - sites], shape=(sites, sites))
    H = sparse.csr_array(ring + shift * sparse.eye_array(sites))
    value, error = spectral_sum(chebyshev_moments(H, vectors=np.eye(sites, 1, -7), count=128), lorentzian([shift + 0.1], 0.2))
    green = 1 / np.sqrt((0.1 + 0.2j) ** 2 - 1 + 0j)
    assert abs(value[0, 0] - abs(green.imag) / np.pi) <= error[0, 0] + 1e-12


def test_coefficients_that_do_not_fall_leave_no_bound():
    """Of T_7 two moments know nothing, and the last coefficient computed is as large as any."""
    moments = Moments(np.array([[1.0, 0.0]]), 1.0)
    value, error = spectral_sum(moments, lambda x: np.cos(7 * np.arccos(x)))
    assert abs(value) < 1e-14
    assert error == np.inf
