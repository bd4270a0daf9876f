r"""Formulas typed in a text, as in ``H^4 - 2 t_c^2 H^2 = 0 at kx = pi``: found among the words and written in LaTeX.

A formula begins and ends with a name, a number or parentheses around a formula. A name is one letter or a Greek one, with an index
after ``_``, or the name of a quantity; ``a`` and ``A`` are names beside a sign or at the end, else articles. Numbers alone are
words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sympy as sp
from sympy.printing.pretty.pretty_symbology import greek_letters

from theory.symbols.quantity import signs

SYMBOLS = {name: sign for name, sign in signs().items() if len(name) > 1}
GREEK = {name for letter in (*greek_letters, "lambda", "eps") for name in (letter, letter.capitalize())}
FUNCTIONS = {name: rf"\{name}" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh", "log", "det", "min", "max")} | {
    name: rf"\operatorname{{{name}}}" for name in ("arg", "arccos", "arsinh", "Pf", "sgn", "tr")
}
OPERATORS = {"grad": r"\nabla ", "curl": r"\nabla\times "}
ALIKE = {"TI": r"\mathrm{TI}", "SC": r"\mathrm{SC}", "up": r"\uparrow", "dn": r"\downarrow", "perp": r"\perp"} | {
    **{"<": "<", ">": ">", "+": "+", "-": "-", "+-": r"\pm"},
}
SIGNS = {
    **{"->": r"\to ", "=>": r"\Rightarrow ", "<=": r"\le ", ">=": r"\ge ", "+-": r"\pm ", "-+": r"\mp ", "*": r"\cdot "},
    **{sign: sign for sign in "+-/=<>±"},
}
TELLING = ("name", "sign", "fixed", "mean")  # pieces of which one makes a formula: numbers alone are words
CLOSING = {"(": ")", "[": "]", "{": "}"}
PIECES = re.compile(
    r"""(?P<word>(?:Figs?\.|Eqs?\.|Secs?\.|Appendix|Table|class|section|chapters?)\s\S+
        | [A-Za-z]-[a-z]{3,} | [A-Za-z]{2,}'s?\b(?!\() | \d+(?:D|st|nd|rd|th)\b)
      | (?P<fixed>k\.p\b | \b1F1 | d\s\.\ssigma\b | \bd\w*/d\w+ | \d+\sx\s\d+)
      | (?P<mean><(?![a-z]{2})[^\s<>=]+>)
      | (?P<name>[A-Za-z]+(?:_(?:\{[^}]*\}|\([^)]*\)|\+-|[<>+-](?!\w)|[<>]|\w+))?'*)
      | (?P<number>\d+(?:\.\d+)?)
      | (?P<dots>\.\.\.)
      | (?P<sign>->|=>|<=|>=|\+-|-\+|[-+*/=<>±])
      | (?P<mark>[\^()\[\]{}|,;!])
      | (?P<space>\s+)
      | (?P<other>.)""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Piece:
    """A word, a sign or what else a text is made of."""

    kind: str
    text: str


class NoFormulaError(ValueError):
    """What follows is no formula."""


def typeset(text: str) -> str:
    r"""The text with its formulas between the marks of those that are written in LaTeX.

    >>> print(typeset("at mu = eps_ti, beyond ``t_c`` H^4 is a number > 2"))
    at :math:`\mu=\varepsilon_{\mathrm{TI}}`, beyond ``t_c`` :math:`H^{4}` is a number > 2
    """
    parts = re.split(r"(:math:`[^`]*`|``[^`]*``)", text)
    return "".join(part if index % 2 else "".join(_pieces_typeset(part)) for index, part in enumerate(parts))


def _pieces_typeset(text: str) -> Iterator[str]:
    pieces = [Piece(found.lastgroup or "", found[0]) for found in PIECES.finditer(text)]
    pieces = [Piece("word", piece.text) if piece.kind == "name" and not _is_name(piece.text) else piece for piece in pieces]
    place = 0
    while place < len(pieces):
        reader = _Reader(pieces, place)
        try:
            formula = reader.formula(first=place == 0 or pieces[place - 1].kind in ("space", "mark", "other"))
        except NoFormulaError:
            formula = ""
        if formula and any(piece.kind in TELLING or piece.text == "," for piece in pieces[place : reader.place]):
            yield f":math:`{formula.strip()}`"
            place = reader.place
        else:
            yield pieces[place].text
            place += 1


