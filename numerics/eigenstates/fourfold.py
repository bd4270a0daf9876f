r"""Fourfold rotation of a lattice with a vortex: the operator, its sectors, the label of every state.

.. math:: \mathcal R:\ (x, y) \to (-y, x), \qquad \psi \to e^{-i\pi\sigma_z/4}\,e^{+i\pi n\tau_z/4}\,\psi

commutes with the BdG matrix, :math:`\mathcal R^4 = (-1)^{n+1}`; the eigenvalue :math:`e^{-i\pi j/2}` labels a state:
j mod 4, an integer for odd n, half an odd integer for even n. Particle-hole symmetry maps the sector j to -j.
"""

from collections.abc import Callable

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from numerics.lattice.shapes import Lattice

Indices = NDArray[np.int64]

SIGMA = np.array([1, -1, 1, -1])
TAU = np.array([1, 1, -1, -1])


def rotation(lattice: Lattice, *, n: int) -> sparse.csr_array:
    """Unitary matrix of the fourfold rotation in the component order of ``numerics.lattice.matrix``."""
    target, phase = _action(lattice, n)
    size = len(target)
    return sparse.csr_array((phase, (target, np.arange(size))), shape=(size, size))


def sectors(lattice: Lattice, *, n: int) -> dict[float, sparse.csr_array]:
    """Orthonormal basis (dimension, size) of each sector, j = 0, 1, 2, 3 for odd n and 1/2, 3/2, 5/2, 7/2 for even n.

    A basis vector is the symmetrised orbit of one component: four sites, or the centre alone.
    """
    target, phase = _action(lattice, n)
    size = len(target)
    orbit = np.empty((4, size), dtype=int)
    weight = np.empty((4, size), dtype=complex)  # R^m |c> = weight[m] |orbit[m]>
    orbit[0], weight[0] = np.arange(size), 1
    for m in range(3):
        orbit[m + 1], weight[m + 1] = target[orbit[m]], phase[orbit[m]] * weight[m]
    first = orbit.min(axis=0) == orbit[0]
    centre = first & (target == orbit[0])
    whole = np.flatnonzero(first & ~centre)
    found = {}
    for j in np.arange(4) if n % 2 else np.arange(4) + 0.5:
        alone = np.flatnonzero(centre & np.isclose(phase, np.exp(-0.5j * np.pi * j)))
        turn = np.exp(0.5j * np.pi * j * np.arange(4))[:, None]
        rows = np.concatenate([orbit[:, whole].ravel(), alone])
        columns = np.concatenate([np.tile(np.arange(len(whole)), 4), len(whole) + np.arange(len(alone))])
        values = np.concatenate([(turn * weight[:, whole] / 2).ravel(), np.ones(len(alone))])
        shape = (size, len(whole) + len(alone))
        found[float(j)] = sparse.csr_array((values, (rows, columns)), shape=shape)
    return found


def turn_factors(vectors: NDArray[np.complex128], lattice: Lattice) -> tuple[NDArray[np.complex128], NDArray[np.float64]]:
    """How each component of each state answers to a quarter turn of the sites alone, and its weight.

    Both of shape (states, 4 layers). A component of orbital momentum l (modulo 4) has the factor exp(-i pi l / 2).
    """
    turned = np.empty_like(vectors)
    turned[_targets(lattice)] = vectors
    factors, weights, offset = [], [], 0
    for mask in lattice.occupied.values():
        rows = slice(offset, offset + 4 * int(mask.sum()))
        before, after = (v[rows].reshape(-1, 4, vectors.shape[1]) for v in (vectors, turned))
        weight = (abs(before) ** 2).sum(axis=0).T
        factors.append(np.einsum("sca,sca->ac", before.conj(), after) / weight)
        weights.append(weight)
        offset = rows.stop
    return np.concatenate(factors, axis=1), np.concatenate(weights, axis=1)


def _action(lattice: Lattice, n: int) -> tuple[Indices, NDArray[np.complex128]]:
    """R |c> = phase[c] |target[c]> for every component c."""
    targets = _targets(lattice)
    return targets, np.tile(np.exp(0.25j * np.pi * (n * TAU - SIGMA)), len(targets) // 4)


def component_targets(lattice: Lattice, move: Callable[[Indices, Indices], tuple[Indices, Indices]]) -> Indices | None:
    """Where a permutation of the sites, ``move(i, j)``, takes every component; None if a layer is not symmetric under it."""
    targets, offset = [], 0
    for mask in lattice.occupied.values():
        numbers = np.where(mask, np.cumsum(mask).reshape(mask.shape) - 1, -1)
        i, j = np.nonzero(mask)
        moved = numbers[move(i, j)]
        if moved.min(initial=0) < 0:
            return None
        targets.append(offset + (4 * moved[:, None] + np.arange(4)).ravel())
        offset += 4 * len(i)
    return np.concatenate(targets)


def _targets(lattice: Lattice) -> Indices:
    """Where the rotation takes every component."""
    targets = component_targets(lattice, lambda i, j: (lattice.L - 1 - j, i))
    if targets is None:
        raise ValueError("`lattice` must be symmetric under a fourfold rotation, but a layer is not.")
    return targets
