"""numerics.waves.bound: against all levels of the whole matrix by LAPACK, at several tunnellings and numbers of flux quanta."""

import numpy as np
import pytest

from numerics.lattice.matrix import with_potential
from numerics.lattice.shapes import uniform_disorder, vortex_and_edge
from numerics.solvers.krylov import ConvergenceError
from numerics.systems.bilayer import bilayer_system
from numerics.waves import bound
from numerics.waves.bound import bound_levels
from numerics.waves.vortex import site_values, vortex_matrix, vortex_states
from tests.conftest import DEFAULTS

GAP = 0.565
CASES = [  # L, R, n, t_c, levels
    (11, 2.5, 1, 1.2, 6),
    (11, 2.5, 2, 1.2, 3),
    (10, 2.5, 0, 1.2, 6),
    (11, 3.2, -1, 1.2, 2),
    (11, 2.5, 1, 0.6, 4),
    (12, 3.2, 1, 2.0, 9),
]
REFERENCE = [0.2748398500, 0.2819847417, 0.3172802986, 0.3985052587, 0.4314392930, 0.4810596077]


@pytest.fixture
def iterated(monkeypatch):
    """Blocks that LAPACK would solve are iterated."""
    monkeypatch.setattr(bound, "DENSE", 40)


def found_at(L, R, n, t_c, potential=None, mu=0.0):
    system = bilayer_system(**{**DEFAULTS, "t_c": t_c, "mu": mu})
    return vortex_states(system, L=L, R=R, n=n, states=6, potential=potential)


def whole(L, R, n, t_c, potential=None, mu=0.0):
    """All energies of the whole matrix, and their weights at vortex and edge."""
    H, lattice = vortex_matrix(bilayer_system(**{**DEFAULTS, "t_c": t_c, "mu": mu}), L=L, R=R, n=n)
    if potential:
        H = with_potential(H, lattice, potential)
    energies, vectors = np.linalg.eigh(H.toarray())
    regions = np.stack([site_values(region.astype(float), lattice) for region in vortex_and_edge(L, R)])
    return energies, *(regions @ abs(vectors) ** 2)


def expected(found, count, below, energies, near, far):
    """Bound levels and the number of the others, from all of them; the Majorana modes are neither."""
    zero = found.states.energies[3] if found.majorana is not None else 0.0
    positive = energies > zero + 1e-9
    levels = energies[positive & (near > far) & (energies <= below)][:count]
    last = levels.max(initial=0.0)
    return levels, int((positive & (near <= far) & (energies <= last + 1e-9)).sum())


@pytest.mark.parametrize(("L", "R", "n", "t_c", "count"), CASES)
@pytest.mark.usefixtures("iterated")
def test_levels_are_those_of_the_whole_matrix(L, R, n, t_c, count):
    everything = whole(L, R, n, t_c)
    for below in (GAP, 0.8):
        found = found_at(L, R, n, t_c)
        levels = bound_levels(found, count=count, below=below)
        energies, passed = expected(found, count, below, *everything)
        assert len(levels.energies) == len(energies)
        assert np.allclose(levels.energies, energies, rtol=0, atol=1e-10)
        assert levels.passed_over == passed
        assert np.allclose((levels.momenta - levels.labels) % 4, 0)


@pytest.mark.usefixtures("iterated")
def test_disorder_leaves_levels_without_momenta():
    potential = uniform_disorder(9, layers=("TI", "SC"), width=0.3, seed=2)
    found = found_at(9, 1.6, 1, 1.2, potential)
    levels = bound_levels(found, count=3, below=0.8)
    energies, passed = expected(found, 3, 0.8, *whole(9, 1.6, 1, 1.2, potential))
    assert np.allclose(levels.energies, energies, rtol=0, atol=1e-10)
    assert levels.passed_over == passed
    assert np.isnan(levels.momenta).all()


def test_levels_of_the_paper_above_the_edge_states():
    """Three levels of Caroli, de Gennes and Matricon and the next three, which twenty states nearest zero do not reach."""
    found = vortex_states(bilayer_system(**DEFAULTS), L=41, R=5.5, n=1, states=20)
    levels = bound_levels(found, count=6, below=GAP)
    assert np.abs(levels.energies - REFERENCE).max() < 1e-9
    assert levels.momenta.tolist() == [-1, 1, 0, -2, 2, -3]
    assert levels.vortex_weight.min() > 0.98
    assert levels.passed_over == 25
    assert levels.energies[0] > found.states.energies[-1]


def test_more_states_show_the_same_levels():
    system = bilayer_system(**DEFAULTS)
    levels = bound_levels(vortex_states(system, L=31, R=5.5, n=2, states=6), count=8, below=0.51)
    many = vortex_states(system, L=31, R=5.5, n=2, states=60)
    chosen = (many.states.energies > 0) & (many.vortex_weight > many.edge_weight) & (many.states.energies < 0.51)
    assert np.allclose(levels.energies, many.states.energies[chosen], rtol=0, atol=1e-9)
    assert np.allclose(levels.vortex_weight, many.vortex_weight[chosen], rtol=0, atol=1e-6)
    assert levels.labels.tolist() == many.states.labels[chosen].tolist()


@pytest.mark.usefixtures("iterated")
def test_of_two_mixed_levels_one_is_bound():
    """At mu = 0.55 an edge state meets a level at the vortex: each has a large part of either."""
    found, everything = found_at(11, 2.5, 1, 1.2, mu=0.55), whole(11, 2.5, 1, 1.2, mu=0.55)
    energies, near, far = everything
    pair = (energies > 0.42) & (energies < 0.435) & (near > 0.2) & (far > 0.2)
    assert pair.sum() == 2
    levels = bound_levels(found, count=6, below=GAP)
    assert ((levels.energies > 0.42) & (levels.energies < 0.435)).sum() == 1
    bound_ones, passed = expected(found, 6, GAP, *everything)
    assert np.allclose(levels.energies, bound_ones, rtol=0, atol=1e-10)
    assert levels.passed_over == passed


def test_without_a_gap_nothing_is_bound():
    levels = bound_levels(found_at(13, 2.5, 1, 1.2), count=3, below=0.0)
    assert not len(levels.energies)
    assert levels.passed_over == 0


@pytest.mark.parametrize(
    ("changes", "message"), [({"count": 0}, "at least 1"), ({"count": 1.5}, "integer"), ({"below": -1.0}, "negative")]
)
def test_bad_numbers_are_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        bound_levels(found_at(9, 1.5, 1, 1.2), **{"count": 2, "below": GAP, **changes})


def test_too_many_steps_are_refused(iterated, monkeypatch):
    monkeypatch.setattr(bound, "STEPS", 4)
    monkeypatch.setattr(bound, "TOLERANCE", 0.0)
    with pytest.raises(ConvergenceError, match="did not converge in 4 steps"):
        bound_levels(found_at(21, 3.5, 1, 1.2), count=6, below=GAP)
