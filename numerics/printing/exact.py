"""Formulas as code of mpmath, which kernels take where SciPy has no value."""

from collections.abc import Mapping
from typing import Any

import sympy as sp
from sympy.printing.codeprinter import PrintMethodNotImplementedError
from sympy.printing.pycode import MpmathPrinter

TROUBLED = (sp.besselj, sp.bessely, sp.besseli, sp.besselk, sp.hankel1, sp.hankel2, sp.hyper, sp.assoc_laguerre)
OTHERS = {"hankel1": "mpmath.hankel1", "hankel2": "mpmath.hankel2", "assoc_laguerre": "mpmath.laguerre"}


class KeptSum(sp.Function):
    """A sum that is known to keep its digits, or NaN."""


def is_troubled(entry: sp.Expr) -> bool:
    """Whether the entry has a function whose range is wider in mpmath, and no function that mpmath lacks."""
    return entry.has(*TROUBLED) and exact_code(entry, dict.fromkeys(entry.free_symbols, "x")) is not None


def watched(entry: sp.Expr) -> sp.Expr:
    """The entry with sums that are NaN where they lose their digits: those with a root, or of a number and troubled functions."""
    return entry.replace(lambda part: part.is_Add and _may_cancel(part), lambda part: KeptSum(*part.args))


def _may_cancel(total: sp.Add) -> bool:
    roots = (factor for term in total.args for factor in sp.Mul.make_args(term) if factor.is_Pow and factor.exp == sp.S.Half)
    return any(roots) or (total.has(*TROUBLED) and any(term.is_number for term in total.args))


def is_single(entry: sp.Expr) -> bool:
    """Whether the entry is a Bessel function, or a number times one: no other factor can make up for its zero or infinity."""
    return entry.as_coeff_Mul()[1].func in TROUBLED[:6]


def exact_code(entry: sp.Expr, names: Mapping[sp.Symbol, str]) -> str | None:
    """The value in the digits of the context ``mpmath``; None if mpmath lacks a function."""
    try:
        return str(_Printer(names).doprint(entry))
    except PrintMethodNotImplementedError:
        return None


def exact_table(entries: Mapping[tuple[int, ...], sp.Expr], names: Mapping[sp.Symbol, str]) -> str:
    """A dictionary, as code: by the index of an entry its function of context and arguments, and whether it is a single one."""
    signature = ", ".join(["mpmath", *names.values()])
    lines = [
        f"    {index}: (lambda {signature}: {exact_code(entry, names)}, {is_single(entry)}),\n" for index, entry in entries.items()
    ]
    return f"{{\n{''.join(lines)}}}"


class _Printer(MpmathPrinter):
    def __init__(self, names: Mapping[sp.Symbol, str]) -> None:
        super().__init__({"strict": True, "user_functions": OTHERS})
        self.names = names

    def _print_Symbol(self, symbol: sp.Symbol) -> str:
        return self.names[symbol]

    def _print_hyper(self, function: sp.hyper) -> str:
        if (len(function.ap), len(function.bq)) != (1, 1):
            raise PrintMethodNotImplementedError(str(function))
        parts: Any = (*function.ap, *function.bq, function.argument)
        return f"kummer_exact(mpmath, {', '.join(map(self._print, parts))})"
