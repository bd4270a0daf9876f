"""numerics.kernels: compiled formulas agree with SymPy's own evaluation, whatever the names and shapes."""

import pickle
import subprocess
import sys

import mpmath
import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from numerics.compare import roundoff
from numerics.kernels import compile_kernel
from theory.bilayer import bilayer

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


def test_arguments_are_keyword_only():
    with pytest.raises(TypeError, match="positional"):
        compile_kernel(x, (x,))(1.0)


def test_a_missing_argument_is_named():
    with pytest.raises(TypeError, match="'y'"):
        compile_kernel(x * y, (x, y))(x=1.0)


def test_an_unknown_argument_is_named():
    with pytest.raises(TypeError, match="'w'"):
        compile_kernel(x, (x,))(x=1.0, w=2.0)


def test_pickle_round_trip_carries_the_source():
    kernel = compile_kernel(sp.Matrix([[x, sp.sin(x * y)]]), (x, y))
    copy = pickle.loads(pickle.dumps(kernel))
    assert copy == kernel
    assert np.array_equal(copy(x=0.3, y=[1.0, 2.0]), kernel(x=0.3, y=[1.0, 2.0]))


SCRIPT = """
import sys
import saved
print(repr(saved.evaluate(x=[0.25, 0.5], y=3).tolist()), "sympy" in sys.modules)
"""


def test_source_is_a_module_that_needs_no_sympy(tmp_path):
    kernel = compile_kernel(sp.sin(x) ** 2 / (1 + sp.sin(x)) + sp.besselj(0, y), (x, y))
    (tmp_path / "saved.py").write_text(kernel.source)
    printed = subprocess.run([sys.executable, "-c", SCRIPT], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert printed == f"{kernel(x=[0.25, 0.5], y=3).tolist()!r} False\n"


def test_common_subexpressions_are_evaluated_once():
    assert compile_kernel(sp.Matrix([sp.sin(x) + 1, sp.sin(x) ** 2]), (x,)).source.count("numpy.sin") == 1


@pytest.mark.parametrize("doc", [r"\lambda |k| \nu", 'says """quoted"""', 'ends with "', "ends with \\"])
def test_the_docstring_is_read_back_unchanged(doc):
    namespace = {}
    exec(compile(compile_kernel(x, (x,), doc=doc).source, "kernel", "exec"), namespace)
    assert namespace["__doc__"] == doc


@pytest.mark.parametrize(
    "name",
    ["x0", "x1", "result", "result_", "batch", "dtype", "inputs", "value", "values", "evaluate", "self", "map", "float", "complex"],
)
def test_arguments_may_have_the_names_of_the_template(name):
    symbol = sp.Symbol(name, real=True)
    result = sp.Symbol("result", real=True)
    formula = sp.Matrix([[(x + symbol) ** 2 + sp.sin((x + symbol) ** 2), sp.I * result]])
    arguments = tuple(dict.fromkeys((x, symbol, result)))
    point = {argument.name: float(index + 2) for index, argument in enumerate(arguments)}
    square = (point["x"] + point[name]) ** 2
    assert np.array_equal(compile_kernel(formula, arguments)(**point)[0], [square + np.sin(square), 1j * point["result"]])


@pytest.mark.parametrize("name", ["numpy", "scipy"])
def test_arguments_must_not_hide_a_module(name):
    with pytest.raises(ValueError, match=f"`arguments` must not hide the modules of the source, but one is called '{name}'"):
        compile_kernel(sp.Symbol(name), (sp.Symbol(name),))


@pytest.mark.parametrize("name", ["a b", "lambda", "1x", "t-sc", r"\Delta", ""])
def test_arguments_must_be_identifiers(name):
    with pytest.raises(ValueError, match="`arguments` must be Python identifiers, but one is called"):
        compile_kernel(x, (x, sp.Symbol(name)))


def test_arguments_must_differ_in_name():
    with pytest.raises(ValueError, match="`arguments` must differ in name, but are x, x"):
        compile_kernel(x, (x, sp.Symbol("x")))


def test_a_symbol_that_is_no_argument_is_named():
    with pytest.raises(ValueError, match="`arguments` must contain every symbol of the formula, but lack y, z"):
        compile_kernel(x + y * z, (x,))


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
    ],
    ids=str,
)
def test_functions_without_a_counterpart_are_refused(formula):
    with pytest.raises(TypeError, match="`formula` must use functions known to NumPy or SciPy, but has"):
        compile_kernel(formula, (x,))
