"""Levels of the antidot with its vortex: energies, weights at vortex and edge, label j of the fourfold rotation.

The antidot is a hole in the SC layer of the bilayer; a single layer keeps its sites there and loses its pairing. A pair of Majorana
modes that share the two levels nearest zero is shown as edge mode and vortex mode. The matrix is solved in the blocks of its
symmetries, which are printed; disorder breaks them, and with the rotation the labels j.
"""

from typing import TYPE_CHECKING, Annotated, Any

from derivations.computations.shared.antidot import Flux, Radius, system_of
from derivations.computations.shared.labelled import Labelled, listed
from derivations.computations.shared.lists import Track, takes_lists
from derivations.computations.shared.numbers import Size
from derivations.computations.shared.parameters import DEFAULT, attributes, completed, told
from derivations.drawing import Axes
from derivations.units import DENSITY, ENERGY, LENGTH, NUMBER, TIME

if TYPE_CHECKING:
    import xarray as xr

ANSWER = {
    "energies": (("state",), ENERGY),
    "vortex_weight": (("state",), NUMBER),
    "edge_weight": (("state",), NUMBER),
    "rotation": (("state",), NUMBER),
    "symmetries": ((), {}),
    "residual": ((), ENERGY),
    "dimension": ((), NUMBER),
    "seconds": (("stage",), TIME),
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
    disorder: Annotated[float, Size("width of a random on-site energy on every site", "lambda/a", 0)] = 0.0,
    seed: Annotated[int, Size("seed of the disorder", "", 0, 2**32 - 1, "what a seed can be")] = 0,
    drawn: bool = True,
    track: Track = iter,
    **parameters: float,
) -> Labelled:
    """Energies, weights and labels over (state); drawn, densities, too, over (state, layer, x, y). Errors of ``vortex_states``.

    >>> import derivations as ti
    >>> ti.vortex(L=11, R=2, states=4).energy.values.round(3)
    array([-0.089, -0.036,  0.036,  0.089])
    """
    import numpy as np

    from numerics.lattice.shapes import positions, uniform_disorder
    from numerics.waves.vortex import vortex_states

    complete = completed(model, parameters)
    system = system_of(model, **complete)
    potential = uniform_disorder(L, layers=system.layers, width=disorder, seed=seed) if disorder else None
    found = vortex_states(system, L=L, R=R, n=n, states=states, potential=potential, track=track)
    everything = {**complete, "L": L, "R": R, "n": n, "states": states}
    if disorder:
        everything |= {"disorder": disorder, "seed": seed}
    data = Labelled(
        {
            "energy": ("state", found.states.energies, ENERGY),
            "rotation": ("state", found.states.labels, NUMBER),
            "vortex_weight": ("state", found.vortex_weight, NUMBER),
            "edge_weight": ("state", found.edge_weight, NUMBER),
            "residual": ((), found.states.residual, ENERGY),
            "dimension": ((), found.states.vectors.shape[0], NUMBER),
            "seconds": ("stage", list(found.seconds.values()), TIME),
        },
        coords={"state": ("state", np.arange(len(found.states.energies)), NUMBER), "stage": ("stage", list(found.seconds), {})},
        attrs={**attributes(model, everything), "symmetries": ", ".join(found.symmetries) or "particle-hole alone"},
    )
    if not drawn:
        return data
    line = positions(L)[0][:, 0]
    places = {"layer": ("layer", list(found.lattice.occupied), {}), "x": ("x", line, LENGTH), "y": ("y", line, LENGTH)}
    return data.joined({"density": (("state", "layer", "x", "y"), found.density, DENSITY)}, places)


def answer(data: "Labelled | xr.Dataset") -> dict[str, Any]:
    """Levels in ascending order, both signs, with weights and labels; which symmetries were used, and how well it is solved."""
    return {
        "energies": listed(data, "energy"),
        "vortex_weight": listed(data, "vortex_weight"),
        "edge_weight": listed(data, "edge_weight"),
        "rotation": listed(data, "rotation"),
        "symmetries": data.attrs["symmetries"],
        "residual": float(data["residual"]),
        "dimension": int(data["dimension"]),
        "seconds": dict(zip(listed(data, "stage"), listed(data, "seconds"), strict=True)),
        **told(data),
    }


def draw(ax: Axes, data: "xr.Dataset") -> None:
    """Levels in ascending order, coloured by their weight at the vortex; the density of the vortex mode as an inset."""
    from matplotlib.ticker import MaxNLocator

    points = ax.scatter(data.state, data.energy, c=data.vortex_weight, vmin=0, vmax=1, s=24, zorder=3)
    ax.figure.colorbar(points, ax=ax, label="probability near the vortex")
    ax.axhline(0, color="0.8", linewidth=0.8, zorder=0)
    ax.set(xlabel="state", ylabel=r"energy ($\lambda/a$)")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    half = len(data.state) // 2
    mode = data.density.isel(state=half).sum("layer")
    inset = ax.inset_axes((0.04, 0.60, 0.38, 0.38))
    extent = (float(data.x[0]) - 0.5, float(data.x[-1]) + 0.5) * 2
    inset.imshow(mode.values.T, origin="lower", extent=extent, cmap="magma_r")
    inset.set(xticks=[], yticks=[])
    inset.set_title(f"density of state {half}", fontsize=7)
