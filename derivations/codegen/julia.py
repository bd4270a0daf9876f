"""Julia: a function of keyword arguments that returns a number or a matrix; run as a script it checks itself."""

from collections.abc import Mapping
from typing import Any, ClassVar

import sympy as sp

from derivations.codegen.kinds import is_complex
from derivations.codegen.program import Program
from derivations.codegen.scalar import GENERIC, Names, Scalar, columns

CHECK = "julia {name}.jl"
KEYWORDS = (
    *("baremodule", "begin", "break", "catch", "const", "continue", "do", "else", "elseif", "end", "export", "false", "finally"),
    *("for", "function", "global", "if", "import", "let", "local", "macro", "module", "quote", "return", "struct", "true", "try"),
    *("using", "while"),
)
SPECIAL = {"besselj", "besselk"}


class JuliaPrinter(Scalar):
    """Expressions of Julia, without the dots of SymPy's own printer: the arguments are numbers."""

    name = "Julia"
    imaginary_unit = "im"
    whole_orders = False
    reserved: ClassVar[frozenset[str]] = frozenset((*KEYWORDS, "im", "complex", "result", "zeros", "float", "map", *SPECIAL))
    functions: ClassVar[Mapping[Any, Names]] = {
        **GENERIC,
        **{sp.atan2: Names("atan"), sp.besselj: Names("besselj", "besselj"), sp.besselk: Names("besselk", "besselk")},
    }

    def promoted(self, argument: sp.Expr) -> str:
        """A complex number: the root of a negative real one is an error in Julia."""
        return self.text(argument) if is_complex(argument) else f"complex({self.text(argument)})"

    def power(self, base: sp.Expr, exponent: sp.Expr) -> str:
        """``^``, with an integer where the exponent is one."""
        promote = is_complex(base**exponent) and not exponent.is_integer
        return (
            f"{self.promoted(base) if promote else self.atomic(base)}^{exponent if exponent.is_Integer else self.atomic(exponent)}"
        )


FILE = """{header}
{imports}
function {name}({signature})
    {floats}{body}
end

# Compares with the exact values at one point; the bound is what rounding can do there.
if abspath(PROGRAM_FILE) == @__FILE__
    exact = [
        {exact}
    ]
    found = {name}({values})
    bound = {bound}
    largest = maximum(abs.({found} .- exact))
    println("{name}: largest difference $largest, bound $bound")
    exit(largest <= bound ? 0 : 1)
end
"""


def source(program: Program) -> str:
    """The file.

    Raises
    ------
    InexpressibleError
        If neither Julia nor its package SpecialFunctions has a function of the formula.
    """
    printer = JuliaPrinter(program)
    origin = program.subject
    names = [printer.names[symbol] for symbol in origin.arguments]
    body = [f"{printer.names[variable]} = {printer.text(value)}" for variable, value in program.steps] + _results(printer)
    given = (f"{name} = {_literal(origin.sample.point[s.name])}" for name, s in zip(names, origin.arguments, strict=True))
    special = SPECIAL & (printer.used | printer.used_complex)
    return FILE.format(
        header="\n".join(f"# {line}".rstrip() for line in _header(printer)),
        imports=f"using SpecialFunctions: {', '.join(sorted(special))}  # ] add SpecialFunctions\n" if special else "",
        name=origin.name,
        signature=columns([f"; {names[0]}", *names[1:]], indent="    ") if names else "",
        floats="".join(f"{name} = float({name})\n    " for name in names),
        body="\n    ".join(body),
        exact=columns(map(_literal, origin.sample.values), indent=8 * " "),
        values=columns(given, indent=8 * " "),
        bound=repr(origin.sample.bound),
        found="vec(permutedims(found))" if origin.shape else "found",
    )


def _results(printer: JuliaPrinter) -> list[str]:
    program = printer.program
    if not program.subject.shape:
        return [f"return {printer.text(program.entries[0])}"]
    rows, columns_ = program.subject.shape
    filled = [
        f"result[{index // columns_ + 1}, {index % columns_ + 1}] = {printer.text(entry)}"
        for index, entry in enumerate(program.entries)
        if entry != 0
    ]
    kind = "ComplexF64" if program.is_complex else "Float64"
    return [f"result = zeros({kind}, {rows}, {columns_})", *filled, "return result"]


def _literal(value: complex) -> str:
    return f"{value.real!r} {'-' if value.imag < 0 else '+'} {abs(value.imag)!r}im" if value.imag else repr(float(value.real))


def _header(printer: JuliaPrinter) -> list[str]:
    program = printer.program
    shape, name = program.subject.shape, program.subject.name
    result = f"Returns a matrix, {shape[0]} x {shape[1]}." if shape else "Returns a number."
    return [*program.header, result, "", *program.subject.glossary(printer.names), "", f"Check: {CHECK.format(name=name)}"]
