r"""Levels of the antidot with one vortex against tunnelling.

Colour: probability near the vortex; states with more weight at the edge are left out. A zero mode at the vortex (its partner sits
at the edge), and from t_c = 0.6 on Caroli-de Gennes-Matricon (CdGM) levels inside the bulk gap, numbered by their energy.
arXiv:2507.23775, Fig. 5(b): shapes and statements can be compared, numbers cannot, for the parameters of the paper are not known.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import xarray as xr

from derivations import models
from derivations.drawing import COLOURS, Axes, caption, span
from derivations.figures import Track
from derivations.figures.shared.vortex import FLUX, RADIUS, SPLITTING, bound_states, splitting
from derivations.sentences import CHANGED, HOLDS, Sentence
from derivations.units import ENERGY, LENGTH, NUMBER
from numerics.gap import minimum_gap
from numerics.systems import bilayer as hoppings_of_bilayer
from numerics.vortex import vortex_states

TUNNELLING = np.round(np.concatenate([np.arange(0.5, 0.6, 0.02), np.arange(0.6, 2.55, 0.1)]), 2)  # fine where levels emerge
SIDE, STATES = 61, 136
LARGER = (81, 101, 121)  # squares for the zero modes where SIDE is too small
LEVELS = 8  # bound ones that are followed


def dataset(track: Track[float] = iter, *, L: int = SIDE, states: int = STATES, **parameters: float) -> xr.Dataset:
    """All levels (over t_c and state), the bound ones by number, energy of the Majorana modes on a large square, bulk gap."""
    fixed = models.defaults(models.MODELS["bilayer"](), **parameters)
    points = [_point({**fixed, "t_c": float(t)}, L, states) for t in track(TUNNELLING)]
    shown = {"L": L, "R": RADIUS, "n": FLUX, **{name: value for name, value in fixed.items() if name != "t_c"}}
    sides = [int(point["side"]) for point in points]
    dims = {
        **dict.fromkeys(("vortex_weight", "edge_weight", "rotation"), (("state",), NUMBER)),
        **dict.fromkeys(("bound_weight", "bound_rotation"), (("number",), NUMBER)),
        "energy": (("state",), ENERGY),
        "bound": (("number",), ENERGY),
        "gap": ((), ENERGY),
        "majorana": ((), ENERGY),
        "side": ((), LENGTH),
    }
    return xr.Dataset(
        {name: (("t_c", *axes), np.array([point[name] for point in points]), unit) for name, (axes, unit) in dims.items()},
        coords={
            "t_c": ("t_c", TUNNELLING, ENERGY),
            "state": ("state", np.arange(states), NUMBER),
            "number": ("number", np.arange(1, LEVELS + 1), NUMBER),
        },
        attrs={**shown, "source": "arXiv:2507.23775, Fig. 5(b)", "caption": f"{caption(shown)}; zero modes: {span('L', sides)}"},
    )


def _point(parameters: dict[str, float], L: int, states: int) -> dict[str, Any]:
    found = vortex_states(hoppings_of_bilayer(**parameters), L=L, R=RADIUS, n=FLUX, states=states)
    gap = minimum_gap(models.hamiltonian("bilayer", **parameters)).gap
    chosen = [index for index in bound_states(found) if found.states.energies[index] < gap][:LEVELS]
    side, energy = L, float(found.states.energies[states // 2])
    if energy > SPLITTING:
        side, energy = splitting(LARGER, R=RADIUS, n=FLUX, **parameters)

    def padded(values: np.ndarray) -> np.ndarray:
        return np.concatenate([values[chosen], np.full(LEVELS - len(chosen), np.nan)])

    return {
        "energy": found.states.energies,
        "vortex_weight": found.vortex_weight,
        "edge_weight": found.edge_weight,
        "rotation": found.states.labels,
        "bound": padded(found.states.energies),
        "bound_weight": padded(found.vortex_weight),
        "bound_rotation": padded(found.states.labels),
        "gap": gap,
        "majorana": energy,
        "side": side,
    }


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III.3 and of the abstract."""
    yield from _of_the_zero_modes(data)
    yield from _of_their_beginning(data)
    yield from _of_the_first_two(data)
    yield from _of_the_gap(data)
    yield from _of_the_others(data)


