"""The antidot of a model on the lattice: its geometry, and the system that judges the model, which says what the hole is."""

from importlib import import_module
from math import floor
from typing import TYPE_CHECKING, Annotated

from derivations.computations.shared.numbers import Size

if TYPE_CHECKING:
    from numerics.systems.definition import System

Radius = Annotated[float, Size("radius of the antidot and of the flux disc", "a")]
Flux = Annotated[
    int, Size("flux quanta h/2e through the antidot; negative and 0 too", "", -1000, 1000, "beyond it the phases lose their digits")
]


def require_place(R: float, L: int) -> None:
    """Refuse an antidot that reaches the boundary of a square of L sites.

    Raises
    ------
    ValueError
        If it does; the message names both.
    """
    least = floor(2 * R) + 3
    if least > L:
        square = f"in a square of side `L` = {L}"
        raise ValueError(f"`R` must be below {(L - 2) / 2:g} {square}, but is {R:g}, for which `L` must be at least {least}.")


def system_of(model: str, **parameters: float) -> "System":
    """The system of that name, typed by hand from its definition, with all its parameters."""
    system: System = getattr(import_module(f"numerics.systems.{model}"), f"{model}_system")(**parameters)
    return system
