"""The figures, a folder a paper; ``beyond`` holds those of no paper. Each module offers

* ``dataset(track, **parameters)``: all that is drawn, labelled; parameters of the model, sizes, grids by keyword, with the values
  of the paper as defaults (``figures.arguments``). Figures of the same data import it from ``shared`` of their folder;
* ``draw(axes, dataset)``: the picture, for any values; figures of several panels divide the axes (``derivations.drawing.panels``);
* ``sentences(dataset)``: what the paper says of it, each with a verdict; none for figures that are not in a paper.

The module that makes the data may offer ``evidence(track)``, too: what only the sentences need, at the values of the paper. It may
name its ``MODEL``, where that is not the bilayer, and parameters of it that are ``ABSENT`` from the figure, which fixes them.
"""

import importlib
import pkgutil
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import ModuleType
from typing import TypeAlias, TypeVar

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from derivations.choice import require_known
from derivations.docstrings import docstring
from derivations.drawing import picture
from derivations.files.fingerprint import versions
from derivations.files.places import computed_folder
from derivations.files.storage import current, load, save, stamped, write
from derivations.judging.sentences import Sentence
from derivations.papers import Paper

T = TypeVar("T")
Track = Callable[[Iterable[T]], Iterable[T]]
Grid: TypeAlias = Sequence[float] | NDArray[np.float64]
Sizes: TypeAlias = Sequence[int]
ROOT = Path(__file__).parents[2]
KINDS = ("png", "svg", "pdf")
SHOWN = "those that `tisc figure --help` shows"
NO_PAPER = "in no paper"  # source of a figure
IDENTITY = "paper"  # the module of a folder that is no figure


def default_folder() -> Path:
    """Where computed data of figures lie."""
    return computed_folder() / "figures"


def papers() -> dict[str, Paper | None]:
    """The folders of figures, with their papers; None for figures of no paper."""
    rooms = [info.name for info in pkgutil.iter_modules(__path__) if info.ispkg]
    return {room: _paper(importlib.import_module(f"{__name__}.{room}")) for room in sorted(rooms)}


def _paper(room: ModuleType) -> Paper | None:
    if not any(info.name == IDENTITY for info in pkgutil.iter_modules(room.__path__)):
        return None
    paper: Paper = importlib.import_module(f"{room.__name__}.{IDENTITY}").PAPER
    return paper


def places() -> dict[str, str]:
    """The module of every figure by the name of the figure, found without importing it.

    The name is PAPER/NAME where another paper has a figure of the same name.

    >>> places()["fig3c"]
    'derivations.figures.bilayer_vortex.fig3c'
    """
    found = sorted((name, room) for room in papers() for name in _names(room))
    times = Counter(name for name, _ in found)
    return {name if times[name] == 1 else f"{room}/{name}": f"{__name__}.{room}.{name}" for name, room in found}


def _names(room: str) -> list[str]:
    path = importlib.import_module(f"{__name__}.{room}").__path__
    return [info.name for info in pkgutil.iter_modules(path) if not info.ispkg and info.name != IDENTITY]


def figures() -> dict[str, ModuleType]:
    """Every figure module by its name."""
    return {name: importlib.import_module(place) for name, place in places().items()}


def figure(name: str) -> ModuleType:
    """The module of one figure, by its name as in :func:`places`."""
    return importlib.import_module(places()[name])


def folder_of(name: str) -> str:
    """The folder of a figure, that of its paper."""
    return places()[name].split(".")[-2]


def resolved(name: str) -> str:
    """The name of a figure as in :func:`places`, of NAME or PAPER/NAME.

    Raises
    ------
    ValueError
        If there is no such figure, or more than one.

    >>> resolved("bilayer_vortex/fig3c")
    'fig3c'
    """
    known = places()
    full = {"/".join(place.split(".")[-2:]): one for one, place in known.items()}
    texts = {one: docstring(ROOT.joinpath(*place.split(".")).with_suffix(".py")) for one, place in known.items()}
    require_known(full.get(name, name), known, name="name", shown=SHOWN, texts=texts)
    return full.get(name, name)


def chosen(name: str) -> list[str]:
    """The figures that are meant by NAME, PAPER/NAME, PAPER or all."""
    known = places()
    if name in papers():
        return [one for one in known if folder_of(one) == name]
    return list(known) if name == "all" else [resolved(name)]


def groups(names: Iterable[str] | None = None) -> list[list[str]]:
    """The named figures, or all, those that share a dataset together."""
    sharing: dict[str, list[str]] = {}
    for name in places() if names is None else names:
        sharing.setdefault(_maker(figure(name)), []).append(name)
    return list(sharing.values())


