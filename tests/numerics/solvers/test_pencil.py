"""numerics.solvers.pencil: against LAPACK, with degenerate levels and exact zero modes."""

import numpy as np
import pytest
import scipy.sparse as sparse
from scipy.linalg import eigh

from numerics.solvers.pencil import pencil_states


def pencil(rng, levels):
    """A banded pencil with the given levels."""
    size = len(levels)
    T = sparse.diags_array([1.0, 0.3], offsets=[0, 1], shape=(size, size)).tocsr()  # S = T^T T
    Q, _ = np.linalg.qr(rng.normal(size=(4, 4)))
    turn = sparse.block_diag([Q] * (size // 4)).tocsr()
    H = T.T @ turn.T @ sparse.diags_array(levels) @ turn @ T
    return ((H + H.T) / 2).tocsr(), (T.T @ T).tocsr()


@pytest.mark.parametrize("zero", [0.0, 1e-9, 3e-3])
def test_levels_are_those_of_lapack(rng, zero):
    levels = np.concatenate([[zero, -zero, 0.7, 0.7, 0.7], rng.choice([-1, 1], 395) * rng.uniform(1, 500, 395)])
    H, S = pencil(rng, rng.permutation(levels))
    energies, vectors = pencil_states(H, S, states=8)
    exact = eigh(H.toarray(), S.toarray(), eigvals_only=True)
    nearest = exact[np.argsort(abs(exact))[:8]]
    assert abs(np.sort(energies) - np.sort(nearest)).max() < 1e-11
    assert abs(vectors.T @ (S @ vectors) - np.eye(8)).max() < 1e-10
    assert abs(H @ vectors - (S @ vectors) * energies).max() < 1e-6
