"""numerics.zone.gap: the minimum over the whole zone, against brute force, and the bounds that exclude everything else."""

from functools import partial

import numpy as np
import pytest

from numerics.compare import roundoff
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.bilayer import bilayer_system
from numerics.systems.definition import SIGMA_X, SIGMA_Y, SIGMA_Z
from numerics.zone import gap
from numerics.zone.bands import level_nearest_zero
from numerics.zone.cells import IDENTITY, cells_of_zone
from numerics.zone.fourier import bloch_series
from numerics.zone.gap import TOLERANCE, bounded_gap, minimum_gap
from tests.conftest import DEFAULTS, random_parameters

CHECKED = [(1.2, 0.5651, 1.394), (1.6, 0.4448, 1.677), (2.0, 0.3309, 1.935), (2.5, 0.2039, 2.290)]
ROUNDING = 1e-12
FLAT = 1.5 * np.sqrt(2.0)  # tunnelling at which the lowest level above a flat SC band is flat
CLOSED_AT_X = np.sqrt(2 * 0.5) * (0.6**2 + 1.5**2) ** 0.25  # M = 0.5
CLOSED_AT_M = np.sqrt(4 * 0.5) * (1.2**2 + 1.5**2) ** 0.25
NASTY = {
    "narrow valley along the Fermi line": {"Delta": 0.003, "t_c": 0.8, "mu": 0.2},
    "narrow valley, all parameters": {"Delta": 0.003, "t_c": 0.6, "mu": -0.4, "eps_ti": 0.3, "lam": 0.7},
    "no pairing: zero on a line": {"Delta": 0.0},
    "no tunnelling: zero at Gamma": {"t_c": 0.0},
    "no tunnelling, filled: zero on a line": {"t_c": 0.0, "mu": 0.3},
    "no mass": {"M": 0.0},
    "no mass, filled": {"M": 0.0, "mu": 0.5},
    "flat SC band": {"t_sc": 0.0},
    "flat level": {"t_sc": 0.0, "M": 0.0, "t_c": FLAT},
    "nearly flat level": {"t_sc": 0.0, "M": 0.0, "t_c": 1.001 * FLAT},
    "no velocity": {"lam": 0.0},
    "closed at X": {"M": 0.5, "t_c": CLOSED_AT_X},
    "nearly closed at X": {"M": 0.5, "t_c": 1.000001 * CLOSED_AT_X},
    "closed at M": {"M": 0.5, "t_c": CLOSED_AT_M},
    "two minima, that at Gamma deeper": {"t_c": 1.1106},
    "two minima, that on the axis deeper": {"t_c": 1.11063},
    "filled": {"mu": 0.7},
    "far filled": {"mu": 3.0, "M": 1.0},
}


def hamiltonian(**changes):
    return partial(bloch_matrix, bilayer_system(**{**DEFAULTS, **changes}))


def brute_force(H, mesh=160, candidates=8, rounds=26):
    """Smallest |E| of ever smaller 7 x 7 patches around the minima of a mesh, its deepest points and the invariant momenta."""
    line = 2 * np.pi * np.arange(mesh) / mesh + 1e-3
    gaps = level_nearest_zero(H, kx=line[:, None], ky=line[None, :])
    around = np.min([np.roll(gaps, (i, j), axis=(0, 1)) for i in (-1, 0, 1) for j in (-1, 0, 1)], axis=0)
    minima = np.flatnonzero((gaps == around).ravel())
    minima = minima[np.argsort(gaps.ravel()[minima])][:candidates]
    chosen = np.unravel_index(np.union1d(minima, np.argsort(gaps, axis=None)[:candidates]), gaps.shape)
    kx, ky = (
        np.append(line[places], invariant) for places, invariant in zip(chosen, np.pi * np.mgrid[:2, :2].reshape(2, 4), strict=True)
    )
    patch = np.stack(np.meshgrid(*2 * [np.linspace(-1, 1, 7)]), axis=-1).reshape(-1, 2)
    for width in 2 * np.pi / mesh * 0.55 ** np.arange(rounds):
        qx, qy = kx[:, None] + width * patch[:, 0], ky[:, None] + width * patch[:, 1]
        deepest = level_nearest_zero(H, kx=qx, ky=qy).argmin(axis=1)
        kx, ky = qx[np.arange(len(kx)), deepest], qy[np.arange(len(kx)), deepest]
    return level_nearest_zero(H, kx=kx, ky=ky).min()


