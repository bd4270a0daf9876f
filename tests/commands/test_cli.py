"""The command: its JSON keys, reference numbers, exit codes, one-line errors, complete files."""

import json
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
from derivations.codegen import TARGETS
from derivations.commands.shared import terminal
from derivations.commands.shared.options import output_file
from derivations.discovery import HERE, command_name, modules
from derivations.files import storage
from derivations.models import MODELS

TISC = [sys.executable, "-m", "derivations.cli"]
PARAMETERS = {"lam": 1.0, "M": 3.0, "mu": 0.0, "eps_ti": 0.0, "eps_sc": -0.6, "t_sc": 0.15, "Delta": 1.5, "t_c": 1.2}


def tisc(*arguments: str, code: int = 0) -> subprocess.CompletedProcess:
    done = subprocess.run([*TISC, *arguments], capture_output=True, text=True, timeout=300)
    assert done.returncode == code, done.stderr
    return done


def answer(*arguments: str) -> dict:
    return json.loads(tisc(*arguments, "--json").stdout)


def test_bands_at_gamma():
    found = answer("bands", "--kx", "0", "--ky", "0", "--t-c", "0.7")
    root = np.sqrt(1.5**2 + 4 * 0.7**2)
    levels = np.repeat(np.array([-(root + 1.5), -(root - 1.5), root - 1.5, root + 1.5]) / 2, 2)
    assert np.allclose(found["energies"], levels, rtol=0, atol=1e-14)
    assert found["parameters"] == {**PARAMETERS, "t_c": 0.7, "kx": 0.0, "ky": 0.0}


def test_gap():
    found = answer("gap", "--t-c", "1.2")
    assert set(found) == {"gap", "kx", "ky", "parameters"}
    assert found["gap"] == pytest.approx(0.5651, abs=5e-5)
    assert np.hypot(found["kx"], found["ky"]) == pytest.approx(1.394, abs=5e-4)
    assert found["parameters"] == PARAMETERS


@pytest.mark.parametrize(("M", "t_c", "number"), [(3, 0.7, 1), (3, 2.0, 1), (-3, 1.2, -1), (1, 1.2, 1), (1, 2.0, -1)])
def test_chern(M, t_c, number):
    found = answer("chern", "--M", str(M), "--t-c", str(t_c))
    assert set(found) == {"chern", "gap", "parameters"}
    assert found["chern"] == number


def test_vortex_reference_numbers():
    found = answer("vortex", "--L", "41", "--R", "5.5", "--t-c", "1.2", "--states", "16")
    assert set(found) == {
        *("bound", "energies", "vortex_weight", "edge_weight", "rotation", "residual", "symmetries", "dimension", "seconds"),
        "parameters",
    }
    reference = [0.0000903672, 0.0234703675, 0.0468837351, 0.0701839123, 0.0933167320, 0.1162299387, 0.1388751247, 0.1612071267]
    assert np.abs(np.array(found["energies"][8:]) - reference).max() < 1e-10
    assert np.abs(np.array(found["energies"]) + found["energies"][::-1]).max() < 1e-12
    assert set(found["seconds"]) == {"build", "solve"}
    assert found["dimension"] == 13060
    assert found["edge_weight"][7] > 0.9
    assert found["vortex_weight"][8] > 0.9


def test_radial_channel(tmp_path):
    data, plot = tmp_path / "channel.nc", tmp_path / "channel.png"
    found = answer("radial", "--j", "0", "--R", "5.5", "--states", "8", "-o", str(data), "--plot", str(plot))
    keys = {"energies", "vortex_weight", "residual", "change", "degree", "dimension", "seconds", "parameters"}
    assert set(found) == keys
    assert np.abs(np.array(found["energies"]) + found["energies"][::-1]).max() < 1e-9  # j = 0 is its own partner
    assert found["energies"][5] == pytest.approx(0.318689092, abs=1e-9)
    assert found["vortex_weight"][3] < 0.01  # the edge mode, then the vortex mode
    assert found["vortex_weight"][4] > 0.99
    assert found["change"] < 1e-8
    assert found["parameters"] == {**PARAMETERS, "j": 0.0, "R": 5.5, "n": 1, "outer": 25.0, "states": 8}
    dataset = storage.load(data)
    assert dataset.energies.values.tolist() == found["energies"]
    assert (dataset.chi**2 * dataset.weight).sum(("component", "r")).values == pytest.approx(np.ones(8))
    assert plot.read_bytes().startswith(b"\x89PNG")


