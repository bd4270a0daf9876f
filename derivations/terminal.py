"""The terminal: where results and messages go, how they are printed, how progress is shown."""

import json
import math
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from derivations.drawing import caption

T = TypeVar("T")
screen, messages = Console(highlight=False), Console(stderr=True, highlight=False)
if not screen.is_terminal:
    screen.width = 240  # a pipe: one line a row


def complain(message: str) -> None:
    """One line on standard error."""
    print(f"tisc: {' '.join(message.split())}", file=sys.stderr)


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
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=messages, transient=True, disable=not messages.is_terminal) as bar:

        def track(items: Iterable[T], total: int | None = None) -> Iterator[T]:
            if total is None:
                items = list(items)
                total = len(items)
            yield from bar.track(items, total=total, description=text)

        yield track


def report(as_json: bool, content: dict[str, Any], parameters: dict[str, float]) -> None:
    """Answer of a command: JSON, or a table of its lists and a line for every number."""
    if as_json:
        print_json({**content, "parameters": parameters})
        return
    columns = {name: value for name, value in content.items() if isinstance(value, list)}
    if columns:
        table = Table(*columns, box=None)
        for row in zip(*columns.values(), strict=True):
            table.add_row(*(f"{value:.10g}" for value in row))
        screen.print(table)
    for name, value in content.items():
        if name not in columns:
            screen.print(f"{name:>10}: {_in_words(value)}")
    screen.print(f"parameters: {caption(parameters)}")


def _in_words(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {member:.3g}" for key, member in value.items())
    return value if isinstance(value, str) else f"{value:.12g}"
