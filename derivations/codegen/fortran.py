"""Fortran 2008: a module with one procedure, and a program that checks it."""

from collections.abc import Iterable, Mapping
from textwrap import wrap
from typing import Any, ClassVar

import sympy as sp

from derivations.codegen.kinds import is_complex
from derivations.codegen.program import Program
from derivations.codegen.scalar import GENERIC, Names, Scalar

CHECK = "gfortran -O2 {name}.f90 -o {name} && ./{name}"
HELPERS = {
    "sign_of": """
  elemental function sign_of(x) result(value)
    real(dp), intent(in) :: x
    real(dp) :: value
    value = merge(0.0_dp, sign(1.0_dp, x), abs(x) <= 0.0_dp)
  end function
""",
    "bessel_j": """
  elemental function bessel_j(order, x) result(value)
    real(dp), intent(in) :: order, x
    real(dp) :: value
    value = bessel_jn(abs(nint(order)), x)
    if (order < 0.0_dp .and. mod(nint(order), 2) /= 0) value = -value
  end function
""",
}


class FortranPrinter(Scalar):
    """Expressions of Fortran 2008; its functions are generic, only a real argument must be made complex."""

    name = "Fortran"
    imaginary_unit = "(0.0_dp, 1.0_dp)"
    literal = "{}_dp"
    case_sensitive = False
    reserved: ClassVar[frozenset[str]] = frozenset(("result", "dp", "cmplx", "nint", *HELPERS))
    functions: ClassVar[Mapping[Any, Names]] = {**GENERIC, sp.sign: Names("sign_of"), sp.besselj: Names("bessel_j")}

    def promoted(self, argument: sp.Expr) -> str:
        """A complex number; the root of a negative real one is NaN in Fortran."""
        return self.text(argument) if is_complex(argument) else f"cmplx({self.text(argument)}, kind=dp)"

    def power(self, base: sp.Expr, exponent: sp.Expr) -> str:
        """``**``, with an integer where the exponent is whole: a negative base must not have a real exponent."""
        if exponent.is_Integer:
            return f"{self.atomic(base)}**{exponent}"
        if exponent.is_integer:
            return f"{self.atomic(base)}**nint({self.text(exponent)})"
        promote = is_complex(base**exponent)
        return f"{self.promoted(base) if promote else self.atomic(base)}**{self.atomic(exponent)}"


FILE = """{header}
module {name}_module
  use, intrinsic :: iso_fortran_env, only: dp => real64
  implicit none
  private
  public :: {name}
contains
  {signature}
{declarations}
{body}
  end {procedure}
{helpers}end module

! Compares with the exact values at one point; the bound is what rounding can do there.
program check
  use, intrinsic :: iso_fortran_env, only: dp => real64
  use {name}_module, only: {name}
  implicit none
  real(dp), parameter :: bound = {bound}
  {kind} :: found{shape}
  complex(dp) :: exact{shape}
{exact}
{call}
  print "(a, es8.1, a, es8.1)", "{name}: largest difference ", {largest}, ", bound ", bound
  if (.not. {all}) error stop 1
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
        "subroutine": f"pure subroutine {origin.name}({', '.join([*listed, 'result'])})",
        "function": f"pure function {origin.name}({', '.join(listed)}) result(result)",
    }
    procedure = "subroutine" if origin.shape else "function"
    intent = ", intent(out)" if origin.shape else ""
    declarations = [*_declarations(printer), f"{kind}{intent} :: result{shape}"]
    difference = "abs(found - exact)"
    return FILE.format(
        header="\n".join(f"! {line}".rstrip() for line in _header(printer)),
        name=origin.name,
        signature=_folded([heads[procedure]], "  ").strip(),
        procedure=procedure,
        declarations=_folded(declarations),
        body=_folded([*steps, *_results(printer)]),
        helpers="".join(HELPERS[helper] for helper in sorted(printer.used & set(HELPERS))),
        bound=f"{origin.sample.bound!r}_dp",
        kind=kind,
        shape=shape,
        exact=_folded(_exact(program), "  "),
        call=_folded([_call(program)], "  "),
        largest=f"maxval({difference})" if origin.shape else difference,
        all=f"all({difference} <= bound)" if origin.shape else f"{difference} <= bound",
    )


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


def _exact(program: Program) -> list[str]:
    values, shape = [_literal(value) for value in program.subject.sample.values], program.subject.shape
    if not shape:
        return [f"exact = {values[0]}"]
    rows = [values[start : start + shape[1]] for start in range(0, len(values), shape[1])]
    return [f"exact({index}, :) = [{', '.join(row)}]" for index, row in enumerate(rows, start=1)]


def _call(program: Program) -> str:
    origin = program.subject
    values = [(origin.sample.point[symbol.name], is_complex(symbol)) for symbol in origin.arguments]
    literals = [_literal(value) if as_complex else f"{float(value.real)!r}_dp" for value, as_complex in values]
    if origin.shape:
        return f"call {origin.name}({', '.join([*literals, 'found'])})"
    return f"found = {origin.name}({', '.join(literals)})"


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
