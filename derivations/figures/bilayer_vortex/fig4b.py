r"""Levels of an open square against tunnelling, coloured by their weight at the edge, and the spacing of the edge ladder.

No antidot, no flux. Inside the bulk gap of the infinite system (shaded) there is but the ladder of the chiral edge mode. Its levels
are equally spaced near zero, where the mode has a constant velocity, and crowd towards the bulk where the gap is large, so that the
mode reaches momenta at which it bends into the bulk band. Below: distance between neighbouring levels against their mean energy.
Fig. 4(b).
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import numpy as np
import xarray as xr

from derivations import models
from derivations.drawing import COLOURS, COLUMN, Axes, axis_label, caption, legend, panels
from derivations.figures import Grid, Track
from derivations.figures.bilayer_vortex.paper import PAPER
from derivations.figures.bilayer_vortex.shared.edge_sentences import AT_EDGE, of_the_branch
from derivations.figures.bilayer_vortex.shared.edge_strips import boundary_energy, crowding
from derivations.figures.bilayer_vortex.shared.second_set import SECOND, of_second
from derivations.judging.sentences import CHANGED, HOLDS, Sentence
from derivations.units import ENERGY, NUMBER
from numerics.lattice.ribbon import left_edge_level
from numerics.systems.bilayer import bilayer_system
from numerics.waves.vortex import vortex_states
from numerics.zone.bands import Hamiltonian
from numerics.zone.gap import minimum_gap
from numerics.zone.topology import GapTooSmallError, chern_number

TUNNELLING = np.round(np.linspace(0.5, 2.5, 21), 1)
SIDE, STATES = 61, 128
EVEN = 0.7  # of the first spacing, that nearly equal ones have at least
SMALL, LATE, LARGE = 0.7, 1.1, 1.6  # tunnelling at which the ladders are compared
MAGNETS = np.array([-1.0, 1.0, 3.0, 10.0, 30.0, 100.0])  # magnetisations beside the bilayer
NEAR, ALONG, STRIP = 1.2, 0.1, 60  # tunnelling, ky and width of the strips that have them
SECOND_SIDE, SECOND_LEVELS = 51, {SMALL: 28, LATE: 64, LARGE: 68, 2.5: 88}  # square and number of states of the second set
SLOW = 0.02  # ky at which the energy is that of the velocity at zero


def dataset(
    track: Track[float] = iter,
    *,
    t_c: Grid = TUNNELLING,
    L: int = SIDE,
    states: Annotated[int, "states nearest zero, an even number"] = STATES,
    **parameters: float,
) -> xr.Dataset:
    """Energies, edge weights, rotation labels (over t_c and the number of the state), bulk gap and Chern number (over t_c).

    The Chern number is NaN where the gap is too small for it.
    """
    fixed = models.defaults(models.MODELS["bilayer"](), **parameters)
    energies, weights, labels, gaps, numbers = [], [], [], [], []
    for t in track(t_c):
        complete = {**fixed, "t_c": float(t)}
        found = vortex_states(bilayer_system(**complete), L=L, R=0.0, n=0, states=states)
        energies.append(found.states.energies)
        weights.append(found.edge_weight)
        labels.append(found.states.labels)
        bloch = models.hamiltonian("bilayer", **complete)
        gaps.append(minimum_gap(bloch).gap)
        numbers.append(_chern(bloch))
    shown = {"L": L, **{name: value for name, value in fixed.items() if name != "t_c"}}
    return xr.Dataset(
        {
            "energy": (("t_c", "state"), np.array(energies), ENERGY),
            "edge_weight": (("t_c", "state"), np.array(weights), NUMBER),
            "rotation": (("t_c", "state"), np.array(labels), NUMBER),
            "gap": ("t_c", np.array(gaps), ENERGY),
            "chern": ("t_c", np.array(numbers), NUMBER),
        },
        coords={"t_c": ("t_c", np.array(t_c), ENERGY), "state": ("state", np.arange(states), NUMBER)},
        attrs={**shown, "source": f"{PAPER}, Fig. 4(b)", "caption": caption(shown)},
    )


def _chern(bloch: Hamiltonian) -> float:
    try:
        return chern_number(bloch)
    except GapTooSmallError:
        return np.nan


def evidence(track: Track[float] = iter) -> xr.Dataset:
    """Of strips: the mode beside a magnet (over the magnetisation), of an open edge; of the second set, how the ladder crowds.

    And levels, gap and Chern number of the second set, on a smaller square (over t_second and the number of the state).
    """
    return xr.Dataset(
        {
            **_beside_magnets(),
            **_second_square(),
            "second_crowding": ("t_second", _second_crowding(), NUMBER),
            "second_level": ("t_second", _second_level(), ENERGY),
        },
        coords={
            "magnetisation": ("magnetisation", MAGNETS, ENERGY),
            "t_second": ("t_second", np.array(list(SECOND_LEVELS)), ENERGY),
        },
        attrs={"second_L": SECOND_SIDE},
    )


def _second_square() -> dict[str, tuple[Any, ...]]:
    """Levels of an open square, bulk gap and Chern number of the second set; NaN where there are fewer levels."""
    most = max(SECOND_LEVELS.values())
    found: dict[str, list[Any]] = {name: [] for name in ("energy", "edge_weight", "rotation", "gap", "chern")}
    for t, states in SECOND_LEVELS.items():
        complete = models.defaults(models.MODELS["bilayer"](), **SECOND, t_c=t)
        bloch = models.hamiltonian("bilayer", **complete)
        square = vortex_states(bilayer_system(**complete), L=SECOND_SIDE, R=0.0, n=0, states=states)
        levels = {"energy": square.states.energies, "edge_weight": square.edge_weight, "rotation": square.states.labels}
        for name, values in levels.items():
            found[name].append(np.pad(values.astype(float), (most - states) // 2, constant_values=np.nan))
        found["gap"].append(minimum_gap(bloch).gap)
        found["chern"].append(chern_number(bloch))
    units = {"energy": ENERGY, "gap": ENERGY}
    of_level = ("energy", "edge_weight", "rotation")
    return {
        f"second_{name}": (
            ("t_second", "second_state") if name in of_level else "t_second",
            np.array(values),
            units.get(name, NUMBER),
        )
        for name, values in found.items()
    }


def _beside_magnets() -> dict[str, tuple[Any, ...]]:
    """Energies of the mode beside a magnet and at an open edge, of both sets of parameters."""
    found: dict[str, tuple[Any, ...]] = {}
    sets: dict[str, Mapping[str, float]] = {"": {}, "second_": SECOND}
    for prefix, given in sets.items():
        complete = models.defaults(models.MODELS["bilayer"](), **given, t_c=NEAR)
        system = bilayer_system(**complete)
        gap = minimum_gap(models.hamiltonian("bilayer", **complete)).gap
        beside = [boundary_energy(system, magnetisation=float(m), ky=ALONG, gap=gap) for m in MAGNETS]
        found[f"{prefix}beside_magnet"] = ("magnetisation", np.array(beside), ENERGY)
        found[f"{prefix}open_edge"] = ((), left_edge_level(system, width=STRIP, ky=ALONG)[0], ENERGY)
    return found


def _second_level() -> list[float]:
    """Modulus of the energy of the edge mode of a strip at small ky, of the second set."""
    found = []
    for t in SECOND_LEVELS:
        system = bilayer_system(**models.defaults(models.MODELS["bilayer"](), **SECOND, t_c=t))
        found.append(abs(left_edge_level(system, width=STRIP, ky=SLOW)[0]))
    return found


def _second_crowding() -> list[float]:
    """Slope of the edge mode below the gap over that at zero energy, of the second set."""
    found = []
    for t in SECOND_LEVELS:
        complete = models.defaults(models.MODELS["bilayer"](), **SECOND, t_c=t)
        found.append(crowding(bilayer_system(**complete), gap=minimum_gap(models.hamiltonian("bilayer", **complete)).gap))
    return found


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III.2."""
    yield from of_the_branch(data, of_second(data))
    yield from _of_the_spacing(data)
    yield _lowered(data)
    yield _magnet(data)


