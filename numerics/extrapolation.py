"""The polynomial through some values, at zero (Lagrange)."""

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]


def weights_at_zero(x: Reals) -> Reals:
    """Weights of the values at the points x, all different and not zero, in the value at zero of the polynomial through them.

    >>> x = np.array([1.0, 2.0, 4.0])
    >>> round(float(weights_at_zero(x) @ (3 + x**2)), 12)
    3.0
    """
    ratios = np.where(np.eye(len(x), dtype=bool), 1.0, x / (x - x[:, None] + np.eye(len(x))))
    return np.asarray(ratios.prod(axis=1))
