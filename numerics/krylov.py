r"""Eigenvectors of smallest \|E\| of one symmetry block, by inverse block Krylov iteration with full orthogonalisation.

A block is Hermitian, or H = iA with a real antisymmetric A (Majorana basis), or chiral,

.. math:: H = \begin{pmatrix}0 & B\\ B^\dagger & 0\end{pmatrix}

with eigenvalues plus and minus the singular values of B, which has half the size. In all of them the lowest \|E\| is the bottom
of a positive operator, :math:`H^2`, so that the variational estimates come from above and none is spurious. No shift: where
Majorana modes make the matrix nearly singular the first sweeps find them to rounding, and all later vectors stay orthogonal to
them.
"""

from functools import cached_property
from typing import Any, Protocol

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from scipy.linalg import eigh, qr, svd
from scipy.sparse.linalg import SuperLU, splu

Array = NDArray[Any]
WIDTH = 4  # vectors a step
SWEEPS = 2  # inverse iterations of fresh directions before any is kept: nearly null ones must be exact
TOLERANCE = 1e-11  # residual, in units of the norm: energies err by its square
STEPS = 100
PASSES, LOST = 10, 1e-13  # of the orthogonalisation; what is left of a normalised column that was nothing but rounding
TIE = 1e-6  # levels that differ by less are not told apart before they have converged


class ConvergenceError(RuntimeError):
    """The eigenstates found do not satisfy their own checks."""


class Form(Protocol):
    r"""What the iteration asks of a block: ``inject`` fresh directions, ``step`` by the inverse, ``ritz`` estimates.

    ``ritz(count)`` returns energies, residuals and vectors of the ``count`` lowest estimates of \|E\|, ascending in \|E\|, a
    multiple of ``together``: the number of levels that come with each other. ``dense()`` returns all energies and vectors in
    that order; ``columns`` is the size of the basis, ``next`` the block that the next step adds to it.
    """

    size: int
    next: Array
    dtype: np.dtype[Any]
    norm: float
    together: int

    @property
    def columns(self) -> int: ...
    def inject(self, block: Array) -> None: ...
    def step(self) -> None: ...
    def ritz(self, count: int) -> tuple[Array, Array, Array]: ...
    def dense(self) -> tuple[Array, Array]: ...


class NormalForm:
    """H = unit B with a normal B: Hermitian (unit 1), or real antisymmetric (unit i), whose levels come in pairs."""

    def __init__(self, B: sparse.sparray, unit: complex) -> None:
        self.B, self.unit, self.size, self.dtype = B, unit, B.shape[0], B.dtype
        self.norm, self.together = _norm(B), 1 if unit == 1 else 2
        self.basis = self.image = np.empty((self.size, 0), dtype=B.dtype)  # image: B basis
        self.next = self.basis

    @cached_property
    def inverse(self) -> SuperLU:
        """Factors of B."""
        return _factors(self.B, self.norm)

    @property
    def columns(self) -> int:
        """Size of the basis."""
        return int(self.basis.shape[1])

    def inject(self, block: Array) -> None:
        """Fresh directions, swept by the inverse so that nearly null ones are exact."""
        for _ in range(SWEEPS):
            block = self._back(block)
        self.next = _joined(self.next, block, self.basis)

    def step(self) -> None:
        """Keep the block at hand; the next one is its image under the inverse."""
        self.basis = np.concatenate([self.basis, self.next], axis=1)
        self.image = np.concatenate([self.image, self.B @ self.next], axis=1)
        self.next = self._back(self.next)

    def ritz(self, count: int) -> tuple[Array, Array, Array]:
        """The lowest directions of |B| first: among them B itself has no spurious levels, unless a tie (of E and -E) is cut."""
        _, values, mixing = svd(qr(self.image, mode="r")[0][: self.basis.shape[1]])
        values = values[::-1]
        tied = values[count - 1 :] <= (1 + TIE) * values[min(count, len(values)) - 1] + np.finfo(float).eps * self.norm
        low = self.basis @ mixing.conj().T[:, ::-1][:, : count - 1 + int(tied.sum())]
        image = self.B @ low
        energies, turn = _eigh(self.unit * (low.conj().T @ image))
        order = _lowest_first(energies, self.together)[:count]
        energies, turn = energies[order], turn[:, order]
        vectors = low @ turn
        return energies, np.linalg.norm(self.unit * (image @ turn) - vectors * energies, axis=0), vectors

    def dense(self) -> tuple[Array, Array]:
        """All levels, by LAPACK."""
        energies, vectors = _eigh(self.unit * self.B.toarray())
        order = _lowest_first(energies, self.together)
        return energies[order], vectors[:, order]

    def _back(self, block: Array) -> Array:
        return _orthonormal(self.inverse.solve(block), self.basis)


