"""Fortran 2008: a module with one procedure, and a program that checks it."""

from collections.abc import Iterable, Mapping
from textwrap import wrap
from typing import Any, ClassVar

import sympy as sp

from derivations.codegen.shared.fortran_helpers import ARITHMETIC, HELPERS, helpers, imports
from derivations.codegen.shared.kinds import is_complex
from derivations.codegen.shared.program import Program
from derivations.codegen.shared.sample import rounded_up
from derivations.codegen.shared.scalar import ELEMENTARY, JUMPS, REAL, Names, Scalar, keeps_nan
from derivations.codegen.shared.subject import Subject

SUFFIX, CHECK = ".f90", "gfortran -O2 {name}.f90 -o {name} && ./{name}"


class FortranPrinter(Scalar):
    """Expressions of Fortran 2008; its functions are generic, only a real argument must be made complex."""

    name = "Fortran"
    imaginary_unit = "(0.0_dp, 1.0_dp)"
    literal = "{}_dp"
    case_sensitive = False
    reserved: ClassVar[frozenset[str]] = frozenset(("result", "dp", "cmplx", *HELPERS, *ARITHMETIC))
    reserved_function: ClassVar[frozenset[str]] = frozenset(
        ("check", "bound", "found", "exact", "right", "real64", "count", "size", "all")
    )
    functions: ClassVar[Mapping[Any, Names]] = {
        **{function: Names(name, name) for function, name in ELEMENTARY.items()},
        **{sp.sqrt: Names("sqrt", "square_root"), sp.asin: Names("asin", "arcsin"), sp.asinh: Names("asinh", "arcsinh")},
        **{sp.Abs: Names("abs", "abs"), sp.besselj: Names("bessel_j"), **JUMPS, **REAL},
    }

    def promoted(self, argument: sp.Expr) -> str:
        """A complex number; the root of a negative real one is NaN in Fortran."""
        return self.text(argument) if is_complex(argument) else f"cmplx({self.text(argument)}, kind=dp)"

    def power(self, base: sp.Expr, exponent: sp.Expr) -> str:
        """``**`` where the exponent is a whole number, or the base no negative one; else a function of the module."""
        if exponent.is_Integer:
            return f"{self.atomic(base)}**{exponent}"
        of_complex = is_complex(base**exponent)
        if not of_complex and base.is_nonnegative and keeps_nan(base, exponent):
            return f"{self.atomic(base)}**{self.atomic(exponent)}"
        name = "complex_power" if is_complex(exponent) else "polar_power" if of_complex else "real_power"
        first = self.promoted(base) if of_complex else self.text(base)
        second = self.promoted(exponent) if name == "complex_power" else self.text(exponent)
        return self.called(name, [first, second], of_complex=of_complex)


FILE = """{header}
module {module}
  use, intrinsic :: iso_fortran_env, only: dp => real64
{imports}  implicit none
  private
  public :: {name}
contains
  {signature}
{declarations}
{body}
  end {procedure}
{helpers}end module

! {comparison}
program check
  use, intrinsic :: iso_fortran_env, only: dp => real64
  use {module}, only: {name}
  implicit none
  {kind} :: found({shape}{points})
  complex(dp) :: exact({shape}{points})
  real(dp) :: bound({shape}{points})
  logical :: right({shape}{points})
{exact}
{calls}
  right = abs(found - exact) <= bound ! not where it is not a number
  print "(a, i0, a, i0, a)", "{name}: ", count(.not. right), " of ", size(right), " values miss by more than rounding"
  if (.not. all(right)) error stop 1
end program
"""


