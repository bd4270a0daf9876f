"""theory.proof: what is false or undecided is not proved."""

import pytest
import sympy as sp

from theory.proof import Step, UnprovedError, prove

x, y = sp.symbols("x y", real=True)
z, w = sp.symbols("z w")
p = sp.Symbol("p", positive=True)
m = sp.Symbol("m", integer=True)
even = sp.Symbol("even", even=True)
f = sp.Function("f")

TRUE = [
    (sp.cos(x) ** 2 + sp.sin(x) ** 2 + x, 1 + x),
    (sp.exp(sp.I * x), sp.cos(x) + sp.I * sp.sin(x)),
    (sp.sin(x + y), sp.sin(x) * sp.cos(y) + sp.cos(x) * sp.sin(y)),
    ((x**2 - y**2) / (x - y) + z, x + y + z),
    (sp.sqrt(5 + 2 * sp.sqrt(6)) + x, sp.sqrt(2) + sp.sqrt(3) + x),
    (sp.sqrt(p**2 + 2 * p * x + x**2) ** 2, (p + x) ** 2),
    (sp.cos(sp.pi * m) + x, (-1) ** m + x),
    (sp.cos(sp.pi * even / 2) ** 2 + x, 1 + x),
]
FALSE = [
    (sp.sin(x) ** 2 + x, 1 + x),
    (sp.exp(sp.I * x), sp.cos(x) - sp.I * sp.sin(x)),
    (x * (1 + sp.Rational(1, 10**12)), x),
    (f(x), f(x) + 1),
    (sp.Symbol("x"), x),
    (sp.Abs(x) + y, x + y),
    (sp.sqrt(x**2 + 2 * x + 1), x + 1),
    (sp.sqrt(z**2), z),
    (sp.conjugate(z), z),
    (sp.Abs(z) ** 2, z**2),
    (sp.sqrt(z) * sp.sqrt(w), sp.sqrt(z * w)),
    (sp.log(z**2), 2 * sp.log(z)),
    (sp.sqrt(1 / x), 1 / sp.sqrt(x)),
    (sp.atan(x) + sp.atan(1 / x), sp.pi / 2 + 0 * x),
    (sp.sin(sp.pi * m / 2) ** 2 + x, x),
    (sp.Float(1) + x, x),
]
UNDECIDED = [  # false, but true near every point that is tried
    (sp.Abs(x - 100), 100 - x),
    (sp.sqrt((x - 100) ** 2), 100 - x),
    (sp.Max(x, -1000), x),
    (sp.Piecewise((x, x < 50), (y, True)), x),
    (sp.Heaviside(x - 100) + x, x),
    (sp.floor(x / 1000 + 10) + y, sp.floor(x / 2000 + 10) + y),
    (x * (1 + sp.Rational(1, 10**20)), x),
    (f(x), f(y)),
]


@pytest.mark.parametrize(("left", "right"), TRUE, ids=str)
def test_true_steps_are_proved(left, right):
    assert prove([Step("true", left, right)]) == 1


@pytest.mark.parametrize(("left", "right"), FALSE, ids=str)
def test_false_steps_fail(left, right):
    with pytest.raises(UnprovedError, match="false one: "):
        prove([Step("false one", left, right)])


@pytest.mark.parametrize(("left", "right"), UNDECIDED, ids=str)
def test_undecided_steps_fail(left, right):
    with pytest.raises(UnprovedError, match="open: undecided, SymPy is left with"):
        prove([Step("open", left, right)])


@pytest.mark.parametrize("wrong", [2 * sp.cos(x), sp.sin(x) * y])
def test_a_false_step_comes_with_a_counterexample(wrong):
    with pytest.raises(UnprovedError, match=r"slip: false, the sides differ by .* at x = 11/7"):
        prove([Step("slip", sp.cos(x), wrong)])


def test_a_false_number_has_no_point():
    with pytest.raises(UnprovedError, match=r"false, the sides differ by -?0\.41\d*\.$"):
        prove([Step("numbers", sp.sqrt(2), sp.S.One)])


@pytest.mark.parametrize(
    "symbol", [even, sp.Symbol("odd", odd=True), sp.Symbol("v", negative=True), sp.Symbol("i", imaginary=True)]
)
def test_counterexamples_respect_the_assumptions(symbol):
    with pytest.raises(UnprovedError) as failure:
        prove([Step("point", symbol, symbol + 1 + symbol**2 - symbol**2 / 2)])
    point = sp.sympify(str(failure.value).split(" = ")[-1].rstrip("."))
    assert all(getattr(point, f"is_{name}") is truth for name, truth in symbol.assumptions0.items())


def test_both_signs_of_a_real_symbol_are_tried():
    with pytest.raises(UnprovedError, match="at x = -11/7"):
        prove([Step("sign", sp.Abs(x), x)])


def test_one_false_step_among_true_ones_fails():
    steps = [*(Step("true", left, right) for left, right in TRUE), Step("rotten", x, 2 * x)]
    with pytest.raises(UnprovedError, match="rotten: false"):
        prove(steps)


def test_one_false_entry_of_a_matrix_fails():
    left = sp.Matrix([[sp.sin(x) ** 2, 0], [0, x]])
    right = sp.Matrix([[1 - sp.cos(x) ** 2, 0], [0, x + y]])
    with pytest.raises(UnprovedError, match="matrix: false"):
        prove([Step("matrix", left, right)])


def test_matrices_are_compared_entry_by_entry():
    assert prove([Step("matrix", sp.Matrix([[sp.sin(x) ** 2]]), sp.ImmutableMatrix([[1 - sp.cos(x) ** 2]]))]) == 1


def test_no_step_proves_nothing():
    with pytest.raises(UnprovedError, match="there must be at least one step, but there is none"):
        prove([])


def test_shapes_must_agree():
    with pytest.raises(UnprovedError, match=r"shapes differ, \(1, 2\) and \(2, 1\)"):
        prove([Step("shapes", sp.zeros(1, 2), sp.zeros(2, 1))])


@pytest.mark.parametrize(("left", "right"), [(sp.zeros(1, 1), sp.S.Zero), (sp.S.Zero, sp.zeros(1, 1))], ids=["left", "right"])
def test_a_matrix_is_not_a_scalar(left, right):
    with pytest.raises(UnprovedError, match="one side is a matrix, the other is not"):
        prove([Step("mixed", left, right)])


@pytest.mark.parametrize("side", [sp.true, sp.Eq(x, y), sp.Tuple(x)], ids=str)
@pytest.mark.parametrize("other", [sp.false, sp.Tuple(y), x], ids=str)
def test_sides_must_be_expressions(side, other):
    for right in (side, other):
        with pytest.raises(UnprovedError, match="must be expressions"):
            prove([Step("objects", side, right)])


@pytest.mark.parametrize(
    "side",
    [sp.nan, sp.zoo, sp.oo, -sp.oo, x / sp.S.Zero, sp.AccumBounds(-1, 1), sp.Matrix([[sp.nan]]), sp.Matrix([[sp.oo]])],
    ids=str,
)
def test_the_undefined_equals_nothing(side):
    with pytest.raises(UnprovedError, match="both sides must be exact and defined, but one has"):
        prove([Step("undefined", side, side)])


def test_floats_prove_nothing():
    """1.0 + 1e-17 is 1.0: without this refusal the linear term would be proved away."""
    product = (x + 1) * (sp.Float(1) * x + sp.Float("1e-17"))
    with pytest.raises(UnprovedError, match="both sides must be exact and defined"):
        prove([Step("float", product, sp.Float(1) * x**2 + sp.Float(1) * x + sp.Float("1e-17"))])
