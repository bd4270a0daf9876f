"""What is shown of a claim, on the terminal, on the page and in LaTeX, is what is proved; and it can be read."""

import re
from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree

import pytest
import sympy as sp
from sympy.core.function import AppliedUndef

from derivations.book import page, paper, plain_text, prose
from derivations.book.layout import broken
from derivations.book.linear import linear
from derivations.book.structure import FUNCTIONS, LONG, SHORT, introduced, named, presented, size
from derivations.book.typed import typeset
from derivations.docstrings import sections
from derivations.judging.catalogue import claim, claims
from tests.judges.reader import UnreadableError, names_in, read
from theory.proof import Step, is_proved
from theory.symbols.quantity import Quantity, latex, vocabularies

COMMANDS = """
Big Bigl Bigr Delta Gamma Im Lambda Omega Phi Psi Re Rightarrow Sigma Theta allowdisplaybreaks alpha angle approx
arccos arcsin arctan arg arsinh ast atan author bar begin beta bibitem big bigl bigr binom boldsymbol cdot cdots chi
circ cos cosh cot dagger date delta det dfrac displaystyle documentclass dots downarrow ell end epsilon equiv eta exp
frac gamma ge geq gg hbar hline iff in infty input int item kappa lambda langle ldots le left leq lfloor lim limits ll
ln log lvert maketitle mapsto mathbb mathbf mathrm max mid middle min mp mu nabla ne neq nu omega operatorname oplus
otimes over overline paragraph parallel partial perp phi pi pm prime prod propto psi qquad quad rangle rfloor rho
right rvert sigma sim sin sinh sloppy sqrt star sum tan tanh tau text textasciicircum texttt tfrac theta times title
to uparrow usepackage varepsilon varphi vartheta xi zeta
"""
KNOWN = set(COMMANDS.split()) | {"hat", "mathcal", "bmod"}


@pytest.mark.parametrize("name", claims())
def test_a_claim_is_shown_as_it_is_proved(name):
    found = claim(name)
    parts = presented(found)
    shown = [part for _, part in (*parts.steps, *parts.limits) if part] + [parts.result]
    for part in shown:
        for formula in (*(side for row in part.rows for side in row.sides), *(value for _, value in part.names)):
            assert is_read_back(formula), latex(formula)
            assert isinstance(formula, sp.MatrixBase) or size(formula) <= LONG, latex(formula)
    assert is_structured(parts.result, found.result())
    assert not unexplained(found)
    assert not ambiguous(shown)
    for text, _ in (*parts.steps, *parts.limits):
        assert not remains(text), text
    for heading, section in parts.sections.items():
        for kind, body in prose.blocks(section):
            assert kind == "math" or heading == "References" or not remains(body), body
    for width in (60, 80, 120):
        lines = plain_text.as_text(parts, width).splitlines()
        assert max(map(len, lines)) <= width
        assert not re.search(r"operations|--json|codegen", "\n".join(lines))
    for part in shown:
        assert not re.search(r"\\[a-zA-Z]|&", "".join(ElementTree.fromstring(f"<div>{page.shown_html(part)}</div>").itertext()))
    fragment, document = paper.fragment(parts), paper.document(parts)
    assert is_balanced(fragment)
    assert is_balanced(document)
    assert r"\documentclass" not in fragment
    assert r"\usepackage" not in fragment.replace(paper.NEEDED, "")
    for heading in ("abstract", "enumerate", "itemize", "thebibliography"):
        assert rf"\begin{{{heading}}}" in document


def unexplained(found):
    """Names of symbols and open functions of the formulas that neither know their meaning nor stand in the section Symbols."""
    sides = [found.result(), *(side for step in (*found.steps(), *found.limits()) for side in (step.left, step.right))]
    names = {symbol.name for side in sides for symbol in side.free_symbols if not isinstance(symbol, Quantity)}
    names |= {str(function.func) for side in sides for function in side.atoms(AppliedUndef)}
    entries = sections(found.text).get("Symbols", "").splitlines()
    told_of = [name.strip() for entry in entries for name in entry.partition(":")[0].split(",")]
    assert len(told_of) == len(set(told_of)), told_of
    return names - set(told_of)


