"""The value of a formula with 80 digits, and how far rounding may take a program from it: a running error analysis.

Every operation returns its exact value with a relative error of a few roundings; an error that comes in through an argument is
multiplied by the slope. All is to first order, in absolute values, so no two errors are allowed to cancel.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import mpmath
import numpy as np
import sympy as sp

from derivations.codegen.shared.kummer import kummer

DIGITS = 80
NOISE = mpmath.mpf(10) ** -25  # of a number: a part that is smaller stems from its last digits
EPSILON = float(np.finfo(float).eps)
STEP = mpmath.mpf(10) ** -12  # of the slopes: far above the last digits, far below what a bound has to be good to
LIBRARY = 4  # roundings of a function of the mathematical library, real or complex
SPECIAL = 256  # roundings, of the value and of each argument, that libraries lose in the functions of Bessel, Kummer and Laguerre
SPECIAL_FUNCTIONS = (sp.besselj, sp.besselk, sp.gamma, sp.hankel1, sp.hankel2, sp.hyper)


class Running(NamedTuple):
    """A value and a bound of the error of its floating-point evaluation."""

    value: mpmath.mpc
    error: mpmath.mpf


Known = dict[sp.Basic, Running]


def evaluated(formula: sp.Expr | sp.MatrixBase, point: Mapping[str, complex]) -> tuple[list[complex], list[float]]:
    """The entries, row by row, to all digits of a float, and the error that rounding may make of each of them.

    The arguments are the binary numbers that the floats of ``point`` are, not the decimal ones that they look like.
    """
    entries = list(formula) if isinstance(formula, sp.MatrixBase) else [formula]
    with mpmath.workdps(DIGITS):
        known: Known = {s: Running(_simplest(mpmath.mpc(point[s.name])), mpmath.mpf(0)) for s in formula.free_symbols}
        found = [_running(without_laguerre(sp.sympify(entry)), known) for entry in entries]
        # The exact value itself is rounded to a float.
        return [_as_float(entry.value) for entry in found], [float(e.error + EPSILON * abs(e.value)) for e in found]


def has_special_functions(formula: sp.Expr | sp.MatrixBase) -> bool:
    """Whether the formula has functions for which libraries promise less than all digits."""
    return bool(formula.has(*SPECIAL_FUNCTIONS, sp.assoc_laguerre))


def without_laguerre(expression: sp.Expr) -> sp.Expr:
    """The same with Kummer's function for those of Laguerre, whose values SymPy knows for whole degrees alone."""
    return expression.replace(
        sp.assoc_laguerre, lambda n, a, x: sp.gamma(n + a + 1) / sp.gamma(n + 1) / sp.gamma(a + 1) * sp.hyper([-n], [a + 1], x)
    )


def _running(expression: sp.Basic, known: Known) -> Running:
    if expression not in known:
        known[expression] = _operation(expression, known)
    return known[expression]


def _operation(expression: sp.Basic, known: Known) -> Running:
    if expression.is_Atom:
        value = mpmath.mpmathify(sp.N(expression, DIGITS))
        return Running(value, mpmath.mpf(0) if _is_float(expression) else EPSILON * abs(value))
    if isinstance(expression, sp.Piecewise):
        return _running(_branch(expression, known), known)
    if isinstance(expression, sp.hyper):
        parts = (*expression.ap, *expression.bq, expression.argument)
        return _function(kummer, expression, [_running(part, known) for part in parts])
    arguments = [_running(argument, known) for argument in expression.args]
    if expression.is_Add:
        error = sum(a.error for a in arguments) + len(arguments) * EPSILON * sum(abs(a.value) for a in arguments)
        return Running(mpmath.fsum(a.value for a in arguments), error)
    if expression.is_Mul:
        return _product(arguments)
    return _function(lambda *values: _exactly(expression, values), expression, arguments)


def _is_float(expression: sp.Basic) -> bool:
    return expression == sp.I or bool(expression.is_Rational and sp.Rational(float(expression)) == expression)


def _branch(expression: sp.Piecewise, known: Known) -> sp.Expr:
    values = {symbol: sp.sympify(known[symbol].value) for symbol in expression.free_symbols}
    return next(value for value, condition in expression.args if condition.subs(values) == sp.true)


def _product(arguments: list[Running]) -> Running:
    value, error = mpmath.mpc(1), mpmath.mpf(0)
    for factor in arguments:
        value, error = value * factor.value, error * abs(factor.value) + abs(value) * factor.error
        error += 4 * EPSILON * abs(value)  # a product of complex numbers
    return Running(_simplest(value), error)


def _function(function: Callable[..., mpmath.mpc], expression: sp.Expr, arguments: list[Running]) -> Running:
    """Slopes times the errors of the arguments, and the error of the function itself."""
    values = [argument.value for argument in arguments]
    value = function(*values)
    special = isinstance(expression, SPECIAL_FUNCTIONS)
    error = (SPECIAL if special else LIBRARY) * EPSILON * abs(value)
    if expression.is_Pow:  # by repeated products, or exp(y log x)
        base, exponent = values
        error *= 1 + abs(exponent) + (abs(exponent * mpmath.log(base)) if base else 0)
    for index, argument in enumerate(arguments):
        uncertain = argument.error + (SPECIAL * EPSILON * abs(argument.value) if special else 0)
        if uncertain:
            step = STEP * (abs(argument.value) or 1)
            moved = function(*values[:index], argument.value + step, *values[index + 1 :])
            error += abs(moved - value) / step * uncertain
    return Running(value, error)


def _exactly(expression: sp.Expr, values: tuple[mpmath.mpc, ...]) -> mpmath.mpc:
    return _simplest(mpmath.mpmathify(sp.N(expression.func(*map(sp.sympify, values)), DIGITS)))


def _as_float(value: mpmath.mpc) -> complex:
    """The nearest float, without a real or imaginary part that is nothing but its last digits."""
    noise = abs(value) * NOISE
    real, imaginary = (float(part) if abs(part) > noise else 0.0 for part in (mpmath.re(value), mpmath.im(value)))
    return complex(real, imaginary)


def _simplest(value: mpmath.mpc) -> mpmath.mpf | mpmath.mpc:
    """A real number where the imaginary part is zero: the branch of a root is then the one above the cut."""
    return value.real if value.imag == 0 else value
