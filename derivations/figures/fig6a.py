r"""Levels of the antidot with one vortex near zero: Majorana modes, CdGM levels, edge ladder.

Colour: probability near the vortex. The states of ``fig6b`` are named; the CdGM levels are taken below zero, as in the paper.
arXiv:2507.23775, Fig. 6(a).
"""

from collections.abc import Iterator

import numpy as np
import xarray as xr

from derivations.drawing import COLOURS, Axes
from derivations.figures import Track
from derivations.figures.shared.vortex import SPLITTING
from derivations.figures.shared.vortex_waves import vortex_waves
from derivations.sentences import FAILS, HOLDS, Sentence

SIDE, STATES, TUNNELLING = 61, 72, 1.2
SHOWN = 0.42  # energy


def dataset(track: Track[float] = iter, *, t_c: float = TUNNELLING, L: int = SIDE, **parameters: float) -> xr.Dataset:
    """Levels, wave functions and momenta: see ``shared.vortex_waves``."""
    (data,) = (vortex_waves(L=L, states=STATES, t_c=t, **parameters) for t in track([t_c]))
    return data


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III.3: the levels."""
    energy, weight = (data[name].isel(number=data.chosen) for name in ("energy", "vortex_weight"))
    zero = float(abs(energy.sel(state=["MZM-E", "MZM-V"])).max())
    other = float(abs(data.energy).values[abs(data.energy) > zero].min())
    yield Sentence(
        paper="A single vortex comes with two degenerate Majorana zero modes.",
        verdict=HOLDS,
        here=f"They split by {2 * zero:.0e}; the nearest other level lies at {other:.4f}.",
        stands=zero < SPLITTING and other > 1e-3,
    )
    first, second, third = (float(energy.sel(state=f"CdGM-{number}")) for number in (1, 2, 3))
    yield Sentence(
        paper="CdGM-1 and CdGM-2 appear nearly degenerate.",
        verdict=HOLDS,
        here=f"At this t_c they lie at {first:.4f} and {second:.4f}, the third at {third:.4f}; not so at all t_c (``fig5b``).",
        stands=bool(abs(second - first) < 0.05 * abs(first) and abs(third - second) > 0.1 * abs(second) and weight[2:].min() > 0.9),
    )
    labels = data.rotation.isel(number=data.chosen)
    yield Sentence(
        paper="CdGM-2 shares the angular quantum number of the zero mode at the vortex.",
        verdict=FAILS,
        here="The fourfold rotation gives the labels "
        + ", ".join(f"{int(label)} ({name})" for name, label in zip(data.state.values[1:], labels[1:], strict=True))
        + ": it is CdGM-3 that shares j = 0.",
        stands=bool(np.array_equal(labels[1:], [0, 1, 3, 0, 2])),
    )


def draw(ax: Axes, data: xr.Dataset) -> None:
    """Levels in ascending order, the named ones marked."""
    shown = data.where(abs(data.energy) < SHOWN, drop=True)
    points = ax.scatter(shown.number, shown.energy, c=shown.vortex_weight, s=10, linewidths=0, vmin=0, vmax=1, cmap="cividis")
    ax.figure.colorbar(points, ax=ax, label="probability near the vortex")
    for index, name in enumerate(data.state.values):
        number, energy = int(data.chosen[index]), float(data.energy[int(data.chosen[index])])
        place = (number - 3, energy + 0.06) if index == 0 else (40, -0.04 - 0.08 * (index - 1))
        side = "right" if index == 0 else "left"
        arrow = {"arrowstyle": "-", "color": "0.5", "linewidth": 0.5, "shrinkB": 3, "relpos": (index == 0, 0.5)}
        ax.annotate(name, (number, energy), place, fontsize=6.5, ha=side, va="center", color=COLOURS[6], arrowprops=arrow)
    ax.set(xlabel="number of the level", ylabel=r"energy ($\lambda/a$)")
