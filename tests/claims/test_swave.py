"""The disc and the antidot of the s-wave layer on refined lattices: approach to the claims, and what the square lattice adds."""

from functools import cache, partial

import mpmath
import numpy as np
import pytest
import sympy as sp
from scipy.sparse.linalg import eigsh

from derivations.claims.shared.zeros import electron_levels
from derivations.claims.swave import bessel_levels, finite_pairing_step, flux_antidot, flux_splitting, kummer_levels, shifted_bessel
from numerics.eigenstates.blocks import symmetry_blocks
from numerics.eigenstates.nearest_zero import states_nearest_zero
from numerics.lattice.gauge import peierls_phase, winding
from numerics.lattice.matrix import bdg_matrix
from numerics.lattice.shapes import Lattice, positions, square
from numerics.systems.swave import swave_system
from theory.symbols.interface import t_sc
from theory.symbols.levels import E, rho, x_lm
from theory.symbols.vortex import R, n

HOPPING, RADIUS, GAP = 0.15, 5.5, 1.5
BAND = {"t_sc": HOPPING, "mu": 0.0, "eps_sc": -4 * HOPPING}


def refined(fineness, Delta):
    """The layer with the lattice constant 1 / fineness and the same band near Gamma."""
    t = HOPPING * fineness**2
    return swave_system(mu=0.0, eps_sc=-4 * t, t_sc=t, Delta=Delta)


def hard_disc(fineness, count=6):
    """Electron levels of the sites r < R alone."""
    side = 2 * int(np.ceil(RADIUS * fineness)) + 3
    disc = Lattice(side, {"SC": np.hypot(*positions(side)) < RADIUS * fineness})
    electrons = bdg_matrix(refined(fineness, 0.0), disc)[0::4][:, 0::4].real
    return -np.sort(-eigsh(electrons, k=count, sigma=1e-3, return_eigenvectors=False))


@cache
def antidot(fineness, flux, side, count=24):
    """Positive levels and rotation labels of the layer that keeps all sites and loses its pairing for r < R."""
    radius = RADIUS * fineness
    x, y = positions(side)
    whole = square(side, layers=("SC",))
    phase = partial(peierls_phase, n=flux, R=radius) if flux else None
    pairing = (np.hypot(x, y) >= radius) * winding(x, y, n=flux)
    H = bdg_matrix(refined(fineness, GAP), whole, bond_phase=phase, pairing_factor=pairing)
    found = states_nearest_zero(H, states=count, blocks=symmetry_blocks(H, whole, n=flux)[0])
    positive = found.energies > 0
    return found.energies[positive], found.labels[positive]


def multiplets(energies):
    """Sizes of the groups of equal energies."""
    breaks = np.flatnonzero(np.diff(energies) > 1e-9)
    return list(np.diff([0, *(breaks + 1), len(energies)]))


def bessel(order, count=1):
    return electron_levels(bessel_levels.result(), count=count, ell=order, R=RADIUS, **BAND)


def test_the_hard_disc_converges_with_first_order():
    """The wall is a staircase: the relative error falls as the lattice constant, and the lattice disc is the larger one."""
    exact = np.concatenate([bessel(0), np.repeat(bessel(1), 2), np.repeat(bessel(2), 2), bessel(0, 2)[1:]])
    fineness = np.array([1, 2, 4, 8])
    errors = np.array([1 - hard_disc(int(step)) / exact for step in fineness])
    assert (errors > 0).all()
    assert abs(errors[0]).max() < 0.25
    order = -np.polyfit(np.log(fineness), np.log(errors.mean(axis=1)), 1)[0]
    assert 0.8 < order < 1.3


def test_degeneracies_without_flux():
    """2, 4, 4, 2 by spin and +-l; the square lattice tells l = 2 from -2, which differ by 4, and only them."""
    energies, labels = antidot(1, 0, 25)
    assert multiplets(energies)[:5] == [2, 4, 2, 2, 2]
    assert sorted(labels[2:6]) == [0.5, 1.5, 2.5, 3.5]  # l = +-1 with j = l +- 1/2
    assert sorted(labels[6:8]) == sorted(labels[8:10]) == [1.5, 2.5]  # l = +-2, mixed
    fine, _ = antidot(3, 0, 51)
    anisotropy = [(levels[8] - levels[6]) / levels[6] for levels in (energies, fine)]
    assert 0.05 < anisotropy[0] < 0.12
    assert anisotropy[1] < anisotropy[0] / 5


