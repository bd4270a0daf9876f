r"""Vortex levels of the single layer against those of the bilayer.

No pairing and the bare onsite energy inside r < R; outside the pairing, which winds, and eps_ti; sites everywhere. Shown are the
levels above zero that lie inside the gap and are bound to the vortex. Above: the paper's recipe, the bilayer's gap for a pairing
and eps_ti tuned to its ring. Below: both tuned, so that ring and gap agree. Where the minimum of the gap sits at Gamma (shaded) the
recipes are the same. The lowest level is the Majorana mode: small marks where it has mixed with that of the edge, for the square is
too small for two. Other levels that mix with the edge are left out, and
those beyond the eighth. arXiv:2507.23775, Fig. 8(c).
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np
import xarray as xr

from derivations import models
from derivations.drawing import COLOURS, COLUMN, Axes, caption, panels
from derivations.figures import Track
from derivations.figures.bilayer_vortex.shared.second_set import SECOND, of_second
from derivations.figures.bilayer_vortex.shared.single_layer import AT_GAMMA, RECIPES, gap_as_pairing, radius_of
from derivations.figures.bilayer_vortex.shared.single_layer_cost import costs, of_the_cost, surface_states
from derivations.figures.bilayer_vortex.shared.single_layer_sentences import at_gamma, of_the_cause, on_the_ring
from derivations.figures.bilayer_vortex.shared.vortex import AT_VORTEX, FLUX, RADIUS, bound_states
from derivations.judging.sentences import Sentence
from derivations.units import ENERGY, NUMBER, WAVE_NUMBER
from numerics.systems.bilayer import bilayer_system
from numerics.waves.vortex import VortexStates, vortex_states
from numerics.zone.gap import minimum_gap

TUNNELLING = np.round(np.linspace(0.5, 2.5, 21), 1)
EVERY = 2  # of the tunnellings the bilayer is solved
SIDE, LEVELS = 61, 9
Counts = dict[str, tuple[tuple[float, ...], tuple[int, ...]]]
STATES: Counts = {  # tunnellings, and how many states reach the gap there; between them by a straight line
    "bilayer": ((0.5, 1.1, 2.5), (80, 136, 128)),
    "at Gamma": ((0.5, 1.1), (56, 84)),
    "paper": ((1.2, 2.5), (128, 120)),
    "both tuned": ((1.2, 2.5), (134, 126)),
}
SECOND_TUNNELLING = np.array([0.7, 0.9, 1.1, 1.19, 1.2, 1.3, 1.6, 2.0])  # its minimum leaves Gamma at 1.195
SECOND_SIDE = 51
SECOND_STATES: Counts = {
    "bilayer": ((0.0,), (76,)),
    "at Gamma": ((0.0,), (56,)),
    "paper": ((0.0,), (70,)),
    "both tuned": ((0.0,), (80,)),
}
COSTED = {"L": 51, "states": 60}  # of the comparison of costs
OF_MODEL = ("levels", "gap", "eps_ti", "pairing", "zero_weight")


def dataset(track: Track[float] = iter, **parameters: float) -> xr.Dataset:
    """Bound levels over (model, t_c, level), else NaN; weight of the zero mode; gap, eps_ti and pairing; radius of the ring.

    Of the second set, too, on a smaller square; and what bilayer and single layer cost.
    """
    fixed, second = (models.defaults(models.MODELS["bilayer"](), **given) for given in (parameters, SECOND))
    steps = iter(track([*TUNNELLING, *SECOND_TUNNELLING]))
    points = [
        _point({**fixed, "t_c": float(t)}, SIDE, STATES, with_bilayer=index % EVERY == 0)
        for index, t in enumerate(islice(steps, len(TUNNELLING)))
    ]
    others = [_point({**second, "t_c": float(t)}, SECOND_SIDE, SECOND_STATES, with_bilayer=True) for t in steps]
    shown = {"L": SIDE, "R": RADIUS, "n": FLUX, **{name: value for name, value in fixed.items() if name != "t_c"}}
    return xr.Dataset(
        {
            **_over(points, "t_c"),
            **{f"second_{name}": variable for name, variable in _over(others, "second_t_c").items()},
            **costs({**fixed, "t_c": 1.0}, R=RADIUS, n=FLUX, **COSTED),
        },
        coords={
            "model": ["bilayer", *RECIPES],
            "t_c": ("t_c", TUNNELLING, ENERGY),
            "second_t_c": ("second_t_c", SECOND_TUNNELLING, ENERGY),
            "level": ("level", np.arange(LEVELS), NUMBER),
        },
        attrs={**shown, "source": "arXiv:2507.23775, Fig. 8(c)", "claim": "fitted_recipe", "caption": caption(shown)},
    )


def _over(points: list[dict[str, Any]], t_c: str) -> dict[str, Any]:
    """Variables of a dataset."""
    columns = {name: np.array([point[name] for point in points]).swapaxes(0, 1) for name in OF_MODEL}
    return {
        "level_energy": (("model", t_c, "level"), columns["levels"], ENERGY),
        **{name: (("model", t_c), columns[name], ENERGY) for name in ("gap", "eps_ti", "pairing")},
        "zero_weight": (("model", t_c), columns["zero_weight"], NUMBER),
        "radius": (t_c, np.array([point["radius"] for point in points]), WAVE_NUMBER),
    }


def _point(bilayer: dict[str, float], L: int, counts: Counts, *, with_bilayer: bool) -> dict[str, Any]:
    """The bilayer, whose levels are left out if they are not asked for, and both single layers at one tunnelling."""
    minimum = minimum_gap(models.hamiltonian("bilayer", **bilayer))
    states = {name: 2 * int(np.interp(bilayer["t_c"], *table) / 2) for name, table in counts.items()}
    if radius_of(minimum) < AT_GAMMA:
        single = [_surface(gap_as_pairing(minimum, **bilayer), L, states["at Gamma"])] * len(RECIPES)
    else:
        single = [_surface(recipe(minimum, **bilayer), L, states[name]) for name, recipe in RECIPES.items()]
    found = None
    if with_bilayer:
        found = vortex_states(bilayer_system(**bilayer), L=L, R=RADIUS, n=FLUX, states=states["bilayer"])
    rows = [_row(found, minimum.gap, **bilayer), *single]
    return {"radius": radius_of(minimum), **{name: [row[name] for row in rows] for name in rows[0]}}


def _surface(parameters: dict[str, float], L: int, states: int) -> dict[str, Any]:
    gap = minimum_gap(models.hamiltonian("surface", **parameters)).gap
    return _row(surface_states(parameters, L=L, R=RADIUS, n=FLUX, states=states), gap, **parameters)


def _row(found: VortexStates | None, gap: float, *, eps_ti: float, Delta: float, **_: float) -> dict[str, Any]:
    """Of one model: the Majorana mode and the bound levels inside the gap, lowest first, padded with NaN; weight of the mode."""
    row: dict[str, Any] = {"levels": np.full(LEVELS, np.nan), "zero_weight": np.nan, "gap": gap, "eps_ti": eps_ti, "pairing": Delta}
    if found is not None:
        energies, middle = found.states.energies, len(found.states.energies) // 2
        bound = energies[bound_states(found)]
        levels = np.array([energies[middle], *bound[bound < gap]])[:LEVELS]
        row["levels"][: len(levels)] = levels
        row["zero_weight"] = found.vortex_weight[middle]
    return row


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III.4 and of the conclusions."""
    yield from at_gamma(data, of_second(data))
    yield from on_the_ring(data, of_second(data))
    yield of_the_cause(data, of_second(data))
    yield of_the_cost(data)


