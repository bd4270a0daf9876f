"""Eigenstates nearest zero energy of sparse Bogoliubov-de Gennes matrices, found sector by sector and checked.

Shift-invert Lanczos (ARPACK) finds candidates; a Rayleigh-Ritz step on their orthonormalised, particle-hole-closed span
makes degenerate levels orthogonal and pairs exact; a deflated search looks for states that Lanczos overlooked.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from scipy.linalg import eigh
from scipy.sparse.linalg import LinearOperator, eigsh, splu

Complex = NDArray[Any]
Track = Callable[[Iterable[Any]], Iterable[Any]]
DENSE = 400  # below this dimension LAPACK on the full matrix is faster than a factorisation and Lanczos


class ConvergenceError(RuntimeError):
    """The eigenstates found do not satisfy their own checks."""


@dataclass(frozen=True, eq=False)
class Sector:
    """Invariant subspace of a symmetry: ``label``, orthonormal basis as columns of ``isometry`` (dimension, sector).

    ``partner`` is the label of the particle-hole conjugate sector; a sector may be its own partner.
    """

    label: float
    isometry: sparse.csr_array
    partner: float


@dataclass(frozen=True, eq=False)
class States:
    """Eigenstates nearest zero, energies ascending and symmetric about zero.

    ``vectors`` (dimension, states) are orthonormal columns, ``labels`` (states,) name their sectors. ``residual`` is the
    largest |H v - E v|, ``pairing`` the largest |E_i + E_-i|, ``orthonormality`` the largest entry of |V^dagger V - 1|.
    """

    energies: NDArray[np.float64]
    vectors: Complex
    labels: NDArray[np.float64]
    residual: float
    pairing: float
    orthonormality: float


def states_nearest_zero(
    H: sparse.sparray,
    *,
    states: int,
    particle_hole: sparse.sparray,
    sectors: Sequence[Sector] | None = None,
    track: Track = iter,
) -> States:
    """The ``states`` eigenstates nearest zero energy of a Hermitian H with U H^* U^dagger = -H, U = ``particle_hole``.

    ``sectors`` block-diagonalise H; without them H is one sector labelled 0. Of two sectors that are particle-hole
    partners only one is solved. ``track`` wraps the loop over sectors, for a progress bar.

    Raises
    ------
    ValueError
        If ``states`` is not a positive even number, or larger than the dimension.
    ConvergenceError
        If residuals, orthonormality or particle-hole pairs exceed rounding.
    """
    dimension = H.shape[0]
    if states < 2 or states % 2:
        raise ValueError(f"`states` must be a positive even number (levels come in pairs), but is {states}.")
    if states > dimension:
        raise ValueError(f"`states` must be at most the dimension {dimension} of the matrix, but is {states}.")
    if sectors is None:
        sectors = [Sector(0.0, sparse.eye_array(dimension, format="csr", dtype=complex), 0.0)]
    norm = float(abs(H).sum(axis=1).max())
    solvers = [_SectorSolver(H, sector, particle_hole, norm) for sector in sectors if sector.label <= sector.partner]
    for solver in track(solvers):
        solver.grow(-(-states // len(sectors)) + 2)
    while True:
        energies = np.concatenate([solver.energies for solver in solvers])
        reach = np.sort(abs(energies))[states - 1] if len(energies) >= states else np.inf
        short = [solver for solver in solvers if solver.radius <= reach]
        if not short:
            break
        for solver in short:
            solver.grow(solver.count + max(2, solver.count // 2))
    vectors = np.concatenate([solver.vectors for solver in solvers], axis=1)
    labels = np.concatenate([solver.labels for solver in solvers])
    order = np.argsort(energies, kind="stable")
    centre = order[len(order) // 2 - states // 2 :][:states]
    return _checked(H, energies[centre], vectors[:, centre], labels[centre], norm)


class _SectorSolver:
    """One sector and, through particle-hole symmetry, its partner; factorised once, enlarged on demand."""

    def __init__(self, H: sparse.sparray, sector: Sector, particle_hole: sparse.sparray, norm: float) -> None:
        self.sector, self.particle_hole = sector, particle_hole
        P = sector.isometry
        self.H = (P.conj().T @ H @ P).tocsc()
        self.size = self.H.shape[0]
        # Off zero, where Majorana modes make the matrix singular; small against every level spacing.
        self.shift = 1e-4 * norm
        self.inverse: LinearOperator | None = None
        self.count = 0
        self.radius = 0.0
        self.energies = np.empty(0)
        self.vectors = np.empty((H.shape[0], 0), dtype=complex)
        self.labels = np.empty(0)

    def grow(self, count: int) -> None:
        """Find at least ``count`` states of the sector; ``radius`` is the |E| below which none is missing."""
        self.count = min(count, self.size)
        if self.size <= DENSE or self.count >= self.size - 1:
            energies, vectors = eigh(self.H.toarray())
            self.count, self.radius = self.size, np.inf
        else:
            try:
                energies, vectors = self._lanczos()
            except RuntimeError as error:  # ARPACK, or a singular factor
                raise ConvergenceError(f"`H` must not be so degenerate near zero that Lanczos fails, but: {error}") from error
            # A state within a thousandth of the farthest may have been overlooked: see _overlooked.
            self.radius = 0.998 * float(abs(energies - self.shift).max()) - self.shift
        self._close(self.sector.isometry @ vectors, energies)

    def _close(self, vectors: Complex, energies: NDArray[np.float64]) -> None:
        """Add the particle-hole conjugates: within the sector by Rayleigh-Ritz, else as the partner's states."""
        if self.sector.label == self.sector.partner:
            if self.radius < np.inf:
                P = self.sector.isometry
                local = P.conj().T @ vectors
                conjugates = P.conj().T @ (self.particle_hole @ vectors.conj())
                energies, local = _rayleigh_ritz(self.H, _span(np.concatenate([local, conjugates], axis=1)))
                vectors = P @ local
            self.energies, self.vectors = energies, vectors
            self.labels = np.full(len(energies), self.sector.label)
        else:
            conjugates = self.particle_hole @ vectors.conj()
            self.energies = np.concatenate([energies, -energies])
            self.vectors = np.concatenate([vectors, conjugates], axis=1)
            self.labels = np.repeat([self.sector.label, self.sector.partner], len(energies))

    def _lanczos(self) -> tuple[NDArray[np.float64], Complex]:
        if self.inverse is None:
            factors = splu(self.H - self.shift * sparse.eye_array(self.size, format="csc"))
            self.inverse = LinearOperator(self.H.shape, matvec=factors.solve, dtype=complex)
        start = np.random.default_rng(0).standard_normal((self.size, 2)) @ [1, 1j]
        _, vectors = eigsh(self.H, k=self.count, sigma=self.shift, OPinv=self.inverse, v0=start)
        energies, vectors = _rayleigh_ritz(self.H, _span(vectors))
        while (missed := self._overlooked(energies, vectors, start)) is not None:
            energies, vectors = _rayleigh_ritz(self.H, _span(np.concatenate([vectors, missed], axis=1)))
        return energies, vectors

    def _overlooked(self, energies: NDArray[np.float64], vectors: Complex, start: Complex) -> Complex | None:
        """A state nearer to the shift than the farthest one found, in the complement of those found; None if none."""
        inverse = self.inverse
        assert inverse is not None

        def deflated(x: Complex) -> Complex:
            y = inverse.matvec(x - vectors @ (vectors.conj().T @ x))
            return np.asarray(y - vectors @ (vectors.conj().T @ y))

        operator = LinearOperator(self.H.shape, matvec=deflated, dtype=complex)
        largest, candidate = eigsh(operator, k=1, which="LM", v0=start[::-1].copy(), tol=1e-4)
        smallest_found = 1 / abs(energies - self.shift).max()
        if abs(largest[0]) <= smallest_found * (1 + 1e-3):
            return None
        return np.asarray(eigsh(operator, k=1, which="LM", v0=candidate[:, 0])[1])  # now to full accuracy


