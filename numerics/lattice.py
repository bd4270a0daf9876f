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
CHUNK = 4096  # sites worked on at a time, for the cache's sake


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
    layers = [_layer_rows(layer, blocks, hops, numbers, offsets, lattice, pairing_factor) for layer in system.layers]
    indptr = np.concatenate([[0], *(rows.counts.ravel() for rows in layers)]).cumsum()
    data = np.empty(indptr[-1], dtype=complex)
    indices = np.empty(indptr[-1], dtype=np.int32)
    filled = 0
    for rows in layers:
        filled = rows.fill(data, indices, filled)
    H = sparse.csr_array((data, indices, indptr.astype(np.int32)), shape=(dimension, dimension))
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


@dataclass(frozen=True, eq=False)
class _Slot:
    """One possible matrix element of every site: its value and its column a site, and whether the neighbour exists."""

    row: int
    amplitude: complex
    factor: Complex
    neighbour: NDArray[np.int32]
    component: int
    present: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class _LayerRows:
    """The rows of one layer: all sites have the same slots, in ascending column order, so that no loop runs over sites."""

    slots: list[_Slot]
    counts: NDArray[np.int64]

    def fill(self, data: Complex, indices: NDArray[np.int32], start: int) -> int:
        """Write values and columns from ``start`` on; returns where they end. Works through chunks that fit in the cache."""
        buffers = tuple(np.empty((CHUNK, len(self.slots)), dtype=kind) for kind in (complex, np.int32, bool))
        for first in range(0, len(self.counts), CHUNK):
            sites = slice(first, min(first + CHUNK, len(self.counts)))
            values, columns, present = (buffer[: sites.stop - first] for buffer in buffers)
            for index, slot in enumerate(self.slots):
                np.multiply(slot.amplitude, slot.factor[sites], out=values[:, index])
                np.add(4 * slot.neighbour[sites], slot.component, out=columns[:, index])
                present[:, index] = slot.present[sites]
            stop = start + int(np.count_nonzero(present))
            data[start:stop], indices[start:stop] = values[present], columns[present]
            start = stop
        return start


def _layer_rows(
    layer: str,
    blocks: list[Block],
    hops: dict[tuple[int, int], Complex],
    numbers: dict[str, NDArray[np.int32]],
    offsets: dict[str, int],
    lattice: Lattice,
    pairing_factor: Complex | None,
) -> _LayerRows:
    """Slots of the rows of one layer, and the number of elements in each of the four rows of a site, (sites, 4)."""
    mine = lattice.occupied[layer]
    order = {name: index for index, name in enumerate(offsets)}
    slots: list[tuple[tuple[int, int, tuple[int, int], int], _Slot]] = []
    for block in (block for block in blocks if block.row == layer):
        neighbour = _neighbours(numbers[block.column], block.step, lattice.periodic)[mine]
        present = neighbour >= 0
        electron = _site_factors(block, mine, hops, pairing_factor)
        hole = np.conj(electron)  # the pairing, too, is conjugated below the diagonal
        for a, b in np.argwhere(block.matrix):
            component = offsets[block.column] + int(b)
            slot = _Slot(int(a), block.matrix[a, b], electron if a < 2 else hole, neighbour, component, present)
            slots.append(((int(a), order[block.column], block.step, int(b)), slot))
    ordered = [slot for _, slot in sorted(slots, key=lambda pair: pair[0])]
    counts = np.zeros((int(mine.sum()), 4), dtype=np.int64)
    for slot in ordered:
        counts[:, slot.row] += slot.present
    return _LayerRows(ordered, counts)


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
) -> Complex:
    """What multiplies the block at each site of the layer: the pairing factor, the Peierls factor, or one."""
    if block.is_pairing and pairing_factor is not None:
        return pairing_factor[mine]
    if not block.is_pairing and block.step in hops:
        return hops[block.step][mine]
    return np.broadcast_to(np.complex128(1), int(mine.sum()))
