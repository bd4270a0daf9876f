"""The edge mode of strips: how much its ladder crowds below the gap, and the boundary to a magnet in place of the open edge.

A long side has its levels at equal distances in ky: their distance in energy goes as the slope of the mode at that energy.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh

from numerics.lattice.ribbon import ribbon_matrix
from numerics.systems.definition import SIGMA_Z, System

WIDTH = 60  # sites
MAGNET, BILAYER = 12, 36  # sites of the strip of two halves
BESIDE = 6  # sites of the magnet that belong to the boundary
FIRST, STEP, ZOOMS = 1e-2, 2e-2, 9  # ky of the first levels; step of the slope; halvings
LARGEST = 1.6  # ky


def crowding(system: System, *, gap: float, share: float = 0.95) -> float:
    """Slope of the edge mode at that share of the gap, in units of its slope at zero energy; both edges have the same |E|."""

    def energy(ky: float) -> float:
        H = ribbon_matrix(system, width=WIDTH, ky=ky)
        return float(eigh(H, eigvals_only=True, subset_by_index=[len(H) // 2] * 2)[0])

    low, high = 0.0, LARGEST
    for _ in range(ZOOMS):
        middle = (low + high) / 2
        low, high = (middle, high) if energy(middle) < share * gap else (low, middle)
    return (energy(low + STEP / 2) - energy(low - STEP / 2)) / STEP / (energy(FIRST) / FIRST)


def boundary_energy(system: System, *, magnetisation: float, ky: float, gap: float) -> float:
    """Energy inside the gap of the mode between the bilayer and, to its left, a bare TI surface with magnetisation sigma_z."""
    H, site = _half_magnetic(system, magnetisation, ky)
    energies, states = eigh(H, subset_by_value=(-gap, gap))
    beside = (site >= MAGNET - BESIDE) & (site < MAGNET + BILAYER // 2)
    weight = (abs(states[beside]) ** 2).sum(axis=0)
    return float(energies[np.argmax(weight)])


def _half_magnetic(system: System, magnetisation: float, ky: float) -> tuple[NDArray[np.complex128], NDArray[np.intp]]:
    """H(ky) of a strip whose first sites have no SC layer but a magnet, and the site of each component."""
    width = MAGNET + BILAYER
    H = ribbon_matrix(system, width=width, ky=ky).astype(complex)
    field = magnetisation * (np.arange(width) < MAGNET)
    surface = slice(0, 4 * width)  # the TI layer, the first
    H[surface, surface] += np.kron(np.diag(field), np.kron(np.eye(2), SIGMA_Z))
    site = np.tile(np.repeat(np.arange(width), 4), len(system.layers))
    there = (np.arange(len(H)) < 4 * width) | (site >= MAGNET)
    return H[np.ix_(there, there)], site[there]
