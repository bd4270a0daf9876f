"""The hole in the pairing: the matrix against a loop over bonds, levels against dense solvers, degeneracies, gauge."""

from dataclasses import replace
from math import atan2, hypot

import numpy as np
import pytest
import scipy.sparse as sparse
import xarray as xr
from scipy.special import iv, jv

from derivations.figures.bilayer_vortex.shared.single_layer import both_tuned, gap_as_pairing
from derivations.figures.bilayer_vortex.shared.swave_waves import likeness, momentum_text, radius_of_maximum
from derivations.models import MODELS, defaults, hamiltonian
from numerics.compare import roundoff
from numerics.lattice.matrix import bloch_matrix, commutes, particle_hole
from numerics.lattice.shapes import positions
from numerics.systems.bilayer import bilayer_system
from numerics.systems.surface import surface_system
from numerics.systems.swave import swave_system
from numerics.waves.vortex import vortex_matrix, vortex_states
from numerics.zone.gap import Gap, minimum_gap
from tests.conftest import DEFAULTS
from tests.judges import reference

SWAVE = defaults(MODELS["swave"]())
SURFACE = defaults(MODELS["surface"](), eps_ti=0.3)
CASES = [(6, 1.6, 1), (7, 1.6, 1), (8, 2.5, -1), (9, 2.0, 2), (8, 1.5, 0), (5, 0.0, 0)]


def loop(layer, L, *, R, n, **parameters):
    """One layer, site by site: paired where r >= R."""
    parameters = {"lam": 0, "M": 0, "t_sc": 0, "t_c": 0, "eps_sc": 0, "eps_ti": 0, **parameters}
    centre = (L - 1) / 2
    rows = {(i, j): 4 * (L * i + j) for i in range(L) for j in range(L)}
    H = sparse.lil_array((4 * L * L, 4 * L * L), dtype=complex)
    for (i, j), here in rows.items():
        x, y = i - centre, j - centre
        Delta = parameters["Delta"] * np.exp(1j * n * atan2(y, x)) if hypot(x, y) >= R else 0
        normal = reference.onsite_block(layer, 0, parameters)
        paired = np.kron([[0, Delta], [np.conj(Delta), 0]], np.eye(2))
        reference.add_block(H, here, here, normal + paired)
        for to, dx, dy, A in reference.bonds(layer, **parameters):
            if to == layer and (i + dx, j + dy) in rows:
                phi = reference.closed_form_phase(x, y, x + dx, y + dy, n=n, R=R) if n else 0.0
                reference.add_bond(H, rows[i + dx, j + dy], here, reference.hop_block(A, phi))
    return H.tocsr()


@pytest.mark.parametrize(("L", "R", "n"), CASES)
def test_the_swave_matrix_equals_the_loop_over_bonds(L, R, n):
    H, _ = vortex_matrix(swave_system(**SWAVE), L=L, R=R, n=n)
    assert abs(H - loop("SC", L, R=R, n=n, **SWAVE)).max() <= roundoff(abs(H).max(), size=32)


@pytest.mark.parametrize(("L", "R", "n"), CASES)
def test_the_surface_matrix_equals_the_loop_over_bonds(L, R, n):
    H, _ = vortex_matrix(surface_system(**SURFACE), L=L, R=R, n=n)
    assert abs(H - loop("TI", L, R=R, n=n, **SURFACE)).max() <= roundoff(abs(H).max(), size=32)


@pytest.mark.parametrize("slip", [{"n": -1}, {"n": 2}, {"R": 2.3}])
def test_the_loop_tells_another_hole(slip):
    H, _ = vortex_matrix(swave_system(**SWAVE), L=7, **{"R": 1.6, "n": 1, **slip})
    assert abs(H - loop("SC", 7, R=1.6, n=1, **SWAVE)).max() > 1e-3


