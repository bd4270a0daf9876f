"""Speed, measured: cold time, warm time, agreement with a plain method, ratio to a named alternative in the same run.

Run with ``make bench``. Cold is the first call of the process, warm the best of the repetitions; the alternative is timed the
same way. A ratio above one means that the project is faster.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import Any

import numpy as np
import scipy.sparse as sparse
from rich.console import Console
from rich.progress import track
from rich.table import Table
from scipy.sparse.linalg import eigsh
from threadpoolctl import threadpool_limits

from derivations.models import MODELS, defaults, hamiltonian, kernel
from numerics.bands import Hamiltonian, level_nearest_zero, minimum_gap, zone_mesh
from numerics.systems import bilayer
from numerics.vortex import vortex_matrix, vortex_states
from tests import reference

PARAMETERS = defaults(MODELS["bilayer"](), t_c=1.2)
R, n = 5.5, 1
KX, KY = np.linspace(-np.pi, np.pi, 100_000), 0.3


@dataclass(frozen=True)
class Line:
    """One line of the table: what is timed, against what, and how far the answers differ."""

    what: str
    alternative: str
    ours: Callable[[], Any]
    theirs: Callable[[], Any]
    difference: Callable[[Any, Any], float]
    repetitions: int = 3


def timed(work: Callable[[], Any], repetitions: int) -> tuple[Any, float, float]:
    """Result, time of the first call, best time of the later ones (the first, if there is no other)."""
    times = []
    for _ in range(repetitions):
        start = perf_counter()
        result = work()
        times.append(perf_counter() - start)
    return result, times[0], min(times[1:], default=times[0])


def assembled(L: int) -> sparse.csr_array:
    return vortex_matrix(bilayer(**PARAMETERS), L=L, R=R, n=n)[0]


def assembly_difference(_: Any, looped: sparse.csr_array) -> float:
    return float(abs(assembled(24) - looped).max())


def plain_eigsh(L: int, states: int) -> np.ndarray:
    """What one would write first: ARPACK with shift-invert on the whole matrix."""
    return np.sort(eigsh(assembled(L).tocsc(), k=states, sigma=1e-3, return_eigenvectors=True)[0])


def solved(L: int, states: int) -> np.ndarray:
    return vortex_states(bilayer(**PARAMETERS), L=L, R=R, n=n, states=states).states.energies


def point_by_point() -> np.ndarray:
    compiled = kernel("bilayer")
    return np.array([compiled(kx=k, ky=KY, **PARAMETERS) for k in KX[::50]])


def meshed(H: Hamiltonian) -> float:
    kx, ky = zone_mesh(201)
    return float(level_nearest_zero(H, kx=kx, ky=ky).min())


def bloch_by_hand() -> np.ndarray:
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


def largest(ours: np.ndarray, theirs: np.ndarray) -> float:
    return float(np.max(abs(np.asarray(ours) - theirs)))


def lines() -> list[Line]:
    """All lines of the table."""
    loop = partial(reference.vortex_bilayer, 24, R=R, n=n, **PARAMETERS)
    compiled = partial(kernel("bilayer"), ky=KY, **PARAMETERS)
    H = hamiltonian("bilayer", **PARAMETERS)
    by_loop, by_eigsh = "a loop over bonds, L = 24", "eigsh(H, k=20, sigma=1e-3)"
    return [
        Line("assemble L = 256 with vortex", by_loop, partial(assembled, 256), loop, assembly_difference),
        Line("assemble L = 24 with vortex", by_loop, partial(assembled, 24), loop, assembly_difference),
        Line("20 states nearest zero, L = 41", by_eigsh, partial(solved, 41, 20), partial(plain_eigsh, 41, 20), largest),
        Line("20 states nearest zero, L = 81", by_eigsh, partial(solved, 81, 20), partial(plain_eigsh, 81, 20), largest, 2),
        Line("2,000 Bloch matrices", "one call a point", partial(compiled, kx=KX[::50]), point_by_point, largest),
        Line("100,000 Bloch matrices", "NumPy by hand", partial(compiled, kx=KX), bloch_by_hand, largest),
        Line("gap over the zone, to 1e-8", "201 x 201 mesh, to 1e-4", lambda: minimum_gap(H).gap, partial(meshed, H), largest),
    ]


def main() -> None:
    """Time every line and print the table."""
    table = Table(
        "what", "cold (s)", "warm (s)", "alternative", "cold (s)", "warm (s)", "largest difference", "ratio (warm)", box=None
    )
    with threadpool_limits(1):
        for line in track(lines(), description="timing", transient=True, console=Console(stderr=True)):
            ours, cold, warm = timed(line.ours, line.repetitions)
            theirs, their_cold, their_warm = timed(line.theirs, line.repetitions)
            numbers = (f"{cold:.3f}", f"{warm:.3f}", line.alternative, f"{their_cold:.3f}", f"{their_warm:.3f}")
            table.add_row(line.what, *numbers, f"{line.difference(ours, theirs):.1e}", f"{their_warm / warm:.1f}")
    Console(width=150).print(table)


if __name__ == "__main__":
    main()
