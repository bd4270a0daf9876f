"""Source code of formulas: the result of a claim or the Hamiltonian of a model as a program that checks itself.

A module of this folder is a target, a language. It offers

* ``SUFFIX``, how its files end, and ``CHECK``, how one is checked (``{name}`` is the file without its end);
* ``source(program)``: the text of the file, or ``InexpressibleError``;
* ``VALUES = False`` if nothing is evaluated, so that functions may be left open.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

from derivations.choice import require_known
from derivations.codegen.shared.program import Program, program
from derivations.codegen.shared.scalar import InexpressibleError
from derivations.discovery import modules

__all__ = ["TARGETS", "Target", "generated"]


@dataclass(frozen=True)
class Target:
    """A language: see the docstring of this package."""

    suffix: str
    check: str
    source: Callable[[Program], str]
    values: bool


class Targets(Mapping[str, Target]):
    """Every target by its name; its module is imported when it is asked for."""

    def __getitem__(self, name: str) -> Target:
        return _target(name)

    def __iter__(self) -> Iterator[str]:
        return iter(modules(Path(__file__).parent))

    def __len__(self) -> int:
        return len(modules(Path(__file__).parent))


@cache
def _target(name: str) -> Target:
    if name not in modules(Path(__file__).parent):
        raise KeyError(name)
    module = import_module(f"derivations.codegen.{name}")
    return Target(module.SUFFIX, module.CHECK, module.source, getattr(module, "VALUES", True))


TARGETS = Targets()


@cache
def generated(name: str, target: str) -> str:
    """Source of the claim or model of that name, for a target of ``TARGETS``.

    >>> import derivations as ti
    >>> "double" in ti.generated("small_tunnelling_gap", "c")
    True

    Raises
    ------
    ValueError
        If there is neither a claim nor a model of that name, or no such target, the result contains a function that is left open,
        or the language lacks one of its functions; the message says which targets have it.
    TypeError
        If one of them is no name, as the model itself.
    """
    require_known(target, TARGETS, name="target", shown=", ".join(TARGETS))
    formula = program(name)
    try:
        if TARGETS[target].values:
            formula.subject.require_known_functions()
        return TARGETS[target].source(formula)
    except InexpressibleError as error:
        able = ", ".join(other for other in TARGETS if other != target and _is_able(other, formula))
        raise ValueError(f"`--to` must be one of {able} for {name}, but is {target}: {error}.") from error


def _is_able(target: str, formula: Program) -> bool:
    try:
        TARGETS[target].source(formula)
    except InexpressibleError:
        return False
    return True
