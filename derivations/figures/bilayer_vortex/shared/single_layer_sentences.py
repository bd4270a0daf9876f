"""What the paper says of the vortex levels of the single layer (Fig. 8(c)), with verdicts for both sets of parameters.

Data of one set: ``level_energy`` over (model, t_c, level), ``gap`` over (model, t_c), ``radius`` of the bilayer's ring over t_c.
"""

from collections.abc import Iterator

import numpy as np
import xarray as xr

from derivations.figures.bilayer_vortex.shared.gap_minimum import AT_GAMMA
from derivations.figures.bilayer_vortex.shared.single_layer import RECIPES
from derivations.judging.sentences import CHANGED, FAILS, HOLDS, Sentence

FAR = 2.0  # tunnelling from which levels of both tuned mix with those of the edge


def at_gamma(data: xr.Dataset, second: xr.Dataset) -> Iterator[Sentence]:
    """Where the minimum of the gap sits there, and at the tunnelling where it leaves."""
    (off, zero), (off_2, zero_2) = (_off_at_gamma(of) for of in (data, second))
    yield Sentence(
        paper="With the minimum at Gamma the single layer has the separation of zero mode and CdGM states of the bilayer.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"The lowest CdGM level is {off.min():.1%} to {off.max():.1%} too high for t_c {_range(off)}, the zero mode at most"
        f" {zero:.4f} (second set: {off_2.min():.1%} to {off_2.max():.1%} for t_c {_range(off_2)}, {zero_2:.4f}).",
        stands=bool(all(of.count() >= 3 and of.min() > 0 and of.max() < 0.08 for of in (off, off_2))),
    )
    (before, after, jumps, change), (before_2, after_2, jumps_2, change_2) = (_discontinuity(of) for of in (data, second))
    yield Sentence(
        paper="Where the recipe changes there is a mild discontinuity that the bilayer does not have.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"From t_c = {before:g} to {after:g} the lowest CdGM level changes by {jumps['paper']:+.0%}"
        f" ({jumps['both tuned']:+.0%} with both tuned), that of the bilayer by {change:+.1%} (second set, from {before_2:g} to"
        f" {after_2:g}: {jumps_2['paper']:+.0%}, {jumps_2['both tuned']:+.0%}, {change_2:+.1%}).",
        stands=all(
            of["paper"] < least and of["paper"] < of["both tuned"] < -0.03 and abs(of_bilayer) < 0.02
            for of, of_bilayer, least in ((jumps, change, -0.1), (jumps_2, change_2, -0.09))
        ),
    )


def _off_at_gamma(data: xr.Dataset) -> tuple[xr.DataArray, float]:
    """How much too high the lowest CdGM level of the paper's single layer is; the highest energy of its zero mode."""
    near, levels = abs(data.radius) < AT_GAMMA, data.level_energy
    off = levels.sel(level=1, model="paper") / levels.sel(level=1, model="bilayer") - 1
    return off.where(near), float(levels.sel(level=0, model="paper").where(near).max())


def _discontinuity(data: xr.Dataset) -> tuple[float, float, dict[str, float], float]:
    """The tunnellings next to where the minimum leaves Gamma, and how the lowest CdGM level changes between them, by model."""
    data = data.sortby("t_c")
    first, near = data.level_energy.sel(level=1).interpolate_na("t_c"), abs(data.radius) < AT_GAMMA
    before, after = float(data.t_c.where(near).max()), float(data.t_c.where(~near).min())
    change = first.sel(t_c=after) / first.sel(t_c=before) - 1
    return before, after, {name: float(change.sel(model=name)) for name in RECIPES}, float(change.sel(model="bilayer"))


def on_the_ring(data: xr.Dataset, second: xr.Dataset) -> Iterator[Sentence]:
    """Drift of the lowest level, and the whole."""
    drifting, other = (_drift(of) for of in (data, second))
    near = _excess(data)
    of_bilayer, of_second = (of.level_energy.sel(model="bilayer", level=1) for of in (data, second))
    flat, end = of_bilayer.where(abs(data.t_c - 1.4) < 0.55), float(of_bilayer[-1] / of_bilayer.max() - 1)
    steady = of_second.where(abs(second.radius) > AT_GAMMA)
    yield Sentence(
        paper="As t_c grows the lowest CdGM level comes nearer to the zero mode, while that of the bilayer stays almost constant.",
        verdict=CHANGED,
        second=HOLDS,
        here=f"It is the recipe's gap, too small, that pushes it down: from {drifting.max():.3f} to {drifting.min():.3f} for t_c"
        f" {_range(drifting)}, beyond which hardly any is bound. With both tuned it is at most {abs(near.sel(level=1)).max():.0%}"
        f" off for t_c {_range(near.sel(level=1))}. That of the bilayer varies by {flat.max() / flat.min() - 1:.0%} for t_c"
        f" {_range(flat)}, and falls by {-end:.0%} until {data.t_c[-1]:.1f}. Second set: from {other.max():.3f} to"
        f" {other.min():.3f} for t_c {_range(other)}; that of the bilayer varies by"
        f" {steady.max() / steady.min() - 1:.0%} for t_c {_range(steady)}.",
        stands=bool(
            all((of.dropna("t_c").diff("t_c") < 0).all() for of in (drifting, other))
            and drifting.min() < 0.8 * drifting.max()
            and other.min() < 0.93 * other.max()
            and abs(near.sel(level=1)).max() < 0.1
            and flat.max() / flat.min() < 1.2
            and end < -0.2
            and steady.max() / steady.min() < 1.06
        ),
    )
    yield _of_the_whole(data, second)


