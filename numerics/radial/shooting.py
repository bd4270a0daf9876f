"""Levels of an antidot in a TI surface by integration of the radial equations of one angular momentum, all levels at once.

The equations are typed from H psi = E psi: linear order in k, flux n h/2e spread over the disc r < R, pairing Delta beyond it.
Energies (lambda/a) and channels (the angular momenta j) are arrays of one shape, (states,), one root each; ``fixed`` holds lam, mu,
eps_ti, Delta and n, numbers or arrays of that shape, and R (a), a number; ``rtol`` is the relative tolerance of the integration.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

Reals = NDArray[np.float64]
ITERATIONS = 30


def _slopes(x: float, y: Reals, energy: Reals, channel: Reals, fixed: dict[str, float], inside: bool) -> Reals:
    """d/dlog r of (u_up, u_dn, v_dn, v_up), shape (4, states), typed from H psi = E psi; outside times exp(r decay / |lam|).

    So what decays outwards keeps its size: grown by e^30, its rounding would be larger than the tolerance of what vanishes.
    """
    radius, lam_, flux = np.exp(x), fixed["lam"], fixed["n"]
    level, share = fixed["eps_ti"] - fixed["mu"], np.exp(2 * x) / fixed["R"] ** 2 if inside else 1.0
    gap = 0.0 if inside else fixed["Delta"]
    electron = channel - 0.5 + flux / 2 * (1 - share)
    hole = channel - 0.5 - flux / 2 * (1 - share)
    u, d, v, w = y
    e, h = (energy - level) * radius / lam_, (-energy - level) * radius / lam_
    pair = gap * radius / lam_
    growth = 0.0 if inside else np.sqrt(gap**2 - energy**2) * radius / abs(lam_)
    slopes = np.array(
        [
            electron * u + e * d - pair * w,
            -(electron + 1) * d - e * u + pair * v,
            hole * v + h * w + pair * d,
            -(hole + 1) * w - h * v - pair * u,
        ]
    )
    return slopes + growth * y


def mismatch(energy: Reals, channel: Reals, fixed: dict[str, float], rtol: float) -> Reals:
    """Determinant at the rim of two solutions regular at the centre and two that decay, (states,); vanishes at a level."""
    size, rim = len(energy), np.log(fixed["R"])
    columns = []
    for component, side in ((0, 1), (2, -1)):
        up = channel + (side * fixed["n"] - 1) / 2 >= -0.25
        start = np.zeros((4, size))
        start[component], start[component + 1] = up, ~up
        columns.append(_followed(start, rim - 20.0, rim, energy, channel, fixed, True, rtol))  # leading power: exact to e^-40
    decay = np.sqrt(fixed["Delta"] ** 2 - energy**2)
    far = np.log(fixed["R"] + 15 * (abs(fixed["lam"]) / decay).max())
    mixture = np.array([np.full(size, fixed["Delta"]), energy - 1j * np.sign(fixed["lam"]) * decay])
    wave = np.array([mixture[0], 1j * mixture[0], mixture[1], 1j * mixture[1]])  # exp(i q r); the rest dies as e^-30
    columns += [_followed(part, far, rim, energy, channel, fixed, False, rtol) for part in (wave.real, wave.imag)]
    return np.linalg.det(np.moveaxis(np.array(columns), -1, 0))


def _followed(
    start: Reals, x: float, end: float, energy: Reals, channel: Reals, fixed: dict[str, float], inside: bool, rtol: float
) -> Reals:
    """The solution at ``end``, normalised, shape (4, states)."""

    def flat(x: float, y: Reals) -> Reals:
        return _slopes(x, y.reshape(4, -1), energy, channel, fixed, inside).ravel()

    found = solve_ivp(flat, (x, end), start.ravel(), method="DOP853", rtol=rtol, atol=rtol * 1e-3)
    y = found.y[:, -1].reshape(4, -1)
    return y / np.linalg.norm(y, axis=0)


def levels_between(low: Reals, high: Reals, channel: Reals, fixed: dict[str, float], rtol: float) -> Reals:
    """Energies (states,) between ``low`` and ``high``, (states,) each, at which the mismatch vanishes, all at once.

    Illinois' variant of the false position. The mismatch must have one zero between the two, with other signs at them.
    """
    f_low, f_high = (mismatch(end, channel, fixed, rtol) for end in (low, high))
    middle = low
    for _ in range(ITERATIONS):
        previous, middle = middle, (low * f_high - high * f_low) / (f_high - f_low)
        if abs(middle - previous).max() < 1e-13:
            break
        f_middle = mismatch(middle, channel, fixed, rtol)
        same = f_middle * f_high > 0
        f_low = np.where(same, f_low / 2, f_high)
        low = np.where(same, low, high)
        high, f_high = middle, np.where(f_middle == 0, 1e-300, f_middle)
    return middle
