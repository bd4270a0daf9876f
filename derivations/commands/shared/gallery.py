"""Every figure, on all cores."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from derivations.commands.shared.terminal import progress, say
from derivations.figures import groups, produced
from derivations.workers import spread


def all_figures(folder: Path, names: Iterable[str] | None = None) -> None:
    """The named figures, or all, those that share a dataset by one process; the name of each as soon as it is there."""
    tasks = groups(names)
    with progress("figures") as track:
        for done in track(spread(partial(_group, folder=folder), tasks), total=len(tasks)):
            say("\n".join(f"{folder / name}.png" for name in done))


def _group(names: list[str], folder: Path) -> list[str]:
    for name in names:
        produced(name, folder)
    return names
