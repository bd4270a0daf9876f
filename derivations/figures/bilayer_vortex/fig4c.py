r"""Profile of the edge mode in both layers for several tunnellings.

Probability of the lowest positive level of an open square, an edge state near the Fermi level, along the row from the middle of
one side to the centre, times the length of the whole edge, as the squares differ. Fig. 4(c).
"""

from collections.abc import Iterator

import numpy as np
import xarray as xr

from derivations.drawing import COLUMN, Axes, axis_label, panels
from derivations.figures.bilayer_vortex.shared.edge import OUTER, spin_along_normal
from derivations.figures.bilayer_vortex.shared.edge_square import dataset
from derivations.figures.bilayer_vortex.shared.gap_minimum import AT_GAMMA
from derivations.figures.bilayer_vortex.shared.profiles import tunnelling_legend, tunnelling_lines
from derivations.figures.bilayer_vortex.shared.second_set import of_second
from derivations.judging.sentences import CHANGED, FAILS, HOLDS, Sentence

__all__ = ["dataset", "draw", "sentences"]
SHOWN = 12  # sites
DEEP = 20  # sites
TWICE = 0.5  # misfit of the Gaussian over that of the Lorentzian, below which it fits twice as well


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Secs. III.2 and IV: where the mode sits, its shape, its spin."""
    second = of_second(data)
    yield from _of_the_place(data, second)
    yield from _of_the_layers(data, second)
    yield from _of_the_shape(data, second)


def _of_the_place(data: xr.Dataset, second: xr.Dataset) -> Iterator[Sentence]:
    """Where the density has its maximum, and how much of it is at the boundary."""
    ti, other = (one.density.sel(layer="TI") for one in (data, second))
    peak, moved = (one.idxmax("distance") for one in (ti, other))
    far, gone = (float((one.sel(distance=10) / one.max("distance")).max()) for one in (ti, other))
    yield Sentence(
        paper="In the TI layer the density peaks at the boundary and decays rapidly.",
        verdict=CHANGED,
        here=f"Up to t_c = {data.t_c[peak == 1].max():g} the maximum is on the second site, from {data.t_c[peak == 0].min():g} on"
        f" at the boundary; ten sites in, the density is at most {far:.3f} of it (second set: {float(moved.max()):.0f} sites in at"
        f" t_c = {second.t_c[0]:g}, {float(moved.min()):.0f} at {second.t_c[-1]:g}; {gone:.3f}).",
        stands=bool(
            peak[0] == 1
            and peak[-1] == 0
            and all((one.diff("t_c") <= 0).all() for one in (peak, moved))
            and moved[0] > moved[-1] >= 1
            and max(far, gone) < 0.1
        ),
        second=CHANGED,
    )
    near, beside = (one.sel(distance=slice(0, 1)).sum("distance") / one.sum("distance") for one in (ti, other))
    best, latest = float(near.idxmax("t_c")), float(beside.idxmax("t_c"))
    yield Sentence(
        paper="As t_c increases the edge localisation in the TI layer becomes more pronounced.",
        verdict=CHANGED,
        here=f"Up to t_c = {best:g}: the two outer sites hold {near[0]:.2f} of the density at t_c = {near.t_c[0]:g} and"
        f" {near.max():.2f} there; beyond it falls again, to {near[-1]:.2f} (second set: {beside[0]:.2f} at {beside.t_c[0]:g},"
        f" {beside.max():.2f} at {latest:g}, {beside[-1]:.2f} at {beside.t_c[-1]:g}).",
        stands=bool(
            0.8 < best < 1.1
            and near.max() > 1.2 * max(near[0], near[-1])
            and 1.1 < latest < 2
            and beside[0] < beside[-1] < beside.max()
        ),
        second=CHANGED,
    )
    where, there = (one.density.sel(layer="SC").idxmax("distance") for one in (data, second))
    yield Sentence(
        paper="In the SC layer the maximum lies away from the boundary at small t_c and moves to the edge.",
        verdict=HOLDS,
        here=f"On the second site up to t_c = {data.t_c[where == 1].max():g}, on the first from {data.t_c[where == 0].min():g} on"
        f" (second set: {float(there[0]):.0f} sites in at first, {float(there[-1]):.0f} at last); so it is in the TI layer.",
        stands=bool(where[0] == 1 and where[-1] == 0 and (where == peak).all() and (there == moved).all() and there[0] > there[-1]),
        second=HOLDS,
    )


def _of_the_layers(data: xr.Dataset, second: xr.Dataset) -> Iterator[Sentence]:
    """How the layers share the mode, how deep it goes in the SC layer, its spin."""
    share, other = (one.layer_weight.sel(layer="SC") for one in (data, second))
    yield Sentence(
        paper="The weight of the edge mode moves from the TI layer to the SC layer.",
        verdict=HOLDS,
        here=f"The SC layer holds {share[0]:.2f} of it at t_c = {share.t_c[0]:g} and {share[-1]:.2f} at t_c = {share.t_c[-1]:g}"
        f" (second set: {other[0]:.2f} at {other.t_c[0]:g}, {other[-1]:.2f} at {other.t_c[-1]:g}).",
        stands=bool(all((one.diff("t_c") > 0).all() for one in (share, other)) and share[0] < 0.2 and share[-1] > 0.6),
        second=HOLDS,
    )
    inside = [one.density.sel(layer="SC") for one in (data, second)]
    left, kept = (float((one.sel(distance=DEEP) / one.max("distance")).max()) for one in inside)
    outer, near = (float((one.isel(distance=slice(0, DEEP // 2)).sum("distance") / one.sum("distance")).min()) for one in inside)
    yield Sentence(
        paper="In the SC layer the density is suppressed deep in the bulk.",
        verdict=HOLDS,
        here=f"The outer {DEEP // 2} sites hold at least {outer:.1%} of it, and {DEEP} sites in it is at most {left:.0e} of its"
        f" maximum (second set: {near:.1%}, {kept:.0e}), as in the TI layer, with whose length it decays (Fig. 4(d)).",
        stands=bool(min(outer, near) > 0.9 and max(left, kept) < 0.01),
        second=HOLDS,
    )
    (spin, total), (turned, sum_) = (_spins(one) for one in (data, second))
    yield Sentence(
        paper="The SC layer contributes to the spin of the edge states, above all at strong coupling.",
        verdict=HOLDS,
        here=f"The electrons of the mode have spins along the normal that are opposite in the layers, at least"
        f" {float(spin.sel(layer='TI').min()):.2f} in the TI layer and at most {float(spin.sel(layer='SC').max()):.2f} in the SC"
        f" layer (second set: {float(turned.sel(layer='TI').min()):.2f}, {float(turned.sel(layer='SC').max()):.2f}). With the"
        f" weight of the SC layer their sum falls from {float(total[0]):.2f} to {float(total[-1]):.2f}, through zero between t_c ="
        f" {float(total.t_c[total > 0].max()):g} and {float(total.t_c[total < 0].min()):g} (second set: from {float(sum_[0]):.2f}"
        f" to {float(sum_[-1]):.2f}).",
        stands=bool(
            all((one.sel(layer="TI") > 0.9).all() and (one.sel(layer="SC") < -0.9).all() for one in (spin, turned))
            and all((one.diff("t_c") < 0).all() for one in (total, sum_))
            and total[0] > 0.7
            and total[-1] < -0.3
        ),
        second=HOLDS,
    )


def _spins(data: xr.Dataset) -> tuple[xr.DataArray, xr.DataArray]:
    """Spin along the normal of each layer (t_c, layer), and of both together (t_c)."""
    spin = spin_along_normal(data)
    return spin, (spin * data.layer_weight).sum("layer")


def _of_the_shape(data: xr.Dataset, second: xr.Dataset) -> Iterator[Sentence]:
    """Lorentzian or Gaussian, and when that changes."""
    ratio, other = (one.misfit.sel(shape="gauss") / one.misfit.sel(shape="lorentz") for one in (data, second))
    t, late = data.t_c.values, second.t_c.values
    yield Sentence(
        paper="The profile in the SC layer evolves from Lorentzian-like to Gaussian-like.",
        verdict=CHANGED,
        here=f"At t_c = {t[0]:g} a Gaussian fits the first {OUTER} sites {ratio[0]:.1f} times worse than a Lorentzian, at t_c ="
        f" {t[2]:g} {1 / ratio[2]:.1f} times better; at large t_c, where the tail oscillates, both fit alike ({ratio[-1]:.1f})."
        f" Second set: {', '.join(f'{value:.1f} at {at:g}' for value, at in zip(other.values, late, strict=True))}: nowhere is the"
        " Lorentzian clearly the better one.",
        stands=bool(ratio[0] > 2 and ratio[2] < 0.5 and abs(np.log(ratio[-1])) < 0.3 and other.min() < 0.5 and other.max() < 1.5),
        second=FAILS,
    )
    still = [float(one.t_fine[one.fine_radius < AT_GAMMA].max()) for one in (data, second)]
    turns = [float(one.t_c[value < TWICE].min()) for one, value in ((data, ratio), (second, other))]
    ends = [value[value.t_c > turn].where(value > TWICE, drop=True) for value, turn in zip((ratio, other), turns, strict=True)]
    yield Sentence(
        paper="The change of its shape follows the transition of the gap minimum from Gamma to finite momentum.",
        verdict=FAILS,
        here=f"The Gaussian fits twice as well at t_c = {turns[0]:g} already (second set: {turns[1]:g}), where the minimum is still"
        f" at Gamma, as it is up to {still[0]:.2f} ({still[1]:.2f}); and beyond the transition, from {ends[0].t_c[0]:g}"
        f" ({ends[1].t_c[0]:g}) on, it does so no more: its misfit is at least {ends[0].min():.2f} ({ends[1].min():.2f}) of that of"
        " the Lorentzian.",
        stands=bool(
            all(turn < last - 0.1 for turn, last in zip(turns, still, strict=True))
            and all(end.t_c[0] > last and end.min() > 0.8 for end, last in zip(ends, still, strict=True))
        ),
        second=FAILS,
    )


def draw(ax: Axes, data: xr.Dataset) -> None:
    """The TI layer above, the SC layer below, against the distance from the edge."""
    shown = (4 * data.side * data.density).sel(distance=slice(0, SHOWN))
    for layer, panel in zip(
        data.layer.values, panels(ax, 2, 1, width=COLUMN, height=3.8, sharex=True, sharey=True)[:, 0], strict=True
    ):
        tunnelling_lines(panel, shown.sel(layer=layer))
        panel.set(ylabel=axis_label(data.wave, "probability times\nlength of the edge"), ylim=(0, None))
        panel.set_title(f"{layer} layer", loc="left", x=0.2)
    tunnelling_legend(panel, data.t_c, ncols=2)
    panel.set_xlabel(axis_label(data.distance, "distance from the edge"))
