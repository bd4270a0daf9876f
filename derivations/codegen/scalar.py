"""What C, Fortran, Julia and Rust have in common: scalar expressions of real and complex floating-point numbers."""

from collections.abc import Iterable, Mapping
from textwrap import wrap
from typing import Any, ClassVar, NamedTuple

import sympy as sp
from sympy.printing.codeprinter import CodePrinter
from sympy.printing.str import StrPrinter

from derivations.codegen.kinds import is_complex
from derivations.codegen.program import Program

WIDTH = 110
BESSEL = (sp.besselj, sp.besselk)


class InexpressibleError(ValueError):
    """A formula that a language cannot express; the message says what the language lacks."""


def columns(cells: Iterable[str], *, indent: str, separator: str = ", ") -> str:
    """Cells in lines of a readable length, separated; none is broken."""
    glued = separator.join(cell.replace(" ", "\0") for cell in cells)
    lines = wrap(glued, WIDTH, break_long_words=False, break_on_hyphens=False)
    return f"\n{indent}".join(lines).replace("\0", " ")


def _is_decimal(number: sp.Rational) -> bool:
    """Whether the number is a float, so that it needs no quotient."""
    return bool(number.q & (number.q - 1) == 0)


class Names(NamedTuple):
    """A function of the language for real and for complex arguments; empty where it has none."""

    real: str
    complex: str = ""


ELEMENTARY: Mapping[Any, str] = {  # of real and of complex numbers
    **{sp.sqrt: "sqrt", sp.exp: "exp", sp.sin: "sin", sp.cos: "cos"},
    **{sp.sinh: "sinh", sp.cosh: "cosh", sp.asin: "asin", sp.asinh: "asinh"},
}
GENERIC: Mapping[Any, Names] = {  # in languages where a function takes both kinds
    **{function: Names(name, name) for function, name in ELEMENTARY.items()},
    **{sp.Abs: Names("abs", "abs"), sp.Max: Names("max"), sp.Min: Names("min"), sp.sign: Names("sign"), sp.atan2: Names("atan2")},
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

    _print_Add = StrPrinter._print_Add

    def __init__(self, program: Program) -> None:
        super().__init__()
        self.program = program
        self._refuse_unknown()
        self.used: set[str] = set()  # functions of real and of complex numbers that the file must bring along or import
        self.used_complex: set[str] = set()
        self.names = self._named([*program.subject.arguments, *(variable for variable, _ in program.steps)])

    def _refuse_unknown(self) -> None:
        found = {function for entry in self.program.subject.entries for function in entry.atoms(sp.Function, sp.Max, sp.Min)}
        unknown = {type(function) for function in found} - set(self.functions) - {sp.Heaviside}
        if unknown:
            listed = ", ".join(sorted(function.__name__ for function in unknown))
            raise InexpressibleError(f"{self.name} lacks {listed}")
        if self.whole_orders and any(isinstance(f, sp.besselj) and not f.order.is_integer for f in found):
            raise InexpressibleError(f"{self.name} lacks besselj of orders that are not whole")

    def _named(self, symbols: Iterable[sp.Symbol]) -> dict[sp.Symbol, str]:
        """Names that the language allows, different also where it does not tell capital letters from small ones."""
        fold = str if self.case_sensitive else str.lower
        functions = (name for names in self.functions.values() for name in names)
        taken = {fold(word) for word in (*self.reserved, *functions, self.program.subject.name)}
        names: dict[sp.Symbol, str] = {}
        for symbol in symbols:
            names[symbol] = symbol.name
            while fold(names[symbol]) in taken:
                names[symbol] += "_"
            taken.add(fold(names[symbol]))
        return names

    def number(self, value: float) -> str:
        """A literal that is read back as the same number."""
        return self.literal.format(repr(float(value)))

    def text(self, expression: sp.Expr) -> str:
        """The expression as code.

        Raises
        ------
        InexpressibleError
            If the language lacks one of its functions.
        """
        return str(self._print(expression))

    def called(self, name: str, arguments: list[str]) -> str:
        """A call of a function."""
        return f"{name}({', '.join(arguments)})"

    def promoted(self, argument: sp.Expr) -> str:
        """An argument of a function of complex numbers."""
        return self.text(argument)

    def power(self, base: sp.Expr, exponent: sp.Expr) -> str:
        """A power other than a square root."""
        raise NotImplementedError

    def atomic(self, expression: sp.Expr) -> str:
        """The expression as it may stand beside any operator."""
        return self.text(expression) if expression.is_Symbol else f"({self.text(expression)})"

    def parenthesize(self, item: sp.Expr, level: int, strict: bool = False) -> str:
        """The factor 0.5 without the parentheses that 1/2 would need."""
        if item.is_Rational and item.is_positive and _is_decimal(item):
            return self.text(item)
        return str(super().parenthesize(item, level, strict))

    def _print(self, expression: Any, **settings: Any) -> str:
        if type(expression) in self.functions:
            return self._call(type(expression), expression.args, complex_result=is_complex(expression))
        if expression.is_Symbol:
            return self.names[expression]
        if expression.is_Rational:
            parts = [expression] if _is_decimal(expression) else [expression.p, expression.q]
            return "/".join(self.number(float(part)) for part in parts)
        if isinstance(expression, sp.NumberSymbol):
            return self.number(float(expression.evalf(20)))
        if expression == sp.I:
            return self.imaginary_unit
        if expression.is_Add or expression.is_Mul or expression.is_Pow:
            return str(super()._print(expression, **settings))
        raise InexpressibleError(f"{self.name} lacks {type(expression).__name__}")

    def _call(self, function: Any, arguments: tuple[sp.Expr, ...], *, complex_result: bool) -> str:
        if len(arguments) > 2:  # the larger of many numbers, two at a time
            first = self._call(function, arguments[:-1], complex_result=complex_result)
            return self.called(self.functions[function].real, [first, self.text(arguments[-1])])
        is_complex_function = complex_result or any(map(is_complex, arguments))
        name = self.functions[function].complex if is_complex_function else self.functions[function].real
        if not name:
            kind = "complex" if is_complex_function else "real"
            raise InexpressibleError(f"{self.name} lacks {function.__name__} of {kind} arguments")
        (self.used_complex if is_complex_function else self.used).add(name)
        order = [self.text(arguments[0])] if function in BESSEL else []  # stays real
        others = arguments[len(order) :]
        return self.called(name, order + [self.promoted(a) if is_complex_function else self.text(a) for a in others])

    def _print_Pow(self, expression: sp.Pow) -> str:
        base, exponent = expression.args
        if exponent.is_Rational and exponent.is_negative:
            return f"{self.text(sp.S.One)}/{self.atomic(base**-exponent)}"
        if exponent == sp.S.Half:
            return self._call(sp.sqrt, (base,), complex_result=is_complex(expression))
        return self.power(base, exponent)
