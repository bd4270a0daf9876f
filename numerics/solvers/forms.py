r"""The forms that a symmetry block takes, with what the iteration of ``numerics.solvers.krylov`` asks of them.

A block is normal, H = unit B: Hermitian, or iA with a real antisymmetric A (Majorana basis); or it is chiral,

.. math:: H = \begin{pmatrix}0 & B\\ B^\dagger & 0\end{pmatrix}

with eigenvalues plus and minus the singular values of B, which has half the size.

Zero modes at the far ends of a long system split by less than any rounding, and elimination finds even that: the inverse is as
large as 1e100. The image of a vector orthogonal to the zero modes but for rounding then consists of them alone, and the basis fills
with noise along them. An inverse no larger than 1/(rounding of the norm) costs the other levels no digit: to a normal B we add a
small multiple of one, which leaves its eigenvectors alone, off the axis on which its levels lie where the arithmetic allows. For
singular vectors there is no such multiple: a chiral block with too large an inverse is iterated as the Hermitian matrix above, and
what is added has the sign of the chirality, :math:`(H + s\Gamma)^2 = H^2 + s^2`.
"""

from collections.abc import Iterator
from functools import cached_property
from itertools import cycle
from typing import Any

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from scipy.linalg import block_diag, eigh, svd
from scipy.sparse.linalg import SuperLU, splu

from numerics.solvers.krylov import ConvergenceError, Form

Array = NDArray[Any]
SWEEPS = 2  # inverse iterations of fresh directions before any is kept: nearly null ones must be exact
SHIFT = 1.1e-14  # of the norm, added before the inversion; no level that somebody may have chosen
LARGEST = 1e18  # times 1/norm: the inverse of a chiral block beyond which rounding reaches the levels wanted
PASSES, LOST = 10, 1e-13  # of the orthogonalisation; what is left of a normalised column that was nothing but rounding
SKEW = 1e-11  # of an entry of V^dagger V - 1: LAPACK has vectors at fault, not rounding
TIE = 1e-6  # levels that differ by less are not told apart before they have converged


class _Columns:
    """Columns of a matrix that grows: ``filled`` is the part in use."""

    def __init__(self, size: int, dtype: Any) -> None:
        self._space, self.count = np.empty((size, 64), dtype=dtype, order="F"), 0

    @property
    def filled(self) -> Array:
        return self._space[:, : self.count]

    def append(self, block: Array) -> None:
        total = self.count + block.shape[1]
        if total > self._space.shape[1]:
            space = np.empty((len(block), 2 * total), dtype=self._space.dtype, order="F")
            space[:, : self.count] = self.filled
            self._space = space
        self._space[:, self.count : total] = block
        self.count = total


