"""Evanescent waves of a tight-binding system: the complex momenta at which a given energy is reached.

A wave z^x exp(i ky y) with complex z solves the bulk equations at a real energy; it decays towards positive x if |z| < 1. The
factors z are the eigenvalues of a matrix pencil made of the hoppings, without any formula.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eig

from numerics.lattice import bloch_matrix
from numerics.nambu_blocks import nambu_blocks
from numerics.systems import System

Complex = NDArray[Any]


def decaying_factors(system: System, *, ky: float, energy: float = 0.0) -> tuple[Complex, NDArray[np.float64]]:
    """All factors z with |z| < 1, slowest decay first, and how far rounding can move each (first order), both (count,).

    Raises
    ------
    ValueError
        If a layer has no hopping of its own along x (it would not carry waves).
    """
    factors, uncertainty = pencil_roots(*_pencil(system, ky, energy))
    order = [index for index in np.argsort(-abs(factors), kind="stable") if abs(factors[index]) < 1]
    return factors[order], uncertainty[order]


def pencil_roots(A: Complex, B: Complex) -> tuple[Complex, NDArray[np.float64]]:
    """Eigenvalues z of A X = z B X and how far rounding can move each, to first order."""
    roots, left, right = eig(A, B, left=True, right=True)
    strength = np.abs(np.einsum("ai,ab,bi->i", left.conj(), B, right))
    scale = np.linalg.norm(A, 2) + np.abs(roots) * np.linalg.norm(B, 2)
    size = np.linalg.norm(left, axis=0) * np.linalg.norm(right, axis=0)
    return roots, len(A) * np.finfo(float).eps * scale * size / strength


def bulk_wave(system: System, factor: complex, *, ky: float, energy: float = 0.0) -> tuple[Complex, float]:
    """The wave of a factor z, normalised (components in the order layer, then 4 of Nambu space), and its error to first order.

    The null vector of H - E at complex kx; the error is the smallest singular value, with rounding, over the next.
    """
    H = bloch_matrix(system, kx=-1j * np.log(complex(factor)), ky=ky) - energy * np.eye(4 * len(system.layers))
    _, strength, right = np.linalg.svd(H)
    missed = strength[-1] + len(H) * np.finfo(float).eps * strength[0]
    return right[-1].conj(), float(missed / strength[-2])


def _pencil(system: System, ky: float, energy: float) -> tuple[Complex, Complex]:
    """A and B of A X = z B X. X holds psi z^p of each layer, p below twice the reach of its hoppings along x.

    The rows of a layer are multiplied by z^reach: no zero and no infinite factor is left if the matrix of each layer's farthest
    hopping is invertible, as in the systems of ``numerics.systems``.
    """
    blocks = [block for block in nambu_blocks(system) if block.matrix.any()]
    steps_of = {layer: [abs(b.step[0]) for b in blocks if b.row == b.column == layer] for layer in system.layers}
    reach = {layer: max(steps, default=0) for layer, steps in steps_of.items()}
    still = [layer for layer, steps in reach.items() if steps == 0]
    if still:
        raise ValueError(f"`system` must have a hopping along x in every layer, but has none in {still[0]}.")
    start = dict(zip(reach, np.cumsum([0, *(8 * steps for steps in reach.values())]), strict=False))
    size = 8 * sum(reach.values())
    A, B = np.zeros((size, size), dtype=complex), np.eye(size, dtype=complex)
    for layer, steps in reach.items():
        top = start[layer] + 4 * (2 * steps - 1)
        A[start[layer] : top, start[layer] + 4 : top + 4] = np.eye(top - start[layer])
        B[top : top + 4, top : top + 4] = 0
        A[top : top + 4, start[layer] + 4 * steps : start[layer] + 4 * steps + 4] += energy * np.eye(4)
    for block in blocks:
        rows = slice(top := start[block.row] + 4 * (2 * reach[block.row] - 1), top + 4)
        power = reach[block.row] + block.step[0]
        matrix = block.matrix * np.exp(1j * ky * block.step[1])
        if power < 2 * reach[block.column]:
            A[rows, (column := start[block.column] + 4 * power) : column + 4] -= matrix
        else:  # the highest power is z times the last component
            B[rows, (column := start[block.column] + 4 * (power - 1)) : column + 4] += matrix
    return A, B
