"""numerics.solvers.hermitian: what is not Hermitian, finite or periodic is refused by every function of a Hamiltonian."""

import numpy as np
import pytest
import scipy.sparse as sparse

from numerics.compare import roundoff
from numerics.eigenstates.chebyshev import chebyshev_moments
from numerics.eigenstates.nearest_zero import states_nearest_zero
from numerics.kernels import compile_kernel
from numerics.lattice.matrix import particle_hole
from numerics.solvers.hermitian import levels, levels_and_states, require_hermitian
from numerics.systems.bilayer import bilayer_system
from numerics.waves.currents import bonds_of
from numerics.waves.vortex import vortex_matrix
from numerics.zone.bands import level_nearest_zero, spectrum
from numerics.zone.gap import bounded_gap, minimum_gap
from numerics.zone.topology import berry_flux, chern_number
from tests.conftest import DEFAULTS
from theory.models.bilayer import bilayer

PAULI = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])
MODEL = bilayer()
KERNEL = compile_kernel(MODEL.hamiltonian, MODEL.arguments)
ZONE = {
    "chern_number": chern_number,
    "berry_flux": berry_flux,
    "minimum_gap": minimum_gap,
    "bounded_gap": bounded_gap,
}
EVERYWHERE = {
    **ZONE,
    "spectrum": lambda H: spectrum(H, kx=np.linspace(0, 1, 7), ky=0.3),
    "level_nearest_zero": lambda H: level_nearest_zero(H, kx=0.4, ky=0.3),
}
BONDS = np.array([[0, 1], [-np.sqrt(3) / 2, -0.5], [np.sqrt(3) / 2, -0.5]])  # of Haldane's model, from A to B
NEXT = BONDS[[1, 2, 0]] - BONDS[[2, 0, 1]]
CELL = np.array([NEXT[0], -NEXT[2]])  # Bravais vectors


def in_pauli(*d):
    return np.einsum("a...,aij->...ij", np.array(np.broadcast_arrays(*d)), PAULI)


def massive(*, kx, ky):
    """Qi, Wu and Zhang with m = 1: gap 1, Chern number of modulus 1."""
    return in_pauli(np.sin(kx), np.sin(ky), 1 + np.cos(kx) + np.cos(ky))


def haldane(*, kx, ky, t_2=0.2):
    """F. D. M. Haldane, Phys. Rev. Lett. 61, 2015 (1988), at phi = pi/2 without a sublattice mass, in Cartesian momenta."""
    near = sum(np.exp(1j * (bond[0] * kx + bond[1] * ky)) for bond in BONDS)
    mass = 2 * t_2 * sum(np.sin(bond[0] * kx + bond[1] * ky) for bond in NEXT)
    return in_pauli(near.real, -near.imag, mass)


def reduced(*, kx, ky):
    """The same in units of the reciprocal vectors, the phase of the bond along y taken out of the basis: of period 2 pi."""
    x, y = np.einsum("ai,a...->i...", np.linalg.inv(CELL).T, np.array(np.broadcast_arrays(kx, ky)))
    turn = np.exp(1j * y)[..., None, None]
    turn = np.concatenate([np.concatenate([turn**0, 0 * turn], axis=-1), np.concatenate([0 * turn, turn], axis=-1)], axis=-2)
    return turn @ haldane(kx=x, ky=y) @ turn.conj()


def continuum(*, kx, ky):
    """A Dirac cone of mass 0.1 in the plane: nothing periodic."""
    return in_pauli(kx, ky, 0.1)


@pytest.mark.parametrize("name", ZONE)
@pytest.mark.parametrize("model", [haldane, continuum])
def test_a_hamiltonian_that_is_not_periodic_is_refused(name, model):
    with pytest.raises(ValueError, match="`hamiltonian` must have the period 2 pi in kx and ky") as refused:
        ZONE[name](model)
    assert "\n" not in str(refused.value)


