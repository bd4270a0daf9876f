r"""Levels of an open square against tunnelling, coloured by their weight at the edge.

No antidot, no flux. Inside the bulk gap of the infinite system (shaded) there is but the ladder of the chiral edge mode. Its levels
are equally spaced near zero, where the mode has a constant velocity, and crowd towards the bulk where the gap is large, so that the
mode reaches momenta at which it bends into the bulk band. arXiv:2507.23775, Fig. 4(b).
"""

from collections.abc import Iterator

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from derivations import models
from derivations.drawing import COLOURS, caption
from derivations.figures import Track
from derivations.sentences import CHANGED, HOLDS, Sentence
from derivations.units import ENERGY, NUMBER
from numerics.gap import minimum_gap
from numerics.systems import bilayer as hoppings_of_bilayer
from numerics.vortex import vortex_states

TUNNELLING = np.round(np.linspace(0.5, 2.5, 21), 1)
SIDE, STATES = 61, 128
AT_EDGE = 0.5  # probability in the outer third from which a state is one of the edge
SMALL, LARGE = 0.7, 1.6  # tunnelling at which the ladders are compared


def dataset(track: Track[float] = iter, *, L: int = SIDE, states: int = STATES, **parameters: float) -> xr.Dataset:
    """Energies, edge weights, rotation labels (over t_c and the number of the state), and the bulk gap (over t_c)."""
    fixed = models.defaults(models.MODELS["bilayer"](), **parameters)
    energies, weights, labels, gaps = [], [], [], []
    for t in track(TUNNELLING):
        complete = {**fixed, "t_c": float(t)}
        found = vortex_states(hoppings_of_bilayer(**complete), L=L, R=0.0, n=0, states=states)
        energies.append(found.states.energies)
        weights.append(found.edge_weight)
        labels.append(found.states.labels)
        gaps.append(minimum_gap(models.hamiltonian("bilayer", **complete)).gap)
    shown = {"L": L, **{name: value for name, value in fixed.items() if name != "t_c"}}
    return xr.Dataset(
        {
            "energy": (("t_c", "state"), np.array(energies), ENERGY),
            "edge_weight": (("t_c", "state"), np.array(weights), NUMBER),
            "rotation": (("t_c", "state"), np.array(labels), NUMBER),
            "gap": ("t_c", np.array(gaps), ENERGY),
        },
        coords={"t_c": ("t_c", TUNNELLING, ENERGY), "state": ("state", np.arange(states), NUMBER)},
        attrs={**shown, "source": "arXiv:2507.23775, Fig. 4(b)", "caption": caption(shown)},
    )


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III.2: a gapless branch, the bulk gap, the spacing of the ladder."""
    inside = abs(data.energy) < 0.95 * data.gap
    weakest = data.edge_weight.where(inside).min()
    spacing = data.energy.where(inside).diff("state")
    widest = spacing.max("state")
    yield Sentence(
        paper="States localised at the edge form a gapless branch inside the bulk gap.",
        verdict=HOLDS,
        here=f"Every level below 0.95 of the gap has at least {weakest:.2f} of its weight at the edge, and no two neighbours are"
        f" farther apart than {float((widest / data.gap).max()):.2f} of the gap, the quantum of the circumference.",
        stands=bool(weakest > AT_EDGE and (widest < 0.25 * data.gap).all() and (inside.sum("state") >= 8).all()),
    )
    bulk = data.energy.where((data.energy > 0) & (data.edge_weight < AT_EDGE)).min("state")
    ratio = (bulk / data.gap).dropna("t_c")
    yield Sentence(
        paper="The bulk gap agrees with the gap found in momentum space.",
        verdict=HOLDS,
        here=f"The lowest state that is not of the edge lies at {ratio.min():.3f} to {ratio.max():.3f} of that gap.",
        stands=bool(len(ratio) >= 15 and (ratio > 0.999).all() and (ratio < 1.1).all()),
    )
    small, late, large = (_last_to_first(data.sel(t_c=t, method="nearest")) for t in (SMALL, 1.1, LARGE))
    yield Sentence(
        paper="The edge levels are nearly equally spaced while the gap minimum lies at Gamma.",
        verdict=CHANGED,
        here=f"At small t_c: the last spacing below the gap is {small:.2f} of the first at t_c = {SMALL}, but {late:.2f} at 1.1,"
        " with the minimum still at Gamma.",
        stands=small > 0.8 and late < 0.5,
    )
    final = _last_to_first(data.isel(t_c=-1))
    yield Sentence(
        paper="They crowd near the bulk when the minimum lies at finite momentum.",
        verdict=CHANGED,
        here=f"At t_c = {LARGE} the last spacing below the gap is {large:.2f} of the first; at t_c = {data.t_c[-1]:.1f}, where the"
        f" gap has become small, {final:.2f}: it is the size of the gap that matters, not where its minimum lies.",
        stands=large < 0.3 < final < small,
    )


def _last_to_first(data: xr.Dataset) -> float:
    """The last spacing of the ladder below the gap, divided by the first above zero."""
    energies = data.energy.values[(data.energy.values > 0) & (data.energy.values < data.gap.item()) & (data.edge_weight > AT_EDGE)]
    spacing = np.diff(energies)
    return float(spacing[-1] / spacing[0])


def draw(ax: Axes, data: xr.Dataset) -> None:
    """Levels as points coloured by edge weight, the bulk gap shaded."""
    ax.fill_between(data.t_c, -data.gap, data.gap, color=COLOURS[5], alpha=0.15, linewidth=0)
    for sign in (-1, 1):
        ax.plot(data.t_c, sign * data.gap, color=COLOURS[1], linewidth=1, label="bulk gap" if sign > 0 else None)
    t = data.t_c.broadcast_like(data.energy)
    points = ax.scatter(t, data.energy, c=data.edge_weight, marker="_", s=22, linewidths=0.5, vmin=0, vmax=1, cmap="cividis")
    ax.figure.colorbar(points, ax=ax, label="probability near the edge")
    ax.set(xlabel=r"tunnelling $t_c$ ($\lambda/a$)", ylabel=r"energy ($\lambda/a$)", ylim=(-0.65, 0.75))
    ax.legend(loc="upper right")
