"""Compute a figure of the papers: NAME.nc (data), NAME.png, .svg and .pdf; what the paper says of it, and the verdict.

Of arXiv:2507.23775: fig1b, fig2a, fig2b, fig3a to fig3f, fig4b to fig4f, fig5b to fig5d, fig6a, fig6b, table1, fig7b to fig7e,
table2, fig8a to fig8c, zero_energy_density. Others: currents, ldos, phase_diagram, radial_convergence, scaling. All of them
(all) are made on all cores in less than fifteen minutes. Data are used again while the code behind them is the same, so that
an interrupted run goes on where it was. For example: tisc figure fig3c -o figures
"""

from pathlib import Path
from typing import Annotated

import typer

from derivations.choice import require_known
from derivations.commands.shared import completion
from derivations.commands.shared.options import Folder, output_folder, require_places
from derivations.commands.shared.terminal import progress, say

NAME = typer.Argument(metavar="NAME|all", help="Figure of a paper, such as fig3c; or all.", autocompletion=completion.figures)


def command(
    name: Annotated[str, NAME],
    output: Folder = Path("build/figures"),
) -> None:
    from derivations.commands.shared.gallery import all_figures
    from derivations.figures import KINDS, SHOWN, figures, files, produced, sentences

    texts = {one: module.__doc__ or "" for one, module in figures().items()}
    require_known(name, (*texts, "all"), name="name", shown=SHOWN, texts=texts)
    folder = output_folder(output, "-o")
    require_places(path for one in (texts if name == "all" else [name]) for path in files(one, folder))
    if name == "all":
        all_figures(folder)
        return
    with progress(name) as track:
        dataset = produced(name, folder, track=track)
    say(f"{folder / name}.nc, {', '.join(f'.{kind}' for kind in KINDS)}")
    for sentence in sentences(name, dataset):
        say(f"- {sentence}")
