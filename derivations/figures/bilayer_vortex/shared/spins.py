"""Spin of Bloch states along the three axes, levels of equal energy taken together; and what colours show it."""

from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from derivations.drawing import COLOURS, Axes
from numerics.systems.definition import SIGMA_X, SIGMA_Y, SIGMA_Z
from numerics.zone.bands import expectation

if TYPE_CHECKING:
    from matplotlib.cm import ScalarMappable

Complex = NDArray[Any]
Reals = NDArray[np.float64]
AXES = {"x": SIGMA_X, "y": SIGMA_Y, "z": SIGMA_Z}
DEGENERATE = 1e-9  # levels nearer to each other are one level: only the mean over its states has a meaning


def spin_matrices(states: Complex) -> list[Complex]:
    """The three Pauli matrices for states (*batch, n, m) whose basis has the spin as its last factor."""
    return [np.kron(np.eye(states.shape[-2] // 2), sigma) for sigma in AXES.values()]


def mean_over_level(values: Reals, energies: Reals) -> Reals:
    """Values (*batch, states) of states, each replaced by the mean over the states of the same energy."""
    same = abs(energies[..., :, None] - energies[..., None, :]) <= DEGENERATE
    return np.asarray(np.einsum("...ij,...j->...i", same, values) / same.sum(axis=-1))


def levels_and_spins(H: Complex) -> tuple[Reals, Reals]:
    """Energies (*batch, n) in ascending order and the spins of the levels (*batch, 3, n)."""
    energies, states = np.linalg.eigh(H)
    spins = [mean_over_level(expectation(states, sigma), energies) for sigma in spin_matrices(states)]
    return energies, np.stack(spins, axis=-2)


def spin_scale() -> "ScalarMappable":
    """Blue for -1, grey for 0 and vermillion for +1: told apart with every kind of colour vision, and on white."""
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import LinearSegmentedColormap, Normalize

    return ScalarMappable(Normalize(-1, 1), LinearSegmentedColormap.from_list("spin", [COLOURS[0], "0.62", COLOURS[1]]))


def spin_line(ax: Axes, x: xr.DataArray, y: xr.DataArray, spin: xr.DataArray, *, width: float = 1.6, pale: float = 0.0) -> None:
    """A line whose colour is the spin, mixed with that part of white."""
    from matplotlib.collections import LineCollection

    points = np.stack([x.values, y.values], axis=-1)
    colours = (1 - pale) * spin_scale().to_rgba((spin.values[1:] + spin.values[:-1]) / 2) + pale
    segments = np.stack([points[:-1], points[1:]], axis=1)
    ax.add_collection(LineCollection(list(segments), colors=colours, linewidths=width, capstyle="round", zorder=2))


def spin_circles(ax: Axes, x: xr.DataArray, y: xr.DataArray, spin: xr.DataArray, *, size: float = 11) -> None:
    """Open circles whose colour is the spin: the independent calculation."""
    ax.scatter(x, y, s=size, facecolors="white", edgecolors=spin_scale().to_rgba(spin.values).tolist(), linewidths=0.9, zorder=3)


def formula_and_lattice(ax: Axes, *, colour: str = "0.62", width: float = 1.6, **place: Any) -> None:
    """A legend: line for the formula, open circle for the lattice."""
    from matplotlib.lines import Line2D

    line = Line2D([], [], color=colour, linewidth=width)
    mark = Line2D([], [], linestyle="", marker="o", markersize=3.5, markerfacecolor="white", markeredgecolor="0.62")
    ax.legend([line, mark], ["formula", "lattice"], **place)


def spin_bar(ax: Axes, label: str) -> None:
    """The scale of the colours, beside the axes."""
    bar = ax.figure.colorbar(spin_scale(), ax=ax, label=label, ticks=[-1, 0, 1], aspect=30, pad=0.02)
    bar.ax.set_yticklabels(["\u22121", "0", "1"])
