"""Numbers on the command line: one, a list ``1,2,3``, or a range ``first:last:count`` with both ends."""

from typing import Any

import numpy as np

MOST = 100_000  # numbers of a range


def numbers(text: str, flag: str, kind: type) -> Any:
    """The number in the text, or the list of them, as ints or floats; names remain texts.

    Raises
    ------
    ValueError
        If the text is neither a number nor a list nor a range of that kind; the message names the flag.

    >>> numbers("0.5:1.5:3", "--t-c", float)
    [0.5, 1.0, 1.5]
    >>> numbers("1,-2", "--n", int), numbers("3", "--M", float)
    ([1, -2], 3.0)
    """
    try:
        if ":" in text and kind is not str:
            return _range(text, kind)
        return [kind(part) for part in text.split(",")] if "," in text else kind(text)
    except ValueError:
        what, those = ("a whole number", " of whole numbers") if kind is int else ("a number", "")
        form = f"{what}, a list such as 1,2,3 or a range first:last:count{those}, where the count is 2 to {MOST}"
        lacking = ", without a count" if text.count(":") == 1 else ""
        raise ValueError(f"`{flag}` must be {form}, but is {text or 'empty'}{lacking}.") from None


def _range(text: str, kind: type) -> list[float]:
    first, last, count = text.split(":")
    ends = float(first), float(last)
    if not (np.isfinite(ends).all() and 2 <= int(count) <= MOST):
        raise ValueError
    found = np.linspace(*ends, int(count))
    if kind is int and (found != np.round(found)).any():
        raise ValueError
    return [kind(value) for value in found.tolist()]
