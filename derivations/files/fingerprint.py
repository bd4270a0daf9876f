"""Which code has made a dataset: a hash of the module that makes it, and of all that this module imports."""

import ast
import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("theory", "numerics", "derivations")
LIBRARIES = ("tisc", "numpy", "scipy", "sympy", "mpmath", "xarray")  # those whose version may change a number


@cache
def stamp(maker: str) -> dict[str, str]:
    """What tells whether a dataset is current: versions of the libraries, hash of the code behind the module ``maker``.

    Raises
    ------
    ValueError
        If ``maker`` is not a module of this project.
    """
    return {**{f"version_{name}": version(name) for name in LIBRARIES}, "code": code_hash(maker)}


def code_hash(maker: str, *, root: Path = ROOT) -> str:
    """Hash of the names and sources of all modules behind ``maker``, which lie in the packages below ``root``."""
    code = hashlib.sha256()
    for name, path in sorted(modules_behind(maker, root=root).items()):
        code.update(f"{name}\n".encode())
        code.update(hashlib.sha256(path.read_bytes()).digest())
    return code.hexdigest()


def modules_behind(maker: str, *, root: Path = ROOT) -> dict[str, Path]:
    """``maker``, the modules of the project that it imports anywhere in its text, their packages, and so on; with their files.

    Imports are read from the text, not executed: a module that is imported by a computed name is not seen.
    """
    if _file(maker, root) is None:
        raise ValueError(f"`maker` must be a module of {', '.join(PACKAGES)}, but is {maker}.")
    found: dict[str, Path] = {}
    ahead = [maker]
    while ahead:
        name = ahead.pop()
        path = _file(name, root)
        if path and name not in found:
            found[name] = path
            package = name if path.stem == "__init__" else name.rpartition(".")[0]
            ahead += [*_packages(name), *_imports(package, path.read_bytes())]
    return found


def _packages(name: str) -> Iterator[str]:
    """The packages that Python imports before it: ``a`` and ``a.b`` for ``a.b.c``."""
    parts = name.split(".")
    return (".".join(parts[:end]) for end in range(1, len(parts)))


@cache
def _imports(package: str, source: bytes) -> frozenset[str]:
    """Every module that the text of a module in ``package`` may mean in its imports, whether it exists or not."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: 1 - node.level or None] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            found |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
    return frozenset(found)


def _file(name: str, root: Path) -> Path | None:
    """The file of a module of the project, or None."""
    if name.split(".")[0] not in PACKAGES:
        return None
    place = root.joinpath(*name.split("."))
    candidates = (place / "__init__.py", place.with_suffix(".py"))
    return next((path for path in candidates if path.is_file()), None)
