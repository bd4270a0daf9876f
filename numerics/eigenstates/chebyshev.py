r"""Chebyshev moments of a sparse Hermitian matrix: two moments for one product, several vectors at once.

:math:`\mu_n = \langle v|T_n(X)|v\rangle` with X = (H - c)/a, whose centre c and half-width a are rigorous bounds of the spectrum.
The recurrence :math:`|n{+}1\rangle = 2X|n\rangle - |n{-}1\rangle` gives :math:`|n\rangle = T_n|v\rangle`, and the product
rule of the polynomials two moments of each: :math:`\mu_{2n} = 2\langle n|n\rangle - \mu_0` and :math:`\mu_{2n+1} =
2\langle n{+}1|n\rangle - \mu_1`.
What follows from moments stands in ``numerics.eigenstates.spectral``.

A. Weisse, G. Wellein, A. Alvermann and H. Fehske, Rev. Mod. Phys. 78, 275 (2006).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from numerics.checks import require_finite, whole
from numerics.solvers.hermitian import require_hermitian

Vectors = NDArray[Any]  # (dimension, vectors)
Product = Callable[[Vectors], Vectors]
BLOCK = 4  # vectors multiplied at once: the matrix is read once for all of them
CHUNK = 1 << 15  # numbers worked on at a time after the product, for the cache's sake
MARGIN = 1e-12  # so that the bound of the spectrum is one in spite of rounding


@dataclass(frozen=True, eq=False)
class Moments:
    """``values[v, n]`` = <v| T_n((H - centre) / half_width) |v>, shape (vectors, count).

    The spectrum lies within ``half_width`` of the ``centre``.
    """

    values: NDArray[np.float64]
    half_width: float
    centre: float = 0.0


def chebyshev_moments(H: sparse.csr_array, *, vectors: Vectors, count: int) -> Moments:
    """The first ``count`` moments of a Hermitian H in each of the ``vectors``, shape (dimension, vectors).

    It takes count // 2 products a vector, and the memory of three blocks of vectors. Centre and half-width are those of
    Gershgorin's discs, all together. The error of a moment is rounding, of the order of count * eps times the square of the vector.

    Raises
    ------
    ValueError
        If ``count`` is less than two, the vectors do not fit the matrix or are not finite, or the matrix is not Hermitian, not
        finite, or a multiple of the unit matrix.
    """
    low, high = _interval(H)
    count = whole(count, name="count", least=2)
    if vectors.ndim != 2 or vectors.shape[0] != H.shape[0]:
        raise ValueError(f"`vectors` must have shape ({H.shape[0]}, vectors), but has {vectors.shape}.")
    require_finite(vectors, name="vectors")
    centre, half_width = (low + high) / 2, (high - low) / 2
    if abs(centre) <= MARGIN * half_width:  # rounding: levels in pairs of either sign
        centre = 0.0

    def product(vector: Vectors) -> Vectors:
        """(H - centre) times a vector."""
        result = np.asarray(H @ vector)
        return result - centre * vector if centre else result

    values = np.empty((vectors.shape[1], 2 * (count // 2) + 1))
    for first in range(0, len(values), BLOCK):
        block = slice(first, first + BLOCK)
        start = np.ascontiguousarray(vectors[:, block], dtype=np.result_type(vectors, float))
        _fill(values[block].T, product, start, half_width)
    return Moments(values[:, :count], half_width, centre)


def _interval(H: sparse.csr_array) -> tuple[float, float]:
    """Ends of the union of Gershgorin's discs, which holds the spectrum."""
    require_hermitian(H)
    diagonal, rows = H.diagonal().real, abs(H).sum(axis=1)
    radius = rows - abs(diagonal)
    low, high = float((diagonal - radius).min()), float((diagonal + radius).max())
    margin = MARGIN * max(abs(low), abs(high))
    if high - low <= margin:
        raise ValueError("`H` must have elements other than one number on the diagonal, but has none.")
    return low - margin, high + margin


def _fill(moments: NDArray[np.float64], product: Product, previous: Vectors, half_width: float) -> None:
    """The moments (count, vectors) of one block of vectors."""
    current = product(previous) / half_width
    moments[0] = _overlap(previous, previous)
    moments[1] = _overlap(current, previous)
    moments[2] = 2 * _overlap(current, current) - moments[0]
    for n in range(1, len(moments) // 2):
        following = product(current)
        crossed, squared = _advance(following, current, previous, 2 / half_width)
        moments[2 * n + 1] = 2 * crossed - moments[1]
        moments[2 * n + 2] = 2 * squared - moments[0]
        previous, current = current, following


def _advance(following: Vectors, current: Vectors, previous: Vectors, factor: float) -> NDArray[np.float64]:
    """Turn ``following`` into factor * following - previous; its overlaps with ``current`` and with itself, (2, vectors)."""
    overlaps = np.zeros((2, following.shape[1]))
    rows = CHUNK // following.shape[1]
    for first in range(0, len(following), rows):
        new, here, old = (part[first : first + rows] for part in (following, current, previous))
        new *= factor
        new -= old
        overlaps += _overlap(new, here), _overlap(new, new)
    return overlaps


def _overlap(left: Vectors, right: Vectors) -> NDArray[np.float64]:
    return np.vecdot(left.T, right.T).real


def random_phases(support: NDArray[np.bool_], *, vectors: int, seed: int) -> Vectors:
    """Vectors (dimension, vectors) of random phases on the components of the mask ``support``, of length one.

    The mean of <v| A |v> over such vectors is the mean of the diagonal of A over the support; the variance comes from the elements
    of A off the diagonal alone.

    Raises
    ------
    ValueError
        If ``support`` is no mask or an empty one, ``vectors`` not a positive integer, or the seed negative or no integer.
    """
    whole(seed, name="seed", least=0)
    if np.asarray(support).dtype != bool:
        raise ValueError(f"`support` must be made of True and False, but is of type {np.asarray(support).dtype}.")
    whole(vectors, name="vectors", least=1)
    size = int(np.count_nonzero(support))
    if size == 0:
        raise ValueError("`support` must contain a component, but is empty.")
    found = np.zeros((len(support), vectors), dtype=complex)
    found[support] = np.exp(2j * np.pi * np.random.default_rng(seed).random((size, vectors))) / np.sqrt(size)
    return found
