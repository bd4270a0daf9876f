"""numerics.eigen: the states nearest zero are those of LAPACK, degenerate or not, by Lanczos or not."""

import numpy as np
import pytest
import scipy.sparse as sparse

from numerics import eigen, systems
from numerics.compare import roundoff
from numerics.eigen import ConvergenceError, Sector, States, states_nearest_zero
from numerics.fourfold import sectors
from numerics.lattice import particle_hole
from numerics.vortex import vortex_matrix
from tests.conftest import DEFAULTS

VORTICES = pytest.mark.parametrize("n", [-1, 0, 1, 2])


@pytest.fixture
def lanczos(monkeypatch):
    """Small matrices go to Lanczos too; says how often it ran."""
    calls = []
    original = eigen._SectorSolver._lanczos
    monkeypatch.setattr(eigen, "DENSE", 30)
    monkeypatch.setattr(eigen._SectorSolver, "_lanczos", lambda solver: calls.append(solver.size) or original(solver))
    return calls


def vortex(parameters, *, n, L=9):
    return vortex_matrix(systems.bilayer(**parameters), L=L, R=1.6, n=n)


def solved(H, states, **options):
    return states_nearest_zero(H, states=states, particle_hole=particle_hole(H.shape[0]), **options)


def nearest_zero(H, states):
    energies, half = np.linalg.eigvalsh(H.toarray()), H.shape[0] // 2
    return energies[half - states // 2 : half + states // 2]


def assert_same_as_dense(H, found):
    bound = roundoff(abs(H).sum(axis=1).max(), size=H.shape[0])
    V, E = found.vectors, found.energies
    assert abs(E - nearest_zero(H, len(E))).max() <= bound
    assert abs(H @ V - V * E).max() <= max(bound, found.residual)
    assert abs(V.conj().T @ V - np.eye(len(E))).max() <= max(bound, found.orthonormality)


@VORTICES
def test_whole_matrix_by_lapack(n, parameters):
    H, _ = vortex(parameters, n=n, L=6)
    assert H.shape[0] <= eigen.DENSE
    assert_same_as_dense(H, solved(H, 12))


@VORTICES
def test_whole_matrix_by_lanczos(n, parameters, lanczos):
    H, _ = vortex(parameters, n=n)
    assert_same_as_dense(H, solved(H, 12))
    assert H.shape[0] in lanczos


@VORTICES
def test_sectors_by_lanczos(n, parameters, lanczos):
    H, lattice = vortex(parameters, n=n)
    assert_same_as_dense(H, solved(H, 12, sectors=sectors(lattice, n=n)))
    assert len(lanczos) >= 2


def test_a_large_matrix_goes_to_lanczos_by_itself(monkeypatch, parameters):
    H, _ = vortex(parameters, n=1)
    assert H.shape[0] > eigen.DENSE
    monkeypatch.setattr(eigen._SectorSolver, "_lanczos", lambda solver: pytest.fail("Lanczos"))
    with pytest.raises(pytest.fail.Exception, match="Lanczos"):
        solved(H, 12)


@pytest.mark.parametrize("states", [2, 4, 6, 30, 100])
def test_any_number_of_states(states, lanczos):
    H, lattice = vortex(DEFAULTS, n=1)
    assert_same_as_dense(H, solved(H, states, sectors=sectors(lattice, n=1)))


def test_all_states():
    H, lattice = vortex(DEFAULTS, n=1, L=6)
    assert_same_as_dense(H, solved(H, H.shape[0], sectors=sectors(lattice, n=1)))


@pytest.mark.parametrize("zero", ["lam", "M", "Delta", "t_c", "t_sc"])
@pytest.mark.parametrize("by_sectors", [True, False], ids=["sectors", "whole"])
def test_degenerate_levels_of_a_simpler_model(zero, by_sectors, parameters, lanczos):
    H, lattice = vortex({**parameters, zero: 0.0}, n=1)
    assert_same_as_dense(H, solved(H, 20, sectors=sectors(lattice, n=1) if by_sectors else None))
    assert lanczos


@pytest.mark.parametrize("copies", [2, 3, 5])
@pytest.mark.parametrize("states", [4, 14, 30])
def test_every_copy_of_a_repeated_matrix_is_found(copies, states, lanczos, parameters):
    H, _ = vortex(parameters, n=1, L=6)
    H = sparse.block_diag([H] * copies, format="csr")
    assert_same_as_dense(H, solved(H, states))
    assert lanczos


@pytest.mark.parametrize("seed", [6, 127, 190, 278])
def test_every_copy_of_a_level_is_found_to_full_accuracy(seed, lanczos):
    """Seeds at which Lanczos overlooks copies that the deflated search must then deliver with a small residual."""
    rng = np.random.default_rng(seed)
    levels = np.repeat(np.sort(rng.uniform(0.1, 1, rng.integers(12, 40))), 2)
    H = sparse.kron(sparse.diags_array(levels), np.diag([1.0, 1, -1, -1]), format="csr").astype(complex)
    for states in (2, 6):
        assert_same_as_dense(H, solved(H, states))
    assert lanczos


@pytest.mark.parametrize("dropped", [2, 4])
def test_states_that_lanczos_overlooks_are_found(dropped, lanczos, monkeypatch, parameters):
    """Lanczos forgets pairs of states (a single one comes back as a conjugate); without the deflated search the result is wrong."""
    honest = eigen.eigsh

    def forgetful(*arguments, **options):
        energies, vectors = honest(*arguments, **options)
        kept = np.argsort(abs(energies))[dropped:] if "sigma" in options else slice(None)
        return energies[kept], vectors[:, kept]

    H, _ = vortex(parameters, n=1, L=6)
    monkeypatch.setattr(eigen, "eigsh", forgetful)
    assert_same_as_dense(H, solved(H, 8))
    monkeypatch.setattr(eigen._SectorSolver, "_overlooked", lambda *arguments: None)
    assert abs(solved(H, 8).energies - nearest_zero(H, 8)).max() > 1e-6


@pytest.mark.parametrize("states", [10, 24])
def test_a_sector_that_holds_all_low_states_is_searched_far_enough(states, lanczos, parameters):
    H, _ = vortex(parameters, n=1, L=6)
    size = H.shape[0]
    both = sparse.block_diag([0.01 * H, H], format="csr")
    columns = sparse.eye_array(2 * size, format="csc", dtype=complex)
    halves = [Sector(0.0, columns[:, :size].tocsr(), 0.0), Sector(1.0, columns[:, size:].tocsr(), 1.0)]
    assert_same_as_dense(both, solved(both, states, sectors=halves))
    assert lanczos


def test_degenerate_levels_within_a_sector_are_orthogonal(lanczos, parameters):
    H, sites = vortex(parameters, n=1)
    parts = [
        Sector(sector.label, sparse.block_diag([sector.isometry] * 3, format="csr"), sector.partner)
        for sector in sectors(sites, n=1)
    ]
    H = sparse.block_diag([H] * 3, format="csr")
    assert_same_as_dense(H, solved(H, 24, sectors=parts))
    assert lanczos


def test_degenerate_levels_defeat_plain_lanczos():
    """The reason for the Rayleigh-Ritz step and the search for overlooked states: eigsh alone fails here."""
    H, _ = vortex(DEFAULTS, n=1, L=7)
    H = sparse.block_diag([H] * 3, format="csc")
    start = np.random.default_rng(0).standard_normal(H.shape[0]).astype(complex)
    energies, vectors = sparse.linalg.eigsh(H, k=12, sigma=1e-3, v0=start)
    wrong_levels = abs(np.sort(energies) - nearest_zero(H, 12)).max() > 1e-6
    not_orthogonal = abs(vectors.conj().T @ vectors - np.eye(12)).max() > 1e-6
    assert wrong_levels or not_orthogonal


def test_energies_come_in_pairs(parameters, lanczos):
    H, lattice = vortex(parameters, n=1)
    found = solved(H, 12, sectors=sectors(lattice, n=1))
    assert abs(found.energies + found.energies[::-1]).max() == found.pairing
    assert found.pairing <= roundoff(abs(H).sum(axis=1).max(), size=H.shape[0])


@VORTICES
def test_labels_name_the_sectors_of_the_states(n, parameters, lanczos):
    H, lattice = vortex(parameters, n=n)
    parts = {sector.label: sector.isometry for sector in sectors(lattice, n=n)}
    found = solved(H, 12, sectors=list(sectors(lattice, n=n)))
    for label, vector in zip(found.labels, found.vectors.T, strict=True):
        assert abs(np.linalg.norm(parts[label].conj().T @ vector) - 1) <= roundoff(1.0, size=H.shape[0])


def test_without_sectors_the_label_is_zero(parameters):
    H, _ = vortex(parameters, n=1, L=6)
    assert not solved(H, 4).labels.any()


@pytest.mark.parametrize("states", [0, -2, 3])
def test_states_must_be_a_positive_even_number(states):
    H, _ = vortex(DEFAULTS, n=1, L=6)
    with pytest.raises(ValueError, match=rf"`states` must be a positive even number .*, but is {states}"):
        solved(H, states)


def test_states_must_not_exceed_the_dimension():
    H, _ = vortex(DEFAULTS, n=1, L=6)
    with pytest.raises(ValueError, match=f"`states` must be at most the dimension {H.shape[0]} of the matrix, but is 9998"):
        solved(H, 9998)


def test_a_wrong_symmetry_is_noticed(lanczos):
    H, _ = vortex(DEFAULTS, n=1)
    with pytest.raises(ConvergenceError, match=r"`\w+` must be at most .*, but is .*: ask for more `states`"):
        states_nearest_zero(H, states=12, particle_hole=sparse.eye_array(H.shape[0], format="csr", dtype=complex))


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


def test_a_level_too_degenerate_for_lanczos_is_refused(lanczos):
    """Seed at which ARPACK gives up: 20 copies of every level."""
    rng = np.random.default_rng(32)
    copies = int(rng.integers(2, 12))
    levels = np.repeat(np.sort(rng.uniform(0.1, 1, rng.integers(8, 60))), copies)
    H = sparse.kron(sparse.diags_array(levels), np.diag([1.0, 1, -1, -1]), format="csr").astype(complex)
    with pytest.raises(ConvergenceError, match="`H` must not be so degenerate near zero that Lanczos fails, but: "):
        solved(H, 30)
    assert lanczos


def test_result_carries_its_own_errors(parameters):
    H, _ = vortex(parameters, n=1, L=6)
    found = solved(H, 8)
    assert isinstance(found, States)
    assert found.residual == np.linalg.norm(H @ found.vectors - found.vectors * found.energies, axis=0).max()
    assert found.orthonormality == abs(found.vectors.conj().T @ found.vectors - np.eye(8)).max()
