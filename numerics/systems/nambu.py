r"""The nonzero 4 x 4 blocks of a Bogoliubov-de Gennes matrix: on-site terms, pairing, and both directions of every bond.

Of an electron amplitude A the hole block is -sigma_y A^* sigma_y (see ``numerics.lattice.matrix`` for the order of components).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numerics.systems.definition import SIGMA_0, SIGMA_Y, System

Complex = NDArray[np.complex128]


@dataclass(frozen=True, eq=False)
class NambuBlock:
    """Matrix element <r, row| H |r + step, column>, 4 x 4; a pairing block is multiplied by the local pairing factor."""

    row: str
    column: str
    step: tuple[int, int]
    matrix: Complex
    place: tuple[slice, slice]  # in a matrix of all layers, 4 components each
    is_pairing: bool = False


def weighted_sum(system: System, weight: Callable[[int, int], ArrayLike]) -> Complex:
    """The sum of all blocks, each in its place and times weight(dx, dy) of its step: shape (*batch, 4 layers, 4 layers).

    The weight exp(i kx dx + i ky dy) makes the Bloch matrix; others make its derivatives, or the terms of a series.
    """
    blocks = nambu_blocks(system)
    weights = {step: np.asarray(weight(*step)) for step in {block.step for block in blocks}}
    size = 4 * len(system.layers)
    total = np.zeros((*np.broadcast_shapes(*(one.shape for one in weights.values())), size, size), dtype=complex)
    for block in blocks:
        total[(..., *block.place)] += weights[block.step][..., None, None] * block.matrix
    return total


def nambu_blocks(system: System) -> list[NambuBlock]:
    """All nonzero 4 x 4 blocks of the BdG matrix, both directions of every bond, one block a pair of sites."""
    sums: dict[tuple[str, str, tuple[int, int], bool], Complex] = {}

    def add(row: str, column: str, step: tuple[int, int], matrix: Complex, is_pairing: bool = False) -> None:
        key = (row, column, step, is_pairing)
        sums[key] = sums.get(key, 0) + matrix

    for layer, h in system.onsite.items():
        add(layer, layer, (0, 0), _nambu(h))
    for layer, Delta in system.pairing.items():
        add(layer, layer, (0, 0), np.kron([[0, Delta], [np.conj(Delta), 0]], SIGMA_0), is_pairing=True)
    for hopping in system.hoppings:
        dx, dy = hopping.displacement
        matrix = _nambu(hopping.amplitude)
        add(hopping.to, hopping.start, (-dx, -dy), matrix)
        add(hopping.start, hopping.to, (dx, dy), matrix.conj().T)
    place = {layer: slice(4 * index, 4 * index + 4) for index, layer in enumerate(system.layers)}
    return [
        NambuBlock(row, column, step, matrix, (place[row], place[column]), pairs)
        for (row, column, step, pairs), matrix in sums.items()
    ]


def _nambu(amplitude: Complex) -> Complex:
    matrix = np.zeros((4, 4), dtype=complex)
    matrix[:2, :2] = amplitude
    matrix[2:, 2:] = -SIGMA_Y @ amplitude.conj() @ SIGMA_Y
    return matrix
