"""numerics.waves.wave_number: peaks of known signals, their resolution, order of convergence."""

import numpy as np
import pytest

from numerics.waves.wave_number import power_spectrum, spectral_breadth, spectral_peak, wave_number_resolution


def signal(k, length, components=3):
    x = np.arange(float(length))
    return x, np.cos(k * x[:, None] + np.linspace(0.2, 2.5, components))


@pytest.mark.parametrize("k", [0.7, 1.3456, 2.1, 2.7])
def test_the_peak_is_at_the_wave_number(k):
    """A twentieth of the resolution: what the mirror image -k leaves of Hann's side lobes, which fall with the third power."""
    x, waves = signal(k, 40)
    assert abs(spectral_peak(x, waves) - k) < 0.05 * wave_number_resolution(x)


def test_the_error_falls_with_the_length():
    errors = [abs(spectral_peak(*signal(1.3456, length)) - 1.3456) for length in (16, 64)]
    assert errors[1] < errors[0] / 4**2


@pytest.mark.parametrize("sign", [1, -1])
def test_a_complex_wave_has_no_image(sign):
    x = np.arange(40.0)
    peak = spectral_peak(x, np.exp(sign * 1.2345j * x)[:, None])
    assert abs(peak - 1.2345) < 1e-4  # of the parabola on a grid of a sixteenth of the resolution


def test_the_stronger_wave_wins():
    x, strong = signal(1.9, 60)
    _, weak = signal(0.8, 60)
    assert abs(spectral_peak(x, strong + 0.7 * weak) - 1.9) < 0.2 * wave_number_resolution(x)
    assert abs(spectral_peak(x, 0.7 * strong + weak) - 0.8) < 0.2 * wave_number_resolution(x)


def test_a_slow_wave_is_not_resolved():
    assert spectral_peak(*signal(0.05, 40)) == 0
    assert spectral_peak(np.arange(40.0), np.ones((40, 1))) == 0


def test_an_alternating_line_has_the_largest_wave_number():
    x = np.arange(40.0)
    assert spectral_peak(x, np.cos(np.pi * x)[:, None]) == np.pi


@pytest.mark.parametrize("length", [30, 60])
def test_a_single_wave_is_as_broad_as_the_window_allows(length):
    x = np.arange(float(length))
    breadth = spectral_breadth(x, np.exp(1.3j * x)[:, None])
    assert breadth == pytest.approx(1.44 * 2 * np.pi / (length + 1), rel=0.01)
    assert spectral_breadth(x, np.ones((length, 1))) == pytest.approx(breadth / 2, rel=0.01)  # cut off at 0
    assert spectral_breadth(x, np.cos(np.pi * x)[:, None]) == pytest.approx(breadth / 2, rel=0.01)  # and at pi
    assert spectral_breadth(x, np.array([[1.0]] + [[0.0]] * (length - 1))) == pytest.approx(np.pi)


def test_two_waves_that_are_not_resolved_are_broader():
    x = np.arange(60.0) - 29.5
    waves = np.exp(1.3j * x) + np.exp(1j * (1.3 + 1.5 * wave_number_resolution(x)) * x)
    assert spectral_breadth(x, waves[:, None]) > 1.5 * spectral_breadth(x, np.exp(1.3j * x)[:, None])


def test_the_power_is_that_of_the_waves(rng):
    """Parseval: the mean power over the zone is the sum of squares of what is in the window."""
    x, waves = np.arange(20.0), rng.standard_normal((20, 2)) + 1j * rng.standard_normal((20, 2))
    _, power = power_spectrum(x, waves)
    inside = waves * np.hanning(22)[1:-1, None]
    assert (2 * power[1:-1].sum() + power[0] + power[-1]) / (16 * 20) == pytest.approx((abs(inside) ** 2).sum(), rel=1e-12)
