r"""The first-order transition of the gap minimum in the k.p limit, in closed form.

Statement
---------
Near Gamma (:math:`s = |\lambda|k`, :math:`\xi = -t_{SC}k^2`, no mass) the gap minimum jumps from Gamma to a ring of radius k*
at the tunnelling t*, with the parameter :math:`u = |t_{SC}|k^*/|\lambda|` and :math:`g = 4|\Delta|/(3u + \sqrt{17u^2 + 24u +
16})`:

.. math::
    t^{*2} &= g\,(g + |\Delta|) \\
    \frac{t_{SC}^2}{\lambda^4} &= \frac{2u^3}{g\,[(1 + u)g + |\Delta|]} \\
    k^* &= \frac{u|\lambda|}{|t_{SC}|}

g is the gap at the transition. t_sc grows with u from 0 to infinity, so every t_sc has one transition, always a jump. A small
t_sc gives a large jump and a small shift, both non-analytic:

.. math::
    k^* \to \left(\frac{\Delta^2}{|\lambda t_{SC}|}\right)^{1/3}, \qquad
    t^{*2} \to 2\Delta^2 - \tfrac92\left(\frac{\Delta^4t_{SC}}{\lambda^2}\right)^{2/3}

Assumptions
-----------
1. mu = eps_ti = 0, eps_sc = -4 t_sc; lam, Delta, t_sc not zero, any sign; k.p model of second order in k, which knows neither
   the mass (of fourth order) nor the lattice. For :math:`k^*` of order one ``first_order_transition`` has the lattice's answer;
   the limit of small t_sc is that of a continuum, :math:`k^* \ll 1`, not of the lattice.

Symbols
-------
D: modulus of the pairing, |Delta| (lambda/a)
Lambda: lam^2/|t_sc| (lambda/a)
g: gap at the transition (lambda/a)
v: modulus of the velocity, |lam| (lambda/a)
y: u, where its range is looked at

References
----------
arXiv:2507.23775 finds the jump numerically. Derived here.
"""

from collections.abc import Iterator
from functools import cache

import numpy as np
import sympy as sp

