"""Chern numbers of the occupied bands of a Bloch Hamiltonian by the method of Fukui, Hatsugai and Suzuki."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.bands import Hamiltonian, zone_mesh

Matrices = NDArray[Any]
SMALLEST_MESH, LARGEST_MESH = 24, 384


class GapTooSmallError(ValueError):
    """The mesh cannot follow the occupied states between its points."""


def chern_number(hamiltonian: Hamiltonian, *, mesh: int | None = None) -> int:
    """Chern number of the levels below zero energy, in units where a Berry flux of 2 pi is 1: see :func:`berry_flux`."""
    return round(float(berry_flux(hamiltonian, mesh=mesh).sum()) / (2 * np.pi))


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
        If somewhere H(k) changes by as much as the gap within the cell around a point, so that a level could cross zero
        unseen; or if the flux through a cell exceeds pi/2, so that it could be mistaken for its complement; or if the number of
        levels below zero is not the same everywhere.
    ValueError
        If ``mesh`` is below 3.
    """
    if mesh is not None and mesh < 3:
        raise ValueError(f"`mesh` must be at least 3, but is {mesh}.")
    if mesh is not None:
        return _on_mesh(hamiltonian, mesh)
    mesh = SMALLEST_MESH
    while True:
        try:
            return _on_mesh(hamiltonian, mesh)
        except GapTooSmallError:
            if 2 * mesh > LARGEST_MESH:
                raise
            mesh *= 2


def _on_mesh(hamiltonian: Hamiltonian, mesh: int) -> NDArray[np.float64]:
    kx, ky = zone_mesh(mesh)
    H = hamiltonian(kx=kx, ky=ky)
    energies = np.linalg.eigvalsh(H)
    gap = abs(energies).min(axis=-1)
    occupied = (energies < 0).sum(axis=-1)
    if occupied.min() != occupied.max():
        raise GapTooSmallError(
            f"`mesh` of {mesh} x {mesh} points needs a gap, but there is none: the number of levels below zero changes."
        )
    i, j = np.nonzero(gap <= _reach(H, "fro"))
    # The Frobenius norm is cheap but up to a factor sqrt(bands) too large: the suspects get the spectral norm.
    reach = _reach(H, 2, at=(i, j))
    if (gap[i, j] <= reach).any():
        worst = int(np.argmax(reach - gap[i, j]))
        raise GapTooSmallError(
            f"`mesh` of {mesh} x {mesh} points needs a gap above {reach[worst]:.2g} at k = ({kx[i[worst], 0]:.3f},"
            f" {ky[0, j[worst]]:.3f}), but it is {gap[i, j][worst]:.2g}: move away from the transition or take a larger `mesh`."
        )
    states = np.linalg.eigh(H)[1][..., : occupied.min()]
    links = [_link(states, axis) for axis in (0, 1)]
    flux = links[0] * np.roll(links[1], -1, axis=0) * np.roll(links[0], -1, axis=1).conj() * links[1].conj()
    angles = np.angle(flux)
    if abs(angles).max() > np.pi / 2:
        raise GapTooSmallError(
            f"`mesh` of {mesh} x {mesh} points needs a Berry flux below pi/2 through every cell,"
            f" but one has {abs(angles).max():.2g}: take a larger `mesh`."
        )
    return np.asarray(angles)


def _reach(H: Matrices, norm: Any, at: Any = (slice(None), slice(None))) -> NDArray[Any]:
    """How far H(k) can move from its value at a point within the cell around it: half the way to the neighbours."""
    reach: Any = 0.0
    for axis in (0, 1):
        ways = [np.linalg.norm(H[at] - np.roll(H, shift, axis=axis)[at], norm, axis=(-2, -1)) for shift in (-1, 1)]
        reach = reach + np.maximum(*ways) / 2
    return np.asarray(reach)


def _link(states: Matrices, axis: int) -> Matrices:
    overlap = np.swapaxes(states.conj(), -1, -2) @ np.roll(states, -1, axis=axis)
    return np.asarray(np.linalg.det(overlap))
