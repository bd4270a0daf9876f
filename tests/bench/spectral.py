"""Densities of states: a million components by kernel polynomials, and a small system against all its levels."""

from functools import partial

import numpy as np

from derivations.models import MODELS, defaults
from numerics.eigenstates.chebyshev import chebyshev_moments, random_phases
from numerics.eigenstates.spectral import density_of_states, jackson_factors, mean_and_error
from numerics.systems.bilayer import bilayer_system
from numerics.waves.vortex import vortex_matrix
from tests.bench.line import Line

PARAMETERS = defaults(MODELS["bilayer"](), t_c=1.2)
LARGE, SMALL = 354, 17
VECTORS, COUNT = 4, 256
SMALL_VECTORS, SMALL_COUNT = 32, 512
ENERGIES = np.linspace(-6.0, 6.0, 241)


def matrix(L: int):
    """The matrix of the vortex: eight components a site."""
    return vortex_matrix(bilayer_system(**PARAMETERS), L=L, R=5.5, n=1)[0]


def phases(dimension: int, vectors: int) -> np.ndarray:
    """The vectors of both sides."""
    return random_phases(np.ones(dimension, dtype=bool), vectors=vectors, seed=1)


def densities(L: int, vectors: int, count: int) -> np.ndarray:
    """Density of states in every random vector: (vectors, energies)."""
    H = matrix(L)
    moments = chebyshev_moments(H, vectors=phases(H.shape[0], vectors), count=count)
    return density_of_states(moments, energies=ENERGIES)


def textbook() -> np.ndarray:
    """The same for the first vector, as one would write it first: one product for one moment, one vector at a time."""
    H = matrix(LARGE)
    half_width = abs(H).sum(axis=1).max()
    scaled = H / half_width
    vector = phases(H.shape[0], VECTORS)[:, 0]
    previous, current = vector, scaled @ vector
    moments = [1.0, np.vdot(vector, current).real]
    for _ in range(COUNT - 2):
        previous, current = current, 2 * (scaled @ current) - previous
        moments.append(np.vdot(vector, current).real)
    x, n = ENERGIES / half_width, np.arange(COUNT)
    weights = np.where(n == 0, 1, 2) * jackson_factors(COUNT) * moments
    return weights @ np.cos(n[:, None] * np.arccos(x)) / (np.pi * half_width * np.sqrt(1 - x**2))


def levels() -> tuple[np.ndarray, float]:
    """All levels of the small system, and the half-width of its rows."""
    H = matrix(SMALL)
    return np.linalg.eigvalsh(H.toarray()), float(abs(H).sum(axis=1).max())


def first_vector(ours: np.ndarray, theirs: np.ndarray) -> float:
    """Largest difference in the vector that both have."""
    return float(abs(ours[0] - theirs).max())


def standard_errors(ours: np.ndarray, theirs: tuple[np.ndarray, float]) -> float:
    """Largest distance from the exact levels, smeared by the same kernel, in standard errors of the random vectors."""
    energies, half_width = theirs
    n = np.arange(SMALL_COUNT)
    moments = np.cos(n * np.arccos(energies[:, None] / half_width)).mean(axis=0)
    x = ENERGIES / half_width
    series = np.where(n == 0, 1, 2) * jackson_factors(SMALL_COUNT) * moments @ np.cos(n[:, None] * np.arccos(x))
    mean, error = mean_and_error(ours)
    return float((abs(mean - series / (np.pi * half_width * np.sqrt(1 - x**2))) / error).max())


def lines() -> list[Line]:
    """Two moments a product and four vectors at once, against neither; random vectors against LAPACK."""
    return [
        Line(
            f"density of states, 1,002,176 components, {COUNT} moments, {VECTORS} vectors",
            "textbook recurrence, 1 vector",
            partial(densities, LARGE, VECTORS, COUNT),
            textbook,
            first_vector,
            bound=1e-10,
            target=3.0,
            share=VECTORS,
            repetitions=2,
        ),
        Line(
            f"density of states, 1,924 components, {SMALL_COUNT} moments, {SMALL_VECTORS} vectors (difference in standard errors)",
            "eigvalsh",
            partial(densities, SMALL, SMALL_VECTORS, SMALL_COUNT),
            levels,
            standard_errors,
            bound=4.5,  # of 241 energies, some 50 independent ones
        ),
    ]
