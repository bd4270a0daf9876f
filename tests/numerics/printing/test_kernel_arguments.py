"""numerics.kernels: arguments of any name, called by it; the source and the pickle of a kernel."""

import pickle
import subprocess
import sys

import numpy as np
import pytest
import sympy as sp

from numerics.kernels import compile_kernel
from tests.judges.spellings import SPELLINGS

x, y, z = sp.symbols("x y z", real=True)


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


@pytest.mark.parametrize("name", SPELLINGS)
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
