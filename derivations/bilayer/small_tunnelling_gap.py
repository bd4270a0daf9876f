r"""Gap at Gamma as a power series in the tunnelling: Catalan numbers.

Statement
---------
.. math:: E_\Gamma = \sum_{n=0}^\infty (-1)^n C_n\,\frac{t_c^{2n+2}}{|\Delta|^{2n+1}}
    = \frac{t_c^2}{|\Delta|} - \frac{t_c^4}{|\Delta|^3} + 2\frac{t_c^6}{|\Delta|^5} - 5\frac{t_c^8}{|\Delta|^7} + \dots,
    \qquad C_n = \frac{1}{n+1}\binom{2n}{n}

The series converges for :math:`|t_c| < |\Delta|/2`; cut there, its error is smaller than the first term left out.

Assumptions
-----------
1. As in ``gap_at_gamma``: mu = eps_ti = 0, eps_sc = -4 t_sc.
2. ``result`` is the sum of the first eleven terms.

References
----------
arXiv:2507.23775, Sec. III.1 (first term); the closed form is Eq. (11) there.
"""

from collections.abc import Iterator

import numpy as np
import sympy as sp
from matplotlib.axes import Axes

from derivations.bilayer import gap_at_gamma
from derivations.drawing import COLOURS
from numerics.compare import Comparison, roundoff
from numerics.kernels import compile_kernel
from numerics.lattice import bloch_matrix
from numerics.systems import bilayer as hoppings_of_bilayer
from theory.proof import Step
from theory.symbols import Delta, M, lam, t_c, t_sc

SYSTEM = gap_at_gamma.SYSTEM
TERMS = 11
DOMAIN = {lam: (-1.5, 1.5), M: (-3.0, 3.0), t_sc: (-0.5, 0.5), Delta: (0.5, 2.0)}


def catalan(order: int | sp.Expr) -> sp.Expr:
    """C_order, the number of ways to place so many pairs of brackets."""
    return sp.binomial(2 * order, order) / (order + 1)


def term(order: int | sp.Expr) -> sp.Expr:
    """The general term, of order t_c^(2 order + 2)."""
    return (-1) ** order * catalan(order) * t_c ** (2 * order + 2) / sp.Abs(Delta) ** (2 * order + 1)


def steps() -> Iterator[Step]:
    """The closed form solves a differential equation whose power series has the Catalan recurrence; ratio test."""
    D, t, x = sp.symbols("D t x", positive=True)
    a_this, a_next = sp.symbols("a_this a_next", real=True)
    order = sp.Symbol("order", integer=True, nonnegative=True)
    gap = gap_at_gamma.result()[2].subs({Delta: D, t_c: t})
    c = (sp.sqrt(1 + 4 * x) - 1) / (2 * x)
    yield Step("the gap is t_c^2/Delta times a function c of x = (t_c/Delta)^2", gap, (t**2 / D * c).subs(x, t**2 / D**2))
    equation = x * (1 + 4 * x) * sp.diff(c, x) + (1 + 2 * x) * c - 1
    yield Step("c solves x (1 + 4x) c' + (1 + 2x) c = 1 ...", equation, sp.S.Zero)
    power = sum(a * x**p for a, p in ((a_next, order + 1), (a_this, order)))
    collected = sp.expand((x * (1 + 4 * x) * sp.diff(power, x) + (1 + 2 * x) * power) / x ** (order + 1)).coeff(x, 0)
    recurrence = (order + 2) * a_next + (4 * order + 2) * a_this
    yield Step("... so its power series a_0 + a_1 x + ... obeys a two-term recurrence", collected, recurrence)
    yield Step("which starts from a_0 = 1", sp.limit(c, x, 0), catalan(0))
    ratio = sp.combsimp(catalan(order + 1) / catalan(order))
    yield Step("and is that of the Catalan numbers with alternating signs", ratio, (4 * order + 2) / (order + 2))
    yield Step("ratio test: x < 1/4, that is t_c < Delta/2", sp.limit(ratio, order, sp.oo), sp.Integer(4))
    decrease = sp.Rational(1, 4) * ratio - 1
    yield Step(
        "for x < 1/4 the terms decrease, so the error is below the first term left out",
        decrease,
        -sp.Rational(3, 2) / (order + 2),
    )


def result(terms: int = TERMS) -> sp.Expr:
    """Sum of the first ``terms`` terms, through order t_c^(2 terms)."""
    return sum((term(order) for order in range(terms)), sp.S.Zero)


def limits() -> Iterator[Step]:
    """The first orders, by SymPy's own series."""
    D, t = sp.symbols("D t", positive=True)
    series = sp.series(gap_at_gamma.result()[2].subs({Delta: D, t_c: t}), t, 0, 12).removeO()
    yield Step("through order ten", result(5).subs({Delta: D, t_c: t}), series)
    yield Step("second-order perturbation theory", result(1), t_c**2 / sp.Abs(Delta))


def mutants() -> Iterator[sp.Expr]:
    """Other famous sequences, and a forgotten sign."""
    x = t_c**2 / sp.Abs(Delta)
    scale = sp.Abs(Delta)
    sequences = (
        catalan,  # no alternation
        lambda order: (-1) ** order * sp.binomial(2 * order, order),  # central binomials: forgot 1/(order + 1)
        lambda order: (-1) ** order * sp.factorial(order),
        lambda order: (-1) ** order * catalan(order) * (1 if order < 3 else sp.Rational(4, 5)),  # 4 for 5 at order eight
    )
    for sequence in sequences:
        yield sum((sequence(order) * x * (x / scale) ** order for order in range(TERMS)), sp.S.Zero)


def validate(formula: sp.Expr, **parameters: float) -> Comparison:
    """Compare with the lattice at k = 0; the bound is rounding plus the first term left out."""
    tunnelling = np.linspace(0.05, 0.15, 21) * parameters["Delta"]
    gap = compile_kernel(formula, (Delta, t_c))(Delta=parameters["Delta"], t_c=tunnelling)
    fixed = {**parameters, "mu": 0.0, "eps_ti": 0.0, "eps_sc": -4 * parameters["t_sc"]}
    H = np.array([bloch_matrix(hoppings_of_bilayer(**fixed, t_c=t), kx=0.0, ky=0.0) for t in tunnelling])
    left_out = compile_kernel(sp.Abs(term(TERMS)), (Delta, t_c))(Delta=parameters["Delta"], t_c=tunnelling.max())
    scale = np.linalg.norm(H, 2, axis=(-2, -1)).max() + 4 * abs(parameters["M"]) + 8 * abs(parameters["t_sc"])
    return Comparison(
        abscissa=tunnelling,
        analytic=gap,
        numeric=abs(np.linalg.eigvalsh(H)).min(axis=-1),
        bound=roundoff(scale=scale, size=8) + float(left_out),
    )


def draw(ax: Axes, comparison: Comparison) -> None:
    """The gap on logarithmic axes, and what is left when the first term is taken away."""
    t = comparison.abscissa
    leading = t**2 * (comparison.analytic[0] / t[0] ** 2)
    ax.loglog(t, comparison.analytic, color=COLOURS[0], label="series, eleven terms")
    ax.loglog(t, comparison.numeric, "o", color=COLOURS[1], markerfacecolor="none", label="lattice")
    ax.loglog(t, leading, ":", color=COLOURS[6], label=r"$\propto t_c^2$")
    ax.set(xlabel=r"$t_c$ ($\lambda/a$)", ylabel=r"gap at $\Gamma$ ($\lambda/a$)")
    ax.legend()
