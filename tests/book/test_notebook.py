"""What notebooks show of models, claims, verdicts and comparisons: Greek letters, nothing that needs IPython."""

import re
from xml.etree import ElementTree

import numpy as np
import sympy as sp

from derivations.judging.catalogue import claim
from derivations.judging.mill import Verdict
from derivations.models import MODELS
from numerics.compare import Comparison
from tests.book.test_presentation import is_balanced
from theory.symbols.quantity import Quantity

WORDS = re.compile(r"(?<!\\)\b(lam|mu|eps|Delta|t_sc|kx|ky)\b")


def test_a_model_shows_its_matrix_with_greek_letters():
    for make in MODELS.values():
        model = make()
        shown = model._repr_latex_()
        assert is_balanced(shown.strip("$"))
        assert not WORDS.search(shown)
        assert shown.count("&") >= len(model.basis) * (len(model.basis) - 1)
        assert all(component in shown for component in model.basis)


def test_every_matrix_of_quantities_has_greek_letters():
    lam = Quantity("lam", "velocity", "", r"\lambda")
    assert r"\lambda" in sp.Matrix([[lam, 0], [0, lam]])._repr_latex_()
    assert WORDS.search(sp.Matrix([[sp.Symbol("lam")]])._repr_latex_())


def test_a_claim_shows_itself_as_html_and_as_latex():
    found = claim("small_tunnelling_gap")
    text = "".join(ElementTree.fromstring(f"<div>{found._repr_html_()}</div>").itertext())
    assert text.startswith("Gap at Γ as a power series")
    assert all(heading in text for heading in ("Assumptions", "Proof", "Result"))
    assert is_balanced(found._repr_latex_().strip("$"))


def test_a_verdict_tells_why():
    verdict = Verdict("a<b", "bilayer", True, False, 1e-3, 1e-9, 3, 2, 0.1, {}, "result: error 1.0e-03 > 1.0e-09")
    shown = verdict._repr_html_()
    text = "".join(ElementTree.fromstring(f"<div>{shown.replace('<br>', '<br/>')}</div>").itertext())
    assert text.startswith("a<b fails: proof complete, error 1.0e-03 against the computed bound 1.0e-09")
    assert "2 of 3 mutants" in text
    assert text.endswith("> 1.0e-09")


def test_a_comparison_shows_error_and_bound():
    values = np.arange(3.0)
    text = Comparison(values, values, values + 1e-3, bound=1e-9)._repr_html_()
    assert [cell.text for cell in ElementTree.fromstring(text).iter("td")] == ["3", "1.0e-03", "1.0e-09"]
