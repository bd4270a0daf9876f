r"""Decay length and wave number of the tail of a wave function, with errors.

An evanescent wave of complex momentum is :math:`e^{-x/\xi}\cos(qx + \varphi_c)` in each component c, its density
:math:`A e^{-2x/\xi}[1 + B\cos(2qx + \varphi)]`. Both are fitted by least squares relative to the envelope: the amplitudes of the
cosines are linear and are eliminated (variable projection), length and wave number remain. Their standard errors come from the
residuals, which must be independent from site to site, but not alike.

Further waves, faster ones and those that come back from the far end, are a systematic error. It is largest where it is seen least,
for two waves that decay almost alike: of like weight, and with decays that differ by :math:`\delta/X` on a line of length X, they
bend the logarithm of the density by :math:`\delta^2/4`, which leaves a residual :math:`r = \delta^2/24\sqrt5`, while the fit finds
their mean, :math:`\delta/2X = \sqrt{6\sqrt5\,r}/X` off. The errors hold that besides the standard error.

The density does not tell q from pi - q, as all sites lie on a grid: 2q and 2 pi - 2q are one oscillation there. The amplitude does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from numerics.checks import require_finite
from numerics.waves.wave_number import line_of_sites, spectral_peak, wave_number_resolution

Reals = NDArray[np.float64]
Ansatz = tuple[Callable[[Reals], Reals], list[float]]  # basis of the fit, where its parameters begin
FALLEN = 1e-2  # of the largest density: nearer, all waves of the spectrum mix
LOST = 1e-24  # of the largest density: below, rounding
RETURNED = 10.0  # of the smallest density, half of which a wave makes that comes from the far end; it falls as this one rises
REACH = 2  # sites to each side over which the largest density is taken: an oscillating tail has nodes
DECISIVE = 10.0  # difference of the Bayesian information criterion
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
    flat = density * np.exp(2 * rate * (x - x[0]))

    def plain(p: Reals) -> Reals:
        return np.asarray(np.exp(-2 * p[0] * x)[:, None])

    def wavy(p: Reals) -> Reals:
        return plain(p) * np.stack([np.ones_like(x), np.cos(p[1] * x), np.sin(p[1] * x)], axis=-1)

    oscillating = (wavy, [rate, spectral_peak(x, (flat - flat.mean())[:, None])])
    return _tail(x, density[:, None], 2, (plain, [rate]), oscillating, slowest=wave_number_resolution(x))


def wave_tail(x: Reals, waves: NDArray[Any], *, length: float) -> Tail:
    """Fit exp(-x/xi) cos(q x + phi_c) to the amplitudes (sites, components), with a phase and a modulus a component.

    ``length`` is a first estimate of xi, from the density. Complex amplitudes count as two real ones each.

    Raises
    ------
    ValueError
        If there are fewer than eight sites or they are not one apart; if the waves have another shape, are not finite or vanish; or
        if the length is not positive.
    """
    x, waves = line_of_sites(x, least=SHORTEST), np.asarray(waves)
    require_finite(waves, name="waves")
    if waves.ndim != 2 or len(waves) != len(x) or not waves.any():
        raise ValueError(f"`waves` must have shape ({len(x)}, components) and not vanish, but has {waves.shape}.")
    if not (np.isfinite(length) and length > 0):
        raise ValueError(f"`length` must be positive and finite, but is {length}.")
    envelope = np.exp(-x / length)[:, None]
    flat = _independent(np.concatenate([waves.real, waves.imag], axis=1) / envelope)

    def plain(p: Reals) -> Reals:
        return np.asarray(np.exp(-p[0] * x)[:, None])

    def wavy(p: Reals) -> Reals:
        return plain(p) * np.stack([np.cos(p[1] * x), np.sin(p[1] * x)], axis=-1)

    return _tail(x, flat * envelope, 1, (plain, [1 / length]), (wavy, [1 / length, spectral_peak(x, flat)]))


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


def _tail(x: Reals, data: Reals, power: int, plain: Ansatz, wavy: Ansatz, *, slowest: float = 0.0) -> Tail:
    """The fit with an oscillation where it is decisive, and its errors: the envelope is exp(-power x/xi)."""
    fit = _decided(x, data, power, plain, wavy, slowest)
    decay, errors = fit.values[0], fit.standard_errors()
    unseen = UNSEEN * np.sqrt(2 * fit.residual / power) / len(x)
    rate_error = errors[0] + unseen
    if len(errors) > 1:
        wave_number, wave_number_error = fit.values[1], errors[1] + power * unseen
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


def _decided(x: Reals, data: Reals, power: int, plain: Ansatz, wavy: Ansatz, slowest: float) -> _Fit:
    """Decisive is an oscillation that lowers the Bayesian information criterion by ten under the same envelope.

    One below ``slowest`` does not count.
    """
    fit = _self_consistent(x, data, power, plain)
    if fit.residual > ROUNDING:
        basis, (start, peak) = wavy
        other = _self_consistent(x, data, power, (basis, [start, min(max(peak, wave_number_resolution(x) / 2), np.pi)]))
        if other.values[1] > slowest and other.criterion < _fitted(x, data, power * other.values[0], plain).criterion - DECISIVE:
            return other
    return fit


def _self_consistent(x: Reals, data: Reals, power: int, ansatz: Ansatz) -> _Fit:
    """The fit relative to its own envelope: each relative to that of the one before."""
    basis, start = ansatz
    fit = _fitted(x, data, power * start[0], ansatz)
    for _ in range(REPETITIONS):
        fit = _fitted(x, data, power * fit.values[0], (basis, [float(value) for value in fit.values]))
    return fit


def _bounds(start: list[float]) -> tuple[list[float], list[float]]:
    low, high = [start[0] / STRAY, 0.0], [start[0] * STRAY, np.pi]
    return low[: len(start)], high[: len(start)]


def _fitted(x: Reals, data: Reals, rate: float, ansatz: Ansatz) -> _Fit:
    """Least squares of data (sites, columns) to combinations of the basis (sites, functions), relative to exp(-rate x)."""
    basis, start = ansatz
    weight = np.exp(rate * (x - x.mean()))[:, None]
    target = data * weight
    target = target / np.sqrt((target**2).mean())

    def rest(p: Reals) -> Reals:
        functions = np.linalg.qr(basis(p) * weight)[0]
        return np.asarray(target - functions @ (functions.T @ target)).ravel()

    found = least_squares(rest, start, bounds=_bounds(start), x_scale="jac", xtol=1e-12, ftol=1e-12, gtol=1e-12)
    functions = np.linalg.qr(basis(found.x) * weight)[0]
    leverage = (functions**2).sum(axis=1).repeat(data.shape[1])
    return _Fit(found.x, found.jac, found.fun, leverage, len(start) + functions.shape[1] * data.shape[1])


def _independent(columns: Reals) -> Reals:
    """An orthogonal mixture of the columns without those that follow from others by symmetry: they bring no information."""
    U, strength, _ = np.linalg.svd(columns, full_matrices=False)
    kept = strength > 1e-8 * strength[0]
    return np.asarray(U[:, kept] * strength[kept])