def test_the_pairing_step_of_the_lattice_approaches_its_continuum_level():
    exact = [
        min(z for z in finite_pairing_step.bound_states(S, complex, ell=order, R=RADIUS, Delta=GAP, **BAND) if z > 0)
        for S in (finite_pairing_step.result(),)
        for order in (0, 1)
    ]
    coarse, fine = (antidot(step, 0, side)[0][[0, 2]] / exact - 1 for step, side in ((1, 25), (4, 65)))
    assert abs(coarse).max() < 0.12
    assert abs(fine).max() < 0.005


def test_flux_splits_the_lattice_levels_into_pairs_with_the_labels_of_the_continuum():
    energies, labels = antidot(1, 1, 41)
    assert multiplets(energies)[:5] == [2] * 5
    # Positive levels are hole-like: the partner of the electron level l is (j, E) -> (-j, -E), j = l +- 1/2 - 1/2.
    order = (0, 1, -1, 2, -2)
    expected = [sorted(-(momentum + spin - 0.5) % 4 for spin in (0.5, -0.5)) for momentum in order]
    assert [sorted(labels[2 * pair : 2 * pair + 2]) for pair in range(5)] == expected
    splitting = energies[4] - energies[2]
    stated = sp.diff(flux_splitting.result(), n).subs({n: 0, t_sc: HOPPING, R: RADIUS, flux_splitting.ell: 2})
    assert splitting == pytest.approx(float(stated), rel=0.1)


def test_flux_and_pairing_step_on_a_fine_lattice():
    levels = {
        order: flux_antidot.bound_states(flux_antidot.result(), float, ell=order, R=RADIUS, Delta=GAP, n=1, **BAND)
        for order in (0, 1, -1)
    }
    exact = [-max(level for level in levels[order] if level < 0) for order in levels]
    fine = antidot(4, 1, 65)[0][[0, 2, 4]]
    assert abs(fine / exact - 1).max() < 0.01


def test_kummer_levels_approach_bessel_levels():
    """Half the curvature in n, extrapolated, is the diamagnetic term of flux_splitting."""
    x = float(mpmath.besseljzero(1, 1))
    formula = kummer_levels.result().subs(n, sp.Symbol("n", real=True))  # one electron has levels at any flux
    energies = [electron_levels(formula, count=1, ell=1, n=flux, R=RADIUS, **BAND)[0] for flux in (1.0, 0.5, 0.25)]
    exact = [float(flux_splitting.result().subs({n: f, x_lm: x, t_sc: HOPPING, R: RADIUS, **symbols()})) for f in (1.0, 0.5, 0.25)]
    errors = abs(np.array(energies) - exact)
    assert errors[0] < 1e-6
    assert errors[0] / errors[1] == pytest.approx(16, rel=0.05)
    assert errors[1] / errors[2] == pytest.approx(16, rel=0.05)


def symbols():
    return {flux_splitting.ell: 1, bessel_levels.mu: 0, bessel_levels.eps_sc: -4 * HOPPING}


def test_mean_radii_of_the_shifted_order():
    """The radii and factors that the docstring of shifted_bessel states."""
    zeros = [float(mpmath.besseljzero(order, 1)) for order in (1, 2, 3)]
    factors = [
        float((slope / (t_sc * order / R**2)).subs({x_lm: x, rho: 1}))
        for order, slope, x in zip((1, 2, 3), shifted_bessel.result(), zeros, strict=True)
    ]
    assert np.round(factors, 1).tolist() == [5.2, 3.3, 2.6]
    assert np.round(np.power(factors, -0.5), 3).tolist() == [0.440, 0.554, 0.620]


def test_the_matching_condition_vanishes_to_thirty_digits():
    """One level of the antidot, polished at high precision, agrees with its zero in floating point."""
    values = {"mu": 0.125, "eps_sc": -0.5, "t_sc": 0.25, "Delta": 0.75, "R": 4.0, "ell": 1}
    condition = finite_pairing_step.result()
    zero = finite_pairing_step.bound_states(condition, complex, **values)[0]
    evaluate = sp.lambdify(E, condition.subs({s: sp.Rational(values[s.name]) for s in condition.free_symbols - {E}}), "mpmath")
    with mpmath.workdps(30):
        assert abs(mpmath.findroot(lambda z: mpmath.re(evaluate(z)), zero) - zero) < 1e-13
