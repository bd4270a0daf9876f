"""The Fermi lines of the normal state, counted on the lattice: what gapless_helical_band says beside its formula."""

import numpy as np
import pytest
from scipy.ndimage import label

from derivations.claims.bilayer import hybridised_bands
from derivations.claims.topology import chern_any_filling, gapless_helical_band
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.bilayer import bilayer_system
from numerics.zone.bands import zone_mesh
from theory.symbols.interface import Delta, M, eps_sc, eps_ti, lam, mu, t_c, t_sc

FULL, DIAGONAL_FREE = np.ones((3, 3)), None  # neighbours: one of the two kinds of region must not connect across corners


def normal_state(M, t_sc, t_c):
    return bilayer_system(lam=1.0, M=M, mu=0.0, eps_ti=0.0, eps_sc=-4 * t_sc, t_sc=t_sc, Delta=0.0, t_c=t_c)


def bands_below(mesh=400, **parameters):
    """Number of bands below the Fermi level over the zone."""
    kx, ky = (k + np.pi / mesh for k in zone_mesh(mesh))
    electrons = hybridised_bands.ELECTRONS
    H = bloch_matrix(normal_state(**parameters), kx=kx, ky=ky)[..., electrons, :][..., electrons]
    return (np.linalg.eigvalsh(H) < 0).sum(axis=-1)


def regions(mask, structure):
    """Number of connected regions on the torus."""
    labels, count = label(mask, structure)
    first = list(range(count + 1))

    def root(a):
        while first[a] != a:
            a = first[a]
        return a

    for a, b in [*zip(labels[0], labels[-1], strict=True), *zip(labels[:, 0], labels[:, -1], strict=True)]:
        if a and b:
            first[root(a)] = root(b)
    return len({root(a) for a in range(1, count + 1)})


def lines(**parameters):
    """Every line separates two regions, so the regions are the nodes of a tree whose edges are the lines."""
    inside = bands_below(**parameters) == 2
    return regions(inside, DIAGONAL_FREE) + regions(~inside, FULL) - 1


@pytest.mark.parametrize(
    ("parameters", "count"),
    [
        ({"M": 3.0, "t_sc": 0.15, "t_c": 1.2}, 1),
        ({"M": -1.0, "t_sc": 0.2, "t_c": 0.4}, 1),
        ({"M": 0.05, "t_sc": 0.15, "t_c": np.sqrt(0.3)}, 4),
        ({"M": 3.0, "t_sc": 0.15, "t_c": 2.5}, 1),
        ({"M": 3.0, "t_sc": 0.15, "t_c": 4.0}, 0),
    ],
)
def test_number_of_fermi_lines(parameters, count):
    """Odd if t_c^2 < 32 |M t_sc|; the Chern number with weak pairing has the same parity."""
    assert lines(**parameters) == count
    assert count % 2 == (parameters["t_c"] ** 2 < 32 * abs(parameters["M"] * parameters["t_sc"]))
    values = {lam: 1, mu: 0, eps_ti: 0, eps_sc: -4 * parameters["t_sc"], Delta: 0.01}
    values |= {M: parameters["M"], t_sc: parameters["t_sc"], t_c: parameters["t_c"]}
    assert chern_any_filling.result().subs(values) % 2 == count % 2


def test_the_insulator():
    """Where the product stays below t_c^2 two bands lie below the Fermi level in the whole zone."""
    assert (bands_below(M=3.0, t_sc=0.15, t_c=4.0) == 2).all()


def test_radius_of_the_ring():
    """k_F = (t_c^2/|lam t_sc|)^(1/3): the error falls as k_F^2."""
    found = []
    for t in (0.02, 0.01):
        k_F = (t**2 / 0.15) ** (1 / 3)
        exact = gapless_helical_band._fermi_momentum(normal_state(0.5, 0.15, t), 0.3)
        found.append((exact / k_F - 1) / k_F**2)
    assert found[0] == pytest.approx(found[1], rel=0.05)
    assert 0 < abs(found[1]) < 1
