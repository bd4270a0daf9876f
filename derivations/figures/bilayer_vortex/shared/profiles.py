"""Profiles of states in both layers: one line a tunnelling, dark to bright."""

from typing import Any

import numpy as np
import xarray as xr

from derivations.drawing import COLUMN, Axes, axis_label, legend, panels


def tunnelling_lines(ax: Axes, values: xr.DataArray) -> None:
    """One line a tunnelling (t_c) against the other dimension."""
    from matplotlib import colormaps

    (across,) = set(values.dims) - {"t_c"}
    colours = colormaps["viridis"](np.linspace(0, 0.92, values.sizes["t_c"]))
    for t, colour in zip(values.t_c.values, colours, strict=True):
        ax.plot(values[across], values.sel(t_c=t), color=colour, label=f"{t:g}", linewidth=1)


def tunnelling_legend(ax: Axes, t_c: xr.DataArray, **place: Any) -> None:
    """Which line is of which tunnelling."""
    legend(ax, title=axis_label(t_c), title_fontsize=6.5, **place)


def draw_profiles(ax: Axes, density: xr.DataArray, *, radius: float) -> None:
    """Density (t_c, layer, x) across an antidot: the TI layer above, the SC layer below."""
    rows = panels(ax, 2, 1, width=COLUMN, height=3.8, sharex=True)[:, 0]
    for layer, row in zip(density.layer.values, rows, strict=True):
        tunnelling_lines(row, 1000 * density.sel(layer=layer))
        for sign in (-1, 1):
            row.axvline(sign * radius, color="0.6", linestyle=":", linewidth=0.8, zorder=0)
        row.set(ylabel=axis_label(density, f"{layer} layer: probability\n", power=-3), ylim=(0, None))
    tunnelling_legend(rows[0], density.t_c, ncols=4, loc="lower center", bbox_to_anchor=(0.5, 1.0))
    rows[1].set_xlabel(f"{axis_label(density.x)}, at y = 0")
