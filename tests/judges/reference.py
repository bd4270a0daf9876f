r"""The bilayer as one would write it on the first day: a loop over sites and bonds, one 4 x 4 block at a time.

Second-quantised definition, c^dagger_{r+d} A c_r + h.c. for every bond, Delta(r) c^dagger_up c^dagger_dn + h.c. for every
site of the superconductor; basis (c_up, c_dn, c^dagger_dn, -c^dagger_up) of a site, layer by layer, y fastest. Shares no
code with ``numerics``, which it judges (tests) and races (benchmark).
"""

from collections.abc import Callable
from itertools import pairwise
from math import atan2, hypot, pi, sqrt

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from scipy.integrate import quad

SX = np.array([[0, 1], [1, 0]], dtype=complex)
SY = np.array([[0, -1j], [1j, 0]])
SZ = np.array([[1, 0], [0, -1]], dtype=complex)
ONE = np.eye(2, dtype=complex)
FLIP = np.array([[0, 1], [-1, 0]], dtype=complex)  # (c^dagger_dn, -c^dagger_up) = FLIP (c^dagger_up, c^dagger_dn)

Site = tuple[str, int, int]
Phase = Callable[..., float]


def periodic_bilayer(L: int, **parameters: float) -> sparse.csr_array:
    """Periodic L x L bilayer."""
    sites = [(layer, i, j) for layer in ("TI", "SC") for i in range(L) for j in range(L)]
    rows = {site: 4 * number for number, site in enumerate(sites)}
    H = sparse.lil_array((4 * len(sites), 4 * len(sites)), dtype=complex)
    for layer, i, j in sites:
        here = rows[layer, i, j]
        add_block(H, here, here, onsite_block(layer, parameters["Delta"], parameters))
        for to, dx, dy, A in bonds(layer, **parameters):
            there = rows[to, (i + dx) % L, (j + dy) % L]
            add_bond(H, there, here, hop_block(A, 0.0))
    return H.tocsr()


def vortex_bilayer(L: int, *, R: float, n: int, phase: Phase | None = None, **parameters: float) -> sparse.csr_array:
    """Open L x L bilayer whose SC layer has an antidot of radius R with n flux quanta h/2e."""
    phase = closed_form_phase if phase is None else phase
    centre = (L - 1) / 2
    sites = [(layer, i, j) for layer in ("TI", "SC") for i in range(L) for j in range(L)]
    sites = [(layer, i, j) for layer, i, j in sites if layer == "TI" or hypot(i - centre, j - centre) >= R]
    rows = {site: 4 * number for number, site in enumerate(sites)}
    H = sparse.lil_array((4 * len(sites), 4 * len(sites)), dtype=complex)
    for layer, i, j in sites:
        here = rows[layer, i, j]
        x, y = i - centre, j - centre
        theta = atan2(y, x)
        Delta = parameters["Delta"] * complex(np.exp(1j * n * theta))
        add_block(H, here, here, onsite_block(layer, Delta, parameters))
        for to, dx, dy, A in bonds(layer, **parameters):
            there = rows.get((to, i + dx, j + dy))
            if there is not None:
                phi = phase(x, y, x + dx, y + dy, n=n, R=R) if n and (dx, dy) != (0, 0) else 0.0
                add_bond(H, there, here, hop_block(A, phi))
    return H.tocsr()


def bonds(
    layer: str, *, lam: float, M: float, t_sc: float, t_c: float, **others: float
) -> list[tuple[str, int, int, NDArray[np.complex128]]]:
    """(layer of the end, dx, dy, A) of the bonds that start on a site of ``layer``; each bond once."""
    if layer == "SC":
        return [("SC", 1, 0, t_sc * ONE), ("SC", 0, 1, t_sc * ONE)]
    return [
        ("TI", 1, 0, 1j * lam / 2 * SY - M / 2 * SZ),
        ("TI", 0, 1, -1j * lam / 2 * SX - M / 2 * SZ),
        ("TI", 2, 0, M / 8 * SZ),
        ("TI", 0, 2, M / 8 * SZ),
        ("SC", 0, 0, t_c * ONE),
    ]


