"""Long formulas made readable: what occurs again gets a name, and a matrix is told by its entries."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from string import ascii_uppercase
from typing import Protocol, TypeAlias

import sympy as sp

from derivations.docstrings import sections
from theory.proof import Step
from theory.symbols.quantity import ANGLE, ENERGY, LENGTH, WAVE_NUMBER, Quantity, vocabularies

SHORT = 60  # operations that are read at one glance
LONG = 700  # operations that a step shows at most, of both its sides; of the right one alone beyond
LARGE = 4  # columns of a matrix that is shown as a square
UNITS = (ENERGY, LENGTH, WAVE_NUMBER, ANGLE)
WORTH = 6  # operations that a name must save
FUNCTIONS = {"J": sp.besselj, "Y": sp.bessely, "K": sp.besselk, "H": sp.hankel1}  # printed with these letters
Place: TypeAlias = tuple[int, int]
Names: TypeAlias = tuple[tuple[sp.Symbol, sp.Expr], ...]


@dataclass(frozen=True)
class Row:
    """Sides that are equal; of an entry of a matrix, or of several alike, with their places (counted from one)."""

    sides: tuple[sp.Basic, ...]
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Shown:
    """Formulas for the reader: a word before them, rows, what the names in them stand for.

    ``shape`` is that of a matrix told by its entries.
    """

    rows: tuple[Row, ...]
    names: Names = ()
    word: str = ""
    shape: Place | None = None


class Claim(Protocol):
    """What can be presented."""

    @property
    def name(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def steps(self) -> Callable[[], Iterable[Step]]: ...
    @property
    def limits(self) -> Callable[[], Iterable[Step]]: ...
    @property
    def result(self) -> Callable[[], sp.Expr | sp.MatrixBase]: ...


@dataclass(frozen=True)
class Presentation:
    """A claim in the order in which it is shown: sections of its docstring, steps and limits as texts with formulas, the result.

    ``symbols`` are those of the formulas, in LaTeX, with their meanings.
    """

    name: str
    title: str
    sections: Mapping[str, str]
    symbols: tuple[tuple[str, str], ...]
    steps: tuple[tuple[str, Shown | None], ...]
    limits: tuple[tuple[str, Shown | None], ...]
    result: Shown


def presented(claim: Claim) -> Presentation:
    """The claim for the reader; what the names of its formulas stand for is said where they are used."""
    steps, limits, result = list(claim.steps()), list(claim.limits()), claim.result()
    sides = _sides(result, (*steps, *limits))
    free = _free_letters(" ".join([claim.text, *(step.text for step in (*steps, *limits))]), sides)
    proof, known = (tuple((step.text, _of_step(step, result, free)) for step in part) for part in (steps, limits))
    return Presentation(
        claim.name, claim.title, sections(claim.text), symbols_of(claim.text, sides), proof, known, _shown((result,), free)
    )


def introduced(claim: Claim) -> list[dict[str, str | None]]:
    """Every symbol of the steps, limits and result, and of the section Symbols: name, LaTeX, meaning and unit.

    The unit is empty for pure numbers; None where the section Symbols, in which it ends a line in parentheses, tells none.
    """
    found = _quantities(_sides(claim.result(), (*claim.steps(), *claim.limits())))
    own = [(name, *_without_unit(meaning)) for names, meaning in _own_names(claim.text) for name in names]
    return [
        *({"name": one.name, "latex": one.latex, "meaning": one.meaning, "unit": one.unit} for one in found),
        *({"name": name, "latex": sp.latex(sp.Symbol(name)), "meaning": meaning, "unit": unit} for name, meaning, unit in own),
    ]


def _sides(result: sp.Basic, steps: Iterable[Step]) -> list[sp.Basic]:
    return [result, *(side for step in steps for side in (step.left, step.right))]


def _quantities(expressions: Iterable[sp.Basic]) -> list[Quantity]:
    """Those that occur, by their names."""
    found = {symbol for expression in expressions for symbol in expression.atoms(Quantity)}
    return sorted(found, key=lambda symbol: symbol.name.lower())


def _own_names(text: str) -> list[tuple[list[str], str]]:
    """The names in the section Symbols of a docstring, those of a line together, and their meaning."""
    entries = [entry.partition(":") for entry in sections(text).get("Symbols", "").splitlines()]
    return [([name.strip() for name in listed.split(",")], meaning.strip()) for listed, _, meaning in entries]


def _without_unit(meaning: str) -> tuple[str, str | None]:
    """Meaning and unit of a line such as ``energy of a level (lambda/a)``."""
    text, _, last = meaning.removesuffix(")").rpartition(" (")
    return (text, last) if meaning.endswith(")") and last in UNITS else (meaning, None)


def symbols_of(text: str, expressions: Iterable[sp.Basic]) -> tuple[tuple[str, str], ...]:
    r"""LaTeX and meaning of the quantities in the expressions, and of the names in the section Symbols of a docstring.

    >>> symbols_of("Levels.\n\nSymbols\n-------\na, xi: two energies\n", [])
    (('a,\\ \\xi', 'two energies'),)
    """
    quantities = [(symbol.latex, symbol.described) for symbol in _quantities(expressions)]
    own = [(r",\ ".join(sp.latex(sp.Symbol(name)) for name in names), meaning) for names, meaning in _own_names(text)]
    return (*quantities, *own)


def _free_letters(text: str, expressions: Iterable[sp.Basic]) -> list[sp.Symbol]:
    """Names that mean nothing else: capitals not used, nor those of a known quantity or function; then with an index."""
    used = {found[0] for found in re.finditer(r"(?<![A-Za-z\\])[A-Z](?![a-z])", text)} | {"I", "E", "O", "Q"}
    used |= {name for quantities in vocabularies().values() for name in quantities}
    used |= {letter for letter, function in FUNCTIONS.items() if any(expression.has(function) for expression in expressions)}
    symbols = {symbol.name for expression in expressions for symbol in expression.atoms(sp.Symbol)}
    free = [letter for letter in ascii_uppercase if letter not in used | symbols]
    return [sp.Symbol(f"{letter}{index}") for index in ("", *(f"_{number}" for number in range(1, 10))) for letter in free]


def _of_step(step: Step, result: sp.Basic, free: Sequence[sp.Symbol]) -> Shown | None:
    """The equality of a step; nothing if it says that a number is itself."""
    if step.left == step.right:
        return None if is_trivial(step.left) else _shown((step.left,), free, word="both sides:")
    if step.right == result and size(result) > SHORT:
        return Shown((), word="the left side is the result below")
    if size(step.left) + size(step.right) > LONG:
        return _shown((step.right,), free, word="the left side, worked out, is")
    return _shown((step.left, step.right), free)


def is_trivial(expression: sp.Basic) -> bool:
    """Whether showing it would tell nothing: a bare number, a zero matrix."""
    return bool(expression.is_zero_matrix) if isinstance(expression, sp.MatrixBase) else expression.is_number


def size(expression: sp.Basic) -> int:
    """Signs and functions in it; a number has none."""
    return sum(map(_size, expression)) if isinstance(expression, sp.MatrixBase) else _size(expression)


@cache
def _size(expression: sp.Basic) -> int:
    parts = expression.args
    return 0 if expression.is_Number else sum(map(_size, parts)) + max(len(parts) - 1, bool(parts))


def _shown(sides: tuple[sp.Basic, ...], free: Sequence[sp.Symbol], *, word: str = "") -> Shown:
    matrix = sides[0]
    if not isinstance(matrix, sp.MatrixBase):
        parts, names = named(sides, free)
        return Shown((Row(parts),), names, word)
    if matrix.cols <= LARGE and matrix.rows <= LARGE and max(map(_size, (entry for side in sides for entry in side))) <= SHORT // 3:
        return Shown((Row(sides),), (), word)
    rows = by_entries(sides)
    parts, names = named([part for row in rows for part in row.sides], free)
    remaining = iter(parts)
    rows = [Row(tuple(next(remaining) for _ in row.sides), row.places) for row in rows]
    return Shown(tuple(rows), names, word, matrix.shape)


def by_entries(matrices: Sequence[sp.MatrixBase]) -> list[Row]:
    """The entries of equal matrices that are not zero, those that are alike together; sides that are the same once."""
    entries: dict[tuple[sp.Basic, ...], list[Place]] = {}
    for row in range(matrices[0].rows):
        for column in range(matrices[0].cols):
            sides = tuple(dict.fromkeys(matrix[row, column] for matrix in matrices))
            if sides != (sp.S.Zero,):
                entries.setdefault(sides, []).append((row + 1, column + 1))
    return [Row(sides, tuple(places)) for sides, places in entries.items()]


def named(expressions: Iterable[sp.Basic], free: Sequence[sp.Symbol]) -> tuple[tuple[sp.Basic, ...], Names]:
    """The expressions with names for what occurs again in them, and what these stand for: each made of those before it.

    >>> x, y = sp.symbols("x y")
    >>> root = sp.sqrt(x**2 + 3 * x * y + y**2 + 1)
    >>> long = sum((x**power * root / (1 + root) ** power for power in range(1, 9)), sp.S.Zero)
    >>> _, names = named([long], sp.symbols("A B C"))
    >>> names
    ((A, sqrt(x**2 + 3*x*y + y**2 + 1)),)
    """
    parts = list(expressions)
    found: dict[sp.Symbol, sp.Expr] = {}
    if sum(map(size, parts)) > SHORT:
        while (again := _worth_a_name([*parts, *found.values()])) is not None:
            name = sp.Dummy(commutative=True)
            parts = [part.xreplace({again: name}) for part in parts]
            found = {other: value.xreplace({again: name}) for other, value in found.items()} | {name: again}
    ordered = _ordered(found)
    chosen = dict(zip(ordered, free, strict=False))
    return tuple(part.xreplace(chosen) for part in parts), tuple((chosen[name], found[name].xreplace(chosen)) for name in ordered)


def _worth_a_name(parts: Sequence[sp.Basic]) -> sp.Expr | None:
    """What saves most operations if it gets a name; None if nothing saves enough."""
    counts: Counter[sp.Expr] = Counter()
    for part in parts:
        counts.update(node for node in sp.preorder_traversal(part) if isinstance(node, sp.Expr) and not _is_simple(node))
    savings = {node: (count - 1) * _size(node) for node, count in counts.items()}
    return max(
        (node for node, saving in savings.items() if saving >= WORTH), key=lambda node: (savings[node], str(node)), default=None
    )


@cache
def _is_simple(node: sp.Expr) -> bool:
    """Whether a reader needs no name for it: a monomial, a function of a symbol, a sum of two symbols."""
    return _size(node) < 3 or bool(node.is_number) or not (node.has(sp.Add) or node.has(sp.Function))


def _ordered(found: dict[sp.Symbol, sp.Expr]) -> list[sp.Symbol]:
    """Each after those that it is made of."""
    ordered: list[sp.Symbol] = []

    def place(name: sp.Symbol) -> None:
        if name not in ordered:
            for inner in sorted(found[name].free_symbols & set(found), key=lambda symbol: list(found).index(symbol)):
                place(inner)
            ordered.append(name)

    for name in found:
        place(name)
    return ordered
