"""Parameters with which the bilayer does what the paper describes: the gap minimum jumps where it does, and the gap stays open."""

from collections.abc import Iterator
from itertools import product

import numpy as np
from numpy.typing import NDArray

from derivations import models
from derivations.figures.bilayer_vortex.shared.gap_minimum import AT_GAMMA, radius_of
from numerics.zone.gap import Gap, minimum_gap

MASSES, PAIRINGS, HOPPINGS = (1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 10.0), (1.0, 1.5, 1.75, 2.0, 2.5), (0.05, 0.15, 0.25)
JUMP = (1.09, 1.21)  # tunnellings between which the minimum leaves Gamma
LAST, OPEN = 2.5, 0.05  # the gap is at least so large at this tunnelling


def acceptable_sets() -> Iterator[dict[str, float]]:
    """Of a grid of M, Delta and t_sc, with the band inside the gap, those that the paper's description allows."""
    for M, Delta, t_sc in product(MASSES, PAIRINGS, HOPPINGS):
        given = models.defaults(models.MODELS["bilayer"](), M=M, Delta=Delta, t_sc=t_sc)
        if 8 * t_sc > Delta or radius_of(_minimum(given, JUMP[0])) > AT_GAMMA or radius_of(_minimum(given, JUMP[1])) < AT_GAMMA:
            continue
        if _minimum(given, LAST).gap > OPEN:
            yield given


def _minimum(parameters: dict[str, float], t_c: float) -> Gap:
    return minimum_gap(models.hamiltonian("bilayer", **{**parameters, "t_c": t_c}))


def floors(tunnellings: tuple[float, ...]) -> NDArray[np.float64]:
    """Gap over pairing of a single layer whose band crosses the Fermi level on the bilayer's ring: (set, tunnelling)."""
    return np.array([[_floor(_minimum(given, t_c), **given) for t_c in tunnellings] for given in acceptable_sets()])


def _floor(minimum: Gap, *, lam: float, M: float, **_: float) -> float:
    """How much of a singlet pairing the spins leave, which the mass tilts: s / sqrt(s^2 + M_k^2)."""
    spins = abs(lam) * np.hypot(np.sin(minimum.kx), np.sin(minimum.ky))
    mass = M * sum((1 - np.cos(k)) - (1 - np.cos(2 * k)) / 4 for k in (minimum.kx, minimum.ky))
    return float(spins / np.hypot(spins, mass))
