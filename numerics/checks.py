"""What arguments must be: whole numbers, finite numbers, names without doubles. What they are not is refused in one line."""

from collections.abc import Sequence
from operator import index
from typing import Any

import numpy as np
from numpy.typing import ArrayLike


def whole(value: Any, *, name: str, least: int | None = None) -> int:
    """The value as an int; neither 2.0 nor True is one.

    Raises
    ------
    ValueError
        If it is not an integer, or below ``least``.
    """
    try:
        number = index(value)
    except TypeError:
        raise ValueError(f"`{name}` must be an integer, but is {value!r}.") from None
    if isinstance(value, bool | np.bool_):
        raise ValueError(f"`{name}` must be an integer, but is {value!r}.")
    if least is not None and number < least:
        raise ValueError(f"`{name}` must be at least {least}, but is {number}.")
    return number


def require_finite(values: ArrayLike, *, name: str) -> None:
    """Refuse what holds a number that is not finite, or no numbers."""
    found = np.asarray(values)
    if not np.issubdtype(found.dtype, np.number):
        raise ValueError(f"`{name}` must be made of numbers, but is {values!r}.")
    if not np.isfinite(found).all():
        raise ValueError(f"`{name}` must be finite, but has {found[~np.isfinite(found)][0]}.")


def require_finite_parameters(**parameters: float) -> None:
    """Refuse parameters of which one is not finite; the message names it."""
    for name, value in parameters.items():
        require_finite(value, name=name)


def require_names(values: Sequence[str], *, name: str) -> None:
    """Refuse what is not a tuple of different names, one at least; a string would be read letter by letter."""
    if isinstance(values, str) or not values or not all(isinstance(value, str) for value in values):
        raise ValueError(f"`{name}` must be a tuple of names, but is {values!r}.")
    if len(set(values)) < len(values):
        raise ValueError(f"`{name}` must be different names, but is {values!r}.")
