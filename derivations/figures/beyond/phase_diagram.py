r"""Topological phase diagram: gap, closed-form transitions, lattice Chern numbers.

Colour: gap of the lattice in the plane of tunnelling and mass. Lines: where ``chern_phase_diagram`` says that the gap closes,
at the two X points and at M. Dotted: the default mass. Marks: Chern numbers of the lattice, at every point of a grid whose gap
exceeds 0.05 (more than 400 points). All of them agree with the closed form.
"""

from functools import partial
from typing import Annotated

import numpy as np
import xarray as xr

from derivations import models
from derivations.claims.bilayer import gap_closings
from derivations.claims.topology import chern_phase_diagram
from derivations.drawing import COLOURS, COLUMN, Axes, axis_label, caption, legend, resize
from derivations.figures import NO_PAPER, Grid, Track
from derivations.figures.assumptions import left_out, neutral
from derivations.units import ENERGY, NUMBER
from numerics.kernels import compile_kernel
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.bilayer import bilayer_system
from numerics.zone.bands import level_nearest_zero
from numerics.zone.topology import chern_number
from theory.symbols import interface
from theory.symbols.interface import Delta, eps_sc, t_sc

TUNNELLING = np.linspace(0.42, 3.54, 27)
MASSES = np.linspace(-3.4, 3.4, 18)  # the default among them
SMALLEST_GAP = 0.05  # points nearer to a transition have no Chern number: they would need too fine a mesh
LINE = 200  # points of the transition lines
MESH = 40  # even and a multiple of four, for the gap
BRIGHTEST = 0.8  # gap; the trivial phase goes on
MARKS = {-1: "v", 0: ".", 1: "^"}


def dataset(
    track: Track[float] = iter,
    *,
    t_c: Grid = tuple(TUNNELLING),
    M: Grid = tuple(MASSES),
    mesh: Annotated[int, "momenta a side of the zone, for the gap; even"] = MESH,
    **parameters: float,
) -> xr.Dataset:
    """Gap and Chern numbers, of the lattice and by the formula (over M and t_c); the transitions (over |M|).

    Formula and transitions are NaN where they do not stand: they need mu = eps_ti = 0.
    """
    fixed = models.defaults(models.MODELS["bilayer"](), **parameters)
    shown = {name: value for name, value in fixed.items() if name not in ("M", "t_c")}
    found = np.array([[_point({**shown, "M": mass, "t_c": t}, mesh) for mass in M] for t in track(t_c)])
    of_layer = {symbol.name: fixed[symbol.name] for symbol in (eps_sc, t_sc, Delta)}
    line = np.linspace(0.0, 1.06 * float(np.abs(M).max()), LINE)
    masses, tunnelling, stands = np.array(M), np.array(t_c), neutral(**fixed)
    arguments = (interface.M, eps_sc, t_sc, Delta)
    formula = compile_kernel(chern_phase_diagram.result(), (*arguments, interface.t_c))(
        M=masses, t_c=tunnelling[:, None], **of_layer
    )
    lines = {name: compile_kernel(chern_phase_diagram.closing(name), arguments)(M=line, **of_layer) for name in ("X", "M")}
    grid = ("t_c", "M")
    return xr.Dataset(
        {
            "gap": (grid, found[..., 0], ENERGY),
            "chern": (grid, found[..., 1], NUMBER),
            "formula": (grid, formula if stands else left_out(len(t_c), len(M)), NUMBER),
            **{f"t_{name}": ("modulus_of_M", values if stands else left_out(LINE), ENERGY) for name, values in lines.items()},
        },
        coords={"t_c": ("t_c", tunnelling, ENERGY), "M": ("M", masses, ENERGY), "modulus_of_M": ("modulus_of_M", line, ENERGY)},
        attrs={**shown, "claim": "chern_phase_diagram", "source": NO_PAPER, "caption": caption(shown)},
    )


def _point(parameters: dict[str, float], mesh: int) -> tuple[float, float]:
    """Smallest level of a mesh that contains the invariant momenta; the Chern number, NaN where the gap is too small."""
    H = partial(bloch_matrix, bilayer_system(**parameters))
    line = np.pi * np.arange(mesh // 2 + 1) / (mesh // 2)
    i, j = np.nonzero(np.tri(len(line), dtype=bool))  # one octant: the levels are the same in all
    gap = float(level_nearest_zero(H, kx=line[i], ky=line[j]).min())
    return gap, float(chern_number(H)) if gap > SMALLEST_GAP else np.nan


def draw(ax: Axes, data: xr.Dataset) -> None:
    """The gap as colour, the transitions as lines, the Chern numbers as marks."""
    colours = ax.pcolormesh(data.t_c, data.M, data.gap.T, shading="nearest", vmin=0, vmax=BRIGHTEST, rasterized=True)
    ax.figure.colorbar(colours, ax=ax, label=axis_label(data.gap), extend="max")
    for index, name in enumerate(gap_closings.INVARIANT):
        if f"t_{name}" in data:
            for sign in (-1, 1):
                label = f"formula: closes at {name}" if sign > 0 else None
                ax.plot(data[f"t_{name}"], sign * data.modulus_of_M, color=COLOURS[(0, 1, 2, 4)[index]], label=label)
    ax.axhline(float(models.defaults(models.MODELS["bilayer"]())["M"]), color="white", linestyle=":", linewidth=0.8)
    t, mass = np.meshgrid(data.t_c, data.M, indexing="ij")
    for number, mark in MARKS.items():
        at = data.chern.values == number
        ax.plot(
            t[at],
            mass[at],
            mark,
            markerfacecolor="white",
            markeredgecolor="black",
            markersize=3 if number else 4,
            markeredgewidth=0.3,
            label=f"lattice: C = {number}",
        )
    ax.set(xlabel=axis_label(data.t_c), ylabel=axis_label(data.M, "mass $M$"))
    ax.set(xlim=_around(data.t_c, 0.05), ylim=_around(data.M, 0.2))
    legend(ax, loc="lower center", bbox_to_anchor=(0.55, 1.0), ncols=2)
    resize(ax, COLUMN, 3.5)


def _around(values: xr.DataArray, room: float) -> tuple[float, float]:
    return float(values.min()) - room, float(values.max()) + room
