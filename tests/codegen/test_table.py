"""derivations.codegen: every function that C and Rust are printed with against mpmath, inside formulas, at all kinds of numbers."""

import mpmath
import numpy as np
import pytest
import sympy as sp

from derivations.codegen import TARGETS
from derivations.codegen.c import CPrinter
from derivations.codegen.fortran import FortranPrinter
from derivations.codegen.julia import JuliaPrinter
from derivations.codegen.rust import RustPrinter
from derivations.codegen.shared.scalar import InexpressibleError
from tests.judges.programs import composed, fortran_is_well_formed, julia_is_well_formed, library
from tests.numerics.printing.test_functions import COMPLEX, INSIDE, REAL, exact_value, inside, number, w

PRINTERS = {"c": CPrinter, "rust": RustPrinter, "fortran": FortranPrinter, "julia": JuliaPrinter}
NAMES = ("exp", "sin", "cos", "sinh", "cosh", "asin", "asinh")
ROOTS = {sp.Rational(power): mpmath.mpf(power) for power in (0.5, -1.5, 0.75)} | {sp.Integer(n): n for n in (-3, 2, 7)}
BOTH = {  # of real and of complex numbers: the formula, and the value by mpmath
    **{(name,): (getattr(sp, name), getattr(mpmath, name)) for name in NAMES},
    ("Abs",): (sp.Abs, abs),
    **{("power", e): (lambda z, e=e: z**e, lambda z, n=n: mpmath.power(z, n)) for e, n in ROOTS.items()},
    ("power", "cube root"): (lambda z: z ** sp.Rational(1, 3), lambda z: mpmath.power(z, mpmath.mpf(1) / 3)),
    ("power", "of a number"): (lambda z: sp.Rational(3, 2) ** z, lambda z: mpmath.power(1.5, z)),
    ("power", "complex"): (lambda z: z ** (1 + sp.I / 2), lambda z: mpmath.power(z, mpmath.mpc(1, 0.5))),
}
REALS = {  # of real numbers alone
    ("sign",): (sp.sign, mpmath.sign),
    **{(name,): (getattr(sp, name), getattr(mpmath, name)) for name in ("tan", "tanh", "atan")},
    **{
        ("Heaviside", half): (lambda x, h=half: sp.Heaviside(x, h), lambda x, h=half: (x > 0) if x else h)
        for half in (0, sp.S.Half, 1)
    },
    **{("Max", n): (lambda x, n=n: sp.Max(x, n), lambda x, n=n: max(x, n)) for n in (-2, 1)},
    **{("Min", n): (lambda x, n=n: sp.Min(x, n), lambda x, n=n: min(x, n)) for n in (-2, 1)},
    **{("atan2", n): (lambda x, n=n: sp.atan2(x, n * w), lambda x, n=n: mpmath.atan2(x, n * x)) for n in (-2, 3)},
    ("atan2", "reversed"): (lambda x: sp.atan2(w - 1, x), lambda x: mpmath.atan2(x - 1, x)),
}
BESSEL = {("besselj", n): (lambda x, n=n: sp.besselj(n, x), lambda x, n=n: mpmath.besselj(n, x)) for n in (0, 1, -3, 4)}
BEYOND = {("asin",)}  # not a number where the value of a real argument is complex, as the header says
TOLERANCE = {"besselj": 1e-11}
EXTREME = [-1e-150, 1e-150, -1e8, 1e150]


def table(target, kind):
    functions = BOTH if kind == "complex" else {**BOTH, **REALS, **(BESSEL if target == "c" else {})}
    x, other = sp.symbols("x w", **({} if kind == "complex" else {"real": True}))
    entries = [outer(formula(x)).xreplace({w: other}) for formula, _ in functions.values() for outer, _ in INSIDE]
    return functions, composed(f"{kind}_table", entries, {"x": 0.3, "w": 0.3}, (x, other))


def wrong(functions, found, point):
    """Names of the functions and values that are not those of mpmath."""
    rows = zip(functions.items(), found.reshape(-1, len(INSIDE)), strict=True)
    with mpmath.workdps(40):
        missed = {}
        for (name, (_, exact)), values in rows:
            known = exact_value(Exact(exact), (point,))
            for value, (_, outer) in zip(values, INSIDE, strict=True):
                right = inside(outer, *known, number(complex(point))) if known else None
                if name in BEYOND and np.isrealobj(point) and right and abs(right[0].imag) > 0:
                    right = None if np.isnan(value) else right
                if right and not abs(value - right[0]) <= TOLERANCE.get(name[0], 2e-14) * right[1]:
                    missed[name] = (value, *right)
        return missed


class Exact:
    def __init__(self, exact):
        self.exact = exact


@pytest.mark.parametrize("target", ["c", "rust"])
def test_every_function_has_the_values_of_mpmath(target, tmp_path):
    tables = {kind: table(target, kind) for kind in ("real", "complex")}
    programs = {one.subject.name: one for _, one in tables.values()}
    built = library(target, {name: TARGETS[target].source(one) for name, one in programs.items()}, tmp_path, programs)
    for kind, points in (("real", [*REAL, *EXTREME]), ("complex", [*REAL, *COMPLEX, *EXTREME])):
        functions, one = tables[kind]
        found = {point: built.call(one.subject.name, {"x": point, "w": point}).ravel() for point in points}
        missed = {str(point): wrong(functions, values, point) for point, values in found.items()}
        assert {point: names for point, names in missed.items() if names} == {}
        unknown = built.call(one.subject.name, {"x": np.nan, "w": 1.0}).ravel()
        assert np.isnan(unknown).all()


def test_the_table_is_that_of_the_printers():
    covered = {getattr(sp, name) for name, *_ in (*BOTH, *REALS, *BESSEL) if name != "power"} | {sp.sqrt}
    for printer in (CPrinter, RustPrinter, FortranPrinter):
        assert set(printer.functions) <= covered
    assert set(JuliaPrinter.functions) - covered == {sp.besselk}


@pytest.mark.parametrize("kind", ["real", "complex"])
def test_the_table_is_well_formed_in_fortran_and_julia(kind):
    _, one = table("fortran", kind)
    assert fortran_is_well_formed(TARGETS["fortran"].source(one))
    assert julia_is_well_formed(TARGETS["julia"].source(one))


@pytest.mark.parametrize("target", PRINTERS)
def test_other_functions_are_refused_in_one_line(target):
    z, x = sp.Symbol("z"), sp.Symbol("x", real=True)
    beyond = [
        sp.erf(x),
        sp.tan(z),
        sp.re(z),
        sp.conjugate(z),
        sp.sign(z),
        sp.Piecewise((x, x > 0), (0, True)),
        sp.floor(x),
        sp.Float(0.5) * x,
    ]
    beyond += [x * sp.Integer(10) ** 400, x / sp.Integer(10) ** 400, x ** (2**31), sp.oo * sp.exp(x), sp.Integral(x, x)]
    for entry in beyond:
        with pytest.raises(InexpressibleError, match=rf"^the printer of {PRINTERS[target].name} lacks .+$"):
            TARGETS[target].source(composed("beyond", [entry], arguments=(x, z)))
