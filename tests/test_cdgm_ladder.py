"""derivations.vortex.cdgm_ladder: how far the law for large chemical potential holds, against radial integration."""

import numpy as np
import pytest

from derivations.vortex import cdgm_ladder
from numerics.kernels import compile_kernel
from numerics.shooting import zeros
from theory.symbols import Delta, R, eps_ti, j, lam, mu, n

FIXED = {"lam": 1.0, "eps_ti": 0.0, "Delta": 0.8, "R": 2.5, "n": 1}
LAW = compile_kernel(cdgm_ladder.result(), (lam, mu, eps_ti, Delta, R, n, j))


def first_level(chemical_potential):
    reach = np.array([0.5 * FIXED["lam"] / (FIXED["R"] + FIXED["lam"] / FIXED["Delta"])])
    return zeros(-reach, reach, np.array([1.0]), {**FIXED, "mu": chemical_potential}, 1e-9)[0]


@pytest.mark.parametrize(("chemical_potential", "per_cent"), [(2.0, 18), (3.0, 9), (12.0, 3), (20.0, 1.7)])
def test_distance_from_the_law_at_the_quoted_points(chemical_potential, per_cent):
    ratio = first_level(chemical_potential) / LAW(j=1, mu=chemical_potential, **FIXED)
    assert abs(abs(ratio - 1) * 100 - per_cent) < 0.05 * per_cent + 0.25


def test_the_distance_falls_as_the_inverse_of_the_chemical_potential():
    """At equal phases of k R: doubling mu halves it."""
    kappa = (1 + 2 * np.pi * np.array([4, 8, 16])) / FIXED["R"]
    distance = [first_level(value) / LAW(j=1, mu=value, **FIXED) - 1 for value in kappa]
    for k in (0, 1):
        assert distance[k] / distance[k + 1] == pytest.approx(kappa[k + 1] / kappa[k], rel=0.1)
