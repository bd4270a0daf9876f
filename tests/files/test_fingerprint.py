"""A result is current when the definitions are that its maker reaches: no change of these goes unseen, and few others count."""

import shutil

import numpy as np
import pytest

from derivations.figures import figures
from derivations.figures.bilayer_vortex import fig3c
from derivations.files.definitions import LOOSE, names_of, reached
from derivations.files.fingerprint import ROOT, SOURCES, code_hash, code_of, read_sources

MAKER = ("derivations.figures.one", "dataset")
MODULES = {
    "theory/__init__.py": "",
    "theory/model.py": "from .symbols import x, unused\nimport numerics.mesh\n\nclass Model:\n    y = x\n"
    "    def f(self): return g()\n\ndef g():\n    return other.deep\n\n"
    "from derivations import inner as other\n\ndef unused(): return x\n",
    "theory/symbols.py": "x = 1\nunused = 2\nx = x + 1\n",
    "theory/kinds/__init__.py": "",
    "theory/kinds/first.py": "import numerics.behind\nfrom math import sin, cos\nkind = sin(1) + cos(2)\n",
    "numerics/__init__.py": "import numpy\n",
    "numerics/gap.py": "import numerics.mesh as m\na, b = 1, 2\n\ndef gap(): return m.points(a)\n\ndef unused(): return m.unused\n",
    "numerics/mesh.py": "def points(n): return n\n\ndef unused(): pass\n",
    "numerics/handed.py": "def any_of_it(): pass\n",
    "numerics/loose.py": "import numpy as np\nfrom numerics.mesh import unused\nSETTINGS = {}\n\ndef unused_too(): pass\n",
    "numerics/unused.py": "",
    "numerics/behind.py": "",
    "derivations/__init__.py": "",
    "derivations/figures/__init__.py": "import importlib\nfrom derivations import drawing\n",
    "derivations/drawing.py": "def colours(): pass\n",
    "derivations/figures/one.py": '"""Text."""\nimport importlib\nfrom typing import TYPE_CHECKING\nimport theory.model\n'
    "from derivations.drawing import colours\nfrom numerics import handed, loose\nif TYPE_CHECKING:\n"
    "    from numerics.unused import T\n\nN = 3\n\ndef dataset(track: 'T' = N) -> 'T':\n"
    "    from numerics.gap import gap\n    from ..inner import *\n"
    "    return theory.model.Model(), gap(), start(), getattr(handed, 'x'), importlib.import_module(f'theory.kinds.{track}')\n"
    "\ndef draw(): return colours()\n",
    "derivations/inner/__init__.py": "from .deep import y\n\ndef start(): return y\n",
    "derivations/inner/deep.py": "y = 1\nz = 2\n",
}
SEEN = [  # file, old text, new text
    ("theory/symbols.py", "x = 1", "x = 2"),
    ("theory/symbols.py", "x + 1", "x + 2"),
    ("theory/model.py", "y = x", "y = 2 * x"),
    ("theory/model.py", "return g()", "return 1"),
    ("theory/model.py", "other.deep", "other.start"),
    ("theory/kinds/first.py", "sin(1)", "sin(2)"),
    ("theory/kinds/first.py", "from math import", "from cmath import"),
    ("theory/kinds/first.py", "sin, cos", "sin as cos, cos as sin"),
    ("theory/kinds/second.py", "", "kind = 2"),
    ("numerics/gap.py", "a, b = 1, 2", "a, b = 3, 2"),
    ("numerics/gap.py", "m.points(a)", "m.points(b)"),
    ("numerics/gap.py", "numerics.mesh as m", "numerics.handed as m"),
    ("numerics/mesh.py", "return n", "return n + 1"),
    ("numerics/mesh.py", "(n): return n", "(n, *, m=2): return n"),
    ("numerics/mesh.py", "def points", "@twice\ndef points"),
    ("numerics/handed.py", "pass", "return 1"),
    ("numerics/behind.py", "", "import numpy\nnumpy.seterr(all='ignore')"),
    ("numerics/loose.py", "SETTINGS = {}", "SETTINGS = {}\nnp.seterr(all='ignore')"),
    ("numerics/loose.py", "SETTINGS = {}", "SETTINGS = {}\nSETTINGS['a'] = 1"),
    ("numerics/loose.py", "def unused_too", "@np.registered\ndef unused_too"),
    ("numerics/loose.py", "SETTINGS = {}", "SETTINGS = {}\nif unused:\n    import other\n    other.use()"),
    ("derivations/figures/one.py", "N = 3", "N = 4"),
    ("derivations/figures/one.py", "start()", "-start()"),
    ("derivations/figures/one.py", "'x'", "'y'"),
    ("derivations/inner/__init__.py", "return y", "return -y"),
    ("derivations/inner/deep.py", "y = 1", "y = 1.0"),
    ("derivations/inner/deep.py", "y = 1", "y = True"),
]
UNSEEN = [
    ("theory/symbols.py", "unused = 2", "unused = 3"),
    ("theory/model.py", "def unused(): return x", "def unused(): return 2"),
    ("numerics/gap.py", "m.unused", "m.points"),
    ("numerics/gap.py", "a, b = 1, 2", "a, b = (1,\n    2)  # numbers"),
    ("numerics/mesh.py", "unused(): pass", "unused(): return 1"),
    ("numerics/mesh.py", "points(n): return n", "points(n):\n    '''The points.'''\n    # all of them\n    return n"),
    ("numerics/mesh.py", "points(n)", "points(n: int) -> int"),
    ("numerics/unused.py", "", "x = 1"),
    ("numerics/unused.py", "", "print('loaded')"),
    ("numerics/new.py", "", "x = 1"),
    ("derivations/drawing.py", "pass", "return 1"),
    ("derivations/figures/one.py", "Text", "Other text"),
    ("derivations/figures/one.py", "return colours()", "return 1"),
]


