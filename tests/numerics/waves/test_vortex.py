"""numerics.waves.vortex: the matrix against a loop over bonds, the checked reference numbers, the Majorana modes."""

from dataclasses import replace

import numpy as np
import pytest

from numerics.compare import roundoff
from numerics.lattice.matrix import particle_hole
from numerics.lattice.shapes import vortex_and_edge
from numerics.systems.bilayer import bilayer_system
from numerics.waves import vortex
from numerics.waves.vortex import majorana_modes, site_density, site_values, vortex_matrix, vortex_states
from tests.conftest import DEFAULTS
from tests.judges import reference

LADDER = [
    0.0000903672, 0.0234703675, 0.0468837351, 0.0701839123, 0.0933167320, 0.1162299387, 0.1388751247, 0.1612071267,
]  # fmt: skip
BOUND_LEVELS = [0.2378, 0.2383, 0.2676, 0.3569, 0.3654, 0.4488]


@pytest.fixture(scope="module")
def ladder():
    return vortex_states(bilayer_system(**DEFAULTS), L=41, R=5.5, n=1, states=16)


@pytest.mark.parametrize(
    ("L", "R", "n"), [(6, 1.6, 1), (7, 1.6, 1), (8, 2.5, -1), (9, 2.0, 2), (7, 0.4, 1), (8, 1.5, 0), (5, 0.0, 0)]
)
def test_matrix_equals_the_loop_over_bonds(L, R, n, parameters):
    H, _ = vortex_matrix(bilayer_system(**parameters), L=L, R=R, n=n)
    assert abs(H - reference.vortex_bilayer(L, R=R, n=n, **parameters)).max() <= roundoff(abs(H).max(), size=32)


@pytest.mark.parametrize(("L", "R", "n"), [(7, 1.6, 1), (8, 2.2, 2), (6, 1.2, -1)])
def test_matrix_equals_the_loop_with_phases_by_quadrature(L, R, n, parameters):
    H, _ = vortex_matrix(bilayer_system(**parameters), L=L, R=R, n=n)
    judge = reference.vortex_bilayer(L, R=R, n=n, phase=reference.quadrature_phase, **parameters)
    assert abs(H - judge).max() <= roundoff(abs(H).max(), size=32) + 1e-13 * abs(H).max()  # accuracy asked of quad


@pytest.mark.parametrize("slip", [{"n": -1}, {"n": 2}, {"R": 1.7}])
def test_the_loop_tells_another_vortex(slip, parameters):
    H, _ = vortex_matrix(bilayer_system(**parameters), L=7, **{"R": 1.6, "n": 1, **slip})
    assert abs(H - reference.vortex_bilayer(7, R=1.6, n=1, **parameters)).max() > 1e-3


@pytest.mark.parametrize("name", DEFAULTS)
def test_the_loop_tells_another_parameter(name, parameters):
    H, _ = vortex_matrix(bilayer_system(**{**parameters, name: -parameters[name]}), L=7, R=1.6, n=1)
    assert abs(H - reference.vortex_bilayer(7, R=1.6, n=1, **parameters)).max() > 0.01


def test_another_layer_may_be_pierced(parameters):
    H, lattice = vortex_matrix(replace(bilayer_system(**parameters), pierced="TI"), L=7, R=1.6, n=1)
    assert lattice.occupied["SC"].all()
    assert H.shape[0] == 4 * (2 * 49 - 9)


def test_elements_are_stored_once_and_without_zeros(parameters):
    H, _ = vortex_matrix(bilayer_system(**parameters), L=7, R=1.6, n=1)
    assert H.has_canonical_format
    assert np.all(H.data != 0)


def test_checked_energies_of_the_edge_ladder(ladder):
    assert abs(ladder.states.energies[8:] - LADDER).max() <= 1e-10


def test_checked_energies_are_those_of_the_whole_matrix(ladder):
    H, _ = vortex_matrix(bilayer_system(**DEFAULTS), L=41, R=5.5, n=1)
    V = ladder.states.vectors
    assert np.linalg.norm(H @ V - V * ladder.states.energies, axis=0).max() <= 1e-9 * abs(H).sum(axis=1).max()


def test_checked_vortex_bound_levels():
    found = vortex_states(bilayer_system(**{**DEFAULTS, "t_c": 1.0}), L=41, R=6.5, n=1, states=80)
    positive = found.states.energies > 1e-3
    bound = found.states.energies[positive & (found.vortex_weight > 0.5)]
    assert np.round(bound[:6], 4).tolist() == BOUND_LEVELS


def test_ladder_runs_along_the_edge(ladder):
    """States 7 and 8 are the Majorana modes; the others belong to the chiral edge mode."""
    others = np.delete(ladder.edge_weight, [7, 8])
    assert others.min() > 0.9


def test_majorana_modes_live_at_the_edge_and_at_the_vortex(ladder):
    assert ladder.edge_weight[7] > 0.95
    assert ladder.vortex_weight[8] > 0.95


def test_majorana_modes_are_their_own_conjugates(ladder):
    modes = ladder.majorana
    conjugates = particle_hole(len(modes)) @ modes.conj()
    assert abs(conjugates - modes).max() <= roundoff(1.0, size=len(modes))


def test_majorana_modes_are_orthonormal(ladder):
    modes = ladder.majorana
    assert abs(modes.conj().T @ modes - np.eye(2)).max() <= roundoff(1.0, size=len(modes))


