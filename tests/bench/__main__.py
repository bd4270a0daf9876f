"""Print the table of speeds: ``make bench``, or ``python -m tests.bench WORD ...`` for the lines that contain a word.

Cold is the first call of a fresh process, warm the best of the later ones, memory what the calls added to the peak of the process.
The alternative is measured the same way in the same run. A ratio above one means that the project is faster.
"""

import importlib
import pkgutil
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests import bench
from tests.bench import budget
from tests.bench.line import Line, Measured, measured

PAGE = Path("build/bench.md")


def every_line() -> list[Line]:
    """The lines of all modules beside this one that offer ``lines()``."""
    modules = [importlib.import_module(f"tests.bench.{info.name}") for info in pkgutil.iter_modules(bench.__path__)]
    return [line for module in modules if hasattr(module, "lines") for line in module.lines()]


def row(found: Measured) -> list[str]:
    """One row of the table."""
    numbers = [f"{seconds:.2g}" for seconds in (found.ours.cold, found.ours.warm)] + [f"{found.ours.memory:.0f}"]
    theirs = [f"{seconds:.2g}" for seconds in (found.theirs.cold, found.theirs.warm)] + [f"{found.theirs.memory:.0f}"]
    verdict = "" if found.line.target is None else f"{found.line.target:.2g}"
    agreement = f"{found.difference:.0e}" if found.agrees else f"{found.difference:.0e} > {found.line.bound:.0e}"
    return [found.line.what, *numbers, found.line.alternative, *theirs, agreement, f"{found.ratio:.2g}", verdict]


def markdown(results: list[Measured]) -> str:
    """The table as it stands in the README: seconds (cold, warm) and megabytes."""
    rows = [
        f"| {found.line.what} | {found.ours.cold:.2g}, {found.ours.warm:.2g} | {found.ours.memory:.0f} | {found.line.alternative}"
        f" | {found.theirs.warm:.2g} | {found.theirs.memory:.0f} | {found.difference:.0e} | {float(f'{found.ratio:.2g}'):g} |"
        for found in results
    ]
    head = (
        "| what | cold, warm (s) | memory (MB) | alternative | warm (s) | memory (MB) | difference | ratio |\n" + "|---" * 8 + "|\n"
    )
    return head + "\n".join(rows) + "\n"


def main() -> int:
    """Time every line, print the table; 1 if two answers disagree."""
    words = sys.argv[1:]
    chosen = [line for line in every_line() if not words or any(word in f"{line.what} {line.alternative}" for word in words)]
    head = ("cold (s)", "warm (s)", "memory (MB)")
    table = Table("what", *head, "alternative", *head, "difference", "ratio", "asked", box=None)
    results = [measured(line) for line in track(chosen, description="timing", transient=True, console=Console(stderr=True))]
    for found in results:
        table.add_row(*row(found))
    Console(width=200).print(table)
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(markdown(results))
    print(f"The table of the README: {PAGE}")
    print(budget.told())
    return int(not all(found.agrees for found in results))


if __name__ == "__main__":
    sys.exit(main())