def source(program: Program) -> str:
    """The file.

    Raises
    ------
    InexpressibleError
        If Fortran lacks a function of the formula.
    """
    printer = FortranPrinter(program)
    origin = program.subject
    kind = "complex(dp)" if program.is_complex else "real(dp)"
    shape = f"({origin.shape[0]}, {origin.shape[1]})" if origin.shape else ""
    listed = [printer.names[symbol] for symbol in origin.arguments]
    steps = [f"{printer.names[variable]} = {printer.text(value)}" for variable, value in program.steps]
    heads = {
        "subroutine": f"pure subroutine {printer.function}({', '.join([*listed, 'result'])})",
        "function": f"pure function {printer.function}({', '.join(listed)}) result(result)",
    }
    procedure = "subroutine" if origin.shape else "function"
    intent = ", intent(out)" if origin.shape else ""
    declarations = [*_declarations(printer), f"{kind}{intent} :: result{shape}"]
    brought = helpers((printer.used | printer.used_complex) & set(HELPERS))
    return FILE.format(
        header="\n".join(f"! {line}".rstrip() for line in _header(printer)),
        name=printer.function,
        module=module(printer.function),
        imports=imports(brought),
        signature=_folded([heads[procedure]], "  ").strip(),
        procedure=procedure,
        declarations=_folded(declarations),
        body=_folded([*steps, *_results(printer)]),
        helpers=brought,
        comparison="\n! ".join(program.comparison),
        kind=kind,
        shape="".join(f"{size}, " for size in origin.shape),
        points=len(origin.samples),
        exact=_folded((line for index in range(len(origin.samples)) for line in _exact(origin, index)), "  "),
        calls=_folded((_call(printer, index) for index in range(len(origin.samples))), "  "),
    )


def module(function: str) -> str:
    """Name of the module of a function, of at most 63 letters."""
    return f"{function[:56]}_module"


def _declarations(printer: FortranPrinter) -> list[str]:
    program = printer.program
    lines = []
    for symbols, intent in ((program.subject.arguments, ", intent(in)"), ([variable for variable, _ in program.steps], "")):
        for kind, wanted in (("real(dp)", False), ("complex(dp)", True)):
            names = [printer.names[symbol] for symbol in symbols if is_complex(symbol) == wanted]
            lines += [f"{kind}{intent} :: {', '.join(names)}"] if names else []
    return lines


def _results(printer: FortranPrinter) -> list[str]:
    entries, shape = printer.program.entries, printer.program.subject.shape
    if not shape:
        return [f"result = {printer.text(entries[0])}"]
    places = [f"result({index // shape[1] + 1}, {index % shape[1] + 1})" for index in range(len(entries))]
    set_entries = [f"{place} = {printer.text(entry)}" for place, entry in zip(places, entries, strict=True) if entry != 0]
    return ["result = 0.0_dp", *set_entries] if 0 in entries else set_entries


def _exact(origin: Subject, index: int) -> list[str]:
    """Assignments of the exact values and their bounds at one point, row by row."""
    sample = origin.samples[index]
    width = origin.shape[1] if origin.shape else 1
    lines = []
    for start in range(0, len(sample.values), width):
        place = f"({start // width + 1}, :, {index + 1})" if origin.shape else f"({index + 1}:{index + 1})"
        lines.append(f"exact{place} = [{', '.join(map(_literal, sample.values[start : start + width]))}]")
        lines.append(f"bound{place} = [{', '.join(f'{rounded_up(b)!r}_dp' for b in sample.bounds[start : start + width])}]")
    return lines


def _call(printer: FortranPrinter, index: int) -> str:
    origin = printer.program.subject
    values = [(origin.samples[index].point[symbol.name], is_complex(symbol)) for symbol in origin.arguments]
    literals = [_literal(value) if as_complex else f"{float(value.real)!r}_dp" for value, as_complex in values]
    if origin.shape:
        return f"call {printer.function}({', '.join([*literals, f'found(:, :, {index + 1})'])})"
    return f"found({index + 1}) = {printer.function}({', '.join(literals)})"


def _literal(value: complex) -> str:
    return f"({value.real!r}_dp, {value.imag!r}_dp)"


def _folded(lines: Iterable[str], indent: str = "    ") -> str:
    """Lines of at most 110 characters: the standard allows 132."""
    folded = (wrap(line, 104 - len(indent), break_long_words=False, break_on_hyphens=False) for line in lines)
    return "\n".join(f" &\n{indent}  ".join(parts).join((indent, "")) for parts in folded)


def _header(printer: FortranPrinter) -> list[str]:
    program = printer.program
    shape, name = program.subject.shape, program.subject.name
    result = f"The subroutine fills result({shape[0]}, {shape[1]})." if shape else "The function returns a number."
    check = f"Check: {CHECK.format(name=name)}; leave the program out to use the module."
    return [*program.header, result, "", *program.subject.glossary(printer.names), "", check]
