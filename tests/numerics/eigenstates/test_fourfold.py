"""numerics.eigenstates.fourfold: the rotation commutes with the vortex, and its sectors are complete."""

import numpy as np
import pytest

from numerics.compare import roundoff
from numerics.eigenstates.fourfold import rotation, sectors
from numerics.lattice.matrix import bdg_matrix, particle_hole
from numerics.lattice.shapes import antidot, square
from numerics.systems.bilayer import bilayer_system
from numerics.waves.vortex import vortex_matrix

LAYERS = ("TI", "SC")
VORTICES = pytest.mark.parametrize("n", [-1, 0, 1, 2, 3])
SIZES = pytest.mark.parametrize("L", [6, 7])


def lattice(L):
    return antidot(L, R=1.6, layers=LAYERS, pierced="SC")


def matrix(L, n, parameters):
    return vortex_matrix(bilayer_system(**parameters), L=L, R=1.6, n=n)[0].toarray()


@SIZES
@VORTICES
def test_rotation_commutes_with_the_matrix(L, n, parameters):
    H, U = matrix(L, n, parameters), rotation(lattice(L), n=n).toarray()
    assert abs(U @ H - H @ U).max() <= roundoff(H, size=32)


@SIZES
@pytest.mark.parametrize("wrong", [-1, 0, 2, 3])
def test_rotation_of_another_vorticity_does_not_commute(L, wrong, parameters):
    H, U = matrix(L, 1, parameters), rotation(lattice(L), n=wrong).toarray()
    assert abs(U @ H - H @ U).max() > 0.1


@SIZES
@VORTICES
def test_rotation_is_unitary(L, n):
    U = rotation(lattice(L), n=n).toarray()
    assert abs(U @ U.conj().T - np.eye(len(U))).max() <= roundoff(1.0, size=4)


@SIZES
@VORTICES
def test_four_rotations_are_a_sign(L, n):
    U = rotation(lattice(L), n=n).toarray()
    assert abs(np.linalg.matrix_power(U, 4) - (-1) ** (n + 1) * np.eye(len(U))).max() <= roundoff(1.0, size=16)


def test_rotation_takes_x_to_y():
    """(x, y) = (1, 0) goes to (0, 1)."""
    U = rotation(square(3, layers=("TI",)), n=0).toarray()
    start, end = 4 * (2 * 3 + 1), 4 * (1 * 3 + 2)
    assert abs(U[end, start]) == pytest.approx(1, abs=4e-16)


@SIZES
@VORTICES
def test_sectors_are_complete_and_orthonormal(L, n):
    basis = np.concatenate([P.toarray() for P in sectors(lattice(L), n=n).values()], axis=1)
    size = len(basis)
    assert basis.shape == (size, size)
    assert abs(basis.conj().T @ basis - np.eye(size)).max() <= roundoff(1.0, size=16)


@SIZES
@VORTICES
def test_sectors_are_eigenspaces_of_the_rotation(L, n):
    U = rotation(lattice(L), n=n)
    for j, P in sectors(lattice(L), n=n).items():
        assert abs(U @ P - np.exp(-0.5j * np.pi * j) * P).max() <= roundoff(1.0, size=16)


@SIZES
@VORTICES
def test_sectors_are_invariant(L, n, parameters):
    H = matrix(L, n, parameters)
    for isometry in sectors(lattice(L), n=n).values():
        P = isometry.toarray()
        assert abs(H @ P - P @ (P.conj().T @ H @ P)).max() <= roundoff(H, size=64)


@SIZES
@VORTICES
def test_spectra_of_the_sectors_make_the_whole_spectrum(L, n, parameters):
    H = matrix(L, n, parameters)
    parts = [P.toarray() for P in sectors(lattice(L), n=n).values()]
    union = np.sort(np.concatenate([np.linalg.eigvalsh(P.conj().T @ H @ P) for P in parts]))
    assert abs(union - np.linalg.eigvalsh(H)).max() <= roundoff(np.linalg.norm(H, 2), size=len(H))


@SIZES
@VORTICES
def test_particle_hole_symmetry_maps_a_sector_to_its_partner(L, n):
    found = sectors(lattice(L), n=n)
    for j, P in found.items():
        conjugate = particle_hole(P.shape[0]) @ P.conj()
        Q = found[-j % 4]
        assert abs(Q @ (Q.conj().T @ conjugate) - conjugate).max() <= roundoff(1.0, size=16)


@VORTICES
def test_labels_are_integers_for_odd_and_half_odd_for_even_vorticity(n):
    assert list(sectors(lattice(6), n=n)) == ([0, 1, 2, 3] if n % 2 else [0.5, 1.5, 2.5, 3.5])


@pytest.mark.parametrize("L", [3, 4])
def test_a_torus_has_the_rotation_too(L, parameters):
    torus = square(L, layers=LAYERS, periodic=True)
    H, U = bdg_matrix(bilayer_system(**parameters), torus).toarray(), rotation(torus, n=0).toarray()
    assert abs(U @ H - H @ U).max() <= roundoff(H, size=32)


def test_lattice_must_be_symmetric():
    broken = square(4, layers=LAYERS)
    broken.occupied["SC"][0, 1] = False
    with pytest.raises(ValueError, match="`lattice` must be symmetric under a fourfold rotation, but a layer is not"):
        sectors(broken, n=1)
