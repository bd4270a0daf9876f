"""Zeros of a condition in closed form: by its kernel, or at thirty digits; levels of electrons from them."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import cast

import mpmath
import numpy as np
import sympy as sp
from numpy.typing import NDArray
from scipy.optimize import brentq

from numerics.kernels import Kernel, compile_kernel
from theory.symbols.levels import x_lm

Reals = NDArray[np.float64]
DIGITS = 30
WAVE_NUMBERS = np.linspace(0.01, 40.0, 800)  # zeros lie about pi apart


def zeros(condition: sp.Expr, unknown: sp.Symbol, *, grid: Reals, count: int, dtype: type = complex, **values: float) -> Reals:
    """The first ``count`` zeros of a real condition along an ascending grid, which must separate them; NaN where there are no more.

    The unknown is passed as a ``dtype``: complex, so that roots and Bessel functions may be imaginary on the way, or float.
    """
    kernel, given = _sampled(condition, unknown, values)

    def sample(z: Reals) -> Reals:
        return np.real(kernel(**{unknown.name: np.asarray(z, dtype=dtype)}, **given))

    found = [brentq(sample, *bracket, xtol=1e-15, rtol=1e-15) for bracket in _brackets(sample(grid), grid)[:count]]
    return np.concatenate([found, np.full(count - len(found), np.nan)])


def exact_zeros(condition: sp.Expr, unknown: sp.Symbol, *, grid: Reals, count: int, **values: float) -> Reals:
    """The same, the zeros from mpmath at thirty digits: for functions of real arguments, where that is quick."""
    kernel, given = _sampled(condition, unknown, values)
    evaluate = _evaluator(condition, (unknown, *sorted(condition.free_symbols - {unknown}, key=str)))
    found = np.full(count, np.nan)
    with mpmath.workdps(DIGITS):
        brackets = _brackets(np.real(kernel(**{unknown.name: grid}, **given)), grid)[:count]
        for index, (left, right) in enumerate(brackets):
            bracket = (mpmath.mpf(left), mpmath.mpf(right))
            found[index] = mpmath.findroot(lambda z: evaluate(z, *given.values()), bracket, solver="anderson", verify=False)
    return found


def _sampled(condition: sp.Expr, unknown: sp.Symbol, values: Mapping[str, float]) -> tuple[Kernel, dict[str, float]]:
    symbols = sorted(condition.free_symbols - {unknown}, key=str)
    return _kernel(condition, (unknown, *symbols)), {symbol.name: values[symbol.name] for symbol in symbols}


_kernel = cache(compile_kernel)


def _brackets(sampled: Reals, grid: Reals) -> list[tuple[float, float]]:
    left = np.flatnonzero(np.sign(sampled[:-1]) * np.sign(sampled[1:]) < 0)
    return [(float(grid[index]), float(grid[index + 1])) for index in left]


@cache
def _evaluator(condition: sp.Expr, arguments: tuple[sp.Symbol, ...]) -> Callable[..., mpmath.mpf]:
    return cast(Callable[..., mpmath.mpf], sp.lambdify(arguments, condition, [{"hyper": _hyper}, "mpmath"]))


def _hyper(upper: Sequence[mpmath.mpf], lower: Sequence[mpmath.mpf], z: mpmath.mpf) -> mpmath.mpf:
    return mpmath.hyper(upper, lower, z, zeroprec=8 * DIGITS)  # an exact zero is one


def electron_levels(formula: sp.MatrixBase, *, count: int, **values: float) -> Reals:
    """Energies of a formula [energy, condition on the wave number x_lm], nearest to the edge of the band first."""
    energy, condition = formula
    x = exact_zeros(condition, x_lm, grid=WAVE_NUMBERS, count=count, **values)
    symbols = sorted(energy.free_symbols - {x_lm}, key=str)
    return np.real(compile_kernel(energy, (x_lm, *symbols))(x_lm=x, **{symbol.name: values[symbol.name] for symbol in symbols}))
