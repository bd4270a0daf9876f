"""Where the gap minimum leaves Gamma: closed forms against the search over the whole zone, at the checked numbers."""

from functools import partial

import mpmath
import numpy as np
import pytest
import sympy as sp

from derivations.claims.bilayer import (
    first_order_transition,
    flat_band_gap,
    kp_first_order_line,
    landau_expansion,
    spectrum_with_mass,
)
from numerics.kernels import compile_kernel
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.bilayer import bilayer_system
from numerics.zone.gap import Gap, minimum_gap
from tests.conftest import DEFAULTS
from theory.symbols.interface import Delta, M, eps_sc, lam, t_c, t_sc, u
from theory.symbols.momentum import kx, ky

# At the defaults: tunnelling, gap, momentum of the minimum on an axis.
BEYOND = [(1.2, 0.5651113, 1.3941036), (1.6, 0.4447555, 1.6766684), (2.0, 0.3309, 1.935), (2.5, 0.2039, 2.290)]


def lattice_gap(**changes: float) -> Gap:
    parameters = {**DEFAULTS, **changes}
    parameters["eps_sc"] = -4 * parameters["t_sc"]
    return minimum_gap(partial(bloch_matrix, bilayer_system(**parameters)))


def on_axis(expression, **changes):
    """The expression on the kx axis at the defaults, as a function of kx for mpmath."""
    values = {**DEFAULTS, **changes}
    values["eps_sc"] = -4 * values["t_sc"]
    point = {symbol: sp.nsimplify(values[symbol.name]) for symbol in (lam, M, eps_sc, t_sc, Delta, t_c)}
    return expression.subs(ky, 0).subs(point)


def stationary(expression, start):
    """Root of the derivative, to 30 digits, and the value there."""
    with mpmath.workdps(30):
        k = sp.nsolve(sp.diff(expression, kx), kx, start, prec=30)
        return float(k), float(expression.subs(kx, k).evalf(30))


def transition(start, **changes):
    return stationary(on_axis(first_order_transition.result(), **changes), start)


def test_critical_tunnelling_and_jump_of_the_full_lattice():
    k, t = transition(1.3)
    assert (round(t, 6), round(k, 6)) == (1.110621, 1.316137)
    at_gamma = (np.sqrt(1.5**2 + 4 * t**2) - 1.5) / 2
    below, above = (lattice_gap(t_c=t * (1 + side)) for side in (-1e-5, 1e-5))
    assert np.hypot(below.kx, below.ky) < 1e-4
    assert sorted([abs(above.kx), abs(above.ky)]) == pytest.approx([0, k], abs=1e-4)
    assert below.gap == pytest.approx(at_gamma, abs=1e-5)
    assert above.gap == pytest.approx(at_gamma, abs=1e-5)


def test_the_mass_drives_the_jump_at_the_defaults():
    """Without t_sc the transition hardly moves; without mass, in the k.p model, it would come far later."""
    assert round(transition(1.3, t_sc=0.0)[1], 6) == 1.112449
    line = kp_first_order_line.result().subs({lam: 1, Delta: sp.Rational(3, 2)})
    ratio = sp.nsolve(line[0] - sp.Rational(15, 100), u, 0.3)
    assert round(float(line[2].subs(u, ratio)), 6) == 1.584468


@pytest.mark.parametrize(("t", "gap", "k"), BEYOND)
def test_minimum_beyond_the_transition(t, gap, k):
    """The closed-form level, stationary on the axis, is the minimum of the lattice over the whole zone."""
    found = lattice_gap(t_c=t)
    where, depth = stationary(on_axis(spectrum_with_mass.lowest(), t_c=t), k)
    assert depth == pytest.approx(found.gap, abs=1e-12)
    assert sorted([abs(found.kx), abs(found.ky)]) == pytest.approx([0, where], abs=1e-6)
    assert depth == pytest.approx(gap, abs=5e-5)
    assert where == pytest.approx(k, abs=5e-4)


