"""Flags that commands share, and files and folders that they name, checked before any long calculation."""

import os
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryFile
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
Folder = Annotated[Path, typer.Option("-o", "--output", help="Folder to write into; made if missing.", metavar="DIR")]


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
