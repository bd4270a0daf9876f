"""The command: its JSON keys, reference numbers, help."""

import json
import subprocess
import sys

import numpy as np
import pytest

from derivations.commands.shared import terminal
from derivations.discovery import HERE, command_name, modules
from derivations.files import storage
from tests.judges.command import answer, tisc

PARAMETERS = {"lam": 1.0, "M": 3.0, "mu": 0.0, "eps_ti": 0.0, "eps_sc": -0.6, "t_sc": 0.15, "Delta": 1.5, "t_c": 1.2}


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


def test_zero_has_no_sign(called):
    answer = called("bands", "--M", "0", "--Delta", "0", "--t-c", "0")[1]
    assert "0" in answer.split()
    assert "-0" not in answer.split()


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
