"""derivations.codegen.jax: every function that JAX is printed with against mpmath, as it stands and compiled."""

import numpy as np
import pytest
import sympy as sp

from derivations.codegen import TARGETS
from derivations.codegen.jax import JaxPrinter
from derivations.codegen.shared.scalar import InexpressibleError
from tests.codegen.test_table import BOTH, EXTREME, REALS, table, wrong
from tests.judges.programs import composed
from tests.numerics.printing.test_functions import COMPLEX, REAL

jax = pytest.importorskip("jax", reason="jax is not installed")


def function(one):
    namespace = {"__name__": "generated"}
    exec(compile(TARGETS["jax"].source(one), "generated", "exec"), namespace)
    return namespace["evaluate"]


@pytest.mark.parametrize(("kind", "compiled"), [("real", True), ("complex", True), ("complex", False)])
def test_every_function_has_the_values_of_mpmath(kind, compiled):
    functions, one = table("jax", kind)
    evaluate = jax.jit(function(one)) if compiled else function(one)
    points = [*REAL, *EXTREME, *(COMPLEX if kind == "complex" else [])]
    found = np.asarray(evaluate(x=np.array(points), w=np.array(points)))
    missed = {str(point): wrong(functions, values.ravel(), point) for point, values in zip(points, found, strict=True)}
    assert {point: names for point, names in missed.items() if names} == {}
    assert np.isnan(np.asarray(evaluate(x=np.nan, w=1.0))).all()


def test_the_table_is_that_of_the_printer():
    assert set(JaxPrinter.functions) == {getattr(sp, name) for name, *_ in (*BOTH, *REALS) if name != "power"} | {sp.sqrt}


@pytest.mark.parametrize("entry", [sp.erf, sp.besselj, sp.floor, sp.gamma, sp.conjugate], ids=lambda f: f.__name__)
def test_other_functions_are_refused_in_one_line(entry):
    x = sp.Symbol("x")
    formula = entry(1, x) if entry is sp.besselj else entry(x)
    with pytest.raises(InexpressibleError, match=r"^the printer of JAX lacks .+$"):
        TARGETS["jax"].source(composed("beyond", [formula], arguments=(x,)))


def test_a_power_of_a_variable_loses_no_nan():
    x, k = sp.Symbol("x", real=True), sp.Symbol("k", integer=True)
    evaluate = function(composed("power", [x**k], {"x": 0.5, "k": 2.0}, (x, k)))
    assert np.isnan(evaluate(x=np.nan, k=0.0)).all()
    assert np.isnan(evaluate(x=1.0, k=np.nan)).all()
    assert evaluate(x=2.0, k=3.0).ravel() == 8.0
