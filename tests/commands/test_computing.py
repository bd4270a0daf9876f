"""Commands that compute: flags of the chosen model, lists and ranges, and what stays as it was without them."""

import json
import re
import subprocess
import sys
from contextlib import contextmanager

import numpy as np
import pytest

from derivations.codegen import generated
from derivations.commands.shared import computing
from derivations.commands.shared.ranges import numbers
from derivations.computations import bands, gap, vortex
from derivations.files.storage import load
from derivations.models import MODELS
from numerics.zone.gap import TOLERANCE

KEYS = {
    "bands": {"energies"},
    "gap": {"gap", "kx", "ky"},
    "chern": {"chern", "gap"},
    "vortex": {"bound", "energies", "vortex_weight", "edge_weight", "rotation", "symmetries", "residual", "dimension", "seconds"},
    "radial": {"energies", "vortex_weight", "residual", "change", "degree", "dimension", "seconds"},
}
SMALL = {
    "vortex": ("--L", "11", "--R", "2", "--states", "4"),
    "radial": ("--R", "3", "--outer", "6", "--states", "4"),
}


@pytest.fixture
def answered(called):
    """The JSON of a command."""

    def answer(*arguments: str) -> dict:
        code, text, message = called(*arguments, "--json")
        assert (code, message) == (0, ""), message
        return json.loads(text)

    return answer


@pytest.mark.parametrize("command", KEYS)
def test_single_values_have_the_keys_of_the_contract(command, answered):
    assert set(answered(command, *SMALL.get(command, ()))) == {*KEYS[command], "parameters"}


@pytest.mark.parametrize("command", KEYS)
@pytest.mark.parametrize("model", MODELS)
def test_flags_and_help_are_those_of_the_model(command, model, called, answered):
    own = [symbol.name for symbol in MODELS[model]().parameters]
    code, text, _ = called(command, "--model", model, "--help")
    assert code == 0
    flags = {"--" + name.replace("_", "-") for name in own}
    shown = {word for line in text.splitlines() for word in line.split()[:1] if word.startswith("--")}
    assert shown >= flags
    assert not shown & ({"--lam", "--M", "--mu", "--eps-ti", "--eps-sc", "--t-sc", "--Delta", "--t-c"} - flags)
    half = ("--j", "0.5") if (command, model) == ("radial", "swave") else ()
    found = answered(command, f"--model={model}", *SMALL.get(command, ()), *half)
    assert list(found["parameters"])[: len(own)] == own
    assert found.get("model", "bilayer") == model


def test_help_tells_meaning_and_default(called):
    text = " ".join(called("gap", "--help")[1].split())
    assert "--eps-sc FLOAT onsite energy of the SC layer (lambda/a) [default: -4*t_sc]" in text
    assert "--Delta FLOAT s-wave pairing, of the SC layer if there is one (lambda/a) [default: 0.5]" in " ".join(
        called("gap", "--model", "surface", "--help")[1].split()
    )
    assert "--L INTEGER side of the square lattice, in sites, at least 2 R + 3 [default: 41]" in " ".join(
        called("vortex", "--help")[1].split()
    )


@pytest.mark.parametrize("model", MODELS)
def test_programs_of_every_model(model, called):
    code, text, _ = called("codegen", "--model", model)
    assert code == 0
    assert text == called("codegen", model)[1] == generated(model, "numpy")
    assert f"Hamiltonian of the {model}" in text


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("1.5", float, 1.5),
        ("1,-2,3e-1", float, [1.0, -2.0, 0.3]),
        ("0.5:2.5:21", float, np.linspace(0.5, 2.5, 21).tolist()),
        ("2:-2:5", int, [2, 1, 0, -1, -2]),
        ("-1", int, -1),
        ("0,1", int, [0, 1]),
    ],
)
def test_numbers(text, kind, expected):
    found = numbers(text, "--x", kind)
    assert found == expected
    assert all(type(one) is kind for one in np.atleast_1d(np.array(found, dtype=object)))


@pytest.mark.parametrize(
    "text", ["", "1,", "1:2", "1:2:3:4", "1:2:1", "1:2:1e9", "1:2:1000000000", "0:inf:3", "nan:1:3", "a,b", "1;2"]
)
@pytest.mark.parametrize("kind", [int, float])
def test_what_is_no_list_and_no_range_is_refused(text, kind):
    with pytest.raises(ValueError, match=r"`--x` must be a (whole )?number, a list such as 1,2,3 or a range"):
        numbers(text, "--x", kind)
    with pytest.raises(ValueError, match="`--x` must be a whole number"):
        numbers("1:2:4", "--x", int)


