"""Levels of one angular momentum j in the continuum limit, to 1e-8: antidot with its vortex, edge at the outer radius.

A layer that is no hole keeps its sites in the antidot and loses its pairing. For odd n, j is an integer where spin and momentum are
coupled, as on a TI surface, and half an odd integer where they are not, as in an s-wave layer; for even n the other way round.

The residual is the largest |H psi - E psi| of the functions. A level, a mean value of H, errs by about the square of it or less
(both in lambda/a), besides rounding; change is the most that the last refinement moved a level.
"""

from collections.abc import Sequence
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any

from derivations.computations.shared.antidot import Flux, Radius
from derivations.computations.shared.labelled import Labelled, Variables, listed
from derivations.computations.shared.lists import Track, takes_lists
from derivations.computations.shared.numbers import Size
from derivations.computations.shared.parameters import DEFAULT, attributes, completed, parameters_of
from derivations.drawing import COLOURS, Axes, panels
from derivations.models import MODELS, split
from derivations.units import AMPLITUDE, AREA, ENERGY, LENGTH, NUMBER, TIME

if TYPE_CHECKING:
    import xarray as xr

    from numerics.radial.states import RadialStates

STYLES = ("-", "--", "-.", ":")
VISIBLE = 0.02  # of the largest: components below are not drawn
ACCURACY = {"energies": 1e-8}
ANSWER = {
    "energies": (("state",), ENERGY),
    "vortex_weight": (("state",), NUMBER),
    "residual": ((), ENERGY),
    "change": ((), ENERGY),
    "degree": ((), NUMBER),
    "dimension": ((), NUMBER),
    "seconds": (("stage",), TIME),
}


@takes_lists
def compute(
    model: str = DEFAULT,
    *,
    j: Annotated[float, Size("angular momentum, an integer or half an odd integer")] = 0.0,
    R: Radius = 5.5,
    n: Flux = 1,
    outer: Annotated[float, Size("outer radius, where everything ends", "a")] = 25.0,
    states: Annotated[int, Size("number of states nearest zero", "", 1, 200, "more are no longer near zero")] = 12,
    drawn: bool = True,
    track: Track = iter,
    **parameters: float,
) -> Labelled:
    """Energies and weights over (state); drawn, the functions, too, over (state, component, r). Errors of ``radial_problem``.

    The probability of a component is the sum of ``chi**2 * weight`` over r.

    >>> import derivations as ti
    >>> ti.radial(j=1, states=2).energies.values.round(6)
    array([0.027154, 0.279091])
    """
    from derivations.computations.shared.radial_problem import radial_problem, vortex_radius
    from numerics.radial.states import resolved_states, unmixed

    complete = completed(model, parameters)
    start = perf_counter()
    problem = radial_problem(model, j=j, R=R, n=n, outer=outer, **complete)
    built = perf_counter()
    found = resolved_states(problem, states=states)
    seconds = {"build": built - start, "solve": perf_counter() - built}
    radius = vortex_radius(R, outer)
    shown = unmixed(found, radius)
    about = attributes(model, {**complete, "j": j, "R": R, "n": n, "outer": outer, "states": states})
    data = Labelled(*_levels(shown, seconds, radius), attrs=about)
    if not drawn:
        return data
    return data.joined(*_functions(shown, MODELS[model](**split(model, complete)[0]).basis))


def _levels(found: "RadialStates", seconds: dict[str, float], radius: float) -> tuple[Variables, Variables]:
    """The levels, their weights within the radius, and how well they are solved."""
    import numpy as np

    from numerics.radial.states import weight_within

    variables: Variables = {
        "energies": ("state", found.energies, ENERGY),
        "vortex_weight": ("state", weight_within(found, radius), NUMBER),
        "residual": ((), found.residual.max(), ENERGY),
        "change": ((), found.change.max(), ENERGY),
        "degree": ((), found.degree, NUMBER),
        "dimension": ((), found.unknowns, NUMBER),
        "seconds": ("stage", list(seconds.values()), TIME),
    }
    return variables, {"state": ("state", np.arange(len(found.energies)), NUMBER), "stage": ("stage", list(seconds), {})}


def _functions(found: "RadialStates", basis: Sequence[str]) -> tuple[Variables, Variables]:
    """The functions of the levels, and the weights with which their squares are summed."""
    import numpy as np

    variables: Variables = {
        "chi": (("state", "component", "r"), np.moveaxis(found.functions, -1, 0), AMPLITUDE),
        "weight": ("r", found.weights, AREA),
    }
    return variables, {"component": ("component", list(basis), {}), "r": ("r", found.points, LENGTH)}


def answer(data: "Labelled | xr.Dataset") -> dict[str, Any]:
    """Levels in ascending order and their weights; the largest residual and change by the last refinement, and the effort."""
    return {
        "energies": listed(data, "energies"),
        "vortex_weight": listed(data, "vortex_weight"),
        "residual": float(data["residual"]),
        "change": float(data["change"]),
        "degree": int(data["degree"]),
        "dimension": int(data["dimension"]),
        "seconds": dict(zip(listed(data, "stage"), listed(data, "seconds"), strict=True)),
        **parameters_of(data),
    }


def remarks(data: "Labelled | xr.Dataset") -> list[str]:
    """What the residual says of the levels."""
    residual = float(data["residual"])
    return [
        f"residual: |H psi - E psi| of the functions; a level errs by about its square or less, {residual**2:.0e}, besides rounding"
    ]


def draw(ax: Axes, data: "xr.Dataset") -> None:
    """The vortex state nearest zero: its components against r, the antidot shaded; beside it the levels."""
    import numpy as np
    from matplotlib.ticker import MaxNLocator

    bound = np.flatnonzero((data.vortex_weight > 0.5) & (data.energies >= -1e-9))
    chosen = int(bound[np.argmin(abs(data.energies.values[bound]))]) if len(bound) else int(abs(data.energies).argmin())
    state = data.isel(state=chosen)
    largest = float(abs(state.chi).max())
    functions, levels = panels(ax, 1, 2, height=2.8, width_ratios=(1.6, 1))[0]
    functions.axvspan(0, data.attrs["R"], color="0.93", zorder=0)
    for index, name in enumerate(data.component.values):
        chi = state.chi.sel(component=name)
        if abs(chi).max() > VISIBLE * largest:
            layer, kind = str(name).split(" ", 1)
            functions.plot(data.r, chi, STYLES[index // 4], color=COLOURS[index % 4], label=f"{layer} ${_symbol(kind)}$")
    functions.set(xlabel="r (a)", ylabel="radial functions (1/a)", xlim=(0, float(data.r[-1])))
    title = f"E = {float(state.energies):.8g} " + r"$\lambda/a$"
    functions.legend(title=title, title_fontsize=8, loc="lower center", bbox_to_anchor=(0.5, 1), ncols=4)
    points = levels.scatter(data.state, data.energies, c=data.vortex_weight, vmin=0, vmax=1, s=16, zorder=3)
    levels.figure.colorbar(points, ax=levels, label="probability near the vortex")
    levels.set(xlabel="state", ylabel=r"energy ($\lambda/a$)")
    levels.xaxis.set_major_locator(MaxNLocator(integer=True))
    for panel in (functions, levels):
        panel.axhline(0, color="0.8", linewidth=0.8, zorder=0)


def _symbol(kind: str) -> str:
    """Letters of electrons, u, and holes, v; the holes are (c^dagger_dn, -c^dagger_up) = (v_dn, v_up)."""
    return {"e up": r"u_\uparrow", "e dn": r"u_\downarrow", "h up": r"v_\downarrow", "h dn": r"v_\uparrow"}[kind]
