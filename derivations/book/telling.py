"""A whole claim for the reader: as text, as a LaTeX document, as data."""

from collections.abc import Iterable
from textwrap import wrap
from typing import Any

import sympy as sp

from derivations import docstrings
from derivations.book import prose
from derivations.book.linear import linear
from derivations.judging.catalogue import Claim
from theory.proof import Step
from theory.symbols.quantity import latex

WIDTH = 110  # characters of a line on the terminal


def as_text(claim: Claim) -> str:
    """Statement, assumptions, steps, result and references, for the terminal."""
    sections = docstrings.sections(claim.text)
    lines = [title := prose.inline_text(claim.title), "=" * len(title), ""]
    for heading in ("Statement", "Assumptions"):
        if heading in sections:
            lines += [heading, "", prose.plain(sections[heading]), ""]
    lines += ["Proof", ""]
    for number, step in enumerate(claim.steps(), start=1):
        lines += [f"  {number}. {prose.inline_text(step.text)}", *_equality(step)]
    lines += ["", "Known limits", "", *(f"  - {prose.inline_text(step.text)}" for step in claim.limits())]
    lines += ["", "Result", "", *_result(claim)]
    if "References" in sections:
        lines += ["", "References", "", prose.plain(sections["References"])]
    return "\n".join(lines)


def _equality(step: Step) -> list[str]:
    """The equality of a step in wrapped lines; the common value if SymPy sees it at once; what it is if it is too long."""
    if step.left == step.right and prose.is_trivial(step.left):
        return []
    formula = prose.equation(step.left, step.right)
    shown = linear(formula) if formula else f"({prose.described(step.left)} on either side; --json has them)"
    shown = f"both sides: {shown}" if formula and step.left == step.right else shown
    return wrap(shown, WIDTH, initial_indent=8 * " ", subsequent_indent=10 * " ")


def _result(claim: Claim) -> list[str]:
    """The formula in wrapped lines, a matrix row by row; what it is if it is too long."""
    result = claim.result()
    if prose.formula_latex(result, longest=prose.RESULT) is None:
        return [f"  {_too_long(claim)}"]
    rows = result.tolist() if isinstance(result, sp.MatrixBase) else [[result]]
    shown = [", ".join(linear(latex(entry)) for entry in row) for row in rows]
    shown = [f"[{row}]" for row in shown] if isinstance(result, sp.MatrixBase) else shown
    return [line for row in shown for line in wrap(row, WIDTH, initial_indent="  ", subsequent_indent="    ")]


def _too_long(claim: Claim) -> str:
    return f"The result is {prose.described(claim.result())}; `tisc codegen {claim.name} --to latex` writes it."


def as_latex(claim: Claim) -> str:
    """A LaTeX document that compiles by itself: all that the terminal shows."""
    sections = docstrings.sections(claim.text)
    parts = [prose.as_latex(sections["Statement"])]
    if "Assumptions" in sections:
        parts += [r"\subsection*{Assumptions}", prose.as_latex(sections["Assumptions"])]
    parts += _items("Proof", "enumerate", claim.steps()) + _items("Known limits", "itemize", claim.limits())
    shown = prose.formula_latex(claim.result(), longest=prose.RESULT)
    parts += [r"\subsection*{Result}", rf"\[{shown}\]" if shown else prose.inline_latex(_too_long(claim).replace("`", "``"))]
    if "References" in sections:
        parts += [r"\subsection*{References}", prose.as_latex(sections["References"])]
    return prose.document(prose.inline_latex(claim.title), "\n".join(parts))


def _items(heading: str, kind: str, steps: Iterable[Step]) -> list[str]:
    """A section of steps with their equalities, as an environment of LaTeX."""
    items = []
    for step in steps:
        shown = prose.equation(step.left, step.right)
        items.append(rf"\item {prose.inline_latex(step.text)}" + (rf" \[{shown}\]" if shown else ""))
    return [rf"\subsection*{{{heading}}}", rf"\begin{{{kind}}}", *items, rf"\end{{{kind}}}"]


def as_json(claim: Claim) -> dict[str, Any]:
    """Name, subject, title, sections of the docstring, steps and limits (text, left, right), result and its LaTeX."""
    sections = {heading.lower(): body for heading, body in docstrings.sections(claim.text).items() if heading != "Title"}
    parts = {"steps": [_step(step) for step in claim.steps()], "limits": [_step(step) for step in claim.limits()]}
    result = claim.result()
    names = {"name": claim.name, "subject": claim.subject, "title": claim.title}
    return {**names, **sections, **parts, "result": str(result), "latex": latex(result)}


def _step(step: Step) -> dict[str, str]:
    return {"text": step.text, "left": str(step.left), "right": str(step.right)}
