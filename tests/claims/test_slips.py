"""What a claim is made of, moved by one per cent: the judge sees it in every symbol and coefficient, the proof in every part."""

import inspect
import sys
import warnings
from collections.abc import Iterator
from types import FrameType
from typing import Any

import numpy as np
import pytest
import sympy as sp

from derivations.judging import mill
from derivations.judging.catalogue import Claim, claim, claims
from tests.claims.test_mill import is_false
from tests.judges.slips import SLIP, slips
from theory.proof import Step, UnprovedError, prove

EVERY = pytest.mark.parametrize("name", claims())
# Slips that a judge does not see, by claim and beginning of what is moved, and why.
FREE = {
    ("kp_first_order_line", "u"): "names the point of the curve that the three entries trace",
    ("edge_dispersion", "M"): "enters by its sign alone",
    ("edge_quantisation", "M"): "enters by its sign alone",
    ("majorana_phases", "Delta"): "enters by its sign alone",
    ("majorana_phases", "lam"): "enters by its sign alone",
    ("zero_energy_decay", "entry"): "a polynomial whose roots count: its scale is free",
    ("bessel_levels", "x_lm"): "the unknown that both entries share",
    ("bessel_levels", "entry (1, 0)"): "a condition whose zeros count: its scale is free",
    ("kummer_levels", "x_lm"): "the unknown that both entries share",
    ("kummer_levels", "entry (1, 0)"): "a condition whose zeros count: its scale is free",
    ("finite_pairing_step", "the whole"): "a condition whose zeros count: its scale is free",
    ("finite_pairing_step", "(E + I*sqrt(Delta**2 - E**2))*"): "half of an imaginary part: the other half is its conjugate",
    ("finite_pairing_step", "-(E - I*sqrt(Delta**2 - E**2))*"): "half of an imaginary part: the other half is its conjugate",
    ("flux_antidot", "the whole"): "a condition whose zeros count: its scale is free",
    ("flux_antidot", "(E + I*sqrt(Delta**2 - E**2))*"): "half of an imaginary part: the other half is its conjugate",
    ("flux_antidot", "-(E - I*sqrt(Delta**2 - E**2))*"): "half of an imaginary part: the other half is its conjugate",
    ("neutral_antidot_levels", "the whole"): "a condition whose zeros count: its scale is free",
}
# Symbols that a formula knows at integers alone, for (-1)^n stands in it: moved by one.
WHOLE = {("edge_quantisation", "n"), ("edge_level_spacing", "n")}
# The sums are orders of special functions, which must stay integers: symbols and entries are moved, terms are not.
ORDERS = {"antidot_levels"}


def moved(name: str) -> Iterator[tuple[str, sp.Expr | sp.MatrixBase]]:
    """The slips of a claim's result."""
    formula = claim(name).result()
    for label, slip in slips(formula):
        if (name, label) in WHOLE:
            yield label, formula.subs({symbol: symbol + 1 for symbol in formula.free_symbols if symbol.name == label})
        elif name not in ORDERS or " of " not in label:
            yield label, slip


def is_seen(found: Claim, formula: sp.Expr | sp.MatrixBase) -> bool:
    """Whether the judge objects at one of the draws: a difference beyond its bound, or a refusal of what is no formula at all."""
    for seed in mill.SEEDS:
        try:
            comparison = found.validate(formula, **mill.draw_parameters(found.domain, seed))
        except ValueError:
            return True
        if comparison.error > comparison.bound:
            return True
    return False


@EVERY
def test_the_judge_sees_one_per_cent(name):
    """In each symbol, each entry and each term of the result; what it need not see stands in FREE, and nothing else does."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore", RuntimeWarning)  # a moved formula may leave the domain of its functions
        unseen = [label for label, formula in moved(name) if not is_seen(claim(name), formula)]
    free = [beginning for of, beginning in FREE if of == name]
    assert not [label for label in unseen if not label.startswith(tuple(free) or ("?",))]
    assert all(any(label.startswith(beginning) for label in unseen) for beginning in free)


def parts(found: Claim) -> list[str]:
    """Names of the module's own functions that the result is made of."""
    module = inspect.getmodule(found.result)
    assert module is not None
    called = set()

    def trace(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and frame.f_code.co_filename == module.__file__:
            called.add(frame.f_code.co_name)

    for member in vars(module).values():
        if hasattr(member, "cache_clear"):
            member.cache_clear()
    sys.setprofile(trace)
    try:
        found.result()
    finally:
        sys.setprofile(None)
    return sorted(name for name in called - {"result"} if hasattr(module, name))


def scaled(value: Any) -> Any:
    """Moved by one per cent, entry by entry."""
    if isinstance(value, tuple | list):
        return type(value)(map(scaled, value))
    if isinstance(value, dict):
        return {key: scaled(entry) for key, entry in value.items()}
    return SLIP * value


def shaken(value: Any) -> Any:
    """With every symbol moved by a percentage of its own, integer ones by one: for functions whose scale is free."""
    if isinstance(value, tuple | list):
        return type(value)(map(shaken, value))
    symbols = sorted(value.free_symbols, key=str)
    changes = {s: s + 1 if s.is_integer else s * (1 + sp.Rational(sp.prime(index + 1), 100)) for index, s in enumerate(symbols)}
    return value.subs(changes, simultaneous=True)


def is_broken(step: Step) -> bool:
    """Whether a step is false, or, where numbers cannot tell, no longer proved."""
    try:
        return is_false(step)
    except (TypeError, KeyError, ValueError):  # it contains functions without values
        try:
            prove([step])
        except UnprovedError:
            return True
        return False


@EVERY
def test_the_proof_is_about_every_part_of_the_result(name, monkeypatch):
    """A function of the module that the result is made of may not stand on both sides of all steps: it would be unproved."""
    module = inspect.getmodule(claim(name).result)
    proved = list(claim(name).steps())
    for part in parts(claim(name)):
        original = getattr(module, part)
        for change in (scaled, shaken):
            with monkeypatch.context() as patched:
                patched.setattr(module, part, lambda *args, original=original, change=change: change(original(*args)))
                if any(is_broken(step) for step in module.steps() if step not in proved):
                    break
        else:
            pytest.fail(f"no step is broken by another `{part}`")
