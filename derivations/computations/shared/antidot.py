"""The antidot of a model on the lattice: its system, and in which layer it is a hole."""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any

from derivations.computations.shared.numbers import Size

if TYPE_CHECKING:
    from numerics.systems.definition import System
    from numerics.waves.vortex import VortexStates

Radius = Annotated[float, Size("radius of the antidot and of the flux disc", "a")]
Flux = Annotated[
    int, Size("flux quanta h/2e through the antidot; negative and 0 too", "", -1000, 1000, "beyond it the phases lose their digits")
]


def system_of(model: str, **parameters: float) -> "System":
    """The system of that name, typed by hand from its definition, with all its parameters."""
    system: System = getattr(import_module(f"numerics.systems.{model}"), f"{model}_system")(**parameters)
    return system


def antidot_states(model: str, system: "System", **geometry: Any) -> "VortexStates":
    """States of the antidot: a hole in the SC layer of two; a single layer keeps its sites and loses its pairing."""
    from numerics.waves.vortex import pairing_hole_states, vortex_states

    solve: Callable[..., VortexStates] = vortex_states if len(system.layers) > 1 else pairing_hole_states
    return solve(system, **geometry)
