r"""Where the gap minimum leaves Gamma: the tunnelling at which the level at k meets the level at Gamma.

Statement
---------
With the band top at Gamma on the Fermi level the lowest level at k lies above the one at Gamma for
:math:`|t_c| < t_{deg}(k)` and below it for :math:`|t_c| > t_{deg}(k)`, where

.. math::
    t_{deg}^2 &= g\,(g + |\Delta|), \qquad
    g(k) = \frac{W_k\epsilon_k^2}{R_k|\Delta| + \sqrt{R_k^2\Delta^2 + (\epsilon_k^2 + \xi_k^2 + 2R_k)W_k\epsilon_k^2}} \\
    R_k &= \sqrt{\epsilon_k^2\xi_k^2 + M_k^2\Delta^2}, \qquad W_k = \xi_k^2 + \Delta^2, \qquad \epsilon_k^2 = s_k^2 + M_k^2

g is the common energy. So the gap is the one at Gamma exactly as long as :math:`|t_c| \le t^* = \min_k t_{deg}(k)`. From Gamma
:math:`t_{deg}` falls linearly, :math:`\sqrt2|\Delta|(1 - O(|t_{SC}|k))`: its minimum is at some :math:`k^* \ne 0`, and the
minimum of the gap jumps there. The transition is of first order for every t_sc not zero, and comes below
:math:`\sqrt2|\Delta|`. For the default parameters :math:`t^* = 1.110621` and :math:`k^* = 1.316137` on the axes (the minimum
over k of this formula, found numerically). There the mass drives the jump: t_sc = 0 gives 1.112449, whereas the k.p model
without mass (``kp_first_order_line``) gives 1.584468.

Assumptions
-----------
1. mu = eps_ti = 0, eps_sc = -4 t_sc; lam, M, t_sc, Delta real, any sign, lam and Delta not zero.
2. Where :math:`\epsilon_k = 0` the limit is meant: :math:`\sqrt2|\Delta|` at Gamma, 0 at X, Y and M if there is no mass.
3. For t_sc = 0 the mass alone makes :math:`t_{deg}` fall from Gamma, as k squared: a jump as well. Without both it is constant
   (``flat_band_gap``).

Symbols
-------
D: modulus of the pairing, |Delta| (lambda/a)
g: level at Gamma (lambda/a)
k: modulus of the momentum (1/a)
m: mass M_k (lambda/a)
s: Dirac energy (lambda/a)
xi: energy of the SC band (lambda/a)
tau: any positive hopping of the SC layer (lambda/a)
v: any positive velocity or Dirac energy
w: any positive mass, its coefficient of s^4, or band energy

References
----------
arXiv:2507.23775 finds the jump numerically. Derived here.
"""

from collections.abc import Iterator
from functools import cache

import numpy as np
import sympy as sp

from derivations.claims.bilayer import gap_at_gamma, spectrum_with_mass
from derivations.claims.shared.bilayer_domain import BILAYER_DOMAIN
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison
from numerics.kernels import compile_kernel
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.bilayer import bilayer_system
from theory.expansion import kp_expansion
from theory.models.bilayer import bilayer
from theory.proof import Step
from theory.symbols.interface import Delta, M, eps_sc, lam, t_c, t_sc
from theory.symbols.momentum import kx, ky

SYSTEM = bilayer()
DOMAIN = {symbol: BILAYER_DOMAIN[symbol] for symbol in (lam, M, t_sc, Delta)}
s, m, xi = spectrum_with_mass.s, spectrum_with_mass.m, spectrum_with_mass.xi
g = sp.Symbol("g", positive=True)  # energy of the level at Gamma
D = sp.Symbol("D", positive=True)  # |Delta|


def parts() -> tuple[sp.Expr, sp.Expr, sp.Expr]:
    """eps^2, W and R in terms of s, m and xi."""
    epsilon_squared = s**2 + m**2
    return epsilon_squared, xi**2 + Delta**2, sp.sqrt(epsilon_squared * xi**2 + m**2 * Delta**2)


