"""One angular-momentum channel of the bilayer, against lattices that hold the same levels and against a dense solution."""

from functools import partial

import numpy as np
from scipy.linalg import eigh

from derivations.computations.shared.lattice_limit import discs, vortex_levels
from derivations.computations.shared.radial_problem import radial_problem, vortex_radius
from numerics.radial.galerkin import grid, matrices
from numerics.radial.states import radial_states, resolved_states, weight_within
from tests.bench.line import Line

R, n, OUTER, t_c, STATES = 4.5, 1, 14.5, 1.5, 10
COARSE = 5  # the level is then exact to 5e-4 of its value, still twenty times better than the lattice
DEGREE = 12  # to 1e-9: the line against LAPACK
CONSTANT, SIDE = 1 / 4, 21.0


def channel(j: int, degree: int = DEGREE) -> float:
    """The lowest vortex level of the channel, Majorana mode left out."""
    return _lowest(radial_states(radial_problem("bilayer", j=j, R=R, n=n, outer=OUTER, t_c=t_c), states=STATES, degree=degree))


def resolved(j: int) -> float:
    """The same, refined until nothing moves."""
    return _lowest(resolved_states(radial_problem("bilayer", j=j, R=R, n=n, outer=OUTER, t_c=t_c), states=STATES))


def _lowest(found) -> float:
    bound = (weight_within(found, vortex_radius(R, OUTER)) > 0.8) & (found.energies > 0.05)
    return float(found.energies[bound].min())


def dense(j: int) -> float:
    """All levels of a channel of four more degrees, by LAPACK: the level nearest that of ``channel``."""
    problem = radial_problem("bilayer", j=j, R=R, n=n, outer=OUTER, t_c=t_c)
    H, S = matrices(problem, grid(problem, degree=DEGREE + 4))
    energies = eigh(H.toarray(), S.toarray(), eigvals_only=True)
    return float(energies[abs(energies - 0.33).argmin()])


def lattice(j: int) -> float:
    """The level on a lattice of lattice constant 1/4, the antidot nearest in area; all j of the lattice come along."""
    (disc,) = discs(R, a=CONSTANT, side=SIDE, count=1)
    return vortex_levels(disc, a=CONSTANT, n=n, states=30, t_c=t_c)[j % 4]


def apart(ours: float, theirs: float) -> float:
    """Difference of the levels."""
    return float(np.abs(ours - theirs))


def lines() -> list[Line]:
    """One channel, coarse, fine and refined, against the lattice (whose own error is the difference) and LAPACK."""
    on_lattice = "lattice, a = 1/4, L = 84, 1.2 % off"
    coarse, fine, refined = partial(channel, 1, COARSE), partial(channel, 1), partial(resolved, 1)
    return [
        Line("one channel, 5e-4", on_lattice, coarse, partial(lattice, 1), apart, bound=0.008, target=300, repetitions=2),
        Line("one channel, 1e-9", on_lattice, fine, partial(lattice, 1), apart, bound=0.008, repetitions=2),
        Line("one channel, 1e-9", "LAPACK, all levels of degree 16", fine, partial(dense, 1), apart, bound=1e-9, repetitions=4),
        Line("one channel, degree refined", on_lattice, refined, partial(lattice, 1), apart, bound=0.008, repetitions=2),
    ]
