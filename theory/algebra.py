"""Pauli and Nambu matrices, Kronecker products, Hermitian conjugation, (anti)commutators, determinants; all exact."""

from typing import TypeAlias

import sympy as sp
from sympy.matrices.immutable import ImmutableDenseMatrix

Matrix: TypeAlias = ImmutableDenseMatrix

IDENTITY = Matrix([[1, 0], [0, 1]])
PAULI_X = Matrix([[0, 1], [1, 0]])
PAULI_Y = Matrix([[0, -sp.I], [sp.I, 0]])
PAULI_Z = Matrix([[1, 0], [0, -1]])
UPPER = Matrix([[1, 0], [0, 0]])
LOWER = Matrix([[0, 0], [0, 1]])


def kron(*factors: sp.MatrixBase) -> Matrix:
    """Kronecker product, leftmost factor slowest.

    >>> kron(PAULI_Z, PAULI_X)[2:, 2:] == -PAULI_X
    True
    """
    return Matrix(sp.kronecker_product(*factors))


def dagger(matrix: sp.MatrixBase) -> Matrix:
    """Hermitian conjugate.

    >>> dagger(PAULI_Y) == PAULI_Y
    True
    """
    return Matrix(matrix.H)


def commutator(left: sp.MatrixBase, right: sp.MatrixBase) -> Matrix:
    """[left, right].

    >>> commutator(PAULI_X, PAULI_Y) == 2 * sp.I * PAULI_Z
    True
    """
    return Matrix(left * right - right * left)


def anticommutator(left: sp.MatrixBase, right: sp.MatrixBase) -> Matrix:
    """{left, right}.

    >>> anticommutator(PAULI_X, PAULI_Y) == sp.zeros(2, 2)
    True
    """
    return Matrix(left * right + right * left)


def det(matrix: sp.MatrixBase) -> sp.Expr:
    """Determinant of a small matrix by cofactors: no entry is simplified on the way, which takes SymPy's default most of its time.

    >>> det(PAULI_Y)
    -1
    """
    return matrix.det(method="laplace")
