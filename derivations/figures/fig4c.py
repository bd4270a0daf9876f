r"""Profile of the edge mode in both layers for several tunnellings.

Probability of the lowest positive level of an open square, an edge state near the Fermi level, along the row from the middle of
one side to the centre. arXiv:2507.23775, Fig. 4(c).
"""

from collections.abc import Iterator

import numpy as np
import xarray as xr

from derivations.drawing import COLUMN, Axes, panels
from derivations.figures import Track
from derivations.figures.shared.edge import edge_profiles
from derivations.figures.shared.profiles import tunnelling_lines
from derivations.sentences import CHANGED, HOLDS, Sentence

SHOWN = 12  # sites
SIDES = {0.5: 121, 0.7: 81, 0.9: 81, 1.2: 81, 1.6: 81, 2.0: 81, 2.5: 121}  # of the square, by tunnelling


def dataset(track: Track[float] = iter, **parameters: float) -> xr.Dataset:
    """The profiles, their tails, and the waves of the states: see ``shared.edge``."""
    return edge_profiles(SIDES, track=track, **parameters).assign_attrs(source="arXiv:2507.23775, Fig. 4(c), (d), (e)")


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III.2: where the mode sits."""
    ti, sc = (data.density.sel(layer=layer) for layer in ("TI", "SC"))
    peak, far = ti.idxmax("distance"), ti.sel(distance=10) / ti.max("distance")
    yield Sentence(
        paper="In the TI layer the density peaks at the boundary and decays rapidly.",
        verdict=CHANGED,
        here=f"Up to t_c = {data.t_c[peak == 1].max():g} the maximum is on the second site, from {data.t_c[peak == 0].min():g} on"
        f" at the boundary; ten sites in, the density is at most {far.max():.3f} of it.",
        stands=bool(peak[0] == 1 and peak[-1] == 0 and (peak.diff("t_c") <= 0).all() and (far < 0.1).all()),
    )
    near = ti.sel(distance=slice(0, 1)).sum("distance") / ti.sum("distance")
    best = float(near.idxmax("t_c"))
    yield Sentence(
        paper="As t_c increases the edge localisation in the TI layer becomes more pronounced.",
        verdict=CHANGED,
        here=f"Up to t_c = {best:g}: the two outer sites hold {near[0]:.2f} of the density at t_c = {near.t_c[0]:g} and"
        f" {near.max():.2f} there; beyond it falls again, to {near[-1]:.2f}.",
        stands=bool(0.8 < best < 1.1 and near.max() > 1.2 * max(near[0], near[-1])),
    )
    where = sc.idxmax("distance")
    yield Sentence(
        paper="In the SC layer the maximum lies away from the boundary at small t_c and moves to the edge.",
        verdict=HOLDS,
        here=f"On the second site up to t_c = {data.t_c[where == 1].max():g}, on the first from {data.t_c[where == 0].min():g} on;"
        " in the TI layer it does the same.",
        stands=bool(where[0] == 1 and where[-1] == 0 and (where.diff("t_c") <= 0).all() and (where == peak).all()),
    )
    share = data.layer_weight.sel(layer="SC")
    yield Sentence(
        paper="The weight of the edge mode moves from the TI layer to the SC layer.",
        verdict=HOLDS,
        here=f"The SC layer holds {share[0]:.2f} of it at t_c = {share.t_c[0]:g} and {share[-1]:.2f} at t_c = {share.t_c[-1]:g}.",
        stands=bool((share.diff("t_c") > 0).all() and share[0] < 0.2 and share[-1] > 0.6),
    )
    ratio = (data.misfit.sel(shape="gauss") / data.misfit.sel(shape="lorentz")).values
    t = data.t_c.values
    yield Sentence(
        paper="The profile in the SC layer evolves from Lorentzian-like to Gaussian-like.",
        verdict=CHANGED,
        here=f"At t_c = {t[0]:g} a Gaussian fits the first sites {ratio[0]:.1f} times worse than a Lorentzian, at t_c = {t[2]:g}"
        f" {1 / ratio[2]:.1f} times better; at large t_c, where the tail oscillates, both fit alike ({ratio[-1]:.1f}).",
        stands=bool(ratio[0] > 2 and ratio[2] < 0.5 and abs(np.log(ratio[-1])) < 0.3),
    )


def draw(ax: Axes, data: xr.Dataset) -> None:
    """The TI layer above, the SC layer below, against the distance from the edge."""
    shown = 1000 * data.density.sel(distance=slice(0, SHOWN))
    for layer, panel in zip(
        data.layer.values, panels(ax, 2, 1, width=COLUMN, height=3.8, sharex=True, sharey=True)[:, 0], strict=True
    ):
        tunnelling_lines(panel, shown.sel(layer=layer))
        panel.set(ylabel=r"probability ($10^{-3}\,a^{-2}$)", ylim=(0, None))
        panel.set_title(f"{layer} layer", loc="left", x=0.2)
    panel.legend(title=r"$t_c$ ($\lambda/a$)", title_fontsize=6.5, ncols=2)
    panel.set_xlabel("distance from the edge (a)")