def test_signs_do_not_move_the_transition():
    reference = transition(1.3)
    for name in ("t_sc", "M", "lam", "Delta"):
        assert transition(1.3, **{name: -DEFAULTS[name]}) == pytest.approx(reference, abs=1e-12)


def test_the_gap_leaves_gamma_where_the_formula_is_lowest(rng):
    """Random parameters of any sign: the minimum of t_deg over a mesh of the zone, against the search for the gap."""
    fixed = {name: float(rng.choice([-1, 1]) * rng.uniform(0.5, 1.5)) for name in ("lam", "M", "Delta")}
    fixed["t_sc"] = float(rng.choice([-1, 1]) * rng.uniform(0.05, 0.3))
    line = np.linspace(0.0, np.pi, 401)
    kernel = compile_kernel(first_order_transition.result(), (kx, ky, *first_order_transition.DOMAIN))
    with np.errstate(all="ignore"):  # 0/0 at Gamma
        lowest = np.nanmin(kernel(kx=line[:, None], ky=line, **fixed).real)
    for side, leaves in ((-1e-3, False), (1e-3, True)):
        t = lowest * (1 + side)
        at_gamma = (np.sqrt(fixed["Delta"] ** 2 + 4 * t**2) - abs(fixed["Delta"])) / 2
        assert (lattice_gap(**fixed, t_c=t).gap < at_gamma - 1e-9) == leaves


def test_flat_level_at_the_critical_tunnelling():
    """Without t_sc and M: one energy in the whole zone at t_c = sqrt(2) Delta; just above it, the minimum is at (pi/2, pi/2)."""
    flat = float(flat_band_gap.result().subs({Delta: 1.5, t_c: sp.sqrt(2) * sp.Rational(3, 2), lam: 1, kx: 0.7, ky: -2.0}))
    assert flat == pytest.approx(1.5, abs=1e-15)
    found = lattice_gap(M=0.0, t_sc=0.0, t_c=1.5 * np.sqrt(2.0) * 1.001)
    assert sorted([abs(found.kx), abs(found.ky)]) == pytest.approx([np.pi / 2, np.pi / 2], abs=1e-6)


@pytest.mark.parametrize("ratio", [1e-3, 1e-4])
def test_leading_order_of_jump_and_shift_for_a_narrow_band(ratio):
    """k* = (Delta^2/t_sc)^(1/3) and t*^2 = 2 Delta^2 - (9/2) (Delta^4 t_sc)^(2/3), to relative order u."""
    hopping, k, t = (float(entry) for entry in kp_first_order_line.result().subs({lam: 1, Delta: 1.5, u: ratio}).evalf(30))
    assert k == pytest.approx((1.5**2 / hopping) ** (1 / 3), rel=2 * ratio)
    assert 2 * 1.5**2 - t**2 == pytest.approx(4.5 * (1.5**4 * hopping) ** (2 / 3), rel=3 * ratio)


def test_the_continuum_line_is_the_limit_of_the_lattice():
    """Without mass, on a lattice a times finer (lam/a, t_sc/a^2), the transition on the axis tends to the k.p one as a^2."""
    hopping, k, t = (float(entry) for entry in kp_first_order_line.result().subs({lam: 1, Delta: 1.5, u: 0.5}))
    errors = []
    for a in (0.1, 0.05):
        where, located = transition(k * a, M=0.0, lam=1 / a, t_sc=hopping / a**2)
        errors.append([where / a - k, located - t])
    assert np.divide(*errors) == pytest.approx([4, 4], rel=0.02)


@pytest.mark.parametrize("mass", [3.0, -0.5])
def test_without_band_the_mass_enters_the_landau_expansion_at_fourth_order(mass):
    values = {"lam": 1.0, "M": mass, "t_sc": 0.0, "Delta": 1.5, "t_c": 1.0}
    comparison = landau_expansion.validate(landau_expansion.without_band(), **values)
    assert comparison.error <= comparison.bound
    forgotten = landau_expansion.validate(landau_expansion.result(), **values)
    assert forgotten.error == pytest.approx(0.1 * abs(mass), rel=1e-6)  # t_c^2 |M Delta| / (4 r) on the axes
