"""numerics.printing.rescue: exact values where SciPy has none, nothing else."""

import mpmath
import numpy as np
import pytest
import sympy as sp

from derivations.codegen.shared.kummer import kummer
from numerics.kernels import compile_kernel
from numerics.printing.rescue import exact_value, kept_sum, kummer_exact

x, y = sp.symbols("x y", real=True)
PRODUCT = sp.besseli(2, x) * sp.besselk(2, y)


@pytest.mark.parametrize("z", [0.5, -0.5, 2.0, -20.0])
@pytest.mark.parametrize("a", [-1e6 - 0.3, -0.3, 7.25, 1e5 + 0.5])
def test_kummer_is_that_of_mpmath(a, z):
    with mpmath.workdps(40):
        for b in (1, 2.5):
            arguments = [mpmath.mpf(value) for value in (a, b, z)]
            expected = mpmath.hyp1f1(*arguments)
            assert abs(kummer_exact(mpmath.mp, *arguments) / expected - 1) < 1e-28
            assert abs(kummer(*arguments) / expected - 1) < 1e-35


@pytest.mark.parametrize("a", [-1e17, 1e17, -1e9])
def test_two_series_agree_where_mpmath_has_none(a):
    with mpmath.workdps(40):
        arguments = [mpmath.mpf(value) for value in (a, 2, 0.5)]
        assert abs(kummer_exact(mpmath.mp, *arguments) / kummer(*arguments) - 1) < 1e-35


def test_a_product_whose_factors_are_beyond_floats_has_its_value():
    kernel = compile_kernel(PRODUCT, (x, y))
    with np.errstate(all="ignore"):
        found = kernel(x=[1.0, 1e4, 1e4, np.nan], y=[1.0, 1e4, 1.1e4, 1.0])
        doubles = compile_kernel(PRODUCT, (x, y), rescue=False)(x=1e4, y=1e4)
    with mpmath.workdps(30):
        expected = [float(mpmath.besseli(2, a) * mpmath.besselk(2, b)) for a, b in ((1, 1), (10**4, 10**4), (10**4, 11000))]
    assert np.isnan(doubles)
    assert found[:3] == pytest.approx(np.array(expected), rel=1e-12, abs=0)
    assert np.isnan(found[3])


def test_entries_of_matrices_are_rescued_one_by_one_under_any_names():
    names = sp.symbols("inputs mpmath", real=True)
    formula = sp.Matrix([[PRODUCT, 0], [x, sp.I * PRODUCT]]).subs(dict(zip((x, y), names, strict=True)))
    with np.errstate(all="ignore"):
        found = compile_kernel(formula, names)(inputs=[[1e4], [1.0]], mpmath=[1e4, 1.0, 2.0])
    assert found.shape == (2, 3, 2, 2)
    assert np.isfinite(found[:, 0]).all()
    assert np.isinf(found[0, 1, 0, 0]) or np.isnan(found[0, 1, 0, 0])  # 1e4342 at x = 1e4, y = 1
    assert (found[..., 0, 1] == 0).all()
    assert (found[..., 1, 0].real == [[1e4] * 3, [1.0] * 3]).all()


def test_ordinary_points_do_not_wait_for_more_digits(monkeypatch):
    kernel = compile_kernel(PRODUCT, (x, y))

    def refused(*arguments):
        raise AssertionError

    monkeypatch.setitem(kernel._function.__globals__, "exact_value", refused)
    kernel(x=np.linspace(0.1, 50, 99), y=2.0)
    with pytest.raises(AssertionError), np.errstate(all="ignore"):
        kernel(x=1e4, y=1e4)


def test_sums_that_cancel_are_done_again():
    kernel = compile_kernel(1 - sp.besselj(0, x) ** 2, (x,))
    assert kernel(x=[1e-8, 1e-30, 0.0, 1.0]) == pytest.approx(
        [5e-17, 5e-61, 0.0, 1 - sp.besselj(0, 1).evalf() ** 2], rel=1e-9, abs=0
    )
    assert np.isnan(kept_sum(1.0, -1.0 + 1e-9))
    assert kept_sum(1.0, np.array([1.0, -0.5])) == pytest.approx([2.0, 0.5])


