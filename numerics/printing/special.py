"""Special functions that SciPy evaluates on other branches than SymPy, or by other definitions; copied into the sources of kernels.

Where SciPy has no value the result is NaN.
"""

from collections.abc import Callable

import numpy
import scipy  # its parts are loaded when they are used

from numerics.printing.principal import above_cut, real_argument


def above_pole(function: Callable, z: numpy.ndarray) -> numpy.ndarray:
    """As ``above_cut`` for a function with a pole at zero, where SciPy's value for real numbers is kept beside negative ones."""
    if z.dtype.kind == "c" or not (left := z < 0).any():
        return above_cut(function, z)
    return numpy.where(left, function(z + 0j), function(numpy.abs(z)))


def cosine_integral(z: numpy.ndarray) -> numpy.ndarray:
    """Ci, + i pi on the negative axis."""
    return above_pole(lambda w: scipy.special.sici(w)[1], z)


def hyperbolic_cosine_integral(z: numpy.ndarray) -> numpy.ndarray:
    """Chi, + i pi on the negative axis."""
    return above_pole(lambda w: scipy.special.shichi(w)[1], z)


def exponential_integral(z: numpy.ndarray) -> numpy.ndarray:
    """Ei, real on the negative axis: the principal value of its integral."""
    if z.dtype.kind != "c":
        return scipy.special.expi(z)
    return numpy.where(z.imag == 0, scipy.special.expi(z.real), scipy.special.expi(z))


def bessel_first(function: Callable, order: numpy.ndarray | float, z: numpy.ndarray | float) -> numpy.ndarray:
    """J or I of real order; of negative arguments complex unless the order is whole."""
    order, z = real_argument(order), numpy.asarray(z)
    if z.dtype.kind == "c" or not (left := (z < 0) & (order != numpy.rint(order))).any():
        return function(order, z + 0.0)
    return numpy.where(left, function(order, z + 0j), function(order, numpy.where(left, -z, z) + 0.0))


def bessel_second(function: Callable, order: numpy.ndarray | float, z: numpy.ndarray | float) -> numpy.ndarray:
    """Y, K or a function of Hankel, of real order; of negative arguments complex."""
    order, z = real_argument(order), numpy.asarray(z)
    return above_pole(lambda w: numpy.where(numpy.isnan(order), numpy.nan, function(order, w)), z)  # SciPy: infinite at zero


def kummer_m(a: numpy.ndarray | float, b: numpy.ndarray | float, z: numpy.ndarray) -> numpy.ndarray:
    """1F1 of real numbers, by Kummer's transformation at negative z, where SciPy loses all digits for large a."""
    a, b, z = real_argument(a), real_argument(b), real_argument(z)
    left = z < 0
    value = scipy.special.hyp1f1(numpy.where(left, b - a, a), b, numpy.abs(z))
    return numpy.exp(numpy.minimum(z, 0.0)) * value


def laguerre_l(degree: numpy.ndarray | float, order: numpy.ndarray | float, x: numpy.ndarray | float) -> numpy.ndarray:
    """The function of Laguerre of any real degree."""
    degree, order, x = real_argument(degree), real_argument(order), real_argument(x)
    ratio = scipy.special.binom(degree + order, degree)
    return ratio * kummer_m(-degree, order + 1.0, x)


def of_whole_degree(function: Callable, degree: numpy.ndarray | float, *others: numpy.ndarray | float) -> numpy.ndarray:
    """A classical polynomial of real numbers, by recurrence; NaN where the degree is negative or not whole."""
    degree = real_argument(degree)
    whole = (degree == numpy.rint(degree)) & (degree >= 0) & (degree < 2**31)
    given = [real_argument(other) for other in others]
    value = function(numpy.where(whole, degree, 0).astype(numpy.intp), *given)
    known = ~numpy.isnan(sum(given))  # that of degree 0 is 1 whatever the others
    return numpy.where(whole & known, value, numpy.nan)


def euler_beta(a: numpy.ndarray | float, b: numpy.ndarray | float) -> numpy.ndarray:
    """Euler's beta function of real numbers."""
    a, b = real_argument(a), real_argument(b)
    return numpy.where(numpy.isnan(a + b), numpy.nan, scipy.special.beta(a, b))  # SciPy: infinite if the other is zero


def part_of_gamma(a: numpy.ndarray, x: numpy.ndarray, ratio: numpy.ndarray, tail: numpy.ndarray) -> numpy.ndarray:
    """``ratio`` times the complete gamma function; x^a exp(-x) ``tail``, if known, where one of them is beyond floats."""
    complete = scipy.special.gamma(a)
    beyond = (a > 1) & (x > 0) & ~numpy.isnan(tail) & ((ratio < 1e-300) | numpy.isinf(complete))
    return numpy.where(beyond, numpy.exp(a * numpy.log(numpy.where(beyond, x, 1.0)) - x) * tail, complete * ratio)


def upper_gamma(a: numpy.ndarray | float, x: numpy.ndarray | float) -> numpy.ndarray:
    """The incomplete gamma function from x to infinity, for a > 0 and x >= 0."""
    a, x = real_argument(a), real_argument(x)
    return part_of_gamma(a, x, scipy.special.gammaincc(a, x), scipy.special.hyperu(1.0, a + 1.0, x))


def lower_gamma(a: numpy.ndarray | float, x: numpy.ndarray | float) -> numpy.ndarray:
    """The incomplete gamma function from 0 to x, for a > 0 and x >= 0."""
    a, x = real_argument(a), real_argument(x)
    left = numpy.where(x < a, x, numpy.nan)
    return part_of_gamma(a, x, scipy.special.gammainc(a, x), scipy.special.hyp1f1(1.0, a + 1.0, left) / a)


def lambert_w(z: numpy.ndarray, branch: int = 0) -> numpy.ndarray:
    """W, the inverse of w exp(w); real where the arguments and all values are."""
    value = scipy.special.lambertw(z + 0.0, branch)
    return value.real if z.dtype.kind != "c" and not (value.imag != 0).any() else value
