r"""Densities of states from Chebyshev moments: the kernel polynomial method, and sums over the spectrum without diagonalisation.

Truncated at N moments, the delta function at a level :math:`\epsilon` becomes the Jackson kernel, positive and of the width
``resolution``, about :math:`\pi a/N` in the middle of the spectrum. A function smooth on that scale needs no kernel: its own
Chebyshev series converges exponentially, and what is cut off bounds the error.

A. Weisse, G. Wellein, A. Alvermann and H. Fehske, Rev. Mod. Phys. 78, 275 (2006).
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.fft import dct

from numerics.checks import require_finite, whole
from numerics.compare import roundoff
from numerics.eigenstates.chebyshev import Moments

Real = NDArray[np.float64]
OVERSAMPLED = 4  # points of the quadrature a moment: aliases come from beyond seven times the last coefficient used


def jackson_factors(count: int) -> Real:
    """g_n, n < count: of all factors that keep the smoothed delta function positive those that make it narrowest."""
    n, q = np.arange(count), np.pi / (count + 1)
    return ((count - n + 1) * np.cos(q * n) + np.sin(q * n) / np.tan(q)) / (count + 1)


def density_of_states(moments: Moments, *, energies: ArrayLike) -> Real:
    """Density at the energies, Jackson's kernel, for every vector: shape (vectors, energies), in states an energy.

    Its integral is the square of the vector. The mean over unit vectors of a set of components is their local density; random
    phases give it with the error of ``mean_and_error``.

    Raises
    ------
    ValueError
        If an energy is not finite and inside the half-width of the moments.
    """
    given = np.asarray(energies, dtype=float)
    require_finite(given, name="energies")
    x = (given - moments.centre) / moments.half_width
    if not (abs(x) < 1).all():
        low, high = moments.centre - moments.half_width, moments.centre + moments.half_width
        outside = given[abs(x) >= 1][0]
        raise ValueError(f"`energies` must lie between {low:.6g} and {high:.6g}, but one is {outside:.6g}.")
    n = np.arange(moments.values.shape[1])
    weights = np.where(n == 0, 1, 2) * jackson_factors(len(n))
    series = (moments.values * weights) @ np.cos(n[:, None] * np.arccos(x))
    return np.asarray(series / (np.pi * moments.half_width * np.sqrt(1 - x**2)))


def resolution(energy: ArrayLike, *, count: int, half_width: float, centre: float = 0.0) -> Real:
    """Root mean square distance from a level at ``energy`` under the Jackson kernel of ``count`` moments, exactly.

    ``half_width`` and ``centre`` are those of the :class:`Moments`; at least three of them.

    >>> float(resolution(0.0, count=1000, half_width=1.0))  # about pi/N
    0.0031368809985679734
    """
    whole(count, name="count", least=3)
    x = (np.asarray(energy) - centre) / half_width
    # The kernel is the truncated series, so the means of x and of T_2(x) = 2 x^2 - 1 are the level's own times g_1, g_2.
    _, first, second = jackson_factors(count)[:3]
    return np.asarray(half_width * np.sqrt((1 + second * (2 * x**2 - 1)) / 2 - 2 * first * x**2 + x**2))


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


def mean_and_error(samples: Real) -> tuple[Real, Real]:
    """Mean over the first axis, and its standard error, from the scatter of the samples: two at least, and finite."""
    require_finite(samples, name="samples")
    if len(samples) < 2:
        raise ValueError(f"`samples` must be at least 2, but is {len(samples)}.")
    return samples.mean(axis=0), samples.std(axis=0, ddof=1) / np.sqrt(len(samples))
