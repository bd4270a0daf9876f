"""Show a claim: statement, assumptions, the steps that prove it, the result.

The lines are as wide as the terminal, or as COLUMNS says. What occurs again in a long formula gets a name, told below it.
"""

from shutil import get_terminal_size
from typing import TYPE_CHECKING, Annotated, Any

import typer

from derivations.commands.shared import completion
from derivations.commands.shared.options import Json
from derivations.docstrings import sections
from derivations.judging.catalogue import Claim, claim

if TYPE_CHECKING:
    from theory.proof import Step

NAME = typer.Argument(metavar="CLAIM", help="Name of a claim; `tisc list` shows them.", autocompletion=completion.claims)


def command(
    name: Annotated[str, NAME],
    as_latex: Annotated[bool, typer.Option("--latex", help="Print LaTeX for \\input, without a preamble.")] = False,
    as_document: Annotated[bool, typer.Option("--document", help="Print a LaTeX paper that compiles by itself.")] = False,
    as_json: Json = False,
) -> None:
    given = [flag for flag, is_given in (("--latex", as_latex), ("--document", as_document), ("--json", as_json)) if is_given]
    if len(given) > 1:
        raise ValueError(f"`{given[0]}` must not be combined with `{given[1]}`, but both are given.")
    from derivations.book import paper, plain_text
    from derivations.book.structure import presented

    found = claim(name)
    if as_json:
        from derivations.commands.shared.terminal import print_json

        print_json(_as_json(found))
    elif as_latex or as_document:
        print((paper.document if as_document else paper.fragment)(presented(found)), end="")
    else:
        print(plain_text.as_text(presented(found), get_terminal_size((plain_text.WIDTH, 0)).columns))


def _as_json(found: Claim) -> dict[str, Any]:
    """Name, subject, title, sections of the docstring, symbols, steps and limits (text, left, right), result and its LaTeX."""
    from derivations.book.structure import introduced
    from theory.symbols.quantity import latex

    told = {heading.lower(): body for heading, body in sections(found.text).items() if heading != "Title"}
    parts = {"steps": [_step(step) for step in found.steps()], "limits": [_step(step) for step in found.limits()]}
    result = found.result()
    names = {"name": found.name, "subject": found.subject, "title": found.title}
    return {**names, **told, "symbols": introduced(found), **parts, "result": str(result), "latex": latex(result)}


def _step(step: "Step") -> dict[str, str]:
    return {"text": step.text, "left": str(step.left), "right": str(step.right)}
