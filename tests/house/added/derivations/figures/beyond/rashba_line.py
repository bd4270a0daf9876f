"""Levels of the Rashba layer from Gamma to X."""

from typing import Annotated

import numpy as np
import xarray as xr

from derivations import models
from derivations.drawing import Axes, axis_label, caption
from derivations.figures import NO_PAPER, Track
from derivations.units import ENERGY, WAVE_NUMBER
from numerics.zone.bands import spectrum

MODEL = "rashba"


def dataset(track: Track[float] = iter, *, points: Annotated[int, "momenta"] = 41, **parameters: float) -> xr.Dataset:
    """Levels over (k, band)."""
    shown = models.defaults(models.MODELS[MODEL](), **parameters)
    k = np.linspace(0, np.pi, points)
    levels = spectrum(models.hamiltonian(MODEL, **parameters), kx=k, ky=0.0)
    return xr.Dataset(
        {"energy": (("k", "band"), levels, ENERGY)},
        coords={"k": ("k", k, WAVE_NUMBER)},
        attrs={**shown, "source": NO_PAPER, "caption": caption(shown)},
    )


def draw(ax: Axes, data: xr.Dataset) -> None:
    """The levels as lines."""
    ax.plot(data.k, data.energy)
    ax.set(xlabel=axis_label(data.k), ylabel=axis_label(data.energy))
