"""Momenta along straight lines through the Brillouin zone, and what of a Hamiltonian time reversal turns around."""

from itertools import pairwise
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from derivations.drawing import axis_label
from derivations.units import WAVE_NUMBER
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.definition import SIGMA_Y, System

Reals = NDArray[np.float64]


def along(*corners: tuple[float, float], points: int, start: float = 0.0) -> dict[str, Any]:
    """Coordinates ``k``, the distance covered, and ``kx`` and ``ky`` of a path with ``points`` momenta a side, corners once.

    ``start`` is k of the first corner.
    """
    fraction = np.arange(points - 1)[:, None] / (points - 1)
    sides = [first + fraction * (last - first) for first, last in pairwise(np.array(corners))]
    momenta = np.concatenate([*sides, [corners[-1]]])
    steps = np.hypot(*np.diff(momenta, axis=0).T)
    distance = start + np.concatenate([[0.0], np.cumsum(steps)])
    return {name: ("k", values, WAVE_NUMBER) for name, values in zip(("k", "kx", "ky"), (distance, *momenta.T), strict=True)}


def momenta_of(coordinates: dict[str, Any]) -> dict[str, Reals]:
    """The momenta of a path, as arguments of a kernel or a lattice."""
    return {name: coordinates[name][1] for name in ("kx", "ky")}


def time_reversal_odd(system: System, layer: int, *, kx: Reals, ky: Reals) -> Reals:
    """Half the norm of T h(-k) T^-1 - h(k), h the electrons of that layer and T = i sigma_y K: what T turns around."""
    electrons = slice(4 * layer, 4 * layer + 2)
    h, opposite = (bloch_matrix(system, kx=sign * kx, ky=sign * ky)[..., electrons, electrons] for sign in (1, -1))
    return np.asarray(np.linalg.norm(SIGMA_Y @ opposite.conj() @ SIGMA_Y - h, 2, axis=(-2, -1)) / 2)


def corner_lines(ax: Any, data: xr.Dataset, corners: dict[str, float], *, of: str) -> None:
    """Ticks with names and thin lines at corners of the zone, the range that of the path; ``of`` names the energies."""
    for place in corners.values():
        ax.axvline(place, color="0.8", linewidth=0.6, zorder=0)
    ax.axhline(0, color="0.8", linewidth=0.6, zorder=0)
    ax.set_xticks(list(corners.values()), list(corners))
    ax.set(xlim=(data.k.values[0], data.k.values[-1]), ylabel=axis_label(data[of], "energy"))