def test_default_of_eps_sc_follows_t_sc():
    assert answer("bands", "--t-sc", "0.2")["parameters"]["eps_sc"] == pytest.approx(-0.8, abs=1e-15)
    assert answer("bands", "--t-sc", "0.2", "--eps-sc", "0.1")["parameters"]["eps_sc"] == 0.1


def test_check_of_one_claim():
    found = answer("check", "gap_at_gamma")
    keys = {"name", "subject", "proved", "validated", "error", "bound", "mutants", "rejected", "seconds"}
    assert keys <= set(found["claims"][0])
    assert found["parameters"] == {"seeds": [1, 2, 3]}
    assert found["claims"][0]["proved"] is True
    assert found["claims"][0]["mutants"] == found["claims"][0]["rejected"] == 4


def test_gap_of_flat_bands():
    assert answer("gap", "--lam", "0", "--M", "0", "--t-sc", "0")["gap"] == pytest.approx((np.sqrt(1.5**2 + 4 * 1.2**2) - 1.5) / 2)


def test_list_and_derive():
    names = [entry["name"] for entry in answer("list")["claims"]]
    assert "gap_at_gamma" in names
    found = answer("derive", "gap_at_gamma")
    assert {"name", "statement", "steps", "limits", "result", "latex"} <= set(found)
    assert "Proof" in tisc("derive", "gap_at_gamma").stdout
    assert r"\begin{document}" in tisc("derive", "small_tunnelling_gap", "--document").stdout
    assert r"\begin{document}" not in tisc("derive", "small_tunnelling_gap", "--latex").stdout


def test_list_of_what_speaks_of_a_word():
    everything = answer("list")["claims"]
    found = answer("list", "CATALAN")["claims"]
    assert [entry["name"] for entry in found] == ["quasi_degenerate_gap", "small_tunnelling_gap"]
    assert [entry for entry in everything if entry in found] == found
    assert "small_tunnelling_gap" in tisc("list", "catalan").stdout


def test_generated_numpy_module_runs_without_sympy(tmp_path):
    path = tmp_path / "gap.py"
    tisc("codegen", "gap_at_gamma", "--to", "numpy", "-o", str(path))
    program = "import sys, gap; print(gap.evaluate(Delta=1.5, t_c=0.7)[2, 0]); assert 'sympy' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert float(done.stdout) == pytest.approx((np.sqrt(1.5**2 + 4 * 0.7**2) - 1.5) / 2, abs=1e-15)
    assert r"\sqrt" in tisc("codegen", "gap_at_gamma", "--to", "latex").stdout
    assert "def evaluate(*, kx, ky, lam" in tisc("codegen", "bilayer", "--to", "numpy").stdout


def test_a_generated_program_says_how_it_is_checked(tmp_path):
    done = tisc("codegen", "swave", "--to", "rust", "-o", str(tmp_path / "layer.rs"))
    assert done.stdout == ""
    assert done.stderr.strip() == "Check: rustc -O layer.rs && ./layer"
    assert (tmp_path / "layer.rs").read_text().startswith("// Hamiltonian of the swave")


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


