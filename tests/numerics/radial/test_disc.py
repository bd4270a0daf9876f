"""numerics.radial.disc: exact answers, geometric convergence, residuals that bound the error, free space."""

import numpy as np
import pytest
from scipy.special import iv, jn_zeros, kv

from numerics.radial.disc import DiscChannel, radial_levels


def flat(r):
    return np.zeros((*r.shape, 1, 1))


def hard_disc(m, degree, radius=1.0, edges=None):
    return radial_levels(DiscChannel((m,), (-1.0,), flat, edges or (radius,)), degree=degree)


@pytest.mark.parametrize("m", range(5))
def test_the_levels_of_a_disc_are_squared_zeros_of_bessel_functions(m):
    found = hard_disc(m, 24, radius=2.0)
    assert abs(found.energies[:6] - (jn_zeros(m, 6) / 2) ** 2).max() <= found.residuals[:6].max() + found.rounding


def test_half_integer_orbitals_have_spherical_levels():
    found = hard_disc(0.5, 24)
    assert abs(found.energies[:6] - (np.pi * np.arange(1, 7)) ** 2).max() <= found.residuals[:6].max() + found.rounding


@pytest.mark.parametrize("m", [0, 3])
def test_the_error_falls_faster_than_geometrically_and_below_the_residual(m):
    exact = jn_zeros(m, 3)[2] ** 2
    found = [hard_disc(m, degree) for degree in (7, 8, 9, 10)]
    errors = np.array([levels.energies[2] - exact for levels in found])
    assert (errors > 0).all()  # Ritz: from above
    assert (errors <= [levels.residuals[2] for levels in found]).all()
    assert (np.diff(np.log(errors)) < np.log(0.1)).all()


def test_an_element_boundary_changes_nothing():
    whole, parts = hard_disc(2, 24), hard_disc(2, 24, edges=(0.4, 1.0))
    assert abs(whole.energies[:5] - parts.energies[:5]).max() <= 2 * (whole.rounding + parts.rounding)


def test_a_finite_well_matches_its_bessel_functions():
    """V = -30 for r < 1: J inside, K outside, equal logarithmic derivatives at r = 1 (l = 0: J' = -J_1, K' = -K_1)."""
    depth = 30.0
    well = DiscChannel((0,), (-1.0,), lambda r: np.where(r < 1, -depth, 0.0)[..., None, None], (1.0, 14.0), open_end=True)
    found = radial_levels(well, degree=40)
    for E in found.energies[found.energies < -5]:
        k, kappa = np.sqrt(depth + E), np.sqrt(-E)
        inside, outside = k * jn_ratio(k), kappa * kv(1, kappa) / kv(0, kappa)
        assert inside == pytest.approx(outside, rel=1e-8)


def jn_ratio(k):
    return np.real(1j * iv(1, -1j * k) / iv(0, -1j * k))  # J_1 / J_0


def test_functions_are_orthonormal_and_regular():
    found = hard_disc(3, 12)
    f = found.functions[0]
    assert np.allclose((found.weights[:, None] * f).T @ f, np.eye(f.shape[1]), atol=1e-12)
    assert abs(f[0, 0] / found.points[0] ** 3) < 1e3


@pytest.mark.parametrize(
    ("channel", "message"),
    [
        ({"edges": (1.0, 0.5)}, "`edges` must be positive and ascend"),
        ({"orbital": (-1,)}, "`orbital` must be at least 0"),
        ({"orbital": (0, 0.5), "stiffness": (1.0, 1.0)}, "equal up to integers"),
    ],
)
def test_bad_channels_are_refused(channel, message):
    with pytest.raises(ValueError, match=message):
        DiscChannel(**{"orbital": (0,), "stiffness": (1.0,), "potential": flat, "edges": (1.0,), **channel})


def test_degree_is_checked():
    with pytest.raises(ValueError, match="`degree` must be at least 4, but is 2"):
        hard_disc(0, 2)
