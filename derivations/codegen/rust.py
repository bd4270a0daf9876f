"""Rust without crates: a function of f64, and complex numbers of its own where the formula needs them."""

from collections.abc import Mapping
from typing import Any, ClassVar

import sympy as sp
from sympy.printing.rust import reserved_words

from derivations.codegen.shared.kinds import is_complex
from derivations.codegen.shared.program import Program
from derivations.codegen.shared.rust_complex import METHODS, complex_numbers
from derivations.codegen.shared.scalar import ELEMENTARY, JUMPS, REAL, Names, Scalar, columns, keeps_nan

SUFFIX, CHECK = ".rs", "rustc -O {name}.rs && ./{name}"
WORDS = (
    *("async", "await", "dyn", "gen", "raw", "safe", "try", "union", "macro_rules", "main", "check", "result", "mixed"),
    *("Some", "None", "Ok", "Err", "Option", "Result", "Box", "String", "Vec", "Drop", "Fn", "FnMut", "FnOnce", "Iterator"),
    *("From", "Into", "Send", "Sync", "Sized", "Unpin", "Add", "Div", "Mul", "Neg", "Sub", "Clone", "Copy", "Debug", "PartialEq"),
    *("f64", "f32", "u32", "i32", "usize", "bool", "char", "str", "std", "core", "Complex"),
)
FUNCTIONS = {
    "sign_of": """
fn sign_of(x: f64) -> f64 {
    if x == 0.0 { 0.0 } else { x.signum() }
}
""",
    "step": """
fn step(x: f64, at_zero: f64) -> f64 {
    if x > 0.0 { 1.0 } else if x < 0.0 { 0.0 } else if x == 0.0 { at_zero } else { x } // NaN stays
}
""",
    "maximum": """
fn maximum(x: f64, y: f64) -> f64 {
    if x > y || x.is_nan() { x } else { y } // f64::max overlooks NaN
}
""",
    "minimum": """
fn minimum(x: f64, y: f64) -> f64 {
    if x < y || x.is_nan() { x } else { y }
}
""",
    "angle": """
fn angle(y: f64, x: f64) -> f64 {
    (y + 0.0).atan2(x + 0.0) // -0 counts as 0
}
""",
    "real_power": """
fn real_power(base: f64, exponent: f64) -> f64 {
    if base.is_nan() || exponent.is_nan() { f64::NAN } else { base.powf(exponent) } // where powf gives 1
}
""",
}


class RustPrinter(Scalar):
    """Expressions of Rust: functions are associated with the type of their first argument, which a literal does not tell."""

    name = "Rust"
    imaginary_unit = "Complex::I"
    reserved: ClassVar[frozenset[str]] = frozenset((*reserved_words, *WORDS, *FUNCTIONS, *METHODS))
    functions: ClassVar[Mapping[Any, Names]] = {
        **{function: Names(name, name) for function, name in ELEMENTARY.items()},
        **{sp.Abs: Names("abs", "abs"), **JUMPS, **REAL},
    }

    def called(self, name: str, arguments: list[str], *, of_complex: bool = False) -> str:
        """``f64::sqrt(x)``, ``Complex::sqrt(z)``, or a function of the file."""
        call = super().called(name, arguments, of_complex=of_complex)
        if of_complex:
            return f"Complex::{call}"
        return call if name in FUNCTIONS else f"f64::{call}"

    def promoted(self, argument: sp.Expr) -> str:
        """A complex number."""
        return self.text(argument) if is_complex(argument) else f"Complex::from({self.text(argument)})"

    def power(self, base: sp.Expr, exponent: sp.Expr) -> str:
        """``powi`` for whole numbers, ``powf`` for real ones, else ``powc``."""
        of_complex = is_complex(base**exponent)
        first = self.promoted(base) if of_complex else self.text(base)
        if exponent.is_Integer:
            return self.called("powi", [first, str(exponent)], of_complex=of_complex)
        real = "powf" if of_complex or keeps_nan(base, exponent) else "real_power"
        name = "powc" if is_complex(exponent) else real
        return self.called(name, [first, self.text(exponent)], of_complex=of_complex)


FILE = """{header}
#![allow(non_snake_case)] // the names of physics
{complex}{functions}
pub fn {name}({arguments}) -> {returned} {{
    {body}
}}

/// {comparison}
/// How many values miss by more, and how many there are.
pub fn check() -> (usize, usize) {{
    let exact: [({kind}, f64); {total}] = [
        {exact}
    ];
    let found = [
        {calls}
    ];
    let values = found.iter().flatten().flatten();
    // Not more than the bound: NaN misses, too.
    let wrong = values.zip(exact).filter(|(found, (exact, bound))| !((**found - *exact).abs() <= *bound)).count();
    (wrong, exact.len())
}}

fn main() {{
    let (wrong, total) = check();
    println!("{name}: {{wrong}} of {{total}} values miss by more than rounding");
    std::process::exit(if wrong == 0 {{ 0 }} else {{ 1 }});
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
    steps = [f"let {printer.names[v]}: {_kind(value)} = {printer.text(value)};" for v, value in program.steps]
    body = [*steps, *_results(printer, kind)]
    code = "\n".join(body)
    methods = printer.used_complex | ({"abs"} if program.is_complex else set())
    needs_complex = "Complex" in code or program.is_complex or any(map(is_complex, origin.arguments))
    return FILE.format(
        header="\n".join(f"// {line}".rstrip() for line in _header(printer)),
        complex=complex_numbers(code, methods=methods) if needs_complex else "",
        functions="".join(text for name, text in FUNCTIONS.items() if name in printer.used),
        name=printer.function,
        arguments=columns([f"{printer.names[s]}: {_kind(s)}" for s in origin.arguments], indent="    "),
        returned=f"[[{kind}; {origin.shape[1]}]; {origin.shape[0]}]" if origin.shape else kind,
        body="\n    ".join(body),
        kind=kind,
        comparison="\n/// ".join(program.comparison),
        total=len(program.exact),
        exact=columns((f"({_literal(value, program.is_complex)}, {bound!r})" for value, bound in program.exact), indent=8 * " "),
        calls=",\n        ".join(_call(printer, index) for index in range(len(origin.samples))),
    )


def _kind(expression: sp.Expr) -> str:
    return "Complex" if is_complex(expression) else "f64"


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


def _call(printer: RustPrinter, index: int) -> str:
    origin = printer.program.subject
    point = origin.samples[index].point
    given = ", ".join(_literal(point[symbol.name], is_complex(symbol)) for symbol in origin.arguments)
    call = f"{printer.function}({given})"
    return call if origin.shape else f"[[{call}]]"


def _literal(value: complex, as_complex: bool) -> str:
    return f"Complex {{ re: {value.real!r}, im: {value.imag!r} }}" if as_complex else repr(float(value.real))


def _header(printer: RustPrinter) -> list[str]:
    program = printer.program
    shape, name = program.subject.shape, program.subject.name
    result = f"Returns the {shape[0]} x {shape[1]} matrix, an array of its rows." if shape else "Returns a number."
    return [*program.header, result, "", *program.subject.glossary(printer.names), "", f"Check: {CHECK.format(name=name)}"]
