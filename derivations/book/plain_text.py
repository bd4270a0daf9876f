"""A whole claim for the terminal, and as data."""

from collections.abc import Iterable, Iterator

import sympy as sp

from derivations.book import prose
from derivations.book.layout import HARD, broken, grid, paragraph
from derivations.book.linear import linear
from derivations.book.paper import shape_in_words
from derivations.book.structure import Presentation, Row, Shown, by_entries
from theory.symbols.quantity import latex

WIDTH = 100  # characters of a line where no terminal says otherwise
DEEP, SHALLOW = 8 * " ", 2 * " "  # before the formulas of a step, of the result


def as_text(found: Presentation, width: int = WIDTH) -> str:
    """Statement, assumptions, steps, limits, result and references, in lines of this width."""
    title = prose.lines_of(found.title, width)
    lines = [*title, "=" * max(map(len, title)), ""]
    for heading in ("Statement", "Assumptions"):
        if heading in found.sections:
            lines += [heading, "", *prose.plain(found.sections[heading], width), ""]
    lines += ["Symbols", "", *_symbols(found, width), ""] if found.symbols else []
    lines += ["Proof", "", *_steps(found.steps, width), "", "Known limits", "", *_steps(found.limits, width)]
    lines += ["", "Result", "", *shown_text(found.result, width, SHALLOW)]
    if "References" in found.sections:
        lines += ["", "References", "", *prose.plain(found.sections["References"], width, typed=False)]
    return "\n".join(line.rstrip() for line in lines)


def _symbols(found: Presentation, width: int) -> Iterator[str]:
    for name, meaning in found.symbols:
        yield from prose.lines_of(f"{linear(name)}: {meaning}", width, first="  ", rest=6 * " ")


def _steps(steps: Iterable[tuple[str, Shown | None]], width: int) -> Iterator[str]:
    for number, (text, shown) in enumerate(steps, start=1):
        yield from prose.lines_of(text, width, first=f"{number:3}. ", rest=5 * " ")
        if shown:
            yield from shown_text(shown, width, DEEP)


def shown_text(shown: Shown, width: int, indent: str) -> Iterator[str]:
    """Formulas in lines: a word before them, rows, the names in them."""
    if shown.word and len(shown.rows) == 1 and not isinstance(shown.rows[0].sides[0], sp.MatrixBase):
        yield from broken(f"{shown.word} {linear(latex(shown.rows[0].sides[0]))}", width, first=indent, rest=indent)
    else:
        if shown.word:
            yield indent + shown.word
        if shown.shape:
            yield from paragraph(shape_in_words(shown), width, first=indent, rest=indent)
        for row in shown.rows:
            yield from _row(row, width, indent)
    if shown.names:
        yield f"{indent}with"
    for name, value in shown.names:
        yield from broken(f"{linear(latex(name))} = {linear(latex(value))}", width, first=indent, rest=indent)


def _row(row: Row, width: int, indent: str) -> Iterator[str]:
    if isinstance(row.sides[0], sp.MatrixBase):
        yield from _matrices(row, width, indent)
        return
    places = ", ".join(f"({line},{HARD}{column})" for line, column in row.places)
    formula = " = ".join(linear(latex(side)) for side in row.sides)
    if len(places) + len(formula) + len(indent) + 3 > width and len(places) > width // 3:
        yield from paragraph(f"{places}:", width, first=indent, rest=indent)
        yield from broken(formula, width, first=f"{indent}  ", rest=f"{indent}  ")
    else:
        yield from broken(f"{places}:  {formula}" if places else formula, width, first=indent, rest=indent)


def _matrices(row: Row, width: int, indent: str) -> Iterator[str]:
    """Matrices that are equal, as squares below each other; by their entries if one is too wide."""
    cells = [[[linear(latex(entry)) for entry in line] for line in side.tolist()] for side in row.sides]
    squares = [grid(side, width - len(indent)) for side in cells]
    if None in squares:
        for entry in by_entries(row.sides):
            yield from _row(entry, width, indent)
        return
    for number, square in enumerate(squares):
        if number:
            yield f"{indent}="
        yield from (f"{indent}{line}" for line in square or ())
