"""numerics.topology: Chern numbers, their sign, and the refusal of a mesh that cannot be trusted."""

import numpy as np
import pytest

from numerics.bands import with_parameters
from numerics.compare import roundoff
from numerics.kernels import compile_kernel
from numerics.topology import GapTooSmallError, chern_number
from tests.conftest import DEFAULTS
from theory.bilayer import bilayer

MODEL = bilayer()
KERNEL = compile_kernel(MODEL.hamiltonian, MODEL.arguments)
CHECKED = {3.0: (1, 1, 1), -3.0: (-1, -1, -1), 1.0: (1, 1, -1)}
PAULI = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])


def hamiltonian(**changes):
    return with_parameters(KERNEL, **{**DEFAULTS, **changes})


def two_bands(m):
    """Qi, Wu and Zhang: d = (sin kx, sin ky, m + cos kx + cos ky)."""

    def H(*, kx, ky):
        d = np.broadcast_arrays(np.sin(kx), np.sin(ky), m + np.cos(kx) + np.cos(ky))
        return np.einsum("a...,aij->...ij", np.array(d), PAULI)

    return H


def degree(m, mesh=400):
    """How often d/|d| covers the sphere: its solid angle over 4 pi, summed with the trapezoidal rule."""
    line = 2 * np.pi * np.arange(mesh) / mesh
    kx, ky = np.meshgrid(line, line, indexing="ij")
    d = np.stack([np.sin(kx), np.sin(ky), m + np.cos(kx) + np.cos(ky)], axis=-1)
    d_x = np.stack([np.cos(kx), 0 * kx, -np.sin(kx)], axis=-1)
    d_y = np.stack([0 * kx, np.cos(ky), -np.sin(ky)], axis=-1)
    density = np.sum(d * np.cross(d_x, d_y), axis=-1) / np.linalg.norm(d, axis=-1) ** 3
    return density.sum() * (2 * np.pi / mesh) ** 2 / (4 * np.pi)


@pytest.mark.parametrize(("m", "covers"), [(-3, 0), (-1, 1), (1, -1), (3, 0)])
def test_two_band_model_has_minus_the_degree_of_its_map(m, covers):
    """Sign of Fukui, Hatsugai and Suzuki, A = <u|du>: the opposite of the convention A = i <u|du>."""
    assert abs(degree(m) - covers) <= roundoff(1.0, size=400**2)
    assert chern_number(two_bands(m)) == -covers


@pytest.mark.parametrize("M", CHECKED)
@pytest.mark.parametrize(("index", "t_c"), [(0, 0.7), (1, 1.2), (2, 2.0)])
def test_checked_chern_numbers(M, index, t_c):
    assert chern_number(hamiltonian(M=M, t_c=t_c)) == CHECKED[M][index]


@pytest.mark.parametrize("mesh", [60, 64, 81, 120])
def test_meshes_agree(mesh):
    assert chern_number(hamiltonian(), mesh=mesh) == chern_number(hamiltonian()) == 1


@pytest.mark.parametrize("sign", [1, -1])
def test_sign_follows_the_mass(sign, rng):
    t_c, M = rng.uniform(0.6, 0.9), rng.uniform(2.5, 3.5)
    assert chern_number(hamiltonian(M=sign * M, t_c=t_c)) == sign


def test_a_mirror_reverses_the_sign():
    H = hamiltonian()
    assert chern_number(lambda *, kx, ky: H(kx=-kx, ky=ky)) == -chern_number(H)
    assert chern_number(lambda *, kx, ky: H(kx=ky, ky=kx)) == -chern_number(H)


def test_a_rotation_keeps_the_sign():
    H = hamiltonian()
    assert chern_number(lambda *, kx, ky: H(kx=-ky, ky=kx)) == chern_number(H)


def test_a_change_of_basis_keeps_the_number(rng):
    """Another phase convention at every momentum: a k-dependent, periodic unitary."""
    H, weights = hamiltonian(), rng.integers(-1, 2, size=(2, 8))

    def rotated(*, kx, ky):
        phases = np.exp(1j * (np.asarray(kx)[..., None] * weights[0] + np.asarray(ky)[..., None] * weights[1]))
        return phases[..., :, None] * H(kx=kx, ky=ky) * phases[..., None, :].conj()

    assert chern_number(rotated) == chern_number(H)


def test_a_trivial_insulator_has_none():
    assert chern_number(hamiltonian(M=0.0, lam=0.0, eps_ti=5.0, t_c=0.1)) == 0


def test_a_small_gap_is_refused():
    with pytest.raises(GapTooSmallError, match=r"`mesh` of 384 x 384 points needs a gap above .* at k = .*, but it is 0\.0006"):
        chern_number(two_bands(-1.9994))


def test_a_coarse_mesh_is_refused():
    with pytest.raises(GapTooSmallError, match=r"`mesh` of 8 x 8 points needs a gap above .* or take a larger `mesh`"):
        chern_number(hamiltonian(), mesh=8)


def test_a_metal_is_refused():
    with pytest.raises(GapTooSmallError, match="needs a gap, but there is none"):
        chern_number(lambda *, kx, ky: two_bands(3)(kx=kx, ky=ky) - 2 * np.eye(2), mesh=24)


@pytest.mark.parametrize("mesh", [0, 1, 2])
def test_a_mesh_has_at_least_three_points_a_side(mesh):
    with pytest.raises(ValueError, match=f"`mesh` must be at least 3, but is {mesh}"):
        chern_number(two_bands(1), mesh=mesh)


def test_refusal_is_a_value_error():
    assert issubclass(GapTooSmallError, ValueError)
