"""``import derivations as ti``: the names that people use, each imported when it is asked for, with types and an example."""

import subprocess
import sys
from doctest import DocTest, DocTestFinder, DocTestRunner
from importlib import import_module
from inspect import signature
from pkgutil import iter_modules

import pytest

import derivations as ti
from derivations.files.definitions import WHOLE, names_of
from derivations.files.fingerprint import SOURCES

LOADED = "import sys; import derivations as ti; ti.{name}; print(*sys.modules)"
PROGRAM = "import derivations as ti\nti.gap(t_c=0.8).gap.values\nti.gapp\nti.data_of(3)\n"


def test_there_are_thirty_in_order():
    assert ti.__all__ == sorted(set(ti.__all__))
    assert len(ti.__all__) == 30
    assert set(ti.__all__) <= set(dir(ti))


@pytest.mark.parametrize("name", ti.__all__)
def test_a_name_has_an_example_that_runs(name):
    """The example runs where it is pasted, too: it imports what it needs, and what it explains has the name that it has here."""
    found = getattr(ti, name)
    tests = DocTestFinder(exclude_empty=True).find(import_module(found.__module__))
    (examples,) = [test.examples for test in tests if test.name == f"{found.__module__}.{found.__name__}"]
    assert any(f"ti.{name}(" in example.source for example in examples)
    test = DocTest(examples, {}, name, None, None, None)
    assert DocTestRunner().run(test).failed == 0
    imports = [example.source for example in examples if "import" in example.source]
    assert not [text for text in imports if "derivations." in text or "theory" in text or "numerics" in text]


OF_A_MODEL = ("bands", "chern", "gap", "hamiltonian", "radial", "vortex")  # by its name
OF_A_NAME = {"claim": (), "data_of": (), "generated": ("c",), "sentences": (None,)}


@pytest.mark.parametrize("name", OF_A_MODEL)
def test_a_model_is_given_by_its_name(name):
    assert next(iter(signature(getattr(ti, name)).parameters)) == "model"
    for given in (ti.swave(), ["swave"]):
        with pytest.raises(TypeError, match="`model` must be a name, one of bilayer, surface, swave, but is an object of type"):
            getattr(ti, name)(given)
    with pytest.raises(ValueError, match=r"`model` must be one of bilayer, surface, swave, but is swav: did you mean swave\?"):
        getattr(ti, name)("swav")


@pytest.mark.parametrize("name", OF_A_NAME)
def test_what_has_a_name_is_given_by_it(name):
    with pytest.raises(TypeError, match=r"must be a name, one of .*, but is an object of type BdGModel"):
        getattr(ti, name)(ti.swave(), *OF_A_NAME[name])


def test_all_that_take_a_model_by_its_name_are_tried():
    takes = {name for name in ti.__all__ if "model" in _annotated(getattr(ti, name))}
    assert takes == set(OF_A_MODEL)


def _annotated(function):
    """The parameters of a function that are texts."""
    found = signature(function).parameters.values() if callable(function) else ()
    return {one.name for one in found if one.annotation in (str, "str")}


def test_no_name_is_that_of_a_module():
    """It would be the module as soon as that was imported."""
    assert not set(ti.__all__) & {info.name for info in iter_modules(ti.__path__)}


def test_the_project_itself_imports_from_where_things_are():
    imports = [place for package, text in SOURCES.values() for place in names_of(package, text).imported.values()]
    assert ("derivations", "figures") in imports
    assert not {("derivations", name) for name in (*ti.__all__, WHOLE)} & set(imports)


def test_another_name_is_refused():
    with pytest.raises(AttributeError, match="module 'derivations' has no attribute 'gapp'"):
        ti.gapp  # noqa: B018


@pytest.mark.parametrize(("name", "spared"), [("__all__", {"numpy", "sympy", "ast"}), ("claim", {"numpy", "xarray", "qsymm"})])
def test_a_name_loads_no_other(name, spared):
    loaded = subprocess.run([sys.executable, "-c", LOADED.format(name=name)], capture_output=True, text=True, check=True)
    assert not spared & set(loaded.stdout.split())


def test_type_checkers_know_the_names(tmp_path):
    (tmp_path / "program.py").write_text(PROGRAM)
    command = [sys.executable, "-m", "mypy", "--config-file", "", "--ignore-missing-imports", "program.py"]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True).stdout.splitlines()
    assert [line.split(":")[1] for line in told[:-1]] == ["3", "4"], told
