"""What the shell completes, through the interface that it calls."""

import os
import shutil
import subprocess
import sys

import pytest

from derivations import cli
from derivations.codegen import TARGETS
from derivations.discovery import HERE, command_name, modules
from derivations.figures import figures
from derivations.judging.catalogue import places
from derivations.models import MODELS

HEAVY = {"sympy", "numpy", "scipy", "matplotlib", "xarray"}


def asked(line: str) -> dict[str, str]:
    """What bash tells of a line whose last word is incomplete."""
    return {"_TISC_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}


@pytest.fixture
def completed(monkeypatch, capsys):
    """The words that complete a line."""

    def words(line: str) -> set[str]:
        for name, value in asked(line).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["tisc"])
        with pytest.raises(SystemExit):
            cli.tisc()
        return set(capsys.readouterr().out.split())

    return words


def test_commands(completed):
    assert completed("tisc ") == {command_name(name) for folder in ("commands", "computations") for name in modules(HERE / folder)}
    assert completed("tisc de") == {"derive"}


@pytest.mark.parametrize("command", ["derive", "check", "check gap_at_gamma"])
def test_claims(command, completed):
    assert completed(f"tisc {command} ") == set(places())
    assert completed(f"tisc {command} gap_a") == {"gap_at_gamma"}


def test_claims_and_models(completed):
    assert completed("tisc codegen ") == {*places(), *MODELS}
    assert completed("tisc codegen bila") == {"bilayer"}


def test_models(completed):
    assert completed("tisc gap --model ") == set(MODELS)
    assert completed("tisc radial --model sur") == {"surface"}


def test_targets(completed):
    assert completed("tisc codegen gap_at_gamma --to ") == set(TARGETS)


def test_figures(completed):
    offered = completed("tisc figure ")
    assert offered >= {*figures(), "all", "bilayer_vortex"}
    assert "paper" not in offered
    assert completed("tisc figure fig1") == {"fig1b"}
    assert completed("tisc figure bilayer_vortex/fig1") == {"bilayer_vortex/fig1b"}


@pytest.mark.parametrize(
    ("line", "flags"),
    [("derive gap_at_gamma --", "--latex --json --help"), ("derive --la", "--latex"), ("gap --t-", "--t-sc --t-c")],
)
def test_flags(line, flags, completed):
    assert completed(f"tisc {line}") >= set(flags.split())


@pytest.mark.parametrize("line", ["tisc ", "tisc derive ", "tisc figure fig3", "tisc codegen bil"])
def test_names_are_completed_without_what_takes_long_to_load(line):
    program = (
        "import atexit, sys; from derivations import cli; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); cli.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, **asked(line)}, capture_output=True, text=True, check=True
    )
    assert done.stdout
    assert not HEAVY & set(done.stderr.split())


@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash")
def test_bash_completes_with_the_script_that_the_command_writes(tmp_path):
    command = tmp_path / "tisc"
    command.write_text(f"#!{sys.executable}\nfrom derivations.cli import main\nmain()\n")
    command.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "_TISC_COMPLETE": "source_bash"}
    script = subprocess.run([command], env=environment, capture_output=True, text=True, check=True).stdout
    del environment["_TISC_COMPLETE"]
    program = f'{script}\nCOMP_WORDS=(tisc derive gap_at); COMP_CWORD=2; _tisc_completion tisc; echo "${{COMPREPLY[@]}}"'
    done = subprocess.run(["bash", "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "gap_at_gamma\n"
