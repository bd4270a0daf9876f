"""Orbital momenta read off a wave function: projection on exp(i l theta) round rings of the lattice."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.checks import whole
from numerics.lattice.shapes import positions

WIDTH = 0.5  # of a ring, in lattice constants
Complex = NDArray[np.complex128]
Reals = NDArray[np.float64]


def ring_amplitudes(psi: Complex, momenta: Sequence[int]) -> tuple[Reals, NDArray[np.int64], NDArray[Any]]:
    """Radii and numbers of sites of the rings, (rings,), and the radial functions a_l(r) of psi = sum of a_l(r) exp(i l theta).

    ``psi`` (*batch, L, L) gives a of shape (*batch, momenta, rings): the mean of psi exp(-i l theta) round each ring.

    Raises
    ------
    ValueError
        If psi has another shape, or a momentum is not an integer.
    """
    if psi.ndim < 2 or psi.shape[-1] != psi.shape[-2]:
        raise ValueError(f"`psi` must have shape (*batch, L, L), but has {psi.shape}.")
    for momentum in momenta:
        whole(momentum, name="momenta")
    L = psi.shape[-1]
    x, y = positions(L)
    r = np.hypot(x, y).ravel()
    ring = np.rint(r / WIDTH).astype(int)
    order = np.argsort(ring, kind="stable")
    _, first, counts = np.unique(ring[order], return_index=True, return_counts=True)
    sites = counts.astype(np.int64)
    angle = np.arctan2(y, x).ravel()[order]
    flat = psi.reshape(*psi.shape[:-2], -1)[..., order]
    sums = [np.add.reduceat(flat * np.exp(-1j * momentum * angle), first, axis=-1) for momentum in momenta]
    return np.add.reduceat(r[order], first) / sites, sites, np.stack(sums, axis=-2) / sites


def angular_probabilities(psi: Complex, momenta: Sequence[int]) -> Reals:
    """Probability of each momentum l in the functions psi, shape (*batch, L, L) -> (*batch, momenta).

    A ring has few sites: l and l + 4 are not orthogonal on the innermost, so that others than the true momentum are small, not
    zero, and the sum over all l may exceed the norm.
    """
    _, sites, amplitudes = ring_amplitudes(psi, momenta)
    return np.asarray((sites * abs(amplitudes) ** 2).sum(axis=-1))


def angular_weights(psi: Complex, momenta: Sequence[int]) -> Reals:
    """Share of each momentum l in the functions psi: ``angular_probabilities`` divided by the norm of each.

    Raises
    ------
    ValueError
        As :func:`ring_amplitudes`, and if a function is zero or not finite.
    """
    norms = (abs(psi) ** 2).sum(axis=(-2, -1))
    if not ((norms > 0) & np.isfinite(norms)).all():
        raise ValueError("`psi` must be finite and not zero, but is.")
    return angular_probabilities(psi, momenta) / norms[..., None]


def orbital_momentum(psi: Complex, *, largest: int = 6) -> NDArray[np.int64]:
    """The momentum of the largest share, |l| up to ``largest``, shape (*batch, L, L) -> batch."""
    momenta = np.arange(-largest, largest + 1)
    return momenta[angular_weights(psi, list(momenta)).argmax(axis=-1)]
