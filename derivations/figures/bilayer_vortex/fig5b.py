r"""Levels of the antidot with one vortex against tunnelling.

Colour: probability near the vortex; states with more weight at the edge are left out. A zero mode at the vortex (its partner sits
at the edge), and from t_c = 0.6 on Caroli-de Gennes-Matricon (CdGM) levels inside the bulk gap, numbered by their energy. Below the
same with a second set of parameters, which has the jump of the gap minimum where the paper has it, too: there the levels stay while
the gap falls.
Fig. 5(b): shapes and statements can be compared, numbers cannot, for the parameters of the paper are not known.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import xarray as xr

from derivations import models
from derivations.drawing import COLOURS, COLUMN, Axes, axis_label, caption, legend, panels, span
from derivations.figures import Grid, Sizes, Track
from derivations.figures.bilayer_vortex.paper import PAPER
from derivations.figures.bilayer_vortex.shared.cdgm_sentences import of_the_first_two, of_the_gap, of_the_others
from derivations.figures.bilayer_vortex.shared.second_set import NOTE, SECOND, of_second
from derivations.figures.bilayer_vortex.shared.vortex import FLUX, RADIUS, SPLITTING, Square, bound_states, reaching, splitting
from derivations.judging.sentences import CHANGED, HOLDS, Sentence
from derivations.units import ENERGY, LENGTH, NUMBER
from numerics.systems.bilayer import bilayer_system
from numerics.waves.vortex import vortex_states
from numerics.zone.gap import minimum_gap

if TYPE_CHECKING:
    from matplotlib.collections import PathCollection

TUNNELLING = np.round(np.concatenate([np.arange(0.5, 0.6, 0.02), np.arange(0.6, 2.55, 0.1)]), 2)  # fine where levels emerge
SIDE, LEVELS = 61, 8  # bound levels that are followed
STATES = ((0.5, 1.1, 2.5), (80, 136, 128))  # tunnellings, and how many states reach the gap there; between them by a straight line
LARGER = (81, 101, 121)  # squares for the zero modes where SIDE is too small
SECOND_TUNNELLING = np.array([0.5, 0.6, 0.65, 0.7, 0.8, 1.0, 1.2, 1.3, 1.5, 1.7, 2.0, 2.2, 2.5])
SECOND_SIDE, SECOND_STATES = 51, ((0.5, 1.2, 2.5), (60, 102, 98))
SECOND_LARGE = {0.5: 121, 1.0: 81, 2.5: 121}  # squares for its zero modes, which decay most slowly at the ends


def dataset(
    track: Track[float] = iter,
    *,
    t_c: Grid = tuple(TUNNELLING),
    L: int = SIDE,
    R: float = RADIUS,
    n: int = FLUX,
    states: Annotated[int | None, "states nearest zero; as many as reach the gap with the parameters of the paper"] = None,
    larger: Annotated[Sizes, "larger sides, tried where the two zero modes are not separate (a)"] = LARGER,
    **parameters: float,
) -> xr.Dataset:
    """All levels (over t_c and state), the bound ones by number, energy of the Majorana modes on a large square, bulk gap."""
    fixed = models.defaults(models.MODELS["bilayer"](), **parameters)
    square, sides = Square(L, R, n), [L, *(side for side in larger if side > L)]
    points, majorana = [], []
    for t in track(t_c):
        complete = {**fixed, "t_c": float(t)}
        points.append(_point(complete, square, states or reaching(float(t), STATES, L=L, of=SIDE)))
        majorana.append(_separate(points[-1], sides, square, complete))
    shown = {**square._asdict(), **{name: value for name, value in fixed.items() if name != "t_c"}}
    return xr.Dataset(
        {
            **_over(points, "t_c", "state"),
            "majorana": ("t_c", [energy for _, energy in majorana], ENERGY),
            "side": ("t_c", [side for side, _ in majorana], LENGTH),
        },
        coords={"t_c": ("t_c", np.array(t_c), ENERGY), "number": ("number", np.arange(1, LEVELS + 1), NUMBER)},
        attrs={
            **shown,
            "source": f"{PAPER}, Fig. 5(b)",
            "caption": f"{caption(shown)}; zero modes: {span('L', (side for side, _ in majorana))}",
        },
    )


def evidence(
    track: Track[float] = iter, *, second_t_c: Grid = SECOND_TUNNELLING, second_t_large: Grid = tuple(SECOND_LARGE)
) -> xr.Dataset:
    """With the second set the same, on fewer tunnellings and a smaller square; the larger squares for three tunnellings."""
    second, square = models.defaults(models.MODELS["bilayer"](), **SECOND), Square(SECOND_SIDE, RADIUS, FLUX)
    points = [
        _point({**second, "t_c": float(t)}, square, reaching(float(t), SECOND_STATES, L=SECOND_SIDE, of=SECOND_SIDE))
        for t in track(second_t_c)
    ]
    sides = [SECOND_LARGE[t] for t in second_t_large]
    lowest = [_lowest(Square(side, RADIUS, FLUX), {**second, "t_c": t}) for t, side in zip(second_t_large, sides, strict=True)]
    return xr.Dataset(
        {
            **{f"second_{name}": variable for name, variable in _over(points, "second_t_c", "second_state").items()},
            "second_lowest": (("second_t_large", "second_level"), np.array(lowest), ENERGY),
            "second_side": ("second_t_large", sides, LENGTH),
        },
        coords={
            "second_t_c": ("second_t_c", np.array(second_t_c), ENERGY),
            "second_t_large": ("second_t_large", np.array(second_t_large), ENERGY),
            "number": ("number", np.arange(1, LEVELS + 1), NUMBER),
        },
        attrs={"second_L": SECOND_SIDE},
    )


def _point(parameters: dict[str, float], square: Square, states: int) -> dict[str, Any]:
    """Of one tunnelling: all levels with weights and labels, the bound ones inside the gap, the gap."""
    found = vortex_states(bilayer_system(**parameters), **square._asdict(), states=states)
    gap = minimum_gap(models.hamiltonian("bilayer", **parameters)).gap
    chosen = [index for index in bound_states(found) if found.states.energies[index] < gap][:LEVELS]
    levels = {
        "energy": found.states.energies,
        "vortex_weight": found.vortex_weight,
        "edge_weight": found.edge_weight,
        "rotation": found.states.labels.astype(float),
    }
    bound = {"bound": "energy", "bound_weight": "vortex_weight", "bound_rotation": "rotation"}
    return {"gap": gap, **levels, **{name: _padded(levels[of][chosen], LEVELS) for name, of in bound.items()}}


def _padded(values: np.ndarray, size: int) -> np.ndarray:
    return np.concatenate([values, np.full(size - len(values), np.nan)])


def _over(points: list[dict[str, Any]], t_c: str, state: str) -> dict[str, Any]:
    """Variables of a dataset; states are counted from the middle, NaN where there are fewer."""
    most = max(len(point["energy"]) for point in points)

    def table(name: str) -> np.ndarray:
        return np.array([np.pad(point[name], (most - len(point[name])) // 2, constant_values=np.nan) for point in points])

    def row(name: str) -> np.ndarray:
        return np.array([point[name] for point in points])

    return {
        "energy": ((t_c, state), table("energy"), ENERGY),
        **{name: ((t_c, state), table(name), NUMBER) for name in ("vortex_weight", "edge_weight", "rotation")},
        "bound": ((t_c, "number"), row("bound"), ENERGY),
        **{name: ((t_c, "number"), row(name), NUMBER) for name in ("bound_weight", "bound_rotation")},
        "gap": (t_c, row("gap"), ENERGY),
    }


def _separate(point: dict[str, Any], sides: Sizes, square: Square, parameters: dict[str, float]) -> tuple[int, float]:
    """Side of the square on which the Majorana modes are separate, and their energy there; with even flux there are none."""
    energy = float(point["energy"][len(point["energy"]) // 2])
    if energy < SPLITTING or square.n % 2 == 0 or len(sides) == 1:
        return square.L, energy
    return splitting(sides[1:], R=square.R, n=square.n, **parameters)


def _lowest(square: Square, parameters: dict[str, float]) -> np.ndarray:
    """The zero mode and the next level of one square."""
    found = vortex_states(bilayer_system(**parameters), **square._asdict(), states=4)
    return found.states.energies[2:]


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III.3 and of the abstract."""
    yield from _of_the_zero_modes(data)
    yield from _of_their_beginning(data)
    yield from of_the_first_two(data, of_second(data))
    yield from of_the_gap(data, of_second(data))
    yield from of_the_others(data, of_second(data))


