"""derivations.codegen: every result in every language, compiled, run and compared; or one line that says what is missing."""

import contextlib
import io
import itertools
import os
import re
import shutil
import subprocess
import sys
import warnings
from functools import cache

import numpy as np
import pytest
import sympy as sp
from latex2mathml.converter import convert

from derivations.catalogue import claims
from derivations.codegen import TARGETS, generated
from derivations.codegen.program import assigned, program
from derivations.codegen.rounding import evaluated, without_laguerre
from derivations.codegen.sample import Sample, samples
from derivations.codegen.scalar import InexpressibleError
from derivations.codegen.subject import Subject, subject
from derivations.models import MODELS
from tests import foreign

NAMES = [*MODELS, *claims()]
OPEN = "jackiw_rossi"  # holds for any pairing profile
KUMMER = {"flux_antidot", "kummer_levels", "antidot_levels", "neutral_antidot_levels"}
BESSEL = {"bessel_levels", "shifted_bessel"}
MACDONALD = {"finite_pairing_step"}
LACKING = {
    "numpy": set(),
    "julia": KUMMER,
    "c": KUMMER | MACDONALD,
    "fortran": KUMMER | MACDONALD,
    "rust": KUMMER | MACDONALD | BESSEL,
    "jax": KUMMER | MACDONALD | BESSEL,
}
COMPILED = ("c", "fortran", "rust")
TOLERANCE = 1e-13  # of the largest entry


def expressible(target):
    return [name for name in NAMES if name != OPEN and name not in LACKING[target]]


@cache
def points(name):
    """Three points inside the domain, none of them that of the program's own check."""
    origin = subject(name)
    return [sample.point for sample in itertools.islice(samples(origin.formula, origin.kernel, origin.domain, seed=7), 3)]


def misses(call, names):
    """Names where a program differs from the NumPy kernel at one of the points, with the difference over the scale."""
    found = {}
    for name, point in ((one, point) for one in names for point in points(one)):
        expected = subject(name).kernel(**point)
        error = np.abs(call(name, point) - expected).max() / np.abs(expected).max()
        if not error <= TOLERANCE:
            found[name] = max(error, found.get(name, 0))
    return found


def executed(source):
    """Exit status of a Python program, run as a script."""
    quiet = (contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(action="ignore"))
    with quiet[0], quiet[1], pytest.raises(SystemExit) as stopped:
        exec(compile(source, "generated", "exec"), {"__name__": "__main__"})
    return stopped.value.code


def library(target, sources, folder, programs=None):
    reason = foreign.absent(target)
    if reason:
        pytest.skip(reason)
    return foreign.Library(target, programs or {name: program(name) for name in sources}, sources, folder)


@pytest.mark.parametrize("target", COMPILED)
def test_compiled_programs_agree_with_numpy_and_with_themselves(target, tmp_path):
    names = expressible(target)
    built = library(target, {name: generated(name, target) for name in names}, tmp_path)
    assert misses(built.call, names) == {}
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


def test_fortran_parses():
    from fparser.common.readfortran import FortranStringReader
    from fparser.two.parser import ParserFactory
    from fparser.two.utils import FortranSyntaxError

    parse = ParserFactory().create(std="f2008")
    sources = [generated(name, "fortran") for name in expressible("fortran")]
    for source in sources:
        parse(FortranStringReader(source))
    with pytest.raises(FortranSyntaxError):
        parse(FortranStringReader(sources[0].replace("2.0_dp*", "2.0_dp*/", 1)))


def julia_is_well_formed(source):
    import tree_sitter
    import tree_sitter_julia

    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_julia.language()))
    return not parser.parse(source.encode()).root_node.has_error


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
            ValueError, match=rf"`--to` must be one of {', '.join(able)} for {name}, but is {target}: \w+ lacks .+\.$"
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


# What the programs compare themselves with, and by how much they may miss it.


@pytest.mark.parametrize("name", [name for name in expressible("numpy") if sum(map(sp.count_ops, subject(name).entries)) < 250])
def test_exact_values_are_those_of_sympy(name):
    origin = subject(name)
    values = {symbol: sp.Rational(float(origin.sample.point[symbol.name].real)) for symbol in origin.arguments}
    values |= {s: v + sp.I * sp.Rational(float(np.imag(origin.sample.point[s.name]))) for s, v in values.items()}
    expected = [complex(without_laguerre(entry).subs(values).evalf(30)) for entry in origin.entries]
    assert np.array(origin.sample.values) == pytest.approx(np.array(expected), rel=4e-16, abs=1e-28)