def _is_name(text: str) -> bool:
    base = text.rstrip("'").split("_")[0]
    return len(base) == 1 or text in SYMBOLS or base in {*GREEK, *FUNCTIONS, *OPERATORS, "exp", "sqrt"}


class _Reader:
    """Reads the formula that begins at a place; ``place`` is where it ends."""

    def __init__(self, pieces: Sequence[Piece], place: int) -> None:
        self.pieces, self.place, self.bars = pieces, place, 0

    def formula(self, *, first: bool = True) -> str:
        """Factors and signs, as long as a factor follows."""
        found = self._signed() if first else self.factor()
        while True:
            start = self.place
            try:
                found += self._next()
            except NoFormulaError:
                self.place = start
                return found

    def _signed(self) -> str:
        """A factor, perhaps with a sign right before it."""
        if self._text() in ("-", "+", "+-", "-+", "±"):
            sign = SIGNS[self._take()]
            if self._kind() == "space":
                raise NoFormulaError
            return sign + self.factor()
        return self.factor()

    def _next(self) -> str:
        spaced = self._skip()
        if self._kind() == "sign" and (glued := self._take()):
            if not self._skip() and spaced:  # the sign of what follows
                raise NoFormulaError
            return SIGNS[glued] + (self._signed() if glued in ("=", "->", "<", ">", "<=", ">=", "=>") else self.factor())
        if self._kind() == "dots":
            self._take()
            spaced = self._skip()
            sign = SIGNS[self._take()] if self._kind() == "sign" and spaced else ""
            self._skip()
            return rf" \ldots {sign}" + self.factor()
        if self._kind() == "number" and spaced:
            raise NoFormulaError
        if self._text() == "|" and self.bars and not spaced:
            raise NoFormulaError
        opens = self._text() in CLOSING
        return (r"\," if spaced and opens else " ") + self.factor()

    def factor(self) -> str:
        """A name, a number, a function with its argument, or a formula in parentheses, with its power."""
        piece = self.pieces[self.place] if self.place < len(self.pieces) else Piece("end", "")
        if piece.kind == "name":
            found = self._named()
        elif piece.kind == "number":
            found = self._take()
        elif piece.kind == "dots":
            return rf"\ldots{self._take()[3:]} "
        elif piece.kind == "fixed":
            found = _fixed(self._take())
        elif piece.kind == "mean":
            found = rf"\langle {_inner(self._take()[1:-1])}\rangle "
        elif piece.text in CLOSING:
            found = self._group()
        elif piece.text == "|":
            found = self._modulus()
        else:
            raise NoFormulaError
        return found + self._power() + ("!" if self._text() == "!" and self._take() else "")

    def _named(self) -> str:
        name = self.pieces[self.place].text
        if name in ("a", "A") and self._is_article():
            raise NoFormulaError
        self._take()
        if name in ("sqrt", "exp"):
            if self._text() != "(":
                raise NoFormulaError
            return rf"\sqrt{{{self._group()[1:-1]}}}" if name == "sqrt" else rf"e^{{{self._group()[1:-1]}}}"
        if name in FUNCTIONS or name in OPERATORS:
            power = self._power()
            end = self.place
            spaced = self._skip()
            try:
                return (FUNCTIONS | OPERATORS)[name] + power + (" " if spaced else "") + self.factor()
            except NoFormulaError:
                if name in FUNCTIONS:
                    raise
                self.place = end
                return OPERATORS[name]
        return _name(name)

    def _is_article(self) -> bool:
        before = self.pieces[self.place - 1] if self.place else Piece("space", " ")
        if before.kind == "space" and self.place > 1 and self.pieces[self.place - 2].kind == "sign":
            return False
        if before.kind in ("sign", "mark", "number") or (self.place > 1 and self.pieces[self.place - 2].text in OPERATORS):
            return False
        after = self.pieces[self.place + 1 :]
        if not after or after[0].kind in ("sign", "mark", "other") or after[0].text == "'":
            return False
        following = [piece for piece in after[:4] if piece.kind != "space"]
        if not following:
            return False
        joined = following[0].text == "and" and len(following) > 1 and following[1].kind == "name"
        return following[0].kind != "sign" and not joined

    def _group(self) -> str:
        """Formulas between parentheses or brackets, parted by commas."""
        opening = self._take()
        found = ""
        while True:
            self._skip()
            found += self.formula()
            self._skip()
            mark = self._take()
            if mark == CLOSING[opening]:
                return f"{opening}{found}{mark}" if opening != "{" else rf"\{{{found}\}}"
            if mark not in (",", ";"):
                raise NoFormulaError
            found += f"{mark} "

    def _modulus(self) -> str:
        self._take()
        if self._kind() == "space":
            raise NoFormulaError
        self.bars += 1
        inside = self.formula()
        self.bars -= 1
        if self._take() != "|":
            raise NoFormulaError
        return rf"\left|{inside}\right|"

    def _power(self) -> str:
        if self._text() == "*" and not self._followed_by_factor():
            self._take()
            return "^{*}" + self._power()[2:-1] if self._text() != "^" else "^{*" + self._power()[2:]
        if self._text() != "^":
            return ""
        self._take()
        if self._text() == "(":
            return f"^{{{self._group()[1:-1]}}}"
        if self._text() == "*":
            return f"^{{{self._take()}}}"
        sign = self._take() if self._text() in ("+", "-") else ""
        if sign == "+" and self._kind() not in ("name", "number"):
            return r"^{\dagger}"
        if self._kind() not in ("name", "number"):
            raise NoFormulaError
        return f"^{{{sign}{_name(self._take())}}}"

    def _followed_by_factor(self) -> bool:
        following = self.pieces[self.place + 1 : self.place + 3]
        following = following[1:] if following and following[0].kind == "space" else following
        return bool(following) and (following[0].kind in ("name", "number") or following[0].text == "(")

    def _skip(self) -> bool:
        if self._kind() == "space":
            self._take()
            return True
        return False

    def _kind(self) -> str:
        return self.pieces[self.place].kind if self.place < len(self.pieces) else "end"

    def _text(self) -> str:
        return self.pieces[self.place].text if self.place < len(self.pieces) else ""

    def _take(self) -> str:
        if self.place >= len(self.pieces):
            raise NoFormulaError
        self.place += 1
        return self.pieces[self.place - 1].text


