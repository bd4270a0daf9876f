"""SymPy's expressions as code of NumPy and SciPy, every function from the table of ``numerics.printing.functions``."""

import inspect
import re
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import numpy as np
import sympy as sp
from sympy.logic.boolalg import BooleanFunction
from sympy.printing.codeprinter import CodePrinter
from sympy.printing.precedence import PRECEDENCE
from sympy.printing.str import StrPrinter

from numerics.printing import principal, rescue, special
from numerics.printing.exact import KeptSum
from numerics.printing.functions import FUNCTIONS, LARGEST, arguments_of

DIGITS = 30
EXACT = 2**53  # integers up to here are floats
FLOATS = np.finfo(float)
HELPERS: Mapping[str, Callable[..., Any]] = {
    name: value for module in (principal, special, rescue) for name, value in vars(module).items() if inspect.isfunction(value)
}
CONNECTIVES = {sp.And: " & ", sp.Or: " | ", sp.Xor: " ^ "}


class UnknownFunctionError(Exception):
    """An expression that NumPy and SciPy lack."""


class Unknown(BooleanFunction):
    """Whether one of the arguments is NaN: stands before the branches of a Piecewise, whose conditions would be False."""


def helpers_of(code: str) -> str:
    """The source of the functions that the code calls, and of those that they call."""
    found: set[str] = set()
    queue = [code]
    while queue:
        called = set(re.findall(r"\b(\w+)\(", queue.pop())) & HELPERS.keys() - found
        found |= called
        queue += [inspect.getsource(HELPERS[name]) for name in called]
    return "\n\n".join(inspect.getsource(HELPERS[name]) for name in HELPERS if name in found)


def guarded(expression: sp.Basic) -> sp.Basic:
    """The expression with NaN as the value of every Piecewise one of whose symbols is NaN."""
    if not expression.has(sp.Piecewise):
        return expression
    if isinstance(expression, sp.Piecewise):
        known = Unknown(*sorted(expression.free_symbols, key=str))
        return sp.Piecewise((sp.nan, known), *expression.args, evaluate=False)
    return expression.func(*map(guarded, expression.args))


def is_real(expression: sp.Expr) -> bool:
    """Whether the floating-point value is real for all values of the symbols; a pole (1/0) is an infinity, not complex."""
    if isinstance(expression, sp.Pow) and expression.exp.is_negative:
        return is_real(1 / expression)
    if isinstance(expression, (sp.Add, sp.Mul)):
        return all(map(is_real, expression.args))
    if isinstance(expression, sp.Piecewise):
        return all(is_real(value) for value, _ in expression.args)
    entry = FUNCTIONS.get(type(expression))
    if entry is not None and expression.is_number:
        return sp.im(sp.N(expression, DIGITS)) == 0
    if entry is None or entry.real == "if SymPy says so":
        return expression.is_extended_real is True
    arguments = arguments_of(expression) or ()
    signed = entry.real == "if not negative" and not arguments[-1].is_nonnegative
    return entry.real == "always" or (entry.real != "never" and not signed and all(map(is_real, arguments)))


def is_not_negative(value: sp.Basic) -> bool:
    """Whether a square, an absolute value or a sum and product of such."""
    if isinstance(value, (sp.Add, sp.Mul)):
        return all(map(is_not_negative, value.args))
    return isinstance(value, sp.Expr) and value.is_nonnegative is True


