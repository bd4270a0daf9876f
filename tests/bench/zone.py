"""Bloch matrices from symbols, spectra, the search for the gap, and Chern numbers."""

import math
from functools import cache, partial

import numpy as np
from scipy.optimize import minimize

from derivations.claims.bilayer import spectrum_with_mass
from derivations.models import MODELS, defaults, hamiltonian, kernel
from numerics.kernels import Kernel, compile_kernel
from numerics.zone.bands import Hamiltonian, level_nearest_zero, spectrum, zone_mesh
from numerics.zone.gap import Gap, bounded_gap, minimum_gap
from numerics.zone.topology import chern_number
from tests.bench.line import Line, largest
from tests.conftest import random_parameters
from theory.symbols.momentum import kx, ky

PARAMETERS = defaults(MODELS["bilayer"](), t_c=1.2)
FILLED = {**PARAMETERS, "mu": 0.3}
# Two minima nearly as deep, no mass, a narrow valley along the Fermi line, a level that is nearly flat.
HARD = tuple(
    {**PARAMETERS, **changes}
    for changes in (
        {"t_c": 1.1106},
        {"M": 0.0},
        {"Delta": 0.003, "t_c": 0.8, "mu": 0.2},
        {"M": 0.0, "t_sc": 0.0, "eps_sc": 0.0, "t_c": 2.1235},
    )
)
KX, KY = np.linspace(-np.pi, np.pi, 100_000), 0.3
FEW = 50  # of the momenta every FEW-th is enough to time single calls
DRAWS, SEED = 12, 5  # random sets of parameters
MAP = [{"M": M, "t_c": t} for M in np.linspace(-1.6, 1.6, 5) for t in np.linspace(0.5, 2.5, 6)]


def compiled() -> np.ndarray:
    """Matrices of the compiled kernel."""
    return kernel(MODELS["bilayer"]())(kx=KX, ky=KY, **PARAMETERS)


def point_by_point() -> np.ndarray:
    """The same kernel, one call a point."""
    return np.array([kernel(MODELS["bilayer"]())(kx=k, ky=KY, **PARAMETERS) for k in KX[::FEW]])


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


@cache
def ready() -> np.ndarray:
    """The matrices, made in the first call."""
    return compiled()


def levels() -> np.ndarray:
    """All levels at 100,000 momenta."""
    return spectrum(hamiltonian("bilayer", **PARAMETERS), kx=KX, ky=KY)


def raw() -> np.ndarray:
    """LAPACK on the ready-made matrices."""
    return np.linalg.eigvalsh(ready())


def closed_form() -> np.ndarray:
    """All levels by the closed form at mu = eps_ti = 0, ascending."""
    names = [name for name in PARAMETERS if name not in ("mu", "eps_ti")]
    positive = _formula()(kx=KX, ky=KY, **{name: PARAMETERS[name] for name in names})[:, [0, 2, 3, 1], 0]
    return np.concatenate([-positive[:, ::-1], positive], axis=1)


@cache
def _formula() -> Kernel:
    return compile_kernel(spectrum_with_mass.result(), (kx, ky, *spectrum_with_mass.DOMAIN))


def searched(*sets: dict[str, float]) -> list[Gap]:
    """Minimum over the whole zone, at each set of parameters."""
    return [minimum_gap(hamiltonian("bilayer", **parameters)) for parameters in sets]


def proved(*sets: dict[str, float]) -> list[Gap]:
    """The same, searched on until no momentum can lie lower by more than 1e-10."""
    found = [bounded_gap(hamiltonian("bilayer", **parameters)) for parameters in sets]
    return [gap if gap.gap - bound < 1.01e-10 else Gap(math.nan, gap.kx, gap.ky) for gap, bound in found]


def meshed(*sets: dict[str, float]) -> list[Gap]:
    """Smallest level of a 201 x 201 mesh, good to 1e-4."""
    line = zone_mesh(201)
    found = []
    for parameters in sets:
        gaps = level_nearest_zero(hamiltonian("bilayer", **parameters), kx=line[0], ky=line[1])
        i, j = np.unravel_index(gaps.argmin(), gaps.shape)
        found.append(Gap(float(gaps[i, j]), float(line[0][i, 0]), float(line[1][0, j])))
    return found


