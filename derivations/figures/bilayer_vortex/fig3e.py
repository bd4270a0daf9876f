r"""Low-energy bands below the transition: the induced gap opens at Gamma.

Towards X and towards M; lines: the closed form (``spectrum_with_mass``), circles: the hoppings of the lattice, coloured by the spin
transverse to the momentum (``transverse_spin``); shaded: the gap of the whole zone, plus: its minimum. Fig. 3(e).
"""

from collections.abc import Iterator
from typing import Annotated

import numpy as np
import xarray as xr

from derivations import models
from derivations.claims.bilayer import gap_at_gamma
from derivations.drawing import COLUMN, Axes, resize
from derivations.figures import Track
from derivations.figures.bilayer_vortex.paper import PAPER
from derivations.figures.bilayer_vortex.shared.gap_minimum import AT_GAMMA
from derivations.figures.bilayer_vortex.shared.low_energy import POINTS, draw_low_energy, low_energy
from derivations.figures.bilayer_vortex.shared.second_set import SECOND, of_second
from derivations.figures.bilayer_vortex.shared.spins import spin_bar
from derivations.judging.sentences import HOLDS, Sentence
from derivations.units import ENERGY
from numerics.kernels import compile_kernel
from theory.symbols.interface import Delta, t_c

TUNNELLING = 0.8
LOWEST = 4  # of the eight levels in ascending order, the first above zero


def dataset(
    track: Track[float] = iter,
    *,
    t_c: float = TUNNELLING,
    points: Annotated[int, "momenta on either side, Gamma among them"] = POINTS,
    **parameters: float,
) -> xr.Dataset:
    """Levels, spins and gap: see ``shared.low_energy``."""
    return low_energy(t_c=t_c, points=points, **parameters).assign_attrs(source=f"{PAPER}, Fig. 3(e)")


def evidence(track: Track[float] = iter) -> xr.Dataset:
    """The gap at Gamma by ``gap_at_gamma``; levels and gaps of the second set."""
    formula = compile_kernel(gap_at_gamma.result()[2], (Delta, t_c))
    first, second = (models.defaults(models.MODELS["bilayer"](), **{**given, "t_c": TUNNELLING}) for given in ({}, SECOND))
    stated, other = (((), float(formula(Delta=of["Delta"], t_c=TUNNELLING)), ENERGY) for of in (first, second))
    levels = low_energy(points=POINTS, **second)
    others = {f"second_{name}": levels[name] for name in ("lattice", "gap", "gap_kx", "gap_ky")}
    return xr.Dataset({**others, "at_gamma": stated, "second_at_gamma": other})


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III.1: where the gap opens, and that it is symmetric."""
    opening, opening_2 = (_opening(of) for of in (data, of_second(data)))
    below, lowest, gap = data.lattice.isel(level=LOWEST - 1), data.lattice.isel(level=LOWEST), float(data.gap)
    (radius, rise, opens), (radius_2, rise_2, opens_2) = opening, opening_2
    yield Sentence(
        paper="Below the transition the gap opens at Gamma.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"At t_c = {data.attrs['t_c']:g} the minimum of the whole zone, {gap:.4f}, is at |k| = {radius:.3f} and that of the"
        f" formula, to rounding; from there the lowest level rises on either side, by {rise[0]:.2f} and {rise[1]:.2f} in the"
        f" window (second set: {float(data.second_gap):.4f}, {radius_2:.3f}; {rise_2[0]:.2f} and {rise_2[1]:.2f}).",
        stands=opens and opens_2,
    )
    symmetric = float(abs(data.lattice + data.lattice.values[::-1]).max())
    yield Sentence(
        paper="The gap is symmetric about the Fermi energy, by particle-hole symmetry.",
        verdict=HOLDS,
        here="Levels come in pairs +-E at every k, to rounding: particle-hole symmetry pairs k with -k, and a half turn, a symmetry"
        " of the lattice, brings it back.",
        stands=bool(symmetric < 1e-12 and abs(lowest.min() - gap) < 1e-9 and abs(below.max() + gap) < 1e-9),
    )


def _opening(data: xr.Dataset) -> tuple[float, list[float], bool]:
    """Distance of the minimum from Gamma, rise of the lowest level on both sides, and whether the gap opens at Gamma alone."""
    lowest = data.lattice.isel(level=LOWEST)
    radius, gap = float(np.hypot(data.gap_kx, data.gap_ky)), float(data.gap)
    sides = lowest[lowest.k <= 0], lowest[lowest.k >= 0]
    opens = (
        radius < AT_GAMMA
        and float(lowest.idxmin("k")) == 0
        and abs(gap - float(data.at_gamma)) < 1e-9
        and abs(float(lowest.min()) - gap) < 1e-9
        and bool((sides[0].diff("k") < 0).all() and (sides[1].diff("k") > 0).all())
    )
    return radius, [float(side.max() - lowest.min()) for side in sides], opens


def draw(ax: Axes, data: xr.Dataset) -> None:
    """The bands around Gamma with the gap."""
    draw_low_energy(ax, data)
    spin_bar(ax, "transverse spin")
    resize(ax, COLUMN, 2.6)
