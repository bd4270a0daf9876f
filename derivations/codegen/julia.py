"""Julia: a function of keyword arguments that returns a number or a matrix; run as a script it checks itself."""

from collections.abc import Mapping
from typing import Any, ClassVar

import sympy as sp

from derivations.codegen.shared.kinds import is_complex
from derivations.codegen.shared.program import Program
from derivations.codegen.shared.scalar import ELEMENTARY, REAL, Names, Scalar, columns, keeps_nan

SUFFIX, CHECK = ".jl", "julia {name}.jl"
KEYWORDS = (
    *("baremodule", "begin", "break", "catch", "const", "continue", "do", "else", "elseif", "end", "export", "false", "finally"),
    *("for", "function", "global", "if", "import", "let", "local", "macro", "module", "quote", "return", "struct", "true", "try"),
    *("using", "while"),
)
WORDS = (
    *("where", "in", "isa", "outer", "mutable", "abstract", "primitive", "type", "im", "pi", "Inf", "NaN", "nothing", "missing"),
    *("undef", "complex", "result", "zeros", "float", "Float64", "ComplexF64", "real", "imag", "cos", "sin", "angle"),
)
SCRIPT = (
    "abs",
    "abspath",
    "permutedims",
    "maximum",
    "println",
    "exit",
    "vec",
    "vcat",
    "exact",
    "found",
    "bound",
    "largest",
    "eval",
)
SPECIAL = {"besselj", "besselk"}
HELPERS = {
    "above": """
"The same number, a zero part of either sign counting as +0."
above(z) = complex(real(z) + 0.0, imag(z) + 0.0)
""",
    "angle_of": """
angle_of(y, x) = atan(y + 0.0, x + 0.0) # -0 counts as 0
""",
    "step": """
step(x, at_zero) = x > 0 ? 1.0 : x < 0 ? 0.0 : iszero(x) ? at_zero : x # NaN stays
""",
    "real_power": """
real_power(base, exponent) = isnan(base) || isnan(exponent) ? NaN : base^exponent # where ^ gives 1
""",
    "square_root": """
square_root(z) = sqrt(above(z))
""",
    "arcsin": """
arcsin(z) = asin(iszero(imag(z)) ? complex(real(z), -copysign(0.0, real(z))) : z)
""",
    "arcsinh": """
arcsinh(z) = asinh(iszero(real(z)) ? complex(copysign(0.0, imag(z)), imag(z)) : z)
""",
    "polar_power": """
function polar_power(base, exponent)
    size, turn = real_power(abs(base), exponent), exponent * angle_of(imag(base), real(base))
    return iszero(size) ? complex(0.0) : complex(size * cos(turn), size * sin(turn))
end
""",
    "complex_power": """
function complex_power(base, exponent)
    iszero(base) || return exp(exponent * log(above(base)))
    return complex(real(exponent) > 0 ? 0.0 : iszero(exponent) ? 1.0 : NaN)
end
""",
}
NEEDS = {
    "square_root": ("above",),
    "polar_power": ("real_power", "angle_of"),
    "complex_power": ("above",),
}


class JuliaPrinter(Scalar):
    """Expressions of Julia, without the dots of SymPy's own printer: the arguments are numbers."""

    name = "Julia"
    imaginary_unit = "im"
    whole_orders = False
    reserved: ClassVar[frozenset[str]] = frozenset((*KEYWORDS, *WORDS, *SPECIAL, *HELPERS))
    reserved_function: ClassVar[frozenset[str]] = frozenset(SCRIPT)
    functions: ClassVar[Mapping[Any, Names]] = {
        **{function: Names(name, name) for function, name in ELEMENTARY.items()},
        **{sp.sqrt: Names("sqrt", "square_root"), sp.asin: Names("asin", "arcsin"), sp.asinh: Names("asinh", "arcsinh")},
        # These of Julia keep NaN.
        **{sp.Abs: Names("abs", "abs"), sp.sign: Names("sign"), sp.Max: Names("max"), sp.Min: Names("min")},
        **{sp.Heaviside: Names("step")},
        **REAL,
        **{sp.atan2: Names("angle_of"), sp.besselj: Names("besselj", "besselj"), sp.besselk: Names("besselk", "besselk")},
    }

    def promoted(self, argument: sp.Expr) -> str:
        """A complex number: the root of a negative real one is an error in Julia."""
        return self.text(argument) if is_complex(argument) else f"complex({self.text(argument)})"

    def power(self, base: sp.Expr, exponent: sp.Expr) -> str:
        """``^`` where NaN stays and there is no branch to choose, else a function of the file."""
        of_complex = is_complex(base**exponent)
        if exponent.is_Integer:
            return f"{self.atomic(base)}^{exponent}"
        if not of_complex and keeps_nan(base, exponent):
            return f"{self.atomic(base)}^{self.atomic(exponent)}"
        name = "complex_power" if is_complex(exponent) else "polar_power" if of_complex else "real_power"
        return self.called(
            name, [self.promoted(base) if of_complex else self.text(base), self.text(exponent)], of_complex=of_complex
        )


FILE = """{header}
{imports}{helpers}
function {name}({signature})
    {floats}{body}
end

# {comparison}
if abspath(PROGRAM_FILE) == @__FILE__
    exact = [
        {exact}
    ]
    bounds = [
        {bounds}
    ]
    found = vcat(
        {calls}
    )
    wrong = count(.!(abs.(found .- exact) .<= bounds)) # also where it is not a number
    println("{name}: $wrong of $(length(exact)) values miss by more than rounding")
    exit(wrong == 0 ? 0 : 1)
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
    special = SPECIAL & (printer.used | printer.used_complex)
    return FILE.format(
        header="\n".join(f"# {line}".rstrip() for line in _header(printer)),
        imports=f"using SpecialFunctions: {', '.join(sorted(special))}  # ] add SpecialFunctions\n" if special else "",
        helpers=_helpers(printer.used | printer.used_complex),
        name=printer.function,
        signature=columns([f"; {names[0]}", *names[1:]], indent="    ") if names else "",
        floats="".join(f"{name} = float({name})\n    " for name in names),
        body="\n    ".join(body),
        comparison="\n# ".join(program.comparison),
        exact=columns((_literal(value) for value, _ in program.exact), indent=8 * " "),
        bounds=columns((repr(bound) for _, bound in program.exact), indent=8 * " "),
        calls=",\n        ".join(_call(printer, index) for index in range(len(origin.samples))),
    )


def _helpers(names: set[str]) -> str:
    wanted = names | {other for name in names for other in NEEDS.get(name, ())}
    return "".join(text for name, text in HELPERS.items() if name in wanted)


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


def _call(printer: JuliaPrinter, index: int) -> str:
    origin = printer.program.subject
    point = origin.samples[index].point
    call = f"{printer.function}({', '.join(f'{printer.names[s]} = {_literal(point[s.name])}' for s in origin.arguments)})"
    return f"vec(permutedims({call}))" if origin.shape else call


def _literal(value: complex) -> str:
    return f"{value.real!r} {'-' if value.imag < 0 else '+'} {abs(value.imag)!r}im" if value.imag else repr(float(value.real))


def _header(printer: JuliaPrinter) -> list[str]:
    program = printer.program
    shape, name = program.subject.shape, program.subject.name
    result = f"Returns a matrix, {shape[0]} x {shape[1]}." if shape else "Returns a number."
    return [*program.header, result, "", *program.subject.glossary(printer.names), "", f"Check: {CHECK.format(name=name)}"]
