"""What C, Fortran, Julia and Rust have in common: scalar expressions of real and complex floating-point numbers."""

from collections.abc import Iterable, Mapping
from textwrap import wrap
from typing import Any, ClassVar, NamedTuple, NoReturn

import numpy as np
import sympy as sp
from sympy.printing.codeprinter import CodePrinter
from sympy.printing.str import StrPrinter

from derivations.codegen.shared.kinds import is_complex
from derivations.codegen.shared.program import Program
from numerics.printing.names import legal_names

WIDTH = 110
BESSEL = (sp.besselj, sp.besselk)
TINY, HUGE = float(np.finfo(float).tiny), float(np.finfo(float).max)
EXACT = 2**53  # whole numbers up to here are floats
LARGEST_POWER = 2**31 - 1  # as a whole exponent, in every language


class InexpressibleError(ValueError):
    """A formula that a printer cannot express; the message says what it lacks."""


def columns(cells: Iterable[str], *, indent: str, separator: str = ", ") -> str:
    """Cells in lines of a readable length, separated; none is broken."""
    glued = separator.join(cell.replace(" ", "\0") for cell in cells)
    lines = wrap(glued, WIDTH, break_long_words=False, break_on_hyphens=False)
    return f"\n{indent}".join(lines).replace("\0", " ")


def _is_quotient(number: sp.Rational) -> bool:
    """Whether the number is printed as a quotient of two whole numbers that are floats, not as the nearest float."""
    return bool(number.q & (number.q - 1) and max(abs(number.p), number.q) <= EXACT)


def keeps_nan(base: sp.Expr, exponent: sp.Expr) -> bool:
    """Whether the power functions of libraries return NaN for NaN: they take 1 to any power, and anything to the power 0, for 1."""
    return bool(base.is_number or exponent.is_number)


class Names(NamedTuple):
    """A function of the language for real and for complex arguments; empty where it has none."""

    real: str
    complex: str = ""


ELEMENTARY: Mapping[Any, str] = {  # of real and of complex numbers
    **{sp.sqrt: "sqrt", sp.exp: "exp", sp.sin: "sin", sp.cos: "cos"},
    **{sp.sinh: "sinh", sp.cosh: "cosh", sp.asin: "asin", sp.asinh: "asinh"},
}
REAL: Mapping[Any, Names] = {sp.tan: Names("tan"), sp.tanh: Names("tanh"), sp.atan: Names("atan")}
JUMPS: Mapping[Any, Names] = {  # written out in each language: those of the libraries overlook NaN or the sign of zero
    **{sp.sign: Names("sign_of"), sp.Max: Names("maximum"), sp.Min: Names("minimum"), sp.atan2: Names("angle")},
    sp.Heaviside: Names("step"),
}