def test_majorana_modes_span_the_two_states_nearest_zero(ladder):
    pair, modes = ladder.states.vectors[:, 7:9], ladder.majorana
    assert abs(modes @ (modes.conj().T @ pair) - pair).max() <= roundoff(1.0, size=len(modes))


def test_majorana_modes_belong_to_the_self_conjugate_sectors(ladder):
    assert sorted(ladder.states.labels[7:9]) in ([0, 0], [0, 2], [2, 2])


@pytest.mark.parametrize("n", [0, 2])
def test_an_even_vortex_has_no_majorana_modes(n):
    assert vortex_states(bilayer_system(**DEFAULTS), L=21, R=3.5, n=n, states=8).majorana is None


def test_an_antivortex_has_the_same_modes():
    found = vortex_states(bilayer_system(**DEFAULTS), L=31, R=4.5, n=-1, states=8)
    assert found.majorana is not None
    assert found.vortex_weight[4] > 0.9


def test_density_is_normalised_and_empty_in_the_hole(ladder):
    assert ladder.density.shape == (16, 2, 41, 41)
    assert abs(ladder.density.sum(axis=(1, 2, 3)) - 1).max() <= roundoff(1.0, size=ladder.states.vectors.shape[0])
    assert not ladder.density[:, 1, ~ladder.lattice.occupied["SC"]].any()


def test_weights_are_sums_of_the_density(ladder):
    vortex, edge = vortex_and_edge(41, 5.5)
    size = ladder.states.vectors.shape[0]
    assert abs((ladder.density * vortex).sum(axis=(1, 2, 3)) - ladder.vortex_weight).max() <= roundoff(1.0, size)
    assert abs((ladder.density * edge).sum(axis=(1, 2, 3)) - ladder.edge_weight).max() <= roundoff(1.0, size)


def test_site_values_follow_the_components(rng, ladder):
    values = rng.standard_normal((41, 41))
    expectation = site_values(values, ladder.lattice) @ abs(ladder.states.vectors) ** 2
    density = site_density(ladder.states.vectors, ladder.lattice)
    assert abs((density * values).sum(axis=(1, 2, 3)) - expectation).max() <= roundoff(values, len(ladder.states.vectors))


def test_majorana_modes_of_a_random_superposition(rng):
    """Two Majorana modes, drawn first and mixed with a random unitary, are found again up to a sign."""
    U = particle_hole(40)
    random = rng.standard_normal((40, 2)) @ [1, 1j]
    halves = [np.where(np.arange(40) < 20, random, 0), np.where(np.arange(40) >= 20, random, 0)]
    truth = np.stack([half + U @ half.conj() for half in halves], axis=-1)
    truth /= np.linalg.norm(truth, axis=0)
    mixing = np.linalg.qr(rng.standard_normal((2, 2)) + 1j * rng.standard_normal((2, 2)))[0]
    found = majorana_modes(truth @ mixing, U, np.where(np.arange(40) < 20, 0.0, 1.0))
    assert abs(abs(np.sum(truth * found.conj(), axis=0)) - 1).max() <= roundoff(1.0, size=40)
    assert abs(U @ found.conj() - found).max() <= roundoff(1.0, size=40)


def test_flux_needs_an_antidot():
    with pytest.raises(ValueError, match="`R` must be positive for a flux disc, at least 1e-06, but is 0"):
        vortex_matrix(bilayer_system(**DEFAULTS), L=9, R=0.0, n=1)


def test_antidot_must_fit():
    with pytest.raises(ValueError, match=r"`L` must be at least 14 so that the antidot of R = 5\.5 fits, but is 9"):
        vortex_matrix(bilayer_system(**DEFAULTS), L=9, R=5.5, n=1)


def test_a_sweep_pays_for_the_pattern_once():
    """The kept pattern serves other parameters, and no other geometry or other places of the amplitudes."""
    vortex._pattern.cache_clear()
    for t_c in (0.5, 1.0, 1.5):
        vortex_matrix(bilayer_system(**{**DEFAULTS, "t_c": t_c}), L=11, R=2.0, n=1)
    assert vortex._pattern.cache_info().misses == 1
    for changed in ({"R": 2.5}, {"n": 2}, {"L": 12}):
        H, _ = vortex_matrix(bilayer_system(**DEFAULTS), **{"L": 11, "R": 2.0, "n": 1, **changed})
        vortex._pattern.cache_clear()
        assert abs(H - vortex_matrix(bilayer_system(**DEFAULTS), **{"L": 11, "R": 2.0, "n": 1, **changed})[0]).max() == 0
    decoupled = bilayer_system(**{**DEFAULTS, "t_c": 0.0})
    bare, _ = vortex_matrix(decoupled, L=11, R=2.0, n=1)
    assert bare.nnz < vortex_matrix(bilayer_system(**DEFAULTS), L=11, R=2.0, n=1)[0].nnz
    H, _ = vortex_matrix(bilayer_system(**DEFAULTS), L=11, R=2.0, n=1)
    H.data[:] = 0
    H.eliminate_zeros()  # works on the arrays in place
    again, _ = vortex_matrix(bilayer_system(**DEFAULTS), L=11, R=2.0, n=1)
    assert again.nnz > bare.nnz
