"""Expressions to vectorised functions: keyword arguments, everything broadcasts, picklable, source that can be saved."""

import keyword
import linecache
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import ArrayLike, NDArray
from sympy.printing.codeprinter import PrintMethodNotImplementedError
from sympy.printing.numpy import SciPyPrinter

MODULES = ("numpy", "scipy")
SCALAR_ONLY = (sp.Sum, sp.Product, sp.Integral, sp.KroneckerDelta)  # printed as code that takes no arrays


@dataclass(frozen=True)
class Kernel:
    """A generated function of named arrays; call it by keyword.

    ``source`` is an importable Python module (NumPy only, no SymPy) that defines ``evaluate``; ``shape`` is the matrix
    shape, () for a scalar. A call with arguments that broadcast to ``batch`` returns an array of shape
    ``(*batch, *shape)``, for constant expressions too. Pickling carries the source and rebuilds the function.

    >>> x, y = sp.symbols("x y", real=True)
    >>> kernel = compile_kernel(x * y**2, (x, y))
    >>> kernel(x=[1.0, 2.0], y=3.0)
    array([ 9., 18.])
    """

    source: str
    arguments: tuple[str, ...]
    shape: tuple[int, ...]
    _function: Callable[..., NDArray[Any]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        name = f"<kernel {hash(self.source):x}>"
        # Registered so that tracebacks and debuggers show the generated lines.
        linecache.cache[name] = (len(self.source), None, self.source.splitlines(keepends=True), name)
        namespace: dict[str, Any] = {}
        exec(compile(self.source, name, "exec"), namespace)
        object.__setattr__(self, "_function", namespace["evaluate"])

    def __call__(self, /, **values: ArrayLike) -> NDArray[Any]:
        return self._function(**values)

    def __reduce__(self) -> tuple[type["Kernel"], tuple[str, tuple[str, ...], tuple[int, ...]]]:
        return (Kernel, (self.source, self.arguments, self.shape))


def compile_kernel(formula: sp.Expr | sp.MatrixBase, arguments: Sequence[sp.Symbol], *, doc: str = "") -> Kernel:
    """Compile a scalar or a matrix to NumPy; common subexpressions are evaluated once, zero entries never.

    ``doc`` becomes the docstring of the generated module.

    Raises
    ------
    ValueError
        If the formula contains symbols that are not arguments, or an argument is not a Python identifier or is called
        like one of the modules that the source imports.
    TypeError
        If a function of the formula has no NumPy or SciPy counterpart.
    """
    names = tuple(symbol.name for symbol in arguments)
    for name in names:
        if not name.isidentifier() or keyword.iskeyword(name):
            raise ValueError(f"`arguments` must be Python identifiers, but one is called {name!r}.")
        if name in MODULES:
            raise ValueError(f"`arguments` must not hide the modules of the source, but one is called {name!r}.")
    if len(set(names)) < len(names):
        raise ValueError(f"`arguments` must differ in name, but are {', '.join(names)}.")
    missing = formula.free_symbols - set(arguments)
    if missing:
        lacking = ", ".join(sorted(symbol.name for symbol in missing))
        raise ValueError(f"`arguments` must contain every symbol of the formula, but lack {lacking}.")
    is_matrix = isinstance(formula, sp.MatrixBase)
    shape = tuple(formula.shape) if is_matrix else ()
    entries = [sp.sympify(entry) for entry in formula] if is_matrix else [sp.sympify(formula)]
    return Kernel(_module(entries, names, shape, doc), names, shape)


TEMPLATE = '''"""{doc}"""

{imports}


def evaluate({signature}):
    """{returns}"""
    {inputs}
    batch = numpy.broadcast_shapes(*[value.shape for value in inputs])
    dtype = numpy.result_type({dtype}, *[value.dtype for value in inputs])
    {result} = numpy.zeros(batch + {shape}, dtype=dtype)
    {unpacked}
    {body}
    return {result}[()]
'''

INPUTS = """inputs = [numpy.asarray(value) for value in ({names},)]
    inputs = [value if value.dtype.kind in "fc" else value.astype(numpy.float64) for value in inputs]"""


class _Printer(SciPyPrinter):
    """SciPy's functions, and those of Kummer and Hankel, which SymPy's printer does not know."""

    def _print_hankel1(self, expression: sp.hankel1) -> str:
        return f"{self._module_format('scipy.special.hankel1')}({', '.join(map(self._print, expression.args))})"

    def _print_hankel2(self, expression: sp.hankel2) -> str:
        return f"{self._module_format('scipy.special.hankel2')}({', '.join(map(self._print, expression.args))})"

    def _print_hyper(self, expression: sp.hyper) -> str:
        if (len(expression.ap), len(expression.bq)) != (1, 1):
            raise PrintMethodNotImplementedError
        a, b, z = (self._print(part) for part in (*expression.ap, *expression.bq, expression.argument))
        hyp1f1 = self._module_format("scipy.special.hyp1f1")
        # SciPy loses all digits for large a and negative z, where Kummer's transformation gives the same function at -z.
        turned = f"numpy.exp(numpy.where(numpy.real({z}) < 0, {z}, 0)) * {hyp1f1}(({b}) - ({a}), {b}, -({z}))"
        return f"numpy.where(numpy.real({z}) < 0, {turned}, {hyp1f1}({a}, {b}, {z}))"


def _module(entries: list[sp.Expr], names: tuple[str, ...], shape: tuple[int, ...], doc: str) -> str:
    printer = _Printer(
        {
            "fully_qualified_modules": True,
            "allow_unknown_functions": False,
            "inline": True,
            "user_functions": {"conjugate": "numpy.conjugate"},  # unknown to SymPy's printer
        }
    )
    result = next(name for name in ("result" + "_" * length for length in range(len(names) + 1)) if name not in names)
    fresh = (symbol for symbol in sp.numbered_symbols("x") if symbol.name not in names)
    replacements, reduced = sp.cse(entries, symbols=fresh, order="none")
    body = [f"{symbol.name} = {_printed(printer, value)}" for symbol, value in replacements]
    for index, entry in enumerate(reduced):
        if entry != 0:
            position = ", ".join(["...", *(str(i) for i in np.unravel_index(index, shape))]) if shape else "..."
            body.append(f"{result}[{position}] = {_printed(printer, entry)}")
    listed = ", ".join(names)
    return TEMPLATE.format(
        doc=_escaped(doc.strip() or "Generated function; every argument broadcasts."),
        imports="\n".join(f"import {module}" for module in sorted({"numpy", *printer.module_imports})),
        signature=f"*, {listed}" if names else "",
        returns=f"Array of shape ({', '.join(['*batch', *map(str, shape)])}).",
        inputs=INPUTS.format(names=listed) if names else "inputs = []",
        dtype="numpy.float64" if all(_is_real(entry) for entry in entries) else "numpy.complex128",
        result=result,
        shape=shape,
        # Last, so that an argument may bear the name of a variable of this template.
        unpacked=f"{listed}, = inputs" if names else "",
        body="\n    ".join(body),
    )


def _is_real(entry: sp.Expr) -> bool:
    """Whether the floating-point value is real for all values of the symbols; a pole (1/0) is an infinity, not complex."""
    if isinstance(entry, sp.Pow) and entry.exp.is_negative:
        return _is_real(1 / entry)
    if isinstance(entry, (sp.Add, sp.Mul)):
        return all(_is_real(part) for part in entry.args)
    return entry.is_extended_real is True


def _escaped(text: str) -> str:
    """Text that stands between triple quotes and is read back unchanged (LaTeX has backslashes)."""
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _printed(printer: SciPyPrinter, expression: sp.Expr) -> str:
    try:
        if expression.has(*SCALAR_ONLY):
            raise PrintMethodNotImplementedError
        return str(printer.doprint(expression))
    except PrintMethodNotImplementedError as error:
        raise TypeError(f"`formula` must use functions known to NumPy or SciPy, but has {expression}.") from error
