"""numerics.bands: spectra, and the minimum of the gap over the whole zone."""

import numpy as np
import pytest

from numerics import systems
from numerics.bands import expectation, level_nearest_zero, minimum_gap, spectrum, with_parameters, zone_mesh
from numerics.compare import roundoff
from numerics.kernels import compile_kernel
from numerics.lattice import bloch_matrix
from tests.conftest import DEFAULTS
from theory.bilayer import bilayer

MODEL = bilayer()
KERNEL = compile_kernel(MODEL.hamiltonian, MODEL.arguments)
CHECKED = [(1.2, 0.5651, 1.394), (1.6, 0.4448, 1.677), (2.0, 0.3309, 1.935), (2.5, 0.2039, 2.290)]


def hamiltonian(**changes):
    return with_parameters(KERNEL, **{**DEFAULTS, **changes})


def brute_force(H, mesh=400, candidates=20, rounds=40):
    """Smallest |E| of a dense mesh, then of ever smaller 5 x 5 patches around the deepest points."""
    line = 2 * np.pi * np.arange(mesh) / mesh
    gaps = level_nearest_zero(H, kx=line[:, None], ky=line[None, :])
    i, j = np.unravel_index(np.argsort(gaps, axis=None)[:candidates], gaps.shape)
    kx, ky = line[i], line[j]
    patch = np.stack(np.meshgrid(*2 * [np.linspace(-1, 1, 5)]), axis=-1).reshape(-1, 2)
    for width in 2 * np.pi / mesh * 0.7 ** np.arange(rounds):
        qx, qy = kx[:, None] + width * patch[:, 0], ky[:, None] + width * patch[:, 1]
        deepest = level_nearest_zero(H, kx=qx, ky=qy).argmin(axis=1)
        kx, ky = qx[np.arange(candidates), deepest], qy[np.arange(candidates), deepest]
    return level_nearest_zero(H, kx=kx, ky=ky).min()


def test_minimum_gap_is_attained_and_nothing_is_lower(parameters):
    H = with_parameters(KERNEL, **parameters)
    found = minimum_gap(H)
    assert level_nearest_zero(H, kx=found.kx, ky=found.ky) == pytest.approx(found.gap, abs=roundoff(20.0, size=8))
    assert found.gap <= brute_force(H) + 1e-8


@pytest.mark.parametrize(("t_c", "gap", "k"), CHECKED)
def test_checked_gaps_on_the_ring(t_c, gap, k):
    found = minimum_gap(hamiltonian(t_c=t_c))
    assert round(found.gap, 4) == gap
    assert sorted([round(abs(found.kx), 3), round(abs(found.ky), 3)]) == [0, k]


@pytest.mark.parametrize("t_c", [0.3, 0.7, 1.0])
def test_gap_at_gamma_is_exact(t_c):
    found = minimum_gap(hamiltonian(t_c=t_c))
    exact = (np.sqrt(1.5**2 + 4 * t_c**2) - 1.5) / 2
    assert abs(found.gap - exact) <= roundoff(8.0, size=8)
    assert np.hypot(found.kx, found.ky) < 1e-4


@pytest.mark.parametrize(("t_c", "at_gamma"), [(1.110, True), (1.112, False)])
def test_the_minimum_leaves_gamma_with_a_jump(t_c, at_gamma):
    found = minimum_gap(hamiltonian(t_c=t_c))
    radius = np.hypot(found.kx, found.ky)
    assert radius < 1e-4 if at_gamma else abs(radius - 1.316) < 0.01


@pytest.mark.parametrize(("kx", "ky"), [(1.2345678, 0.0), (-2.9, 1.7), (0.01, 3.1)])
def test_a_narrow_minimum_anywhere_is_found(kx, ky):
    """A tilted Dirac cone of gap 1e-5, far narrower than the mesh, put off the mesh."""

    def H(*, kx, ky):
        x, y = np.sin(kx - target[0]), np.sin(ky - target[1])
        z = 1e-5 + 2 - np.cos(kx - target[0]) - np.cos(ky - target[1])
        return np.stack([z, x - 1j * y, x + 1j * y, -z], axis=-1).reshape(*np.shape(z), 2, 2)

    target = (kx, ky)
    found = minimum_gap(H)
    assert abs(found.gap - 1e-5) <= 1e-8
    assert np.hypot(found.kx - kx, found.ky - ky) < 1e-4


def test_spectrum_of_a_batch_has_the_bands_last(parameters):
    found = spectrum(with_parameters(KERNEL, **parameters), kx=np.zeros((3, 1)), ky=np.ones(4))
    assert found.shape == (3, 4, 8)
    assert np.all(np.diff(found) >= 0)


def test_spectrum_is_that_of_the_typed_system(rng, parameters):
    kx, ky = rng.uniform(-np.pi, np.pi, size=(2, 30))
    typed = bloch_matrix(systems.bilayer(**parameters), kx=kx, ky=ky)
    found = spectrum(with_parameters(KERNEL, **parameters), kx=kx, ky=ky)
    assert abs(found - np.linalg.eigvalsh(typed)).max() <= roundoff(np.linalg.norm(typed, 2, axis=(1, 2)), size=8)


def test_levels_at_opposite_momenta_are_opposite(rng, parameters):
    kx, ky = rng.uniform(-np.pi, np.pi, size=(2, 30))
    H = with_parameters(KERNEL, **parameters)
    forth, back = spectrum(H, kx=kx, ky=ky), spectrum(H, kx=-kx, ky=-ky)
    assert abs(forth + back[..., ::-1]).max() <= roundoff(20.0, size=8)


@pytest.mark.parametrize("mesh", [2, 8, 96])
def test_an_even_mesh_contains_the_invariant_momenta(mesh):
    kx, ky = zone_mesh(mesh)
    assert kx.shape == (mesh, 1)
    assert ky.shape == (1, mesh)
    assert {-np.pi, 0.0} <= set(kx.ravel())


def test_expectation_in_a_batch_of_states(rng):
    """The diagonal of V^dagger O V; in eigenvectors of O itself, the eigenvalues."""
    H = rng.standard_normal((3, 4, 4)) + 1j * rng.standard_normal((3, 4, 4))
    energies, states = np.linalg.eigh(H + np.swapaxes(H.conj(), -1, -2))
    operator = np.kron([[0, -1j], [1j, 0]], np.diag([1.0, 2.0]))
    by_hand = [[np.vdot(state, operator @ state).real for state in batch.T] for batch in states]
    assert abs(expectation(states, operator) - by_hand).max() <= roundoff(2.0, size=16)
    for matrix, levels, vectors in zip(H, energies, states, strict=True):
        assert abs(expectation(vectors, matrix + matrix.conj().T) - levels).max() <= roundoff(levels, size=16)
