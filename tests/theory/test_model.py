"""theory.model and theory.models.bilayer: the exact model and its symmetries."""

import pytest
import sympy as sp

from tests.conftest import DEFAULTS
from theory.algebra import IDENTITY, PAULI_X, PAULI_Y, PAULI_Z, Matrix, dagger, kron
from theory.antidot import Antidot, MassWall
from theory.expansion import kp_expansion
from theory.model import BdGModel, charge_conjugate, worked_out
from theory.models.bilayer import PARAMETERS, bilayer, mass, sc_band, ti_hamiltonian
from theory.nambu import hole_block
from theory.symbols.interface import M, t_c, t_sc
from theory.symbols.momentum import kx, ky

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
    with pytest.raises(ValueError, match=r"`hamiltonian` must be particle-hole symmetric, but: false"):
        BdGModel("wrong", H, MODEL.momenta, MODEL.parameters, kron(IDENTITY, IDENTITY, PAULI_Y), MODEL.basis)


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


def test_invariants_of_a_model_are_enforced():
    with pytest.raises(ValueError, match=r"`hamiltonian` must be Hermitian for real symbols, but: false, .* at M = "):
        small_model(Matrix([[0, M], [0, 0]]), PAULI_X)
    with pytest.raises(ValueError, match=r"`particle_hole` must be unitary"):
        small_model(Matrix([[M, 0], [0, -M]]), 2 * PAULI_X)
    with pytest.raises(ValueError, match=r"`hamiltonian` must be exact \(sp.Rational\(1, 2\), not 0.5\), but has -?0.5"):
        small_model(Matrix([[0.5 * M, 0], [0, -0.5 * M]]), PAULI_X)


def test_hermiticity_is_proved_not_read_off():
    upper, lower = sp.sin(kx + ky), sp.sin(kx) * sp.cos(ky) + sp.cos(kx) * sp.sin(ky)
    model = small_model(Matrix([[0, M * upper], [M * lower, 0]]))
    assert model.hamiltonian[1, 0] == M * lower


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({M: t_sc}, "`parameters` must have defaults made of parameters alone, but one has t_sc"),
        ({M: t_sc, t_sc: 2 * M}, "`parameters` must have defaults that do not go in a circle, but have "),
        ({M: M + 1}, "`parameters` must have defaults that do not go in a circle, but have M -> M"),
        ({M: 0.5}, r"`parameters\[M\]` must be exact"),
        ({M: sp.I}, r"`parameters\[M\]` must be a real number, but is I"),
        ({M: t_sc, t_sc: sp.sqrt(-2)}, r"must be a real number, but is sqrt\(2\)\*I"),
        ({M: "1 2"}, r"`parameters\[M\]` must be a number or an expression, but is '1 2'"),
        ({M: 1, sp.Symbol("M", positive=True): 1}, "must have names of their own, but two are called M"),
        ({M: 1, sp.Symbol("g"): 1}, r"must be real symbols .* but g may be complex"),
        ({sp.Symbol("M", positive=True): 1}, r"but lacks M \(of the same name, but another symbol"),
    ],
)
def test_parameters_that_cannot_be_worked_out_are_refused(parameters, message):
    with pytest.raises(ValueError, match=message):
        small_model(Matrix([[M, 0], [0, -M]]), PAULI_X, parameters)


def test_given_values_open_a_circle():
    assert worked_out({M: t_c, t_c: M**2}, {M: sp.Integer(3)}) == {M: 3, t_c: 9}


def test_a_model_takes_other_defaults():
    changed = bilayer(t_c=0.3, eps_sc=t_sc - 2, mu=sp.Rational(1, 7))
    assert changed.parameters[t_c] == sp.Rational(3, 10)  # the decimal number, not the binary one
    assert changed.hamiltonian == MODEL.hamiltonian
    left = {symbol: value for symbol, value in changed.parameters.items() if symbol.name not in ("t_c", "eps_sc", "mu")}
    assert left.items() <= MODEL.parameters.items()


@pytest.mark.parametrize(
    ("given", "kind", "message"),
    [
        ({"tc": 1}, TypeError, "`tc` must be one of the parameters lam, .* t_c, but is not: did you mean t_c"),
        ({"q": 1}, TypeError, r"`q` must be one of the parameters lam, .* t_c, but is not\.$"),
        ({"t_c": float("nan")}, ValueError, r"`parameters\[t_c\]` must be exact, but has nan"),
        ({"t_c": "1"}, ValueError, r"`parameters\[t_c\]` must be a number or an expression, but is '1'"),
        ({"t_c": kx}, ValueError, "`parameters` must have defaults made of parameters alone, but one has kx"),
    ],
)
def test_other_defaults_are_refused(given, kind, message):
    with pytest.raises(kind, match=message):
        bilayer(**given)


@pytest.mark.parametrize(
    ("antidot", "strange"),
    [
        (Antidot(pairing=t_c, lengths=()), "t_c"),
        (Antidot(pairing=M, lengths=(M / t_sc,)), "t_sc"),
        (Antidot(pairing=M, lengths=(), missing=("SC e up",)), "SC e up"),
        (Antidot(pairing=M, lengths=(), wall=MassWall(M, t_sc)), "t_sc"),
    ],
)
def test_an_antidot_belongs_to_its_model(antidot, strange):
    with pytest.raises(
        ValueError, match=f"`antidot` must speak of parameters and components of the model, but speaks of {strange}"
    ):
        BdGModel("small", Matrix([[M, 0], [0, -M]]), (kx, ky), {M: 1}, PAULI_X, ("electron", "hole"), antidot)
