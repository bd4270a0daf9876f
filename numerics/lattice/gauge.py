r"""Peierls phases of a flux spread uniformly over a disc, in closed form.

The vector potential is :math:`A = \tfrac n2\,\min(r^2/R^2, 1)\,\nabla\theta`: total flux n h/2e (= n pi), field inside
r < R, pure gauge outside. The phase of the straight bond from i to j is the line integral of A. On a straight line
:math:`r^2 d\theta = (r_i\times r_j)\,ds` for s from 0 to 1, so the part inside the disc contributes its share of
:math:`r_i\times r_j/R^2`, the parts outside the angles that they subtend.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numerics.checks import require_finite

SMALLEST_RADIUS = 1e-6  # the square of R must not underflow


def peierls_phase(x_i: ArrayLike, y_i: ArrayLike, x_j: ArrayLike, y_j: ArrayLike, *, n: int, R: float) -> NDArray[np.float64]:
    """Phase of the hopping from (x_i, y_i) to (x_j, y_j) along the straight bond; broadcasts; antisymmetric in i, j.

    Raises
    ------
    ValueError
        If R is not positive: a flux line has no phase on a bond through it; or n is not finite.
    """
    require_finite(n, name="n")
    if not (np.isfinite(R) and R >= SMALLEST_RADIUS):
        raise ValueError(
            f"`R` must be positive for a flux disc, at least {SMALLEST_RADIUS:g}, but is {R}; without flux it may be 0."
        )
    x_i, y_i, x_j, y_j = np.broadcast_arrays(x_i, y_i, x_j, y_j)
    dx, dy = x_j - x_i, y_j - y_i
    length2 = dx**2 + dy**2
    cross = x_i * y_j - y_i * x_j
    # The bond is inside for s in [enter, leave], the roots of |r_i + s d|^2 = R^2 clipped to the bond.
    safe = np.where(length2 > 0, length2, 1.0)
    middle = -(x_i * dx + y_i * dy) / safe
    half = np.sqrt(np.maximum(R**2 * length2 - cross**2, 0.0)) / safe
    enter, leave = np.clip(middle - half, 0.0, 1.0), np.clip(middle + half, 0.0, 1.0)
    x_p, y_p, x_q, y_q = x_i + enter * dx, y_i + enter * dy, x_i + leave * dx, y_i + leave * dy
    outside = _angle(x_i, y_i, x_p, y_p) + _angle(x_q, y_q, x_j, y_j)
    return n / 2 * (outside + (leave - enter) * cross / R**2)


def _angle(
    x: NDArray[np.float64], y: NDArray[np.float64], x_to: NDArray[np.float64], y_to: NDArray[np.float64]
) -> NDArray[np.float64]:
    return np.arctan2(x * y_to - y * x_to, x * x_to + y * y_to)


def winding(x: ArrayLike, y: ArrayLike, *, n: int) -> NDArray[np.complex128]:
    """exp(i n theta) at (x, y): the phase of the pairing for which the superfluid velocity vanishes outside; 1 at r = 0."""
    return np.exp(1j * n * np.arctan2(y, x))
