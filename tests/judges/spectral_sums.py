"""Functions of a matrix without its eigenstates: sums over Chebyshev moments, with a bound of what is cut off.

A function smooth on the scale of the resolution of the moments needs no kernel: its own Chebyshev series converges exponentially.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.fft import dct

from numerics.compare import roundoff
from numerics.eigenstates.chebyshev import Moments

Real = NDArray[np.float64]
OVERSAMPLED = 4  # points of the quadrature a moment: aliases come from beyond seven times the last coefficient used


def spectral_sum(moments: Moments, function: Callable[[Real], Real]) -> tuple[Real, Real]:
    """<v| f(H) |v> for every vector v, and the largest error of it: both of shape (vectors, *batch).

    ``function`` takes energies of shape (points,) and returns (*batch, points): a thermal or a Lorentzian line at several
    positions, say. It must be analytic across the spectrum and smooth on the scale of half-width / count / 2, or it is not seen for
    what it is. The error is what the terms left out can add, the sum of the moduli of their coefficients: no moment is larger than
    the square of its vector.
    """
    count = moments.values.shape[1]
    points = OVERSAMPLED * count
    nodes = np.cos(np.pi * (np.arange(points) + 0.5) / points)
    samples = np.asarray(function(moments.centre + moments.half_width * nodes))
    coefficients = dct(samples, axis=-1) / points
    coefficients[..., 0] /= 2
    values = np.einsum("vn,...n->v...", moments.values, coefficients[..., :count])
    cut = _tail(abs(coefficients[..., count:]), floor=roundoff(samples, size=points))
    return values, np.multiply.outer(moments.values[:, 0], cut)


def _tail(moduli: Real, *, floor: float) -> Real:
    """Sum of the moduli and of all beyond, falling on as their second half fell from the first; infinite if it did not fall."""
    middle = moduli.shape[-1] // 2
    early, late = moduli[..., :middle].sum(axis=-1), moduli[..., middle:].sum(axis=-1)
    beyond = np.full_like(late, np.inf)
    np.divide(late**2, early - late, out=beyond, where=late < early)
    return np.asarray(early + late + np.where(late <= floor, floor, beyond))