def excess(sets: tuple[dict[str, float], ...], ours: list[Gap], theirs: list[Gap]) -> float:
    """How far our minima lie above those of the mesh, polished here by the simplex method; below, if they are isolated."""
    return max(gap.gap - _polished(parameters, start) for parameters, gap, start in zip(sets, ours, theirs, strict=True))


def distance(sets: tuple[dict[str, float], ...], ours: list[Gap], theirs: list[Gap]) -> float:
    """Difference of our minima from those of the mesh, polished here by the simplex method."""
    return max(abs(gap.gap - _polished(parameters, start)) for parameters, gap, start in zip(sets, ours, theirs, strict=True))


def _polished(parameters: dict[str, float], start: Gap) -> float:
    H = hamiltonian("bilayer", **parameters)
    k = np.array([start.kx, start.ky])
    for size in (2e-2, 1e-3, 1e-4):
        simplex = k + size * np.array([[0, 0], [1, 0], [0, 1]])
        options = {"initial_simplex": simplex, "xatol": 1e-11, "fatol": 1e-15}
        found = minimize(lambda q: float(level_nearest_zero(H, kx=q[0], ky=q[1])), k, method="Nelder-Mead", options=options)
        k = found.x
    return float(found.fun)


def random_sets() -> tuple[dict[str, float], ...]:
    """All eight parameters in general position."""
    rng = np.random.default_rng(SEED)
    return tuple(random_parameters(rng) for _ in range(DRAWS))


def chern_map() -> np.ndarray:
    """Chern numbers over the plane of mass and tunnelling, each on the mesh that its gap needs."""
    return np.array([chern_number(hamiltonian("bilayer", **point)) for point in MAP])


def plain_map() -> np.ndarray:
    """The same on 48 x 48 points, gap and states from a diagonalisation each, all cells, nothing checked."""
    return np.array([_plain(hamiltonian("bilayer", **point)) for point in MAP])


def _plain(H: Hamiltonian) -> int:
    matrices = H(**dict(zip(("kx", "ky"), zone_mesh(48), strict=True)))
    occupied = int((np.linalg.eigvalsh(matrices)[0, 0] < 0).sum())
    states = np.linalg.eigh(matrices)[1][..., :occupied]
    x, y = (np.linalg.det(np.swapaxes(states.conj(), -1, -2) @ np.roll(states, -1, axis=axis)) for axis in (0, 1))
    flux = np.angle(x * np.roll(y, -1, axis=0) * np.roll(x, -1, axis=1).conj() * y.conj())
    return round(float(flux.sum()) / (2 * np.pi))


def thinned(ours: np.ndarray, theirs: np.ndarray) -> float:
    """Difference at those of our momenta that the alternative has."""
    return largest(ours[::FEW], theirs)


def lines() -> list[Line]:
    """Kernels against single calls and a careful hand; spectra against LAPACK; the gap against a mesh; a map of Chern numbers."""
    matrices, mesh = "100,000 Bloch matrices", "201 x 201 mesh"
    sets, several = random_sets(), f"gap over the zone, {DRAWS} random sets of parameters"
    return [
        Line(matrices, "one call a point", compiled, point_by_point, thinned, bound=1e-13, target=20, share=FEW, repetitions=6),
        Line(matrices, "NumPy by hand", compiled, by_hand, largest, bound=1e-13, target=1 / 1.5, repetitions=6),
        Line("100,000 spectra", "eigvalsh of ready matrices", levels, raw, largest, bound=1e-13, target=0.9, repetitions=6),
        Line("100,000 spectra by the closed form", "eigvalsh of ready matrices", closed_form, raw, largest, bound=1e-12),
        *(
            Line(
                f"gap over the zone, {name}",
                mesh,
                partial(ours, at),
                partial(meshed, at),
                partial(distance, (at,)),
                bound=1e-10,
                target=10,
                repetitions=10,
            )
            for name, ours, at in (
                ("defaults", searched, PARAMETERS),
                ("mu = 0.3", searched, FILLED),
                ("proved to 1e-10", proved, PARAMETERS),
            )
        ),
        Line(
            "gap over the zone, hard cases",
            mesh,
            partial(searched, *HARD),
            partial(meshed, *HARD),
            partial(excess, HARD),
            bound=1e-10,
        ),
        Line(several, mesh, partial(searched, *sets), partial(meshed, *sets), partial(excess, sets), bound=1e-10, target=10),
        Line(f"Chern numbers, {len(MAP)} points", "eigvalsh and eigh, 48 x 48", chern_map, plain_map, largest, bound=0.0),
    ]
