"""numerics.extrapolation: orders that go, values of any shape, points in any order."""

import numpy as np
import pytest

from numerics.extrapolation import at_zero


def test_as_many_orders_go_as_there_are_points_less_one():
    h = 0.5 ** np.arange(3)
    limit, change = at_zero(3 + h**2 - 2 * h**4, h**2)
    assert limit == pytest.approx(3, abs=1e-14)
    assert change == pytest.approx(2 * h[1] ** 2 * h[2] ** 2)  # the term that two points leave
    left = [abs(at_zero(3 + (scale * h) ** 6, (scale * h) ** 2)[0] - 3) for scale in (1, 0.5)]
    assert left[0] / left[1] == pytest.approx(64)


def test_values_may_have_any_shape_and_be_complex():
    h = np.array([0.3, 0.2, 0.1])[:, None, None]
    values = np.arange(6).reshape(2, 3) * (1 + 1j) + h * 1j - h**2
    limit, change = at_zero(values, h.ravel())
    assert limit == pytest.approx(np.arange(6).reshape(2, 3) * (1 + 1j), abs=1e-14)
    assert change == pytest.approx(0.02)


def test_equal_points_are_no_polynomial():
    with pytest.raises(ValueError, match="`x` must hold points that differ and are not zero"):
        at_zero([1.0, 2.0, 3.0], [0.5, 0.5, 0.25])