def draw(ax: Axes, data: xr.Dataset) -> None:
    """One panel a recipe: levels of the single layer as dots, of the bilayer as open diamonds, gaps as lines."""
    titles = {"paper": "paper's recipe: onsite energy tuned", "both tuned": "onsite energy and pairing tuned"}
    bilayer = data.sel(model="bilayer")
    boundary = float(data.t_c[data.radius < AT_GAMMA].max()) + 0.05
    for panel, name in zip(panels(ax, 2, 1, width=COLUMN, height=4.6, sharex=True, sharey=True)[:, 0], RECIPES, strict=True):
        single = data.sel(model=name)
        panel.axvspan(data.t_c[0] - 0.05, boundary, color=COLOURS[5], alpha=0.2, linewidth=0)
        panel.plot(data.t_c, bilayer.gap, color=COLOURS[1], linewidth=1, label="gap, bilayer")
        panel.plot(data.t_c, single.gap, color=COLOURS[0], linewidth=1, linestyle="--", label="gap, single layer")
        _draw_levels(
            panel, bilayer.isel(t_c=slice(None, None, EVERY)), "-D", "bilayer", color="0.3", markerfacecolor="white", linewidth=0.6
        )
        _draw_levels(panel, single, "o", "single layer", color=COLOURS[0])
        panel.set(
            xticks=[0.5, 1, 1.5, 2, 2.5],
            ylabel=r"energy ($\lambda/a$)",
            ylim=(-0.02, 0.62),
            xlim=(data.t_c[0] - 0.05, data.t_c[-1] + 0.05),
        )
        panel.set_title(titles[name], loc="right", pad=2)
    panel.legend(loc="upper right")
    panel.set_xlabel(r"tunnelling $t_c$ ($\lambda/a$)")


def _draw_levels(ax: Axes, data: xr.Dataset, marks: str, name: str, **style: Any) -> None:
    """One line a level; the zero mode with small marks where it has mixed with that of the edge."""
    for level in data.level.values:
        label = f"levels, {name}" if level == data.level.values[-1] else None
        energy = data.level_energy.sel(level=level)
        ax.plot(
            data.t_c, energy if level else energy.where(data.zero_weight > AT_VORTEX), marks, markersize=2.6, label=label, **style
        )
    mixed = data.level_energy.sel(level=0).where(data.zero_weight <= AT_VORTEX)
    ax.plot(data.t_c, mixed, marks[-1], markersize=1.2, **style)
