"""The terminal: where results and messages go, how they are printed, how progress is shown."""

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from types import MappingProxyType
from typing import Any, TypeVar

from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Column, Table

T = TypeVar("T")
verbatim = partial(Console, highlight=False, markup=False, emoji=False)  # paths and numbers are printed as they are
screen, messages = verbatim(), verbatim(stderr=True)
LOCATED = 7  # decimals of a momentum where a level is lowest: it is flat there
LIST, SINGLE, ROUGH = 10, 12, 3  # digits of numbers: in lists, alone, and of those of which the size is wanted
SIZES = ("residual", "change", "seconds")  # the latter
NARROWEST, PIPE = 20, 10_000  # characters; a pipe gets one line a row
screen.width = max(screen.width, NARROWEST) if screen.is_terminal else PIPE
messages.width = max(messages.width, NARROWEST)


def say(text: str) -> None:
    """Lines on standard output: not one character changed, folded or cut."""
    screen.out(text, highlight=False)


def print_table(*header: str, rows: Iterable[Sequence[str]], prose: Sequence[str] = ()) -> None:
    """Rows below a header; columns named in ``prose`` may be folded between words.

    Where the screen is too narrow for whole words and numbers, a line a cell instead, an empty line after each row.
    """
    cells = [tuple(row) for row in rows]
    width = 0
    for name, *column in zip(header, *cells, strict=True):
        parts = [part for text in (name, *column) for part in (text.split() if name in prose else [text])]
        width += 2 + max(map(cell_len, parts), default=0)
    if width > screen.width:
        say("\n\n".join("\n".join(f"{name}: {text}" for name, text in zip(header, row, strict=True)) for row in cells))
        return
    table = Table(*(Column(name, no_wrap=name not in prose) for name in header), box=None)
    for row in cells:
        table.add_row(*row)
    screen.print(table)


def print_json(content: dict[str, Any]) -> None:
    """JSON on standard output; infinities and NaN as null."""
    print(json.dumps(_without_infinities(content), indent=2, allow_nan=False))


def _without_infinities(value: Any) -> Any:
    """JSON knows neither infinity nor NaN: null stands for them."""
    if isinstance(value, dict):
        return {key: _without_infinities(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_without_infinities(member) for member in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


@contextmanager
def progress(text: str) -> Iterator[Any]:
    """A bar on standard error for anything that takes longer than a moment; silent when not on a terminal."""
    if not messages.is_terminal:
        yield lambda items, total=None: items
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=messages, transient=True) as bar:

        def track(items: Iterable[T], total: int | None = None) -> Iterator[T]:
            if total is None:
                items = list(items)
                total = len(items)
            yield from bar.track(items, total=total, description=text)

        yield track


def report(
    as_json: bool,
    content: dict[str, Any],
    parameters: dict[str, float],
    *,
    units: Mapping[str, str] = MappingProxyType({}),
    accuracy: Mapping[str, float] = MappingProxyType({}),
    remarks: Iterable[str] = (),
) -> None:
    """Answer of a command: JSON; or tables of lists in its parts, remarks on them, a table of its own lists, lines of numbers.

    The terminal shows numbers as :func:`shown` does, by their units and by the accuracy to which they are found.
    """
    if as_json:
        print_json({**content, "parameters": parameters})
        return
    columns = {name: value for name, value in content.items() if isinstance(value, list)}
    parts = {name: value for name, value in content.items() if isinstance(value, dict) and _lists(value)}
    for part in parts.values():
        _print_columns(part, {})
    for remark in remarks:
        say(f"{remark}\n")
    if columns:
        _print_columns(columns, accuracy)
    for name, value in content.items():
        if name not in {**columns, **parts}:
            text = _in_words(name, value, unit=units.get(name, ""), accuracy=accuracy.get(name, 0.0))
            say(f"{name:>10}: {text}")
    say("parameters: " + ", ".join(f"{name} = {in_full(value)}" for name, value in parameters.items()))


def _lists(part: dict[str, Any]) -> bool:
    return bool(part) and all(isinstance(value, list) for value in part.values())


def _print_columns(columns: dict[str, list[float]], accuracy: Mapping[str, float]) -> None:
    """Lists of the same length side by side."""
    cells = [[shown(name, value, accuracy=accuracy.get(name, 0.0)) for value in values] for name, values in columns.items()]
    print_table(*columns, rows=zip(*cells, strict=True))


def shown(name: str, value: Any, *, unit: str = "", accuracy: float = 0.0, digits: int = LIST) -> str:
    """A value of that name without digits that mean nothing; zero without a sign (-0.0 + 0.0 is 0.0).

    What is smaller than the accuracy is 0; a momentum, which was searched for, has fewer decimals; of residuals and seconds three
    digits tell enough.

    >>> shown("gap", 2e-16, accuracy=1e-10), shown("gap", 0.12345678901234), shown("residual", 3.382146187e-15)
    ('0', '0.123456789', '3.38e-15')
    """
    from derivations.units import WAVE_NUMBER

    if isinstance(value, str):
        return value
    number = 0.0 if abs(value) < accuracy else round(value, LOCATED) if unit == WAVE_NUMBER["units"] else value
    return f"{number + 0.0:.{ROUGH if name in SIZES else digits}g}"


def in_full(value: Any) -> str:
    """All digits, as far as they tell the number from others."""
    return str(value).removesuffix(".0")


def _in_words(name: str, value: Any, *, unit: str, accuracy: float) -> str:
    """A value, or values by name."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {shown(name, member)}" for key, member in value.items())
    return shown(name, value, unit=unit, accuracy=accuracy, digits=SINGLE)