def test_the_bound_grows_with_the_cancellation():
    x = sp.Symbol("x", real=True)
    tame, wild = (evaluated((x + shift) - sp.sqrt((x + shift) ** 2 - 1), {"x": 0.5})[1] for shift in (1, 10**6))
    assert tame < 1e-13
    assert 1e-10 < wild < 1e-6  # a square of 1e12, and a root of it


# Corrupted programs.


def body(name, source):
    """Where the function of that name stands in a C program."""
    start = re.search(rf"^(?:void|double|double complex) {name}\(", source, re.MULTILINE).end()
    return source.index("{\n", start), source.index("\n}\n", start)


def first_sign_flipped(name, source):
    """The first sum of the function made a difference, or the other way round; None if it has neither."""
    start, end = body(name, source)
    found = re.search(" [+-] ", source[start:end])
    return found and source[: start + found.start()] + {" + ": " - ", " - ": " + "}[found[0]] + source[start + found.end() :]


def first_result_negated(name, source):
    """The first entry that is not zero, or the value, with the other sign."""
    start, end = body(name, source)
    return source[:start] + re.sub(r"((?:result\[\d+\] =|return) )(.*);", r"\1-(\2);", source[start:end], count=1) + source[end:]


# Functions of signs alone, such as a Chern number: a slip inside a sign may leave the value what it is.
STEPS = {
    name
    for name in NAMES
    if all(
        not entry.replace(lambda part: isinstance(part, (sp.sign, sp.Heaviside)), lambda _: sp.S.One).free_symbols
        for entry in subject(name).entries
    )
} - {name for name in NAMES if not subject(name).formula.free_symbols}


@pytest.mark.parametrize("corrupted", [first_sign_flipped, first_result_negated])
def test_a_wrong_sign_is_noticed_in_every_program(corrupted, tmp_path):
    sources = {name: corrupted(name, generated(name, "c")) for name in expressible("c")}
    sources = {name: source for name, source in sources.items() if source}
    assert len(sources) > 40
    built = library("c", sources, tmp_path)
    assert {name for name in sources if built.check(name)} <= STEPS
    assert set(sources) - set(misses(built.call, sources)) <= STEPS


WRONG = {
    "numpy": ("x0 = ", "x0 = -"),
    "jax": ("x0 = ", "x0 = -"),
    "c": ("x0 = ", "x0 = -"),
    "fortran": ("    x0 = ", "    x0 = -"),
    "rust": ("x0 = ", "x0 = -"),
}
NAN = {
    "numpy": ("x0 = ", "x0 = numpy.nan * "),
    "jax": ("x0 = ", "x0 = jnp.nan * "),
    "c": ("x0 = ", "x0 = NAN * "),
    "fortran": ("    x0 = ", "    x0 = log(-1.0_dp - abs(lam)) * "),
    "rust": ("x0 = ", "x0 = f64::NAN * "),
}


@pytest.mark.parametrize("target", WRONG)
@pytest.mark.parametrize("slips", [WRONG, NAN], ids=["sign", "nan"])
def test_every_language_notices_a_corrupted_program(slips, target, tmp_path):
    name = "edge_dispersion"
    source = generated(name, target).replace(*slips[target], 1)
    assert source != generated(name, target)
    if target in COMPILED:
        if reason := foreign.absent(target):
            pytest.skip(reason)
        assert foreign.alone(target, name, source, tmp_path) == 1
    else:
        if target == "jax":
            pytest.importorskip("jax", reason="jax is not installed")
        assert executed(source) == 1


# Every function of the tables, roots of negative numbers, words that a language keeps for itself.

x, y = sp.symbols("x y", real=True)
p = sp.Symbol("p", positive=True)
k = sp.Symbol("k", integer=True)
z = sp.Symbol("z")
ELEMENTARY = [
    *(function(argument) for function in (sp.exp, sp.sin, sp.cos, sp.sinh, sp.cosh, sp.asinh, sp.Abs) for argument in (x, z)),
    *(sp.asin(argument) for argument in (x / 3, z)),
    *(sp.sqrt(argument) for argument in (p, x, z, x**2 + y**2)),
    *(base**exponent for base in (p, x, z) for exponent in (-2, 3, sp.Rational(3, 2), sp.Rational(-1, 3), -sp.S.Half)),
    *(sp.sign(x), sp.Heaviside(x), sp.Max(x, y, p), sp.Min(x, y, p), sp.atan2(x, y), x**k, (x / y) ** k, p**x, 2**x, (-1) ** k),
    *(sp.pi * x / 3, sp.E * x, sp.sqrt(2) * x / (3 * y * p), 1 / (x * y), x / y / z, -x, -x * z, (x - z) * sp.I, 7, sp.I / 3),
]
PLACES = [
    {"x": -0.7, "y": 0.3, "p": 1.3, "k": 2.0, "z": 0.4 - 0.8j},
    {"x": 0.6, "y": -1.9, "p": 0.2, "k": -3.0, "z": -1.4 - 0.3j},
    {"x": -1.6, "y": -0.2, "p": 2.7, "k": 0.0, "z": -0.5 + 1.1j},
]


