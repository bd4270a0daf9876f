"""Texts about formulas."""

import pytest
import sympy as sp

from derivations.book.prose import described


@pytest.mark.parametrize(
    ("rows", "article"), [(2, "a"), (4, "a"), (8, "an"), (10, "a"), (11, "an"), (12, "a"), (18, "an"), (80, "an")]
)
def test_a_matrix_has_the_article_of_its_rows(rows, article):
    assert described(sp.zeros(rows, 3)) == f"{article} {rows} x 3 matrix"
