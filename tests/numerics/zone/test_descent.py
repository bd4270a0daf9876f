"""numerics.zone.descent: derivatives of the squared gap by perturbation theory, and the minima that Newton's method reaches."""

import numpy as np
import pytest

from numerics.kernels import compile_kernel
from numerics.zone.bands import level_nearest_zero, with_parameters
from numerics.zone.descent import descended, squared_gap
from numerics.zone.fourier import bloch_series
from tests.conftest import DEFAULTS
from theory.models.bilayer import bilayer

MODEL = bilayer()
KERNEL = compile_kernel(MODEL.hamiltonian, MODEL.arguments)


def hamiltonian(**changes):
    return with_parameters(KERNEL, **{**DEFAULTS, **changes})


def squared(H, k):
    return level_nearest_zero(H, kx=k[..., 0], ky=k[..., 1]) ** 2


def differences(H, k, h):
    """Gradient and second derivatives by central differences of step h."""
    x, y = np.array([h, 0]), np.array([0, h])
    gradient = [(squared(H, k + e) - squared(H, k - e)) / (2 * h) for e in (x, y)]
    xx, yy = ((squared(H, k + e) - 2 * squared(H, k) + squared(H, k - e)) / h**2 for e in (x, y))
    xy = (squared(H, k + x + y) - squared(H, k + x - y) - squared(H, k - x + y) + squared(H, k - x - y)) / (4 * h**2)
    return np.stack(gradient, axis=-1), np.stack([xx, xy, xy, yy], axis=-1).reshape(-1, 2, 2)


def test_derivatives_are_the_limit_of_differences(rng, parameters):
    """The error of the differences falls as the square of the step: what they tend to are these derivatives."""
    H, k = with_parameters(KERNEL, **parameters), rng.uniform(-np.pi, np.pi, (4, 2))
    f, *exact = squared_gap(bloch_series(H), k)
    assert abs(f - squared(H, k)).max() < 1e-13
    errors = [
        [abs(a - b).max(axis=tuple(range(1, b.ndim))) for a, b in zip(exact, differences(H, k, h), strict=True)]
        for h in (4e-3, 2e-3)
    ]
    ratios = np.array(errors[0]) / np.array(errors[1])
    assert np.median(ratios) == pytest.approx(4, rel=0.05)
    assert np.max(errors[1]) < 1e-2 * max(1, abs(exact[1]).max())


def test_all_starts_near_a_minimum_end_in_it(rng):
    series = bloch_series(hamiltonian())
    start = np.array([1.394, 0.0]) + rng.uniform(-0.05, 0.05, (12, 2))
    k, depth = descended(series, start, radius=0.05)
    assert depth.min() == pytest.approx(0.5651113331232, abs=1e-12)
    assert k[depth.argmin()] == pytest.approx([1.3941036, 0], abs=1e-6)


def test_a_single_start_needs_few_steps(monkeypatch):
    """Newton's method, not a search: five evaluations give twelve digits."""
    calls = []
    monkeypatch.setattr("numerics.zone.descent.squared_gap", lambda series, k: calls.append(len(k)) or squared_gap(series, k))
    descended(bloch_series(hamiltonian()), np.array([[1.38, 0.02]]), radius=0.05)
    assert len(calls) <= 6


def test_a_zero_of_the_gap_is_reached():
    """The gap closes at X at t_c = sqrt(2 |M|) (xi^2 + Delta^2)^(1/4)."""
    t_c = np.sqrt(2 * 0.5) * (0.6**2 + 1.5**2) ** 0.25
    k, depth = descended(bloch_series(hamiltonian(M=0.5, t_c=t_c)), np.array([[3.11, 0.02]]), radius=0.05)
    assert depth[0] < 1e-13
    assert k[0] == pytest.approx([np.pi, 0], abs=1e-12)


def test_a_zero_line_is_reached_from_everywhere(rng):
    """Without pairing the level nearest zero vanishes on the Fermi line."""
    start = 1.45 + rng.uniform(-0.05, 0.05, (3, 2))
    _, depth = descended(bloch_series(hamiltonian(Delta=0.0)), start, radius=0.05)
    assert depth.max() < 1e-12


def test_nothing_moves_uphill(rng, parameters):
    H, start = with_parameters(KERNEL, **parameters), rng.uniform(-np.pi, np.pi, (30, 2))
    k, depth = descended(bloch_series(H), start, radius=0.1)
    assert (depth <= np.sqrt(squared(H, start)) + 1e-13).all()
    assert abs(depth - np.sqrt(squared(H, k))).max() < 1e-13
