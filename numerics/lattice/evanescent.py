"""Evanescent waves of a tight-binding system: the complex momenta at which a given energy is reached.

A wave z^x exp(i ky y) with complex z solves the bulk equations at a real energy; it decays towards positive x if |z| < 1. The
factors z are the eigenvalues of a matrix pencil made of the hoppings, without any formula.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eig

from numerics.checks import require_finite
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.definition import System
from numerics.systems.nambu import nambu_blocks, weighted_sum

Complex = NDArray[Any]
SINGULAR = 1e-13  # of the largest singular value: below, rounding


def decaying_factors(system: System, *, ky: float, energy: float = 0.0) -> tuple[Complex, NDArray[np.float64]]:
    """All factors z with |z| < 1, slowest decay first, and how far rounding can move each (first order), both (factors,).

    Where a matrix of hoppings is singular the pencil has roots 0 and infinity, which are no waves: they are split off. Left out are
    also waves whose decay rounding cannot tell from none, as those that propagate, and from a complete one, |z| below 1e-13.

    Raises
    ------
    ValueError
        If ``ky`` or ``energy`` is not finite, or a band is flat along x at that energy, so that every z is a factor.
    """
    require_finite(ky, name="ky")
    require_finite(energy, name="energy")
    factors, uncertainty = pencil_roots(*_regular(*_pencil(system, ky, energy)))
    order = [index for index in np.argsort(-abs(factors), kind="stable") if abs(factors[index]) + uncertainty[index] < 1]
    return factors[order], uncertainty[order]


def pencil_roots(A: Complex, B: Complex) -> tuple[Complex, NDArray[np.float64]]:
    """Eigenvalues z of A X = z B X, A and B (size, size), and how far rounding can move each, to first order: both (size,)."""
    roots, left, right = eig(A, B, left=True, right=True)
    strength = np.abs(np.einsum("ai,ab,bi->i", left.conj(), B, right))
    scale = np.linalg.norm(A, 2) + np.abs(roots) * np.linalg.norm(B, 2)
    size = np.linalg.norm(left, axis=0) * np.linalg.norm(right, axis=0)
    return roots, len(A) * np.finfo(float).eps * scale * size / strength


def bulk_wave(system: System, factor: complex, *, ky: float, energy: float = 0.0) -> tuple[Complex, float]:
    """The wave of a factor z, normalised (4 layers,), in the order layer, then Nambu space, and its error to first order.

    The null vector of H - E at complex kx; the error is the smallest singular value, with rounding, over the next.

    Raises
    ------
    ValueError
        If the factor is zero, or a number not finite.
    """
    if not (np.isfinite(factor) and factor):
        raise ValueError(f"`factor` must be finite and not zero, but is {factor}.")
    require_finite(energy, name="energy")
    H = bloch_matrix(system, kx=-1j * np.log(complex(factor)), ky=ky) - energy * np.eye(4 * len(system.layers))
    _, strength, right = np.linalg.svd(H)
    missed = strength[-1] + len(H) * np.finfo(float).eps * strength[0]
    return right[-1].conj(), float(missed / strength[-2])


def _pencil(system: System, ky: float, energy: float) -> tuple[Complex, Complex]:
    """A and B of A X = z B X, square. X holds psi z^p of all layers, p below twice the reach of the hoppings along x."""
    size = 4 * len(system.layers)
    reach = max([1, *(abs(block.step[0]) for block in nambu_blocks(system) if block.matrix.any())])
    orders = np.arange(-reach, reach + 1)
    powers = weighted_sum(system, lambda dx, dy: (orders == dx) * np.exp(1j * ky * dy))  # coefficients of z^orders
    powers[reach] -= energy * np.eye(size)
    last = (2 * reach - 1) * size
    A, B = np.eye(2 * reach * size, k=size, dtype=complex), np.eye(2 * reach * size, dtype=complex)
    A[last:] = -np.concatenate(powers[:-1], axis=1)
    B[last:, last:] = powers[-1]
    return A, B


def _regular(A: Complex, B: Complex) -> tuple[Complex, Complex]:
    """The pencil without its roots 0 and infinity, by unitary transformations."""
    A, B = _without_zeros(A, B)
    B, A = _without_zeros(B, A)
    return A, B


def _without_zeros(A: Complex, B: Complex) -> tuple[Complex, Complex]:
    """The pencil without the roots z = 0 of A X = z B X: their vectors are split off until A has no null vector.

    Raises
    ------
    ValueError
        If A and B have a null vector in common, or come to have one: then every z is a root.
    """
    while len(A):
        strength, right = np.linalg.svd(A)[1:]
        null = strength <= SINGULAR * strength[0] if strength[0] > 0 else np.ones(len(A), dtype=bool)
        if not null.any():
            break
        lost = B @ right[null].conj().T
        if np.linalg.svd(lost, compute_uv=False)[-1] <= SINGULAR * np.linalg.norm(B, 2):
            raise ValueError("`energy` must not be that of a band that is flat along x, but is.")
        kept, rest = np.linalg.qr(lost, mode="complete")[0][:, null.sum() :].conj().T, right[~null].conj().T
        A, B = kept @ A @ rest, kept @ B @ rest
    return A, B
