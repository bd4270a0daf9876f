r"""Profile of the first CdGM state, in both layers, for several tunnellings.

The lowest level, besides the zero mode, that is nearer to the vortex than to the edge; as in ``fig5c``. At t_c = 0.5 none is bound
inside the gap and the state belongs to the bulk. Fig. 5(d).
"""

from collections.abc import Iterator

import xarray as xr

from derivations.drawing import Axes
from derivations.figures.bilayer_vortex.shared.profiles import draw_profiles
from derivations.figures.bilayer_vortex.shared.second_set import of_second
from derivations.figures.bilayer_vortex.shared.vortex_profiles import dataset
from derivations.judging.sentences import CHANGED, FAILS, HOLDS, Sentence

__all__ = ["dataset", "draw", "sentences"]


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III.3: where CdGM-1 sits."""
    yield from _of_the_weakest_tunnelling(data)
    yield from _of_the_bound_state(data)
    yield from _comparison(data)


def _of_the_weakest_tunnelling(data: xr.Dataset) -> Iterator[Sentence]:
    """No bound state there."""
    mode, other, radius = data.sel(mode="CdGM-1"), of_second(data).sel(mode="CdGM-1"), data.attrs["R"]
    weight, weight_2 = mode.vortex_weight, other.vortex_weight
    yield Sentence(
        paper="At the smallest t_c there is no CdGM state inside the gap; the first state belongs to the bulk.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"At t_c = {data.t_c[0]:g} it has {weight[0]:.2f} of its weight near the vortex, from {data.t_c[1]:g} on at least"
        f" {weight[1:].min():.3f} (second set: {weight_2[0]:.2f}, from {other.t_c[1]:g} on {weight_2[1:].min():.2f}).",
        stands=bool(weight[0] < 0.6 and weight[1:].min() > 0.9 and weight_2[0] < 0.6 and weight_2[1:].min() > 0.7),
    )
    bulk = [of.density.isel(t_c=0).sel(layer="TI") for of in (mode, other)]
    centre = [float(of.sel(x=0) / of.max("x")) for of in bulk]
    yield Sentence(
        paper="That bulk state has maxima near the centre of the vortex.",
        verdict=FAILS,
        second=FAILS,
        here=f"Its maxima lie at the rim, at |x| = {abs(bulk[0].idxmax('x')):.0f}; at the centre there is a minimum, with"
        f" {centre[0]:.2f} of them (second set: {centre[1]:.2f}).",
        stands=bool(
            all(abs(abs(of.idxmax("x")) - radius) < 1 and of.sel(x=slice(-radius, radius)).idxmin("x") == 0 for of in bulk)
            and max(centre) < 0.6
        ),
    )


def _of_the_bound_state(data: xr.Dataset) -> Iterator[Sentence]:
    """Its place."""
    radius = data.attrs["R"]
    (rim, outer, centre), (rim_2, outer_2, centre_2) = (_place(of) for of in (data, of_second(data)))
    yield Sentence(
        paper="CdGM-1 is localised at the boundary of the vortex in the TI layer.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"Its maximum lies just inside the rim, at |x| = {rim.min():.0f} to {rim.max():.0f}; the centre has at most"
        f" {centre.max():.2f} of it (second set: {rim_2.min():.0f} to {rim_2.max():.0f}, the farther inside the larger t_c;"
        f" {centre_2.max():.2f}).",
        stands=bool(
            all((of <= radius + 1).all() for of in (rim, rim_2))
            and (rim >= radius - 2).all()
            and (rim_2 >= radius - 3).all()
            and (rim_2.diff("t_c") <= 0).all()
            and max(centre.max(), centre_2.max()) < 0.8
        ),
    )
    yield Sentence(
        paper="In the SC layer it has a large weight at the outer edge of the antidot.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"The maximum lies at |x| = {outer.min():.0f} to {outer.max():.0f} (second set: {outer_2.min():.0f} to"
        f" {outer_2.max():.0f}).",
        stands=bool(all((of >= radius).all() and (of <= radius + 1.5).all() for of in (outer, outer_2))),
    )


def _place(data: xr.Dataset) -> list[xr.DataArray]:
    """Where CdGM-1, once it is bound, has its maxima in the TI and in the SC layer; its density at the centre of the former."""
    bound = data.density.sel(mode="CdGM-1").isel(t_c=slice(1, None))
    ti, sc = (bound.sel(layer=layer) for layer in ("TI", "SC"))
    return [abs(ti.idxmax("x")), abs(sc.idxmax("x")), ti.sel(x=0) / ti.max("x")]


def _comparison(data: xr.Dataset) -> Iterator[Sentence]:
    """Zero mode and CdGM-1: their shapes, their layers."""
    cores = [of.density.sel(layer="TI", x=0) / of.density.sel(layer="TI").max("x") for of in (data, of_second(data))]
    (zero, first), (zero_2, first_2) = ([core.sel(mode=mode) for mode in ("zero mode", "CdGM-1")] for core in cores)
    beyond = [abs(of.density.sel(layer="SC").idxmax("x")) - data.attrs["R"] for of in (data, of_second(data))]
    yield Sentence(
        paper="The profiles of zero mode and CdGM-1 are distinct and tell the two apart.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"In the TI layer: at the centre the zero mode has its maximum ({zero.min():.2f} of it) at every t_c, CdGM-1 but"
        f" {first.min():.2f} to {first.max():.2f} of its own (second set: {zero_2.min():.2f} and more, {first_2.min():.2f} to"
        f" {first_2.max():.2f}). In the SC layer both peak at the rim.",
        stands=bool(
            zero.min() > 0.999
            and zero_2.min() > 0.9
            and max(first.max(), first_2.max()) < 0.8
            and all((of > 0).all() and (of < 2).all() for of in beyond)
        ),
    )
    share, other = (of.layer_weight.sel(layer="TI") for of in (data, of_second(data)))
    (zero, first), (_, second) = ([of.sel(mode=name) for name in of.mode.values] for of in (share, other))
    yield Sentence(
        paper="The in-gap states are primarily localised in the TI layer.",
        verdict=CHANGED,
        second=HOLDS,
        here=f"The zero mode has at least {zero.min():.2f} of its weight there; CdGM-1 {first[0]:.2f} at t_c = {data.t_c[0]:g}, but"
        f" {first[-1]:.2f} at {data.t_c[-1]:g} (second set: {second[0]:.2f} and {second[-1]:.2f}).",
        stands=bool(zero.min() > 0.8 and first[0] > 0.9 and 0.5 < first[-1] < 0.6 and other.min() > 0.65 and second[0] > 0.9),
    )


def draw(ax: Axes, data: xr.Dataset) -> None:
    """The TI layer above, the SC layer below."""
    draw_profiles(ax, data.density.sel(mode="CdGM-1"), radius=data.attrs["R"])
