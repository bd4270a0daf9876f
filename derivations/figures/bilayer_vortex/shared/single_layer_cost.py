"""The vortex in a single layer, and what it costs to solve it there instead of in the bilayer."""

from time import process_time
from typing import Any

import numpy as np
import xarray as xr

from derivations import models
from derivations.figures.bilayer_vortex.shared.single_layer import both_tuned
from derivations.judging.sentences import HOLDS, Sentence
from derivations.units import NUMBER, TIME
from numerics.lattice.shapes import positions
from numerics.systems.bilayer import bilayer_system
from numerics.systems.surface import surface_system
from numerics.waves.vortex import VortexStates, vortex_states
from numerics.zone.gap import minimum_gap


def surface_states(parameters: dict[str, float], *, L: int, R: float, n: int, states: int) -> VortexStates:
    """States nearest zero of the single layer: in the antidot no pairing and the bare onsite energy."""
    outside = np.where(np.hypot(*positions(L)) >= R, parameters["eps_ti"], 0.0)
    system = surface_system(**{**parameters, "eps_ti": 0.0})
    return vortex_states(system, L=L, R=R, n=n, states=states, potential={"TI": outside})


def costs(bilayer: dict[str, float], *, L: int, R: float, n: int, states: int) -> dict[str, Any]:
    """Unknowns and processor time of the bilayer and of the single layer with its gap, over ``layers``."""
    single = both_tuned(minimum_gap(models.hamiltonian("bilayer", **bilayer)), **bilayer)
    found, seconds = [], []
    for solve in (
        lambda: vortex_states(bilayer_system(**bilayer), L=L, R=R, n=n, states=states),
        lambda: surface_states(single, L=L, R=R, n=n, states=states),
    ):
        begin = process_time()
        found.append(solve())
        seconds.append(process_time() - begin)
    return {
        "layers": ["two", "one"],
        "unknowns": ("layers", np.array([len(one.states.vectors) for one in found]), NUMBER),
        "seconds": ("layers", np.array(seconds), TIME),
    }


def of_the_cost(data: xr.Dataset) -> Sentence:
    """How much less the single layer takes."""
    unknowns, seconds = (float(data[name].sel(layers="one") / data[name].sel(layers="two")) for name in ("unknowns", "seconds"))
    return Sentence(
        paper="The single layer substantially reduces the computational complexity.",
        verdict=HOLDS,
        here=f"It halves it: {unknowns:.2f} of the unknowns, {seconds:.2f} of the processor time, as once measured.",
        stands=bool(0.45 < unknowns < 0.55 and seconds < 0.7),
    )
