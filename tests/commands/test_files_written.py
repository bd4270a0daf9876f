"""The files that the command writes: they come back the same, whole or not at all, and nothing else is replaced."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from derivations import figures
from derivations.commands.shared.options import output_file
from derivations.files import storage
from tests.judges.command import answer, tisc


def test_saved_vortex_reloads_the_same(tmp_path):
    data, plot = tmp_path / "vortex.nc", tmp_path / "vortex.png"
    found = answer("vortex", "--L", "15", "--R", "2.5", "--states", "6", "-o", str(data), "--plot", str(plot))
    dataset = storage.load(data)
    assert dataset.energies.values.tolist() == found["energies"]
    assert dataset.attrs["t_c"] == 1.2
    assert {"version_tisc", "version_numpy"} <= set(dataset.attrs)
    assert dataset.density.sum(("layer", "x", "y")).values == pytest.approx(np.ones(6))
    assert plot.read_bytes().startswith(b"\x89PNG")


def test_saved_bands(tmp_path):
    tisc("bands", "-o", str(tmp_path / "bands.nc"), "--plot", str(tmp_path / "bands.svg"))
    dataset = storage.load(tmp_path / "bands.nc")
    assert dataset.path_energies.shape == (361, 8)
    assert dataset.path_energies.attrs["units"] == "lambda/a"


@pytest.mark.parametrize(("command", "name"), [("gap", "level"), ("chern", "berry_flux")])
def test_saved_maps_of_the_zone(command, name, tmp_path):
    data, plot = tmp_path / "map.nc", tmp_path / "map.png"
    found = answer(command, "-o", str(data), "--plot", str(plot))
    dataset = storage.load(data)
    if command == "gap":
        assert 0 <= dataset[name].min() - found["gap"] < 0.01
    else:
        assert dataset[name].sum() / (2 * np.pi) == pytest.approx(found["chern"], abs=1e-12)
    assert plot.read_bytes().startswith(b"\x89PNG")


def test_round_trip_of_complex_data(tmp_path, rng):
    values = rng.normal(size=(3, 4)) + 1j * rng.normal(size=(3, 4))
    values[0, 0], values[0, 1] = complex(5, np.inf), complex(np.nan, 2)
    dataset = xr.Dataset(
        {"psi": (("site", "spin"), values, {"units": "1"})}, coords={"site": [2, 0, 1]}, attrs={"claim": "none", "t_c": 1.2}
    )
    storage.save(dataset, tmp_path / "psi.nc")
    assert storage.load(tmp_path / "psi.nc").identical(dataset)


def test_a_damaged_file_is_named(tmp_path, monkeypatch):
    """One in the place of the output is replaced; one from which data would be taken is named."""
    damaged = tmp_path / "fig2a.nc"
    damaged.write_bytes(b"")
    good = tmp_path / "kept"
    good.mkdir()
    monkeypatch.setattr(figures, "kept", lambda name: good / "fig2a.nc")
    figures.data_of("fig2a", folder=good)
    figures.produced("fig2a", tmp_path)
    assert storage.load(damaged).attrs["code"]
    damaged.write_bytes(b"")
    for taken, folder in ((lambda name: tmp_path / "none.nc", tmp_path), (lambda name: damaged, tmp_path / "other")):
        monkeypatch.setattr(figures, "kept", taken)
        with pytest.raises(ValueError, match=re.escape(f"`{damaged}` must be")):
            figures.data_of("fig2a", folder=folder)
    assert damaged.read_bytes() == b""


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (os.mkfifo, "is no regular file"),
        (Path.mkdir, "is a folder"),
        (lambda path: path.symlink_to("nowhere/data.nc"), "is a link to '.*/nowhere/data.nc', which is none"),
        (lambda path: path.symlink_to(path.name), "is a link to '.*/levels.nc', which is none"),
    ],
    ids=["pipe", "folder", "dangling link", "link to itself"],
)
def test_only_files_are_replaced(make, what, called, tmp_path):
    path = tmp_path / "levels.nc"
    make(path)
    with pytest.raises(ValueError, match=f"`-o` must be a file in an existing folder, but '{path}' {what}"):
        output_file(path, "-o", (".nc",))
    code, _, message = called("bands", "-o", path.name)
    assert (code, len(message.splitlines())) == (2, 1)
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_is_called_one_whatever_its_name(called, tmp_path):
    (tmp_path / "levels").mkdir()
    assert "'levels' is a folder" in called("bands", "-o", "levels")[2]


@pytest.mark.parametrize("taken", ["fig1b.nc", "fig1b.png", "fig1b.svg", "fig1b.pdf"])
@pytest.mark.parametrize("name", ["fig1b", "all"])
def test_a_figure_that_cannot_be_written_is_not_computed(name, taken, called, tmp_path):
    (tmp_path / "figures" / taken).mkdir(parents=True)
    code, answer, message = called("figure", name, "-o", "figures")
    assert (code, answer) == (2, "")
    assert message == f"tisc: `figures/{taken}` must be a file in an existing folder, but is a folder.\n"
    assert [path.name for path in (tmp_path / "figures").iterdir()] == [taken]


@pytest.mark.parametrize("taken", ["index.html", "figures/table2.svg"])
def test_a_book_that_cannot_be_written_is_not_begun(taken, called, tmp_path):
    (tmp_path / "book" / taken).mkdir(parents=True)
    code, answer, message = called("report", "-o", "book")
    assert (code, answer) == (2, "")
    assert message == f"tisc: `book/{taken}` must be a file in an existing folder, but is a folder.\n"


def test_a_link_is_written_through(tmp_path):
    (tmp_path / "link.nc").symlink_to("data.nc")
    storage.write(tmp_path / "link.nc", b"new")
    assert (tmp_path / "link.nc").is_symlink()
    assert (tmp_path / "data.nc").read_bytes() == b"new"


@pytest.fixture(scope="module")
def started():
    """Seconds after which a command is certainly at work: three times what it takes now to load all figures."""
    begin = time.perf_counter()
    tisc("figure", "fig99", code=2)
    return 3 * (time.perf_counter() - begin)


HEEDING = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # tests in the background ignore it, as would a child
from derivations.cli import main
main()
"""


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("command", [["figure", "all"], ["report"]])
def test_an_interrupted_run_leaves_no_half_written_file(command, stop, started, tmp_path):
    running = subprocess.Popen(
        [sys.executable, "-c", HEEDING, *command, "-o", str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ,
    )
    try:
        time.sleep(started)
        running.send_signal(stop)
        _, messages = running.communicate(timeout=60)
    finally:
        running.kill()
    assert running.returncode in (130, 143), messages
    assert "Traceback" not in messages
    for path in (path for path in tmp_path.rglob("*") if path.is_file()):
        assert not path.name.startswith("."), path
        assert path.suffix != ".nc" or storage.load(path).attrs["code"], path  # a figure that was finished before


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "page.html"
    storage.write(path, b"old")

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        storage.write(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(Path(tmp_path).iterdir()) == [path]
