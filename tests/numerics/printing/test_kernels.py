"""numerics.kernels: compiled formulas agree with SymPy's own evaluation, whatever the names and shapes."""

import pickle
import subprocess
import sys
from fractions import Fraction

import mpmath
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


def test_large_integers_are_numbers():
    with mpmath.workdps(30):
        exact = float(mpmath.sqrt(10**25 + 1))
    assert compile_kernel(x * sp.sqrt(10**25 + 1), (x,))(x=2.0) == 2 * exact
    assert compile_kernel(x * 10**25 + x ** sp.Rational(1, 10**20), (x,))(x=2.0) == 2e25
    assert compile_kernel(x / (10**30 + 1), (x,))(x=2.0) == pytest.approx(2e-30, rel=1e-15)


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


@pytest.mark.parametrize(
    "name", ["numpy", "scipy", "lambda", "a b", "1x", "t-sc", r"\Delta_{sc}", "", "_x", "ϵ", "ϕ", "µ", "real_argument", "__debug__"]
)
def test_arguments_may_have_any_name_and_are_called_by_it(name, tmp_path):
    symbol = sp.Symbol(name)
    kernel = compile_kernel(x + 2 * symbol + sp.sign(symbol), (x, symbol))
    assert kernel(**{"x": 1.0, name: 3.0}) == 8.0
    assert pickle.loads(pickle.dumps(kernel))(**{"x": 1.0, name: 3.0}) == 8.0
    namespace = {}
    exec(compile(kernel.source, "kernel", "exec"), namespace)
    assert namespace["evaluate"](**dict(zip(kernel.parameters, (1.0, 3.0), strict=True))) == 8.0


def test_a_keyword_that_python_normalises_reaches_its_symbol():
    """Python reads the lunate epsilon and the micro sign as other letters."""
    epsilon, micro = sp.symbols("ϵ µ")
    kernel = compile_kernel(epsilon - 3 * micro, (epsilon, micro))
    assert kernel(ϵ=1.0, µ=2.0) == kernel(**{"ϵ": 1.0, "µ": 2.0}) == kernel(**{"ε": 1.0, "μ": 2.0}) == -5.0


def test_two_symbols_that_python_reads_as_one_are_told_apart():
    lunate, epsilon = sp.symbols("ϵ ε")
    kernel = compile_kernel(lunate - 3 * epsilon, (lunate, epsilon))
    assert kernel(**{"ϵ": 1.0, "ε": 2.0}) == -5.0
    with pytest.raises(TypeError, match="`arguments` must be ϵ, ε, each in its own spelling, but lack ϵ"):
        kernel(ϵ=1.0)
    third = compile_kernel(lunate, (lunate,))
    with pytest.raises(TypeError, match="one of them twice"):
        third(**{"ϵ": 1.0, "ε": 2.0})
    with pytest.raises(TypeError, match="`arguments` must be ϵ, but one is called 'w'"):
        third(w=1.0)


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
