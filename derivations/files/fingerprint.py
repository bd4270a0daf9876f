"""Which code has made a dataset: a hash of the module that makes it, and of all that this module imports."""

import ast
import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TypeAlias

ROOT = Path(__file__).parents[2]
PACKAGES = ("theory", "numerics", "derivations")
LIBRARIES = ("tisc", "numpy", "scipy", "sympy", "mpmath", "xarray")  # those whose version may change a number
Sources: TypeAlias = Mapping[str, tuple[str, bytes]]  # of every module by its name: the package that it lies in, its text


def read_sources(root: Path) -> Sources:
    """The modules of the project below ``root``."""
    found = {}
    for path in (path for package in PACKAGES for path in (root / package).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        package = ".".join(parts[:-1])
        found[package if parts[-1] == "__init__" else ".".join(parts)] = package, path.read_bytes()
    return found


SOURCES = read_sources(ROOT)  # as they are when the program starts: what is edited while it computes has not made its data


@cache
def stamp(maker: str) -> dict[str, str]:
    """What tells whether a dataset is current: versions of the libraries, hash of the code behind the module ``maker``.

    Raises
    ------
    ValueError
        If ``maker`` is not a module of this project.
    """
    return {**{f"version_{name}": version(name) for name in LIBRARIES}, "code": code_hash(maker)}


def code_hash(maker: str, sources: Sources = SOURCES) -> str:
    """Hash of the names and texts of all modules behind ``maker``."""
    code = hashlib.sha256()
    for name in sorted(modules_behind(maker, sources)):
        code.update(f"{name}\n".encode())
        code.update(hashlib.sha256(sources[name][1]).digest())
    return code.hexdigest()


def modules_behind(maker: str, sources: Sources = SOURCES) -> set[str]:
    """``maker``, the modules of the project that it imports anywhere in its text, their packages, and so on.

    Imports are read from the text, not executed: a module that is imported by a computed name is not seen.
    """
    if maker not in sources:
        raise ValueError(f"`maker` must be a module of {', '.join(PACKAGES)}, but is {maker}.")
    found: set[str] = set()
    ahead = [maker]
    while ahead:
        name = ahead.pop()
        if name in sources and name not in found:
            found.add(name)
            ahead += [*_packages(name), *_imports(*sources[name])]
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
