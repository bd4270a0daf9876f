"""derivations.models and theory.nambu: models by name against hoppings typed by hand; a user's model on the lattice."""

import numpy as np
import pytest
import sympy as sp

from derivations.models import MODELS, defaults, hamiltonian, lattice_system
from numerics import systems
from numerics.lattice import bloch_matrix
from theory.algebra import IDENTITY, PAULI_X, PAULI_Y, PAULI_Z, Matrix
from theory.model import BdGModel
from theory.nambu import bdg_model, charge, normal_part, pairing_part
from theory.symbols import Delta, M, kx, ky, lam, mu, t_sc

TYPED = {"bilayer": systems.bilayer, "surface": systems.surface, "swave": systems.swave}


def drawn(name, rng):
    return {symbol.name: float(rng.uniform(-2, 2)) for symbol in MODELS[name]().parameters}


@pytest.mark.parametrize("name", MODELS)
def test_model_is_the_bloch_sum_of_the_typed_hoppings(name, rng):
    parameters, k = drawn(name, rng), rng.uniform(-np.pi, np.pi, (2, 20))
    symbolic = hamiltonian(name, **parameters)(kx=k[0], ky=k[1])
    typed = bloch_matrix(TYPED[name](**parameters), kx=k[0], ky=k[1])
    assert abs(symbolic - typed).max() < 1e-13


@pytest.mark.parametrize("name", MODELS)
def test_system_made_from_symbols_is_the_typed_one(name, rng):
    parameters, k = drawn(name, rng), rng.uniform(-np.pi, np.pi, (2, 20))
    made = lattice_system(MODELS[name](), **parameters)
    assert abs(bloch_matrix(made, kx=k[0], ky=k[1]) - bloch_matrix(TYPED[name](**parameters), kx=k[0], ky=k[1])).max() < 1e-13


def test_parts_of_a_model_build_it_again():
    model = MODELS["bilayer"]()
    again = bdg_model(
        "again",
        normal=normal_part(model),
        pairing=pairing_part(model),
        momenta=model.momenta,
        parameters=model.parameters,
        layers=("TI", "SC"),
    )
    assert again.hamiltonian == model.hamiltonian
    assert again.basis == model.basis
    assert charge(model) == sp.diag(1, 1, -1, -1, 1, 1, -1, -1)


def one_layer(normal, pairing):
    return bdg_model(
        "one", normal=Matrix(normal), pairing=Matrix(pairing), momenta=(kx, ky), parameters={M: 1, mu: 0, Delta: 1, lam: 1, t_sc: 1}
    )


def test_p_wave_pairing_is_a_model_but_not_for_the_lattice():
    model = one_layer(mu * IDENTITY, Delta * (sp.sin(kx) * PAULI_X + sp.sin(ky) * PAULI_Y))
    with pytest.raises(ValueError, match=r"`model` must have s-wave pairing"):
        lattice_system(model)


def test_pairing_with_the_wrong_statistics_is_refused():
    with pytest.raises(ValueError, match=r"`pairing` must be antisymmetric"):
        one_layer(mu * IDENTITY, Delta * PAULI_Z)


def test_a_normal_hamiltonian_that_is_not_hermitian_is_refused():
    with pytest.raises(ValueError, match=r"`normal` must be Hermitian"):
        one_layer(sp.I * mu * IDENTITY, Delta * IDENTITY)


def test_sizes_are_checked():
    with pytest.raises(ValueError, match=r"`normal` must be 2 x 2"):
        one_layer(mu * sp.eye(4), Delta * IDENTITY)
    with pytest.raises(ValueError, match=r"`normal` and `pairing` must be square"):
        one_layer(mu * IDENTITY, Delta * sp.eye(4))


def test_charge_needs_the_nambu_basis():
    model = BdGModel("other", Matrix(mu * PAULI_Z), (kx,), {mu: 0}, PAULI_X, ("e", "h"))
    with pytest.raises(ValueError, match=r"`model` must use the Nambu basis"):
        charge(model)


def test_defaults_of_the_swave_layer_follow_the_hopping():
    assert defaults(MODELS["swave"](), t_sc=0.5)["eps_sc"] == -2
