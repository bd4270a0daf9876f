"""numerics.printing.cancellation: the same functions, whose digits stay; every result at tiny and huge arguments."""

import mpmath
import numpy as np
import pytest
import sympy as sp

from derivations.codegen.shared.kummer import kummer
from derivations.codegen.shared.program import comparison, program
from derivations.codegen.shared.subject import subject
from numerics.printing.cancellation import stable
from tests.judges.programs import NAMES, OPEN, expressible

t, x, y, mu = sp.symbols("t x y mu", real=True)
CANCELLING = [
    sp.sqrt(x**2 + t**2) - sp.Abs(x),
    x - sp.sqrt(x**2 + t**2),
    x / 2 + sp.sqrt(x**2 + 4 * t**2) / 2,
    sp.sqrt(x**2 + y**2 + t**2) - sp.sqrt(x**2 + y**2),
    sp.sqrt(x**2 + t**2) - sp.sqrt(x**2 + y**2),
    (1 + x / sp.sqrt(x**2 + t**2)) / 2,
    sp.sqrt((x + y) ** 2 + t**2) - x - y + mu,
    x**2 / 2 + t**2 - sp.sqrt(x**2 + 4 * t**2) * sp.Abs(x) / 2,
    1 / (sp.sqrt(x**2 + t**2) - sp.Abs(x)),
]


DIGITS = 80
KUMMER = {"hyper": lambda above, below, z: kummer(*above, *below, z)}


def many_digits(expressions, symbols, point):
    """Values of a calculation that shares no code with the programs."""
    with mpmath.workdps(DIGITS):
        function = sp.lambdify(symbols, expressions, [KUMMER, "mpmath"], cse=True)
        return function(*(mpmath.mpmathify(point[s.name]) for s in symbols))


def exact(expressions, symbols, point):
    """The same as floats."""
    return np.array([complex(value) for value in many_digits(expressions, symbols, point)])


@pytest.mark.parametrize("formula", CANCELLING, ids=str)
def test_the_form_is_another_of_the_same_function(formula):
    symbols = (t, x, y, mu)
    assert stable(formula) != formula
    for values in np.random.default_rng(1).uniform(-2, 2, (20, 4)):
        point = dict(zip(map(str, symbols), values, strict=True))
        before, after = exact([formula, stable(formula)], symbols, point)
        assert after == pytest.approx(before, rel=1e-15)


@pytest.mark.parametrize("formula", CANCELLING[:-3], ids=str)
def test_roots_that_vanish_give_zero_as_before(formula):
    """Not 0/0."""
    zero = {symbol.name: 0.0 for symbol in (t, x, y)}
    if not formula.has(1 / sp.sqrt(x**2 + t**2)):
        assert exact([stable(formula)], (t, x, y), zero) == 0


def test_sums_that_keep_their_digits_stay_as_they_are():
    for formula in (sp.sqrt(x**2 + 1) + sp.Abs(x), sp.sqrt(x) - 1, x + y, sp.sqrt(x**2 + t**2) - mu, sp.cos(x) - 1):
        assert stable(formula) == formula


SIZES = (1e-8, 1e8)
HALF = 1e-8


def entries_of(name):
    """The entries of a result, row by row, and its symbols."""
    origin = subject(name)
    return list(origin.formula) if origin.shape else [origin.formula], sorted(origin.formula.free_symbols, key=str)


def places(name):
    """Points with one argument tiny or huge, where the domain of the claim allows it."""
    origin = subject(name)
    for symbol in entries_of(name)[1]:
        low, high = (-np.inf, np.inf) if symbol not in origin.domain else (min(origin.domain[symbol]), max(origin.domain[symbol]))
        for value in np.copysign(SIZES, origin.generic.point[symbol.name].real):
            if not symbol.is_integer and symbol.is_real and low <= value <= high:
                yield symbol.name, {**origin.generic.point, symbol.name: float(value)}


