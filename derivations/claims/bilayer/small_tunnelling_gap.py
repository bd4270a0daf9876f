r"""Gap at Gamma as a power series in the tunnelling: Catalan numbers.

Statement
---------
.. math:: E_\Gamma = \sum_{n=0}^\infty (-1)^n C_n\,\frac{t_c^{2n+2}}{|\Delta|^{2n+1}}
    = \frac{t_c^2}{|\Delta|} - \frac{t_c^4}{|\Delta|^3} + 2\frac{t_c^6}{|\Delta|^5} - 5\frac{t_c^8}{|\Delta|^7} + \dots,
    \qquad C_n = \frac{1}{n+1}\binom{2n}{n}

The series converges for :math:`|t_c| \le |\Delta|/2` and for no larger tunnelling; cut anywhere, its error there is
at most the first term left out.

Assumptions
-----------
1. As in ``gap_at_gamma``: mu = eps_ti = 0, eps_sc = -4 t_sc; Delta not zero.
2. ``result`` is the sum of the first eleven terms.

Symbols
-------
D: modulus of the pairing, |Delta| (lambda/a)
N: order, an integer
a, b: coefficients of the powers N and N + 1
t: modulus of the tunnelling, |t_c| (lambda/a)
x: (t_c/Delta)^2

References
----------
arXiv:2507.23775, Sec. III.1 (first term); the closed form is Eq. (11) there.
"""

from collections.abc import Iterator

import mpmath
import numpy as np
import sympy as sp

from derivations.claims.bilayer import gap_at_gamma
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.bilayer import bilayer_system
from theory.algebra import IDENTITY, PAULI_X, PAULI_Z, Matrix
from theory.proof import Step
from theory.symbols.interface import Delta, t_c

SYSTEM = gap_at_gamma.SYSTEM
TERMS = 11
DOMAIN = gap_at_gamma.DOMAIN


def catalan(order: int | sp.Expr) -> sp.Expr:
    """C_order, the number of ways to place so many pairs of brackets."""
    return sp.binomial(2 * order, order) / (order + 1)


def term(order: int | sp.Expr) -> sp.Expr:
    """The general term, of order t_c^(2 order + 2)."""
    return (-1) ** order * catalan(order) * t_c ** (2 * order + 2) / sp.Abs(Delta) ** (2 * order + 1)


def steps() -> Iterator[Step]:
    """The closed form solves a differential equation whose power series has the Catalan recurrence; ratio test."""
    D, t, x = sp.symbols("D t x", positive=True)
    a_this, a_next = sp.symbols("a b", real=True)
    order = sp.Symbol("N", integer=True, nonnegative=True)
    gap = gap_at_gamma.result()[2].subs({Delta: D, t_c: t})
    c = (sp.sqrt(1 + 4 * x) - 1) / (2 * x)
    yield Step("the gap is t_c^2/Delta times a function c of x = (t_c/Delta)^2", gap, (t**2 / D * c).subs(x, t**2 / D**2))
    equation = x * (1 + 4 * x) * sp.diff(c, x) + (1 + 2 * x) * c - 1
    yield Step("c solves x (1 + 4x) c' + (1 + 2x) c = 1", equation, sp.S.Zero)
    power = sum(a * x**p for a, p in ((a_next, order + 1), (a_this, order)))
    collected = sp.expand((x * (1 + 4 * x) * sp.diff(power, x) + (1 + 2 * x) * power) / x ** (order + 1)).coeff(x, 0)
    recurrence = (order + 2) * a_next + (4 * order + 2) * a_this
    yield Step("so the coefficients a_j of its power series obey a two-term recurrence", collected, recurrence)
    yield Step("which starts from a_0 = 1", sp.limit(c, x, 0), catalan(0))
    ratio = sp.combsimp(catalan(order + 1) / catalan(order))
    yield Step("and is that of the Catalan numbers with alternating signs", ratio, (4 * order + 2) / (order + 2))
    yield Step(
        "ratio test: convergence for x < 1/4, that is t_c < Delta/2, divergence beyond",
        sp.limit(ratio, order, sp.oo),
        sp.Integer(4),
    )
    text = "for x <= 1/4 the terms decrease (at x = 1/4 as j^(-3/2), by Stirling): the error is below the first left out"
    yield Step(text, sp.Rational(1, 4) * ratio - 1, -sp.Rational(3, 2) / (order + 2))
    coefficients = [sp.S.One]
    for index in range(TERMS - 1):
        coefficients.append(-coefficients[-1] * sp.Rational(4 * index + 2, index + 2))
    stated = sum((a * t_c ** (2 * index + 2) / sp.Abs(Delta) ** (2 * index + 1) for index, a in enumerate(coefficients)), sp.S.Zero)
    yield Step("the recurrence gives the stated coefficients", result(), stated)


