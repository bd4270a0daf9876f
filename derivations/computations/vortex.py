"""Levels of the antidot with its vortex: energies, weights at vortex and edge, label j of the fourfold rotation.

The antidot is a hole in the layer that the model names, the SC layer of the bilayer; where it names none, the sites stay and the
pairing is gone. A pair of Majorana modes that share the two levels nearest zero is shown as edge mode and vortex mode. The matrix
is solved in the blocks of its symmetries, which are printed; disorder breaks them, and with the rotation the labels j.

Levels bound to the vortex, which are found there with more probability than at the edge, below the gap of the bulk, are given apart
with their angular momenta j, however many edge states lie between them; the Majorana mode is none of them. The spin is part of j,
as it is of the label of the rotation, also where it is conserved by itself (swave), so that `tisc radial` counts without it.
"""

from typing import TYPE_CHECKING, Annotated, Any

from derivations.computations.shared.antidot import Flux, Radius, require_place, system_of
from derivations.computations.shared.labelled import Labelled, Variables, listed
from derivations.computations.shared.lists import Track, takes_lists
from derivations.computations.shared.numbers import Size
from derivations.computations.shared.parameters import DEFAULT, attributes, completed, parameters_of
from derivations.drawing import Axes, panels
from derivations.models import hamiltonian
from derivations.units import DENSITY, ENERGY, LENGTH, NUMBER, TIME

if TYPE_CHECKING:
    import xarray as xr

    from numerics.waves.vortex import VortexStates
    from numerics.zone.bands import Hamiltonian

ANSWER = {
    "energies": (("state",), ENERGY),
    "vortex_weight": (("state",), NUMBER),
    "edge_weight": (("state",), NUMBER),
    "rotation": (("state",), NUMBER),
    "symmetries": ((), {}),
    "residual": ((), ENERGY),
    "dimension": ((), NUMBER),
    "seconds": (("stage",), TIME),
    "bound_energies": (("bound_level",), ENERGY),
    "bound_momentum": (("bound_level",), NUMBER),
    "bound_vortex_weight": (("bound_level",), NUMBER),
}


@takes_lists
def compute(
    model: str = DEFAULT,
    *,
    L: Annotated[
        int,
        Size("side of the square lattice, in sites, at least 2 R + 3", "", 1, 400, "a larger lattice does not fit into memory"),
    ] = 41,
    R: Radius = 5.5,
    n: Flux = 1,
    states: Annotated[int, Size("number of states nearest zero, even")] = 20,
    bound: Annotated[
        int, Size("number of levels bound to the vortex, fewer if there are not so many below the gap; 0: none", "", 0, 100)
    ] = 6,
    disorder: Annotated[float, Size("width of a random on-site energy on every site", "lambda/a", 0)] = 0.0,
    seed: Annotated[int, Size("seed of the disorder", "", 0, 2**32 - 1, "what a seed can be", "disorder")] = 0,
    drawn: bool = True,
    track: Track = iter,
    **parameters: float,
) -> Labelled:
    """Energies, weights and labels over (state); drawn, densities, too, over (state, layer, x, y). Errors of ``vortex_states``,
    and of ``require_place``.

    Levels bound to the vortex over (bound_level), positive and ascending: errors of ``bound_levels``.

    >>> import derivations as ti
    >>> ti.vortex(L=11, R=2, states=4).energies.values.round(3)
    array([-0.089, -0.036,  0.036,  0.089])
    """
    from numerics.lattice.shapes import positions, uniform_disorder
    from numerics.waves.vortex import vortex_states

    complete = completed(model, parameters)
    require_place(R, L)
    system = system_of(model, **complete)
    potential = uniform_disorder(L, layers=system.layers, width=disorder, seed=seed) if disorder else None
    found = vortex_states(system, L=L, R=R, n=n, states=states, potential=potential, track=track)
    everything = {**complete, "L": L, "R": R, "n": n, "states": states}
    if disorder:
        everything |= {"disorder": disorder, "seed": seed}
    data = Labelled(*_nearest_zero(found), attrs=attributes(model, everything))
    if bound:
        data = data.joined(*_bound(found, bound, hamiltonian(model, **complete)))
    if not drawn:
        return data
    line = positions(L)[0][:, 0]
    places = {"layer": ("layer", list(found.lattice.occupied), {}), "x": ("x", line, LENGTH), "y": ("y", line, LENGTH)}
    return data.joined({"density": (("state", "layer", "x", "y"), found.density, DENSITY)}, places)


def _nearest_zero(found: "VortexStates") -> tuple[Variables, Variables]:
    """The states nearest zero, their weights and labels, and how well they are solved."""
    import numpy as np

    variables: Variables = {
        "energies": ("state", found.states.energies, ENERGY),
        "rotation": ("state", found.states.labels, NUMBER),
        "vortex_weight": ("state", found.vortex_weight, NUMBER),
        "edge_weight": ("state", found.edge_weight, NUMBER),
        "symmetries": ((), ", ".join(found.symmetries) or "particle-hole alone", {}),
        "residual": ((), found.states.residual, ENERGY),
        "dimension": ((), found.states.vectors.shape[0], NUMBER),
        "seconds": ("stage", list(found.seconds.values()), TIME),
    }
    coordinates: Variables = {
        "state": ("state", np.arange(len(found.states.energies)), NUMBER),
        "stage": ("stage", list(found.seconds), {}),
    }
    return variables, coordinates


