"""numerics.kernels: random expressions against mpmath, at any arguments, one of which may not be a number."""

import warnings

import numpy as np
from hypothesis import HealthCheck, assume, given, settings

from numerics.kernels import compile_kernel
from tests.judges.expressions import SYMBOLS, bounded, expressions, points


@settings(
    max_examples=400, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)
@given(expressions(), points())
def test_random_expressions_agree_with_mpmath(expression, point):
    kernel = compile_kernel(expression, SYMBOLS)
    with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
        found = kernel(**point)
    if any(np.isnan(point[symbol.name]) for symbol in expression.free_symbols):
        assert np.isnan(found)
        return
    known = bounded(expression, point)
    assume(known is not None)
    assert abs(found - known[0]) <= known[1]
