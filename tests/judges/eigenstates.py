"""Small vortices, and their states nearest zero by LAPACK."""

import numpy as np
import scipy.sparse as sparse

from numerics.compare import roundoff
from numerics.eigenstates.blocks import symmetry_blocks
from numerics.eigenstates.nearest_zero import States
from numerics.lattice.shapes import Lattice
from numerics.systems.bilayer import bilayer_system
from numerics.waves.vortex import vortex_matrix


def vortex(parameters: dict[str, float], *, n: int, L: int = 9) -> tuple[sparse.csr_array, Lattice]:
    """Matrix and lattice of a small vortex."""
    return vortex_matrix(bilayer_system(**parameters), L=L, R=1.6, n=n)


def blocks(H: sparse.csr_array, lattice: Lattice, n: int) -> list:
    """The blocks of its symmetries."""
    return symmetry_blocks(H, lattice, n=n)[0]


def nearest_zero(H: sparse.csr_array, states: int, copies: int = 1) -> np.ndarray:
    """The middle levels of so many copies of H."""
    energies, half = np.repeat(np.linalg.eigvalsh(H.toarray()), copies), copies * H.shape[0] // 2
    return energies[half - states // 2 : half + states // 2]


def assert_same_as_dense(H: sparse.csr_array, found: States, copies: int = 1) -> None:
    """They are the states nearest zero of so many copies of H, to rounding."""
    exact, H = nearest_zero(H, len(found.energies), copies), sparse.block_diag([H] * copies, format="csr")
    bound = roundoff(abs(H).sum(axis=1).max(), size=H.shape[0])
    V, E = found.vectors, found.energies
    assert abs(E - exact).max() <= bound
    assert abs(H @ V - V * E).max() <= max(bound, found.residual)
    assert abs(V.conj().T @ V - np.eye(len(E))).max() <= max(bound, found.orthonormality)
