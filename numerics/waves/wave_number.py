"""Fourier analysis of an oscillation on a line of sites: the dominant wave number."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.checks import require_finite

Reals = NDArray[np.float64]
SPACING = 1e-9  # how far the distance of two sites may be from one
PADDING = 16  # times the length of the line, so that the parabola through the peak is one


def line_of_sites(x: Reals, *, least: int = 2) -> Reals:
    """The positions as an array of floats (sites,), in a.

    Raises
    ------
    ValueError
        If they are fewer than ``least``, not finite or not one apart.
    """
    line = np.asarray(x, dtype=float)
    require_finite(line, name="x")
    if line.ndim != 1 or len(line) < least or abs(np.diff(line) - 1).max() > SPACING:
        raise ValueError(f"`x` must be at least {least} sites, one apart, but is of shape {line.shape}.")
    return line


def power_spectrum(x: Reals, waves: NDArray[Any]) -> tuple[Reals, Reals]:
    """Wave numbers from 0 to pi (1/a) and the power at them, mean of k and -k, summed over components: both (wave numbers,).

    ``x`` (sites,), one apart, ``waves`` (sites, components). Hann's window keeps strong waves from hiding weak ones; zeros behind
    the line make the grid of k fine.

    Raises
    ------
    ValueError
        If the sites are not one apart, or the waves not finite numbers of shape (sites, components).
    """
    x = line_of_sites(x)
    require_finite(waves, name="waves")
    if np.ndim(waves) != 2 or len(waves) != len(x):
        raise ValueError(f"`waves` must have shape ({len(x)}, components), but has {np.shape(waves)}.")
    count = PADDING * len(x)
    window = np.hanning(len(x) + 2)[1:-1, None]
    power = (abs(np.fft.fft(waves * window, n=count, axis=0)) ** 2).sum(axis=1)
    index = np.arange(count // 2 + 1)
    return np.pi * (index / (count // 2)), (power[index] + power[-index]) / 2


def wave_number_resolution(x: Reals) -> float:
    """2 pi over the length of the line ``x`` (sites,), in 1/a: two waves nearer to each other are one peak."""
    return float(2 * np.pi / len(x))


def spectral_peak(x: Reals, waves: NDArray[Any]) -> float:
    """Wave number (1/a) of the highest peak of ``waves`` (sites, components); 0 if it is no farther from 0 than the resolution.

    Between grid points it is that of a parabola through the logarithms. Divide the envelope out before.
    """
    k, power = power_spectrum(x, waves)
    top = int(np.argmax(power))
    if k[top] <= wave_number_resolution(x):
        return 0.0
    if top == len(k) - 1:
        return float(k[top])
    left, middle, right = np.log(power[top - 1 : top + 2])
    return float(k[top] + (k[1] - k[0]) * (left - right) / (2 * (left - 2 * middle + right)))


def spectral_breadth(x: Reals, waves: NDArray[Any]) -> float:
    """Full width (1/a) at half height of the highest peak of ``waves`` (sites, components).

    Of a peak at 0 or pi, where the spectrum ends, it is half of that. Linear between grid points. Hann's window makes a single wave
    1.44 times the :func:`wave_number_resolution` broad.
    """
    k, power = power_spectrum(x, waves)
    top = int(np.argmax(power))
    below = power < power[top] / 2
    ends = []
    for step in (-1, 1):
        along = np.arange(top, -1 if step < 0 else len(k), step)
        fallen = np.flatnonzero(below[along])
        if not len(fallen):
            ends.append(k[along[-1]])
            continue
        low, high = along[fallen[0]], along[fallen[0] - 1]
        ends.append(np.interp(power[top] / 2, power[[low, high]], k[[low, high]]))
    return float(ends[1] - ends[0])
