"""numerics.lattice.matrix: spectra of rings, Hermiticity, particle-hole symmetry, gauge invariance, and no doublers."""

from functools import partial

import numpy as np
import pytest

from numerics.compare import roundoff
from numerics.kernels import compile_kernel
from numerics.lattice import matrix as lattice
from numerics.lattice.gauge import peierls_phase, winding
from numerics.lattice.matrix import bdg_matrix, bloch_matrix, filled, lattice_pattern, particle_hole
from numerics.lattice.shapes import antidot, positions, square
from numerics.systems.bilayer import bilayer_system
from tests.conftest import DEFAULTS, random_parameters
from tests.judges import reference
from theory.models.bilayer import bilayer

LAYERS = ("TI", "SC")
MODEL = bilayer()
KERNEL = compile_kernel(MODEL.hamiltonian, MODEL.arguments)
SIZES = [1, 2, 3, 4, 5, 6, 7, 8]
VORTICES = [-1, 0, 1, 2]


def torus(L, parameters):
    return bdg_matrix(bilayer_system(**parameters), square(L, layers=LAYERS, periodic=True)).toarray()


def vortex(L, parameters, *, n, R=1.6, chi=None):
    """Matrix with a vortex after the gauge transformation chi (a function of position)."""
    chi = (lambda x, y: 0 * (x + y)) if chi is None else chi

    def bond_phase(x_i, y_i, x_j, y_j):
        return peierls_phase(x_i, y_i, x_j, y_j, n=n, R=R) + chi(x_j, y_j) - chi(x_i, y_i)

    x, y = positions(L)
    sites = antidot(L, R=R, layers=LAYERS, pierced="SC")
    factor = winding(x, y, n=n) * np.exp(2j * chi(x, y))
    return bdg_matrix(bilayer_system(**parameters), sites, bond_phase=bond_phase, pairing_factor=factor), sites


def random_gauge(L, rng):
    """An independent random angle for every site (and for the neighbours beyond the boundary, which do not matter)."""
    angles = rng.uniform(-np.pi, np.pi, size=(L + 4, L + 4))

    def chi(x, y):
        return angles[tuple(np.rint(np.asarray(r) + (L - 1) / 2).astype(int) + 2 for r in (x, y))]

    return chi


def momenta(L):
    k = 2 * np.pi * np.arange(L) / L
    return {"kx": k[:, None], "ky": k[None, :]}


def union(spectra):
    return np.sort(np.linalg.eigvalsh(spectra).ravel())


def bound(H):
    return roundoff(np.linalg.norm(H, 2), size=len(H))


@pytest.mark.parametrize("L", SIZES)
def test_spectrum_of_the_torus_is_the_union_of_its_bloch_spectra(L, parameters):
    H = torus(L, parameters)
    bloch = bloch_matrix(bilayer_system(**parameters), **momenta(L))
    assert abs(np.linalg.eigvalsh(H) - union(bloch)).max() <= bound(H)


@pytest.mark.parametrize("L", SIZES)
def test_spectrum_of_the_torus_is_the_union_of_the_spectra_of_theory(L, parameters):
    H = torus(L, parameters)
    assert abs(np.linalg.eigvalsh(H) - union(KERNEL(**momenta(L), **parameters))).max() <= bound(H)


@pytest.mark.parametrize("name", DEFAULTS)
def test_a_slip_in_any_parameter_is_seen_by_the_torus(name, parameters):
    H = torus(5, parameters)
    slip = {**parameters, name: 1.01 * parameters[name]}
    assert abs(np.linalg.eigvalsh(H) - union(KERNEL(**momenta(5), **slip))).max() > 1e6 * bound(H)


def test_bloch_matrices_of_theory_and_lattice_are_equal(rng, parameters):
    kx, ky = rng.uniform(-np.pi, np.pi, size=(2, 40))
    typed = bloch_matrix(bilayer_system(**parameters), kx=kx, ky=ky)
    assert abs(KERNEL(kx=kx, ky=ky, **parameters) - typed).max() <= roundoff(typed, size=32)


