"""Chern numbers of the occupied bands of a Bloch Hamiltonian by the method of Fukui, Hatsugai and Suzuki."""

import numpy as np
from numpy.typing import NDArray

from numerics.bands import Hamiltonian, zone_mesh

SMALLEST_MESH, LARGEST_MESH = 24, 768


class GapTooSmallError(ValueError):
    """The mesh cannot follow the occupied states between its points."""


def chern_number(hamiltonian: Hamiltonian, *, mesh: int | None = None) -> int:
    """Chern number of the levels below zero energy, in units where a Berry flux of 2 pi is 1.

    J. Phys. Soc. Jpn. 74, 1674 (2005): the phases of the link determinants, summed around each plaquette of a
    ``mesh`` x ``mesh`` grid, lie between -pi and pi and add up to an integer exactly. Without ``mesh`` the grid is refined
    until it can be trusted.

    Raises
    ------
    GapTooSmallError
        If between neighbouring points H(k) changes by as much as the gap, so that a level could cross zero unseen.
    """
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


def _on_mesh(hamiltonian: Hamiltonian, mesh: int) -> int:
    kx, ky = zone_mesh(mesh)
    H = hamiltonian(kx=kx, ky=ky)
    energies = np.linalg.eigvalsh(H)
    gap = float(abs(energies).min())
    occupied = int((energies < 0).sum(axis=-1).max())
    change = max(float(np.linalg.norm(H - np.roll(H, -1, axis=axis), axis=(-2, -1)).max()) for axis in (0, 1))
    # Half a Frobenius norm per link, from either end, must stay below the gap.
    if change / 2 >= gap or occupied != H.shape[-1] // 2:
        needed = f"a gap above {change / 2:.2g}" if occupied == H.shape[-1] // 2 else "an insulator"
        raise GapTooSmallError(
            f"`mesh` of {mesh} x {mesh} points needs {needed}, but the gap is {gap:.2g}: move away from the transition"
            " or take a larger `mesh`."
        )
    states = np.linalg.eigh(H)[1][..., :occupied]
    links = [_link(states, axis) for axis in (0, 1)]
    flux = links[0] * np.roll(links[1], -1, axis=0) * np.roll(links[0], -1, axis=1).conj() * links[1].conj()
    return round(float(np.angle(flux).sum()) / (2 * np.pi))


def _link(states: NDArray[np.complex128], axis: int) -> NDArray[np.complex128]:
    overlap = np.swapaxes(states.conj(), -1, -2) @ np.roll(states, -1, axis=axis)
    return np.asarray(np.linalg.det(overlap))
