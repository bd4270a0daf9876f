"""How wide statements of the claims are: numbers in their texts, from the hoppings of the lattice alone."""

import numpy as np
import pytest

from derivations import models
from derivations.claims.bilayer import zero_energy_density
from numerics.kernels import compile_kernel
from numerics.lattice.fermi_line import layer_densities
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.bilayer import bilayer_system
from numerics.systems.definition import SIGMA_X, SIGMA_Y, SIGMA_Z
from numerics.zone.bands import expectation, level_nearest_zero, zone_mesh
from numerics.zone.gap import minimum_gap

K = {"kx": 0.9, "ky": 0.5}


def given(**parameters: float) -> dict[str, float]:
    return models.defaults(models.MODELS["bilayer"](), **parameters)


@pytest.mark.parametrize(("t_c", "along_z", "in_ti"), [(0.3, 0.25, -0.32), (1.2, -0.40, -0.23), (2.5, -0.78, -0.20)])
def test_the_tunnelling_leaves_the_transverse_spin_of_both_layers_together_alone(t_c, along_z, in_ti):
    """``transverse_spin``: not the spin along z, nor the share of a layer."""
    lowest = np.linalg.eigh(bloch_matrix(bilayer_system(**given(t_c=t_c)), **K))[1][:, 4:5]
    x, y = np.array([np.sin(K["kx"]), np.sin(K["ky"])]) / np.hypot(np.sin(K["kx"]), np.sin(K["ky"]))
    transverse = x * SIGMA_Y - y * SIGMA_X
    ti = np.kron(np.diag([1.0, 0.0]), np.eye(2))
    assert abs(expectation(lowest, np.kron(np.eye(4), transverse)).item() + 0.36) < 0.005
    assert abs(expectation(lowest, np.kron(ti, transverse)).item() - in_ti) < 0.005
    assert abs(expectation(lowest, np.kron(np.eye(4), SIGMA_Z)).item() - along_z) < 0.005


def test_the_lowest_level_is_flat_only_without_mass():
    """``flat_band_gap``: at t_c = sqrt(2) Delta, above a flat SC band."""
    x, y = zone_mesh(32)
    hamiltonians = [models.hamiltonian("bilayer", M=M, t_sc=0.0, eps_sc=0.0, t_c=1.5 * np.sqrt(2)) for M in (0.0, 3.0)]
    flat, massive = (level_nearest_zero(H, kx=x, ky=y) for H in hamiltonians)
    assert abs(flat - 1.5).max() < 1e-12
    assert abs(massive.max() - 1.5) < 1e-12
    assert abs(minimum_gap(hamiltonians[1]).gap - 0.290) < 5e-4


def test_how_far_the_closed_form_of_the_density_goes():
    """``zero_energy_density``: 1.4 and 1.2 % too high at t_c = 0.3, 31 and 18 % at t_c = 0.5."""
    formula = compile_kernel(zero_energy_density.result(), tuple(zero_energy_density.DOMAIN))
    for t_c, stated in ((0.3, (0.014, 0.012)), (0.5, (0.31, 0.18))):
        values = given(t_c=t_c)
        exact = np.array(list(layer_densities(bilayer_system(**{**values, "Delta": 0.0}), angles=128).values()))
        found = formula(**{symbol.name: values[symbol.name] for symbol in zero_energy_density.DOMAIN})[..., 0]
        np.testing.assert_allclose(found / exact - 1, stated, atol=0.006 if t_c > 0.4 else 6e-4)
