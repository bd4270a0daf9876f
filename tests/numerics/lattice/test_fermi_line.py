"""numerics.lattice.fermi_line: the density at zero energy against resolvents of the whole zone, and where there is none."""

import numpy as np
import pytest
from scipy.special import ellipk

from numerics.lattice.fermi_line import layer_densities
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.bilayer import bilayer_system
from numerics.systems.definition import SIGMA_X, Hopping, System
from numerics.systems.surface import surface_system
from numerics.systems.swave import swave_system
from numerics.zone.bands import zone_mesh

NORMAL = {"lam": 1.0, "M": 3.0, "mu": 0.0, "eps_ti": 0.0, "eps_sc": -0.6, "t_sc": 0.15, "Delta": 0.0}
ELECTRONS = [0, 1, 4, 5]
MESH = 1000
WIDTHS = 0.03 * np.arange(1, 7)


def normal_state(t_c, **changed):
    return bilayer_system(**{**NORMAL, "t_c": t_c, **changed})


def resolvent_densities(system):
    """Densities of both layers from the resolvent at energies i width, extrapolated to zero width, and the last step of that.

    On the mesh the sum over the zone converges exponentially for every width; near the Fermi level the density is analytic.
    """
    line = zone_mesh(MESH)[0][MESH // 2 :, 0] + np.pi / MESH
    i, j = np.tril_indices(len(line))  # an octant: levels and weights are the same in all
    energies, states = np.linalg.eigh(bloch_matrix(system, kx=line[i], ky=line[j])[:, ELECTRONS][..., ELECTRONS])
    weights = (abs(states.reshape(-1, 2, 2, 4)) ** 2).sum(axis=2) * np.where(i == j, 1, 2)[:, None, None]
    smeared = [np.einsum("kls,ks->l", weights, width / (energies**2 + width**2)) for width in WIDTHS]
    densities = np.array(smeared) / np.pi / len(line) ** 2
    fits = [np.polyfit(WIDTHS[:n], densities[:n], n - 1)[-1] for n in (len(WIDTHS) - 1, len(WIDTHS))]
    return fits[1], abs(fits[1] - fits[0])


@pytest.mark.parametrize(
    ("t_c", "changed"), [(1.0, {}), (2.5, {}), (0.8, {"M": 1.0, "lam": -1.3}), (1.2, {"t_sc": -0.2, "eps_sc": 0.8})]
)
def test_density_is_that_of_the_resolvent(t_c, changed):
    """Lines around Gamma and, at t_c = 2.5, around M."""
    found = np.array(list(layer_densities(normal_state(t_c, **changed)).values()))
    judge, step = resolvent_densities(normal_state(t_c, **changed))
    assert (abs(found - judge) <= step).all(), (found, judge, step)
    assert (step < 0.02 * judge).all()
    other = np.array(list(layer_densities(normal_state(1.1 * t_c, **changed)).values()))
    assert (abs(other - judge) > 5 * step).any()


def square_lattice(level):
    """Density of both spins where 2 (cos kx + cos ky) = level: K(1 - (level/4)^2)/pi^2, with the parameter m as in SciPy."""
    return ellipk(1 - (level / 4) ** 2) / np.pi**2


@pytest.mark.parametrize("mu", [1.0, 0.3, -0.7, 3.9, -3.9])
def test_degenerate_bands_count_once_each(mu):
    """A layer of both spins, around Gamma and around M; twice, far apart in energy and at the same one, with and without bond."""
    exact = square_lattice(mu)
    single = swave_system(mu=mu, eps_sc=0, t_sc=1, Delta=0)
    assert layer_densities(single)["SC"] == pytest.approx(exact, rel=1e-9)
    for offset, factor in ((0.0, 1), (60.0, 0)):
        found = layer_densities(copies(single, offset))
        assert found == {"A": pytest.approx(exact, rel=1e-9), "B": pytest.approx(factor * exact, rel=1e-9)}


def copies(single, offset):
    """The layer SC twice, without a bond between them; ``offset`` shifts the second."""
    h = single.onsite["SC"]
    bonds = [Hopping(name, name, bond.displacement, bond.amplitude) for bond in single.hoppings for name in "AB"]
    return System(("A", "B"), {"A": h, "B": h + offset * np.eye(2)}, tuple(bonds), {"A": 0, "B": 0})


@pytest.mark.parametrize(("field", "mu"), [(0.4, 1.0), (1e-3, 1.0), (1e-7, 1.0), (1e-13, 1.0), (2.5, 0.3)])
def test_levels_that_are_split_have_a_line_each(field, mu):
    """A field along x: two lines, at mu + field and mu - field, near each other or one around Gamma and one around M."""
    single = swave_system(mu=mu, eps_sc=0, t_sc=1, Delta=0)
    h = single.onsite["SC"] + field * SIGMA_X
    found = layer_densities(System(("SC",), {"SC": h}, single.hoppings, {"SC": 0}))["SC"]
    assert found == pytest.approx((square_lattice(mu + field) + square_lattice(mu - field)) / 2, rel=1e-9)


def test_the_sum_over_angles_converges_faster_than_any_power():
    exact = layer_densities(normal_state(1.2), angles=512)["TI"]
    errors = [abs(layer_densities(normal_state(1.2), angles=angles)["TI"] - exact) for angles in (16, 32, 64)]
    assert errors[1] < errors[0] / 2**4
    assert errors[2] < errors[1] / 2**7


def test_an_insulator_has_none():
    assert layer_densities(normal_state(4.0)) == {"TI": 0.0, "SC": 0.0}


def test_a_small_pocket_is_not_overlooked():
    """Around M just before it vanishes, missed by all rays from Gamma: a parabolic band, whose density is a constant."""
    near, nearer = (layer_densities(normal_state(t_c), angles=64)["TI"] for t_c in (3.78, 3.79))
    assert near == pytest.approx(nearer, rel=0.01)
    assert near > 0.01


def test_one_layer_alone():
    """A Dirac cone filled to mu: its density is mu/(2 pi) of the continuum, with corrections of second order."""
    errors = []
    for mu in (0.2, 0.1):
        alone = surface_system(lam=1.0, M=3.0, mu=mu, eps_ti=0.0, Delta=0.0)
        errors.append(layer_densities(alone)["TI"] / (mu / (2 * np.pi)) - 1)
    assert errors[0] / errors[1] == pytest.approx(4, rel=0.1)
    assert abs(errors[0]) < 0.03


def test_refusals():
    with pytest.raises(ValueError, match="`system` must have no pairing"):
        layer_densities(normal_state(1.2, Delta=1.5))
    with pytest.raises(ValueError, match="`system` must have Fermi lines that every ray from Gamma, or else from M, meets once"):
        layer_densities(normal_state(0.5, M=0.05))  # four of them
    for angles, message in ((5, "at least 6, but is 5"), (8.5, "an integer, but is 8.5")):
        with pytest.raises(ValueError, match=f"`angles` must be {message}"):
            layer_densities(normal_state(1.2), angles=angles)


def test_where_the_density_jumps_or_diverges_it_is_refused():
    """The top and the bottom of a band at zero energy, where the density jumps; half filling, where it has a logarithm."""
    for eps_sc in (-4.0, 4.0):
        with pytest.raises(ValueError, match=r"`system` must have (no level at rest|a gap where it has no Fermi line)"):
            layer_densities(swave_system(mu=0.0, eps_sc=eps_sc, t_sc=1.0, Delta=0))
    with pytest.raises(ValueError, match="`angles` must be more than 256, or the density diverges"):
        layer_densities(swave_system(mu=0.0, eps_sc=0.0, t_sc=1.0, Delta=0))


def test_a_dirac_point_has_no_density():
    assert layer_densities(surface_system(lam=1.0, M=3.0, mu=0.0, eps_ti=0.0, Delta=0.0))["TI"] < 1e-12
