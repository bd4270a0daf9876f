"""Finds the claims: every module of a subject folder is one, nothing is registered."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import sympy as sp

from derivations import claims as rooms
from derivations.choice import require_known
from derivations.drawing import Axes
from numerics.compare import Comparison
from theory.model import BdGModel
from theory.proof import Step

Formula: TypeAlias = sp.Expr | sp.MatrixBase
NOT_SUBJECTS = {"shared"}
OFFERED = ("SYSTEM", "DOMAIN", "steps", "result", "limits", "mutants", "validate", "draw")


@dataclass(frozen=True)
class Claim:
    """One claim: the names its module offers (see CONTRIBUTING.md), its name, its subject and its docstring."""

    name: str
    subject: str
    text: str
    system: BdGModel
    domain: Mapping[sp.Symbol, tuple[float, float] | range]
    steps: Callable[[], Iterator[Step]]
    result: Callable[[], Formula]
    limits: Callable[[], Iterator[Step]]
    mutants: Callable[[], Iterator[Formula]]
    validate: Callable[..., Comparison]
    draw: Callable[[Axes, Comparison], None]

    @property
    def title(self) -> str:
        """First line of the docstring, without its full stop."""
        return self.text.strip().splitlines()[0].rstrip(".")


@cache
def claims() -> dict[str, Claim]:
    """Every claim by its name, subjects and names in alphabetical order.

    Raises
    ------
    AttributeError
        If a module of a subject folder lacks one of the names that a claim offers.
    """
    found: dict[str, Claim] = {}
    for subject in pkgutil.iter_modules(rooms.__path__):
        if not subject.ispkg or subject.name in NOT_SUBJECTS:
            continue
        package = importlib.import_module(f"derivations.claims.{subject.name}")
        for info in pkgutil.iter_modules(package.__path__):
            module = importlib.import_module(f"derivations.claims.{subject.name}.{info.name}")
            found[info.name] = _claim(info.name, subject.name, module)
    return found


def claim(name: str) -> Claim:
    """The claim of that name.

    Raises
    ------
    ValueError
        If there is none; the message lists the names, or those that are like it.
    """
    require_known(name, claims(), name="claim", shown="those that `tisc list` shows")
    return claims()[name]


def _claim(name: str, subject: str, module: Any) -> Claim:
    lacking = [attribute for attribute in OFFERED if not hasattr(module, attribute)]
    if lacking or not module.__doc__:
        raise AttributeError(f"`{module.__name__}` must offer {', '.join(lacking) or 'a docstring'}.")
    return Claim(name, subject, module.__doc__, *(getattr(module, attribute) for attribute in OFFERED))
