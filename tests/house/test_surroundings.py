"""What the user's surroundings must not change: settings of Matplotlib and Python, the terminal, where the package lies."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from matplotlib import rc_context

from derivations.drawing import picture
from derivations.files.places import computed_folder

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "derivations").rglob("*.py"))


def loaded_with(source: Path) -> set[str]:
    """Packages that are imported as soon as the module is: outside functions, and not for the type checker alone."""
    top = ast.parse(source.read_text()).body
    imports = [node for node in top if isinstance(node, ast.Import | ast.ImportFrom)]
    names = [[alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module] for node in imports]
    return {name.split(".")[0] for group in names for name in group}


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_matplotlib_is_loaded_only_where_something_is_drawn(source):
    assert "matplotlib" not in loaded_with(source), (
        "import it in the function that draws; `derivations.drawing.Axes` for annotations"
    )


PROGRAM = """
import sys
from derivations.judging import catalogue
from derivations import cli, figures
catalogue.claims(), figures.figures()
for command in (["bands"], ["list"], ["derive", "gap_at_gamma"], ["codegen", "gap_at_gamma"]):
    cli.tisc(*command)
sys.exit("matplotlib" in sys.modules)
"""
NUMBER = re.compile(r"-?\d+\.?\d*(?:e[-+]\d+)?")


def run(*command: str, folder: Path, **environment: str) -> subprocess.CompletedProcess:
    known = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    return subprocess.run(
        [sys.executable, *command], cwd=folder, env={**known, **environment}, capture_output=True, text=True, timeout=300
    )


def test_commands_that_draw_nothing_do_not_load_matplotlib(tmp_path):
    done = run("-c", PROGRAM, folder=tmp_path)
    assert done.returncode == 0, done.stderr


def test_odd_surroundings_change_no_number(tmp_path):
    """A backend that there is not, settings that need LaTeX, no home, no Unicode, warnings as errors, few columns, colours."""
    (tmp_path / "matplotlibrc").write_text("text.usetex: True\nfont.size: 30\n")
    command = ("-m", "derivations.cli", "vortex", "--L", "11", "--R", "2", "--states", "4")
    plain = run(*command, folder=tmp_path)
    odd = run(
        *command,
        *("--plot", "levels.png"),
        folder=tmp_path,
        MPLBACKEND="nonsense",
        MPLCONFIGDIR="/proc/nowhere",
        PYTHONWARNINGS="error",
        PYTHONIOENCODING="ascii",
        LC_ALL="POSIX",
        TERM="xterm",
        COLUMNS="40",
        FORCE_COLOR="1",
    )
    assert odd.returncode == 0, odd.stderr
    shown = [set(NUMBER.findall(re.sub(r"\x1b\[[0-9;]*m", "", done.stdout).split("seconds:")[0])) for done in (plain, odd)]
    assert shown[0] == shown[1]
    assert (tmp_path / "levels.png").read_bytes().startswith(b"\x89PNG")


def test_without_docstrings_python_is_refused(tmp_path):
    done = run("-OO", "-B", "-m", "derivations.cli", "list", folder=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    assert "docstrings" in done.stderr


def test_settings_of_the_user_change_no_picture():
    def draw(ax):
        ax.plot([0, 1], [0, 1], label=r"$\lambda$")
        ax.legend()

    plain = picture(draw, kind="svg", note="t_c = 1.2")
    with rc_context({"font.size": 30, "axes.grid": True, "lines.linestyle": ":", "axes.facecolor": "black"}):
        assert picture(draw, kind="svg", note="t_c = 1.2") == plain


def test_notes_are_drawn_as_they_are():
    note = r"a $\nothing{ b_1 ^ 2 $ \textbf{c}"
    assert all(part.encode() in picture(lambda ax: None, kind="svg", note=note) for part in note.split())
    with pytest.raises(ValueError, match="`note` must be at most 1000 characters long, but has 2000000"):
        picture(lambda ax: None, kind="svg", note="x" * 2_000_000)


def test_what_an_installed_package_computes_lies_in_the_cache_of_the_user(tmp_path, monkeypatch):
    assert computed_folder() == ROOT / "build"
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert computed_folder(tmp_path / "site-packages") == Path.home() / ".cache" / "tisc"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert computed_folder(tmp_path / "site-packages") == tmp_path / "tisc"
