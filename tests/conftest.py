"""Seeds and parameters shared by the tests."""

import numpy as np
import pytest
from numpy.random import Generator

DEFAULTS = {"lam": 1.0, "M": 3.0, "mu": 0.0, "eps_ti": 0.0, "eps_sc": -0.6, "t_sc": 0.15, "Delta": 1.5, "t_c": 1.2}


def random_parameters(rng: Generator) -> dict[str, float]:
    """All eight parameters of the bilayer in general position, of any sign."""
    return {name: float(rng.choice([-1, 1]) * rng.uniform(0.3, 1.7)) for name in DEFAULTS}


@pytest.fixture(params=[1, 2, 3], ids="seed{}".format)
def rng(request: pytest.FixtureRequest) -> Generator:
    return np.random.default_rng(request.param)


@pytest.fixture
def parameters(rng: Generator) -> dict[str, float]:
    return random_parameters(rng)
