"""Peierls factors of all bonds of a square from a function of their ends, which is seen to be real, finite and antisymmetric."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from numerics.lattice.shapes import positions

BondPhase = Callable[..., NDArray[np.float64]]
Complex = NDArray[np.complex128]
Step = tuple[int, int]
PROBES, ANTISYMMETRIC = 64, 1e-9  # bonds of a kind whose phase is asked for from both ends; how far it may differ


def hop_factors(steps: set[Step], L: int, bond_phase: BondPhase | None) -> dict[Step, Complex]:
    """exp(i phi) of the hop from r + step to r, shape (L, L), for every step of a bond.

    Raises
    ------
    ValueError
        If a phase is not real, finite and antisymmetric.
    """
    factors: dict[Step, Complex] = {}
    if bond_phase is None:
        return factors
    x, y = positions(L)
    for dx, dy in steps - {(0, 0)}:
        if (-dx, -dy) in factors:  # antisymmetric: the conjugate, seen from the other end
            factors[dx, dy] = np.roll(factors[-dx, -dy].conj(), (-dx, -dy), axis=(0, 1))
        else:
            factors[dx, dy] = _factor(bond_phase, x, y, dx, dy)
    return factors


def _factor(bond_phase: BondPhase, x: NDArray[np.float64], y: NDArray[np.float64], dx: int, dy: int) -> Complex:
    """exp(i phi) at every site; whether phi is real, finite and antisymmetric is seen where both ends are sites of the square."""
    phase = np.broadcast_to(bond_phase(x + dx, y + dy, x, y), x.shape)
    inside = np.flatnonzero((abs(x + dx) <= x.max()) & (abs(y + dy) <= y.max()))
    probes = inside[:: max(1, len(inside) // PROBES)]
    x, y = x.ravel()[probes], y.ravel()[probes]
    back = np.broadcast_to(bond_phase(x, y, x + dx, y + dy), x.shape)
    with np.errstate(invalid="ignore"):
        closed = abs(np.exp(1j * (phase.ravel()[probes] + back)) - 1) <= ANTISYMMETRIC
    if np.iscomplexobj(phase) or not (np.isfinite(phase.ravel()[inside]).all() and closed.all()):
        raise ValueError(f"`bond_phase` must be real, finite and antisymmetric, but is not on a bond by ({dx}, {dy}).")
    return np.asarray(np.exp(1j * phase))
