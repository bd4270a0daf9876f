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


def contract(name):
    """The text of one contract."""
    return next(text for text in (ROOT / "pyproject.toml").read_text().split("[[tool.importlinter.contracts]]")[1:] if name in text)


@pytest.mark.parametrize(
    ("name", "module", "text", "message"),
    [
        ("layers", "theory/leak", "import numerics\n", "theory is not allowed to import numerics"),
        ("circles", "numerics/room/leak", "import numerics.other\n", "No cycles are allowed in numerics"),
        (
            "circles",
            "derivations/claims/subject/leak",
            "import derivations.claims.other\n",
            "No cycles are allowed in derivations.claims",
        ),
    ],
)
def test_a_broken_contract_is_noticed(name, module, text, message, tmp_path):
    leak = tmp_path / f"{module}.py"
    other = leak.parent.with_name("other") / "__init__.py" if name == "circles" else tmp_path / "numerics" / "__init__.py"
    for package in ("theory", "numerics", "derivations", "derivations/claims"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("")
    for path in (leak, other):
        path.parent.mkdir(exist_ok=True)
        (path.parent / "__init__.py").write_text("")
    head = '[tool.importlinter]\nroot_packages = ["theory", "numerics", "derivations"]\n[[tool.importlinter.contracts]]'
    (tmp_path / "pyproject.toml").write_text(head + contract(name))
    assert lint_imports(tmp_path).returncode == 0
    leak.write_text(text)
    if name == "circles":
        other.write_text(f"import {module.replace('/', '.').rpartition('.')[0]}\n")
    assert message in lint_imports(tmp_path).stdout


def test_sympy_elsewhere_in_numerics_is_noticed(tmp_path):
    for module in ("__init__", "kernels", "printing/__init__", "printing/any", "room/__init__", "room/leak"):
        path = tmp_path / "numerics" / f"{module}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("" if module.endswith("__init__") else "import sympy\n")
    head = '[tool.importlinter]\nroot_packages = ["numerics"]\ninclude_external_packages = true\n[[tool.importlinter.contracts]]'
    (tmp_path / "pyproject.toml").write_text(head + contract("SymPy"))
    assert "numerics.room.leak -> sympy" in lint_imports(tmp_path).stdout
    (tmp_path / "numerics/room/leak.py").write_text("")
    assert lint_imports(tmp_path).returncode == 0


@pytest.mark.parametrize("source", modules(numerics), ids=lambda path: path.stem)
def test_sympy_enters_numerics_through_the_kernels_and_their_printers_alone(source):
    place = source.relative_to(ROOT).as_posix()
    assert place == "numerics/kernels.py" or place.startswith("numerics/printing/") or "sympy" not in imported(source)


@pytest.mark.parametrize("source", modules(theory), ids=lambda path: path.stem)
def test_numpy_enters_theory_through_symmetry_alone(source):
    assert source.stem == "symmetry" or not {"numpy", "scipy", "mpmath", "matplotlib", "xarray"} & set(imported(source))


@pytest.mark.parametrize("source", [*modules(theory), *modules(numerics)], ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_module_says_what_it_is(source):
    assert ast.get_docstring(ast.parse(source.read_text()))
