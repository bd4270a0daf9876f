"""numerics.eigenstates.nearest_zero: the states nearest zero are those of LAPACK, degenerate or not, by iteration or not."""

import numpy as np
import pytest
import scipy.sparse as sparse

from numerics.compare import roundoff
from numerics.eigenstates import nearest_zero as eigen
from numerics.eigenstates.blocks import Block, majorana_block, symmetry_blocks
from numerics.eigenstates.fourfold import sectors
from numerics.eigenstates.nearest_zero import States, states_nearest_zero
from numerics.solvers import forms, krylov
from numerics.solvers.forms import ChiralForm, NormalForm
from numerics.solvers.krylov import ConvergenceError, Search
from numerics.systems.bilayer import bilayer_system
from numerics.waves.vortex import vortex_matrix
from tests.conftest import DEFAULTS

VORTICES = pytest.mark.parametrize("n", [-1, 0, 1, 2])


@pytest.fixture
def iteration(monkeypatch):
    """Small matrices are iterated too; lists the sizes of the blocks."""
    calls = []
    original = Search.lowest
    monkeypatch.setattr(eigen, "DENSE", 30)
    monkeypatch.setattr(Search, "lowest", lambda search, count: calls.append(search.form.size) or original(search, count))
    return calls


def vortex(parameters, *, n, L=9):
    return vortex_matrix(bilayer_system(**parameters), L=L, R=1.6, n=n)


def solved(H, states, **options):
    return states_nearest_zero(H, states=states, **options)


def blocks(H, lattice, n):
    return symmetry_blocks(H, lattice, n=n)[0]


