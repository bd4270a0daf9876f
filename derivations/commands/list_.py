"""List the claims, by subject; with a WORD those whose name, title, statement or subject contains it."""

from typing import Annotated

import typer

from derivations.choice import did_you_mean, speaking_of, words_like
from derivations.commands.shared.options import Json
from derivations.commands.shared.terminal import print_json, print_table
from derivations.docstrings import first_line
from derivations.judging.catalogue import places, spoken, texts


def command(
    word: Annotated[str | None, typer.Argument(metavar="WORD", help="Any part of a word, such as Catalan.")] = None,
    as_json: Json = False,
) -> None:
    titles = {name: first_line(text) for name, text in texts().items()}
    shown = list(titles) if word is None else _found(word, titles)
    if as_json:
        print_json({"claims": [{"name": name, "subject": places()[name].parent.name, "title": titles[name]} for name in shown]})
        return
    from derivations.book.prose import inline_text

    rows = [(places()[name].parent.name, name, inline_text(titles[name])) for name in shown]
    print_table("subject", "claim", "title", rows=rows, prose=("title",))


def _found(word: str, titles: dict[str, str]) -> list[str]:
    """The names, in their order, of the claims that speak of the word."""
    found = speaking_of(word, spoken())
    if not found:
        question = did_you_mean(words_like(word, spoken()))
        raise ValueError(
            f"`word` must occur in the name, title, statement or subject of a claim, but is {word.strip() or 'empty'}{question}"
        )
    return [name for name in titles if name in found]
