"""Orbital momenta read off a wave function: projection on exp(i l theta) round rings of the lattice."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from numerics.geometry import positions

WIDTH = 0.5  # of a ring, in lattice constants


def angular_weights(psi: NDArray[np.complex128], momenta: Sequence[int]) -> NDArray[np.float64]:
    """Share of each momentum l in the functions psi, shape (*batch, L, L) -> (*batch, momenta).

    Round every ring the function is projected on exp(i l theta); the share is the sum of the squared projections divided by the
    norm. A ring has few sites: l and l + 4 are not orthogonal on the innermost, so that other shares are small, not zero.
    """
    L = psi.shape[-1]
    x, y = positions(L)
    ring = np.rint(np.hypot(x, y) / WIDTH).astype(int).ravel()
    order = np.argsort(ring, kind="stable")
    _, first, sites = np.unique(ring[order], return_index=True, return_counts=True)
    angle = np.arctan2(y, x).ravel()[order]
    flat = psi.reshape(*psi.shape[:-2], -1)[..., order]
    shares = [
        (abs(np.add.reduceat(flat * np.exp(-1j * momentum * angle), first, axis=-1)) ** 2 / sites).sum(axis=-1)
        for momentum in momenta
    ]
    return np.stack(shares, axis=-1) / (abs(flat) ** 2).sum(axis=-1)[..., None]


def orbital_momentum(psi: NDArray[np.complex128], *, largest: int = 6) -> NDArray[np.int64]:
    """The momentum of the largest share, |l| up to ``largest``, shape (*batch, L, L) -> batch."""
    momenta = np.arange(-largest, largest + 1)
    return momenta[angular_weights(psi, list(momenta)).argmax(axis=-1)]
