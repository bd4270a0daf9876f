"""The modules that lie in a folder of the project: found by their files, without being imported."""

from pathlib import Path

HERE = Path(__file__).parent
SHARED = "shared"  # folder of what the modules beside it share: none of it is one of them


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

    Raises
    ------
    ValueError
        If two packages have a module of the same name.
    """
    rooms = [path.parent for path in sorted(folder.glob("*/__init__.py")) if path.parent.name != SHARED]
    found: dict[str, Path] = {}
    for name, path in (pair for room in rooms for pair in modules(room).items()):
        if name in found:
            raise ValueError(
                f"`{name}` must be one module of {folder.name}, but is in {found[name].parent.name}, {path.parent.name}."
            )
        found[name] = path
    return found


def command_name(module: str) -> str:
    """The name of the command that a module is.

    >>> command_name("list_"), command_name("phase_diagram")
    ('list', 'phase-diagram')
    """
    return module.rstrip("_").replace("_", "-")


def dotted(path: Path) -> str:
    """The name by which a module of the project is imported.

    >>> dotted(HERE / "discovery.py")
    'derivations.discovery'
    """
    return ".".join(path.relative_to(HERE.parent).with_suffix("").parts)