def judged(H):
    found, bound = bounded_gap(H)
    deepest = brute_force(H)
    assert level_nearest_zero(H, kx=found.kx, ky=found.ky) == found.gap
    assert found.gap <= deepest + TOLERANCE
    assert 0 <= bound <= min(found.gap, deepest)
    assert minimum_gap(H).gap == pytest.approx(found.gap, abs=TOLERANCE)
    return found, bound


@pytest.mark.parametrize("name", NASTY)
def test_nothing_is_lower_where_it_is_hard(name):
    judged(hamiltonian(**NASTY[name]))


def test_nothing_is_lower_at_random(parameters):
    judged(hamiltonian(**parameters))


def test_nothing_is_lower_without_particle_hole_symmetry(rng):
    """Random hoppings in four bands: |E| vanishes on lines, where bands cross zero, or nowhere, where all are pushed above it."""
    A = rng.standard_normal((3, 4, 4)) + 1j * rng.standard_normal((3, 4, 4))
    onsite = A[0] + A[0].conj().T

    for shift in (0.0, 20.0):

        def H(*, kx, ky, shift=shift):
            hops = np.multiply.outer(np.exp(1j * np.asarray(kx + 0 * ky)), A[1]) + np.multiply.outer(
                np.exp(1j * (ky + 0 * kx)), A[2]
            )
            return onsite + shift * np.eye(4) + hops + np.swapaxes(hops.conj(), -1, -2)

        found, bound = judged(H)
        assert found.gap < 1e-13 if shift == 0 else bound >= found.gap - 1.01 * TOLERANCE


def test_what_a_descent_overlooks_is_found_on_the_next_mesh(monkeypatch):
    """A descent that does not move: the corners of the finer cells contradict it, and the search goes on."""
    monkeypatch.setattr(gap, "descended", lambda series, k, radius: (k, abs(np.linalg.eigvalsh(series.at(k))).min(axis=-1)))
    found, bound = bounded_gap(hamiltonian())
    assert found.gap == pytest.approx(0.5651113331, abs=1e-8)
    assert bound >= found.gap - 1.01 * TOLERANCE


@pytest.mark.parametrize("changes", [{}, {"mu": 0.3}, {"t_c": 1.1106}, {"t_c": 0.7}, {"t_c": 2.0, "M": 1.0}], ids=str)
def test_the_minimum_is_proved_to_1e_10(changes):
    """No momentum of the zone lies lower: a statement about all of them, not about those looked at."""
    found, bound = bounded_gap(hamiltonian(**changes))
    assert found.gap - 1.01 * TOLERANCE <= bound < found.gap


@pytest.mark.parametrize("seed", range(20))
def test_the_bound_holds_in_every_cell(seed):
    """At random momenta of random cells of a coarse mesh, without symmetries."""
    rng = np.random.default_rng(seed)
    H = hamiltonian(**random_parameters(rng))
    mesh = int(rng.choice([8, 16, 32, 64]))
    cells = gap._bounded(bloch_series(H), cells_of_zone(mesh, symmetries=IDENTITY)[0], mesh, np.inf)
    k = 2 * np.pi / mesh * (cells.corners[:, None] + rng.uniform(0, 1, (len(cells.corners), 20, 2))) - np.pi
    level = level_nearest_zero(H, kx=k[..., 0], ky=k[..., 1])
    assert (level >= cells.bound[:, None] - ROUNDING).all()
    assert (cells.bound > 0).any() or mesh < 32


def cone(centre):
    """A massless Dirac cone on the lattice, at the given momentum."""
    sigma = np.array([SIGMA_X, SIGMA_Y, SIGMA_Z])

    def H(*, kx, ky):
        x, y = np.broadcast_arrays(np.asarray(kx) - centre[0], np.asarray(ky) - centre[1])
        return np.einsum("a...,aij->...ij", np.array([np.sin(x), np.sin(y), 2 - np.cos(x) - np.cos(y)]), sigma)

    return H


@pytest.mark.parametrize("factor", [1.0, 0.98])
def test_no_smaller_bound_would_do(factor, monkeypatch):
    """A Dirac point in the middle of a cell: with sides shorter by two per cent its cell would be dropped, and the zero lost."""
    mesh, corner, sides = 4096, np.array([[2600, 2400]]), gap._sides
    H = cone(2 * np.pi * (corner[0] + 0.5) / mesh - np.pi)
    monkeypatch.setattr(gap, "_sides", lambda corners: factor * sides(corners))
    cells = gap._bounded(bloch_series(H), corner, mesh, np.inf)
    assert (cells.bound[0] > 0) == (factor < 1)