BAD = [
    (["vortex", "--R", "-1"], "R"),
    (["vortex", "--L", "9", "--R", "5.5"], "L"),
    (["vortex", "--L", "-3"], "L"),
    (["vortex", "--L", "4.5"], "--L"),
    (["vortex", "--R", "0", "--n", "1"], "R"),
    (["vortex", "--states", "7"], "states"),
    (["vortex", "--states", "0"], "states"),
    (["vortex", "--L", "7", "--R", "1", "--states", "100000"], "states"),
    (["vortex", "--L", "1000000000"], "L"),
    (["vortex", "--n", "999999999999999999999"], "n"),
    (["vortex", "--L", "15", "--R", "1e-200"], "R"),
    (["vortex", "-o", "n" * 300 + ".nc"], "-o"),
    (["vortex", "--t-c", "nan"], "t_c"),
    (["radial", "--j", "0.5"], "j"),
    (["radial", "--R", "30"], "R"),
    (["radial", "--model", "swave", "--j", "0.5", "--R", "4", "--outer", "4.00000001"], "outer"),
    (["radial", "--j", "10000"], "j"),
    (["vortex", "--disorder", "nan"], "disorder"),
    (["vortex", "--disorder", "-1"], "disorder"),
    (["bands", "-o", ""], "-o"),
    (["bands", "-o", "run[old]/[b]a[/b].nc"], "'run[old]/[b]a[/b].nc'"),
    (["figure", "fig2a", "-o", "/dev/null/a:x:b  [/b]"], "/dev/null/a:x:b  [/b]"),
    (["vortex", "--seed", "-1"], "seed"),
    (["radial", "--outer", "100000"], "outer"),
    (["radial", "--model", "slab"], "--model"),
    (["radial", "--model", "swave", "--lam", "1"], "lam"),
    (["radial", "--M", "0"], "M"),
    (["radial", "--R", "0.001", "--outer", "6"], "`states` must be resolved"),
    (["radial", "--states", "0"], "states"),
    (["radial", "--states", "150", "--outer", "6"], "states"),
    (["vortex", "--R", "inf"], "R"),
    (["vortex", "--n", "half"], "--n"),
    (["vortex", "-o", "levels.txt"], "-o"),
    (["vortex", "--plot", "/nowhere/levels.png"], "--plot"),
    (["gap", "--t-c", "inf"], "t_c"),
    (["gap", "--Delta", "1e308"], "Delta"),
    (["gap", "--t-c"], "--t-c"),
    (["gap", "--tc", "1"], "--tc"),
    (["gap", "1.2"], "1.2"),
    (["bands", "--kx", "nan"], "kx"),
    (["bands", "--Delta", "much"], "--Delta"),
    (["chern", "--t-c", "0"], "gap"),
    (["derive"], "CLAIM"),
    (["derive", "absent"], "claim"),
    (["derive", "gap_at_gamma", "--latex", "--json"], "--latex"),
    (["derive", "gap_at_gamma", "--latex", "--document"], "--document"),
    (["check", "nothing"], "claim"),
    (["codegen", "nothing", "--to", "numpy"], "name"),
    (["codegen", "gap_at_gamma", "--to", "cobol"], "--to"),
    (["codegen", "kummer_levels", "--to", "c", "-o", "levels.c"], "for kummer_levels, but is c: the printer of C lacks"),
    (["codegen", "swave", "--to", "rust", "-o", "swave.c"], "-o"),
    (["figure", "fig99"], "name"),
    (["derive", "catalan"], "shows, but is catalan: did you mean quasi_degenerate_gap or small_tunnelling_gap?"),
    (["check", "catlan"], "did you mean quasi_degenerate_gap or small_tunnelling_gap?"),
    (
        ["list", "catlan"],
        "`word` must occur in the name, title, statement or subject of a claim, but is catlan: did you mean catalan",
    ),
    (["list", "qqqq"], "but is qqqq."),
    (["derive", "gap_at_gama"], "one of those that `tisc list` shows, but is gap_at_gama: did you mean gap_at_gamma?"),
    (
        ["codegen", "bilayr"],
        f"one of {', '.join(MODELS)} and those that `tisc list` shows, but is bilayr: did you mean bilayer?",
    ),
    (["codegen", "bilayer", "--to", "pyhton"], f"one of {', '.join(TARGETS)}, but is pyhton."),
    (["codegen", "bilayer", "--to", "fortan"], f"one of {', '.join(TARGETS)}, but is fortan: did you mean fortran?"),
    (["radial", "--model", "s-wave"], f"one of {', '.join(MODELS)}, but is s-wave: did you mean swave?"),
    (["figure", "tabel1"], "one of those that `tisc figure --help` shows, but is tabel1: did you mean table1?"),
    (["figure", "fig3c", "-o", "/proc/nowhere"], "-o"),
    (["report", "-o", "/dev/null/report"], "-o"),
    (["nonsense"], "nonsense"),
    (["gpa"], "No such command 'gpa'. Did you mean 'gap'? See `tisc --help`."),
    (["gap", "extra"], "unexpected extra argument(s) (extra); see `tisc gap --help`."),
    (["gap", "-j"], "No such option: -j; see `tisc gap --help`."),
    (["gap", "--model", ""], f"`--model` must be one of {', '.join(MODELS)}, but is empty."),
    (["gap", "--t-c", ""], "of 2 to 100000 numbers, but is empty."),
    (["gap", "--t-c", "1", "--t-c=2"], "`--t-c` must be given once (several numbers are a list, 1,2), but is given 2 times."),
    (["list", " "], "of a claim, but is empty."),
    (["list", "gapatgamma"], "but is gapatgamma: did you mean gap_at_gamma?"),
    (["derive", "nothing"], "shows, but is nothing."),
    (["derive", "the"], "shows, but is the."),
    (["derive", "spectra"], "did you mean kp_spectrum, "),
    (["derive", "majoranna"], "did you mean majorana_phases, "),
    (["derive", "antidott"], "did you mean flux_antidot, antidot_levels, neutral_antidot_levels or zero_mode_weight?"),
]


