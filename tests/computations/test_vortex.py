"""derivations.computations.vortex: the levels bound to the vortex, in the data, the JSON, the text and the picture."""

import json

import numpy as np
import pytest
from matplotlib.figure import Figure

from derivations.computations import vortex
from derivations.computations.shared import tables
from derivations.computations.shared.radial_problem import radial_problem
from numerics.radial.states import radial_states
from tests.judges.command import tisc

SMALL = {"L": 21, "R": 3.5}
KEYS = {"energies", "momentum", "vortex_weight"}


def test_six_levels_unless_others_are_asked_for():
    found = vortex.compute(**SMALL)
    bound = vortex.answer(found)["bound"]
    assert set(bound) == KEYS
    assert 0 < len(bound["energies"]) <= 6
    assert bound["energies"] == sorted(bound["energies"])
    assert min(bound["energies"]) > max(vortex.answer(found)["energies"][:10])
    assert min(bound["vortex_weight"]) > 0.5
    few = vortex.answer(vortex.compute(**SMALL, states=4))["bound"]
    assert few["energies"] == pytest.approx(bound["energies"], abs=1e-9)
    assert few["momentum"] == bound["momentum"]
    assert "bound" not in vortex.answer(vortex.compute(**SMALL, bound=0))
    assert len(vortex.answer(vortex.compute(**SMALL, states=4, bound=2))["bound"]["energies"]) == 2


def test_everything_else_is_as_without_bound_levels():
    asked, plain = (vortex.answer(vortex.compute(**SMALL, bound=bound)) for bound in (3, 0))
    assert list(asked)[1:] == list(plain)
    for key in set(plain) - {"seconds"}:
        assert asked[key] == plain[key], key


def test_momenta_and_energies_are_those_of_the_continuum():
    """The lowest channels: the lattice constant moves the levels by its share, and none to another momentum."""
    bound = vortex.answer(vortex.compute(L=31, R=5.5, states=4, bound=3))["bound"]
    for energy, j in zip(bound["energies"], bound["momentum"], strict=True):
        levels = radial_states(radial_problem("bilayer", j=j, R=5.5, n=1, outer=20.0), states=8, degree=12).energies
        assert np.min(abs(levels - energy)) < 0.03 * energy
        others = radial_states(radial_problem("bilayer", j=j + 4, R=5.5, n=1, outer=20.0), states=8, degree=12).energies
        assert np.min(abs(others[abs(others) > 0.2] - energy)) > 0.03 * energy


def test_disorder_leaves_null(capsys):
    found = json.loads(tisc("vortex", "--L", "15", "--R", "2.5", "--bound", "1", "--disorder", "0.1", "--json").stdout)
    assert found["bound"]["momentum"] == [None]


def test_text_tells_how_many_edge_states_are_passed_over():
    text = tisc("vortex", "--L", "21", "--R", "3.5", "--states", "4", "--bound", "2").stdout
    assert text.split()[:3] == ["energies", "momentum", "vortex_weight"]
    assert "2 levels are bound to the vortex; " in text
    passed = int(text.split("bound to the vortex; ")[1].split()[0])
    many = vortex.compute(**SMALL, states=60)
    last = float(vortex.compute(**SMALL, states=4, bound=2).bound_energies[-1])
    chosen = (many.energies > 1e-2) & (many.energies <= last + 1e-9) & (many.vortex_weight <= many.edge_weight)
    assert passed == int(chosen.sum())


@pytest.mark.parametrize("model", ["surface", "swave"])
def test_other_models_have_bound_levels_too(model):
    found = vortex.compute(model, L=17, R=3.0, states=4, bound=2)
    assert (found.bound_energies > 0).all()
    assert (found.bound_vortex_weight > 0.4).all()


def test_a_table_has_them_for_every_point():
    table = vortex.compute(**SMALL, n=[0, 1], states=4, bound=2)
    assert table.bound_energies.shape == (2, 2)
    assert table.bound_momentum.values[1].tolist() == vortex.answer(vortex.compute(**SMALL, states=4, bound=2))["bound"]["momentum"]
    assert "bound_energies" not in vortex.compute(**SMALL, n=[0, 1], states=4, bound=0)


def test_the_picture_of_a_table_has_them_too():
    """As squares, beside the levels nearest zero; without them there is nothing to tell apart."""
    for bound in (0, 2):
        ax, table = Figure().add_subplot(), vortex.compute(**SMALL, n=[0, 1], states=4, bound=bound)
        tables.draw(ax, table)
        levels, *others = ax.collections
        assert ax.get_ylabel() == r"energy ($\lambda/a$)"
        assert levels.get_offsets().data[:, 1].tolist() == table.energies.values.ravel().tolist()
        assert [found.get_offsets().shape for found in others] == [(4, 2)] * (bound > 0)
        assert (ax.get_legend() is None) == (bound == 0)
    assert others[0].get_offsets().data[:, 1].tolist() == table.bound_energies.values.ravel().tolist()
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["nearest zero", "bound"]


def test_the_density_is_told_with_energy_and_layers():
    figure, data = Figure(), vortex.compute(**SMALL, states=4)
    vortex.draw(figure.subplots(), data)
    (density,) = (ax for ax in figure.axes if ax.get_title().startswith("state 2, E = "))
    assert density.get_title() == f"state 2, E = {float(data.energies[2]):.3g} $\\lambda/a$"
    assert "density, TI + SC (1/$a^2$)" in {ax.get_ylabel() for ax in figure.axes}
    shown = density.images[0].get_array()
    assert shown.max() == data.density[2].sum("layer").max()


def test_picture_has_a_mark_for_each():
    """Bound levels stand at their j; those of a disordered antidot, which has none, side by side."""
    for disorder in (0.0, 0.1):
        figure, data = Figure(), vortex.compute(**SMALL, states=4, bound=2, disorder=disorder)
        vortex.draw(figure.subplots(), data)
        (ax,) = (ax for ax in figure.axes if ax.get_title() == "bound to the vortex")
        places = data.bound_level if disorder else data.bound_momentum
        assert ax.collections[0].get_offsets().tolist() == np.transpose([places, data.bound_energies]).tolist()
    figure = Figure()
    vortex.draw(figure.subplots(), vortex.compute(**SMALL, states=4, bound=0))
    assert "bound to the vortex" not in {ax.get_title() for ax in figure.axes}


@pytest.mark.parametrize("text", ["-1", "1.5", "many", "101"])
def test_bad_numbers_are_refused(text):
    assert "bound" in tisc("vortex", "--L", "9", "--R", "1.5", "--bound", text, code=2).stderr
