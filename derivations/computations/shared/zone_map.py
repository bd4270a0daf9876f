"""A quantity over the Brillouin zone: its dataset, its picture."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from derivations.computations.shared.labelled import Variables
from derivations.drawing import Axes
from derivations.units import WAVE_NUMBER
from numerics.zone.bands import zone_mesh

if TYPE_CHECKING:
    import xarray as xr


def zone_map(name: str, values: NDArray[np.float64], units: dict[str, str]) -> tuple[Variables, Variables]:
    """Variable and coordinates: values at the points of ``zone_mesh``, or in the cells that have these as their corners.

    These are not the momenta ``kx`` and ``ky`` that a computation takes or gives.
    """
    line = zone_mesh(len(values))[0][:, 0]
    axes = ("zone_kx", "zone_ky")
    return {name: (axes, values, units)}, {axis: (axis, line, WAVE_NUMBER) for axis in axes}


def draw_zone(ax: Axes, values: "xr.DataArray", *, label: str, offset: float = 0.0, **style: Any) -> None:
    """The map in colours; a value is drawn in the pixel whose corner lies ``offset`` from its momentum."""
    extent = (-np.pi + offset, np.pi + offset) * 2
    image = ax.imshow(values.values.T, origin="lower", extent=extent, **style)
    ax.figure.colorbar(image, ax=ax, label=label)
    ticks, names = (-np.pi, 0, np.pi), (r"$-\pi$", "0", r"$\pi$")
    ax.set_xticks(ticks, names)
    ax.set_yticks(ticks, names)
    ax.set(xlabel=r"$k_x$ (1/a)", ylabel=r"$k_y$ (1/a)", xlim=(-np.pi, np.pi), ylim=(-np.pi, np.pi))
