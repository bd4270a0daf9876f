"""Chern numbers of the occupied bands of a Bloch Hamiltonian by the method of Fukui, Hatsugai and Suzuki."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.bands import CHUNK, Hamiltonian
from numerics.cells import CORNERS, IDENTITY, Integers, cells_of_zone, point_symmetries, vertices

Points = NDArray[Any]
Matrices = NDArray[Any]
SMALLEST_MESH, LARGEST_MESH = 24, 384
PROBE = 0.1  # side of the cells that are searched for symmetries
SYMMETRIC, INTEGER = 1e-9, 1e-6  # difference of equivalent fluxes; distance of their sum from an integer, in units of 2 pi


class GapTooSmallError(ValueError):
    """The mesh cannot follow the occupied states between its points."""


def chern_number(hamiltonian: Hamiltonian, *, mesh: int | None = None) -> int:
    """Chern number of the levels below zero energy, in units where a Berry flux of 2 pi is 1: see :func:`berry_flux`.

    Where gap and flux are found to have symmetries of the square, only one of equivalent cells is looked at. The flux through a part of
    the zone need not be an integer, so that the sum confirms the symmetries; if it does not, all cells are counted.
    """
    symmetries = point_symmetries(lambda k: _around(hamiltonian, k), tolerance=SYMMETRIC)
    for believed in (symmetries, IDENTITY):
        flux, multiplicity = _resolved(hamiltonian, mesh, believed)
        number = float(flux @ multiplicity) / (2 * np.pi)
        if abs(number - round(number)) < INTEGER:
            break
    return round(number)


def berry_flux(hamiltonian: Hamiltonian, *, mesh: int | None = None) -> NDArray[np.float64]:
    """Berry flux of the levels below zero through each cell of the zone, shape (mesh, mesh); the sum is 2 pi times an integer.

    J. Phys. Soc. Jpn. 74, 1674 (2005): the phases of the link determinants, summed around each plaquette of a
    ``mesh`` x ``mesh`` grid, lie between -pi and pi and add up to an integer exactly (with the phases of <u(k)|u(k')>; the
    convention A = i <u|du> has the opposite sign). The cell (i, j) has its corner at the point (i, j) of
    ``bands.zone_mesh``. Without ``mesh`` the grid is refined until it resolves the gap and the Berry flux. The range of the
    hoppings must be small against the mesh.

    Raises
    ------
    GapTooSmallError
        If somewhere H(k) changes by as much as the gap within the part of a cell around its corner, so that a level could cross zero
        unseen; or if the flux through a cell exceeds pi/2, so that it could be mistaken for its complement; or if the number of
        levels below zero is not the same everywhere.
    ValueError
        If ``mesh`` is below 3.
    """
    flux, _ = _resolved(hamiltonian, mesh, IDENTITY)
    return flux.reshape(2 * [round(np.sqrt(flux.size))])


def _resolved(hamiltonian: Hamiltonian, mesh: int | None, symmetries: Integers) -> tuple[Points, Integers]:
    """Flux through the cells that are not equivalent, on the given mesh or on the coarsest that will do, and their multiplicities."""
    if mesh is not None and mesh < 3:
        raise ValueError(f"`mesh` must be at least 3, but is {mesh}.")
    size = SMALLEST_MESH if mesh is None else mesh
    while True:
        cells, multiplicity = cells_of_zone(size, symmetries=symmetries)
        try:
            return _on_mesh(hamiltonian, cells, size), multiplicity
        except GapTooSmallError:
            if mesh is not None or 2 * size > LARGEST_MESH:
                raise
            size *= 2


def _on_mesh(hamiltonian: Hamiltonian, cells: Integers, mesh: int) -> Points:
    """Flux through the cells, some at a time; the eigenvectors at a corner serve all cells around it, and so do the energies."""
    occupied = int((np.linalg.eigvalsh(hamiltonian(kx=0.0, ky=0.0)) < 0).sum())
    parts = []
    for start in range(0, len(cells), CHUNK):
        k, index = vertices(cells[start : start + CHUNK], mesh)
        H = hamiltonian(kx=k[:, 0], ky=k[:, 1])
        energies, states = np.linalg.eigh(H)
        _require_gap(H, energies, occupied, k, index, mesh)
        parts.append(_flux(states[..., :occupied], index))
        if abs(parts[-1]).max() > np.pi / 2:
            raise GapTooSmallError(
                f"`mesh` of {mesh} x {mesh} points needs a Berry flux below pi/2 through every cell,"
                f" but one has {abs(parts[-1]).max():.2g}: take a larger `mesh`."
            )
    return np.concatenate(parts)


def _require_gap(H: Matrices, energies: Points, occupied: int, k: Points, index: Integers, mesh: int) -> None:
    if ((energies < 0).sum(axis=-1) != occupied).any():
        raise GapTooSmallError(
            f"`mesh` of {mesh} x {mesh} points needs a gap, but there is none: the number of levels below zero changes."
        )
    gap = abs(energies).min(axis=-1)
    # The Frobenius norm is cheap but up to a factor sqrt(bands) too large: the suspects get the spectral norm.
    suspects = index[(gap[index] <= _reach(H[index], _frobenius)).any(axis=-1)]
    reach = _reach(H[suspects], _spectral)
    if (gap[suspects] <= reach).any():
        cell, corner = np.unravel_index(np.argmax(reach - gap[suspects]), reach.shape)
        at = suspects[cell, corner]
        raise GapTooSmallError(
            f"`mesh` of {mesh} x {mesh} points needs a gap above {reach[cell, corner]:.2g} at k = ({k[at, 0]:.3f},"
            f" {k[at, 1]:.3f}), but it is {gap[at]:.2g}: move away from the transition or take a larger `mesh`."
        )


def _reach(H: Matrices, norm: Callable[[Matrices], Points]) -> Points:
    """How far H(k) moves from its value at a corner within the quarter of the cell there: half the sides, (cells, 4)."""
    corners = H.reshape(-1, 2, 2, *H.shape[2:])  # y, x
    return (norm(np.diff(corners, axis=2)) + norm(np.diff(corners, axis=1))).reshape(-1, 4) / 2


def _frobenius(H: Matrices) -> Points:
    return np.asarray(np.linalg.norm(H, "fro", axis=(-2, -1)))


def _spectral(H: Matrices) -> Points:
    return np.asarray(abs(np.linalg.eigvalsh(H)).max(axis=-1))


def _flux(states: Matrices, index: Integers) -> Points:
    """Phase of the determinant of the overlaps around each cell, whose corners are in the order of ``cells.CORNERS``."""
    around = [states[index[:, corner]] for corner in (0, 1, 3, 2, 0)]
    overlap = np.swapaxes(around[0].conj(), -1, -2) @ around[1]
    for here, there in zip(around[1:], around[2:], strict=False):
        overlap = overlap @ (np.swapaxes(here.conj(), -1, -2) @ there)
    return np.asarray(np.angle(np.linalg.det(overlap)))


def _around(hamiltonian: Hamiltonian, k: Points) -> Points:
    """Flux through small cells centred at the momenta, and the mean gap at their corners, (points, 2)."""
    corners = k[:, None] + PROBE * (CORNERS - 0.5)
    energies, states = np.linalg.eigh(hamiltonian(kx=corners[..., 0], ky=corners[..., 1]))
    occupied = int((energies[0, 0] < 0).sum())
    flux = _flux(states.reshape(-1, *states.shape[2:])[..., :occupied], np.arange(4 * len(k)).reshape(-1, 4))
    return np.stack([flux, abs(energies).min(axis=-1).mean(axis=-1)], axis=-1)