def _of_their_beginning(data: xr.Dataset) -> Iterator[Sentence]:
    """From which tunnelling on the first three CdGM levels are bound inside the gap."""
    bound = np.isfinite(data.bound.sel(number=[1, 2, 3]))
    first, second, third = (float(value) for value in data.t_c.where(bound).min("t_c"))
    stay = bool(bound.sel(t_c=slice(third, None)).all())
    yield Sentence(
        paper="CdGM-1 and CdGM-2 appear inside the gap beyond a small t_c.",
        verdict=HOLDS,
        here=f"No level is bound inside the gap up to t_c = {float(data.t_c.where(data.t_c < first).max()):g}; from {first:g} on"
        " there are at least two.",
        stands=bool(first == second > data.t_c[0] and stay),
    )
    yield Sentence(
        paper="A third branch appears at a larger t_c.",
        verdict=HOLDS,
        here=f"At {third:g}, soon after the first two.",
        stands=bool(third > second and stay),
    )


def _of_the_first_two(data: xr.Dataset) -> Iterator[Sentence]:
    """How far CdGM-1 and -2 are apart, and how well they are localised."""
    first, second = (data.bound.sel(number=number) for number in (1, 2))
    apart, crossing = (second - first) / first, _crossing(data)
    near, far = apart.sel(t_c=1.0, method="nearest"), apart.sel(t_c=2.0, method="nearest")
    yield Sentence(
        paper="CdGM-1 and CdGM-2 stay nearly degenerate for all t_c.",
        verdict=CHANGED,
        here=f"They differ by {near:.1%} at t_c = 1.0 and by {far:.0%} at 2.0. They have j = 1 and -1, which would be"
        " degenerate but for the mass of the lattice and the SC band (``momenta_of_bound_states``); the two cancel where the levels"
        f" cross, between t_c = {crossing - 0.1:.1f} and {crossing:.1f}.",
        stands=bool(near < 0.01 and far > 0.1 and 0.7 < crossing < 1.3),
    )
    weight = data.bound_weight.sel(number=[1, 2]).dropna("t_c")
    best, of_second = weight.sel(number=1).idxmax("t_c"), weight.sel(number=2)
    dip = data.sel(t_c=float(of_second.sel(t_c=slice(1.5, None)).idxmin("t_c")))
    mixed = float(dip.edge_weight.isel(state=int(np.argmin(abs(dip.energy - dip.bound.sel(number=2)).values))))
    yield Sentence(
        paper="They are ever more localised at the vortex as t_c grows.",
        verdict=CHANGED,
        here=f"The weight of CdGM-1 there grows from {weight[0, 0]:.2f} at t_c = {weight.t_c[0]:g} to {weight[:, 0].max():.4f} at"
        f" {best:.1f}, and falls again to {weight[-1, 0]:.2f}; that of CdGM-2 from {of_second[0]:.2f} to"
        f" {of_second.max():.4f} and to {of_second[-1]:.2f}. Both have dips where they mix with levels of the edge, down to"
        f" {dip.bound_weight.sel(number=2):.2f} at {dip.t_c:g}.",
        stands=bool(
            0.9 < best < 1.3
            and (weight[0] < 0.85).all()
            and (weight.max("t_c") > 0.999).all()
            and (weight[-1] < 0.98).all()
            and mixed > 0.9 * (1 - dip.bound_weight.sel(number=2)) > 0.3
        ),
    )


