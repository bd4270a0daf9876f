"""Batched spectra of Bloch Hamiltonians and the minimum of the gap over the whole Brillouin zone."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize

Hamiltonian = Callable[..., NDArray[np.complex128]]
Points = NDArray[Any]
MESH = 96  # even
STARTS = 128  # local minima of the mesh that are followed
SUSPECTS, REFINED, BLOCK = 3000, 4, 6  # cells refined, points along a side of each, cells along a side of a block
NEWTON_STEPS, POLISHED = 40, 6


@dataclass(frozen=True)
class Gap:
    """Minimum over the zone of the distance of the levels from zero energy, and one momentum where it is reached."""

    gap: float
    kx: float
    ky: float


def zone_mesh(mesh: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Momenta kx (mesh, 1) and ky (1, mesh), 2 pi periodic; the invariant momenta 0 and pi belong to an even mesh."""
    line = 2 * np.pi * np.arange(mesh) / mesh - np.pi
    return line[:, None], line[None, :]


def spectrum(hamiltonian: Hamiltonian, *, kx: ArrayLike, ky: ArrayLike) -> NDArray[np.float64]:
    """Energies, ascending along the last axis, shape (*batch, bands); ``hamiltonian(kx=, ky=)`` returns matrices."""
    return np.asarray(np.linalg.eigvalsh(hamiltonian(kx=kx, ky=ky)))


def expectation(states: NDArray[Any], operator: ArrayLike) -> NDArray[np.float64]:
    """<operator>, Hermitian, in each state; ``states`` (*batch, n, m) are normalised columns, shape (*batch, m).

    >>> expectation(np.eye(2), [[1, 0], [0, -1]])
    array([ 1., -1.])
    """
    return np.asarray(np.einsum("...ij,ik,...kj->...j", states.conj(), np.asarray(operator), states).real)


def helicity_order(states: NDArray[Any], dirac: ArrayLike) -> NDArray[np.intp]:
    """Order of the states, columns of (*batch, n, m): those with the spin against ``dirac``, (*batch, 2, 2), then those along it.

    The spin is the last factor of the basis. Within either half the order is kept, that of the energies for states of ``eigh``.

    >>> helicity_order(np.eye(4)[:, [0, 1, 3, 2]], [[1, 0], [0, -1]])
    array([1, 2, 0, 3])
    """
    paired = np.asarray(states).reshape(*np.shape(states)[:-2], -1, 2, np.shape(states)[-1])
    along = np.einsum("...asj,...st,...atj->...j", paired.conj(), np.asarray(dirac), paired).real
    return np.argsort(along > 0, axis=-1, kind="stable")


def level_nearest_zero(hamiltonian: Hamiltonian, *, kx: ArrayLike, ky: ArrayLike) -> NDArray[np.float64]:
    """Min |E| over the levels at each momentum, shape of the batch."""
    return np.abs(spectrum(hamiltonian, kx=kx, ky=ky)).min(axis=-1)


def minimum_gap(hamiltonian: Hamiltonian) -> Gap:
    """Minimum of |E| over the whole zone, to 1e-8.

    Candidates from an even mesh (which contains the invariant momenta), refined where a deeper minimum may hide, descend
    by Newton's method on E^2, all in one batch: E^2 stays smooth where a small gap makes |E| sharp. The deepest are
    polished by the simplex method, which needs no derivative, for the minimum may be a cusp where two levels cross.
    """
    starts = _candidates(hamiltonian)
    points = np.concatenate([starts, _descended(hamiltonian, starts, radius=2 * np.pi / MESH)])
    depth = level_nearest_zero(hamiltonian, kx=points[:, 0], ky=points[:, 1])
    best = Gap(np.inf, 0.0, 0.0)
    for index in np.argsort(depth, kind="stable")[:POLISHED]:
        found = _polished(hamiltonian, points[index])
        if found.gap < best.gap - 1e-12:  # equal minima: keep the first
            best = found
    return best


