"""numerics.tails: waves that are put in come out, standard errors that cover, and the edge mode against its evanescent wave."""

import numpy as np
import pytest

from numerics.evanescent import decaying_factors
from numerics.systems import bilayer
from numerics.tails import density_tail, later, tail_window, wave_tail
from numerics.vortex import vortex_states
from numerics.wavefunctions import components, edge_line
from tests.conftest import DEFAULTS

X = np.arange(30.0)
XI, DRAWS = 4.0, 150
# A share p of so many draws lies within three standard deviations of p.
WITHIN_ONE = 0.683 + 3 * np.sqrt(0.683 * 0.317 / DRAWS) * np.array([-1, 1])


def folded(q):
    """The oscillation of a density on a grid."""
    return min(2 * q, 2 * np.pi - 2 * q)


def wave(q, phases):
    return np.exp(-X / XI)[:, None] * np.cos(q * X[:, None] + phases)


@pytest.mark.parametrize("q", [0.1, 0.7, 1.3, 2.2, 3.0])
def test_a_pure_wave_comes_out(q):
    """To rounding: relative to the envelope the data are exact to a few eps."""
    waves = wave(q, np.array([0.3, 1.1, 2.0]))
    found = wave_tail(X, waves * [1, 1j, 0.5 - 2j], length=3.0)
    assert found.length == pytest.approx(XI, rel=1e-10)
    assert found.wave_number == pytest.approx(q, abs=1e-10)
    assert found.residual < 1e-12


@pytest.mark.parametrize("q", [0.4, 0.7, 1.3, 2.2])
def test_a_pure_density_comes_out(q):
    found = density_tail(X, (wave(q, np.array([0.3, 1.1])) ** 2).sum(axis=1))
    assert found.length == pytest.approx(XI, rel=1e-9)
    assert found.wave_number == pytest.approx(folded(q), abs=1e-9)


def test_an_exponential_does_not_oscillate():
    for found in (density_tail(X, np.exp(-2 * X / XI)), wave_tail(X, np.exp(-X / XI)[:, None], length=3.0)):
        assert found.length == pytest.approx(XI, rel=1e-12)
        assert found.wave_number == 0
        assert found.wave_number_error == pytest.approx(2 * np.pi / len(X))


def test_a_bent_envelope_is_not_an_oscillation():
    """A weak wave that comes from the far end bends the density, by two per cent there, over seven decay lengths."""
    density = (np.exp(-X / XI) + 1e-2 * np.exp((X - X[-1]) / XI - X[-1] / XI)) ** 2
    found = density_tail(X, density)
    assert found.wave_number == 0
    assert XI < found.length < 1.01 * XI


@pytest.mark.parametrize("B", [0.0, 0.8])
@pytest.mark.parametrize("relative", [True, False])
def test_standard_errors_of_a_density_cover(B, relative):
    """Noise proportional to the density, or to its envelope: the errors hold in both cases."""
    rng, within, mistaken = np.random.default_rng(1), [], 0
    for _ in range(DRAWS):
        shape, noise = 1 + B * np.cos(2.6 * X + rng.uniform(0, 6)), 0.05 * rng.standard_normal(len(X))
        density = np.exp(-2 * X / XI) * (shape * (1 + noise) if relative else shape + noise)
        found = density_tail(X, density)
        if (found.wave_number > 0) != (B > 0):
            mistaken += 1
            continue
        errors = [abs(found.length - XI) / found.length_error]
        if B:
            errors.append(abs(found.wave_number - 2.6) / found.wave_number_error)
        within.append(np.array(errors) < 1)
    assert mistaken <= 0.02 * DRAWS  # noise looks for the best of all wave numbers
    share = np.mean(within, axis=0)
    assert (share > WITHIN_ONE[0]).all()
    assert (share < WITHIN_ONE[1] + 0.03).all()  # HC3 is on the safe side in small samples


def test_standard_errors_of_a_wave_cover():
    rng, within, too_small = np.random.default_rng(2), [], []
    for _ in range(DRAWS):
        waves = wave(1.9, rng.uniform(0, 6, 3)) + np.exp(-X / XI)[:, None] * 0.1 * rng.standard_normal((30, 3))
        found = wave_tail(X, waves, length=XI)
        errors = np.array([abs(found.length - XI) / found.length_error, abs(found.wave_number - 1.9) / found.wave_number_error])
        within.append(errors < 1)
        too_small.append(errors < 1 / np.sqrt(2))
    share = np.mean(within, axis=0)
    assert (share > WITHIN_ONE[0]).all()
    assert (share < WITHIN_ONE[1] + 0.03).all()
    assert (np.mean(too_small, axis=0) < WITHIN_ONE[0]).all()  # errors too small by sqrt(2) would be noticed


