r"""Levels nearest zero of a pencil H x = E S x, H sparse and symmetric, S banded and positive.

With :math:`S = LL^T` they are those of :math:`L^{-1}HL^{-T}`; its vectors :math:`y = L^Tx` are orthonormal: a form like others.
"""

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from scipy.linalg import cholesky_banded, eigh
from scipy.linalg.lapack import dtbtrs
from scipy.sparse.linalg import SuperLU, splu

from numerics.solvers.forms import SHIFT, NormalForm
from numerics.solvers.krylov import Search

Reals = NDArray[np.float64]
DENSE, SHARE = 500, 6  # below this dimension, or so many times the states wanted, LAPACK is faster
POWERS = 6  # of the matrix on a random vector: its norm to a third, or better


def pencil_states(H: sparse.csr_array, S: sparse.csr_array, *, states: int) -> tuple[Reals, Reals]:
    """Energies (states,), ascending, and vectors (dimension, states), x^T S x = 1, of the levels nearest zero.

    Errors as of :meth:`numerics.solvers.krylov.Search.lowest`.
    """
    if H.shape[0] <= max(DENSE, SHARE * states):
        energies, vectors = eigh(H.toarray(), S.toarray())
        basis = vectors[:, np.argsort(abs(energies), kind="stable")[:states]]
    else:
        form = PencilForm(H, S)
        basis = form.solved(Search(form).lowest(states)[1])
    # Rayleigh and Ritz: what is left is the rounding of these sums, not that of the largest level.
    energies, mixing = eigh(basis.T @ (H @ basis), basis.T @ (S @ basis))
    return energies, basis @ mixing


class PencilForm(NormalForm):
    """The matrix of the pencil, known by its products and its inverse; B is H, ``root`` L^T."""

    def __init__(self, H: sparse.csr_array, S: sparse.csr_array) -> None:
        super().__init__(H, 1)
        upper = sparse.triu(S, format="dia")
        band = np.zeros((upper.offsets.max() + 1, self.size))
        band[-1 - upper.offsets] = upper.data  # as LAPACK has them
        self.S, self.band = S, cholesky_banded(band)
        self.root = sparse.dia_array((self.band[::-1], np.arange(len(band))), shape=S.shape).tocsr()
        probe = np.random.default_rng(1).standard_normal((self.size, 1))
        for _ in range(POWERS):
            probe = self._times(probe / np.linalg.norm(probe))
        self.norm = float(np.linalg.norm(probe))
        self.shift = np.full(self.size, SHIFT * self.norm)

    def solved(self, vectors: Reals, side: str = "N") -> Reals:
        """The x of these y, from L^T x = y; or what L makes them of, if the side is T."""
        return np.asarray(dtbtrs(self.band, vectors, trans=side)[0])

    def _times(self, block: Reals) -> Reals:
        return self.solved(self.B @ self.solved(block), "T")

    def _factored(self, shift: Reals) -> SuperLU:
        options = {"permc_spec": "MMD_AT_PLUS_A", "diag_pivot_thresh": 0.1, "options": {"SymmetricMode": True}}
        return splu((self.B + shift[0] * self.S).tocsc(), **options)

    def _solved(self, factors: SuperLU, block: Reals) -> Reals:
        return np.asarray(self.root @ factors.solve(self.root.T @ block))
