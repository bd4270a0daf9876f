"""Bring up to date what is computed: data of the figures, and with ``keep`` all that lies in the repository beside its code.

``python -m derivations.upkeep`` computes the data that are not current, into the folder of computed data, before the tests run.
``python -m derivations.upkeep keep`` also puts data and verdicts into the repository where those there are not current, and draws
the pictures that the README shows, and its tables. ``python -m derivations.upkeep tables`` writes those tables alone.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from derivations import figures, tables
from derivations.commands.shared.terminal import progress, say
from derivations.commands.shared.verdicts import kept_or_judged
from derivations.discovery import HERE
from derivations.files.storage import write
from derivations.judging.catalogue import claims
from derivations.judging.verdicts import KEPT, save_verdicts
from derivations.workers import spread

SHOWN = Path(figures.__file__).parent  # where the pictures of the README lie
README = HERE.parent / "README.md"


def bring_up_to_date(work: Callable[[str], str]) -> None:
    """Work on the data of every figure, on all cores."""
    names = [group[0] for group in figures.groups()]
    with progress("data of the figures") as track:
        for name in track(spread(work, names), total=len(names)):
            say(f"{name}: data are current")


def compute(name: str) -> str:
    """The data of a figure, computed unless they are current."""
    figures.data_of(name)
    return name


def keep(name: str) -> str:
    """The data of a figure, in the repository."""
    figures.renew(name)
    return name


def write_tables() -> None:
    """The tables of the README, of what there is now."""
    write(README, tables.renewed(README.read_text(encoding="utf-8")).encode())


def main(arguments: list[str]) -> None:
    """What the arguments ask for."""
    if arguments == ["tables"]:
        write_tables()
        return
    if arguments != ["keep"]:
        bring_up_to_date(compute)
        return
    bring_up_to_date(keep)
    wanted = {figures.kept(name) for name in figures.figures()}
    for path in {path for folder in {path.parent for path in wanted} for path in folder.glob("*.nc")} - wanted:
        path.unlink()  # of a figure that is no more
    save_verdicts(kept_or_judged(list(claims().values())), KEPT)
    for path in SHOWN.glob("*.png"):
        write(path, figures.drawn(path.stem, figures.data_of(path.stem), kind="png"))
        say(f"{path.name}: drawn")
    write_tables()


if __name__ == "__main__":
    main(sys.argv[1:])
