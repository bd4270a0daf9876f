"""derivations.models and theory.nambu: models by name against hoppings typed by hand; a user's model on the lattice."""

import json
import pkgutil
import sys
from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest
import sympy as sp

from derivations.commands.shared.computing import command_for
from derivations.computations import gap, radial, vortex
from derivations.computations.shared.antidot import system_of
from derivations.models import MODELS, _maker, _names, defaults, hamiltonian, lattice_system, structure
from numerics import systems
from numerics.compare import roundoff
from numerics.lattice.matrix import bloch_matrix
from theory import models
from theory.algebra import IDENTITY, PAULI_X, PAULI_Y, PAULI_Z, Matrix
from theory.model import BdGModel
from theory.nambu import bdg_model, charge, normal_part, pairing_part
from theory.rotation import kp_model, radial_channel
from theory.symbols.interface import Delta, M, lam, mu, t_sc
from theory.symbols.momentum import kx, ky

MODEL = """
from typing import Annotated

import sympy as sp

from theory.algebra import IDENTITY, Matrix
from theory.nambu import bdg_model
from theory.symbols.interface import Delta
from theory.symbols.momentum import kx, ky


def toy(
    *, layers: Annotated[int, "number of layers, apart"] = 1, material: Annotated[str, "metal or insulator"] = "metal", **defaults
):
    if layers < 1:
        raise ValueError(f"`layers` must be at least 1, but is {layers}.")
    shift = {"metal": 0, "insulator": 3}[material]
    band = sp.kronecker_product(sp.eye(layers), Matrix((sp.cos(kx) + sp.cos(ky) + shift) * IDENTITY))
    names = tuple("ABCDEFG"[:layers])
    pairing = Matrix(Delta * sp.eye(2 * layers))
    return bdg_model("toy", normal=band, pairing=pairing, momenta=(kx, ky), parameters={Delta: 1}, layers=names)
"""
JUDGE = """
from numerics.systems.definition import SIGMA_0, Hopping, System


def toy_system(*, Delta, layers=1, material="metal"):
    names = tuple("ABCDEFG"[:layers])
    bonds = tuple(Hopping(name, name, step, SIGMA_0 / 2) for name in names for step in ((1, 0), (0, 1)))
    shift = 3.0 if material == "insulator" else 0.0
    return System(names, {name: shift * SIGMA_0 for name in names}, bonds, dict.fromkeys(names, Delta))
"""


@pytest.fixture
def toy(tmp_path, monkeypatch):
    """A model and its judge, two files put beside the others."""
    for room, text in ((models, MODEL), (systems, JUDGE)):
        folder = tmp_path / room.__name__
        folder.mkdir()
        (folder / "toy.py").write_text(text)
        monkeypatch.setattr(room, "__path__", [*room.__path__, str(folder)])
    caches = (_names, _maker, structure)
    for found in caches:
        found.cache_clear()
    yield "toy"
    for found in caches:
        found.cache_clear()
    for name in ("theory.models.toy", "numerics.systems.toy"):
        sys.modules.pop(name, None)


def test_a_model_is_two_files(toy):
    assert toy in MODELS
    k = {"kx": np.linspace(-3, 3, 7), "ky": 0.4}
    assert abs(hamiltonian(toy, Delta=0.3)(**k) - bloch_matrix(system_of(toy, Delta=0.3), **k)).max() <= roundoff(2.3, size=4)
    assert gap.answer(gap.compute(toy, Delta=0.3))["gap"] == pytest.approx(0.3, abs=1e-8)
    assert vortex.compute(toy, L=11, R=2.5, states=4).attrs["Delta"] == 1.0
    with pytest.raises(ValueError, match=r"`model` must say what an antidot of it is \(`antidot`\), but toy does not"):
        radial.compute(toy)


def test_a_structure_is_chosen_like_a_parameter(toy, capsys):
    assert {name: (one.kind, one.default) for name, one in structure(toy).items()} == {
        "layers": (int, 1),
        "material": (str, "metal"),
    }
    k = {"kx": np.linspace(-3, 3, 7), "ky": 0.4}
    for layers, material in ((1, "insulator"), (3, "metal")):
        given = {"Delta": 0.3, "layers": layers, "material": material}
        difference = hamiltonian(toy, **given)(**k) - bloch_matrix(system_of(toy, **given), **k)
        assert abs(difference).max() <= roundoff(5.3, size=4 * layers)
    data = gap.compute(toy, layers=[1, 2], material="insulator", Delta=0.3)
    assert data.gap.values == pytest.approx(np.hypot(1, 0.3), abs=1e-8)
    assert data.attrs["material"] == "insulator"
    command_for(gap, ["--model", toy])(
        ["--model", toy, "--layers", "2", "--material", "insulator", "--json"], standalone_mode=False
    )
    told = json.loads(capsys.readouterr().out)
    assert told["gap"] == pytest.approx(np.hypot(1, 1), abs=1e-8)
    assert told["parameters"] == {"layers": 2, "material": "insulator", "Delta": 1.0}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"layers": 0}, "`layers` must be at least 1, but is 0"),
        ({"layers": 1.5}, "`layers` must be an integer, but is 1.5"),
        ({"material": 3}, "`material` must be a text, but is 3"),
    ],
)
def test_a_structure_is_checked(toy, given, message):
    with pytest.raises(ValueError, match=message):
        gap.compute(toy, **given)


