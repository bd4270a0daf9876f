"""Bloch matrices from symbols, and the search for the gap."""

import numpy as np

from derivations.models import MODELS, defaults, hamiltonian, kernel
from numerics.bands import level_nearest_zero, minimum_gap, zone_mesh
from tests.bench.line import Line, largest

PARAMETERS = defaults(MODELS["bilayer"](), t_c=1.2)
KX, KY = np.linspace(-np.pi, np.pi, 100_000), 0.3
FEW = 50  # of the momenta every FEW-th is enough to time single calls


def compiled(every: int = 1) -> np.ndarray:
    """Matrices of the compiled kernel."""
    return kernel("bilayer")(kx=KX[::every], ky=KY, **PARAMETERS)


def point_by_point() -> np.ndarray:
    """The same kernel, one call a point."""
    return np.array([kernel("bilayer")(kx=k, ky=KY, **PARAMETERS) for k in KX[::FEW]])


def by_hand() -> np.ndarray:
    """100,000 matrices H(k), as a careful hand would fill them with NumPy."""
    lam, M, mu, eps_ti, eps_sc, t_sc, Delta, t_c = PARAMETERS.values()
    mass = M * ((2 - np.cos(KX) - np.cos(KY)) - (2 - np.cos(2 * KX) - np.cos(2 * KY)) / 4)
    xi = eps_sc + 2 * t_sc * (np.cos(KX) + np.cos(KY)) - mu
    off, level = -1j * lam * np.sin(KX) - lam * np.sin(KY), eps_ti - mu
    H = np.zeros((len(KX), 8, 8), dtype=complex)
    for a, sign in ((0, 1), (2, -1)):
        H[:, a, a], H[:, a + 1, a + 1] = mass + sign * level, -mass + sign * level
        H[:, a, a + 1], H[:, a + 1, a] = sign * off, sign * off.conj()
        for spin in (a, a + 1):
            H[:, spin, spin + 4] = H[:, spin + 4, spin] = sign * t_c
            H[:, spin + 4, spin + 4] = sign * xi
    for spin in (4, 5):
        H[:, spin, spin + 2] = H[:, spin + 2, spin] = Delta
    return H


def gap() -> float:
    """Minimum over the whole zone, to 1e-8."""
    return minimum_gap(hamiltonian("bilayer", **PARAMETERS)).gap


def meshed() -> float:
    """Smallest level of a 201 x 201 mesh, good to 1e-4."""
    kx, ky = zone_mesh(201)
    return float(level_nearest_zero(hamiltonian("bilayer", **PARAMETERS), kx=kx, ky=ky).min())


def thinned(ours: np.ndarray, theirs: np.ndarray) -> float:
    """Difference at those of our momenta that the alternative has."""
    return largest(ours[::FEW], theirs)


def lines() -> list[Line]:
    """Kernels against single calls and against a careful hand; the gap against a mesh."""
    return [
        Line("100,000 Bloch matrices", "one call a point", compiled, point_by_point, thinned, bound=1e-13, target=20, share=FEW),
        Line("100,000 Bloch matrices", "NumPy by hand", compiled, by_hand, largest, bound=1e-13, target=1 / 1.5),
        Line("gap over the zone", "201 x 201 mesh", gap, meshed, largest, bound=1e-4, target=10),
    ]
