r"""Table of the orbital momenta of the states bound to the antidot of the s-wave layer.

Statement
---------
Counted from zero energy downwards, the levels of the antidot that keeps its sites are

.. math:: |l| = 0, 1, 1, 2, 2, 0 \quad (n = 0), \qquad l_u = 0, 1, -1, 2, -2, 0 \quad (n = 1)

for either spin, with :math:`l_v = l_u - n`: the flux lifts the degeneracy of l and -l, the level that turns with the flux lies
nearer to zero. ``result`` is the table: a row a level, the columns :math:`|l|` for n = 0, then :math:`l_u` and :math:`l_v` for
n = 1.

Assumptions
-----------
1. The band of the SC layer lies within its gap, so that the levels below zero are particles: the holes weigh a few tenths of a
   per cent.
2. The order is proved for a hard wall and the k.p band, t_sc > 0 (``kummer_levels``), at every radius: the levels are
   :math:`-t_{SC}y/R^2` with :math:`x^2 - nl \le y \le x^2 - nl + \tfrac14n^2`, x the zeros of the Bessel functions. With the finite
   pairing on the lattice it is judged, for 5 < R < 6, defaults, 1.2 < Delta < 1.8.

Symbols
-------
s: r/R

References
----------
arXiv:2507.23775, Table 2 and Fig. 7.
"""

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from derivations.claims.vortex import swave_angular_momentum
from derivations.claims.vortex.momenta_of_bound_states import draw_momenta
from derivations.drawing import Axes
from derivations.models import defaults
from numerics.compare import Comparison
from numerics.systems.swave import swave_system
from numerics.waves.rings import orbital_momentum
from numerics.waves.vortex import vortex_matrix
from theory.algebra import Matrix
from theory.models.swave import swave
from theory.proof import Step
from theory.rotation import kp_model, radial_channel
from theory.symbols.interface import Delta, t_sc
from theory.symbols.polar import ell, j, r
from theory.symbols.vortex import R, n

SYSTEM = swave()
DOMAIN = {Delta: (1.2, 1.8), R: (5.0, 6.0)}
LEVELS = (0, 1, -1, 2, -2, 0)  # l_u of the levels
# Numbers between which the first zeros of the Bessel functions J_0 to J_3 lie.
ZEROS = {
    orbital: tuple((sp.Rational(tenths, 10), sp.Rational(tenths + 1, 10)) for tenths in first)
    for orbital, first in {0: (24, 55), 1: (38,), 2: (51,), 3: (63,)}.items()
}
SIDE = 21


def steps() -> Iterator[Step]:
    """How the flux enters; the order of the levels in a hard wall; the rows follow from the conserved J."""
    particle = radial_channel(kp_model(SYSTEM, order=2)).inside().coefficients[0][0, 0]
    at_fixed_l = sp.expand(particle.subs(j, ell - n / 2))
    centrifugal = -t_sc * (ell / r - n * r / (2 * R**2)) ** 2
    yield Step(
        "inside, the field enters the particle through its centrifugal term", at_fixed_l.diff(n), sp.expand(centrifugal).diff(n)
    )
    yield Step(
        "to first order it shifts every level by t_sc l / R^2 a flux quantum", at_fixed_l.diff(n).subs(n, 0), t_sc * ell / R**2
    )
    yield from _order_steps()
    momenta = swave_angular_momentum.result()
    yield Step("the conserved J: a particle of l_u goes with a hole of l_u - n", momenta[0] - momenta[2], n)
    rows = Matrix([[sp.Abs(level), level, level - 1] for *_, level in intervals(1)[:6]])
    yield Step("in this order the levels are the table", result(), rows)


def _order_steps() -> Iterator[Step]:
    """Where the zeros of the Bessel functions lie, what the flux does to them, and the order that follows."""
    for orbital, zeros in ZEROS.items():
        signs = Matrix([sp.sign(sp.besselj(orbital, x)) for zero in zeros for x in zero])
        text = f"J_{orbital}: first zeros between these numbers (larger orders have larger ones, above l; NIST DLMF, section 10.21)"
        yield Step(text, signs, Matrix([1, -1, -1, 1][: len(signs)]))
    s = sp.Symbol("s", positive=True)  # r / R
    moved = sp.expand((ell / s - n * s / 2) ** 2 - ell**2 / s**2)
    text = (
        "the level is -t_sc y/R^2: y is x^2 without flux; the centrifugal term moves it by -n l, and up by n^2/4 or less, as s < 1"
    )
    yield Step(text, moved, -n * ell + n**2 / 4 * s**2)
    for flux, order in ((0, (0, 1, 2, 0)), (1, LEVELS)):
        found = intervals(flux)
        apart = [sp.sign(after[0] - before[1]) for before, after in pairwise(found[: len(order) + 1])]
        yield Step(f"n = {flux}: the intervals of y do not overlap", Matrix(apart), sp.ones(len(order), 1))
        yield Step("and come in the order", Matrix([level for *_, level in found[: len(order)]]), Matrix(order))