class NormalForm:
    """H = unit B with a normal B: Hermitian (unit 1), or real antisymmetric (unit i), whose levels come in pairs.

    ``chirality`` are signs, as a diagonal matrix anticommuting with a Hermitian B, if it has such: then, too, levels come in pairs.
    """

    renewal = 1 / 3

    def __init__(self, B: sparse.sparray, unit: complex, *, chirality: Array | None = None) -> None:
        self.B, self.unit, self.size, self.dtype = B, unit, B.shape[0], B.dtype
        self.norm, self.together = _norm(B), 1 if unit == 1 and chirality is None else 2
        self._complex = unit == 1j and self.dtype.kind == "f"  # B - E / unit is, though B is real; a real vector holds E and -E
        across = 1j / unit if self.dtype.kind == "c" else 1.0  # B has its levels on the other axis of the plane
        self.shift = SHIFT * (self.norm or 1.0) * (np.full(self.size, across) if chirality is None else chirality)
        self._basis, self._image = _Columns(self.size, self.dtype), _Columns(self.size, self.dtype)  # image: B basis
        self.next = self._basis.filled

    @cached_property
    def inverse(self) -> SuperLU:
        """Factors of B, shifted."""
        return self._factors(0.0)

    @cached_property
    def _inverses(self) -> Iterator[SuperLU]:
        """The factors of the steps to come."""
        return cycle([self.inverse])

    @property
    def columns(self) -> int:
        """Size of the basis."""
        return self._basis.count

    def bounded(self) -> Form:
        """Itself."""
        return self

    def begin(self, basis: Array, following: Array) -> None:
        """Take over an orthonormal basis and the block to be added next."""
        self._keep(basis)
        self.next = following

    def moved(self, energy: float) -> Form:
        """Itself, with the inverse at plus and minus that energy in turn."""
        poles = () if energy <= 0 else (energy,) if self._complex else (energy, -energy)
        self._inverses = cycle([self._factors(pole) for pole in poles] or [self.inverse])
        return self

    def inject(self, block: Array) -> None:
        """Fresh directions, swept by the inverse at zero so that nearly null ones are exact."""
        for _ in range(SWEEPS):
            block = _orthonormal(self._solved(self.inverse, block), self._basis.filled)
        self.next = _joined(self.next, block, self._basis.filled)

    def step(self) -> None:
        """Keep the block at hand; the next one is its image under the inverse."""
        self._keep(self.next)
        factors = next(self._inverses)
        if factors is self.inverse or not self._complex:
            image = self._solved(factors, self.next)
        else:
            both = self._solved(factors, self.next.astype(complex))
            self._keep(_orthonormal(both.real, self._basis.filled))
            image = both.imag
        self.next = _orthonormal(image, self._basis.filled)

    def ritz(self, count: int) -> tuple[Array, Array, Array]:
        """The lowest directions of |B| first: among them B itself has no spurious levels, unless a tie (of E and -E) is cut."""
        _, values, mixing = _svd(np.asarray(np.linalg.qr(self._image.filled, mode="r")))
        values = values[::-1]
        tied = values[count - 1 :] <= (1 + TIE) * values[min(count, len(values)) - 1] + np.finfo(float).eps * self.norm
        low = self._basis.filled @ mixing.conj().T[:, ::-1][:, : count - 1 + int(tied.sum())]
        image = self._times(low)
        energies, turn = _eigh(self.unit * (low.conj().T @ image))
        order = _lowest_first(energies, self.together)[:count]
        energies, turn = energies[order], turn[:, order]
        vectors = low @ turn
        return energies, np.linalg.norm(self.unit * (image @ turn) - vectors * energies, axis=0), vectors

    def dense(self) -> tuple[Array, Array]:
        """All levels, by LAPACK."""
        energies, vectors = _eigh(self.unit * self._times(np.eye(self.size, dtype=self.dtype)))
        order = _lowest_first(energies, self.together)
        return energies[order], vectors[:, order]

    def _keep(self, block: Array) -> None:
        self._basis.append(block)
        self._image.append(self._times(block))

    def _factors(self, energy: float) -> SuperLU:
        """Those of (H - energy) / unit, shifted; twice as far if a level of a real symmetric B lies just there."""
        shift = self.shift - energy / self.unit if energy else self.shift
        try:
            return self._factored(shift)
        except RuntimeError:
            return self._factored(shift + self.shift)

    def _times(self, block: Array) -> Array:
        return self.B @ block

    def _factored(self, shift: Array) -> SuperLU:
        return splu((self.B + sparse.diags_array(shift)).tocsc())

    def _solved(self, factors: SuperLU, block: Array) -> Array:
        return factors.solve(block)


