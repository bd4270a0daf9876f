r"""Vortex levels of the single layer against those of the bilayer.

No pairing and the bare onsite energy inside r < R; outside the pairing, which winds, and eps_ti; sites everywhere. Shown are the
levels above zero that lie inside the gap and are bound to the vortex. Above: the paper's recipe, the bilayer's gap for a pairing
and eps_ti tuned to its ring. Below: both tuned, so that ring and gap agree. Where the minimum of the gap sits at Gamma (shaded) the
recipes are the same. The lowest level is the Majorana mode: small marks where it has mixed with that of the edge, for the square is
too small for two. Other levels that mix with the edge are left out, and
those beyond the eighth. Fig. 8(c).
"""

from collections.abc import Iterator
from typing import Annotated, Any

import numpy as np
import xarray as xr

from derivations import models
from derivations.drawing import COLOURS, COLUMN, Axes, axis_label, caption, legend, panels
from derivations.figures import Grid, Track
from derivations.figures.bilayer_vortex.paper import PAPER
from derivations.figures.bilayer_vortex.shared.gap_minimum import AT_GAMMA, radius_of
from derivations.figures.bilayer_vortex.shared.second_set import SECOND, of_second
from derivations.figures.bilayer_vortex.shared.single_layer import RECIPES, gap_as_pairing
from derivations.figures.bilayer_vortex.shared.single_layer_cost import costs, of_the_cost, surface_states
from derivations.figures.bilayer_vortex.shared.single_layer_sentences import at_gamma, of_the_cause, on_the_ring
from derivations.figures.bilayer_vortex.shared.vortex import AT_VORTEX, FLUX, RADIUS, Square, bound_states, reaching
from derivations.judging.sentences import Sentence
from derivations.units import ENERGY, NUMBER, WAVE_NUMBER
from numerics.systems.bilayer import bilayer_system
from numerics.waves.vortex import VortexStates, vortex_states
from numerics.zone.gap import Gap, minimum_gap

TUNNELLING = np.round(np.linspace(0.5, 2.5, 21), 1)
EVERY = 2
SIDE, LEVELS = 61, 9
STATES = {  # tunnellings, and how many states reach the gap there
    "bilayer": ((0.5, 1.1, 2.5), (80, 136, 128)),
    "at Gamma": ((0.5, 1.1), (56, 84)),
    "paper": ((1.2, 2.5), (128, 120)),
    "both tuned": ((1.2, 2.5), (134, 126)),
}
SECOND_TUNNELLING = np.array([0.7, 0.9, 1.1, 1.19, 1.2, 1.3, 1.6, 2.0])  # its minimum leaves Gamma at 1.195
SECOND_SIDE = 51
SECOND_STATES = {"bilayer": 76, "at Gamma": 56, "paper": 70, "both tuned": 80}
COSTED = {"L": 51, "states": 60}  # of the comparison of costs
OF_MODEL = ("levels", "gap", "eps_ti", "pairing", "zero_weight")


def dataset(
    track: Track[float] = iter,
    *,
    t_c: Grid = TUNNELLING,
    L: int = SIDE,
    R: float = RADIUS,
    n: int = FLUX,
    states: Annotated[int | None, "states nearest zero; as many as reach the gap with the parameters of the paper"] = None,
    every: Annotated[int, "number of the tunnellings, of which the bilayer is solved at one"] = EVERY,
    **parameters: float,
) -> xr.Dataset:
    """Bound levels over (model, t_c, level), else NaN; weight of the zero mode; gap, eps_ti and pairing; radius of the ring.

    NaN, too, where no single layer has the minimum of the bilayer.
    """
    fixed = models.defaults(models.MODELS["bilayer"](), **parameters)
    square = Square(L, R, n)
    points = [
        _point({**fixed, "t_c": float(t)}, square, _counts(float(t), L, states), with_bilayer=index % every == 0)
        for index, t in enumerate(track(t_c))
    ]
    shown = {**square._asdict(), **{name: value for name, value in fixed.items() if name != "t_c"}}
    return xr.Dataset(
        _over(points, "t_c"),
        coords={
            "model": ["bilayer", *RECIPES],
            "t_c": ("t_c", np.array(t_c), ENERGY),
            "level": ("level", np.arange(LEVELS), NUMBER),
        },
        attrs={**shown, "source": f"{PAPER}, Fig. 8(c)", "claim": "fitted_recipe", "caption": caption(shown)},
    )


