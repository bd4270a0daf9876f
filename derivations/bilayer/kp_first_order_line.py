r"""The first-order transition of the gap minimum in the k.p limit, in closed form.

Statement
---------
Near Gamma (:math:`s = |\lambda|k`, :math:`\xi = -t_{SC}k^2`, no mass) the gap minimum jumps from Gamma to a ring of radius k* at the tunnelling
t*, with the parameter :math:`u = |t_{SC}|k^*/|\lambda|` and :math:`g = 4|\Delta|/(3u + \sqrt{17u^2 + 24u + 16})`:

.. math::
    t^{*2} &= g\,(g + |\Delta|) \\
    \frac{t_{SC}^2}{\lambda^4} &= \frac{2u^3}{g\,[(1 + u)g + |\Delta|]} \\
    k^* &= \frac{u|\lambda|}{|t_{SC}|}

g is the gap at the transition. t_sc grows with u from 0 to infinity, so every t_sc has one transition, always a jump. A small t_sc gives a
large jump and a small shift, both non-analytic:

.. math::
    k^* \to \left(\frac{\Delta^2}{|\lambda t_{SC}|}\right)^{1/3}, \qquad
    t^{*2} \to 2\Delta^2 - \tfrac92\left(\frac{\Delta^4t_{SC}}{\lambda^2}\right)^{2/3}

Assumptions
-----------
1. mu = eps_ti = 0, eps_sc = -4 t_sc; lam, Delta, t_sc not zero, any sign; k.p model of second order in k, which knows neither the mass
   (of fourth order) nor the lattice. For :math:`k^*` of order one ``first_order_transition`` has the lattice's answer; the
   limit of small t_sc is that of a continuum, :math:`k^* \ll 1`, not of the lattice.

References
----------
arXiv:2507.23775, Sec. III, sees the jump numerically. Derived here.
"""

from collections.abc import Iterator

import numpy as np
import sympy as sp
from matplotlib.axes import Axes

from derivations.bilayer import first_order_transition
from derivations.drawing import COLOURS, circles
from derivations.models import BILAYER_DOMAIN
from numerics.compare import Comparison
from numerics.kernels import compile_kernel
from numerics.lattice import nambu_blocks
from numerics.systems import bilayer as hoppings_of_bilayer
from theory.algebra import Matrix
from theory.bilayer import bilayer
from theory.proof import Step
from theory.symbols import Delta, M, lam, u

SYSTEM = bilayer()
DOMAIN = {symbol: BILAYER_DOMAIN[symbol] for symbol in (lam, Delta, M)}
RATIOS = np.array([0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 4.0])  # u
g, D, Lambda = sp.symbols("g D Lambda", positive=True)  # gap, |Delta|, lam^2/|t_sc|


def energy() -> sp.Expr:
    """g(u), the gap at the transition."""
    return 4 * sp.Abs(Delta) / (3 * u + sp.sqrt(17 * u**2 + 24 * u + 16))


