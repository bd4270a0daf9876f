"""The command of the figures: its flags are those of the figure that is named."""

import pytest

from derivations.commands.shared import figures as command
from derivations.files.storage import load


def test_the_command_has_the_flags_of_the_figure(called, tmp_path):
    code, told, _ = called("figure", "fig5b", "--help")
    assert code == 0
    assert all(f"--{flag}" in told for flag in ("t-c", "L", "R", "mu", "eps-ti"))
    assert "[default: 6.5]" in " ".join(told.split())
    code, told, _ = called("figure", "bilayer_vortex/fig3c", "--t-c", "0.5:1.5:3", "--M=2", "--mu", "0.1", "-o", str(tmp_path))
    assert code == 0
    assert told.splitlines()[-1] == "Sentences are judged at the paper's values only."
    data = load(tmp_path / "fig3c.nc")
    assert (data.t_c.values.tolist(), data.M.values.tolist(), data.attrs["mu"]) == ([0.5, 1.0, 1.5], [2.0], 0.1)
    code, told, _ = called("figure", "fig3e", "--t-c", "0.8", "-o", str(tmp_path))
    assert "Below the transition" in told


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("all --mu 1", "`--mu` must be given with a single figure"),
        ("beyond --mu=1", "`--mu` must be given with a single figure"),
        ("fig3c --nu 1", "`--nu` must be a flag of `tisc figure fig3c`"),
        ("fig3e --t-c 1,2", "`--t-c` must be a single number"),
        ("fig3c --t-c a:b:3", "`--t-c` must be a number, a list"),
        ("fig99 --mu 1", "`name` must be one of"),
    ],
)
def test_flags_that_cannot_be_meant_are_refused(words, message, called, tmp_path):
    code, _, told = called("figure", *words.split(), "-o", str(tmp_path / "made"))
    assert code == 2
    assert message in told
    assert len(told.splitlines()) == 1
    assert not (tmp_path / "made").exists()


def test_the_data_of_the_paper_are_kept_apart(called, monkeypatch, tmp_path):
    monkeypatch.setattr(command, "default_folder", lambda: tmp_path / "figures")
    code, _, _ = called("figure", "fig2a", "--points", "20", "-o", str(tmp_path / "figures"))
    assert code == 0
    assert not (tmp_path / "figures" / "fig2a.nc").exists()
    assert (tmp_path / "figures" / "other_values" / "fig2a.nc").exists()
