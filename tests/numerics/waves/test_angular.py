"""numerics.waves.angular: functions of known angular momenta."""

import numpy as np
import pytest

from numerics.lattice.shapes import antidot, positions
from numerics.waves.angular import angular_momenta, orbital

LATTICE = antidot(17, R=2.5, layers=("TI", "SC"), pierced="SC")


def wave(j, n, radius=4.0):
    """All four components in both layers, each with its orbital momentum, on a ring."""
    x, y = positions(LATTICE.L)
    ring, angle = np.exp(-((np.hypot(x, y) - radius) ** 2)), np.arctan2(y, x)
    spinor = np.stack([ring * np.exp(1j * orbital(np.array([j]), c, n)[0] * angle) for c in range(4)], axis=-1)
    components = np.concatenate([spinor[mask].ravel() for mask in LATTICE.occupied.values()])
    return components / np.linalg.norm(components)


@pytest.mark.parametrize(("n", "momenta"), [(1, [-5, -3, -1, 0, 1, 2, 3, 5]), (2, [-4.5, -0.5, 0.5, 3.5]), (0, [-2.5, 1.5])])
def test_momenta_of_waves_that_have_them(n, momenta):
    vectors = np.stack([wave(j, n) for j in momenta], axis=1)
    found = angular_momenta(vectors, LATTICE, np.array(momenta, dtype=float) % 4, n=n, largest=9)
    assert found.tolist() == momenta


def test_wrong_flux_is_seen():
    """The orbital momenta of n = 3 are others than those of n = 1: most of the wave is found at another j."""
    found = angular_momenta(wave(5, 1)[:, None], LATTICE, np.array([3.0]), n=1, largest=9)
    assert found.tolist() != [5]


def test_without_a_label_there_is_no_momentum():
    assert np.isnan(angular_momenta(wave(1, 1)[:, None], LATTICE, np.array([np.nan]), n=1, largest=9)).all()
    assert not len(angular_momenta(np.empty((len(wave(1, 1)), 0)), LATTICE, np.empty(0), n=1, largest=9))


def test_a_state_without_most_of_one_momentum_has_none():
    x, y = positions(LATTICE.L)
    staggered = np.concatenate([np.repeat((-1.0) ** (x + y)[mask], 4) for mask in LATTICE.occupied.values()])
    vectors = (staggered * wave(1, 1))[:, None]
    assert np.isnan(angular_momenta(vectors, LATTICE, np.array([1.0]), n=1, largest=9)).all()


def test_momenta_that_no_ring_tells_apart_are_the_smallest():
    """On the four sites next to the centre of a square of two by two j and j + 4 are the same."""
    lattice = antidot(3, R=0.0, layers=("TI",), pierced="TI")
    x, y = positions(3)
    ring = np.isclose(np.hypot(x, y), 1.0)
    spinor = np.stack([ring * np.exp(1j * orbital(np.array([3.0]), c, 1)[0] * np.arctan2(y, x)) for c in range(4)], axis=-1)
    spinor = spinor.reshape(-1, 1) / np.linalg.norm(spinor)
    assert angular_momenta(spinor, lattice, np.array([3.0]), n=1, largest=9).tolist() == [-1]
