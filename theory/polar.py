r"""The continuum in polar coordinates: polynomials of momenta as differential operators around a vortex.

.. math::
    k \to -i\nabla - a\,\tau_z, \qquad a = a_\theta(r)\,\hat\theta, \qquad \Delta \to \Delta\,e^{iw\theta}

A hop from i to j with the factor :math:`e^{+i\int_i^j a\,dr}` is :math:`e^{-id\cdot(k - a)}` for the electron: the sign of the
project's Peierls phases. Holes see :math:`-a`. Products of momenta are symmetrised.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import permutations

import sympy as sp

from theory.algebra import Matrix, dagger
from theory.symbols.polar import ell, r, theta

Word = tuple[int, ...]  # momenta in their order, 0 for kx and 1 for ky; the last acts first


def polar_action(
    hamiltonian: sp.MatrixBase,
    momenta: Sequence[sp.Symbol],
    spinor: Sequence[sp.Expr],
    *,
    charge: sp.MatrixBase,
    a_theta: sp.Expr,
    winding: sp.Expr,
) -> Matrix:
    """H psi, a column, for functions psi of ``r`` and ``theta``; ``charge`` is the diagonal tau_z.

    Term by term in Cartesian momenta: it assumes no symmetry.

    Raises
    ------
    ValueError
        If the Hamiltonian is not a polynomial of two momenta, or its pairing depends on them.
    """
    require_plane(momenta)
    signs = list(charge.diagonal())

    @cache
    def image(component: int, word: Word) -> sp.Expr:
        if not word:
            return spinor[component]
        return _momentum(image(component, word[1:]), word[0], signs[component] * a_theta)

    column = [sp.S.Zero] * len(signs)
    vortex = wound(sp.ones(*hamiltonian.shape), charge, winding)
    for a, b, powers, coefficient in _terms(hamiltonian, momenta):
        if signs[a] != signs[b] and any(powers):
            raise ValueError(f"`hamiltonian` must have a pairing that does not depend on the momenta, but entry ({a}, {b}) does.")
        words = set(permutations([axis for axis, power in enumerate(powers) for _ in range(power)]))
        column[a] += coefficient * vortex[a, b] * sum((image(b, word) for word in words), sp.S.Zero) / len(words)
    return Matrix(column)


def require_plane(momenta: Sequence[sp.Symbol]) -> tuple[sp.Symbol, sp.Symbol]:
    """The two momenta of a plane: a vortex has no other place.

    Raises
    ------
    ValueError
        If there are not two.
    """
    if len(momenta) != 2:
        raise ValueError(f"`momenta` must be two, of a plane with a vortex, but are {', '.join(k.name for k in momenta)}.")
    return momenta[0], momenta[1]


def wound(matrix: sp.MatrixBase, charge: sp.MatrixBase, winding: sp.Expr) -> Matrix:
    """The matrix with all pairings multiplied by exp(i winding theta); ``charge`` is the diagonal tau_z."""
    turn = sp.diag(*(sp.exp(sp.I * winding * theta * sign / 2) for sign in charge.diagonal()))
    return Matrix(turn * matrix * dagger(turn))


def separated(
    band: sp.Expr, momenta: Sequence[sp.Symbol], radial: sp.Expr, *, sign: int = 1, a_theta: sp.Expr = sp.S.Zero
) -> sp.Expr:
    """What a band makes of f(r) exp(i l theta), without the exponential; ``sign`` is +1 for electrons, -1 for holes."""
    wave, charge = radial * sp.exp(sp.I * ell * theta), Matrix([[sign]])
    (applied,) = polar_action(Matrix([[band]]), momenta, [wave], charge=charge, a_theta=a_theta, winding=sp.S.Zero)
    left = sp.expand(sp.expand(applied) * sp.exp(-sp.I * ell * theta))
    return sp.expand(left.subs(sp.sin(theta) ** 2, 1 - sp.cos(theta) ** 2))


def _terms(hamiltonian: sp.MatrixBase, momenta: Sequence[sp.Symbol]) -> Iterator[tuple[int, int, Word, sp.Expr]]:
    """Row, column, powers of the momenta and coefficient of every term."""
    for a in range(hamiltonian.rows):
        for b in range(hamiltonian.cols):
            entry = hamiltonian[a, b]
            if not entry.is_polynomial(*momenta):
                raise ValueError(f"`hamiltonian` must be a polynomial of its momenta, but entry ({a}, {b}) is not.")
            if entry != 0:
                yield from ((a, b, powers, coefficient) for powers, coefficient in sp.Poly(entry, *momenta).terms())


def _momentum(psi: sp.Expr, axis: int, potential: sp.Expr) -> sp.Expr:
    """(-i d/dx - a_x) psi for axis 0, the same with y for axis 1, where a is ``potential`` around the centre."""
    along, around = ((sp.cos(theta), -sp.sin(theta)), (sp.sin(theta), sp.cos(theta)))[axis]
    gradient = along * sp.diff(psi, r) + around * sp.diff(psi, theta) / r
    return -sp.I * gradient - around * potential * psi
