r"""Profile of the zero mode at the vortex, in both layers, for several tunnellings.

Probability along the row through the core; the antidot in the SC layer ends at the dotted lines. The squares are so large that the
two Majorana modes split by less than 1e-5. Fig. 5(c).
"""

from collections.abc import Iterator

import numpy as np
import xarray as xr

from derivations.drawing import Axes
from derivations.figures.bilayer_vortex.shared.gauges import of_the_gauge
from derivations.figures.bilayer_vortex.shared.profiles import draw_profiles
from derivations.figures.bilayer_vortex.shared.second_set import of_second
from derivations.figures.bilayer_vortex.shared.vortex import SPLITTING
from derivations.figures.bilayer_vortex.shared.vortex_profiles import dataset
from derivations.judging.sentences import CHANGED, HOLDS, Sentence

__all__ = ["dataset", "draw", "sentences"]


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III.3: where the zero mode sits; of Appendix A: the gauge."""
    yield from _of_the_place(data)
    yield from of_the_gauge(data)


def _of_the_place(data: xr.Dataset) -> Iterator[Sentence]:
    """Of the zero mode, in both layers."""
    mode, other, radius = data.sel(mode="zero mode"), of_second(data).sel(mode="zero mode"), data.attrs["R"]
    peak = {layer: abs(mode.density.sel(layer=layer).idxmax("x")) for layer in ("TI", "SC")}
    core, of_other = (_core(of, radius) for of in (mode, other))
    outer = abs(other.density.sel(layer="SC").idxmax("x"))
    moved = abs(other.density.sel(layer="TI").idxmax("x"))
    plateau = float(other.t_c.where(moved > 0).min())
    yield Sentence(
        paper="In the TI layer the zero mode has a pronounced maximum at the centre of the vortex.",
        verdict=CHANGED,
        second=CHANGED,
        here=f"The maximum is there for every t_c, but it is broad: the last site inside the antidot has still {1 / core.max():.2f}"
        f" to {1 / core.min():.2f} of it. The energy is at most {mode.energy.max():.1e}. Second set: {1 / of_other.max():.2f} to"
        f" {1 / of_other.min():.2f}, and from t_c = {plateau:g} on a plateau, at last with its maximum at |x| ="
        f" {moved[-1]:.0f}.",
        stands=bool(
            (peak["TI"] == 0).all()
            and core.min() > 1.2
            and core.max() < 3
            and mode.energy.max() < SPLITTING
            and of_other.min() > 1.2
            and of_other.max() < 3
            and moved[0] == 0
            and 0 < moved[-1] < radius - 2
            and 1 < plateau < other.t_c[-1]
        ),
    )
    yield Sentence(
        paper="In the SC layer it peaks near the boundary of the antidot.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"At |x| = {peak['SC'].min():.0f} to {peak['SC'].max():.0f} (second set: {outer.min():.0f} to {outer.max():.0f}),"
        f" where the layer begins at {np.ceil(radius):.0f}.",
        stands=bool(all((of >= radius).all() and (of <= radius + 1.5).all() for of in (peak["SC"], outer))),
    )
    ti, sc = (mode.layer_weight.sel(layer=layer) for layer in ("TI", "SC"))
    ti_2, sc_2 = (other.layer_weight.sel(layer=layer) for layer in ("TI", "SC"))
    yield Sentence(
        paper="The weight in the SC layer grows faster with t_c than that in the TI layer.",
        verdict=CHANGED,
        second=CHANGED,
        here=f"It grows at the cost of the TI layer: from {sc[0]:.3f} to {sc[-1]:.3f}, while the other falls to {ti[-1]:.3f}"
        f" (second set: from {sc_2[0]:.3f} to {sc_2[-1]:.3f}, the other to {ti_2[-1]:.3f}).",
        stands=bool(sc[-1] > 1.3 * sc[0] and ti[-1] < ti[0] and sc_2[-1] > 1.3 * sc_2[0] and ti_2[-1] < ti_2[0]),
    )


def _core(mode: xr.Dataset, radius: float) -> xr.DataArray:
    """Density of the TI layer at the centre in units of that at the last site inside the antidot."""
    density = mode.density.sel(layer="TI")
    return density.sel(x=0) / density.sel(x=radius, method="ffill")


def draw(ax: Axes, data: xr.Dataset) -> None:
    """The TI layer above, the SC layer below."""
    draw_profiles(ax, data.density.sel(mode="zero mode"), radius=data.attrs["R"])
