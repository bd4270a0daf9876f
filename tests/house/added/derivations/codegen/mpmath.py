"""mpmath: a function of numbers with any number of digits; run as a script the file checks itself."""

from sympy.printing.pycode import MpmathPrinter

from derivations.codegen.shared import python
from derivations.codegen.shared.program import Program

SUFFIX, CHECK = ".py", python.CHECK


def source(program: Program) -> str:
    """The file: the assignments, then the entries, row by row."""
    printer, names = MpmathPrinter({"fully_qualified_modules": True}), [symbol.name for symbol in program.subject.arguments]
    body = [f"{variable.name} = {printer.doprint(value)}" for variable, value in program.steps]
    entries = ", ".join(map(printer.doprint, program.entries))
    shape = program.subject.shape
    lines = [
        *(f"# {line}" for line in program.header),
        "import mpmath",
        "import numpy",
        "",
        "",
        f"def evaluate({', '.join(names)}):",
        *(f"    {line}" for line in body),
        f"    return numpy.array([{entries}], dtype=complex).reshape({shape})",
    ]
    return "\n".join(lines) + "\n" + python.self_check(program.subject, names, program.comparison)
