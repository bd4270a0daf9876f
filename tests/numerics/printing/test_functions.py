"""printing.functions: every function that a kernel may contain against mpmath, inside formulas, at all kinds of numbers."""

import itertools
import warnings
from collections.abc import Callable
from typing import NamedTuple

import mpmath
import numpy as np
import pytest
import sympy as sp

from numerics.kernels import compile_kernel
from numerics.printing.functions import FUNCTIONS, LARGEST

REAL = [-37.5, -3.7, -2.0, -1.5, -1.0, -0.3, -1e-9, 1e-9, 0.4, 1.0, 2.3, 5.0, 37.5, 400.25]
COMPLEX = [
    0.3 + 0.4j,
    -1.2 + 0.7j,
    -2.5 - 1.1j,
    1e-8 - 1e-9j,
    12 - 7j,
    -9 + 3j,
    *(complex(x, sign) for x in (-2.5, -0.4, 0.4, 2.5) for sign in (0.0, -0.0)),
]
COMPLEX += [complex(sign, y) for y in (-2.5, -0.4, 0.4, 2.5) for sign in (0.0, -0.0)]
ORDERS = [-1.5, -1.0, 0.0, 0.5, 1.0, 3.0, 7.25]
DEGREES = [0.0, 1.0, 4.0, 25.0]
w, x = sp.symbols("w x")
GAMMA = sp.symbols("a x", positive=True)


class Case(NamedTuple):
    """How mpmath computes a function, the arguments before the last, and what a kernel gives where it has no right value."""

    exact: Callable
    parameters: tuple[tuple[float, ...], ...] = ()
    real: bool = False  # complex arguments are refused
    lacks: Callable = lambda *arguments: False  # where the kernel gives NaN
    tolerance: float = 1e-13
    points: tuple[complex, ...] = (*REAL, *COMPLEX)


def grid(*choices):
    return tuple(
        tuple(map(float, found)) for found in np.stack(np.meshgrid(*choices, indexing="ij"), axis=-1).reshape(-1, len(choices))
    )


def reciprocal(inverse):
    return lambda z: inverse(1 / mpmath.mpmathify(z))


def polynomial(function):
    return Case(function, grid(DEGREES), real=True, tolerance=1e-12)


def spherical(name):
    return getattr(mpmath, name)


