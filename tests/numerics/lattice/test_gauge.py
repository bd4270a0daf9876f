"""numerics.lattice.gauge: Peierls phases against quadrature, Stokes' theorem, and the sign of the winding."""

import numpy as np
import pytest

from numerics.compare import roundoff
from numerics.lattice.gauge import peierls_phase, winding
from numerics.lattice.shapes import positions
from tests.judges.reference import closed_form_phase, quadrature

R = 2.4
BONDS = {
    "inside": (0.3, 0.5, 1.3, 0.5),
    "through the centre": (-1.0, 0.0, 1.0, 0.0),
    "outside": (2.5, 1.5, 3.5, 1.5),
    "leaves": (1.5, 1.5, 2.5, 1.5),
    "enters": (-2.5, -1.5, -1.5, -1.5),
    "long, leaves": (0.5, -0.5, 2.5, -0.5),
    "chord": (-1.0, 2.3, 1.0, 2.3),
    "tangent": (-1.0, R, 1.0, R),
    "across the cut": (-3.0, -0.5, -3.0, 0.5),
    "ends on the circle": (0.0, 1.4, 0.0, R),
    "diameter": (-4.0, 0.0, 4.0, 0.0),
}


def plaquettes(L):
    """Corners (x, y), lower left, of the plaquettes of the square."""
    x, y = positions(L)
    return x[:-1, :-1], y[:-1, :-1]


def circulation(corners, *, n, R):
    """Sum of the phases around a closed polygon."""
    ends = np.roll(corners, -1, axis=0)
    return sum(peierls_phase(*start, *end, n=n, R=R) for start, end in zip(corners, ends, strict=True))


@pytest.mark.parametrize("bond", BONDS.values(), ids=BONDS)
@pytest.mark.parametrize("n", [-1, 1, 2])
def test_phase_is_the_line_integral(bond, n):
    value, error = quadrature(*bond, n=n, R=R)
    assert abs(peierls_phase(*bond, n=n, R=R) - value) <= error + roundoff(n * np.pi, size=8)


def test_phase_of_random_bonds_is_the_line_integral(rng):
    for bond in rng.uniform(-4, 4, size=(50, 4)):
        value, error = quadrature(*bond, n=1, R=R)
        assert abs(peierls_phase(*bond, n=1, R=R) - value) <= error + roundoff(np.pi, size=8)


def test_closed_form_of_the_reference_is_the_line_integral(rng):
    for bond in (*BONDS.values(), *rng.uniform(-4, 4, size=(20, 4))):
        value, error = quadrature(*bond, n=1, R=R)
        assert abs(closed_form_phase(*bond, n=1, R=R) - value) <= error + roundoff(np.pi, size=8)


@pytest.mark.parametrize("bond", BONDS.values(), ids=BONDS)
def test_phase_is_antisymmetric(bond):
    x_i, y_i, x_j, y_j = bond
    difference = peierls_phase(x_i, y_i, x_j, y_j, n=1, R=R) + peierls_phase(x_j, y_j, x_i, y_i, n=1, R=R)
    assert abs(difference) <= roundoff(1.0, size=8)


def test_phase_is_additive_along_a_straight_bond(rng):
    start, end = rng.uniform(-4, 4, size=(2, 2, 100))
    middle = (start + end) / 2
    parts = peierls_phase(*start, *middle, n=1, R=R) + peierls_phase(*middle, *end, n=1, R=R)
    assert abs(peierls_phase(*start, *end, n=1, R=R) - parts).max() <= roundoff(np.pi, size=16)


def test_a_bond_of_no_length_has_no_phase():
    assert peierls_phase(1.5, 0.5, 1.5, 0.5, n=3, R=R) == 0


@pytest.mark.parametrize("n", [-1, 1, 2])
def test_plaquettes_wholly_inside_enclose_the_uniform_flux(n):
    x, y = plaquettes(9)
    inside = np.maximum(np.hypot(x, y), np.hypot(x + 1, y + 1)) < 4
    inside &= np.maximum(np.hypot(x + 1, y), np.hypot(x, y + 1)) < 4
    corners = np.array([(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)])[..., inside]
    assert inside.sum() > 20
    assert abs(circulation(corners, n=n, R=4) - n / 16).max() <= roundoff(n, size=16)


@pytest.mark.parametrize("n", [-1, 1, 2])
def test_plaquettes_wholly_outside_enclose_nothing(n):
    x, y = plaquettes(14)
    outside = (np.abs(x + 0.5) > R + 0.5) | (np.abs(y + 0.5) > R + 0.5)
    corners = np.array([(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)])[..., outside]
    assert abs(circulation(corners, n=n, R=R)).max() <= roundoff(n * np.pi, size=16)


@pytest.mark.parametrize("n", [-1, 1, 2])
@pytest.mark.parametrize("L", [8, 9])
def test_plaquettes_together_enclose_n_half_flux_quanta(n, L):
    x, y = plaquettes(L)
    corners = np.array([(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)])
    assert abs(circulation(corners, n=n, R=R).sum() - n * np.pi) <= roundoff(n * np.pi, size=16 * L * L)


@pytest.mark.parametrize("n", [-1, 1, 2])
def test_a_loop_around_the_disc_encloses_n_half_flux_quanta(n):
    angles = 2 * np.pi * np.arange(12) / 12
    loop = 5 * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    assert abs(circulation(loop, n=n, R=R) - n * np.pi) <= roundoff(n * np.pi, size=48)


def superfluid_velocity(*, n, winding_number):
    """Gauge-invariant phase arg(Delta_j Delta_i^*) - 2 phi_ij along all bonds outside the disc, in (-pi, pi]."""
    x, y = positions(12)
    found = []
    for dx, dy in ((1, 0), (0, 1)):
        x_j, y_j = x + dx, y + dy
        outside = np.hypot(x + dx / 2, y + dy / 2) > R + 1
        ratio = winding(x_j, y_j, n=winding_number) * winding(x, y, n=winding_number).conj()
        found.append(np.angle(ratio * np.exp(-2j * peierls_phase(x, y, x_j, y_j, n=n, R=R)))[outside])
    return np.concatenate(found)


@pytest.mark.parametrize("n", [-1, 1, 2])
def test_superfluid_velocity_vanishes_outside(n):
    assert abs(superfluid_velocity(n=n, winding_number=n)).max() <= roundoff(n * np.pi, size=8)


@pytest.mark.parametrize("n", [-1, 1, 2])
@pytest.mark.parametrize("wrong", ["opposite", "half", "none"])
def test_superfluid_velocity_does_not_vanish_for_another_winding(n, wrong):
    winding_number = {"opposite": -n, "half": n / 2, "none": 0}[wrong]
    assert abs(superfluid_velocity(n=n, winding_number=winding_number)).max() > 0.1


def test_winding_is_one_at_the_centre():
    assert winding(0.0, 0.0, n=3) == 1


@pytest.mark.parametrize("radius", [0.0, -1.0, np.nan, np.inf])
def test_a_flux_disc_has_a_positive_radius(radius):
    with pytest.raises(ValueError, match=f"`R` must be positive for a flux disc, at least 1e-06, but is {radius}"):
        peierls_phase(0, 0, 1, 0, n=1, R=radius)
