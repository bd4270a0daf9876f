"""Proof obligations: equalities that SymPy must reduce to zero. Undecided is not proved."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import sympy as sp

INEXACT = (sp.Float, sp.nan, sp.zoo, sp.oo, -sp.oo, sp.AccumBounds)
LONGEST = 300  # characters of what SymPy is left with, in a message


class UnprovedError(AssertionError):
    """A step whose two sides SymPy could not reduce to the same expression, or which is false."""


@dataclass(frozen=True)
class Step:
    """One equality of a derivation: the sentence that motivates it, and its two sides (scalars or matrices).

    >>> import sympy as sp
    >>> import derivations as ti
    >>> x = sp.Symbol("x")
    >>> ti.Step("a binomial", (x + 1) ** 2, x**2 + 2 * x + 1).text
    'a binomial'
    """

    text: str
    left: sp.Basic
    right: sp.Basic


def prove(steps: Iterable[Step]) -> int:
    """Prove every step and return how many there were.

    >>> import sympy as sp
    >>> import derivations as ti
    >>> x = sp.Symbol("x")
    >>> ti.prove([ti.Step("a binomial", (x + 1) ** 2, x**2 + 2 * x + 1)])
    1

    Raises
    ------
    UnprovedError
        If a step is false (with a counterexample), undecided (with what is left of the difference), not exact or not
        defined, or if there is no step at all.
    """
    count = 0
    for count, step in enumerate(steps, start=1):  # noqa: B007 - the count is the result
        _refuse_inexact(step)
        for entry in _differences(step):
            _prove_zero(step, entry)
    if count == 0:
        raise UnprovedError("there must be at least one step, but there is none.")
    return count


def require(step: Step, demand: str) -> None:
    """Refuse input that does not fulfil an equality.

    Raises
    ------
    ValueError
        If the step is not proved: the demand, and why.

    >>> require(Step("H is Hermitian", sp.I, -sp.I), "`hamiltonian` must be Hermitian")
    Traceback (most recent call last):
    ...
    ValueError: `hamiltonian` must be Hermitian, but: false, the sides differ by 2.0*I.
    """
    try:
        prove([step])
    except UnprovedError as error:
        reason = str(error).removeprefix(f"{step.text}: ")
        shown = reason if len(reason) <= LONGEST else f"{reason[:LONGEST]} ..."
        raise ValueError(f"{demand}, but: {shown}") from error


def is_proved(*steps: Step) -> bool:
    """Whether SymPy proves every step."""
    try:
        prove(steps)
    except UnprovedError:
        return False
    return True


def inexact(expression: sp.Basic | sp.MatrixBase) -> sp.Basic | None:
    """A part that makes an expression inexact or undefined, if there is one: a float, an infinity, not a number.

    A float swallows small terms, and 1/0 equals 2/0, as oo equals 2 oo: none of them proves anything.
    """
    if isinstance(expression, (sp.Basic, sp.MatrixBase)) and expression.has(*INEXACT):
        return min(expression.atoms(*(type(kind) if isinstance(kind, sp.Basic) else kind for kind in INEXACT)), key=str)
    return None


def require_exact(name: str, expression: sp.Basic | sp.MatrixBase) -> None:
    """Refuse input that is inexact or undefined.

    Raises
    ------
    ValueError
        If it is: the name, and the number.
    """
    if (part := inexact(expression)) is not None:
        hint = " (sp.Rational(1, 2), not 0.5)" if part.is_Float else ""
        raise ValueError(f"`{name}` must be exact{hint}, but has {part}.")


def _refuse_inexact(step: Step) -> None:
    part = next((part for part in map(inexact, (step.left, step.right)) if part is not None), None)
    if part is not None:
        raise UnprovedError(f"{step.text}: both sides must be exact and defined, but one has {part}.")


def _differences(step: Step) -> Iterator[sp.Expr]:
    left, right = step.left, step.right
    if isinstance(left, sp.MatrixBase) != isinstance(right, sp.MatrixBase):
        raise UnprovedError(f"{step.text}: one side is a matrix, the other is not.")
    if isinstance(left, sp.MatrixBase):
        if left.shape != right.shape:
            raise UnprovedError(f"{step.text}: shapes differ, {left.shape} and {right.shape}.")
        yield from (entry for entry in (left - right) if entry != 0)
    elif not (isinstance(left, sp.Expr) and isinstance(right, sp.Expr)):
        raise UnprovedError(f"{step.text}: {left} and {right} must be expressions.")
    elif left != right:
        yield left - right


def _prove_zero(step: Step, difference: sp.Expr) -> None:
    """Reduce to the literal 0 by rewriting alone, cheapest first; numbers are used only to refute."""
    counterexample = _counterexample(difference)
    if counterexample is not None:
        raise UnprovedError(f"{step.text}: false, the sides differ by {counterexample}.")
    remainder = difference
    for rewrite in (
        sp.expand,
        lambda e: sp.expand(e.rewrite(sp.exp)),
        lambda e: sp.expand(sp.expand_trig(e)),
        sp.factor,
        sp.simplify,
        lambda e: sp.simplify(sp.expand_trig(e.rewrite(sp.cos))),
    ):
        remainder = rewrite(difference)
        if remainder == 0:
            return
    raise UnprovedError(f"{step.text}: undecided, SymPy is left with {remainder}.")


def _counterexample(difference: sp.Expr) -> str | None:
    """Evaluate at two points in general position; a value that is certainly not zero refutes the step."""
    symbols = sorted(difference.free_symbols, key=lambda s: s.name)
    for turn in range(2 if symbols else 1):
        samples = [_sample(symbol, index, turn) for index, symbol in enumerate(symbols)]
        if None in samples:
            return None
        point = dict(zip(symbols, samples, strict=True))
        value = difference.subs(point).doit().evalf(30, maxn=200)
        if not value.is_number or (value.is_comparable is False and not value.is_complex):
            continue
        if abs(value) > sp.Rational(1, 10**15):
            where = ", ".join(f"{s.name} = {point[s]}" for s in symbols)
            return f"{sp.N(value, 6)} at {where}" if where else f"{sp.N(value, 6)}"
    return None


def _sample(symbol: sp.Symbol, index: int, turn: int) -> sp.Expr | None:
    """A number in general position that respects the assumptions of the symbol; None if there is none to be had."""
    value, whole = sp.Rational(sp.prime(index + 5), 7 + 2 * index), sp.Integer(sp.prime(index + 3))
    sign = (-1) ** turn
    candidates = (
        sign * value * (2 + 3 * sp.I) / 4,
        sign * value,
        -sign * value,
        sign * whole,
        -sign * whole,
        sign * (whole + 1),
        -sign * (whole + 1),
        sp.I * value,
    )
    needed = {name: truth for name, truth in symbol.assumptions0.items() if name != "commutative"}
    fitting = (c for c in candidates if all(getattr(c, f"is_{name}") is truth for name, truth in needed.items()))
    return next(fitting, None)
