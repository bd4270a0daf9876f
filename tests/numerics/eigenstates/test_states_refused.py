"""numerics.eigenstates.nearest_zero: what is no Hamiltonian or no eigenstate is refused; a second routine where LAPACK's fails."""

from functools import partial

import numpy as np
import pytest
import scipy.sparse as sparse

from numerics.compare import roundoff
from numerics.eigenstates import nearest_zero as eigen
from numerics.eigenstates.blocks import majorana_block
from numerics.eigenstates.nearest_zero import states_nearest_zero
from numerics.solvers import forms, krylov
from numerics.solvers.krylov import ConvergenceError
from tests.conftest import DEFAULTS
from tests.judges.eigenstates import assert_same_as_dense, blocks, vortex


@pytest.mark.parametrize("states", [0, -2, 3])
def test_states_must_be_a_positive_even_number(states):
    H, _ = vortex(DEFAULTS, n=1, L=6)
    with pytest.raises(ValueError, match=rf"`states` must be a positive even number .*, but is {states}"):
        states_nearest_zero(H, states=states)


def test_states_must_not_exceed_the_dimension():
    H, _ = vortex(DEFAULTS, n=1, L=6)
    with pytest.raises(ValueError, match=f"`states` must be at most the dimension {H.shape[0]} of the matrix, but is 9998"):
        states_nearest_zero(H, states=9998)


def test_a_wrong_symmetry_is_noticed(iteration):
    """Blocks of another matrix: the states found are not eigenstates of this one."""
    (H, lattice), (other, _) = vortex(DEFAULTS, n=1), vortex({**DEFAULTS, "t_c": 0.8}, n=1)
    with pytest.raises(ConvergenceError, match=r"`\w+` must be at most .*, but is .*: ask for more `states`"):
        states_nearest_zero(H, states=12, blocks=blocks(other, lattice, 1))


def test_particle_hole_symmetry_is_demanded():
    H, _ = vortex(DEFAULTS, n=1, L=6)
    with pytest.raises(ValueError, match="`H` must be particle-hole symmetric"):
        states_nearest_zero(H + 0.1 * sparse.eye_array(H.shape[0], format="csr"), states=4)


@pytest.mark.parametrize("spoilt", ["residual", "pairing", "orthonormality"])
def test_bad_eigenstates_are_refused(spoilt):
    H, _ = vortex(DEFAULTS, n=1, L=6)
    found = states_nearest_zero(H, states=4)
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


def test_an_iteration_that_does_not_converge_is_refused(iteration, monkeypatch, parameters):
    H, _ = vortex(parameters, n=1)
    monkeypatch.setattr(krylov, "STEPS", 4)
    with pytest.raises(ConvergenceError, match="`H` must let the iteration converge, but its levels near zero did not in 4 steps"):
        states_nearest_zero(H, states=12)


BAD = {
    "finite": lambda H: H + sparse.diags_array(np.where(np.arange(H.shape[0]) == 5, np.nan, 0.0)),
    "finite, but": lambda H: H + sparse.diags_array(np.where(np.arange(H.shape[0]) == 5, np.inf, 0.0)),
    "Hermitian, but": lambda H: H + 0.1j * sparse.triu(abs(H), k=1),
    "Hermitian": lambda H: H + 1e-9j * sparse.eye_array(H.shape[0]),
    "a square matrix, but has shape": lambda H: H[:-1],
    "four components a site, but has": lambda H: H[:-2, :-2],
}


@pytest.mark.parametrize("demanded", BAD)
@pytest.mark.parametrize("solve", [partial(states_nearest_zero, states=4), majorana_block])
def test_a_matrix_that_is_no_hamiltonian_is_refused(demanded, solve):
    H, _ = vortex(DEFAULTS, n=1, L=6)
    with pytest.raises(ValueError, match=f"`H` must (be|have) {demanded}"):
        solve(sparse.csr_array(BAD[demanded](H)))


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
    assert_same_as_dense(H, states_nearest_zero(H, states=H.shape[0]))


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
