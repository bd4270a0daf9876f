"""theory.model and theory.bilayer: the exact model and its symmetries."""

import pytest
import sympy as sp

from tests.conftest import DEFAULTS
from theory.algebra import IDENTITY, PAULI_Y, PAULI_Z, Matrix, dagger, kron
from theory.bilayer import PARAMETERS, bilayer, mass, sc_band, ti_hamiltonian
from theory.expansion import kp_expansion
from theory.model import BdGModel, charge_conjugate
from theory.nambu import hole_block
from theory.symbols import M, kx, ky, t_c, t_sc

MODEL = bilayer()
H = MODEL.hamiltonian


def small_model(hamiltonian, particle_hole=IDENTITY, parameters=None):
    parameters = {M: sp.Integer(1)} if parameters is None else parameters
    return BdGModel("small", hamiltonian, (kx, ky), parameters, particle_hole, ("electron", "hole"))


def test_hamiltonian_is_hermitian():
    assert dagger(H) == H


def test_particle_hole_symmetry_is_exact():
    assert (charge_conjugate(MODEL) + H).expand() == sp.zeros(8, 8)


def test_a_wrong_particle_hole_operator_is_noticed():
    wrong = BdGModel("wrong", H, MODEL.momenta, MODEL.parameters, kron(IDENTITY, IDENTITY, PAULI_Y), MODEL.basis)
    assert (charge_conjugate(wrong) + H).expand() != sp.zeros(8, 8)


def test_hole_block_of_the_hole_block_is_the_normal_hamiltonian():
    assert hole_block(hole_block(ti_hamiltonian(), (kx, ky)), (kx, ky)).expand() == ti_hamiltonian().expand()


def test_hole_block_keeps_the_mass_and_reverses_everything_else():
    both = hole_block(ti_hamiltonian(), (kx, ky)) + ti_hamiltonian()
    assert both.expand() == (2 * mass() * PAULI_Z).expand()


def test_mass_vanishes_through_cubic_order():
    assert kp_expansion(mass(), (kx, ky), about=(0, 0), order=3) == 0
    assert kp_expansion(mass(), (kx, ky), about=(0, 0), order=4) == (M * (kx**4 + ky**4) / 8).expand()


@pytest.mark.parametrize(("point", "factor"), [((sp.pi, 0), 2), ((0, sp.pi), 2), ((sp.pi, sp.pi), 4)])
def test_mass_gaps_the_doublers(point, factor):
    assert mass().subs(dict(zip((kx, ky), point, strict=True))) == factor * M


def test_default_sc_band_touches_the_fermi_level_at_gamma():
    assert sc_band().subs(PARAMETERS).subs({kx: 0, ky: 0}) == 0


def test_tunnelling_joins_the_layers_and_nothing_else_does():
    assert H[:4, 4:] == t_c * sp.diag(1, 1, -1, -1)


def test_nothing_is_inexact():
    objects = (H, MODEL.particle_hole, *MODEL.parameters, *(sp.sympify(value) for value in MODEL.parameters.values()))
    assert not any(item.atoms(sp.Float) for item in objects)


def test_parameters_are_those_of_the_specification():
    exact = {symbol.name: sp.sympify(value).subs(t_sc, PARAMETERS[t_sc]) for symbol, value in PARAMETERS.items()}
    assert {name: float(value) for name, value in exact.items()} == DEFAULTS


def test_parameters_cannot_be_changed():
    with pytest.raises(TypeError, match="does not support item assignment"):
        MODEL.parameters[M] = 0


def test_basis_names_eight_components_in_order():
    assert MODEL.basis[:5] == ("TI e up", "TI e dn", "TI h up", "TI h dn", "SC e up")
    assert len(set(MODEL.basis)) == 8


def test_arguments_are_momenta_then_parameters():
    assert MODEL.arguments == (kx, ky, *PARAMETERS)


def test_hamiltonian_must_have_the_size_of_the_basis():
    with pytest.raises(ValueError, match=r"`hamiltonian` must be 2 x 2 .* but is \(3, 3\)"):
        small_model(Matrix(sp.eye(3)))


def test_particle_hole_must_have_the_size_of_the_basis():
    with pytest.raises(ValueError, match=r"`particle_hole` must be 2 x 2 .* but is \(8, 8\)"):
        small_model(IDENTITY, particle_hole=MODEL.particle_hole)


def test_every_symbol_must_be_a_parameter():
    with pytest.raises(ValueError, match=r"`parameters` must contain every symbol .* but lacks t_c, t_sc"):
        small_model(Matrix(sp.diag(t_sc * sp.cos(kx), t_c)))
