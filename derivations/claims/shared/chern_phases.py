"""The judge of Chern numbers: where the gap of a lattice closes at X and M, the number of every phase between, their picture."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.definition import System
from numerics.zone.topology import chern_number

NEAR = 1e-9  # relative distance from a transition at which a formula is still tested
WIDE = np.array([1e-3, 20.0])  # a grid for one closing at X and one at M
Family = Callable[[float], System]  # the system at a value of one of its parameters


def transitions(family: Family, grid: NDArray[np.float64]) -> list[float]:
    """Values at which the determinant of the spin-up half changes its sign at X or M; ``grid`` must separate those of each."""

    def half(value: float, other: float) -> float:
        H = bloch_matrix(family(value), kx=np.pi, ky=other)
        return float(np.linalg.det(H[::2, ::2]).real)

    found: list[float] = []
    for ky in (0.0, np.pi):
        values = [half(float(value), ky) for value in grid]
        changes = np.nonzero(np.diff(np.sign(values)))[0]
        found += [brentq(partial(half, other=ky), grid[i], grid[i + 1], xtol=1e-13) for i in changes]
    return sorted(found)


def numbered(family: Family, ends: Sequence[float]) -> Iterator[tuple[float, int]]:
    """Value and Chern number of three points of every phase: its middle, where it is computed, and close to both ends."""
    for low, high in pairwise(ends):
        middle = (low + high) / 2
        number = chern_number(partial(bloch_matrix, family(middle)))
        yield from ((value, number) for value in (low * (1 + NEAR), middle, high * (1 - NEAR)))


def draw_numbers(ax: Axes, comparison: Comparison, *, size: int) -> None:
    """The first two runs of ``size`` points, those of M > 0 and of M < 0."""
    for index, name in enumerate(("M > 0", "M < 0")):
        part = slice(index * size, (index + 1) * size)
        ax.plot(comparison.abscissa[part], comparison.analytic[part], color=COLOURS[index], label=f"formula, {name}")
        circles(ax, comparison.abscissa[part], comparison.numeric[part], colour=COLOURS[index])
    ax.set(ylabel="Chern number", yticks=(-2, -1, 0, 1, 2))
    ax.legend(title="circles: lattice")
