"""What the paper says of the edge levels of an open square (Fig. 4(b)), with verdicts for both sets of parameters.

Data of one set: ``gap`` and ``chern`` over the tunnelling, ``energy``, ``edge_weight`` and ``rotation`` of all levels over it and
``state``.
"""

from collections.abc import Iterator

import numpy as np
import xarray as xr

from derivations.judging.sentences import HOLDS, Sentence

AT_EDGE = 0.5  # probability in the outer third from which a state is one of the edge


def of_the_branch(data: xr.Dataset, second: xr.Dataset) -> Iterator[Sentence]:
    """Chern number, the gapless branch, the bulk gap."""
    numbers, numbers_2 = (of.chern for of in (data, second))
    (count, least, one_way), (count_2, least_2, one_way_2) = (_levels_in_gap(of) for of in (data, second))
    yield Sentence(
        paper="The mass breaks time reversal and gives the model a Chern number of size one; so there are protected edge states.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"It is {numbers.min():.0f} at all {numbers.size} points; the rotation labels of the {count} levels in the gap rise by"
        " one, mod 4, from each to the next: one mode, that runs round the square one way (second set:"
        f" {numbers_2.min():.0f} at {numbers_2.size} points, {count_2} levels).",
        stands=bool((numbers == 1).all() and (numbers_2 == 1).all() and one_way and one_way_2 and min(least, least_2) >= 8),
    )
    (weakest, widest), (weakest_2, widest_2) = (_branch(of) for of in (data, second))
    yield Sentence(
        paper="States localised at the edge form a gapless branch inside the bulk gap.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"Every level below 0.95 of the gap has at least {weakest:.2f} of its weight at the edge, and no two neighbours are"
        f" farther apart than {widest:.2f} of the gap, the quantum of the circumference (second set: {weakest_2:.2f},"
        f" {widest_2:.2f}).",
        stands=min(weakest, weakest_2) > AT_EDGE and max(widest, widest_2) < 0.25 and min(least, least_2) >= 8,
    )
    ratio, ratio_2 = (_bulk(of) for of in (data, second))
    yield Sentence(
        paper="The bulk gap agrees with the gap found in momentum space.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"The lowest state that is not of the edge lies at {ratio.min():.3f} to {ratio.max():.3f} of that gap (second set:"
        f" {ratio_2.min():.3f} to {ratio_2.max():.3f}, on a square of"
        f" {second.attrs['second_L']} sites a side).",
        stands=bool(
            len(ratio) >= 15 and len(ratio_2) == 4 and all((of > 0.999).all() and (of < 1.1).all() for of in (ratio, ratio_2))
        ),
    )


def _inside(data: xr.Dataset) -> xr.DataArray:
    """Which levels lie inside the gap, not too near to its edge."""
    return abs(data.energy) < 0.95 * data.gap


def _levels_in_gap(data: xr.Dataset) -> tuple[int, int, bool]:
    """How many levels there are, and at one tunnelling at least; whether their rotation labels rise by one, mod 4."""
    inside = _inside(data)
    labels = [row[kept] for row, kept in zip(data.rotation.values, inside.values, strict=True)]
    return int(inside.sum()), int(inside.sum("state").min()), all(bool((np.diff(row) % 4 == 1).all()) for row in labels)


def _branch(data: xr.Dataset) -> tuple[float, float]:
    """The smallest edge weight in the gap, and the largest distance of neighbours there in units of the gap."""
    inside = _inside(data)
    widest = data.energy.where(inside).diff("state").max("state") / data.gap
    return float(data.edge_weight.where(inside).min()), float(widest.max())


def _bulk(data: xr.Dataset) -> xr.DataArray:
    """The lowest state that is not of the edge in units of the gap, where one was found."""
    bulk = data.energy.where((data.energy > 0) & (data.edge_weight < AT_EDGE)).min("state")
    return (bulk / data.gap).dropna(str(data.gap.dims[0]))
