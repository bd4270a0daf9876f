"""Eigenstates nearest zero energy of sparse Bogoliubov-de Gennes matrices, found block by block and checked.

Each symmetry block is solved by inverse block Krylov iteration (``numerics.solvers.krylov``), small ones by LAPACK; of two blocks
that are particle-hole partners only one. The states of the whole matrix are then checked: residuals, pairs, orthonormality.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from numerics.eigenstates.blocks import Block, majorana_block
from numerics.lattice.matrix import particle_hole
from numerics.solvers.krylov import ConvergenceError, Search

Complex = NDArray[Any]
Track = Callable[[Iterable[Any]], Iterable[Any]]
DENSE = 400  # below this size LAPACK on the full block is faster than a factorisation and an iteration


@dataclass(frozen=True, eq=False)
class States:
    """Eigenstates nearest zero, energies ascending and symmetric about zero.

    ``vectors`` (dimension, states) are orthonormal columns, ``labels`` (states,) name their blocks. ``residual`` is the
    largest |H v - E v|, ``pairing`` the largest |E_i + E_-i|, ``orthonormality`` the largest entry of |V^dagger V - 1|.
    """

    energies: NDArray[np.float64]
    vectors: Complex
    labels: NDArray[np.float64]
    residual: float
    pairing: float
    orthonormality: float


def states_nearest_zero(H: sparse.csr_array, *, states: int, blocks: Sequence[Block] | None = None, track: Track = iter) -> States:
    """The ``states`` eigenstates nearest zero energy of a particle-hole symmetric H.

    ``blocks`` block-diagonalise H (see :func:`numerics.eigenstates.blocks.symmetry_blocks`); without them H is one block in the
    Majorana basis, labelled NaN. ``track`` wraps the loop over blocks, for a progress bar.

    Raises
    ------
    ValueError
        If ``states`` is not a positive even number, or larger than the dimension; or H is not particle-hole symmetric.
    ConvergenceError
        If the iteration does not converge, or residuals, orthonormality or particle-hole pairs exceed rounding.
    """
    dimension = H.shape[0]
    if states < 2 or states % 2:
        raise ValueError(f"`states` must be a positive even number (levels come in pairs), but is {states}.")
    if states > dimension:
        raise ValueError(f"`states` must be at most the dimension {dimension} of the matrix, but is {states}.")
    solvers = [_BlockSolver(block) for block in (blocks or [majorana_block(H)])]
    share = states / sum(len(solver.block.labels) for solver in solvers)
    for solver in track(solvers):
        solver.grow(round(share) + (2 if len(solvers) > 1 else 0))  # blocks do not share evenly
    while True:
        energies = np.concatenate([solver.energies for solver in solvers])
        reach = np.sort(abs(energies))[states - 1] if len(energies) >= states else np.inf
        short = [solver for solver in solvers if solver.radius < (1 - 1e-12) * reach]  # of levels that tie any will do
        if not short:
            break
        for solver in short:
            solver.grow(solver.count + max(2, solver.count // 2))
    vectors = np.concatenate([solver.vectors() for solver in solvers], axis=1)
    labels = np.concatenate([solver.labels for solver in solvers])
    order = np.argsort(energies, kind="stable")
    centre = order[len(order) // 2 - states // 2 :][:states]
    return _checked(H, energies[centre] + 0.0, vectors[:, centre], labels[centre], float(abs(H).sum(axis=1).max()))


class _BlockSolver:
    """One block and, through particle-hole symmetry, its partner; enlarged on demand.

    ``radius`` is the |E| below which no state is missing; of those at it some may be.
    """

    def __init__(self, block: Block) -> None:
        self.block, self.search = block, Search(block.form)
        self.count, self.radius = 0, 0.0
        self.found, self.local = np.empty(0), np.empty((0, 0))

    def grow(self, count: int) -> None:
        """Find at least ``count`` levels of the block, both signs counted."""
        form = self.block.form
        count += count % form.together
        if form.size <= DENSE or count + 8 >= form.size:
            self.found, self.local = form.dense()
            self.radius = np.inf
        else:
            self.found, self.local = self.search.lowest(count)
            self.radius = float(abs(self.found).max())
        self.count = len(self.energies)

    @property
    def energies(self) -> NDArray[np.float64]:
        """Those of the block and of its partner."""
        return self.found if len(self.block.labels) == 1 else np.concatenate([self.found, -self.found])

    @property
    def labels(self) -> NDArray[np.float64]:
        """The label j of each energy."""
        return np.repeat(self.block.labels, len(self.energies) // len(self.block.labels))

    def vectors(self) -> Complex:
        """The states of the whole matrix, as columns."""
        states = self.block.isometry @ self.local
        if len(self.block.labels) == 2:
            states = np.concatenate([states, particle_hole(len(states)) @ states.conj()], axis=1)
        return np.asarray(states)


def _checked(
    H: sparse.sparray, energies: NDArray[np.float64], vectors: Complex, labels: NDArray[np.float64], norm: float
) -> States:
    overlap = vectors.conj().T @ vectors
    states = States(
        energies=energies,
        vectors=vectors,
        labels=labels,
        residual=float(np.linalg.norm(H @ vectors - vectors * energies, axis=0).max()),
        pairing=float(abs(energies + energies[::-1]).max()),
        orthonormality=float(abs(overlap - np.eye(len(energies))).max()),
    )
    # Ritz values err by the square of the residual: a residual of 1e-9 |H| leaves energies exact to rounding.
    for name, value, allowed in (
        ("residual", states.residual, 1e-9 * norm),
        ("pairing", states.pairing, 1e-12 * norm),
        ("orthonormality", states.orthonormality, 1e-10),
    ):
        if not value <= allowed:
            advice = ": ask for more `states`" if len(energies) < len(vectors) else ""
            raise ConvergenceError(f"`{name}` must be at most {allowed:.1e}, but is {value:.1e}{advice}.")
    return states
