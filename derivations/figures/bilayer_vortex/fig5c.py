r"""Profile of the zero mode at the vortex, in both layers, for several tunnellings.

Probability along the row through the core; the antidot in the SC layer ends at the dotted lines. The squares are so large that the
two Majorana modes split by less than 1e-5. arXiv:2507.23775, Fig. 5(c).
"""

from collections.abc import Iterator
from itertools import islice

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from derivations import models
from derivations.drawing import Axes, caption, span
from derivations.figures import Track
from derivations.figures.bilayer_vortex.shared.gauges import gauge_variables, of_the_gauge
from derivations.figures.bilayer_vortex.shared.profiles import draw_profiles
from derivations.figures.bilayer_vortex.shared.second_set import SECOND, of_second
from derivations.figures.bilayer_vortex.shared.vortex import FLUX, RADIUS, SPLITTING
from derivations.judging.sentences import CHANGED, HOLDS, Sentence
from derivations.units import DENSITY, ENERGY, LENGTH, NUMBER
from numerics.lattice.shapes import Lattice
from numerics.systems.bilayer import bilayer_system
from numerics.waves.vortex import vortex_states

SIZES = {0.5: (121, 40), 0.7: (81, 36), 1.0: (81, 48), 1.3: (81, 60), 1.6: (81, 72), 2.0: (81, 84), 2.5: (101, 92)}  # L and states
SECOND_SIZES = {0.5: (51, 60), 1.0: (51, 56), 1.5: (51, 60), 2.5: (51, 68)}  # of the second set
SHOWN = 18  # sites to each side of the centre
MODES = ("zero mode", "CdGM-1")


def dataset(track: Track[tuple[float, tuple[int, int]]] = iter, **parameters: float) -> xr.Dataset:
    """Probability (t_c, mode, layer, x) on the row y = 0, weight of the layers, energies and weights near the vortex; both sets."""
    fixed, second = (models.defaults(models.MODELS["bilayer"](), **given) for given in (parameters, SECOND))
    steps = iter(track([*SIZES.items(), *SECOND_SIZES.items()]))
    points = [_point({**fixed, "t_c": t}, *size) for t, size in islice(steps, len(SIZES))]
    others = [_point({**second, "t_c": t}, *size) for t, size in steps]
    gauges = gauge_variables(R=RADIUS, n=FLUX, **{**fixed, "t_c": 1.0})
    shown = {"R": RADIUS, "n": FLUX, **{name: value for name, value in fixed.items() if name != "t_c"}}
    return xr.Dataset(
        {
            **_over(points, "t_c"),
            **gauges,
            **{f"second_{name}": variable for name, variable in _over(others, "second_t_c").items()},
        },
        coords={
            "t_c": ("t_c", np.array(list(SIZES)), ENERGY),
            "second_t_c": ("second_t_c", np.array(list(SECOND_SIZES)), ENERGY),
            "mode": list(MODES),
            "layer": ["TI", "SC"],
            "x": ("x", np.arange(-SHOWN, SHOWN + 1), LENGTH),
        },
        attrs={
            **shown,
            "source": "arXiv:2507.23775, Fig. 5(c), (d)",
            "caption": f"{span('L', (L for L, _ in SIZES.values()))}, {caption(shown)}",
        },
    )


def _over(points: list[dict[str, object]], t_c: str) -> dict[str, object]:
    """Variables of a dataset."""
    dims = {
        "density": (("mode", "layer", "x"), DENSITY),
        "layer_weight": (("mode", "layer"), NUMBER),
        "vortex_weight": (("mode",), NUMBER),
        "energy": (("mode",), ENERGY),
        "side": ((), LENGTH),
    }
    return {name: ((t_c, *axes), np.array([point[name] for point in points]), unit) for name, (axes, unit) in dims.items()}


