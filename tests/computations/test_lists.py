"""Computations over lists: every point is what the single computation gives, labelled; what is not known is NaN."""

from dataclasses import replace

import numpy as np
import pytest
import sympy as sp
from matplotlib.figure import Figure

from derivations import models
from derivations.computations import bands, chern, gap, radial, vortex
from derivations.computations.shared import lists, tables
from derivations.files.storage import load, save
from derivations.models import MODELS
from theory.symbols.quantity import Quantity

COMPUTATIONS = {"bands": bands, "chern": chern, "gap": gap, "radial": radial, "vortex": vortex}
SMALL = {"vortex": {"L": 11, "R": 2.0, "states": 4, "bound": 2}, "radial": {"R": 3.0, "outer": 6.0, "states": 4}}
HALF = {"swave": {"j": 0.5}}  # half an odd integer for odd n


def stopping(after):
    """A progress bar during which the user interrupts, with so many points done."""

    def track(work):
        for index, one in enumerate(work):
            if index == after:
                raise KeyboardInterrupt
            yield one

    return track


def test_a_point_of_a_table_is_the_single_answer():
    t_c = np.linspace(0.5, 2.5, 5)
    table = gap.compute(t_c=t_c)
    assert table.gap.dims == ("t_c",)
    assert table.t_c.values.tolist() == t_c.tolist()
    assert table.gap.attrs == {"units": "lambda/a"}
    assert table.t_c.attrs == {**table.gap.attrs, "long_name": "$t_c$"}
    assert table.kx.attrs == {"units": "1/a"}
    for value in t_c:
        single = gap.answer(gap.compute(t_c=value))
        assert {name: float(table[name].sel(t_c=value)) for name in ("gap", "kx", "ky")} == {
            n: single[n] for n in ("gap", "kx", "ky")
        }
    assert table.attrs["M"] == 3.0
    assert "t_c" not in table.attrs
    assert table.attrs["caption"].startswith("t_c = 0.5 to 2.5, 5 points, lam = 1")


def test_dimensions_come_in_the_order_in_which_they_are_given():
    table = bands.compute(ky=[0.1, 0.2, 0.3], t_c=[1.0, 2.0], kx=0.5)
    assert table.energies.dims == ("ky", "t_c", "band")
    assert table.ky.attrs == {"units": "1/a"}
    single = bands.compute(kx=0.5, ky=0.2, t_c=2.0)
    assert table.energies.sel(ky=0.2, t_c=2.0).values.tolist() == single.energies.values.tolist()
    assert table.attrs["kx"] == 0.5


def test_parameters_that_follow_are_coordinates():
    table = gap.compute(t_sc=[0.1, 0.2], mu=[0.0, 0.1])
    assert table.eps_sc.dims == ("t_sc", "mu")
    assert table.eps_sc.values == pytest.approx(np.array([[-0.4, -0.4], [-0.8, -0.8]]))
    assert "eps_sc" not in table.attrs
    assert "eps_sc" in gap.compute(t_sc=[0.1, 0.2], eps_sc=0.3).attrs


def test_whole_numbers_may_be_listed():
    table = vortex.compute(L=[11, 13], n=range(2), R=2.0, states=4)
    assert table.energies.dims == ("L", "n", "state")
    single = vortex.compute(L=13, n=0, R=2.0, states=4)
    assert table.energies.sel(L=13, n=0).values.tolist() == single.energies.values.tolist()
    assert table.dimension.dtype.kind == table.L.dtype.kind == "i"
    assert table.seconds.stage.values.tolist() == ["build", "solve"]
    assert set(table.symmetries.values.ravel()) == {"fourfold rotation, mirror times conjugation"}


def test_shorter_lists_of_levels_end_in_nan():
    table = vortex.compute(states=[2, 4], L=11, R=2.0)
    assert np.isnan(table.energies.values).tolist() == [[False, False, True, True], [False] * 4]


