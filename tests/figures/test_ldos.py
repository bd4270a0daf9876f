"""The tunnelling picture: what its text says, on a smaller square with fewer states."""

import numpy as np
import pytest

from derivations.figures.beyond import ldos


@pytest.fixture(scope="module")
def data():
    return ldos.dataset(L=41, states=90)


def at(data, energy):
    """The line through the centre at an energy."""
    return data.cut.sel(energy=energy, method="nearest")


def test_levels_of_the_text(data):
    np.testing.assert_allclose(data.bound_levels[:5], [0.275, 0.282, 0.317, 0.399, 0.431], atol=1.5e-3)
    assert data.cut_bound.max() < 0.01 * data.cut.max()
    assert data.maps_bound.max() < 1e-12


def test_the_zero_mode_fills_the_antidot(data):
    x, y = np.meshgrid(data.x, data.y, indexing="ij")
    near = np.hypot(x, y) < 15
    zero = data.maps[0].values
    assert zero[near & (np.hypot(x, y) < 5)].min() > 0.5 * zero.max()
    assert zero[near & (np.hypot(x, y) > 9)].max() < 0.05 * zero.max()
    assert at(data, 0.15).where(abs(data.x) < 12, 0).max() < 1e-3 * at(data, 0).max()  # nothing else between zero and the levels


@pytest.mark.parametrize(("level", "dark"), [(0.0, False), (0.317, False), (0.399, True), (0.431, True)])
def test_which_levels_are_dark_in_the_centre(data, level, dark):
    line = at(data, level).where(abs(data.x) < 10, 0)
    assert (line.sel(x=0) < 0.05 * line.max()) == dark


def test_the_picture_is_not_symmetric_in_energy(data):
    assert 0.1 < abs(data.cut.values - data.cut.values[::-1]).max() < 0.2
