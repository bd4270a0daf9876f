r"""Energies of the chiral edge mode of a large square: an equidistant ladder.

Statement
---------
The m-th level of the edge of an L x L square with n flux quanta h/2e in its middle, counted from zero energy upwards
(m = 0, 1, 2, ...), has at leading order in 1/L the energy

.. math::
    E_m = \frac{2\pi v}{4L}\left[m + \tfrac14(1 + (-1)^n)\right], \qquad v = \frac{|\lambda|\Delta^2}{\Delta^2 + t_c^2}

with the velocity of a straight edge (``edge_dispersion``): half odd integers times the spacing without flux, integers with one
quantum. The correction is of relative order 1/L: a corner delays the mode by a length :math:`\ell_c` of order one, which
makes the factor :math:`1 - \ell_c/L` (0.16, 0.69 and 0.24 at the three draws of ``tisc check``); the curvature of the dispersion
follows in second order.

Assumptions
-----------
1. mu = eps_ti = 0 and a flat SC band on the Fermi level, t_sc = eps_sc = 0, where the velocity is exact.
2. The square is much wider than the mode: what couples opposite edges, and the edge to the vortex, falls exponentially with L.
   DOMAIN is where the mode falls by a factor of 0.58 or less from site to site.
3. A corner scatters nothing back (the mode is chiral) and adds a phase that is a smooth, odd function of the energy by
   particle-hole symmetry: a delay to first order. Without it a quarter turn is that of ``edge_quantisation``.

Symbols
-------
nu: flux quanta, an integer
tau: delay of a corner, as a length (a)

References
----------
arXiv:2507.23775, Sec. III.2 and Fig. 6; N. Read and D. Green, Phys. Rev. B 61, 10267 (2000) (boundary condition of the edge mode).
The ladder is derived here.
"""

from collections.abc import Iterator
from functools import cache

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from derivations.claims.edge import edge_dispersion, edge_quantisation
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison
from numerics.extrapolation import at_zero
from numerics.kernels import compile_kernel
from numerics.systems.bilayer import bilayer_system
from numerics.systems.definition import System
from numerics.waves.vortex import vortex_states
from theory.models.bilayer import bilayer
from theory.proof import Step
from theory.symbols.interface import Delta, M, lam, t_c
from theory.symbols.lattice import L
from theory.symbols.levels import m
from theory.symbols.momentum import ky
from theory.symbols.vortex import n

SYSTEM = bilayer()
DOMAIN = {lam: (1.3, 1.5), M: (1.0, 1.2), Delta: (1.4, 1.6), t_c: (1.2, 1.35)}
ARGUMENTS = (m, n, L, lam, Delta, t_c)
SIZES = (26, 32, 38, 46, 56, 68)
RADIUS = 1.6
CASES = ((0, 1, (0, 1)), (1, -1, (1, 2)))  # n, sign of lam, M and Delta, levels m (of n = 1 the zero mode is left out)
Reals = NDArray[np.float64]


def steps() -> Iterator[Step]:
    """The phase of a round trip; the wave number it allows; the energy of that wave at a straight edge; the limit."""
    winding, delay, x = sp.Symbol("nu", integer=True), sp.Symbol("tau", real=True), sp.Symbol("x", positive=True)
    turned = (edge_quantisation.local_turn(winding) ** 4).applyfunc(sp.powsimp)
    text = "the round trip: four corners turn the spin by 2 pi, which is -1, and a vortex adds -1 for each flux quantum"
    yield Step(text, turned.as_immutable(), (-1) ** (winding + 1) * sp.eye(8))
    side = L + delay
    for parity, sign in ((0, 1), (0, -1), (1, 1), (1, -1)):
        phase = sp.cancel(4 * wave_number(side).subs({n: parity, M: sign}) * side)
        kind = f"n {'odd' if parity else 'even'}, {'+' if sign > 0 else '-'}M"
        text = f"{kind}: with these k a wave closes on a path of length 4 (L + tau), tau the delay of a corner"
        yield Step(text, sp.exp(-sp.I * phase).expand(), sp.Integer(-1) ** (parity + 1))
    straight = edge_dispersion.result().subs(ky, -ky)  # counterclockwise is downwards on the left edge
    yield Step("the velocity of a straight edge, counterclockwise", straight.diff(ky).subs(ky, 0), sp.sign(M) * velocity())
    yield Step("its curvature vanishes: the next term is cubic in k", straight.diff(ky, 2).subs(ky, 0), sp.S.Zero)
    for sign in (1, -1):
        along = straight.subs(ky, wave_number(sp.S.One) * x / (1 + delay * x)).subs(M, sign)
        leading, second = (along.diff(x, order).subs(x, 0) for order in (1, 2))
        text = f"{'+' if sign > 0 else '-'}M: the energy of this wave, at leading order in x = 1/L"
        yield Step(text, leading, result() * L)
        yield Step("the delay of a corner changes it by the factor 1 - tau/L", second / 2, -delay * result() * L)


def wave_number(side: sp.Expr) -> sp.Expr:
    """k, counterclockwise, of the m-th level on a path of four sides: k side is a quarter of 2 pi j."""
    return sp.pi * edge_quantisation.result() / (2 * side)