def onsite_block(layer: str, Delta: complex, parameters: dict[str, float]) -> NDArray[np.complex128]:
    """H of (1/2) Psi^dagger h Psi on one site; D = i sigma_y Delta is antisymmetric, D FLIP^dagger = Delta."""
    mu, block = parameters["mu"], np.zeros((4, 4), dtype=complex)
    if layer == "TI":
        h = 1.5 * parameters["M"] * SZ + (parameters["eps_ti"] - mu) * ONE
    else:
        h = (parameters["eps_sc"] - mu) * ONE
        block[:2, 2:], block[2:, :2] = Delta * ONE, np.conj(Delta) * ONE
    return block + hop_block(h, 0.0)


def hop_block(A: NDArray[np.complex128], phi: float) -> NDArray[np.complex128]:
    """Electrons hop with A exp(i phi); c^dagger A c = -c A^T c^dagger turns it into -A^* exp(-i phi) for the holes."""
    block = np.zeros((4, 4), dtype=complex)
    block[:2, :2] = A * np.exp(1j * phi)
    block[2:, 2:] = FLIP @ (-A * np.exp(1j * phi)).conj() @ FLIP.conj().T
    return block


def add_block(H: sparse.lil_array, row: int, column: int, block: NDArray[np.complex128]) -> None:
    for a, b in np.argwhere(block).tolist():
        H[row + a, column + b] += block[a, b]


def add_bond(H: sparse.lil_array, row: int, column: int, block: NDArray[np.complex128]) -> None:
    add_block(H, row, column, block)
    add_block(H, column, row, block.conj().T)


def closed_form_phase(x_i: float, y_i: float, x_j: float, y_j: float, *, n: int, R: float) -> float:
    """(n/2) times the integral of min(r^2/R^2, 1) d theta along the straight bond, piece by piece."""
    dx, dy = x_j - x_i, y_j - y_i
    cuts = sorted({0.0, 1.0, *(s for s in crossings(x_i, y_i, dx, dy, R) if 0 < s < 1)})
    total = 0.0
    for s, t in pairwise(cuts):
        a, b, c, d = x_i + s * dx, y_i + s * dy, x_i + t * dx, y_i + t * dy
        if hypot((a + c) / 2, (b + d) / 2) < R:
            total += (a * d - b * c) / R**2
        else:
            total += (atan2(d, c) - atan2(b, a) + pi) % (2 * pi) - pi
    return n / 2 * total


def crossings(x: float, y: float, dx: float, dy: float, R: float) -> list[float]:
    """Values of s where (x, y) + s (dx, dy) lies on the circle of radius R."""
    a, b, c = dx * dx + dy * dy, x * dx + y * dy, x * x + y * y - R * R
    root = b * b - a * c
    return [(-b - sqrt(root)) / a, (-b + sqrt(root)) / a] if root > 0 else []


def quadrature_phase(x_i: float, y_i: float, x_j: float, y_j: float, *, n: int, R: float) -> float:
    """The same by quadrature: d theta = (x dy - y dx) / r^2."""
    return quadrature(x_i, y_i, x_j, y_j, n=n, R=R)[0]


def quadrature(x_i: float, y_i: float, x_j: float, y_j: float, *, n: int, R: float) -> tuple[float, float]:
    """Phase of a bond and a bound of its error."""
    dx, dy = x_j - x_i, y_j - y_i
    cross = x_i * dy - y_i * dx

    def integrand(s: float) -> float:
        return cross * min(1 / R**2, 1 / ((x_i + s * dx) ** 2 + (y_i + s * dy) ** 2)) if cross else 0.0

    kinks = [s for s in crossings(x_i, y_i, dx, dy, R) if 0 < s < 1]
    value, error = quad(integrand, 0, 1, points=kinks or None, epsabs=1e-13, epsrel=1e-13)
    return n / 2 * value, abs(n) / 2 * error
