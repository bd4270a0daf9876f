"""numerics.eigenstates.chebyshev: moments against eigenvalues and eigenvectors, particle-hole symmetry, random phases."""

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sparse

from numerics.compare import roundoff
from numerics.eigenstates import chebyshev
from numerics.eigenstates.chebyshev import chebyshev_moments, random_phases
from numerics.systems.bilayer import bilayer_system
from numerics.waves.vortex import vortex_matrix


@pytest.fixture
def H(parameters):
    return vortex_matrix(bilayer_system(**parameters), L=7, R=1.6, n=1)[0]


def gaussian_vectors(dimension, vectors):
    return np.random.default_rng(3).standard_normal((dimension, vectors, 2)) @ [1, 1j]


def from_eigenstates(H, vectors, moments):
    """The same moments from dense eigenstates, and the error that their rounding may make, relative to the squares."""
    energies, states = np.linalg.eigh(H.toarray())
    x = energies / moments.half_width
    count = moments.values.shape[1]
    weights = abs(vectors.conj().T @ states) ** 2
    slope = count / np.sqrt(1 - abs(x).max() ** 2)  # of T_n
    return weights @ np.cos(np.arange(count) * np.arccos(x)[:, None]), slope * roundoff(1.0, size=len(energies))


@pytest.mark.parametrize(("count", "vectors"), [(2, 1), (3, 4), (64, 7), (101, 4)])
def test_moments_are_those_of_the_eigenstates(H, count, vectors):
    start = gaussian_vectors(H.shape[0], vectors)
    found = chebyshev_moments(H, vectors=start, count=count)
    expected, bound = from_eigenstates(H, start, found)
    assert found.values.shape == (vectors, count)
    assert (abs(found.values - expected).max(axis=1) <= bound * np.linalg.norm(start, axis=0) ** 2).all()


def test_the_eigenstates_tell_another_half_width(H):
    """A matrix scaled wrongly by one part in a million is noticed."""
    start = gaussian_vectors(H.shape[0], 1)
    found = chebyshev_moments(H, vectors=start, count=64)
    expected, bound = from_eigenstates(H, start, replace(found, half_width=found.half_width * (1 + 1e-6)))
    assert abs(found.values - expected).max() > 1e3 * bound * np.linalg.norm(start) ** 2


def test_the_half_width_bounds_the_spectrum(H):
    energies = np.linalg.eigvalsh(H.toarray())
    half_width = chebyshev_moments(H, vectors=gaussian_vectors(H.shape[0], 1), count=2).half_width
    assert abs(energies).max() < half_width < 3 * abs(energies).max()
    tight = sparse.csr_array(np.array([[0.0, 1.0], [1.0, 0.0]]))
    assert 1 < chebyshev_moments(tight, vectors=np.eye(2), count=2).half_width < 1 + 1e-11


def test_long_vectors_go_through_several_chunks(H, monkeypatch):
    start = gaussian_vectors(H.shape[0], 5)
    whole = chebyshev_moments(H, vectors=start, count=30)
    monkeypatch.setattr(chebyshev, "CHUNK", 64)
    chunked = chebyshev_moments(H, vectors=start, count=30)
    scale = np.linalg.norm(start, axis=0).max() ** 2
    assert abs(whole.values - chunked.values).max() <= roundoff(scale, size=H.shape[0])


def test_the_vectors_stay_as_they_were(H):
    start = gaussian_vectors(H.shape[0], 4)
    before = start.copy()
    chebyshev_moments(H, vectors=start, count=6)
    assert np.array_equal(start, before)


def test_particle_hole_symmetry(H):
    """Odd moments of the trace vanish; those of electron and hole at a site differ by (-1)^n."""
    dimension = H.shape[0]
    moments = chebyshev_moments(H, vectors=np.eye(dimension), count=40).values
    bound = 40 * roundoff(1.0, size=32)
    assert abs(moments[:, 1::2].mean(axis=0)).max() <= bound
    electron_up, electron_dn, hole_dn, hole_up = (moments[component::4] for component in range(4))
    sign = (-1.0) ** np.arange(40)
    assert abs(electron_up - sign * hole_up).max() <= bound
    assert abs(electron_dn - sign * hole_dn).max() <= bound
    assert abs(electron_up - sign * hole_dn).max() > 0.01  # the other spin would be wrong
    assert abs(moments[:, 1::2]).max() > 0.01  # and a single component has odd moments


