"""The levels at one momentum; -o and --plot give the bands along Gamma - X - M - Gamma."""

from itertools import pairwise
from math import pi
from typing import TYPE_CHECKING, Annotated, Any

from derivations.computations.shared.labelled import Labelled, listed
from derivations.computations.shared.lists import Track, takes_lists
from derivations.computations.shared.numbers import Size
from derivations.computations.shared.parameters import DEFAULT, attributes, completed, parameters_of
from derivations.drawing import COLOURS, Axes
from derivations.models import hamiltonian
from derivations.units import ENERGY, NUMBER, WAVE_NUMBER

if TYPE_CHECKING:
    import xarray as xr

CORNERS = {r"$\Gamma$": (0.0, 0.0), "X": (pi, 0.0), "M": (pi, pi), r"$\Gamma$ ": (0.0, 0.0)}
POINTS = 121  # momenta on a side of the path, both corners included
ANSWER = {"energies": (("band",), ENERGY)}


@takes_lists
def compute(
    model: str = DEFAULT,
    *,
    kx: Annotated[float, Size("momentum along x", "1/a")] = 0.0,
    ky: Annotated[float, Size("momentum along y", "1/a")] = 0.0,
    drawn: bool = True,
    track: Track = iter,
    **parameters: float,
) -> Labelled:
    """The levels at one momentum, over (band); drawn, the bands along the path, too, over (distance, band).

    >>> import derivations as ti
    >>> ti.bands("surface", Delta=0.25).energies.values
    array([-0.25, -0.25,  0.25,  0.25])
    """
    import numpy as np

    from numerics.zone.bands import spectrum

    complete = completed(model, parameters)
    H = hamiltonian(model, **complete)
    levels = spectrum(H, kx=kx, ky=ky)
    data = Labelled(
        {"energies": ("band", levels, ENERGY)},
        coords={"band": ("band", np.arange(len(levels)), NUMBER)},
        attrs={
            **attributes(model, {**complete, "kx": kx, "ky": ky}),
            "caption": attributes(model, complete)["caption"],
        },  # of a path
    )
    if not drawn:
        return data
    corners, fraction = np.array(list(CORNERS.values())), np.arange(POINTS - 1)[:, None] / (POINTS - 1)
    k = np.concatenate([*(start + fraction * (end - start) for start, end in pairwise(corners)), corners[-1:]])
    distance = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(k, axis=0).T))])
    path = {"distance": distance, "path_kx": k[:, 0], "path_ky": k[:, 1]}
    along = ("distance", "band"), spectrum(H, kx=k[:, 0], ky=k[:, 1]), ENERGY
    return data.joined({"path_energies": along}, {name: ("distance", values, WAVE_NUMBER) for name, values in path.items()})


def answer(data: "Labelled | xr.Dataset") -> dict[str, Any]:
    """The levels, ascending."""
    return {"energies": listed(data, "energies"), **parameters_of(data)}


def draw(ax: Axes, data: "xr.Dataset") -> None:
    """Bands along the path, corners of the zone marked."""
    ax.plot(data.distance, data.path_energies, color=COLOURS[0], linewidth=1.2)
    ticks = data.distance.values[:: POINTS - 1]
    for tick in ticks:
        ax.axvline(tick, color="0.8", linewidth=0.8, zorder=0)
    ax.axhline(0, color="0.8", linewidth=0.8, zorder=0)
    ax.set_xticks(ticks, [label.strip() for label in CORNERS])
    ax.set(ylabel=r"energy ($\lambda/a$)", xlim=(ticks[0], ticks[-1]))