def _of_the_gap(data: xr.Dataset) -> Iterator[Sentence]:
    """How CdGM-1 and -2 follow the gap, and stay away from the zero mode."""
    first, best = data.bound.sel(number=1), float(data.gap.idxmax("t_c"))
    begin = data.t_c.where(np.isfinite(first)).min()
    rising, falling = data.sel(t_c=slice(begin, best)), data.sel(t_c=slice(best, 1.9))
    grown = rising.bound.sel(number=[1, 2]).isel(t_c=-1) / rising.bound.sel(number=[1, 2]).isel(t_c=0)
    yield Sentence(
        paper="The energies of CdGM-1 and CdGM-2 rise while the gap grows.",
        verdict=HOLDS,
        here=f"By {grown[0] - 1:.0%} and {grown[1] - 1:.0%} from t_c = {begin:g} to {best:g}; the gap by"
        f" {rising.gap[-1] / rising.gap[0] - 1:.0%}.",
        stands=bool((rising.bound.sel(number=[1, 2]).diff("t_c") > 0).all()),
    )
    change = falling.bound.sel(number=[1, 2]).isel(t_c=-1) / falling.bound.sel(number=[1, 2]).isel(t_c=0) - 1
    gap_change, end = falling.gap[-1] / falling.gap[0] - 1, first[-1] / first.max() - 1
    yield Sentence(
        paper="They remain flat once the gap falls.",
        verdict=CHANGED,
        here=f"From t_c = {best:g} to 1.9 they change by {change[0]:+.0%} and {change[1]:+.0%} while the gap changes by"
        f" {gap_change:+.0%}; farther on the gap reaches them, and at t_c = {data.t_c[-1]:g} CdGM-1 is {-end:.0%} below its"
        " maximum.",
        stands=bool((abs(change) < 0.12).all() and gap_change < -0.3 and end < -0.3),
    )
    top, last, of_gap = float(first.idxmax("t_c")), first[-1], first / data.gap
    yield Sentence(
        paper="The separation of zero mode and CdGM states grows with t_c, and stays large although the gap decreases.",
        verdict=CHANGED,
        here=f"It grows from {first.sel(t_c=begin):.3f} to {first.max():.3f} at t_c = {top:.1f}, is still"
        f" {first.sel(t_c=1.9) / first.max():.0%} of that at 1.9, and then falls with the gap, to {last:.3f}, less than at its"
        f" beginning. In units of the gap it grows throughout the decrease, from {of_gap.sel(t_c=top):.2f} to"
        f" {of_gap[-1]:.2f}.",
        stands=bool(
            1.1 < top < 1.4
            and 0.8 < first.sel(t_c=1.9) / first.max() < 0.95
            and last < first.sel(t_c=begin)
            and (of_gap.sel(t_c=slice(top, None)).diff("t_c") > 0).all()
        ),
    )


def _of_the_others(data: xr.Dataset) -> Iterator[Sentence]:
    """CdGM-3, and those above."""
    third, best = data.bound.sel(number=3), float(data.gap.idxmax("t_c"))
    begin = data.t_c.where(np.isfinite(third)).min()
    follows = (third / data.gap).sel(t_c=slice(0.8, 1.9))
    ends = [float((third / data.gap).sel(t_c=t)) for t in (begin, data.t_c[-1])]
    eighth = (data.bound.sel(number=LEVELS) / data.gap).sel(t_c=slice(1.0, 1.9))
    yield Sentence(
        paper="CdGM-3 follows the gap.",
        verdict=CHANGED,
        here=f"Only at the ends, where the gap is small ({ends[0]:.2f} of it at t_c = {begin:g}, {ends[1]:.2f} at"
        f" {data.t_c[-1]:g}); between, for t_c = 0.8 to 1.9, it is as flat as the first two, at {follows.min():.2f} to"
        f" {follows.max():.2f} of the gap.",
        stands=bool(follows.max() > 1.5 * follows.min() and min(ends) > 0.8),
    )
    yield Sentence(
        paper="Higher CdGM levels track the gap more closely.",
        verdict=HOLDS,
        here=f"The eighth lies at {eighth.min():.2f} to {eighth.max():.2f} of the gap between t_c = 1.0 and 1.9, the third"
        f" at {follows.min():.2f} to {follows.max():.2f}.",
        stands=bool(eighth.min() > 0.75 and eighth.max() < 1 and eighth.min() > 1.2 * follows.min()),
    )
    weight = data.bound_weight.sel(number=3)
    yield Sentence(
        paper="CdGM-3 is localised best where the gap is largest.",
        verdict=HOLDS,
        here=f"Its weight near the vortex is {weight.max():.4f} at t_c = {float(weight.idxmax('t_c')):.1f} and {weight[-1]:.2f} at"
        f" {data.t_c[-1]:g}; the gap is largest at {best:.1f}.",
        stands=bool(abs(weight.idxmax("t_c") - best) < 0.35 and weight[-1] < 0.95),
    )


