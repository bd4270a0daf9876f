r"""A claim in LaTeX: a fragment for \input, or a paper that compiles by itself."""

import re
from collections.abc import Iterable, Iterator
from importlib.metadata import version

import sympy as sp

from derivations.book import prose
from derivations.book.linear import linear
from derivations.book.prose import LINE
from derivations.book.structure import Presentation, Row, Shown, by_entries
from theory.symbols.quantity import latex

PLACES = 9  # of entries in a line
NEEDED = "% needs \\usepackage{amsmath,amssymb}"


def fragment(found: Presentation) -> str:
    r"""Statement, assumptions, proof, limits, result and references, for \input into a document of one's own."""
    parts = [f"% {found.name}: {found.title}", NEEDED, prose.as_latex(found.sections["Statement"])]
    parts += _body(found)
    if "References" in found.sections:
        parts += [r"\paragraph{References.}", prose.as_latex(found.sections["References"], typed=False)]
    return "\n\n".join(parts) + "\n"


def document(found: Presentation) -> str:
    """A paper: title, the statement as abstract, assumptions, proof, limits, result, a bibliography."""
    parts = [
        r"\documentclass{article}",
        r"\usepackage[T1]{fontenc}",
        r"\usepackage{amsmath,amssymb}",
        r"\usepackage[a4paper,margin=25mm]{geometry}",
        r"\allowdisplaybreaks\sloppy",
        rf"\title{{{prose.inline_latex(found.title)}}}",
        rf"\author{{tisc {version('tisc')}, claim {prose.inline_latex(f'``{found.name}``')}}}",
        r"\date{}",
        r"\begin{document}",
        r"\maketitle",
        r"\begin{abstract}",
        prose.as_latex(found.sections["Statement"]),
        r"\end{abstract}",
        *_body(found),
        *_bibliography(found.sections.get("References", "")),
        r"\end{document}",
    ]
    return "\n".join(parts) + "\n"


def _body(found: Presentation) -> Iterator[str]:
    """What stands between the statement and the references."""
    if "Assumptions" in found.sections:
        yield rf"\paragraph{{Assumptions.}} {prose.as_latex(found.sections['Assumptions'])}"
    if found.symbols:
        listed = "; ".join(rf"\({name}\), {prose.inline_latex(meaning)}" for name, meaning in found.symbols)
        yield rf"\paragraph{{Symbols.}} {listed}."
    yield from _items("Proof.", "enumerate", found.steps)
    yield from _items("Known limits.", "itemize", found.limits)
    yield rf"\paragraph{{Result.}} {shown_latex(found.result)}"


def _items(heading: str, kind: str, steps: Iterable[tuple[str, Shown | None]]) -> list[str]:
    """Steps with their formulas, as an environment of LaTeX."""
    items = [rf"\item {prose.inline_latex(text)}" + (f"\n{shown_latex(shown)}" if shown else "") for text, shown in steps]
    return [rf"\paragraph{{{heading}}}", rf"\begin{{{kind}}}", *items, rf"\end{{{kind}}}"]


def _bibliography(references: str) -> list[str]:
    """An entry for each reference; a sentence without one is a remark before the list."""
    if not references:
        return []
    entries = [part for _, body in prose.blocks(references) for part in re.split(r";\s+(?=[A-Z])", body)]
    items = [rf"\bibitem{{reference{number}}} {prose.inline_latex(entry, typed=False)}" for number, entry in enumerate(entries, 1)]
    return [r"\begin{thebibliography}{9}", *items, r"\end{thebibliography}"]


def shown_latex(shown: Shown) -> str:
    """Formulas as displays: a word before them, rows, the names in them."""
    parts = [shown.word] if shown.word else []
    if shown.shape:
        parts.append(shape_in_words(shown, times=r"\(\times\)"))
    lines = [line for row in shown.rows for line in _row(row)]
    if lines:
        parts.append(_display(lines))
    if shown.names:
        parts += ["with", _display([line for name, value in shown.names for line in _row(Row((name, value)))])]
    return "\n".join(parts)


def shape_in_words(shown: Shown, *, times: str = "×") -> str:
    """The size of a matrix that is told by its entries."""
    rows, columns = shown.shape or (0, 0)
    all_told = sum(len(row.places) for row in shown.rows) == rows * columns
    return f"{rows} {times} {columns} matrix, row and column of its entries{'' if all_told else '; the others are zero'}"


def _display(lines: list[str]) -> str:
    body = " \\\\\n".join(lines)
    return f"\\[ {lines[0].removeprefix('&')} \\]" if len(lines) == 1 else f"\\begin{{align*}}\n{body}\n\\end{{align*}}"


def _row(row: Row) -> list[str]:
    """Lines of an aligned display, without the breaks between them."""
    if isinstance(row.sides[0], sp.MatrixBase) and any(_width(side) > LINE for side in row.sides):
        return [line for entry in by_entries(row.sides) for line in _row(entry)]
    places = [f"({line},{column})" for line, column in row.places]
    groups = [r",\ ".join(places[start : start + PLACES]) for start in range(0, len(places), PLACES)]
    if len(places) > 3:
        lines, label = [f"&{group}," for group in groups[:-1]] + [f"&{groups[-1]}:"], r"&\quad "
    else:
        lines, label = [], rf"&{groups[0]}:\quad " if places else "&"
    chunks = [_chunks(side) for side in row.sides]
    for number, chunk in enumerate(chunks):
        sign = "= " if number else ""
        short = number == 1 and len(chunks[0]) == 1 and sum(len(linear(part)) for part in (chunks[0][0], chunk[0])) < LINE
        if short:
            lines[-1] += f" {sign}{chunk[0]}"
        else:
            lines.append((rf"&\quad {sign}" if number else label) + chunk[0])
        lines += [rf"&\qquad {part}" for part in chunk[1:]]
    return lines


def _width(matrix: sp.MatrixBase) -> int:
    """Characters of its widest row."""
    return max(sum(len(linear(latex(entry))) + 2 for entry in row) for row in matrix.tolist())


def _chunks(side: sp.Basic) -> list[str]:
    """LaTeX of one side, a long sum in pieces that fit a line."""
    whole = latex(side)
    if not isinstance(side, sp.Add) or len(linear(whole)) <= LINE:
        return [whole]
    pieces: list[str] = []
    for term in side.as_ordered_terms():
        text = latex(term)
        text = text if not pieces or text.startswith("-") else f"+ {text}"
        if pieces and len(linear(pieces[-1])) + len(linear(text)) < LINE:
            pieces[-1] += f" {text}"
        else:
            pieces.append(text)
    return pieces
