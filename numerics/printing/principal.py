"""What NumPy evaluates on other branches than SymPy, or not at all; the sources of kernels carry copies of what they use.

On a branch cut the values are those of SymPy, whatever the sign of a zero: an argument of -1 - 0j counts as -1. Real arguments
become complex where the value is. A number that is NaN gives NaN.
"""

from collections.abc import Callable

import numpy


def as_numbers(name: str, value: object) -> numpy.ndarray:
    """The argument as an array of float64 or complex128: in these all is computed."""
    array = numpy.asarray(value)
    if array.dtype.char in "dD":
        return array
    if array.dtype.kind == "c":
        return array.astype(numpy.complex128)
    if array.dtype.kind in "biuf":
        return array.astype(numpy.float64)
    if array.dtype.kind == "O" and not any(
        item is None or isinstance(item, str) for item in array.flat
    ):  # large integers, fractions
        return array.astype(numpy.float64)
    raise TypeError(f"`{name}` must be a number or an array of numbers, but has the type {array.dtype}.")


def real_argument(x: numpy.ndarray | float) -> numpy.ndarray:
    """An argument that is compared, rounded or given to a function of real numbers alone."""
    array = numpy.asarray(x)
    if array.dtype.kind != "c":
        return array
    unknown = numpy.isnan(array)
    if ((array.imag != 0) & ~unknown).any():
        raise TypeError("`arguments` must be real where they are compared, rounded or given to a function of real numbers.")
    return numpy.where(unknown, numpy.nan, array.real)


def as_assumed(value: numpy.ndarray, sign: int, whole: bool) -> numpy.ndarray:
    """The argument, NaN where it is a real number of another sign than that of its symbol, or not whole where the symbol is."""
    wrong = sign * value.real < 0
    if whole:
        wrong |= value.real != numpy.rint(value.real)
    if value.dtype.kind == "c":
        wrong &= value.imag == 0
    return numpy.where(wrong, numpy.nan, value) if wrong.any() else value


def above_cut(function: Callable, z: numpy.ndarray, end: float = 0.0) -> numpy.ndarray:
    """A function with a branch cut from minus infinity to ``end``, real to the right of it: the values on the cut from above."""
    if z.dtype.kind == "c":
        return function(z + 0.0)
    return function(z + 0j) if (z < end).any() else function(z)


def beside_cuts(z: numpy.ndarray) -> numpy.ndarray:
    """Complex arguments of arcsin, arccos and arctanh, on the cut at the left from above, on that at the right from below."""
    z = z + 0j
    return numpy.where((z.imag == 0) & (z.real > 0), z.conj(), z)


def outside_one(function: Callable, z: numpy.ndarray) -> numpy.ndarray:
    """arcsin, arccos or arctanh, complex beyond -1 and 1."""
    if z.dtype.kind == "c" or (numpy.abs(z) > 1).any():
        return function(beside_cuts(z))
    return function(z)


def odd_on_axis(function: Callable, z: numpy.ndarray) -> numpy.ndarray:
    """Arctan or arcsinh, odd on their cuts too: on the upper one from the right, on the lower one from the left."""
    if z.dtype.kind != "c":
        return function(z)
    z = z + 0.0
    return function(numpy.where((z.real == 0) & (z.imag < 0), -z.conj(), z))


def inverse_of(z: numpy.ndarray, at_zero: float) -> numpy.ndarray:
    """1/z; at zero, where NumPy has none for complex numbers, the infinity given."""
    zero = z == 0
    return numpy.where(zero, at_zero, 1 / numpy.where(zero, 1.0, z + 0.0))


def principal_power(base: numpy.ndarray | float, exponent: numpy.ndarray | float) -> numpy.ndarray:
    """The power exp(exponent log(base)), real where both are and the exponent is whole or the base not negative."""
    base, exponent = numpy.asarray(base), numpy.asarray(exponent)
    unknown = numpy.isnan(base) | numpy.isnan(exponent)  # NumPy's power is 1 at the exponent 0 and at the base 1
    left = (base.real < 0) & (exponent != numpy.rint(exponent)) & ~unknown
    if base.dtype.kind == "c" or exponent.dtype.kind == "c":
        power = (base + 0j) ** exponent
    elif left.any():  # zero to a negative power is infinite beside negative numbers, too
        power = numpy.where(left, (base + 0j) ** exponent, (numpy.where(left, -base, base) + 0.0) ** exponent)
    else:
        power = (base + 0.0) ** exponent
    return numpy.where(unknown, numpy.nan, power) if unknown.any() else power


def part_of(function: Callable, z: numpy.ndarray) -> numpy.ndarray:
    """The real or the imaginary part, NaN where the number is: that of a real number has an imaginary part of 0 in NumPy."""
    return numpy.where(numpy.isnan(z), numpy.nan, function(z))


def phase_of(z: numpy.ndarray) -> numpy.ndarray:
    """The phase of a number, pi on the negative axis, 0 at zero."""
    return numpy.angle(z + 0.0)


def angle_of(y: numpy.ndarray | float, x: numpy.ndarray | float) -> numpy.ndarray:
    """arctan2 of real numbers: pi on the negative axis, 0 at zero."""
    return numpy.arctan2(real_argument(y) + 0.0, real_argument(x) + 0.0)
