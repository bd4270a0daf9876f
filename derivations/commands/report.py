"""Prove and judge every claim, make every figure, and write the book, DIR/index.html; figures stand in DIR/figures."""

from pathlib import Path

import typer

from derivations.book.report import page
from derivations.commands.shared.complaint import complain
from derivations.commands.shared.gallery import all_figures
from derivations.commands.shared.options import Folder, output_folder, require_places
from derivations.commands.shared.terminal import progress, say
from derivations.commands.shared.verdicts import judged
from derivations.figures import data_of, figures, files
from derivations.files.storage import write
from derivations.judging.catalogue import claims


def command(output: Folder = Path("build")) -> None:
    folder = output_folder(output, "-o")
    inner = output_folder(folder / "figures", "-o")
    require_places([folder / "index.html", *(path for name in figures() for path in files(name, inner))])
    verdicts = judged(list(claims().values()))
    all_figures(inner)
    datasets = {name: data_of(name, folder=inner) for name in figures()}
    with progress("writing the book") as track:
        write(folder / "index.html", page(track(list(claims().values())), verdicts, datasets).encode())
    say(f"report:  {(folder / 'index.html').resolve()}")
    say(f"figures: {inner.resolve()}")
    failed = [verdict.name for verdict in verdicts if not verdict.holds]
    if failed:
        complain(f"these claims do not hold: {', '.join(failed)}.")
        raise typer.Exit(1)
