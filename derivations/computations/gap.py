"""The smallest |E| over the whole Brillouin zone, to 1e-10, and one momentum where it is reached.

-o and --plot give the level nearest zero as a map over the zone.
"""

from typing import TYPE_CHECKING, Any

from derivations.computations.shared.labelled import Labelled
from derivations.computations.shared.lists import Track, takes_lists
from derivations.computations.shared.parameters import DEFAULT, attributes, completed, parameters_of
from derivations.drawing import COLOURS, Axes
from derivations.models import hamiltonian
from derivations.units import ENERGY, WAVE_NUMBER

if TYPE_CHECKING:
    import xarray as xr

MESH = 128
ACCURACY = {"gap": 1e-10}
ANSWER = {"gap": ((), ENERGY), "kx": ((), WAVE_NUMBER), "ky": ((), WAVE_NUMBER)}


@takes_lists
def compute(model: str = DEFAULT, *, drawn: bool = True, track: Track = iter, **parameters: float) -> Labelled:
    """The gap and the momentum of the minimum; drawn, the level nearest zero, too, over (zone_kx, zone_ky).

    >>> import derivations as ti
    >>> ti.gap(t_c=[0.2, 0.4, 0.8]).gap.values.round(4)
    array([0.0262, 0.1   , 0.3466])
    """
    from derivations.computations.shared.zone_map import zone_map
    from numerics.zone.bands import level_nearest_zero, zone_mesh
    from numerics.zone.gap import minimum_gap

    complete = completed(model, parameters)
    H = hamiltonian(model, **complete)
    found = minimum_gap(H)
    data = Labelled(
        {"gap": ((), found.gap, ENERGY), "kx": ((), found.kx, WAVE_NUMBER), "ky": ((), found.ky, WAVE_NUMBER)},
        attrs=attributes(model, complete),
    )
    if not drawn:
        return data
    kx, ky = zone_mesh(MESH)
    return data.joined(*zone_map("level", level_nearest_zero(H, kx=kx, ky=ky), ENERGY))


def answer(data: "Labelled | xr.Dataset") -> dict[str, Any]:
    """The gap and one momentum where it is reached."""
    return {"gap": float(data["gap"]), "kx": float(data["kx"]), "ky": float(data["ky"]), **parameters_of(data)}


def draw(ax: Axes, data: "xr.Dataset") -> None:
    """Map of the level nearest zero; a cross marks the minimum (and stands for its images by symmetry)."""
    from math import pi

    from derivations.computations.shared.zone_map import draw_zone

    half = pi / len(data.zone_kx)  # a value belongs to the middle of its pixel
    draw_zone(ax, data.level, offset=-half, label=r"level nearest zero ($\lambda/a$)", cmap="viridis")
    ax.plot(data.kx, data.ky, "x", color=COLOURS[1], markersize=8, label=f"gap {float(data.gap):.4g}")
    ax.legend(loc="upper right", frameon=True)
