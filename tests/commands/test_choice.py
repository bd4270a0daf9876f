"""Unknown names are refused in one line that shows what may have been meant."""

import pytest

from derivations.choice import require_known

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
        ("nothing", MANY, f"`name` must be one of {', '.join(MANY)}, but is nothing."),
        ("", LAYERS, "`name` must be one of bilayer, surface, swave, but is ."),
    ],
)
def test_an_unknown_name_is_refused(given, known, message):
    with pytest.raises(ValueError, match="`name` must be one of") as refusal:
        require_known(given, known, name="name", shown="these")
    assert str(refusal.value) == message