def nearest_zero(H, states, copies=1):
    """The middle levels of so many copies of H."""
    energies, half = np.repeat(np.linalg.eigvalsh(H.toarray()), copies), copies * H.shape[0] // 2
    return energies[half - states // 2 : half + states // 2]


def assert_same_as_dense(H, found, copies=1):
    exact, H = nearest_zero(H, len(found.energies), copies), sparse.block_diag([H] * copies, format="csr")
    bound = roundoff(abs(H).sum(axis=1).max(), size=H.shape[0])
    V, E = found.vectors, found.energies
    assert abs(E - exact).max() <= bound
    assert abs(H @ V - V * E).max() <= max(bound, found.residual)
    assert abs(V.conj().T @ V - np.eye(len(E))).max() <= max(bound, found.orthonormality)


@VORTICES
def test_whole_matrix_by_lapack(n, parameters):
    H, _ = vortex(parameters, n=n, L=6)
    assert H.shape[0] <= eigen.DENSE
    assert_same_as_dense(H, solved(H, 12))


@VORTICES
def test_whole_matrix_by_iteration(n, parameters, iteration):
    H, _ = vortex(parameters, n=n)
    assert_same_as_dense(H, solved(H, 12))
    assert H.shape[0] in iteration


@VORTICES
def test_sectors_by_iteration(n, parameters, iteration):
    H, lattice = vortex(parameters, n=n)
    assert_same_as_dense(H, solved(H, 12, blocks=blocks(H, lattice, n)))
    assert len(iteration) >= 2


def test_a_large_block_is_iterated_by_itself(monkeypatch, parameters):
    H, _ = vortex(parameters, n=1)
    assert H.shape[0] > eigen.DENSE
    monkeypatch.setattr(Search, "lowest", lambda search, count: pytest.fail("iterated"))
    with pytest.raises(pytest.fail.Exception, match="iterated"):
        solved(H, 12)


@pytest.mark.parametrize("states", [2, 4, 6, 30, 100])
def test_any_number_of_states(states, iteration):
    H, lattice = vortex(DEFAULTS, n=1)
    assert_same_as_dense(H, solved(H, states, blocks=blocks(H, lattice, 1)))


def test_all_states():
    H, lattice = vortex(DEFAULTS, n=1, L=6)
    assert_same_as_dense(H, solved(H, H.shape[0], blocks=blocks(H, lattice, 1)))


@pytest.mark.parametrize("zero", ["lam", "M", "Delta", "t_c", "t_sc"])
@pytest.mark.parametrize("by_sectors", [True, False], ids=["sectors", "whole"])
def test_degenerate_levels_of_a_simpler_model(zero, by_sectors, parameters, iteration):
    H, lattice = vortex({**parameters, zero: 0.0}, n=1)
    assert_same_as_dense(H, solved(H, 20, blocks=blocks(H, lattice, 1) if by_sectors else None))
    assert iteration


@pytest.mark.parametrize("copies", [2, 3, 5])
@pytest.mark.parametrize("states", [4, 14, 30])
def test_every_copy_of_a_repeated_matrix_is_found(copies, states, iteration, parameters):
    H, _ = vortex(parameters, n=1, L=6)
    assert_same_as_dense(H, solved(sparse.block_diag([H] * copies, format="csr"), states), copies)
    assert iteration


@pytest.mark.parametrize("seed", [6, 32, 127, 190, 278])
def test_every_copy_of_a_level_is_found_to_full_accuracy(seed, iteration):
    """Up to twelve copies of every level: more than the start vectors can tell apart."""
    rng = np.random.default_rng(seed)
    levels = np.repeat(np.sort(rng.uniform(0.1, 1, rng.integers(12, 40))), rng.integers(2, 13))
    H = sparse.kron(sparse.diags_array(levels), np.diag([1.0, 1, -1, -1]), format="csr").astype(complex)
    for states in (2, 6, 30):
        assert_same_as_dense(H, solved(H, states))
    assert iteration


@pytest.mark.parametrize("copies", [5, 12])
def test_copies_that_the_start_vectors_do_not_contain_are_found(copies, iteration):
    H, _ = vortex(DEFAULTS, n=1, L=6)
    assert_same_as_dense(H, solved(sparse.block_diag([H] * copies, format="csr"), 2 * copies), copies)
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
    assert_same_as_dense(both, solved(both, states, blocks=halves))
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


def test_energies_come_in_pairs(parameters, iteration):
    H, lattice = vortex(parameters, n=1)
    found = solved(H, 12, blocks=blocks(H, lattice, 1))
    assert abs(found.energies + found.energies[::-1]).max() == found.pairing
    assert found.pairing <= roundoff(abs(H).sum(axis=1).max(), size=H.shape[0])


@VORTICES
def test_labels_name_the_sectors_of_the_states(n, parameters, iteration):
    H, lattice = vortex(parameters, n=n)
    parts = sectors(lattice, n=n)
    found = solved(H, 12, blocks=blocks(H, lattice, n))
    for label, vector in zip(found.labels, found.vectors.T, strict=True):
        assert abs(np.linalg.norm(parts[label].conj().T @ vector) - 1) <= roundoff(1.0, size=H.shape[0])


def test_without_rotation_there_is_no_label(parameters):
    H, _ = vortex(parameters, n=1, L=6)
    assert np.isnan(solved(H, 4).labels).all()


@pytest.mark.parametrize("states", [0, -2, 3])
def test_states_must_be_a_positive_even_number(states):
    H, _ = vortex(DEFAULTS, n=1, L=6)
    with pytest.raises(ValueError, match=rf"`states` must be a positive even number .*, but is {states}"):
        solved(H, states)


def test_states_must_not_exceed_the_dimension():
    H, _ = vortex(DEFAULTS, n=1, L=6)
    with pytest.raises(ValueError, match=f"`states` must be at most the dimension {H.shape[0]} of the matrix, but is 9998"):
        solved(H, 9998)


def test_a_wrong_symmetry_is_noticed(iteration):
    """Blocks of another matrix: the states found are not eigenstates of this one."""
    (H, lattice), (other, _) = vortex(DEFAULTS, n=1), vortex({**DEFAULTS, "t_c": 0.8}, n=1)
    with pytest.raises(ConvergenceError, match=r"`\w+` must be at most .*, but is .*: ask for more `states`"):
        solved(H, 12, blocks=blocks(other, lattice, 1))


def test_particle_hole_symmetry_is_demanded():
    H, _ = vortex(DEFAULTS, n=1, L=6)
    with pytest.raises(ValueError, match="`H` must be particle-hole symmetric"):
        solved(H + 0.1 * sparse.eye_array(H.shape[0], format="csr"), 4)


@pytest.mark.parametrize("spoilt", ["residual", "pairing", "orthonormality"])
def test_bad_eigenstates_are_refused(spoilt):
    H, _ = vortex(DEFAULTS, n=1, L=6)
    found = solved(H, 4)
    energies, vectors = found.energies.copy(), found.vectors.copy()
    if spoilt == "residual":
        vectors = np.linalg.qr(np.random.default_rng(0).standard_normal(vectors.shape))[0]
    elif spoilt == "pairing":
        energies += 1e-11 * abs(H).sum(axis=1).max()
    else:
        vectors *= 1 + 1e-9
    with pytest.raises(ConvergenceError, match=f"`{spoilt}` must be at most"):
        eigen._checked(H, energies, vectors, found.labels, float(abs(H).sum(axis=1).max()))


def test_where_all_states_were_asked_for_no_more_are_advised():
    H, _ = vortex(DEFAULTS, n=1, L=6)
    size = H.shape[0]
    with pytest.raises(ConvergenceError, match=r"`orthonormality` must be at most 1\.0e-10, but is \d\.\de-\d\d\.$"):
        eigen._checked(sparse.csr_array((size, size)), np.zeros(size), 1.1 * np.eye(size), np.zeros(size), 1.0)


def test_matrices_of_the_older_interface_of_scipy_are_taken():
    H, _ = vortex(DEFAULTS, n=1, L=6)
    assert (solved(sparse.csr_matrix(H), 4).energies == solved(H, 4).energies).all()


def test_an_iteration_that_does_not_converge_is_refused(iteration, monkeypatch, parameters):
    H, _ = vortex(parameters, n=1)
    monkeypatch.setattr(krylov, "STEPS", 4)
    with pytest.raises(ConvergenceError, match="`H` must let the iteration converge, but its levels near zero did not in 4 steps"):
        solved(H, 12)


def test_result_carries_its_own_errors(parameters):
    H, _ = vortex(parameters, n=1, L=6)
    found = solved(H, 8)
    assert isinstance(found, States)
    assert found.residual == np.linalg.norm(H @ found.vectors - found.vectors * found.energies, axis=0).max()
    assert found.orthonormality == abs(found.vectors.conj().T @ found.vectors - np.eye(8)).max()


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
    found = solved(H, 20, blocks=blocks(H, lattice, 1) if by_blocks else None)
    assert_same_as_dense(H, found)
    assert found.residual <= 1e-11 * abs(H).sum(axis=1).max()


def test_qr_steps_in_where_divide_and_conquer_fails(monkeypatch):
    """LAPACK's zheevd gives up on some degenerate Hermitian matrices, such as projections of fourfold levels."""

    def failing(H):
        raise np.linalg.LinAlgError("Eigenvalues did not converge")

    H = np.diag([3.0, 1.0, 2.0]) + 0.1
    exact = np.linalg.eigvalsh(H)
    monkeypatch.setattr(np.linalg, "eigh", failing)
    assert abs(forms._eigh(H)[0] - exact).max() <= roundoff(4.0, size=3)


def test_qr_steps_in_where_divide_and_conquer_returns_skew_vectors(monkeypatch):
    """LAPACK's zheevd has returned vectors of a whole block with overlaps of 4e-8: good input must not be refused for it."""
    H, original = vortex(DEFAULTS, n=1, L=6)[0], np.linalg.eigh

    def skew(H):
        energies, vectors = original(H)
        vectors[:, 1] += 4e-8 * vectors[:, 0]
        return energies, vectors

    monkeypatch.setattr(np.linalg, "eigh", skew)
    assert_same_as_dense(H, solved(H, H.shape[0]))


def test_qr_steps_in_where_singular_values_fail(monkeypatch):
    """LAPACK's gesdd gives up on some triangles of the images of exact zero modes."""
    matrix, original = np.diag([3.0, 1.0, 2.0]) + 0.1, forms.svd
    exact = np.sqrt(np.linalg.eigvalsh(matrix.T @ matrix))[::-1]

    def failing(R, lapack_driver="gesdd"):
        if lapack_driver == "gesdd":
            raise np.linalg.LinAlgError("SVD did not converge")
        return original(R, lapack_driver=lapack_driver)

    monkeypatch.setattr(forms, "svd", failing)
    assert abs(forms._svd(matrix)[1] - exact).max() <= roundoff(4.0, size=3)


@pytest.mark.parametrize("size", [1e-13, 1e-14])
def test_a_small_level_of_a_site_by_itself_is_kept(size):
    """It is no rounding of the others: Delta alone on the last site of two."""
    sites = np.kron([[1, 0], [0, -1]], np.eye(2)), size * np.kron([[0, 1], [1, 0]], np.eye(2))
    H = sparse.csr_array(sparse.block_diag(sites).astype(complex))
    assert abs(solved(H, 4).energies - size * np.array([-1, -1, 1, 1])).max() <= 1e-16


BAD = {
    "finite": lambda H: H + sparse.diags_array(np.where(np.arange(H.shape[0]) == 5, np.nan, 0.0)),
    "finite, but": lambda H: H + sparse.diags_array(np.where(np.arange(H.shape[0]) == 5, np.inf, 0.0)),
    "Hermitian, but": lambda H: H + 0.1j * sparse.triu(abs(H), k=1),
    "Hermitian": lambda H: H + 1e-9j * sparse.eye_array(H.shape[0]),
    "a square matrix, but has shape": lambda H: H[:-1],
    "four components a site, but has": lambda H: H[:-2, :-2],
}


@pytest.mark.parametrize("demanded", BAD)
@pytest.mark.parametrize("solve", [solved, lambda H, _: majorana_block(H)])
def test_a_matrix_that_is_no_hamiltonian_is_refused(demanded, solve):
    H, _ = vortex(DEFAULTS, n=1, L=6)
    with pytest.raises(ValueError, match=f"`H` must (be|have) {demanded}"):
        solve(sparse.csr_array(BAD[demanded](H)), 4)


def test_levels_that_reach_into_the_crowd_at_the_edge_of_a_gap(monkeypatch):
    """An inverse beside them brings all their residuals down to rounding, in few steps; LAPACK on the blocks agrees."""
    moves, original = [], NormalForm.moved
    monkeypatch.setattr(NormalForm, "moved", lambda form, *to: moves.append(to) or original(form, *to))
    monkeypatch.setattr(krylov, "STEPS", 64)
    H, lattice = vortex_matrix(bilayer_system(**{**DEFAULTS, "t_c": 1.1}), L=25, R=0, n=0)
    parts = blocks(H, lattice, 0)
    found = solved(H, 64, blocks=parts)
    assert moves
    assert found.residual <= 1e-12 * abs(H).sum(axis=1).max()
    exact = np.sort(np.concatenate([abs(part.form.dense()[0]) for part in parts for _ in part.labels]))
    assert abs(np.sort(abs(found.energies)) - exact[:64]).max() <= roundoff(abs(H).sum(axis=1).max(), size=len(exact))