def test_all_sites_are_there_and_the_bilayer_loses_the_pairing_alone(parameters):
    whole, lattice = vortex_matrix(replace(bilayer_system(**parameters), pierced=None), L=7, R=1.6, n=1)
    assert all(mask.all() for mask in lattice.occupied.values())
    assert np.all(whole.data != 0)
    missing = replace(bilayer_system(**{**parameters, "Delta": 0.0}), pierced=None)
    unpaired, _ = vortex_matrix(missing, L=7, R=1.6, n=1)
    sites = np.hypot(*positions(7)).ravel() >= 1.6
    assert (whole - unpaired).count_nonzero() == 4 * sites.sum()


def test_neither_hole_takes_the_kept_pattern_of_the_other():
    system = swave_system(**SWAVE)
    before, _ = vortex_matrix(system, L=9, R=2.0, n=1)
    removed, _ = vortex_matrix(replace(system, pierced="SC"), L=9, R=2.0, n=1)
    after, _ = vortex_matrix(system, L=9, R=2.0, n=1)
    assert removed.shape[0] < before.shape[0]
    assert abs(before - after).max() == 0


@pytest.mark.parametrize("n", [0, 1, 2])
def test_levels_are_those_of_a_dense_solver(n):
    """With an on-site energy outside, as in the single layer."""
    potential = {"TI": 0.8 * (np.hypot(*positions(11)) >= 2.5)}
    found = vortex_states(surface_system(**SURFACE), L=11, R=2.5, n=n, states=20, potential=potential)
    V = np.kron(potential["TI"].ravel(), [1, 1, -1, -1])
    H = loop("TI", 11, R=2.5, n=n, **SURFACE).toarray() + np.diag(V)
    middle = len(H) // 2
    energies = np.linalg.eigvalsh(H)[middle - 10 : middle + 10]
    assert abs(found.states.energies - energies).max() <= roundoff(np.linalg.norm(H, 2), size=len(H))
    assert found.symmetries == ("fourfold rotation", "mirror times conjugation")
    assert abs(found.density.sum(axis=(1, 2, 3)) - 1).max() < 1e-12


def test_without_flux_the_multiplets_are_2_4_and_2_of_l_2():
    found = vortex_states(swave_system(**SWAVE), L=25, R=5.5, n=0, states=24)
    energies, labels = found.states.energies[12:], found.states.labels[12:]
    breaks = np.flatnonzero(np.diff(energies) > 1e-9)
    assert np.diff([-1, *breaks, 11]).tolist() == [2, 4, 2, 2, 2]
    assert sorted(labels[:2]) == [0.5, 3.5]
    assert sorted(labels[2:6]) == [0.5, 1.5, 2.5, 3.5]


def test_with_flux_every_level_is_twofold():
    found = vortex_states(swave_system(**SWAVE), L=25, R=5.5, n=1, states=24)
    pairs = found.states.energies[12:].reshape(6, 2)
    assert np.ptp(pairs, axis=1).max() < 1e-12
    assert (np.diff(pairs[:, 0]) > 1e-3).all()
    assert found.majorana is None