class Scalar(CodePrinter):
    """SymPy's printer of code, with every number a float, and roots and functions chosen by the kind of their argument.

    A language gives its name, its functions, its literals, and how a function is called and a power is taken.
    """

    name: ClassVar[str]
    functions: ClassVar[Mapping[Any, Names]]
    reserved: ClassVar[frozenset[str]]
    literal: ClassVar[str] = "{}"
    imaginary_unit: ClassVar[str]
    case_sensitive: ClassVar[bool] = True
    whole_orders: ClassVar[bool] = True  # the Bessel functions of the language have whole orders only
    reserved_function: ClassVar[frozenset[str]] = frozenset()  # what a variable may be called, but not the program

    _print_Add = StrPrinter._print_Add

    def __init__(self, program: Program) -> None:
        super().__init__()
        self.program = program
        self._refuse_unknown()
        self.used: set[str] = set()  # functions of real and of complex numbers that the file must bring along or import
        self.used_complex: set[str] = set()
        called = {name for names in self.functions.values() for name in names}
        taken = self.reserved | called
        (self.function,) = self._legal([program.subject.name], taken | self.reserved_function)
        symbols = [*program.subject.arguments, *(variable for variable, _ in program.steps)]
        self.names = dict(zip(symbols, self._legal([s.name for s in symbols], taken | {self.function}), strict=True))

    def _legal(self, spellings: list[str], taken: frozenset[str] | set[str]) -> list[str]:
        return legal_names(spellings, reserved=taken, case_sensitive=self.case_sensitive)

    def _refuse_unknown(self) -> None:
        found = {function for entry in self.program.subject.entries for function in entry.atoms(sp.Function, sp.Max, sp.Min)}
        unknown = {type(function) for function in found} - set(self.functions)
        if unknown:
            self._refuse(", ".join(sorted(function.__name__ for function in unknown)))
        if self.whole_orders and any(isinstance(f, sp.besselj) and not f.order.is_integer for f in found):
            self._refuse("besselj of orders that are not whole")

    def _refuse(self, lacking: str) -> NoReturn:
        raise InexpressibleError(f"the printer of {self.name} lacks {lacking}")

    def number(self, value: float) -> str:
        """A literal that is read back as the same number."""
        return self.literal.format(repr(float(value)))

    def text(self, expression: sp.Expr) -> str:
        """The expression as code.

        Raises
        ------
        InexpressibleError
            If the printer lacks one of its functions, or a number is beyond the range of floats.
        """
        return str(self._print(expression))

    def called(self, name: str, arguments: list[str], *, of_complex: bool = False) -> str:
        """A call of a function of real or of complex numbers."""
        (self.used_complex if of_complex else self.used).add(name)
        return f"{name}({', '.join(arguments)})"

    def promoted(self, argument: sp.Expr) -> str:
        """An argument of a function of complex numbers."""
        return self.text(argument)

    def power(self, base: sp.Expr, exponent: sp.Expr) -> str:
        """A power other than a square root; a whole exponent is between 2 and ``LARGEST_POWER``."""
        raise NotImplementedError

    def atomic(self, expression: sp.Expr) -> str:
        """The expression as it may stand beside any operator."""
        return self.text(expression) if expression.is_Symbol else f"({self.text(expression)})"

    def parenthesize(self, item: sp.Expr, level: int, strict: bool = False) -> str:
        """The factor 0.5 without the parentheses that 1/2 would need."""
        if item.is_Rational and item.is_positive and not _is_quotient(item):
            return self.text(item)
        return str(super().parenthesize(item, level, strict))

    def _print(self, expression: Any, **settings: Any) -> str:
        if type(expression) in self.functions:
            return self._call(type(expression), expression.args, of_complex=is_complex(expression))
        if expression.is_Symbol:
            return self.names[expression]
        if expression.is_Rational:
            return self._rational(expression)
        if isinstance(expression, sp.NumberSymbol):
            return self.number(float(expression.evalf(20)))
        if expression == sp.I:
            return self.imaginary_unit
        if expression.is_Add or expression.is_Mul or expression.is_Pow:
            return str(super()._print(expression, **settings))
        self._refuse(type(expression).__name__)

    def _rational(self, value: sp.Rational) -> str:
        if _is_quotient(value):
            return f"{self.number(value.p)}/{self.number(value.q)}"
        if value and not TINY <= abs(value) <= HUGE:
            self._refuse(f"numbers beyond the range of floats, {HUGE:.1e} and {TINY:.1e}")
        return self.number(value.p / value.q)  # of Python's integers: rounded once

    def _call(self, function: Any, arguments: tuple[sp.Expr, ...], *, of_complex: bool) -> str:
        if len(arguments) > 2:  # the larger of many numbers, two at a time
            first = self._call(function, arguments[:-1], of_complex=of_complex)
            return self.called(self.functions[function].real, [first, self.text(arguments[-1])])
        of_complex = of_complex or any(map(is_complex, arguments))
        name = self.functions[function].complex if of_complex else self.functions[function].real
        if not name:
            self._refuse(f"{function.__name__} of {'complex' if of_complex else 'real'} arguments")
        order = [self.text(arguments[0])] if function in BESSEL else []  # stays real
        others = arguments[len(order) :]
        return self.called(name, order + [self.promoted(a) if of_complex else self.text(a) for a in others], of_complex=of_complex)

    def _print_Pow(self, expression: sp.Pow) -> str:
        base, exponent = expression.args
        if exponent.is_Rational and exponent.is_negative:
            return f"{self.text(sp.S.One)}/{self.atomic(base**-exponent)}"
        if exponent == sp.S.Half:
            return self._call(sp.sqrt, (base,), of_complex=is_complex(expression))
        if exponent.is_Integer and exponent > LARGEST_POWER:
            self._refuse(f"whole powers above {LARGEST_POWER}")
        return self.power(base, exponent)