@pytest.mark.parametrize("L", [1, 2, 3, 4, 5])
def test_torus_equals_the_loop_over_bonds(L, parameters):
    H = torus(L, parameters)
    assert abs(H - reference.periodic_bilayer(L, **parameters).toarray()).max() <= roundoff(H, size=32)


@pytest.mark.parametrize("L", [1, 2, 3, 4, 6])
def test_elements_of_the_torus_are_stored_once_and_in_order(L, parameters):
    H = bdg_matrix(bilayer_system(**parameters), square(L, layers=LAYERS, periodic=True))
    indices, rows = H.indices, np.repeat(np.arange(H.shape[0]), np.diff(H.indptr))
    assert np.all(np.diff(rows * H.shape[1] + indices) > 0)


@pytest.mark.parametrize("chunk", [1, 7, 33])
def test_chunks_do_not_change_the_matrix(chunk, parameters, monkeypatch):
    H, _ = vortex(7, parameters, n=1)
    monkeypatch.setattr(lattice, "CHUNK", chunk)
    G, _ = vortex(7, parameters, n=1)
    assert H.has_canonical_format
    assert np.array_equal(H.toarray(), G.toarray())


def zero_modes(parameters, L=24):
    """Number of levels of a decoupled TI layer at zero energy, on an even torus: four for each Dirac cone."""
    H = bloch_matrix(bilayer_system(**{**parameters, "t_c": 0.0, "mu": 0.0, "eps_ti": 0.0}), **momenta(L))[..., :4, :4]
    return int((abs(np.linalg.eigvalsh(H)) <= roundoff(H, size=len(H) * 4)).sum())


def low_levels(parameters, L=48):
    """Number of levels of a decoupled TI layer in a window that holds nothing but Dirac cones."""
    H = bloch_matrix(bilayer_system(**{**parameters, "t_c": 0.0, "mu": 0.0, "eps_ti": 0.0}), **momenta(L))[..., :4, :4]
    return int((abs(np.linalg.eigvalsh(H)) < 0.3 * abs(parameters["lam"])).sum())


def doubled(parameters):
    """The mutant: the naive discretisation i d/dx -> sin k, without the mass."""
    return {**parameters, "M": 0.0}


def test_there_is_one_dirac_cone(parameters):
    assert zero_modes(parameters) == 4


def test_the_doubled_discretisation_is_noticed(parameters):
    assert zero_modes(doubled(parameters)) == 16
    assert low_levels(doubled(DEFAULTS)) == 4 * low_levels({**DEFAULTS, "M": 30.0}) > 0


@pytest.mark.parametrize("L", [6, 7])
@pytest.mark.parametrize("n", VORTICES)
def test_vortex_matrix_is_exactly_hermitian(L, n, parameters):
    H, _ = vortex(L, parameters, n=n)
    assert abs(H - H.conj().T).max() == 0


@pytest.mark.parametrize("L", [6, 7])
@pytest.mark.parametrize("n", VORTICES)
def test_vortex_matrix_is_particle_hole_symmetric(L, n, parameters):
    H, _ = vortex(L, parameters, n=n)
    U = particle_hole(H.shape[0])
    assert abs(U @ H.conj() @ U.conj().T + H).max() <= roundoff(abs(H).max(), size=4)


def test_particle_hole_operator_squares_to_one():
    U = particle_hole(16)
    assert abs(U @ U.conj() - np.eye(16)).max() == 0


def test_periodic_matrix_is_exactly_hermitian(rng):
    for L in (1, 2, 3, 4):
        H = torus(L, random_parameters(rng))
        assert np.array_equal(H, H.conj().T)


@pytest.mark.parametrize("L", [6, 7])
@pytest.mark.parametrize("n", VORTICES)
def test_spectrum_is_gauge_invariant(L, n, rng, parameters):
    H, _ = vortex(L, parameters, n=n)
    G, _ = vortex(L, parameters, n=n, chi=random_gauge(L, rng))
    assert abs(H - G).max() > 0.1
    assert abs(np.linalg.eigvalsh(H.toarray()) - np.linalg.eigvalsh(G.toarray())).max() <= bound(H.toarray())


