"""Kept verdicts: used while they are current, reached anew when not, and the same as those reached now."""

from dataclasses import replace

import numpy as np
import pytest

from derivations.commands.shared import verdicts as command
from derivations.judging import verdicts as store
from derivations.judging.catalogue import OFFERED, claim, claims
from derivations.judging.mill import Verdict, check
from derivations.judging.verdicts import KEPT, current_verdicts, read_verdicts, save_verdicts

CHOSEN = [claim(name) for name in ("gap_at_gamma", "bessel_levels")]
FEW = 4  # verdicts that are reached again
QUICK = 3.0  # seconds that a verdict may have taken to be among them


def verdict(name: str, **other) -> Verdict:
    numbers = {
        "error": 1e-15,
        "bound": 1e-12,
        "mutants": 3,
        "rejected": 3,
        "seconds": 1.5,
        "parameters": {"t_c": 0.1 + 0.2, "n": 3},
    }
    return Verdict(**{"name": name, "subject": claim(name).subject, "proved": True, "validated": True, **numbers, **other})


@pytest.fixture
def files(tmp_path, monkeypatch):
    """As if nothing had been kept: the file of the repository and that of this machine."""
    monkeypatch.setattr(command, "KEPT", tmp_path / "kept.json")
    monkeypatch.setattr(command, "computed", lambda: tmp_path / "computed.json")
    return tmp_path / "kept.json", tmp_path / "computed.json"


def test_a_verdict_comes_back_as_it_was(files):
    found = {one.name: verdict(one.name) for one in CHOSEN}
    save_verdicts(found.values(), files[0])
    assert current_verdicts(CHOSEN, files[0]) == found
    assert current_verdicts(CHOSEN[:1], files[0]) == {CHOSEN[0].name: found[CHOSEN[0].name]}
    assert current_verdicts(CHOSEN, files[1]) == {}


def test_only_claims_that_hold_are_kept(files):
    save_verdicts([verdict("gap_at_gamma", rejected=2), verdict("bessel_levels", failure="")], files[0])
    assert list(current_verdicts(CHOSEN, files[0])) == ["bessel_levels"]


def test_verdicts_of_other_code_are_not_current(files, monkeypatch):
    save_verdicts([verdict(one.name) for one in CHOSEN], files[0])
    code = store.code_behind
    monkeypatch.setattr(store, "code_behind", lambda subject, name: "other" if name == "gap_at_gamma" else code(subject, name))
    assert list(current_verdicts(CHOSEN, files[0])) == ["bessel_levels"]
    save_verdicts([], files[0])
    assert list(read_verdicts(files[0])) == ["bessel_levels"]


def test_the_file_of_the_repository_comes_first_and_is_not_written(files, monkeypatch):
    judged = []
    monkeypatch.setattr(command, "judged", lambda chosen: [judged.append(one.name) or verdict(one.name) for one in chosen])
    save_verdicts([verdict("gap_at_gamma", seconds=7.0)], files[0])
    before = files[0].read_bytes()
    for _ in range(2):
        assert [one.seconds for one in command.kept_or_judged(CHOSEN)] == [7.0, 1.5]
    assert judged == ["bessel_levels"]
    assert files[0].read_bytes() == before
    assert list(read_verdicts(files[1])) == ["bessel_levels"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"a": 1}', '{"a": {"code": "b"}}', '{"a": {"code": "b", "name": "a", "x": 1}}'])
def test_what_is_no_file_of_verdicts_is_named(text, files):
    files[0].write_text(text)
    with pytest.raises(ValueError, match=r"kept.json` must be a file of verdicts, but is not: .* Remove it"):
        current_verdicts(CHOSEN, files[0])


def test_a_verdict_rests_on_the_claim_and_the_mill_and_not_on_the_picture(monkeypatch):
    hashed = []
    monkeypatch.setattr(store, "code_hash", lambda makers: hashed.append(set(makers)))
    store.code_behind.__wrapped__("bilayer", "gap_at_gamma")
    module = "derivations.claims.bilayer.gap_at_gamma"
    offered = {(module, name) for name in OFFERED if name != "draw"}
    assert {(module, name) for name in ("DOMAIN", "steps", "validate")} < offered
    assert hashed == [{*offered, ("derivations.judging.mill", "check")}]


def test_kept_verdicts_are_those_that_are_reached_now():
    """Some of them, chosen by a seed; a verdict that was written by hand differs."""
    known = current_verdicts(claims().values(), KEPT)
    quick = sorted(name for name, found in known.items() if found.seconds < QUICK)
    assert set(read_verdicts(KEPT)) & set(claims())
    if not quick:
        pytest.skip("what all claims rest on has changed: `make figures` renews their verdicts")
    for name in np.random.default_rng(7).choice(quick, min(FEW, len(quick)), replace=False):
        assert is_same(known[name], check(claim(name))), name


def is_same(kept: Verdict, now: Verdict) -> bool:
    """Whether two verdicts agree: all but the time, the error to its bound, the bound to rounding."""
    rounded = {"seconds": 0.0, "error": 0.0, "bound": 0.0}
    errors = abs(kept.error - now.error) <= now.bound and abs(kept.bound - now.bound) <= 1e-6 * now.bound
    return errors and replace(kept, **rounded) == replace(now, **rounded)


def test_a_verdict_written_by_hand_is_found():
    now = verdict("gap_at_gamma")
    assert is_same(replace(now, seconds=2.0, error=2e-15), now)
    for forged in (
        {"rejected": 4, "mutants": 4},
        {"bound": 1e-6},
        {"error": 1e-9},
        {"parameters": {"t_c": 0.3}},
        {"proved": False},
    ):
        assert not is_same(replace(now, **forged), now), forged