def ambiguous(shown):
    """Names of parts of formulas that are those of a quantity, or letters of a function in the same claim."""
    given = {name.name for part in shown for name, _ in part.names}
    sides = [side for part in shown for row in part.rows for side in row.sides] + [v for part in shown for _, v in part.names]
    letters = {letter for letter, function in FUNCTIONS.items() if any(side.has(function) for side in sides)}
    return given & (letters | {name for quantities in vocabularies().values() for name in quantities})


def is_read_back(expression):
    """Whether what the formula shows equals the expression."""
    seen = read(latex(expression), names_in(expression))
    if isinstance(expression, sp.MatrixBase):
        return seen.shape == expression.shape and all(_equal(*pair) for pair in zip(seen, expression, strict=True))
    return _equal(seen, expression)


def _equal(left, right):
    return left == right or is_proved(Step("what is shown", left, right))


def is_structured(shown, result):
    """Whether the rows give the result when what the names stand for is put in their places."""
    whole = [tuple(_without_names(side, shown.names) for side in row.sides) for row in shown.rows]
    assert len({name for name, _ in shown.names}) == len(shown.names)
    assert not {name.name for name, _ in shown.names} & {symbol.name for symbol in result.free_symbols}
    if shown.shape is None:
        return whole == [(result,)] or _equal(whole[0][0], result)
    entries = {place: sides[0] for row, sides in zip(shown.rows, whole, strict=True) for place in row.places}
    made = sp.Matrix(*shown.shape, lambda row, column: entries.get((row + 1, column + 1), 0))
    return all(_equal(*pair) for pair in zip(made, result, strict=True))


def _without_names(expression, names):
    for name, value in reversed(names):
        expression = expression.xreplace({name: value})
    return expression


def remains(text):
    """Signs, powers and indices of formulas that stand outside of the formulas of a text; names that LaTeX alone knows."""
    words = prose.LITERAL.sub("", prose.INLINE.sub("F", typeset(text))).split()
    unread = [formula for formula in prose.INLINE.findall(typeset(text)) if "\\" in linear(formula)]
    return unread + [word for word in words if set(word) & set("^<>=|*+\\") or word == "-" or "->" in word]


def is_balanced(source):
    """Whether braces, environments, delimiters and displays are closed, and every command is one that LaTeX or amsmath has."""
    open_environments = []
    for command, environment in re.findall(r"\\(begin|end)\{(\w+\*?)\}", source):
        if command == "begin":
            open_environments.append(environment)
        elif not open_environments or open_environments.pop() != environment:
            return False
    plain = re.sub(r"(?m)(?<!\\)%.*$", "", source.replace(r"\\", " "))
    count = Counter(re.findall(r"\\(?:left|right)(?![a-z])|(?<!\\)\\[()\[\]]|(?<!\\)[{}]", plain))
    pairs = (("{", "}"), (r"\left", r"\right"), (r"\(", r"\)"), (r"\[", r"\]"))
    unknown = set(re.findall(r"\\([A-Za-z]+)", plain)) - KNOWN
    assert not unknown, unknown
    return not open_environments and all(count[first] == count[last] for first, last in pairs)


@pytest.mark.parametrize(
    "source", [r"\begin{align*}a", r"\left(a", r"\(a", r"{a", r"\begin{a}\begin{b}\end{a}\end{b}"], ids=lambda source: source
)
def test_what_is_not_closed_is_noticed(source):
    assert not is_balanced(source)
    with pytest.raises(AssertionError, match="foo"):
        is_balanced(r"\foo")


