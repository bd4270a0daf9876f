"""The antidot with its vortex: matrix, eigenstates nearest zero, weights at vortex and edge, Majorana modes.

The antidot is a hole in the layer that the system names, or in the pairing alone where it names none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from time import perf_counter

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from numerics.checks import whole
from numerics.eigenstates.blocks import Block, symmetry_blocks
from numerics.eigenstates.nearest_zero import States, Track, states_nearest_zero
from numerics.lattice.gauge import peierls_phase, winding
from numerics.lattice.matrix import Pattern, Source, filled, lattice_pattern, particle_hole, places, with_potential
from numerics.lattice.shapes import Lattice, antidot, positions, require_states, square, vortex_and_edge
from numerics.systems.definition import System

Complex = NDArray[np.complex128]


@dataclass(frozen=True, eq=False)
class VortexStates:
    """Eigenstates nearest zero and where they live; the arrays follow the ascending energies.

    ``vortex_weight`` and ``edge_weight`` are probabilities in the regions of ``geometry.vortex_and_edge``, ``density``
    (states, layer, L, L) probabilities a site. ``majorana`` (dimension, 2) are the edge and the vortex mode, each its own
    particle-hole conjugate, if the two states nearest zero lie below half the next level and can be rotated into two modes
    whose probabilities near the vortex differ by more than a half; the weights and densities then show these modes (the edge
    mode at the place of the negative energy). Otherwise ``majorana`` is None. ``symmetries`` names those that the
    matrix has, besides particle-hole symmetry, and that were used to solve it block by block, in ``blocks``.
    """

    states: States
    lattice: Lattice
    vortex_weight: NDArray[np.float64]
    edge_weight: NDArray[np.float64]
    density: NDArray[np.float64]
    majorana: Complex | None
    symmetries: tuple[str, ...]
    seconds: Mapping[str, float]
    blocks: Sequence[Block]
    R: float
    n: int


def vortex_matrix(system: System, *, L: int, R: float, n: int) -> tuple[sparse.csr_array, Lattice]:
    """BdG matrix of an open L x L square with an antidot of radius R that holds n flux quanta h/2e.

    For r < R the ``pierced`` layer of the system has no sites; where it names none, all sites are there, without pairing. The field
    fills the disc r < R, the pairing outside winds as exp(i n theta). Without flux R = 0 is the plain square. The sparsity pattern
    and its phases are kept for the next call: a sweep of parameters pays for them once.

    Raises
    ------
    ValueError
        If R is negative (or zero with flux), or the antidot does not fit; if n is not an integer.
    """
    pattern, lattice = _pattern(_Geometry(L, R, n, system.pierced, system.layers, places(system), system))
    H = filled(pattern, system)
    if system.pierced is None:
        H.eliminate_zeros()
    return H, lattice


@dataclass(frozen=True)
class _Geometry:
    """All that a pattern depends on; of the system only where its amplitudes are."""

    L: int
    R: float
    n: int
    pierced: str | None
    layers: tuple[str, ...]
    places: frozenset[Source]
    system: System = field(compare=False)

    def __post_init__(self) -> None:
        whole(self.L, name="L")
        whole(self.n, name="n")  # a winding is one


@lru_cache(maxsize=1)
def _pattern(geometry: _Geometry) -> tuple[Pattern, Lattice]:
    L, R, n, pierced = geometry.L, geometry.R, geometry.n, geometry.pierced
    pairing = winding(*positions(L), n=n)
    if pierced is None:
        pairing = pairing * antidot(L, R=R, layers=("paired",), pierced="paired").occupied["paired"]
        lattice = square(L, layers=geometry.layers)
    else:
        lattice = antidot(L, R=R, layers=geometry.layers, pierced=pierced)
    phase = partial(peierls_phase, n=n, R=R) if n else None
    return lattice_pattern(geometry.system, lattice, bond_phase=phase, pairing_factor=pairing), lattice


def vortex_states(
    system: System,
    *,
    L: int,
    R: float,
    n: int,
    states: int,
    potential: Mapping[str, NDArray[np.float64]] | None = None,
    track: Track = iter,
) -> VortexStates:
    """The ``states`` eigenstates nearest zero, solved in the symmetry blocks of ``eigenstates.blocks``; ``track`` follows them.

    ``potential`` adds an on-site energy (L, L) in the layers named; where it breaks a symmetry, the blocks are those of the others.

    >>> import derivations as ti
    >>> found = ti.vortex_states(ti.lattice_system(ti.surface(), Delta=0.5), L=11, R=2, n=1, states=4)
    >>> found.states.energies.round(3)
    array([-0.173, -0.05 ,  0.05 ,  0.173])
    """
    start = perf_counter()
    whole(states, name="states")
    H, lattice = vortex_matrix(system, L=L, R=R, n=n)
    if potential is not None:
        H = with_potential(H, lattice, potential)
    built = perf_counter()
    blocks, symmetries = symmetry_blocks(H, lattice, n=n)
    found = states_nearest_zero(H, states=states, blocks=blocks, track=track)
    vortex, edge = vortex_and_edge(lattice.L, R)
    majorana = _separate_modes(found, site_values(vortex.astype(float), lattice))
    density = site_density(found.vectors, lattice)
    if majorana is not None:
        density[states // 2 - 1 : states // 2 + 1] = site_density(majorana, lattice)
    return VortexStates(
        states=found,
        lattice=lattice,
        vortex_weight=density[..., vortex].sum(axis=(1, 2)),
        edge_weight=density[..., edge].sum(axis=(1, 2)),
        density=density,
        majorana=majorana,
        symmetries=symmetries,
        seconds={"build": built - start, "solve": perf_counter() - built},
        blocks=blocks,
        R=R,
        n=n,
    )


def _separate_modes(found: States, near_vortex: NDArray[np.float64]) -> Complex | None:
    """The Majorana modes of :class:`VortexStates`, from the two states nearest zero; None if these are none."""
    half = len(found.energies) // 2
    modes = majorana_modes(found.vectors[:, half - 1 : half + 1], particle_hole(len(found.vectors)), near_vortex)
    edge_part, vortex_part = near_vortex @ abs(modes) ** 2
    positive = found.energies[half:]
    alone = half < 2 or abs(positive[0]) < positive[1] / 2
    return modes if vortex_part - edge_part > 0.5 and alone else None


def majorana_modes(pair: Complex, particle_hole: sparse.sparray, weight: NDArray[np.float64]) -> Complex:
    """Rotate two particle-hole conjugate states (dimension, 2) into modes with C gamma = gamma, shape (dimension, 2).

    The modes are the eigenvectors of ``weight`` (a real value per component) in the span, in ascending order: for the
    weight of the vortex region the edge mode comes first, the vortex mode second.

    Raises
    ------
    ValueError
        If the pair has another shape than that of two states of the matrix.
    """
    if pair.shape != (particle_hole.shape[0], 2):
        raise ValueError(f"`pair` must have shape ({particle_hole.shape[0]}, 2), but has {pair.shape}.")
    conjugates = particle_hole @ pair.conj()
    # Of vectors with C v = v all inner products are real: the span has a basis of them, and real mixtures stay such.
    real = np.concatenate([pair + conjugates, 1j * (pair - conjugates)], axis=1)
    norms, mixing = np.linalg.eigh((real.conj().T @ real).real)
    basis = real @ (mixing[:, -2:] / np.sqrt(norms[-2:]))
    _, rotation = np.linalg.eigh((basis.conj().T @ (weight[:, None] * basis)).real)
    return np.asarray(basis @ rotation)


def site_values(values: NDArray[np.float64], lattice: Lattice) -> NDArray[np.float64]:
    """Spread a function of the site, shape (L, L), over the components of the matrix.

    Raises
    ------
    ValueError
        If it has another shape.
    """
    if np.shape(values) != (lattice.L, lattice.L):
        raise ValueError(f"`values` must have shape ({lattice.L}, {lattice.L}), but has {np.shape(values)}.")
    return np.concatenate([np.repeat(values[mask], 4) for mask in lattice.occupied.values()])


def site_density(vectors: Complex, lattice: Lattice) -> NDArray[np.float64]:
    """Probability of each state at each site, summed over spin, particle and hole: (states, layer, L, L), zero in holes.

    Raises
    ------
    ValueError
        If the vectors do not have four components for each site of the lattice.
    """
    require_states(vectors, lattice)
    density = np.zeros((vectors.shape[1], len(lattice.occupied), lattice.L, lattice.L))
    probability, offset = abs(vectors.T) ** 2, 0
    for index, mask in enumerate(lattice.occupied.values()):
        size = 4 * int(mask.sum())
        density[:, index, mask] = probability[:, offset : offset + size].reshape(len(density), -1, 4).sum(axis=-1)
        offset += size
    return density
