"""derivations.codegen: symbols and programs of any name, numbers of any size, texts of any kind in headers."""

import re
import subprocess

import numpy as np
import pytest
import sympy as sp

from derivations.codegen import TARGETS
from derivations.codegen.c import CPrinter
from derivations.codegen.fortran import FortranPrinter
from derivations.codegen.julia import JuliaPrinter
from derivations.codegen.rust import RustPrinter
from derivations.codegen.shared.sample import Sample
from derivations.codegen.shared.subject import Subject
from tests.judges import foreign
from tests.judges.programs import assigned, composed, fortran_is_well_formed, julia_is_well_formed, library, x
from tests.judges.spellings import SPELLINGS

C_WORDS = [
    *("M_PI", "M_E", "M_PIf64", "NAN", "INFINITY", "HUGE_VAL", "unix", "linux", "I", "complex", "errno", "EOF", "stdin", "NULL"),
    *("double", "restrict", "typeof", "isnan", "sqrt", "csqrt", "jn", "gamma", "y1", "size_t", "FILE", "printf", "main", "wrong"),
]
OTHERS = [
    *("pi", "im", "e", "Inf", "NaN", "where", "end", "baremodule", "dp", "result", "Result", "RESULT", "check", "above", "maximum"),
    *("fn", "r#fn", "async", "Some", "None", "Ok", "Err", "f64", "Self", "self"),
    *("Complex", "powf", "mixed", "Box", "bound", "found"),
]
FUNCTIONS = {
    "c": ["main", "double", "printf", "unix", "gamma", "found", "ϵ", "_x", "2", "z" * 90],
    "rust": ["main", "fn", "check", "None", "ϵ"],
}


def named(name, words):
    """A program whose value tells the arguments apart, complex functions among them."""
    symbols = tuple(sp.Symbol(word, real=True) for word in words)
    total = sum(index * symbol for index, symbol in enumerate(symbols, start=1))
    entries = [total, sp.sqrt(total - 10**6) + sp.Max(*symbols[:2]), sp.sqrt(sp.sin(total)) ** sp.Rational(1, 3)]
    return composed(name, entries, {word: (index + 1) / 16 for index, word in enumerate(words)}, symbols)


@pytest.mark.parametrize("words", [SPELLINGS, C_WORDS, OTHERS], ids=["spellings", "c", "others"])
@pytest.mark.parametrize("target", ["c", "rust"])
def test_symbols_may_have_any_name(target, words, tmp_path):
    one = named("names", words)
    assert library(target, {"names": TARGETS[target].source(one)}, tmp_path, {"names": one}).check("names")


@pytest.mark.parametrize("words", [SPELLINGS, C_WORDS, OTHERS], ids=["spellings", "c", "others"])
def test_symbols_may_have_any_name_where_there_is_no_compiler(words):
    one = named("names", words)
    assert fortran_is_well_formed(TARGETS["fortran"].source(one))
    assert julia_is_well_formed(TARGETS["julia"].source(one))
    for printer in (FortranPrinter(one), JuliaPrinter(one)):
        names = [name if printer.case_sensitive else name.lower() for name in printer.names.values()]
        assert len(set(names)) == len(one.subject.arguments) + len(one.steps)
        assert all(re.fullmatch("[A-Za-z][A-Za-z0-9_]{0,62}", name) for name in names)
        assert not {*names, printer.function} & {word if printer.case_sensitive else word.lower() for word in printer.reserved}


@pytest.mark.parametrize("target", ["c", "rust"])
def test_programs_may_have_any_name(target, tmp_path):
    """Each alone: what a name collides with is in the same file."""
    for index, name in enumerate(FUNCTIONS[target]):
        one = named(name, ["x", "result"])
        assert foreign.alone(target, f"program_{index}", TARGETS[target].source(one), tmp_path) == 0


def test_no_macro_of_this_compiler_is_a_name_in_a_c_program():
    """Those of the headers, and those that it defines by itself, also outside the standard."""
    if foreign.absent("c"):
        pytest.skip(foreign.absent("c"))
    headers = "#include <complex.h>\n#include <math.h>\n#include <stdio.h>\n"
    command = ["gcc", "-std=gnu17", "-D_GNU_SOURCE", "-dM", "-E", "-x", "c", "-"]
    listed = subprocess.run(command, input=headers, capture_output=True, text=True, check=True).stdout
    macros = {line.split()[1] for line in listed.splitlines() if not line.split()[1].startswith("_")}
    assert {macro for macro in macros if "(" not in macro} <= CPrinter.reserved


