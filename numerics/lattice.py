r"""From a tight-binding system to its Bogoliubov-de Gennes matrix: periodic, open, with flux; vectorised.

Component order of the matrix: layer, site (see ``geometry.Lattice``), then tau (electron, hole), then sigma (up, down),
with the Nambu spinor (c_up, c_dn, c^dagger_dn, -c^dagger_up): four components a site and layer. Of an electron amplitude
A between two sites the hole block is -sigma_y A^* sigma_y, and a Peierls phase phi enters as exp(i phi tau_z).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse
from numpy.typing import ArrayLike, NDArray

from numerics.geometry import Lattice, positions
from numerics.systems import SIGMA_0, SIGMA_Y, System

BondPhase = Callable[..., NDArray[np.float64]]
Complex = NDArray[np.complex128]


@dataclass(frozen=True, eq=False)
class Block:
    """Matrix element <r, row| H |r + step, column>, 4 x 4; a pairing block is multiplied by the local pairing factor."""

    row: str
    column: str
    step: tuple[int, int]
    matrix: Complex
    is_pairing: bool = False


def nambu_blocks(system: System) -> list[Block]:
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
    return [Block(row, column, step, matrix, pairs) for (row, column, step, pairs), matrix in sums.items()]


def _nambu(amplitude: Complex) -> Complex:
    matrix = np.zeros((4, 4), dtype=complex)
    matrix[:2, :2] = amplitude
    matrix[2:, 2:] = -SIGMA_Y @ amplitude.conj() @ SIGMA_Y
    return matrix


def bloch_matrix(system: System, *, kx: ArrayLike, ky: ArrayLike) -> Complex:
    """H(k), shape (*batch, 4 layers, 4 layers), summed from the real-space blocks."""
    kx, ky = np.broadcast_arrays(kx, ky)
    offset = {layer: 4 * index for index, layer in enumerate(system.layers)}
    H = np.zeros((*kx.shape, 4 * len(offset), 4 * len(offset)), dtype=complex)
    for block in nambu_blocks(system):
        rows, columns = offset[block.row], offset[block.column]
        phase = np.exp(1j * (kx * block.step[0] + ky * block.step[1]))
        H[..., rows : rows + 4, columns : columns + 4] += phase[..., None, None] * block.matrix
    return H


def bdg_matrix(
    system: System, lattice: Lattice, *, bond_phase: BondPhase | None = None, pairing_factor: Complex | None = None
) -> sparse.csr_array:
    """Bogoliubov-de Gennes matrix of the system on the lattice.

    ``bond_phase(x_i, y_i, x_j, y_j)`` is the Peierls phase of the hop from i to j (antisymmetric, broadcasting);
    ``pairing_factor``, shape (L, L), multiplies the pairing of every site. Periodic lattices take no bond phase: an
    enclosed flux would not be periodic.

    Raises
    ------
    ValueError
        If a bond phase is given for a periodic lattice, or ``pairing_factor`` has another shape.
    """
    L = lattice.L
    if lattice.periodic and bond_phase is not None:
        raise ValueError("`bond_phase` must be None for a periodic lattice, but is a function.")
    if pairing_factor is not None and pairing_factor.shape != (L, L):
        raise ValueError(f"`pairing_factor` must have shape ({L}, {L}), but has {pairing_factor.shape}.")
    blocks = nambu_blocks(system)
    hops = _hop_factors(blocks, L, bond_phase)
    numbers, offsets, dimension = _numbering(system, lattice)
    parts = [_layer_rows(layer, blocks, hops, numbers, offsets, lattice, pairing_factor) for layer in system.layers]
    data, indices, counts = (np.concatenate(part) for part in zip(*parts, strict=True))
    indptr = np.concatenate([[0], np.cumsum(counts)]).astype(indices.dtype)
    H = sparse.csr_array((data, indices, indptr), shape=(dimension, dimension))
    if lattice.periodic:
        H.sum_duplicates()  # wrapped bonds come unsorted and, on a small ring, twice
    return H


def particle_hole(dimension: int) -> sparse.csr_array:
    """U of C = U K in the component order of this module: tau_y sigma_y at every site and layer."""
    return sparse.kron(sparse.identity(dimension // 4), np.kron(SIGMA_Y, SIGMA_Y), format="csr")


def _numbering(system: System, lattice: Lattice) -> tuple[dict[str, NDArray[np.int32]], dict[str, int], int]:
    """Site numbers (-1 where there is none), first component of each layer, and the dimension."""
    numbers, offsets, dimension = {}, {}, 0
    for layer in system.layers:
        mask = lattice.occupied[layer]
        numbers[layer] = np.where(mask, np.cumsum(mask).reshape(mask.shape) - 1, -1).astype(np.int32)
        offsets[layer] = dimension
        dimension += 4 * int(mask.sum())
    return numbers, offsets, dimension


def _hop_factors(blocks: list[Block], L: int, bond_phase: BondPhase | None) -> dict[tuple[int, int], Complex]:
    """exp(i phi) of the hop from r + step to r, shape (L, L), for every step of a bond."""
    factors: dict[tuple[int, int], Complex] = {}
    if bond_phase is None:
        return factors
    x, y = positions(L)
    for dx, dy in {block.step for block in blocks} - {(0, 0)}:
        if (-dx, -dy) in factors:  # antisymmetric: the conjugate, seen from the other end
            factors[dx, dy] = np.roll(factors[-dx, -dy].conj(), (-dx, -dy), axis=(0, 1))
        else:
            factors[dx, dy] = np.exp(1j * bond_phase(x + dx, y + dy, x, y))
    return factors


def _layer_rows(
    layer: str,
    blocks: list[Block],
    hops: dict[tuple[int, int], Complex],
    numbers: dict[str, NDArray[np.int32]],
    offsets: dict[str, int],
    lattice: Lattice,
    pairing_factor: Complex | None,
) -> tuple[Complex, NDArray[np.int32], NDArray[np.int64]]:
    """Matrix elements of the rows of one layer in row order, their columns, and their number in each row.

    All sites have the same list of candidates ("slots"), in ascending column order; a mask drops those whose neighbour
    is missing. No loop runs over sites or bonds.
    """
    mine = lattice.occupied[layer]
    order = {name: index for index, name in enumerate(offsets)}
    own = sorted((b for b in blocks if b.row == layer), key=lambda b: (order[b.column], b.step))
    slots = [  # row component, block, column component; sorted as in the matrix
        (a, index, b) for a in range(4) for index, block in enumerate(own) for b in range(4) if block.matrix[a, b] != 0
    ]
    slots.sort(key=lambda slot: (slot[0], order[own[slot[1]].column], own[slot[1]].step, slot[2]))
    sites = int(mine.sum())
    data = np.empty((sites, len(slots)), dtype=complex)
    columns = np.empty((sites, len(slots)), dtype=np.int32)
    present = np.empty((sites, len(slots)), dtype=bool)
    neighbours = {(b.column, b.step): _neighbours(numbers[b.column], b.step, lattice.periodic)[mine] for b in own}
    factors = [_site_factors(block, mine, hops, pairing_factor) for block in own]
    for slot, (a, index, b) in enumerate(slots):
        block = own[index]
        neighbour = neighbours[block.column, block.step]
        # Electron rows carry exp(i phi), hole rows its conjugate; the pairing is conjugated below the diagonal.
        data[:, slot] = block.matrix[a, b] * (factors[index] if a < 2 else np.conj(factors[index]))
        columns[:, slot] = 4 * neighbour + (offsets[block.column] + b)
        present[:, slot] = neighbour >= 0
    row_of_slot = np.array([a for a, _, _ in slots])
    counts = np.stack([present[:, row_of_slot == a].sum(axis=1) for a in range(4)], axis=1)
    return data[present], columns[present], counts.ravel()


def _neighbours(numbers: NDArray[np.int32], step: tuple[int, int], periodic: bool) -> NDArray[np.int32]:
    """Number of the site at r + step, shape (L, L); -1 where there is none."""
    shifted = np.roll(numbers, (-step[0], -step[1]), axis=(0, 1))
    if not periodic:
        for axis, distance in enumerate(step):
            cut = slice(-distance, None) if distance > 0 else slice(None, -distance)
            if distance:
                shifted[(slice(None),) * axis + (cut,)] = -1
    return shifted


def _site_factors(
    block: Block, mine: NDArray[np.bool_], hops: dict[tuple[int, int], Complex], pairing_factor: Complex | None
) -> Complex | complex:
    if block.is_pairing:
        return 1.0 if pairing_factor is None else pairing_factor[mine]
    return hops[block.step][mine] if block.step in hops else 1.0
