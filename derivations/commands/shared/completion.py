"""What the shell completes: names with their titles, read from the files and not imported, so that it does not keep one waiting."""

from pathlib import Path

from derivations.discovery import HERE, SHARED, modules
from derivations.docstrings import docstring, first_line
from derivations.judging import catalogue

THEORY = HERE.parent / "theory"
NO_FIGURE = "paper"  # the module that tells which paper the figures of a folder belong to
Words = list[tuple[str, str]]  # what may be typed, and what it is


def claims() -> Words:
    """Every claim."""
    return [(name, first_line(text)) for name, text in catalogue.texts().items()]


def models() -> Words:
    """Every model."""
    return _titled(modules(THEORY / "models"))


def claims_and_models() -> Words:
    """All from which code is generated."""
    return models() + claims()


def targets() -> Words:
    """Every language in which code is generated."""
    return _titled(modules(HERE / "codegen"))


def figures() -> Words:
    """Every figure, by its name and by PAPER/NAME; every paper."""
    folders = [path.parent for path in sorted((HERE / "figures").glob("*/__init__.py")) if path.parent.name != SHARED]
    rooms = {folder.name: {name: path for name, path in modules(folder).items() if name != NO_FIGURE} for folder in folders}
    names = [word for room in rooms.values() for word in _titled(room)]
    in_full = [(f"{folder}/{name}", title) for folder, room in rooms.items() for name, title in _titled(room)]
    papers = [(folder.name, first_line(docstring(folder / "__init__.py"))) for folder in folders]
    return [*names, ("all", "every figure"), *papers, *in_full]


def _titled(files: dict[str, Path]) -> Words:
    return [(name, first_line(docstring(path))) for name, path in files.items()]