@pytest.mark.parametrize(("arguments", "named"), BAD, ids=[" ".join(arguments)[:40] for arguments, _ in BAD])
def test_bad_input_gives_one_line_and_exit_code_2(arguments, named, called, tmp_path):
    code, answer, message = called(*arguments)
    assert code == 2, message
    assert answer == ""
    assert len(message.strip().splitlines()) == 1, message
    assert named in message
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_file_is_named(tmp_path, monkeypatch):
    """One in the place of the output is replaced; one from which data would be taken is named."""
    damaged = tmp_path / "fig2a.nc"
    damaged.write_bytes(b"")
    tisc("figure", "fig2a", "-o", str(tmp_path))
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


def test_zero_has_no_sign(called):
    answer = called("bands", "--M", "0", "--Delta", "0", "--t-c", "0")[1]
    assert "0" in answer.split()
    assert "-0" not in answer.split()


def test_a_link_is_written_through(tmp_path):
    (tmp_path / "link.nc").symlink_to("data.nc")
    storage.write(tmp_path / "link.nc", b"new")
    assert (tmp_path / "link.nc").is_symlink()
    assert (tmp_path / "data.nc").read_bytes() == b"new"


def test_json_has_no_infinities(capsys):
    terminal.print_json({"error": float("inf"), "levels": [1.0, float("nan")]})
    assert json.loads(capsys.readouterr().out) == {"error": None, "levels": [1.0, None]}


def test_help_of_every_command(called):
    _, text, _ = called("--help")
    for command in map(command_name, modules(HERE / "commands") | modules(HERE / "computations")):
        assert command in text
        code, shown, message = called(command, "--help")
        assert (code, message) == (0, "")
        assert "--help" in shown


def test_disorder_breaks_the_symmetries_and_says_so():
    arguments = ("vortex", "--L", "21", "--states", "4", "--json")
    clean, dirty, again, other = (
        json.loads(tisc(*arguments, *more).stdout)
        for more in ((), ("--disorder", "0.5"), ("--disorder", "0.5"), ("--disorder", "0.5", "--seed", "1"))
    )
    assert clean["symmetries"] == "fourfold rotation, mirror times conjugation"
    assert dirty["symmetries"] == "particle-hole alone"
    assert dirty["rotation"] == [None] * 4
    assert dirty["parameters"]["seed"] == 0
    assert dirty["energies"] == again["energies"] != other["energies"]


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
