"""Levels of the s-wave antidot against formulas: how well these fit, and the picture against the number of the state."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from derivations.drawing import COLOURS, COLUMN, Axes, axis_label, legend, panels

STYLES: tuple[dict[str, Any], ...] = (
    {"color": "black", "linewidth": 1.0},
    {"color": "0.45", "linewidth": 0.9, "linestyle": (0, (1.5, 1))},
)
MARKS: tuple[dict[str, Any], ...] = (
    {"color": "black", "marker": "_", "markersize": 7},
    {"color": "0.45", "marker": "x", "markersize": 3.5},
)
HALF = 0.45  # of the length of a line


def prefactor(energy: xr.DataArray | NDArray[np.float64], formula: xr.DataArray | NDArray[np.float64]) -> float:
    """The factor by which the formula fits the energies best, in the sense of least squares."""
    return float((energy * formula).sum() / (formula**2).sum())


def misfit(energy: xr.DataArray, formula: xr.DataArray) -> xr.DataArray:
    """Relative differences of a formula, times its best factor, from the energies."""
    return prefactor(energy, formula) * formula / energy - 1


def rms(values: xr.DataArray) -> float:
    """Root of the mean square."""
    return float(np.sqrt((values**2).mean()))


def draw_antidot_levels(ax: Axes, data: xr.Dataset, formulas: Mapping[str, xr.DataArray]) -> Axes:
    """Lattice as diamonds, coloured by |l|, two formulas as short lines; below, by how much the formulas differ from the lattice.

    Returns the axes of the levels.
    """
    from matplotlib.lines import Line2D

    levels, differences = panels(ax, 2, 1, width=COLUMN, height=3.5, height_ratios=(2.6, 1), sharex=True)[:, 0]
    numbers = data.state.values
    for momentum in np.unique(abs(data.orbital.values)).astype(int):
        of = data.energy.where(abs(data.orbital) == momentum)
        levels.plot(numbers, of, "D", color=COLOURS[momentum % len(COLOURS)], markersize=4, label=f"lattice, |l| = {momentum}")
    for (name, formula), style, mark in zip(formulas.items(), STYLES, MARKS, strict=True):
        levels.hlines(formula, numbers - HALF, numbers + HALF, zorder=3, **style)
        levels.add_line(Line2D([], [], label=name, **style))
        differences.plot(numbers, 100 * (formula / data.energy - 1), linestyle="none", label=name, **mark)
    levels.set(ylabel=axis_label(data.energy), ylim=(1.15 * float(min(f.min() for f in formulas.values())), 0))
    legend(levels, loc="lower left", ncols=1)
    differences.axhline(0, color="0.7", linewidth=0.6, zorder=0)
    differences.set(
        xlabel="state below the Fermi level", ylabel="excess of\n|formula| (%)", xticks=numbers[1::2], xlim=(0.2, numbers[-1] + 0.8)
    )
    return levels
