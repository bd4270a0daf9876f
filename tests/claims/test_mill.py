"""Every claim through one mill, and the mill itself on broken claims."""

import inspect
import re
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest
import sympy as sp

from derivations.book import prose
from derivations.claims.bilayer import gap_at_gamma, small_tunnelling_gap
from derivations.docstrings import sections
from derivations.drawing import WIDE, caption, picture
from derivations.judging import mill
from derivations.judging.catalogue import claim, claims
from numerics.compare import Comparison
from numerics.kernels import compile_kernel
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.bilayer import bilayer_system
from tests.conftest import DEFAULTS
from theory.proof import Step, prove
from theory.symbols.interface import t_c
from theory.symbols.vortex import R

POINTS = 2000  # steps of a sign function differ in a narrow range alone


@pytest.fixture(scope="module", params=claims())
def name(request):
    """One claim after the other goes through all tests: its steps and kernels are made once."""
    return request.param


def test_steps_are_proved(name):
    assert prove(claim(name).steps()) >= 3


def test_known_limits_are_recovered(name):
    assert prove(claim(name).limits()) >= 2


@pytest.mark.parametrize("seed", mill.SEEDS)
def test_result_agrees_with_its_judge(name, seed):
    parameters = mill.draw_parameters(claim(name).domain, seed)
    comparison = claim(name).validate(claim(name).result(), **parameters)
    assert comparison.error <= comparison.bound, parameters


@pytest.mark.parametrize("seed", mill.SEEDS)
def test_every_mutant_is_rejected(name, seed):
    parameters = mill.draw_parameters(claim(name).domain, seed)
    mutants = list(claim(name).mutants())
    assert len(mutants) >= 3
    for number, mutant in enumerate(mutants, start=1):
        assert mill.is_rejected(claim(name).validate(mutant, **parameters)), (number, parameters)


def test_the_picture_is_drawn(name):
    parameters = mill.draw_parameters(claim(name).domain, mill.SEEDS[0])
    comparison = claim(name).validate(claim(name).result(), **parameters)
    drawn = picture(lambda ax: claim(name).draw(ax, comparison), kind="png", note=caption(parameters), width=WIDE)
    assert drawn.startswith(b"\x89PNG")


def is_false(step: Step) -> bool:
    """Whether the two sides differ at one of many random points, by more than rounding."""
    sides = [sp.Matrix([side]) if isinstance(side, sp.Expr) else sp.Matrix(side) for side in (step.left, step.right)]
    both = sp.Matrix.vstack(*(side.reshape(1, len(side)) for side in sides))
    symbols = sorted(both.free_symbols, key=str)
    rng = np.random.default_rng(5)
    points = {s.name: rng.choice([-3, -2, -1, 1, 2, 3], POINTS) if s.is_integer else rng.uniform(-4, 4, POINTS) for s in symbols}
    points |= {s.name: abs(points[s.name]) for s in symbols if s.is_nonnegative}
    points |= {s.name: points[s.name] + 1j * rng.uniform(-4, 4, POINTS) for s in symbols if s.is_complex and s.is_real is None}
    with np.errstate(all="ignore"):
        values = compile_kernel(both, symbols, rescue=False)(**points)
        left, right = values[..., 0, :], values[..., 1, :]
        return bool((abs(left - right) > 1e-6 * (1 + abs(left) + abs(right))).any())  # NaN tells nothing


def test_the_proof_is_about_the_result(name, monkeypatch):
    """With any mutant in place of the result a step is false: a proof that ignores its statement proves nothing."""
    module = inspect.getmodule(claim(name).result)
    proved = list(claim(name).steps())
    for number, mutant in enumerate(claim(name).mutants(), start=1):
        monkeypatch.setattr(module, "result", lambda *_, mutant=mutant: mutant)
        assert any(is_false(step) for step in reversed(list(module.steps())) if step not in proved), number


def test_theory_of_the_claim_is_exact(name):
    found = claim(name)
    assert not found.result().atoms(sp.Float)
    for step in (*found.steps(), *found.limits()):
        assert not step.left.atoms(sp.Float), step.text


def test_text_has_its_sections(name):
    assert {"Title", "Statement", "Assumptions", "References"} <= set(sections(claim(name).text))


def test_sections_of_the_page_are_well_formed(name):
    """Every formula is XML without a LaTeX command left in it."""
    for body in sections(claim(name).text).values():
        text = "".join(ElementTree.fromstring(f"<div>{prose.as_html(body)}</div>").itertext())
        assert not re.search(r"\\[a-zA-Z]|&", text), text


def sound():
    return claim("gap_at_gamma")


