"""Finds the claims: every module of a subject folder is one, nothing is registered; each is imported when it is asked for."""

import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from derivations.choice import require_known
from derivations.discovery import HERE, dotted, modules_of_rooms
from derivations.docstrings import docstring, first_line, sections

if TYPE_CHECKING:
    import sympy as sp

    from derivations.drawing import Axes
    from numerics.compare import Comparison
    from theory.model import BdGModel
    from theory.proof import Step

    Formula: TypeAlias = sp.Expr | sp.MatrixBase

OFFERED = ("DOMAIN", "steps", "result", "limits", "mutants", "validate", "draw")
SHOWN = "those that `tisc list` shows"


@dataclass(frozen=True)
class Claim:
    """One claim: its name, subject and docstring, its model if it has one, and what its module offers (see CONTRIBUTING.md)."""

    name: str
    subject: str
    text: str
    system: "BdGModel | None"
    domain: "Mapping[sp.Symbol, tuple[float, float] | range]"
    steps: "Callable[[], Iterator[Step]]"
    result: "Callable[[], Formula]"
    limits: "Callable[[], Iterator[Step]]"
    mutants: "Callable[[], Iterator[Formula]]"
    validate: "Callable[..., Comparison]"
    draw: "Callable[[Axes, Comparison], None]"

    @property
    def title(self) -> str:
        """First line of the docstring, without its full stop."""
        return first_line(self.text)

    def _repr_html_(self) -> str:
        """For notebooks: all that `tisc derive` shows."""
        from derivations.book.page import presentation_html
        from derivations.book.prose import inline_html
        from derivations.book.structure import presented

        return f"<h2>{inline_html(self.title)}</h2>{presentation_html(presented(self))}"

    def _repr_latex_(self) -> str:
        """For notebooks that show no HTML: the result."""
        from theory.symbols.quantity import latex

        return rf"$\displaystyle {latex(self.result())}$"


@cache
def places() -> Mapping[str, Path]:
    """The file of every claim by its name, subjects and names in alphabetical order; its folder is its subject.

    >>> places()["gap_at_gamma"].parent.name
    'bilayer'
    """
    return modules_of_rooms(HERE / "claims")


@cache
def texts() -> Mapping[str, str]:
    """The docstring of every claim by its name; no claim is imported."""
    return {name: docstring(path) for name, path in places().items()}


@cache
def spoken() -> Mapping[str, str]:
    """By the name of every claim what it speaks of: a line with title and subject, then the statement."""
    return {
        name: f"{first_line(text)} ({places()[name].parent.name.replace('_', ' ')})\n{sections(text)['Statement']}"
        for name, text in texts().items()
    }


def claims() -> dict[str, Claim]:
    """Every claim by its name, subjects and names in alphabetical order.

    Raises
    ------
    AttributeError
        If a module of a subject folder lacks one of the names that a claim offers.
    """
    return {name: claim(name) for name in places()}


def claim(name: str) -> Claim:
    """The claim of that name; no other is imported, but those from which it follows.

    >>> import derivations as ti
    >>> ti.claim("gap_at_gamma").title
    'Levels of the bilayer at Gamma, for any tunnelling'

    Raises
    ------
    ValueError
        If there is none; the message lists the names, or those that may have been meant.
    AttributeError
        If its module lacks one of the names that a claim offers.
    """
    if name not in places():
        require_known(name, places(), name="claim", shown=SHOWN, texts=spoken())
    return _claim(name)


@cache
def _claim(name: str) -> Claim:
    path = places()[name]
    module = importlib.import_module(dotted(path))
    lacking = [attribute for attribute in OFFERED if not hasattr(module, attribute)]
    if lacking or not module.__doc__:
        raise AttributeError(f"`{module.__name__}` must offer {', '.join(lacking) or 'a docstring'}.")
    offered = {attribute: getattr(module, attribute) for attribute in OFFERED}
    for part in ("steps", "limits", "mutants"):
        offered[part] = _once(offered[part])
    return Claim(name, path.parent.name, module.__doc__, getattr(module, "SYSTEM", None), *offered.values())


def _once(parts: Callable[[], Iterator[Any]]) -> Callable[[], Iterator[Any]]:
    """The same parts, made when they are first asked for, all or none: proof, page and judge share them."""
    made = cache(lambda: tuple(parts()))
    return wraps(parts)(lambda: iter(made()))
