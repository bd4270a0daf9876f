"""A strip of the lattice, open along x and periodic along y: its Bloch matrix and the states of one edge."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh

from numerics.lattice import nambu_blocks
from numerics.systems import System

Complex = NDArray[Any]


def ribbon_matrix(system: System, *, width: int, ky: float) -> Complex:
    """H(ky) of a strip of ``width`` sites along x; components in the order layer, site, then as in ``numerics.lattice``.

    Raises
    ------
    ValueError
        If the width is below 1.
    """
    if width < 1:
        raise ValueError(f"`width` must be at least 1, but is {width}.")
    offset = {layer: 4 * width * index for index, layer in enumerate(system.layers)}
    H = np.zeros((4 * width * len(offset),) * 2, dtype=complex)
    for block in nambu_blocks(system):
        bond = np.kron(np.eye(width, k=block.step[0]), block.matrix * np.exp(1j * ky * block.step[1]))
        rows, columns = (slice(offset[layer], offset[layer] + 4 * width) for layer in (block.row, block.column))
        H[rows, columns] += bond
    return H


def left_edge_level(system: System, *, width: int, ky: float) -> tuple[float, Complex]:
    """Energy and state, (layers, width, 4), of the mode of the left edge, at small x.

    The two levels in the middle of the spectrum belong to the two edges; the pair is rotated so that one state is as far left as
    possible (at ky = 0 they are degenerate).
    """
    H = ribbon_matrix(system, width=width, ky=ky)
    middle = len(H) // 2
    _, pair = eigh(H, subset_by_index=[middle - 1, middle])
    left = np.tile(np.repeat(np.arange(width) < width / 2, 4), len(system.layers)).astype(float)
    _, mixing = np.linalg.eigh(pair.conj().T @ (left[:, None] * pair))
    state = pair @ mixing[:, -1]
    return float((state.conj() @ H @ state).real), state.reshape(len(system.layers), width, 4)