def result(terms: int = TERMS) -> sp.Expr:
    """Sum of the first ``terms`` terms, through order t_c^(2 terms)."""
    return sum((term(order) for order in range(terms)), sp.S.Zero)


def limits() -> Iterator[Step]:
    """The first orders, by SymPy's own series."""
    D, t = sp.symbols("D t", positive=True)
    series = sp.series(gap_at_gamma.result()[2].subs({Delta: D, t_c: t}), t, 0, 12).removeO()
    yield Step("through order ten", result(5).subs({Delta: D, t_c: t}), series)
    hop, pairing = t_c * PAULI_Z, Delta * PAULI_X
    second_order = Matrix(-hop * pairing.inv() * hop)
    yield Step(
        "second-order perturbation theory: -T H_SC^-1 T has the levels +-t_c^2/|Delta|",
        Matrix(second_order**2),
        Matrix(result(1) ** 2 * IDENTITY),
    )


def mutants() -> Iterator[sp.Expr]:
    """Other famous sequences, a forgotten sign, single coefficients, one term too few."""
    x = t_c**2 / sp.Abs(Delta)
    sequences = (
        catalan,  # no alternation
        lambda order: (-1) ** order * sp.binomial(2 * order, order),  # central binomials: forgot 1/(order + 1)
        lambda order: (-1) ** order * sp.factorial(order),
        lambda order: (-1) ** order * (catalan(order) - (order == 7)),  # 428 for 429
        lambda order: (-1) ** order * catalan(order) * (order < TERMS - 1),
    )
    for sequence in sequences:
        yield sum((sequence(order) * x * (x / sp.Abs(Delta)) ** order for order in range(TERMS)), sp.S.Zero)


def validate(formula: sp.Expr, **parameters: float) -> Comparison:
    """Compare with the lattice at k = 0, diagonalised with 80 digits; the bound is the first term left out.

    Small tunnelling, so that the last term counts; convergence up to |Delta|/2 is tested apart.

    The parameters are rounded to multiples of 2^-20, so that the sums of hoppings are exact in floating-point arithmetic. At
    t_c = Delta/128 the bound is 5000 times smaller than the last term of the series.
    """
    exact = {name: round(value * 2**20) / 2**20 for name, value in parameters.items()}
    tunnelling = np.array([5, 6, 7, 8]) / 1024 * abs(exact["Delta"])
    fixed = {**exact, "mu": 0.0, "eps_ti": 0.0, "eps_sc": -4 * exact["t_sc"]}
    analytic, numeric, left_out = [], [], sp.S.Zero
    with mpmath.workdps(80):
        for t in tunnelling:
            H = bloch_matrix(bilayer_system(**fixed, t_c=float(t)), kx=0.0, ky=0.0)
            numeric.append(min(abs(E) for E in mpmath.eigh(mpmath.matrix(H.tolist()), eigvals_only=True)))
            point = {Delta: sp.Rational(exact["Delta"]), t_c: sp.Rational(float(t))}
            analytic.append(mpmath.mpf(sp.N(formula.subs(point), 80)))
            left_out = max(left_out, abs(term(TERMS).subs(point)))
    return Comparison(tunnelling, np.array(analytic), np.array(numeric), bound=float(left_out))


def draw(ax: Axes, comparison: Comparison) -> None:
    """What is left of the lattice gap after one, two, ... terms of the series, on logarithmic axes."""
    t = comparison.abscissa
    D = 128 * t[-1]  # validate ends at t_c = |Delta| / 128
    remainder = list(comparison.numeric)
    for count in range(4):
        values = [sp.N(term(count).subs({Delta: sp.Rational(float(D)), t_c: sp.Rational(float(x))}), 80) for x in t]
        ax.loglog(t, [abs(float(value)) for value in values], color=COLOURS[count], label=f"term {count + 1} of the series")
        circles(ax, t, np.abs(np.array(remainder, dtype=float)), colour=COLOURS[count])
        with mpmath.workdps(80):
            remainder = [value - mpmath.mpf(part) for value, part in zip(remainder, values, strict=True)]
    ax.set(xlabel=r"$t_c$ ($\lambda/a$)", ylabel=r"gap at $\Gamma$ less the terms before ($\lambda/a$)")
    ax.margins(y=0.5)
    ax.legend(title="circles: lattice", ncols=2, loc="upper left")