def test_components_that_follow_from_others_bring_no_information():
    rng = np.random.default_rng(3)
    waves = wave(1.9, np.array([0.2, 1.4])) + np.exp(-X / XI)[:, None] * 0.1 * rng.standard_normal((30, 2))
    once, twice = (wave_tail(X, w, length=XI) for w in (waves, np.concatenate([waves, -1j * waves, 0 * waves], axis=1)))
    assert twice.length_error == pytest.approx(once.length_error, rel=1e-6)
    assert twice.wave_number == pytest.approx(once.wave_number, rel=1e-6)


@pytest.mark.parametrize("q", [0.03, 0.04, 0.05])
def test_copies_do_not_decide(q):
    """A wave too slow to be told from none (the first two) is not told by eight copies of it."""
    noise = 0.1 * np.random.default_rng(4).standard_normal(len(X))
    waves = (np.exp(-X / XI) * (np.cos(q * X) + noise))[:, None]
    for copies in (1, 8):
        assert (wave_tail(X, np.repeat(waves, copies, axis=1), length=XI).wave_number > 0) == (q == 0.05)


def test_the_window_leaves_out_the_beginning_and_the_rise():
    x = np.arange(60.0)
    density = np.exp(-x / 2) * (1 + 0.9 * np.cos(2.2 * x)) + 1e-9 * np.exp((x - 60) / 3)
    window = tail_window(density)
    assert density[window].max() <= 1e-2 * density.max()
    assert 8 <= window.start <= 14
    assert (1e-9 * np.exp((x - 60) / 3))[window].max() < 0.1 * density[window.stop - 3 : window.stop].max()
    assert later(slice(9, 21)) == slice(13, 21)
    rounded = np.maximum(np.exp(-x * 2), 1e-40)
    assert rounded[tail_window(rounded)].min() > 1e-26


def test_a_line_without_tail_is_refused():
    with pytest.raises(ValueError, match="`density` must have a tail of at least 8 sites, but has"):
        tail_window(np.exp(-np.arange(10.0)))


def test_a_density_must_be_positive():
    with pytest.raises(ValueError, match=r"`density` must be positive, but is 0\.0"):
        density_tail(X, np.where(X == 7, 0.0, 1.0))


@pytest.fixture(scope="module", params=[1.2, 1.6])
def edge_mode(request):
    """Slowest evanescent wave at zero energy; components of the Majorana mode from the edge inwards, (sites, 8)."""
    system, L, R = bilayer(**{**DEFAULTS, "t_c": request.param}), 55, 4.5
    factor = decaying_factors(system, ky=0.0)[0][0]
    found = vortex_states(system, L=L, R=R, n=1, states=2)
    x, line = edge_line(components(found.majorana[:, :1], found.lattice), R=R)
    return -1 / np.log(abs(factor)), abs(np.angle(factor)), x, line.reshape(8, -1).T


def test_the_edge_mode_decays_and_oscillates_with_its_evanescent_wave(edge_mode):
    """Within the errors of the fit and the systematic one of the faster waves, which the start of the window shows."""
    xi, q, x, waves = edge_mode
    density = (abs(waves) ** 2).sum(axis=1)
    window = tail_window(density)
    whole, late = (density_tail(x[part], density[part]) for part in (window, later(window)))
    first, second = (wave_tail(x[part], waves[part], length=whole.length) for part in (window, later(window)))
    allowed = [2 * tail.length_error + abs(tail.length - other.length) for tail, other in ((whole, late), (first, second))]
    for tail, margin in zip((whole, first), allowed, strict=True):
        assert abs(tail.length - xi) <= margin
        assert abs(tail.length - 1.25 * xi) > margin
    assert abs(whole.wave_number - folded(q)) <= 2 * whole.wave_number_error + abs(whole.wave_number - late.wave_number)
    margin = 2 * first.wave_number_error + abs(first.wave_number - second.wave_number)
    assert abs(first.wave_number - q) <= margin < 0.05
    assert abs(first.wave_number - (np.pi - q)) > margin  # which the density would not tell