def test_a_range_is_the_table_that_python_returns(answered, tmp_path):
    found = answered("gap", "--model", "surface", "--mu", "0:0.4:3", "--M", "1,2", "-o", "gap.nc", "--plot", "gap.svg")
    table = gap.compute("surface", mu=np.linspace(0, 0.4, 3), M=[1.0, 2.0])
    saved = load(tmp_path / "gap.nc")
    assert saved.drop_attrs().identical(table.drop_attrs())
    assert table.attrs.items() <= saved.attrs.items()
    assert saved.mu.attrs == {"units": "lambda/a", "long_name": r"$\mu$"}
    assert saved.gap.attrs == {"units": "lambda/a"}
    assert set(found) == {"model", "parameters", "over", "coordinates", *KEYS["gap"]}
    assert found["over"] == ["mu", "M"]
    assert found["coordinates"] == {"mu": [0.0, 0.2, 0.4], "M": [1.0, 2.0]}
    assert found["gap"] == table.gap.values.tolist()
    assert found["parameters"] == {"lam": 1.0, "eps_ti": 0.0, "Delta": 0.5}
    assert b"<svg" in (tmp_path / "gap.svg").read_bytes()


def test_dimensions_come_in_the_order_of_the_command_line(answered):
    found = answered("bands", "--t-c", "1,2", "--kx", "0:1:3", "--M", "1,2")
    assert found["over"] == ["t_c", "kx", "M"]
    assert np.shape(found["energies"]) == (2, 3, 2, 8)
    assert found["energies"][1][2][0] == bands.answer(bands.compute(t_c=2.0, kx=1.0, M=1.0))["energies"]
    assert answered("bands", "--M", "1,2", "--t-c", "1,2")["over"] == ["M", "t_c"]


@pytest.mark.parametrize("model", MODELS)
def test_a_table_names_its_model(model, answered):
    assert answered("gap", "--model", model, "--Delta", "0.5,1")["model"] == model


def test_levels_of_whole_numbers(answered):
    found = answered("vortex", "--L", "11,13", "--n", "0:1:2", "--R", "2", "--states", "4")
    assert np.shape(found["energies"]) == np.shape(found["rotation"]) == (2, 2, 4)
    assert found["energies"][1][0] == vortex.answer(vortex.compute(L=13, n=0, R=2.0, states=4))["energies"]
    assert np.shape(found["seconds"]) == (2, 2, 2)
    assert found["coordinates"]["stage"] == ["build", "solve"]


def test_tables_on_the_terminal(called):
    lines = [line.split() for line in called("gap", "--t-sc", "0.1,0.2")[1].splitlines()]
    assert lines[0] == ["t_sc", "eps_sc", "gap", "kx", "ky"]
    assert [line[:2] for line in lines[1:3]] == [["0.1", "-0.4"], ["0.2", "-0.8"]]
    text = called("vortex", "--L", "11,13", "--R", "2", "--states", "4")[1]
    lines = [line.split() for line in text.splitlines()]
    assert lines[0] == ["L", "state", "energies", "vortex_weight", "edge_weight", "rotation"]
    assert [line[:2] for line in lines[1:9]] == [[L, str(state)] for L in ("11", "13") for state in range(4)]
    assert "symmetries" in text
    assert "nan" not in text


def test_points_without_levels_are_told(called):
    small = ("vortex", "--n", "0", "--R", "2", "--L", "15", "--states", "2")
    text = called(*small, "--t-c", "3,3.01")[1]
    assert "\n\nno bound level at 2 of 2 points\n\n" in text
    assert "bound_energies" not in text
    lines = called(*small, "--t-c", "3,4")[1].splitlines()
    header = next(number for number, line in enumerate(lines) if "bound_energies" in line)
    assert lines[header + 1].split()[:2] == ["4", "0"]
    assert lines[header + 2] == "no bound level at 1 of 2 points"


def test_a_momentum_that_was_searched_for_has_no_noise(called, answered, monkeypatch):
    noisy = {"gap": 0.1, "kx": 1.23456789012, "ky": -1.8e-12, "parameters": {"mu": 1.8e-12}, "model": "bilayer"}
    monkeypatch.setattr(gap, "answer", lambda data: dict(noisy))
    text = called("gap")[1]
    assert text.split()[:6] == ["gap:", "0.1", "kx:", "1.2345679", "ky:", "0"]
    assert "mu = 1.8e-12" in text
    assert called("gap", "--mu", "0,1")[1].splitlines()[1].split() == ["0", "0.1", "1.2345679", "0"]
    assert answered("gap")["ky"] == -1.8e-12


def test_a_number_without_effect_is_refused(called):
    code, text, message = called("vortex", "--L", "9", "--R", "1.5", "--seed", "1,2")
    assert (code, text) == (2, "")
    assert message == "tisc: `seed` must be given together with `disorder`, without which it has no effect, but is given alone.\n"
    with pytest.raises(ValueError, match="`seed` must be given together with `disorder`"):
        vortex.compute(L=9, R=1.5, seed=1)
    assert "seed of the disorder, only with --disorder" in " ".join(called("vortex", "--help")[1].split())
    assert called("vortex", "--L", "9", "--R", "1.5", "--seed", "1", "--disorder", "0,0.1", "--states", "2")[::2] == (0, "")


def test_what_cannot_be_computed_is_null_and_told(called):
    code, text, message = called("chern", "--t-c", "0,1", "--json")
    assert code == 0
    assert json.loads(text)["chern"] == [None, 1]
    assert message.startswith("tisc: t_c = 0: the parameters must be those of an insulator")
    assert called("chern", "--t-c", "0", "--mu", "0,0.1")[0] == 2


