"""The figures of bands: closed forms against the lattice within computed bounds; spins by a second route; sweeps and rings."""

import numpy as np
import pytest
import xarray as xr

from derivations import models
from derivations.figures.bilayer_vortex import fig1b, fig2a, fig2b, fig3a, fig3d, fig3e, fig3f
from derivations.figures.bilayer_vortex.shared.low_energy import positive_levels
from derivations.figures.bilayer_vortex.shared.momenta import along, momenta_of, time_reversal_odd
from derivations.figures.bilayer_vortex.shared.spins import DEGENERATE, levels_and_spins, mean_over_level
from derivations.figures.bilayer_vortex.shared.unhybridised import BLOCKS, unhybridised_bands
from numerics.compare import roundoff
from numerics.kernels import compile_kernel
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.bilayer import bilayer_system
from numerics.systems.definition import SIGMA_X, SIGMA_Y, SIGMA_Z
from numerics.zone.bands import level_nearest_zero
from numerics.zone.gap import minimum_gap
from theory.models.bilayer import mass
from theory.symbols.interface import M
from theory.symbols.momentum import kx, ky

PARAMETERS = {"lam": 0.8, "M": 2.2, "t_sc": -0.2, "Delta": 1.1}  # others than the defaults, for what holds for all
SHIFT = 1e-6


def rounding(data: xr.Dataset, **given: float) -> float:
    """Bound on an error of a level: the norm of H on the path, with the terms of the hoppings that cancel in it."""
    fixed = {name: value for name, value in data.attrs.items() if name in models.defaults(models.MODELS["bilayer"]())}
    H = bloch_matrix(bilayer_system(**{**models.defaults(models.MODELS["bilayer"]()), **fixed, **given}), kx=data.kx, ky=data.ky)
    norm = (
        np.linalg.norm(H, 2, axis=(-2, -1)).max() + 4 * abs(given.get("M", fixed.get("M", 0.0))) + 8 * abs(fixed.get("t_sc", 0.15))
    )
    return roundoff(norm, size=8)


def separations(energies: xr.DataArray, axis: str) -> np.ndarray:
    """Smallest distance of each level from one that is not of the same energy."""
    values = energies.transpose(..., axis).values
    distance = abs(values[..., :, None] - values[..., None, :])
    return np.where(distance > DEGENERATE, distance, np.inf).min(axis=-1)


def test_levels_of_the_surface_agree():
    data = fig1b.dataset(lam=0.8)
    for mass_ in data.M.values:
        chosen = data.sel(M=mass_)
        assert abs(chosen.formula - chosen.lattice).max() <= rounding(data, M=mass_, t_c=0.0, Delta=0.0)


@pytest.mark.parametrize("module", [fig2a, fig2b])
@pytest.mark.parametrize("given", [{}, {**PARAMETERS, "mu": 0.1, "eps_ti": -0.2}], ids=["defaults", "others"])
def test_levels_spins_and_weights_of_the_normal_state_agree(module, given):
    given = {name: value for name, value in given.items() if name != "Delta"}
    data = module.dataset(**given)
    bound = rounding(data)
    assert abs(data.formula - data.lattice).max() <= bound
    allowed = bound / separations(data.lattice, "band").T  # an eigenvector errs by the error of H over the distance
    assert (abs(data.formula_spin - data.lattice_spin).transpose("axis", "k", "band").values <= 2 * allowed.T + 1e-15).all()
    weight = abs(data.formula_weight - data.lattice_weight.sel(layer="TI")).transpose("k", "band").values
    assert (weight <= 2 * allowed.T + 1e-15).all()


@pytest.mark.parametrize("given", [{}, {**PARAMETERS, "mu": 0.1, "eps_ti": -0.2}], ids=["defaults", "others"])
@pytest.mark.parametrize("module", [fig3a, fig3d])
def test_unhybridised_levels_and_spins_agree(module, given):
    data = module.dataset(**given)
    bound = rounding(data, t_c=0.0)
    assert abs(data.formula - data.lattice).max() <= bound
    apart = abs(data.lattice.sel(block=["TI particle", "TI hole"]).diff("sign")).min()
    assert abs(data.formula_spin - data.lattice_spin).max() <= 2 * bound / float(apart)


@pytest.mark.parametrize("module", [fig3e, fig3f])
@pytest.mark.parametrize("given", [{}, PARAMETERS], ids=["defaults", "others"])
def test_low_energy_levels_agree(module, given):
    data = module.dataset(**given)
    norm = rounding(data) / np.finfo(float).eps / 8
    second = data.lattice.isel(level=5).min()  # E_< is a product over E_>
    assert abs(data.formula - data.lattice).max() <= roundoff(norm**2 / float(second), size=8)


