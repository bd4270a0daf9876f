"""The command ``tisc``: derive formulas, judge them, generate code, compute spectra and topology, draw and report."""

import logging
import os
import signal
import sys
import warnings
from collections.abc import Callable
from importlib.metadata import version
from io import TextIOWrapper
from typing import Annotated

import typer
from threadpoolctl import threadpool_limits

from derivations.commands import claims, pictures, spectra
from derivations.commands.shared.terminal import complain
from numerics.solvers.krylov import ConvergenceError

INTERRUPTED = 130

app = typer.Typer(
    help="Derive formulas, judge them, generate code, compute spectra and topology, draw and report.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog="Energies in units of lambda/a, lengths in lattice constants. `tisc COMMAND --help` explains each command.",
)
COMMANDS: tuple[Callable[..., None], ...] = (
    *(claims.list_, claims.derive, claims.check, claims.codegen),
    *(spectra.bands, spectra.gap, spectra.chern, spectra.vortex, spectra.radial),
    *(pictures.figure, pictures.report),
)
for command in COMMANDS:
    app.command(command.__name__.rstrip("_"))(command)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"tisc {version('tisc')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _common(
    context: typer.Context,
    _: Annotated[bool, typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True)] = False,
) -> None:
    if context.invoked_subcommand is None:
        print(context.get_help())


def main() -> None:
    """Run the command; input that is bad, or beyond what can be computed, gives one line and exit code 2, a failed check 1."""
    if sys.flags.optimize > 1:
        _refuse("Python must keep docstrings, of which the claims consist, but PYTHONOPTIMIZE or -OO removes them.")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal without Greek shows escapes
    for stop in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        signal.signal(stop, lambda number, _: sys.exit(128 + number))  # unwinds, so that temporary files are removed
    warnings.simplefilter("ignore")  # results are checked; errors are one line
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # where it keeps its fonts is not the user's business
    try:
        with threadpool_limits(1):  # thousands of small matrices: more threads only wait for each other
            code = app(standalone_mode=False)
        print(end="", flush=True)
        if code == INTERRUPTED:
            complain("interrupted; nothing half-written is left.")
        sys.exit(code if isinstance(code, int) else 0)
    except typer.TyperException as error:
        _refuse(error.format_message())
    except BrokenPipeError:  # the reader has seen enough, as in `tisc list | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except ChildProcessError as error:
        complain(str(error))
        sys.exit(1)
    except (ValueError, OSError, ConvergenceError) as error:
        _refuse(str(error))
    except MemoryError:
        _refuse("the matrix does not fit into memory: take a smaller `L` or `outer`.")
    except (KeyboardInterrupt, typer.Abort):
        complain("interrupted; nothing half-written is left.")
        sys.exit(INTERRUPTED)


def _refuse(message: str) -> None:
    complain(message)
    sys.exit(2)


if __name__ == "__main__":
    main()