def _of_the_whole(data: xr.Dataset, second: xr.Dataset) -> Sentence:
    """Three levels, and the gap."""
    three, other = (abs(_excess(of).sel(level=[1, 2, 3])) for of in (data, second))
    (ratio, tuned), (of_second, _) = (_gaps(of) for of in (data, second))
    return Sentence(
        paper="On the whole the single layer reproduces the levels of the bilayer.",
        verdict=FAILS,
        second=FAILS,
        here="On the ring not with the paper's recipe; with both tuned the three lowest CdGM levels are at most"
        f" {three.max():.0%} off for t_c {_range(three.max('level'))} (second set: {other.max():.0%}). The gap of the paper's"
        f" recipe falls from {ratio.max():.0%} to {ratio.min():.0%} of the bilayer's (second set: from {of_second.max():.0%} to"
        f" {of_second.min():.0%}).",
        stands=bool(
            0.05 < three.max() < 0.2
            and 0.02 < other.max() < 0.2
            and abs(tuned - 1).max() < 1e-6
            and all((of.dropna("t_c").diff("t_c") < 0).all() for of in (ratio, of_second))
            and 0.5 < ratio.max() < 0.9
            and ratio.min() < 0.3
            and of_second.min() < 0.5
        ),
    )


def _drift(data: xr.Dataset) -> xr.DataArray:
    """The lowest CdGM level by the paper's recipe on the ring, as long as three are bound."""
    levels = data.level_energy.sel(model="paper").where(abs(data.radius) > AT_GAMMA)
    return levels.sel(level=1).where(np.isfinite(levels.sel(level=3)))


def _excess(data: xr.Dataset) -> xr.DataArray:
    """How much higher than in the bilayer the levels of both tuned are on the ring, before they mix with those of the edge."""
    levels = data.level_energy.where((abs(data.radius) > AT_GAMMA) & (data.t_c < FAR))
    return levels.sel(model="both tuned") / levels.sel(model="bilayer") - 1


def _gaps(data: xr.Dataset) -> list[xr.DataArray]:
    """Gaps of the paper's recipe and of both tuned on the ring, in units of the bilayer's."""
    gap = data.gap.where(abs(data.radius) > AT_GAMMA)
    return [gap.sel(model=name) / gap.sel(model="bilayer") for name in RECIPES]


def of_the_cause(data: xr.Dataset, second: xr.Dataset) -> Sentence:
    """Why the lowest level rises: a single layer has no density of states in an SC layer."""
    (grown, off, begin, end), (other, _, _, _) = (_growth(of.sortby("t_c")) for of in (data, second))
    last = float(off.t_c[-1])
    return Sentence(
        paper="The separation of zero mode and CdGM states grows because the density of states in the SC layer is suppressed.",
        verdict=FAILS,
        second=FAILS,
        here=f"From t_c = {begin:.1f} to {end:.1f} it grows by {grown[0]:.0%} in the bilayer and by {grown[1]:.0%} in a single"
        f" layer of the same gap, which has no SC layer (second set: {other[0]:.0%} and {other[1]:.0%}); with ring and"
        f" gap of the bilayer that is at most {off.max():.0%} off up to t_c = {last:.1f}. The induced gap and its"
        " momentum are enough.",
        stands=bool(
            0.1 < grown[0] < 0.2
            and abs(grown[1] - grown[0]) < 0.05
            and off.max() < 0.1
            and 0.1 < other[0] < 0.3
            and abs(other[1] - other[0]) < 0.05
        ),
    )


def _growth(data: xr.Dataset) -> tuple[tuple[float, float], xr.DataArray, float, float]:
    """Growth of the lowest level in bilayer and single layer while the minimum is at Gamma; their distance; first and last t_c."""
    first = data.level_energy.sel(level=1, model=["bilayer", "both tuned"])
    first = first.where(np.isfinite(first).all("model") & (data.t_c < FAR), drop=True)
    begin, end = float(first.t_c[0]), float(first.t_c.where(abs(data.radius) < AT_GAMMA).max())
    bilayer, single = (float(of.sel(t_c=end) / of.sel(t_c=begin) - 1) for of in (first.sel(model=name) for name in first.model))
    return (bilayer, single), abs(first.sel(model="both tuned") / first.sel(model="bilayer") - 1), begin, end


def _range(values: xr.DataArray) -> str:
    """The tunnellings at which there are values."""
    known = values.t_c.where(np.isfinite(values))
    return f"= {known.min():g} to {known.max():g}"
