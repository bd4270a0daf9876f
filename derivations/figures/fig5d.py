r"""Profile of the first CdGM state, in both layers, for several tunnellings.

The lowest level, besides the zero mode, that is nearer to the vortex than to the edge; as in ``fig5c``. At t_c = 0.5 none is bound
inside the gap and the state belongs to the bulk. arXiv:2507.23775, Fig. 5(d).
"""

from collections.abc import Iterator

import xarray as xr
from matplotlib.axes import Axes

from derivations.figures.fig5c import dataset
from derivations.figures.shared.profiles import draw_profiles
from derivations.sentences import HOLDS, Sentence

__all__ = ["dataset", "draw", "sentences"]


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III.3: where CdGM-1 sits."""
    mode, radius = data.sel(mode="CdGM-1"), data.attrs["R"]
    weight = mode.vortex_weight
    yield Sentence(
        paper="At the smallest t_c there is no CdGM state inside the gap; the first state belongs to the bulk.",
        verdict=HOLDS,
        here=f"At t_c = {data.t_c[0]:g} it has {weight[0]:.2f} of its weight near the vortex, from {data.t_c[1]:g} on at least"
        f" {weight[1:].min():.2f}.",
        stands=bool(weight[0] < 0.6 and weight[1:].min() > 0.9),
    )
    bound = mode.density.isel(t_c=slice(1, None))
    peak = {layer: abs(bound.sel(layer=layer).idxmax("x")) for layer in ("TI", "SC")}
    centre = bound.sel(layer="TI", x=0) / bound.sel(layer="TI").max("x")
    yield Sentence(
        paper="CdGM-1 is localised at the boundary of the vortex in the TI layer.",
        verdict=HOLDS,
        here=f"Its maximum lies just inside the rim, at |x| = {peak['TI'].min():.0f} to {peak['TI'].max():.0f}; the centre has at"
        f" most {centre.max():.2f} of it.",
        stands=bool((peak["TI"] >= radius - 2).all() and (peak["TI"] <= radius + 1).all() and centre.max() < 0.8),
    )
    yield Sentence(
        paper="In the SC layer it has a large weight at the outer edge of the antidot.",
        verdict=HOLDS,
        here=f"The maximum lies at |x| = {peak['SC'].min():.0f} to {peak['SC'].max():.0f}.",
        stands=bool((peak["SC"] >= radius).all() and (peak["SC"] <= radius + 1.5).all()),
    )


def draw(ax: Axes, data: xr.Dataset) -> None:
    """The TI layer above, the SC layer below."""
    draw_profiles(ax, data.density.sel(mode="CdGM-1"), radius=data.attrs["R"])