def _crossing(data: xr.Dataset) -> float:
    """The first tunnelling at which j = -1 (label 3) is below j = 1 after j = 1 was below; NaN if there is none."""
    labels = data.bound_rotation.sel(number=1)
    changes = (labels == 3) & (labels.shift(t_c=1) == 1)
    return float(data.t_c.where(changes).min())


def _of_the_zero_modes(data: xr.Dataset) -> Iterator[Sentence]:
    """Energy and place of the Majorana modes."""
    middle = data.sizes["state"] // 2
    worst = data.majorana.max()
    next_level = data.energy.isel(state=middle + 1).min()
    yield Sentence(
        paper="There are two zero modes, one at the vortex and one at the edge, for every t_c.",
        verdict=HOLDS,
        here=f"Their energy is at most {worst:.1e} (on squares of up to {data.side.max():.0f} sites where the decay is slow), the"
        f" next level at least {next_level:.3f}.",
        stands=bool(worst < SPLITTING and next_level > 500 * worst),
    )
    weight = data.vortex_weight.isel(state=middle)
    yield Sentence(
        paper="The zero mode is ever more localised at the vortex as t_c grows.",
        verdict=CHANGED,
        here=f"Its weight there grows from {weight[0]:.3f} at t_c = {data.t_c[0]:g} to {weight.max():.5f} at"
        f" {float(weight.idxmax('t_c')):.1f}, and falls again to {weight[-1]:.3f}, as the decay length grows again.",
        stands=bool(weight[0] < 0.98 and weight.max() > 0.9999 and weight[-1] < 0.999),
    )


def draw(ax: Axes, data: xr.Dataset) -> None:
    """Levels as points coloured by vortex weight, the bulk gap shaded."""
    ax.fill_between(data.t_c, -data.gap, data.gap, color=COLOURS[5], alpha=0.15, linewidth=0)
    for sign in (-1, 1):
        ax.plot(data.t_c, sign * data.gap, color=COLOURS[4], linewidth=1, label="bulk gap" if sign > 0 else None)
    kept = data.edge_weight < data.vortex_weight
    middle = data.sizes["state"] // 2
    zero = {middle - 1: -data.majorana, middle: data.majorana}  # of the larger squares
    levels = xr.concat([zero.get(state, data.energy.isel(state=state)) for state in range(data.sizes["state"])], "state")
    t = data.t_c.broadcast_like(data.energy).where(kept)
    order = np.argsort(data.vortex_weight.values.ravel())
    x, y, weight = (values.values.ravel()[order] for values in (t, levels.transpose(*t.dims), data.vortex_weight))
    points = ax.scatter(x, y, c=weight, s=5, linewidths=0, vmin=0, vmax=1, zorder=3, cmap="cividis")
    ax.figure.colorbar(points, ax=ax, label="probability near the vortex")
    ax.set(xlabel=r"tunnelling $t_c$ ($\lambda/a$)", ylabel=r"energy ($\lambda/a$)", ylim=(-0.65, 0.65))
    ax.legend(loc="upper right")
