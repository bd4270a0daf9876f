r"""Densities of states from Chebyshev moments: the kernel polynomial method.

Truncated at N moments, the delta function at a level :math:`\epsilon` becomes the Jackson kernel, positive and of the width
``resolution``, about :math:`\pi a/N` in the middle of the spectrum.

A. Weisse, G. Wellein, A. Alvermann and H. Fehske, Rev. Mod. Phys. 78, 275 (2006).
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numerics.checks import require_finite, whole
from numerics.eigenstates.chebyshev import Moments

Real = NDArray[np.float64]


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


def mean_and_error(samples: Real) -> tuple[Real, Real]:
    """Mean over the first axis, and its standard error, from the scatter of the samples: two at least, and finite."""
    require_finite(samples, name="samples")
    if len(samples) < 2:
        raise ValueError(f"`samples` must be at least 2, but is {len(samples)}.")
    return samples.mean(axis=0), samples.std(axis=0, ddof=1) / np.sqrt(len(samples))