def _maker(module: ModuleType) -> str:
    """Name of the module in which the dataset of a figure is written: its own, or one that several share."""
    return str(module.dataset.__module__)


def _owner(name: str) -> str:
    """The figure whose name the data have: the first of those that share them."""
    known = figures()
    return next(one for one, module in known.items() if _maker(module) == _maker(known[name]))


def title(module: ModuleType) -> str:
    """First line of the docstring of a figure."""
    return (module.__doc__ or "").strip().splitlines()[0].rstrip(".")


def sentences(name: str, dataset: xr.Dataset) -> list[Sentence]:
    """What the paper says of the figure, with verdicts on this dataset; empty for a figure that is not in a paper.

    >>> import derivations as ti
    >>> [sentence.verdict for sentence in ti.sentences("fig2a", ti.data_of("fig2a"))]
    ['holds', 'holds', 'holds']
    """
    module = figure(resolved(name))
    return list(module.sentences(dataset)) if hasattr(module, "sentences") else []


def judged(module: ModuleType, *, track: Track[float] = iter) -> xr.Dataset:
    """The data of a figure at the values of the paper, and the evidence for its sentences."""
    data: xr.Dataset = module.dataset(track)
    for evidence in _evidence(module):
        data = data.merge(evidence(track), join="exact", compat="no_conflicts", combine_attrs="no_conflicts")
    return data


def _evidence(module: ModuleType) -> list[Callable[..., xr.Dataset]]:
    """What makes the evidence, in the module that makes the data; nothing for most figures."""
    maker = importlib.import_module(_maker(module))
    return [maker.evidence] if hasattr(maker, "evidence") else []


def _makers(module: ModuleType) -> list[Callable[..., xr.Dataset]]:
    """The functions whose code tells whether the data of a figure are current."""
    return [module.dataset, *_evidence(module)]


def kept(name: str) -> Path:
    """The file in the repository with the data of a figure, in the folder ``data`` beside its code."""
    return Path(str(figure(name).__file__)).parent / "data" / f"{_owner(name).rpartition('/')[2]}.nc"


def data_of(name: str, *, folder: Path | None = None, track: Track[float] = iter) -> xr.Dataset:
    """The dataset of a figure with its default parameters.

    It is read from the repository (:func:`kept`), or else from the folder (:func:`default_folder`), if the present code has made it
    (``files.fingerprint``), or else computed and saved in the folder. Figures that share it compute it once.

    >>> import derivations as ti
    >>> ti.data_of("fig2a").lattice.dims
    ('band', 'k')

    Raises
    ------
    ValueError
        If there is no figure of that name.
    """
    name = resolved(name)
    module = figure(name)
    makers = _makers(module)
    computed = (folder or default_folder()) / f"{_owner(name)}.nc"
    for path in (kept(name), computed):
        if (found := current(path, *makers)) is not None:
            return found
    save(stamped(judged(module, track=track), *makers), computed)
    return load(computed)


def renew(name: str) -> None:
    """Put the data of a figure into the repository (:func:`kept`), unless those there are current."""
    data = data_of(name)
    if current(kept(name), *_makers(figure(name))) is None:
        save(data, kept(name))


def files(name: str, folder: Path) -> list[Path]:
    """All files that :func:`produced` may write: pictures, and data, also under the name of the figure that shares them."""
    data = [folder / f"{one}.nc" for one in dict.fromkeys((name, _owner(name)))]
    return [*data, *(folder / f"{name}.{kind}" for kind in KINDS)]


def produced(name: str, folder: Path, *, track: Track[float] = iter) -> xr.Dataset:
    """The data of a figure as NAME.nc, and its picture as NAME.png, .svg and .pdf."""
    dataset = data_of(name, folder=folder, track=track)
    save(dataset, folder / f"{name}.nc")
    _draw_all(name, dataset, folder)
    return dataset


def produced_at(name: str, folder: Path, *, track: Track[float] = iter, **given: object) -> xr.Dataset:
    """The same with other values, checked by ``figures.arguments``; never taken for the data of the paper."""
    module = figure(name)
    dataset: xr.Dataset = module.dataset(track, **given).assign_attrs(versions())
    save(dataset, folder / f"{name}.nc")
    _draw_all(name, dataset, folder)
    return dataset


def _draw_all(name: str, dataset: xr.Dataset, folder: Path) -> None:
    for kind in KINDS:
        write(folder / f"{name}.{kind}", drawn(name, dataset, kind=kind))


def drawn(name: str, dataset: xr.Dataset, *, kind: str) -> bytes:
    """The picture of a dataset of that figure, with the parameters below it."""
    draw = figure(resolved(name)).draw
    return picture(lambda ax: draw(ax, dataset), kind=kind, note=dataset.attrs["caption"])
