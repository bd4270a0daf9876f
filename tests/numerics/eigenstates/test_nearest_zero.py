"""numerics.eigenstates.nearest_zero: the states nearest zero are those of LAPACK, by iteration or not."""

import numpy as np
import pytest
import scipy.sparse as sparse

from numerics.compare import roundoff
from numerics.eigenstates import nearest_zero as eigen
from numerics.eigenstates.fourfold import sectors
from numerics.eigenstates.nearest_zero import States, states_nearest_zero
from numerics.solvers import krylov
from numerics.solvers.forms import NormalForm
from numerics.solvers.krylov import Search
from numerics.systems.bilayer import bilayer_system
from numerics.waves.vortex import vortex_matrix
from tests.conftest import DEFAULTS
from tests.judges.eigenstates import assert_same_as_dense, blocks, vortex

VORTICES = pytest.mark.parametrize("n", [-1, 0, 1, 2])


@VORTICES
def test_whole_matrix_by_lapack(n, parameters):
    H, _ = vortex(parameters, n=n, L=6)
    assert H.shape[0] <= eigen.DENSE
    assert_same_as_dense(H, states_nearest_zero(H, states=12))


@VORTICES
def test_whole_matrix_by_iteration(n, parameters, iteration):
    H, _ = vortex(parameters, n=n)
    assert_same_as_dense(H, states_nearest_zero(H, states=12))
    assert H.shape[0] in iteration


@VORTICES
def test_sectors_by_iteration(n, parameters, iteration):
    H, lattice = vortex(parameters, n=n)
    assert_same_as_dense(H, states_nearest_zero(H, states=12, blocks=blocks(H, lattice, n)))
    assert len(iteration) >= 2


def test_a_large_block_is_iterated_by_itself(monkeypatch, parameters):
    H, _ = vortex(parameters, n=1)
    assert H.shape[0] > eigen.DENSE
    monkeypatch.setattr(Search, "lowest", lambda search, count: pytest.fail("iterated"))
    with pytest.raises(pytest.fail.Exception, match="iterated"):
        states_nearest_zero(H, states=12)


@pytest.mark.parametrize("states", [2, 4, 6, 30, 100])
def test_any_number_of_states(states, iteration):
    H, lattice = vortex(DEFAULTS, n=1)
    assert_same_as_dense(H, states_nearest_zero(H, states=states, blocks=blocks(H, lattice, 1)))


def test_all_states():
    H, lattice = vortex(DEFAULTS, n=1, L=6)
    assert_same_as_dense(H, states_nearest_zero(H, states=H.shape[0], blocks=blocks(H, lattice, 1)))


def test_energies_come_in_pairs(parameters, iteration):
    H, lattice = vortex(parameters, n=1)
    found = states_nearest_zero(H, states=12, blocks=blocks(H, lattice, 1))
    assert abs(found.energies + found.energies[::-1]).max() == found.pairing
    assert found.pairing <= roundoff(abs(H).sum(axis=1).max(), size=H.shape[0])


@VORTICES
def test_labels_name_the_sectors_of_the_states(n, parameters, iteration):
    H, lattice = vortex(parameters, n=n)
    parts = sectors(lattice, n=n)
    found = states_nearest_zero(H, states=12, blocks=blocks(H, lattice, n))
    for label, vector in zip(found.labels, found.vectors.T, strict=True):
        assert abs(np.linalg.norm(parts[label].conj().T @ vector) - 1) <= roundoff(1.0, size=H.shape[0])


def test_without_rotation_there_is_no_label(parameters):
    H, _ = vortex(parameters, n=1, L=6)
    assert np.isnan(states_nearest_zero(H, states=4).labels).all()


def test_matrices_of_the_older_interface_of_scipy_are_taken():
    H, _ = vortex(DEFAULTS, n=1, L=6)
    assert (states_nearest_zero(sparse.csr_matrix(H), states=4).energies == states_nearest_zero(H, states=4).energies).all()


def test_result_carries_its_own_errors(parameters):
    H, _ = vortex(parameters, n=1, L=6)
    found = states_nearest_zero(H, states=8)
    assert isinstance(found, States)
    assert found.residual == np.linalg.norm(H @ found.vectors - found.vectors * found.energies, axis=0).max()
    assert found.orthonormality == abs(found.vectors.conj().T @ found.vectors - np.eye(8)).max()


@pytest.mark.parametrize("size", [1e-13, 1e-14])
def test_a_small_level_of_a_site_by_itself_is_kept(size):
    """It is no rounding of the others: Delta alone on the last site of two."""
    sites = np.kron([[1, 0], [0, -1]], np.eye(2)), size * np.kron([[0, 1], [1, 0]], np.eye(2))
    H = sparse.csr_array(sparse.block_diag(sites).astype(complex))
    assert abs(states_nearest_zero(H, states=4).energies - size * np.array([-1, -1, 1, 1])).max() <= 1e-16


def test_levels_that_reach_into_the_crowd_at_the_edge_of_a_gap(monkeypatch):
    """An inverse beside them brings all their residuals down to rounding, in few steps; LAPACK on the blocks agrees."""
    moves, original = [], NormalForm.moved
    monkeypatch.setattr(NormalForm, "moved", lambda form, *to: moves.append(to) or original(form, *to))
    monkeypatch.setattr(krylov, "STEPS", 64)
    H, lattice = vortex_matrix(bilayer_system(**{**DEFAULTS, "t_c": 1.1}), L=25, R=0, n=0)
    parts = blocks(H, lattice, 0)
    found = states_nearest_zero(H, states=64, blocks=parts)
    assert moves
    assert found.residual <= 1e-12 * abs(H).sum(axis=1).max()
    exact = np.sort(np.concatenate([abs(part.form.dense()[0]) for part in parts for _ in part.labels]))
    assert abs(np.sort(abs(found.energies)) - exact[:64]).max() <= roundoff(abs(H).sum(axis=1).max(), size=len(exact))
