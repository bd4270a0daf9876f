"""List the claims, by subject."""

from derivations.book import prose
from derivations.commands.shared.options import Json
from derivations.commands.shared.terminal import print_json, print_table
from derivations.judging.catalogue import claims


def command(as_json: Json = False) -> None:
    if as_json:
        print_json({"claims": [{"name": c.name, "subject": c.subject, "title": c.title} for c in claims().values()]})
        return
    rows = [(c.subject, c.name, prose.inline_text(c.title)) for c in claims().values()]
    print_table("subject", "claim", "statement", rows=rows, prose=("statement",))
