r"""Eigenvectors of smallest \|E\| of one symmetry block, by inverse block Krylov iteration with full orthogonalisation.

In all forms of a block (``numerics.solvers.forms``) the lowest \|E\| is the bottom of a positive operator, :math:`H^2`, so that the
variational estimates come from above and none is spurious. The inverse is taken at zero: where Majorana modes make the matrix
nearly singular the first sweeps find them to rounding, and all later vectors stay orthogonal to them. Levels that crowd at the edge
of a gap, as those of a long wire, are far from zero and close to each other: where they keep the iteration waiting for as long as
new factors take, it goes on with the inverse taken beside them. The basis is kept: the residuals of all estimates lie in the span
of one block, and with an inverse at E the space remains one of rational functions of the matrix if that at -E follows.
"""

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
WIDTH = 4  # vectors a step
TOLERANCE = 1e-11  # residual, in units of the norm: energies err by its square
STEPS = 200
NEAR = 1e-8  # of the norm: the least distance of the inverse from an estimate; nearer ones would drown the other levels in rounding
RHYTHM = 12  # estimates cost more than steps: one is made after every twelfth part, or three quarters of those expected
PATIENCE, COST = 8, 8  # steps before the inverse is moved: at least, and one for so many entries a row of its factors


class ConvergenceError(RuntimeError):
    """The eigenstates found do not satisfy their own checks."""


class Form(Protocol):
    r"""What the iteration asks of a block: ``inject`` fresh directions, ``step`` by the inverse, ``ritz`` estimates.

    ``ritz(count)`` returns energies, residuals and vectors of the ``count`` lowest estimates of \|E\|, ascending in \|E\|, a
    multiple of ``together``: the number of levels that come with each other. ``dense()`` returns all energies and vectors in
    that order; ``columns`` is the size of the basis, ``next`` the block that the next step adds to it. ``bounded()`` is the form to
    iterate: this one, or another of the same matrix whose inverse is not too large for the rounding of the vectors. ``inverse`` are
    the factors at zero; ``moved(energy)`` is the form to go on with: basis and next block are the same, the inverse is taken at
    plus and minus ``energy``, at zero if that is negative. That costs as many steps as ``renewal`` times the least patience.
    """

    size: int
    next: Array
    dtype: np.dtype[Any]
    norm: float
    together: int
    renewal: float

    @property
    def columns(self) -> int: ...
    def bounded(self) -> "Form": ...
    def moved(self, energy: float) -> "Form": ...
    @property
    def inverse(self) -> Any: ...
    def inject(self, block: Array) -> None: ...
    def step(self) -> None: ...
    def ritz(self, count: int) -> tuple[Array, Array, Array]: ...
    def dense(self) -> tuple[Array, Array]: ...


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
            self.form = self.form.bounded()
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
        steps, waited, worst = 0, 0, np.inf
        pause = max(2, (count + self.form.together - self.form.columns) // WIDTH)  # there are no more estimates than columns
        levels, patience = np.empty(0), max(PATIENCE, count / 2, self.form.inverse.nnz / (COST * self.form.size))
        dear = patience * self.form.renewal
        while steps < STEPS:
            for _ in range(min(pause, STEPS - steps)):
                if 2 * (self.form.columns + self.form.next.shape[1]) > self.form.size:
                    return self._dense(count)
                self.form.step()
                steps, waited = steps + 1, waited + 1
            energies, residuals, vectors = self.form.ritz(count + self.form.together)
            if len(energies) <= count:
                continue
            before, worst = worst, max(residuals.max() / (TOLERANCE * self.form.norm or 1.0), 1.0)
            left = pause * np.log(worst) / np.log(before / worst) if worst < before else np.inf
            pause = max(2, steps // RHYTHM, int(min(steps / 2, 3 * left / 4)))
            # Nothing may be missing below the last level: the next one is seen to lie higher, or is known as well as the others.
            converged = residuals <= TOLERANCE * self.form.norm
            if converged[:count].all() and (converged[-1] or residuals[-1] <= abs(energies[-1]) - abs(energies[count - 1])):
                return energies[:count], vectors[:, :count]
            previous, levels = levels, np.sort(np.hypot(energies, residuals))  # |H v|: estimates from above
            if waited >= patience and left > dear and len(previous):
                first = int(converged[:count].sum())
                self.form = self.form.moved(levels[first] - max(previous[first] - levels[first], NEAR * self.form.norm))
                waited, patience = 0, 2 * patience
        raise ConvergenceError(f"`H` must let the iteration converge, but its levels near zero did not in {steps} steps.")