def test_a_sound_claim_holds():
    verdict = mill.check(sound())
    assert verdict.holds
    assert not verdict.failure


def test_a_false_step_is_caught():
    broken = replace(sound(), steps=lambda: iter([Step("false", t_c, 2 * t_c)]))
    verdict = mill.check(broken)
    assert not verdict.proved
    assert not verdict.holds
    assert "false" in verdict.failure


def test_a_wrong_limit_is_caught():
    verdict = mill.check(replace(sound(), limits=lambda: iter([Step("wrong", sp.Abs(t_c), t_c)])))
    # |t| = t holds for positive t only; a step about all real t must not pass.
    assert not verdict.proved


def test_a_claim_without_steps_is_caught():
    assert not mill.check(replace(sound(), steps=lambda: iter([]))).proved


def test_a_wrong_result_is_caught():
    verdict = mill.check(replace(sound(), result=lambda: 2 * gap_at_gamma.result()))
    assert not verdict.validated
    assert not verdict.holds


def test_a_mutant_that_is_the_truth_is_caught():
    verdict = mill.check(replace(sound(), mutants=lambda: iter([gap_at_gamma.result()])))
    assert verdict.rejected == 0
    assert not verdict.holds


def test_a_blind_judge_is_caught():
    def blind(formula, **parameters):
        return Comparison(np.arange(2.0), np.zeros(2), np.zeros(2), bound=1e-12)

    verdict = mill.check(replace(sound(), validate=blind))
    assert verdict.validated
    assert verdict.rejected == 0
    assert not verdict.holds


def test_a_claim_without_mutants_is_caught():
    assert not mill.check(replace(sound(), mutants=lambda: iter([]))).holds


def test_values_that_are_not_numbers_are_caught():
    def undefined(formula, **parameters):
        return Comparison(np.arange(1.0), np.array([np.nan]), np.zeros(1), bound=1.0)

    assert not mill.check(replace(sound(), validate=undefined)).validated


def test_draws_visit_every_third_of_the_domain():
    domain = claim("peierls_phase").domain
    drawn = [mill.draw_parameters(domain, seed) for seed in mill.SEEDS]
    assert {parameters["n"] for parameters in drawn} == {-1, 1, 3}
    low, high = domain[R]
    assert {int(3 * (parameters["R"] - low) / (high - low)) for parameters in drawn} == {0, 1, 2}
    assert mill.draw_parameters(domain, 1) == drawn[0]


def test_unknown_claims_are_named():
    with pytest.raises(ValueError, match=r"`claim` must be one of those that `tisc list` shows, but is nothing"):
        claim("nothing")


@pytest.mark.parametrize("terms", [2, 3, 4])
def test_the_series_converges_with_the_order_of_the_first_term_left_out(terms):
    """Halving t_c divides the error by 2^(2 terms + 2)."""
    exact = gap_at_gamma.result()[2]
    t = sp.Rational(1, 100)
    difference = [
        abs(sp.N((exact - small_tunnelling_gap.result(terms)).subs({small_tunnelling_gap.Delta: 1, t_c: value}), 60))
        for value in (t, t / 2)
    ]
    order = sp.log(difference[0] / difference[1], 2)
    # The ratio of the next two terms, at most 4 t^2, is the relative correction to the leading error.
    assert abs(order - (2 * terms + 2)) < 8 * t**2


def test_radius_of_convergence():
    """Beyond |Delta|/2 the terms grow."""
    inside, outside = (
        [abs(float(small_tunnelling_gap.term(order).subs({small_tunnelling_gap.Delta: 1, t_c: t}))) for order in (40, 80)]
        for t in (sp.Rational(45, 100), sp.Rational(55, 100))
    )
    assert inside[1] < inside[0]
    assert outside[1] > outside[0]


@pytest.mark.parametrize("ratio", [0.3, 0.45, 0.5])
@pytest.mark.parametrize("terms", [2, 5, 11])
def test_partial_sums_up_to_the_radius_of_convergence(ratio, terms):
    """The gap of the lattice, within the first term left out and on the side that its sign tells."""
    system = bilayer_system(**{**DEFAULTS, "t_c": ratio * DEFAULTS["Delta"]})
    gap = abs(np.linalg.eigvalsh(bloch_matrix(system, kx=0.0, ky=0.0))).min()
    point = {small_tunnelling_gap.Delta: DEFAULTS["Delta"], t_c: ratio * DEFAULTS["Delta"]}
    missing = gap - float(small_tunnelling_gap.result(terms).subs(point))
    left_out = float(small_tunnelling_gap.term(terms).subs(point))
    assert 0 < missing / left_out < 1
    assert abs(left_out) > 1e6 * np.finfo(float).eps
