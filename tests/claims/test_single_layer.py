"""The single layer against the bilayer beyond single formulas: error bound, number of levels, determinant at any filling."""

import numpy as np
import pytest
import sympy as sp

from derivations.claims.single_layer import single_layer_mapping, single_layer_spectrum
from derivations.claims.topology import chern_any_filling
from numerics.compare import roundoff
from numerics.kernels import compile_kernel
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.bilayer import bilayer_system
from numerics.systems.surface import surface_system
from numerics.zone.bands import with_parameters
from numerics.zone.gap import minimum_gap
from tests.conftest import DEFAULTS
from theory.symbols.interface import Delta, eps_ti, mu, t_c

SYMBOLS = sp.symbols("energy width tunnelling", positive=True)
BOUND = compile_kernel(single_layer_mapping.bound(*SYMBOLS), SYMBOLS)
EFFECTIVE = compile_kernel(single_layer_mapping.result(), single_layer_mapping.SYSTEM.arguments)


def levels(parameters, k):
    """The four levels of the bilayer nearest zero, those of the single layer, and sqrt(W), at each momentum."""
    H = bloch_matrix(bilayer_system(**parameters), kx=k[0], ky=k[1])
    derived = np.linalg.eigvalsh(EFFECTIVE(kx=k[0], ky=k[1], **parameters))
    return np.linalg.eigvalsh(H)[:, 2:6], derived, abs(np.linalg.eigvalsh(H[:, 4:, 4:])).min(axis=-1)


def test_error_of_the_single_layer_is_within_its_bound(rng, parameters):
    """At random momenta and parameters of any size, for every level below sqrt(W): the bound is a theorem, not an estimate."""
    exact, derived, width = levels(parameters, rng.uniform(-np.pi, np.pi, (2, 400)))
    width = np.broadcast_to(width[:, None], exact.shape)
    low = abs(exact) < 0.999 * width
    assert low.sum() > 100
    allowed = BOUND(energy=abs(exact[low]), width=width[low], tunnelling=abs(parameters["t_c"]))
    assert (abs(derived - exact)[low] <= allowed + roundoff(40.0, size=8)).all()


def test_no_smaller_bound_would_do(parameters):
    """At Gamma, at weak tunnelling, the error has the size of the bound."""
    weak = {**parameters, "mu": 0.0, "eps_ti": 0.0, "t_c": 0.05 * np.hypot(parameters["Delta"], parameters["eps_sc"]), "t_sc": 0.0}
    exact, derived, width = levels(weak, np.zeros((2, 1)))
    allowed = BOUND(energy=abs(exact[0]), width=width[0], tunnelling=weak["t_c"])
    assert (abs(derived - exact)[0] > 0.98 * allowed).all()


@pytest.mark.parametrize(
    ("t", "k", "exact", "derived"),
    [(1.2, 1.3941, 0.5651, 0.6007), (1.6, 1.6767, 0.4448, 0.4737), (2.0, 1.9354, 0.3309, 0.3476), (2.5, 2.2896, 0.2039, 0.2102)],
)
def test_numbers_on_the_ring(t, k, exact, derived):
    found = levels({**DEFAULTS, "t_c": t}, np.array([[k], [0.0]]))
    assert [round(float(values[0, 2]), 4) for values in found[:2]] == [exact, derived]


