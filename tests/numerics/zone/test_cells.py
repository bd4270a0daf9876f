"""numerics.zone.cells: cells up to symmetry, found and not assumed."""

import numpy as np
import pytest

from numerics.zone.bands import zone_mesh
from numerics.zone.cells import CORNERS, IDENTITY, SQUARE, cells_of_zone, halved, point_symmetries, vertices

FUNCTIONS = {
    8: lambda x, y: np.cos(x) + np.cos(y),
    4: lambda x, y: np.cos(x) + 2 * np.cos(y),
    2: lambda x, y: np.cos(x + 0.3 * np.sin(y)) + np.sin(x) * np.sin(2 * y),
    1: lambda x, y: np.cos(x - 0.1) + np.sin(y),
}


def found(function):
    return point_symmetries(lambda k: function(k[:, 0], k[:, 1]), tolerance=1e-13)


@pytest.mark.parametrize("order", FUNCTIONS)
def test_number_of_symmetries(order):
    assert len(found(FUNCTIONS[order])) == order


def test_the_rotations_alone_are_found():
    """The mirrors reverse the sign of the second term."""
    group = found(lambda x, y: np.cos(x) + np.cos(y) + np.sin(x) * np.sin(y) * (np.cos(x) - np.cos(y)))
    assert len(group) == 4
    assert (np.linalg.det(group) > 0).all()


def test_a_symmetry_that_holds_nearly_is_not_one():
    assert len(found(lambda x, y: np.cos(x) + np.cos(y) + 1e-10 * np.sin(x))) == 2


@pytest.mark.parametrize("order", FUNCTIONS)
@pytest.mark.parametrize("mesh", [3, 8, 9])
def test_each_cell_is_counted_once(order, mesh):
    """A function of the symmetry, summed over the centres of the representatives, has the sum over all cells."""
    function = FUNCTIONS[order]
    cells, multiplicity = cells_of_zone(mesh, symmetries=found(function))
    assert multiplicity.sum() == mesh**2
    line = 2 * np.pi * (np.arange(mesh) + 0.5) / mesh - np.pi
    centre = 2 * np.pi * (cells + 0.5) / mesh - np.pi
    weighted = sum(f * m for f, m in zip((function(*centre.T) + 2) ** 3, multiplicity, strict=True))
    assert weighted == pytest.approx(((function(line[:, None], line) + 2) ** 3).sum(), rel=1e-12)


def test_the_octant_is_an_eighth():
    cells, multiplicity = cells_of_zone(32, symmetries=SQUARE)
    assert len(cells) == 16 * 17 // 2
    assert set(multiplicity) == {4, 8}


def test_without_symmetry_the_cells_are_in_the_order_of_the_mesh():
    cells, multiplicity = cells_of_zone(5, symmetries=IDENTITY)
    k, index = vertices(cells, 5)
    kx, ky = zone_mesh(5)
    lower = k[index[:, 0]].reshape(5, 5, 2)
    assert abs(lower[..., 0] - kx).max() < 1e-15
    assert abs(lower[..., 1] - ky).max() < 1e-15
    assert (multiplicity == 1).all()


def test_corners_are_shared_and_in_order():
    cells = np.array([[0, 0], [1, 0], [2, 2]])
    k, index = vertices(cells, 4)
    assert len(k) == 10  # two neighbours share two corners
    expected = 2 * np.pi * (cells[:, None] + CORNERS) / 4 - np.pi
    assert abs(k[index] - expected).max() < 1e-15


def test_quarters_fill_the_cell():
    quarters = halved(np.array([[3, 5]]))
    assert sorted(quarters.tolist()) == [[6, 10], [6, 11], [7, 10], [7, 11]]
