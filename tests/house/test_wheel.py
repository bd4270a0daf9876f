"""An installed wheel needs neither the clone nor anything that it does not declare, and writes nothing beside its code."""

import ast
import json
import os
import subprocess
import sys
import tomllib
from importlib.metadata import distribution, distributions, packages_distributions
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
from packaging.requirements import Requirement

from derivations.files.fingerprint import SOURCES

ROOT = Path(__file__).parents[2]
PACKAGES = ("theory", "numerics", "derivations")
PLACES = """
import derivations as ti, numerics, theory
from derivations.figures import default_folder
ti.data_of("fig2a")
print(ti.__file__, numerics.__file__, theory.__file__, default_folder(), sep="\\n")
"""


def run(*command, folder, **environment):
    done = subprocess.run(
        [str(part) for part in command], cwd=folder, env=environment or None, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def link(requirements, packages):
    """Put into a folder of packages what is installed here of the requirements, and of theirs, and no more."""
    ahead = list(map(Requirement, requirements))
    while ahead:
        wanted = ahead.pop()
        if wanted.marker is None or any(wanted.marker.evaluate({"extra": extra}) for extra in ("", *wanted.extras)):
            found = distribution(wanted.name)
            names = {path.parts[0] for path in found.files} - {"..", "__pycache__"}
            if new := [name for name in names if not (packages / name).exists()]:
                ahead += map(Requirement, found.requires or ())
            for name in new:
                (packages / name).symlink_to(found.locate_file(name))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, folder=ROOT)
    (path,) = folder.iterdir()
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The folder of packages of a new environment, outside the tree, with the wheel and what it declares."""
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", folder, folder=folder)
    run(folder / "bin" / "python", "-m", "pip", "install", "--no-index", "--no-deps", wheel, folder=folder)
    (packages,) = folder.rglob("site-packages")
    (tisc,) = distributions(name="tisc", path=[str(packages)])
    link(tisc.requires, packages)
    return packages


@pytest.fixture
def program(installed, tmp_path):
    """Runs a program of the environment, in a folder outside the tree, for a user with a home of her own."""
    surroundings = {"PATH": os.defpath, "HOME": str(tmp_path), "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    return lambda name, *given: run(installed.parents[2] / "bin" / name, *given, folder=tmp_path, **surroundings)


def listed(folder):
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


def test_the_wheel_holds_all_of_the_packages_but_the_pictures_of_the_readme(wheel):
    held = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    files = [path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_file()]
    kept = {path.relative_to(ROOT).as_posix() for path in files if path.suffix != ".png" and "__pycache__" not in path.parts}
    assert held == kept
    assert {f"{package}/py.typed" for package in PACKAGES} <= held
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in ZipFile(wheel).namelist())


def test_what_is_imported_is_declared():
    """Anywhere in the text: what functions import is not loaded by the commands that are tried here."""
    nodes = [node for _, text in SOURCES.values() for node in ast.walk(ast.parse(text))]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    foreign = {name.partition(".")[0] for name in names} - {*PACKAGES, *sys.stdlib_module_names}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = {Requirement(line).name for line in project["dependencies"]}
    providers = packages_distributions()
    assert {name for name in foreign if not declared & set(providers[name])} == set()
    assert {"sympy", "qsymm", "latex2mathml"} <= foreign


def test_an_installed_wheel_works_without_the_clone(installed, program, tmp_path):
    assert not (installed / "pytest").exists()  # only what the wheel declares is there
    before = listed(installed)
    *files, data = program("python", "-c", PLACES).splitlines()
    assert [Path(file).parents[1] for file in files] == [installed] * 3
    assert Path(data) == tmp_path / ".cache" / "tisc" / "figures"

    (checked,) = json.loads(program("tisc", "check", "gap_at_gamma", "--json"))["claims"]
    assert (checked["proved"], checked["validated"], checked["rejected"]) == (True, True, checked["mutants"])
    found = json.loads(program("tisc", "gap", "--Delta", "1.5", "--t-c", "0.8", "--json"))
    assert found["gap"] == pytest.approx((np.hypot(1.5, 1.6) - 1.5) / 2, abs=1e-8)
    program("tisc", "figure", "fig2a", "-o", "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {f"fig2a.{kind}" for kind in ("nc", "png", "svg", "pdf")}
    program("tisc", "codegen", "gap_at_gamma", "--to", "numpy", "-o", "gap.py")
    program("python", "gap.py")
    assert listed(installed) == before
