"""Every figure: its sentences stand and can fail, its data reload to the same picture, the picture can be printed."""

import re
import warnings
from collections.abc import Iterator
from contextlib import suppress

import numpy as np
import pytest
import xarray as xr
from matplotlib import style
from matplotlib.figure import Figure
from matplotlib.text import Text

from derivations.drawing import COLUMN, PAGE, STYLE
from derivations.figures import data_of, drawn, figures, files, folder_of, groups, papers, produced, sentences
from derivations.figures.beyond import phase_diagram, scaling
from derivations.files.storage import load, save
from derivations.judging.sentences import VERDICTS, Sentence

SMALLEST_TYPE = 6.0  # points
CLIP = re.compile(rb"\bp[0-9a-f]{10}\b")  # Matplotlib names clipping paths by where they lie in memory
OVERHANG = 0.02  # inches that a picture may be cut


@pytest.fixture(scope="module", params=groups(), ids=lambda names: names[0])
def group(request) -> dict[str, xr.Dataset]:
    """The figures that share a dataset, each with it; computed once and kept on disk for the notebooks."""
    return {name: data_of(name) for name in request.param}


def mutants(data: xr.Dataset) -> Iterator[xr.Dataset]:
    """Wrong datasets: one variable, or all, reversed along a dimension, or one variable larger or smaller."""
    for dimension in data.dims:
        reversed_ = slice(None, None, -1)
        yield data.isel({dimension: reversed_}).assign_coords({n: c for n, c in data.coords.items() if dimension in c.dims})
    for name, variable in data.data_vars.items():
        for dimension in variable.dims:
            yield data.assign({name: (variable.dims, np.flip(variable.values, variable.dims.index(dimension)), variable.attrs)})
        if np.issubdtype(variable.dtype, np.number):
            for factor in (0.25, 0.8, 1.25, 4):
                yield data.assign({name: (variable.dims, variable.values * factor, variable.attrs)})


def stand(name: str, data: xr.Dataset) -> dict[str, bool]:
    """Which sentences stand, up to the first that cannot even be told."""
    found = {}
    with suppress(ValueError, KeyError, IndexError, TypeError, ZeroDivisionError):
        for sentence in figures()[name].sentences(data):
            found[sentence.paper] = sentence.stands
    return found


def test_every_sentence_stands(group):
    for name, data in group.items():
        found = sentences(name, data)
        assert bool(found) == (papers()[folder_of(name)] is not None), name
        for sentence in found:
            assert sentence.stands is True, f"{name}: {sentence}"
            assert "nan" not in sentence.here, f"{name}: {sentence}"


def test_every_sentence_can_fail(group):
    """A sentence that no wrong dataset unseats says nothing."""
    for name, data in group.items():
        unseated = {sentence.paper: False for sentence in sentences(name, data)}
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # a wrong dataset may leave nothing to take the mean of
            for mutant in mutants(data) if unseated else ():
                found = stand(name, mutant)
                unseated = {paper: before or not found.get(paper, True) for paper, before in unseated.items()}
                if all(unseated.values()):
                    break
        assert all(unseated.values()), (name, [paper for paper, fell in unseated.items() if not fell])


def test_a_reloaded_dataset_draws_the_same_picture(group, tmp_path):
    for name, data in group.items():
        save(data, tmp_path / f"{name}.nc")
        again = load(tmp_path / f"{name}.nc")
        assert again.identical(data)
        for kind in ("png", "svg"):
            first, second = (CLIP.sub(b"", drawn(name, one, kind=kind)) for one in (data, again))
            assert first == second, (name, kind)


def test_pictures_can_be_printed(group):
    """As wide as a column or a page, no type too small, none outside the figure."""
    for name, data in group.items():
        with style.context(STYLE):
            figure = Figure()
            figures()[name].draw(figure.add_subplot(), data)
            figure.draw_without_rendering()
            width, height = figure.get_size_inches()
            assert width in (COLUMN, PAGE), name
            assert height < 9, name
            for text in figure.findobj(Text):
                if text.get_visible() and text.get_text().strip():
                    assert text.get_fontsize() >= SMALLEST_TYPE, (name, text.get_text())
            drawn_box = figure.get_tightbbox()
            assert (drawn_box.min >= -OVERHANG).all(), name
            assert (drawn_box.max <= (width + OVERHANG, height + OVERHANG)).all(), name


def test_every_quantity_has_a_unit(group):
    for name, data in group.items():
        for key, variable in data.variables.items():
            assert variable.dtype.kind in "US" or "units" in variable.attrs, (name, key)


def test_captions_hold_the_parameters(group):
    for name, data in group.items():
        caption = data.attrs["caption"]
        for parameter in ("lam", "M", "mu", "eps_ti", "eps_sc", "t_sc", "Delta", "L", "R", "n"):
            if parameter in data.attrs:
                assert f"{parameter} = {data.attrs[parameter]:g}" in caption.replace("\u00a0", " "), (name, parameter)
        assert data.attrs["source"], name


def test_other_verdicts_are_refused():
    with pytest.raises(ValueError, match="`verdict` must be one of"):
        Sentence(paper="It is so.", verdict="perhaps", here="", stands=True)
    with pytest.raises(ValueError, match="`second` must be one of"):
        Sentence(paper="It is so.", verdict=VERDICTS[0], here="", stands=True, second="perhaps")
    assert len(VERDICTS) == 3


def test_a_sentence_tells_whether_it_depends_on_the_parameters():
    plain, same, other = (Sentence(paper="A.", verdict=VERDICTS[0], here="b.", stands=True, second=s) for s in ("", *VERDICTS[:2]))
    assert [sentence.depends for sentence in (plain, same, other)] == [False, False, True]
    assert plain.told == "holds"
    assert str(same) == "holds (second set of parameters: the same): A. Here: b."
    assert str(other) == "holds (second set of parameters: holds with a change): A. Here: b."


