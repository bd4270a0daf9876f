"""Tables of what there is, in Markdown: commands, claims, models, targets, figures, each found by its file and told by its title.

A document has a table between ``<!-- table: NAME -->`` and ``<!-- end -->``; ``python -m derivations.upkeep tables`` renews those
of the README.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from derivations.codegen import TARGETS
from derivations.discovery import HERE, command_name, modules
from derivations.docstrings import docstring, first_line
from derivations.figures import chosen, figure, papers, title
from derivations.judging.catalogue import places
from derivations.models import MODELS

PLACE = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
ROLE = re.compile(r":\w+:`([^`]*)`|``([^`]*)``")  # of reStructuredText
Rows = Iterable[tuple[str, ...]]


def renewed(text: str) -> str:
    """A document with its tables as they are now.

    Raises
    ------
    ValueError
        If it has a place for a table that is none of ``TABLES``.
    """
    unknown = [found[2] for found in PLACE.finditer(text) if found[2] not in TABLES]
    if unknown:
        raise ValueError(f"`table` must be one of {', '.join(TABLES)}, but is {unknown[0]}.")
    return PLACE.sub(lambda found: found[1] + TABLES[found[2]]() + found[3], text)


def commands() -> str:
    """The commands by their names: computations first, which have the flags of a model."""
    found = modules(HERE / "computations") | modules(HERE / "commands")
    return _table(("command", "what it does"), _titled({f"tisc {command_name(name)}": path for name, path in found.items()}))


def claims() -> str:
    """The claims, subject by subject."""
    rooms = {path.parent.name: path.parent for path in places().values()}
    heads = {name: _plain(docstring(room / "__init__.py")) for name, room in rooms.items()}
    rows = [
        row
        for name, head in heads.items()
        for row in ((f"**{name}**", f"**{head}**"), *_titled({n: p for n, p in places().items() if p.parent.name == name}))
    ]
    return _table(("claim", "what it says"), rows)


def models() -> str:
    """The models with their parameters."""
    rows = _titled(modules(HERE.parent / "theory" / "models"))
    parameters = [", ".join(f"`{symbol.name}`" for symbol in model().parameters) for model in MODELS.values()]
    return _table(("model", "what it is", "parameters"), ((*cells, text) for cells, text in zip(rows, parameters, strict=True)))


def targets() -> str:
    """The targets of generated code, and how a file is checked."""
    rows = _titled(modules(HERE / "codegen"))
    checks = [f"`{target.check.format(name='NAME')}`" for target in TARGETS.values()]
    return _table(("target", "what it is", "check"), ((*cells, text) for cells, text in zip(rows, checks, strict=True)))


def figures() -> str:
    """The figures, paper by paper."""
    rows = []
    for room, paper in papers().items():
        head = f"{paper} ({paper.journal}): {paper.title}" if paper else _plain(docstring(HERE / "figures" / room / "__init__.py"))
        rows += [(f"**{room}**", f"**{head}**"), *((f"`{name}`", _plain(title(figure(name)))) for name in chosen(room))]
    return _table(("figure", "what it shows"), rows)


TABLES: dict[str, Callable[[], str]] = {made.__name__: made for made in (commands, claims, models, targets, figures)}


def _titled(found: Mapping[str, Path]) -> Rows:
    """The names of modules, and their titles."""
    return ((f"`{name}`", _plain(docstring(path))) for name, path in found.items())


def _plain(text: str) -> str:
    """The first line of a text, for a cell."""
    return ROLE.sub(lambda found: f"`{found[1] or found[2]}`", first_line(text)).replace("|", r"\|")


def _table(head: tuple[str, ...], rows: Rows) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines).replace("| --- ", "|---").replace("--- |", "---|")