def intervals(flux: int) -> list[tuple[sp.Expr, sp.Expr, int]]:
    """Lower and upper bound of y for the lowest levels of each l_u, and l_u, in ascending order; of l >= 0 alone without flux."""
    found = []
    for orbital, zeros in ZEROS.items():
        for low, high in zeros:
            for l_u in sorted({orbital, -orbital if flux else orbital}):
                found.append((low**2 - flux * l_u, high**2 - flux * l_u + sp.Rational(flux**2, 4), l_u))
    return sorted(found)


def result() -> Matrix:
    """Rows: the levels below zero energy; columns: |l| for n = 0, l_u and l_v for n = 1."""
    u, _, v, _ = swave_angular_momentum.result()
    of_level = {j: ell - n / 2}
    rows = [[entry.subs(of_level).subs({ell: level, n: 1}) for entry in (u, v)] for level in LEVELS]
    return Matrix([[sp.Abs(level), *row] for level, row in zip(LEVELS, rows, strict=True)])


def limits() -> Iterator[Step]:
    """The lowest level; particle-hole conjugation."""
    table = result()
    yield Step("the lowest level does not wind", Matrix(table[0, :2]), Matrix([[0, 0]]))
    partner = Matrix([[-table[row, 2], -table[row, 1]] for row in range(6)])
    text = "the partner at positive energy is a hole of momentum -l_u with a particle of momentum -l_v = n - l_u"
    yield Step(text, partner, Matrix([[1 - level, -level] for level in LEVELS]))


def mutants() -> Iterator[Matrix]:
    """The flux of the other sign, no flux in the holes, the bilayer's spin, the radial order forgotten."""
    table = result()
    flipped = {1: 2, 2: 1, 3: 4, 4: 3}
    yield Matrix([[*table[row, :1], *table[flipped.get(row, row), 1:]] for row in range(6)])
    yield Matrix(sp.Matrix.hstack(table[:, :2], table[:, 1]))
    yield Matrix(sp.Matrix.hstack(table[:, :2], 2 * table[:, 1] - table[:, 2]))
    yield Matrix(sp.Matrix.hstack(table[:, :1], table[:, 1] + sp.ones(6, 1), table[:, 2]))
    yield Matrix([*(table[row, :] for row in (0, 1, 2, 5, 3, 4))])


@cache
def _levels(**parameters: float) -> NDArray[Any]:
    """The table as measured, (levels, 3)."""
    (free, _), (u, v) = (_momenta(flux, **parameters) for flux in (0, 1))
    return np.stack([abs(free), u, v], axis=-1)


def _momenta(flux: int, **parameters: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """l_u and l_v of the spin-up levels below zero energy; without flux l is one of the two that share a level."""
    system = swave_system(**defaults(SYSTEM, Delta=parameters["Delta"]))
    H, _ = vortex_matrix(system, L=SIDE, R=parameters["R"], n=flux)
    up = np.flatnonzero(np.arange(H.shape[0]) % 2 == 0)
    energies, vectors = np.linalg.eigh(H[up][:, up].toarray())
    nearest = np.flatnonzero(energies < 0)[::-1][: len(LEVELS)]
    u, v = np.moveaxis(vectors[:, nearest].reshape(SIDE, SIDE, 2, -1), (2, 3), (0, 1))
    return orbital_momentum(u), orbital_momentum(v)


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with the levels of the lattice, projected on exp(i l theta) round rings; integers, so the bound is zero."""
    return Comparison(np.arange(len(LEVELS)), np.array(formula.tolist(), dtype=float).T, _levels(**parameters).T, bound=0.0)


def draw(ax: Axes, comparison: Comparison) -> None:
    """The orbital momenta, level by level."""
    draw_momenta(
        ax, comparison, ["|l|, n = 0", "l of u, n = 1", "l of v, n = 1"], [str(level + 1) for level in comparison.abscissa]
    )
    ax.set(xlabel="level below zero energy")