LONG = [
    x * sp.sqrt(10**25 + 1),
    x * (2**64 + 1),
    x / 10**200 / 10**100,
    x * sp.Rational(10**40 + 1, 3 * 10**39 + 7),
    x + sp.Integer("1234567890" * 20) / 10**199,
    sp.Rational(1, 3**40) * sp.exp(x),
    x * sp.exp(sp.pi / 7),
    x + sp.cosh(3 * sp.pi / 7),
    sp.cosh(3 * sp.pi / 7) * sp.cos(x) + sp.cosh(3 * sp.pi / 7) ** 2,
    sp.sqrt(sp.Rational(3, 7)) ** 3 * x + sp.sin(1) + sp.Abs(sp.cos(2)) + sp.atan2(sp.pi, 3) + sp.sqrt(sp.sin(4)) + sp.I**sp.pi,
    x ** (10**6) / 2 ** sp.Integer(40),
    sp.Max(sp.Rational(1, 3), sp.sin(3)) ** x,
]


@pytest.mark.parametrize("target", ["c", "rust"])
def test_constants_of_any_size_and_kind(target, tmp_path):
    one = composed("constants", LONG, {"x": 0.9999}, (x,))
    assert library(target, {"constants": TARGETS[target].source(one)}, tmp_path, {"constants": one}).check("constants")


def test_constants_are_well_formed_where_there_is_no_compiler():
    one = composed("constants", LONG, {"x": 0.9999}, (x,))
    assert fortran_is_well_formed(TARGETS["fortran"].source(one))
    assert julia_is_well_formed(TARGETS["julia"].source(one))


TEXT = 'a */ b /* c """ d \' e \\ f\n} else {\r#include <nothing>\u2028fn g() {\u202e ??/ %d {0} \x00 $(exit) `x` \\'


@pytest.mark.parametrize("target", ["c", "rust"])
def test_headers_may_contain_any_text(target, tmp_path):
    source = TARGETS[target].source(commented())
    assert foreign.alone(target, "text", source, tmp_path) == 0


def test_headers_may_contain_any_text_where_there_is_no_compiler():
    assert fortran_is_well_formed(TARGETS["fortran"].source(commented()))
    assert julia_is_well_formed(TARGETS["julia"].source(commented()))


def commented():
    origin = Subject("text", TEXT, f"{TEXT}\n{TEXT}", sp.sqrt(x), (x,), {})
    origin.__dict__["samples"] = [Sample({"x": -4.0}, [2j], [1e-15])]
    return assigned(origin)


@pytest.mark.parametrize("target", ["c", "rust"])
def test_principal_values_on_the_cut(target, tmp_path):
    """The root of a real number that arithmetic has given a zero imaginary part, of either sign."""
    a, b = sp.symbols("a b", real=True)
    z = sp.Symbol("z")
    entries = [
        sp.sqrt(a - sp.sqrt(b)),
        sp.sqrt(a**2 - b**2 * z),
        (a - sp.sqrt(b)) ** sp.Rational(1, 3),
        sp.asin(z * a),
        sp.asinh(z * sp.I),
    ]
    one = composed("cuts", entries, {"a": 1.0, "b": 9.0, "z": 1.0}, (a, b, z))
    built = library(target, {"cuts": TARGETS[target].source(one)}, tmp_path, {"cuts": one})
    for zero in (0.0, -0.0):
        found = built.call("cuts", {"a": 1.0, "b": 9.0, "z": complex(2, zero)}).ravel()
        expected = [1.4142135623730951j, 12.688577540449518j, 0.6299605249474366 + 1.0911236359717214j]
        expected += [1.5707963267948966 - 1.3169578969248166j, 1.3169578969248166 + 1.5707963267948966j]
        assert found == pytest.approx(np.array(expected), rel=1e-15)


@pytest.mark.parametrize("printer", [CPrinter, RustPrinter, FortranPrinter, JuliaPrinter])
def test_no_letter_takes_the_place_of_another(printer):
    arguments = ["R", "r", "ϵ", "ε", "epsilon", "Epsilon", "EPSILON"]
    names = list(printer(named("letters", arguments)).names.values())[: len(arguments)]
    assert len({name if printer.case_sensitive else name.lower() for name in names}) == len(arguments)
