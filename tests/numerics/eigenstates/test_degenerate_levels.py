"""numerics.eigenstates.nearest_zero: every copy of a level is found, exact pairs and hundreds of zero modes among them."""

import numpy as np
import pytest
import scipy.sparse as sparse

from numerics.compare import roundoff
from numerics.eigenstates.blocks import Block, majorana_block
from numerics.eigenstates.nearest_zero import states_nearest_zero
from numerics.solvers.forms import ChiralForm, NormalForm
from numerics.solvers.krylov import Search
from tests.conftest import DEFAULTS
from tests.judges.eigenstates import assert_same_as_dense, blocks, nearest_zero, vortex


@pytest.mark.parametrize("zero", ["lam", "M", "Delta", "t_c", "t_sc"])
@pytest.mark.parametrize("by_sectors", [True, False], ids=["sectors", "whole"])
def test_degenerate_levels_of_a_simpler_model(zero, by_sectors, parameters, iteration):
    H, lattice = vortex({**parameters, zero: 0.0}, n=1)
    assert_same_as_dense(H, states_nearest_zero(H, states=20, blocks=blocks(H, lattice, 1) if by_sectors else None))
    assert iteration


@pytest.mark.parametrize("copies", [2, 3, 5])
@pytest.mark.parametrize("states", [4, 14, 30])
def test_every_copy_of_a_repeated_matrix_is_found(copies, states, iteration, parameters):
    H, _ = vortex(parameters, n=1, L=6)
    assert_same_as_dense(H, states_nearest_zero(sparse.block_diag([H] * copies, format="csr"), states=states), copies)
    assert iteration


@pytest.mark.parametrize("seed", [6, 32, 127, 190, 278])
def test_every_copy_of_a_level_is_found_to_full_accuracy(seed, iteration):
    """Up to twelve copies of every level: more than the start vectors can tell apart."""
    rng = np.random.default_rng(seed)
    levels = np.repeat(np.sort(rng.uniform(0.1, 1, rng.integers(12, 40))), rng.integers(2, 13))
    H = sparse.kron(sparse.diags_array(levels), np.diag([1.0, 1, -1, -1]), format="csr").astype(complex)
    for states in (2, 6, 30):
        assert_same_as_dense(H, states_nearest_zero(H, states=states))
    assert iteration


@pytest.mark.parametrize("copies", [5, 12])
def test_copies_that_the_start_vectors_do_not_contain_are_found(copies, iteration):
    H, _ = vortex(DEFAULTS, n=1, L=6)
    assert_same_as_dense(H, states_nearest_zero(sparse.block_diag([H] * copies, format="csr"), states=2 * copies), copies)
    assert iteration


def test_fresh_directions_find_what_the_start_vectors_do_not_contain():
    """Start vectors that vanish on the second of two copies: it is missed at first, found by the search that follows."""
    H, _ = vortex(DEFAULTS, n=1, L=6)
    form = majorana_block(sparse.block_diag([H] * 2, format="csr")).form
    search = Search(form)
    start = search.rng.standard_normal((form.size, 4))
    start[form.size // 2 :] = 0
    form.inject(start)
    first, _ = search._converged(4)
    complete, _ = search.lowest(4)
    assert abs(first[2:]).min() > 2 * abs(complete).max()
    assert abs(abs(complete) - nearest_zero(H, 2)[1]).max() <= roundoff(abs(H).sum(axis=1).max(), size=H.shape[0])


@pytest.mark.parametrize("splitting", [0.0, 1e-15, 1e-12, 1e-8, 1e-4])
@pytest.mark.parametrize("form", ["chiral", "majorana"])
def test_a_pair_of_levels_however_small(splitting, form, iteration):
    """Nearly null directions are exact to rounding and spoil no other level."""
    rng = np.random.default_rng(7)
    values = np.concatenate([[splitting], np.sort(rng.uniform(0.1, 1, 149))])
    left, right = (np.linalg.qr(rng.standard_normal((150, 150)))[0] for _ in range(2))
    B = sparse.csr_array(left * values @ right.T)
    expected = np.repeat(values[:3], 2)
    if form == "chiral":
        search = Search(ChiralForm(B))
    else:
        turn = np.linalg.qr(rng.standard_normal((300, 300)))[0]
        A = turn @ np.kron(np.diag(values), [[0, 1], [-1, 0]]) @ turn.T
        search = Search(NormalForm(sparse.csr_array((A - A.T) / 2), 1j))
    energies, vectors = search.lowest(6)
    assert abs(abs(energies) - expected).max() <= roundoff(1.0, size=300)
    assert abs(vectors.conj().T @ vectors - np.eye(6)).max() <= roundoff(1.0, size=300)


@pytest.mark.parametrize("states", [10, 24])
def test_a_block_that_holds_all_low_states_is_searched_far_enough(states, iteration, parameters):
    H, _ = vortex(parameters, n=1, L=6)
    size = H.shape[0]
    both = sparse.block_diag([0.01 * H, H], format="csr")
    columns = sparse.eye_array(2 * size, format="csc", dtype=complex)
    halves = []
    for index, (part, matrix) in enumerate(zip((columns[:, :size], columns[:, size:]), (0.01 * H, H), strict=True)):
        block = majorana_block(matrix)
        halves.append(Block((float(index),), (part @ block.isometry).tocsr(), block.form))
    assert_same_as_dense(both, states_nearest_zero(both, states=states, blocks=halves))
    assert iteration


def test_degenerate_levels_defeat_plain_iteration():
    """The reason for the Rayleigh-Ritz step and the search for overlooked states: eigsh alone fails here."""
    H, _ = vortex(DEFAULTS, n=1, L=7)
    H = sparse.block_diag([H] * 3, format="csc")
    start = np.random.default_rng(0).standard_normal(H.shape[0]).astype(complex)
    energies, vectors = sparse.linalg.eigsh(H, k=12, sigma=1e-3, v0=start)
    wrong_levels = abs(np.sort(energies) - nearest_zero(H, 12)).max() > 1e-6
    not_orthogonal = abs(vectors.conj().T @ vectors - np.eye(12)).max() > 1e-6
    assert wrong_levels or not_orthogonal


FLAT = {
    "hundreds of zero modes": {"lam": 1.0, "M": 3.0, "eps_sc": 0.0, "t_sc": 0.0, "Delta": 0.0, "t_c": 0.0},
    "zero modes of a layer without bands": {"lam": 0.0, "M": 0.0, "t_sc": 0.0},
    "flat levels off zero": {"lam": 0.0, "M": 0.0, "eps_ti": 0.01},
    "nothing at all": dict.fromkeys(DEFAULTS, 0.0),
}


@pytest.mark.parametrize("kind", FLAT)
@pytest.mark.parametrize("by_blocks", [True, False], ids=["blocks", "whole"])
def test_levels_with_hundreds_of_copies(kind, by_blocks, iteration):
    H, lattice = vortex({**DEFAULTS, **FLAT[kind]}, n=1, L=13)
    found = states_nearest_zero(H, states=20, blocks=blocks(H, lattice, 1) if by_blocks else None)
    assert_same_as_dense(H, found)
    assert found.residual <= 1e-11 * abs(H).sum(axis=1).max()
