"""Commands about the claims: list, derive, check, generate code."""

from dataclasses import asdict
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from derivations.book import prose, telling
from derivations.choice import require_known
from derivations.commands.shared.options import Json, output_file
from derivations.commands.shared.terminal import complain, messages, print_json, print_table, progress
from derivations.judging.catalogue import Claim, claim, claims
from derivations.workers import spread

if TYPE_CHECKING:
    from derivations.judging.mill import Verdict

FEW = 3  # claims that are proved and judged sooner than another process is ready
ClaimName = Annotated[str, typer.Argument(metavar="CLAIM", help="Name of a claim; `tisc list` shows them.")]


def list_(as_json: Json = False) -> None:
    """List the claims, by subject."""
    if as_json:
        print_json({"claims": [{"name": c.name, "subject": c.subject, "title": c.title} for c in claims().values()]})
        return
    rows = [(c.subject, c.name, prose.inline_text(c.title)) for c in claims().values()]
    print_table("subject", "claim", "statement", rows=rows, prose=("statement",))


def derive(
    name: ClaimName,
    as_latex: Annotated[bool, typer.Option("--latex", help="Print a LaTeX document.")] = False,
    as_json: Json = False,
) -> None:
    """Show a claim: statement, assumptions, the steps that prove it, the result."""
    found = claim(name)
    if as_latex and as_json:
        raise ValueError("`--latex` must not be combined with `--json`, but both are given.")
    if as_json:
        print_json(telling.as_json(found))
    else:
        print(telling.as_latex(found) if as_latex else telling.as_text(found))


def check(
    names: Annotated[list[str] | None, typer.Argument(metavar="CLAIM", help="Names of claims; all if none is given.")] = None,
    as_json: Json = False,
) -> None:
    """Prove the steps, validate the result, see every mutant rejected; exit code 1 if anything fails."""
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


def judged(chosen: list[Claim]) -> "list[Verdict]":
    """The verdicts on the claims, in their order, from all cores where they are more than a few."""
    names = [one.name for one in chosen]
    with progress("proving and judging") as track:
        if len(names) <= FEW:
            return [_verdict(name) for name in track(names)]
        verdicts = list(track(spread(_verdict, names), total=len(names)))
    return sorted(verdicts, key=lambda verdict: names.index(verdict.name))


def _verdict(name: str) -> "Verdict":
    from derivations.judging.mill import check as judge

    return judge(claim(name))


def codegen(
    name: Annotated[str, typer.Argument(metavar="CLAIM|MODEL", help="A claim, for its result; or a model, for its Hamiltonian.")],
    to: Annotated[
        str, typer.Option("--to", help="Target: numpy, jax, c, fortran, rust, julia or latex.", metavar="TARGET")
    ] = "numpy",
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help="File to write instead of the screen: .py, .c, .f90, .rs, .jl or .tex.", metavar="FILE"
        ),
    ] = None,
) -> None:
    """Write a formula as a program in a language of your choice.

    The file stands alone: what it computes, the meaning and unit of each argument, a function to call, and a check that compares it
    with exact values, at ordinary and at tiny or huge arguments, and fails where one misses by more than rounding takes from it.
    For example: tisc codegen kp_spectrum --to c -o kp_spectrum.c
    """
    from derivations.codegen import TARGETS, generated
    from derivations.files.storage import write

    require_known(to, TARGETS, name="--to", shown="those that `tisc codegen --help` shows")
    path = output_file(output, "-o", (TARGETS[to].suffix,))
    source = generated(name, to)
    if path is None:
        print(source, end="")
    else:
        write(path, source.encode())
        messages.out(f"Check: {TARGETS[to].check.format(name=quote(path.stem))}", highlight=False)
