"""numerics.lattice.shapes: which sites there are and where."""

import numpy as np
import pytest

from numerics.lattice.shapes import Lattice, antidot, positions, square, vortex_and_edge


@pytest.mark.parametrize("L", [1, 2, 5, 8])
def test_square_is_full(L):
    lattice = square(L, layers=("TI", "SC"))
    assert [mask.sum() for mask in lattice.occupied.values()] == [L * L, L * L]


@pytest.mark.parametrize("L", [1, 2, 5, 8])
def test_positions_are_centred_with_spacing_one(L):
    x, y = positions(L)
    assert x.sum() == y.sum() == 0
    assert np.array_equal(x, y.T)
    assert np.all(np.diff(x, axis=0) == 1)


@pytest.mark.parametrize(("L", "R", "missing"), [(9, 1.0, 1), (9, 1.1, 5), (10, 0.8, 4), (10, 0.3, 0), (9, 0.0, 0), (41, 5.5, 97)])
def test_antidot_lacks_the_sites_inside_the_circle(L, R, missing):
    lattice = antidot(L, R=R, layers=("TI", "SC"), pierced="SC")
    assert lattice.occupied["TI"].all()
    assert (~lattice.occupied["SC"]).sum() == missing


def test_antidot_may_pierce_another_layer():
    lattice = antidot(9, R=1.5, layers=("TI", "SC"), pierced="TI")
    assert lattice.occupied["SC"].all()
    assert not lattice.occupied["TI"].all()


@pytest.mark.parametrize(("L", "R"), [(20, 3.0), (21, 5.5)])
def test_vortex_and_edge_regions_are_apart_and_symmetric(L, R):
    vortex, edge = vortex_and_edge(L, R)
    assert not (vortex & edge).any()
    for region in (vortex, edge):
        assert region.any()
        assert np.array_equal(region, np.rot90(region))


def test_the_antidot_lies_in_the_vortex_region_and_the_boundary_in_the_edge_region():
    vortex, edge = vortex_and_edge(21, 4.0)
    x, y = positions(21)
    assert vortex[np.hypot(x, y) <= 4].all()
    assert edge[0].all()
    assert edge[:, -1].all()


@pytest.mark.parametrize("L", [0, -3])
def test_a_square_has_sites(L):
    with pytest.raises(ValueError, match=f"`L` must be at least 1, but is {L}"):
        square(L, layers=("TI",))


@pytest.mark.parametrize("R", [-1.0, np.nan, np.inf])
def test_radius_must_be_a_number_at_least_zero(R):
    with pytest.raises(ValueError, match=f"`R` must be a finite number, at least 0, but is {R}"):
        antidot(9, R=R, layers=("TI", "SC"), pierced="SC")


@pytest.mark.parametrize(("R", "smallest"), [(0.0, 3), (1.5, 6), (2.0, 7), (5.5, 14)])
def test_the_antidot_must_fit(R, smallest):
    antidot(smallest, R=R, layers=("SC",), pierced="SC")
    with pytest.raises(
        ValueError, match=f"`L` must be at least {smallest} so that the antidot of R = {R} fits, but is {smallest - 1}"
    ):
        antidot(smallest - 1, R=R, layers=("SC",), pierced="SC")


def test_masks_must_have_the_shape_of_the_lattice():
    with pytest.raises(ValueError, match=r"`occupied\['SC'\]` must have shape \(3, 3\), but has \(3, 2\)"):
        Lattice(3, {"TI": np.ones((3, 3), dtype=bool), "SC": np.ones((3, 2), dtype=bool)})


@pytest.mark.parametrize("L", [3, 4, 7, 12, 41])
def test_vortex_and_edge_regions_are_never_empty(L):
    for R in np.arange(0, (L - 3) / 2 + 0.5, 0.5):
        vortex, edge = vortex_and_edge(L, R)
        assert vortex.any()
        assert edge[0].all()
        assert edge[:, -1].all()
