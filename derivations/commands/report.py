"""Prove and judge every claim, make every figure, and write the book, DIR/index.html; figures stand in DIR/figures.

Verdicts and data that were reached before are used again while the code behind them is the same; `tisc check` judges anew.
"""

from functools import partial
from pathlib import Path

import typer

from derivations.commands.shared.complaint import complain
from derivations.commands.shared.options import Folder, output_folder, require_places
from derivations.commands.shared.terminal import progress, say
from derivations.commands.shared.verdicts import kept_or_judged
from derivations.figures import data_of, figures, files, groups, produced
from derivations.files.storage import write
from derivations.judging.catalogue import claim, claims
from derivations.judging.mill import Verdict
from derivations.report import chapter, figure_chapter, page
from derivations.workers import call, spread


def command(output: Folder = Path("build")) -> None:
    folder = output_folder(output, "-o")
    inner = output_folder(folder / "figures", "-o")
    require_places([folder / "index.html", *(path for name in figures() for path in files(name, inner))])
    verdicts = kept_or_judged(list(claims().values()))
    chapters = _chapters(verdicts, inner)
    datasets = {name: data_of(name, folder=inner) for name in figures()}
    write(folder / "index.html", page(verdicts, datasets, chapters).encode())
    say(f"report:  {(folder / 'index.html').resolve()}")
    say(f"figures: {inner.resolve()}")
    failed = [verdict.name for verdict in verdicts if not verdict.holds]
    if failed:
        complain(f"these claims do not hold: {', '.join(failed)}.")
        raise typer.Exit(1)


def _chapters(verdicts: list[Verdict], folder: Path) -> dict[str, str]:
    """The chapters of all figures and claims by name, made on all cores; the pictures of the figures stand in the folder, too."""
    tasks = [*(partial(_of_figures, names, folder) for names in groups()), *(partial(_of_claim, verdict) for verdict in verdicts)]
    chapters: dict[str, str] = {}
    with progress("drawing and writing") as track:
        for made in track(spread(call, tasks), total=len(tasks)):
            for name in figures().keys() & made.keys():
                say(str(folder / f"{name}.png"))
            chapters |= made
    return chapters


def _of_figures(names: list[str], folder: Path) -> dict[str, str]:
    """The figures that share a dataset."""
    made = {}
    for name in names:
        dataset = produced(name, folder)
        made[name] = figure_chapter(name, dataset, (folder / f"{name}.svg").read_bytes())
    return made


def _of_claim(verdict: Verdict) -> dict[str, str]:
    return {verdict.name: chapter(claim(verdict.name), verdict)}
