"""numerics.fermi_line: the density at zero energy against resolvents of the whole zone, and where there is none."""

import numpy as np
import pytest

from numerics import systems
from numerics.bands import zone_mesh
from numerics.fermi_line import layer_densities
from numerics.lattice import bloch_matrix

NORMAL = {"lam": 1.0, "M": 3.0, "mu": 0.0, "eps_ti": 0.0, "eps_sc": -0.6, "t_sc": 0.15, "Delta": 0.0}
ELECTRONS = [0, 1, 4, 5]
MESH = 1000
WIDTHS = 0.03 * np.arange(1, 7)


def normal_state(t_c, **changed):
    return systems.bilayer(**{**NORMAL, "t_c": t_c, **changed})


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


def test_the_sum_over_angles_converges_faster_than_any_power():
    exact = layer_densities(normal_state(1.2), angles=512)["TI"]
    errors = [abs(layer_densities(normal_state(1.2), angles=angles)["TI"] - exact) for angles in (8, 16, 32)]
    assert errors[1] < errors[0] / 2**4
    assert errors[2] < errors[1] / 2**6


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
        alone = systems.surface(lam=1.0, M=3.0, mu=mu, eps_ti=0.0, Delta=0.0)
        errors.append(layer_densities(alone)["TI"] / (mu / (2 * np.pi)) - 1)
    assert errors[0] / errors[1] == pytest.approx(4, rel=0.1)
    assert abs(errors[0]) < 0.03


def test_refusals():
    with pytest.raises(ValueError, match="`system` must have no pairing"):
        layer_densities(normal_state(1.2, Delta=1.5))
    with pytest.raises(ValueError, match="`system` must have one Fermi line"):
        layer_densities(normal_state(0.5, M=0.05))  # four of them