def common_energy() -> sp.Expr:
    """g(k) in terms of s, m and xi."""
    epsilon_squared, W, R = parts()
    product = W * epsilon_squared
    pairing = R * sp.Abs(Delta)
    return product / (pairing + sp.sqrt(pairing**2 + (epsilon_squared + xi**2 + 2 * R) * product))


def steps() -> Iterator[Step]:
    """Put the level at Gamma into the quadratic of the lowest branch at k: a quadratic in that level remains."""
    at_gamma = gap_at_gamma.result()[2].subs(Delta, D)
    yield Step("the level g at Gamma grows with t_c: t_c^2 = g (g + |Delta|)", sp.expand(at_gamma * (at_gamma + D)), t_c**2)
    epsilon_squared, W, R = (part.subs(Delta, D) for part in parts())
    A, B, _ = (entry.subs({Delta: D}) for entry in spectrum_with_mass.quadratic(1))
    value = (g**4 - A * g**2 + B).subs(t_c, sp.sqrt(g * (g + D)))  # = (E_<^2 - g^2) (E_>^2 - g^2)
    f = W * epsilon_squared - 2 * R * D * g - (epsilon_squared + xi**2 + 2 * R) * g**2
    yield Step(
        "(E_<^2 - g^2)(E_>^2 - g^2) at k is a quadratic f(g), whose t_c^8 and t_c^4 have cancelled", sp.expand(value), sp.expand(f)
    )
    slope = -2 * R * D - 2 * (epsilon_squared + xi**2 + 2 * R) * g
    yield Step("it falls from W eps^2 > 0 at g = 0 (E_< above g), so it has one zero; beyond, E_< < g < E_>", sp.diff(f, g), slope)
    root = common_energy().subs(Delta, D)
    yield Step("the zero is the statement's g(k)", sp.simplify(f.subs(g, root)), sp.S.Zero)
    yield from _expansion_steps()
    energy = _named(common_energy())
    yield Step(
        "with the lattice's expressions t_c^2 = g (g + |Delta|) is the statement", result() ** 2, energy * (energy + sp.Abs(Delta))
    )


def _expansion_steps() -> Iterator[Step]:
    """The slope of t_deg at Gamma, along any direction; the mass is of fourth order."""
    k, c, v, tau = sp.symbols("k c v tau", positive=True)
    direction = {kx: k * sp.cos(c), ky: k * sp.sin(c)}
    squared = kp_expansion(lam**2 * (sp.sin(kx) ** 2 + sp.sin(ky) ** 2), (kx, ky), about=(0, 0), order=2)
    yield Step("near Gamma, s = |lam| k", sp.trigsimp(squared.subs(direction)), lam**2 * k**2)
    band = kp_expansion(_named(xi), (kx, ky), about=(0, 0), order=2)
    yield Step("and xi = -t_sc k^2", sp.trigsimp(band.subs(direction)), -t_sc * k**2)
    yield Step("and no mass", kp_expansion(_named(m), (kx, ky), about=(0, 0), order=3), sp.S.Zero)
    near = common_energy().subs({m: 0, s: v * k, xi: -tau * k**2, Delta: D})
    yield Step("so g starts at |Delta|", sp.limit(near, k, 0), D)
    yield Step("and falls with the slope -2 |Delta t_sc / lam|", sp.limit(sp.diff(near, k), k, 0), -2 * D * tau / v)


def _named(expression: sp.Expr) -> sp.Expr:
    return spectrum_with_mass.named(expression).subs(eps_sc, -4 * t_sc)


def result() -> sp.Expr:
    """t_deg(k)."""
    energy = _named(common_energy())
    return sp.sqrt(energy * (energy + sp.Abs(Delta)))


def limits() -> Iterator[Step]:
    """A flat SC band, without and with mass; no pairing."""
    v, w = sp.symbols("v w", positive=True)
    flat = common_energy().subs({xi: 0, m: 0, s: v, Delta: D})
    yield Step("flat band, no mass: |Delta| at every k, so t_deg = sqrt(2) |Delta|", flat, D)
    massive = common_energy().subs({xi: 0, m: w, s: v, Delta: D})
    massive = massive.replace(lambda e: e.is_Pow and e.exp == sp.S.Half, lambda e: sp.sqrt(sp.factor(e.base)))
    yield Step("flat band: the mass alone lowers it", massive, D * (v**2 + w**2) / (v**2 + w**2 + 2 * w * D))
    quartic = sp.limit(sp.diff(massive.subs(w, w * v**4), v, 2), v, 0)
    yield Step("so a mass w s^4, as near Gamma, lowers it as s^2", quartic / 2, -2 * D**2 * w)
    normal = common_energy().subs({m: 0, s: v, xi: w, Delta: 0})
    yield Step("no pairing: half the harmonic mean of both bands", sp.factor(normal), v * w / (v + w))


