"""Which code has made a result: a hash of the definitions that its maker reaches, without their comments and docstrings."""

import ast
import hashlib
from collections.abc import Callable, Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from derivations.files.definitions import Place, Sources, fields, imports_used, reached

ROOT = Path(__file__).parents[2]
PACKAGES = ("theory", "numerics", "derivations")
LIBRARIES = ("tisc", "numpy", "scipy", "sympy", "mpmath", "xarray")  # those whose version may change a number


def read_sources(root: Path) -> Sources:
    """The modules of the project below ``root``."""
    found = {}
    for path in (path for package in PACKAGES for path in (root / package).rglob("*.py")):
        names = path.relative_to(root).with_suffix("").parts
        package = ".".join(names[:-1])
        found[package if names[-1] == "__init__" else ".".join(names)] = package, path.read_bytes()
    return found


SOURCES = read_sources(ROOT)  # as they are when the program starts: what is edited while it computes has not made its data


def versions() -> dict[str, str]:
    """Versions of the libraries, to be told with what they have made; other versions do not make it stale."""
    return {f"version_{name}": version(name) for name in LIBRARIES}


def code_of(*makers: Callable[..., Any]) -> str:
    """:func:`code_hash` of functions at the top level of modules, as their text was when the program started."""
    return _code_of(tuple((maker.__module__, maker.__name__) for maker in makers))


@cache
def _code_of(makers: tuple[Place, ...]) -> str:
    return code_hash(makers)


def code_hash(makers: Iterable[Place], sources: Sources = SOURCES) -> str:
    """Hash of all that the makers, each a module and a name in it, reach (``definitions.reached``); the same in every Python.

    Raises
    ------
    ValueError
        If a maker is not defined in a module of this project.
    """
    code = hashlib.sha256()
    for (module, name), statements in sorted(reached(makers, sources).items(), key=lambda found: found[0]):
        code.update(f"\n{module} {name} {imports_used(name, *sources[module])}".encode())
        for statement in statements:
            code.update(_skeleton(statement).encode())
    return code.hexdigest()


@cache
def _skeleton(node: ast.AST) -> str:
    """A text as Python understands it, however it is laid out; unlike ``ast.dump`` the same in every version of Python."""
    if isinstance(node, ast.Constant):
        return repr(node.value)
    told = (
        f"{name}={[_skeleton(member) if isinstance(member, ast.AST) else member for member in members]}"
        for name, members in fields(node)
    )
    return f"{type(node).__name__}({', '.join(told)})"
