"""numerics.kernels: compiled formulas agree with SymPy's own evaluation, whatever the shapes and types of the arguments."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from numerics.compare import roundoff
from numerics.kernels import compile_kernel
from theory.models.bilayer import bilayer

x, y, z = sp.symbols("x y z", real=True)
SYMBOLS = (x, y, z)
leaves = st.sampled_from([x, y, z, sp.Integer(2), sp.Rational(-3, 7), sp.pi, sp.I, sp.S.Zero])
expressions = st.recursive(
    leaves,
    lambda inner: st.one_of(  # functions that are smooth and tame on the strip where their arguments lie
        st.tuples(inner, inner).map(lambda pair: pair[0] + pair[1]),
        st.tuples(inner, inner).map(lambda pair: pair[0] * pair[1]),
        inner.map(sp.sin),
        inner.map(sp.cos),
        inner.map(lambda e: sp.exp(sp.I * e / 4)),
        inner.map(lambda e: 1 / (3 + sp.cos(e) ** 2)),
        inner.map(sp.Abs),
    ),
    max_leaves=8,
)
values = st.fixed_dictionaries({s.name: st.floats(-2, 2, allow_subnormal=False) for s in SYMBOLS})


def exact(expression, point):
    return complex(expression.subs({symbol: sp.Float(point[symbol.name], 40) for symbol in SYMBOLS}).evalf(30))


def growth(expression, point):
    """|value| plus |slope| times the growth of each argument: the running error of the evaluation, in roundings."""
    total = abs(exact(expression, point))
    if isinstance(expression, sp.Abs):
        return total + growth(expression.args[0], point)
    arguments = expression.args[:1] if expression.is_Pow else expression.args
    slots = [sp.Dummy() for _ in arguments]
    rebuilt = expression.func(*slots, *expression.args[len(slots) :]) if slots else expression
    for slot, argument in zip(slots, arguments, strict=True):
        slope = rebuilt.diff(slot).subs(dict(zip(slots, arguments, strict=True)))
        total += abs(exact(slope, point)) * growth(argument, point)
    return total


def rounding(expression, point):
    return roundoff(growth(expression, point), size=1 + expression.count_ops())


@settings(max_examples=100, deadline=None, derandomize=True)
@given(expressions, values)
def test_scalar_kernel_agrees_with_sympy(expression, point):
    found = compile_kernel(expression, SYMBOLS)(**point)
    assert abs(found - exact(expression, point)) <= rounding(expression, point)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.lists(expressions, min_size=6, max_size=6), values)
def test_matrix_kernel_agrees_with_sympy_entry_by_entry(entries, point):
    found = compile_kernel(sp.Matrix(2, 3, entries), SYMBOLS)(**point)
    for value, expression in zip(found.ravel(), entries, strict=True):
        assert abs(value - exact(expression, point)) <= rounding(expression, point)


def test_model_kernel_agrees_with_sympy(parameters):
    model = bilayer()
    point = {"kx": 0.7, "ky": -2.1, **parameters}
    found = compile_kernel(model.hamiltonian, model.arguments)(**point)
    expected = model.hamiltonian.subs({symbol: point[symbol.name] for symbol in model.arguments}).evalf()
    assert abs(found - np.array(expected, dtype=complex)).max() <= roundoff(found, size=32)


def test_matrix_axes_come_last_and_everything_broadcasts():
    kernel = compile_kernel(sp.Matrix([[x, y, 0], [0, 1, x * y]]), (x, y))
    found = kernel(x=np.ones((3, 1)), y=np.arange(4.0))
    assert found.shape == (3, 4, 2, 3)
    assert np.array_equal(found[2, :, 0, 1], np.arange(4.0))


@pytest.mark.parametrize("formula", [sp.S.Zero, sp.pi, sp.Matrix([[0, 1], [sp.I, 2]])], ids=["zero", "pi", "matrix"])
def test_constants_broadcast(formula):
    kernel = compile_kernel(formula, (x, y))
    found = kernel(x=np.zeros((5, 1)), y=np.zeros(2))
    assert found.shape == (5, 2, *kernel.shape)
    assert np.array_equal(found, np.broadcast_to(kernel(x=0, y=0), found.shape))


def test_an_argument_that_does_not_occur_still_sets_the_batch():
    assert np.array_equal(compile_kernel(x, (x, y))(x=2.0, y=np.zeros(3)), [2.0, 2.0, 2.0])


def test_no_argument_at_all():
    assert compile_kernel(sp.sqrt(2), ())() == np.sqrt(2)


def test_real_formulas_are_real_and_complex_ones_complex():
    assert compile_kernel(sp.cos(x), (x,))(x=1).dtype == np.float64
    assert compile_kernel(sp.exp(sp.I * x), (x,))(x=1).dtype == np.complex128


def test_complex_values_are_not_cut():
    assert compile_kernel(x**2, (x,))(x=1 + 1j) == 2j


@pytest.mark.parametrize("power", [-1, -2, -5])
def test_integers_may_have_negative_powers(power):
    assert np.array_equal(compile_kernel(x**power, (x,))(x=[1, 2]), [1.0, 2.0**power])


@pytest.mark.parametrize(("formula", "value"), [(2**-x, 2.0**-3), (x**50, 3.0**50), (x**y, 3.0**-2)], ids=str)
def test_integers_are_computed_as_floats(formula, value):
    """NumPy refuses negative powers of integers and lets large ones wrap around."""
    assert compile_kernel(formula, (x, y))(x=[3], y=-2) == pytest.approx([value], rel=4 * np.finfo(float).eps)


@pytest.mark.parametrize(
    "value", [np.float16(0.1), np.float32(0.1), np.longdouble(0.1), np.complex64(0.1), [np.float32(0.1)]], ids=repr
)
def test_all_is_computed_in_double_precision(value):
    found = compile_kernel(sp.exp(x), (x,))(x=value)
    kind = np.complex128 if np.iscomplexobj(value) else np.float64
    assert found.dtype == kind
    assert np.array_equal(found, np.exp(np.asarray(value).astype(kind)))


@pytest.mark.parametrize("value", [2**70, [2**70, 1], Fraction(3, 2), sp.Rational(3, 2)], ids=repr)
def test_exact_numbers_are_numbers(value):
    assert np.array_equal(compile_kernel(x / 2, (x,))(x=value), np.asarray(value).astype(float) / 2)


@pytest.mark.parametrize("value", ["1.5", None, [None, 1.0], np.datetime64("2020-01-01"), {}], ids=repr)
def test_other_values_are_refused(value):
    with pytest.raises(TypeError):
        compile_kernel(x / 2, (x,))(x=value)


@pytest.mark.parametrize("y_values", [2.0, np.array([0.5, 2.0]), np.array([[0.5], [2.0], [3.0]])], ids=np.shape)
def test_conditions_broadcast(y_values):
    formula = sp.Piecewise((x, (x > 1) & (y > 1)), (y, (x < 0) | sp.Eq(y, 3)), (7, ~((x > 0.5) & (y < 1))))
    points = np.array([-1.0, 2.0])
    found = compile_kernel(formula, (x, y))(x=points, y=y_values)

    def expected(a, b):
        return a if a > 1 and b > 1 else b if a < 0 or b == 3 else 7 if not (a > 0.5 and b < 1) else np.nan

    assert np.array_equal(found, np.vectorize(expected)(points, y_values), equal_nan=True)
    assert found.dtype == np.float64


JUMPING = [
    *(
        sp.sign(x) + y,
        sp.Heaviside(x) * y,
        sp.Heaviside(x, 0) + sp.sign(y),
        sp.Max(x, y, 1),
        sp.Min(x, y),
        sp.Max(0, sp.sign(x) * y),
    ),
    *(
        sp.Piecewise((1, x > y), (2, True)),
        sp.Piecewise((x, y > 0), (0, True)),
        sp.Piecewise((sp.sin(x) / x, sp.Ne(x, 0)), (y, True)),
    ),
    *(
        x**y,
        sp.floor(x) + sp.ceiling(y),
        sp.Mod(x, y),
        sp.atan2(x, y),
        sp.Abs(x) ** y,
        (x**2) ** (y**2),
        sp.im(x + sp.I * y) + sp.re(x),
    ),
    sp.sqrt(sp.Piecewise((1, x > y), (2, True)) + sp.Piecewise((3, x > y + 1), (4, True))),
]


@pytest.mark.parametrize("formula", JUMPING, ids=str)
@pytest.mark.parametrize("missing", ["x", "y"])
def test_what_is_not_a_number_stays_so(formula, missing):
    kernel = compile_kernel(formula, (x, y))
    with np.errstate(all="ignore"):
        found = kernel(**{"x": 1.0, "y": 0.5, missing: np.array([1.0, np.nan])})
        alone = kernel(**{"x": 0.0, "y": 0.0, missing: np.nan})
    assert np.isnan(found[1])
    assert np.isnan(alone)
    assert not np.isnan(found[0])


def test_cut_values_do_not_depend_on_the_sign_of_a_zero():
    u, v = sp.symbols("u v")
    kernel = compile_kernel(sp.sqrt(u**2 - v**2), (u, v))
    assert kernel(u=-1 + 0j, v=2.0) == kernel(u=1 + 0j, v=2.0) == kernel(u=1.0, v=2.0) == kernel(u=1, v=-2 + 0j) == np.sqrt(3) * 1j
    for formula in (sp.sqrt(x), x ** sp.Rational(1, 3), sp.log(x), sp.asin(x), sp.acosh(x), sp.atanh(x), x**y, sp.sqrt(-x) ** 3):
        values = [compile_kernel(formula, (x, y))(x=value, y=0.3) for value in (-2.5, complex(-2.5, 0.0), complex(-2.5, -0.0))]
        assert values[1] == values[2] == pytest.approx(values[0], rel=1e-15)
        assert values[0] == pytest.approx(complex(formula.subs({x: -2.5, y: 0.3}).evalf()), rel=1e-15)


def test_poles_are_infinite_whatever_is_imaginary():
    """A quotient of Python's own complex number by zero is an error, and its product with a number of NumPy is no array."""
    with np.errstate(all="ignore"):
        assert not np.isfinite(compile_kernel(sp.I / x**2, (x,))(x=0.0))
        assert not np.isfinite(compile_kernel((sp.I + sp.sqrt(2)) / x**2, (x,))(x=0.0))
    assert compile_kernel(sp.sqrt(sp.I * x), (x,))(x=2.0) == 1 + 1j


def test_negative_and_positive_numbers_share_a_root():
    assert np.array_equal(compile_kernel(sp.sqrt(x), (x,))(x=[-4.0, 9.0]), [2j, 3.0])
    assert compile_kernel(sp.sqrt(1 + x**2), (x,))(x=[0.0]).dtype == np.float64


@pytest.mark.parametrize(
    "formula", [sp.Max(x, y), sp.floor(x), sp.Piecewise((1, x > 0), (2, True)), sp.elliptic_k(x), sp.atan2(x, y)], ids=str
)
def test_complex_numbers_are_not_ordered(formula):
    kernel = compile_kernel(formula, (x, y))
    assert kernel(x=0.5 + 0j, y=0.0) == kernel(x=0.5, y=0.0)
    with pytest.raises(TypeError, match="`arguments` must be real where they are compared"):
        kernel(x=0.5 + 1j, y=0.0)
