r"""Polynomial elements of radial problems: spaces of functions without doublers.

A component with a second derivative, or the one of a pair that is differentiated, is *continuous*, of degree N. The other one of
the pair, the image of the first derivative, is *free*: discontinuous, of degree N - 1. So the derivative maps one space onto the
other, as it does for functions, and neither has members to spare: with both spins on the same points a grid has, and those are its
doublers.

The first element, around the origin, carries :math:`r^{|l|}` times a polynomial of :math:`r^2`. The image under
:math:`\partial_r \mp l/r` has the momentum :math:`l \pm 1`: of N + 1 functions there are N images where \|l\| grows (one,
:math:`r^{|l|}`, is annihilated) and N + 1 where it falls. Sizes that ignore this have a spurious state at r = 0 for one sign of l.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache

import numpy as np
from numpy.polynomial import legendre
from numpy.typing import NDArray
from scipy.special import eval_jacobi

Reals = NDArray[np.float64]
Whole = NDArray[np.int64]
EXTRA = 8  # Gauss points beyond the degree: 1/r and the flux are no polynomials of that degree
leggauss = cache(legendre.leggauss)


class Space(Enum):
    """What a component is made of: it has a second derivative, or a first one, or none."""

    BENT = "continuous, zero at hard walls"
    CONTINUOUS = "continuous, at a wall of infinite mass"
    FREE = "discontinuous, one degree less"


@dataclass(frozen=True, eq=False)
class Patch:
    """Elements of one kind: points and weights (of r dr), both (elements, points), and their ends, (elements, 2)."""

    points: Reals
    weights: Reals
    ends: Reals


@dataclass(frozen=True, eq=False)
class Basis:
    """Functions of one component on a patch, (elements, points, functions), with two derivatives.

    ``numbers`` (elements, functions) count the unknowns of the component; -1 stands for a function that a hard wall removes.
    """

    values: Reals
    slopes: Reals
    bends: Reals
    numbers: Whole


def patches(ends: Reals, *, degree: int, largest: int) -> list[Patch]:
    """The central element and, if there are any, all others; ``ends`` ascend from 0, ``largest`` is the largest |l|."""
    sides = np.stack([ends[:-1], ends[1:]], axis=-1)
    central = _quadrature(sides[:1], 2 * degree + largest + 2)
    return [central, _quadrature(sides[1:], degree + EXTRA)] if len(sides) > 1 else [central]


def _quadrature(ends: Reals, count: int) -> Patch:
    x, w = leggauss(count)
    half = (ends[:, 1:] - ends[:, :1]) / 2
    points = ends[:, :1] + half * (1 + x)
    return Patch(points, w * half * points, ends)


def bases(
    pieces: Sequence[Patch], *, orbital: int, powers: int, space: Space, degree: int, present: NDArray[np.bool_]
) -> tuple[list[Basis], int]:
    """Functions of a component on each patch, and the number of its unknowns.

    ``present`` (elements,) says where the component exists; ``powers`` is the number of its functions in the central element.
    """
    numbers, count = _numbers(present, powers, space, degree)
    found = [_central(pieces[0], abs(orbital), powers, space, numbers[0][None])]
    if len(pieces) > 1:
        found.append(_outer(pieces[1], degree, space, np.array(numbers[1:])))
    return found, count


def _numbers(present: NDArray[np.bool_], powers: int, space: Space, degree: int) -> tuple[list[Whole], int]:
    """The unknowns of each element, and how many there are; continuous: those of inner end, outer end, and of the rest."""
    sizes = [powers] + [degree + (space is not Space.FREE)] * (len(present) - 1)
    numbers, count, end = [], 0, -1  # ``end``: the unknown at the end of the element before; -1 is a hard wall
    for index, (size, here) in enumerate(zip(sizes, present, strict=True)):
        row = np.full(size, -1)
        if here and space is Space.FREE:
            row[:] = count + np.arange(size)
        elif here:
            outer = 0 if index == 0 else 1  # the central element has no inner end
            row[outer + 1 :] = count + np.arange(size - outer - 1)
            closed = space is Space.BENT and (index + 1 == len(present) or not present[index + 1])
            row[:outer], end = end, -1 if closed else count + size - outer - 1
            row[outer] = end
        count = max(count, int(row.max(initial=-1)) + 1)
        numbers.append(row)
    return numbers, count


def _central(piece: Patch, m: int, powers: int, space: Space, numbers: Whole) -> Basis:
    """r^m P_k(r^2), P_k orthogonal for this weight; if continuous the first is 1 at the edge, and the others vanish there."""
    high = piece.ends[0, 1]
    u = piece.points[..., None] / high
    x, k = 2 * u**2 - 1, np.arange(powers)
    p = eval_jacobi(k, 0, m, x)
    dp = np.where(k > 0, (k + m + 1) / 2 * eval_jacobi(np.maximum(k - 1, 0), 1, m + 1, x), 0)
    ddp = np.where(k > 1, (k + m + 1) * (k + m + 2) / 4 * eval_jacobi(np.maximum(k - 2, 0), 2, m + 2, x), 0)
    power, slope, bend = u**m, 4 * u * dp, 4 * dp + 16 * u**2 * ddp  # derivatives with respect to u
    parts = [
        power * p,
        power * (slope + m * p / u) / high,
        power * (bend + 2 * m * slope / u + m * (m - 1) * p / u**2) / high**2,
    ]
    if space is not Space.FREE:
        parts = [np.diff(part, axis=-1, prepend=0) for part in parts]
    values, slopes, bends = parts
    return Basis(values, slopes, bends, numbers)


def _outer(piece: Patch, degree: int, space: Space, numbers: Whole) -> Basis:
    """Legendre polynomials; if continuous two linear functions, and differences of neighbours, which vanish at both ends."""
    half = ((piece.ends[:, 1:] - piece.ends[:, :1]) / 2)[..., None]
    reference = _reference(piece.points.shape[1], degree, space is Space.FREE)
    values, slopes, bends = (part / half**d for d, part in enumerate(reference))
    return Basis(values, slopes, bends, numbers)


@cache
def _reference(count: int, degree: int, free: bool) -> list[Reals]:
    """The functions of an outer element on [-1, 1] with two derivatives, each (points, functions)."""
    c = np.eye(degree + 1)
    if free:
        c = c[:, :degree]
    else:
        low, high = (c[:, :1] - c[:, 1:2]) / 2, (c[:, :1] + c[:, 1:2]) / 2
        c = np.concatenate([low, high, c[:, 2:] - c[:, :-2]], axis=1)
    x, _ = leggauss(count)
    return [np.asarray(legendre.legval(x, legendre.legder(c, d) if d else c).T, dtype=float) for d in range(3)]
