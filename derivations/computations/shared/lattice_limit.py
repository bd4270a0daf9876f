r"""The lattice vortex at smaller lattice constants: the same continuum model, the same radii, levels by the label of the rotation.

With the lattice constant a (in units of the original one) the velocity is :math:`\lambda/a`, the hopping :math:`t_{SC}/a^2` and the
mass M/a: the k.p model through second order stays as it is, the term :math:`Ma^3(k_x^4 + k_y^4)/8` that breaks its rotational
symmetry vanishes, and the doublers stay as far away as the cut-off. What is left is of the order a: the hard wall of the SC layer
is a staircase of missing sites. The radius of such a disc is that of a circle of equal area; levels at one radius come from a
straight line through those of several discs, whose scatter is the uncertainty that the staircase leaves.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from derivations.models import MODELS, defaults
from numerics.extrapolation import weights_at_zero
from numerics.lattice.shapes import positions
from numerics.systems.bilayer import bilayer_system
from numerics.waves.vortex import vortex_states

Reals = NDArray[np.float64]
BOUND, NOT_MAJORANA = 0.8, 0.05  # weight of a vortex state; energy below which a level may be the Majorana mode


def refined(a: float, **parameters: float) -> dict[str, float]:
    """Parameters of the bilayer on a lattice of lattice constant ``a`` with the same k.p model; M, too, is scaled."""
    complete = defaults(MODELS["bilayer"](), **parameters)
    scaled = {**complete, "lam": complete["lam"] / a, "M": complete["M"] / a, "t_sc": complete["t_sc"] / a**2}
    return {**scaled, "eps_sc": complete["eps_sc"] + 4 * complete["t_sc"] - 4 * scaled["t_sc"]}


@dataclass(frozen=True)
class Disc:
    """An antidot on a lattice: side of the square, its radius (both in its lattice constants), and the radius of equal area."""

    L: int
    R: float
    radius: float


def discs(R: float, *, a: float, side: float, count: int) -> list[Disc]:
    """The ``count`` antidots, around a site or around the middle of four, whose area is nearest that of a circle of radius R."""
    found = [disc for parity in (0, 1) for disc in _discs(a, int(side / a) + (int(side / a) + parity) % 2)]
    return sorted(found, key=lambda disc: abs(disc.radius - R))[:count]


def _discs(a: float, L: int) -> Iterator[Disc]:
    distance = np.unique(np.round(np.hypot(*positions(L)).ravel(), 9))
    for R in (distance[:-1] + distance[1:]) / 2:
        if 2 * R + 3 <= L:
            yield Disc(L, float(R), a * float(np.sqrt((np.hypot(*positions(L)) < R).sum() / np.pi)))


def vortex_levels(disc: Disc, *, a: float, n: int, states: int, **parameters: float) -> dict[int, float]:
    """The lowest positive level at the vortex for each label of the rotation (j modulo 4), without the Majorana mode."""
    found = vortex_states(bilayer_system(**refined(a, **parameters)), L=disc.L, R=disc.R, n=n, states=states)
    energies = found.states.energies
    levels: dict[int, float] = {}
    for index in np.flatnonzero((found.vortex_weight > BOUND) & (energies > NOT_MAJORANA)):
        levels.setdefault(int(found.states.labels[index]), float(energies[index]))
    return levels


def at_radius(R: float, radii: Reals, levels: Reals) -> tuple[float, float]:
    """The level at R by a straight line through levels at several radii, and its standard error."""
    design = np.stack([np.ones(len(radii)), radii - R], axis=-1)
    (value, slope), *_ = np.linalg.lstsq(design, levels, rcond=None)
    rest = levels - value - slope * (radii - R)
    covariance = np.linalg.inv(design.T @ design) * (rest**2).sum() / max(len(radii) - 2, 1)
    return float(value), float(np.sqrt(covariance[0, 0]))


def extrapolated(a: Reals, levels: Reals, errors: Reals) -> tuple[float, float]:
    """The level at a = 0 by the parabola through the three smallest a, and its uncertainty.

    That is the distance to the straight line through the two smallest, for the terms left out, and twice the standard errors.
    """
    last = np.argsort(a)[:3]
    weights = [weights_at_zero(a[last[:count]]) for count in (2, 3)]
    line, parabola = (float(w @ levels[last[: len(w)]]) for w in weights)
    return parabola, abs(parabola - line) + 2 * float(np.sqrt((weights[1] ** 2) @ (errors[last] ** 2)))
