"""The layers: derivations above theory | numerics; SymPy in one room of numerics, NumPy in one of theory."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import numerics
import theory

ROOT = Path(__file__).resolve().parents[2]
LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"


def lint_imports(folder):
    return subprocess.run([sys.executable, "-c", LINT], cwd=folder, capture_output=True, text=True, check=False)


def imported(source):
    """Top-level packages that a module imports anywhere in its text."""
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{source}: relative import"
            yield node.module.split(".")[0]


def modules(package):
    return sorted(Path(package.__path__[0]).rglob("*.py"))


def test_import_contracts_hold():
    report = lint_imports(ROOT)
    assert report.returncode == 0, report.stdout + report.stderr


def test_a_broken_layer_is_noticed(tmp_path):
    for package in ("theory", "numerics", "derivations"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("")
    (tmp_path / "theory" / "leak.py").write_text("import numerics\n")
    contracts = (ROOT / "pyproject.toml").read_text().split("[[tool.importlinter.contracts]]")
    layers = contracts[1]
    (tmp_path / "pyproject.toml").write_text(
        '[tool.importlinter]\nroot_packages = ["theory", "numerics", "derivations"]\n[[tool.importlinter.contracts]]' + layers
    )
    assert "theory is not allowed to import numerics" in lint_imports(tmp_path).stdout


@pytest.mark.parametrize("source", modules(numerics), ids=lambda path: path.stem)
def test_sympy_enters_numerics_through_the_kernels_alone(source):
    assert ("sympy" in imported(source)) == (source.stem in {"kernels", "printer", "functions", "cancellation"})


@pytest.mark.parametrize("source", modules(theory), ids=lambda path: path.stem)
def test_numpy_enters_theory_through_symmetry_alone(source):
    assert source.stem == "symmetry" or not {"numpy", "scipy", "mpmath", "matplotlib", "xarray"} & set(imported(source))


@pytest.mark.parametrize("source", [*modules(theory), *modules(numerics)], ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_module_says_what_it_is(source):
    assert ast.get_docstring(ast.parse(source.read_text()))