def test_a_sentence_that_the_data_do_not_show_says_so():
    sentence = Sentence(paper="It is so.", verdict=VERDICTS[0], here="1 of 2.", stands=False)
    assert str(sentence).startswith("NOT SHOWN")
    assert "do not show it" in sentence._repr_markdown_()


@pytest.fixture
def no_data(tmp_path, monkeypatch):
    """As if no data lay in the repository; returns the file that would hold those of any figure."""
    monkeypatch.setattr("derivations.figures.kept", lambda name: tmp_path / "repository" / "kept.nc")
    return tmp_path / "repository" / "kept.nc"


def test_data_of_other_code_are_computed_anew(tmp_path, monkeypatch, no_data):
    """A dataset with the stamp of this code is used again, any other is not; that of the repository comes first, never written."""
    calls = []

    def dataset(track):
        calls.append(track)
        return xr.Dataset({"a": ("x", [1.0, 2.0], {"units": "1"})}, attrs={"caption": "a = 1"})

    dataset.__module__ = "derivations.figures.beyond.scaling"
    monkeypatch.setattr(scaling, "dataset", dataset)
    first = data_of("scaling", folder=tmp_path)
    assert data_of("scaling", folder=tmp_path).identical(first)
    assert len(calls) == 1
    save(first.assign_attrs(version_numpy="1.0"), tmp_path / "scaling.nc")
    assert data_of("scaling", folder=tmp_path).attrs["version_numpy"] == "1.0"
    assert len(calls) == 1
    save(first.assign_attrs(code="other"), tmp_path / "scaling.nc")
    data_of("scaling", folder=tmp_path)
    assert len(calls) == 2
    save(first.assign(a=2 * first.a), no_data)
    assert data_of("scaling", folder=tmp_path).identical(first.assign(a=2 * first.a))
    save(first.assign_attrs(code="other"), no_data)
    assert data_of("scaling", folder=tmp_path).identical(first)
    assert load(no_data).attrs["code"] == "other"
    assert len(calls) == 2


def test_shared_data_are_computed_once(tmp_path, monkeypatch, no_data):
    (names,) = (names for names in groups() if "fig4c" in names)
    assert names == ["fig4c", "fig4d", "fig4e"]
    monkeypatch.setattr("derivations.figures.drawn", lambda *_, **__: b"")
    calls = []

    def judged(module, track):
        calls.append(module)
        return xr.Dataset(attrs={"caption": "none"})

    monkeypatch.setattr("derivations.figures.judged", judged)
    for name in reversed(names):
        produced(name, tmp_path)
    assert len(calls) == 1
    assert {path.name for path in tmp_path.iterdir()} == {
        f"{name}.{kind}" for name in names for kind in ("nc", "png", "svg", "pdf")
    }


def test_an_unknown_figure_is_refused(tmp_path):
    with pytest.raises(ValueError, match="`name` must be one of"):
        data_of("fig99", folder=tmp_path)
    with pytest.raises(ValueError, match=r"must be one of those that .* shows, but is all"):
        data_of("all", folder=tmp_path)


@pytest.mark.parametrize("name", ["fig4d", "fig3c"])
def test_the_files_of_a_figure_are_those_that_are_written(name, tmp_path, monkeypatch, no_data):
    monkeypatch.setattr("derivations.figures.drawn", lambda *_, **__: b"")
    monkeypatch.setattr("derivations.figures.judged", lambda module, track: xr.Dataset(attrs={"caption": "none"}))
    produced(name, tmp_path)
    assert set(files(name, tmp_path)) == set(tmp_path.iterdir())


def test_every_chern_number_of_the_phase_diagram_is_that_of_the_formula():
    data = data_of("phase_diagram")
    judged = np.isfinite(data.chern.values)
    assert judged.sum() >= 400
    assert np.array_equal(data.chern.values[judged], data.formula.values[judged])
    assert set(data.chern.values[judged]) == {-1, 0, 1}
    # Points without a Chern number are those next to a line.
    assert (data.gap.values[~judged] <= phase_diagram.SMALLEST_GAP).all()


def test_the_edge_mode_oscillates_with_the_wave_of_the_formula_not_with_the_ring():
    data = data_of("fig4f")
    formula = np.interp(data.t_c, data.t_fine, data.formula)
    np.testing.assert_allclose(data.evanescent, formula, atol=1e-6)
    np.testing.assert_allclose(data.strip, data.evanescent, atol=5e-4)
    stated = data.sel(t_c=[1.2, 1.6, 2.0, 2.5], method="nearest")
    np.testing.assert_allclose(stated.strip, [1.451, 1.672, 1.917, 2.268], atol=6e-4)
    np.testing.assert_allclose(stated.ring, [1.394, 1.677, 1.935, 2.290], atol=6e-4)
    # The Fourier transform sees the same wave, within its resolution, once it has outlived the wave that does not oscillate.
    settled = data.t_c > 0.95
    assert (abs(data.peak - data.strip)[settled] < data.attrs["resolution"] / 2).all()


def test_the_cost_of_the_vortex_grows_as_a_power_of_its_size():
    """Small sizes: that everything is measured; the exponents of the figure belong to the large ones."""
    data = scaling.dataset(L=(21, 41))
    assert all((data[name] > 0).all() for name in scaling.STAGES)
    assert data.memory.values[0] < data.memory.values[1]
    known = data.assign({name: ("L", [1.0, 8.0]) for name in scaling.STAGES}).assign_coords(L=[80, 160])
    assert abs(scaling.exponent(known, "factors") - 3) < 1e-12
