r"""Levels of the antidot with one vortex against tunnelling.

A zero mode at the vortex; its partner sits at the edge (at t_c = 0.5 the two still overlap on a square of this size and split to
0.06 of the gap). For t_c > 0.5 CdGM levels are bound to the vortex inside the induced gap. The lowest two are almost degenerate
near t_c = 1 and move apart for larger tunnelling (0.2075 and 0.2577 at t_c = 2), whereas the paper finds them degenerate
throughout. Colour: probability near the vortex. States with more weight at the edge are left out. arXiv:2507.23775, Fig. 5(b).
"""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from derivations import models
from derivations.drawing import COLOURS, caption
from derivations.figures import Track
from numerics.gap import minimum_gap
from numerics.systems import bilayer as hoppings_of_bilayer
from numerics.vortex import vortex_states

TUNNELLING = np.linspace(0.5, 2.5, 21)
SIDE, RADIUS, FLUX, STATES = 41, 6.5, 1, 112


def dataset(track: Track[float]) -> xr.Dataset:
    """Energies, weights and rotation labels (over t_c and the number of the state), and the bulk gap (over t_c)."""
    fixed = models.defaults(models.MODELS["bilayer"]())
    columns: dict[str, list[np.ndarray]] = {"energy": [], "vortex_weight": [], "edge_weight": [], "rotation": []}
    gaps = []
    for t in track(TUNNELLING):
        system = hoppings_of_bilayer(**{**fixed, "t_c": float(t)})
        found = vortex_states(system, L=SIDE, R=RADIUS, n=FLUX, states=STATES)
        columns["energy"].append(found.states.energies)
        columns["vortex_weight"].append(found.vortex_weight)
        columns["edge_weight"].append(found.edge_weight)
        columns["rotation"].append(found.states.labels)
        gaps.append(minimum_gap(models.hamiltonian("bilayer", t_c=float(t))).gap)
    energy = {"units": "lambda/a"}
    units = {"energy": energy, "vortex_weight": {"units": "1"}, "edge_weight": {"units": "1"}, "rotation": {"units": "1"}}
    shown = {"L": SIDE, "R": RADIUS, "n": FLUX, **{name: value for name, value in fixed.items() if name != "t_c"}}
    return xr.Dataset(
        {
            **{name: (("t_c", "state"), np.array(values), units[name]) for name, values in columns.items()},
            "gap": ("t_c", np.array(gaps), energy),
        },
        coords={"t_c": ("t_c", TUNNELLING, energy), "state": np.arange(STATES)},
        attrs={**shown, "source": "arXiv:2507.23775, Fig. 5(b)", "caption": caption(shown)},
    )


def draw(ax: Axes, data: xr.Dataset) -> None:
    """Levels as points coloured by vortex weight, the bulk gap shaded."""
    ax.fill_between(data.t_c, -data.gap, data.gap, color=COLOURS[5], alpha=0.15, linewidth=0)
    for sign in (-1, 1):
        ax.plot(data.t_c, sign * data.gap, color=COLOURS[4], label="bulk gap" if sign > 0 else None)
    kept = data.edge_weight < data.vortex_weight
    t = data.t_c.broadcast_like(data.energy).where(kept)
    order = np.argsort(data.vortex_weight.values.ravel())
    x, y, weight = (values.values.ravel()[order] for values in (t, data.energy, data.vortex_weight))
    points = ax.scatter(x, y, c=weight, s=10, vmin=0, vmax=1, zorder=3)
    ax.figure.colorbar(points, ax=ax, label="probability near the vortex")
    ax.set(xlabel=r"tunnelling $t_c$ ($\lambda/a$)", ylabel=r"energy ($\lambda/a$)", ylim=(-0.65, 0.65))
    ax.legend(loc="upper right")
