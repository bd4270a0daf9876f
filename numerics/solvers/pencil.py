"""Levels nearest zero of a sparse symmetric pencil H x = E S x with S positive: shift and invert, blocks of vectors.

Blocks, because a single vector never sees more than one member of a degenerate level.
"""

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from scipy.linalg import eigh
from scipy.sparse.linalg import splu

Reals = NDArray[np.float64]
DENSE = 160  # below this dimension LAPACK is faster
BLOCK = 3  # members of a degenerate level that are found for certain
SHIFT = 1e-4  # of the levels wanted: off zero, where Majorana modes make the matrix singular
SINGULAR = 1e6  # ratio of inverse levels beyond which the smaller ones lose their digits
RANK = 1e-12  # directions of a block with less weight are noise
ACCURACY = 1e-9  # of a vector; the error of a level is its square


def pencil_states(H: sparse.csr_array, S: sparse.csr_array, *, states: int) -> tuple[Reals, Reals]:
    """Energies (states,) and vectors (dimension, states), x^T S x = 1, of the levels nearest zero, nearest first."""
    size = H.shape[0]
    if size <= max(DENSE, 6 * (states + 2 * BLOCK)):
        energies, vectors = eigh(H.toarray(), S.toarray())
        basis = vectors[:, np.argsort(abs(energies), kind="stable")[: states + 2]]
    else:
        basis = _invariant(H, S, states + 2, shift=SHIFT * abs(H.diagonal() / S.diagonal()).mean())
    # Rayleigh and Ritz: what is left is the rounding of these sums, not that of the largest level.
    energies, mixing = eigh(basis.T @ (H @ basis), basis.T @ (S @ basis))
    order = np.argsort(abs(energies), kind="stable")[:states]
    return energies[order], (basis @ mixing)[:, order]


def _invariant(H: sparse.csr_array, S: sparse.csr_array, states: int, *, shift: float) -> Reals:
    """Vectors that span the states nearest zero, by block Lanczos with full orthogonalisation."""
    solve = splu((H - shift * S).tocsc(), permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.1, options={"SymmetricMode": True}).solve
    random = np.random.default_rng(0)
    block = random.standard_normal((H.shape[0], BLOCK))
    basis = weighted = images = np.empty((len(block), 0))  # X, S X and (H - shift S)^-1 S X
    enough = 2 * states + 2 * BLOCK
    while True:
        block, S_block = _orthonormal(block, basis, weighted, S)
        image = solve(S_block)
        basis, weighted, images = (np.concatenate(pair, axis=1) for pair in ((basis, block), (weighted, S_block), (images, image)))
        if basis.shape[1] >= enough:
            projected = weighted.T @ images
            inverse, mixing = np.linalg.eigh((projected + projected.T) / 2)
            nearest = np.argsort(-abs(inverse))[:states]
            size = abs(inverse[nearest])
            if abs(shift) * size[-1] > 10 * SHIFT or size[0] > SINGULAR * size[-1]:  # too far from zero, or too near a level
                return _invariant(H, S, states, shift=np.sqrt(0.1) * SHIFT / size[-1])
            rest = images @ mixing[:, nearest] - (basis @ mixing[:, nearest]) * inverse[nearest]
            if (np.sqrt((rest * (S @ rest)).sum(axis=0)) <= ACCURACY * size).all():
                return np.asarray(basis @ mixing[:, nearest])
            enough += 4 * BLOCK
        block = np.concatenate([image, random.standard_normal((len(image), BLOCK - image.shape[1]))], axis=1)


def _orthonormal(block: Reals, basis: Reals, weighted: Reals, S: sparse.csr_array) -> tuple[Reals, Reals]:
    """The block, orthonormal in S and orthogonal to the basis, and S times it; twice, for rounding. Noise is dropped."""
    for _ in range(2):
        block = block - basis @ (weighted.T @ block)
        block = block / np.sqrt((block * (S @ block)).sum(axis=0))
        weights, mixing = np.linalg.eigh(block.T @ (S @ block))
        kept = weights > RANK * weights[-1]
        block = block @ (mixing[:, kept] / np.sqrt(weights[kept]))
    return block, S @ block
