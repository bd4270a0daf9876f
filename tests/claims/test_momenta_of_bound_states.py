"""derivations.claims.vortex.momenta_of_bound_states on the lattice: levels j and -j coincide without mass and SC band."""

import numpy as np
import pytest

from numerics.systems.bilayer import bilayer_system
from numerics.waves.vortex import vortex_matrix, vortex_states

WITHOUT = {"lam": 1.0, "M": 0.0, "mu": 0.2, "eps_ti": 0.2, "eps_sc": 0.2, "t_sc": 0.0, "Delta": 1.5, "t_c": 1.2}
ANTIDOT = {"L": 15, "R": 3.5, "n": 1}


@pytest.mark.parametrize(
    ("given", "degenerate"),
    [
        ({}, True),
        ({"t_sc": 0.15}, True),
        ({"M": 0.5}, False),
        ({"t_sc": 0.15, "eps_sc": -0.4}, False),
        ({"eps_sc": 0.0}, False),
        ({"mu": 0.0}, False),
    ],
)
def test_levels_of_opposite_j(given, degenerate):
    """Hopping of the SC layer alone, at eps_sc = mu, leaves the levels alike: the square lattice has two sublattices."""
    states = vortex_states(bilayer_system(**{**WITHOUT, **given}), **ANTIDOT, states=60).states
    above = states.energies > 1e-9  # a zero mode has no partner of its own
    one, minus_one = (states.energies[above & (states.labels == label)][:5] for label in (1, 3))
    apart = abs(one - minus_one).max()
    assert apart < 1e-13 if degenerate else apart > 1e-4


def test_the_matrix_anticommutes_with_one_of_a_site():
    H, lattice = vortex_matrix(bilayer_system(**WITHOUT), **ANTIDOT)
    eta = np.repeat([1, -1], [4 * int(layer.sum()) for layer in lattice.occupied.values()])
    S = eta * np.tile([1, -1, -1, 1], len(eta) // 4)
    assert abs(H.multiply(S[:, None]) + H.multiply(S[None, :])).max() == 0
