r"""Levels of the chiral edge mode of a square: their angular momenta, and the ladder of energies.

Statement
---------
The m-th level of the edge, counted from zero energy upwards (m = 0, 1, 2, ...), has under the fourfold rotation of the square the
angular momentum, modulo 4,

.. math:: j_m = \operatorname{sgn}(M)\left[m + \tfrac14(1 + (-1)^n)\right]

for n flux quanta h/2e in the antidot: half odd integers without flux, integers with one quantum, and then there is a zero mode,
j = 0, the partner of that of the vortex. The energies are, up to corrections of relative order 1/L,

.. math:: E_j = v\,\frac{2\pi}{4L}\operatorname{sgn}(M)\,j, \qquad v = \frac{|\lambda|\Delta^2}{\Delta^2 + t_c^2}

(v from ``edge_dispersion``). At L = 41, t_c = 1.2 and default parameters this gives the spacing 0.02336, the lattice has 0.02347:
the path of the mode is shorter than 4 L, by 0.2 sites on each side.

Assumptions
-----------
1. The mode is narrower than the square: edge and antidot, and opposite edges, do not overlap.
2. The angular momentum is exact and holds for any parameters with Chern number sgn(M); the energies are of leading order in 1/L.

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
from matplotlib.axes import Axes
from numpy.typing import NDArray

from derivations.drawing import COLOURS, circles
from derivations.edge import edge_dispersion
from derivations.models import BILAYER_DOMAIN
from numerics.compare import Comparison
from numerics.kernels import compile_kernel
from numerics.systems import bilayer as hoppings_of_bilayer
from numerics.vortex import vortex_states
from theory.algebra import IDENTITY, LOWER, UPPER, Matrix, dagger, kron
from theory.bilayer import bilayer
from theory.proof import Step
from theory.symbols import Delta, L, M, kx, ky, lam, m, n, t_c, t_sc

SYSTEM = bilayer()
DOMAIN = {lam: BILAYER_DOMAIN[lam], M: (1.5, 3.0), Delta: (1.1, 1.6), t_c: (1.0, 1.5), t_sc: (0.0, 0.15)}
SIDE, RADIUS, LEVELS = 19, 1.6, 5
FLUXES = (0, 1, 2, -1)
Reals = NDArray[Any]


def steps() -> Iterator[Step]:
    """The rotation; its fourth power; the direction in which the mode runs; quantisation on the closed path."""
    winding = sp.Symbol("winding", integer=True)
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
    k = sp.pi * j / (2 * L)
    text = "a quarter turn back along the edge, of length L, is exp(-ikL): k = 2 pi j/(4 L), counterclockwise"
    yield Step(text, sp.exp(-sp.I * k * L), quarter)
    slope = edge_dispersion.result().diff(ky).subs(ky, 0)
    v = sp.Abs(lam) * Delta**2 / (Delta**2 + t_c**2)
    yield Step("counterclockwise is downwards on the left edge: dE/dk = sgn(M) v", -slope, sp.sign(M) * v)
    text = "levels of positive energy are those with j sgn(M) > 0, in order; with n odd the first is j = 0"
    for sign in (1, -1):
        ladder = [result().subs({M: sign, n: parity, m: level}) for parity in (0, 1) for level in range(3)]
        expected = [sign * sp.Rational(2 * level + 1 - parity, 2) for parity in (0, 1) for level in range(3)]
        yield Step(text, Matrix(ladder), Matrix(expected))


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
    yield Step("h/e can be gauged away", result().subs(n, n + 2), result())
    yield Step("the opposite mass: the mode runs the other way", result().subs(M, -M), -result())


def mutants() -> Iterator[sp.Expr]:
    """The wrong boundary condition, the wrong direction, both edges at once."""
    yield sp.sign(M) * (m + (1 - (-1) ** n) / sp.Integer(4))
    yield -result()
    yield sp.sign(M) * (m + sp.S.Half)
    yield sp.sign(M) * m
    yield 2 * result()
    yield sp.sign(M) * (m + (1 - (-1) ** n) / sp.Integer(2))


def validate(formula: sp.Expr, **parameters: float) -> Comparison:
    """Compare with the rotation labels of the lowest edge states of a square, for n = 0, 1, 2, -1 and both signs of M.

    The labels are integers or half odd integers modulo 4, so that a difference of modulus 4 is zero; the bound is rounding.
    """
    j = compile_kernel(formula, (m, n, M))
    count = np.arange(LEVELS)
    analytic, numeric = [], []
    for sign in (1, -1):
        for flux in FLUXES:
            analytic.append(np.mod(j(m=count, n=flux, M=sign * parameters["M"]), 4))
            numeric.append(_labels(sign, flux, **parameters))
    return Comparison(abscissa=count, analytic=np.array(analytic), numeric=np.array(numeric), bound=4 * np.finfo(float).eps)


@cache
def _labels(sign: int, flux: int, *, lam: float, M: float, Delta: float, t_c: float, t_sc: float) -> Reals:
    """Labels of the edge states of lowest energy, the zero mode first if there is one."""
    system = hoppings_of_bilayer(lam=lam, M=sign * M, mu=0.0, eps_ti=0.0, eps_sc=-4 * t_sc, t_sc=t_sc, Delta=Delta, t_c=t_c)
    found = vortex_states(system, L=SIDE, R=RADIUS if flux else 0.0, n=flux, states=4 * LEVELS)
    middle = len(found.edge_weight) // 2
    edge = found.edge_weight > 0.5
    labels = found.states.labels[middle:][edge[middle:]]
    if found.majorana is not None:  # the edge mode stands at the place of the negative energy
        labels = np.concatenate([found.states.labels[middle - 1 : middle][edge[middle - 1 : middle]], labels])
    return np.asarray(labels[:LEVELS])


def draw(ax: Axes, comparison: Comparison) -> None:
    """Angular momentum modulo 4 of the levels, without flux and with one flux quantum."""
    for row, name in ((0, "n = 0"), (1, "n = 1"), (len(FLUXES) + 1, "n = 1, M < 0")):
        colour = COLOURS[min(row, 2)]
        ax.plot(comparison.abscissa, comparison.analytic[row], "-", color=colour, label=f"formula, {name}")
        label = "edge states of the lattice" if row > 1 else None
        circles(ax, comparison.abscissa, comparison.numeric[row], colour=colour, label=label)
    ax.set(xlabel="level of the edge, from zero energy upwards", ylabel="angular momentum j modulo 4", xticks=comparison.abscissa)
    ax.legend()
