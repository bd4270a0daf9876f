"""theory.symbols: one name a quantity, nothing inexact in theory."""

import ast
from pathlib import Path

import pytest
import sympy as sp

import theory
from theory import algebra
from theory.models import bilayer
from theory.symbols import QUANTITIES, Delta, latex, omega, t_sc, z

SOURCES = sorted(Path(theory.__path__[0]).rglob("*.py"))


def test_the_name_of_a_symbol_is_its_key():
    assert all(name == quantity.symbol.name for name, quantity in QUANTITIES.items())


def test_every_name_is_an_identifier():
    assert all(name.isidentifier() for name in QUANTITIES)


def test_every_argument_of_the_bilayer_has_a_meaning():
    assert {QUANTITIES[symbol.name].symbol for symbol in bilayer.bilayer().arguments} == set(bilayer.bilayer().arguments)


def test_printed_names_are_those_of_the_quantities():
    assert latex(Delta + t_sc) == rf"{QUANTITIES['Delta'].latex} + {QUANTITIES['t_sc'].latex}"


def test_a_complex_quantity_is_not_taken_for_real():
    """A conjugate of it would vanish in silence."""
    assert all(sp.conjugate(symbol) != symbol for symbol in (omega, z))
    assert (1 / z).is_finite


@pytest.mark.parametrize("source", [path for path in SOURCES if path.stem != "symmetry"], ids=lambda path: path.stem)
def test_theory_has_no_float_literal(source):
    """Except in the search of qsymm, which is numerical; what it finds is made exact and proved."""
    constants = (node.value for node in ast.walk(ast.parse(source.read_text())) if isinstance(node, ast.Constant))
    assert not any(isinstance(value, float | complex) for value in constants)


def test_kronecker_product_has_the_leftmost_factor_slowest():
    assert algebra.kron(algebra.PAULI_Z, algebra.PAULI_X, algebra.IDENTITY) == sp.kronecker_product(
        sp.Matrix(algebra.PAULI_Z), sp.Matrix(algebra.PAULI_X), sp.eye(2)
    )


def test_a_single_factor_is_itself():
    assert algebra.kron(algebra.PAULI_Y) == algebra.PAULI_Y


def test_pauli_matrices_obey_their_algebra():
    X, Y, Z, one = algebra.PAULI_X, algebra.PAULI_Y, algebra.PAULI_Z, algebra.IDENTITY
    assert algebra.commutator(X, Y) == 2 * sp.I * Z
    assert algebra.anticommutator(X, Y) == sp.zeros(2, 2)
    assert all(algebra.dagger(matrix) * matrix == one for matrix in (X, Y, Z))
    assert one == algebra.UPPER + algebra.LOWER
