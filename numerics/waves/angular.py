r"""Angular momentum j of states in the field of a vortex: their components have the orbital momenta :math:`j - \sigma/2 + n\tau/2`.

The fourfold rotation of ``numerics.eigenstates.fourfold`` fixes j up to a multiple of four, the rings of ``numerics.waves.rings``
tell which: on a lattice j is what a state has most of.
"""

import numpy as np
from numpy.typing import NDArray

from numerics.eigenstates.fourfold import SIGMA, TAU
from numerics.lattice.shapes import Lattice
from numerics.waves.components import Complex, components
from numerics.waves.rings import angular_probabilities

TIE = 1e-9  # probabilities that differ by less are those of momenta that no ring tells apart


def angular_momenta(
    vectors: Complex, lattice: Lattice, labels: NDArray[np.float64], *, n: int, largest: float
) -> NDArray[np.float64]:
    r"""The momentum j of most probability among those of its label, for each normalised state (dimension, states).

    NaN where the label is NaN, and where less than half of the state has one momentum (valleys at the corner of the zone).

    \|j\| is at most ``largest`` (but at least 4); of momenta that no ring of the lattice tells apart the smallest is taken.
    """
    momenta = np.full(len(labels), np.nan)
    if not len(labels):
        return momenta
    parts = components(vectors, lattice).reshape(len(labels), -1, 4, lattice.L, lattice.L)
    for label in np.unique(labels[~np.isnan(labels)]):
        chosen = labels == label
        turns = np.arange(-int(largest // 4) - 2, int(largest // 4) + 2)
        candidates = label + 4 * turns
        candidates = candidates[abs(candidates) <= max(largest, 4)]
        candidates = candidates[np.argsort(abs(candidates), kind="stable")]
        shares = sum(angular_probabilities(parts[chosen, :, c], orbital(candidates, c, n)).sum(axis=1) for c in range(4))
        largest_share = shares.max(axis=1, keepdims=True)
        found = candidates[np.argmax(shares >= largest_share - TIE, axis=1)]
        momenta[chosen] = np.where(largest_share[:, 0] > 0.5, found, np.nan)
    return momenta


def orbital(momenta: NDArray[np.float64], component: int, n: int) -> list[int]:
    """Orbital momenta of one component of the spinor."""
    return [int(momentum) for momentum in np.rint(momenta - SIGMA[component] / 2 + n * TAU[component] / 2)]