def plain_chern_number(H, mesh=90):
    """Fukui, Hatsugai and Suzuki for one occupied level of two, link by link."""
    line = 2 * np.pi * np.arange(mesh) / mesh
    state = np.linalg.eigh(H(kx=line[:, None], ky=line[None, :]))[1][..., 0]
    x, y = (np.sum(state.conj() * np.roll(state, -1, axis=axis), axis=-1) for axis in (0, 1))
    return np.angle(x * np.roll(y, -1, axis=0) / np.roll(x, -1, axis=1) / y).sum() / (2 * np.pi)


def test_the_same_model_in_units_of_its_reciprocal_vectors_has_a_number():
    """The level nearest zero: 3 sqrt(3) t_2 at K, and at M, where two of the three bonds cancel, 1."""
    assert chern_number(reduced) == round(plain_chern_number(reduced)) in (-1, 1)
    assert minimum_gap(reduced).gap == pytest.approx(min(1, 3 * np.sqrt(3) * 0.2), abs=1e-9)


@pytest.mark.parametrize("function", [chern_number, berry_flux])
def test_fluxes_that_do_not_add_up_to_an_integer_are_refused(function, monkeypatch):
    """A massive cone, were it not refused before: half a quantum is what it leaves on the square of the zone."""
    monkeypatch.setattr("numerics.zone.topology._first_mesh", lambda hamiltonian, mesh: 24)
    with pytest.raises(
        ValueError, match=r"`hamiltonian` must be 2 pi periodic, but its Berry fluxes add up to -?0\.4\d* times 2 pi"
    ):
        function(continuum)


def upper_triangle(*, kx, ky):
    return np.triu(massive(kx=kx, ky=ky))


def a_little_off(*, kx, ky):
    H = massive(kx=kx, ky=ky)
    H[..., 0, 1] += 1e-8
    return H


@pytest.mark.parametrize("name", EVERYWHERE)
@pytest.mark.parametrize("model", [upper_triangle, a_little_off])
def test_matrices_that_are_not_hermitian_are_refused(name, model):
    with pytest.raises(ValueError, match=r"`hamiltonian` must be Hermitian, but H - H\^dagger has an entry of modulus") as refused:
        EVERYWHERE[name](model)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", EVERYWHERE)
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_parameters_that_are_not_finite_are_refused(name, value):
    with pytest.raises(ValueError, match="`hamiltonian` must be finite, but has an entry that is"):
        EVERYWHERE[name](lambda *, kx, ky: KERNEL(kx=kx, ky=ky, **{**DEFAULTS, "t_sc": value}))


@pytest.mark.parametrize("size", [1, 2, 5, 8])
def test_every_single_entry_counts(size, rng):
    """One imaginary part on the diagonal, one element without its mirror image, one NaN: in one matrix of many."""
    random = rng.standard_normal((2, 30, size, size))
    H = random[0] + 1j * random[1]
    H = H + np.swapaxes(H.conj(), -1, -2)
    assert abs(levels(H) - np.linalg.eigvalsh(H)).max() == 0
    for row, column in np.ndindex(size, size):
        for slip, word in ((1e-6j if row == column else 1e-6, "Hermitian"), (np.nan, "finite"), (-np.inf, "finite")):
            wrong = H.copy()
            wrong[17, row, column] += slip
            for function in (levels, levels_and_states):
                with pytest.raises(ValueError, match=f"`T` must be {word}"):
                    function(wrong, name="T")


def test_rounding_is_no_asymmetry(rng):
    """H = V diag V^dagger by matrix products, at any scale; and the zero matrix."""
    V = np.linalg.qr(rng.standard_normal((40, 8, 8)) + 1j * rng.standard_normal((40, 8, 8)))[0]
    energies = np.sort(rng.standard_normal((40, 8)))
    for scale in (1e-200, 1.0, 1e150):
        found = levels(V * (scale * energies)[:, None, :] @ np.swapaxes(V.conj(), -1, -2))
        assert abs(found - scale * energies).max() <= 4 * roundoff(scale * energies, size=8)
    assert (levels(np.zeros((3, 2, 2))) == 0).all()