def _lowered(data: xr.Dataset) -> Sentence:
    lowest = data.energy.where(data.energy > 0).min("state")
    second = data.second_level
    quantum = np.pi * data.attrs["lam"] / (4 * data.attrs["L"])  # half of it: half odd integers
    return Sentence(
        paper="By the density of states that it adds tunnelling can lower the energy of in-gap states.",
        verdict=CHANGED,
        here=f"It lowers those of the edge: the lowest level falls from {float(lowest[0]):.4f} at t_c = {data.t_c[0]:.1f} to"
        f" {float(lowest[-1]):.4f} at {data.t_c[-1]:.1f}, at every step, whether the gap grows or falls (a mode of the TI"
        f" layer alone would have {quantum:.4f}, half the quantum of the circumference). But it is the velocity of the"
        " mode that falls (``edge_level_spacing``), throughout, while the density of states has a maximum"
        " (``zero_energy_density``). At the vortex the first levels rise as long as the gap grows (Fig. 5(b))."
        f" Second set: at ky = {SLOW:g} of a strip from {float(second[0]):.4f} at {float(second.t_second[0]):g} to"
        f" {float(second[-1]):.4f} at {float(second.t_second[-1]):g}.",
        stands=bool(
            (lowest.diff("t_c") < 0).all()
            and lowest[-1] < 0.3 * quantum
            and abs(lowest[0] / quantum - 1) < 0.1
            and (second.diff("t_second") < 0).all()
            and second[-1] < 0.5 * SLOW
        ),
        second=CHANGED,
    )


