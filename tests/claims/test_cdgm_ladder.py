"""derivations.claims.vortex.cdgm_ladder: how far the law for large chemical potential holds, against radial integration."""

import numpy as np
import pytest

from derivations.claims.vortex import cdgm_ladder
from numerics.kernels import compile_kernel
from numerics.radial.shooting import levels_between
from theory.symbols.interface import Delta, eps_ti, lam, mu
from theory.symbols.polar import j
from theory.symbols.vortex import R, n

FIXED = {"lam": 1.0, "eps_ti": 0.0, "Delta": 0.8, "R": 2.5, "n": 1}
LAW = compile_kernel(cdgm_ladder.result(), (lam, mu, eps_ti, Delta, R, n, j))


def first_level(chemical_potential):
    reach = np.array([0.5 * FIXED["lam"] / (FIXED["R"] + FIXED["lam"] / FIXED["Delta"])])
    return levels_between(-reach, reach, np.array([1.0]), {**FIXED, "mu": chemical_potential}, 1e-9)[0]


@pytest.mark.parametrize(("chemical_potential", "per_cent", "digits"), [(2.0, 18, 0), (3.0, 9, 0), (12.0, 3, 0), (20.0, 1.7, 1)])
def test_distance_from_the_law_is_the_quoted_one(chemical_potential, per_cent, digits):
    ratio = first_level(chemical_potential) / LAW(j=1, mu=chemical_potential, **FIXED)
    assert round(100 * abs(ratio - 1), digits) == per_cent


def test_the_distance_falls_as_the_inverse_of_the_chemical_potential():
    """At equal phases of k R, where the corrections are a power series in 1/mu, the order tends to one."""
    kappa = (1 + 2 * np.pi * np.array([4, 8, 16])) / FIXED["R"]
    distance = np.array([first_level(value) / LAW(j=1, mu=value, **FIXED) - 1 for value in kappa])
    first, second = abs(np.diff(np.log(abs(distance))) / np.diff(np.log(kappa)) + 1)
    assert second < 0.6 * first  # half of it at twice the chemical potential
    assert first < 0.1
