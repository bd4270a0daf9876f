r"""Rescaled tails of the wave function of the edge mode in the TI layer.

Electron amplitudes of the states of ``fig4c``, multiplied by :math:`e^{x/\xi}` with the fitted decay length and
divided by the largest value. In the fixed phase all components are real on this row, which is the axis of the
mirror. arXiv:2507.23775, Fig. 4(e).
"""

from collections.abc import Iterator

import numpy as np
import xarray as xr

from derivations.drawing import COLOURS, COLUMN, Axes, panels
from derivations.figures.fig4c import dataset
from derivations.figures.shared.edge import rescaled
from derivations.sentences import CHANGED, FAILS, HOLDS, Sentence

__all__ = ["dataset", "draw", "sentences"]
SHOWN = 26  # sites
STRONG, WEAK = (1.6, 2.0, 2.5), (0.5, 0.7)
SINGLE = 1.2  # from this tunnelling on one wave is left in the tail


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III.2: oscillation, phase, breadth."""
    up = rescaled(data).sel(spin="up")
    turns = {t: _sign_changes(up.sel(t_c=t).values) for t in (*WEAK, *STRONG)}
    yield Sentence(
        paper="The tails oscillate clearly, above all at strong coupling.",
        verdict=HOLDS,
        here="Sign changes of u_up over 25 sites: " + ", ".join(f"{count} at t_c = {t:g}" for t, count in turns.items()) + ".",
        stands=max(turns[t] for t in WEAK) <= 2 and min(turns[t] for t in STRONG) >= 10,
    )
    beside, below = (data.in_phase.sel(normal=normal) for normal in ("x", "y"))
    weight = (abs(data.wave.sel(layer="TI", amplitude="u").isel(t_c=-1)) ** 2).sum("distance")
    ratio = float(weight.sel(spin="dn") / weight.sel(spin="up"))
    yield Sentence(
        paper="A phase makes one spin component purely real and the other purely imaginary.",
        verdict=CHANGED,
        here=f"At a side whose normal is y: there |cos| of the phase between them is {below.max():.0e} at most. At one whose"
        f" normal is x, as here, it is {beside.min():.6f} at least: both are real. Spin down has {ratio:.2f} times the weight of"
        f" spin up at t_c = {data.t_c[-1]:g}.",
        stands=bool(below.max() < 1e-6 and beside.min() > 1 - 1e-6) and 1 < ratio < 3,
    )
    oscillating = data.where(data.t_c >= SINGLE, drop=True)
    excess = abs(oscillating.breadth / oscillating.breadth_alone - 1).max()
    sites = oscillating.tail_end.sel(layer="TI") - oscillating.tail_begin.sel(layer="TI")
    yield Sentence(
        paper="The oscillation is a mixture of frequencies, from several minima of the gap (Fig. 4(f)).",
        verdict=FAILS,
        here=f"From t_c = {oscillating.t_c[0]:g} on the peak of the Fourier transform of the tails, of {sites.min():.0f} to"
        f" {sites.max():.0f} sites, is as broad as that of a single wave, within {excess:.1%}.",
        stands=bool(excess < 0.01),
    )


def _sign_changes(values: np.ndarray) -> int:
    return int((np.diff(np.sign(values[1 : SHOWN + 1])) != 0).sum())


def draw(ax: Axes, data: xr.Dataset) -> None:
    """One row a tunnelling, common distance."""
    shown = rescaled(data).sel(distance=slice(0, SHOWN))
    rows = panels(ax, data.sizes["t_c"], 1, width=COLUMN, height=4.6, sharex=True)[:, 0]
    for index, row in enumerate(rows):
        at = shown.isel(t_c=index)
        size = float(abs(at).max())
        row.axhline(0, color="0.8", linewidth=0.6)
        for spin, colour, name in (("dn", COLOURS[1], r"$u_\downarrow$"), ("up", COLOURS[0], r"$u_\uparrow$")):
            row.plot(at.distance, at.sel(spin=spin) / size, ".-", color=colour, markersize=3, linewidth=0.8, label=name)
        row.text(0.99, 1.0, f"$t_c$ = {data.t_c[index]:g}", transform=row.transAxes, ha="right", va="center", fontsize=7)
        row.set(ylim=(-1.15, 1.15), yticks=(-1, 0, 1))
    rows[0].legend(ncols=2, loc="lower left", bbox_to_anchor=(0.0, 0.95))
    rows[len(rows) // 2].set_ylabel(r"rescaled amplitude $u\,e^{x/\xi}$ (of its maximum)")
    rows[-1].set_xlabel("distance from the edge (a)")
