"""numerics.solvers.pencil: against LAPACK, with degenerate levels, exact zero modes and a crowd at the edge of a gap."""

import numpy as np
import pytest
import scipy.sparse as sparse
from scipy.linalg import eigh

from numerics.solvers.pencil import DENSE, PencilForm, pencil_states

SIZE = 600


def pencil(rng, levels):
    """A banded pencil with the given levels."""
    size = len(levels)
    T = sparse.diags_array([1.0, 0.3], offsets=[0, 1], shape=(size, size)).tocsr()  # S = T^T T
    Q, _ = np.linalg.qr(rng.normal(size=(4, 4)))
    turn = sparse.block_diag([Q] * (size // 4)).tocsr()
    H = T.T @ turn.T @ sparse.diags_array(levels) @ turn @ T
    return ((H + H.T) / 2).tocsr(), (T.T @ T).tocsr()


def off(H, S, states):
    """The largest error of a level."""
    energies, vectors = pencil_states(H, S, states=states)
    exact = eigh(H.toarray(), S.toarray(), eigvals_only=True)
    nearest = exact[np.argsort(abs(exact))[:states]]
    assert abs(vectors.T @ (S @ vectors) - np.eye(states)).max() < 1e-10
    assert abs(H @ vectors - (S @ vectors) * energies).max() < 1e-6
    return abs(energies - np.sort(nearest)).max()


@pytest.mark.parametrize("size", [SIZE, DENSE])
@pytest.mark.parametrize("zero", [0.0, 1e-9, 3e-3])
def test_levels_are_those_of_lapack(rng, zero, size):
    levels = np.concatenate([[zero, -zero, 0.7, 0.7, 0.7], rng.choice([-1, 1], size - 5) * rng.uniform(1, 500, size - 5)])
    assert off(*pencil(rng, rng.permutation(levels)), 8) < 1e-11


def test_a_level_may_have_more_copies_than_a_block_has_vectors(rng):
    levels = np.concatenate([np.full(9, 0.7), rng.choice([-1, 1], SIZE - 9) * rng.uniform(1, 500, SIZE - 9)])
    assert off(*pencil(rng, rng.permutation(levels)), 9) < 1e-11


def test_the_level_before_a_crowd_is_not_missed(rng):
    """As those of an s-wave layer: one just below the gap, and the edge of the gap on either side of zero."""
    crowd = 1.5 + 1e-7 * np.arange(1, 31) ** 2
    levels = np.concatenate([[0.1, -0.2, 0.5, -1.499], crowd, -crowd, rng.uniform(2, 500, SIZE - 64)])
    H, S = pencil(rng, rng.permutation(levels))
    assert off(H, S, 4) < 1e-11
    assert off(H, S, 12) < 1e-11


def test_the_form_is_the_matrix_of_the_pencil(rng):
    """Its inverse is one, and its norm is known to a third; the matrix is that of LAPACK's factor."""
    H, S = pencil(rng, rng.uniform(1, 500, SIZE))
    form, L = PencilForm(H, S), np.linalg.cholesky(S.toarray())
    matrix = np.linalg.solve(L, np.linalg.solve(L, H.toarray()).T)
    assert abs(form._times(np.eye(SIZE)) - matrix).max() < 1e-10
    assert abs(form._solved(form.inverse, matrix) - np.eye(SIZE)).max() < 1e-10
    assert 2 / 3 * np.linalg.norm(matrix, 2) < form.norm <= np.linalg.norm(matrix, 2) + 1e-9
