"""The zero mode and the first CdGM state along a line through the vortex: the data of Fig. 5(c) and (d)."""

from typing import Annotated

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from derivations import models
from derivations.drawing import caption, span
from derivations.figures import Grid, Sizes, Track
from derivations.figures.bilayer_vortex.paper import PAPER
from derivations.figures.bilayer_vortex.shared.gauges import gauge_variables
from derivations.figures.bilayer_vortex.shared.second_set import SECOND
from derivations.figures.bilayer_vortex.shared.sizes import odd_sides, one_each
from derivations.figures.bilayer_vortex.shared.vortex import FLUX, RADIUS, Square
from derivations.units import DENSITY, ENERGY, LENGTH, NUMBER
from numerics.lattice.shapes import Lattice
from numerics.systems.bilayer import bilayer_system
from numerics.waves.vortex import vortex_states

SIDES = {0.5: 121, 0.7: 81, 1.0: 81, 1.3: 81, 1.6: 81, 2.0: 81, 2.5: 101}
STATES = {0.5: 40, 0.7: 36, 1.0: 48, 1.3: 60, 1.6: 72, 2.0: 84, 2.5: 92}
SECOND_SIDE, SECOND_STATES = 51, {0.5: 60, 1.0: 56, 1.5: 60, 2.5: 68}
SHOWN = 18  # sites to each side of the centre
MODES = ("zero mode", "CdGM-1")
GAUGED = 1.0  # tunnelling of the levels in two gauges


def dataset(
    track: Track[float] = iter,
    *,
    t_c: Grid = tuple(SIDES),
    L: Annotated[Sizes | None, "odd side of the square, one or one a tunnelling (a); as in the paper near it"] = None,
    R: float = RADIUS,
    n: int = FLUX,
    states: Annotated[Sizes | None, "states nearest zero, one number or one a tunnelling; as in the paper near it"] = None,
    **parameters: float,
) -> xr.Dataset:
    """Probability (t_c, mode, layer, x) on the row y = 0, weight of the layers, energies and weights near the vortex.

    Raises
    ------
    ValueError
        If there are neither one size nor as many as tunnellings, or a side is even.
    """
    fixed = models.defaults(models.MODELS["bilayer"](), **parameters)
    sides, numbers = odd_sides(L, t_c, usual=SIDES), one_each(states, t_c, name="states", usual=STATES)
    reach = min(SHOWN, min(sides) // 2)
    points = [
        _point({**fixed, "t_c": float(t)}, Square(side, R, n), number, reach)
        for t, side, number in zip(track(t_c), sides, numbers, strict=True)
    ]
    shown = {"R": R, "n": n, **{name: value for name, value in fixed.items() if name != "t_c"}}
    return xr.Dataset(
        _over(points, "t_c"),
        coords={
            "t_c": ("t_c", np.array(t_c), ENERGY),
            "mode": list(MODES),
            "layer": ["TI", "SC"],
            "x": ("x", np.arange(-reach, reach + 1), LENGTH),
        },
        attrs={**shown, "source": f"{PAPER}, Fig. 5(c), (d)", "caption": f"{span('L', sides)}, {caption(shown)}"},
    )


def evidence(track: Track[float] = iter, *, second_t_c: Grid = tuple(SECOND_STATES)) -> xr.Dataset:
    """The same of the second set; circulations and levels in two gauges (``shared.gauges``)."""
    fixed, second = (models.defaults(models.MODELS["bilayer"](), **given) for given in ({}, SECOND))
    square = Square(SECOND_SIDE, RADIUS, FLUX)
    points = [_point({**second, "t_c": t}, square, SECOND_STATES[t], SHOWN) for t in track(second_t_c)]
    return xr.Dataset(
        {
            **gauge_variables(R=RADIUS, n=FLUX, **{**fixed, "t_c": GAUGED}),
            **{f"second_{name}": variable for name, variable in _over(points, "second_t_c").items()},
        },
        coords={"second_t_c": ("second_t_c", np.array(second_t_c), ENERGY)},
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


def _point(parameters: dict[str, float], square: Square, states: int, reach: int) -> dict[str, object]:
    """The zero mode and the lowest other level that is nearer to the vortex than to the edge, NaN if there is none."""
    found = vortex_states(bilayer_system(**parameters), **square._asdict(), states=states)
    nearer = np.flatnonzero(found.vortex_weight > found.edge_weight)
    chosen = [states // 2, *nearer[nearer > states // 2][:1]]
    middle = square.L // 2
    row = slice(middle - reach, middle + reach + 1)
    return {
        "density": _both(np.where(_occupied(found.lattice)[:, row, middle], found.density[chosen][..., row, middle], np.nan)),
        "layer_weight": _both(found.density[chosen].sum(axis=(-2, -1))),
        "vortex_weight": _both(found.vortex_weight[chosen]),
        "energy": _both(found.states.energies[chosen]),
        "side": square.L,
    }


def _both(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values of both modes, NaN for the second if there is none."""
    return np.pad(values, [(0, len(MODES) - len(values)), *[(0, 0)] * (values.ndim - 1)], constant_values=np.nan)


def _occupied(lattice: Lattice) -> NDArray[np.bool_]:
    """Where there are sites, (layer, L, L)."""
    return np.stack(list(lattice.occupied.values()))