def violated(H, mesh, **wrong):
    """Whether somewhere in some cell |E| goes below its bound, with a series that has wrong attributes."""
    series = bloch_series(H)
    series.__dict__.update(wrong)
    cells = gap._bounded(series, cells_of_zone(mesh, symmetries=IDENTITY)[0], mesh, np.inf)
    k = 2 * np.pi / mesh * (cells.corners[:, None] + np.random.default_rng(1).uniform(0, 1, (mesh**2, 60, 2))) - np.pi
    return (level_nearest_zero(H, kx=k[..., 0], ky=k[..., 1]) < cells.bound[:, None] - ROUNDING).any()


def test_without_the_variance_the_bound_fails(monkeypatch):
    H = cone((0.1, 0.2))
    assert not violated(H, 16)
    monkeypatch.setattr(gap, "_sides", lambda corners: np.zeros((len(corners), 2)))
    assert violated(H, 16)


def test_without_the_error_of_the_interpolation_the_bound_fails():
    """A level that is the same at all points of the mesh and lower between them."""
    mesh = 8

    def H(*, kx, ky):
        return np.multiply.outer(1.5 + np.cos(mesh * kx + 0 * ky), SIGMA_Z)

    assert not violated(H, mesh)
    assert violated(H, mesh, curvature=np.zeros(2))


@pytest.mark.parametrize(("t_c", "depth", "k"), CHECKED)
def test_checked_gaps_on_the_ring(t_c, depth, k):
    found = minimum_gap(hamiltonian(t_c=t_c))
    assert round(found.gap, 4) == depth
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
@pytest.mark.parametrize("depth", [1e-5, 1e-9])
def test_a_narrow_minimum_anywhere_is_found(kx, ky, depth):
    """A Dirac cone with a tiny gap, far narrower than the first mesh, put off the mesh; no symmetry helps."""

    def H(*, kx, ky):
        return cone(target)(kx=kx, ky=ky) + depth * SIGMA_Z

    target = (kx, ky)
    found, bound = bounded_gap(H)
    assert abs(found.gap - depth) <= 1e-14
    assert bound >= depth - 1.01 * TOLERANCE
    assert np.hypot(found.kx - kx, found.ky - ky) < 1e-7


def test_of_two_narrow_minima_the_deeper_is_found():
    """Two cones of gap 1.00e-4 and 1.01e-4, in two blocks: on any mesh that is affordable either may look deeper."""
    cones = ((0.3, 1.1), 1.00e-4), ((-1.7, -0.4), 1.01e-4)

    def H(*, kx, ky):
        found = np.zeros((*np.broadcast_shapes(np.shape(kx), np.shape(ky)), 4, 4), dtype=complex)
        for block, (centre, depth) in zip((slice(0, 2), slice(2, 4)), cones, strict=True):
            found[..., block, block] = cone(centre)(kx=kx, ky=ky) + depth * SIGMA_Z
        return found

    found, bound = bounded_gap(H)
    assert found.gap == pytest.approx(1e-4, abs=1e-14)
    assert bound >= found.gap - 1.01 * TOLERANCE


NOTHING = dict.fromkeys(DEFAULTS, 0.0)
ORDINARY = {
    "nothing at all": ({}, 0.0),
    "atoms": ({"Delta": 1.0, "t_c": 0.5, "mu": 0.3}, None),
    "a Dirac cone": ({"lam": 1.0}, 0.0),
}


@pytest.mark.parametrize("name", ORDINARY)
def test_parameters_may_vanish(name):
    """Levels that do not depend on momentum, or that vanish everywhere."""
    changes, depth = ORDINARY[name]
    H = hamiltonian(**{**NOTHING, **changes})
    found, bound = bounded_gap(H)
    assert found.gap == (level_nearest_zero(H, kx=0.3, ky=0.4) if depth is None else depth)
    assert found.gap - 1.01 * TOLERANCE <= bound <= found.gap


def test_energies_in_another_unit():
    """The tolerance follows the rounding where that is larger."""
    H, large = hamiltonian(), 1e8
    found, bound = bounded_gap(lambda *, kx, ky: large * H(kx=kx, ky=ky))
    assert found.gap == pytest.approx(large * minimum_gap(H).gap, rel=1e-12)
    assert 0 < found.gap - bound < 1e-12 * large * 100


def test_a_hamiltonian_without_period_is_refused():
    with pytest.raises(ValueError, match="`hamiltonian` must have the period 2 pi"):
        minimum_gap(lambda *, kx, ky: np.multiply.outer(np.asarray(kx + 0 * ky), SIGMA_X))
