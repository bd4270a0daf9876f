r"""Levels of the lattice vortex against its lattice constant, and the levels of the radial channels to which they converge.

The same k.p bilayer on lattices of lattice constant a = 1, 1/2, 1/3, 1/4 (the mass is M/a). Colour: the angular momentum j, which
the fourfold rotation of the lattice knows modulo 4. A point is the level at the radius R by a straight line through antidots of
nearly that area; what their staircase leaves is 1e-4, below the size of the marks. Dashed: the parabola through the three finest
lattices; at a = 0 its end, with its uncertainty (the distance to the straight line through two, and twice the standard errors).
Lines: radial channels, exact to 1e-9. The lattice is 1 to 1.5 % off at a = 1/4: its SC layer ends at a staircase, and that costs an
error of the order a. Extrapolated it agrees with the channels within an uncertainty of 1 to 2 %, and cannot judge more sharply.
The splitting of j = 1 and -1, where the staircase cancels, is 0.0042 at a = 1/4, and 0.0044 by the channels. At a = 1, where
the ring of the gap minimum is that of the lattice, too few antidots have the levels j = 0 and -1 to draw a line through.
"""

from typing import Annotated, NamedTuple

import numpy as np
import xarray as xr

from derivations import models
from derivations.computations.shared.lattice_limit import at_radius, discs, extrapolated, vortex_levels
from derivations.computations.shared.radial_problem import radial_problem, vortex_radius
from derivations.drawing import COLOURS, COLUMN, Axes, axis_label, caption, legend, resize
from derivations.figures import NO_PAPER, Track
from derivations.units import ENERGY, LENGTH, NUMBER
from numerics.radial.states import resolved_states, weight_within

CONSTANTS = 1 / np.arange(1, 5)
DISCS = (8, 8, 6, 5)
MOMENTA = (-1, 0, 1)
TUNNELLING = 1.5
RADIUS, SIDE, FLUX, STATES, FAR = 4.5, 17.0, 1, 26, 25.0


def dataset(
    track: Track[float] = iter,
    *,
    t_c: float = TUNNELLING,
    R: float = RADIUS,
    n: int = FLUX,
    states: Annotated[int, "states nearest zero of each lattice, an even number"] = STATES,
    **parameters: float,
) -> xr.Dataset:
    """Levels of the lattice with their standard errors (over j and a), extrapolated, and of the channels (over j).

    NaN where too few antidots have the level.

    Raises
    ------
    ValueError
        If n is even: the angular momenta are whole numbers.
    """
    if n % 2 == 0:
        raise ValueError(f"`n` must be odd, so that angular momenta are whole numbers, but is {n}.")
    vortex = Vortex(R, n, states, models.defaults(models.MODELS["bilayer"](), t_c=t_c, **parameters))
    found = np.array([_lattice(vortex, float(a), count) for a, count in zip(track(list(CONSTANTS)), DISCS, strict=True)])
    levels, errors = np.moveaxis(found, -1, 0).swapaxes(1, 2)
    limits = np.array([extrapolated(CONSTANTS, *pair) for pair in zip(levels, errors, strict=True)])
    shown = {**vortex.parameters, "R": R, "n": n}
    return xr.Dataset(
        {
            "lattice": (("j", "a"), levels, ENERGY),
            "standard_error": (("j", "a"), errors, ENERGY),
            "extrapolated": ("j", limits[:, 0], ENERGY),
            "uncertainty": ("j", limits[:, 1], ENERGY),
            "radial": ("j", np.array([channel_level(vortex, j) for j in MOMENTA]), ENERGY),
        },
        coords={"j": ("j", list(MOMENTA), NUMBER), "a": ("a", CONSTANTS, LENGTH)},
        attrs={**shown, "side": SIDE, "outer": FAR, "source": NO_PAPER, "caption": caption(shown)},
    )


class Vortex(NamedTuple):
    """Radius of the antidot, flux quanta, number of states, parameters of the bilayer."""

    R: float
    n: int
    states: int
    parameters: dict[str, float]


def _lattice(vortex: Vortex, a: float, count: int) -> list[tuple[float, float]]:
    """The lowest vortex level of each j, at the radius, and its standard error."""
    chosen = discs(vortex.R, a=a, side=SIDE, count=count)
    levels = [vortex_levels(disc, a=a, n=vortex.n, states=vortex.states, **vortex.parameters) for disc in chosen]
    found = []
    for j in MOMENTA:
        pairs = [(disc.radius, level[j % 4]) for disc, level in zip(chosen, levels, strict=True) if j % 4 in level]
        found.append(at_radius(vortex.R, *np.array(pairs).T) if len(pairs) > 2 else (np.nan, np.nan))
    return found


def channel_level(vortex: Vortex, j: float) -> float:
    """The lowest positive vortex level of the channel j, without the Majorana mode; NaN if there is none."""
    problem = radial_problem("bilayer", j=j, R=vortex.R, n=vortex.n, outer=FAR, **vortex.parameters)
    found = resolved_states(problem, states=10)
    bound = (weight_within(found, vortex_radius(vortex.R, FAR)) > 0.8) & (found.energies > 0.05)
    return float(found.energies[bound].min()) if bound.any() else np.nan


def draw(ax: Axes, data: xr.Dataset) -> None:
    """Lattice as circles, its extrapolation with error bars, the channels as lines."""
    fine = np.linspace(0, CONSTANTS[-3], 60)
    for colour, shift, j in zip(COLOURS, (-0.012, 0.0, 0.012), data.j.values, strict=False):
        at = data.sel(j=j)
        name = f"j = {int(j)}"
        ax.axhline(float(at.radial), color=colour, linewidth=1.2, label=f"{name}, radial channel")
        ax.plot(data.a, at.lattice, "o", color=colour, markerfacecolor="none", markersize=4, label=f"{name}, lattice")
        if np.isfinite(at.lattice.values[-3:]).all():
            parabola = np.polynomial.Polynomial.fit(data.a.values[-3:], at.lattice.values[-3:], 2)
            ax.plot(fine, parabola(fine), "--", color=colour, linewidth=0.8)
        ax.errorbar([shift], at.extrapolated, yerr=at.uncertainty, fmt="s", color=colour, markersize=3, capsize=2)
    ax.set(xlabel="lattice constant (of the original one)", ylabel=axis_label(data.lattice, "energy"), xlim=(-0.05, 1.05))
    legend(ax, ncols=2, loc="lower center", bbox_to_anchor=(0.5, 1.0))
    resize(ax, COLUMN, 3.2)
