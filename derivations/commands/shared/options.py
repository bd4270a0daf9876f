"""Flags of the command: one for each parameter of a model, spelled like its symbol; checks that name the flag."""

import inspect
import math
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryFile
from typing import Annotated, Any

import sympy as sp
import typer

from theory.symbols import QUANTITIES

MODEL_PARAMETERS = ("lam", "M", "mu", "eps_ti", "eps_sc", "t_sc", "Delta", "t_c")
Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
Folder = Annotated[Path, typer.Option("-o", "--output", help="Folder to write into; made if missing.", metavar="DIR")]


def flag(name: str) -> str:
    """The flag of a parameter: ``eps_ti`` -> ``--eps-ti``."""
    return "--" + name.replace("_", "-")


LARGEST = 1e6  # beyond it the squares and products of a matrix lose the digits that a result promises


def finite(context: Any, parameter: Any, value: float | None) -> float | None:
    """Refuse NaN, infinity, and numbers so large that rounding would be all that is left."""
    if value is not None and not math.isfinite(value):
        raise typer.BadParameter(f"`{parameter.name}` must be a finite number, but is {value}.")
    if value is not None and abs(value) > LARGEST:
        raise typer.BadParameter(f"`{parameter.name}` must lie between {-LARGEST:g} and {LARGEST:g}, but is {value:g}.")
    return value


def non_negative(context: Any, parameter: Any, value: float) -> float:
    """Refuse what :func:`finite` refuses, and numbers below zero."""
    finite(context, parameter, value)
    if value < 0:
        raise typer.BadParameter(f"`{parameter.name}` must not be negative, but is {value:g}.")
    return value


def between(low: int, high: int, why: str) -> Callable[[Any, Any, int], int]:
    """A check that an integer lies between two bounds; ``why`` ends the message."""

    def checked(context: Any, parameter: Any, value: int) -> int:
        if not low <= value <= high:
            raise typer.BadParameter(f"`{parameter.name}` must be between {low} and {high} ({why}), but is {value}.")
        return value

    return checked


def takes(names: Iterable[str], defaults: dict[str, sp.Expr]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command one flag for each named parameter; it receives them as the dictionary ``parameters``.

    Parameters that the user does not give are left out of the dictionary: their defaults may depend on others.
    """

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        def wrapped(**arguments: Any) -> None:
            given = {name: arguments.pop(name) for name in names}
            command(parameters={name: value for name, value in given.items() if value is not None}, **arguments)

        own = [p.replace(kind=p.KEYWORD_ONLY) for p in inspect.signature(command).parameters.values() if p.name != "parameters"]
        flags = [_option(name, defaults[name]) for name in names]
        wrapped.__signature__ = inspect.Signature([*flags, *own])  # type: ignore[attr-defined]
        wrapped.__annotations__ = {p.name: p.annotation for p in (*flags, *own)}
        wrapped.__name__, wrapped.__doc__ = command.__name__, command.__doc__
        return wrapped

    return decorate


def _option(name: str, default: sp.Expr) -> inspect.Parameter:
    quantity = QUANTITIES[name]
    unit = f" ({quantity.unit})" if quantity.unit else ""
    shown = f"{float(default):g}" if default.is_number else str(default)
    option = typer.Option(flag(name), help=f"{quantity.meaning}{unit}  [default: {shown}]", show_default=False, callback=finite)
    annotation = Annotated[float | None, option]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


def output_file(path: Path | None, name: str, suffixes: tuple[str, ...]) -> Path | None:
    """A path that can be written, with one of the suffixes; checked before any long calculation."""
    if path is None:
        return None
    try:
        obstacle = _obstacle(path)
    except OSError as error:
        raise ValueError(f"`{name}` must be a usable file name, but is not: {error.strerror}.") from error
    if obstacle:
        raise ValueError(f"`{name}` must be a file in an existing folder, but '{path}' {obstacle}.")
    if path.suffix not in suffixes:
        raise ValueError(f"`{name}` must be a file name ending in {' or '.join(suffixes)}, but is '{path}'.")
    if path.exists() and not os.access(path, os.W_OK):
        raise ValueError(f"`{name}` must be a file that may be changed, but '{path}' is protected.")
    _try_to_write(Path(os.path.realpath(path)).parent, name)
    return path


def require_places(paths: Iterable[Path]) -> None:
    """Refuse paths at which no file can come to stand, before any long calculation."""
    for path in paths:
        obstacle = _obstacle(path)
        if obstacle:
            raise ValueError(f"`{path}` must be a file in an existing folder, but {obstacle}.")


def _obstacle(path: Path) -> str | None:
    """Why no file can be written there, or where its links lead; None if one can."""
    target = Path(os.path.realpath(path))
    if target.is_dir():
        return "is a folder"
    if target.exists() and not target.is_file():
        return "is no regular file"
    if target.is_symlink() or not target.parent.is_dir():
        return f"is a link to '{target}', which is none" if path.is_symlink() else "is not in one"
    return None


def output_folder(path: Path, name: str) -> Path:
    """A folder that can be written, made if it is missing; checked before any long calculation."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ValueError(f"`{name}` must be a folder that can be made, but {path} cannot: {error.strerror}.") from error
    _try_to_write(path, name)
    return path


def _try_to_write(folder: Path, name: str) -> None:
    try:
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise ValueError(f"`{name}` must be in a folder that can be written, but {folder} is not: {error.strerror}.") from error
