"""Topological wires and dimerised chains, written out by hand: Majorana modes at the ends that split by less than any rounding."""

import numpy as np
import scipy.sparse as sparse
from scipy.linalg import eigvals_banded

SIGMA_X, SIGMA_Y = np.array([[0, 1], [1, 0]]), np.array([[0, -1j], [1j, 0]])


def wire(sites: int, *, alpha=0.25, Delta=0.25, mu=0.3, V=0.5, t=1.0, disorder=0.0, seed=0) -> sparse.csr_array:
    """Rashba wire in a Zeeman field along x with s-wave pairing, open; a site has (c_up, c_dn, c^dagger_dn, -c^dagger_up)."""
    energy = 2 * t - mu + disorder * np.random.default_rng(seed).uniform(-1, 1, sites)
    right = sparse.diags_array(np.ones(sites - 1), offsets=1)
    h = sparse.kron(sparse.diags_array(energy), np.eye(2)) + sparse.kron(sparse.eye_array(sites), V * SIGMA_X)
    hop = sparse.kron(right, -t * np.eye(2) - 1j * alpha * SIGMA_Y)
    h = h + hop + hop.conj().T
    flip = sparse.kron(sparse.eye_array(sites), SIGMA_Y)
    pairing = Delta * sparse.eye_array(2 * sites)
    by_tau = sparse.block_array([[h, pairing], [pairing, -flip @ h.conj() @ flip]], format="csr")
    order = np.arange(4 * sites).reshape(2, sites, 2).transpose(1, 0, 2).ravel()
    return sparse.csr_array(by_tau[order][:, order].astype(complex))


def dimerised_chain(cells: int, *, inner=0.5, outer=1.0, disorder=0.0, seed=0) -> sparse.csr_array:
    """B of H = [[0, B], [B^T, 0]] of a Su-Schrieffer-Heeger chain, open: one singular value is zero but for (inner/outer)^cells."""
    rng = np.random.default_rng(seed)
    bonds = [inner * (1 + disorder * rng.uniform(-1, 1, cells)), outer * (1 + disorder * rng.uniform(-1, 1, cells - 1))]
    return sparse.csr_array(sparse.diags_array(bonds, offsets=[0, 1]))


def coupled(wires: list[sparse.csr_array], amplitude: float) -> sparse.csr_array:
    """Equally long wires side by side, with hopping from each site to its neighbours in the next wire."""
    sites = wires[0].shape[0] // 4
    across = sparse.kron(sparse.eye_array(sites), np.diag([1.0, 1.0, -1.0, -1.0]))
    hop = sparse.kron(sparse.diags_array(np.full(len(wires) - 1, amplitude), offsets=1), across)
    return sparse.csr_array(sparse.block_diag(wires) + hop + hop.T)


def lieb_layer(cells: int, *, seed=0) -> sparse.csr_array:
    """Electrons that hop between 3 ``cells`` sites and ``cells`` others, at random, unpaired: 8 ``cells`` exact zero modes."""
    rng = np.random.default_rng(seed)
    hop = sparse.random_array((cells, 3 * cells), density=4 / cells, rng=rng, data_sampler=lambda size: rng.uniform(0.5, 1, size))
    h = sparse.block_array([[None, hop + sparse.eye_array(cells, 3 * cells)], [hop.T + sparse.eye_array(3 * cells, cells), None]])
    return sparse.csr_array(sparse.kron(h, np.diag([1, 1, -1, -1])).astype(complex))


def banded_levels(H: sparse.csr_array, states: int) -> np.ndarray:
    """The middle ``states`` levels of a Hermitian band matrix, by LAPACK's reduction to a tridiagonal one."""
    entries, half = H.tocoo(), H.shape[0] // 2
    below = entries.row >= entries.col
    offset = (entries.row - entries.col)[below]
    bands = np.zeros((offset.max() + 1, H.shape[0]), dtype=H.dtype)
    bands[offset, entries.col[below]] = entries.data[below]
    return eigvals_banded(bands, lower=True, select="i", select_range=(half - states // 2, half + (states + 1) // 2 - 1))
