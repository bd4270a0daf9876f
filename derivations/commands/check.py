"""Prove the steps, validate the result, see every mutant rejected; exit code 1 if anything fails."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from derivations.commands.shared import completion
from derivations.commands.shared.complaint import complain
from derivations.commands.shared.options import Json
from derivations.commands.shared.terminal import print_json, print_table
from derivations.judging.catalogue import claim, claims

if TYPE_CHECKING:
    from derivations.judging.mill import Verdict

NAMES = typer.Argument(metavar="CLAIM", help="Names of claims; all if none is given.", autocompletion=completion.claims)


def command(
    names: Annotated[list[str] | None, NAMES] = None,
    as_json: Json = False,
) -> None:
    from derivations.commands.shared.verdicts import judged
    from derivations.judging.mill import SEEDS

    chosen = [claim(name) for name in dict.fromkeys(names)] if names else list(claims().values())
    verdicts = judged(chosen)
    if as_json:
        print_json({"claims": [asdict(verdict) for verdict in verdicts], "parameters": {"seeds": list(SEEDS)}})
    else:
        header = ("claim", "subject", "proved", "validated", "error", "bound", "mutants", "seconds")
        print_table(*header, rows=[_row(verdict) for verdict in verdicts])
    for v in verdicts:
        if v.failure:
            complain(f"{v.name}: {v.failure}")
    if not all(verdict.holds for verdict in verdicts):
        raise typer.Exit(1)


def _row(v: "Verdict") -> tuple[str, ...]:
    words = ("yes" if v.proved else "NO", "yes" if v.validated else "NO")
    return v.name, v.subject, *words, f"{v.error:.1e}", f"{v.bound:.1e}", f"{v.rejected}/{v.mutants}", f"{v.seconds:.1f}"
