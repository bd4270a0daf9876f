"""A random cluster of four sites in two layers, twice: in Fock space, and as a matrix of ``numerics``."""

import numpy as np
import scipy.sparse as sparse

from numerics.lattice.matrix import bdg_matrix
from numerics.lattice.shapes import Lattice
from numerics.systems.definition import Hopping, System
from tests.judges.fock import Cluster

SITES = 4  # A at (0, 0), (1, 0), (2, 0); B at (1, 0)
L = 3


def random_cluster(rng: np.random.Generator) -> tuple[Cluster, sparse.csr_array, Lattice, list]:
    """Fock space, matrix, lattice, and the bonds (end, start, amplitude with its phase), of random terms and random phases.

    The bonds are those of distance one and two in layer A, which close a triangle, and the bond to layer B.
    """

    def matrix():
        return rng.standard_normal((2, 2)) + 1j * rng.standard_normal((2, 2))

    onsite = {layer: h + h.conj().T for layer, h in (("A", matrix()), ("B", matrix()))}
    short, far, between = matrix(), matrix(), matrix()
    pairing = {layer: complex(*rng.standard_normal(2)) for layer in "AB"}
    factor = np.exp(1j * rng.uniform(-np.pi, np.pi, (L, L)))
    chi = rng.uniform(-np.pi, np.pi, (L, L))
    bonds = [
        (1, 0, short * np.exp(1j * chi[0, 1])),
        (2, 1, short * np.exp(1j * chi[1, 2])),
        (2, 0, far * np.exp(1j * chi[0, 2])),
        (3, 1, between),
    ]
    cluster = Cluster(SITES)
    for site, (layer, i) in enumerate((("A", 0), ("A", 1), ("A", 2), ("B", 1))):
        cluster.add_onsite(site, onsite[layer])
        cluster.add_pairing(site, pairing[layer] * factor[i, 0])
    for bond in bonds:
        cluster.add_bond(*bond)

    def bond_phase(x_i, y_i, x_j, y_j):
        i, j = (np.clip(np.rint(x + 1).astype(int), 0, L - 1) for x in (x_i, x_j))
        return np.where(i < j, chi[i, j], -chi[j, i])

    line = np.zeros((L, L), dtype=bool)
    line[:, 0] = True
    single = np.zeros((L, L), dtype=bool)
    single[1, 0] = True
    lattice = Lattice(L, {"A": line, "B": single})
    hoppings = (Hopping("A", "A", (1, 0), short), Hopping("A", "A", (2, 0), far), Hopping("A", "B", (0, 0), between))
    H = bdg_matrix(System(("A", "B"), onsite, hoppings, pairing), lattice, bond_phase=bond_phase, pairing_factor=factor)
    return cluster, H, lattice, bonds
