r"""Bands of the single layer with the bilayer's gap for a pairing, minimum at Gamma.

The bands next to the Fermi level on the kx axis, those above it: the paper's single layer, :math:`\varepsilon_{TI} = 0` and
:math:`\Delta_{\mathrm{eff}}` the gap of the bilayer; the bilayer; and the single layer that is derived from it
(``single_layer_mapping``), which is not in the paper. Fig. 8(a): shapes and statements can be compared, numbers
cannot, for the parameters of the paper are not known.
"""

from collections.abc import Iterator
from typing import Annotated

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from derivations import models
from derivations.drawing import Axes, caption, legend
from derivations.figures import Grid, Track
from derivations.figures.bilayer_vortex.paper import PAPER
from derivations.figures.bilayer_vortex.shared.second_set import SECOND
from derivations.figures.bilayer_vortex.shared.single_layer import gap_as_pairing, low_bands
from derivations.figures.bilayer_vortex.shared.single_layer_bands import ABOVE, derived_layer, draw_bands
from derivations.judging.sentences import CHANGED, HOLDS, Sentence
from derivations.units import ENERGY, NUMBER, WAVE_NUMBER
from numerics.zone.gap import minimum_gap

TUNNELLING = (0.2, 0.4, 0.8)  # the last is drawn
REACH, POINTS = 1.0, 81
OF_BAND = ("t_c", "model", "band")
NEAR = 0.3  # wave numbers near Gamma


def dataset(
    track: Track[float] = iter,
    *,
    t_c: Annotated[Grid, "tunnelling between the layers (lambda/a); the last is drawn"] = TUNNELLING,
    reach: Annotated[float, "largest wave number (1/a)"] = REACH,
    points: Annotated[int, "wave numbers"] = POINTS,
    **parameters: float,
) -> xr.Dataset:
    """The low bands of three models over (t_c, model, band, k), and the gap of the bilayer."""
    fixed = models.defaults(models.MODELS["bilayer"](), **parameters)
    k = np.linspace(-reach, reach, points)
    bands, gaps = zip(*(_bands(k, {**fixed, "t_c": t}) for t in track(t_c)), strict=True)
    shown = {name: value for name, value in fixed.items() if name != "t_c"}
    return xr.Dataset(
        {"energy": ((*OF_BAND, "k"), np.array(bands), ENERGY), "gap": ("t_c", np.array(gaps), ENERGY)},
        coords={
            "t_c": ("t_c", np.array(t_c), ENERGY),
            "model": ["bilayer", "paper", "derived"],
            "band": ("band", np.arange(4), NUMBER),
            "k": ("k", k, WAVE_NUMBER),
        },
        attrs={
            **shown,
            "source": f"{PAPER}, Fig. 8(a)",
            "claim": "fitted_recipe",
            "caption": caption({"t_c": float(t_c[-1]), **shown}),
        },
    )


def evidence(track: Track[float] = iter) -> xr.Dataset:
    """The same of the second set."""
    second = dataset(track, t_c=TUNNELLING, reach=REACH, points=POINTS, **SECOND).drop_attrs(deep=False)
    return second.rename({name: f"second_{name}" for name in second.data_vars})


def _bands(k: NDArray[np.float64], bilayer: dict[str, float]) -> tuple[list[NDArray[np.float64]], float]:
    """Low bands of the bilayer, of the paper's and of the derived single layer; gap of the bilayer."""
    minimum = minimum_gap(models.hamiltonian("bilayer", **bilayer))
    fit = models.hamiltonian("surface", **gap_as_pairing(minimum, **bilayer))
    return [low_bands(model, k) for model in (models.hamiltonian("bilayer", **bilayer), fit, derived_layer(**bilayer))], minimum.gap


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III.4: gap and bands."""
    bilayer, fit = (data.energy.sel(model=name, band=2) for name in ("bilayer", "paper"))
    t_c = ", ".join(f"{t:g}" for t in data.t_c.values)
    second, second_fit = (data.second_energy.sel(model=name, band=2) for name in ("bilayer", "paper"))
    difference, difference_2 = (abs(one - other).sel(k=0).max() for one, other in ((fit, bilayer), (second_fit, second)))
    yield Sentence(
        paper="With eps_ti = 0 the minimum of the single layer stays at Gamma, and Delta_eff, the gap of the bilayer, is its gap.",
        verdict=HOLDS,
        second=HOLDS,
        here="True by construction: without a chemical potential a single layer has its minimum at Gamma, and there the pairing for"
        f" a gap. The lowest bands agree there to rounding ({difference:.0e}; second set: {difference_2:.0e}) for t_c ="
        f" {t_c}.",
        stands=bool(
            max(difference, difference_2) < 1e-9
            and (abs(fit.min("k") - data.gap) < 1e-9).all()
            and (abs(second_fit.min("k") - data.second_gap) < 1e-9).all()
            and all((band.idxmin("k") == 0).all() for band in (fit, bilayer, second_fit, second))
        ),
    )
    (paper, derived), (other, other_derived) = (_excess(of) for of in (data.energy, data.second_energy))
    of_paper, of_derived, of_other = (", ".join(f"{value:.2%}" for value in values.values) for values in (paper, derived, other))
    yield Sentence(
        paper="The bands of the single layer agree well with those of the bilayer.",
        verdict=CHANGED,
        second=CHANGED,
        here=f"At small t_c: for |k| < {NEAR:g} they are up to {of_paper} off at t_c = {t_c} (second set: {of_other}), too stiff,"
        f" as the velocity is not renormalised. The derived layer, whose gap is low in order t_c^6, is up to {of_derived} off.",
        stands=bool(
            all((of.diff("t_c") > 0).all() and of[0] < 0.02 and 0.05 < of[-1] < 0.2 for of in (paper, other))
            and (fit >= bilayer - 1e-12).all()
            and (derived < paper).all()
            and (other_derived < other).all()
        ),
    )


def _excess(energy: xr.DataArray) -> list[xr.DataArray]:
    """The largest relative differences of the paper's and of the derived single layer from the bilayer, near Gamma."""
    near = energy.where(abs(energy.k) < NEAR + 1e-9).sel(band=list(ABOVE))
    off = abs(near / near.sel(model="bilayer") - 1).max(("band", "k"))
    return [off.sel(model=name) for name in ("paper", "derived")]


def draw(ax: Axes, data: xr.Dataset) -> None:
    """The bands at the largest tunnelling."""
    draw_bands(ax, data.isel(t_c=-1), {"paper": "single layer, paper", "derived": "single layer, derived"})
    gap = float(data.gap[-1])
    ax.set(ylim=(0.6 * gap, 3.2 * gap))
    legend(ax, loc="upper center")
