"""How fast the command starts: user CPU against that of importing the one library that it cannot do without."""

import subprocess
import sys
from functools import partial

from tests.bench.line import Line, largest

COMMANDS = {  # with the library and the ratio that is asked for: at most twice, three, four times its CPU
    "--version": ("typer", 1 / 2),
    "--help": ("typer", 1 / 2),
    "derive gap_at_gamma": ("sympy", 1 / 3),
    "gap": ("sympy", 1 / 4),
}


def run(*arguments: str) -> int:
    """Exit code of Python with these arguments."""
    return subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True).returncode


def lines() -> list[Line]:
    """Each command against an import."""
    return [
        Line(
            f"tisc {command} (user CPU)",
            f"python -c 'import {library}'",
            partial(run, "-m", "derivations.cli", *command.split()),
            partial(run, "-c", f"import {library}"),
            largest,
            bound=0,
            target=target,
            repetitions=12,
            programs=True,
        )
        for command, (library, target) in COMMANDS.items()
    ]
