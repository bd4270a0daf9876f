"""A dataset is current when the modules behind it are: those that its own module imports, and no others."""

import shutil

import pytest

from derivations.figures import figures
from derivations.files.fingerprint import ROOT, SOURCES, code_hash, modules_behind, read_sources

MODULES = {
    "theory/__init__.py": "",
    "theory/model.py": "from .symbols import x\n",
    "theory/symbols.py": "x = 1\n",
    "numerics/__init__.py": "import numpy\n",
    "numerics/gap.py": "import numerics.mesh as m\n",
    "numerics/mesh.py": "",
    "numerics/unused.py": "",
    "derivations/__init__.py": "",
    "derivations/unused.py": "",
    "derivations/figures/__init__.py": "import importlib\nfrom derivations import drawing\n",
    "derivations/drawing.py": "",
    "derivations/figures/one.py": "def dataset():\n    from numerics.gap import gap\n    from ..inner import *\n",
    "derivations/figures/two.py": "",
    "derivations/inner/__init__.py": "from .deep import y\n",
    "derivations/inner/deep.py": "from theory import model\n",
}
UNUSED = {"numerics/unused.py", "derivations/unused.py", "derivations/figures/two.py"}


@pytest.fixture
def project(tmp_path):
    for name, text in MODULES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize("changed", MODULES)
def test_a_change_counts_where_it_is_imported(changed, project):
    before = code_hash("derivations.figures.one", read_sources(project))
    assert code_hash("derivations.figures.one", read_sources(project)) == before
    with (project / changed).open("a") as file:
        file.write("\n# other\n")
    assert (code_hash("derivations.figures.one", read_sources(project)) == before) == (changed in UNUSED)


def test_a_new_module_counts_only_if_it_is_imported(project):
    before = code_hash("derivations.figures.one", read_sources(project))
    (project / "numerics" / "new.py").write_text("")
    assert code_hash("derivations.figures.one", read_sources(project)) == before
    (project / "numerics" / "mesh.py").write_text("from numerics import new\n")
    assert code_hash("derivations.figures.one", read_sources(project)) != before


def test_imports_in_a_circle_end(project):
    (project / "numerics" / "mesh.py").write_text("import numerics.gap\n")
    assert "numerics.mesh" in modules_behind("numerics.gap", read_sources(project))


def test_every_figure_depends_on_itself_and_not_on_the_commands():
    for name, module in figures().items():
        behind = modules_behind(module.dataset.__module__)
        assert module.dataset.__module__ in behind, name
        assert not [other for other in behind if other.startswith(("derivations.commands", "derivations.codegen"))], name
        assert "derivations.judging.catalogue" not in behind, name  # it imports by computed names


def test_what_a_known_figure_depends_on():
    behind = modules_behind("derivations.figures.bilayer_vortex.fig3c")
    assert {"numerics.zone.gap", "theory.models.bilayer", "derivations.models", "derivations.figures"} <= behind
    assert not {"derivations.figures.bilayer_vortex.fig2a", "derivations.claims.swave", "numerics.radial.states"} & behind


def test_what_is_edited_while_the_program_runs_has_not_made_its_data(project):
    """The texts are those of the start, read once."""
    sources = read_sources(project)
    before = code_hash("derivations.figures.one", sources)
    (project / "numerics" / "gap.py").write_text("other = 1\n")
    assert code_hash("derivations.figures.one", sources) == before != code_hash("derivations.figures.one", read_sources(project))
    assert modules_behind.__defaults__ == code_hash.__defaults__ == (SOURCES,)


def test_a_module_elsewhere_is_refused():
    with pytest.raises(ValueError, match="`maker` must be a module of theory"):
        code_hash("functools")


def test_a_copy_of_the_project_has_the_same_code(tmp_path):
    for package in ("theory", "numerics", "derivations"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    assert code_hash("derivations.figures.bilayer_vortex.fig3c", read_sources(tmp_path)) == code_hash(
        "derivations.figures.bilayer_vortex.fig3c"
    )
