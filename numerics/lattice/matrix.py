r"""From a tight-binding system to its Bogoliubov-de Gennes matrix: periodic, open, with flux; vectorised.

Component order of the matrix: layer, site (see ``geometry.Lattice``), then tau (electron, hole), then sigma (up, down),
with the Nambu spinor (c_up, c_dn, c^dagger_dn, -c^dagger_up): four components a site and layer. Of an electron amplitude
A between two sites the hole block is -sigma_y A^* sigma_y, and a Peierls phase phi enters as exp(i phi tau_z).
"""

from __future__ import annotations  # those of SciPy, which is loaded where it is used

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from numerics.checks import require_finite
from numerics.lattice.bond_phases import BondPhase, hop_factors
from numerics.lattice.shapes import Lattice
from numerics.solvers.hermitian import require_hermitian
from numerics.systems.definition import SIGMA_Y, System
from numerics.systems.nambu import NambuBlock, nambu_blocks, weighted_sum

Complex = NDArray[np.complex128]
ROUNDING = 1e-13  # of a product with a matrix of norm one
CHUNK, ELEMENTS = 4096, 1 << 16  # sites and matrix elements worked on at a time, for the cache's sake


def bloch_matrix(system: System, *, kx: ArrayLike, ky: ArrayLike) -> Complex:
    """H(k), shape (*batch, 4 layers, 4 layers), summed from the real-space blocks; k may be complex, as of an evanescent wave.

    Raises
    ------
    ValueError
        If a momentum is not finite.
    """
    require_finite(kx, name="kx")
    require_finite(ky, name="ky")
    kx, ky = np.broadcast_arrays(kx, ky)
    return weighted_sum(system, lambda dx, dy: np.exp(1j * (kx * dx + ky * dy)))


@dataclass(frozen=True, eq=False)
class Pattern:
    """Where a system has matrix elements on a lattice, and their phases: all that a sweep of its parameters leaves alone.

    The element k is the amplitude ``sources[slot[k]]`` of the system, times ``factor[k]`` (Peierls or pairing phase);
    ``indices`` and ``indptr`` are those of a CSR matrix.
    """

    sources: tuple[Source, ...]
    slot: NDArray[np.uint16]
    factor: Complex
    indices: NDArray[np.int32]
    indptr: NDArray[np.int32]
    periodic: bool


Source = tuple[str, str, tuple[int, int], bool, int, int]  # row layer, column layer, step, is_pairing, and the entry of the block


def lattice_pattern(
    system: System, lattice: Lattice, *, bond_phase: BondPhase | None = None, pairing_factor: Complex | None = None
) -> Pattern:
    """The pattern of the system on the lattice; :func:`filled` makes matrices from it. Arguments as for :func:`bdg_matrix`.

    Only amplitudes that are not zero in ``system`` have a place in the pattern.

    Raises
    ------
    ValueError
        As :func:`bdg_matrix`.
    """
    L = lattice.L
    if lattice.periodic and bond_phase is not None:
        raise ValueError("`bond_phase` must be None for a periodic lattice, but is a function.")
    if tuple(lattice.occupied) != system.layers:
        raise ValueError(
            f"`lattice` must have the layers {', '.join(system.layers)} of the system, in this order,"
            f" but has {', '.join(lattice.occupied)}."
        )
    if pairing_factor is not None:
        if np.shape(pairing_factor) != (L, L):
            raise ValueError(f"`pairing_factor` must have shape ({L}, {L}), but has {np.shape(pairing_factor)}.")
        require_finite(pairing_factor, name="pairing_factor")
    blocks = nambu_blocks(system)
    hops = hop_factors({block.step for block in blocks}, L, bond_phase)
    numbers, offsets = _numbering(system, lattice)
    layers = [_layer_rows(layer, blocks, hops, numbers, offsets, lattice, pairing_factor) for layer in system.layers]
    indptr = np.concatenate([[0], *(rows.counts.ravel() for rows in layers)]).cumsum().astype(np.int32)
    slot, indices = np.empty(indptr[-1], dtype=np.uint16), np.empty(indptr[-1], dtype=np.int32)
    factor = np.empty(indptr[-1], dtype=complex)
    sources: list[Source] = []
    filled_up_to = 0
    for rows in layers:
        filled_up_to = rows.fill(slot, factor, indices, filled_up_to, len(sources))
        sources += [place.source for place in rows.slots]
    return Pattern(tuple(sources), slot, factor, indices, indptr, lattice.periodic)