def test_rounding_alone_is_left_at_a_dirac_point():
    """All terms cancel but for 1e-17 of them, which need not be Hermitian; in another unit of energy, too."""
    for unit in (1.0, 1e-22):

        def cone(*, kx, ky, unit=unit):
            H = unit * in_pauli(np.sin(kx), np.sin(ky), 2 - np.cos(kx) - np.cos(ky))
            H[..., 0, 1] += 1e-17 * unit
            return H

        assert abs(spectrum(cone, kx=0.0, ky=0.0)).max() < 1e-16 * unit
        assert minimum_gap(cone).gap < 1e-16 * unit
        with pytest.raises(ValueError, match="must be Hermitian"):
            spectrum(lambda *, kx, ky, cone=cone: np.triu(cone(kx=kx, ky=ky)), kx=0.0, ky=0.1)


@pytest.mark.parametrize("shape", [(0, 3, 3), (4, 0, 3, 3)])
def test_an_empty_batch_is_empty(shape):
    assert levels(np.zeros(shape)).shape == shape[:-1]


@pytest.mark.parametrize("shape", [(3,), (2, 3), (4, 3, 2), (2, 0, 0)])
def test_matrices_are_square(shape):
    with pytest.raises(ValueError, match=r"`hamiltonian` must have the shape \(\*batch, n, n\), but it is"):
        levels(np.zeros(shape))


def test_real_integer_and_transposed_matrices():
    assert np.allclose(levels([[0, 2], [2, 0]]), [-2, 2])
    stack = np.zeros((2, 2, 5))
    stack[0, 1] = stack[1, 0] = np.arange(5)
    assert np.allclose(levels(stack.T), np.arange(5)[:, None] * [-1, 1])


def lopsided(dimension=8):
    """I times a real matrix that is not antisymmetric, in the Majorana basis: odd under particle-hole symmetry all the same."""
    w, V = np.linalg.eigh(particle_hole(dimension).toarray().real)
    basis = V * np.where(w > 0, 1, 1j)
    A = np.random.default_rng(0).standard_normal((dimension, dimension))
    return sparse.csr_array(basis @ (1j * A) @ basis.conj().T)


SPARSE = {
    "states_nearest_zero": lambda H: states_nearest_zero(H, states=2),
    "chebyshev_moments": lambda H: chebyshev_moments(H, vectors=np.eye(H.shape[0])[:, :1], count=4),
    "bonds_of": bonds_of,
}


@pytest.mark.parametrize("name", SPARSE)
def test_sparse_matrices_that_are_not_hermitian_are_refused(name):
    H = lopsided()
    U = particle_hole(8)
    assert abs(U @ H.conj() @ U.conj().T + H).max() < 1e-14
    with pytest.raises(ValueError, match=r"`H` must be Hermitian, but H - H\^dagger has an entry of modulus"):
        SPARSE[name](H)
    with pytest.raises(ValueError, match=r"`H` must be finite, but has .*nan"):
        SPARSE[name](np.nan * H)


def test_one_element_without_its_mirror_image_is_seen():
    """In a matrix of the size of a vortex."""
    H, _ = vortex_matrix(bilayer_system(**DEFAULTS), L=41, R=5.5, n=1)
    require_hermitian(H)
    H.data[1234] *= 1 + 1e-9
    with pytest.raises(ValueError, match="`H` must be Hermitian"):
        require_hermitian(H)


def test_four_components_a_site():
    with pytest.raises(ValueError, match="`dimension` must be a multiple of 4, but is 6"):
        particle_hole(6)
    with pytest.raises(ValueError, match="`H` must have a dimension that is a multiple of 4, but it is 6"):
        bonds_of(sparse.eye_array(6, format="csr"))