def test_wrong_structure_is_noticed():
    result = claim("kp_spectrum").result()
    shown = presented(claim("kp_spectrum")).result
    assert is_structured(shown, result)
    assert not is_structured(shown, result * 2)
    with pytest.raises(UnreadableError):
        is_read_back(sp.Symbol("gap"))


def test_long_formulas_are_made_of_short_ones():
    result = claim("superfluid_velocity").result()
    assert size(result) > LONG
    parts, names = named(list(result), sp.symbols("A:Z"))
    assert max(map(size, (*parts, *(value for _, value in names)))) <= SHORT
    assert named([result[0].free_symbols.pop()], sp.symbols("A:Z"))[1] == ()


def test_names_of_parts_are_no_quantities():
    parts = presented(claim("antidot_levels"))
    assert parts.result.names
    assert not ambiguous([parts.result])
    (_, value), *others = parts.result.names
    assert ambiguous([replace(parts.result, names=((sp.Symbol("M"), value), *others))]) == {"M"}
    assert ambiguous([replace(parts.result, names=((sp.Symbol("H"), value), *others))]) == {"H"}


@pytest.mark.parametrize("name", ["gap_at_gamma", "kp_decay", "edge_dispersion"])
def test_every_symbol_of_a_formula_is_in_the_json(name):
    found = claim(name)
    listed = introduced(found)
    names = [one["name"] for one in listed]
    sides = [found.result(), *(side for step in (*found.steps(), *found.limits()) for side in (step.left, step.right))]
    assert {symbol.name for side in sides for symbol in side.free_symbols} <= set(names)
    assert all(one["meaning"] and one["latex"] for one in listed)
    units = {(symbol.name, symbol.unit) for side in sides for symbol in side.atoms(Quantity)}
    assert units <= {(one["name"], one["unit"]) for one in listed}


@pytest.mark.parametrize(
    ("name", "symbol", "meaning", "unit"),
    [
        ("gap_at_gamma", "D", "modulus of the pairing, |Delta|", "lambda/a"),
        ("jackiw_rossi", "kappa", "(mu - eps_ti)/lam", "1/a"),
        ("kp_decay", "a", "argument and prefactor of X = b sinh(a)", None),
        ("chern_from_dirac_mass", "alpha", "angle of (delta, Delta)", "rad"),
    ],
)
def test_units_of_the_symbols_of_a_claim(name, symbol, meaning, unit):
    (found,) = (one for one in introduced(claim(name)) if one["name"] == symbol)
    assert (found["meaning"], found["unit"]) == (meaning, unit)


LINES = [
    ("A + f(a + b; c + d) g(e + h)", ["A + f(a + b; c + d)", "g(e + h)"]),
    ("aaa bbb sin(x + yyyyy) = cos(x + y)", ["aaa bbb sin(x + yyyyy)", "= cos(x + y)"]),
    ("f(aaaa + bbbb; cccc + dddd; eeee)", ["f(aaaa + bbbb;", "cccc + dddd; eeee)"]),
    ("{aaa bbb for c + d ≥ 1/2; eee otherwise}", ["{aaa bbb for c + d ≥ 1/2;", "eee otherwise}"]),
    ("aaa + bbb + ccc + x_(l, m + 1) y", ["aaa + bbb + ccc", "+ x_(l, m + 1) y"]),
    ("aaaaa (bbb + ccc) (dd + eee)", ["aaaaa (bbb + ccc) (dd", "+ eee)"]),
]


@pytest.mark.parametrize(("formula", "lines"), LINES, ids=[formula for formula, _ in LINES])
def test_lines_end_outside_of_functions(formula, lines):
    assert [line.strip() for line in broken(formula, 26)] == lines


def test_options_of_latex_say_all_that_the_terminal_says():
    parts = presented(claim("small_tunnelling_gap"))
    fragment, text = paper.fragment(parts), plain_text.as_text(parts)
    for heading in ("Assumptions", "Proof", "Known limits", "Result", "References"):
        assert rf"\paragraph{{{heading}.}}" in fragment
        assert f"\n{heading}\n" in text
