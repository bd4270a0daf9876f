"""numerics.zone.bands: spectra, meshes, expectation values."""

import numpy as np
import pytest

from numerics.compare import roundoff
from numerics.kernels import compile_kernel
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.bilayer import bilayer_system
from numerics.zone.bands import CHUNK, expectation, spectrum, with_parameters, zone_mesh
from tests.conftest import DEFAULTS
from theory.models.bilayer import bilayer

MODEL = bilayer()
KERNEL = compile_kernel(MODEL.hamiltonian, MODEL.arguments)


def hamiltonian(**changes):
    return with_parameters(KERNEL, **{**DEFAULTS, **changes})


def test_spectrum_of_a_batch_has_the_bands_last(parameters):
    found = spectrum(with_parameters(KERNEL, **parameters), kx=np.zeros((3, 1)), ky=np.ones(4))
    assert found.shape == (3, 4, 8)
    assert np.all(np.diff(found) >= 0)


@pytest.mark.parametrize(
    ("of_kx", "of_ky"),
    [
        ((CHUNK + 7,), ()),
        ((), (CHUNK + 7,)),
        ((3, 1, 40), (50, 1)),
        ((CHUNK, 1), (1, 2)),
        ((1,), (CHUNK + 1,)),
        ((1, 2 * CHUNK), (2, 1)),
    ],
)
def test_spectrum_in_parts_is_that_of_the_whole(rng, parameters, of_kx, of_ky):
    H = with_parameters(KERNEL, **parameters)
    kx, ky = rng.uniform(-np.pi, np.pi, of_kx), rng.uniform(-np.pi, np.pi, of_ky)
    assert np.array_equal(spectrum(H, kx=kx, ky=ky), np.linalg.eigvalsh(H(kx=kx, ky=ky)))


def test_spectrum_is_that_of_the_typed_system(rng, parameters):
    kx, ky = rng.uniform(-np.pi, np.pi, size=(2, 30))
    typed = bloch_matrix(bilayer_system(**parameters), kx=kx, ky=ky)
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