def _of_the_zero_modes(data: xr.Dataset) -> Iterator[Sentence]:
    """Energy and place of the Majorana modes; the levels of both signs."""
    middle, second = data.sizes["state"] // 2, of_second(data)
    worst = data.majorana.max()
    next_level = data.energy.isel(state=middle + 1).min()
    zero, above = (second.lowest.isel(level=level) for level in (0, 1))
    yield Sentence(
        paper="A single vortex comes with two degenerate zero modes, for every t_c.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"Their energy is at most {worst:.1e} (on squares of up to {data.side.max():.0f} sites where the decay is slow), the"
        f" next level at least {next_level:.3f}. Second set: {', '.join(f'{value:.0e}' for value in zero.values)} at t_c ="
        f" {', '.join(f'{t:g}' for t in zero.t_large.values)} on squares of up to {second.side.max():.0f} sites, the next level at"
        f" least {above.min():.4f}.",
        stands=bool(worst < SPLITTING and next_level > 500 * worst and zero.max() < 10 * SPLITTING and (above > 100 * zero).all()),
    )
    off = float(abs(data.energy + data.energy.values[:, ::-1]).max())
    turned = (data.rotation + data.rotation.values[:, ::-1]) % 4
    yield Sentence(
        paper="The spectrum is symmetric about zero energy.",
        verdict=HOLDS,
        here=f"By construction, to {off:.0e}: so is that of every BdG matrix, and the solver makes use of it. Of each level j the"
        " partner has -j.",
        stands=bool(off < 1e-12 and (turned.fillna(0) == 0).all() and (data.energy.diff("state").fillna(1) >= 0).all()),
    )
    weight, other = (of.vortex_weight.isel(state=of.sizes["state"] // 2) for of in (data, second))
    yield Sentence(
        paper="The zero mode is ever more localised at the vortex as t_c grows.",
        verdict=CHANGED,
        second=CHANGED,
        here=f"Its weight there grows from {weight[0]:.3f} at t_c = {data.t_c[0]:g} to {weight.max():.5f} at"
        f" {float(weight.idxmax('t_c')):.1f}, and falls again to {weight[-1]:.3f}, as the decay length grows again. Second set:"
        f" {other[0]:.3f}, {other.max():.4f} at {float(other.idxmax('t_c')):.1f}, {other[-1]:.3f}.",
        stands=bool(
            max(weight[0], other[0]) < 0.98 and min(weight.max(), other.max()) > 0.999 and max(weight[-1], other[-1]) < 0.999
        ),
    )


def _of_their_beginning(data: xr.Dataset) -> Iterator[Sentence]:
    """From which tunnelling on the first three CdGM levels are bound inside the gap."""
    (none, first, second, third, stay), (none_2, first_2, second_2, third_2, stay_2) = (
        _begins(of) for of in (data, of_second(data))
    )
    yield Sentence(
        paper="CdGM-1 and CdGM-2 appear inside the gap beyond a small t_c.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"No level is bound inside the gap up to t_c = {none:g}; from {first:g} on there are at least two (second set:"
        f" {none_2:g}, {first_2:g}).",
        stands=first == second > none and first_2 == second_2 > none_2 and stay and stay_2,
    )
    yield Sentence(
        paper="A third branch appears at a larger t_c.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"At {third:g} (second set: {third_2:g}), soon after the first two.",
        stands=third > second and third_2 > second_2 and stay and stay_2,
    )


def _begins(data: xr.Dataset) -> tuple[float, float, float, float, bool]:
    """The last tunnelling without a bound level, those from which on there are one, two and three, and whether these stay."""
    bound = np.isfinite(data.bound.sel(number=[1, 2, 3]))
    first, second, third = (float(value) for value in data.t_c.where(bound).min("t_c"))
    return float(data.t_c.where(data.t_c < first).max()), first, second, third, bool(bound.sel(t_c=slice(third, None)).all())


def draw(ax: Axes, data: xr.Dataset) -> None:
    """Levels as points coloured by vortex weight, the bulk gap shaded; below the same of the second set, where it is at hand."""
    middle = data.sizes["state"] // 2
    levels = data.energy.copy()
    for state, sign in ((middle - 1, -1), (middle, 1)):
        levels[:, state] = sign * data.majorana  # of the larger squares
    shown = {"": data.assign(energy=levels)}
    if "second_energy" in data:
        shown = {"defaults": shown[""], f"{NOTE}, L = {data.attrs['second_L']}": of_second(data)}
    column = panels(ax, len(shown), 1, width=COLUMN, height=2.5 * len(shown), sharex=True, sharey=True)[:, 0]
    highest = 1.1 * max(float(of.gap.max()) for of in shown.values())
    for panel, (text, of) in zip(column, shown.items(), strict=True):
        points = _draw_levels(panel, of)
        panel.set_title(text, loc="left", pad=2, x=-0.1, fontsize=6.5)
        panel.set(ylabel=axis_label(data.energy), ylim=(-highest, highest))
    column[-1].figure.colorbar(points, ax=list(column), label="probability near the vortex", aspect=20 * len(shown))
    column[-1].set_xlabel(axis_label(data.t_c))
    legend(column[0], loc="upper right")


def _draw_levels(ax: Axes, data: xr.Dataset) -> "PathCollection":
    """One set of parameters: the states that are nearer to the vortex than to the edge."""
    ax.fill_between(data.t_c, -data.gap, data.gap, color=COLOURS[5], alpha=0.15, linewidth=0)
    for sign in (-1, 1):
        ax.plot(data.t_c, sign * data.gap, color=COLOURS[4], linewidth=1, label="bulk gap" if sign > 0 else None)
    kept = (data.edge_weight < data.vortex_weight).values.ravel()
    t, energy, weight = (
        values.values.ravel()[kept] for values in (data.t_c.broadcast_like(data.energy), data.energy, data.vortex_weight)
    )
    order = np.argsort(weight)
    return ax.scatter(t[order], energy[order], c=weight[order], s=5, linewidths=0, vmin=0, vmax=1, zorder=3, cmap="cividis")
