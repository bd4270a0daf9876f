"""Claims are found by their files."""

import pytest

from derivations.claims.bilayer import gap_at_gamma
from derivations.codegen import generated
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
