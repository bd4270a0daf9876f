"""numerics.compare: the verdict."""

import numpy as np
import pytest

from numerics.compare import Comparison, roundoff


def comparison(analytic, numeric):
    return Comparison(np.arange(np.size(numeric)), np.asarray(analytic), np.asarray(numeric), 0.0)


def test_error_is_the_largest_difference():
    assert comparison([1.0, 2.0, 4.0], [1.5, 2.0, 2.0]).error == 2.0


def test_error_of_complex_values_is_a_modulus():
    assert comparison([1.0], [1.0 + 3j]).error == 3.0


def test_every_value_counts_in_its_own_unit():
    found = Comparison(np.arange(2.0), np.array([[1.0, 2.0], [30.0, 40.0]]), np.zeros((2, 2)), 1.0, unit=np.array([[1.0], [10.0]]))
    assert found.error == 4.0


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_error_is_infinite_for_a_value_that_is_not_finite(value):
    assert comparison([1.0, value], [1.0, 2.0]).error == np.inf
    assert comparison([1.0, 2.0], [1.0, value]).error == np.inf


def test_shapes_do_not_broadcast():
    assert comparison([1.0], [1.0, 1.0]).error == np.inf


def test_nothing_compared_is_no_agreement():
    assert comparison([], []).error == np.inf


def test_roundoff_grows_with_size_and_scale():
    assert roundoff(np.array([-4.0, 1.0]), size=8) == 32 * np.finfo(float).eps


def test_roundoff_bounds_the_eigenvalues_of_lapack(rng):
    size = 60
    exact = np.sort(rng.standard_normal(size))
    Q = np.linalg.qr(rng.standard_normal((size, size)))[0]
    found = np.linalg.eigvalsh(Q * exact @ Q.T)
    assert comparison(exact, found).error <= roundoff(exact, size)
