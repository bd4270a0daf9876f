"""derivations.computations.shared.waves: the dataset holds what the functions say, and survives the disk."""

import numpy as np
import pytest

from derivations.computations.shared.waves import shown_states, wave_dataset
from derivations.files.storage import load, save
from numerics.lattice.matrix import particle_hole
from numerics.systems.bilayer import bilayer_system
from numerics.waves.vortex import vortex_matrix, vortex_states
from tests.conftest import DEFAULTS

STATES = 10


@pytest.fixture(scope="module")
def solved():
    system = bilayer_system(**{**DEFAULTS, "t_c": 1.1})
    H, _ = vortex_matrix(system, L=25, R=5.5, n=1)
    return H, vortex_states(system, L=25, R=5.5, n=1, states=STATES)


@pytest.fixture(scope="module")
def data(solved):
    return wave_dataset(*solved, {**DEFAULTS, "L": 25, "R": 5.5, "n": 1})


def test_sums(data):
    total = data.density.sum(("layer", "x", "y"))
    assert abs(total - 1).max() < 1e-12
    assert abs((abs(data.u) ** 2 + abs(data.v) ** 2).sum("spin") - data.density).max() < 1e-15
    assert abs((abs(data.u) ** 2 - abs(data.v) ** 2).sum("spin") - data.charge).max() < 1e-15
    weight = np.stack([(abs(wave) ** 2).sum(("x", "y")) for wave in (data.u, data.v)], axis=2)
    assert (data.orbital.values >= 0).all()
    assert (data.orbital.values <= weight[..., None] + 1e-15).all()


def test_the_majorana_modes_are_shown(solved, data):
    assert data.is_majorana.values.tolist() == [0] * 4 + [1, 1] + [0] * 4
    modes = data.isel(state=[4, 5])
    assert abs(modes.charge).max() < 1e-15
    assert abs(modes.charge_current).max() < 1e-15
    assert abs(modes.spin_density).max() < 1e-15
    # gamma = gamma^dagger: the coefficient of c is the conjugate of that of c^dagger.
    assert abs(modes.v - modes.u.conj()).max() < 1e-15
    vectors, _ = shown_states(solved[1])
    assert abs(particle_hole(len(vectors)) @ vectors[:, 4:6].conj() - vectors[:, 4:6]).max() < 1e-14


def test_the_vortex_mode_is_spin_up_in_the_ti_layer_and_spin_down_in_the_sc_layer(data):
    """A TI electron of spin up meets a hole in the SC layer, of spin down: H_T is tau_z, its partner Delta tau_x."""
    polarisation = data.polarisation.isel(state=5).sel(axis="z").sum(("x", "y")) / data.density.isel(state=5).sum(("x", "y"))
    assert polarisation.sel(layer="TI") > 0.95
    assert polarisation.sel(layer="SC") < -0.9


def test_momenta_of_the_vortex_mode(data):
    """``momenta_of_bound_states``: u_up 0, u_dn 1, v_dn -1, v_up 0."""
    largest = data.momentum[data.orbital.isel(state=5).sel(layer="TI").argmax("momentum")]
    expected = {("u", "up"): 0, ("u", "dn"): 1, ("v", "dn"): -1, ("v", "up"): 0}
    assert {pair: int(largest.sel(amplitude=pair[0], spin=pair[1])) for pair in expected} == expected


def test_round_trip(data, tmp_path):
    save(data, tmp_path / "waves.nc")
    assert load(tmp_path / "waves.nc").identical(data)


def test_degenerate_states_have_no_phase():
    """Without flux and mass every level is twofold (Kramers)."""
    found = vortex_states(bilayer_system(**{**DEFAULTS, "M": 0.0}), L=9, R=0.0, n=0, states=4)
    mixed = found.states.vectors @ np.linalg.qr(np.array([[1, 2j, 0, 0], [1, 1, 1, 0], [1j, 0, 1, 1], [1, 0, 1, 1j]]))[0]
    with pytest.raises(ValueError, match="`images` must equal the states up to a phase"):
        shown_states(type(found)(**{**vars(found), "states": type(found.states)(**{**vars(found.states), "vectors": mixed})}))
