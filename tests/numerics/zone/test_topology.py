"""numerics.zone.topology: Chern numbers, their sign, and the refusal of a mesh that cannot be trusted."""

import numpy as np
import pytest

from numerics.compare import roundoff
from numerics.kernels import compile_kernel
from numerics.zone import topology
from numerics.zone.bands import with_parameters
from numerics.zone.cells import IDENTITY, SQUARE, cells_of_zone
from numerics.zone.topology import GapTooSmallError, berry_flux, chern_number
from tests.conftest import DEFAULTS, random_parameters
from theory.models.bilayer import bilayer

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


def plain_chern_number(H, mesh):
    """Fukui, Hatsugai and Suzuki without ado: all cells, link by link, each divided by its modulus."""
    line = 2 * np.pi * np.arange(mesh) / mesh
    energies, states = np.linalg.eigh(H(kx=line[:, None], ky=line[None, :]))
    occupied = states[..., : (energies[0, 0] < 0).sum()]
    x, y = (np.linalg.det(np.swapaxes(occupied.conj(), -1, -2) @ np.roll(occupied, -1, axis=axis)) for axis in (0, 1))
    return np.angle(x * np.roll(y, -1, axis=0) / np.roll(x, -1, axis=1) / y).sum() / (2 * np.pi)


def test_equivalent_cells_give_the_number_of_all_cells(rng):
    """Any filling, any sign of any parameter."""
    compared = 0
    while compared < 3:
        H = with_parameters(KERNEL, **random_parameters(rng))
        try:
            found = chern_number(H, mesh=120)
        except GapTooSmallError:
            continue
        assert found == pytest.approx(plain_chern_number(H, 120), abs=1e-9)
        compared += 1


MESH = 120


def counted(H):
    """Momenta at which the Hamiltonian is asked for by the Chern number on a mesh."""
    asked = []

    def watched(*, kx, ky):
        asked.append(np.broadcast(kx, ky).size)
        return H(kx=kx, ky=ky)

    return chern_number(watched, mesh=MESH), sum(asked)


def test_symmetries_save_seven_eighths_of_the_work():
    number, momenta = counted(hamiltonian())
    assert number == 1
    assert momenta < 1.25 * MESH**2 / 8


def test_with_less_symmetry_more_cells_are_counted():
    """Sheared, kx -> kx + ky: the rotation by half a turn is left."""
    H = hamiltonian(t_c=0.5)
    number, momenta = counted(lambda *, kx, ky: H(kx=np.asarray(kx) + ky, ky=ky))
    assert number == 1
    assert MESH**2 / 2 < momenta < 1.25 * MESH**2 / 2


def test_a_false_symmetry_is_noticed_and_not_used(monkeypatch):
    """Of a sheared Hamiltonian the octant alone holds no integer."""
    H = hamiltonian(t_c=0.5)
    monkeypatch.setattr("numerics.zone.topology.point_symmetries", lambda *arguments, **options: SQUARE)
    number, momenta = counted(lambda *, kx, ky: H(kx=np.asarray(kx) + ky, ky=ky))
    assert number == 1
    assert momenta > MESH**2 * 9 / 8


@pytest.mark.parametrize("mesh", [24, 61, 80])
def test_flux_through_every_cell_adds_up(mesh):
    """The map has the symmetries that the number makes use of, and its own sum is an integer."""
    flux = berry_flux(hamiltonian(t_c=0.9, M=1.0, Delta=2.0), mesh=mesh)
    assert flux.shape == (mesh, mesh)
    assert flux.sum() / (2 * np.pi) == pytest.approx(1, abs=1e-12)
    for image in (flux[::-1], flux[:, ::-1], flux.T):
        assert abs(image - flux).max() < 1e-12


def test_a_mesh_worked_through_in_parts_is_the_same(monkeypatch):
    H, cells = hamiltonian(M=0.5, t_c=1.2), cells_of_zone(24, symmetries=IDENTITY)[0]
    whole = berry_flux(H, mesh=240), topology._flux(H, cells, 24, 384)
    monkeypatch.setattr("numerics.zone.topology.TOGETHER", 12)
    assert abs(topology._flux(H, cells, 24, 384) - whole[1]).max() < 1e-12
    monkeypatch.setattr("numerics.zone.topology.TOGETHER", 1000)
    assert abs(berry_flux(H, mesh=240) - whole[0]).max() < 1e-12


@pytest.mark.parametrize("sealed", [True, False])
def test_divided_and_whole_cells_fit_together(sealed, monkeypatch):
    """Near a transition at X some cells are divided up to four times. Without the slivers between them no integer comes out."""
    if not sealed:
        monkeypatch.setattr("numerics.zone.topology.OUTER_LOOP", 8 * [0])
    cells = cells_of_zone(24, symmetries=IDENTITY)[0]
    total = topology._flux(hamiltonian(M=0.5, t_c=1.24), cells, 24, 384).sum() / (2 * np.pi)
    assert (abs(total - round(total)) < 1e-12) == sealed


def test_few_momenta_are_enough_near_a_transition():
    """A mesh of 384 x 384 points where the gap is small, and nowhere else."""
    asked = []
    H = hamiltonian(M=0.5, t_c=1.24)

    def watched(*, kx, ky):
        asked.append(np.broadcast(kx, ky).size)
        return H(kx=kx, ky=ky)

    assert chern_number(watched) == chern_number(H, mesh=384) == 1
    with pytest.raises(GapTooSmallError):
        chern_number(H, mesh=192)
    assert sum(asked) < 1000


def repeated(times):
    """H(times k), with hoppings that many sites long: through the zone so often in either direction."""
    return lambda *, kx, ky: two_bands(1)(kx=times * np.asarray(kx), ky=times * np.asarray(ky))


@pytest.mark.parametrize("times", [2, 5, 23, 24, 25, 48])
def test_long_hoppings_are_resolved(times):
    """On a mesh of 24 x 24 points those of 23, 24 and 25 sites would look like hoppings of -1, 0 and 1."""
    assert chern_number(repeated(times)) == times**2 * chern_number(two_bands(1))


def test_hoppings_that_no_mesh_resolves_are_refused():
    with pytest.raises(ValueError, match="`mesh` must be at least 96, four times the range of the hoppings, but is 24"):
        chern_number(repeated(24), mesh=24)
    with pytest.raises(ValueError, match="`mesh` must be at least 96, four times the range of the hoppings, but is 24"):
        berry_flux(repeated(24), mesh=24)
    with pytest.raises(ValueError, match="`hamiltonian` must have the period 2 pi in kx and ky, and finite range"):
        chern_number(repeated(200))
