"""Show a claim: statement, assumptions, the steps that prove it, the result."""

from typing import Annotated

import typer

from derivations.commands.shared import completion
from derivations.commands.shared.options import Json
from derivations.judging.catalogue import claim

NAME = typer.Argument(metavar="CLAIM", help="Name of a claim; `tisc list` shows them.", autocompletion=completion.claims)


def command(
    name: Annotated[str, NAME],
    as_latex: Annotated[bool, typer.Option("--latex", help="Print a LaTeX document.")] = False,
    as_json: Json = False,
) -> None:
    from derivations.book import telling

    found = claim(name)
    if as_latex and as_json:
        raise ValueError("`--latex` must not be combined with `--json`, but both are given.")
    if as_json:
        from derivations.commands.shared.terminal import print_json

        print_json(telling.as_json(found))
    else:
        print(telling.as_latex(found) if as_latex else telling.as_text(found))
