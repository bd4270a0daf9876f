"""A strip of the lattice, open along x and periodic along y: its Bloch matrix and the states of one edge."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh

from numerics.checks import require_finite, whole
from numerics.systems.definition import System
from numerics.systems.nambu import nambu_blocks

TAIL = (1e-9, 1e-3)  # of the largest amplitude: beyond the waves that die near the edge, above rounding
AT_THE_EDGE = 0.9  # of the probability of an edge mode in its half of the strip
WAVES = 4  # two real ones and a pair at most compete for the slowest decay
Complex = NDArray[Any]


def ribbon_matrix(system: System, *, width: int, ky: float) -> Complex:
    """H(ky) of a strip of ``width`` sites along x; components in the order layer, site, then as in ``numerics.lattice.matrix``.

    Raises
    ------
    ValueError
        If the width is not a positive integer, or ``ky`` not finite.
    """
    width = whole(width, name="width", least=1)
    require_finite(ky, name="ky")
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

    Raises
    ------
    ValueError
        As :func:`ribbon_matrix`, and if less than nine tenths of the state is in the left half: waves of the bulk have one half.
    """
    H = ribbon_matrix(system, width=width, ky=ky)
    middle = len(H) // 2
    _, pair = eigh(H, subset_by_index=[middle - 1, middle])
    left = np.tile(np.repeat(2 * np.arange(width) + 1 < width, 4), len(system.layers)).astype(float)
    _, mixing = np.linalg.eigh(pair.conj().T @ (left[:, None] * pair))
    state = pair @ mixing[:, -1]
    share = float(left @ abs(state) ** 2)
    if share < AT_THE_EDGE:
        raise ValueError(f"`system` must have modes at the edges that `width` keeps apart, but has {share:.2f} of one at the left.")
    return float((state.conj() @ H @ state).real), state.reshape(len(system.layers), width, 4)


def slowest_factor(state: Complex) -> complex:
    """The factor z from site to site of the wave that decays most slowly in the tail of a state of the left edge.

    Linear prediction: psi(x + 4) is fitted by a combination of psi(x), ..., psi(x + 3) in all components; the waves z^x of the
    tail are the roots of its characteristic polynomial. The tail is taken in the left half of the strip.

    Raises
    ------
    ValueError
        If the state is not an array (layers, sites, 4) of finite numbers, or falls too fast or too slowly to have a tail of at
        least eight sites.
    """
    if np.ndim(state) != 3:
        raise ValueError(f"`state` must have shape (layers, sites, 4), but has {np.shape(state)}.")
    require_finite(state, name="state")
    waves = np.moveaxis(state, 1, 0).reshape(state.shape[1], -1)
    amplitude = np.linalg.norm(waves, axis=1) / np.linalg.norm(waves, axis=1).max()
    inside = np.arange(len(waves)) < len(waves) // 2 - WAVES
    tail = np.flatnonzero(inside & (amplitude > TAIL[0]) & (amplitude < TAIL[1]))
    if len(tail) < 8:
        raise ValueError(f"`state` must have a tail of at least 8 sites, but has {len(tail)}: another width may help.")
    weight = 1 / amplitude[tail, None]
    before = np.stack([(weight * waves[tail + shift]).ravel() for shift in range(WAVES)], axis=-1)
    fitted = np.linalg.lstsq(before, (weight * waves[tail + WAVES]).ravel(), rcond=1e-7)[0]
    roots = np.roots([1, *-fitted[::-1]])
    return complex(roots[np.argmax(abs(roots))])