def _bound(found: "VortexStates", count: int, bulk: "Hamiltonian") -> tuple[Variables, Variables]:
    """The lowest levels bound to the vortex, and how many others lie between them."""
    import numpy as np

    from numerics.waves.bound import bound_levels
    from numerics.zone.gap import minimum_gap

    levels = bound_levels(found, count=count, below=minimum_gap(bulk).gap)
    variables: Variables = {
        "bound_energies": ("bound_level", levels.energies, ENERGY),
        "bound_momentum": ("bound_level", levels.momenta, NUMBER),
        "bound_vortex_weight": ("bound_level", levels.vortex_weight, NUMBER),
        "passed_over": ((), levels.passed_over, NUMBER),
    }
    return variables, {"bound_level": ("bound_level", np.arange(len(levels.energies)), NUMBER)}


def answer(data: "Labelled | xr.Dataset") -> dict[str, Any]:
    """Levels in ascending order, both signs, with weights and labels; which symmetries were used, and how well it is solved.

    ``bound`` are the positive levels bound to the vortex, if they were asked for, with their angular momenta.
    """
    parts = ("energies", "momentum", "vortex_weight")
    return {
        **({"bound": {key: listed(data, f"bound_{key}") for key in parts}} if "passed_over" in data else {}),
        "energies": listed(data, "energies"),
        "vortex_weight": listed(data, "vortex_weight"),
        "edge_weight": listed(data, "edge_weight"),
        "rotation": listed(data, "rotation"),
        "symmetries": listed(data, "symmetries"),
        "residual": float(data["residual"]),
        "dimension": int(data["dimension"]),
        "seconds": dict(zip(listed(data, "stage"), listed(data, "seconds"), strict=True)),
        **parameters_of(data),
    }


def remarks(data: "Labelled | xr.Dataset") -> list[str]:
    """What the tables do not tell: how many levels lie between those that are bound."""
    if "passed_over" not in data:
        return []
    count, passed = len(data["bound_energies"]), int(data["passed_over"])
    levels = "1 level is" if count == 1 else f"{count or 'no'} levels are"
    return [f"{levels} bound to the vortex; {passed} edge states passed over, the Majorana modes not counted"]


def draw(ax: Axes, data: "xr.Dataset") -> None:
    """Density of the vortex mode; levels coloured by their weight at the vortex, in order, and those bound to it against j."""
    from matplotlib.ticker import MaxNLocator

    bound = "passed_over" in data and len(data.bound_level) > 0
    density, levels, *beside = panels(ax, 1, 2 + bound, height=2.4, width_ratios=(1, 1.3, 0.8)[: 2 + bound])[0]
    _draw_density(density, data)
    points = levels.scatter(data.state, data.energies, c=data.vortex_weight, vmin=0, vmax=1, s=20, zorder=3)
    levels.set(title="levels nearest zero", xlabel="state", ylabel=r"energy ($\lambda/a$)")
    levels.xaxis.set_major_locator(MaxNLocator(integer=True))
    for panel in beside:
        panel.sharey(levels)
        _draw_bound(panel, data)
    for panel in (levels, *beside):
        panel.axhline(0, color="0.8", linewidth=0.8, zorder=0)
    levels.figure.colorbar(points, ax=[levels, *beside], label="probability near the vortex")


def _draw_density(ax: Axes, data: "xr.Dataset") -> None:
    """The density of the vortex mode, the sum over the layers."""
    half = len(data.state) // 2
    energy, layers = float(data.energies[half]), " + ".join(data.layer.values)
    extent = (float(data.x[0]) - 0.5, float(data.x[-1]) + 0.5) * 2
    total = data.density.isel(state=half).sum("layer")
    image = ax.imshow(total.values.T, origin="lower", extent=extent, cmap="magma_r", vmin=0)
    ax.figure.colorbar(image, ax=ax, shrink=0.8, label=f"density, {layers} (1/$a^2$)")
    ax.set(title=f"state {half}, E = {energy:.3g} " + r"$\lambda/a$", xlabel="x (a)", ylabel="y (a)")


def _draw_bound(ax: Axes, data: "xr.Dataset") -> None:
    """The levels bound to the vortex against their j, or, where disorder leaves none, in ascending order."""
    import numpy as np
    from matplotlib.ticker import FixedLocator

    labelled = bool(data.bound_momentum.notnull().all())
    places = data.bound_momentum if labelled else data.bound_level
    ax.scatter(places, data.bound_energies, c=data.bound_vortex_weight, vmin=0, vmax=1, s=20, marker="s", zorder=3)
    low, high = float(places.min()), float(places.max())
    ax.set(title="bound to the vortex", xlabel="$j$" if labelled else "bound level", xlim=(low - 0.7, high + 0.7))
    ax.xaxis.set_major_locator(FixedLocator(np.arange(low, high + 1).tolist(), nbins=4))
    ax.tick_params(labelleft=False)
