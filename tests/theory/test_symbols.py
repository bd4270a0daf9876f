"""theory.symbols: a symbol knows what it means, one name may have two meanings; nothing inexact in theory."""

import ast
import pickle
from pathlib import Path

import pytest
import sympy as sp

import theory
from theory import algebra
from theory.models import bilayer
from theory.nambu import bdg_model
from theory.symbols.interface import Delta, M, t_sc
from theory.symbols.levels import omega
from theory.symbols.momentum import kx, z
from theory.symbols.quantity import ENERGY, Quantity, latex, vocabularies
from theory.symbols.vortex import n

SOURCES = sorted(Path(theory.__path__[0]).rglob("*.py"))


QUANTITIES = [symbol for quantities in vocabularies().values() for symbol in quantities.values()]
# One letter, two things, as in an interface with a magnet that is also gated.
MASS = Quantity("M", "mass of the TI layer", ENERGY, real=True)
MAGNETISATION = Quantity("M", "magnetisation of the magnet", "A/m", r"\mathcal{M}", real=True)
DENSITY = Quantity("n", "density of carriers", "1/a^2", r"\mathsf{n}", positive=True)
BOTH = MASS**2 * sp.cos(MAGNETISATION)


def test_the_name_of_a_symbol_is_that_of_its_variable():
    assert all(name == symbol.name for quantities in vocabularies().values() for name, symbol in quantities.items())
    assert len(QUANTITIES) > 30


@pytest.mark.parametrize("symbol", QUANTITIES, ids=str)
def test_every_quantity_is_named_and_described(symbol):
    assert symbol.name.isidentifier()
    assert symbol.meaning
    assert symbol.described.startswith(symbol.meaning)
    assert symbol.described.endswith(f"({symbol.unit})") == bool(symbol.unit)


def test_every_argument_of_the_bilayer_is_a_quantity():
    assert all(isinstance(symbol, Quantity) for symbol in bilayer.bilayer().arguments)


def test_formulas_are_printed_with_the_signs_of_their_quantities():
    assert latex(Delta + t_sc) == sp.latex(Delta + t_sc) == r"\Delta + t_{\mathrm{SC}}"


def test_two_quantities_may_have_one_name():
    assert MASS != MAGNETISATION != M
    assert (DENSITY - n) != 0
    assert sp.latex(BOTH) == r"M^{2} \cos{\left(\mathcal{M} \right)}"
    assert (MASS.described, MAGNETISATION.described) == ("mass of the TI layer (lambda/a)", "magnetisation of the magnet (A/m)")
    assert BOTH.diff(MASS) == 2 * MASS * sp.cos(MAGNETISATION)
    assert BOTH.xreplace({MASS: MAGNETISATION}) == MAGNETISATION**2 * sp.cos(MAGNETISATION)
    assert sp.simplify(BOTH - BOTH.subs(MAGNETISATION, MASS)) != 0


@pytest.mark.parametrize("expression", [MASS, DENSITY, BOTH, sp.Matrix([[MASS, MAGNETISATION]])])
def test_quantities_are_themselves_in_another_process(expression):
    again = pickle.loads(pickle.dumps(expression))
    assert again == expression
    assert again.free_symbols == expression.free_symbols
    assert {symbol.described for symbol in again.free_symbols} == {symbol.described for symbol in expression.free_symbols}


def test_two_quantities_of_one_name_are_no_model():
    h = sp.cos(kx) + MASS * MAGNETISATION
    with pytest.raises(ValueError, match="must have names of their own, but two are called M"):
        bdg_model(
            "both",
            normal=h * algebra.IDENTITY,
            pairing=algebra.Matrix(sp.zeros(2, 2)),
            momenta=(kx,),
            parameters={MASS: 1, MAGNETISATION: 1},
        )


def test_a_plain_symbol_is_not_taken_for_a_quantity():
    assert sp.Symbol("M", real=True) != M
    with pytest.raises(ValueError, match=r"lacks M \(of the same name, but another symbol"):
        bdg_model(
            "plain",
            normal=sp.Symbol("M", real=True) * algebra.IDENTITY,
            pairing=algebra.Matrix(sp.zeros(2, 2)),
            momenta=(kx,),
            parameters={M: 1},
        )


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
