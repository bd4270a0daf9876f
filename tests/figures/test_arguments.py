"""What figures take besides the values of their papers: every one draws with others, and refuses what is not a value."""

import inspect

import numpy as np
import pytest

from derivations import models
from derivations.figures import data_of, drawn, figure, places, produced_at
from derivations.figures.arguments import arguments, checked
from derivations.figures.bilayer_vortex.shared.sizes import odd_sides, one_each
from derivations.files.storage import current, load

# Small, and so that every kind of argument occurs.
OTHER_VALUES = {
    "currents": {"L": 13, "R": 3.5},
    "fig1b": {"M": [0.5, 1], "points": 11, "mu": 0.2},
    "fig2a": {"points": 20, "mu": 0.2, "t_c": 0.3},
    "fig2b": {"points": 20, "mu": 0.2, "eps_sc": 0.1},
    "fig3a": {"points": 11, "mu": 0.2},
    "fig3b": {"points": 5, "M": 1.0},
    "fig3c": {"t_c": [0.5, 1.5], "M": 2, "mu": 0.1},
    "fig3d": {"points": 11, "mu": 0.1},
    "fig3e": {"points": 11, "mu": 0.1},
    "fig3f": {"points": 11, "mesh": 17, "mu": 0.1},
    "fig4b": {"t_c": [1.0, 1.5], "L": 15, "states": 12, "mu": 0.1},
    "fig4e": {"t_c": 1.2, "L": 61},
    "fig4f": {"t_c": [1.0, 1.5], "width": 90, "mu": 0.1},
    "fig5b": {"t_c": [1.0, 1.5], "L": 17, "R": 4.5, "mu": 0.1, "larger": 21},
    "fig5c": {"t_c": [1.0, 1.5], "L": 17, "R": 4.5, "states": 20, "mu": 0.1},
    "fig5d": {"t_c": [1.0, 1.5], "L": [17, 19], "R": 4.5, "states": 20},
    "fig7b": {"L": 25, "R": 5.5, "t_sc": 0.2},
    "fig7c": {"L": 25, "R": 5.5, "n": 2},
    "fig7d": {"L": 25, "R": 5.5, "mu": 0.1},
    "fig7e": {"L": 25, "R": 5.5, "n": -1},
    "fig8a": {"t_c": 0.3, "points": 11, "reach": 0.5},
    "fig8b": {"t_c": 1.4, "points": 11, "M": 2.5},
    "fig8c": {"t_c": [1.0, 1.5], "L": 19, "R": 4.5},
    "ldos": {"L": 21, "R": 4.5, "states": 40},
    "phase_diagram": {"t_c": [0.5, 1.0], "M": [1.0, 2.0], "mu": 0.1},
    "scaling": {"L": [11, 13, 15], "R": 3.5, "states": 10},
    "table2": {"L": 25, "R": 5.5, "n": 1},
}


@pytest.mark.parametrize("name", OTHER_VALUES)
def test_a_figure_draws_with_other_values(name):
    module = figure(name)
    given = checked(module, **OTHER_VALUES[name])
    data = module.dataset(**given)
    for key, value in given.items():
        held = data[key].values if key in data.coords else data.attrs.get(key, value)
        assert np.array_equal(np.broadcast_to(held, np.shape(value)), value), key
    assert drawn(name, data, kind="svg")


@pytest.mark.parametrize("name", places())
def test_every_figure_takes_the_parameters_of_its_model(name):
    module = figure(name)
    maker = inspect.getmodule(module.dataset)
    model = models.MODELS[getattr(maker, "MODEL", "bilayer")]()
    known = arguments(module)
    assert set(known) >= {symbol.name for symbol in model.parameters} - set(getattr(maker, "ABSENT", ()))
    for argument in known.values():
        assert argument.meaning, argument.name
        assert argument.shown, argument.name


@pytest.mark.parametrize("name", places())
def test_no_figure_takes_what_is_no_value(name):
    module = figure(name)
    for argument in arguments(module).values():
        for wrong in (float("nan"), 1e9, "1", True, *([1.5] if argument.type is int else [])):
            with pytest.raises(ValueError, match=f"^`{argument.name}` must "):
                checked(module, **{argument.name: wrong})
    with pytest.raises(ValueError, match=rf"^`keyword` must be one of {', '.join(arguments(module))}, but is nothing\.$"):
        checked(module, nothing=1.0)


@pytest.mark.parametrize("name", places())
def test_the_values_of_the_paper_are_no_others(name):
    module = figure(name)
    same = {one.name: one.default for one in arguments(module).values() if not isinstance(one.default, str | None)}
    assert checked(module, **same) == {}


def test_a_default_that_follows_is_worked_out():
    assert checked(figure("fig3c"), eps_sc=-0.6) == {}
    assert checked(figure("fig3c"), eps_sc=-0.6, t_sc=0.2) == {"eps_sc": -0.6, "t_sc": 0.2}
    assert checked(figure("fig3e"), t_c=1.2) == {"t_c": 1.2}  # the default of the model, not of the figure


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("fig3c", {"t_c": [1.0, 0.5, 0.7]}, "`t_c` must rise or fall"),
        ("fig3c", {"t_c": []}, "`t_c` must have a value"),
        ("fig5b", {"L": 0}, "`L` must be at least 1"),
        ("fig5b", {"L": 401}, "`L` must be at most 400"),
    ],
)
def test_grids_and_sizes_are_checked(name, given, message):
    with pytest.raises(ValueError, match=message):
        checked(figure(name), **given)


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("fig2a", {"points": 21}, "`points` must be even"),
        ("fig4c", {"L": [20]}, "`L` must be odd"),
        ("fig4f", {"width": 50}, "`width` must be at least"),
        ("fig5b", {"L": 10}, "`L` must be at least 16"),
        ("fig7c", {"n": 0}, "`n` must be another number than 0"),
        ("fig7b", {"mu": -0.1}, "`mu` must be at least 0"),
        ("fig7b", {"t_sc": -0.1}, "`t_sc` must be positive"),
        ("radial_convergence", {"n": 2}, "`n` must be odd"),
    ],
)
def test_what_a_figure_cannot_draw_is_refused(name, given, message):
    with pytest.raises(ValueError, match=message):
        figure(name).dataset(**given)


def test_sizes_are_one_for_all_or_one_each():
    usual = {0.5: 121, 1.5: 81}
    assert one_each([81], [0.5, 1.0], name="L", usual=usual) == [81, 81]
    assert odd_sides([81, 61], [0.5, 1.0], usual=usual) == [81, 61]
    with pytest.raises(ValueError, match="`L` must be one value or 3"):
        odd_sides([81, 61], [0.5, 1.0, 1.5], usual=usual)


def test_data_with_other_values_are_never_taken_for_those_of_the_paper(tmp_path):
    data = produced_at("fig2a", tmp_path, points=20)
    assert {path.name for path in tmp_path.iterdir()} == {f"fig2a.{kind}" for kind in ("nc", "png", "svg", "pdf")}
    assert load(tmp_path / "fig2a.nc").identical(data)
    assert current(tmp_path / "fig2a.nc", figure("fig2a").dataset) is None
    assert data_of("fig2a", folder=tmp_path).sizes["k"] > 20
