"""The minimum of the gap over the whole Brillouin zone: cells excluded by proved bounds, what remains polished by Newton's method.

Interpolate H linearly between the corners v of a cell of side h. That errs by at most R = h^2/8 (|H_xx| + |H_yy|), and the square
of a mean is the mean of the squares less the variance, so that at the part (x, y) of the way through the cell

    (E + R)^2 >= mean of E_v^2 - x (1 - x) D_x^2 - y (1 - y) D_y^2

with E the distance of the levels from zero and D_x, D_y the norm of the difference of H along the sides of the cell. Cells that lie
above the lowest value found are dropped, the others divided by four, until none is left: then nothing hides between the points.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.zone.bands import Hamiltonian, level_nearest_zero
from numerics.zone.cells import SQUARE, Integers, cells_of_zone, halved, point_symmetries, vertices
from numerics.zone.descent import descended
from numerics.zone.fourier import BlochSeries, bloch_series

Points = NDArray[Any]
COARSEST, POLISHED, CHECKED, FINEST = 32, 256, 512, 2**30  # cells along a side of the zone
EFFORT = 300  # cells of an octant that are divided before the search gives up, in a valley or at a flat level
TOLERANCE = 1e-10


@dataclass(frozen=True)
class Gap:
    """Minimum over the zone of the distance of the levels from zero energy, and one momentum where it is reached."""

    gap: float
    kx: float
    ky: float


@dataclass(frozen=True, eq=False)
class _Cells:
    """Cells of a mesh, by their lower corners (cells, 2), with the bound in each; and the deepest of the corners of each."""

    corners: Integers
    bound: Points
    deepest: Points
    depth: Points

    def below(self, energy: float) -> "_Cells":
        kept = self.bound < energy
        return _Cells(self.corners[kept], self.bound[kept], self.deepest[kept], self.depth[kept])


def minimum_gap(hamiltonian: Hamiltonian) -> Gap:
    """Minimum of |E| over the whole zone, to 1e-10; ``hamiltonian(kx=, ky=)`` returns matrices.

    Cells that proved bounds do not exclude are searched by Newton's method, and divided once more to see that nothing was
    overlooked. :func:`bounded_gap` goes on until there is a proof.

    >>> import derivations as ti
    >>> ti.minimum_gap(ti.hamiltonian("surface", Delta=0.5))
    Gap(gap=0.5, kx=0.0, ky=0.0)

    Raises
    ------
    ValueError
        If the Hamiltonian is not Hermitian, finite, 2 pi periodic and of finite range.
    """
    return _searched(hamiltonian, CHECKED)[0]


def bounded_gap(hamiltonian: Hamiltonian) -> tuple[Gap, float]:
    """The minimum gap, and a number that |E| goes below nowhere in the zone: a proof, for up to three times the work.

    The number is less than the gap by 1e-10, or by the rounding of the levels if that is more. It is less still, possibly zero,
    where the search gives up because a level is flat or its minimum a narrow valley; the gap is then the deepest of the minima
    reached from all cells that are left. Errors as of :func:`minimum_gap`.
    """
    return _searched(hamiltonian, FINEST)


def _searched(hamiltonian: Hamiltonian, finest: int) -> tuple[Gap, float]:
    series = bloch_series(hamiltonian)
    rounding = 4 * series.rounding
    symmetries = point_symmetries(lambda k: np.sort(abs(np.linalg.eigvalsh(series.at(k)))), tolerance=rounding)
    corners, mesh = cells_of_zone(COARSEST, symmetries=symmetries)[0], COARSEST
    search = _Search(series, max(TOLERANCE, rounding), room=EFFORT * len(SQUARE) // len(symmetries))
    while True:
        left = search.left_of(corners, mesh)
        if not 0 < len(left.corners) <= search.room or mesh >= finest:
            return _evaluated(hamiltonian, search.best), max(0.0, min([search.best.gap - search.tolerance, *left.bound]))
        corners, mesh = halved(left.corners), 2 * mesh


@dataclass(eq=False)
class _Search:
    """The deepest momentum found so far, and how many more cells may be divided."""

    series: BlochSeries
    tolerance: float
    room: int
    best: Gap = Gap(np.inf, 0.0, 0.0)

    def left_of(self, corners: Integers, mesh: int) -> _Cells:
        """The cells in which a lower minimum may hide, after a descent from them where one is due."""
        cells = _bounded(self.series, corners, mesh, self.best.gap)
        self.room -= len(corners) // 4
        overlooked = mesh > POLISHED and cells.depth.min() < self.best.gap - self.tolerance
        left = self._left(cells, cells.deepest, cells.depth)
        if len(left.corners) and (mesh == POLISHED or overlooked or len(left.corners) > self.room):
            left = self._left(left, *descended(self.series, np.unique(left.deepest, axis=0), radius=2 * np.pi / mesh))
        return left

    def _left(self, cells: _Cells, k: Points, depth: Points) -> _Cells:
        """The cells that still count when these momenta are known."""
        self.best = min(self.best, _deepest(k, depth), key=lambda candidate: candidate.gap)
        return cells.below(self.best.gap - self.tolerance)


def _bounded(series: BlochSeries, corners: Integers, mesh: int, lowest: float) -> _Cells:
    """The cells with their bounds, which see no further than the lowest energy found so far."""
    k, index = vertices(corners, mesh)
    H = series.at(k)
    depth = abs(np.linalg.eigvalsh(H)).min(axis=1)
    lowest = min(lowest, float(depth.min()))
    squares = depth[index].reshape(-1, 2, 2) ** 2  # y, x
    strain = (2 * np.pi / mesh) ** 2 / 2 * series.curvature
    bending = _sides(H[index].reshape(-1, 2, 2, *H.shape[1:])) ** 2 + (2 * lowest + strain.sum() / 4) * strain
    rise = np.stack([np.diff(squares, axis=axis).reshape(-1, 2) for axis in (2, 1)], axis=1)
    slope = np.maximum(0, np.maximum(rise.min(axis=-1), -rise.max(axis=-1)))  # away from the deepest corner, at least
    dip = (np.maximum(bending - slope, 0) ** 2 / (4 * np.maximum(bending, np.finfo(float).tiny))).sum(axis=-1)
    bound = np.minimum(lowest, np.sqrt(np.maximum(squares.min(axis=(1, 2)) - dip, 0)))
    deepest = index[np.arange(len(index)), depth[index].argmin(axis=1)]
    return _Cells(corners, bound, k[deepest], depth[deepest])


def _sides(H: NDArray[np.complex128]) -> Points:
    """Bounds on the norm of the difference of H along x and along y, (cells, 2); H at the corners is (cells, 2, 2, n, n).

    The norm of a Hermitian matrix is at most the largest sum of the moduli in a row.
    """
    return np.stack([abs(np.diff(H, axis=axis)).sum(axis=-1).max(axis=(1, 2, 3)) for axis in (2, 1)], axis=-1)


def _deepest(k: Points, depth: Points) -> Gap:
    lowest = int(depth.argmin())
    return Gap(float(depth[lowest]), float(k[lowest, 0]), float(k[lowest, 1]))


def _evaluated(hamiltonian: Hamiltonian, at: Gap) -> Gap:
    """The level of the Hamiltonian itself there, the momentum between -pi and pi."""
    kx, ky = ((component + np.pi) % (2 * np.pi) - np.pi for component in (at.kx, at.ky))
    return Gap(float(level_nearest_zero(hamiltonian, kx=kx, ky=ky)), kx, ky)