class ChiralForm:
    """H = [[0, B], [B^dagger, 0]] with a square B: levels in pairs, from singular values and vectors."""

    def __init__(self, B: sparse.sparray) -> None:
        self.B, self.size, self.dtype = B, B.shape[0], B.dtype
        self.adjoint = B.conj().T.tocsr()
        self.norm, self.together = _norm(B), 2
        self.left = self.right = self.image = np.empty((self.size, 0), dtype=B.dtype)  # image: B right
        self.next = self.right

    @cached_property
    def inverse(self) -> SuperLU:
        """Factors of B."""
        return _factors(self.B, self.norm)

    @property
    def columns(self) -> int:
        """Size of the basis."""
        return int(self.right.shape[1])

    def inject(self, block: Array) -> None:
        """Fresh directions, swept by both inverses so that nearly null ones are exact."""
        for _ in range(SWEEPS):
            block = self._back(self._across(block))
        self.next = _joined(self.next, block, self.right)

    def step(self) -> None:
        """Keep the block at hand and its image under the adjoint inverse; the next one is the image of that."""
        left = self._across(self.next)
        self.left = np.concatenate([self.left, left], axis=1)
        self.right = np.concatenate([self.right, self.next], axis=1)
        self.image = np.concatenate([self.image, self.B @ self.next], axis=1)
        self.next = self._back(left)

    def ritz(self, count: int) -> tuple[Array, Array, Array]:
        """B^dagger takes the span of ``left`` to that of ``right``: the singular values are estimates from above."""
        left, values, right = svd(self.left.conj().T @ self.image)
        low = slice(None, -1 - count // 2, -1)
        u, v, values = self.left @ left[:, low], self.right @ right.conj().T[:, low], values[low]
        residuals = np.hypot(np.linalg.norm(self.B @ v - u * values, axis=0), np.linalg.norm(self.adjoint @ u - v * values, axis=0))
        energies, vectors = _pairs(u, values, v)
        return energies, np.repeat(residuals, 2) / np.sqrt(2), vectors

    def dense(self) -> tuple[Array, Array]:
        """All levels, by LAPACK."""
        u, values, v = svd(self.B.toarray())
        return _pairs(u[:, ::-1], values[::-1], v.conj().T[:, ::-1])

    def _across(self, block: Array) -> Array:
        return _orthonormal(self.inverse.solve(block, "H"), self.left)

    def _back(self, block: Array) -> Array:
        return _orthonormal(self.inverse.solve(block), self.right)


class Search:
    """The lowest levels of a block, more of them on demand; what has been found is kept."""

    def __init__(self, form: Form) -> None:
        self.form, self.rng = form, np.random.default_rng(0)

    def lowest(self, count: int) -> tuple[Array, Array]:
        """Energies and vectors of the ``count`` lowest levels; others are missing only where they tie with the last one.

        Copies of a level that the start vectors do not contain show up after fresh directions have been added: the search ends
        when they change nothing.

        Raises
        ------
        ConvergenceError
            If the iteration does not converge.
        """
        if not self.form.columns:
            self._inject()
        energies, vectors = self._converged(count)
        while True:
            known = abs(energies)
            self._inject()
            energies, vectors = self._converged(count)
            if abs(abs(energies) - known).max() <= 1e-10 * self.form.norm:
                return energies, vectors

    def _inject(self) -> None:
        self.form.inject(self.rng.standard_normal((self.form.size, WIDTH)).astype(self.form.dtype))

    def _dense(self, count: int) -> tuple[Array, Array]:
        """A basis of half the space is no gain over LAPACK."""
        energies, vectors = self.form.dense()
        return energies[:count], vectors[:, :count]

    def _converged(self, count: int) -> tuple[Array, Array]:
        for _ in range(STEPS):
            if 2 * (self.form.columns + 2 * self.form.next.shape[1]) > self.form.size:
                return self._dense(count)
            self.form.step()
            self.form.step()
            energies, residuals, vectors = self.form.ritz(count + self.form.together)
            if len(energies) <= count:
                continue
            # Nothing may be missing below the last level: the next one is seen to lie higher, or is known as well as the others.
            higher = abs(energies[-1]) - abs(energies[count - 1])
            converged = residuals <= TOLERANCE * self.form.norm
            if converged[:count].all() and (converged[-1] or residuals[-1] <= higher):
                return energies[:count], vectors[:, :count]
        raise ConvergenceError(f"`H` must let the iteration converge, but its levels near zero did not in {2 * STEPS} steps.")


def _pairs(u: Array, values: Array, v: Array) -> tuple[Array, Array]:
    """Energies and vectors of the levels +E and -E of each singular value, next to each other."""
    vectors = np.concatenate([np.repeat(u, 2, axis=1), np.repeat(v, 2, axis=1)]) / np.sqrt(2)
    signs = np.tile([1, -1], len(values))
    vectors[len(u) :] *= signs
    return np.repeat(values, 2) * signs, vectors


def _factors(B: sparse.sparray, norm: float) -> SuperLU:
    """Sparse LU factors; an exactly singular matrix is moved by rounding, which leaves its null vectors to be found at once."""
    try:
        return splu(B.tocsc())
    except RuntimeError:
        moved = np.random.default_rng(1).uniform(0.5, 1, B.shape[0]) * (1e-14 * norm or 1.0)
        return splu((B + sparse.diags_array(moved)).tocsc())


def _joined(chain: Array, block: Array, basis: Array) -> Array:
    """The next vectors of the iteration, which must go on where it was, together with fresh ones."""
    return np.concatenate([chain, _orthonormal(block, np.concatenate([basis, chain], axis=1))], axis=1)


def _orthonormal(block: Array, basis: Array) -> Array:
    """The part of ``block`` orthogonal to ``basis``, as orthonormal columns; directions that are lost are random ones.

    Repeated until a pass changes nothing: of a column that lies almost in the span of the others the first leaves little but noise.
    """
    random = np.random.default_rng(basis.shape[1])
    for attempt in range(PASSES):
        block = block / np.linalg.norm(block, axis=0)
        block = block - basis @ (basis.conj().T @ block)
        left = np.linalg.norm(block, axis=0)
        lost = left < (LOST if attempt == 0 else 0.5)  # what the first pass leaves is new or noise, and noise shrinks again
        block[:, lost] = random.standard_normal((len(block), int(lost.sum())))
        block, triangle = np.linalg.qr(block)
        if min(left.min(), abs(np.diag(triangle)).min()) > 0.9:
            return block
    raise ConvergenceError(f"`H` must leave room for {block.shape[1]} more directions, but {PASSES} passes found none.")


def _eigh(H: Array) -> tuple[Array, Array]:
    """Divide and conquer (vectors of MRRR are less orthogonal); where it fails, as it does on some degenerate levels, QR."""
    try:
        return np.linalg.eigh(H)
    except np.linalg.LinAlgError:
        return eigh(H, driver="ev")


def _lowest_first(energies: Array, together: int) -> Array:
    """Order of ascending energies by |E|; of pairs, from the middle: ties must not part E from -E."""
    distance = abs(energies) if together == 1 else abs(np.arange(len(energies)) - (len(energies) - 1) / 2)
    return np.argsort(distance, kind="stable")


def _norm(B: sparse.sparray) -> float:
    return float(max(abs(B).sum(axis=0).max(), abs(B).sum(axis=1).max()))
