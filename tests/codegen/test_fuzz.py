"""derivations.codegen: random expressions, NumPy against C against Rust against mpmath, one argument not a number now and then."""

import warnings

import numpy as np
import pytest
import sympy as sp
from hypothesis import HealthCheck, given, settings

from derivations.codegen import TARGETS
from derivations.codegen.c import CPrinter
from derivations.codegen.fortran import FortranPrinter
from derivations.codegen.julia import JuliaPrinter
from derivations.codegen.rust import RustPrinter
from derivations.codegen.shared.kinds import is_complex
from derivations.codegen.shared.sample import Sample
from derivations.codegen.shared.scalar import InexpressibleError
from numerics.kernels import compile_kernel
from tests.judges.expressions import EVERYWHERE, SYMBOLS, bounded, expressions, points
from tests.judges.programs import composed, fortran_is_well_formed, julia_is_well_formed, library

COUNT, PLACES = 200, 40
PRINTERS = {"c": CPrinter, "rust": RustPrinter, "fortran": FortranPrinter, "julia": JuliaPrinter}
EVERY = {"deadline": None, "derandomize": True, "database": None, "suppress_health_check": list(HealthCheck)}


def drawn(strategy, count):
    """The same examples at every run."""
    found = []

    @settings(max_examples=count, **EVERY)
    @given(strategy)
    def draw(example):
        found.append(example)

    draw()
    return found


def is_printed(entry):
    """Whether every language has the expression; SymPy may turn it into one with functions that none has."""
    one = composed("fuzz", [entry], arguments=SYMBOLS)
    try:
        for printer in (printer(one) for printer in PRINTERS.values()):
            assert all(map(printer.text, [*(value for _, value in one.steps), *one.entries]))
    except InexpressibleError:
        return False
    return True


@pytest.fixture(scope="module")
def entries():
    found = dict.fromkeys(drawn(expressions(EVERYWHERE, cases=False), COUNT))
    printed = [entry for entry in found if entry.free_symbols and is_printed(entry)]
    assert len(printed) > 70
    return printed


@pytest.fixture(scope="module")
def places():
    return drawn(points(), PLACES)


@pytest.fixture(scope="module")
def program(entries):
    one = composed("fuzz", entries, arguments=SYMBOLS)
    place = {symbol.name: 0.5 for symbol in SYMBOLS}
    one.subject.__dict__["samples"] = [Sample(place, [0.0] * len(entries), [0.0] * len(entries))]
    return one


@pytest.fixture(scope="module")
def expected(entries, places):
    """Values with bounds at each place, NaN where an argument is, None at a pole."""
    table = []
    for place in places:
        unknown = {symbol for symbol in SYMBOLS if np.isnan(place[symbol.name])}
        table.append([(np.nan, 0.0) if unknown & entry.free_symbols else bounded(entry, place) for entry in entries])
    return table


def agree(value, known):
    return np.isnan(value) if np.isnan(known[0]) else abs(value - known[0]) <= known[1]


def is_beyond_one(entry, place):
    """Whether an arcsine of a real number is complex: the compiled programs then give NaN, as their headers say."""
    known = [bounded(arcsine.args[0], place) for arcsine in entry.atoms(sp.asin) if not is_complex(arcsine.args[0])]
    return any(one is None or abs(one[0]) + one[1] >= 1 for one in known)


def test_numpy_agrees_with_mpmath(entries, places, expected):
    kernel = compile_kernel(sp.Matrix(entries), SYMBOLS)
    wrong = []
    for place, row in zip(places, expected, strict=True):
        with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
            found = kernel(**place).ravel()
        wrong += [(e, place, v, k) for e, v, k in zip(entries, found, row, strict=True) if k and not agree(v, k)]
    assert wrong == []


@pytest.mark.parametrize("target", ["c", "rust"])
def test_compiled_programs_agree_with_mpmath(target, program, entries, places, expected, tmp_path):
    built = library(target, {"fuzz": TARGETS[target].source(program)}, tmp_path, {"fuzz": program})
    compared, wrong = 0, []
    for place, row in zip(places, expected, strict=True):
        for entry, value, known in zip(entries, built.call("fuzz", place).ravel(), row, strict=True):
            compared += known is not None
            if known and not agree(value, known) and not (np.isnan(value) and is_beyond_one(entry, place)):
                wrong.append((entry, place, value, known))
    assert wrong == []
    assert compared > len(entries) * len(places) / 2


def test_programs_are_well_formed_where_there_is_no_compiler(program):
    assert fortran_is_well_formed(TARGETS["fortran"].source(program))
    assert julia_is_well_formed(TARGETS["julia"].source(program))
