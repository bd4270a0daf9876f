"""A symbol that knows what it means; the vocabularies, which are the other files beside this one."""

import importlib
import pkgutil
from functools import cache
from typing import Any

import sympy as sp
from sympy.core.cache import cacheit

from theory import symbols

ENERGY, LENGTH, WAVE_NUMBER, ANGLE, NUMBER = "lambda/a", "a", "1/a", "rad", ""


class Quantity(sp.Symbol):
    r"""A symbol with its meaning, its unit (empty for pure numbers) and the LaTeX in which it is printed.

    They are part of what it is: two of the same name that mean different things are different symbols.

    >>> mass = Quantity("M", "mass of the TI layer", ENERGY, real=True)
    >>> moment = Quantity("M", "magnetisation", "A/m", r"\mathcal{M}", real=True)
    >>> mass == moment, moment - mass
    (False, M - M)
    >>> moment.meaning, moment.unit, sp.latex(moment**2)
    ('magnetisation', 'A/m', '\\mathcal{M}^{2}')
    """

    __slots__ = ("latex", "meaning", "unit")

    meaning: str
    unit: str
    latex: str

    def __new__(cls, name: str, meaning: str, unit: str, latex: str = "", **assumptions: bool) -> "Quantity":
        """``latex`` is the name itself, unless it is given."""
        cls._sanitize(assumptions, cls)
        symbol: Quantity = sp.Symbol.__xnew__(cls, name, **assumptions)
        symbol.meaning, symbol.unit, symbol.latex = meaning, unit, latex or name
        return symbol

    def __getnewargs_ex__(self) -> tuple[tuple[str, ...], dict[str, bool]]:
        return (self.name, self.meaning, self.unit, self.latex), self._assumptions_orig

    def _hashable_content(self) -> tuple[Any, ...]:
        return (*super()._hashable_content(), self.meaning, self.unit, self.latex)

    @cacheit
    def sort_key(self, order: Any = None) -> tuple[Any, ...]:
        """Two of the same name are printed in the order of their meanings."""
        return self.class_key(), (1, (self.name, self.meaning)), sp.S.One.sort_key(), sp.S.One

    def _latex(self, printer: Any) -> str:
        return self.latex

    @property
    def described(self) -> str:
        """Meaning and unit, as a help text shows them."""
        return f"{self.meaning} ({self.unit})" if self.unit else self.meaning


@cache
def vocabularies() -> dict[str, dict[str, Quantity]]:
    """The quantities of each vocabulary by their names."""
    names = (info.name for info in pkgutil.iter_modules(symbols.__path__) if info.name != "quantity")
    modules = {name: importlib.import_module(f"theory.symbols.{name}") for name in names}
    return {
        name: {symbol.name: symbol for symbol in vars(module).values() if isinstance(symbol, Quantity)}
        for name, module in modules.items()
    }


@cache
def signs() -> dict[str, str]:
    """LaTeX of the names that look the same in every vocabulary: a text need not say which of two quantities it means."""
    looks: dict[str, set[str]] = {}
    for quantities in vocabularies().values():
        for name, symbol in quantities.items():
            looks.setdefault(name, set()).add(symbol.latex)
    return {name: min(found) for name, found in looks.items() if len(found) == 1}


def latex(expression: sp.Basic) -> str:
    """LaTeX of an expression, matrices in parentheses."""
    return str(sp.latex(expression, mat_delim="("))