def _candidates(hamiltonian: Hamiltonian) -> Points:
    """Local minima of the mesh, and the deepest point of every block of cells in which a minimum may hide: (starts, 2).

    A cell may hide a minimum below the mesh if the steepest slope seen on the mesh could reach it within the cell.
    """
    kx, ky = zone_mesh(MESH)
    gaps = level_nearest_zero(hamiltonian, kx=kx, ky=ky)
    around = [np.roll(gaps, (i, j), axis=(0, 1)) for i in (-1, 0, 1) for j in (-1, 0, 1) if (i, j) != (0, 0)]
    i, j = np.nonzero(gaps <= np.min(around, axis=0))
    minima = np.stack([kx[i, 0], ky[0, j]], axis=-1)[np.argsort(gaps[i, j], kind="stable")][:STARTS]
    rise = max(float(abs(gaps - other).max()) for other in around)
    suspects = np.argsort(gaps, axis=None, kind="stable")[:SUSPECTS]
    i, j = np.unravel_index(suspects[gaps.ravel()[suspects] <= gaps.min() + rise], gaps.shape)
    fine = 2 * np.pi / MESH * (np.arange(REFINED) / REFINED - 0.5)
    qx = kx[i, 0][:, None, None] + fine[:, None]
    qy = ky[0, j][:, None, None] + fine[None, :]
    fine_gaps = level_nearest_zero(hamiltonian, kx=qx, ky=qy).reshape(len(i), -1)
    cell_best, deepest = fine_gaps.min(axis=1), fine_gaps.argmin(axis=1)
    order = np.argsort(cell_best, kind="stable")
    _, first = np.unique((i // BLOCK * MESH + j // BLOCK)[order], return_index=True)
    chosen = order[first]
    a, b = np.divmod(deepest[chosen], REFINED)
    hidden = np.stack([kx[i[chosen], 0] + fine[a], ky[0, j[chosen]] + fine[b]], axis=-1)
    return np.concatenate([minima, hidden])


def _descended(hamiltonian: Hamiltonian, points: Points, radius: float) -> Points:
    """Damped Newton descent of E^2 from all points at once, (starts, 2); derivatives from a 3 x 3 stencil."""

    def squared(k: Points) -> Points:
        return level_nearest_zero(hamiltonian, kx=k[..., 0], ky=k[..., 1]) ** 2

    trust = np.full(len(points), radius)
    stencil = np.array([(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)])
    for _ in range(NEWTON_STEPS):
        step = np.clip(trust / 100, 1e-5, 1e-3)
        f = squared(points[:, None] + step[:, None, None] * stencil).reshape(-1, 3, 3)
        gradient = np.stack([f[:, 2, 1] - f[:, 0, 1], f[:, 1, 2] - f[:, 1, 0]], axis=-1) / (2 * step[:, None])
        xx = f[:, 2, 1] - 2 * f[:, 1, 1] + f[:, 0, 1]
        yy = f[:, 1, 2] - 2 * f[:, 1, 1] + f[:, 1, 0]
        xy = (f[:, 2, 2] - f[:, 2, 0] - f[:, 0, 2] + f[:, 0, 0]) / 4
        curvature, axes = np.linalg.eigh(np.stack([xx, xy, xy, yy], axis=-1).reshape(-1, 2, 2) / step[:, None, None] ** 2)
        slope = np.einsum("pia,pi->pa", axes, gradient)
        move = -np.einsum("pia,pa->pi", axes, slope / np.maximum(abs(curvature), 1e-9))
        length = np.linalg.norm(move, axis=-1)
        move *= np.minimum(1, trust / np.maximum(length, 1e-300))[:, None]
        better = squared(points + move) < f[:, 1, 1]
        points = np.where(better[:, None], points + move, points)
        trust = np.where(better, np.minimum(2 * trust, radius), trust / 4)
    return points


def _polished(hamiltonian: Hamiltonian, start: Points) -> Gap:
    def objective(k: Points) -> float:
        return float(level_nearest_zero(hamiltonian, kx=k[0], ky=k[1]))

    k, gap = start, objective(start)
    for scale in (1e-3, 1e-4, 1e-2, 1e-3):  # restarted: a simplex may collapse in a narrow valley
        options = {"initial_simplex": k + scale * np.array([[0, 0], [1, 0], [0, 1]]), "xatol": 1e-11, "fatol": 1e-15}
        found = minimize(objective, k, method="Nelder-Mead", options=options)
        if found.fun < gap:
            k, gap = found.x, float(found.fun)
    kx, ky = (float((component + np.pi) % (2 * np.pi) - np.pi) for component in k)
    return Gap(gap, kx, ky)


def with_parameters(kernel: Hamiltonian, **parameters: float) -> Hamiltonian:
    """The Hamiltonian of one set of parameters, a function of momentum alone."""
    return partial(kernel, **parameters)