def steps() -> Iterator[Step]:
    """The condition that a level at k equals the one at Gamma, and its derivative, both linear in Lambda^2."""
    fot = first_order_transition
    epsilon_squared, W, R = (part.subs({fot.m: 0, Delta: D, fot.s: Lambda * u, fot.xi: Lambda * u**2}) for part in fot.parts())
    f = (W * epsilon_squared - 2 * R * D * g - (epsilon_squared + Lambda**2 * u**4 + 2 * R) * g**2) / (Lambda * u) ** 2
    F = D**2 + Lambda**2 * u**4 - (1 + u) ** 2 * g**2 - 2 * u * D * g
    yield Step("f(g) of first_order_transition at s = Lambda u, |xi| = Lambda u^2, over s^2", sp.expand(f), sp.expand(F))
    curvature = 12 * Lambda**2 * u**2 - 2 * g**2
    yield Step("F has the derivative", sp.diff(F, u), 4 * Lambda**2 * u**3 - 2 * g**2 * (1 + u) - 2 * g * D)
    yield Step("at the lowest g the quartic F(u) touches zero (twice, so by Descartes at no other u > 0)", sp.diff(F, u, 2), curvature)
    solved = (g**2 * (1 + u) + g * D) / (2 * u**3)
    yield Step("F' = 0 gives Lambda^2", sp.expand(sp.diff(F, u).subs(Lambda, sp.sqrt(solved))), sp.S.Zero)
    eliminated = (2 * D**2 - 3 * u * D * g - (1 + u) * (2 + u) * g**2) / 2
    yield Step("and F = 0 a quadratic for g", sp.expand(F.subs(Lambda, sp.sqrt(solved))), sp.expand(eliminated))
    root = energy().subs(Delta, D)
    yield Step("whose positive root is the statement's", sp.radsimp(eliminated.subs(g, root)), sp.S.Zero)
    hopping, k, tunnelling = result()
    stated = {g: energy(), D: sp.Abs(Delta)}
    yield Step("t_sc = lam^2 / Lambda", hopping**2 * solved.subs(stated), lam**4)
    yield Step("k = Lambda u / |lam|", k * hopping, u * sp.Abs(lam))
    yield Step("t_c^2 = g (g + |Delta|), as at Gamma", tunnelling**2, (g * (g + D)).subs(stated))
    touching = curvature.subs(Lambda, sp.sqrt(solved))
    yield Step("F'' > 0 there: a minimum", sp.expand(touching * u), sp.expand(6 * g**2 + 4 * g**2 * u + 6 * g * D))
    y = sp.Symbol("y", positive=True)
    radicand = 17 * y**2 + 24 * y + 16
    slope = sp.diff((1 + y) / (3 * y + sp.sqrt(radicand)), y) * (3 * y + sp.sqrt(radicand)) ** 2 * sp.sqrt(radicand)
    text = "g and (1 + u) g fall with u, so t_sc grows: the slope has the sign of 4 - 5u - 3 sqrt(...) < 0"
    yield Step(text, sp.expand(slope), 4 - 5 * y - 3 * sp.sqrt(radicand))


def result() -> Matrix:
    """|t_sc|, the radius k* and the tunnelling t*, each a function of u; a column."""
    E = energy()
    hopping = lam**2 * sp.sqrt(2 * u**3 / (E * ((1 + u) * E + sp.Abs(Delta))))
    return Matrix([hopping, u * sp.Abs(lam) / hopping, sp.sqrt(E * (E + sp.Abs(Delta)))])


def limits() -> Iterator[Step]:
    """Narrow and wide bands."""
    v = sp.Symbol("v", positive=True)
    hopping, k, tunnelling = result().subs({Delta: D, lam: v})
    yield Step("narrow band: t* = sqrt(2) |Delta|", sp.limit(tunnelling, u, 0), sp.sqrt(2) * D)
    yield Step("t_sc = lam^2 u^(3/2) / |Delta|", sp.limit(hopping**2 / u**3, u, 0), v**4 / D**2)
    yield Step("the jump: k*^3 = Delta^2 / |lam t_sc|", sp.limit(k**3 * hopping, u, 0), D**2 / v)
    shift = sp.limit((2 * D**2 - tunnelling**2) / u, u, 0)
    yield Step("the shift is 9/2 Delta^2 u, and u^3 = Delta^2 t_sc^2 / lam^4", shift, sp.Rational(9, 2) * D**2)
    number = 4 / (3 + sp.sqrt(17))
    far = sp.limit((k**2 * hopping) ** 2, u, sp.oo)
    yield Step("wide band: k*^2 is a number times |Delta / t_sc|", sp.radsimp(far), sp.radsimp(D**2 * number * (1 + number) / 2))


