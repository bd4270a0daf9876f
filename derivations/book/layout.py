"""Formulas and paragraphs in lines of a given width, for the terminal: broken at signs between terms, never inside a name."""

from collections.abc import Sequence
from textwrap import wrap
from typing import NamedTuple

from derivations.book.linear import CLOSING, OPENING

NARROWEST = 24  # characters; below, lines are as long as they must be
UNBROKEN = 24  # characters of a formula in a paragraph that is kept together
HARD = "\u00a0"  # a space at which no line ends
# What a space parts: members of a list, a case from its condition, sides, terms, factors.
LIST, CASE, RELATION, TERM, WEAK = range(5)
SIGNS = {"for": CASE, "otherwise}": CASE} | dict.fromkeys("=→≤≥<>≈∝", RELATION) | dict.fromkeys("+−±∓", TERM)


def paragraph(text: str, width: int, *, first: str = "", rest: str = "") -> list[str]:
    """Lines of words; formulas of a paragraph have hard spaces where they are not to be broken."""
    room = max(width, NARROWEST + len(rest))
    lines = wrap(text, room, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False)
    return [line.replace(HARD, " ") for line in lines]


def kept_together(formula: str) -> str:
    """A formula of a paragraph: it may be broken before its signs if it is long."""
    if len(formula) <= UNBROKEN:
        return formula.replace(" ", HARD)
    breaks = {space.place for space in _spaces(formula) if space.depth == 0 and formula[space.place + 1] in SIGNS}
    return "".join(HARD if sign == " " and place not in breaks else sign for place, sign in enumerate(formula))


def broken(formula: str, width: int, *, first: str = "", rest: str = "") -> list[str]:
    """Lines of a formula: it is broken before relations and signs, outside of functions and parentheses where that is possible.

    >>> broken("A + f(a + b; c + d) g(e + h) = x", 26)
    ['A + f(a + b; c + d)', '  g(e + h) = x']
    """
    room = max(width - max(len(first), len(rest)), NARROWEST)
    lines: list[str] = []
    while len(formula) > (room if not lines else room - 2):
        place = _best_break(formula, room if not lines else room - 2)
        if place is None:
            break
        lines.append(formula[:place])
        formula = formula[place + 1 :]
    lines.append(formula)
    return [((first if not index else f"{rest}  ") + line).replace(HARD, " ") for index, line in enumerate(lines)]


class _Space(NamedTuple):
    """A space of a formula: how many functions, exponents and roots it is in, how many parentheses of any kind; what it parts."""

    calls: int
    depth: int
    strength: int
    place: int


def _best_break(formula: str, room: int) -> int | None:
    """The space to break at: the last within the room, outside of most functions, then parentheses, at the strongest sign."""
    spaces = _spaces(formula)
    fitting = [space for space in spaces if space.place <= room]
    late = [space for space in fitting if space.place > room // 3 or (space.depth == 0 and space.strength == LIST)] or fitting
    if late:
        return min(late, key=lambda s: (s.calls, s.strength == WEAK, s.depth, s.strength, -s.place)).place
    return min((space.place for space in spaces), default=None)


def _spaces(formula: str) -> list[_Space]:
    """Every space at which a line may end; an index in parentheses has none, and the braces around cases are no parentheses."""
    opened: list[str] = []  # the sign before each of the parentheses that are open
    spaces = []
    for place, sign in enumerate(formula):
        before = formula[place - 1] if place else " "
        if sign in OPENING - {"{"}:
            opened.append(before)
        elif sign in CLOSING - {"}"} and opened:
            opened.pop()
        elif sign == " " and place and "_" not in opened:
            calls = sum(one.isalnum() or one in "^√⁺⁻⁾" for one in opened)
            following = formula[place + 1 :].split(" ", 1)[0]
            spaces.append(_Space(calls, len(opened), LIST if before in ",;" else SIGNS.get(following, WEAK), place))
    return spaces


def grid(rows: Sequence[Sequence[str]], width: int) -> list[str] | None:
    """A matrix between tall brackets, columns aligned; None if it is wider than the lines."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    if sum(widths) + 2 * (len(widths) - 1) + 4 > width:
        return None
    lines = ["  ".join(cell.ljust(size) for cell, size in zip(row, widths, strict=True)) for row in rows]
    if len(lines) == 1:
        return [f"[ {lines[0].rstrip()} ]"]
    middle = len(lines) - 2
    return [f"{left} {line} {right}" for left, line, right in zip(f"⎡{middle * '⎢'}⎣", lines, f"⎤{middle * '⎥'}⎦", strict=True)]
