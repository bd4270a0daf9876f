r"""Tails of the edge mode in both layers, on a logarithmic scale, with fitted decay.

The same states as in ``fig4c``; black: the exponential of the fitted length, in the window of the fit. Nearer to the edge all waves
of the spectrum mix; farther in the edges above and below contribute. arXiv:2507.23775, Fig. 4(d).
"""

from collections.abc import Iterator

import numpy as np
import xarray as xr

from derivations.drawing import COLUMN, Axes, panels
from derivations.figures.fig4c import dataset
from derivations.figures.shared.profiles import tunnelling_lines
from derivations.sentences import CHANGED, FAILS, HOLDS, Sentence

__all__ = ["dataset", "draw", "sentences"]
MIXED = 0.9  # tunnelling at which two waves decay almost alike
WEAKEST = 1e-12  # density, in units of the largest: below it nothing is drawn


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III.2: how the mode decays."""
    ti, sc = (data.tail_length.sel(layer=layer) for layer in ("TI", "SC"))
    apart, off = abs(sc / ti - 1), abs(ti / data.evanescent_length - 1)
    yield Sentence(
        paper="The tails in both layers are exponential.",
        verdict=HOLDS,
        here=f"The fitted lengths of the layers agree to {apart.max():.3f}, and with the slowest evanescent wave of the hoppings to"
        f" {off.max():.3f}.",
        stands=bool((apart < 0.002).all() and (off < 0.02).all()),
    )
    shortest = float(ti.idxmin("t_c"))
    yield Sentence(
        paper="With increasing t_c the slope becomes steeper.",
        verdict=CHANGED,
        here=f"Up to t_c = {shortest:g}, where the decay length has fallen from {ti[0]:.1f} to {ti.min():.2f}; beyond, with the gap"
        f" minimum off Gamma and the gap falling, it grows again, to {ti[-1]:.2f} at t_c = {ti.t_c[-1]:g}.",
        stands=bool(0.8 < shortest < 1.1 and ti.diff("t_c")[-1] > 0 and ti[-1] > 2 * ti.min()),
    )
    wavy = data.wave_number.sel(layer="TI") > 0
    first = data.t_c[wavy].min()
    yield Sentence(
        paper="At large t_c an oscillation is superimposed on the decay.",
        verdict=HOLDS,
        here=f"The fit finds one from t_c = {first:g} on.",
        stands=bool(wavy[-4:].all() and not wavy[:2].any()),
    )
    lag = data.lag.where(wavy)
    off = abs(lag - data.lag_formula).where(data.t_c > MIXED, drop=True)
    yield Sentence(
        paper="The oscillations in the SC layer and in the TI layer are shifted against each other.",
        verdict=FAILS,
        here=f"They are in step: the lag is {lag.min():.3f} to {lag.max():.3f} sites, from t_c = {off.t_c[0]:g} on within"
        f" {off.max():.4f} of the formula (``layer_interference``): the SC band is flat on the scale of Delta.",
        stands=bool(lag.min() > 0 and lag.max() < 0.02 and off.max() < 0.0005),
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
        panel.set(ylabel=f"density in the {layer} layer\n(of the largest)", yscale="log", ylim=(WEAKEST, 30), xlim=(-0.5, 40))
        panel.set_yticks(10.0 ** np.arange(-12, 1, 3))
    rows[0].legend(title=r"$t_c$ ($\lambda/a$)", title_fontsize=6.5, ncols=4, loc="lower center", bbox_to_anchor=(0.5, 1.0))
    rows[1].set_xlabel("distance from the edge (a)")


def _draw_fit(ax: Axes, fit: xr.Dataset, density: xr.DataArray, *, named: bool) -> None:
    """The exponential of the fitted length, through the mean of the logarithms in its window."""
    x = np.arange(int(fit.tail_begin), int(fit.tail_end))
    decay = -2 * x / float(fit.tail_length)
    level = float(np.log(density.sel(distance=x)).mean()) - decay.mean()
    ax.plot(x, np.exp(level + decay), color="black", linewidth=0.6, label="fit" if named else None)
