r"""Tails of the edge mode in both layers, on a logarithmic scale, with fitted decay.

The same states as in ``fig4c``; black: the exponential of the fitted length, in the window of the fit. Nearer to the edge all waves
of the spectrum mix; farther in the edges above and below contribute. Fig. 4(d).
"""

from collections.abc import Iterator

import numpy as np
import xarray as xr

from derivations.drawing import COLUMN, Axes, axis_label, panels
from derivations.figures.bilayer_vortex.shared.edge_square import dataset
from derivations.figures.bilayer_vortex.shared.gap_minimum import AT_GAMMA
from derivations.figures.bilayer_vortex.shared.profiles import tunnelling_legend, tunnelling_lines
from derivations.figures.bilayer_vortex.shared.second_set import of_second
from derivations.judging.sentences import CHANGED, FAILS, HOLDS, Sentence

__all__ = ["dataset", "draw", "sentences"]
MIXED = 0.9  # tunnelling at which two waves decay almost alike
SHOWN = 40  # sites
WEAKEST = 1e-12  # density, in units of the largest: below it nothing is drawn


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III.2: how the mode decays."""
    second = of_second(data)
    ti, other = (one.tail_length.sel(layer="TI") for one in (data, second))
    apart = max(float(abs(one.tail_length.sel(layer="SC") / one.tail_length.sel(layer="TI") - 1).max()) for one in (data, second))
    off, missed = abs(ti / data.evanescent_length - 1).max(), abs(other / second.evanescent_length - 1)
    apart_there = float(missed.sel(t_c=MIXED))
    late = float(missed.where(missed.t_c != MIXED).max())
    yield Sentence(
        paper="The tails in both layers are exponential.",
        verdict=HOLDS,
        here=f"The fitted lengths of the layers agree to {apart:.3f} with both sets of parameters, and with the slowest evanescent"
        f" wave of the hoppings to {float(off):.3f} (second set: {late:.3f}, but {apart_there:.3f} at t_c = {MIXED:g}, where two"
        " waves decay almost alike).",
        stands=bool(apart < 0.005 and off < 0.02 and late < 0.04 and apart_there < 0.08),
        second=HOLDS,
    )
    yield _slope(data, second)
    yield from _oscillation(data, second)


def _slope(data: xr.Dataset, second: xr.Dataset) -> Sentence:
    told = []
    for one in (data, second):
        length, jump = one.fine_length, float(one.t_fine[one.fine_radius > AT_GAMMA].min())
        shortest = float(length.idxmin("t_fine"))
        before = one.sel(t_fine=slice(shortest, jump - 1e-9))
        told.append((length, shortest, before))
    (length, shortest, before), (other, least, _) = told
    return Sentence(
        paper="With increasing t_c the slope becomes steeper.",
        verdict=CHANGED,
        here=f"Up to t_c = {shortest:.2f}, where the decay length has fallen from {float(length[0]):.1f} to"
        f" {float(length.min()):.2f}. It grows again as soon as the oscillating wave is the slowest one, to"
        f" {float(before.fine_length[-1]):.2f} at t_c = {float(before.t_fine[-1]):.2f}, while the minimum of the gap is still at"
        f" Gamma and the gap still rises; then to {float(length[-1]):.2f} at {float(length.t_fine[-1]):.1f}. Second set:"
        f" {float(other[0]):.1f}, {float(other.min()):.2f} at {least:.2f}, {float(other[-1]):.2f}.",
        stands=bool(
            all(
                (of.diff("t_fine").sel(t_fine=slice(None, at)) < 0).all()
                and (of.diff("t_fine").sel(t_fine=slice(at + 1e-9, None)) > 0).all()
                for of, at, _ in told
            )
            and all(
                (of.fine_radius < AT_GAMMA).all() and (of.fine_gap.diff("t_fine") > 0).all() and of.sizes["t_fine"] >= 4
                for *_, of in told
            )
            and 0.8 < shortest < 1
            and 0.8 < least < 1
            and all(
                abs(one.tail_length.sel(layer="TI", t_c=1.2) / one.fine_length.sel(t_fine=1.2, method="nearest") - 1) < 0.03
                for one in (data, second)
            )
        ),
        second=CHANGED,
    )


def _oscillation(data: xr.Dataset, second: xr.Dataset) -> Iterator[Sentence]:
    wavy = data.wave_number.sel(layer="TI") > 0
    turning, turned = (one.lag.notnull() for one in (data, second))
    yield Sentence(
        paper="At large t_c an oscillation is superimposed on the decay.",
        verdict=HOLDS,
        here=f"The fit finds one from t_c = {float(data.t_c[wavy].min()):g} on: there the slowest wave of the hoppings is one that"
        f" oscillates (second set: from {float(second.t_c[turned].min()):g} on).",
        stands=bool(wavy[-4:].all() and not wavy[:2].any() and (turning == wavy).all() and (turned == (second.t_c >= MIXED)).all()),
        second=HOLDS,
    )
    lags = [data.lag, second.lag]
    lag, other = (one.where(one.t_c > MIXED, drop=True) for one in lags)
    off = abs(lag - data.lag_formula)
    yield Sentence(
        paper="The oscillations in the SC layer and in the TI layer are shifted against each other.",
        verdict=FAILS,
        here=f"They are in step: the lag is {float(lags[0].min()):.3f} to {float(lags[0].max()):.3f} sites, from t_c ="
        f" {float(lag.t_c[0]):g} on within {float(off.max()):.4f} of the formula (``layer_interference``): the SC band is flat on"
        f" the scale of Delta (second set: {float(other.min()):.3f} to {float(other.max()):.3f}).",
        stands=bool(lags[0].min() > 0 and lags[0].max() < 0.02 and off.max() < 0.0005 and abs(other).max() < 0.02),
        second=FAILS,
    )


def draw(ax: Axes, data: xr.Dataset) -> None:
    """Logarithm of the density, the TI layer above, the SC layer below, with the fits."""
    scaled = data.density / data.density.max(("layer", "distance"))
    scaled = scaled.where(scaled > WEAKEST)
    rows = panels(ax, 2, 1, width=COLUMN, height=4.6, sharex=True, sharey=True)[:, 0]
    for layer, panel in zip(data.layer.values, rows, strict=True):
        tunnelling_lines(panel, scaled.sel(layer=layer))
        for index in range(data.sizes["t_c"]):
            _draw_fit(panel, data.isel(t_c=index).sel(layer=layer), scaled.isel(t_c=index).sel(layer=layer), named=index == 0)
        panel.set(ylabel=f"density in the {layer} layer\n(of the largest)", yscale="log", ylim=(WEAKEST, 30))
        panel.set(xlim=(-0.5, min(SHOWN, float(data.distance[-1]))))
        panel.set_yticks(10.0 ** np.arange(-12, 1, 3))
    tunnelling_legend(rows[0], data.t_c, ncols=4, loc="lower center", bbox_to_anchor=(0.5, 1.0))
    rows[1].set_xlabel(axis_label(data.distance, "distance from the edge"))


def _draw_fit(ax: Axes, fit: xr.Dataset, density: xr.DataArray, *, named: bool) -> None:
    """The exponential of the fitted length, through the mean of the logarithms in its window."""
    x = np.arange(int(fit.tail_begin), int(fit.tail_end))
    decay = -2 * x / float(fit.tail_length)
    level = float(np.log(density.sel(distance=x)).mean()) - decay.mean()
    ax.plot(x, np.exp(level + decay), color="black", linewidth=0.6, label="fit" if named else None)
