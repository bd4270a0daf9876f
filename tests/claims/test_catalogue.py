"""Claims are found by their files."""

import pytest

from derivations.claims.bilayer import gap_at_gamma
from derivations.codegen import generated
from derivations.discovery import modules_of_rooms
from derivations.judging import catalogue
from derivations.judging.catalogue import claim, claims, places, texts


def test_what_is_read_is_what_is_imported():
    for name, found in claims().items():
        assert (found.name, found.subject) == (name, places()[name].parent.name)
        assert found.text.split() == texts()[name].split()


def test_a_claim_needs_no_model():
    assert claim("gap_at_gamma").system is not None
    assert claim("peierls_phase").system is None
    assert "def evaluate" in generated("peierls_phase", "numpy")


@pytest.mark.parametrize("name", catalogue.OFFERED)
def test_a_module_that_lacks_something_is_no_claim(name, monkeypatch):
    monkeypatch.delattr(gap_at_gamma, name)
    with pytest.raises(AttributeError, match=f"must offer {name}"):
        catalogue._claim.__wrapped__("gap_at_gamma")  # anew, not the one that is kept


def test_no_claim_hides_another_of_its_name(tmp_path):
    for room in ("one", "two"):
        (tmp_path / room).mkdir()
        for name in ("__init__", f"only_{room}"):
            (tmp_path / room / f"{name}.py").touch()
    assert list(modules_of_rooms(tmp_path)) == ["only_one", "only_two"]
    (tmp_path / "two" / "only_one.py").touch()
    with pytest.raises(ValueError, match=f"`only_one` must be one module of {tmp_path.name}, but is in one, two"):
        modules_of_rooms(tmp_path)


def test_parts_that_were_interrupted_are_made_again():
    """Not what there was of them: a proof without its last steps proves nothing."""
    calls = []

    def parts():
        calls.append(1)
        yield "first"
        if len(calls) == 1:
            raise KeyboardInterrupt
        yield "last"

    kept = catalogue._once(parts)
    with pytest.raises(KeyboardInterrupt):
        list(kept())
    assert list(kept()) == list(kept()) == ["first", "last"]
    assert len(calls) == 2
