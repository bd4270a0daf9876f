r"""Symmetry blocks of a real-space Bogoliubov-de Gennes matrix: which symmetries it has, and the smallest blocks that they allow.

* The fourfold rotation (``numerics.eigenstates.fourfold``) makes four sectors j; particle-hole symmetry C maps j to -j.
* The mirror y -> -y times complex conjugation, :math:`\Theta = P_yK` with :math:`\Theta^2 = 1`, leaves every sector to itself: in a
  basis of vectors with :math:`\Theta v = v` the block is real.
* In a sector that is its own partner :math:`\Gamma = C\Theta` is unitary and anticommutes with H: the block is chiral,
  off-diagonal in the halves :math:`\Gamma = \pm1`.
* Without the mirror such a sector still has C with :math:`C^2 = 1`: in a basis of vectors with Cv = v, the Majorana basis, H = iA
  with a real antisymmetric A.

Each symmetry is tested on the matrix itself: where disorder or geometry breaks one, the blocks are those of the others.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from numerics.eigenstates.fourfold import component_targets, rotation, sectors
from numerics.lattice.matrix import commutes, required_particle_hole
from numerics.lattice.shapes import Lattice
from numerics.solvers.forms import ChiralForm, NormalForm
from numerics.solvers.krylov import Form

FOURFOLD, MIRROR = "fourfold rotation", "mirror times conjugation"
ROUNDING = 1e-15  # entries below it, in units of the largest, are sums that cancel


@dataclass(frozen=True, eq=False)
class Block:
    """An invariant subspace and the form that the matrix takes in it.

    ``isometry`` (dimension, size) has an orthonormal basis as columns; for a chiral block first the half of chirality +1.
    ``labels`` is (j,) if the block is its own particle-hole partner, else (j, -j): the partner is not solved. Without rotation
    j is NaN.
    """

    labels: tuple[float, ...]
    isometry: sparse.csr_array
    form: Form


def symmetry_blocks(H: sparse.csr_array, lattice: Lattice, *, n: int) -> tuple[list[Block], tuple[str, ...]]:
    """The blocks to be solved, one of each particle-hole pair, and the names of the symmetries that H has.

    Raises
    ------
    ValueError
        If H is not particle-hole symmetric.
    """
    C, mirror = required_particle_hole(H), reflection(lattice)
    turned = _turns(lattice) and commutes(H, rotation(lattice, n=n))
    if mirror is not None and not commutes(H, mirror, conjugate=True):
        mirror = None
    blocks = []
    for j, P in sectors(lattice, n=n).items() if turned else [(np.nan, _identity(H))]:
        if not turned or j == -j % 4:
            blocks.append(_own_partner(H, j, P, C, mirror))
        elif j < -j % 4:
            blocks.append(_with_partner(H, j, P, mirror))
    return blocks, tuple(name for name, has in ((FOURFOLD, turned), (MIRROR, mirror is not None)) if has)


def majorana_block(H: sparse.csr_array) -> Block:
    """The whole matrix as one block in the Majorana basis.

    Raises
    ------
    ValueError
        If H is not particle-hole symmetric.
    """
    return _own_partner(H, np.nan, _identity(H), required_particle_hole(H), None)


def reflection(lattice: Lattice) -> sparse.csr_array | None:
    """The permutation of the components by y -> -y; None if a layer is not symmetric under it."""
    targets = component_targets(lattice, lambda i, j: (i, lattice.L - 1 - j))
    if targets is None:
        return None
    return sparse.csr_array((np.ones(len(targets)), (targets, np.arange(len(targets)))))


def _own_partner(H: sparse.csr_array, j: float, P: sparse.csr_array, C: sparse.csr_array, mirror: sparse.csr_array | None) -> Block:
    if mirror is None:
        basis = P @ _real_basis(P.conj().T @ C @ P.conj())
        return Block((j,), basis, NormalForm(_cleaned(_projected(H, basis, basis).imag), 1j))
    halves = [P @ half for half in _halves(P.conj().T @ (C @ mirror) @ P)]
    plus, minus = (half @ _real_basis(half.conj().T @ mirror @ half.conj()) for half in halves)
    return Block((j,), sparse.hstack([plus, minus], format="csr"), ChiralForm(_cleaned(_projected(H, plus, minus).real)))


def _with_partner(H: sparse.csr_array, j: float, P: sparse.csr_array, mirror: sparse.csr_array | None) -> Block:
    labels = (j, -j % 4)
    if mirror is None:
        return Block(labels, P, NormalForm(_cleaned(_projected(H, P, P)), 1))
    basis = P @ _real_basis(P.conj().T @ mirror @ P.conj())
    return Block(labels, basis, NormalForm(_cleaned(_projected(H, basis, basis).real), 1))


def _turns(lattice: Lattice) -> bool:
    return all(np.array_equal(mask, np.rot90(mask)) for mask in lattice.occupied.values())


def _identity(H: sparse.csr_array) -> sparse.csr_array:
    return sparse.eye_array(H.shape[0], format="csr", dtype=complex)


def _halves(involution: sparse.csr_array) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Bases of the eigenspaces +1 and -1 of a Hermitian unitary that takes every component to another one (electrons to holes)."""
    target, phase = _monomial(involution)
    first = np.flatnonzero(np.arange(len(target)) < target)
    columns = np.tile(np.arange(len(first)), 2)
    rows = np.concatenate([first, target[first]])
    plus, minus = (
        sparse.csr_array((np.concatenate([np.ones(len(first)), sign * phase[first]]), (rows, columns)), (len(target), len(first)))
        for sign in (1, -1)
    )
    return plus / np.sqrt(2), minus / np.sqrt(2)


def _real_basis(unitary: sparse.csr_array) -> sparse.csr_array:
    """A basis of vectors v = U v^* for a U that takes every component to one other (or itself) and has U U^* = 1."""
    target, phase = _monomial(unitary)
    a = np.arange(len(target))
    first, alone = np.flatnonzero(a < target), np.flatnonzero(a == target)
    columns = np.concatenate(
        [2 * np.arange(len(first))] * 2 + [2 * np.arange(len(first)) + 1] * 2 + [2 * len(first) + np.arange(len(alone))]
    )
    rows = np.concatenate([first, target[first]] * 2 + [alone])
    pair = np.concatenate([np.ones(len(first)), phase[first], np.full(len(first), 1j), -1j * phase[first]]) / np.sqrt(2)
    return sparse.csr_array((np.concatenate([pair, np.sqrt(phase[alone])]), (rows, columns)), shape=unitary.shape)


def _monomial(U: sparse.csr_array) -> tuple[NDArray[np.int64], NDArray[np.complex128]]:
    """U |a> = phase[a] |target[a]>."""
    columns = _cleaned(U).tocsc()
    return columns.indices, columns.data.astype(complex)


def _projected(H: sparse.csr_array, rows: sparse.csr_array, columns: sparse.csr_array) -> sparse.csr_array:
    return rows.conj().T @ H @ columns


def _cleaned(matrix: Any) -> sparse.csr_array:
    """Without the entries that are sums which cancel."""
    matrix = sparse.csr_array(matrix)
    data = np.ascontiguousarray(matrix.data)
    data[abs(data) <= ROUNDING * abs(data).max(initial=0)] = 0
    cleaned = sparse.csr_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)
    cleaned.eliminate_zeros()
    return cleaned
