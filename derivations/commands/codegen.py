"""Write a formula as a program in a language of your choice.

The file stands alone: what it computes, the meaning and unit of each argument, a function to call, and a check that compares it
with exact values, at ordinary and at tiny or huge arguments, and fails where one misses by more than rounding takes from it.
For example: tisc codegen kp_spectrum --to c -o kp_spectrum.c
"""

from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from derivations.choice import require_known
from derivations.commands.shared import completion
from derivations.commands.shared.options import output_file
from derivations.commands.shared.terminal import messages
from derivations.discovery import HERE, modules

NAME = typer.Argument(
    metavar="CLAIM|MODEL",
    help="A claim, for its result; or a model, for its Hamiltonian.",
    autocompletion=completion.claims_and_models,
)
MODEL = typer.Option("--model", help="The same for a model.", metavar="MODEL", autocompletion=completion.models)

TO = typer.Option(
    "--to", help=f"Target: {', '.join(modules(HERE / 'codegen'))}.", metavar="TARGET", autocompletion=completion.targets
)


def command(
    name: Annotated[str | None, NAME] = None,
    model: Annotated[str | None, MODEL] = None,
    to: Annotated[str, TO] = "numpy",
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="File to write instead of the screen.", metavar="FILE"),
    ] = None,
) -> None:
    from derivations.codegen import TARGETS, generated
    from derivations.files.storage import write

    require_known(to, TARGETS, name="--to", shown="those that `tisc codegen --help` shows")
    path = output_file(output, "-o", (TARGETS[to].suffix,))
    source = generated(_subject(name, model), to)
    if path is None:
        print(source, end="")
    else:
        write(path, source.encode())
        messages.out(f"Check: {TARGETS[to].check.format(name=quote(path.stem))}", highlight=False)


def _subject(name: str | None, model: str | None) -> str:
    """The claim or model that is named, in one of two ways."""
    from derivations.models import MODELS

    if model is not None and name is None:
        require_known(model, MODELS, name="--model", shown="those that `tisc gap --help` shows")
        return model
    if name is None or model is not None:
        raise ValueError(f"`CLAIM|MODEL` must be given, or `--model` instead, but {'neither is' if name is None else 'both are'}.")
    return name
