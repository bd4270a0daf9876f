r"""Levels of the antidot with one vortex near zero: Majorana modes, CdGM levels, edge ladder.

Colour: probability near the vortex. The states of ``fig6b`` are named; the CdGM levels are taken below zero, as in the paper.
Fig. 6(a).
"""

from collections.abc import Iterator

import numpy as np
import xarray as xr

from derivations.drawing import COLOURS, Axes, axis_label
from derivations.figures.bilayer_vortex.shared.second_set import of_second
from derivations.figures.bilayer_vortex.shared.vortex import AT_VORTEX
from derivations.figures.bilayer_vortex.shared.vortex_waves import dataset, particles
from derivations.judging.sentences import FAILS, HOLDS, Sentence

__all__ = ["dataset", "draw", "sentences"]
SHOWN = 1.175  # energy, of that of the farthest state that is named
NAMES = ["CdGM-1", "CdGM-2", "CdGM-3", "CdGM-4"]
LABELS = {  # where they stand, from the level
    "MZM-E": (-5, 0.06),
    "MZM-V": (6, -0.04),
    "CdGM-1": (7, -0.03),
    "CdGM-2": (-4, 0.08),
    "CdGM-3": (7, -0.04),
    "CdGM-4": (7, -0.04),
}


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III.3: the levels."""
    yield from _of_the_size(data)
    labels = data.rotation.isel(number=data.chosen)
    yield Sentence(
        paper="CdGM-2 shares the angular quantum number of the zero mode at the vortex.",
        verdict=FAILS,
        second=FAILS,
        here="The fourfold rotation gives the labels "
        + ", ".join(f"{int(label)} ({name})" for name, label in zip(data.state.values[1:], labels[1:], strict=True))
        + ", with both sets of parameters: it is CdGM-3 that shares j = 0.",
        stands=bool(np.array_equal(labels[1:], [0, 1, 3, 0, 2]) and np.array_equal(data.second_label[1:], labels[1:])),
    )


def _of_the_size(data: xr.Dataset) -> Iterator[Sentence]:
    """This square against a smaller one, with both sets of parameters."""
    sets = [_sizes(data), _sizes(of_second(data).assign_attrs(L=data.attrs["second_L"], smaller_L=data.attrs["second_smaller_L"]))]
    (moved, zero, small, L, smaller), (moved_2, zero_2, small_2, L_2, smaller_2) = sets
    yield Sentence(
        paper="At this t_c the finite size hardly matters.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"Between L = {smaller} and {L} the four CdGM levels move by at most {moved:.0e} of their energy; the zero modes lie"
        f" at {small:.0e} and {zero:.0e} of CdGM-1. Second set, L = {smaller_2} and {L_2}: {moved_2:.0e}; {small_2:.0e} and"
        f" {zero_2:.0e}.",
        stands=bool(
            all(of < 1e-3 for of in (moved, moved_2))
            and zero < small < 1e-3
            and zero_2 < small_2 < 1e-2
            and (data.level_energy[2:] < -0.2).all()
            and (data.second_level_energy[2:] < -0.2).all()
        ),
    )
    same = bool((data.label == data.smaller_label).all() and (data.second_label == data.second_smaller_label).all())
    shares = [
        float(abs(particles(of.weight) - particles(of.smaller_weight)).sel(state=NAMES).max()) for of in (data, of_second(data))
    ]
    yield Sentence(
        paper="A smaller square shifts the energies slightly and changes nothing else.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"On L = {smaller} all labels of the rotation are the same, and the shares of particles to {shares[0]:.0e}; second"
        f" set: the same labels, and the shares to {shares[1]:.0e}.",
        stands=bool(same and max(shares) < 1e-3 and moved > 0 and moved_2 > 0),
    )


def _sizes(data: xr.Dataset) -> tuple[float, float, float, int, int]:
    """How far CdGM levels move, in units of their energy; the zero modes, in units of CdGM-1, large and smaller; both sides."""
    large, small = (abs(data[name]).sel(state=["MZM-V", *NAMES]) for name in ("level_energy", "smaller_level_energy"))
    moved = float(abs(small / large - 1).sel(state=NAMES).max())
    zeros = (float(of.sel(state="MZM-V") / of.sel(state="CdGM-1")) for of in (large, small))
    return (moved, *zeros, data.attrs["L"], data.attrs["smaller_L"])


def draw(ax: Axes, data: xr.Dataset) -> None:
    """Levels in ascending order, the named ones marked."""
    kept = (abs(data.energy) < SHOWN * float(abs(data.level_energy).max())).values
    shown = data.isel(number=kept)
    size = np.where(shown.vortex_weight > AT_VORTEX, 20, 6)
    points = ax.scatter(
        shown.number,
        shown.energy,
        c=shown.vortex_weight,
        s=size,
        linewidths=0.3,
        edgecolors="black",
        vmin=0,
        vmax=1,
        cmap="cividis",
    )
    ax.figure.colorbar(points, ax=ax, label="probability near the vortex")
    for name, (right, up) in LABELS.items():
        number = int(data.chosen.sel(state=name))
        at, side = (number, float(data.energy[number])), "left" if right > 0 else "right"
        arrow = {"arrowstyle": "-", "color": "0.4", "linewidth": 0.6, "shrinkA": 1, "shrinkB": 2, "relpos": (right < 0, 0.5)}
        ax.annotate(name, at, (at[0] + right, at[1] + up), fontsize=6.5, ha=side, va="center", color=COLOURS[6], arrowprops=arrow)
    ax.set(xlabel="number of the level", ylabel=axis_label(data.energy))
