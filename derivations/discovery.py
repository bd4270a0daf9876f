"""The modules that lie in a folder of the project: found by their files and read without being imported, which takes too long."""

import re
from ast import literal_eval
from inspect import cleandoc
from pathlib import Path

HERE = Path(__file__).parent
SHARED = "shared"  # folder of what the modules beside it share: none of it is one of them
DOCSTRING = re.compile(r'\s*(r?"""(?:[^"\\]|\\.|"(?!""))*""")', re.DOTALL)


def modules(folder: Path) -> dict[str, Path]:
    """The file of each module in a folder, by name, in alphabetical order.

    >>> "derive" in modules(HERE / "commands")
    True
    """
    return {path.stem: path for path in sorted(folder.glob("*.py")) if path.stem != "__init__"}


def modules_of_rooms(folder: Path) -> dict[str, Path]:
    """The file of each module in the packages of a folder, except ``shared``, by name; packages and names in alphabetical order.

    >>> modules_of_rooms(HERE / "claims")["gap_at_gamma"].parent.name
    'bilayer'
    """
    rooms = [path.parent for path in sorted(folder.glob("*/__init__.py")) if path.parent.name != SHARED]
    return {name: path for room in rooms for name, path in modules(room).items()}


def dotted(path: Path) -> str:
    """The name by which a module of the project is imported.

    >>> dotted(HERE / "discovery.py")
    'derivations.discovery'
    """
    return ".".join(path.relative_to(HERE.parent).with_suffix("").parts)


def docstring(path: Path) -> str:
    """What a module says of itself: the text in triple quotes with which its file begins; empty if there is none.

    >>> docstring(Path(__file__)).partition(":")[0]
    'The modules that lie in a folder of the project'
    """
    found = DOCSTRING.match(path.read_text(encoding="utf-8"))
    return cleandoc(literal_eval(found[1])) if found else ""


def first_line(text: str) -> str:
    """The title of a docstring: its first line without the full stop."""
    return text.strip().partition("\n")[0].rstrip(".")
