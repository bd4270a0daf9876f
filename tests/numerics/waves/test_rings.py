"""numerics.waves.rings: momenta of known functions."""

import numpy as np
import pytest

from numerics.lattice.shapes import positions
from numerics.waves.rings import angular_probabilities, angular_weights, orbital_momentum, ring_amplitudes


@pytest.mark.parametrize("L", [20, 21])
@pytest.mark.parametrize("momentum", [-5, -2, 0, 1, 3, 6])
def test_a_pure_momentum_has_the_whole_weight(L, momentum):
    x, y = positions(L)
    psi = np.exp(1j * momentum * np.arctan2(y, x)) * np.hypot(x, y) ** abs(momentum) * np.exp(-np.hypot(x, y) / 3)
    (share,) = angular_weights(psi, [momentum])
    # What is lost is the variation of the radial function across a ring.
    assert 0.97 < share <= 1 + 1e-12
    assert orbital_momentum(psi) == momentum


def test_a_mixture_is_seen_as_such():
    x, y = positions(41)
    theta, r = np.arctan2(y, x), np.hypot(x, y)
    profile = np.exp(-((r - 12) ** 2) / 8)
    psi = profile * (np.sqrt(0.8) * np.exp(2j * theta) + np.sqrt(0.2) * np.exp(-1j * theta))
    shares = angular_weights(np.stack([psi, psi.conj()]), [2, -1, -2, 1])
    # The sites of a ring confuse momenta: what a pure momentum leaks into another bounds what a mixture can gain or lose.
    momenta = [2, -1, -2, 1]
    leak = np.sqrt([angular_weights(profile * np.exp(1j * pure * theta), momenta) for pure in (2, -1)])
    own, other = np.sqrt(0.8) * leak[0], np.sqrt(0.2) * leak[1]
    assert (np.sqrt(shares[0]) <= own + other + 1e-12).all()
    assert (np.sqrt(shares[0]) >= abs(own - other) - 1e-12).all()
    assert leak[0, 0] > 0.99
    assert leak[1, 1] > 0.99
    assert max(leak[0, 1:].max(), leak[1, 0], leak[1, 2:].max()) < 0.5 * np.sqrt(0.2)
    assert abs(shares[1] - shares[0][[2, 3, 0, 1]]).max() < 1e-12
    assert list(orbital_momentum(np.stack([psi, psi.conj()]))) == [2, -2]


def test_the_radial_function_of_a_momentum_comes_out():
    """Psi = f(r) exp(i l theta): a_l is the mean of f over the width of a ring."""
    x, y = positions(31)
    r, theta = np.hypot(x, y), np.arctan2(y, x)
    psi = r * np.exp(2j * theta - r / 4)
    radii, sites, amplitudes = ring_amplitudes(psi, [2, 3])
    assert sites.sum() == 31**2
    slope = abs(np.gradient(radii * np.exp(-radii / 4), radii))
    assert (abs(amplitudes[0] - radii * np.exp(-radii / 4)) <= 0.25 * slope + 0.25**2)[radii < 15].all()
    beyond = (radii > 3) & (radii < 15)
    assert abs(amplitudes[1, beyond]).max() < 0.2 * abs(amplitudes[0]).max()


def test_probabilities_are_shares_of_the_norm(rng):
    psi = rng.standard_normal((2, 3, 12, 12)) + 1j * rng.standard_normal((2, 3, 12, 12))
    norm = (abs(psi) ** 2).sum(axis=(-2, -1))
    assert np.allclose(angular_probabilities(psi, [0, 1]), angular_weights(psi, [0, 1]) * norm[..., None], rtol=1e-13)
    assert not angular_probabilities(np.zeros((4, 4)), [0, 1]).any()