class ChiralForm:
    """H = [[0, B], [B^dagger, 0]] with a square B: levels in pairs, from singular values and vectors."""

    renewal = 1.0  # its moved inverse has twice the size

    def __init__(self, B: sparse.sparray) -> None:
        self.B, self.size, self.dtype = B, B.shape[0], B.dtype
        self.adjoint = B.conj().T.tocsr()
        self.norm, self.together = _norm(B), 2
        self._left, self._right, self._image = (_Columns(self.size, self.dtype) for _ in range(3))  # image: B right
        self.next = self._right.filled

    @cached_property
    def inverse(self) -> SuperLU:
        """Factors of B."""
        return splu(self.B.tocsc())

    @property
    def columns(self) -> int:
        """Size of the basis."""
        return self._right.count

    def bounded(self) -> Form:
        """Itself; or, where the inverse is too large, the Hermitian matrix, whose shifted inverse is not."""
        trial = np.random.default_rng(1).standard_normal(self.size).astype(self.dtype)
        try:
            if abs(self.inverse.solve(trial)).max() * self.norm <= LARGEST:
                return self
        except RuntimeError:  # exactly singular
            pass
        return self._hermitian()

    def moved(self, energy: float) -> Form:
        """The Hermitian matrix with the same vectors, and with the inverse at plus and minus that energy in turn."""
        form, left, right, following = self._hermitian(), self._left.filled, self._right.filled, self.next
        form.begin(block_diag(left, right), np.concatenate([np.zeros_like(following), following]))
        return form.moved(energy)

    def inject(self, block: Array) -> None:
        """Fresh directions, swept by both inverses so that nearly null ones are exact."""
        for _ in range(SWEEPS):
            block = self._back(self._across(block))
        self.next = _joined(self.next, block, self._right.filled)

    def step(self) -> None:
        """Keep the block at hand and its image under the adjoint inverse; the next one is the image of that."""
        left = self._across(self.next)
        self._left.append(left)
        self._right.append(self.next)
        self._image.append(self.B @ self.next)
        self.next = self._back(left)

    def ritz(self, count: int) -> tuple[Array, Array, Array]:
        """B^dagger takes the span of ``left`` to that of ``right``: the singular values are estimates from above."""
        left, values, right = _svd(self._left.filled.conj().T @ self._image.filled)
        low = slice(None, -1 - count // 2, -1)
        u, v, values = self._left.filled @ left[:, low], self._right.filled @ right.conj().T[:, low], values[low]
        residuals = np.hypot(np.linalg.norm(self.B @ v - u * values, axis=0), np.linalg.norm(self.adjoint @ u - v * values, axis=0))
        energies, vectors = _pairs(u, values, v)
        return energies, np.repeat(residuals, 2) / np.sqrt(2), vectors

    def dense(self) -> tuple[Array, Array]:
        """All levels, by LAPACK."""
        u, values, v = _svd(self.B.toarray())
        return _pairs(u[:, ::-1], values[::-1], v.conj().T[:, ::-1])

    def _hermitian(self) -> NormalForm:
        H = sparse.block_array([[None, self.B], [self.adjoint, None]], format="csr")
        return NormalForm(H, 1, chirality=np.repeat([1.0, -1.0], self.size))

    def _across(self, block: Array) -> Array:
        return _orthonormal(self.inverse.solve(block, "H"), self._left.filled)

    def _back(self, block: Array) -> Array:
        return _orthonormal(self.inverse.solve(block), self._right.filled)


def _pairs(u: Array, values: Array, v: Array) -> tuple[Array, Array]:
    """Energies and vectors of the levels +E and -E of each singular value, next to each other."""
    vectors = np.concatenate([np.repeat(u, 2, axis=1), np.repeat(v, 2, axis=1)]) / np.sqrt(2)
    signs = np.tile([1, -1], len(values))
    vectors[len(u) :] *= signs
    return np.repeat(values, 2) * signs, vectors


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
        energies, vectors = np.linalg.eigh(H)
    except np.linalg.LinAlgError:
        return eigh(H, driver="ev")
    probe = np.random.default_rng(2).standard_normal(len(H))
    orthonormal = abs(vectors.conj().T @ (vectors @ probe) - probe).max(initial=0.0) <= SKEW
    return (energies, vectors) if orthonormal else eigh(H, driver="ev")


def _svd(matrix: Array) -> tuple[Array, Array, Array]:
    """Divide and conquer; where it fails, as it does on some matrices whose values span all magnitudes, QR."""
    try:
        return tuple(svd(matrix))
    except np.linalg.LinAlgError:
        return tuple(svd(matrix, lapack_driver="gesvd"))


def _lowest_first(energies: Array, together: int) -> Array:
    """Order of ascending energies by |E|; of pairs, from the middle: ties must not part E from -E."""
    distance = abs(energies) if together == 1 else abs(np.arange(len(energies)) - (len(energies) - 1) / 2)
    return np.argsort(distance, kind="stable")


def _norm(B: sparse.sparray) -> float:
    return float(max(abs(B).sum(axis=0).max(), abs(B).sum(axis=1).max()))