def test_the_map_of_the_lowest_level_and_the_ring_agree_with_the_other_route():
    data = fig3f.dataset()
    fixed = models.defaults(models.MODELS["bilayer"](), t_c=fig3f.TUNNELLING)
    lattice = level_nearest_zero(
        models.hamiltonian("bilayer", **fixed), kx=data.zone_x.values[::8, None], ky=data.zone_y.values[::8]
    )
    np.testing.assert_allclose(data.lowest.values[::8, ::8], lattice, atol=1e-12)
    angle, ring = np.radians(data.angle.values), data.ring_radius.isel(t_ring=-1).values
    formula = positive_levels(kx=ring * np.cos(angle), ky=ring * np.sin(angle), **fixed)[:, 0]
    np.testing.assert_allclose(data.ring_level.isel(t_ring=-1), formula, atol=1e-12)
    # The lowest point of a ray: the level rises on either side of it.
    for factor in (0.99, 1.01):
        beside = positive_levels(kx=factor * ring * np.cos(angle), ky=factor * ring * np.sin(angle), **fixed)[:, 0]
        assert (beside > formula).all()
    # The ring on the axis is the minimum of the whole zone, which another search finds.
    minimum = minimum_gap(models.hamiltonian("bilayer", **fixed))
    assert abs(ring[0] - np.hypot(minimum.kx, minimum.ky)) < np.pi / (fig3f.RAY - 1) ** 3


@pytest.mark.parametrize("given", [{}, PARAMETERS], ids=["defaults", "others"])
def test_spins_of_the_blocks_are_those_of_the_whole_matrix_with_a_small_splitting(given):
    """A shift of the TI layer parts particles from holes: then the eigenvectors of the 8 x 8 matrix are theirs."""
    path = along((0.1, 0.2), (2.9, 1.3), points=40)
    blocks = unhybridised_bands(path, **given)
    fixed = models.defaults(models.MODELS["bilayer"](), **given, t_c=0.0, eps_ti=SHIFT)
    energies, spins = levels_and_spins(bloch_matrix(bilayer_system(**fixed), **momenta_of(path)))
    for block, shift in zip(BLOCKS, (SHIFT, -SHIFT, 0.0), strict=True):
        for sign in (-1, 1):
            chosen = blocks.sel(block=block, sign=sign)
            index = abs(energies - (chosen.lattice.values + shift)[:, None]).argmin(axis=-1)
            found = np.take_along_axis(spins, index[:, None, None], axis=-1)[..., 0]
            np.testing.assert_allclose(found.T, chosen.lattice_spin, atol=1e-8)


def test_a_level_has_one_spin_whatever_its_basis(rng):
    H = np.kron(np.diag([0.3, -0.4]), np.eye(2)) + np.kron([[0, 1], [1, 0]], np.eye(2))
    energies, spins = levels_and_spins(H)
    assert abs(spins).max() < 1e-15
    unitary = np.linalg.qr(rng.normal(size=(4, 4)) + 1j * rng.normal(size=(4, 4)))[0]
    probability = (abs(unitary) ** 2)[0]
    assert np.ptp(mean_over_level(probability, np.zeros(4))) < 1e-15
    assert abs(mean_over_level(probability, np.zeros(4))[0] - 0.25) < 1e-15
    np.testing.assert_array_equal(mean_over_level(probability, energies + np.arange(4)), probability)


@pytest.mark.parametrize("axis", range(3))
def test_the_spin_of_a_field_points_along_it(axis):
    field = (SIGMA_X, SIGMA_Y, SIGMA_Z)[axis]
    energies, spins = levels_and_spins(field)
    np.testing.assert_allclose(energies, [-1, 1])
    np.testing.assert_allclose(spins, np.outer(np.eye(3)[axis], [-1, 1]), atol=1e-15)


def test_what_time_reversal_turns_around_is_the_mass():
    path = along((0.1, -2.0), (3.0, 1.0), points=30)
    for strength in (0.0, -1.7):
        fixed = models.defaults(models.MODELS["bilayer"](), M=strength)
        odd = time_reversal_odd(bilayer_system(**fixed), 0, **momenta_of(path))
        expected = abs(compile_kernel(mass(), (kx, ky, M))(**momenta_of(path), M=strength))
        np.testing.assert_allclose(odd, expected, atol=1e-14)
    assert time_reversal_odd(bilayer_system(**fixed), 1, **momenta_of(path)).max() == 0


@pytest.mark.parametrize("given", [{}, {"M": 1.0, "t_sc": 0.3}], ids=["defaults", "others"])
def test_the_sweep_finds_the_insulator_where_the_closed_form_has_it(given):
    """gapless_helical_band: a Fermi line around Gamma or M as long as t_c^2 < 32 |M t_sc|."""
    top, bottom = fig2b.band_edges(fig2b.SWEEP, **given).T
    fixed = models.defaults(models.MODELS["bilayer"](), **given)
    np.testing.assert_array_equal((top > 0) | (bottom < 0), 32 * abs(fixed["M"] * fixed["t_sc"]) > fig2b.SWEEP**2)


def test_a_path_has_its_corners_once_and_its_length():
    path = along((0, 0), (3, 0), (3, 4), points=5, start=-1.0)
    k, x, y = (path[name][1] for name in ("k", "kx", "ky"))
    assert len(k) == 9
    assert (k[0], k[4], k[8]) == (-1.0, 2.0, 6.0)
    assert (x[4], y[4], x[8], y[8]) == (3, 0, 3, 4)


@pytest.mark.parametrize("module", [fig3e, fig3f])
def test_levels_without_closed_form_are_those_of_the_lattice_alone(module):
    data = module.dataset(mu=0.1, points=9)
    assert np.isnan(data.formula).all()
    assert (data.lattice.isel(level=4) >= data.gap - 1e-9).all()
    if module is fig3f:
        assert float(data.lowest.min()) == pytest.approx(float(data.gap), abs=1e-2)
