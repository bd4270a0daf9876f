"""States bound to the vortex: which of the eigenstates they are, and squares large enough for two separate Majorana modes."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from numerics.systems.bilayer import bilayer_system
from numerics.waves.vortex import VortexStates, vortex_states

RADIUS, FLUX = 6.5, 1
SPLITTING = 1e-5  # of the two Majorana modes, below which they are taken for separate
AT_VORTEX = 0.5  # probability near the vortex from which a state is bound to it


class Square(NamedTuple):
    """Side of the lattice, radius of the antidot, flux quanta."""

    L: int
    R: float
    n: int


def bound_states(found: VortexStates) -> NDArray[np.int64]:
    """Numbers of the states above zero that are bound to the vortex, lowest first, without the Majorana mode."""
    above = np.arange(len(found.states.energies)) > len(found.states.energies) // 2
    return np.flatnonzero(above & (found.vortex_weight > np.maximum(found.edge_weight, AT_VORTEX)))


def reaching(t_c: float, table: tuple[tuple[float, ...], tuple[int, ...]], *, L: int, of: int) -> int:
    """How many states reach the gap of a square of side L, by a table of tunnellings and numbers for a square of side ``of``.

    Between the tunnellings by a straight line; most are states of the edge, so that their number goes as its length.
    """
    return max(2 * int(np.interp(t_c, *table) * L / of / 2), 2)


def splitting(sides: Iterable[int], *, R: float, n: int, **parameters: float) -> tuple[int, float]:
    """The first of the sides on which the two Majorana modes are separate, or else the last, and their energy there."""
    side, energy = 0, np.inf
    for side in sides:
        found = vortex_states(bilayer_system(**parameters), L=side, R=R, n=n, states=2)
        energy = float(found.states.energies[1])
        if energy < SPLITTING:
            break
    return side, energy
