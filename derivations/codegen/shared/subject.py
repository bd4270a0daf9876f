"""What code is generated from: the result of a claim or the Hamiltonian of a model, its arguments, and where it is tried."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import version
from textwrap import wrap

import sympy as sp

from derivations.book import prose
from derivations.choice import require_known
from derivations.codegen.shared.kinds import is_complex
from derivations.codegen.shared.rounding import has_special_functions
from derivations.codegen.shared.sample import Domain, Extremes, Sample, Trial, checked, extremes, opposite, samples, signs, weak
from derivations.docstrings import sections
from derivations.judging.catalogue import claim, places, spoken
from derivations.models import MODELS
from numerics.kernels import Kernel, compile_kernel, parameter_names
from numerics.printing.cancellation import stable
from theory.symbols.quantity import Quantity

SEED = 1
WIDTH = 110


@dataclass(frozen=True, eq=False)
class Subject:
    """A formula with its name, its title, the statement it belongs to, its arguments in order and the range of some of them."""

    name: str
    title: str
    statement: str
    formula: sp.Expr | sp.MatrixBase
    arguments: tuple[sp.Symbol, ...]
    domain: Domain

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the matrix, () for a scalar."""
        return tuple(self.formula.shape) if isinstance(self.formula, sp.MatrixBase) else ()

    @cached_property
    def printed(self) -> sp.Expr | sp.MatrixBase:
        """The formula as programs compute it: with sums that would lose their digits in another form."""
        return self.formula.applyfunc(stable) if self.shape else stable(self.formula)

    @property
    def entries(self) -> list[sp.Expr]:
        """The entries of :attr:`printed`, row by row."""
        return [sp.sympify(entry) for entry in (self.printed if self.shape else [self.printed])]

    @cached_property
    def kernel(self) -> Kernel:
        """The compiled formula.

        Raises
        ------
        ValueError
            If the formula contains a function that is left open.
        """
        lines = [*self.header, "Every argument is given by keyword and broadcasts."]
        if any(map(is_complex, self.entries)) and not self.formula.has(sp.I):
            lines.append("Complex: roots of negative numbers take their principal branch.")
        names = dict(zip(self.arguments, parameter_names(self.arguments), strict=True))
        try:
            return compile_kernel(self.formula, self.arguments, doc="\n".join([*lines, "", *self.glossary(names)]) + "\n")
        except TypeError as error:
            raise ValueError(
                f"`name` must have a result of known functions, but {self.name} leaves one open; `--to latex` prints it."
            ) from error

    def require_known_functions(self) -> None:
        """Raise the error of :attr:`kernel` if a function is left open: no language has it."""
        _ = self.kernel

    @property
    def trial(self) -> Trial:
        """What points are searched for."""
        return Trial(self.formula, self.printed, self.kernel, self.domain)

    @cached_property
    def generic(self) -> Sample:
        """A point where the formula keeps its digits, and its values there."""
        return next(samples(self.trial, seed=SEED))

    @cached_property
    def opposite(self) -> list[Sample]:
        """The same with all signs (symbols that are +1 or -1) reversed."""
        return opposite(self.trial, self.generic) if signs(self.trial) else []

    @cached_property
    def extremes(self) -> Extremes:
        """The same with one argument tiny or huge."""
        return extremes(self.trial, self.generic)

    @cached_property
    def samples(self) -> list[Sample]:
        """The points of the program's own check, and what it must give there: generic, of opposite signs, extreme."""
        return [self.generic, *self.opposite, *checked(self.trial, self.extremes)]

    @cached_property
    def weak(self) -> list[tuple[str, float]]:
        """Arguments by name, tiny or huge, at which one of the entries has less than half its digits or no value."""
        return weak(self.kernel, self.extremes)

    @cached_property
    def weak_in_doubles(self) -> list[tuple[str, float]]:
        """The same of a program that has no more than the functions of SciPy: that of another language."""
        if not has_special_functions(self.formula):
            return self.weak
        return weak(compile_kernel(self.formula, self.arguments, rescue=False), self.extremes)

    @property
    def header(self) -> list[str]:
        """Title, statement and origin, as lines of text that can stand in a comment."""
        parts = map(_one_line, self.statement.splitlines())
        lines = [line for part in parts for line in (wrap(part, WIDTH) if len(part) > WIDTH else [part])]
        origin = f"Generated by tisc {version('tisc')} from {_one_line(self.name)}."
        return [f"{_one_line(self.title)}.", "", *lines, *([""] if lines else []), origin]

    def glossary(self, names: Mapping[sp.Symbol, str] | None = None) -> list[str]:
        """One line an argument: its name in the program, meaning, unit, and what kind of number it is if not any real one."""
        return [_one_line(f"{names[symbol] if names else symbol.name}: {_meaning(symbol)}") for symbol in self.arguments]


@cache
def subject(name: str) -> Subject:
    """The claim or model of that name.

    Raises
    ------
    ValueError
        If there is neither.
    """
    if name in MODELS:
        model = MODELS[name]()
        components = f"Components in order: {', '.join(model.basis)}." if model.basis else ""
        return Subject(name, f"Hamiltonian of the {name} in momentum space", components, model.hamiltonian, model.arguments, {})
    shown = f"{', '.join(MODELS)} and those that `tisc list` shows"
    require_known(name, (*MODELS, *places()), name="name", shown=shown, texts=spoken())
    found = claim(name)
    formula = found.result()
    arguments = found.system.arguments if found.system else ()
    order: Mapping[sp.Symbol, int] = {symbol: index for index, symbol in enumerate((*arguments, *found.domain))}
    free = sorted(formula.free_symbols, key=lambda symbol: (order.get(symbol, len(order)), symbol.name))
    statement = "\n".join(prose.plain(sections(found.text)["Statement"], 110))
    returned = (found.result.__doc__ or "").strip().splitlines()[0]
    return Subject(name, found.title, f"{statement}\n\nThe program returns: {returned}", formula, tuple(free), found.domain)


def _one_line(text: str) -> str:
    """The text without characters that end a line or turn its direction."""
    return "".join(character if unicodedata.category(character)[0] not in "CZ" else " " for character in text)


def _meaning(symbol: sp.Symbol) -> str:
    if not isinstance(symbol, Quantity):
        return "see the statement of the claim"
    kind = " [a whole number]" if symbol.is_integer else "" if symbol.is_real else " [may be complex]"
    return symbol.described + kind
