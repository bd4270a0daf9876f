"""The figures of the papers. Each module offers

* ``dataset(track, **parameters)``: all that is drawn, labelled; modules may share one;
* ``draw(axes, dataset)``: the picture; figures of several panels divide the axes (``derivations.drawing.panels``);
* ``sentences(dataset)``: what the paper says of it, each with a verdict; none for figures that are not in a paper.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import TypeVar

import xarray as xr

from derivations.choice import require_known
from derivations.drawing import picture
from derivations.files.storage import current, load, save, stamped, write
from derivations.judging.sentences import Sentence

T = TypeVar("T")
Track = Callable[[Iterable[T]], Iterable[T]]
KINDS = ("png", "svg", "pdf")
SHOWN = "those that `tisc figure --help` shows"


def default_folder(root: Path = Path(__file__).parents[2]) -> Path:
    """Where the data of figures are kept: build/figures of the clone, or of the present folder where there is no clone."""
    return (root if (root / "pyproject.toml").is_file() else Path.cwd()) / "build" / "figures"


def figures() -> dict[str, ModuleType]:
    """Every figure module by its name.

    >>> "fig3c" in figures()
    True
    """
    rooms = [importlib.import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__) if info.ispkg]
    found = [(room, info.name) for room in rooms for info in pkgutil.iter_modules(room.__path__) if not info.ispkg]
    return {name: importlib.import_module(f"{room.__name__}.{name}") for room, name in sorted(found, key=lambda one: one[1])}


def groups() -> list[list[str]]:
    """Names of the figures, those that share a dataset together."""
    sharing: dict[str, list[str]] = {}
    for name, module in figures().items():
        sharing.setdefault(_owner(module), []).append(name)
    return list(sharing.values())


def _owner(module: ModuleType) -> str:
    """Name of the figure in whose module the dataset of this one is written."""
    return str(module.dataset.__module__.rpartition(".")[2])


def title(module: ModuleType) -> str:
    """First line of the docstring of a figure."""
    return (module.__doc__ or "").strip().splitlines()[0].rstrip(".")


def sentences(name: str, dataset: xr.Dataset) -> list[Sentence]:
    """What the paper says of the figure, with verdicts on this dataset; empty for a figure that is not in a paper."""
    module = figures()[name]
    return list(module.sentences(dataset)) if hasattr(module, "sentences") else []


def data_of(name: str, *, folder: Path | None = None, track: Track[float] = iter) -> xr.Dataset:
    """The dataset of a figure with its default parameters, from NAME.nc in the folder (:func:`default_folder`).

    It is computed and saved there if there is none, or one that other code has made (``files.fingerprint``); figures that share it
    compute it once.

    Raises
    ------
    ValueError
        If there is no figure of that name.
    """
    known = figures()
    require_known(name, known, name="name", shown=SHOWN)
    place = folder or default_folder()
    paths = [place / f"{one}.nc" for one in (name, _owner(known[name]))]
    maker = known[name].dataset.__module__
    found = [current(path, maker) for path in paths]
    dataset = next((one for one in found if one is not None), None)
    if dataset is None:
        dataset = stamped(known[name].dataset(track), maker)
    for path, one in zip(paths, found, strict=True):
        if one is None:
            save(dataset, path)
    return load(paths[0])


def files(name: str, folder: Path) -> list[Path]:
    """All files that :func:`produced` may write: pictures, and data, also under the name of the figure that shares them."""
    data = [folder / f"{one}.nc" for one in dict.fromkeys((name, _owner(figures()[name])))]
    return [*data, *(folder / f"{name}.{kind}" for kind in KINDS)]


def produced(name: str, folder: Path, *, track: Track[float] = iter) -> xr.Dataset:
    """The data of a figure as NAME.nc, and its picture as NAME.png, .svg and .pdf."""
    dataset = data_of(name, folder=folder, track=track)
    for kind in KINDS:
        write(folder / f"{name}.{kind}", drawn(name, dataset, kind=kind))
    return dataset


def drawn(name: str, dataset: xr.Dataset, *, kind: str) -> bytes:
    """The picture of a dataset of that figure, with the parameters below it."""
    draw = figures()[name].draw
    return picture(lambda ax: draw(ax, dataset), kind=kind, note=dataset.attrs["caption"])