def test_what_cannot_be_computed_has_a_row(called):
    _, text, message = called("chern", "--t-c", "0,1", "--M", "3,-3")
    rows = [line.split() for line in text.splitlines()[1:5]]
    assert [row[:3] for row in rows] == [["0", "3", "nan"], ["0", "-3", "nan"], ["1", "3", "1"], ["1", "-3", "-1"]]
    assert message.count("must be those of an insulator") == 2


def test_no_digits_are_printed_that_mean_nothing(called, answered):
    """On the terminal what is below the accuracy that a computation states is 0, seconds and residuals have three digits."""
    assert called("gap", "--Delta", "0")[1].split()[:2] == ["gap:", "0"]
    assert called("gap", "--Delta", "0,1")[1].splitlines()[1].split()[:2] == ["0", "0"]
    assert 0 < answered("gap", "--Delta", "0")["gap"] < gap.ACCURACY["gap"] == TOLERANCE
    single = dict(re.findall(r"(residual|change|build|solve):? (\S+?),?\s", called("radial", *SMALL["radial"])[1]))
    row = called("radial", *SMALL["radial"], "--j", "0,1")[1].splitlines()[-2].split()
    for number in (*single.values(), *row[1:3], *row[-2:]):
        assert float(number) == float(f"{float(number):.3g}")
    assert len(single) == 4
    assert len(row) == 7


@contextmanager
def interrupted(text):
    """A progress bar at which the user presses Ctrl-C when two points are done."""

    def track(work, total=None):
        for index, one in enumerate(work):
            if index == 2:
                raise KeyboardInterrupt
            yield one

    yield track


def test_ctrl_c_keeps_what_is_done(called, monkeypatch, tmp_path):
    monkeypatch.setattr(computing, "progress", interrupted)
    code, text, message = called("gap", "--t-c", "0.5,1,1.5,2", "-o", "gap.nc", "--plot", "gap.png")
    assert code == 130
    assert "interrupted" in message
    assert [line.split()[0] for line in text.splitlines()[1:-1]] == ["0.5", "1"]
    gaps = load(tmp_path / "gap.nc").gap.values
    assert np.isfinite(gaps).tolist() == [True, True, False, False]
    assert gaps[1] == gap.answer(gap.compute(t_c=1.0))["gap"]
    assert (tmp_path / "gap.png").exists()


REFUSED = [
    (("gap", "--model", "surface", "--t-c", "1"), "`--t-c` must be a flag of `tisc gap --model surface`"),
    (("vortex", "--model", "swave", "--lam=1"), "`--lam` must be a flag of `tisc vortex --model swave`"),
    (("gap", "--L", "11"), "`--L` must be a flag of `tisc gap --model bilayer`"),
    (("chern", "--model", "surfaec"), f"`--model` must be one of {', '.join(MODELS)}, but is surfaec: did you mean surface?"),
    (("gap", "--t-c", "1:2"), "`--t-c` must be a number, a list such as 1,2,3 or a range"),
    (("vortex", "--L", "11:14:3"), "`--L` must be a whole number, a list"),
    (("vortex", "--L", "11,1000", "--R", "2"), "`L` must be between 1 and 400"),
    (("gap", "--t-c", "1,nan"), "`t_c` must be between -1000000 and 1000000, but is nan"),
    (("gap", "--t-c", "0:1:1000", "--M", "0:1:1000"), "`t_c`, `M` must have at most 100000 combinations"),
    (
        ("gap", "--t-c", "1,2", "--M", "1,2", "--mu", "0,1", "--plot", "a.png"),
        "`--plot` must be a curve over one list or a map over two",
    ),
    (
        ("vortex", "--L", "9,11", "--R", "5.5"),
        "`R` must be below 3.5 in a square of side `L` = 9, but is 5.5, for which `L` must be at least 14",
    ),
    (("radial", "--j", "0.5,1.5"), "`j` must be an integer for n = 1"),
    (("codegen",), "`CLAIM|MODEL` must be given, or `--model` instead, but neither is."),
    (("codegen", "swave", "--model", "swave"), "`CLAIM|MODEL` must be given, or `--model` instead, but both are."),
    (("codegen", "--model", "gap_at_gamma"), f"`--model` must be one of {', '.join(MODELS)}, but is gap_at_gamma."),
    (("gap", "--t-c", "1,2", "-o", "gap.txt"), "`-o` must be a file name ending in .nc"),
]


@pytest.mark.parametrize(("arguments", "begins"), REFUSED, ids=[" ".join(arguments) for arguments, _ in REFUSED])
def test_refusals(arguments, begins, called, tmp_path):
    code, text, message = called(*arguments)
    assert (code, text) == (2, "")
    assert message.startswith(f"tisc: {begins}")
    assert len(message.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_single_answer_needs_no_library_of_datasets():
    program = (
        "import sys; from derivations.cli import tisc; tisc('gap'); sys.exit(bool({'xarray', 'pandas', 'h5py'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).returncode == 0
