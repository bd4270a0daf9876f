"""Compute a figure: NAME.nc (data), NAME.png, .svg and .pdf; what its paper says of it, and the verdict.

NAME may be PAPER/NAME, and PAPER or all stand for several figures, which are made on all cores: all of them take less than fifteen
minutes. Data are used again while the code behind them is the same, so that an interrupted run goes on where it was. A single
figure takes the parameters of its model, sizes and grids: `tisc figure NAME --help` shows them. A grid is a number, a list
(1,2,3) or a range (first:last:count, with both ends). With other values than those of the paper no sentence is judged. For
example: tisc figure fig3c --mu 0.1 --t-c 0.5:2.5:9 -o figures
"""

from collections.abc import Sequence
from inspect import cleandoc
from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperCommand

from derivations.commands.shared import completion
from derivations.commands.shared.flags import built
from derivations.commands.shared.options import Folder

NAME = typer.Argument(
    metavar="PAPER/NAME|NAME|PAPER|all", help="A figure, those of a paper, or all.", autocompletion=completion.figures
)


def command_for(given: Sequence[str], *, lenient: bool) -> TyperCommand:
    """The command with the flags of the figure that is named; its names are completed without loading any figure."""
    text = cleandoc(__doc__ or "")
    if lenient and not given:
        return built(options, "figure", text)
    from derivations.commands.shared.figures import command_of

    return command_of(given, options, text, lenient=lenient)


def options(*, name: Annotated[str, NAME], output: Folder = Path("build/figures")) -> None:
    """What the command takes whatever the figure."""
