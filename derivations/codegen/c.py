"""C11: a function of doubles, the matrix row by row; compiled with TISC_CHECK it checks itself."""

from collections.abc import Mapping
from typing import Any, ClassVar

import sympy as sp

from derivations.codegen.shared.c_helpers import HELPERS, helpers
from derivations.codegen.shared.c_words import LIBRARY, RESERVED
from derivations.codegen.shared.kinds import is_complex
from derivations.codegen.shared.program import Program
from derivations.codegen.shared.scalar import ELEMENTARY, JUMPS, REAL, Names, Scalar, columns, keeps_nan

SUFFIX, CHECK = ".c", "cc -O2 -DTISC_CHECK {name}.c -o {name} -lm && ./{name}"


class CPrinter(Scalar):
    """Expressions of C11 with <complex.h>."""

    name = "C"
    imaginary_unit = "I"
    reserved: ClassVar[frozenset[str]] = RESERVED | {"result", "i", "jn", "pow", *HELPERS}
    reserved_function: ClassVar[frozenset[str]] = LIBRARY | {"exact", "found", "wrong"}
    functions: ClassVar[Mapping[Any, Names]] = {
        **{function: Names(name, f"c{name}") for function, name in ELEMENTARY.items()},
        **{sp.sqrt: Names("sqrt", "square_root"), sp.asin: Names("asin", "arcsin"), sp.asinh: Names("asinh", "arcsinh")},
        **{sp.Abs: Names("fabs", "cabs"), sp.besselj: Names("bessel_j"), **JUMPS, **REAL},
    }

    def power(self, base: sp.Expr, exponent: sp.Expr) -> str:
        """``pow``; of complex numbers products where the exponent is whole, else size and angle: ``cpow`` loses digits."""
        of_complex = is_complex(base**exponent)
        if exponent.is_Integer:
            return self.called("whole_power" if of_complex else "pow", [self.text(base), str(exponent)], of_complex=of_complex)
        real = "pow" if keeps_nan(base, exponent) else "real_power"
        name = "complex_power" if is_complex(exponent) else "polar_power" if of_complex else real
        return self.called(name, [self.text(base), self.text(exponent)], of_complex=of_complex)


FILE = """/*
{header}

Link with -lm. Check: {check}
*/
{feature}#include <complex.h>
#include <math.h>

{helpers}{signature}
{{
    {body}
}}

#ifdef TISC_CHECK
#include <stdio.h>

/* {comparison}
   Real part, imaginary part, and by how much the value may miss. */
int main(void)
{{
    static const double exact[{total}][3] = {{
        {exact},
    }};
    {kind} found[{total}];
    int wrong = 0;
    {calls}
    for (int i = 0; i < {total}; i++)
        wrong += !(cabs(found[i] - CMPLX(exact[i][0], exact[i][1])) <= exact[i][2]); /* also where it is not a number */
    printf("{name}: %d of {total} values miss by more than rounding\\n", wrong);
    return wrong > 0;
}}
#endif
"""


def source(program: Program) -> str:
    """The file.

    Raises
    ------
    InexpressibleError
        If the mathematical library of C lacks a function of the formula.
    """
    printer = CPrinter(program)
    origin, size = program.subject, len(program.entries)
    body = [f"const {_declared(printer, variable)} = {printer.text(value)};" for variable, value in program.steps] + _results(
        printer
    )
    kind = "double complex" if program.is_complex else "double"
    arguments = [_declared(printer, symbol) for symbol in origin.arguments]
    signature = columns([*arguments, *([f"{kind} result[{size}]"] if origin.shape else [])], indent="    ") or "void"
    return FILE.format(
        header="\n".join(_header(printer)).replace("*/", "* /").replace("/*", "/ *"),
        name=printer.function,
        check=CHECK.format(name=origin.name),
        feature="#define _XOPEN_SOURCE 700 /* jn */\n" if "bessel_j" in printer.used else "",
        helpers=helpers((printer.used | printer.used_complex) & set(HELPERS)),
        signature=f"{'void' if origin.shape else kind} {printer.function}({signature})",
        body="\n    ".join(body),
        comparison="\n   ".join(program.comparison),
        total=len(program.exact),
        exact=columns((f"{{{value.real!r}, {value.imag!r}, {bound!r}}}" for value, bound in program.exact), indent=8 * " "),
        kind=kind,
        calls="\n    ".join(_call(printer, index) for index in range(len(origin.samples))),
    )


def _declared(printer: CPrinter, symbol: sp.Symbol) -> str:
    return f"{'double complex' if is_complex(symbol) else 'double'} {printer.names[symbol]}"


def _results(printer: CPrinter) -> list[str]:
    entries = printer.program.entries
    if not printer.program.subject.shape:
        return [f"return {printer.text(entries[0])};"]
    zeros = [f"for (int i = 0; i < {len(entries)}; i++)", "    result[i] = 0.0;"] if 0 in entries else []
    return zeros + [f"result[{index}] = {printer.text(entry)};" for index, entry in enumerate(entries) if entry != 0]


def _call(printer: CPrinter, index: int) -> str:
    origin = printer.program.subject
    values = [origin.samples[index].point[symbol.name] for symbol in origin.arguments]
    literals = [
        f"CMPLX({value.real!r}, {value.imag!r})" if is_complex(symbol) else repr(float(value.real))
        for symbol, value in zip(origin.arguments, values, strict=True)
    ]
    if origin.shape:
        return f"{printer.function}({', '.join([*literals, f'&found[{index * len(printer.program.entries)}]'])});"
    return f"found[{index}] = {printer.function}({', '.join(literals)});"


def _header(printer: CPrinter) -> list[str]:
    program = printer.program
    shape = program.subject.shape
    result = f"Fills result, {shape[0]} x {shape[1]}, row by row." if shape else "Returns a number."
    return [*program.header, result, "", *program.subject.glossary(printer.names)]