def relative_errors(name, point):
    """Relative error of each entry, absolute where it is zero; NaN where there is no value."""
    right = exact(*entries_of(name), point)
    with np.errstate(all="ignore"):
        return np.abs(subject(name).kernel(**point).ravel() - right) / np.where(right == 0, 1, np.abs(right))


def conditions(expressions, symbols, point):
    """Of each entry: by how much more than any one argument it changes, both relative."""
    values, largest = many_digits(expressions, symbols, point), [0.0] * len(expressions)
    for symbol in symbols:
        if not symbol.is_integer:
            with mpmath.workdps(DIGITS):
                step = mpmath.mpf(10) ** -30
                moved = {**point, symbol.name: mpmath.mpmathify(point[symbol.name]) * (1 + step)}
                changed = many_digits(expressions, symbols, moved)
                ratios = [float(abs((b - a) / a / step)) if a else 0.0 for a, b in zip(values, changed, strict=True)]
            largest = list(map(max, largest, ratios))
    return np.array(largest)


ILL_CONDITIONED = {("antidot_levels", "E")}  # Hankel functions of the phase E R/lam = 4e9
BEYOND_FLOATS = {("antidot_levels", "j")}  # Kummer and Hankel functions of the order 1e8


def test_every_result_keeps_half_its_digits_at_tiny_and_huge_arguments():
    lost = {
        (n, argument) for n in NAMES if n != OPEN for argument, point in places(n) if not relative_errors(n, point).max() <= HALF
    }
    assert lost == ILL_CONDITIONED | BEYOND_FLOATS


def test_digits_go_only_where_rounding_of_an_argument_takes_them():
    for name, argument in ILL_CONDITIONED:
        for point in (point for changed, point in places(name) if changed == argument):
            errors, condition = relative_errors(name, point), conditions(*entries_of(name), point)
            assert (errors[errors > HALF] <= 10 * condition[errors > HALF] * np.finfo(float).eps).all()
            assert (condition[errors > HALF] >= 1e8).all()


def test_values_lack_only_beyond_floats():
    for name, argument in BEYOND_FLOATS:
        for point in (point for changed, point in places(name) if changed == argument):
            with np.errstate(all="ignore"):
                found = subject(name).kernel(**point).ravel()
            expressions, symbols = entries_of(name)
            for value, right in zip(found, many_digits(expressions, symbols, point), strict=True):
                beyond = abs(right) > np.finfo(float).max
                assert not np.isfinite(value) if beyond else abs(value - complex(right)) <= HALF * abs(complex(right))


def test_the_condition_tells_a_phase_from_a_root():
    phase, root = conditions([sp.cos(x), sp.sqrt(x)], [x], {"x": 1e8})
    assert phase > 1e7
    assert root == pytest.approx(0.5)


IN_DOUBLES = {  # beyond the range of the functions of Bessel in libraries; an argument that is no zero of one
    "finite_pairing_step": {"E", "t_sc"},
    "shifted_bessel": {"x_lm"},
}


def test_programs_name_the_arguments_at_which_digits_go():
    kernels = {(name, argument) for name in NAMES if name != OPEN for argument, _ in subject(name).weak}
    assert kernels == ILL_CONDITIONED | BEYOND_FLOATS
    weak = {name: {argument for argument, _ in subject(name).weak_in_doubles} for name in expressible("julia")}
    assert {name: arguments for name, arguments in weak.items() if arguments} == IN_DOUBLES
    for name in ("finite_pairing_step", "bilayer"):
        text, of_kernel = " ".join(program(name).comparison), " ".join(comparison(subject(name), subject(name).weak))
        assert ("fewer or none at E = 1e+08" in text) == (name in IN_DOUBLES)
        assert "half the digits are right" in text
        assert "fewer" not in of_kernel


def test_programs_promise_digits_only_where_they_were_tried():
    promised = {name: "digits" in " ".join(comparison(subject(name), [])) for name in NAMES if name != OPEN}
    assert promised == {name: bool(subject(name).extremes) for name in promised}
    assert not all(promised.values())
