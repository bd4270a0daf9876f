"""derivations.codegen: every function, roots of negative numbers, words that a language keeps for itself."""

import numpy as np
import pytest
import sympy as sp

from derivations.codegen import TARGETS
from tests.judges.programs import COMPILED, composed, executed, julia_is_well_formed, k, library, p, x, y, z

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
        (sample,) = one.subject.samples
        errors = abs(built.call(name, sample.point).ravel() - sample.values)
        found = zip(ELEMENTARY, errors, sample.bounds, strict=True)
        assert {str(entry): error for entry, error, bound in found if not error <= bound} == {}


@pytest.mark.parametrize("target", ["c", "fortran", "rust"])
def test_functions_that_jump_have_their_values_at_zero(target, tmp_path):
    entries = [sp.sign(x), sp.Heaviside(x), sp.Max(x, -1), sp.Min(0, x), sp.sqrt(x), sp.Abs(x)]
    one = composed("jumps", entries, {"x": 0.0}, (x,))
    for zero in (0.0, -0.0):
        built = library(target, {"jumps": TARGETS[target].source(one)}, tmp_path, {"jumps": one})
        assert np.array_equal(built.call("jumps", {"x": zero}).ravel(), [0, 0.5, 0, 0, 0, 0])


@pytest.mark.parametrize("target", ["c", "fortran", "rust", "jax"])
def test_steps_keep_a_positive_argument_that_is_not_a_number(target, tmp_path):
    """SymPy's sign of a product leaves the positive factor out."""
    one = composed("steps", [sp.Heaviside(k * p), sp.Heaviside(x * p, 0)], {"x": 0.5, "p": 2.0, "k": -1.0}, (x, p, k))
    source = TARGETS[target].source(one)
    if target == "jax":
        namespace = {"__name__": "generated"}
        pytest.importorskip("jax", reason="jax is not installed")
        exec(compile(source, "steps", "exec"), namespace)
        evaluate = namespace["evaluate"]
    else:
        built = library(target, {"steps": source}, tmp_path, {"steps": one})

        def evaluate(**place):
            return built.call("steps", place)

    assert not np.any(evaluate(x=0.0, p=2.0, k=-1.0))
    assert np.isnan(evaluate(x=0.5, p=np.nan, k=-1.0)).all()


@pytest.mark.parametrize("target", ["c", "fortran"])
def test_bessel_functions_of_whole_orders(target, tmp_path):
    entries = [sp.besselj(k, x), sp.besselj(k - 1, x), sp.besselj(3, x)]
    for place in PLACES:
        one = composed("bessel", entries, place, (x, k))
        found = library(target, {"bessel": TARGETS[target].source(one)}, tmp_path, {"bessel": one}).call("bessel", place).ravel()
        (sample,) = one.subject.samples
        assert (abs(found - sample.values) <= sample.bounds).all()


@pytest.mark.parametrize("target", ["c", "fortran", "rust", "jax", "numpy"])
def test_arguments_may_bear_words_of_the_language(target, tmp_path):
    """Reserved words, names of the template and of functions, R beside r where capital letters do not count; several lines."""
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
        "pow",
        "float",
        "complex",
        "abs",
        "a word that makes the list of arguments longer than a line",
    ]
    symbols = tuple(sp.Symbol(word, real=True) for word in words)
    entries = [sum(symbols) ** 2 + sp.sin(sum(symbols)), *(sp.sin(index * symbol) for index, symbol in enumerate(symbols, start=1))]
    point = {word: index / 16 for index, word in enumerate(words, start=1)}
    one = composed("check_words", entries, point, symbols)
    source = TARGETS[target].source(one)
    if target in COMPILED:
        found = library(target, {"check_words": source}, tmp_path, {"check_words": one}).call("check_words", point).ravel()
        (sample,) = one.subject.samples
        assert (abs(found - sample.values) <= sample.bounds).all()
    else:
        if target == "jax":
            pytest.importorskip("jax", reason="jax is not installed")
        assert executed(source) == 0


def test_julia_is_well_formed_with_every_function():
    assert julia_is_well_formed(
        TARGETS["julia"].source(composed("every", [*ELEMENTARY, sp.besselj(k, z), sp.besselk(k, z)], PLACES[0]))
    )