bessel = {
    name: Case(getattr(mpmath, name), grid(ORDERS), tolerance=1e-11)
    for name in ("besselj", "besseli", "bessely", "besselk", "hankel1", "hankel2")
}
CASES = {
    **{getattr(sp, name): Case(getattr(mpmath, name)) for name in ("exp", "sin", "cos", "tan", "sinh", "cosh", "tanh", "log")},
    **{getattr(sp, name): Case(getattr(mpmath, name)) for name in ("cot", "sec", "csc", "coth", "sech", "csch", "sinc")},
    **{getattr(sp, name): Case(getattr(mpmath, name)) for name in ("asin", "acos", "atan", "asinh", "acosh", "atanh")},
    **{getattr(sp, name): Case(getattr(mpmath, name)) for name in ("acot", "asec", "acsc", "asech", "acsch", "acoth")},
    sp.Abs: Case(abs),
    sp.re: Case(mpmath.re),
    sp.im: Case(mpmath.im),
    sp.arg: Case(mpmath.arg),
    sp.conjugate: Case(mpmath.conj),
    sp.sign: Case(mpmath.sign),
    sp.atan2: Case(mpmath.atan2, grid([-1.5, 0.0, -0.0, 2.0]), real=True),
    sp.Heaviside: Case(lambda z: (mpmath.sign(z) + 1) / 2, real=True),
    sp.floor: Case(mpmath.floor, real=True),
    sp.ceiling: Case(mpmath.ceil, real=True),
    sp.frac: Case(lambda z: z - mpmath.floor(z), real=True),
    sp.Mod: Case(lambda a, b: a - b * mpmath.floor(a / b), grid([-1.5, 0.0, 2.0, 7.3]), real=True),
    sp.Max: Case(max, grid([-1.5, 0.0, 2.0]), real=True),
    sp.Min: Case(min, grid([-1.5, 0.0, 2.0]), real=True),
    sp.gamma: Case(mpmath.gamma),
    sp.factorial: Case(mpmath.factorial),
    sp.loggamma: Case(mpmath.loggamma),
    sp.polygamma: Case(lambda z: mpmath.digamma(z)),
    sp.uppergamma: Case(
        mpmath.gammainc, grid([0.3, 1.0, 1.7, 20.5, -0.5]), real=True, lacks=lambda a, z: a < 0 or z < 0, tolerance=1e-12
    ),
    sp.lowergamma: Case(
        lambda a, z: mpmath.gammainc(a, 0, z),
        grid([0.3, 1.0, 1.7, 20.5, -0.5]),
        real=True,
        lacks=lambda a, z: a < 0 or z < 0,
        tolerance=1e-12,
    ),
    sp.beta: Case(mpmath.beta, grid([0.3, 2.0, 7.5, -1.5]), real=True, tolerance=1e-12),
    sp.binomial: Case(mpmath.binomial, grid([0.3, 2.0, 7.5, 30.0, -1.5]), real=True, tolerance=1e-12),
    sp.zeta: Case(mpmath.zeta, real=True, tolerance=1e-12),
    sp.erf: Case(mpmath.erf),
    sp.erfc: Case(mpmath.erfc),
    sp.erfi: Case(mpmath.erfi),
    sp.erfinv: Case(mpmath.erfinv, real=True, lacks=lambda z: abs(z) > 1),
    sp.erfcinv: Case(lambda z: mpmath.erfinv(1 - mpmath.mpf(z)), real=True, lacks=lambda z: not 0 <= z <= 2),
    sp.fresnels: Case(mpmath.fresnels),
    sp.fresnelc: Case(mpmath.fresnelc),
    sp.Ei: Case(mpmath.ei),
    sp.expint: Case(mpmath.e1),
    sp.Si: Case(mpmath.si),
    sp.Ci: Case(mpmath.ci),
    sp.Shi: Case(mpmath.shi),
    sp.Chi: Case(mpmath.chi),
    **{getattr(sp, name): case for name, case in bessel.items()},
    sp.airyai: Case(mpmath.airyai),
    sp.airybi: Case(mpmath.airybi),
    sp.airyaiprime: Case(lambda z: mpmath.airyai(z, derivative=1)),
    sp.airybiprime: Case(lambda z: mpmath.airybi(z, derivative=1)),
    sp.legendre: polynomial(mpmath.legendre),
    sp.chebyshevt: polynomial(mpmath.chebyt),
    sp.chebyshevu: polynomial(mpmath.chebyu),
    sp.hermite: polynomial(mpmath.hermite),
    sp.gegenbauer: Case(mpmath.gegenbauer, grid(DEGREES, [0.5, 2.3]), real=True, tolerance=1e-12),
    sp.jacobi: Case(mpmath.jacobi, grid(DEGREES, [0.5, 2.3], [0.0, 1.5]), real=True, tolerance=1e-11),
    sp.laguerre: Case(lambda n, z: mpmath.laguerre(n, 0, z), grid([*DEGREES, 0.5, 7.3, -0.7, -3.3]), real=True, tolerance=1e-10),
    sp.assoc_laguerre: Case(mpmath.laguerre, grid([*DEGREES, 0.5, 7.3, -0.7, -3.3], [0.0, 1.0, 2.5]), real=True, tolerance=1e-10),
    sp.hyper: Case(mpmath.hyp1f1, grid([-40.3, -3.0, 0.5, 2.0, 100.01], [1.0, 2.5]), real=True, tolerance=1e-9),
    sp.elliptic_k: Case(mpmath.ellipk, real=True, lacks=lambda m: m > 1),
    sp.elliptic_e: Case(mpmath.ellipe, real=True, lacks=lambda m: m > 1),
    sp.LambertW: Case(mpmath.lambertw),
}
FIRST = {sp.polygamma: (0,), sp.expint: (1,)}  # what SymPy writes before the arguments


def test_the_table_of_these_tests_is_that_of_the_kernels():
    assert CASES.keys() == FUNCTIONS.keys() | LARGEST.keys()


def of(function, arguments):
    """The function of symbols, unevaluated, in the order of SymPy."""
    if function is sp.hyper:
        return sp.hyper([arguments[0]], [arguments[1]], arguments[2])
    if function is sp.Heaviside:
        return sp.Heaviside(arguments[0], sp.S.Half)
    return function(*FIRST.get(function, ()), *arguments)


