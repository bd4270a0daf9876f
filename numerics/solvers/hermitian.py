"""Levels and states of Hermitian matrices. What is not Hermitian or not finite is refused: LAPACK reads one triangle alone."""

from __future__ import annotations  # those of SciPy, which is loaded where it is used

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from numerics.checks import require_finite

Matrices = NDArray[Any]
Reals = NDArray[np.float64]
ROUNDING = 1e-12  # of a product with a sparse matrix whose rows sum to one
ASYMMETRY = 1e-10  # of the largest level: above any rounding, below any slip
SEED = 20250802


def levels(H: ArrayLike, *, name: str = "hamiltonian", scale: Callable[[], float] = float) -> Reals:
    """Eigenvalues of the matrices (*batch, n, n), ascending along the last axis; ``name`` is what an error message calls them.

    ``scale`` is asked for the size of other matrices of the same kind where these are not Hermitian: at a Dirac point nothing but
    rounding may be left of them.

    Raises
    ------
    ValueError
        If a matrix is not Hermitian, to 1e-10 of the largest level or of the scale, or has an entry that is not finite.
    """
    matrices = _square(H, name)
    witness = _witness(matrices)
    energies = np.asarray(np.linalg.eigvalsh(matrices)) if np.isfinite(witness) else np.zeros(0)
    _refuse(matrices, witness, energies, name, scale)
    return energies


def levels_and_states(H: ArrayLike, *, name: str = "hamiltonian") -> tuple[Reals, Matrices]:
    """Eigenvalues, ascending, and eigenvectors as columns, (*batch, n, n); errors as of :func:`levels`."""
    matrices = _square(H, name)
    witness = _witness(matrices)
    energies, states = np.linalg.eigh(matrices) if np.isfinite(witness) else (np.zeros(0), matrices)
    _refuse(matrices, witness, energies, name, float)
    return energies, states


def _square(H: ArrayLike, name: str) -> Matrices:
    matrices = np.asarray(H)
    if matrices.ndim < 2 or matrices.shape[-1] != matrices.shape[-2] or not matrices.shape[-1]:
        raise ValueError(f"`{name}` must have the shape (*batch, n, n), but it is {matrices.shape}.")
    return matrices


def _witness(matrices: Matrices) -> float:
    """Zero if all matrices are Hermitian; otherwise, for random weights, of the size of H - H^dagger; not finite if H is not.

    The trace of the product with a Hermitian matrix is real. One product reads every entry once: a five-hundredth of the time that
    LAPACK takes for the levels.
    """
    with np.errstate(invalid="ignore", over="ignore"):
        traces = matrices.reshape(-1, matrices.shape[-1] ** 2) @ _weights(matrices.shape[-1])
    return float(abs(traces.imag).max(initial=0.0)) if np.isfinite(traces).all() else np.inf


@cache
def _weights(size: int) -> NDArray[np.complex128]:
    """A random Hermitian matrix, transposed and flat."""
    parts = np.random.default_rng(SEED).standard_normal((2, size, size))
    random = parts[0] + 1j * parts[1]
    return np.ascontiguousarray((random + random.conj().T).T.ravel())


def _refuse(matrices: Matrices, witness: float, energies: Reals, name: str, scale: Callable[[], float]) -> None:
    if not np.isfinite(witness):
        raise ValueError(f"`{name}` must be finite, but has an entry that is {matrices[~np.isfinite(matrices)][0]}.")
    allowed = matrices.shape[-1] * ASYMMETRY
    if witness <= allowed * abs(energies).max(initial=0.0) or witness <= allowed * scale():
        return
    apart = abs(matrices - np.swapaxes(matrices.conj(), -1, -2)).max()
    raise ValueError(f"`{name}` must be Hermitian, but H - H^dagger has an entry of modulus {apart:.3g}.")


def require_hermitian(H: scipy.sparse.sparray | scipy.sparse.spmatrix, *, name: str = "H") -> None:
    """Refuse a sparse matrix that is not square, finite and Hermitian: its products with a random vector from either side."""
    if H.ndim != 2 or H.shape[0] != H.shape[1]:
        raise ValueError(f"`{name}` must be a square matrix, but has shape {H.shape}.")
    H = scipy.sparse.csr_array(H)  # of a csr_matrix sums are matrices, too
    require_finite(H.data, name=name)
    probe = np.random.default_rng(SEED).uniform(-1, 1, (H.shape[0], 2)) @ [1, 1j]
    # Neither side makes a second matrix of the size of H.
    if not abs(H @ probe - (probe.conj() @ H).conj()).max(initial=0) <= ROUNDING * abs(H).sum(axis=1).max(initial=0):
        raise ValueError(f"`{name}` must be Hermitian, but H - H^dagger has an entry of modulus {abs(H - H.conj().T).max():.3g}.")
