"""One mill for all claims: prove the steps and limits, validate the result, see every mutant rejected."""

import html
from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter

import numpy as np
import sympy as sp

from derivations.judging.catalogue import Claim
from numerics.compare import Comparison
from theory.proof import UnprovedError, prove

SEEDS = (1, 2, 3)
REJECTION = 1e3  # a mutant counts as rejected when its error exceeds the bound by this factor


@dataclass(frozen=True)
class Verdict:
    """What became of a claim; ``error`` and ``bound`` are those of the draw with the largest ratio of the two,
    made at ``parameters``.

    ``rejected`` counts the mutants that were rejected at every draw; ``failure`` says what went wrong, empty if nothing.
    """

    name: str
    subject: str
    proved: bool
    validated: bool
    error: float
    bound: float
    mutants: int
    rejected: int
    seconds: float
    parameters: Mapping[str, float]
    failure: str = ""

    @property
    def holds(self) -> bool:
        """Proved, validated, and every one of at least one mutant rejected."""
        return self.proved and self.validated and self.mutants == self.rejected > 0

    @property
    def reasons(self) -> str:
        """Proof, error, bound and mutants in words."""
        return (
            f"proof {'complete' if self.proved else 'incomplete'}, error {self.error:.1e} against the computed bound"
            f" {self.bound:.1e} at {len(SEEDS)} random points, {self.rejected} of {self.mutants} mutants rejected."
        )

    def _repr_html_(self) -> str:
        """For notebooks."""
        failure = f"<br>{html.escape(self.failure)}" if self.failure else ""
        return f"<p><b>{html.escape(self.name)} {'holds' if self.holds else 'fails'}</b>: {self.reasons}{failure}</p>"


def draw_parameters(domain: Mapping[sp.Symbol, tuple[float, float] | range], seed: int) -> dict[str, float]:
    """One value for each symbol: uniform in an interval, or a member of a range of integers.

    The draws are stratified: over the seeds each symbol visits the lower, the middle and the upper third of its values, in an
    order of its own. A symbol that may have either sign is therefore tried with both.
    """
    order = np.random.default_rng(0)
    rng = np.random.default_rng(seed)
    drawn: dict[str, float] = {}
    for symbol, values in domain.items():
        third = (order.permutation(len(SEEDS))[(seed - 1) % len(SEEDS)] + rng.uniform()) / len(SEEDS)
        if isinstance(values, range):
            drawn[symbol.name] = values[int(third * len(values))]
        else:
            drawn[symbol.name] = float(values[0] + third * (values[1] - values[0]))
    return drawn


def is_rejected(comparison: Comparison) -> bool:
    """Whether the judge tells the formula from the truth, far beyond its bound."""
    return comparison.error > REJECTION * comparison.bound


def check(claim: Claim) -> Verdict:
    """Put one claim through the mill.

    What fails (a step, the result, a mutant that passes) is told in the verdict; an exception of the judge itself is a defect
    of the claim and is not caught.

    >>> import derivations as ti
    >>> verdict = ti.check(ti.claim("gap_at_gamma"))
    >>> verdict.holds, verdict.error <= verdict.bound
    (True, True)
    """
    start = perf_counter()
    failures = []
    proved = True
    for part, name in ((claim.steps, "steps"), (claim.limits, "limits")):
        try:
            prove(part())
        except UnprovedError as reason:
            proved = False
            failures.append(f"{name}: {reason}")
    error, bound, parameters, validated = _validated(claim, failures)
    mutants = list(claim.mutants())
    rejected = sum(_rejected(claim, mutant, number, failures) for number, mutant in enumerate(mutants, start=1))
    if not mutants:
        failures.append("mutants: there must be at least one, but there is none.")
    seconds = perf_counter() - start
    return Verdict(
        name=claim.name,
        subject=claim.subject,
        proved=proved,
        validated=validated,
        error=error,
        bound=bound,
        mutants=len(mutants),
        rejected=rejected,
        seconds=seconds,
        parameters=parameters,
        failure=" ".join(failures),
    )


def _validated(claim: Claim, failures: list[str]) -> tuple[float, float, dict[str, float], bool]:
    worst: tuple[float, float, float, dict[str, float]] = (-1.0, np.inf, 0.0, {})
    for seed in SEEDS:
        parameters = draw_parameters(claim.domain, seed)
        comparison = claim.validate(claim.result(), **parameters)
        if not comparison.error <= comparison.bound:
            failures.append(f"result: error {comparison.error:.2e} above bound {comparison.bound:.2e} at {parameters}.")
        ratio = comparison.error / comparison.bound if comparison.bound else comparison.error
        worst = max(worst, (ratio, comparison.error, comparison.bound, parameters), key=lambda entry: entry[0])
    _, error, bound, parameters = worst
    return error, bound, parameters, not any(failure.startswith("result") for failure in failures)


def _rejected(claim: Claim, mutant: sp.Expr | sp.MatrixBase, number: int, failures: list[str]) -> bool:
    for seed in SEEDS:
        parameters = draw_parameters(claim.domain, seed)
        comparison = claim.validate(mutant, **parameters)
        if not is_rejected(comparison):
            failures.append(
                f"mutant {number}: error {comparison.error:.2e} is not {REJECTION:g} times the bound {comparison.bound:.2e}."
            )
            return False
    return True
