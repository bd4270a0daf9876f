"""The formula once more, in as many digits as it takes, where SciPy's functions of Bessel, Kummer and Laguerre have no value.

Copied into the sources of kernels.
"""

from collections.abc import Callable

import mpmath
import numpy


def rescued(result: numpy.ndarray, formulas: dict[tuple, tuple[Callable, bool]], inputs: list[numpy.ndarray]) -> numpy.ndarray:
    """The array with exact values of entries that are not finite, or zero (too small for one of their factors).

    Of a formula that is one Bessel function, marked True, zero and infinity are what it is in floats. What has no value in more
    digits, or is beyond floats, stays as it is; but a zero is then NaN.
    """
    for index, (formula, single) in formulas.items():
        entry = result[(..., *index)]
        known: dict[tuple, complex] = {}
        places = numpy.isnan(entry) if single else ~numpy.isfinite(entry) | (entry == 0)
        if places.any():
            given = [numpy.broadcast_to(value, places.shape) for value in inputs]
            for place in map(tuple, numpy.argwhere(places & numpy.isfinite(sum(given)))):
                arguments = tuple(value[place].item() for value in given)
                if arguments not in known:
                    known[arguments] = exact_value(formula, arguments)
                value = known[arguments]
                if numpy.isfinite(value) or result[(*place, *index)] == 0:
                    result[(*place, *index)] = value if result.dtype.kind == "c" else value.real
    return result


def exact_value(formula: Callable, arguments: tuple) -> complex:
    """The value that does not change when the number of digits is doubled; NaN if there is none up to 160 digits."""
    context, value = mpmath.mp.clone(), complex(numpy.nan)
    try:
        for context.dps in (40, 80, 160):
            before, value = value, complex(formula(context, *map(context.convert, arguments)))
            if numpy.abs(value - before) <= 1e-14 * numpy.abs(value):
                return value
    except (ArithmeticError, ValueError, context.NoConvergence):
        pass
    return complex(numpy.nan)


def kummer_exact(context: mpmath.ctx_mp.MPContext, a: mpmath.mpf, b: mpmath.mpf, z: mpmath.mpf) -> mpmath.mpf:
    """1F1; for a huge beside z by a sum of functions 0F1, whose length does not grow with a.

    (1 - t)^-a exp(-a t) = D_0 + D_1 t + D_2 t^2/2! + ... gives (a)_k = sum over n of binomial(k, n) D_n a^(k-n), and Kummer's
    series becomes the sum over n of D_n z^n/(n! (b)_n) 0F1(b + n; a z).
    """
    if abs(a * z) < 10**4:
        return context.hyp1f1(a, b, z)
    if abs(z) > 100:
        raise context.NoConvergence
    total, power, before, here, small, n = context.hyp0f1(b, a * z), z / b, 1, 0, 0, 1
    while small < 4:  # D_1 is zero, and a term may be by chance
        term = here * power * context.hyp0f1(b + n, a * z)
        total += term
        small = small + 1 if abs(term) <= abs(total) * context.eps else 0
        before, here = here, n * (here + a * before)
        power *= z / ((n + 1) * (b + n))
        n += 1
    return total


def kept_sum(*terms: numpy.ndarray | float) -> numpy.ndarray:
    """The sum; NaN where six of its digits have cancelled."""
    total = sum(terms)
    return numpy.where(numpy.abs(total) < 1e-6 * sum(map(numpy.abs, terms)), numpy.nan, total)