@cache
def velocity() -> sp.Expr:
    """The slope of the dispersion of a straight edge at zero momentum, up to its sign."""
    w = sp.Symbol("w", real=True)
    return sp.Abs(lam) * sp.simplify(edge_dispersion.middle_root(w).diff(w).subs(w, 0))


def ladder(position: sp.Expr, speed: sp.Expr) -> sp.Expr:
    """Levels at ``position`` times the spacing 2 pi v / 4 L."""
    return sp.pi * speed / (2 * L) * position


def place() -> sp.Expr:
    """The level in units of the spacing: m or m + 1/2."""
    return edge_quantisation.result().subs(sp.sign(M), 1)


def result() -> sp.Expr:
    """E_m at leading order in 1/L."""
    return ladder(place(), velocity())


def limits() -> Iterator[Step]:
    """The zero mode; the parity of the flux; the spacing; a mode that lives in the TI layer alone."""
    yield Step("one flux quantum: a zero mode", result().subs({n: 1, m: 0}), sp.S.Zero)
    yield Step(
        "no flux: none, the lowest level lies half a spacing above zero",
        3 * result().subs({n: 0, m: 0}),
        result().subs({n: 0, m: 1}),
    )
    yield Step("h/e can be gauged away", result().subs(n, n + 2), result())
    spacing = sp.expand(result().subs(m, m + 1) - result())
    yield Step("weak tunnelling: the spacing of a Dirac cone", sp.limit(spacing, t_c, 0), 2 * sp.pi * sp.Abs(lam) / (4 * L))


def mutants() -> Iterator[sp.Expr]:
    """A path too long or too short, the velocity of the cone or half renormalised, the other or no boundary condition."""
    yield result() / 2
    yield 2 * result()
    yield result() * sp.Rational(101, 100)
    yield result().subs(L, sp.pi * L / 4)
    yield ladder(place(), sp.Abs(lam))
    yield ladder(place(), lam * velocity() / sp.Abs(lam))
    yield ladder(place(), sp.sqrt(sp.Abs(lam) * velocity()))
    yield result().subs(t_c, t_c / 2)
    yield result().subs(n, n + 1)
    yield ladder(m, velocity())
    yield ladder(m + sp.S.Half, velocity())


def validate(formula: sp.Expr, **parameters: float) -> Comparison:
    """Compare with the levels of squares with and without a vortex, times L and extrapolated to an infinite side.

    Six sides, a polynomial in 1/L through all of them; the bound is what leaving out the smallest square changes. With the vortex
    lam, M and Delta are negative.
    """
    energy = compile_kernel(formula, ARGUMENTS)
    found = _scaled(**parameters)
    limit, change = at_zero(found.T, 1 / np.array(SIZES))
    analytic: list[float] = []
    for flux, sign, levels in CASES:
        given = {"lam": sign * parameters["lam"], "Delta": sign * parameters["Delta"], "t_c": parameters["t_c"]}
        analytic.extend(float(energy(m=level, n=flux, L=1, **given)) for level in levels)
    inverse = np.concatenate([[0.0], 1 / np.array(SIZES)])
    return Comparison(
        abscissa=inverse,
        analytic=np.array(analytic)[:, None] * np.ones(len(inverse)),
        numeric=np.concatenate([limit[:, None], found], axis=1),
        bound=change,
        unit=np.where(inverse == 0, 1.0, np.inf),  # the finite squares are shown, not judged
    )


@cache
def _scaled(*, lam: float, M: float, Delta: float, t_c: float) -> Reals:
    """L times the energies of the CASES, shape (rows, sizes)."""
    rows = []
    for flux, sign, levels in CASES:
        system = bilayer_system(lam=sign * lam, M=sign * M, mu=0.0, eps_ti=0.0, eps_sc=0.0, t_sc=0.0, Delta=sign * Delta, t_c=t_c)
        rows.append(np.array([L * _edge_levels(system, L, flux)[list(levels)] for L in SIZES]).T)
    return np.concatenate(rows)


def _edge_levels(system: System, L: int, flux: int) -> Reals:
    """The lowest levels of the edge, not below zero; the first is the zero mode if there is a vortex."""
    found = vortex_states(system, L=L, R=RADIUS if flux else 0.0, n=flux, states=6)
    edge = found.edge_weight > 0.5
    energies = np.sort(found.states.energies[edge])
    return np.asarray(energies[len(energies) // 2 :])


def draw(ax: Axes, comparison: Comparison) -> None:
    """The energies in units of the formula against 1/L, and their limit."""
    names = [f"n = {flux}, m = {level}" for flux, _, levels in CASES for level in levels]
    ax.axhline(1, color=COLOURS[-1], label="leading order in 1/L")
    ratio = comparison.numeric / comparison.analytic
    for row, name in enumerate(names):
        circles(ax, comparison.abscissa[1:], ratio[row, 1:], colour=COLOURS[row], label=f"square, {name}")
        ax.plot(0, ratio[row, 0], "x", color=COLOURS[row], label="extrapolated" if row == 0 else None)
    ax.set(xlabel="1/L (1/a)", ylabel="energy / leading order", xlim=(-0.002, None))
    ax.legend()
