"""Bands without tunnelling from Gamma to X: the data of Fig. 3(a) and (b), and the picture that both have."""

from typing import Annotated

import numpy as np
import xarray as xr

from derivations.drawing import COLUMN, Axes, resize
from derivations.figures import Track
from derivations.figures.bilayer_vortex.paper import PAPER
from derivations.figures.bilayer_vortex.shared.momenta import along, corner_lines
from derivations.figures.bilayer_vortex.shared.spins import spin_bar
from derivations.figures.bilayer_vortex.shared.unhybridised import BLOCKS, blocks_legend, draw_unhybridised, unhybridised_bands
from derivations.units import ENERGY
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.bilayer import bilayer_system

ABSENT = ("t_c",)
POINTS = 161
CORNERS = {r"$\Gamma$": 0.0, "X": np.pi}
INVARIANT = {"Gamma": (0.0, 0.0), "X": (np.pi, 0.0), "M": (np.pi, np.pi)}
ROOM = 1.1  # above the highest band, relative


def dataset(
    track: Track[float] = iter, *, points: Annotated[int, "momenta, Gamma among them"] = POINTS, **parameters: float
) -> xr.Dataset:
    """Energies and spins along Gamma - X, Gamma left out: see ``shared.unhybridised``; levels of the TI layer at ``invariant``."""
    whole = along(*(INVARIANT[name] for name in ("Gamma", "X")), points=points)
    data = unhybridised_bands({name: (dim, values[1:], unit) for name, (dim, values, unit) in whole.items()}, **parameters)
    fixed = {name: data.attrs[name] for name in ("lam", "M", "mu", "eps_ti", "eps_sc", "t_sc", "Delta")}
    at = np.array(list(INVARIANT.values()))
    particles = BLOCKS["TI particle"]
    H = bloch_matrix(bilayer_system(**fixed, t_c=0.0), kx=at[:, 0], ky=at[:, 1])[:, particles, particles]
    return data.assign(
        invariant_level=(("invariant", "sign"), np.linalg.eigvalsh(H), ENERGY), invariant=list(INVARIANT)
    ).assign_attrs(source=f"{PAPER}, Fig. 3(a) and (b)")


def draw_whole(ax: Axes, data: xr.Dataset, axis: str) -> None:
    """The bands over their whole range, coloured by the spin along an axis."""
    draw_unhybridised(ax, data, axis, circles=10)
    corner_lines(ax, data, CORNERS, of="lattice")
    highest = ROOM * float(abs(data.lattice).max())
    ax.set(xlim=(0, np.pi), ylim=(-highest, highest))
    near_x = data.lattice.sel(block="SC").sel(k=2.85, method="nearest")
    for sign in (-1, 1):
        ax.text(2.85, float(near_x.sel(sign=sign)) + sign * 0.075 * highest, "SC", fontsize=7, ha="center", va="center")
    blocks_legend(ax, loc="upper left", borderaxespad=0.6)
    spin_bar(ax, rf"spin $\langle\sigma_{axis}\rangle$")
    resize(ax, COLUMN, 2.6)
