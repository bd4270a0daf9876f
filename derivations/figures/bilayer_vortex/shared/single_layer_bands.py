"""The bands of single layers beside those of the bilayer, and the single layer derived from the bilayer."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import xarray as xr

from derivations import models
from derivations.claims.single_layer import single_layer_mapping
from derivations.drawing import COLOURS, Axes, axis_label
from numerics.kernels import Kernel, compile_kernel
from numerics.zone.bands import Hamiltonian, with_parameters

ABOVE = (2, 3)  # the bands above the Fermi level
STYLES: dict[str, dict[str, Any]] = {
    "paper": {"color": COLOURS[0], "linewidth": 2.0, "alpha": 0.75},
    "both tuned": {"color": COLOURS[1], "linewidth": 2.0, "alpha": 0.75},
    "derived": {"color": COLOURS[2], "linewidth": 1.1},
    "bilayer": {"color": "black", "linewidth": 1.0, "linestyle": (0, (3, 1.5))},
}


def derived_layer(**bilayer: float) -> Hamiltonian:
    """H_eff(kx=, ky=) of ``single_layer_mapping``, at parameters of the bilayer."""
    return with_parameters(_kernel(), **bilayer)


@cache
def _kernel() -> Kernel:
    return compile_kernel(single_layer_mapping.result(), models.MODELS["bilayer"]().arguments)


def draw_bands(ax: Axes, data: xr.Dataset, names: Mapping[str, str]) -> None:
    """Bands above the Fermi level over k, those of the models named, those of the bilayer dashed; below it is the mirror image."""
    for model, label in {**names, "bilayer": "bilayer"}.items():
        for band in ABOVE:
            ax.plot(data.k, data.energy.sel(model=model, band=band), label=label if band == ABOVE[0] else None, **STYLES[model])
    ax.set(
        xlabel=f"{axis_label(data.k, '$k_x$')}, $k_y = 0$",
        ylabel=axis_label(data.energy),
        xlim=(data.k.values[0], data.k.values[-1]),
    )
