"""Every slip of one per cent in a formula: in a symbol, in an entry of a matrix, in a term of a sum."""

from collections.abc import Iterator

import sympy as sp

SLIP = sp.Rational(101, 100)
Formula = sp.Expr | sp.MatrixBase


def slips(formula: Formula) -> Iterator[tuple[str, Formula]]:
    """What is moved, and the formula with it: each symbol, each entry that is not zero, each term of each sum, all over."""
    for symbol in sorted(formula.free_symbols, key=str):
        yield symbol.name, formula.subs(symbol, SLIP * symbol)
    yield from _entries(formula)
    entries = formula if isinstance(formula, sp.MatrixBase) else [formula]
    sums = {part for entry in entries for part in sp.preorder_traversal(entry) if isinstance(part, sp.Add)}
    for part in sorted(sums, key=sp.default_sort_key):
        for term in part.args:
            yield f"{term} of {part}", formula.xreplace({part: part + (SLIP - 1) * term})


def _entries(formula: Formula) -> Iterator[tuple[str, Formula]]:
    if not isinstance(formula, sp.MatrixBase):
        yield "the whole", SLIP * formula
        return
    for index, entry in enumerate(formula):
        place = divmod(index, formula.cols)
        if entry != 0:
            changed = formula.as_mutable()
            changed[place] = SLIP * entry
            yield f"entry {place}", changed.as_immutable()
