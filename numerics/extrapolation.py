"""The polynomial through some values, at zero (Lagrange; Richardson's table where the points halve)."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Reals = NDArray[np.float64]


def weights_at_zero(x: ArrayLike) -> Reals:
    """Weights of the values at the points x, all different and not zero, in the value at zero of the polynomial through them.

    >>> x = np.array([1.0, 2.0, 4.0])
    >>> round(float(weights_at_zero(x) @ (3 + x**2)), 12)
    3.0
    """
    points = np.asarray(x, dtype=float)
    if len(set(points)) < len(points) or not points.all():
        raise ValueError(f"`x` must hold points that differ and are not zero, but is {points.tolist()}.")
    ratios = np.where(np.eye(len(points), dtype=bool), 1.0, points / (points - points[:, None] + np.eye(len(points))))
    return np.asarray(ratios.prod(axis=1))


def at_zero(values: ArrayLike, x: ArrayLike) -> tuple[Any, float]:
    """The polynomial through values of shape (points, ...) at zero, and the largest change by the first point, the farthest one.

    For errors in powers of h^p give x = h^p.

    >>> h = np.array([1.0, 0.5, 0.25])
    >>> limit, change = at_zero(2 + h**2 - h**4, h**2)
    >>> round(float(limit), 12), change > 0
    (2.0, True)
    """
    points, found = np.asarray(x, dtype=float), np.asarray(values)
    limit, without_first = (np.tensordot(weights_at_zero(points[first:]), found[first:], axes=1) for first in (0, 1))
    return limit, float(abs(limit - without_first).max())
