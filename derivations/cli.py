"""The command ``tisc``: derive formulas, judge them, generate code, compute spectra and topology, draw and report."""

import os
import signal
import sys
import warnings
from io import TextIOWrapper
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from derivations.commands.shared.complaint import complain
from derivations.commands.shared.later import commands, computations
from derivations.discovery import HERE

INTERRUPTED = 130
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")  # of linear algebra

app = typer.Typer(
    help="Derive formulas, judge them, generate code, compute spectra and topology, draw and report.",
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog="Energies in units of lambda/a, lengths in lattice constants. `tisc COMMAND --help` explains each command.",
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"tisc {version('tisc')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _common(
    context: typer.Context,
    _: Annotated[bool, typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True)] = False,
) -> None:
    if context.invoked_subcommand is None:
        print(context.get_help())
        return
    from logging import ERROR, getLogger

    getLogger("matplotlib").setLevel(ERROR)  # where it keeps its fonts is not the user's business


def tisc(*arguments: str) -> Any:
    """Run one command, as ``tisc`` does, but let exceptions pass; what comes back is its exit code where it is not zero."""
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    group.commands.update(commands(HERE / "commands") | computations(HERE / "computations"))
    return group(arguments, prog_name="tisc", standalone_mode=False)


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
    os.environ.update(dict.fromkeys(THREADS, "1"))  # thousands of small matrices: more threads only wait for each other
    try:
        code = tisc(*sys.argv[1:])
        print(end="", flush=True)
        if code == INTERRUPTED:
            complain("interrupted; nothing half-written is left.")
        sys.exit(code if isinstance(code, int) else 0)
    except typer.TyperException as error:
        _refuse(_with_help(error))
    except BrokenPipeError:  # the reader has seen enough, as in `tisc list | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except ChildProcessError as error:
        complain(str(error))
        sys.exit(1)
    except (ValueError, OSError) as error:
        _refuse(str(error))
    except RuntimeError as error:
        from numerics.solvers.krylov import ConvergenceError

        if not isinstance(error, ConvergenceError):
            raise
        _refuse(str(error))
    except MemoryError:
        _refuse("the matrix does not fit into memory: take a smaller `L` or `outer`.")
    except (KeyboardInterrupt, typer.Abort):
        complain("interrupted; nothing half-written is left.")
        sys.exit(INTERRUPTED)


def _with_help(error: typer.TyperException) -> str:
    """What is wrong with the words of a command, and where it is told which it takes."""
    context = getattr(error, "ctx", None)
    message = error.format_message()
    if context is None:
        return message
    return f"{message.rstrip('.')}{' See' if message.endswith('?') else '; see'} `{context.command_path} --help`."


def _refuse(message: str) -> None:
    complain(message)
    sys.exit(2)


if __name__ == "__main__":
    main()