def composed(name, entries, place=None, arguments=(x, y, p, k, z)):
    """A program of formulas that belong to no claim."""
    origin = Subject(name, "For a test", "", sp.Matrix(entries), arguments, {})
    if place is not None:
        origin.__dict__["sample"] = Sample(place, *evaluated(origin.formula, place))
    return assigned(origin)


@pytest.mark.parametrize("target", ["c", "fortran", "rust", "jax"])
def test_every_function_has_the_principal_values_of_sympy(target, tmp_path):
    programs = {f"every_{index}": composed(f"every_{index}", ELEMENTARY, place) for index, place in enumerate(PLACES)}
    sources = {name: TARGETS[target].source(one) for name, one in programs.items()}
    if target == "jax":
        pytest.importorskip("jax", reason="jax is not installed")
        assert [executed(source) for source in sources.values()] == [0, 0, 0]
        return
    built = library(target, sources, tmp_path, programs)
    for name, one in programs.items():
        values, bound = one.subject.sample.values, one.subject.sample.bound
        errors = abs(built.call(name, one.subject.sample.point).ravel() - values)
        assert {str(entry): error for entry, error in zip(ELEMENTARY, errors, strict=True) if not error <= bound} == {}


@pytest.mark.parametrize("target", ["c", "fortran", "rust"])
def test_functions_that_jump_have_their_values_at_zero(target, tmp_path):
    entries = [sp.sign(x), sp.Heaviside(x), sp.Max(x, -1), sp.Min(0, x), sp.sqrt(x), sp.Abs(x)]
    one = composed("jumps", entries, {"x": 0.0}, (x,))
    for zero in (0.0, -0.0):
        built = library(target, {"jumps": TARGETS[target].source(one)}, tmp_path, {"jumps": one})
        assert np.array_equal(built.call("jumps", {"x": zero}).ravel(), [0, 0.5, 0, 0, 0, 0])


@pytest.mark.parametrize("target", ["c", "fortran"])
def test_bessel_functions_of_whole_orders(target, tmp_path):
    entries = [sp.besselj(k, x), sp.besselj(k - 1, x), sp.besselj(3, x)]
    for place in PLACES:
        one = composed("bessel", entries, place, (x, k))
        found = library(target, {"bessel": TARGETS[target].source(one)}, tmp_path, {"bessel": one}).call("bessel", place).ravel()
        assert abs(found - one.subject.sample.values).max() <= one.subject.sample.bound


@pytest.mark.parametrize("target", ["c", "fortran", "rust", "jax", "numpy"])
def test_arguments_may_bear_words_of_the_language(target, tmp_path):
    """Reserved words, names of the template, and R beside r where capital letters do not count."""
    words = [
        "sin",
        "int",
        "real",
        "fn",
        "r",
        "R",
        "result",
        "x0",
        "I",
        "jnp",
        "dp",
        "check",
        "found",
        "i",
        "exact",
        "evaluate",
        "end",
    ]
    symbols = tuple(sp.Symbol(word, real=True) for word in words)
    entries = [sum(symbols) ** 2 + sp.sin(sum(symbols)), *(sp.sin(index * symbol) for index, symbol in enumerate(symbols, start=1))]
    point = {word: index / 16 for index, word in enumerate(words, start=1)}
    one = composed("check_words", entries, point, symbols)
    source = TARGETS[target].source(one)
    if target in COMPILED:
        found = library(target, {"check_words": source}, tmp_path, {"check_words": one}).call("check_words", point).ravel()
        assert abs(found - one.subject.sample.values).max() <= one.subject.sample.bound
    else:
        if target == "jax":
            pytest.importorskip("jax", reason="jax is not installed")
        assert executed(source) == 0


def test_julia_is_well_formed_with_every_function():
    assert julia_is_well_formed(
        TARGETS["julia"].source(composed("every", [*ELEMENTARY, sp.besselj(k, z), sp.besselk(k, z)], PLACES[0]))
    )
