"""Texts about formulas: formulas typed among the words are found, and look like all others."""

import pytest
from latex2mathml.converter import convert

from derivations.book import prose
from theory.symbols.interface import lam
from theory.symbols.quantity import latex

TEXTS = {
    "H^4 - (Delta^2 + 2 t_c^2) H^2 + t_c^4 = 0": "H⁴ − (Δ² + 2 t_c²) H² + t_c⁴ = 0",
    "at mu = eps_ti the limit t_c^2/Delta; a mutable pipe": "at μ = ε_TI the limit t_c²/Δ; a mutable pipe",
    "with a = lam sin kx, and a level; A and B": "with a = λ sin k_x, and a level; A and B",
    "g (g + |Delta|), but f(g)": "g (g + |Δ|), but f(g)",
    "E_<^2 < 2 |Delta t_sc / lam| at k*": "E_<² < 2 |Δ t_SC/λ| at k*",
    "at X -i H is real, helicity -1": "at X −i H is real, helicity −1",
    "exp(-i k d) and sqrt(W)": "e^(−i k d) and √W",
    "F'' + dN/dx = N/2, the electron's u'(1)": "F″ + dN/dx = N/2, the electron's u′(1)",
    "y depends on <s^2>, psi^+ psi, z^*": "y depends on ⟨s²⟩, ψ† ψ, z*",
    "1F1(a + 1; 2; z) of n h/2e": "₁F₁(a + 1; 2; z) of n h/2e",
    "(u_up, u_dn) -> -(v_up, v_dn) in an s-wave layer": "(u_↑, u_↓) → −(v_↑, v_↓) in an s-wave layer",
    "a 4 x 4 matrix of class D, ``t_c`` (Fig. 3)": "a 4 × 4 matrix of class D, t_c (Fig. 3)",
    "by (0, -1), of the 63 terms": "by (0, −1), of the 63 terms",
    "sgn M, tr H^3 = 0, d . sigma": "sgn M, tr H³ = 0, d·σ",
}


@pytest.mark.parametrize("text", TEXTS)
def test_typed_formulas_are_found(text):
    assert prose.inline_text(text) == TEXTS[text]


def test_a_text_is_typeset_for_latex_and_for_the_page():
    assert prose.inline_latex("at mu = 5 % of ``t_c``") == r"at \(\mu=5\) \% of \texttt{t\_c}"
    assert prose.inline_html("lam < 1") == convert(r"\lambda<1")
    assert prose.inline_html("lam, <bold>") == f"{convert(latex(lam))}, &lt;bold&gt;"


def test_references_are_left_as_they_are():
    reference = "R. Jackiw, Nucl. Phys. B 190, 681"
    assert prose.inline_latex(reference, typed=False) == reference != prose.inline_latex(reference)
