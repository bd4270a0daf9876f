"""Formulas and paragraphs in lines of a given width, for the terminal: broken at signs between terms, never inside a name."""

from collections.abc import Sequence
from textwrap import wrap

from derivations.book.linear import CLOSING, OPENING

NARROWEST = 24  # characters; below, lines are as long as they must be
UNBROKEN = 24  # characters of a formula in a paragraph that is kept together
HARD = "\u00a0"  # a space at which no line ends
WEAK = 2
SIGNS = {"=": 0, "→": 0, "≤": 0, "≥": 0, "<": 0, ">": 0, "≈": 0, "∝": 0, "+": 1, "−": 1, "±": 1, "∓": 1}


def paragraph(text: str, width: int, *, first: str = "", rest: str = "") -> list[str]:
    """Lines of words; formulas of a paragraph have hard spaces where they are not to be broken."""
    room = max(width, NARROWEST + len(rest))
    lines = wrap(text, room, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False)
    return [line.replace(HARD, " ") for line in lines]


def kept_together(formula: str) -> str:
    """A formula of a paragraph: it may be broken before its signs if it is long."""
    if len(formula) <= UNBROKEN:
        return formula.replace(" ", HARD)
    breaks = {place for depth, _, place in _spaces(formula) if depth == 0 and formula[place + 1] in SIGNS}
    return "".join(HARD if sign == " " and place not in breaks else sign for place, sign in enumerate(formula))


def broken(formula: str, width: int, *, first: str = "", rest: str = "") -> list[str]:
    """Lines of a formula: it is broken before relations and signs, outside of parentheses where that is possible."""
    room = max(width - max(len(first), len(rest)), NARROWEST)
    lines: list[str] = []
    while len(formula) > (room if not lines else room - 2):
        place = _best_break(formula, room if not lines else room - 2)
        if place is None:
            break
        lines.append(formula[:place])
        formula = formula[place + 1 :]
    lines.append(formula)
    return [(first if not index else f"{rest}  ") + line for index, line in enumerate(lines)]


def _best_break(formula: str, room: int) -> int | None:
    """The space to break at: the last within the room, outside of most parentheses, at the strongest sign; else the next one."""
    fitting = [space for space in _spaces(formula) if space[2] <= room]
    late = [space for space in fitting if space[2] > room // 3 or space[1] < 0] or fitting
    if late:
        return min(late, key=lambda space: (space[1] == WEAK, space[0], space[1], -space[2]))[2]
    return min((space[2] for space in _spaces(formula)), default=None)


def _spaces(formula: str) -> list[tuple[int, int, int]]:
    """Of every space: how many parentheses it is in, how strong the sign at it is (commas before all), its place."""
    depth, spaces = 0, []
    for place, sign in enumerate(formula):
        depth += (sign in OPENING) - (sign in CLOSING)
        if sign == " " and place:
            comma = formula[place - 1] in ",;" and depth == 0
            spaces.append((depth, -1 if comma else SIGNS.get(formula[place + 1 :].split(" ", 1)[0], WEAK), place))
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