def _point(parameters: dict[str, float], L: int, states: int) -> dict[str, object]:
    """The zero mode and the lowest other level that is nearer to the vortex than to the edge."""
    found = vortex_states(bilayer_system(**parameters), L=L, R=RADIUS, n=FLUX, states=states)
    zero = states // 2
    nearer = np.flatnonzero(found.vortex_weight > found.edge_weight)
    chosen = [zero, int(nearer[nearer > zero][0])]
    row = slice(L // 2 - SHOWN, L // 2 + SHOWN + 1)
    return {
        "density": np.where(_occupied(found.lattice)[:, row, L // 2], found.density[chosen][..., row, L // 2], np.nan),
        "layer_weight": found.density[chosen].sum(axis=(-2, -1)),
        "vortex_weight": found.vortex_weight[chosen],
        "energy": found.states.energies[chosen],
        "side": L,
    }


def _occupied(lattice: Lattice) -> NDArray[np.bool_]:
    """Where there are sites, (layer, L, L)."""
    return np.stack(list(lattice.occupied.values()))


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III.3: where the zero mode sits; of Appendix A: the gauge."""
    yield from _of_the_place(data)
    yield from of_the_gauge(data)


def _of_the_place(data: xr.Dataset) -> Iterator[Sentence]:
    """Of the zero mode, in both layers."""
    mode, other, radius = data.sel(mode="zero mode"), of_second(data).sel(mode="zero mode"), data.attrs["R"]
    peak = {layer: abs(mode.density.sel(layer=layer).idxmax("x")) for layer in ("TI", "SC")}
    core, of_other = (_core(of, radius) for of in (mode, other))
    outer = abs(other.density.sel(layer="SC").idxmax("x"))
    moved = abs(other.density.sel(layer="TI").idxmax("x"))
    plateau = float(other.t_c.where(moved > 0).min())
    yield Sentence(
        paper="In the TI layer the zero mode has a pronounced maximum at the centre of the vortex.",
        verdict=CHANGED,
        second=CHANGED,
        here=f"The maximum is there for every t_c, but it is broad: the last site inside the antidot has still {1 / core.max():.2f}"
        f" to {1 / core.min():.2f} of it. The energy is at most {mode.energy.max():.1e}. Second set: {1 / of_other.max():.2f} to"
        f" {1 / of_other.min():.2f}, and from t_c = {plateau:g} on a plateau, at last with its maximum at |x| ="
        f" {moved[-1]:.0f}.",
        stands=bool(
            (peak["TI"] == 0).all()
            and core.min() > 1.2
            and core.max() < 3
            and mode.energy.max() < SPLITTING
            and of_other.min() > 1.2
            and of_other.max() < 3
            and moved[0] == 0
            and 0 < moved[-1] < radius - 2
            and 1 < plateau < other.t_c[-1]
        ),
    )
    yield Sentence(
        paper="In the SC layer it peaks near the boundary of the antidot.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"At |x| = {peak['SC'].min():.0f} to {peak['SC'].max():.0f} (second set: {outer.min():.0f} to {outer.max():.0f}),"
        f" where the layer begins at {np.ceil(radius):.0f}.",
        stands=bool(all((of >= radius).all() and (of <= radius + 1.5).all() for of in (peak["SC"], outer))),
    )
    ti, sc = (mode.layer_weight.sel(layer=layer) for layer in ("TI", "SC"))
    ti_2, sc_2 = (other.layer_weight.sel(layer=layer) for layer in ("TI", "SC"))
    yield Sentence(
        paper="The weight in the SC layer grows faster with t_c than that in the TI layer.",
        verdict=CHANGED,
        second=CHANGED,
        here=f"It grows at the cost of the TI layer: from {sc[0]:.3f} to {sc[-1]:.3f}, while the other falls to {ti[-1]:.3f}"
        f" (second set: from {sc_2[0]:.3f} to {sc_2[-1]:.3f}, the other to {ti_2[-1]:.3f}).",
        stands=bool(sc[-1] > 1.3 * sc[0] and ti[-1] < ti[0] and sc_2[-1] > 1.3 * sc_2[0] and ti_2[-1] < ti_2[0]),
    )


def _core(mode: xr.Dataset, radius: float) -> xr.DataArray:
    """Density of the TI layer at the centre in units of that at the last site inside the antidot."""
    density = mode.density.sel(layer="TI")
    return density.sel(x=0) / density.sel(x=radius, method="ffill")


def draw(ax: Axes, data: xr.Dataset) -> None:
    """The TI layer above, the SC layer below."""
    draw_profiles(ax, data.density.sel(mode="zero mode"), radius=data.attrs["R"])
