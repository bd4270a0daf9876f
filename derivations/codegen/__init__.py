"""Source code of formulas: the result of a claim or the Hamiltonian of a model as a program that checks itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from derivations.codegen import c, fortran, julia, latex, python, rust
from derivations.codegen.program import Program, program
from derivations.codegen.scalar import InexpressibleError

__all__ = ["TARGETS", "Target", "generated"]


@dataclass(frozen=True)
class Target:
    """A language: how its files end, how one is checked (``{name}`` is the file without its end), and what writes it."""

    suffix: str
    check: str
    source: Callable[[Program], str]


TARGETS: Mapping[str, Target] = {
    "numpy": Target(".py", python.CHECK, lambda of: python.numpy_source(of.subject)),
    "jax": Target(".py", python.CHECK, python.jax_source),
    "c": Target(".c", c.CHECK, c.source),
    "fortran": Target(".f90", fortran.CHECK, fortran.source),
    "rust": Target(".rs", rust.CHECK, rust.source),
    "julia": Target(".jl", julia.CHECK, julia.source),
    "latex": Target(".tex", latex.CHECK, latex.source),
}


@cache
def generated(name: str, target: str) -> str:
    """Source of the claim or model of that name, for a target of ``TARGETS``.

    Raises
    ------
    ValueError
        If there is neither a claim nor a model of that name, its result contains a function that is left open, or the language
        lacks one of its functions; the message says which targets have it.
    """
    formula = program(name)
    try:
        if target != "latex":
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
