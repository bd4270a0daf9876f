r"""Rescaled tails of the wave function of the edge mode in the TI layer.

Electron amplitudes of the states of ``fig4c``, multiplied by :math:`e^{x/\xi}` with the fitted decay length and
divided by the largest value. In the fixed phase all components are real on this row, which is the axis of the
mirror. Fig. 4(e).
"""

from collections.abc import Iterator

import numpy as np
import xarray as xr

from derivations.drawing import COLOURS, COLUMN, Axes, axis_label, legend, panels
from derivations.figures.bilayer_vortex.shared.edge import rescaled
from derivations.figures.bilayer_vortex.shared.edge_square import dataset
from derivations.figures.bilayer_vortex.shared.second_set import of_second
from derivations.judging.sentences import CHANGED, FAILS, HOLDS, Sentence

__all__ = ["dataset", "draw", "sentences"]
SHOWN = 26  # sites
STRONG, WEAK = (1.6, 2.0, 2.5), (0.5, 0.7)
SINGLE = 1.2  # from this tunnelling on one wave is left in the tail
ALIKE = 0.8  # ratio of two lengths


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III.2: oscillation, phase, breadth, bands."""
    second = of_second(data)
    up, other = (rescaled(one).sel(spin="up") for one in (data, second))
    turns = {t: _sign_changes(up.sel(t_c=t).values) for t in (*WEAK, *STRONG)}
    turned = {t: _sign_changes(other.sel(t_c=t).values) for t in second.t_c.values}
    yield Sentence(
        paper="The tails oscillate clearly, above all at strong coupling.",
        verdict=HOLDS,
        here=f"Sign changes of u_up over 25 sites: {_listed(turns)} (second set: {_listed(turned)}).",
        stands=bool(
            max(turns[t] for t in WEAK) <= 2
            and min(turns[t] for t in STRONG) >= 10
            and turned[second.t_c.values[0]] <= 2
            and min(turned[t] for t in second.t_c.values[-2:]) >= 7
        ),
        second=HOLDS,
    )
    beside = min(float(one.in_phase.sel(normal="x").min()) for one in (data, second))
    below = max(float(one.in_phase.sel(normal="y").max()) for one in (data, second))
    weight = (abs(data.wave.sel(layer="TI", amplitude="u").isel(t_c=-1)) ** 2).sum("distance")
    ratio = float(weight.sel(spin="dn") / weight.sel(spin="up"))
    yield Sentence(
        paper="A phase makes one spin component purely real and the other purely imaginary.",
        verdict=CHANGED,
        here=f"At a side whose normal is y: there |cos| of the phase between them is {below:.0e} at most. At one whose"
        f" normal is x, as here, it is {beside:.6f} at least: both are real. So it is with both sets of parameters. Spin down has"
        f" {ratio:.2f} times the weight of spin up at t_c = {data.t_c[-1]:g}.",
        stands=bool(below < 1e-6 and beside > 1 - 1e-6) and 1 < ratio < 3,
        second=CHANGED,
    )
    yield _broadening(data, second)
    yield _bands(data, second)


def _broadening(data: xr.Dataset, second: xr.Dataset) -> Sentence:
    late, later = (one.where(one.t_c >= SINGLE, drop=True) for one in (data, second))
    excess, other = (float(abs(one.breadth / one.breadth_alone - 1).max()) for one in (late, later))
    sites = late.tail_end.sel(layer="TI") - late.tail_begin.sel(layer="TI")
    return Sentence(
        paper="The frequency of the oscillation is broadened, by several minima of the gap in the zone (Fig. 4(f)).",
        verdict=FAILS,
        here=f"From t_c = {late.t_c[0]:g} on the peak of the Fourier transform of the tails on the squares, of {sites.min():.0f} to"
        f" {sites.max():.0f} sites, is as broad as that of a single wave on as many, within {excess:.1%} (second set: {other:.1%}):"
        " it is the length of the tail that broadens it.",
        stands=bool(0 <= excess < 0.01 and 0 <= other < 0.02),
        second=FAILS,
    )


def _bands(data: xr.Dataset, second: xr.Dataset) -> Sentence:
    ratio, other = (one.fine_next_length / one.fine_length for one in (data, second))
    alike = data.t_fine[ratio > ALIKE]
    late, later = (float(one.sel(t_fine=slice(SINGLE, None)).max()) for one in (ratio, other))
    mixed = float(ratio.idxmax())
    return Sentence(
        paper="Several bands near the Fermi level make the interference richer than in the Bernevig-Hughes-Zhang model.",
        verdict=CHANGED,
        here=f"Around t_c = {mixed:.2f}, where a wave that oscillates and one that does not decay alike (to {1 - ALIKE:.0%} from"
        f" {float(alike.min()):.2f} to {float(alike.max()):.2f}). From {SINGLE:g} on all other waves are at most {late:.2f} times"
        f" as long as the slowest (second set: {later:.2f}): the tail is one wave, the mixture is left to the first sites.",
        stands=bool(0.85 < mixed < 0.95 and 1 < len(alike) <= 6 and late < 0.6 and later < 0.6),
        second=CHANGED,
    )


def _listed(turns: dict[float, int]) -> str:
    return ", ".join(f"{count} at t_c = {t:g}" for t, count in turns.items())


def _sign_changes(values: np.ndarray) -> int:
    return int((np.diff(np.sign(values[1 : SHOWN + 1])) != 0).sum())


def draw(ax: Axes, data: xr.Dataset) -> None:
    """One row a tunnelling, common distance."""
    shown = rescaled(data).sel(distance=slice(0, SHOWN))
    rows = panels(ax, data.sizes["t_c"], 1, width=COLUMN, height=max(1.1 + 0.5 * data.sizes["t_c"], 2.0), sharex=True)[:, 0]
    for index, row in enumerate(rows):
        at = shown.isel(t_c=index)
        size = float(abs(at).max())
        row.axhline(0, color="0.8", linewidth=0.6)
        for spin, colour, name in (("dn", COLOURS[1], r"$u_\downarrow$"), ("up", COLOURS[0], r"$u_\uparrow$")):
            row.plot(at.distance, at.sel(spin=spin) / size, ".-", color=colour, markersize=3, linewidth=0.8, label=name)
        row.text(0.99, 1.0, f"$t_c$ = {data.t_c[index]:g}", transform=row.transAxes, ha="right", va="center", fontsize=7)
        row.set(ylim=(-1.15, 1.15), yticks=(-1, 0, 1))
    legend(rows[0], ncols=2, loc="lower left", bbox_to_anchor=(0.0, 0.95))
    rows[len(rows) // 2].set_ylabel(r"rescaled amplitude $u\,e^{x/\xi}$ (of its maximum)")
    rows[-1].set_xlabel(axis_label(data.distance, "distance from the edge"))
