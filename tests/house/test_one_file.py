"""One file each: what ``added`` holds is put into a copy of the tree, nothing else there is touched, and all of it works.

A model (two files), a claim in a new subject, a figure of no paper, a figure of a new paper, a computation, a command, a target.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

ROOT = Path(__file__).parents[2]
ADDED = Path(__file__).parent / "added"
COPIED = ("theory", "numerics", "derivations", "tests", "pyproject.toml", "README.md")
FIGURES = ("rashba_line", "rashba_closing")
COMPLETED = {
    "tisc ": {"width", "where"},
    "tisc derive rash": {"rashba_levels"},
    "tisc gap --model r": {"rashba"},
    "tisc codegen bilayer --to m": {"mpmath"},
    "tisc figure rashba": set(FIGURES),
    "tisc figure topo": {"topological_order", "topological_order/rashba_closing"},
    "tisc width --me": {"--mesh"},
}
BOOK = """
from pathlib import Path
from derivations.figures import data_of, drawn
from derivations.judging.catalogue import claim
from derivations.judging.mill import check
from derivations.report import chapter, figure_chapter, page
verdict = check(claim("rashba_levels"))
data = {name: data_of(name) for name in ("rashba_line", "rashba_closing")}
chapters = {name: figure_chapter(name, found, drawn(name, found, kind="svg")) for name, found in data.items()}
chapters[verdict.name] = chapter(claim(verdict.name), verdict)
Path("book.html").write_text(page([verdict], data, chapters))
"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A copy of the tree with the files that are added, and nothing else changed."""
    folder = tmp_path_factory.mktemp("tree")
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.png", "*.nc", ADDED.name))
        else:
            shutil.copy(ROOT / name, folder)
    for source in (path for path in ADDED.rglob("*.py")):
        target = folder / source.relative_to(ADDED)
        assert not target.exists()
        target.parent.mkdir(exist_ok=True)
        shutil.copy(source, target)
    return folder


@pytest.fixture
def python(tree):
    """Runs Python in the copy; what it says."""

    def run(*arguments: str, **surroundings: str) -> str:
        environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1", **surroundings}
        done = subprocess.run(
            [sys.executable, *arguments], cwd=tree, env=environment, capture_output=True, text=True, timeout=600, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


@pytest.fixture
def tisc(python):
    return lambda *arguments, **surroundings: python("-m", "derivations.cli", *arguments, **surroundings)


def test_the_command_lists_and_completes_them(tree, tisc):
    shown = tisc("--help")
    assert all(name in shown for name in ("width", "where"))
    for line, words in COMPLETED.items():
        asked = {"_TISC_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
        assert words <= set(tisc(**asked).split()), line
    assert tisc("where").strip() == str(tree / "build")


def test_the_claim_in_its_new_subject(tisc):
    (listed,) = json.loads(tisc("list", "rashba", "--json"))["claims"]
    assert (listed["name"], listed["subject"]) == ("rashba_levels", "rashba_layer")
    assert listed["title"] in tisc("derive", "rashba_levels", "--json")
    (verdict,) = json.loads(tisc("check", "rashba_levels", "--json"))["claims"]
    assert (verdict["proved"], verdict["validated"], verdict["rejected"]) == (True, True, 3)


def test_the_model_in_old_computations(tisc):
    found = json.loads(tisc("gap", "--model", "rashba", "--B", "1", "--json"))
    assert found["gap"] < 1e-9  # where the claim closes it
    assert found["parameters"] == {"lam": 1, "t": 1, "mu": 0, "B": 1, "Delta": 1}
    vortex = json.loads(tisc("vortex", "--model", "rashba", "--L", "11", "--R", "2.5", "--states", "4", "--json"))
    assert np.allclose(vortex["energies"], [-energy for energy in vortex["energies"][::-1]], rtol=0, atol=1e-12)
    assert "rashba" in tisc("bands", "--help")


def test_the_computation_with_new_and_old_models(tree, tisc):
    given = ("width", "--model", "rashba", "--t", "0.5:1:3", "--mesh", "8", "--lam", "0", "--B", "0")
    found = json.loads(tisc(*given, "-o", "width.nc", "--plot", "width.png", "--json"))
    assert np.allclose(found["width"], [2 * np.hypot(8 * t, 1) for t in (0.5, 0.75, 1)])
    with xr.open_dataset(tree / "width.nc", engine="h5netcdf") as saved:
        assert np.array_equal(saved.width, found["width"])
        assert saved.width.units == "lambda/a"
    assert (tree / "width.png").read_bytes().startswith(b"\x89PNG")
    assert json.loads(tisc("width", "--json"))["width"] > 0


def test_the_target(tree, python, tisc):
    tisc("codegen", "rashba_levels", "--to", "mpmath", "-o", "levels.py")
    assert "0 of" in python("levels.py")
    tisc("codegen", "rashba", "--to", "mpmath", "-o", "matrix.py")
    assert "0 of" in python("matrix.py")
    assert "mpmath" in tisc("codegen", "--help")


def test_the_figures_in_no_paper_and_in_a_new_one(tree, tisc):
    assert "holds" in tisc("figure", "rashba_closing", "-o", "one")
    tisc("figure", "rashba_line", "--points", "5", "-o", "one")
    tisc("figure", "topological_order", "-o", "all")
    pictures = {f"rashba_closing.{kind}" for kind in ("nc", "png", "svg", "pdf")}
    assert {path.name for path in (tree / "one").iterdir()} == pictures | {name.replace("closing", "line") for name in pictures}
    assert {path.name for path in (tree / "all").iterdir()} == pictures
    with xr.open_dataset(tree / "one" / "rashba_line.nc", engine="h5netcdf") as saved:
        assert saved.sizes["k"] == 5


def test_the_mills_take_them(python):
    """The tests of every claim, every figure and every model are theirs, too."""
    tests = ("tests/claims/test_mill.py", "tests/claims/test_slips.py", "tests/figures/test_mill.py", "tests/house/test_models.py")
    told = python("-m", "pytest", "-v", "-p", "no:cacheprovider", *tests, "-k", "rashba")
    for test in ("test_steps_are_proved[rashba_levels]", "test_the_judge_sees_one_per_cent[rashba_levels]"):
        assert f"{test} PASSED" in told
    for figure in FIGURES:
        assert f"test_every_sentence_can_fail[{figure}] PASSED" in told
    assert "test_model_is_the_bloch_sum_of_the_typed_hoppings[seed1-rashba] PASSED" in told


def test_the_book_has_them(tree, python):
    python("-c", BOOK)
    book = (tree / "book.html").read_text()
    for name in ("rashba_levels", *FIGURES):
        assert f'id="{name}"' in book
    assert "arXiv:0901.4693" in book
    assert '<td class="holds">holds</td>' in book


def test_the_tables_of_the_readme_have_them(tree, python):
    """Renewed by the command, and then as the tests want them."""
    python("-m", "derivations.upkeep", "tables")
    readme = (tree / "README.md").read_text()
    for name in ("rashba_levels", "rashba", "tisc width", "tisc where", "mpmath", *FIGURES):
        assert f"\n| `{name}` |" in readme
    assert "**topological_order**" in readme
    python("-m", "pytest", "-p", "no:cacheprovider", "tests/house/test_documents.py", "-k", "identified or tables_of_the_readme")
