r"""Tunnelling picture of the vortex: density of electrons in the TI layer, against energy across it and as maps.

Left: along the line y = 0 through the centre. The zero mode fills the antidot; the bound (CdGM) levels follow at 0.275, 0.282 (one
spot at this temperature), 0.317, 0.399, 0.431 and 0.481 inside the induced gap of 0.565, those beyond the third dark in the
centre, where their electrons have angular momentum. What runs along both ends is the chiral edge mode, its levels not resolved. A
level at E shows there as an electron, and at -E with the weight of its hole: the picture is not symmetric in E, by up to 0.15.
Right: maps at zero energy and at the lowest bound level; the circle is the antidot. Lines are thermally broadened, 3.5 T wide;
states beyond those computed add less than 1e-4 everywhere (``cut_bound``).
"""

from typing import Annotated, Any

import numpy as np
import xarray as xr

from derivations import models
from derivations.drawing import Axes, axis_label, caption, panels, unit_text
from derivations.figures import NO_PAPER, Grid, Track
from derivations.units import ENERGY, LENGTH, STATES_PER_ENERGY
from numerics.lattice.shapes import positions
from numerics.systems.bilayer import bilayer_system
from numerics.waves.tunnelling import tunnelling
from numerics.waves.vortex import vortex_states

SIDE, RADIUS, FLUX, STATES, TEMPERATURE = 61, 5.5, 1, 160, 0.005
ENERGIES = np.linspace(-0.5, 0.5, 401)
AROUND = 7.0  # lattice constants around the antidot in the maps
BOUND_WEIGHT = 0.9  # near the vortex


def dataset(
    track: Track[float] = iter,
    *,
    L: int = SIDE,
    R: float = RADIUS,
    n: int = FLUX,
    states: Annotated[int, "states nearest zero, an even number"] = STATES,
    energy: Annotated[Grid, "energies of the cut (lambda/a)"] = tuple(ENERGIES),
    temperature: Annotated[float, "temperature of the tip and the sample (lambda/a)"] = TEMPERATURE,
    **parameters: float,
) -> xr.Dataset:
    """Density along y = 0 (over energy and x) and at two energies (over x and y), with bounds of what is left out.

    Raises
    ------
    ValueError
        If no level is bound to the vortex.
    """
    fixed = models.defaults(models.MODELS["bilayer"](), **parameters)
    found = vortex_states(bilayer_system(**fixed), L=L, R=R, n=n, states=states, track=track)
    bound_levels = found.states.energies[(found.vortex_weight > BOUND_WEIGHT) & (found.states.energies > 0.01)]
    if not len(bound_levels):
        raise ValueError("`R` and the other parameters must be such that the vortex binds a level, but it binds none.")
    at, energies = np.array([0.0, bound_levels[0]]), np.array(energy)
    cut = tunnelling(found.states, found.lattice, energies=energies, temperature=temperature)
    maps = tunnelling(found.states, found.lattice, energies=at, temperature=temperature)
    x = positions(L)[0][:, 0]
    shown = {"L": L, "R": R, "n": n, "T": temperature, **fixed}
    return xr.Dataset(
        {
            "cut": (("energy", "x"), cut.density[:, 0, :, L // 2], STATES_PER_ENERGY),
            "cut_bound": (("energy", "x"), cut.bound[:, 0, :, L // 2], STATES_PER_ENERGY),
            "maps": (("level", "x", "y"), maps.density[:, 0], STATES_PER_ENERGY),
            "maps_bound": (("level", "x", "y"), maps.bound[:, 0], STATES_PER_ENERGY),
            "bound_levels": ("number", bound_levels, ENERGY),
        },
        coords={
            "energy": ("energy", energies, ENERGY),
            "x": ("x", x, LENGTH),
            "y": ("y", x, LENGTH),
            "level": ("level", at, ENERGY),
        },
        attrs={**shown, "source": NO_PAPER, "caption": caption(shown)},
    )


def draw(ax: Axes, data: xr.Dataset) -> None:
    """The line cut on the left, the two maps on the right; the colours, common to all, follow the square root."""
    from matplotlib.colors import PowerNorm
    from matplotlib.patches import Circle

    shades: dict[str, Any] = {
        "norm": PowerNorm(0.5, vmin=0, vmax=float(max(data.cut.max(), data.maps.max()))),
        "cmap": "magma",
        "rasterized": True,
    }
    cut, *maps = panels(ax, 1, 1 + data.sizes["level"], height=2.3, width_ratios=(1.7, 1, 1))[0]
    colours = cut.pcolormesh(data.x, data.energy, data.cut, shading="nearest", **shades)
    cut.set(xlabel=f"{axis_label(data.x)}, at y = 0", ylabel=axis_label(data.energy))
    half = data.attrs["R"] + AROUND
    for index, (panel, level) in enumerate(zip(maps, data.level.values, strict=True)):
        panel.pcolormesh(data.x, data.y, data.maps[index].T, shading="nearest", **shades)
        panel.add_patch(Circle((0, 0), data.attrs["R"], fill=False, edgecolor="white", linewidth=0.6))
        panel.set(xlim=(-half, half), ylim=(-half, half), aspect="equal", xlabel=axis_label(data.x))
        panel.set_title(f"E = {level:.3f} {unit_text(data.level.units)}")
    maps[0].set_ylabel(axis_label(data.y))
    cut.figure.colorbar(colours, ax=[cut, *maps], label=axis_label(data.cut, "electrons in the TI layer\n"))