from derivations.claims.bilayer import first_order_transition
from derivations.claims.shared.bilayer_domain import BILAYER_DOMAIN
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison
from numerics.kernels import compile_kernel
from numerics.systems.bilayer import bilayer_system
from numerics.systems.nambu import weighted_sum
from numerics.zone.bands import expectation
from theory.algebra import Matrix
from theory.models.bilayer import bilayer
from theory.proof import Step
from theory.symbols.interface import Delta, M, lam, u

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
    yield Step(
        "at the lowest g the quartic F(u) touches zero (twice, so by Descartes at no other u > 0)", sp.diff(F, u, 2), curvature
    )
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
    text = "g and (1 + u) g fall with u, so t_sc grows: the slope has the sign of 4 - 5 u - 3 sqrt(17 u^2 + 24 u + 16) < 0"
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

    At the t_sc of the formula (of alternating sign) the deepest level of a mesh of momenta is followed to where its slope
    <dH/dk> vanishes, and the tunnelling to where that level equals the one at Gamma (bisection, then Newton). Rows:
    k* |lam/Delta| and t*/|Delta|, against |t_sc Delta|/lam^2. The bound is the rounding of slope and levels over the rates at
    which they change.
    """
    lam_, Delta_ = parameters["lam"], abs(parameters["Delta"])
    hopping, k, tunnelling = (
        row.real for row in compile_kernel(formula, (u, lam, Delta))(u=RATIOS, lam=lam_, Delta=Delta_)[..., 0].T
    )
    signed = hopping * (-1) ** np.arange(len(hopping))
    units = np.array([[Delta_ / abs(lam_)], [Delta_]])
    found = np.array([_located(float(t), **parameters) for t in signed]).T
    bound = float((found[2:] / units).max())
    return Comparison(hopping * Delta_ / lam_**2, np.array([k, tunnelling]) / units, found[:2] / units, bound=bound)


@cache
def _located(hopping: float, **parameters: float) -> tuple[float, float, float, float]:
    """Ring radius, tunnelling of the transition, and the uncertainties of both."""
    powers = _powers(**parameters, t_sc=hopping, eps_sc=-4 * hopping, t_c=1.0, mu=0.0, eps_ti=0.0)
    powers[0] -= powers[3]
    low, tunnelling = 0.0, np.sqrt(2.0) * abs(parameters["Delta"])  # at the upper end Gamma is no minimum any more
    scale = abs(parameters["lam"] / hopping)
    mesh = (scale * np.append(0.0, np.geomspace(5e-3, 20, 500)))[:, None, None]
    for _ in range(12):
        middle = (low + tunnelling) / 2
        levels = np.linalg.eigvalsh(powers[0] + middle * powers[3] + mesh * powers[1] + mesh**2 * powers[2])[:, 4]
        low, tunnelling = (middle, tunnelling) if levels.argmin() == 0 else (low, middle)
    for _ in range(4):
        H = np.array([powers[0] + tunnelling * powers[3], *powers[1:]])
        k, curvature = _ring(H, mesh[1:])
        energy, _, rate, spacing = _lowest(H, k)
        at_gamma, _, rate_at_gamma, _ = _lowest(H, 0.0)
        approach = rate_at_gamma - rate
        tunnelling += (energy - at_gamma) / approach
    norm = np.linalg.norm(H[0], 2) + k * np.linalg.norm(H[1], 2) + k**2 * np.linalg.norm(H[2], 2)
    rounding = 16 * np.finfo(float).eps * (norm + 8 * abs(hopping) + 4 * abs(parameters["M"]))
    shaky = rounding * np.linalg.norm(H[1] + 2 * k * H[2], 2) / spacing / abs(curvature)
    return k, tunnelling, shaky, rounding / abs(approach)


def _ring(powers: np.ndarray, mesh: np.ndarray) -> tuple[float, float]:
    """Momentum of the deepest minimum away from Gamma, by Newton's method on the slope, and the curvature there."""
    levels = np.linalg.eigvalsh(powers[0] + mesh * powers[1] + mesh**2 * powers[2])[:, 4]
    inner = np.nonzero((levels[1:-1] < levels[:-2]) & (levels[1:-1] <= levels[2:]))[0] + 1
    k = float(mesh[inner[levels[inner].argmin()], 0, 0])
    step = 1e-4 * k
    for _ in range(5):
        before, slope, after = (_lowest(powers, k + shift)[1] for shift in (-step, 0.0, step))
        curvature = (after - before) / (2 * step)
        k -= slope / curvature
    return k, curvature


def _powers(**parameters: float) -> np.ndarray:
    """Coefficients of 1, k and k^2 of the cut hoppings on the kx axis, and the derivative with respect to t_c."""
    with_tunnelling, without = (bilayer_system(**{**parameters, "t_c": t_c}) for t_c in (parameters["t_c"], 0.0))
    powers = weighted_sum(with_tunnelling, lambda dx, dy: (1, 1j * dx, -(dx**2) / 2))
    tunnelling = powers[0] - weighted_sum(without, lambda dx, dy: 1)
    return np.concatenate([powers, tunnelling[None] / parameters["t_c"]])


def _lowest(powers: np.ndarray, k: float) -> tuple[float, float, float, float]:
    """Lowest positive level, its slopes in k and in t_c, and its distance from the next level."""
    energies, states = np.linalg.eigh(powers[0] + k * powers[1] + k**2 * powers[2])
    state = states[:, 4:5]
    slope, rate = (float(expectation(state, operator)[0]) for operator in (powers[1] + 2 * k * powers[2], powers[3]))
    return energies[4], slope, rate, min(energies[5] - energies[4], 2 * energies[4])


def draw(ax: Axes, comparison: Comparison) -> None:
    """Radius of the ring and tunnelling at the transition against the hopping of the SC layer, on logarithmic axes."""
    for index, name in enumerate((r"$k^*|\lambda/\Delta|$", r"$t^*/|\Delta|$")):
        ax.loglog(comparison.abscissa, comparison.analytic[index], color=COLOURS[index], label=name)
        circles(ax, comparison.abscissa, comparison.numeric[index], colour=COLOURS[index])
    ax.set(xlabel=r"$|t_{SC}\Delta|/\lambda^2$", ylabel="at the first-order transition")
    ax.legend(title="circles: k.p model from the lattice hoppings")
