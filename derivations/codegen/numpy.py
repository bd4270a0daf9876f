"""NumPy: the module of the kernel itself; run as a script the file checks itself."""

from derivations.codegen.shared import python
from derivations.codegen.shared.program import Program, comparison

SUFFIX, CHECK = ".py", python.CHECK
WHY = " (the value changes by more than half the digits with the last digit of an argument, or is beyond floats)"


def source(program: Program) -> str:
    """The module of the kernel, with its check."""
    origin = program.subject
    return origin.kernel.source + python.self_check(origin, list(origin.kernel.parameters), comparison(origin, origin.weak, WHY))
