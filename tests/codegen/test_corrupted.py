"""derivations.codegen: a corrupted program fails its own check and the comparison."""

import re

import pytest
import sympy as sp

from derivations.codegen import generated
from derivations.codegen.shared.subject import subject
from tests.judges import foreign
from tests.judges.programs import COMPILED, NAMES, executed, expressible, library, misses


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
    "rust": ("x0: f64 = ", "x0: f64 = -"),
}
NAN = {
    "numpy": ("x0 = ", "x0 = numpy.nan * "),
    "jax": ("x0 = ", "x0 = jnp.nan * "),
    "c": ("x0 = ", "x0 = NAN * "),
    "fortran": ("    x0 = ", "    x0 = log(-1.0_dp - abs(lam)) * "),
    "rust": ("x0: f64 = ", "x0: f64 = f64::NAN * "),
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


@pytest.mark.parametrize("target", ["c", "rust"])
def test_a_form_that_loses_its_digits_is_noticed(target, tmp_path):
    """sqrt(x^2 + 4 t^2)/2 - abs(x)/2, 11 % off at t = 1e-8: the check values see it."""
    name, (difference, quotient) = (
        "gap_at_gamma",
        {
            "c": ("0.5*sqrt(pow(Delta, 2) + 4.0*x0) - 0.5*fabs(Delta)", "x0/maximum(1e-300, x1)"),
            "rust": ("0.5*f64::sqrt(f64::powi(Delta, 2) + 4.0*x0) - 0.5*f64::abs(Delta)", "x0/maximum(1e-300, x1)"),
        }[target],
    )
    good = generated(name, target)
    assert good.count(quotient) == 1
    assert foreign.alone(target, name, good, tmp_path) == 0
    assert foreign.alone(target, name, good.replace(quotient, f"maximum({difference}, 0.0)"), tmp_path) == 1
