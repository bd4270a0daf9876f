"""numerics.zone.fourier: the series of a Hamiltonian, its derivatives, its bounds, and what it refuses."""

import numpy as np
import pytest

from numerics.kernels import compile_kernel
from numerics.systems.definition import SIGMA_Z
from numerics.zone.bands import with_parameters
from numerics.zone.fourier import DERIVATIVES, bloch_series
from theory.models.bilayer import bilayer
from theory.symbols.momentum import kx as symbol_x
from theory.symbols.momentum import ky as symbol_y

MODEL = bilayer()
KERNEL = compile_kernel(MODEL.hamiltonian, MODEL.arguments)
PAULI = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])


def momenta(rng, points=50):
    return rng.uniform(-4, 4, (points, 2))


def test_the_series_is_the_hamiltonian(rng, parameters):
    H = with_parameters(KERNEL, **parameters)
    series, k = bloch_series(H), momenta(rng)
    assert abs(series.at(k) - H(kx=k[:, 0], ky=k[:, 1])).max() <= series.rounding


def test_the_amplitudes_are_the_typed_hoppings(parameters):
    """The bond along 2x of the TI layer, M/8 sigma_z, with the sign of its hole block; nothing longer, no diagonal bond."""
    series = bloch_series(with_parameters(KERNEL, **parameters))
    found = {tuple(step): amplitude for step, amplitude in zip(series.steps.tolist(), series.amplitudes, strict=True)}
    assert set(found) == {(0, 0)} | {(s * d, 0) for s in (1, -1) for d in (1, 2)} | {(0, s * d) for s in (1, -1) for d in (1, 2)}
    typed = np.zeros((8, 8), dtype=complex)
    typed[:4, :4] = np.kron(np.eye(2), parameters["M"] / 8 * SIGMA_Z)
    assert abs(found[2, 0] - typed).max() <= series.rounding


@pytest.mark.parametrize("order", DERIVATIVES.tolist(), ids=str)
def test_derivatives_are_those_of_the_symbols(rng, parameters, order):
    series, k = bloch_series(with_parameters(KERNEL, **parameters)), momenta(rng)
    formula = MODEL.hamiltonian.diff(symbol_x, order[0]).diff(symbol_y, order[1])
    exact = compile_kernel(formula, MODEL.arguments)(kx=k[:, 0], ky=k[:, 1], **parameters)
    found = series.derivatives(k)[:, DERIVATIVES.tolist().index(order)]
    assert abs(found - exact).max() <= 4 * series.rounding  # (2 i)^2 of the longest hopping


def test_bounds_hold_and_are_not_idle(rng, parameters):
    series = bloch_series(with_parameters(KERNEL, **parameters))
    found = np.linalg.norm(series.derivatives(momenta(rng, 2000)), 2, axis=(-2, -1)).max(axis=0)
    for value, bound in ((found[0], series.norm), (found[3], series.curvature[0]), (found[5], series.curvature[1])):
        assert bound / 4 < value <= bound


def test_long_hoppings_take_a_finer_mesh(rng):
    def H(*, kx, ky):
        return np.multiply.outer(np.cos(11 * kx) * np.cos(ky), PAULI[2])

    series, k = bloch_series(H), momenta(rng)
    large = abs(series.amplitudes).max(axis=(1, 2)) > 1e-12
    assert {tuple(step) for step in abs(series.steps[large]).tolist()} == {(11, 1)}
    assert abs(series.at(k) - H(kx=k[:, 0], ky=k[:, 1])).max() <= series.rounding


def test_a_smooth_hamiltonian_of_infinite_range_is_followed(rng):
    def H(*, kx, ky):
        return np.multiply.outer(1 / (2 - np.cos(kx) - 0.5 * np.cos(ky)), PAULI[0])

    series, k = bloch_series(H), momenta(rng)
    assert abs(series.at(k) - H(kx=k[:, 0], ky=k[:, 1])).max() <= 10 * series.rounding


@pytest.mark.parametrize(
    "function", [lambda kx, ky: kx + 0 * ky, lambda kx, ky: abs(np.sin(kx)) + ky * 0, lambda kx, ky: np.cos(kx / 2)]
)
def test_what_is_not_periodic_or_not_smooth_is_refused(function):
    with pytest.raises(ValueError, match="`hamiltonian` must have the period 2 pi in kx and ky, and finite range, but between"):
        bloch_series(lambda *, kx, ky: np.multiply.outer(function(kx, ky), PAULI[0]))


def test_a_hamiltonian_that_vanishes_has_a_series():
    series = bloch_series(lambda *, kx, ky: np.zeros((*np.broadcast_shapes(np.shape(kx), np.shape(ky)), 2, 2)))
    assert not series.at(np.zeros((3, 2))).any()
