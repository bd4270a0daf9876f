"""The distance between the lowest and the highest level, on a mesh over the whole Brillouin zone."""

from typing import TYPE_CHECKING, Annotated, Any

from derivations.computations.shared.labelled import Labelled
from derivations.computations.shared.lists import Track, takes_lists
from derivations.computations.shared.numbers import Size
from derivations.computations.shared.parameters import DEFAULT, attributes, completed, parameters_of
from derivations.drawing import Axes
from derivations.models import hamiltonian
from derivations.units import ENERGY

if TYPE_CHECKING:
    import xarray as xr

ANSWER = {"width": ((), ENERGY)}


@takes_lists
def compute(
    model: str = DEFAULT,
    *,
    mesh: Annotated[int, Size("momenta along each side of the zone", "", 2, 500, "more take too much memory")] = 32,
    drawn: bool = True,
    track: Track = iter,
    **parameters: float,
) -> Labelled:
    """The width; drawn, the highest level, too, over (zone_kx, zone_ky)."""
    from derivations.computations.shared.zone_map import zone_map
    from numerics.zone.bands import spectrum, zone_mesh

    complete = completed(model, parameters)
    kx, ky = zone_mesh(mesh)
    levels = spectrum(hamiltonian(model, **complete), kx=kx, ky=ky)
    width = levels[..., -1].max() - levels[..., 0].min()
    data = Labelled({"width": ((), width, ENERGY)}, attrs=attributes(model, {**complete, "mesh": mesh}))
    return data.joined(*zone_map("highest", levels[..., -1], ENERGY)) if drawn else data


def answer(data: "Labelled | xr.Dataset") -> dict[str, Any]:
    """The width."""
    return {"width": float(data["width"]), **parameters_of(data)}


def draw(ax: Axes, data: "xr.Dataset") -> None:
    """Map of the highest level."""
    from derivations.computations.shared.zone_map import draw_zone

    draw_zone(ax, data.highest, label=r"highest level ($\lambda/a$)", cmap="viridis")
