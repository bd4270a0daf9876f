"""What a module says of itself, read from its file: its docstring, its title, its sections. Nothing is imported for it."""

import re
from ast import literal_eval
from inspect import cleandoc
from pathlib import Path
from textwrap import dedent

DOCSTRING = re.compile(r'\s*(r?"""(?:[^"\\]|\\.|"(?!""))*""")', re.DOTALL)


def docstring(path: Path) -> str:
    """What a module says of itself: the text in triple quotes with which its file begins; empty if there is none.

    >>> docstring(Path(__file__)).partition(":")[0]
    'What a module says of itself, read from its file'
    """
    found = DOCSTRING.match(path.read_text(encoding="utf-8"))
    return cleandoc(literal_eval(found[1])) if found else ""


def first_line(text: str) -> str:
    """The title of a docstring: its first line without the full stop."""
    return text.strip().partition("\n")[0].rstrip(".")


def sections(text: str) -> dict[str, str]:
    r"""The sections of a docstring by their underlined headings; the paragraph before the first is called Title.

    >>> sections("A title.\n\nStatement\n---------\nIt holds.\n")
    {'Title': 'A title.', 'Statement': 'It holds.'}
    """
    lines = dedent(text).strip().splitlines()
    found: dict[str, list[str]] = {"Title": []}
    current = "Title"
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if following and set(following) == {"-"}:
            current = line.strip()
            found[current] = []
        elif not (line and set(line) == {"-"}):
            found[current].append(line)
    return {name: "\n".join(body).strip() for name, body in found.items()}
