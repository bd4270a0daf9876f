"""Random expressions, points where they are tried, and their values by mpmath with what rounding may change of them."""

import cmath
from collections.abc import Callable

import mpmath
import sympy as sp
from hypothesis import strategies as st

x, y = sp.symbols("x y", real=True)
p = sp.Symbol("p", positive=True)
k = sp.Symbol("k", integer=True)
z = sp.Symbol("z")
SYMBOLS = (x, y, p, k, z)

EPSILON = mpmath.mpf(2) ** -53
LIBRARY = 8  # roundings of a function of the mathematical library
EXACT: dict[type, Callable] = {
    **{getattr(sp, name): getattr(mpmath, name) for name in ("exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh")},
    **{getattr(sp, name): getattr(mpmath, name) for name in ("asin", "acos", "atan", "asinh", "acosh", "atanh", "atan2")},
    **{getattr(sp, name): getattr(mpmath, name) for name in ("sign", "re", "im", "arg", "floor")},
    **{sp.Abs: abs, sp.conjugate: mpmath.conj, sp.Max: max, sp.Min: min},
    sp.Heaviside: lambda value, half: mpmath.mpf(value > 0) if value else half,
}
EVERYWHERE = (sp.exp, sp.sin, sp.cos, sp.sinh, sp.cosh, sp.asin, sp.asinh, sp.sqrt, sp.Abs)  # that every target prints
KERNELS = (*EVERYWHERE, sp.log, sp.tan, sp.tanh, sp.acos, sp.atan, sp.acosh, sp.atanh, sp.conjugate, sp.re, sp.im)
NUMBERS = (2, -1, sp.Rational(-3, 7), sp.Rational(1, 3), sp.pi, sp.sqrt(2), sp.I, sp.Rational(5, 2))
EXPONENTS = (2, -1, 3, -2, sp.S.Half, -sp.S.Half, sp.Rational(3, 2), sp.Rational(1, 3))


def of_real(function, *arguments):
    """A function of real numbers where the arguments are known to be, else the first of them."""
    return function(*arguments) if all(argument.is_extended_real for argument in arguments) else arguments[0]


def piecewise(first, second, third):
    return of_real(lambda a, b, c: sp.Piecewise((a, b > c), (c, b <= 0), (b, True)), first, second, third)


@st.composite
def expressions(draw, functions=KERNELS, *, symbols=SYMBOLS, cases=True, steps=7):
    """Strategy: sums, products, powers, the given functions of one argument, functions that jump; ``cases``: Piecewise too.

    Up to ``steps`` operations, each on what is there so far, so that parts occur more than once.
    """
    jumps = (sp.sign, sp.Heaviside, *((sp.floor,) if sp.tan in functions else ()))
    kinds = {
        "sum": lambda a, b, c: a + b,
        "product": lambda a, b, c: a * b,
        "quotient": lambda a, b, c: a / b if b != 0 else a,
        "function": lambda a, b, c: draw(st.sampled_from(functions))(a),
        "power": lambda a, b, c: a ** draw(st.sampled_from(EXPONENTS)) if a != 0 else a,
        "of a number": lambda a, b, c: draw(st.sampled_from((p, sp.Abs(x) + 1))) ** a,
        "jump": lambda a, b, c: of_real(draw(st.sampled_from(jumps)), a),
        "larger": lambda a, b, c: of_real(draw(st.sampled_from((sp.Max, sp.Min))), a, b),
        **({"cases": piecewise} if cases else {}),
    }
    there = [*symbols, *map(sp.sympify, NUMBERS)]
    for _ in range(draw(st.integers(min(4, steps), steps))):
        # The latest more often than the others.
        parts = (
            [there[-1], *draw(st.tuples(*2 * [st.sampled_from(there)]))]
            if len(there) > len(symbols) + len(NUMBERS)
            else draw(st.tuples(*3 * [st.sampled_from(there)]))
        )
        found = kinds[draw(st.sampled_from(sorted(kinds)))](*parts)
        if _is_usable(found):
            there.append(found)
    return there[-1]


def _is_usable(expression):
    numbers = expression.atoms(sp.Rational)
    finite = not expression.has(sp.zoo, sp.nan, sp.oo, -sp.oo, sp.AccumBounds)
    return finite and sp.count_ops(expression) < 60 and all(max(abs(number.p), number.q) < 10**30 for number in numbers)