def test_determinant_at_any_filling(rng, parameters):
    """W^2 [(s^2 + M_k^2 - delta_k^2 - Delta_k^2)^2 + 4 Delta_k^2 s^2] is the product of the eight levels."""
    k = rng.uniform(-np.pi, np.pi, (2, 100))
    H = bloch_matrix(bilayer_system(**parameters), kx=k[0], ky=k[1])
    apart = bloch_matrix(bilayer_system(**{**parameters, "t_c": 0.0, "lam": 0.0, "mu": 0.0, "eps_ti": 0.0}), kx=k[0], ky=k[1])
    spin = single_layer_spectrum
    delta_k, Delta_k = chern_any_filling.shifted()
    arguments = (spin.s, spin.m, chern_any_filling.xi, eps_ti, mu, Delta, t_c)
    squares = spin.product_of_squares().subs({spin.delta: delta_k, Delta: Delta_k}, simultaneous=True)
    values = {name: parameters[name] for name in ("eps_ti", "mu", "Delta", "t_c")}
    band = H[:, 4, 4].real
    s = abs(parameters["lam"]) * np.hypot(np.sin(k[0]), np.sin(k[1]))
    found = (
        compile_kernel(squares, arguments)(s=s, m=apart[:, 0, 0].real, xi=band, **values) * (band**2 + values["Delta"] ** 2) ** 2
    )
    product = np.linalg.eigvalsh(H).prod(axis=-1)
    scale = np.linalg.norm(H, 2, axis=(-2, -1)) ** 8
    assert (abs(found - product) <= 64 * np.finfo(float).eps * scale).all()


def test_the_static_layer_without_renormalisation_is_far_off_on_the_ring():
    """Z matters: without it the gap at t_c = 2.5 would be 0.736 instead of 0.204."""
    k, t = 2.2896, 2.5
    H = bloch_matrix(bilayer_system(**{**DEFAULTS, "t_c": t}), kx=k, ky=0.0)
    static = H[:4, :4] - H[:4, 4:] @ np.linalg.inv(H[4:, 4:]) @ H[4:, :4]
    assert round(float(np.linalg.eigvalsh(static)[2]), 3) == 0.736


@pytest.mark.parametrize(
    ("eps", "pairing", "k", "gap", "floor"),
    [
        (1.2511, 0.5651, 1.3941, 0.4055, 0.3926),
        (2.0252, 0.4448, 1.6767, 0.2133, 0.2120),
        (2.8924, 0.3309, 1.9354, 0.1062, 0.1061),
    ],
)
def test_a_fitted_ring_has_less_gap_than_pairing(eps, pairing, k, gap, floor):
    """The onsite energy puts the minimum on the bilayer's ring; the spin that M_k cants costs pairing there."""
    fitted = surface_system(lam=1.0, M=3.0, mu=0.0, eps_ti=eps, Delta=pairing)
    line = np.linspace(0.0, np.pi, 20001)
    energies = np.linalg.eigvalsh(bloch_matrix(fitted, kx=line, ky=0.0))[:, 2]
    lowest = int(energies[line < 2.6].argmin())
    assert abs(line[lowest] - k) < 2e-4
    assert round(float(energies[lowest]), 4) == gap
    mass = np.linalg.eigvalsh(bloch_matrix(surface_system(lam=0.0, M=3.0, mu=0.0, eps_ti=0.0, Delta=0.0), kx=k, ky=0.0))[3]
    least = pairing * np.sin(k) / np.hypot(np.sin(k), mass)
    assert round(float(least), 4) == floor
    assert least < energies[lowest] < 1.1 * least < pairing


@pytest.mark.parametrize(("t", "k", "shift"), [(1.2, 1.3941, 0.095), (1.6, 1.6767, 0.173), (2.0, 1.9354, 0.254)])
def test_level_shifts_on_the_ring(t, k, shift):
    """What the superconductor of the lattice adds to the electrons of the TI at zero energy, times their weight 1/Z."""
    H = bloch_matrix(bilayer_system(**{**DEFAULTS, "t_c": t}), kx=k, ky=0.0)
    inverse = np.linalg.inv(H[4:, 4:])
    added = -H[:4, 4:] @ inverse @ H[4:, :4]
    weight = np.eye(4) + H[:4, 4:] @ inverse @ inverse @ H[4:, :4]
    found = np.linalg.solve(weight, added)
    assert np.round(np.diag(found).real, 3).tolist() == [shift, shift, -shift, -shift]


@pytest.mark.parametrize(("t", "at_gamma"), [(1.206, True), (1.209, False)])
def test_where_the_minimum_of_the_single_layer_leaves_gamma(t, at_gamma):
    found = minimum_gap(with_parameters(EFFECTIVE, **{**DEFAULTS, "t_c": t}))
    assert (np.hypot(found.kx, found.ky) < 1e-3) == at_gamma