@pytest.fixture
def project(tmp_path):
    for name, text in MODULES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def changed(project, name, old, new):
    """Whether the fingerprint is another after a change."""
    before = code_hash([MAKER], read_sources(project))
    text = (project / name).read_text() if (project / name).exists() else ""
    assert old in text
    (project / name).write_text(text.replace(old, new, 1))
    return code_hash([MAKER], read_sources(project)) != before


@pytest.mark.parametrize("change", SEEN, ids=lambda change: f"{change[0]}: {change[2]!r}")
def test_a_change_of_what_is_reached_is_seen(change, project):
    assert changed(project, *change)


@pytest.mark.parametrize("change", UNSEEN, ids=lambda change: f"{change[0]}: {change[2]!r}")
def test_other_changes_do_not_count(change, project):
    assert not changed(project, *change)


def test_imports_in_a_circle_end(project):
    (project / "numerics" / "mesh.py").write_text("from numerics.gap import gap\n\ndef points(): return gap()\n")
    assert ("numerics.gap", "gap") in reached([("numerics.mesh", "points")], read_sources(project))


def test_every_figure_depends_on_itself_and_not_on_commands_or_sentences():
    for name, module in figures().items():
        maker = module.dataset
        behind = reached([(maker.__module__, maker.__name__)], SOURCES)
        assert (maker.__module__, maker.__name__) in behind, name
        rooms = ("derivations.commands", "derivations.codegen", "derivations.judging", "derivations.book", "derivations.files")
        assert not [place for place in behind if place[0].startswith(rooms) and place[1] != LOOSE], name


def test_what_a_known_figure_depends_on():
    behind = {module for module, name in reached([(fig3c.__name__, "dataset")], SOURCES) if name != LOOSE}
    assert {"numerics.zone.gap", "theory.models.bilayer", "derivations.models", "theory.model", "numerics.kernels"} <= behind
    assert not {"derivations.figures.bilayer_vortex.fig2a", "numerics.radial.states", "derivations.figures"} & behind


def test_an_average_change_touches_a_sixth_of_the_figures():
    """Over all modules alike: the share of the figures that depend on something in it."""
    makers = [(module.dataset.__module__, module.dataset.__name__) for module in figures().values()]
    behind = [{module for module, name in reached([maker], SOURCES) if name != LOOSE} for maker in makers]
    written = [name for name, source in SOURCES.items() if len(names_of(*source).own) > 1]
    assert np.mean([[name in modules for modules in behind] for name in written]) < 1 / 6


def test_what_is_edited_while_the_program_runs_has_not_made_its_data(project):
    """The texts are those of the start, read once."""
    sources = read_sources(project)
    before = code_hash([MAKER], sources)
    (project / "numerics" / "gap.py").write_text("gap = 1\n")
    assert code_hash([MAKER], sources) == before != code_hash([MAKER], read_sources(project))
    assert code_hash.__defaults__ == (SOURCES,)
    assert code_of(fig3c.dataset) == code_hash([(fig3c.__name__, "dataset")])


@pytest.mark.parametrize("place", [("functools", "cache"), ("theory.model", "nothing")], ids=".".join)
def test_what_is_not_of_the_project_is_refused(place):
    with pytest.raises(ValueError, match=f"`{place[0]}.{place[1]}` must be defined in a module of this project"):
        code_hash([place])


def test_a_copy_of_the_project_has_the_same_code(tmp_path):
    for package in ("theory", "numerics", "derivations"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    assert code_hash([(fig3c.__name__, "dataset")], read_sources(tmp_path)) == code_of(fig3c.dataset)
