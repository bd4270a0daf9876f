r"""Galerkin's equations of a radial problem: the form <chi, H chi>, with the weight r dr, in the spaces of ``radial_elements``.

Second derivatives are halved by partial integration, first ones stand on the continuous component of a pair alone. At a wall of
infinite mass m the form has the term :math:`\operatorname{sgn}(m)\,|B|\,r\,\chi_a^2` of the continuous component, B the coefficient
of the first derivative: its natural boundary condition is that the other one is :math:`-\operatorname{sgn}(m)|B|/B` times this one.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from numerics.radial.elements import Basis, Patch, Space, bases, patches
from numerics.radial.problem import RadialProblem, Reals, Whole, elements, sampled


@dataclass(frozen=True, eq=False)
class Grid:
    """Patches; C0, C1 - C2/r and C2 on each, (3, elements, points, a, b); spaces and functions of each component.

    The unknowns of component a are those from ``starts[a]`` to ``starts[a + 1]``.
    """

    pieces: list[Patch]
    coefficients: list[Reals]
    spaces: list[Space]
    functions: list[list[Basis]]
    starts: Whole


def grid(problem: RadialProblem, *, degree: int) -> Grid:
    """Elements and functions of that degree."""
    ends, regions = elements(problem)
    pieces = patches(ends, degree=degree, largest=max(abs(momentum) for momentum in problem.orbital))
    owners = (regions[:1], regions[1:])
    coefficients = [sampled(problem, piece.points, owner) for owner, piece in zip(owners, pieces, strict=False)]
    spaces, partner = _spaces(coefficients)
    present = np.array([problem.regions[index].present for index in regions])
    functions, starts = [], [0]
    for a, momentum in enumerate(problem.orbital):
        powers = degree + (spaces[a] is not Space.FREE)
        if a in partner:  # as many as the partner's functions have images under their derivative
            powers = (abs(problem.orbital[partner[a]]) + 2 * degree - 1 - abs(momentum)) // 2 + 1
        basis, count = bases(pieces, orbital=momentum, powers=powers, space=spaces[a], degree=degree, present=present[:, a])
        functions.append(basis)
        starts.append(starts[-1] + count)
    return Grid(pieces, coefficients, spaces, functions, np.array(starts))


def _spaces(coefficients: list[Reals]) -> tuple[list[Space], dict[int, int]]:
    """The space of each component, and of the free member of each pair the continuous one."""
    strength = np.max([abs(part[1:]).max(axis=(1, 2)) for part in coefficients], axis=0)
    first, second = strength > 1e-12 * strength.max()
    bent = second.diagonal()
    spaces = [Space.BENT if is_bent else Space.FREE for is_bent in bent]
    partner: dict[int, int] = {}
    for a, b in np.argwhere(np.triu(first) & ~bent & ~bent[:, None]):
        if a in partner or b in partner or a in partner.values():
            raise ValueError("`coefficients` must couple components by first derivatives in pairs only, but do not.")
        spaces[a] = Space.CONTINUOUS
        partner[int(b)] = int(a)
    return spaces, partner


def matrices(problem: RadialProblem, at: Grid) -> tuple[sparse.csr_array, sparse.csr_array]:
    """The form <chi, H chi> and the overlaps, of all functions."""
    H, S = (_Sum(int(at.starts[-1])) for _ in range(2))
    for number, (piece, part) in enumerate(zip(at.pieces, at.coefficients, strict=True)):
        basis = [functions[number] for functions in at.functions]
        unknowns = [np.where(own.numbers < 0, -1, own.numbers + start) for own, start in zip(basis, at.starts, strict=False)]
        for a, b in np.argwhere(np.triu(_coupled([part]))):
            row, column = (b, a) if at.spaces[b] is Space.FREE else (a, b)  # the derivative on the continuous one
            H.add(unknowns[row], unknowns[column], _form(basis[row], basis[column], part[..., row, column], piece.weights))
        for own, numbers in zip(basis, unknowns, strict=True):
            S.add(numbers, numbers, _turned(own.values) @ (piece.weights[..., None] * own.values))
    last, outer = at.coefficients[-1][1, -1, -1], at.pieces[-1].ends[-1, 1]
    for a, space in enumerate(at.spaces):
        if space is Space.CONTINUOUS:
            end = at.functions[a][-1].numbers[-1:, :2].max(keepdims=True) + at.starts[a]
            H.add(end, end, problem.mass[a] * np.linalg.norm(last[a]) * outer * np.ones((1, 1, 1)))
    return H.matrix(), S.matrix()


def _turned(values: Reals) -> Reals:
    return np.swapaxes(values, -1, -2)


def _coupled(parts: list[Reals]) -> NDArray[np.bool_]:
    coupled = np.any([(part != 0).any(axis=(0, 1, 2)) for part in parts], axis=0)
    return np.asarray(coupled | coupled.T)


def _form(row: Basis, column: Basis, part: Reals, weights: Reals) -> Reals:
    """Elements of the matrix between the functions of two components, (elements, functions, functions)."""
    zeroth, first, second = (weights * values for values in part)
    image = zeroth[..., None] * column.values
    if first.any():
        image += first[..., None] * column.slopes
    form = _turned(row.values) @ image
    return np.asarray(form - _turned(row.slopes) @ (second[..., None] * column.slopes) if second.any() else form)


class _Sum:
    """A symmetric sparse matrix summed from blocks; of two blocks that mirror each other one is given."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.parts: list[tuple[NDArray[Any], ...]] = []

    def add(self, rows: Whole, columns: Whole, blocks: Reals) -> None:
        """Blocks (elements, functions, functions) for unknowns (elements, functions); those numbered -1 are left out."""
        i, j = np.broadcast_arrays(rows[..., None], columns[:, None, :])
        keep = (i >= 0) & (j >= 0)
        self.parts.append((blocks[keep], i[keep], j[keep]))
        if rows is not columns:
            self.parts.append((blocks[keep], j[keep], i[keep]))

    def matrix(self) -> sparse.csr_array:
        """The sum."""
        values, i, j = (np.concatenate(part) for part in zip(*self.parts, strict=True))
        return sparse.coo_array((values, (i, j)), shape=(self.size, self.size)).tocsr()


def blocks(at: Grid) -> list[Whole]:
    """Unknowns of components that are coupled to each other and to no others."""
    count, labels = connected_components(_coupled(at.coefficients), directed=False)
    unknowns = np.repeat(labels, np.diff(at.starts))
    return [np.flatnonzero(unknowns == label) for label in range(count)]
