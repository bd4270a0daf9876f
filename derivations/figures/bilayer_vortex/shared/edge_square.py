"""The edge mode of open squares for several tunnellings: the data of Fig. 4(c), (d) and (e)."""

from typing import Annotated

import numpy as np
import xarray as xr

from derivations.figures import Grid, Sizes, Track
from derivations.figures.bilayer_vortex.paper import PAPER
from derivations.figures.bilayer_vortex.shared.edge import edge_profiles, slowest_waves
from derivations.figures.bilayer_vortex.shared.second_set import SECOND
from derivations.figures.bilayer_vortex.shared.sizes import odd_sides
from derivations.units import ENERGY

SIDES = {0.5: 121, 0.7: 81, 0.9: 81, 1.2: 81, 1.6: 81, 2.0: 81, 2.5: 121}  # of the square, by tunnelling
SECOND_SIDES = {0.5: 121, 0.7: 81, 0.9: 81, 1.2: 81, 1.6: 81, 2.0: 101}
FINE = np.linspace(0.5, 2.5, 41)
SUFFIXED = ("t_c", "distance")  # dimensions of the second set that are its own


def dataset(
    track: Track[float] = iter,
    *,
    t_c: Grid = tuple(SIDES),
    L: Annotated[Sizes | None, "odd side of the square, one or one a tunnelling (a); as in the paper near it"] = None,
    **parameters: float,
) -> xr.Dataset:
    """The profiles, their tails, and the waves of the states: see ``shared.edge``.

    Raises
    ------
    ValueError
        If there are neither one side nor as many as tunnellings, or one is even.
    """
    sides = odd_sides(L, t_c, usual=SIDES)
    found = edge_profiles(dict(zip(map(float, t_c), sides, strict=True)), track=track, **parameters)
    return found.assign_attrs(source=f"{PAPER}, Fig. 4(c), (d), (e)")


def evidence(track: Track[float] = iter, *, second_t_c: Grid = tuple(SECOND_SIDES)) -> xr.Dataset:
    """The slowest waves of the hoppings; of the second set, too, and its profiles."""
    second = edge_profiles({t: SECOND_SIDES[t] for t in second_t_c}, track=track, **SECOND).assign(slowest_waves(FINE, **SECOND))
    second = second.rename({name: f"second_{name}" for name in (*second.data_vars, *SUFFIXED)}).drop_attrs(deep=False)
    return second.assign(slowest_waves(FINE)).assign_coords(t_fine=("t_fine", FINE, ENERGY))