REALS = st.one_of(st.sampled_from([0.0, -0.0, 1.0, -1.0, 1e-8, -2.5, 40.0]), st.floats(-3, 3, allow_subnormal=False))


def points(*, unknown=True):
    """Strategy: arguments by name; ``unknown``: now and then one of them is NaN."""
    numbers = {
        **{"x": REALS, "y": REALS, "p": st.floats(1e-6, 4, allow_subnormal=False), "k": st.integers(-3, 3).map(float)},
        "z": st.one_of(st.builds(complex, REALS, REALS), REALS.map(complex)),
    }
    known = st.fixed_dictionaries(numbers)
    if not unknown:
        return known
    lost = st.tuples(known, st.sampled_from(sorted(numbers))).map(lambda pair: {**pair[0], pair[1]: cmath.nan})
    return st.integers(0, 9).flatmap(lambda draw: lost if draw == 0 else known)


def bounded(expression, point):
    """The value with 40 digits, and a bound of the error of its evaluation in double precision; None at a pole.

    The error of an argument is carried through a function by its values beside the exact argument, so at a jump the bound is as
    large as the jump. What goes in is exact: there values on a branch cut count.
    """
    with mpmath.workdps(40):
        try:
            value, error = _bounded(expression, point, {})
        except (ZeroDivisionError, ValueError, OverflowError):
            return None
        finite = mpmath.isfinite(value) and mpmath.isfinite(error) and abs(value) < 1e100 and error < 1e100
        return (complex(value), float(error + EPSILON * abs(value))) if finite else None


def _bounded(expression, point, known):
    if expression not in known:
        known[expression] = _evaluated(expression, point, known)
    return known[expression]


def _evaluated(expression, point, known):
    if expression.is_Symbol:
        number = complex(point[expression.name])
        return (mpmath.mpc(number) if number.imag else mpmath.mpf(number.real)), mpmath.mpf(0)
    if expression.is_Atom:
        value = mpmath.mpmathify(sp.N(expression, 40))
        return value, mpmath.mpf(0) if expression.is_Integer or expression == sp.I else EPSILON * abs(value)
    if isinstance(expression, sp.Piecewise):
        return _bounded(next(value for value, condition in expression.args if _holds(condition, point, known)), point, known)
    arguments = [_bounded(argument, point, known) for argument in expression.args]
    values = [value for value, _ in arguments]
    if expression.is_Add:
        function, rounding = lambda *terms: mpmath.fsum(terms), len(values) * sum(map(abs, values))
    elif expression.is_Mul:
        function, rounding = lambda *factors: mpmath.fprod(factors), 4 * len(values) * abs(mpmath.fprod(values))
    elif expression.is_Pow:
        function = mpmath.power
        growth = abs(values[1] * mpmath.log(values[0])) if values[0] else 0
        rounding = LIBRARY * abs(mpmath.power(*values)) * (1 + growth)
    else:
        function = EXACT[type(expression)]
        rounding = LIBRARY * abs(function(*values))
    value = function(*values)
    if not (mpmath.isfinite(value) and abs(value) < 1e100 and (value == 0 or abs(value) > 1e-100)):
        raise OverflowError
    return value, rounding * EPSILON + sum(_carried(function, arguments, index, value) for index in range(len(arguments)))


def _carried(function, arguments, index, value):
    """The largest change of the function when one argument moves by its error; along the real line if it is real."""
    at, error = arguments[index]
    if not error:
        return 0
    directions = (1, -1, 1j, -1j) if isinstance(at, mpmath.mpc) else (1, -1)
    values = [one for one, _ in arguments]
    moved = [function(*values[:index], at + direction * error, *values[index + 1 :]) for direction in directions]
    return 2 * max(abs(other - value) for other in moved)


def _holds(condition, point, known):
    if condition in (sp.true, sp.false):
        return bool(condition)
    if isinstance(condition, (sp.And, sp.Or)):
        return (all if isinstance(condition, sp.And) else any)([_holds(part, point, known) for part in condition.args])
    if isinstance(condition, sp.Not):
        return not _holds(condition.args[0], point, known)
    if isinstance(condition, sp.ITE):
        return _holds(condition.args[1 if _holds(condition.args[0], point, known) else 2], point, known)
    (left, left_error), (right, right_error) = (_bounded(side, point, known) for side in condition.args)
    if abs(left - right) <= left_error + right_error and left_error + right_error:
        raise ValueError  # rounding decides
    return condition.func(left, right) == sp.true if not isinstance(left, mpmath.mpc) else False
