"""numerics.eigen: exact zero modes of long systems, where the inverse is larger than any number that rounding leaves."""

import numpy as np
import pytest

from numerics.compare import roundoff
from numerics.eigen import states_nearest_zero
from tests.wires import banded_levels, wire


@pytest.mark.parametrize("disorder", [0.0, 0.1])
def test_the_majorana_modes_of_a_long_wire(disorder):
    H = wire(430, disorder=disorder)
    norm = abs(H).sum(axis=1).max()
    found = states_nearest_zero(H, states=4)
    assert abs(found.energies[1:3]).max() <= np.finfo(float).eps * norm
    assert abs(found.energies - banded_levels(H, 4)).max() <= roundoff(norm, size=H.shape[0])