def mutants() -> Iterator[Matrix]:
    """Factors and exponents in each of the three, and g of the wrong quadratic."""
    hopping, k, tunnelling = formula = result()
    yield Matrix([hopping / sp.sqrt(2), k, tunnelling])
    yield Matrix([hopping, k, tunnelling / sp.sqrt(2)])
    yield Matrix([hopping, k / 2, tunnelling])
    yield Matrix([hopping, k, sp.Abs(Delta) * sp.sqrt(2)])
    yield formula.subs(sp.sqrt(17 * u**2 + 24 * u + 16), sp.sqrt(9 * u**2 + 24 * u + 16))
    yield formula.subs(lam, 2 * lam)
    E = energy()
    yield Matrix([lam**2 * sp.sqrt(2 * u**3 / (E * (E + sp.Abs(Delta)))), k, tunnelling])


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with the lattice hoppings whose exponentials exp(i k d) are cut after second order, diagonalised, on the kx axis.

    At the t_sc (of alternating sign), k* and t* of the formula the lowest level must equal the one at Gamma, its slope <dH/dk> must vanish, and no
    level of a fine mesh of momenta may lie below. Each is divided by its rounding: 16 eps |H| of a difference of levels, and that
    times |dH/dk| over the distance to the next level for the slope.
    """
    kernel = compile_kernel(formula, (u, lam, Delta))
    values = kernel(u=RATIOS, lam=parameters["lam"], Delta=parameters["Delta"])[..., 0]
    values[::2, 0] *= -1
    numeric = np.array([_residuals(*map(float, row), **parameters) for row in values]).T
    return Comparison(RATIOS, np.zeros_like(numeric), numeric, bound=1.0)


def _residuals(hopping: float, k: float, tunnelling: float, **parameters: float) -> tuple[float, float, float]:
    """Level at k less level at Gamma, slope at k, how far other momenta are below Gamma; over the rounding of each."""
    system = hoppings_of_bilayer(**parameters, t_sc=hopping, eps_sc=-4 * hopping, t_c=tunnelling, mu=0.0, eps_ti=0.0)
    powers = np.zeros((3, 8, 8), dtype=complex)
    offset = {"TI": 0, "SC": 4}
    for block in nambu_blocks(system):
        rows, columns = offset[block.row], offset[block.column]
        for power, factor in enumerate((1, 1j * block.step[0], -(block.step[0] ** 2) / 2)):
            powers[power, rows : rows + 4, columns : columns + 4] += factor * block.matrix
    momenta = np.concatenate([[k, 0.0], k * np.geomspace(0.01, 10, 300)])[:, None, None]
    H = powers[0] + momenta * powers[1] + momenta**2 * powers[2]
    velocity = powers[1] + 2 * k * powers[2]
    energies, states = np.linalg.eigh(H)
    state = states[0, :, 4]
    slope = (state.conj() @ velocity @ state).real
    rounding = 16 * np.finfo(float).eps * (np.linalg.norm(H[0], 2) + 8 * abs(hopping) + 4 * abs(parameters["M"]))
    above = energies[:, 4] - energies[1, 4]
    spacing = min(energies[0, 5] - energies[0, 4], 2 * energies[0, 4])
    steepness = rounding * np.linalg.norm(velocity, 2) / spacing
    return above[0] / rounding, slope / steepness, min(above[2:].min() / rounding, 0.0)


def draw(ax: Axes, comparison: Comparison) -> None:
    """What is left at the formula's momentum and tunnelling, in units of the rounding."""
    for index, name in enumerate((r"$E(k^*) - E(\Gamma)$", r"$dE/dk$ at $k^*$", "mesh below")):
        circles(ax, comparison.abscissa, comparison.numeric[index], colour=COLOURS[index], label=name)
    ax.axhline(0, color=COLOURS[6], linewidth=0.8, label="formula")
    ax.set(xlabel="u", ylabel="lattice / rounding", xscale="log", ylim=(-2, 2))
    ax.legend()
