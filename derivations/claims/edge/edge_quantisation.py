r"""Levels of the chiral edge mode of a square: their angular momenta, and the ladder of energies.

Statement
---------
The m-th level of the edge, counted from zero energy upwards (m = 0, 1, 2, ...), has under the fourfold rotation of the square the
angular momentum, modulo 4,

.. math:: j_m = \operatorname{sgn}(M)\left[m + \tfrac14(1 + (-1)^n)\right]

for n flux quanta h/2e in the antidot: half odd integers without flux, integers with one quantum, and then there is a zero mode,
j = 0, the partner of that of the vortex. The energies are, up to corrections of relative order 1/L,

.. math:: E_j = v\,\frac{2\pi}{4L}\operatorname{sgn}(M)\,j

with the velocity v of the mode on a straight edge. At mu = eps_ti = eps_sc = t_sc = 0 that is :math:`v =
|\lambda|\Delta^2/(\Delta^2 + t_c^2)` (``edge_dispersion``); elsewhere this v is an approximation, whose error does not vanish with
L (``edge_level_spacing``). At L = 41, t_c = 1.2 and default parameters it gives the spacing 0.02336, the lattice has 0.02347.

Assumptions
-----------
1. The mode is narrower than the square: edge and antidot, and opposite edges, do not overlap.
2. The angular momentum is exact and holds for any parameters with Chern number sgn(M), as long as the mode runs to one side only,
   :math:`dE/dk` of one sign; the energies are of leading order in 1/L.
3. A label of the lattice is known modulo 4, so that the judge sees :math:`j_m` modulo 4 only.

Symbols
-------
nu: flux quanta, an integer

References
----------
arXiv:2507.23775, Sec. III.2 and Fig. 6; N. Read and D. Green, Phys. Rev. B 61, 10267 (2000) (boundary condition of the edge mode
with and without a vortex).
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from derivations.claims.edge import edge_dispersion
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison
from numerics.kernels import compile_kernel
from numerics.systems.bilayer import bilayer_system
from numerics.waves.vortex import vortex_states
from theory.algebra import IDENTITY, LOWER, UPPER, Matrix, dagger, kron
from theory.models.bilayer import bilayer
from theory.proof import Step
from theory.symbols.interface import Delta, M, lam, t_c, t_sc
from theory.symbols.lattice import L
from theory.symbols.levels import m
from theory.symbols.momentum import kx, ky
from theory.symbols.vortex import n

SYSTEM = bilayer()
DOMAIN = {lam: (0.8, 1.5), M: (1.5, 3.0), Delta: (1.1, 1.6), t_c: (1.0, 1.5), t_sc: (0.0, 0.15)}
SIDE, RADIUS, LEVELS = 21, 1.6, 5
# Signs of lam and M, flux. Smaller |lam| would need larger squares: there the mode of the edge reaches that of the vortex.
CASES = ((1, 1, 0), (-1, 1, 1), (-1, 1, 2), (1, 1, -1), (-1, -1, 0), (1, -1, 1), (1, -1, 2), (-1, -1, -1))
Reals = NDArray[Any]


def steps() -> Iterator[Step]:
    """The rotation; its fourth power; the direction in which the mode runs; quantisation on the closed path."""
    winding = sp.Symbol("nu", integer=True)
    U = local_turn(sp.S.Zero)
    rotated = SYSTEM.hamiltonian.subs({kx: -ky, ky: kx}, simultaneous=True)
    text = "(x, y) -> (-y, x) with exp(-i pi sigma_z/4) is a symmetry of the bilayer"
    yield Step(text, Matrix((U * SYSTEM.hamiltonian * dagger(U)).applyfunc(sp.expand)), Matrix(rotated.applyfunc(sp.expand)))
    fourth = Matrix((local_turn(winding) ** 4).applyfunc(sp.powsimp))
    text = "a vortex winds by n pi/2 in a quarter turn, undone by exp(i pi n tau_z/4): four turns give (-1)^(n+1)"
    yield Step(text, fourth, (-1) ** (winding + 1) * sp.eye(8))
    j = sp.Symbol("j", real=True)
    quarter = sp.exp(-sp.I * sp.pi * j / 2)
    position = sp.S.Half * (1 + (-1) ** winding) / 2
    for parity in (0, 1):
        allowed = (position + sp.Symbol("m", integer=True)).subs(winding, parity)
        text = f"the eigenvalue exp(-i pi j/2) of a quarter turn: these j for {'odd' if parity else 'even'} n"
        yield Step(text, (quarter**4).subs(j, allowed), (-1) ** (sp.Integer(parity) + 1))
    yield from _order_steps()


def _order_steps() -> Iterator[Step]:
    """The energy of every allowed j: which one is the m-th level."""
    slope = edge_dispersion.result().diff(ky).subs(ky, 0)
    v = sp.Abs(lam) * Delta**2 / (Delta**2 + t_c**2)
    yield Step("counterclockwise is downwards on the left edge: dE/dk = sgn(M) v", -slope, sp.sign(M) * v)
    # A quarter turn back moves the mode by L along its path: exp(-ikL) = exp(-i pi j/2) defines k, counterclockwise.
    k = sp.pi * result() / (2 * L)
    energy, spacing = -slope * k, sp.pi * v / (2 * L)
    text = "with k = 2 pi j_m/(4 L): the energies rise with m, by that of one step of j, so that no level is left out"
    yield Step(text, *(Matrix([e.subs(M, sign) for sign in (1, -1)]) for e in (energy.subs(m, m + 1) - energy, spacing)))
    for parity, first in ((0, sp.S.Half), (1, sp.S.Zero)):
        ends = Matrix([energy.subs({n: parity, m: level, M: sign}) for sign in (1, -1) for level in (0, -1)])
        text = f"{'odd' if parity else 'even'} n: m = 0 has {'zero energy' if parity else 'half a step'}, the one below is negative"
        yield Step(text, ends, Matrix([first * spacing, (first - 1) * spacing] * 2))


def local_turn(winding: sp.Expr) -> Matrix:
    """What a quarter turn does on every site beside moving it: exp(-i pi sigma_z/4) exp(i pi winding tau_z/4)."""
    spin, charge = (
        Matrix(sp.exp(sp.I * angle) * UPPER + sp.exp(-sp.I * angle) * LOWER) for angle in (-sp.pi / 4, winding * sp.pi / 4)
    )
    return kron(IDENTITY, charge, spin)


def result() -> sp.Expr:
    """Angular momentum of the m-th level of the edge (modulo 4)."""
    return sp.sign(M) * (m + (1 + (-1) ** n) / sp.Integer(4))


def limits() -> Iterator[Step]:
    """Parity of the flux; the opposite mass; the spacing."""
    yield Step("one flux quantum: the zero mode has j = 0, as that of the vortex", result().subs({n: 1, m: 0}), sp.S.Zero)
    yield Step("outside the antidot h/e can be gauged away", result().subs(n, n + 2), result())
    yield Step("the opposite mass: the mode runs the other way", result().subs(M, -M), -result())


def mutants() -> Iterator[sp.Expr]:
    """The wrong boundary condition, the wrong direction, both edges at once."""
    yield sp.sign(M) * (m + (1 - (-1) ** n) / sp.Integer(4))
    yield -result()
    yield sp.sign(M) * (m + sp.S.Half)
    yield sp.sign(M) * m
    yield sp.sign(lam) * result()
    yield 2 * result()
    yield sp.sign(M) * (m + (1 - (-1) ** n) / sp.Integer(2))


def validate(formula: sp.Expr, **parameters: float) -> Comparison:
    """Compare with the rotation labels of the lowest edge states of a square, for n = 0, 1, 2, -1 and both signs of lam and M.

    The labels are integers or half odd integers modulo 4, so that a difference of modulus 4 is zero; the bound is rounding.
    """
    j = compile_kernel(formula, (m, n, lam, M))
    count = np.arange(LEVELS)
    analytic, numeric = [], []
    for sign_lam, sign_M, flux in CASES:
        given = {"lam": sign_lam * parameters["lam"], "M": sign_M * parameters["M"]}
        analytic.append(np.mod(j(m=count, n=flux, **given), 4))
        numeric.append(_labels(flux, **(parameters | given)))
    return Comparison(abscissa=count, analytic=np.array(analytic), numeric=np.array(numeric), bound=4 * np.finfo(float).eps)


@cache
def _labels(flux: int, *, lam: float, M: float, Delta: float, t_c: float, t_sc: float) -> Reals:
    """Labels of the edge states of lowest energy, the zero mode first if there is one."""
    system = bilayer_system(lam=lam, M=M, mu=0.0, eps_ti=0.0, eps_sc=-4 * t_sc, t_sc=t_sc, Delta=Delta, t_c=t_c)
    found = vortex_states(system, L=SIDE, R=RADIUS if flux else 0.0, n=flux, states=4 * LEVELS)
    middle = len(found.edge_weight) // 2
    edge = found.edge_weight > 0.5
    labels = found.states.labels[middle:][edge[middle:]]
    if flux % 2:
        if found.majorana is None:
            raise ArithmeticError("the zero modes of edge and vortex must be apart, but they are not.")
        # The edge mode stands at the place of the negative energy.
        labels = np.concatenate([found.states.labels[middle - 1 : middle][edge[middle - 1 : middle]], labels])
    return np.asarray(labels[:LEVELS])


def draw(ax: Axes, comparison: Comparison) -> None:
    """Angular momentum modulo 4 of the levels, without flux and with one flux quantum."""
    for row, name in ((0, "n = 0"), (1, "n = 1"), (5, "n = 1, M < 0")):
        colour = COLOURS[min(row, 2)]
        ax.plot(comparison.abscissa, comparison.analytic[row], "-", color=colour, label=f"formula, {name}")
        label = "edge states of the lattice" if row > 1 else None
        circles(ax, comparison.abscissa, comparison.numeric[row], colour=colour, label=label)
    ax.set(xlabel="level of the edge, from zero energy upwards", ylabel="angular momentum j modulo 4", xticks=comparison.abscissa)
    ax.legend()
