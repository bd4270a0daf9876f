"""A claim as HTML with MathML, for the report and for notebooks."""

import html
from collections.abc import Callable, Iterable

from derivations.book import prose
from derivations.book.linear import mathml
from derivations.book.paper import shape_in_words
from derivations.book.structure import Presentation, Shown
from theory.symbols.quantity import latex

Link = Callable[[str], str]


def presentation_html(found: Presentation, link: Link = html.escape) -> str:
    """Statement, assumptions, proof, limits, result; ``link`` turns the name of a claim into HTML."""
    parts = [prose.as_html(found.sections["Statement"], link)]
    if "Assumptions" in found.sections:
        parts += ["<h3>Assumptions</h3>", prose.as_html(found.sections["Assumptions"], link)]
    listed = "; ".join(f"{mathml(name)}, {prose.inline_html(meaning, link)}" for name, meaning in found.symbols)
    parts += [f"<h3>Symbols</h3><p>{listed}.</p>"] if listed else []
    parts.append(f"<h3>Proof</h3><ol>{_items(found.steps, link)}</ol>")
    limits = f"<ul>{_items(found.limits, link)}</ul>"
    parts.append(f"<details><summary>Known limits that the formula contains</summary>{limits}</details>")
    return "\n".join([*parts, "<h3>Result</h3>", shown_html(found.result)])


def _items(steps: Iterable[tuple[str, Shown | None]], link: Link) -> str:
    return "".join(f"<li>{prose.inline_html(text, link)}{shown_html(shown) if shown else ''}</li>" for text, shown in steps)


def shown_html(shown: Shown) -> str:
    """Formulas: a word before them, rows, the names in them."""
    words = [shown.word] if shown.word else []
    words += [shape_in_words(shown)] if shown.shape else []
    parts = [f"<p>{' '.join(words)}</p>"] if words else []
    for row in shown.rows:
        places = r",\ ".join(f"({line},{column})" for line, column in row.places)
        parts.append(prose.display((places + r":\quad " if places else "") + " = ".join(latex(side) for side in row.sides)))
    names = "".join(prose.display(f"{latex(name)} = {latex(value)}") for name, value in shown.names)
    return "\n".join(parts) + (f"<p>with</p>{names}" if names else "")
