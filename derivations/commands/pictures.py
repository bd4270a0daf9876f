"""Commands that draw: the figures of the papers, and the book of all claims and figures."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from derivations.choice import require_known
from derivations.commands.claims import judged
from derivations.commands.shared.options import output_folder, require_places
from derivations.commands.shared.terminal import complain, progress, say
from derivations.judging.catalogue import claims
from derivations.workers import spread

Folder = Annotated[Path, typer.Option("-o", "--output", help="Folder to write into; made if missing.", metavar="DIR")]


def figure(
    name: Annotated[str, typer.Argument(metavar="NAME|all", help="Figure of a paper, such as fig3c; or all.")],
    output: Folder = Path("build/figures"),
) -> None:
    """Compute a figure of the papers: NAME.nc (data), NAME.png, .svg and .pdf; what the paper says of it, and the verdict.

    Of arXiv:2507.23775: fig1b, fig2a, fig2b, fig3a to fig3f, fig4b to fig4f, fig5b to fig5d, fig6a, fig6b, table1, fig7b to fig7e,
    table2, fig8a to fig8c, zero_energy_density. Others: currents, ldos, phase_diagram, radial_convergence, scaling. All of them
    (all) are made on all cores in less than fifteen minutes. Data are used again while the code behind them is the same, so that
    an interrupted run goes on where it was. For example: tisc figure fig3c -o figures
    """
    from derivations.figures import KINDS, SHOWN, figures, files, produced, sentences

    require_known(name, (*figures(), "all"), name="name", shown=SHOWN)
    folder = output_folder(output, "-o")
    require_places(path for one in (figures() if name == "all" else [name]) for path in files(one, folder))
    if name == "all":
        _all_figures(folder)
        return
    with progress(name) as track:
        dataset = produced(name, folder, track=track)
    say(f"{folder / name}.nc, {', '.join(f'.{kind}' for kind in KINDS)}")
    for sentence in sentences(name, dataset):
        say(f"- {sentence}")


def _all_figures(folder: Path) -> None:
    """Every figure, those that share a dataset by one process; the name of each as soon as it is there."""
    from derivations.figures import groups

    tasks = groups()
    with progress("figures") as track:
        for done in track(spread(partial(_group, folder=folder), tasks), total=len(tasks)):
            say("\n".join(f"{folder / name}.png" for name in done))


def _group(names: list[str], folder: Path) -> list[str]:
    from derivations.figures import produced

    for name in names:
        produced(name, folder)
    return names


def report(output: Folder = Path("build")) -> None:
    """Prove and judge every claim, make every figure, and write the book, DIR/index.html; figures stand in DIR/figures."""
    from derivations.book.report import page
    from derivations.figures import data_of, figures, files
    from derivations.files.storage import write

    folder = output_folder(output, "-o")
    inner = output_folder(folder / "figures", "-o")
    require_places([folder / "index.html", *(path for name in figures() for path in files(name, inner))])
    verdicts = judged(list(claims().values()))
    _all_figures(inner)
    datasets = {name: data_of(name, folder=inner) for name in figures()}
    with progress("writing the book") as track:
        write(folder / "index.html", page(track(list(claims().values())), verdicts, datasets).encode())
    say(f"report:  {(folder / 'index.html').resolve()}")
    say(f"figures: {inner.resolve()}")
    failed = [verdict.name for verdict in verdicts if not verdict.holds]
    if failed:
        complain(f"these claims do not hold: {', '.join(failed)}.")
        raise typer.Exit(1)
