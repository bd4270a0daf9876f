"""The Chern number of the BdG bands below zero energy, and the gap that protects it.

-o and --plot give the Berry flux as a map over the zone.
"""

from math import pi
from typing import TYPE_CHECKING, Any

from derivations.computations.shared.labelled import Labelled
from derivations.computations.shared.lists import Track, takes_lists
from derivations.computations.shared.parameters import DEFAULT, attributes, completed, parameters_of
from derivations.drawing import Axes
from derivations.models import hamiltonian
from derivations.units import ANGLE, ENERGY, NUMBER

if TYPE_CHECKING:
    import xarray as xr

VISIBLE = 1e-12  # rad: a flux of rounding errors, 1e-15, must not look like one
ACCURACY = {"gap": 1e-10}
ANSWER = {"chern": ((), {**NUMBER, "long_name": "Chern number"}), "gap": ((), ENERGY)}


@takes_lists
def compute(model: str = DEFAULT, *, drawn: bool = True, track: Track = iter, **parameters: float) -> Labelled:
    """Chern number and gap; drawn, the Berry flux, too, through each cell of the zone, named by its corner (zone_kx, zone_ky).

    >>> import derivations as ti
    >>> int(ti.chern(M=-1, t_c=0.5).chern)
    -1

    Raises
    ------
    ValueError
        If the gap is zero, or too small to be resolved.
    """
    from derivations.computations.shared.zone_map import zone_map
    from numerics.zone.gap import minimum_gap
    from numerics.zone.topology import GapTooSmallError, berry_flux, chern_number

    complete = completed(model, parameters)
    H = hamiltonian(model, **complete)
    try:
        flux = berry_flux(H) if drawn else None
        number = chern_number(H) if flux is None else round(float(flux.sum() / (2 * pi)))
    except GapTooSmallError as error:
        gap = minimum_gap(H).gap
        message = (
            f"the parameters must be those of an insulator with a gap that can be resolved, but the gap is {gap:.3g} lambda/a."
        )
        raise ValueError(message) from error
    data = Labelled(
        {"chern": ((), number, NUMBER), "gap": ((), minimum_gap(H).gap, ENERGY)},
        attrs=attributes(model, complete, note=f"chern = {number}"),
    )
    return data if flux is None else data.joined(*zone_map("berry_flux", flux, ANGLE))


def answer(data: "Labelled | xr.Dataset") -> dict[str, Any]:
    """The Chern number and the gap."""
    return {"chern": int(data["chern"]), "gap": float(data["gap"]), **parameters_of(data)}


def draw(ax: Axes, data: "xr.Dataset") -> None:
    """Map of the Berry flux, symmetric colours; rounding noise has none."""
    from derivations.computations.shared.zone_map import draw_zone

    largest = max(float(abs(data.berry_flux).max()), VISIBLE)
    draw_zone(ax, data.berry_flux, label="Berry flux through a cell (rad)", cmap="PuOr", vmin=-largest, vmax=largest)