def test_a_gauge_with_real_pairing_for_two_flux_quanta():
    """exp(-i theta tau_z), single-valued for n = 2, takes the phase from the pairing."""
    H, _ = vortex_matrix(swave_system(**SWAVE), L=9, R=2.0, n=2)
    x, y = positions(9)
    U = sparse.diags_array(np.exp(-1j * np.kron(np.arctan2(y, x).ravel(), [1, 1, -1, -1])))
    turned = (U @ H @ U.conj()).tocoo()
    pairing = (turned.row // 2 % 2) != (turned.col // 2 % 2)
    assert abs(turned.data[pairing] - SWAVE["Delta"]).max() < 1e-14


@pytest.mark.parametrize("n", [0, 1, 2])
def test_particle_hole_symmetry(n):
    H, _ = vortex_matrix(surface_system(**SURFACE), L=9, R=2.0, n=n)
    assert commutes(1j * H, particle_hole(H.shape[0]).real, conjugate=True)
    plus, minus = (np.linalg.eigvalsh(vortex_matrix(swave_system(**SWAVE), L=9, R=2.0, n=s * n)[0].toarray()) for s in (1, -1))
    assert abs(plus - minus).max() < 1e-13  # time reversal


def test_the_hole_must_fit_and_flux_needs_one():
    with pytest.raises(ValueError, match=r"`L` must be at least 14 so that the antidot of R = 5\.5 fits, but is 9"):
        vortex_matrix(swave_system(**SWAVE), L=9, R=5.5, n=1)
    with pytest.raises(ValueError, match="`R` must be positive for a flux disc"):
        vortex_matrix(swave_system(**SWAVE), L=9, R=0.0, n=1)


@pytest.fixture(scope="module")
def bessel_state():
    """A particle J_1(kr) exp(-i theta) and a hole cos(2 theta) I_2(kr), as the figures keep them."""
    line = np.arange(-10.0, 11.0)
    x, y = np.meshgrid(line, line, indexing="ij")
    r, theta, k = np.hypot(x, y), np.arctan2(y, x), 0.4
    waves = np.stack([jv(1, k * r) * np.exp(-1j * theta), iv(2, k * r) * np.cos(2 * theta)])
    share = np.array([[0, 1, 0, 0], [0.5, 0, 0, 0.5]])
    return xr.Dataset(
        {"wave": (("amplitude", "x", "y"), waves), "share": (("amplitude", "momentum"), share), "energy": -0.15 * k**2},
        coords={"amplitude": ["u", "v"], "momentum": [-2, -1, 0, 2], "x": line, "y": line},
        attrs={"t_sc": 0.15},
    )


def test_the_likeness_of_a_wave_to_its_own_shape_is_one(bessel_state):
    assert abs(likeness(bessel_state, "u", jv) - 1) < 1e-12
    assert abs(likeness(bessel_state, "v", iv) - 1) < 1e-12
    assert likeness(bessel_state, "u", iv) < 0.95
    assert [momentum_text(bessel_state.share.sel(amplitude=name)) for name in "uv"] == ["\u22121", "\u00b12"]


def test_the_radius_of_the_maximum(bessel_state):
    assert abs(radius_of_maximum(bessel_state.wave.sel(amplitude="u")) - 1.841 / 0.4) < 0.4


@pytest.mark.parametrize("t_c", [1.3, 1.9])
def test_recipes_put_the_minimum_where_they_say(t_c):
    given = {**DEFAULTS, "t_c": t_c}
    minimum = minimum_gap(hamiltonian("bilayer", **given))
    for recipe in (gap_as_pairing, both_tuned):
        found = minimum_gap(hamiltonian("surface", **recipe(minimum, **given)))
        assert abs(np.hypot(found.kx, found.ky) - np.hypot(minimum.kx, minimum.ky)) < 1e-5
    assert abs(found.gap - minimum.gap) < 1e-8
    levels = np.linalg.eigvalsh(bloch_matrix(surface_system(**both_tuned(minimum, **given)), kx=minimum.kx, ky=minimum.ky))
    assert abs(levels[2] - minimum.gap) < 1e-8


def test_a_minimum_that_no_single_layer_has():
    with pytest.raises(ValueError, match="`minimum` must be one that a single layer can have"):
        both_tuned(Gap(gap=-0.1, kx=1.5, ky=0.0), **DEFAULTS)


@pytest.mark.parametrize("t_c", [1.2, 2.0])
def test_a_minimum_at_another_invariant_momentum_is_refused(t_c):
    """At half the mass the gap of the bilayer has its minimum at X, and then at M."""
    bilayer_ = {**DEFAULTS, "M": 0.5, "t_c": t_c}
    minimum = minimum_gap(hamiltonian("bilayer", **bilayer_))
    with pytest.raises(ValueError, match="`minimum` must"):
        gap_as_pairing(minimum, **bilayer_)
