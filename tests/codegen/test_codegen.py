"""derivations.codegen: every result in every language, compiled, run and compared; or one line that says what is missing."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import sympy as sp
from latex2mathml.converter import convert

from derivations.codegen import TARGETS, generated
from derivations.codegen.shared.rounding import evaluated, without_laguerre
from derivations.codegen.shared.scalar import InexpressibleError
from derivations.codegen.shared.subject import subject
from tests.judges import foreign
from tests.judges.programs import (
    COMPILED,
    LACKING,
    NAMES,
    OPEN,
    TOLERANCE,
    composed,
    executed,
    expressible,
    fortran_is_well_formed,
    julia_is_well_formed,
    library,
    misses,
    overlooked,
    points,
)


@pytest.mark.parametrize("target", COMPILED)
def test_compiled_programs_agree_with_numpy_and_with_themselves(target, tmp_path):
    names = expressible(target)
    built = library(target, {name: generated(name, target) for name in names}, tmp_path)
    assert misses(built.call, names) == {}
    assert overlooked(built.call, names) == []
    if target != "fortran":  # whose programs are mains of their own
        assert [name for name in names if not built.check(name)] == []


@pytest.mark.parametrize("target", COMPILED)
@pytest.mark.parametrize("name", ["bilayer", "kp_decay", "edge_dispersion", "momenta_of_bound_states"])
def test_a_file_alone_is_a_program_that_checks_itself(name, target, tmp_path):
    if reason := foreign.absent(target):
        pytest.skip(reason)
    assert foreign.alone(target, name, generated(name, target), tmp_path) == 0


@pytest.mark.parametrize("name", expressible("numpy"))
def test_numpy_modules_check_themselves(name):
    source = generated(name, "numpy")
    assert "sympy" not in source
    assert executed(source) == 0


def jax_function(name):
    namespace = {"__name__": "generated"}
    exec(compile(generated(name, "jax"), name, "exec"), namespace)
    return namespace["evaluate"]


def test_jax_functions_agree_with_numpy_and_with_themselves():
    pytest.importorskip("jax", reason="jax is not installed")
    functions = {name: jax_function(name) for name in expressible("jax")}
    assert misses(lambda name, point: np.asarray(functions[name](**point)), functions) == {}
    assert [name for name in functions if executed(generated(name, "jax")) != 0] == []


@pytest.mark.parametrize("name", ["bilayer", "kp_decay", "kp_spectrum"])
def test_jax_functions_broadcast_and_can_be_compiled_and_mapped(name):
    jax = pytest.importorskip("jax", reason="jax is not installed")
    batch = {argument: np.array([point[argument] for point in points(name)]) for argument in points(name)[0]}
    expected = subject(name).kernel(**batch)
    for wrapped in (lambda function: function, jax.jit, jax.vmap):
        assert abs(wrapped(jax_function(name))(**batch) - expected).max() <= TOLERANCE * abs(expected).max()


def test_jax_functions_can_be_differentiated():
    jax = pytest.importorskip("jax", reason="jax is not installed")
    origin, (point, *_) = subject("determinant"), points("determinant")
    slope = jax.grad(lambda t_c: jax_function("determinant")(**{**point, "t_c": t_c}))(point["t_c"])
    (t_c,) = (symbol for symbol in origin.arguments if symbol.name == "t_c")
    assert float(slope) == pytest.approx(evaluated(origin.formula.diff(t_c), point)[0][0].real, rel=1e-12)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("name", ["gap_at_gamma", "bilayer"])
def test_a_file_checks_itself_as_its_target_says(name, target, tmp_path):
    check = TARGETS[target].check.format(name=name)
    if not shutil.which(check.split()[0]):
        pytest.skip(f"{check.split()[0]} is not on this machine")
    (tmp_path / f"{name}{TARGETS[target].suffix}").write_text(generated(name, target))
    environment = {**os.environ, "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}
    done = subprocess.run(check, shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    if missing := re.search("No module named .*", done.stderr):
        pytest.skip(missing[0])
    assert done.returncode == 0, done.stdout + done.stderr


def test_fortran_parses():
    sources = {name: generated(name, "fortran") for name in expressible("fortran")}
    assert [name for name, source in sources.items() if not fortran_is_well_formed(source)] == []
    assert not fortran_is_well_formed(sources["bilayer"].replace("2.0_dp*", "2.0_dp*/", 1))


def test_julia_parses():
    sources = {name: generated(name, "julia") for name in expressible("julia")}
    assert [name for name, source in sources.items() if not julia_is_well_formed(source)] == []
    assert not julia_is_well_formed(sources["bilayer"].replace("2.0*", "2.0**", 1).replace("end\n", "\n", 1))


@pytest.mark.skipif(not shutil.which("julia"), reason="julia is not on this machine")
def test_julia_programs_check_themselves(tmp_path):
    failed = []
    for name in expressible("julia"):
        path = tmp_path / f"{name}.jl"
        path.write_text(generated(name, "julia"))
        if "using SpecialFunctions" not in path.read_text() and subprocess.run(["julia", path], check=False).returncode:
            failed.append(name)
    assert failed == []


@pytest.mark.parametrize("name", NAMES)
def test_latex_is_a_document_of_well_formed_formulas(name):
    source = generated(name, "latex")
    assert source.count(r"\begin{document}") == source.count(r"\end{document}") == source.count(r"\documentclass") == 1
    body = source[source.index(r"\begin{document}") :]
    formulas = re.findall(r"\\\[\n(.*?)\n\\\]", body, re.DOTALL)
    assert formulas
    assert all(convert(formula).startswith("<math") and formula.count("{") == formula.count("}") for formula in formulas)
    assert "% Check value" in source


@pytest.mark.parametrize("target", [*COMPILED, "jax", "julia"])
def test_a_header_says_where_an_arcsine_has_no_value(target):
    said = [name for name in expressible(target) if "The arcsine of a real number beyond 1" in generated(name, target)]
    assert said == [name for name in expressible(target) if subject(name).formula.has(sp.asin)]
    assert said


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="pdflatex is not on this machine")
def test_latex_compiles(tmp_path):
    command = ["pdflatex", "-halt-on-error", "-interaction=nonstopmode"]
    for name in ("bilayer", "kp_decay", "superfluid_velocity", "lattice_symmetries", OPEN):
        (tmp_path / f"{name}.tex").write_text(generated(name, "latex"))
        foreign.run([*command, name], tmp_path)


# What a language lacks is refused.


@pytest.mark.parametrize("target", [target for target in TARGETS if target != "latex"])
def test_an_open_function_is_refused_with_a_hint(target):
    with pytest.raises(ValueError, match="leaves one open; `--to latex` prints it"):
        generated(OPEN, target)


@pytest.mark.parametrize("target", LACKING)
def test_what_a_language_lacks_is_named_with_the_targets_that_have_it(target):
    for name in LACKING[target]:
        able = [other for other in TARGETS if name not in LACKING.get(other, ())]
        with pytest.raises(
            ValueError,
            match=rf"`--to` must be one of {', '.join(able)} for {name}, but is {target}: the printer of \w+ lacks .+\.$",
        ):
            generated(name, target)


@pytest.mark.parametrize("target", ["c", "fortran"])
@pytest.mark.parametrize("entry", [sp.besselj(sp.S.Half, sp.Symbol("p", positive=True)), sp.besselj(1, sp.Symbol("z"))], ids=str)
def test_bessel_functions_of_other_kinds_are_refused(entry, target):
    with pytest.raises(InexpressibleError, match=r"lacks besselj of (orders that are not whole|complex arguments)"):
        TARGETS[target].source(composed("bessel", [entry], arguments=tuple(entry.free_symbols)))


def test_the_same_file_is_written_every_time():
    """Python's order of sets differs from process to process."""
    program = "from derivations.codegen import generated; print(generated('spin_texture', 'c') + generated('kp_decay', 'latex'))"
    environment = {**os.environ, "PYTHONHASHSEED": "2"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout == generated("spin_texture", "c") + generated("kp_decay", "latex") + "\n"


def test_unknown_names_are_refused():
    with pytest.raises(ValueError, match=r"`name` must be one of bilayer, .*, but is nothing"):
        generated("nothing", "c")
    with pytest.raises(ValueError, match=rf"`target` must be one of {', '.join(TARGETS)}, but is java\.$"):
        generated("gap_at_gamma", "java")


# What the programs compare themselves with, and by how much they may miss it.


@pytest.mark.parametrize("name", [name for name in expressible("numpy") if sum(map(sp.count_ops, subject(name).entries)) < 250])
def test_exact_values_are_those_of_sympy(name):
    origin = subject(name)
    sample, *_ = origin.samples
    values = {symbol: sp.Rational(float(sample.point[symbol.name].real)) for symbol in origin.arguments}
    values |= {s: v + sp.I * sp.Rational(float(np.imag(sample.point[s.name]))) for s, v in values.items()}
    expected = [
        complex(without_laguerre(entry).subs(values).evalf(30)) for entry in (origin.formula if origin.shape else [origin.formula])
    ]
    assert np.array(sample.values) == pytest.approx(np.array(expected), rel=4e-16, abs=1e-28)


def test_the_bound_grows_with_the_cancellation():
    x = sp.Symbol("x", real=True)
    tame, wild = (evaluated((x + shift) - sp.sqrt((x + shift) ** 2 - 1), {"x": 0.5})[1][0] for shift in (1, 10**6))
    assert tame < 1e-13
    assert 1e-10 < wild < 1e-6  # a square of 1e12, and a root of it
