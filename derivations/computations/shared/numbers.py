"""Numbers that a computation takes: what they mean, and the range in which they must lie."""

import inspect
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, get_args, get_origin

import numpy as np

from numerics.checks import whole

LARGEST = 1e6  # beyond it the squares and products of a matrix lose the digits that a result promises


@dataclass(frozen=True)
class Size:
    """What a number beside the model's parameters means, its unit, and its range; ``why`` says where the range comes from.

    ``beside`` names the number without which it has no effect.

    It stands in the signature of ``compute``: ``L: Annotated[int, Size("side of the square lattice", "a", 1, 400)] = 41``.
    """

    meaning: str
    unit: str = ""
    least: float = -LARGEST
    most: float = LARGEST
    why: str = ""
    beside: str = ""


def sizes(compute: Callable[..., Any]) -> dict[str, tuple[type, Size, Any]]:
    """The numbers that a computation takes besides the model's parameters: type, meaning and range, default."""
    found = {}
    for name, parameter in inspect.signature(compute).parameters.items():
        if get_origin(parameter.annotation) is Annotated:
            kind, size = get_args(parameter.annotation)
            found[name] = (kind, size, parameter.default)
    return found


def checked(value: Any, name: str, kind: type, size: Size) -> float:
    """The number, an int or a float as ``kind`` says.

    Raises
    ------
    ValueError
        If it is none, not whole where it must be, or out of range.
    """
    number = whole(value, name=name) if kind is int else real(value, name)
    if not size.least <= number <= size.most:
        why = f" ({size.why})" if size.why else ""
        raise ValueError(f"`{name}` must be between {size.least:.12g} and {size.most:.12g}{why}, but is {number:.12g}.")
    return number


def require_effect(given: Collection[str], known: Mapping[str, tuple[type, Size, Any]]) -> None:
    """Refuse numbers, by their names, that are given without the one that they belong to.

    Raises
    ------
    ValueError
        If there is one.
    """
    for name in given:
        other = known[name][1].beside if name in known else ""
        if other and other not in given:
            raise ValueError(f"`{name}` must be given together with `{other}`, without which it has no effect, but is given alone.")


def require_different(values: Sequence[Any], name: str) -> None:
    """Refuse a list that has a value more than once.

    Raises
    ------
    ValueError
        If it has.
    """
    for value, times in Counter(values).most_common(1):
        if times > 1:
            shown = value if isinstance(value, str) else f"{value:.12g}"
            raise ValueError(f"`{name}` must have each value once, but {shown} stands there {times} times.")


def real(value: Any, name: str) -> float:
    """The number as a float.

    Raises
    ------
    ValueError
        If it is not a real number.
    """
    try:
        if np.ndim(value) or isinstance(value, str | bytes):
            raise TypeError
        return float(value)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"`{name}` must be a real number, but is {value!r}.") from None
