r"""Levels bound to the vortex, above any number of edge states; how many are passed over; their angular momenta.

A level is bound to the vortex if it is found near it with more probability than near the edge: of two levels that are mixtures of
one state here and one there, one is. The iteration of ``numerics.solvers.krylov`` goes on from where the states nearest zero left
it, with fresh vectors that live near the vortex: they hold next to nothing of the edge, and what is bound converges first. As
there, estimates come from above. It ends when the levels wanted have converged, all others below them are known well enough to be
counted, and the next one is seen to lie higher. Where that takes long the inverse is taken anew, at the last level wanted.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numerics.checks import whole
from numerics.eigenstates.blocks import Block
from numerics.eigenstates.nearest_zero import DENSE
from numerics.lattice.shapes import Lattice, vortex_and_edge
from numerics.solvers.krylov import Array, ConvergenceError
from numerics.waves.angular import angular_momenta
from numerics.waves.vortex import VortexStates, site_values

Reals = NDArray[np.float64]
WIDTH, PAUSE, STEPS = 4, 4, 240  # fresh vectors; steps from one estimate to the next, and in all
PATIENCE, ASIDE = 12, 1e-3  # steps before the inverse is moved, where that is dear; how far beyond the last level, a share of it
TOLERANCE = 1e-7  # residual of a bound level, in units of the norm: its energy errs by the square
ROUNDING = 1e-11  # of the norm: what is below is zero
FASTEST = 2.0  # largest angular momentum looked for, in units of a momentum of one lattice constant times the radius


@dataclass(frozen=True, eq=False)
class BoundLevels:
    r"""The positive levels bound to the vortex, ascending, without the Majorana mode of the vortex; all arrays (levels,).

    ``labels`` are those of the fourfold rotation, ``momenta`` the angular momenta j, both NaN where the matrix lacks it,
    momenta also where a state has not most of one.
    ``residual`` are \|H v - E v\|. ``passed_over`` is the number of the other positive levels up to the last.
    """

    energies: Reals
    labels: Reals
    momenta: Reals
    vortex_weight: Reals
    residual: Reals
    passed_over: int


def bound_levels(found: VortexStates, *, count: int, below: float) -> BoundLevels:
    """The ``count`` lowest levels bound to the vortex, or as many as lie below an energy; ``found`` are the states nearest zero.

    Raises
    ------
    ValueError
        If ``count`` is not an integer, at least 1, or the energy negative.
    ConvergenceError
        If the levels do not converge.
    """
    whole(count, name="count", least=1)
    if not below >= 0:
        raise ValueError(f"`below` must not be negative, but is {below}.")
    zero = float(found.states.energies[len(found.states.energies) // 2]) if found.majorana is not None else 0.0
    searches = [_Search(block, found, zero) for block in found.blocks]
    while True:
        heights = np.sort(np.concatenate([search.heights[search.bound & search.positive] for search in searches]))
        reach = min(below, float(heights[count - 1])) if len(heights) >= count else below
        last = float(heights[heights <= reach].max(initial=0.0))
        waiting = [search for search in searches if not search.settled(reach, last)]
        if not waiting:
            return _collected(found, searches, count, reach)
        for search in waiting:
            search.advance(reach)


class _Search:
    r"""One block: estimates of its levels, ascending in \|H v\|, the ``heights``; which are bound to the vortex, which positive.

    ``zero`` is the energy of the Majorana modes: what does not lie above is not positive. A level of a block that has a partner is
    positive in one of them.
    """

    def __init__(self, block: Block, found: VortexStates, zero: float) -> None:
        self.block, self.form = block, block.form.bounded()
        self.near, self.far = (_of_columns(block, region, found.lattice) for region in vortex_and_edge(found.lattice.L, found.R))
        self.zero, self.tolerance = zero + ROUNDING * self.form.norm, TOLERANCE * self.form.norm
        self.steps, self.moved, self.complete = 0, False, False
        if self.form.size <= DENSE:
            self._finish()
            return
        random = np.random.default_rng(4)
        for mask in (self.near,) if self.form.columns else (np.ones_like(self.near), self.near):
            fresh = random.standard_normal((self.form.size, WIDTH)) * mask[-self.form.size :, None]
            self.form.inject(fresh.astype(self.form.dtype))
        self._step()

    def settled(self, reach: float, last: float) -> bool:
        """Whether no bound level up to ``reach`` is missing, and all others are known to lie below or above the ``last`` one."""
        low = int((self.heights <= reach).sum())
        if self.complete or low == len(self.heights):
            return self.complete
        enough = np.where(self.bound[:low], 0.0, abs(last - abs(self.energies[:low])))
        enough = np.maximum(np.append(enough, self.heights[low] - reach), self.tolerance)
        return bool((self.residuals[: low + 1] <= enough).all())

    def advance(self, reach: float) -> None:
        """Some more steps, and new estimates; the inverse is taken just above ``reach`` as soon as that is worth new factors.

        Raises
        ------
        ConvergenceError
            If there have been too many.
        """
        if self.steps >= STEPS:
            raise ConvergenceError(f"`bound` must be fewer levels: those asked for did not converge in {self.steps} steps.")
        if not self.moved and self.steps >= PATIENCE * self.form.renewal and np.isfinite(reach):
            self.form, self.moved = self.form.moved((1 + ASIDE) * reach), True
        self._step()

    def _step(self) -> None:
        for _ in range(PAUSE):
            if 2 * (self.form.columns + self.form.next.shape[1]) > self.form.size:
                self._finish()
                return
            self.form.step()
            self.steps += 1
        self._take(*self.form.ritz(2 * (self.form.columns // 4)))

    def _finish(self) -> None:
        energies, vectors = self.form.dense()
        self.complete = True
        self._take(energies, np.zeros(len(energies)), vectors)

    def _take(self, energies: Reals, residuals: Reals, vectors: Array) -> None:
        heights = np.hypot(energies, residuals)
        order = np.argsort(heights, kind="stable")
        self.heights, self.energies, self.residuals = heights[order], energies[order], residuals[order]
        self.vectors = vectors[:, order]
        density = abs(self.vectors) ** 2
        self.weight = density.T @ self.near
        self.bound = self.weight > density.T @ self.far
        self.positive = (self.energies if len(self.block.labels) == 1 else abs(self.energies)) > self.zero


def _of_columns(block: Block, region: NDArray[np.bool_], lattice: Lattice) -> Reals:
    """Which basis vectors of a block lie in a region that has the symmetries of the square: 1 or 0, up to rounding."""
    return np.asarray((abs(block.isometry) ** 2).T @ site_values(region.astype(float), lattice))


def _collected(found: VortexStates, searches: list[_Search], count: int, reach: float) -> BoundLevels:
    """The ``count`` lowest of what is bound to the vortex in all blocks up to an energy."""
    parts = []
    for search in searches:
        chosen = search.bound & search.positive & (search.heights <= reach)
        vectors, energies = search.block.isometry @ search.vectors[:, chosen], search.energies[chosen]
        labels = np.full(len(energies), search.block.labels[0])
        momenta = angular_momenta(vectors, found.lattice, labels, n=found.n, largest=FASTEST * found.lattice.L / 2)
        negative = energies < 0  # the positive level is that of the partner
        labels[negative], momenta[negative] = search.block.labels[-1], -momenta[negative]
        parts.append(np.stack([abs(energies), labels, momenta, search.weight[chosen], search.residuals[chosen]]))
    together = np.concatenate(parts, axis=1)
    energies, labels, momenta, weight, residual = together[:, np.argsort(together[0], kind="stable")[:count]]
    last = energies.max(initial=0.0)
    passed = sum(int((search.positive & ~search.bound & (search.heights <= last)).sum()) for search in searches)
    return BoundLevels(energies, labels, momenta, weight, residual, passed)