INSIDE = [  # how the function stands in a formula, and the same of its value
    (lambda f: f, lambda f, z: f),
    (lambda f: -3 * w * f, lambda f, z: -3 * z * f),
    (lambda f: w / f, lambda f, z: z / f),
    (lambda f: f**-2, lambda f, z: f**-2),
    (lambda f: 1 / (sp.Rational(17, 8) + f), lambda f, z: 1 / (mpmath.mpf(2.125) + f)),
    (lambda f: sp.sin(f / 1000), lambda f, z: mpmath.sin(f / 1000)),
]


def number(value):
    """Zero imaginary parts dropped: on a cut, whatever the sign of the zero."""
    return mpmath.mpf(value.real) if value.imag == 0 else mpmath.mpc(value)


def exact_value(case, arguments):
    """The value with many digits, and its relative change over that of the last argument; None at a pole, or beyond the floats."""
    numbers = [number(complex(value)) for value in arguments]
    moved = mpmath.mpf(10) ** -20
    try:
        value = mpmath.mpmathify(case.exact(*numbers))
        if not (mpmath.isfinite(value) and 1e-290 < abs(value) < 1e290):
            return None
        change = abs(case.exact(*numbers[:-1], numbers[-1] * (1 + moved)) - value) / moved / abs(value)
    except (ValueError, ZeroDivisionError, mpmath.libmp.NoConvergence):
        return None
    return value, min(change, mpmath.mpf(10) ** 15)


def inside(outer, value, change, point):
    """The exact value of a formula with the function in it, and how much of it one rounding of its parts takes; None as above."""
    moved = mpmath.mpf(10) ** -20
    whole = outer(value, point)
    if not 1e-290 < abs(whole) < 1e290:
        return None
    slope = abs(outer(value * (1 + moved), point) - whole) / moved
    return complex(whole), float(abs(whole) + slope * (1 + change))


def misses(case, values, arguments):
    """Index, value, expected value and error of the formulas around a function that are wrong."""
    with mpmath.workdps(40):
        if case.lacks(*arguments):
            return [(index, value, "NaN") for index, value in enumerate(values) if not np.isnan(value)]
        found = []
        exact = exact_value(case, arguments)
        for index, (value, (_, outer)) in enumerate(zip(values, INSIDE, strict=True)):
            known = inside(outer, *exact, number(complex(arguments[-1]))) if exact else None
            if known and not abs(value - known[0]) <= case.tolerance * known[1]:
                found.append((index, value, *known))
        return found


def wrong(function, points):
    case = CASES[function]
    count = len(case.parameters[0]) if case.parameters else 0
    symbols = (*sp.symbols(f"a:{count}"), x)
    formula = sp.Matrix([outer(of(function, symbols)) for outer, _ in INSIDE])
    kernel = compile_kernel(formula, (*symbols, w))
    found = {}
    for parameters in case.parameters or ((),):
        for point in points:
            arguments = (*parameters, point)
            with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
                values = kernel(**dict(zip(map(str, symbols), arguments, strict=True)), w=point).ravel()
            if misses_here := misses(case, values, arguments):
                found[arguments] = misses_here
    return found


@pytest.mark.parametrize("function", CASES, ids=lambda f: f.__name__)
def test_real_arguments_have_the_values_of_mpmath(function):
    assert wrong(function, [point for point in CASES[function].points if np.isrealobj(point)]) == {}


@pytest.mark.parametrize("function", CASES, ids=lambda f: f.__name__)
def test_complex_arguments_have_the_values_of_mpmath_or_are_refused(function):
    points = [point for point in CASES[function].points if np.iscomplexobj(point)]
    if CASES[function].real:
        with pytest.raises(TypeError, match="`arguments` must be real"):
            wrong(function, points[:1])
    else:
        assert wrong(function, points) == {}


@pytest.mark.parametrize("function", CASES, ids=lambda f: f.__name__)
def test_one_argument_that_is_not_a_number_is_enough(function):
    case = CASES[function]
    symbols = sp.symbols(f"a0:{len(case.parameters[0]) + 1 if case.parameters else 1}")
    kernel = compile_kernel(sp.Matrix([outer(of(function, symbols)) for outer, _ in INSIDE]).subs(w, 1), symbols)
    for missing, other in itertools.product(symbols, (2.0, 0.0)):  # a polynomial of degree 0 is 1 everywhere
        with np.errstate(all="ignore"):
            assert np.isnan(kernel(**{symbol.name: np.nan if symbol == missing else other for symbol in symbols})).all()