def places(system: System) -> frozenset[Source]:
    """Where a system has amplitudes that are not zero."""
    return frozenset(
        (block.row, block.column, block.step, block.is_pairing, int(a), int(b))
        for block in nambu_blocks(system)
        for a, b in np.argwhere(block.matrix)
    )


def filled(pattern: Pattern, system: System) -> scipy.sparse.csr_array:
    """The matrix of a system with other parameters on a pattern made before; costs no more than writing the values.

    Raises
    ------
    ValueError
        If the system has an amplitude where the pattern has no place.
    """
    blocks = {(b.row, b.column, b.step, b.is_pairing): b.matrix for b in nambu_blocks(system)}
    missing = places(system) - set(pattern.sources)
    if missing:
        row, column, step, *_ = min(missing, key=str)
        raise ValueError(
            f"`pattern` must have a place for every amplitude of the system, but has none for {column} to {row}, step {step}:"
            " make it from a system in which that is not zero."
        )
    zero = np.zeros((4, 4), dtype=complex)
    amplitudes = np.array([blocks.get(source[:4], zero)[source[4:]] for source in pattern.sources])
    data = np.empty(len(pattern.slot), dtype=complex)
    for first in range(0, len(data), ELEMENTS):
        part = slice(first, first + ELEMENTS)
        np.multiply(amplitudes[pattern.slot[part]], pattern.factor[part], out=data[part])
    dimension = len(pattern.indptr) - 1
    indices = pattern.indices.copy(), pattern.indptr.copy()  # methods of a sparse matrix may change them in place
    H = scipy.sparse.csr_array((data, *indices), shape=(dimension, dimension))
    if pattern.periodic:
        H.sum_duplicates()  # wrapped bonds come unsorted and, on a small ring, twice
    return H


def bdg_matrix(
    system: System, lattice: Lattice, *, bond_phase: BondPhase | None = None, pairing_factor: Complex | None = None
) -> scipy.sparse.csr_array:
    """Bogoliubov-de Gennes matrix of the system on the lattice.

    ``bond_phase(x_i, y_i, x_j, y_j)`` is the Peierls phase of the hop from i to j (antisymmetric, broadcasting);
    ``pairing_factor``, shape (L, L), multiplies the pairing of every site. Periodic lattices take no bond phase: an
    enclosed flux would not be periodic. For many parameters on one lattice see :func:`lattice_pattern`.

    Raises
    ------
    ValueError
        If the layers of the lattice are not those of the system; if a bond phase is given for a periodic lattice, is not finite or
        not antisymmetric; if ``pairing_factor`` has another shape or is not finite.
    """
    return filled(lattice_pattern(system, lattice, bond_phase=bond_phase, pairing_factor=pairing_factor), system)


def with_potential(
    H: scipy.sparse.csr_array, lattice: Lattice, potential: Mapping[str, NDArray[np.float64]]
) -> scipy.sparse.csr_array:
    """H with an on-site energy (L, L) in each of the layers named: +V for electrons, -V for holes.

    Raises
    ------
    ValueError
        If a layer is unknown, an array has another shape, or is not real and finite; if H is not a matrix of the lattice.
    """
    diagonal = []
    for layer, V in potential.items():
        if layer not in lattice.occupied:
            raise ValueError(f"`potential` must map layers among {', '.join(lattice.occupied)} to arrays, but has {layer!r}.")
        if np.shape(V) != (lattice.L, lattice.L):
            raise ValueError(f"`potential` must map layers to arrays ({lattice.L}, {lattice.L}), but has {layer}: {np.shape(V)}.")
        if np.iscomplexobj(V):
            raise ValueError(f"`potential` must be real, but that of {layer} is complex.")
        require_finite(V, name="potential")
    dimension = 4 * sum(int(mask.sum()) for mask in lattice.occupied.values())
    if H.shape != (dimension, dimension):
        raise ValueError(f"`H` must have shape ({dimension}, {dimension}), that of the lattice, but has {H.shape}.")
    for layer, mask in lattice.occupied.items():
        V = np.asarray(potential.get(layer, np.zeros(mask.shape)))[mask]
        diagonal.append((V[:, None] * np.array([1, 1, -1, -1])).ravel())
    return scipy.sparse.csr_array(H + scipy.sparse.diags_array(np.concatenate(diagonal)))