class Printer(CodePrinter):
    """Names of the symbols are given; numbers become literals, everything else comes from the table or is refused."""

    _print_Add = StrPrinter._print_Add

    def __init__(self, names: Mapping[sp.Symbol, str]) -> None:
        super().__init__()
        self.names = names

    def _print(self, expression: Any, **settings: Any) -> str:
        if isinstance(expression, sp.Symbol):
            return self.names[expression]
        if expression in (sp.true, sp.false):
            return str(expression)
        if isinstance(expression, sp.Expr) and expression.is_number:
            return self._number(expression)
        if isinstance(expression, sp.Expr) and any(part in NOT_FINITE for part in expression.args):
            raise UnknownFunctionError(f"a number beyond the range of floats, {expression}")
        if isinstance(expression, (sp.Add, sp.Mul, sp.Pow)):
            return str(getattr(self, f"_print_{type(expression).__name__}")(expression))
        return self._function(expression)

    def _function(self, expression: sp.Basic) -> str:
        kind = type(expression)
        if kind in FUNCTIONS and (arguments := arguments_of(expression)) is not None:
            printed = [self._print(argument) for argument in arguments]
            return FUNCTIONS[kind].code.format(*printed, all=", ".join(printed))
        if kind in LARGEST:
            return reduce(lambda a, b: f"{LARGEST[kind]}({a}, {b})", map(self._real, expression.args))
        if kind is Unknown:
            return self._joined(" | ", [f"numpy.isnan({self._print(symbol)})" for symbol in expression.args])
        if kind is KeptSum:
            return f"kept_sum({', '.join(map(self._print, expression.args))})"
        if kind in CONNECTIVES:
            return self._joined(CONNECTIVES[kind], [self._print(part) for part in expression.args])
        if kind is sp.Not:
            return f"~{self._print(expression.args[0])}"
        if kind is sp.ITE:
            return f"numpy.where({', '.join(map(self._print, expression.args))})"
        if isinstance(expression, sp.core.relational.Relational):
            return self._relation(expression)
        if kind is sp.Piecewise:
            return self._cases(expression)
        raise UnknownFunctionError(str(expression))

    @staticmethod
    def _joined(operator: str, parts: list[str]) -> str:
        return f"({operator.join(parts)})"

    def _real(self, argument: sp.Expr) -> str:
        """An argument that must be real, which a number and the value of some functions are."""
        known = argument.is_number or type(argument) in LARGEST or getattr(FUNCTIONS.get(type(argument)), "real", "") == "always"
        return self._print(argument) if known else f"real_argument({self._print(argument)})"

    def _relation(self, expression: sp.core.relational.Relational) -> str:
        printed = self._print if isinstance(expression, (sp.Eq, sp.Ne)) else self._real
        return f"({printed(expression.lhs)} {expression.rel_op} {printed(expression.rhs)})"

    def _cases(self, expression: sp.Piecewise) -> str:
        """The first branch whose condition holds, NaN where none does."""
        text = "numpy.nan"
        for value, condition in reversed(expression.args):
            printed = "numpy.nan" if value is sp.nan else self._print(value)
            text = printed if condition == sp.true else f"numpy.where({self._print(condition)}, {printed}, {text})"
        return text

    def _print_Pow(self, expression: sp.Pow) -> str:
        base, exponent = expression.args
        if exponent.is_Integer:
            return f"{self.parenthesize(base, PRECEDENCE['Pow'])}**{self.parenthesize(exponent, PRECEDENCE['Pow'])}"
        if exponent == -sp.S.Half:
            return f"{self._print(sp.sqrt(base))}**(-1)"
        if exponent == sp.S.Half:
            return f"numpy.sqrt({self._print(base)})" if base.is_nonnegative else f"above_cut(numpy.sqrt, {self._print(base)})"
        if base.is_nonnegative and (base.is_number or (exponent.is_number and not exponent.equals(0))):
            return f"{self.parenthesize(base, PRECEDENCE['Pow'])}**{self.parenthesize(exponent, PRECEDENCE['Pow'])}"
        return f"principal_power({self._print(base)}, {self._print(exponent)})"

    def _number(self, number: sp.Expr) -> str:
        if number in CONSTANTS:
            return CONSTANTS[number]
        if isinstance(number, sp.Rational) and max(abs(number.p), number.q) <= EXACT:
            return f"{number.p}/{number.q}" if number.q != 1 else str(number.p)
        if number.has(*NOT_FINITE):
            raise UnknownFunctionError(f"a number beyond the range of floats, {number}")
        if not all(_is_known(part) for part in sp.preorder_traversal(number)):
            raise UnknownFunctionError(str(number))
        return _literal(number)


IMAGINARY = "imaginary"
CONSTANTS = {sp.pi: "numpy.pi", sp.I: IMAGINARY, sp.oo: "numpy.inf", -sp.oo: "(-numpy.inf)"}
NOT_FINITE = (sp.oo, -sp.oo, sp.zoo, sp.nan)


def _is_known(part: sp.Basic) -> bool:
    return part.is_Atom or isinstance(part, (sp.Add, sp.Mul, sp.Pow, sp.Tuple, sp.Max, sp.Min)) or type(part) in FUNCTIONS


def _as_float(number: sp.Float) -> float:
    if not FLOATS.tiny <= abs(number) <= FLOATS.max and number._prec > 1:  # one bit: a zero known by its digits alone
        raise UnknownFunctionError(f"a number beyond the range of floats, {sp.N(number, 3)}")
    return float(number)


def _literal(number: sp.Expr) -> str:
    """The nearest float or complex number, without a part that is nothing but the last digits."""
    value = sp.N(number, DIGITS)
    if value.has(sp.Function, *NOT_FINITE):
        raise UnknownFunctionError(str(number))
    real, imaginary = value.as_real_imag()
    size = abs(value) * sp.Float(10) ** (5 - DIGITS)
    parts = [_as_float(part) if abs(part) > size else 0.0 for part in (real, imaginary)]
    text = repr(parts[0])
    if parts[1]:
        text = f"({parts[1]!r}*{IMAGINARY})" if not parts[0] else f"({parts[0]!r} + {parts[1]!r}*{IMAGINARY})"
    return f"({text})" if text.startswith("-") else text
