"""Expressions to vectorised functions: keyword arguments, everything broadcasts, picklable, source that can be saved."""

import keyword
import linecache
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import ArrayLike, NDArray

from numerics.printing.cancellation import stable
from numerics.printing.exact import exact_table, is_troubled, watched
from numerics.printing.names import legal_names, spelled
from numerics.printing.printer import (
    HELPERS,
    IMAGINARY,
    Printer,
    UnknownFunctionError,
    guarded,
    helpers_of,
    is_not_negative,
    is_real,
)


@dataclass(frozen=True)
class Kernel:
    """A generated function of named arrays; call it by keyword, in the spelling of the symbols.

    ``source`` is an importable Python module (NumPy, SciPy and mpmath, no SymPy) that defines ``evaluate``; ``shape`` is the matrix
    shape, () for a scalar. A call with arguments that broadcast to ``batch`` returns an array of shape
    ``(*batch, *shape)``, for constant expressions too. Pickling carries the source and rebuilds the function.

    All is computed in float64 and complex128, whatever the type of the arguments. Values are those of SymPy: principal
    branches, on a cut whatever the sign of a zero; where a real argument has a complex value the result is complex. It is NaN
    where an argument of the entry is NaN, or contradicts the assumptions on its symbol (a negative number for a positive one, a
    fraction for an integer one; zero contradicts none), and where SciPy has no value. An entry with functions of Bessel, Kummer
    or Laguerre that is not finite, zero or the difference of nearly equal terms is evaluated once more by mpmath, which takes
    milliseconds to seconds an element; NaN remains where that has no value. Beside negative elements of an array a function has
    the value at a real argument that it has alone, at a pole in zero an infinity; a quotient by zero is NumPy's, NaN where it
    is computed with complex numbers (1/sqrt(x) beside negative x). Every branch of a Piecewise is evaluated everywhere, and
    NumPy may warn of points where another is taken. TypeError for an argument that is not a number, or complex where the
    formula compares it, rounds it or has a function that SciPy knows for real numbers only.

    ``arguments`` are the spellings of the symbols, ``parameters`` the names that they have in the source, in the same order:
    "lambda" is ``lambda_`` there, and what Python reads as another letter (the lunate epsilon) is that letter.

    >>> x, y = sp.symbols("x y", real=True)
    >>> kernel = compile_kernel(x * y**2, (x, y))
    >>> kernel(x=[1.0, 2.0], y=3.0)
    array([ 9., 18.])
    >>> compile_kernel(sp.sqrt(x), (x,))(x=-4)
    np.complex128(2j)
    """

    source: str
    arguments: tuple[str, ...]
    shape: tuple[int, ...]
    _function: Callable[..., NDArray[Any]] = field(init=False, repr=False, compare=False)
    _renamed: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        name = f"<kernel {hash(self.source):x}>"
        # Registered so that tracebacks and debuggers show the generated lines.
        linecache.cache[name] = (len(self.source), None, self.source.splitlines(keepends=True), name)
        namespace: dict[str, Any] = {}
        exec(compile(self.source, name, "exec"), namespace)
        object.__setattr__(self, "_function", namespace["evaluate"])
        pairs = dict(zip(self.arguments, self.parameters, strict=True))
        object.__setattr__(self, "_renamed", pairs if any(old != new for old, new in pairs.items()) else {})

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the arguments in the source."""
        code = self._function.__code__
        return tuple(code.co_varnames[: code.co_kwonlyargcount])

    def __call__(self, /, **values: ArrayLike) -> NDArray[Any]:
        if not self._renamed:
            return self._function(**values)
        given = {self._spelled(name): value for name, value in values.items()}
        lacking = [name for name in self.arguments if name not in given]
        if lacking or len(given) < len(values):
            fault = f"lack {', '.join(lacking)}" if lacking else f"are {', '.join(values)}, one of them twice"
            raise TypeError(f"`arguments` must be {', '.join(self.arguments)}, each in its own spelling, but {fault}.")
        return self._function(**{self._renamed[name]: value for name, value in given.items()})

    def _spelled(self, name: str) -> str:
        """The argument that a keyword means: itself, or the only one that Python reads as the same."""
        found = spelled(name, self.arguments)
        if found is None:
            raise TypeError(f"`arguments` must be {', '.join(self.arguments)}, but one is called '{name}'.")
        return found

    def __reduce__(self) -> tuple[type["Kernel"], tuple[str, tuple[str, ...], tuple[int, ...]]]:
        return (Kernel, (self.source, self.arguments, self.shape))


def compile_kernel(
    formula: sp.Expr | sp.MatrixBase, arguments: Sequence[sp.Symbol], *, doc: str = "", rescue: bool = True
) -> Kernel:
    """Compile a scalar or a matrix to NumPy; common subexpressions are evaluated once, zero entries never.

    Without ``rescue`` nothing is evaluated twice: what has no value in floats is NaN, infinite, or a zero that should not be one.
    Roots of real numbers that cancel against other terms of a sum are written as quotients where the form of the sum shows it
    (``numerics.printing.cancellation``). Other sums are evaluated as they stand: 1 - cos(k) has no digit left at k = 1e-8.
    ``doc`` becomes the docstring of the generated module.

    >>> import sympy as sp
    >>> import derivations as ti
    >>> x = sp.Symbol("x", real=True)
    >>> ti.compile_kernel(sp.sqrt(1 + x**2), (x,))(x=[0, 0.75])
    array([1.  , 1.25])

    Raises
    ------
    ValueError
        If the formula contains symbols that are not arguments, or two arguments have the same name.
    TypeError
        If the formula contains a function that is not in the table of ``numerics.printing.functions``, or a number beyond the range
        of floats: oo may be an entry, the value of a branch or a bound, but no part of a sum, a product or an argument.
    """
    names = tuple(symbol.name for symbol in arguments)
    if len(set(names)) < len(names):
        raise ValueError(f"`arguments` must differ in name, but are {', '.join(names)}.")
    missing = formula.free_symbols - set(arguments)
    if missing:
        lacking = ", ".join(sorted(symbol.name for symbol in missing))
        raise ValueError(f"`arguments` must contain every symbol of the formula, but lack {lacking}.")
    is_matrix = isinstance(formula, sp.MatrixBase)
    entries = tuple(sp.sympify(entry) for entry in (formula if is_matrix else [formula]))
    return _compiled(entries, tuple(arguments), tuple(formula.shape) if is_matrix else (), doc, rescue)


@lru_cache(maxsize=512)
def _compiled(
    entries: tuple[sp.Expr, ...], arguments: tuple[sp.Symbol, ...], shape: tuple[int, ...], doc: str, rescue: bool
) -> Kernel:
    """The kernel of checked arguments; compiled once, however often it is asked for."""
    written = [stable(entry) for entry in entries]
    troubled = {index: entry for index, entry in enumerate(written) if is_troubled(entry)} if rescue else {}
    names = tuple(symbol.name for symbol in arguments)
    return Kernel(_module(written, troubled, arguments, shape, doc), names, shape)


TEMPLATE = '''"""{doc}"""

{imports}


{helpers}{exact}


def evaluate({signature}):
    """{returns}"""
    inputs = [{inputs}]
    batch = numpy.broadcast_shapes(*[value.shape for value in inputs])
    dtype = numpy.result_type({dtype}, *[value.dtype for value in inputs])
    {result} = numpy.zeros(batch + {shape}, dtype=dtype)
    {unpacked}
    {body}
    return {value}[()]
'''
UNIT = f"\n{IMAGINARY} = numpy.complex128(1j)  # a quotient of Python's own number by zero is an error"
EXACT = "exact_formulas"
RESERVED = (*keyword.kwlist, "__debug__", "mpmath", "numpy", "scipy", IMAGINARY, EXACT, *HELPERS)


def parameter_names(arguments: Sequence[sp.Symbol]) -> list[str]:
    """The names that symbols have in the source: their own where Python can read them."""
    return legal_names([symbol.name for symbol in arguments], reserved=RESERVED, unicode=True)


def _module(
    entries: list[sp.Expr], troubled: dict[int, sp.Expr], arguments: Sequence[sp.Symbol], shape: tuple[int, ...], doc: str
) -> str:
    names = parameter_names(arguments)
    named = dict(zip(arguments, names, strict=True))
    result = next(name for name in ("result" + "_" * length for length in range(len(names) + 1)) if name not in names)
    guarded_entries = [guarded(watched(entry) if index in troubled else entry) for index, entry in enumerate(entries)]
    steps, values = _assignments(guarded_entries, dict(named))
    body = [f"{name} = {value}" for name, value in steps]
    for index, value in values.items():
        position = ", ".join(["...", *(str(i) for i in np.unravel_index(index, shape))]) if shape else "..."
        body.append(f"{result}[{position}] = {value}")
    listed = ", ".join(names)
    value = f"rescued({result}, {EXACT}, [{listed}])" if troubled else result
    table = exact_table({tuple(map(int, np.unravel_index(i, shape))) if shape else (): e for i, e in troubled.items()}, named)
    inputs = [_input(symbol, name) for symbol, name in named.items()]
    helpers = helpers_of("\n".join(["as_numbers()", *inputs, *body, value, table]))
    return TEMPLATE.format(
        doc=_escaped(doc.strip() or "Generated function; every argument broadcasts."),
        imports="\n".join(
            [
                *(["from collections.abc import Callable\n"] if "Callable" in helpers else []),
                *(["import mpmath"] if troubled else []),
                "import numpy",
                *(["import scipy.special"] if "scipy.special." in helpers + "".join(body) else []),
                *([UNIT] if any(IMAGINARY in line for line in body) else []),
            ]
        ),
        helpers=helpers.rstrip(),
        exact=f"\n\n\n{EXACT} = {table}" if troubled else "",
        signature=f"*, {listed}" if names else "",
        returns=f"Array of shape ({', '.join(['*batch', *map(str, shape)])}).",
        inputs=", ".join(inputs),
        dtype="numpy.float64" if all(map(is_real, entries)) else "numpy.complex128",
        result=result,
        value=value,
        shape=shape,
        # Last, so that an argument may bear the name of a variable of this template.
        unpacked=f"{listed}, = inputs" if names else "",
        body="\n    ".join(body),
    )


def _input(symbol: sp.Symbol, name: str) -> str:
    """The argument as an array, as code; a formula may hold under the assumptions on its symbols alone."""
    code = f"as_numbers({name!r}, {name})"
    sign = 1 if symbol.is_extended_nonnegative else -1 if symbol.is_extended_nonpositive else 0
    return f"as_assumed({code}, {sign}, {symbol.is_integer is True})" if sign or symbol.is_integer else code


def _assignments(entries: list[sp.Expr], names: dict[sp.Symbol, str]) -> tuple[list[tuple[str, str]], dict[int, str]]:
    """Common subexpressions by name, and by index the entries that are not zero, as code."""
    fresh = (symbol for symbol in sp.numbered_symbols("x") if symbol.name not in names.values())
    replacements, reduced = sp.cse(entries, symbols=fresh, order="none")
    known: dict[sp.Symbol, sp.Expr] = {}  # constants stay where they are, as numbers
    steps = []
    printer = Printer(names)
    for symbol, value in replacements:
        known[symbol] = value.xreplace(known)
        if known[symbol].is_number:
            continue
        steps.append((symbol.name, _printed(printer, known[symbol])))
        # What has a sign needs no check under a root.
        known[symbol] = sp.Symbol(symbol.name, nonnegative=True) if is_not_negative(known[symbol]) else symbol
        names[known[symbol]] = symbol.name
    known_entries = (entry.xreplace(known) for entry in reduced)
    return steps, {index: _printed(printer, entry) for index, entry in enumerate(known_entries) if entry != 0}


def _escaped(text: str) -> str:
    """Text that stands between triple quotes and is read back unchanged (LaTeX has backslashes)."""
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _printed(printer: Printer, expression: sp.Expr) -> str:
    try:
        return printer._print(expression)
    except UnknownFunctionError as error:
        raise TypeError(f"`formula` must use functions known to NumPy or SciPy, but has {error}.") from error
