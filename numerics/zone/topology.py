"""Chern numbers of the occupied bands of a Bloch Hamiltonian by the method of Fukui, Hatsugai and Suzuki."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.checks import whole
from numerics.solvers.hermitian import levels_and_states
from numerics.zone.bands import Hamiltonian, require_period, spectrum
from numerics.zone.cells import CORNERS, IDENTITY, Integers, cells_of_zone, halved, point_symmetries, vertices
from numerics.zone.fourier import bloch_series

Points = NDArray[Any]
Matrices = NDArray[Any]
SMALLEST_MESH, LARGEST_MESH = 24, 384
TOGETHER = 4096  # cells worked on at a time, for memory's sake; a multiple of four, to keep quarters together
PROBE = 0.1  # side of the cells that are searched for symmetries
SYMMETRIC, INTEGER = 1e-9, 1e-6  # difference of equivalent fluxes; distance of their sum from an integer, in units of 2 pi
SQUARE_LOOP = [0, 1, 3, 2]  # around a cell, in the order of ``cells.CORNERS``
# Around a divided cell: corners of the cell and middles of its sides, of the 4 x 4 corners of its quarters.
OUTER_LOOP = [0, 1, 5, 7, 15, 14, 10, 8]


class GapTooSmallError(ValueError):
    """The mesh cannot follow the occupied states between its points."""


def chern_number(hamiltonian: Hamiltonian, *, mesh: int | None = None) -> int:
    """Chern number of the levels below zero energy, in units where a Berry flux of 2 pi is 1: see :func:`berry_flux`.

    Without ``mesh`` those cells alone are divided that do not resolve the gap and the flux. Where gap and flux are found to have
    symmetries of the square, one of equivalent cells is enough: the flux through a part of the zone need not be an integer, so that
    the sum confirms the symmetries; if it does not, all cells are counted.

    >>> import derivations as ti
    >>> ti.chern_number(ti.hamiltonian("surface", Delta=0.5))
    1

    Raises
    ------
    GapTooSmallError, ValueError
        As :func:`berry_flux`.
    """
    size = _first_mesh(hamiltonian, mesh)
    finest = LARGEST_MESH if mesh is None else mesh
    symmetries = point_symmetries(lambda k: _around(hamiltonian, k), tolerance=SYMMETRIC)
    for believed in (symmetries, IDENTITY):
        cells, multiplicity = cells_of_zone(size, symmetries=believed)
        number = float(_flux(hamiltonian, cells, size, finest) @ multiplicity) / (2 * np.pi)
        if abs(number - round(number)) < INTEGER:
            return round(number)
    raise _not_closed(number)


def berry_flux(hamiltonian: Hamiltonian, *, mesh: int | None = None) -> NDArray[np.float64]:
    """Berry flux of the levels below zero through each cell of the zone, shape (mesh, mesh); the sum is 2 pi times an integer.

    J. Phys. Soc. Jpn. 74, 1674 (2005): the phases of the link determinants, summed around each plaquette of a
    ``mesh`` x ``mesh`` grid, lie between -pi and pi and add up to an integer exactly (with the phases of <u(k)|u(k')>; the
    convention A = i <u|du> has the opposite sign). The cell (i, j) has its corner at the point (i, j) of
    ``bands.zone_mesh``. Without ``mesh`` the grid is refined until it resolves the gap and the Berry flux.

    Raises
    ------
    GapTooSmallError
        If somewhere H(k) changes by as much as the gap within the quarter of a cell at a corner, so that a level could cross zero
        unseen; or if the flux through a cell exceeds pi/2, so that it could be mistaken for its complement; or if the number of
        levels below zero is not the same everywhere.
    ValueError
        If ``mesh`` is not an integer from 3 on, or less than four times the range of the hoppings, which would look shorter on it;
        if H(k) is not Hermitian, finite, 2 pi periodic and of a range of at most 63; or if the fluxes do not add up to an integer.
    """
    size = _first_mesh(hamiltonian, mesh)
    while True:
        try:
            flux = _flux(hamiltonian, cells_of_zone(size, symmetries=IDENTITY)[0], size, size)
            break
        except GapTooSmallError:
            if mesh is not None or 2 * size > LARGEST_MESH:
                raise
            size *= 2
    number = float(flux.sum()) / (2 * np.pi)
    if not abs(number - round(number)) < INTEGER:
        raise _not_closed(number)
    return flux.reshape(size, size)


def _not_closed(number: float) -> ValueError:
    return ValueError(f"`hamiltonian` must be 2 pi periodic, but its Berry fluxes add up to {number:.6g} times 2 pi.")


def _first_mesh(hamiltonian: Hamiltonian, mesh: int | None) -> int:
    """The mesh given, or the one to begin with: four points or more within the shortest period of H(k)."""
    if mesh is not None:
        whole(mesh, name="mesh", least=3)
    require_period(hamiltonian)
    needed = 4 * bloch_series(hamiltonian).reach
    if mesh is not None and mesh < needed:
        raise ValueError(f"`mesh` must be at least {needed}, four times the range of the hoppings, but is {mesh}.")
    return mesh if mesh is not None else max(SMALLEST_MESH, needed)


def _flux(hamiltonian: Hamiltonian, cells: Integers, mesh: int, finest: int) -> Points:
    """Flux through the cells of a mesh; what it does not resolve is divided, down to the finest mesh.

    A divided cell counts as its quarters less the slivers between its sides and theirs: the sum over the zone stays an integer.
    """
    occupied = int((spectrum(hamiltonian, kx=0.0, ky=0.0) < 0).sum())
    flux, pending = np.zeros(len(cells)), _parts(cells, np.arange(len(cells)), mesh)
    while pending:
        part, owner, size = pending.pop()
        at = _States.at_corners(hamiltonian, part, size, occupied)
        if size > mesh:
            ring = at.index.reshape(-1, 16)[:, OUTER_LOOP]
            slivers = sum(_phase(at.occupied, ring[:, [side, side + 1, (side + 2) % 8]]) for side in (0, 2, 4, 6))
            np.subtract.at(flux, owner[::4], slivers)
        through, reach = _phase(at.occupied, at.index[:, SQUARE_LOOP]), at.reach()
        if 2 * size > finest:
            _require_resolution(at, reach, through, size)
        fine = (at.gap[at.index] > reach).all(axis=-1) & (abs(through) <= np.pi / 2)
        np.add.at(flux, owner[fine], through[fine])
        pending += _parts(halved(part[~fine]), np.repeat(owner[~fine], 4), 2 * size)
    return flux


def _parts(cells: Integers, owner: Integers, mesh: int) -> list[tuple[Integers, Integers, int]]:
    """The cells, the numbers of those that they are quarters of, and their mesh, in parts that are worked on together."""
    return [(cells[first : first + TOGETHER], owner[first : first + TOGETHER], mesh) for first in range(0, len(cells), TOGETHER)]


@dataclass(frozen=True, eq=False)
class _States:
    """H, the gap and the occupied states at the corners of cells, each once; ``index`` (cells, 4) are the corners of each cell."""

    k: Points
    index: Integers
    H: Matrices
    gap: Points
    occupied: Matrices

    @classmethod
    def at_corners(cls, hamiltonian: Hamiltonian, cells: Integers, mesh: int, occupied: int) -> "_States":
        k, index = vertices(cells, mesh)
        H = hamiltonian(kx=k[:, 0], ky=k[:, 1])
        energies, states = levels_and_states(H)
        if ((energies < 0).sum(axis=-1) != occupied).any():
            raise GapTooSmallError(
                f"`mesh` of {mesh} x {mesh} points needs a gap, but there is none: the number of levels below zero changes."
            )
        return cls(k, index, H, abs(energies).min(axis=-1), states[..., :occupied])

    def reach(self) -> Points:
        """How far H(k) moves from its value at a corner within the quarter of the cell there, (cells, 4)."""
        reach = _half_sides(self.H[self.index], _frobenius)
        # The Frobenius norm is cheap but up to a factor sqrt(bands) too large: the suspects get the spectral norm.
        suspects = (self.gap[self.index] <= reach).any(axis=-1)
        reach[suspects] = _half_sides(self.H[self.index[suspects]], _spectral)
        return reach


def _require_resolution(at: _States, reach: Points, through: Points, mesh: int) -> None:
    lacking = reach - at.gap[at.index]
    if (lacking >= 0).any():
        cell, corner = np.unravel_index(lacking.argmax(), lacking.shape)
        worst = at.index[cell, corner]
        kx, ky = at.k[worst]
        raise GapTooSmallError(
            f"`mesh` of {mesh} x {mesh} points needs a gap above {reach[cell, corner]:.2g} at k = ({kx:.3f}, {ky:.3f}),"
            f" but it is {at.gap[worst]:.2g}: move away from the transition or take a larger `mesh`."
        )
    if abs(through).max() > np.pi / 2:
        raise GapTooSmallError(
            f"`mesh` of {mesh} x {mesh} points needs a Berry flux below pi/2 through every cell,"
            f" but one has {abs(through).max():.2g}: take a larger `mesh`."
        )


def _half_sides(H: Matrices, norm: Callable[[Matrices], Points]) -> Points:
    corners = H.reshape(-1, 2, 2, *H.shape[2:])  # y, x
    return (norm(np.diff(corners, axis=2)) + norm(np.diff(corners, axis=1))).reshape(-1, 4) / 2


def _frobenius(H: Matrices) -> Points:
    return np.asarray(np.linalg.norm(H, "fro", axis=(-2, -1)))


def _spectral(H: Matrices) -> Points:
    return np.asarray(abs(np.linalg.eigvalsh(H)).max(axis=-1))


def _phase(states: Matrices, loops: Integers) -> Points:
    """Phase of the determinant of the overlaps around each closed loop; ``loops`` name the states on the way, (loops, points)."""
    overlap: Any = 1.0
    for here, there in zip(loops.T, np.roll(loops, -1, axis=1).T, strict=True):
        link = np.swapaxes(states[here].conj(), -1, -2) @ states[there]
        overlap = overlap * np.linalg.det(link)
    return np.asarray(np.angle(overlap))


def _around(hamiltonian: Hamiltonian, k: Points) -> Points:
    """Flux through small cells centred at the momenta, and the mean gap at their corners, (points, 2)."""
    corners = k[:, None] + PROBE * (CORNERS - 0.5)
    energies, states = levels_and_states(hamiltonian(kx=corners[..., 0], ky=corners[..., 1]))
    occupied = int((energies[0, 0] < 0).sum())
    states = states.reshape(-1, *states.shape[2:])[..., :occupied]
    flux = _phase(states, np.arange(len(states)).reshape(-1, 4)[:, SQUARE_LOOP])
    return np.stack([flux, abs(energies).min(axis=-1).mean(axis=-1)], axis=-1)
