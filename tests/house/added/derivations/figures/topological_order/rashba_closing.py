"""Gap of the Rashba layer against the field: it closes, and opens again."""

from collections.abc import Iterator

import numpy as np
import xarray as xr

from derivations import models
from derivations.drawing import Axes, axis_label, caption
from derivations.figures import Grid, Track
from derivations.figures.topological_order.paper import PAPER
from derivations.judging.sentences import HOLDS, Sentence
from derivations.units import ENERGY
from numerics.zone.gap import minimum_gap

MODEL = "rashba"


def dataset(track: Track[float] = iter, *, B: Grid = (0.0, 0.5, 1.0, 1.5), **parameters: float) -> xr.Dataset:
    """The gap over (B)."""
    shown = models.defaults(models.MODELS[MODEL](), **parameters)
    del shown["B"]
    gaps = [minimum_gap(models.hamiltonian(MODEL, **shown, B=field)).gap for field in track(B)]
    return xr.Dataset(
        {"gap": ("B", gaps, ENERGY)},
        coords={"B": ("B", np.array(B), ENERGY)},
        attrs={**shown, "source": str(PAPER), "caption": caption(shown)},
    )


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of the transition."""
    closing = float(data.B[int(np.argmin(data.gap.values))])
    yield Sentence(
        paper="The gap closes where the field is as large as the root of mu^2 + Delta^2.",
        verdict=HOLDS,
        here=f"It is {float(data.gap.min()):.1g} at B = {closing:g}.",
        stands=bool(data.gap.min() < 1e-8 and closing == np.hypot(data.attrs["mu"], data.attrs["Delta"])),
    )


def draw(ax: Axes, data: xr.Dataset) -> None:
    """The gap as a line."""
    ax.plot(data.B, data.gap, "o-")
    ax.set(xlabel=axis_label(data.B), ylabel=axis_label(data.gap))
