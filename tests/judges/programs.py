"""Generated programs in the tests: which there are, where they are tried, how they are run and compared."""

import contextlib
import io
import itertools
import warnings
from functools import cache

import numpy as np
import pytest
import sympy as sp

from derivations.codegen.shared.program import assigned, program
from derivations.codegen.shared.rounding import evaluated
from derivations.codegen.shared.sample import Sample, samples
from derivations.codegen.shared.subject import Subject, subject
from derivations.judging.catalogue import claims
from derivations.models import MODELS
from tests.judges import foreign

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
    return [sample.point for sample in itertools.islice(samples(origin.trial, seed=7), 3)]


def misses(call, names):
    """Names where a program differs from the NumPy kernel at one of the points, with the difference over the scale."""
    found = {}
    for name, point in ((one, point) for one in names for point in points(one)):
        expected = subject(name).kernel(**point)
        error = np.abs(call(name, point) - expected).max() / np.abs(expected).max()
        if not error <= TOLERANCE:
            found[name] = max(error, found.get(name, 0))
    return found


def overlooked(call, names):
    """Names and arguments for which an entry that depends on the argument is a number although the argument is none."""
    found = []
    for name in names:
        origin = subject(name)
        for symbol in sorted(origin.formula.free_symbols, key=str):
            entries = call(name, {**points(name)[0], symbol.name: np.nan}).ravel()
            depend = [symbol in entry.free_symbols for entry in origin.entries]
            if not np.isnan(entries[depend]).all():
                found.append((name, symbol.name))
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


def fortran_is_well_formed(source):
    from fparser.common.readfortran import FortranStringReader
    from fparser.two.parser import ParserFactory
    from fparser.two.utils import FortranSyntaxError

    try:
        ParserFactory().create(std="f2008")(FortranStringReader(source))
    except FortranSyntaxError:
        return False
    return True


def julia_is_well_formed(source):
    import tree_sitter
    import tree_sitter_julia

    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_julia.language()))
    return not parser.parse(source.encode()).root_node.has_error


x, y = sp.symbols("x y", real=True)
p = sp.Symbol("p", positive=True)
k = sp.Symbol("k", integer=True)
z = sp.Symbol("z")


def composed(name, entries, place=None, arguments=(x, y, p, k, z)):
    """A program of formulas that belong to no claim."""
    origin = Subject(name, "For a test", "", sp.Matrix(entries), arguments, {})
    origin.__dict__["extremes"] = {}  # no search for points
    if place is not None:
        origin.__dict__["samples"] = [Sample(place, *evaluated(origin.formula, place))]
    return assigned(origin)
