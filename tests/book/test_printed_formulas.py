"""Formulas are read back, from the tree of the page, and are those that were meant; so is the terminal."""

import pytest
import sympy as sp

from derivations.book.linear import linear
from derivations.models import MODELS
from tests.book.test_presentation import _equal, is_read_back
from tests.judges.reader import UnreadableError, names_in, read
from theory.symbols.interface import lam, mu, t_c
from theory.symbols.momentum import kx, ky
from theory.symbols.quantity import latex, vocabularies

x, y, z = sp.symbols("x y z", positive=True)


@pytest.mark.parametrize("name", MODELS)
def test_hamiltonians_are_read_back(name):
    assert is_read_back(MODELS[name]().hamiltonian)


@pytest.mark.parametrize("vocabulary", vocabularies())
def test_every_quantity_is_one_sign(vocabulary):
    quantities = vocabularies()[vocabulary].values()
    assert len({quantity.latex for quantity in quantities}) == len(quantities)
    for quantity in quantities:
        assert read(quantity.latex, [quantity]) == quantity


CASES = {
    "quotient of a product": (x / (2 * y), "x/(2 y)"),
    "half a product": (x * y / 2, "x y/2"),
    "quotient before a root": (x * sp.sqrt(y) / z, "x √y/z"),
    "root of a quotient": (sp.sqrt(x / y), "√x/√y"),
    "inverse of a sum": (1 / (x + y), "1/(x + y)"),
    "power of a quotient": (sp.UnevaluatedExpr(x / y) ** z, "(x/y)^z"),
    "negative exponent": (sp.exp(-sp.I * x / 2), "e^(−i x/2)"),
    "double quotient": (sp.Mul(1 / (x + 1 / y), z), "z/(x + 1/y)"),
    "power of a function": (sp.sin(kx) ** 2 * sp.cos(2 * ky) / 4, "sin²(k_x) cos(2 k_y)/4"),
    "modulus": (sp.Abs(lam) ** 3 / sp.Abs(mu), "λ² |λ|/|μ|"),
    "names": (lam * t_c**2 - mu, "λ t_c² − μ"),
    "Bessel": (sp.besselj(x - 1, y * z) ** 2, "J_(x − 1)²(y z)"),
    "matrix": (sp.Matrix([[x, 1 / y], [0, -x]]), "([x, 1/y], [0, −x])"),
}


@pytest.mark.parametrize("case", CASES)
def test_the_terminal_says_the_same_in_one_line(case):
    expression, text = CASES[case]
    assert linear(latex(expression)) == text
    assert is_read_back(expression.doit())


@pytest.mark.parametrize("expression", [x / (2 * y), 1 / (2 * z) + x, sp.sqrt(x / (y * z))])
def test_quotients_without_bars_read_as_other_formulas(expression):
    """SymPy's ``fold_short_frac`` writes x/(2 y) as x / 2 y: the reader notices."""
    assert is_read_back(expression)
    assert not _equal(read(sp.latex(expression, fold_short_frac=True), names_in(expression)), expression)


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (sp.Symbol("gap") * x, "gap is printed as a product of letters"),
        (sp.Symbol("e") * x, "e looks like something else"),
        (sp.Symbol("x", real=True) * x, "x looks like something else"),
    ],
)
def test_names_that_read_as_something_else_are_noticed(expression, message):
    with pytest.raises(UnreadableError, match=message):
        is_read_back(expression)
