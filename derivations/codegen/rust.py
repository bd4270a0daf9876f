"""Rust without crates: a function of f64, and complex numbers of its own where the formula needs them."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar

import sympy as sp
from sympy.printing.rust import reserved_words

from derivations.codegen.kinds import is_complex
from derivations.codegen.program import Program
from derivations.codegen.rust_complex import complex_numbers
from derivations.codegen.scalar import GENERIC, Names, Scalar, columns

CHECK = "rustc -O {name}.rs && ./{name}"
NUMBER = re.compile(r"[-\d./e]+")
PROMOTED = re.compile(r"Complex::from\(\w+\)")


class RustPrinter(Scalar):
    """Expressions of Rust: functions are methods, for real and complex numbers alike."""

    name = "Rust"
    imaginary_unit = "Complex::I"
    reserved: ClassVar[frozenset[str]] = frozenset(
        (*reserved_words, *("result", "sign", "Complex", "powi", "powf", "main", "check"))
    )
    functions: ClassVar[Mapping[Any, Names]] = GENERIC

    def called(self, name: str, arguments: list[str]) -> str:
        """A method of the first argument; the sign is a function, for ``signum`` of zero is one."""
        receiver, *others = arguments
        if name == "sign":
            return f"sign({receiver})"
        if NUMBER.fullmatch(receiver):  # of a type that the compiler must be told
            return f"f64::{name}({', '.join(arguments)})"
        if not receiver.isidentifier() and not PROMOTED.fullmatch(receiver):
            receiver = f"({receiver})"
        return f"{receiver}.{name}({', '.join(others)})"

    def promoted(self, argument: sp.Expr) -> str:
        """A complex number."""
        return self.text(argument) if is_complex(argument) else f"Complex::from({self.text(argument)})"

    def power(self, base: sp.Expr, exponent: sp.Expr) -> str:
        """``powi`` for whole numbers, else ``powf``."""
        name, promote = ("powi", False) if exponent.is_Integer else ("powf", is_complex(base**exponent))
        if promote or is_complex(base):
            self.used_complex.add(name)
        text = str(exponent) if exponent.is_Integer else self.text(exponent)
        return self.called(name, [self.promoted(base) if promote else self.text(base), text])


SIGN = """
fn sign(x: f64) -> f64 {
    if x == 0.0 { 0.0 } else { x.signum() }
}
"""

FILE = """{header}
#![allow(non_snake_case)] // the names of physics
{complex}{sign}
pub fn {name}({arguments}) -> {returned} {{
    {body}
}}

/// Largest difference from the exact values at one point, and the bound of what rounding can do there.
pub fn check() -> (f64, f64) {{
    let exact: [{kind}; {size}] = [
        {exact}
    ];
    let found = {call};
    let differences = found.iter().flatten().zip(exact).map(|(found, exact)| (*found - exact).abs());
    // Not max(), which overlooks NaN.
    (differences.fold(0.0, |a, b| if a.is_nan() || a >= b {{ a }} else {{ b }}), {bound})
}}

fn main() {{
    let (largest, bound) = check();
    println!("{name}: largest difference {{largest:.1e}}, bound {{bound:.1e}}");
    std::process::exit(if largest <= bound {{ 0 }} else {{ 1 }});
}}
"""


def source(program: Program) -> str:
    """The file.

    Raises
    ------
    InexpressibleError
        If the standard library of Rust lacks a function of the formula.
    """
    printer = RustPrinter(program)
    origin = program.subject
    kind = "Complex" if program.is_complex else "f64"
    steps = [f"let {printer.names[variable]} = {printer.text(value)};" for variable, value in program.steps]
    body = [*steps, *_results(printer, kind)]
    given = columns((_literal(origin.sample.point[s.name], is_complex(s)) for s in origin.arguments), indent=8 * " ")
    code = "\n".join(body)
    methods = printer.used_complex | ({"abs"} if program.is_complex else set())
    needs_complex = "Complex" in code or program.is_complex or any(map(is_complex, origin.arguments))
    values = origin.sample.values
    return FILE.format(
        header="\n".join(f"// {line}".rstrip() for line in _header(printer)),
        complex=complex_numbers(code, methods=methods) if needs_complex else "",
        sign=SIGN if "sign" in printer.used else "",
        name=origin.name,
        arguments=columns(
            [f"{printer.names[s]}: {'Complex' if is_complex(s) else 'f64'}" for s in origin.arguments], indent="    "
        ),
        returned=f"[[{kind}; {origin.shape[1]}]; {origin.shape[0]}]" if origin.shape else kind,
        body="\n    ".join(body),
        kind=kind,
        size=len(values),
        exact=columns((_literal(value, program.is_complex) for value in values), indent=8 * " "),
        call=f"{origin.name}({given})" if origin.shape else f"[[{origin.name}({given})]]",
        bound=repr(origin.sample.bound),
    )


def _results(printer: RustPrinter, kind: str) -> list[str]:
    program = printer.program
    texts = [printer.text(e) if is_complex(e) or kind == "f64" else f"Complex::from({printer.text(e)})" for e in program.entries]
    if not program.subject.shape:
        return texts
    rows, cols = program.subject.shape
    zero = "Complex::from(0.0)" if kind == "Complex" else "0.0"
    places = [f"result[{index // cols}][{index % cols}]" for index in range(len(texts))]
    entries = zip(places, texts, program.entries, strict=True)
    filled = [f"{place} = {text};" for place, text, entry in entries if entry != 0]
    return [f"let mut result = [[{zero}; {cols}]; {rows}];", *filled, "result"]


def _literal(value: complex, as_complex: bool) -> str:
    return f"Complex {{ re: {value.real!r}, im: {value.imag!r} }}" if as_complex else repr(float(value.real))


def _header(printer: RustPrinter) -> list[str]:
    program = printer.program
    shape, name = program.subject.shape, program.subject.name
    result = f"Returns the {shape[0]} x {shape[1]} matrix, an array of its rows." if shape else "Returns a number."
    return [*program.header, result, "", *program.subject.glossary(printer.names), "", f"Check: {CHECK.format(name=name)}"]