def test_points_that_cannot_be_computed_are_nan_and_told():
    table = chern.compute(t_c=[0.0, 1.0])
    assert np.isnan(table.chern.values).tolist() == [True, False]
    assert table.chern.values[1] == 1
    (refusal,) = table.attrs["refused"]
    assert refusal.startswith("t_c = 0: the parameters must be those of an insulator")
    assert tables.answer(table)["refused"] == [refusal]
    with pytest.raises(ValueError, match="must be those of an insulator"):
        chern.compute(t_c=[0.0], M=[0.0, 1.0])


@pytest.mark.parametrize("after", [1, 3])
def test_what_is_done_outlasts_an_interruption(after):
    with pytest.raises(lists.Interrupted) as stop:
        gap.compute(t_c=[0.5, 1.0, 1.5, 2.0], track=stopping(after))
    known = np.isfinite(stop.value.dataset.gap.values)
    assert known.tolist() == [index < after for index in range(4)]
    assert stop.value.dataset.gap.values[0] == gap.answer(gap.compute(t_c=0.5))["gap"]
    with pytest.raises(KeyboardInterrupt) as nothing:
        gap.compute(t_c=[0.5, 1.0], track=stopping(0))
    assert not isinstance(nothing.value, lists.Interrupted)


def test_what_follows_is_a_coordinate_of_an_interrupted_table_too():
    with pytest.raises(lists.Interrupted) as stop:
        gap.compute(t_sc=[0.1, 0.2], track=stopping(1))
    eps_sc = stop.value.dataset.eps_sc.values
    assert eps_sc[0] == -0.4
    assert np.isnan(eps_sc[1])


def test_what_is_done_outlasts_a_killed_process(monkeypatch):
    def results(work, all_cores):
        yield lists._point(work[0])
        raise ChildProcessError("a working process was killed, perhaps for lack of memory.")

    monkeypatch.setattr(lists, "_results", results)
    with pytest.raises(lists.Interrupted, match="a working process was killed") as stop:
        gap.compute(t_c=[0.5, 1.0])
    assert np.isfinite(stop.value.dataset.gap.values).tolist() == [True, False]


def test_several_processes_find_the_same(monkeypatch):
    monkeypatch.setattr(lists, "WORTHWHILE", 0.0)
    t_c = [0.5, 1.0, 1.5, 2.0]
    several = lists.table(gap.__name__, "surface", {"mu": t_c}, {}, all_cores=True)
    assert several.identical(gap.compute("surface", mu=t_c))


@pytest.mark.parametrize("name", COMPUTATIONS)
@pytest.mark.parametrize("model", MODELS)
def test_every_computation_takes_every_model(name, model, tmp_path):
    computation = COMPUTATIONS[name]
    given = {**SMALL.get(name, {}), **(HALF.get(model, {}) if name == "radial" else {})}
    data = computation.compute(model, **given)
    assert data.attrs["model"] == model
    assert set(data.attrs["parameters"]) >= {symbol.name for symbol in MODELS[model]().parameters}
    keys = set(tables.flat(computation.answer(data))) - {"parameters", "model"}
    assert keys == set(computation.ANSWER)
    save(data, tmp_path / "single.nc")
    assert load(tmp_path / "single.nc").identical(data)
    table = computation.compute(model, Delta=[0.4, 0.6], **given)
    assert set(table.data_vars) == keys
    assert {key: table[key].dims[1:] for key in keys} == {key: data[key].dims for key in keys}
    assert all(table[key].attrs.get("units") == data[key].attrs.get("units") for key in keys)
    save(table, tmp_path / "table.nc")
    assert load(tmp_path / "table.nc").identical(table)
    for draw, drawn in ((computation.draw, data), (tables.draw, table)):
        draw(Figure().add_subplot(), drawn)


def test_a_curve_and_a_map():
    ax = Figure().add_subplot()
    tables.draw(ax, gap.compute(t_c=[2.0, 1.0]))
    (line,) = ax.lines
    assert line.get_xdata().tolist() == [1.0, 2.0]
    assert ax.get_xlabel() == r"$t_c$ ($\lambda/a$)"
    ax = Figure().add_subplot()
    table = bands.compute(kx=[0.0, 1.0, 2.0], ky=[0.0, 1.0])
    tables.draw(ax, table)
    (mesh,) = ax.collections
    assert mesh.get_array().shape == (2, 3)
    assert mesh.get_array()[1, 2] == abs(table.energies.sel(kx=2.0, ky=1.0)).min()


