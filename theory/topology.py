r"""Topology from the invariant momenta: Pfaffians, whose signs give an invariant of class D, whose zeros close the gap.

At a momentum K = -K particle-hole symmetry :math:`U H^*(K)U^\dagger = -H(K)` with a symmetric U makes :math:`H(K)U` antisymmetric.
With det U = 1 its Pfaffian :math:`P_K` squares to the determinant of H(K), and is real if four divides the number of components, as
it does for electrons with spin. In class D with a gap

.. math:: \nu = \prod_K \operatorname{sgn} P_K

is, in two dimensions (four K), the parity :math:`(-1)^C` of the Chern number; in one dimension (two K), where there is no Chern
number, it is the :math:`Z_2` invariant itself, -1 for a chain with a Majorana state at each end.

References
----------
A. Yu. Kitaev, Phys.-Usp. 44, 131 (2001); P. Ghosh, J. D. Sau, S. Tewari, S. Das Sarma, Phys. Rev. B 82, 184525 (2010)
(two dimensions).
"""

from functools import cache
from itertools import product

import sympy as sp
from sympy.polys.matrices import DomainMatrix

from theory.algebra import Matrix
from theory.model import BdGModel
from theory.proof import Step, require

Momentum = tuple[sp.Expr, ...]


def invariant_momenta(model: BdGModel) -> list[Momentum]:
    """All K with K = -K modulo a reciprocal vector of a square lattice: each component 0 or pi, Gamma first."""
    return list(product((sp.S.Zero, sp.pi), repeat=len(model.momenta)))


def pfaffian(matrix: sp.MatrixBase) -> sp.Expr:
    """Pfaffian of an antisymmetric matrix, expanded along its first row in the ring of its entries.

    Raises
    ------
    ValueError
        If SymPy does not prove the matrix antisymmetric.

    >>> pfaffian(sp.Matrix([[0, 3], [-3, 0]]))
    3
    """
    require(Step("A", Matrix(matrix), Matrix(-matrix.T)), "`matrix` must be antisymmetric")
    if matrix.rows % 2:
        return sp.S.Zero
    entries = DomainMatrix.from_Matrix(sp.Matrix(matrix), extension=True)
    ring, A = entries.domain, entries.to_dod()

    @cache
    def of(rows: tuple[int, ...]) -> object:
        if not rows:
            return ring.one
        first, *others = rows
        total, row = ring.zero, A.get(first, {})
        for place, other in enumerate(others):
            if other in row and (rest := of((*others[:place], *others[place + 1 :]))):
                total += (-1) ** place * row[other] * rest
        return total

    return sp.expand(ring.to_sympy(of(tuple(range(matrix.rows)))))


def pfaffians(model: BdGModel) -> dict[Momentum, sp.Expr]:
    """P_K at every invariant momentum, factored: the gap closes at K where it vanishes, and the invariant changes sign.

    Raises
    ------
    ValueError
        If the model is not 2 pi periodic, det U is not 1, or four does not divide the number of components (they would have a
        phase of their own).
    """
    H = model.hamiltonian
    for k in model.momenta:
        require(Step("period", H.subs(k, k + 2 * sp.pi), H), f"`model` must be 2 pi periodic in {k}")
    if len(model.basis) % 4:
        raise ValueError(f"`model.basis` must have a multiple of 4 components, but has {len(model.basis)}.")
    determinant = model.particle_hole.det()
    if sp.simplify(determinant - 1) != 0:
        raise ValueError(f"`model.particle_hole` must have the determinant 1, but has {determinant}.")
    found = {}
    for K in invariant_momenta(model):
        found[K] = sp.factor(pfaffian(Matrix(H.subs(dict(zip(model.momenta, K, strict=True))) * model.particle_hole)))
    return found