def mutants() -> Iterator[sp.Expr]:
    """Factors, the mass forgotten in R, single terms."""
    formula = result()
    yield formula.subs(M, M / 2)
    yield formula.subs(lam, 2 * lam)
    yield formula.subs(t_sc, t_sc / 2)
    energy = _named(common_energy())
    yield sp.sqrt(energy * (energy + sp.Abs(Delta) / 2))
    epsilon_squared, W, R = parts()
    without_mass = sp.sqrt(epsilon_squared) * sp.Abs(xi)
    for wrong in (common_energy().subs(R, without_mass), common_energy().subs(R, 2 * R), common_energy().subs(W, Delta**2)):
        energy = _named(wrong)
        yield sp.sqrt(energy * (energy + sp.Abs(Delta)))


def validate(formula: sp.Expr, **parameters: float) -> Comparison:
    """Compare with the tunnelling at which the lowest levels of the lattice hoppings at k and at Gamma cross, by bisection.

    The bound is the rounding of both levels over the rate at which they approach each other.
    """
    k, located, uncertainty = _crossings(**parameters)
    arguments = (kx, ky, *DOMAIN)
    analytic = compile_kernel(formula, arguments)(kx=np.cos(0.3) * k, ky=np.sin(0.3) * k, **parameters)
    return Comparison(k, analytic, located, bound=float(uncertainty.max()))


@cache
def _crossings(**parameters: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    k = np.linspace(0.3, np.pi, 41)
    fixed = {**parameters, "mu": 0.0, "eps_ti": 0.0, "eps_sc": -4 * parameters["t_sc"]}
    at = {"kx": np.append(np.cos(0.3) * k, 0.0), "ky": np.append(np.sin(0.3) * k, 0.0)}
    without = bloch_matrix(bilayer_system(**fixed, t_c=0.0), **at)
    tunnelling = bloch_matrix(bilayer_system(**fixed, t_c=1.0), **at) - without

    def above(t: np.ndarray) -> np.ndarray:
        """Lowest level at k less that at Gamma."""
        levels = [abs(np.linalg.eigvalsh(H0 + t[:, None, None] * T)).min(axis=-1) for H0, T in _pairs(without, tunnelling)]
        return np.asarray(levels[0] - levels[1])

    low, high = np.full(len(k), 1e-3), np.full(len(k), 3.0 * abs(parameters["Delta"]))
    for _ in range(60):
        middle = (low + high) / 2
        low, high = np.where(above(middle) > 0, (middle, high), (low, middle))
    rate = abs(above(low * (1 + 1e-5)) - above(low * (1 - 1e-5))) / (2e-5 * low)
    norm = np.linalg.norm(without, 2, axis=(-2, -1)).max() + low + 4 * abs(parameters["M"]) + 8 * abs(parameters["t_sc"])
    return k, low, 16 * np.finfo(float).eps * norm / rate


def _pairs(without: np.ndarray, tunnelling: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """H without tunnelling and the tunnelling, at all k, then at Gamma."""
    yield without[:-1], tunnelling[:-1]
    yield without[-1:], tunnelling[-1:]


def draw(ax: Axes, comparison: Comparison) -> None:
    """t_deg along the line: the gap is at Gamma below its lowest point."""
    ax.plot(comparison.abscissa, comparison.analytic.real, color=COLOURS[0], label="formula")
    circles(ax, comparison.abscissa, comparison.numeric, colour=COLOURS[1], label="lattice")
    ax.set(xlabel="|k| (1/a), 17 degrees from the x axis", ylabel=r"$t_{deg}$ ($\lambda/a$)")
    ax.legend()
