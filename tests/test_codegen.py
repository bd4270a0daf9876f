"""derivations.codegen: every result as a NumPy module and as LaTeX, or a reason why not."""

import pytest

from derivations.catalogue import claims
from derivations.codegen import generated
from derivations.models import MODELS

OPEN = {"jackiw_rossi"}  # holds for any pairing profile


@pytest.mark.parametrize("name", [*MODELS, *(name for name in claims() if name not in OPEN)])
def test_every_formula_becomes_a_module(name):
    source = generated(name, "numpy")
    compile(source, name, "exec")
    assert "sympy" not in source


@pytest.mark.parametrize("name", claims())
def test_every_formula_becomes_latex(name):
    assert generated(name, "latex").count(r"\[") == 1


@pytest.mark.parametrize("name", sorted(OPEN))
def test_an_open_function_is_refused_with_a_hint(name):
    with pytest.raises(ValueError, match="leaves one open; `--to latex` prints it"):
        generated(name, "numpy")
