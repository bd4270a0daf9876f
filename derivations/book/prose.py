"""A claim as text: the sections of its docstring, its steps and its formula, for the terminal, LaTeX and HTML."""

import html
import re
from collections.abc import Callable

from derivations.book.layout import HARD, broken, kept_together, paragraph
from derivations.book.linear import linear, mathml
from derivations.book.typed import typeset

LAYER = re.compile(r"_\{(TI|SC)\}")  # a name, not a product of two indices
INLINE = re.compile(r":math:`([^`]*)`", re.DOTALL)
LINE = 75  # characters, as the terminal would show them, of a formula on a page
INDENT = 4 * " "
LITERAL = re.compile(r"``([^`]*)``")


def blocks(text: str) -> list[tuple[str, str]]:
    """Paragraphs ("text", ...) and displayed formulas ("math", LaTeX) of a section, in order."""
    found: list[tuple[str, str]] = []
    lines = LAYER.sub(r"_{\\mathrm{\1}}", text).splitlines()
    while lines:
        line = lines.pop(0)
        if line.strip().startswith(".. math::"):
            formula = [line.split("::", 1)[1].strip()]
            while lines and (not lines[0].strip() or lines[0].startswith("    ")):
                formula.append(lines.pop(0).strip())
            body = " ".join(part for part in formula if part)
            found.append(("math", rf"\begin{{aligned}}{body}\end{{aligned}}" if "&" in body and r"\begin" not in body else body))
        elif not line.strip():
            found.append(("text", ""))
        elif found and found[-1][0] == "text" and found[-1][1] and not re.match(r"\s*\d+\. ", line):
            found[-1] = ("text", f"{found[-1][1]} {line.strip()}")
        else:
            found.append(("text", line.strip()))
    return [(kind, body) for kind, body in found if body]


def inline_text(text: str, *, typed: bool = True) -> str:
    """One paragraph for the terminal, its formulas in one line each; ``typed`` formulas, among the words, are formulas, too."""
    return _marked(text, typed).replace(HARD, " ")


def lines_of(text: str, width: int, *, first: str = "", rest: str = "", typed: bool = True) -> list[str]:
    """One paragraph for the terminal, in lines of this width."""
    return paragraph(_marked(text, typed), width, first=first, rest=rest)


def _marked(text: str, typed: bool) -> str:
    """The text with its formulas, hard spaces where they are not to be broken."""
    return LITERAL.sub(r"\1", INLINE.sub(lambda found: kept_together(linear(found[1])), typeset(text) if typed else text))


def inline_latex(text: str, *, typed: bool = True) -> str:
    """One paragraph for LaTeX."""
    marked = typeset(text) if typed else text
    pieces = re.split(r":math:`([^`]*)`|``([^`]*)``", LAYER.sub(r"_{\\mathrm{\1}}", marked))
    kinds = (_escaped, _mathematics, _typewriter)
    return "".join(kinds[index % 3](piece) for index, piece in enumerate(pieces) if piece is not None)


def inline_html(text: str, link: Callable[[str], str] = html.escape, *, typed: bool = True) -> str:
    """One paragraph as HTML with MathML; ``link`` turns a name in double backquotes into HTML."""
    pieces = re.split(r":math:`([^`]*)`|``([^`]*)``", typeset(text) if typed else text)
    return "".join((html.escape, mathml, link)[index % 3](piece) for index, piece in enumerate(pieces) if piece is not None)


def plain(text: str, width: int, *, typed: bool = True) -> list[str]:
    """A section for the terminal, in lines of this width; formulas are indented, numbered paragraphs hang."""
    lines: list[str] = []
    for kind, body in blocks(text):
        if kind == "math":
            lines += [line for row in linear(body).splitlines() for line in broken(row, width, first=INDENT, rest=INDENT)]
        else:
            hanging = "   " if re.match(r"\d+\. ", body) else ""
            lines += lines_of(body, width, rest=hanging, typed=typed)
    return lines


def as_latex(text: str, *, typed: bool = True) -> str:
    """A section for LaTeX."""
    return "\n\n".join(_displayed(body) if kind == "math" else inline_latex(body, typed=typed) for kind, body in blocks(text))


def _displayed(formula: str) -> str:
    """A displayed formula; equations beside each other that are too wide for a page stand below each other."""
    inner = re.fullmatch(r"\\begin\{aligned\}(.*)\\end\{aligned\}", formula, re.DOTALL)
    rows = inner[1].split(r"\\") if inner else [formula]
    narrow: list[str] = []
    for row in rows:
        parts = re.split(r"(?<=,)\s*\\q?quad\s*", row) if len(linear(row.replace("&", " "))) > LINE else [row]
        narrow += parts if inner and len(parts) == 1 else [part if "&" in part else f"&{part}" for part in parts]
    if len(narrow) == 1:
        return rf"\[{formula}\]"
    return "\\[\\begin{aligned}" + r" \\ ".join(narrow) + "\\end{aligned}\\]"


def as_html(text: str, link: Callable[[str], str] = html.escape, *, typed: bool = True) -> str:
    """A section as HTML with MathML."""
    parts = (display(body) if kind == "math" else f"<p>{inline_html(body, link, typed=typed)}</p>" for kind, body in blocks(text))
    return "\n".join(parts)


def _mathematics(formula: str) -> str:
    return rf"\({formula}\)"


def _typewriter(name: str) -> str:
    return rf"\texttt{{{_escaped(name)}}}"


def _escaped(text: str) -> str:
    return re.sub(r"(?<!\\)([_&%#])", r"\\\1", text).replace("^", r"\textasciicircum{}")


def display(formula: str) -> str:
    """A displayed formula as MathML; the rows of an aligned block become the rows of a table."""
    inner = re.fullmatch(r"\\begin\{aligned\}(.*)\\end\{aligned\}", formula, re.DOTALL)
    if not inner:
        return f'<div class="formula">{mathml(formula, display="block")}</div>'
    rows = ["".join(f"<mtd>{_cell(cell)}</mtd>" for cell in row.split("&")) for row in inner[1].split(r"\\")]
    table = "".join(f"<mtr>{row}</mtr>" for row in rows)
    return f'<div class="formula aligned"><math display="block"><mtable>{table}</mtable></math></div>'


def _cell(formula: str) -> str:
    if not formula.strip():
        return ""
    inner = re.sub(r"</?math[^>]*>", "", mathml(formula.strip()))
    return f'<mstyle displaystyle="true">{inner}</mstyle>'