def _fixed(text: str) -> str:
    if text == "k.p":
        return r"k\cdot p"
    if text == "d . sigma":
        return r"d\cdot\sigma"
    if text == "1F1":
        return "{}_1F_1"
    if " x " in text:
        return text.replace(" x ", r"\times ")
    above, below = (part[1:] for part in text.split("/"))
    return rf"\text{{d}}{_name(above) if above else ''}/\text{{d}}{_name(below)}"


def _inner(text: str) -> str:
    """A whole text as a formula."""
    formula = re.fullmatch(r":math:`([^`]*)`", typeset(text))
    if not formula and not text.isdigit():
        raise NoFormulaError
    return formula[1] if formula else text


def _name(text: str) -> str:
    """LaTeX of a name with its index and primes, or of a number."""
    base, primes = text.rstrip("'"), text[len(text.rstrip("'")) :]
    if base in SYMBOLS:
        return SYMBOLS[base] + primes
    letter, *rest = base.split("_", 1)
    shown = r"\varepsilon" if letter == "eps" else str(sp.latex(sp.Symbol(letter)))
    if not rest:
        return shown + primes
    index = rest[0][1:-1] if rest[0][0] in "({" else rest[0]
    if index in ALIKE:
        index = ALIKE[index]
    elif not index.isalpha() or len(index) == 1 or index in GREEK:
        index = _inner(index)
    elif len(index) > 2:
        index = rf"\mathrm{{{index}}}"
    return f"{shown}{primes}_{{{index}}}"
