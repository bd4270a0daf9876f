r"""Currents on the bonds of a Bogoliubov-de Gennes matrix: of probability, and of charge.

With the element T from site i to site j, four components each, the bond carries from i to j

.. math:: J_{ij} = 2\,\mathrm{Im}\,\psi_j^\dagger T\psi_i, \qquad I_{ij} = 2\,\mathrm{Im}\,\psi_j^\dagger\tau_zT\psi_i
    = -\psi^\dagger\frac{\partial H}{\partial\phi_{ij}}\psi

probability and charge (electrons count +1); :math:`\phi_{ij}` is the Peierls phase of the hop from i to j. Both follow from the
matrix alone and do not depend on the gauge. What flows out of a site of an eigenstate is zero for probability, and for charge what
the pairing creates there. I changes sign under C, so that a Majorana mode carries no charge on any bond, while its probability may
flow. A quasiparticle adds its I to that of the ground state, :math:`-\tfrac12\sum_{E>0}I` by H = (1/2) Psi^dagger H Psi.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from numerics.lattice.shapes import Lattice, positions
from numerics.solvers.hermitian import require_hermitian

Complex = NDArray[Any]
Reals = NDArray[np.float64]
Integers = NDArray[np.int64]
BATCH = 256  # states at a time


@dataclass(frozen=True, eq=False)
class Bonds:
    """Every bond of a matrix once, from the site ``start`` to the site ``end``, both (bonds,), sites numbered through all layers.

    ``row``, ``column`` and ``value`` (elements,) are the matrix elements that lead from start to end, sorted by bond; those of a
    bond begin at ``first`` (bonds,).
    """

    sites: int
    start: Integers
    end: Integers
    row: Integers
    column: Integers
    value: Complex
    first: Integers


def bonds_of(H: sparse.sparray) -> Bonds:
    """The bonds of a BdG matrix in the component order of ``numerics.lattice.matrix``; elements within a site are none.

    Raises
    ------
    ValueError
        If H is not Hermitian and finite, or its dimension no multiple of four.
    """
    require_hermitian(H)
    if H.shape[0] % 4:
        raise ValueError(f"`H` must have a dimension that is a multiple of 4, but it is {H.shape[0]}.")
    elements = H.tocoo()
    row, column = (np.asarray(index, dtype=np.int64) for index in elements.coords)
    sites, upper = H.shape[0] // 4, np.flatnonzero(row // 4 > column // 4)
    bond = (column[upper] // 4) * sites + row[upper] // 4
    by_bond = np.argsort(bond, kind="stable")
    order, bond = upper[by_bond], bond[by_bond]
    first = np.flatnonzero(np.diff(bond, prepend=-1))
    return Bonds(sites, bond[first] // sites, bond[first] % sites, row[order], column[order], elements.data[order], first)


def probability_currents(bonds: Bonds, vectors: Complex) -> Reals:
    """Probability that flows from start to end of each bond in a unit of time: (states, bonds) of (dimension, states)."""
    return _flow(bonds, vectors, bonds.value)


def charge_currents(bonds: Bonds, vectors: Complex) -> Reals:
    """Charge that flows from start to end of each bond in a unit of time: (states, bonds) of (dimension, states)."""
    return _flow(bonds, vectors, bonds.value * _charges(bonds.row, bonds.column))


def _charges(row: Integers, column: Integers) -> Integers:
    """Charge of the two components of an element; 0 if it turns particles into holes: pairing is no current."""
    kinds = [1 - index % 4 // 2 * 2 for index in (row, column)]
    return np.asarray(np.where(kinds[0] == kinds[1], kinds[0], 0))


def _flow(bonds: Bonds, vectors: Complex, value: Complex) -> Reals:
    if vectors.ndim != 2 or len(vectors) != 4 * bonds.sites:
        raise ValueError(f"`vectors` must have shape ({4 * bonds.sites}, states), but has {vectors.shape}.")
    if not len(bonds.first):
        return np.zeros((vectors.shape[1], 0))
    waves = np.ascontiguousarray(vectors.T)
    flow = np.empty((len(waves), len(bonds.first)))
    for state, wave in enumerate(waves):  # one at a time, for the cache's sake
        np.add.reduceat((wave[bonds.row].conj() * (value * wave[bonds.column])).imag, bonds.first, out=flow[state])
    return 2 * flow


def equilibrium_currents(bonds: Bonds, energies: Reals, vectors: Complex, *, temperature: float = 0.0) -> Reals:
    """Charge currents (bonds,) of all electrons, from all eigenstates of the matrix; k_B = 1.

    Raises
    ------
    ValueError
        If states or energies are missing, or the temperature is negative.
    """
    if vectors.shape != (4 * bonds.sites,) * 2:
        raise ValueError(f"`vectors` must be all {4 * bonds.sites} eigenstates, but has shape {vectors.shape}.")
    if np.shape(energies) != (4 * bonds.sites,):
        raise ValueError(f"`energies` must be those of all {4 * bonds.sites} states, but has shape {np.shape(energies)}.")
    if not temperature >= 0:
        raise ValueError(f"`temperature` must be at least 0, but is {temperature}.")
    # (f - 1/2) / 2 for each state: those above and below zero bring the same, and all together nothing.
    share = -np.tanh(energies / (2 * temperature)) / 4 if temperature else -np.sign(energies) / 4
    total = np.zeros(len(bonds.first))
    for first in range(0, len(energies), BATCH):
        chosen = slice(first, first + BATCH)
        total += share[chosen] @ charge_currents(bonds, vectors[:, chosen])
    return total


def current_field(bonds: Bonds, currents: Reals, lattice: Lattice) -> Reals:
    """Vector at each site, (..., layer, 2, L, L): half the sum over its bonds within the layer of current times displacement."""
    layer, x, y = _places(bonds, currents, lattice)
    within = np.flatnonzero(layer[bonds.start] == layer[bonds.end])
    start, end = bonds.start[within], bonds.end[within]
    field = np.zeros((*currents.shape[:-1], len(lattice.occupied), 2, lattice.L, lattice.L))
    number = np.arange(len(within))
    for axis, coordinate in enumerate((x, y)):
        half = (coordinate[end] - coordinate[start]) / 2
        place = (np.concatenate([number, number]), np.concatenate([start, end]))
        spread = sparse.csr_array((np.concatenate([half, half]), place), shape=(len(within), bonds.sites))
        values, first = currents[..., within] @ spread, 0
        for index, mask in enumerate(lattice.occupied.values()):
            last = first + int(mask.sum())
            field[..., index, axis, :, :][..., mask] = values[..., first:last]
            first = last
    return field


def circulation(bonds: Bonds, currents: Reals, lattice: Lattice) -> Reals:
    """Sum over bonds of current times r_start x r_end, (...): twice the orbital moment; positive for anticlockwise flow."""
    _, x, y = _places(bonds, currents, lattice)
    return np.asarray(currents @ (x[bonds.start] * y[bonds.end] - y[bonds.start] * x[bonds.end]))


def _places(bonds: Bonds, currents: Reals, lattice: Lattice) -> tuple[Integers, Reals, Reals]:
    """Layer and coordinates of every site, in the order of the numbers."""
    if np.shape(currents)[-1:] != bonds.start.shape:
        raise ValueError(f"`currents` must have shape (..., {len(bonds.start)}), but has {np.shape(currents)}.")
    x, y = positions(lattice.L)
    masks = list(lattice.occupied.values())
    sites = sum(int(mask.sum()) for mask in masks)
    if sites != bonds.sites:
        raise ValueError(f"`lattice` must have the {bonds.sites} sites of the matrix, but has {sites}.")
    layer = np.repeat(np.arange(len(masks)), [int(mask.sum()) for mask in masks])
    return layer, np.concatenate([x[mask] for mask in masks]), np.concatenate([y[mask] for mask in masks])
