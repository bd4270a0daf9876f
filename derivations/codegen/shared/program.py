"""A formula as a sequence of assignments to real and complex variables: what all languages but NumPy print."""

from dataclasses import dataclass
from functools import cache
from textwrap import wrap

import sympy as sp

from derivations.codegen.shared.kinds import is_complex, variable
from derivations.codegen.shared.sample import rounded_up
from derivations.codegen.shared.subject import WIDTH, Subject, subject


@dataclass(frozen=True, eq=False)
class Program:
    """Assignments in order, then the entries of the result, row by row; every symbol knows whether it is real."""

    subject: Subject
    steps: tuple[tuple[sp.Symbol, sp.Expr], ...]
    entries: tuple[sp.Expr, ...]

    @property
    def is_complex(self) -> bool:
        """Whether the result is declared complex: SymPy cannot see that every entry is real."""
        return any(is_complex(entry) for entry in self.entries)

    @property
    def header(self) -> list[str]:
        """Title, statement and origin, and a word about values that SymPy's branches make complex."""
        lines = self.subject.header
        parts = [*(value for _, value in self.steps), *self.entries]
        if any(not is_complex(arcsine.args[0]) for part in parts for arcsine in part.atoms(sp.asin)):
            lines = [*lines, "The arcsine of a real number beyond 1 has no value here."]
        if self.is_complex and not any(entry.has(sp.I) for entry in self.subject.entries):
            lines = [*lines, "Complex: roots of negative numbers take their principal branch, whatever the sign of a zero."]
        return lines

    @property
    def comparison(self) -> list[str]:
        """What the program compares itself with, as lines of text."""
        return comparison(self.subject, self.subject.weak_in_doubles)

    @property
    def exact(self) -> list[tuple[complex, float]]:
        """What it must return at one point after the other, row by row, each with a bound of its rounding error."""
        pairs = (zip(sample.values, sample.bounds, strict=True) for sample in self.subject.samples)
        return [(value, rounded_up(bound)) for part in pairs for value, bound in part]


def comparison(origin: Subject, weak: list[tuple[str, float]], why: str = "") -> list[str]:
    """What a program of a subject compares itself with, and the arguments at which it is weak and why, as lines of text."""
    extreme = len(origin.samples) - 1 - len(origin.opposite)
    generic = "a generic point, at one of opposite signs" if origin.opposite else "a generic point"
    points = f"{generic} and at {extreme} with a tiny or a huge argument" if extreme else generic
    text = f"Compares with the exact values at {points}; each may miss by what rounding takes from it, to first order."
    return wrap(f"{text}{_digits(origin, weak, why)}", WIDTH)


def _digits(origin: Subject, weak: list[tuple[str, float]], why: str) -> str:
    """Where values keep half their digits, and where not, as NumPy's do."""
    if not origin.extremes:
        return ""
    places = ", ".join(f"{name} = {value:g}" for name, value in weak)
    short = f", but fewer or none at {places}{why}" if places else ""
    tried = "With one argument as small as 1e-8 or as large as 1e8, where its range has such values (tried with NumPy)"
    return f" {tried}, half the digits are right{short}. With several at once a sum such as 1 - cos(k) may have none."


@cache
def program(name: str) -> Program:
    """The claim or model of that name."""
    return assigned(subject(name))


def assigned(origin: Subject) -> Program:
    """The formula with its common subexpressions computed once."""
    taken = {symbol.name.lower() for symbol in origin.arguments}
    fresh = (symbol for symbol in sp.numbered_symbols("x") if symbol.name not in taken)
    replacements, reduced = sp.cse(origin.entries, symbols=fresh)
    typed: dict[sp.Symbol, sp.Symbol] = {}
    steps = []
    for symbol, value in replacements:
        known = value.xreplace(typed)
        typed[symbol] = variable(symbol.name, known)
        steps.append((typed[symbol], known))
    return Program(origin, tuple(steps), tuple(entry.xreplace(typed) for entry in reduced))
