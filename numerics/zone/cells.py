"""Cells of the Brillouin zone up to the symmetries of the square that a function of momentum is found to have."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Points = NDArray[Any]
Integers = NDArray[np.int64]
SQUARE = np.array(
    [[[a, 0], [0, b]] for a in (1, -1) for b in (1, -1)] + [[[0, a], [b, 0]] for a in (1, -1) for b in (1, -1)], dtype=np.int64
)  # the eight matrices that map the square onto itself, the identity first
CORNERS = np.array([[0, 0], [1, 0], [0, 1], [1, 1]], dtype=np.int64)
IDENTITY = SQUARE[:1]
PROBES, SEED = 2, 20250801


def point_symmetries(function: Callable[[Points], NDArray[Any]], *, tolerance: float) -> Integers:
    """The symmetries S of the square with function(S k) = function(k), found at random momenta; shape (symmetries, 2, 2).

    ``function`` takes momenta (points, 2); its values, (points, ...), may differ by ``tolerance``. Analytic functions that agree at
    random points agree everywhere.
    """
    probes = np.random.default_rng(SEED).uniform(-np.pi, np.pi, (PROBES, 2))
    values = function((probes @ SQUARE.swapaxes(1, 2)).reshape(-1, 2))
    values = values.reshape(len(SQUARE), -1)
    return SQUARE[abs(values - values[0]).max(axis=1) <= tolerance]


def cells_of_zone(mesh: int, *, symmetries: Integers) -> tuple[Integers, Integers]:
    """One of each set of equivalent cells of a ``mesh`` x ``mesh`` grid: lower corners, (cells, 2), and how many each stands for.

    The corner (i, j) is the point (i, j) of ``bands.zone_mesh``.
    """
    centre = np.stack(np.meshgrid(*2 * [2 * np.arange(mesh) + 1 - mesh], indexing="ij"), axis=-1).reshape(-1, 2)
    images = centre @ symmetries.swapaxes(1, 2)
    numbers = images @ [2 * mesh, 1]
    own = centre @ [2 * mesh, 1]
    chosen = own == numbers.max(axis=0)
    multiplicity = len(symmetries) // (numbers == own).sum(axis=0)
    return (centre[chosen] + mesh - 1) // 2, multiplicity[chosen]


def halved(cells: Integers) -> Integers:
    """The four quarters of each cell, on the mesh twice as fine."""
    return np.asarray((2 * cells[:, None] + CORNERS).reshape(-1, 2))


def vertices(cells: Integers, mesh: int) -> tuple[Points, Integers]:
    """Momenta of the corners of the cells, each once, (points, 2); and which of them are the four corners of a cell, (cells, 4)."""
    corners = cells[:, None] + CORNERS
    numbers, index = np.unique(corners @ [mesh + 1, 1], return_inverse=True)
    places = np.stack(np.divmod(numbers, mesh + 1), axis=-1)
    return 2 * np.pi * places / mesh - np.pi, index.reshape(len(cells), 4)
