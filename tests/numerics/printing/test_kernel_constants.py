"""numerics.kernels: special functions and numbers that are known, and refusals of those that are not."""

import mpmath
import numpy as np
import pytest
import sympy as sp

from numerics.kernels import compile_kernel

x, y = sp.symbols("x y", real=True)


def test_large_integers_are_numbers():
    with mpmath.workdps(30):
        exact = float(mpmath.sqrt(10**25 + 1))
    assert compile_kernel(x * sp.sqrt(10**25 + 1), (x,))(x=2.0) == 2 * exact
    assert compile_kernel(x * 10**25 + x ** sp.Rational(1, 10**20), (x,))(x=2.0) == 2e25
    assert compile_kernel(x / (10**30 + 1), (x,))(x=2.0) == pytest.approx(2e-30, rel=1e-15)


@pytest.mark.parametrize("a", [-40.3, 100.01, 350.2])
@pytest.mark.parametrize("z", [-2.0, -0.3, 0.0, 1.7])
def test_kummers_function_keeps_its_digits(a, z):
    """SciPy's own value at a = 100.01, b = 1, z = -1 is wrong by eight orders of magnitude."""
    x = sp.Symbol("x")
    value = compile_kernel(sp.hyper([sp.Float(a)], [1], x), (x,))(x=z)
    with mpmath.workdps(30):
        exact = float(mpmath.hyp1f1(a, 1, z))
    assert value == pytest.approx(exact, rel=1e-9)


def test_hankel_functions_are_known():
    x = sp.Symbol("x")
    points = np.linspace(0.5, 3.0, 7)
    wave = np.exp(1j * points) * np.sqrt(2 / (np.pi * points)) * -1j  # H_(1/2) is elementary
    assert np.allclose(compile_kernel(sp.hankel1(sp.S.Half, x), (x,))(x=points + 0j), wave, rtol=1e-14)
    assert np.allclose(compile_kernel(sp.hankel2(sp.S.Half, x), (x,))(x=points + 0j), wave.conj(), rtol=1e-14)


def test_kummers_function_is_known():
    """M(1, 2, x) = (exp(x) - 1) / x."""
    points = np.linspace(0.5, 3, 6)
    assert np.allclose(compile_kernel(sp.hyper([1], [2], x), (x,))(x=points), np.expm1(points) / points, rtol=1e-14)


@pytest.mark.parametrize(
    "formula",
    [
        sp.Function("f")(x),
        sp.Derivative(sp.Function("f")(x), x),
        sp.Matrix([[1, sp.Function("f")(x)]]),
        sp.hyper([1, 1], [2], x),
        sp.Integral(sp.sin(x * y), (y, 0, 1)),
        sp.Sum(x**y, (y, 0, 3)),
        sp.KroneckerDelta(x, 1),
        *(sp.DiracDelta(x), sp.polylog(2, x), sp.uppergamma(x, y) + sp.dirichlet_eta(x), sp.zeta(x, 2), sp.expint(2, x)),
        *(sp.polygamma(1, x), sp.elliptic_pi(x, y), sp.exp_polar(x), sp.hyper([1], [2, 3], x), sp.LambertW(x, y), x + sp.zoo * y),
    ],
    ids=str,
)
def test_functions_without_a_counterpart_are_refused(formula):
    with pytest.raises(TypeError, match="`formula` must use functions known to NumPy or SciPy, but has"):
        compile_kernel(formula, (x, y))


@pytest.mark.parametrize(
    "number", [sp.exp(1000), sp.Integer(10) ** 400, sp.Integer(10) ** -400, sp.exp(-1000), 1 + sp.I * sp.exp(1000)]
)
def test_numbers_beyond_the_range_of_floats_are_refused(number):
    with pytest.raises(TypeError, match="a number beyond the range of floats, "):
        compile_kernel(x * number, (x,))


@pytest.mark.parametrize(
    "formula",
    [
        *(sp.oo * sp.I, sp.oo * (1 + sp.I), x + sp.oo * sp.I, x * sp.oo * sp.I, sp.Symbol("x") + sp.oo, sp.Symbol("x") * sp.oo),
        *(sp.nan, sp.zoo, sp.Matrix([x, sp.nan]), sp.Heaviside(x, sp.nan), sp.Piecewise((sp.oo * sp.I, x > 0), (0, True))),
    ],
    ids=str,
)
def test_infinities_that_no_float_stands_for_are_refused(formula):
    with pytest.raises(TypeError, match="a number beyond the range of floats, "):
        compile_kernel(formula, tuple(formula.free_symbols))


def test_an_infinity_may_be_a_value_or_a_bound():
    cases = sp.Piecewise((sp.oo, x < 0), (sp.nan, x < 1), (-sp.oo, x < 2), (x, True))
    assert np.array_equal(compile_kernel(cases, (x,))(x=[-1.0, 0.5, 1.5, 3.0]), [np.inf, np.nan, -np.inf, 3.0], equal_nan=True)
    assert compile_kernel(-sp.oo, ())() == -np.inf


def test_numbers_that_no_digits_are_known_of_are_refused():
    with pytest.raises(TypeError, match=r"but has erfcinv\(pi\)"):
        compile_kernel(x * sp.erfcinv(sp.pi), (x,))


def test_complex_constants_are_not_cut():
    """elliptic_k is real for the arguments that a kernel takes, but not at a constant beyond 1."""
    expected = complex(mpmath.ellipk(2))
    assert compile_kernel(sp.elliptic_k(2), ())() == pytest.approx(expected, rel=1e-15)
    assert compile_kernel(x * sp.elliptic_k(2), (x,))(x=3.0) == pytest.approx(3 * expected, rel=1e-15)
    assert compile_kernel(x * sp.elliptic_k(sp.S.Half), (x,))(x=3.0).dtype == np.float64


def test_zeros_that_only_their_digits_tell_are_zero():
    """sqrt(6) - sqrt(2) sqrt(3) under another guise: no number beyond floats."""
    nothing = sp.cos(sp.pi / 7) - sp.cos(2 * sp.pi / 7) + sp.cos(3 * sp.pi / 7) - sp.S.Half
    assert abs(compile_kernel(x * nothing, (x,))(x=1.0)) < 1e-25
