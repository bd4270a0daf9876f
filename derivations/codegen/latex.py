r"""LaTeX: a document that compiles by itself; a formula too wide for a page is written with abbreviations."""

import sympy as sp

from derivations.book import prose
from derivations.codegen.shared.program import Program
from derivations.codegen.shared.subject import Subject
from theory.symbols.quantity import latex

SUFFIX, CHECK = ".tex", "pdflatex {name}.tex"
VALUES = False  # formulas to be read: functions may be left open
LONGEST = 500  # characters of LaTeX that a reader can be expected to take in
COLUMNS, CELL = 8, 60  # columns of a matrix on a page, and characters of LaTeX of one entry

DOCUMENT = r"""% {comment}
\documentclass{{article}}
\usepackage[T1]{{fontenc}}
\usepackage{{amsmath,amssymb}}
\usepackage[a4paper,landscape,margin=15mm]{{geometry}}
\begin{{document}}
\section*{{{title}}}
{body}
\end{{document}}
"""


def source(program: Program) -> str:
    """The file: the formula, and what it must give at one point as comments."""
    origin = program.subject
    whole = latex(origin.formula)
    shown = [whole] if len(whole) <= LONGEST else _abbreviated(program)
    compiled = f"Compile: {CHECK.format(name=origin.name)}"
    comment = [*origin.header, "", *origin.glossary(), "", *_values(origin), "", compiled]
    return DOCUMENT.format(
        comment="\n".join(comment).replace("\n", "\n% ").replace("% \n", "%\n"),
        title=prose.as_latex(origin.title),
        body="\n".join(f"\\[\n{line}\n\\]" for line in shown),
    )


def _abbreviated(program: Program) -> list[str]:
    lines = [f"{latex(variable)} = {latex(value)}" for variable, value in program.steps]
    shape, cells = program.subject.shape, [latex(entry) for entry in program.entries]
    if not shape:
        return [*lines, cells[0]]
    if shape[1] <= COLUMNS and max(map(len, cells)) <= CELL:
        return [*lines, latex(sp.Matrix(*shape, program.entries))]
    places = [(index // shape[1] + 1, index % shape[1] + 1) for index in range(len(cells))]
    return lines + [
        f"F_{{{row},{column}}} = {cell}"
        for (row, column), cell, entry in zip(places, cells, program.entries, strict=True)
        if entry != 0
    ]


def _values(origin: Subject) -> list[str]:
    try:
        sample, *_ = origin.samples
    except ValueError:  # a function is left open
        return ["Check value: none, for a function is left open."]
    point = ", ".join(f"{name} = {_number(value)}" for name, value in sample.point.items())
    lines = [f"Check value{f' at {point}' if point else ''}:"]
    if not origin.shape:
        return [*lines, _number(sample.values[0])]
    places = [f"F_{index // origin.shape[1] + 1},{index % origin.shape[1] + 1}" for index in range(len(sample.values))]
    return lines + [f"{place} = {_number(value)}" for place, value in zip(places, sample.values, strict=True) if value]


def _number(value: complex) -> str:
    return f"{value.real!r} {'-' if value.imag < 0 else '+'} {abs(value.imag)!r} i" if value.imag else repr(float(value.real))
