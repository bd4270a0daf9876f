r"""Decay length and wave number of the tail of a wave function, with errors.

An evanescent wave of complex momentum is :math:`e^{-x/\xi}\cos(qx + \varphi_c)` in each component c, its density
:math:`A e^{-2x/\xi}[1 + B\cos(2qx + \varphi)]`. The density is fitted by least squares relative to its envelope: the amplitudes
of the cosines are linear and are eliminated (variable projection), length and wave number remain. Their standard errors come from
the residuals, which must be independent from site to site, but not alike.

Further waves, faster ones and those that come back from the far end, are a systematic error. It is largest where it is seen least,
for two waves that decay almost alike: of like weight, and with decays that differ by :math:`\delta/X` on a line of length X, they
bend the logarithm of the density by :math:`\delta^2/4`, which leaves a residual :math:`r = \delta^2/24\sqrt5`, while the fit finds
their mean, :math:`\delta/2X = \sqrt{6\sqrt5\,r}/X` off. The errors hold that besides the standard error.

The density does not tell q from pi - q, as all sites lie on a grid: 2q and 2 pi - 2q are one oscillation there.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from numerics.checks import require_finite
from numerics.waves.wave_number import line_of_sites, spectral_peak, wave_number_resolution

Reals = NDArray[np.float64]
FALLEN = 1e-2  # of the largest density: nearer, all waves of the spectrum mix
LOST = 1e-24  # of the largest density: below, rounding
RETURNED = 10.0  # of the smallest density, half of which a wave makes that comes from the far end; it falls as this one rises
REACH = 2  # sites to each side over which the largest density is taken: an oscillating tail has nodes
DECISIVE = 10.0  # difference of the Bayesian information criterion that an oscillation must make
STRAY = 4.0  # factor that the length of the fit may be off the first estimate
REPETITIONS = 2  # of a fit, each relative to the envelope of the one before
ROUNDING = 1e-12  # residual of a fit that leaves nothing to explain
SHORTEST = 8  # sites of a tail
UNSEEN = np.sqrt(6 * np.sqrt(5))  # how far a rate may be off: times the root of the residual, over the length of the line


@dataclass(frozen=True)
class Tail:
    """Decay length (a) of the amplitude and wave number (1/a) of the oscillation, each with its error.

    The errors are meant to hold the slowest wave of the system: the ``standard_errors``, of the length and, if there is one, of the
    wave number, and what a second wave may hide behind the ``residual``, the root mean square of what is left, relative to the
    envelope. That of the length is the way to the longest one, infinite where the tail may not decay at all. Without a decisive
    oscillation the wave number is 0 and its error the resolution of the window, 2 pi over its length.
    """

    length: float
    length_error: float
    wave_number: float
    wave_number_error: float
    standard_errors: tuple[float, ...]
    residual: float


def tail_window(density: Reals) -> slice:
    """Sites of the tail of a density (sites,) along a line that begins where the mode sits, as a slice of it.

    The tail begins where the density has fallen to a hundredth for good, and ends where it is ten times as large as where it begins
    to rise, or at rounding; "the density" is the largest of five neighbours.

    Raises
    ------
    ValueError
        If the density is negative somewhere or not finite, or if fewer than eight sites are left.
    """
    density = np.asarray(density, dtype=float)
    require_finite(density, name="density")
    if density.ndim != 1 or len(density) < SHORTEST or density.min() < 0:
        raise ValueError(f"`density` must be at least {SHORTEST} numbers, none negative, but is of shape {density.shape}.")
    padded = np.pad(density, REACH, mode="edge")
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * REACH + 1).max(axis=-1)
    above = np.flatnonzero(around > FALLEN * around.max())
    begin = int(above[above <= np.argmin(around)].max(initial=0)) + 1
    lost = np.flatnonzero(around < max(LOST * around.max(), RETURNED * around.min()))
    end = min(int(np.argmin(around)), int(lost.min(initial=len(density)))) - REACH
    if end - begin < SHORTEST:
        raise ValueError(f"`density` must have a tail of at least {SHORTEST} sites, but has {max(end - begin, 0)}.")
    return slice(begin, end)


def density_tail(x: Reals, density: Reals) -> Tail:
    """Fit A exp(-2x/xi) [1 + B cos(k x + phi)] to a density (sites,); ``wave_number`` is k, between 0 and pi: 2q or 2 pi - 2q.

    An oscillation of which not one period fits into the line does not count: its cosine is a parabola that only bends the envelope.

    Raises
    ------
    ValueError
        If there are fewer than eight sites or they are not one apart; if a density is not positive, or does not fall.
    """
    x, density = line_of_sites(x, least=SHORTEST), np.asarray(density, dtype=float)
    if density.shape != x.shape:
        raise ValueError(f"`density` must have shape {x.shape}, that of `x`, but has {density.shape}.")
    if not (density > 0).all() or not np.isfinite(density).all():
        raise ValueError(f"`density` must be positive and finite, but is {density[~(density > 0) | ~np.isfinite(density)][0]}.")
    rate = -float(np.polyfit(x, np.log(density), 1)[0]) / 2
    if not rate > 0:
        raise ValueError("`density` must fall along the line, but rises.")
    fit = _self_consistent(x, density, [rate])
    if fit.residual > ROUNDING:
        flat = density * np.exp(2 * rate * (x - x[0]))
        peak = spectral_peak(x, (flat - flat.mean())[:, None])
        wavy = _self_consistent(x, density, [rate, min(max(peak, wave_number_resolution(x) / 2), np.pi)])
        plain = _fitted(x, density, wavy.values[0], [rate])  # under the same envelope
        if wavy.values[1] > wave_number_resolution(x) and wavy.criterion < plain.criterion - DECISIVE:
            fit = wavy
    return _tail(x, fit)


@dataclass(frozen=True, eq=False)
class _Fit:
    """Nonlinear parameters; derivatives and values of the residuals; leverage of the linear parameters, already eliminated."""

    values: Reals
    jacobian: Reals
    residuals: Reals
    leverage: Reals
    parameters: int

    @property
    def residual(self) -> float:
        return float(np.sqrt((self.residuals**2).mean()))

    @property
    def criterion(self) -> float:
        count = self.residuals.size
        return float(count * np.log((self.residuals**2).mean()) + self.parameters * np.log(count))

    def standard_errors(self) -> Reals:
        """From residuals that need not be alike on all sites (HC3 of MacKinnon and White, J. Econometrics 29, 305 (1985))."""
        Q, triangle = np.linalg.qr(self.jacobian)
        single = self.residuals / (1 - self.leverage - (Q**2).sum(axis=1))  # what each would be were it left out of the fit
        return np.asarray(np.linalg.norm(np.linalg.solve(triangle, Q.T * single), axis=1))


def _tail(x: Reals, fit: _Fit) -> Tail:
    """Decay length and wave number of the fit, with their errors."""
    decay, errors = fit.values[0], fit.standard_errors()
    unseen = UNSEEN * np.sqrt(fit.residual) / len(x)
    rate_error = errors[0] + unseen
    if len(errors) > 1:
        wave_number, wave_number_error = fit.values[1], errors[1] + 2 * unseen
    else:
        wave_number, wave_number_error = 0.0, wave_number_resolution(x)
    return Tail(
        length=float(1 / decay),
        length_error=float(1 / (decay - rate_error) - 1 / decay) if rate_error < decay else np.inf,
        wave_number=float(wave_number),
        wave_number_error=float(wave_number_error),
        standard_errors=(float(errors[0] / decay**2), *errors[1:].tolist()),
        residual=fit.residual,
    )


def _self_consistent(x: Reals, density: Reals, start: list[float]) -> _Fit:
    """The fit relative to its own envelope: each relative to that of the one before."""
    fit = _fitted(x, density, start[0], start)
    for _ in range(REPETITIONS):
        fit = _fitted(x, density, fit.values[0], [float(value) for value in fit.values])
    return fit


def _basis(x: Reals, p: Reals) -> Reals:
    """The functions (sites, functions) that are combined: exp(-2 p_0 x), and with a wave number p_1 that times cosine and sine."""
    waves = [np.ones_like(x)] if len(p) == 1 else [np.ones_like(x), np.cos(p[1] * x), np.sin(p[1] * x)]
    return np.asarray(np.exp(-2 * p[0] * x)[:, None] * np.stack(waves, axis=-1))


def _fitted(x: Reals, density: Reals, rate: float, start: list[float]) -> _Fit:
    """Least squares of the density to combinations of the basis, relative to exp(-2 rate x)."""
    weight = np.exp(2 * rate * (x - x.mean()))
    target = density * weight
    target = target / np.sqrt((target**2).mean())

    def orthonormal(p: Reals) -> Reals:
        return np.asarray(np.linalg.qr(_basis(x, p) * weight[:, None])[0])

    def rest(p: Reals) -> Reals:
        functions = orthonormal(p)
        return np.asarray(target - functions @ (functions.T @ target))

    low, high = [start[0] / STRAY, 0.0], [start[0] * STRAY, np.pi]
    bounds = low[: len(start)], high[: len(start)]
    found = least_squares(rest, start, bounds=bounds, x_scale="jac", xtol=1e-12, ftol=1e-12, gtol=1e-12)
    functions = orthonormal(found.x)
    return _Fit(found.x, found.jac, found.fun, (functions**2).sum(axis=1), len(start) + functions.shape[1])