def test_whole_numbers_are_points_and_have_a_colour_each():
    for t_c, masses, caption in (
        ([1.0, 2.5, 3.5], 3.0, "t_c = 1, 2.5, 3.5, lam = 1"),
        ([1.0, 3.5], [-1, 1, 2], "t_c = 1, 3.5, M = -1"),
    ):
        figure, table = Figure(), chern.compute(t_c=t_c, M=masses)
        tables.draw(figure.add_subplot(), table)
        ax, *bars = figure.axes
        assert table.attrs["caption"].startswith(caption)
        axis = bars[0].yaxis if bars else ax.yaxis
        assert axis.get_label().get_text() == "Chern number"
        assert all(tick % 1 == 0 for tick in axis.get_ticklocs())
        assert [line.get_linestyle() for line in ax.lines] == ([] if bars else ["None"])
        if bars:
            colours = ax.collections[0].get_cmap().N
            assert colours == table.chern.max() - table.chern.min() + 1


def test_ticks_of_whole_numbers():
    ax = Figure().add_subplot()
    tables.draw(ax, gap.compute(M=[1, 2]))
    assert all(tick % 1 == 0 for tick in ax.get_xticks())


def test_a_path_has_no_momentum_below_it():
    data = bands.compute(kx=1.0)
    assert data.attrs["kx"] == 1.0
    assert data.attrs["caption"].startswith("lam = 1")
    assert "kx" not in data.attrs["caption"]


REFUSED = [
    ({"t_c": []}, "`t_c` must be a number or a list of numbers"),
    ({"t_c": [[1.0]]}, "`t_c` must be a number or a list of numbers"),
    ({"t_c": [1.0, np.nan]}, "`t_c` must be between -1000000 and 1000000, but is nan"),
    ({"t_c": 1e308}, "`t_c` must be between -1000000 and 1000000, but is 1e[+]308"),
    ({"t_c": "much"}, "`t_c` must be a real number, but is 'much'"),
    ({"t_c": [1.0, "much"]}, "`t_c` must be a real number, but is 'much'"),
    ({"t_c": np.arange(400), "M": np.arange(400)}, "`t_c`, `M` must have at most 100000 combinations, but have 160000"),
    ({"model": "bilayr"}, f"`model` must be one of {', '.join(MODELS)}, but is bilayr: did you mean bilayer?"),
]


@pytest.mark.parametrize(("given", "message"), REFUSED, ids=[str(message) for _, message in REFUSED])
def test_what_is_refused(given, message):
    with pytest.raises(ValueError, match=message):
        gap.compute(**given)


def test_a_keyword_means_one_thing(monkeypatch):
    model = replace(MODELS["swave"](), parameters={**MODELS["swave"]().parameters, sp.Symbol("R", real=True): sp.S.One})
    monkeypatch.setattr(models, "_maker", lambda name: lambda: model)
    with pytest.raises(ValueError, match="`R` must be a number of the computation alone, but is a parameter of the swave model"):
        vortex.compute("swave", L=11)


def test_an_axis_has_the_sign_of_the_models_own_symbol(monkeypatch):
    field = Quantity("B", "magnetic field", "T", r"\mathcal{B}", real=True)
    model = replace(MODELS["swave"](), parameters={**MODELS["swave"]().parameters, field: sp.S.One})
    monkeypatch.setattr(models, "_maker", lambda name: lambda: model)
    ax = Figure().add_subplot()
    tables.draw(ax, gap.compute("swave", B=[0.0, 1.0]))
    assert ax.get_xlabel() == r"$\mathcal{B}$ (T)"


def test_sizes_are_checked():
    with pytest.raises(ValueError, match=r"`L` must be an integer, but is 12\.5"):
        vortex.compute(L=[11, 12.5])
    with pytest.raises(
        ValueError, match=r"`L` must be between 1 and 400 \(a larger lattice does not fit into memory\), but is 500"
    ):
        vortex.compute(L=[11, 500])
    with pytest.raises(TypeError, match="`R` must be one of the parameters lam, M"):
        gap.compute(R=[1.0])
