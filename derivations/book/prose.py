"""A claim as text: the sections of its docstring, its steps and its formula, for the terminal, LaTeX and HTML."""

import html
import re
from collections.abc import Callable
from textwrap import indent

import sympy as sp
from latex2mathml.converter import convert
from sympy.printing.pretty.pretty_symbology import greek_letters

from derivations.book.linear import linear
from theory.symbols.quantity import latex, signs

LONGEST, RESULT = 500, 2000  # characters of LaTeX that a reader can be expected to take in: of a step, of the result of a claim
WORDS = {name: sign for name, sign in signs().items() if len(name) > 1}
GREEK = [name for letter in greek_letters for name in (letter, letter.capitalize())]
NAMES = re.compile(rf"(?<![\\\w])((?:{'|'.join(map(re.escape, WORDS))})|(?:{'|'.join(GREEK)})(?:_\w+)?)(\^-?\w+)?(?![\w])")
LAYER = re.compile(r"_\{(TI|SC)\}")  # a name, not a product of two indices
INLINE = re.compile(r":math:`([^`]*)`", re.DOTALL)
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


def typeset(text: str) -> str:
    r"""A text in which the names of quantities and Greek letters, typed as words, are formulas like all others.

    >>> print(typeset("at mu = eps_ti, beyond ``t_c`` sigma_z"))
    at :math:`\mu` = :math:`\varepsilon_{\mathrm{TI}}`, beyond ``t_c`` :math:`\sigma_{z}`
    """
    pieces = re.split(r"(:math:`[^`]*`|``[^`]*``)", text)
    return "".join(piece if index % 2 else NAMES.sub(_formula, piece) for index, piece in enumerate(pieces))


def _formula(name: re.Match[str]) -> str:
    shown, power = WORDS.get(name[1]) or latex(sp.Symbol(name[1])), name[2]
    return f":math:`{shown}^{{{power[1:]}}}`" if power else f":math:`{shown}`"


def inline_text(text: str) -> str:
    """One paragraph for the terminal, its formulas in one line each."""
    return LITERAL.sub(r"\1", INLINE.sub(lambda found: linear(found[1]), typeset(text)))


def inline_latex(text: str) -> str:
    """One paragraph for a LaTeX document."""
    pieces = re.split(r":math:`([^`]*)`", LITERAL.sub(r"\\texttt{\1}", typeset(text)))
    return "".join(rf"\({piece}\)" if index % 2 else _escaped(piece) for index, piece in enumerate(pieces))


def inline_html(text: str, link: Callable[[str], str] = html.escape) -> str:
    """One paragraph as HTML with MathML; ``link`` turns a name in double backquotes into HTML."""
    pieces = re.split(r":math:`([^`]*)`|``([^`]*)``", typeset(text))
    return "".join((html.escape, convert, link)[index % 3](piece) for index, piece in enumerate(pieces) if piece is not None)


def plain(text: str) -> str:
    """A section for the terminal."""
    return "\n".join(indent(linear(body), 4 * " ") if kind == "math" else inline_text(body) for kind, body in blocks(text))


def as_latex(text: str) -> str:
    """A section for a LaTeX document."""
    return "\n\n".join(rf"\[{body}\]" if kind == "math" else inline_latex(body) for kind, body in blocks(text))


def as_html(text: str, link: Callable[[str], str] = html.escape) -> str:
    """A section as HTML with MathML."""
    return "\n".join(display(body) if kind == "math" else f"<p>{inline_html(body, link)}</p>" for kind, body in blocks(text))


def _escaped(text: str) -> str:
    return re.sub(r"(?<!\\)([_&%#])", r"\\\1", text).replace("^", r"\textasciicircum{}")


def display(formula: str) -> str:
    """A displayed formula as MathML; the rows of an aligned block become the rows of a table."""
    inner = re.fullmatch(r"\\begin\{aligned\}(.*)\\end\{aligned\}", formula, re.DOTALL)
    if not inner:
        return f'<div class="formula">{convert(formula, display="block")}</div>'
    rows = ["".join(f"<mtd>{_cell(cell)}</mtd>" for cell in row.split("&")) for row in inner[1].split(r"\\")]
    table = "".join(f"<mtr>{row}</mtr>" for row in rows)
    return f'<div class="formula aligned"><math display="block"><mtable>{table}</mtable></math></div>'


def _cell(formula: str) -> str:
    if not formula.strip():
        return ""
    inner = re.sub(r"</?math[^>]*>", "", convert(formula.strip()))
    return f'<mstyle displaystyle="true">{inner}</mstyle>'


def formula_latex(expression: sp.Basic, *, longest: int = LONGEST) -> str | None:
    """LaTeX of an expression, or None if it is too long to be read."""
    text = latex(expression)
    return text if len(text) <= longest else None


def equation(left: sp.Basic, right: sp.Basic) -> str | None:
    """LaTeX of an equality, of one side if SymPy sees at once that they agree; None if a side is too long to be read."""
    sides = formula_latex(left), formula_latex(right)
    if left == right:
        return None if is_trivial(left) else sides[0]
    return None if None in sides else f"{sides[0]} = {sides[1]}"


def is_trivial(expression: sp.Basic) -> bool:
    """Whether showing it would tell nothing: a bare number, a zero matrix."""
    return bool(expression.is_zero_matrix) if isinstance(expression, sp.MatrixBase) else expression.is_number


def described(expression: sp.Basic) -> str:
    """What an expression is, when it is too long to be shown."""
    if isinstance(expression, sp.MatrixBase):
        article = "an" if expression.rows in {8, 11, 18} or 80 <= expression.rows < 90 else "a"
        return f"{article} {expression.rows} x {expression.cols} matrix"
    return f"an expression of {sp.count_ops(expression)} operations"


def document(title: str, body: str) -> str:
    """A LaTeX document that compiles by itself."""
    return "\n".join(
        [
            r"\documentclass{article}",
            r"\usepackage[T1]{fontenc}",
            r"\usepackage{amsmath,amssymb}",
            r"\begin{document}",
            rf"\section*{{{title}}}",
            body,
            r"\end{document}",
            "",
        ]
    )