def evidence(track: Track[float] = iter, *, second_t_c: Grid = SECOND_TUNNELLING) -> xr.Dataset:
    """The same of the second set, on a smaller square; and what bilayer and single layer cost."""
    fixed, second = (models.defaults(models.MODELS["bilayer"](), **given) for given in ({}, SECOND))
    square = Square(SECOND_SIDE, RADIUS, FLUX)
    points = [_point({**second, "t_c": float(t)}, square, SECOND_STATES, with_bilayer=True) for t in track(second_t_c)]
    return xr.Dataset(
        {
            **{f"second_{name}": variable for name, variable in _over(points, "second_t_c").items()},
            **costs({**fixed, "t_c": 1.0}, R=RADIUS, n=FLUX, **COSTED),
        },
        coords={"second_t_c": ("second_t_c", np.array(second_t_c), ENERGY)},
    )


def _counts(t_c: float, L: int, states: int | None) -> dict[str, int]:
    """How many states are sought in each model."""
    return {name: states or reaching(t_c, table, L=L, of=SIDE) for name, table in STATES.items()}


def _over(points: list[dict[str, Any]], t_c: str) -> dict[str, Any]:
    """Variables of a dataset."""
    columns = {name: np.array([point[name] for point in points]).swapaxes(0, 1) for name in OF_MODEL}
    return {
        "level_energy": (("model", t_c, "level"), columns["levels"], ENERGY),
        **{name: (("model", t_c), columns[name], ENERGY) for name in ("gap", "eps_ti", "pairing")},
        "zero_weight": (("model", t_c), columns["zero_weight"], NUMBER),
        "radius": (t_c, np.array([point["radius"] for point in points]), WAVE_NUMBER),
    }


def _point(bilayer: dict[str, float], square: Square, states: dict[str, int], *, with_bilayer: bool) -> dict[str, Any]:
    """The bilayer, whose levels are left out if they are not asked for, and both single layers at one tunnelling."""
    minimum = minimum_gap(models.hamiltonian("bilayer", **bilayer))
    if radius_of(minimum) < AT_GAMMA:
        single = [_surface(gap_as_pairing(minimum, **bilayer), square, states["at Gamma"])] * len(RECIPES)
    else:
        single = [_tuned(name, minimum, square, states[name], bilayer) for name in RECIPES]
    found = vortex_states(bilayer_system(**bilayer), **square._asdict(), states=states["bilayer"]) if with_bilayer else None
    rows = [_row(found, minimum.gap, **bilayer), *single]
    return {"radius": radius_of(minimum), **{name: [row[name] for row in rows] for name in rows[0]}}


def _tuned(recipe: str, minimum: Gap, square: Square, states: int, bilayer: dict[str, float]) -> dict[str, Any]:
    """Of the single layer of a recipe; NaN if there is none with that minimum."""
    try:
        parameters = RECIPES[recipe](minimum, **bilayer)
    except ValueError:
        return _row(None, np.nan, eps_ti=np.nan, Delta=np.nan)
    return _surface(parameters, square, states)


def _surface(parameters: dict[str, float], square: Square, states: int) -> dict[str, Any]:
    gap = minimum_gap(models.hamiltonian("surface", **parameters)).gap
    return _row(surface_states(parameters, **square._asdict(), states=states), gap, **parameters)


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
    solved = bilayer.dropna("t_c", how="all", subset=["level_energy"])
    first, last = float(data.t_c.min()) - 0.05, float(data.t_c.max()) + 0.05
    boundary = float(data.t_c.where(data.radius < AT_GAMMA, first - 0.05).max()) + 0.05
    for panel, name in zip(panels(ax, 2, 1, width=COLUMN, height=4.6, sharex=True, sharey=True)[:, 0], RECIPES, strict=True):
        single = data.sel(model=name)
        panel.axvspan(first, boundary, color=COLOURS[5], alpha=0.2, linewidth=0)
        panel.plot(data.t_c, bilayer.gap, color=COLOURS[1], linewidth=1, label="gap, bilayer")
        panel.plot(data.t_c, single.gap, color=COLOURS[0], linewidth=1, linestyle="--", label="gap, single layer")
        _draw_levels(panel, solved, "-D", "bilayer", color="0.3", markerfacecolor="white", linewidth=0.6)
        _draw_levels(panel, single, "o", "single layer", color=COLOURS[0])
        panel.set(
            ylabel=axis_label(data.level_energy, "energy"),
            ylim=(-0.02, 1.05 * float(data.gap.max())),
            xlim=(first, last),
        )
        panel.set_title(titles[name], loc="right", pad=2)
    legend(panel, loc="upper right")
    panel.set_xlabel(axis_label(data.t_c))


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
