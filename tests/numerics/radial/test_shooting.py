"""numerics.radial.shooting: the zero mode, particle-hole symmetry, convergence with the tolerance, states of unlike decay."""

import numpy as np
import pytest

from numerics.radial.shooting import levels_between, mismatch

FIXED = {"lam": 1.1, "mu": 0.7, "eps_ti": 0.1, "Delta": 0.8, "R": 2.5, "n": 1}


@pytest.mark.parametrize("flux", [1, -1])
def test_the_majorana_mode_lies_at_zero(flux):
    at_zero = levels_between(np.array([-0.1]), np.array([0.12]), np.array([0.0]), {**FIXED, "n": flux}, 1e-10)
    assert abs(at_zero[0]) < 1e-9


def test_levels_of_j_and_minus_j_are_opposite():
    energy = np.linspace(-0.7, 0.7, 24)
    plus, minus = (np.sign(mismatch(energy, np.full(24, j), FIXED, 1e-8)) for j in (1.0, -1.0))
    changes = [set(np.flatnonzero(sign[:-1] * sign[1:] < 0)) for sign in (plus, minus[::-1])]
    assert changes[0] == changes[1] != set()


def test_a_tighter_tolerance_moves_the_level_by_less():
    bracket = np.array([-0.6]), np.array([-0.05])
    coarse, fine, finest = (levels_between(*bracket, np.array([1.0]), FIXED, rtol)[0] for rtol in (1e-5, 1e-8, 1e-11))
    assert abs(fine - finest) < abs(coarse - finest) < 1e-3


def test_states_that_decay_at_unlike_rates_go_together():
    """At the Dirac point one component of each solution vanishes, next to one that grows by e^70 on the way of the slowest."""
    energy, lam = (part.ravel() for part in np.meshgrid([0.05, 0.4, 0.78], [0.1, -0.3], indexing="ij"))
    fixed = {**FIXED, "mu": 0.1, "lam": lam}
    together = mismatch(energy, np.ones(6), fixed, 1e-9)
    alone = [mismatch(energy[[i]], np.ones(1), {**fixed, "lam": lam[[i]]}, 1e-9)[0] for i in range(6)]
    assert abs(together - alone).max() < 1e-6 * abs(together).min()