@pytest.mark.parametrize("n", VORTICES)
def test_a_gauge_transformation_multiplies_electrons_and_holes_by_opposite_phases(n, rng, parameters):
    L, chi = 7, random_gauge(7, rng)
    H, sites = vortex(L, parameters, n=n)
    G, _ = vortex(L, parameters, n=n, chi=chi)
    angles = np.concatenate([np.outer(chi(*positions(L))[mask], [1, 1, -1, -1]).ravel() for mask in sites.occupied.values()])
    V = np.exp(1j * angles)
    assert abs(V[:, None] * H.toarray() * V.conj() - G.toarray()).max() <= roundoff(abs(H).max(), size=64)


def test_a_gauge_transformation_of_the_bonds_alone_is_noticed(rng, parameters):
    L, chi = 7, random_gauge(7, rng)
    H, _ = vortex(L, parameters, n=1)
    x, y = positions(L)
    G = bdg_matrix(
        bilayer_system(**parameters),
        antidot(L, R=1.6, layers=LAYERS, pierced="SC"),
        bond_phase=lambda *bond: peierls_phase(*bond, n=1, R=1.6) + chi(*bond[2:]) - chi(*bond[:2]),
        pairing_factor=winding(x, y, n=1),
    )
    assert abs(np.linalg.eigvalsh(H.toarray()) - np.linalg.eigvalsh(G.toarray())).max() > 1e-3


def test_open_square_without_phase_is_real_space_of_the_same_bonds(parameters):
    """Opening the torus only removes bonds: every element of the open matrix stands in the periodic one too."""
    closed = torus(6, parameters)
    opened = bdg_matrix(bilayer_system(**parameters), square(6, layers=LAYERS)).toarray()
    assert np.array_equal(opened[opened != 0], closed[opened != 0])
    assert np.count_nonzero(opened) < np.count_nonzero(closed)


def test_a_torus_takes_no_bond_phase(parameters):
    with pytest.raises(ValueError, match="`bond_phase` must be None for a periodic lattice, but is a function"):
        bdg_matrix(bilayer_system(**parameters), square(4, layers=LAYERS, periodic=True), bond_phase=lambda *bond: 0.0)


def test_pairing_factor_must_have_the_shape_of_the_lattice(parameters):
    with pytest.raises(ValueError, match=r"`pairing_factor` must have shape \(4, 4\), but has \(3, 4\)"):
        bdg_matrix(bilayer_system(**parameters), square(4, layers=LAYERS), pairing_factor=np.ones((3, 4), dtype=complex))


def test_a_pattern_is_filled_for_other_parameters(parameters):
    """The same matrix as made from nothing, entry by entry; the pattern itself stays as it is."""
    sites = antidot(9, R=1.6, layers=LAYERS, pierced="SC")
    options = {"bond_phase": partial(peierls_phase, n=1, R=1.6), "pairing_factor": winding(*positions(9), n=1)}
    pattern = lattice_pattern(bilayer_system(**DEFAULTS), sites, **options)
    for values in (parameters, {**parameters, "t_c": 0.0}, DEFAULTS):
        system = bilayer_system(**values)
        assert abs(filled(pattern, system) - bdg_matrix(system, sites, **options)).max() == 0


@pytest.mark.parametrize("L", [1, 2, 3, 5])
def test_a_pattern_of_a_torus_can_be_filled_again(L, parameters):
    torus = square(L, layers=LAYERS, periodic=True)
    pattern = lattice_pattern(bilayer_system(**DEFAULTS), torus)
    for values in (parameters, DEFAULTS):
        system = bilayer_system(**values)
        assert abs(filled(pattern, system) - bdg_matrix(system, torus)).max() == 0


def test_an_amplitude_without_a_place_is_refused():
    sites = square(4, layers=LAYERS)
    pattern = lattice_pattern(bilayer_system(**{**DEFAULTS, "t_c": 0.0}), sites)
    with pytest.raises(ValueError, match=r"`pattern` must have a place for every amplitude of the system, but has none for"):
        filled(pattern, bilayer_system(**DEFAULTS))