def _span(vectors: Complex) -> Complex:
    """Orthonormal basis of the span; directions already contained (to 1e-6) are dropped."""
    U, weights, _ = np.linalg.svd(vectors, full_matrices=False)
    return np.asarray(U[:, weights > 1e-6 * weights[0]])


def _rayleigh_ritz(H: sparse.sparray, basis: Complex) -> tuple[NDArray[np.float64], Complex]:
    projected = basis.conj().T @ (H @ basis)
    energies, mixing = eigh((projected + projected.conj().T) / 2)
    return energies, basis @ mixing


def _checked(
    H: sparse.sparray, energies: NDArray[np.float64], vectors: Complex, labels: NDArray[np.float64], norm: float
) -> States:
    overlap = vectors.conj().T @ vectors
    states = States(
        energies=energies,
        vectors=vectors,
        labels=labels,
        residual=float(np.linalg.norm(H @ vectors - vectors * energies, axis=0).max()),
        pairing=float(abs(energies + energies[::-1]).max()),
        orthonormality=float(abs(overlap - np.eye(len(energies))).max()),
    )
    # Ritz values err by the square of the residual: a residual of 1e-9 |H| leaves energies exact to rounding.
    for name, value, allowed in (
        ("residual", states.residual, 1e-9 * norm),
        ("pairing", states.pairing, 1e-12 * norm),
        ("orthonormality", states.orthonormality, 1e-10),
    ):
        if not value <= allowed:
            raise ConvergenceError(f"`{name}` must be at most {allowed:.1e}, but is {value:.1e}: ask for more `states`.")
    return states