def test_electrons_alone_break_the_symmetry(H):
    normal = H[electrons(H)][:, electrons(H)]
    assert abs(chebyshev_moments(normal, vectors=np.eye(normal.shape[0]), count=4).values[:, 1].mean()) > 1e-3


def electrons(H):
    return np.arange(H.shape[0]) % 4 < 2


def test_random_phases_are_exact_for_a_diagonal_matrix():
    levels = np.linspace(-1.0, 1.0, 50)
    support = levels > 0.2
    found = chebyshev_moments(sparse.csr_array(np.diag(levels)), vectors=random_phases(support, vectors=3, seed=1), count=5)
    expected = [1.0, levels[support].mean(), (2 * levels[support] ** 2 - 1).mean()]
    assert abs(found.values[:, :3] - expected).max() <= roundoff(1.0, size=50) + 2 * chebyshev.MARGIN


def test_random_phases_are_reproducible_and_normalised():
    support = np.arange(9) % 2 == 0
    vectors = random_phases(support, vectors=2, seed=4)
    assert np.array_equal(vectors, random_phases(support, vectors=2, seed=4))
    assert not np.array_equal(vectors, random_phases(support, vectors=2, seed=5))
    assert not vectors[~support].any()
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=0), 1, rtol=1e-14)
    np.testing.assert_allclose(abs(vectors[support]), 1 / np.sqrt(5), rtol=1e-14)


@pytest.mark.parametrize(
    ("vectors", "count", "message"),
    [
        (np.ones((4, 1)), 1, "`count` must be at least 2, but is 1"),
        (np.ones((3, 1)), 4, r"`vectors` must have shape \(4, vectors\), but has \(3, 1\)"),
        (np.ones(4), 4, r"`vectors` must have shape"),
    ],
)
def test_refusals(vectors, count, message):
    with pytest.raises(ValueError, match=message):
        chebyshev_moments(sparse.csr_array(np.diag([1.0, 2, 3, 4])), vectors=vectors, count=count)


@pytest.mark.parametrize(
    ("H", "message"),
    [
        (np.zeros((2, 2)), "`H` must have elements other than one number on the diagonal"),
        (5 * np.eye(2), "`H` must have elements other than one number on the diagonal"),
        (np.array([[1.0, 2.0], [0.0, 1.0]]), r"`H` must be Hermitian, but H - H\^dagger has an entry of modulus 2"),
        (np.array([[1j, 2.0], [2.0, 1.0]]), r"`H` must be Hermitian, but H - H\^dagger has an entry of modulus 2"),
        (np.array([[1.0, np.nan], [np.nan, 1.0]]), "`H` must be finite, but has nan"),
        (np.zeros((2, 3)), r"`H` must be a square matrix, but has shape \(2, 3\)"),
    ],
)
def test_matrices_are_refused(H, message):
    with pytest.raises(ValueError, match=message):
        chebyshev_moments(sparse.csr_array(H), vectors=np.eye(2), count=2)


def test_vectors_of_integers_are_vectors():
    H = sparse.csr_array(np.array([[1, 2], [2, 0]]))
    found, same = (chebyshev_moments(H, vectors=np.eye(2, dtype=kind), count=6) for kind in (int, complex))
    assert np.array_equal(found.values, same.values)


def test_vectors_and_supports_are_refused():
    H = sparse.csr_array(np.diag([1.0, 2.0]))
    with pytest.raises(ValueError, match="`vectors` must be finite, but has nan"):
        chebyshev_moments(H, vectors=np.array([[np.nan], [0.0]]), count=4)
    with pytest.raises(ValueError, match="`support` must be made of True and False, but is of type int64"):
        random_phases(np.array([0, 1, 2]), vectors=1, seed=0)
    with pytest.raises(ValueError, match="`vectors` must be at least 1, but is 0"):
        random_phases(np.ones(3, dtype=bool), vectors=0, seed=0)


def test_an_empty_support_is_refused():
    with pytest.raises(ValueError, match="`support` must contain a component"):
        random_phases(np.zeros(3, dtype=bool), vectors=1, seed=0)
