"""A formula in one line of text, for the terminal: read off the tree that the page shows, with parentheses where that has bars."""

import re
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from functools import lru_cache

from latex2mathml.converter import convert

CACHED = 10_000  # formulas: those of a claim are looked at several times, to find out what fits
NAMESPACE = ' xmlns="http://www.w3.org/1998/Math/MathML"'
RAISED = dict(zip("0123456789+−-n()∗", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ⁽⁾*", strict=True)) | {sign: sign for sign in "†*′″‴"}
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
RELATIONS = set("=+−-±∓<>≤≥≠≈→∈⇒⇔∝≡×⊗⊕≪≫⟹↦")  # signs between two terms, with spaces around them
OPENING, CLOSING = set("([{⌊⟨"), set(")]}⌋⟩")
ORDERED, SCALARS = set("JYIKHLQP"), set("λμκnMRt")  # letters of functions with an index; of numbers
TIGHT = OPENING | CLOSING | set("|‖,;:!′/·∂∇^") | {""}
ACCENTS = {"―": "\u0304", "¯": "\u0304", "‾": "\u0304", "^": "\u0302", "~": "\u0303", "→": "\u20d7", "˙": "\u0307"}


@lru_cache(maxsize=CACHED)
def mathml(formula: str, *, display: str = "inline") -> str:
    """The tree of a formula in LaTeX."""
    return convert(formula.replace(r"\arg", r"\operatorname{arg}"), display=display)


@lru_cache(maxsize=CACHED)
def linear(formula: str) -> str:
    r"""The text of a formula in LaTeX; the rows of an aligned block are parted by line breaks.

    >>> linear(r"\frac{\lambda k_x^{2}}{2 t_c} + \tfrac12\sqrt{1 + x}")
    'λ k_x²/(2 t_c) + (1/2) √(1 + x)'
    """
    rows = re.fullmatch(r"\\begin\{aligned\}(.*)\\end\{aligned\}", formula, re.DOTALL)
    if rows:
        return "\n".join(re.sub("^=", "= ", linear(row.replace("&", " "))) for row in rows[1].split(r"\\"))
    tree = ET.fromstring(mathml(formula).replace(NAMESPACE, ""))
    text = re.sub(r"\s+", " ", _row(list(tree))).strip()
    text = re.sub(r"([₀-₉])F_(\d) ?\(", lambda found: f"{found[1]}F{found[2].translate(LOWERED)}(", text)
    text = re.sub(r"\(\[([^\]]*)\], \[([^\]]*)\] ?\| ?", r"(\1; \2; ", text)  # the parameters of a hypergeometric function
    return unicodedata.normalize("NFC", re.sub(r" (?=[)\],])", "", text))


def _row(nodes: Sequence[ET.Element]) -> str:
    """Side by side: spaces between factors and around the signs between terms."""
    text, before, open_bars, spaced = "", None, 0, False
    for place, whole in enumerate(nodes):
        if whole.tag == "mspace":
            spaced = not (whole.get("width") or "").startswith("-")
            continue
        node = _bare(whole)
        own, sign = _text(node), _sign(node)
        after = next((_bare(other) for other in nodes[place + 1 :] if other.tag != "mspace"), None)
        if node.tag == "mfrac" and (_is_function(before) or _begins_factor(after, open_bars)):
            own = f"({own})"
        closes = sign in CLOSING or (sign in ("|", "‖") and open_bars > 0)
        if sign in RELATIONS:
            ends_in_bar = text.endswith("|") and open_bars == 0
            unary = not text or (text[-1] in "([{|, " and not ends_in_bar) or _sign(before) in RELATIONS
            own = own if unary else f" {own} "
        elif text and not closes and not text.endswith(" ") and not _is_glued(nodes[:place], node):
            factor = _parted(before, node, open_bars) or _multiplies(before, whole, nodes[place:])
            own = f" {own}" if factor or (spaced and sign not in set(",;:")) else own
        if sign in ("|", "‖"):
            open_bars += -1 if closes else 1
        text, before, spaced = text + own + (" " if own in (",", ";", ":") else ""), node, False
    return text


def _is_glued(before: Sequence[ET.Element], node: ET.Element) -> bool:
    """Whether nothing may stand before it: a differential's d is, or the number of h/2e."""
    last, *others = reversed(before)
    if last.tag == "msub" and not _text(_bare(last[0])):  # the first index of a hypergeometric function
        return True
    if last.tag == "mn":
        return node.tag == "mi" and bool(others) and _sign(others[0]) == "/"
    if (last.text or "") != "d" or len(last):
        return False
    return last.tag == "mtext" or any(_sign(other[0] if len(other) else other) == "∫" for other in before)


def _multiplies(before: ET.Element | None, whole: ET.Element, following: Sequence[ET.Element]) -> bool:
    """Whether what stands before parentheses is a factor, not a function of what is in them.

    SymPy has one more pair of braces around the argument of a function; in other formulas numbers have known letters.
    """
    if before is None or before.tag not in ("mi", "msub", "msup", "msubsup"):
        return False
    letter = _letter(before)
    if whole.tag == "mrow" and _is_fenced(whole) and whole[0].get("stretchy") == "true":
        index = before.tag in ("msub", "msubsup")
        return len(letter) == 1 and not (letter in ORDERED and index) and letter not in "Γθ"
    if letter not in SCALARS or _sign(whole) != "(":
        return False
    depth, signs = 0, set()
    for node in following:
        depth += (_sign(node) in OPENING) - (_sign(node) in CLOSING)
        signs |= {_sign(node)} if depth == 1 else set()
        if depth == 0:
            break
    return bool(signs & set("+−-±∓")) and "," not in signs


def _letter(node: ET.Element) -> str:
    while len(node):
        node = node[0]
    return node.text or ""


def _parted(before: ET.Element | None, node: ET.Element, open_bars: int) -> bool:
    """Whether a space stands between two neighbours: they are two factors, not a function and its argument in parentheses."""
    if before is None or _sign(node) in TIGHT - OPENING - {"|", "‖"}:
        return False
    letters = all(part.tag == "mi" and part.get("mathvariant") == "normal" for part in (before, node))
    ends = _is_fenced(before) or _sign(before) in CLOSING or (_sign(before) in ("|", "‖") and open_bars == 0)
    whole = node[0] if node.tag == "msup" else node
    if _sign(whole) in OPENING or (_is_fenced(whole) and _sign(whole[0]) in OPENING):
        return ends or before.tag in ("mfrac", "msqrt", "mn")
    return not letters and (ends or _sign(before) not in TIGHT | RELATIONS)


def _begins_factor(node: ET.Element | None, open_bars: int) -> bool:
    """Whether a quotient before it would be misread without parentheses of its own."""
    if node is None:
        return False
    sign = _sign(node)
    return sign in OPENING | {"∇", "∂"} or (sign in ("|", "‖") and open_bars == 0) or sign not in RELATIONS | TIGHT


def _text(node: ET.Element) -> str:
    tag, children = node.tag, [_bare(child) for child in node]
    if tag == "mfrac" and _letter(children[0]) in ("d", "∂") and _letter(children[1]) in ("d", "∂"):
        return "/".join(_text(child).replace("d ", "d").replace("∂ ", "∂") for child in children)
    if tag == "mfrac":
        if node.get("linethickness") == "0":
            return f"{_text(children[0])} over {_text(children[1])}"
        below = _text(children[1]) if children[1].tag == "msqrt" else _grouped(children[1])
        return f"{_grouped(children[0], sums_only=True)}/{below}"
    if tag == "msqrt":
        return f"√{_grouped(children[0]) if len(children) == 1 else f'({_row(children)})'}"
    if tag == "mroot":
        return f"{_raised(_text(children[1]))}√{_grouped(children[0])}"
    if tag == "msup":
        return _grouped(children[0]) + _raised(_text(children[1]))
    if tag == "msub" and not _text(children[0]):
        return _text(children[1]).translate(LOWERED)
    if tag in ("msub", "munder"):
        return _text(children[0]) + _lowered(_text(children[1]))
    if tag in ("msubsup", "munderover"):
        return _text(children[0]) + _lowered(_text(children[1])) + _raised(_text(children[2]))
    if tag == "mover":
        base, mark = _text(children[0]), _text(children[1])
        return f"{base}{_raised(mark)}" if mark not in ACCENTS else base + ACCENTS[mark] if len(base) == 1 else f"conj({base})"
    if tag == "mrow" and _sign(children[0] if children else None) == "{" and children[-1].tag == "mtable":
        return "{" + "; ".join(" ".join(_row(list(cell)) for cell in row) for row in children[-1]) + "}"
    if tag == "mtable":
        return ", ".join(f"[{', '.join(_row(list(cell)) for cell in row)}]" for row in children)
    return _row(list(node)) if children else (node.text or "").replace("\u2061", "")


def _bare(node: ET.Element) -> ET.Element:
    """Without rows and styles of one."""
    while node.tag in ("mrow", "mstyle") and len(node) == 1:
        node = node[0]
    return node


def _sign(node: ET.Element | None) -> str:
    """The sign that a node is, or that carries its exponent."""
    while node is not None and node.tag in ("msup", "msub", "msubsup") and len(node) and _sign(node[0]) in CLOSING | {"|", "‖"}:
        node = node[0]
    return " " if node is None or len(node) or node.tag == "mn" else (node.text or "")


def _is_function(node: ET.Element | None) -> bool:
    return (
        node is not None and not len(node) and node.tag in ("mi", "mo") and len(node.text or "") > 2 and (node.text or "").isalpha()
    )


def _grouped(node: ET.Element, *, sums_only: bool = False) -> str:
    """The text of a part, in parentheses unless it is one sign or has them; above a bar only sums and quotients need them."""
    text = _text(node)
    single = node.tag not in ("mrow", "mfrac", "msqrt", "mroot", "math") or _is_fenced(node)
    return text if single or (sums_only and _is_product(text)) else f"({text})"


def _is_product(text: str) -> bool:
    """Whether neither a sum nor a quotient stands outside of the parentheses."""
    outside, depth = "", 0
    for sign in text:
        depth -= sign in CLOSING
        outside += sign if depth == 0 else ""
        depth += sign in OPENING
    return not re.search(r" [+−±∓=,] |^−|/", outside)


def _is_fenced(node: ET.Element) -> bool:
    """Whether the parentheses at both ends belong together."""
    depth, parts = 0, list(node) if node.tag == "mrow" else []
    if parts and _sign(parts[0]) in ("|", "‖"):
        return _sign(parts[-1]) in ("|", "‖") and sum(_sign(part) in ("|", "‖") for part in parts) == 2
    for place, part in enumerate(parts):
        depth += (_sign(part) in OPENING) - (_sign(part) in CLOSING)
        if depth == 0:
            return place == len(parts) - 1 and place > 0
    return False


def _raised(text: str) -> str:
    word = text.replace(" ", "")
    if all(sign in RAISED for sign in word):
        return "".join(RAISED[sign] for sign in word)
    return f"^{text}" if len(text) == 1 or (text.startswith("(") and text.endswith(")")) else f"^({text})"


def _lowered(text: str) -> str:
    word = text.replace(" ", "")
    return f"_{word}" if word.isalnum() or len(word) == 1 else f"_({text})"
