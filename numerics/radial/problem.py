r"""What is solved in one angular-momentum channel: coefficients on intervals of the radius, orbital momenta, walls.

.. math:: (H\chi)_a = \sum_b\left[C^{(2)}_{ab}\chi_b'' + C^{(1)}_{ab}(r)\chi_b' + C^{(0)}_{ab}(r)\chi_b\right]
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Region:
    """The part of the radius up to ``end`` where the coefficients are smooth.

    ``coefficients(r)`` are C0, C1, C2, real, shape (3, *r.shape, components, components). Where ``present`` (components,) is False
    a component does not exist, and ends at a hard wall.
    """

    end: float
    coefficients: Callable[[Reals], Reals]
    present: tuple[bool, ...]


@dataclass(frozen=True, eq=False)
class RadialProblem:
    """Components chi_a(r), multiplied by exp(i l_a theta) with integers l_a (``orbital``), regular at r = 0.

    At the end of the last region components with a second derivative have a hard wall; pairs coupled by a first derivative have a
    wall of infinite mass, ``mass`` (components,) its sign for each: +1 for one of a pair, -1 for the other. Polynomial elements are
    no longer than ``length``.
    """

    orbital: tuple[int, ...]
    regions: tuple[Region, ...]
    mass: tuple[float, ...]
    length: float

    def __post_init__(self) -> None:
        ends = [region.end for region in self.regions]
        if not all(np.diff([0.0, *ends]) > 0):
            raise ValueError(f"`regions` must have ends that are positive and ascend, but they are {ends}.")
        if any(momentum % 1 for momentum in self.orbital):
            raise ValueError(f"`orbital` must be integers, but is {self.orbital}.")
        if not (np.isfinite(self.length) and self.length > 0 and np.isfinite(ends).all()):
            raise ValueError(f"`length` and the ends of `regions` must be positive and finite, but are {self.length} and {ends}.")
        counts = {len(self.orbital), len(self.mass), *(len(region.present) for region in self.regions)}
        if len(counts) > 1:
            raise ValueError(f"`orbital`, `mass` and `present` must have one entry a component, but have {sorted(counts)}.")
        if any(sign not in (-1, 0, 1) for sign in self.mass):
            raise ValueError(f"`mass` must be made of signs, but is {self.mass}.")


def elements(problem: RadialProblem) -> tuple[Reals, Whole]:
    """Ends of the elements, ascending from 0, and the region of each element."""
    ends, owner, start = [np.zeros(1)], [], 0.0
    for index, region in enumerate(problem.regions):
        count = int(np.ceil((region.end - start) / problem.length * (1 - 1e-12)))
        ends.append(np.linspace(start, region.end, count + 1)[1:])
        owner += [index] * count
        start = region.end
    return np.concatenate(ends), np.array(owner)


def sampled(problem: RadialProblem, points: Reals, owner: Whole) -> Reals:
    """C0, C1 - C2/r and C2 at points (elements, ...) of elements in the regions ``owner``; zero where a component does not exist.

    Raises
    ------
    ValueError
        If they are not real and finite, or not those of a symmetric operator with constant C1 - C2/r and C2.
    """
    size = len(problem.orbital)
    values: Any = np.zeros((3, *points.shape, size, size))
    for index in np.unique(owner):
        region, here = problem.regions[index], owner == index
        exists, found = np.array(region.present, dtype=float), region.coefficients(points[here])
        if np.iscomplexobj(found) or not np.isfinite(found).all():
            raise ValueError("`coefficients` must be real and finite, but are not.")
        values[:, here] = found * exists[:, None] * exists
    r = points[..., None, None]
    zeroth, first, second = values[0], values[1] - values[2] / r, values[2]
    _refuse_asymmetry(zeroth, first, second, r)
    return np.stack([zeroth, first, second])


def _refuse_asymmetry(zeroth: Reals, first: Reals, second: Reals, r: Reals) -> None:
    """Partial integration with the weight r: C2 is symmetric, B = C1 - C2/r antisymmetric, C0 symmetric up to B/r."""
    turned = [np.swapaxes(part, -1, -2) for part in (zeroth, first, second)]
    scale = (abs(zeroth) + abs(turned[0]) + (abs(first) + abs(second) / r) / r).max(axis=(-1, -2), keepdims=True)
    differences = ((second - turned[2]) / r**2, (first + turned[1]) / r, zeroth - turned[0] - first / r)
    # The entries are sums of a few terms of that scale: nothing but a wrong equation is off by a millionth.
    if not all((abs(difference) <= 1e-6 * scale).all() for difference in differences):
        raise ValueError("`coefficients` must be those of a real symmetric operator, but are not.")