def _magnet(data: xr.Dataset) -> Sentence:
    off, second = (
        abs(data[f"{prefix}beside_magnet"] / data[f"{prefix}open_edge"] - 1).where(data.magnetisation > 0, drop=True)
        for prefix in ("", "second_")
    )
    opposite = float(data.beside_magnet.sel(magnetisation=-1))
    return Sentence(
        paper="The edge is equivalent to a boundary to a magnet on the TI, in the limit of a large gap there.",
        verdict=HOLDS,
        here=f"At ky = {ALONG:g} and t_c = {NEAR:g} the mode beside a magnet has the energy of the open edge,"
        f" {float(data.open_edge):.4f}, but for {float(off[0]):.0%}, {float(off.sel(magnetisation=10)):.1%} and"
        f" {float(off[-1]):.2%} of it with a magnetisation of {float(off.magnetisation[0]):g}, 10 and"
        f" {float(off.magnetisation[-1]):g} (second set: {float(second[0]):.0%},"
        f" {float(second.sel(magnetisation=10)):.1%} and {float(second[-1]):.2%}). That is so if the magnetisation has the sign of"
        f" the mass; a small one against it turns the mode round ({opposite:.4f} at -1).",
        stands=bool(
            all((one.diff("magnetisation") < 0).all() and one[-1] < 1e-3 and 0.01 < one[0] < 0.5 for one in (off, second))
            and opposite * data.open_edge < 0
        ),
        second=HOLDS,
    )


def _of_the_spacing(data: xr.Dataset) -> Iterator[Sentence]:
    """Where the ladder is equally spaced, and where it crowds."""
    second = data.second_crowding
    last = {t: float((spacing := ladder(data.sel(t_c=t, method="nearest"))[1])[-1] / spacing[0]) for t in (SMALL, LATE, LARGE)}
    yield Sentence(
        paper="The edge levels are nearly equally spaced while the gap minimum lies at Gamma.",
        verdict=CHANGED,
        here=f"At small t_c: the last spacing below the gap is {last[SMALL]:.2f} of the first at t_c = {SMALL}, but"
        f" {last[LATE]:.2f} at {LATE}, with the minimum still at Gamma. With the second set it is {float(second[0]):.2f} and"
        f" {float(second[1]):.2f} (slope of the mode of a strip). From {EVEN:g} on they count as nearly equal.",
        stands=bool(last[SMALL] > EVEN > last[LATE] + 0.2 and (second[:2] > EVEN).all()),
        second=HOLDS,
    )
    spacing = ladder(data.isel(t_c=-1))[1]
    final = float(spacing[-1] / spacing[0])
    yield Sentence(
        paper="They crowd near the bulk when the minimum lies at finite momentum.",
        verdict=CHANGED,
        here=f"At t_c = {LARGE} the last spacing below the gap is {last[LARGE]:.2f} of the first; at t_c = {data.t_c[-1]:.1f},"
        f" where the gap has become small, {final:.2f}: it is the size of the gap that matters, not where its minimum lies. With"
        f" the second set, whose gap falls little, they crowd ever more: {float(second[2]):.2f} and {float(second[3]):.2f}.",
        stands=bool(last[LARGE] < 0.3 < final < last[SMALL] and EVEN > second[2] > second[3] + 0.05),
        second=HOLDS,
    )


def ladder(data: xr.Dataset) -> tuple[np.ndarray, np.ndarray]:
    """Of one tunnelling: mean energies of neighbouring edge levels between zero and the gap, and their distances."""
    energies = data.energy.values
    energies = energies[(energies > 0) & (energies < data.gap.item()) & (data.edge_weight.values > AT_EDGE)]
    return (energies[1:] + energies[:-1]) / 2, np.diff(energies)


def draw(ax: Axes, data: xr.Dataset) -> None:
    """Levels as strokes coloured by edge weight, the bulk gap shaded; below, spacings for four tunnellings."""
    levels, spacings = panels(ax, 2, 1, width=COLUMN, height=4.4, height_ratios=(3, 2))[:, 0]
    levels.fill_between(data.t_c, -data.gap, data.gap, color=COLOURS[5], alpha=0.15, linewidth=0)
    for sign in (-1, 1):
        levels.plot(data.t_c, sign * data.gap, color=COLOURS[1], linewidth=1, label="bulk gap" if sign > 0 else None)
    t = data.t_c.broadcast_like(data.energy)
    points = levels.scatter(t, data.energy, c=data.edge_weight, marker="_", s=18, linewidths=0.3, vmin=0, vmax=1, cmap="cividis")
    levels.figure.colorbar(points, ax=levels, label="probability near the edge")
    highest = float(data.gap.max())
    levels.set(xlabel=axis_label(data.t_c), ylabel=axis_label(data.energy), ylim=(-1.1 * highest, 1.25 * highest))
    legend(levels, loc="upper right")
    nearest = (data.sel(t_c=t, method="nearest") for t in (SMALL, LATE, LARGE, float(data.t_c.max())))
    shown = {float(at.t_c): at for at in nearest}
    for at, marker, colour in zip(shown.values(), "osD^", COLOURS, strict=False):
        energies, spacing = ladder(at)
        spacings.plot(
            energies / at.gap.item(),
            1000 * spacing,
            f"{marker}-",
            color=colour,
            markersize=2,
            linewidth=0.6,
            label=f"$t_c$ = {float(at.t_c):g}",
        )
    spacings.set(
        xlabel="mean energy of two neighbours (of the gap)", ylabel=axis_label(data.energy, "spacing", power=-3), ylim=(0, None)
    )
    legend(spacings, ncols=2, loc="lower left")
