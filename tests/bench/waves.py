"""Currents on all bonds of many states."""

from functools import cache, partial

import numpy as np
import scipy.sparse as sparse

from derivations.models import MODELS, defaults
from numerics.systems.bilayer import bilayer_system
from numerics.waves.currents import bonds_of, charge_currents
from numerics.waves.vortex import vortex_matrix
from tests.bench.line import Line

PARAMETERS = defaults(MODELS["bilayer"](), t_c=1.2)
STATES, SMALL = 20, 21


@cache
def problem(L: int) -> tuple[sparse.csr_array, np.ndarray]:
    """The matrix of a vortex, and random vectors in place of its states."""
    H, _ = vortex_matrix(bilayer_system(**PARAMETERS), L=L, R=5.5, n=1)
    return H, np.random.default_rng(1).standard_normal((H.shape[0], STATES, 2)) @ [1, 1j]


def vectorised(L: int) -> np.ndarray:
    """Charge currents of all states on all bonds, the search for the bonds included."""
    H, vectors = problem(L)
    return charge_currents(bonds_of(H), vectors)


def looped(L: int) -> np.ndarray:
    """The same, bond by bond; all states at once, 4 x 4 blocks."""
    H, vectors = problem(L)
    blocks = sparse.bsr_array(H, blocksize=(4, 4))
    tau, found = np.array([1, 1, -1, -1])[:, None], {}
    for end in range(H.shape[0] // 4):
        for place in range(blocks.indptr[end], blocks.indptr[end + 1]):
            start = int(blocks.indices[place])
            if start < end:
                flow = vectors[4 * end : 4 * end + 4].conj() * tau * (blocks.data[place] @ vectors[4 * start : 4 * start + 4])
                found[start, end] = 2 * flow.imag.sum(axis=0)
    return np.array([found[pair] for pair in sorted(found)]).T


def bonds(L: int) -> int:
    """Number of bonds."""
    return len(bonds_of(problem(L)[0]).start)


def small_currents(_: object, loop: np.ndarray) -> float:
    """Difference of the loop from our currents of its size."""
    return float(abs(vectorised(SMALL) - loop).max())


def lines() -> list[Line]:
    """All bonds at once against one after the other."""
    return [
        Line(
            f"bond currents of {STATES} states, L = 81",
            f"a loop over bonds, all states at once, L = {SMALL}",
            partial(vectorised, 81),
            partial(looped, SMALL),
            small_currents,
            bound=1e-12,
            share=bonds(81) / bonds(SMALL),
        )
    ]
