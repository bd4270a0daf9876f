"""numerics.printing.cancellation: the same functions, whose digits stay; every result at tiny and huge arguments."""

import mpmath
import numpy as np
import pytest
import sympy as sp

from derivations.codegen.program import comparison
from derivations.codegen.rounding import has_special_functions, without_laguerre
from derivations.codegen.subject import subject
from numerics.printing.cancellation import stable
from tests.judges.programs import NAMES, OPEN

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


def exact(expressions, symbols, point):
    """Values with 50 digits, of a calculation that shares no code with the programs."""
    with mpmath.workdps(50):
        values = sp.lambdify(symbols, expressions, "mpmath", cse=True)(*(mpmath.mpmathify(point[s.name]) for s in symbols))
        return np.array([complex(value) for value in values])


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


def relative_errors(name, sizes=(1e-8, 1e8)):
    """Largest relative error of any entry with one argument of such a size, where the domain of the claim allows it."""
    origin = subject(name)
    start, free = origin.samples[0].point, sorted(origin.formula.free_symbols, key=str)
    entries = [without_laguerre(e) for e in (origin.formula if origin.shape else [origin.formula])]
    found = {}
    for symbol in free:
        low, high = (-np.inf, np.inf) if symbol not in origin.domain else (min(origin.domain[symbol]), max(origin.domain[symbol]))
        for value in np.copysign(sizes, start[symbol.name].real):
            if not symbol.is_integer and symbol.is_real and low <= value <= high:
                point = {**start, symbol.name: float(value)}
                right = exact(entries, free, point)
                with np.errstate(all="ignore"):
                    error = np.abs(origin.kernel(**point).ravel() - right)
                found[symbol.name, value] = (error / np.where(right == 0, 1, np.abs(right))).max()
    return found


def test_every_result_keeps_half_its_digits_at_tiny_and_huge_arguments():
    lost = {}
    for name in NAMES:
        if name != OPEN and not has_special_functions(subject(name).formula):
            lost |= {(name, *place): error for place, error in relative_errors(name).items() if not error <= 1e-8}
    assert lost == {}


WEAK = {  # functions of Bessel, Kummer and Laguerre: the programs say so beside their check
    "finite_pairing_step": {"E", "t_sc"},  # wave numbers beyond the range where SciPy's have values
    "flux_antidot": {"E", "t_sc"},
    "kummer_levels": {"x_lm"},
    "shifted_bessel": {"x_lm"},  # no zero of a Bessel function
    "antidot_levels": {"E", "j", "lam"},
    "neutral_antidot_levels": {"E", "R", "lam"},  # a degree of Laguerre that rounds to -1; beyond the range of SciPy's
}


def test_programs_name_the_arguments_at_which_digits_go():
    weak = {name: {argument for argument, _ in subject(name).weak} for name in NAMES if name != OPEN}
    assert {name: arguments for name, arguments in weak.items() if arguments} == WEAK
    for name in ("neutral_antidot_levels", "bilayer"):
        text = " ".join(comparison(subject(name)))
        assert ("fewer or none at E = -1e-08" in text) == (name in WEAK)
        assert "half the digits are right" in text


def test_programs_promise_digits_only_where_they_were_tried():
    promised = {name: "digits" in " ".join(comparison(subject(name))) for name in NAMES if name != OPEN}
    assert promised == {name: bool(subject(name).extremes) for name in promised}
    assert not all(promised.values())
