"""Where generated programs are tried: points inside the domain of a claim, at which rounding leaves enough digits."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import sympy as sp
from numpy.random import Generator

from derivations.codegen.shared.rounding import evaluated, has_special_functions
from numerics.kernels import Kernel

Domain = Mapping[sp.Symbol, tuple[float, float] | range]
ENOUGH, ENOUGH_SPECIAL = 1e-13, 1e-10  # of the largest entry: what rounding may take, without and with special functions
HALF = 1e-8  # of every entry: half the digits
EXTREMES = (1e-8, 1e8)
TRIES = 200
DIGITS = 4


class Sample(NamedTuple):
    """Arguments by name, the exact entries, row by row, and a bound of the rounding error of a program for each of them."""

    point: dict[str, complex]
    values: list[complex]
    bounds: list[float]

    @property
    def lost(self) -> float:
        """The largest bound of a relative error."""
        ratios = (bound / abs(value) if value else np.inf for value, bound in zip(self.values, self.bounds, strict=True) if bound)
        return max(ratios, default=0.0)


Extremes = dict[tuple[str, float], Sample | None]


@dataclass(frozen=True)
class Trial:
    """A formula, the same as it is printed, its kernel, and the range of some of its symbols."""

    formula: sp.Expr | sp.MatrixBase
    printed: sp.Expr | sp.MatrixBase
    kernel: Kernel
    domain: Domain

    def sample(self, point: dict[str, complex]) -> Sample | None:
        """What a program must give at a point; None if the kernel is not finite there."""
        with np.errstate(all="ignore"):
            if not np.isfinite(self.kernel(**point)).all():
                return None
        values, bounds = evaluated(self.formula, point)
        if self.printed != self.formula:
            _, bounds = evaluated(self.printed, point)
        return Sample(point, values, bounds)


def samples(trial: Trial, *, seed: int) -> Iterator[Sample]:
    """Endless stream of generic points, at which the kernel is finite and well conditioned.

    Raises
    ------
    ValueError
        If no such point is found.
    """
    rng = np.random.default_rng(seed)
    symbols = {symbol.name: symbol for symbol in trial.formula.free_symbols}
    enough = ENOUGH_SPECIAL if has_special_functions(trial.formula) else ENOUGH
    while True:
        for _ in range(TRIES):
            drawn = {n: _drawn(symbols[n], trial.domain, rng) if n in symbols else 0.5 for n in trial.kernel.arguments}
            found = trial.sample(drawn)
            if found and max(found.bounds) <= enough * max(map(abs, found.values)):
                yield found
                break
        else:
            raise ValueError(f"`domain` must contain a point where the formula keeps its digits, but none of {TRIES} does.")


def opposite(trial: Trial, start: Sample) -> list[Sample]:
    """The sample with all signs (symbols that are +1 or -1) reversed, if the kernel is finite there.

    A slip in a term with the factor 1 - sign is invisible where the sign is 1.
    """
    reversed_signs = signs(trial)
    found = trial.sample({name: -value if name in reversed_signs else value for name, value in start.point.items()})
    return [found] if found else []


def signs(trial: Trial) -> set[str]:
    """Names of the symbols that are +1 or -1, but for those of which the domain says more."""
    return {symbol.name for symbol in trial.formula.free_symbols if _is_sign(symbol) and symbol not in trial.domain}


def extremes(trial: Trial, start: Sample) -> Extremes:
    """Samples with one argument tiny or huge, as far as the domain allows it; None where the kernel is not finite."""
    return {(name, value): trial.sample({**start.point, name: value}) for name, value in _extreme_arguments(trial, start)}


def checked(trial: Trial, found: Extremes) -> list[Sample]:
    """At most two of the samples, where the formula as it is printed is sure to keep half the digits of each entry.

    Where it is printed in another form than it was given, they are those at which the given form would lose most.
    """
    if has_special_functions(trial.formula):  # those of libraries lose digits there, and say not how many
        return []
    kept = [sample for sample in found.values() if sample and sample.lost <= HALF]
    if trial.printed == trial.formula:
        return kept[:2]
    return sorted(kept, key=lambda sample: Sample(sample.point, *evaluated(trial.formula, sample.point)).lost)[-2:]


def weak(kernel: Kernel, found: Extremes) -> list[tuple[str, float]]:
    """The extreme arguments at which a kernel is not finite or keeps less than half the digits of an entry."""
    return [place for place, sample in found.items() if sample is None or not _error(kernel, sample) <= HALF]


def _error(kernel: Kernel, sample: Sample) -> float:
    """The largest relative error of an entry, absolute where the exact value is zero."""
    exact = np.array(sample.values)
    with np.errstate(all="ignore"):
        found = kernel(**sample.point).ravel()
    return float((np.abs(found - exact) / np.where(exact == 0, 1, np.abs(exact))).max())


def _extreme_arguments(trial: Trial, start: Sample) -> Iterator[tuple[str, float]]:
    """Names and values: real symbols, tiny or huge, with the sign of the generic point, as far as the domain allows."""
    for symbol in sorted(trial.formula.free_symbols, key=str):
        for size in EXTREMES:
            value = float(np.copysign(size, start.point[symbol.name].real))
            domain = trial.domain.get(symbol, (-np.inf, np.inf))
            if symbol.is_real and not symbol.is_integer and not isinstance(domain, range) and domain[0] <= value <= domain[1]:
                yield symbol.name, value


def _drawn(symbol: sp.Symbol, domain: Domain, rng: Generator) -> complex:
    """A value of a symbol: from the domain where it is in it, else one that its assumptions allow; few digits, easy to read."""
    values = domain.get(symbol)
    if isinstance(values, range):
        return float(rng.choice(values))
    if values is not None:
        return _readable(rng.uniform(*values))
    size, other = (_readable(part) for part in rng.uniform(0.1, 0.9, 2))
    if symbol.is_integer:
        return float(rng.choice([-1, 1])) if _is_sign(symbol) else float(rng.integers(1, 5))
    if symbol.is_real:
        return 4 * size if symbol.is_positive else size if symbol.is_nonnegative else size * float(rng.choice([-1, 1]))
    return complex(size, other)


def _is_sign(symbol: sp.Symbol) -> bool:
    return bool(symbol.is_integer and symbol.is_nonzero and not symbol.is_positive)


def _readable(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def rounded_up(bound: float) -> float:
    """A bound with two digits."""
    return float(f"{1.06 * bound:.1e}")