OTHER_FORMULAS = (sp.chebyshevt, sp.chebyshevu, sp.legendre, sp.hyper)  # that SymPy puts for them at some constants
OF_SEVERAL = [function for function, case in CASES.items() if case.parameters and function not in OTHER_FORMULAS]


@pytest.mark.parametrize("function", OF_SEVERAL, ids=lambda f: f.__name__)
@pytest.mark.parametrize("constant", [sp.Integer(2), sp.Rational(5, 2), sp.pi], ids=str)
def test_the_last_argument_may_be_a_constant(function, constant):
    """A number of Python in the source, where an array stands otherwise."""
    symbols = sp.symbols(f"a0:{len(CASES[function].parameters[0]) + 1}")
    given = {symbol.name: 1.0 for symbol in symbols[:-1]}
    found = compile_kernel(of(function, (*symbols[:-1], constant)), symbols[:-1])(**given)
    expected = compile_kernel(of(function, symbols), symbols)(**given, **{symbols[-1].name: float(constant)})
    assert found == pytest.approx(expected, rel=1e-13, nan_ok=True)


@pytest.mark.parametrize("order", [0, 1, sp.S.Half, -sp.Rational(3, 2)], ids=str)
@pytest.mark.parametrize("name", ["besselj", "besseli", "bessely", "besselk", "hankel1", "hankel2"])
def test_bessel_functions_of_a_constant(name, order):
    with mpmath.workdps(30):
        exact = complex(getattr(mpmath, name)(mpmath.mpf(float(order)), -2))
    assert compile_kernel(getattr(sp, name)(x, -2), (x,))(x=float(order)) == pytest.approx(exact, rel=1e-13)


BRANCHED = [
    *(sp.loggamma(x), sp.besselk(0, x), sp.bessely(1, x), sp.besselj(-sp.Rational(3, 2), x), sp.besseli(-sp.S.Half, x)),
    *(sp.Ci(x), sp.Chi(x), sp.expint(1, x), sp.log(x), x ** -sp.Rational(1, 3), x ** sp.Rational(5, 2), sp.atanh(x), sp.acosh(x)),
]


@pytest.mark.parametrize("formula", BRANCHED, ids=str)
def test_values_do_not_depend_on_their_neighbours(formula):
    kernel = compile_kernel(formula, (x,))
    with np.errstate(all="ignore"):
        for value in (0.0, -0.0, 0.5, 1.0, 3.0):
            assert kernel(x=[-2.5, value])[1] == pytest.approx(kernel(x=value), rel=1e-14)
            assert not np.isnan(kernel(x=[value, -2.5])[0])


@pytest.mark.parametrize(
    "formula", [sp.loggamma(x), sp.besselk(0, x), -sp.Ci(x), -sp.Chi(x), sp.expint(1, x), x ** -sp.Rational(1, 3)], ids=str
)
def test_a_pole_at_zero_is_infinite_beside_negative_numbers(formula):
    with np.errstate(all="ignore"):
        assert compile_kernel(formula, (x,))(x=[-2.5, 0.0])[1] == np.inf


@pytest.mark.parametrize("zero", [0.0, -0.0, 0j, complex(-0.0, -0.0), [0.0, 5.0]], ids=repr)
def test_inverse_cotangents_at_zero(zero):
    assert np.ravel(compile_kernel(sp.acoth(x), (x,))(x=zero))[0] == pytest.approx(1j * np.pi / 2, rel=1e-15)
    assert np.ravel(compile_kernel(sp.acot(x), (x,))(x=zero))[0] == pytest.approx(np.pi / 2, rel=1e-15)


@pytest.mark.parametrize(("a", "x"), [(150.0, 0.3), (100.0, 1200.0), (150.0, 120.0), (200.0, 1200.0), (200.0, 40.0), (170.0, 99.0)])
def test_incomplete_gamma_functions_whose_ratio_to_the_complete_one_is_beyond_floats(a, x):
    kernel = compile_kernel(sp.Matrix([sp.lowergamma(*GAMMA), sp.uppergamma(*GAMMA)]), GAMMA)
    with mpmath.workdps(30), np.errstate(over="ignore"):
        exact = [float(mpmath.gammainc(a, 0, x)), float(mpmath.gammainc(a, x))]
        assert kernel(a=a, x=x).ravel() == pytest.approx(exact, rel=1e-12)