def test_values_that_never_settle_are_refused():
    assert np.isnan(exact_value(lambda context, value: context.mpf(context.dps) * value, [1.0]))
    assert np.isnan(exact_value(lambda context, value: 1 / value, [0.0]))
    assert exact_value(lambda context, value: context.sqrt(value), [-4.0]) == 2j


def test_a_single_function_that_leaves_the_range_of_floats_is_left_alone():
    """Its zero and its infinity are right; nothing is evaluated twice."""
    far = np.linspace(800, 3e4, 100_000)
    with np.errstate(all="ignore"):
        assert (compile_kernel(sp.besselk(0, x), (x,))(x=far) == 0).all()
        assert np.isinf(compile_kernel(2 * sp.besseli(0, x), (x,))(x=far)).all()
    assert compile_kernel(sp.besselj(1, x), (x,))(x=0.0) == 0


def test_equal_arguments_are_evaluated_once(monkeypatch):
    calls = []
    kernel = compile_kernel(PRODUCT, (x, y))
    formulas = kernel._function.__globals__["exact_formulas"]
    formula, single = formulas[()]
    monkeypatch.setitem(formulas, (), (lambda *given: calls.append(1) or formula(*given), single))
    with np.errstate(all="ignore"):
        kernel(x=np.full(1000, 1e4), y=1e4)
    assert 0 < len(calls) <= 3  # 40, 80, 160 digits


@pytest.mark.parametrize("rescue", [True, False])
@pytest.mark.parametrize(
    "formula", [sp.besselk(0, y), sp.sqrt(y) * sp.besselk(0, y), sp.log(y) + y, sp.LambertW(y), y ** sp.sqrt(2)]
)
def test_arguments_that_contradict_an_assumption_have_no_value(formula, rescue):
    """The formula is real where its symbol is positive; the real part of a complex number would look like a value."""
    p = sp.Symbol("p", positive=True)
    kernel = compile_kernel(formula.subs(y, p), (p,), rescue=rescue)
    with np.errstate(invalid="ignore"):
        found = kernel(p=[-2.5, 2.5])
    assert found.dtype == float
    assert np.isnan(found[0])
    assert found[1] == pytest.approx(float(formula.subs(y, 2.5)), rel=1e-13)
    assert kernel(p=[2.5 + 0j]).imag == 0


def test_what_contradicts_an_assumption_touches_nothing_else(monkeypatch):
    """Neither its neighbours in an array nor entries without it; and nothing is tried in more digits."""
    p, q, n = sp.Symbol("p", positive=True), sp.Symbol("q", nonnegative=True), sp.Symbol("n", integer=True)
    with np.errstate(all="ignore"):
        assert compile_kernel(2 * sp.log(q), (q,))(q=[0.0, -1.0]) == pytest.approx([-np.inf, np.nan], nan_ok=True)
        assert np.isnan(compile_kernel(sp.cos(sp.pi * n), (n,))(n=[0.5, 1.0, np.nan])).tolist() == [True, False, True]
        entries = compile_kernel(sp.Matrix([sp.log(p), sp.I * p, x]), (p, x))(p=-2.0, x=1.0)
        assert np.isnan(entries).tolist() == [[True], [True], [False]]
        assert np.isnan(compile_kernel(x * sp.log(p), (x, p))(x=1 + 0j, p=-2.0))
        kernel = compile_kernel(sp.besselk(0, p), (p,))
        monkeypatch.delitem(kernel._function.__globals__, "exact_value")
        assert np.isnan(kernel(p=-np.linspace(0.1, 30, 1000))).all()


@pytest.mark.parametrize("sign", [1, -1])
def test_the_other_sign_is_refused_for_either_assumption(sign):
    symbol = sp.Symbol("s", positive=True) if sign > 0 else sp.Symbol("s", negative=True)
    found = compile_kernel(symbol, (symbol,))(s=[-1.5, 0.0, 1.5, 1j])
    assert np.isnan(found).tolist() == [sign > 0, False, sign < 0, False]