def particle_hole(dimension: int) -> scipy.sparse.csr_array:
    """U of C = U K in the component order of this module: tau_y sigma_y at every site and layer.

    Raises
    ------
    ValueError
        If the dimension is no multiple of four.
    """
    if dimension % 4:
        raise ValueError(f"`dimension` must be a multiple of 4, but is {dimension}.")
    return scipy.sparse.kron(scipy.sparse.identity(dimension // 4), np.kron(SIGMA_Y, SIGMA_Y), format="csr")


def commutes(H: scipy.sparse.sparray, U: scipy.sparse.sparray, *, conjugate: bool = False) -> bool:
    """Whether U, or U K if ``conjugate``, commutes with H: seen on a random vector, to rounding."""
    v = np.random.default_rng(0).uniform(-1, 1, (H.shape[0], 2)) @ [1, 1j]
    acted, then = H @ v, U @ (v.conj() if conjugate else v)
    difference = H @ then - U @ (acted.conj() if conjugate else acted)
    return bool(abs(difference).max() <= ROUNDING * abs(H).sum(axis=1).max())


def required_particle_hole(H: scipy.sparse.sparray) -> scipy.sparse.csr_array:
    """U of C = U K, real, of a matrix that has this symmetry.

    Raises
    ------
    ValueError
        If it has not, or is not Hermitian and finite, or does not have four components a site.
    """
    require_hermitian(H)
    if H.shape[0] % 4:
        raise ValueError(f"`H` must have four components a site, but has {H.shape[0]} in all.")
    U = particle_hole(H.shape[0]).real
    if not commutes(1j * H, U, conjugate=True):  # antiunitary: C (iH) = -i C H = (iH) C
        raise ValueError("`H` must be particle-hole symmetric, U H^* U^dagger = -H, but is not.")
    return U


def _numbering(system: System, lattice: Lattice) -> tuple[dict[str, NDArray[np.int32]], dict[str, int]]:
    """Site numbers (-1 where there is none) and first component of each layer."""
    numbers, offsets, dimension = {}, {}, 0
    for layer in system.layers:
        mask = lattice.occupied[layer]
        numbers[layer] = np.where(mask, np.cumsum(mask).reshape(mask.shape) - 1, -1).astype(np.int32)
        offsets[layer] = dimension
        dimension += 4 * int(mask.sum())
    return numbers, offsets


@dataclass(frozen=True, eq=False)
class _Slot:
    """One possible matrix element of every site: its source, its phase and column, and whether the neighbour exists."""

    row: int
    source: Source
    factor: Complex
    neighbour: NDArray[np.int32]
    component: int
    present: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class _LayerRows:
    """The rows of one layer: all sites have the same slots, in ascending column order, so that no loop runs over sites."""

    slots: list[_Slot]
    counts: NDArray[np.int64]

    def fill(self, slot: NDArray[np.uint16], factor: Complex, indices: NDArray[np.int32], start: int, first_slot: int) -> int:
        """Write slots, phases and columns from ``start`` on; returns where they end. Works through chunks that fit in the cache."""
        number = np.arange(first_slot, first_slot + len(self.slots), dtype=np.uint16)
        buffers = tuple(np.empty((CHUNK, len(self.slots)), dtype=kind) for kind in (complex, np.int32, bool))
        for first in range(0, len(self.counts), CHUNK):
            sites = slice(first, min(first + CHUNK, len(self.counts)))
            phases, columns, present = (buffer[: sites.stop - first] for buffer in buffers)
            for index, place in enumerate(self.slots):
                phases[:, index] = place.factor[sites]
                np.add(4 * place.neighbour[sites], place.component, out=columns[:, index])
                present[:, index] = place.present[sites]
            part = slice(start, start + int(np.count_nonzero(present)))
            factor[part], indices[part] = phases[present], columns[present]
            slot[part] = np.broadcast_to(number, present.shape)[present]
            start = part.stop
        return start


def _layer_rows(
    layer: str,
    blocks: list[NambuBlock],
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
            source = (block.row, block.column, block.step, block.is_pairing, int(a), int(b))
            slot = _Slot(int(a), source, electron if a < 2 else hole, neighbour, component, present)
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
    block: NambuBlock, mine: NDArray[np.bool_], hops: dict[tuple[int, int], Complex], pairing_factor: Complex | None
) -> Complex:
    """What multiplies the block at each site of the layer: the pairing factor, the Peierls factor, or one."""
    if block.is_pairing and pairing_factor is not None:
        return pairing_factor[mine]
    if not block.is_pairing and block.step in hops:
        return hops[block.step][mine]
    return np.broadcast_to(np.complex128(1), int(mine.sum()))
