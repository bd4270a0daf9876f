"""eigenstates.nearest_zero: exact zero modes of long systems, where the inverse is larger than any number that rounding leaves."""

from functools import cache

import numpy as np
import pytest
import scipy.sparse as sparse

from numerics.compare import roundoff
from numerics.eigenstates.blocks import symmetry_blocks
from numerics.eigenstates.nearest_zero import states_nearest_zero
from numerics.lattice.matrix import bdg_matrix
from numerics.lattice.shapes import Lattice
from numerics.solvers.forms import SHIFT, ChiralForm, NormalForm
from numerics.solvers.krylov import Search
from numerics.systems.definition import SIGMA_0, SIGMA_X, SIGMA_Y, Hopping, System
from tests.judges.wires import banded_levels, coupled, dimerised_chain, lieb_layer, wire

EPS = np.finfo(float).eps
WIRES, SITES = 6, 50


def norm(H):
    return abs(H).sum(axis=1).max()


def middle(levels, states):
    return levels[len(levels) // 2 - states // 2 :][:states]


def chiral(B):
    """[[0, B], [B^T, 0]] with the sites of the chain in their order: a band matrix."""
    order = np.arange(2 * B.shape[0]).reshape(2, -1).T.ravel()
    return sparse.csr_array(sparse.block_array([[None, B], [B.T, None]], format="csr")[order][:, order])


@cache
def coupled_levels(coupling):
    return np.linalg.eigvalsh(coupled([wire(SITES)] * WIRES, coupling).toarray())


@pytest.mark.parametrize("disorder", [0.0, 0.1, 0.5])
@pytest.mark.parametrize(("sites", "states"), [(430, 4), (430, 20), (800, 4)])
def test_the_majorana_modes_of_a_long_wire(sites, states, disorder):
    H = wire(sites, disorder=disorder)
    found = states_nearest_zero(H, states=states)
    assert abs(middle(found.energies, 2)).max() <= EPS * norm(H)
    assert abs(found.energies - banded_levels(H, states)).max() <= roundoff(norm(H), size=H.shape[0])
    assert found.residual <= 1e-11 * norm(H)


@pytest.mark.parametrize("scale", [1e-12, 1e12])
def test_units_do_not_matter(scale):
    found, scaled = (states_nearest_zero(factor * wire(300), states=4) for factor in (1.0, scale))
    assert abs(scaled.energies / scale - found.energies).max() <= roundoff(norm(wire(300)), size=1200)


@pytest.mark.parametrize("states", [2, 6, 12, 16])
@pytest.mark.parametrize("coupling", [0.0, 1e-14, 1e-7, 1e-3])
def test_the_zero_modes_of_many_wires(states, coupling):
    """More than the start vectors hold, exact or split by the coupling; the levels at the gap's edge have copies, too."""
    H = coupled([wire(SITES)] * WIRES, coupling)
    found = states_nearest_zero(H, states=states)
    assert abs(found.energies - middle(coupled_levels(coupling), states)).max() <= roundoff(norm(H), size=H.shape[0])


@pytest.mark.parametrize("states", [2, 20, 40])
def test_a_flat_band_at_zero(states):
    H = lieb_layer(60)
    assert np.count_nonzero(abs(np.linalg.eigvalsh(H.toarray())) < 1e-12) == 480
    found = states_nearest_zero(H, states=states)
    assert abs(found.energies).max() <= EPS * norm(H)


@pytest.mark.parametrize("disorder", [0.0, 0.3])
@pytest.mark.parametrize(("copies", "states"), [(1, 4), (3, 10)])
def test_the_zero_modes_of_a_dimerised_chain(disorder, copies, states):
    B = dimerised_chain(1000, disorder=disorder)
    energies, vectors = Search(ChiralForm(sparse.block_diag([B] * copies, format="csr"))).lowest(states)
    exact = np.sort(np.repeat(banded_levels(chiral(B), 10), copies))
    assert abs(np.sort(energies) - middle(exact, states)).max() <= roundoff(norm(B), size=1000)
    assert abs(vectors.T @ vectors - np.eye(states)).max() <= roundoff(1.0, size=1000)


@pytest.mark.parametrize("kind", ["real", "complex"])
def test_a_hermitian_block_without_symmetry(kind):
    """A dimerised chain with a potential on one of its two kinds of sites: the zero mode of the other kind has no partner."""
    H = chiral(dimerised_chain(500)) + sparse.diags_array(np.tile([0.0, 0.2], 500))
    phases = np.exp(1j * np.arange(1000)) if kind == "complex" else np.ones(1000)
    turned = sparse.diags_array(phases) @ H @ sparse.diags_array(phases.conj())
    energies, _ = Search(NormalForm(sparse.csr_array(turned), 1)).lowest(4)
    exact = banded_levels(H, 60)
    assert abs(np.sort(energies) - np.sort(exact[np.argsort(abs(exact))[:4]])).max() <= roundoff(norm(H), size=1000)


@pytest.mark.parametrize("level", [-1.0, -1.0 + 1e-12, 1.0])
def test_a_level_where_the_inverse_is_taken(level):
    levels = np.concatenate([[level * SHIFT], np.linspace(0.5, 1, 499)])
    energies, _ = Search(NormalForm(sparse.diags_array(levels, format="csr"), 1)).lowest(3)
    assert abs(np.sort(energies) - levels[:3]).max() <= roundoff(1.0, size=500)


def test_a_wire_on_the_lattice():
    """A row of the square, on its mirror line: the matrix of the lattice, in a chiral block."""
    L = 301
    row = np.zeros((L, L), dtype=bool)
    row[:, L // 2] = True
    hopping = Hopping("A", "A", (1, 0), -SIGMA_0 + 0.25j * SIGMA_Y)
    onsite = 1.7 * SIGMA_0 + 0.5 * SIGMA_X
    lattice = Lattice(L, {"A": row})
    H = bdg_matrix(System(("A",), {"A": onsite}, (hopping,), {"A": 0.25}), lattice)
    blocks, _ = symmetry_blocks(H, lattice, n=0)
    assert isinstance(blocks[0].form, ChiralForm)
    found = states_nearest_zero(H, states=6, blocks=blocks)
    assert abs(found.energies - banded_levels(wire(L), 6)).max() <= roundoff(norm(H), size=4 * L)
