"""The figures of the papers: each module offers dataset(track, **parameters) and draw(axes, dataset)."""

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import TypeVar

import xarray as xr

from derivations.drawing import picture
from derivations.storage import load, save, stamped, write

T = TypeVar("T")
Track = Callable[[Iterable[T]], Iterable[T]]


def figures() -> dict[str, ModuleType]:
    """Every figure module by its name.

    >>> "fig3c" in figures()
    True
    """
    return {info.name: importlib.import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__)}


def title(module: ModuleType) -> str:
    """First line of the docstring of a figure."""
    return (module.__doc__ or "").strip().splitlines()[0].rstrip(".")


def produced(name: str, directory: Path, *, track: Track[float], again: bool = True) -> xr.Dataset:
    """Compute a figure's dataset and save it as NAME.nc, NAME.png and NAME.svg; ``again=False`` reuses a saved dataset.

    Raises
    ------
    ValueError
        If there is no figure of that name.
    """
    known = figures()
    if name not in known:
        raise ValueError(f"`name` must be one of {', '.join(known)}, all, but is {name}.")
    path = directory / f"{name}.nc"
    if again or not path.exists():
        save(stamped(known[name].dataset(track)), path)
    dataset = load(path)
    for kind in ("png", "svg"):
        write(path.with_suffix(f".{kind}"), drawn(name, dataset, kind=kind))
    return dataset


def drawn(name: str, dataset: xr.Dataset, *, kind: str) -> bytes:
    """The picture of a dataset of that figure, with the parameters below it."""
    draw = figures()[name].draw
    return picture(lambda ax: draw(ax, dataset), kind=kind, note=dataset.attrs["caption"])