def test_a_structure_that_is_not_described_is_refused(toy, monkeypatch):
    monkeypatch.setattr(import_module("theory.models.toy"), "toy", lambda *, layers=1, **defaults: None)
    with pytest.raises(TypeError, match=r"`layers` of the model toy must be Annotated\[int or str, meaning\], with a default"):
        structure(toy)


def test_every_model_has_a_judge():
    judges = {info.name for info in pkgutil.iter_modules(systems.__path__)} - {"definition", "nambu"}
    assert judges == set(MODELS)


def drawn(name, rng):
    return {symbol.name: float(rng.uniform(-2, 2)) for symbol in MODELS[name]().parameters}


@pytest.mark.parametrize("name", MODELS)
def test_model_is_the_bloch_sum_of_the_typed_hoppings(name, rng):
    parameters, k = drawn(name, rng), rng.uniform(-np.pi, np.pi, (2, 20))
    symbolic = hamiltonian(name, **parameters)(kx=k[0], ky=k[1])
    typed = bloch_matrix(system_of(name, **parameters), kx=k[0], ky=k[1])
    assert abs(symbolic - typed).max() < 1e-13


@pytest.mark.parametrize("name", MODELS)
def test_system_made_from_symbols_is_the_typed_one(name, rng):
    parameters, k = drawn(name, rng), rng.uniform(-np.pi, np.pi, (2, 20))
    made = lattice_system(MODELS[name](), **parameters)
    assert abs(bloch_matrix(made, kx=k[0], ky=k[1]) - bloch_matrix(system_of(name, **parameters), kx=k[0], ky=k[1])).max() < 1e-13


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


def in_dimensions(momenta):
    band = sum((sp.cos(k) for k in momenta), sp.S.Zero)
    return bdg_model(
        "band", normal=Matrix(band * IDENTITY), pairing=Matrix(M * IDENTITY), momenta=momenta, parameters={M: sp.Rational(1, 3)}
    )


@pytest.mark.parametrize("momenta", [(kx,), (kx, ky, sp.Symbol("kz", real=True))])
def test_a_square_lattice_has_two_momenta(momenta):
    with pytest.raises(ValueError, match=f"`model` must have two momenta for a square lattice, but has {len(momenta)}"):
        lattice_system(in_dimensions(momenta))
    with pytest.raises(ValueError, match="`momenta` must be two, of a plane with a vortex"):
        radial_channel(kp_model(in_dimensions(momenta), order=2))


def test_a_model_without_spin_is_refused_by_name():
    spinless = BdGModel(
        "p", Matrix(mu * PAULI_Z + sp.sin(kx) * PAULI_Y + sp.sin(ky) * PAULI_X), (kx, ky), {mu: 0}, PAULI_X, ("e", "h")
    )
    for refused in (lattice_system, lambda model: radial_channel(kp_model(model, order=1)), charge):
        with pytest.raises(ValueError, match="`model` must use the Nambu basis"):
            refused(spinless)


def test_the_pairing_may_have_any_name():
    assert lattice_system(in_dimensions((kx, ky))).pairing == {"0": pytest.approx(1 / 3, rel=1e-15)}


def test_rounding_does_not_make_an_onsite_energy_complex_or_skew(rng):
    phase = sp.Symbol("phase", real=True)
    upper = sp.exp(sp.I * phase) * (1 + sp.sqrt(2)) / 3
    model = bdg_model(
        "mixed",
        normal=Matrix([[mu, upper], [sp.conjugate(upper).expand(), -mu]]),
        pairing=Matrix(Delta * IDENTITY),
        momenta=(kx, ky),
        parameters={mu: 0, phase: 0, Delta: 1},
    )
    for value in rng.uniform(-3, 3, 20):
        onsite = lattice_system(model, phase=value).onsite["0"]
        assert onsite[0, 1] == pytest.approx(np.exp(1j * value) * (1 + np.sqrt(2)) / 3, abs=1e-15)


@pytest.mark.parametrize(
    ("values", "kind", "message"),
    [
        ({"mu": np.nan}, ValueError, "`mu` must be a finite number, but is nan"),
        ({"mu": "one"}, TypeError, "`mu` must be a real number, but is 'one'"),
        ({"mu": 1j}, TypeError, "`mu` must be a real number, but is 1j"),
        ({"nu": 1}, TypeError, "`nu` must be one of the parameters mu"),
        ({"mu": 10**400}, ValueError, "`mu` must be a finite number, but is inf"),
    ],
)
def test_values_of_parameters_are_checked(values, kind, message):
    with pytest.raises(kind, match=message):
        defaults(MODELS["swave"](), **values)


def test_a_parameter_keeps_its_own_spelling():
    """Python reads the lunate epsilon and the micro sign of a keyword as other letters."""
    energy = sp.Symbol("ϵ", real=True)
    model = bdg_model(
        "e", normal=Matrix(energy * IDENTITY), pairing=Matrix(M * IDENTITY), momenta=(kx, ky), parameters={energy: 1, M: 1}
    )
    assert defaults(model, **{"ϵ": 3}) == defaults(model, ϵ=3) == {"ϵ": 3.0, "M": 1.0}
    assert lattice_system(model, ϵ=3).onsite["0"][0, 0] == 3


def test_a_default_without_a_value_at_the_given_ones_is_refused():
    model = in_dimensions((kx, ky))
    model = replace(model, parameters={M: 1 / t_sc, t_sc: 1})
    with pytest.raises(ValueError, match="`M` must be a finite real number, but follows from the others as zoo"):
        defaults(model, t_sc=0)
