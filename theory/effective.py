r"""Effective Hamiltonians of a subspace: self-energy, its expansion at low energy, quasi-degenerate perturbation theory.

The components ``kept`` (indices of the basis, in the order wanted) form the subspace P, all others are eliminated (Q):

.. math::
    \Sigma(\omega) &= H_{PQ}(\omega - H_{QQ})^{-1}H_{QP} = \sum_n \omega^n\Sigma_n \\
    \Sigma_n &= -H_{PQ}H_{QQ}^{-(n+1)}H_{QP} \\
    \det(\omega - H) &= \det(\omega - H_{QQ})\,\det(\omega - H_{PP} - \Sigma(\omega))

Exact in all symbols, for any model whose entries are rational functions of the symbols and of sines and cosines of momenta.

References
----------
P.-O. Loewdin, J. Chem. Phys. 19, 1396 (1951) (elimination); the perturbation theory is that of Pymablock: I. Araya Day,
S. Miles, H. K. Kerstens, D. Varjas, A. R. Akhmerov, SciPost Phys. Codebases 50 (2025), arXiv:2404.03728.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import sympy as sp
from pymablock import block_diagonalize
from pymablock.series import zero
from sympy.functions.elementary.trigonometric import TrigonometricFunction
from sympy.polys.domains.domain import Domain
from sympy.polys.matrices import DomainMatrix
from sympy.polys.matrices.exceptions import DMNonInvertibleMatrixError

from theory.algebra import Matrix, dagger, kron
from theory.proof import Step, require


@dataclass(frozen=True)
class Pencil:
    """The problem static psi = omega overlap psi: a self-energy to first order in omega about zero.

    ``static`` is H_PP + Sigma(0); ``overlap``, 1 - Sigma'(0), is positive: the weight of psi and of what it induces outside.
    """

    static: Matrix
    overlap: Matrix


def self_energy(hamiltonian: sp.MatrixBase, *, kept: Sequence[int], omega: sp.Expr) -> Matrix:
    """What the eliminated components add to the kept ones at the energy omega; exact.

    >>> E, v, w = sp.symbols("E v w", real=True)
    >>> self_energy(sp.Matrix([[0, v], [v, E]]), kept=[0], omega=w)
    Matrix([[v**2/(-E + w)]])

    Raises
    ------
    ValueError
        If ``kept`` is not a proper part of the basis, or omega is a level of the eliminated part for all values of the symbols.
    """
    _, out, back, rest = _blocks(hamiltonian, kept)
    text = f"`omega` must not be a level of the eliminated components, but is {omega}."
    return _readable(out * _inverse(omega * sp.eye(rest.rows) - rest, text) * back)


def self_energy_term(hamiltonian: sp.MatrixBase, *, kept: Sequence[int], power: int) -> Matrix:
    """Coefficient of omega^power of the self-energy, expanded about omega = 0.

    Raises
    ------
    ValueError
        If ``power`` is negative, ``kept`` is not a proper part of the basis, or the eliminated part has a level at zero.
    """
    if power < 0:
        raise ValueError(f"`power` must be at least 0, but is {power}.")
    _, out, back, rest = _blocks(hamiltonian, kept)
    inverse = _inverse(rest, "`hamiltonian` must have a gap at zero in the eliminated components, but they have a level there.")
    return _readable(-out * inverse ** (power + 1) * back)


def low_energy_pencil(hamiltonian: sp.MatrixBase, *, kept: Sequence[int]) -> Pencil:
    """The subspace at low energy, self-energy to first order in omega: a generalised eigenproblem.

    Raises
    ------
    ValueError
        As :func:`self_energy_term`; or if H is not Hermitian, so that the overlap need not be positive.
    """
    require(Step("H", Matrix(hamiltonian), dagger(hamiltonian)), "`hamiltonian` must be Hermitian")
    h = _blocks(hamiltonian, kept)[0]
    static, linear = (self_energy_term(hamiltonian, kept=kept, power=power) for power in (0, 1))
    return Pencil(static=_readable(h + static), overlap=_readable(sp.eye(h.rows) - linear))


def renormalised_hamiltonian(hamiltonian: sp.MatrixBase, *, kept: Sequence[int]) -> Matrix:
    """Z^(-1/2) (H_PP + Sigma(0)) Z^(-1/2) with Z = 1 - Sigma'(0): the same levels as the pencil, an ordinary Hamiltonian.

    Raises
    ------
    ValueError
        As :func:`low_energy_pencil`; or if the eigenvalues of Z have no closed form.
    """
    pencil = low_energy_pencil(hamiltonian, kept=kept)
    root = _inverse_root(pencil.overlap)
    return _readable(root * pencil.static * root)


def effective_hamiltonian(
    unperturbed: sp.MatrixBase, *, perturbation: sp.MatrixBase, kept: Sequence[int], order: int
) -> tuple[Matrix, ...]:
    """Quasi-degenerate perturbation theory: the terms of orders 0, 1, ..., ``order`` in the perturbation, symbolic.

    The sum of the terms acts on the kept components after a unitary transformation whose generator connects kept and
    eliminated components only (Schrieffer-Wolff, des Cloizeaux).

    >>> import sympy as sp
    >>> import derivations as ti
    >>> E, v = sp.symbols("E v", real=True)
    >>> ti.effective_hamiltonian(sp.diag(0, E), perturbation=sp.Matrix([[0, v], [v, 0]]), kept=[0], order=4)[2::2]
    (Matrix([[-v**2/E]]), Matrix([[v**4/E**3]]))

    Raises
    ------
    ValueError
        If ``order`` is negative, ``kept`` is not a proper part of the basis, a matrix is not Hermitian, the unperturbed Hamiltonian
        connects kept and eliminated components, or both have a level in common for all values of the symbols.
    """
    if order < 0:
        raise ValueError(f"`order` must be at least 0, but is {order}.")
    if perturbation.shape != unperturbed.shape:
        raise ValueError(f"`perturbation` must be {unperturbed.rows} x {unperturbed.cols}, but is {perturbation.shape}.")
    for name, matrix in (("unperturbed", unperturbed), ("perturbation", perturbation)):
        require(Step("H", Matrix(matrix), dagger(matrix)), f"`{name}` must be Hermitian")
    h, out, back, rest = _blocks(unperturbed, kept)
    if any(sp.simplify(entry) != 0 for entry in (*out, *back)):
        raise ValueError("`unperturbed` must not connect kept and eliminated components, but does.")
    differences = kron(h, sp.eye(rest.rows)) - kron(sp.eye(h.rows), Matrix(rest.T))
    inverse = _inverse(differences, "`kept` must have no level in common with the eliminated components, but has.")

    field = _field(unperturbed, perturbation)

    def solve(right: sp.MatrixBase) -> sp.Matrix:
        """The solution of h X - X rest = right, for blocks that need not be diagonal."""
        return _reduced(inverse * sp.Matrix(list(right)), field).reshape(h.rows, rest.rows).as_mutable()

    diagonal = (h, sp.zeros(*out.shape), sp.zeros(*back.shape), rest)
    terms = [_nested(blocks) for blocks in (diagonal, _blocks(perturbation, kept))]
    series, *_ = block_diagonalize(terms, solve_sylvester=solve)
    found = (series[0, 0, power] for power in range(order + 1))
    return tuple(sp.zeros(*h.shape).as_immutable() if term is zero else _readable(_reduced(term, field)) for term in found)


def _blocks(hamiltonian: sp.MatrixBase, kept: Sequence[int]) -> tuple[Matrix, Matrix, Matrix, Matrix]:
    """H_PP, H_PQ, H_QP, H_QQ."""
    size = hamiltonian.rows
    if hamiltonian.cols != size:
        raise ValueError(f"`hamiltonian` must be square, but is {hamiltonian.shape}.")
    if not (0 < len(kept) < size and len(set(kept)) == len(kept) and all(type(k) is int and 0 <= k < size for k in kept)):
        raise ValueError(f"`kept` must be some, not all, of the indices 0 ... {size - 1}, each once, but is {list(kept)}.")
    others = [index for index in range(size) if index not in kept]
    pairs = ((rows, columns) for rows in (list(kept), others) for columns in (list(kept), others))
    first, second, third, fourth = (Matrix(hamiltonian.extract(rows, columns)) for rows, columns in pairs)
    return first, second, third, fourth


def _nested(blocks: Sequence[sp.MatrixBase]) -> list[list[sp.Matrix]]:
    """Four blocks as Pymablock takes them."""
    first, second, third, fourth = (sp.Matrix(block) for block in blocks)
    return [[first, second], [third, fourth]]


def _inverse(matrix: sp.MatrixBase, singular: str) -> Matrix:
    """The inverse in the field of rational functions, where zero is recognised; ``singular`` is the error message.

    The field takes sin k and cos k for independent. Where only sin^2 k + cos^2 k = 1 makes the matrix singular, the inverse has
    a denominator that vanishes by it.
    """
    try:
        inverse = DomainMatrix.from_Matrix(matrix).to_field().inv().to_Matrix()
    except DMNonInvertibleMatrixError:
        raise ValueError(singular) from None
    if any(_vanishes(denominator) for denominator in {sp.fraction(sp.together(entry))[1] for entry in inverse}):
        raise ValueError(singular)
    return Matrix(inverse)


def _vanishes(expression: sp.Expr) -> bool:
    """Whether a polynomial of sines and cosines is zero for all angles: written in z = exp(i angle)."""
    angles = {symbol for function in expression.atoms(TrigonometricFunction) for symbol in function.free_symbols}
    phases = {angle: -sp.I * sp.log(sp.Dummy("z", nonzero=True)) for angle in angles}
    return bool(angles) and sp.cancel(expression.rewrite(sp.exp).subs(phases, simultaneous=True)) == 0


def _field(*matrices: sp.MatrixBase) -> Domain:
    """The field of rational functions that contains all entries."""
    entries = sp.Matrix([entry for matrix in matrices for entry in matrix])
    return DomainMatrix.from_Matrix(entries).to_field().domain


def _reduced(matrix: sp.MatrixBase, field: Domain) -> Matrix:
    """Every entry as one fraction in lowest terms, so that expressions do not grow from order to order."""
    return Matrix(matrix.applyfunc(lambda entry: field.to_sympy(field.from_sympy(entry if field.is_Composite else entry.expand()))))


def _readable(matrix: sp.MatrixBase) -> Matrix:
    return Matrix(matrix.applyfunc(lambda entry: sp.factor(entry)))


def _inverse_root(matrix: Matrix) -> Matrix:
    """matrix^(-1/2) of a Hermitian, positive matrix, from its projectors (Sylvester's formula)."""
    value = sp.Dummy("value", real=True)
    numerator, _ = sp.fraction(sp.together(matrix.charpoly().as_expr(value)))
    factors = [(factor, power) for factor, power in sp.factor_list(numerator)[1] if factor.has(value)]
    roots = [root for factor, _ in factors for root in sp.roots(factor, value)]
    if len(roots) < sum(sp.degree(factor, value) for factor, _ in factors):
        raise ValueError("`hamiltonian` must have a renormalisation with eigenvalues in closed form, but they have none.")
    total = sp.zeros(*matrix.shape)
    for root in roots:
        projector = sp.eye(matrix.rows)
        for other in roots:
            if other != root:
                projector = projector * (matrix - other * sp.eye(matrix.rows)) / (root - other)
        total += projector / sp.sqrt(root)
    return Matrix(total)
