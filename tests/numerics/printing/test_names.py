"""numerics.printing.names: every spelling becomes a legal name of its own."""

import keyword

import pytest

from numerics.printing.names import legal_names, normalised
from tests.judges.spellings import SPELLINGS


@pytest.mark.parametrize("case_sensitive", [True, False])
@pytest.mark.parametrize("unicode", [True, False])
def test_names_are_legal_and_unique_in_any_language(case_sensitive, unicode):
    reserved = [*keyword.kwlist, "numpy"]
    names = legal_names(SPELLINGS, reserved=reserved, case_sensitive=case_sensitive, unicode=unicode)
    fold = str if case_sensitive else str.lower
    assert len({fold(name) for name in names}) == len(SPELLINGS)
    assert not {fold(name) for name in names} & {fold(word) for word in reserved}
    assert all(name.isidentifier() and normalised(name) == name and len(name) <= 63 for name in names)
    assert unicode or all(name.isascii() and name[0].isalpha() for name in names)


def test_legal_spellings_are_kept():
    """Even where an earlier spelling would be transliterated into the same."""
    assert legal_names(["ε", "epsilon", "lam", "x0", "x0_"]) == ["epsilon_", "epsilon", "lam", "x0", "x0_"]


def test_the_same_spelling_twice_becomes_two_names():
    assert legal_names(["x", "x", "x_"]) == ["x", "x__", "x_"]
    assert len(set(legal_names(["数"] * 200))) == 200


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("ϵ", "epsilon"),
        ("Δt", "Delta_t"),
        ("µ", "mu"),
        ("E₀", "E0"),
        (r"\Delta_{sc}", "Delta_sc"),
        ("k_+", "k_plus"),
        ("ℏ", "hbar"),
    ],
)
def test_names_can_be_read(spelling, name):
    assert legal_names([spelling]) == [name]
