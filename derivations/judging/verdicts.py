"""Verdicts that were reached before: kept in the repository, or in the folder of what was computed since.

A kept verdict is current when the definitions are that it rests on: those of the claim, without its picture, and those of the mill.
``tisc check`` asks for none of them: it judges.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from derivations import claims
from derivations.files.fingerprint import code_hash
from derivations.files.places import computed_folder
from derivations.files.storage import write
from derivations.judging.catalogue import OFFERED, Claim
from derivations.judging.catalogue import claims as all_claims
from derivations.judging.mill import Verdict
from derivations.judging.mill import check as judge

KEPT = Path(claims.__file__).parent / "verdicts.json"
JUDGED = [name for name in OFFERED if name != "draw"]


def computed() -> Path:
    """The file of verdicts reached on this machine."""
    return computed_folder() / "verdicts.json"


@cache
def code_behind(subject: str, name: str) -> str:
    """Hash of the code on which the verdict on a claim rests."""
    module = f"derivations.claims.{subject}.{name}"
    return code_hash([*((module, offered) for offered in JUDGED), (judge.__module__, judge.__name__)])


def read_verdicts(path: Path) -> dict[str, dict[str, Any]]:
    """The verdicts in a file by the names of their claims, each with its ``code``; none where there is no file.

    Raises
    ------
    ValueError
        If the file is not one that :func:`save_verdicts` has written.
    """
    if not path.exists():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {name: {"code": entry["code"], **asdict(_verdict(entry))} for name, entry in found.items()}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"`{path}` must be a file of verdicts, but is not: {error}. Remove it to have it made anew.") from error


def current_verdicts(chosen: Iterable[Claim], *paths: Path) -> dict[str, Verdict]:
    """The verdicts of the files that are current, by name; of a claim with several, that of the first file."""
    entries = [entry for path in reversed(paths) for entry in read_verdicts(path).items()]
    code = {one.name: code_behind(one.subject, one.name) for one in chosen}
    return {name: _verdict(entry) for name, entry in entries if entry["code"] == code.get(name)}


def save_verdicts(verdicts: Iterable[Verdict], path: Path) -> None:
    """Write verdicts into the file, beside those in it that are current; claims that do not hold are judged again each time."""
    known = current_verdicts(all_claims().values(), path) | {verdict.name: verdict for verdict in verdicts}
    lines = [
        f"{json.dumps(name)}: {json.dumps({'code': code_behind(verdict.subject, name), **asdict(verdict)})}"
        for name, verdict in sorted(known.items())
        if verdict.holds
    ]
    write(path, ("{\n" + ",\n".join(lines) + "\n}\n").encode())


def _verdict(entry: Mapping[str, Any]) -> Verdict:
    return Verdict(**{key: value for key, value in entry.items() if key != "code"})
