"""The density at zero energy: order of the formula, what the figure says in words, kernel polynomials against the Fermi line."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from derivations.claims.bilayer import zero_energy_density
from derivations.figures.bilayer_vortex import zero_energy_density as figure
from numerics.eigenstates.chebyshev import chebyshev_moments, random_phases
from numerics.eigenstates.spectral import density_of_states, mean_and_error
from numerics.kernels import compile_kernel
from numerics.lattice.fermi_line import layer_densities
from numerics.lattice.matrix import bdg_matrix, bloch_matrix
from numerics.lattice.shapes import square
from numerics.systems.bilayer import bilayer_system
from tests.conftest import DEFAULTS

NORMAL = {**DEFAULTS, "Delta": 0.0}


def normal_state(t_c):
    return bilayer_system(**{**NORMAL, "t_c": t_c})


def surface_density(t_c):
    return layer_densities(normal_state(t_c), angles=128)["TI"]


def test_the_formula_lacks_the_fourth_order_in_the_fermi_momentum():
    formula = compile_kernel(zero_energy_density.result(), tuple(zero_energy_density.DOMAIN))
    errors = []
    for t_c in (0.016, 0.008, 0.004):  # k_F^2 falls by 2^(2/3)^2
        exact = np.array(list(layer_densities(normal_state(t_c), angles=32).values()))
        errors.append(formula(lam=1.0, M=3.0, t_sc=0.15, t_c=t_c)[:, 0] / exact - 1)
    orders = np.log2(np.abs(errors[:-1]) / np.abs(errors[1:])) / (2 / 3)  # powers of k_F
    np.testing.assert_allclose(orders, 4, atol=0.2)


def test_what_the_figure_says():
    """From nothing to a maximum, a minimum, the singularity where the line meets X, and nothing beyond M."""
    highest = minimize_scalar(lambda t: -surface_density(t), bounds=(0.3, 0.9), method="bounded", options={"xatol": 1e-4})
    lowest = minimize_scalar(surface_density, bounds=(0.9, 1.6), method="bounded", options={"xatol": 1e-4})
    assert highest.x == pytest.approx(0.535, abs=2e-3)
    assert -highest.fun == pytest.approx(0.0694, abs=1e-4)
    assert -highest.fun * 2 * np.pi == pytest.approx(0.436, abs=1e-3)  # where the bare cone, |E|/(2 pi), has as much
    assert lowest.x == pytest.approx(1.19, abs=5e-3)
    assert lowest.fun == pytest.approx(0.0592, abs=1e-4)
    t_X, t_M = np.sqrt([8 * 3 * 0.15, 32 * 3 * 0.15])
    assert min(surface_density(t_X - 0.05), surface_density(t_X + 0.05)) > 1.3 * max(
        surface_density(t_X - 0.3), surface_density(t_X + 0.3)
    )
    assert surface_density(0.995 * t_M) > 0.01
    assert surface_density(1.005 * t_M) == 0


def test_kernel_polynomials_smear_the_levels_of_the_zone():
    """The densities of the figure: random vectors within their error of the Bloch levels, smeared by the same kernel."""
    system = normal_state(0.9)
    sizes = {"L": figure.SIDE, "count": figure.COUNT, "vectors": figure.VECTORS}
    found, error = figure._kernel_polynomials({**NORMAL, "t_c": 0.9}, **sizes)
    line = 2 * np.pi * np.arange(figure.SIDE) / figure.SIDE
    H = bloch_matrix(system, kx=line[:, None], ky=line)[..., [0, 1, 4, 5], :][..., [0, 1, 4, 5]]
    energies, states = np.linalg.eigh(H)
    weights = (abs(states.reshape(-1, 2, 2, 4)) ** 2).sum(axis=2)
    diagonal = np.real(np.concatenate([h.diagonal() for h in system.onsite.values()]))
    small = bdg_matrix(system, square(5, layers=system.layers, periodic=True))[[0, 1, 100, 101]]
    radius = abs(small).sum(axis=1) - abs(diagonal)
    low, high = (diagonal - radius).min(), (diagonal + radius).max()
    centre, half_width = (low + high) / 2, (high - low) / 2
    n = np.arange(figure.COUNT)
    profile = np.sin(np.pi * (n + 1) / (figure.COUNT + 1))
    factors = np.correlate(profile, profile, mode="full")[figure.COUNT - 1 :] / (profile @ profile)
    kernel = (
        np.where(n == 0, 1, 2)
        * factors
        * np.cos(n * np.arccos(-centre / half_width))
        / (np.pi * np.sqrt(half_width**2 - centre**2))
    )
    lines = np.polynomial.chebyshev.chebval((energies.reshape(-1, 4) - centre) / half_width, kernel)
    exact = np.einsum("kls,ks->l", weights, lines) / figure.SIDE**2
    assert (abs(found - exact) < 5 * error).all()
    assert (error < 0.05 * exact).all()


def test_tunnelling_enhances_the_density_near_zero_too():
    """Mean over |E| < 0.3, a window far wider than the resolution: twice that of the bare cone, whose mean is 0.3/(4 pi)."""
    system, side = normal_state(1.2), 40
    H = bdg_matrix(system, square(side, layers=system.layers, periodic=True))
    support = (np.arange(H.shape[0]) < 4 * side**2) & (np.arange(H.shape[0]) % 4 < 2)
    moments = chebyshev_moments(H, vectors=random_phases(support, vectors=8, seed=3), count=512)
    mean, error = mean_and_error(2 * density_of_states(moments, energies=np.linspace(-0.3, 0.3, 61)).mean(axis=1))
    assert mean - 4 * error > 2 * 0.3 / (4 * np.pi)
