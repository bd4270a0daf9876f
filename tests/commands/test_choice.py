"""Unknown names are refused in one line that shows what may have been meant."""

import pytest

from derivations.choice import require_known, speaking_of, words_like

LAYERS = ("bilayer", "surface", "swave")
MANY = [f"claim_{letter}" for letter in "abcdefghijkl"]


def test_a_known_name_passes():
    for name in (*LAYERS, *MANY):
        require_known(name, (*LAYERS, *MANY), name="name", shown="these")


@pytest.mark.parametrize(
    ("given", "known", "message"),
    [
        ("slab", LAYERS, "`name` must be one of bilayer, surface, swave, but is slab."),
        ("surfaec", LAYERS, "`name` must be one of bilayer, surface, swave, but is surfaec: did you mean surface?"),
        ("bilayr", (*LAYERS, *MANY), "`name` must be one of these, but is bilayr: did you mean bilayer?"),
        ("nothing", MANY, "`name` must be one of these, but is nothing."),
        ("", LAYERS, "`name` must be one of bilayer, surface, swave, but is empty."),
    ],
)
def test_an_unknown_name_is_refused(given, known, message):
    with pytest.raises(ValueError, match="`name` must be one of") as refusal:
        require_known(given, known, name="name", shown="these")
    assert str(refusal.value) == message


def test_what_is_no_name_is_refused():
    with pytest.raises(TypeError, match="`model` must be a name, one of bilayer, surface, swave, but is an object of type dict"):
        require_known({}, LAYERS, name="model", shown="these")


TEXTS = {
    "series": "Gap as a power series.\n\nThe Catalan numbers.",
    "catalan": "A closed form.",
    "again": "Catalan numbers,\nagain.",
    "flat_band": "The lowest level.",
}


@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("CATALAN", ["catalan", "again", "series"]),
        ("catalan numbers", ["again", "series"]),
        ("flat band", ["flat_band"]),
        ("band_", ["flat_band"]),
        ("Chern", []),
        ("", []),
    ],
)
def test_a_word_is_sought_in_names_then_titles_then_texts(word, names):
    assert speaking_of(word, TEXTS) == names


def test_claims_are_listed_by_their_titles(called):
    assert called("list", "catalan")[1].split()[:3] == ["subject", "claim", "title"]


def test_a_word_that_occurs_nowhere_may_be_another():
    assert words_like("catlan", TEXTS) == ["catalan"]
    assert words_like("qqqq", TEXTS) == []


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("flatband", "flat_band"),
        ("closed", "catalan"),
        ("closd", "catalan"),
        ("number", "again"),
        ("numbers,", "again"),
        ("qqqq", ""),
    ],
)
def test_a_name_may_be_meant_by_what_its_text_says(given, meant):
    with pytest.raises(ValueError, match="must be one of") as refusal:
        require_known(given, TEXTS, name="claim", shown="these", texts=TEXTS)
    assert str(refusal.value).endswith(f"but is {given}: did you mean {meant}?" if meant else f"but is {given}.")
