"""Where generated programs are tried: points inside the domain of a claim, at which rounding leaves enough digits."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import sympy as sp
from numpy.random import Generator

from derivations.codegen.rounding import evaluated, has_special_functions
from numerics.kernels import Kernel

Domain = Mapping[sp.Symbol, tuple[float, float] | range]
ENOUGH, ENOUGH_SPECIAL = 1e-13, 1e-10  # of the largest entry: what rounding may take, without and with special functions
TRIES = 200
DIGITS = 4


class Sample(NamedTuple):
    """Arguments by name, the exact entries, row by row, and a bound of the rounding errors of a program at these arguments."""

    point: dict[str, complex]
    values: list[complex]
    bound: float


def samples(formula: sp.Expr | sp.MatrixBase, kernel: Kernel, domain: Domain, *, seed: int) -> Iterator[Sample]:
    """Endless stream of generic points, at which the kernel is finite and well conditioned.

    Raises
    ------
    ValueError
        If no such point is found.
    """
    rng = np.random.default_rng(seed)
    symbols = {symbol.name: symbol for symbol in formula.free_symbols}
    enough = ENOUGH_SPECIAL if has_special_functions(formula) else ENOUGH
    while True:
        for _ in range(TRIES):
            point = {name: _drawn(symbols[name], domain, rng) if name in symbols else 0.5 for name in kernel.arguments}
            with np.errstate(all="ignore"):
                finite = np.isfinite(kernel(**point)).all()
            if finite:
                values, bound = evaluated(formula, point)
                if bound <= enough * max(map(abs, values)):
                    yield Sample(point, values, bound)
                    break
        else:
            raise ValueError(f"`domain` must contain a point where the formula keeps its digits, but none of {TRIES} does.")


def _drawn(symbol: sp.Symbol, domain: Domain, rng: Generator) -> complex:
    """A value of a symbol: from the domain where it is in it, else one that its assumptions allow; few digits, easy to read."""
    values = domain.get(symbol)
    if isinstance(values, range):
        return float(rng.choice(values))
    if values is not None:
        return _readable(rng.uniform(*values))
    size, other = (_readable(part) for part in rng.uniform(0.1, 0.9, 2))
    if symbol.is_integer:
        return float(rng.choice([-1, 1])) if symbol.is_nonzero and not symbol.is_positive else float(rng.integers(1, 5))
    if symbol.is_real:
        return 4 * size if symbol.is_positive else size if symbol.is_nonnegative else size * float(rng.choice([-1, 1]))
    return complex(size, other)


def _readable(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
