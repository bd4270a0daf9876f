r"""Sums with a square root that lose their digits by cancellation, written so that they keep them: an exact identity.

In floating-point arithmetic :math:`\sqrt{A^2 + c} - A` has no digit left where c is small beside A^2. With :math:`|A|` taken apart,

.. math:: \sqrt{B} + A = \frac{B - P^2}{\sqrt{B} + |P|} + (|P| + A),

where P = A, or P^2 is a term of B, and what is left in the numerator and in the parenthesis has lost terms symbolically.
"""

from functools import lru_cache

import sympy as sp

LONGEST = 300  # operations of a sum that is looked at
LONGEST_SQUARE = 40  # of one that is squared and expanded
TINY = sp.Rational(1, 10**300)  # keeps 0/0 from being NaN where a root and all beside it vanish


@lru_cache(maxsize=2048)
def stable(expression: sp.Expr) -> sp.Expr:
    """The same function of real symbols, with roots that cancel against other terms written as quotients.

    Below 1e-300, where the squares of floats vanish, it may be 0.

    >>> t, x = sp.symbols("t x", real=True)
    >>> stable(sp.sqrt(x**2 + t**2 + 1) - sp.Abs(x))
    (t**2 + 1)/(sqrt(t**2 + x**2 + 1) + Abs(x))
    >>> stable(x - sp.sqrt(x**2 + t**2 + 1))
    -(t**2 + 1)/(sqrt(t**2 + x**2 + 1) + Abs(x)) - Max(0, -2*x)
    """
    if not any(power.exp.is_Rational and power.exp.q == 2 for power in expression.atoms(sp.Pow)):
        return expression
    return expression.replace(lambda part: part.is_Add, lambda part: _over_root(part) or _sum(part) or part)


def _sum(total: sp.Add) -> sp.Expr | None:
    """A sum that has a root of known sign among its terms; None if nothing cancels."""
    roots = [(term, part) for term in total.args for part in sp.Mul.make_args(term) if part.is_Pow and part.exp == sp.S.Half]
    if not roots or sp.count_ops(total) > LONGEST:
        return None
    for term, root in roots:
        if root.base.is_nonnegative:
            factor = term / root
            sign = 1 if factor.is_nonnegative else -1 if factor.is_nonpositive else 0
            rest = sign * (total - term)
            if sign and rest.is_extended_real and not rest.is_nonnegative:
                found = _beside_a_square(sign * factor, root, rest) or _beside_a_root(sign * factor, root, rest)
                if found is not None:
                    return sign * found
    return None


def _beside_a_square(factor: sp.Expr, root: sp.Pow, rest: sp.Expr) -> sp.Expr | None:
    """``factor * root + rest`` where the square of something that cancels in ``rest`` is a term under the root."""
    for square in sp.Add.make_args(root.base):
        size = factor * sp.sqrt(square)
        inner = size.replace(sp.Abs, lambda x: x)
        others = [rest + size] if _length(rest + size) < _length(rest) else [rest + inner, rest - inner]
        if size.is_extended_real and size.is_nonnegative and min(map(_length, others)) < _length(rest):
            return factor**2 * (root.base - square) / _not_zero(factor * root + size) + _larger(*others)
    return None


def _beside_a_root(factor: sp.Expr, root: sp.Pow, rest: sp.Expr) -> sp.Expr | None:
    """``factor * root + rest`` where ``rest`` is not positive and its square cancels terms under the root."""
    if not rest.is_nonpositive or sp.count_ops(rest) + sp.count_ops(root) > LONGEST_SQUARE:
        return None
    square, other = sp.expand(factor**2 * root.base), sp.expand(rest**2)
    numerator = square - other
    return numerator / _not_zero(factor * root - rest) if _length(numerator) < _length(square) + _length(other) else None


def _not_zero(denominator: sp.Expr) -> sp.Expr:
    return denominator if denominator.is_positive else sp.Max(denominator, TINY, evaluate=False)


def _over_root(total: sp.Add) -> sp.Expr | None:
    """A sum with a quotient by a root, such as ``1/2 + x/(2 sqrt(B))``, over that root; None if nothing cancels."""
    for term in total.args:
        for part in sp.Mul.make_args(term):
            if part.is_Pow and part.exp == -sp.S.Half and part.base.is_nonnegative:
                root = 1 / part
                inner = term * root + sp.Add(*(root * other for other in total.args if other != term))
                found = _sum(inner) if inner.is_Add else None
                if found is not None:
                    return found / root
    return None


def _larger(first: sp.Expr, *other: sp.Expr) -> sp.Expr:
    """The largest, where assumptions tell; else a Max as it stands, for SymPy's own search of an order takes most of the time."""
    if not other or (first - other[0]).is_nonnegative:
        return first
    return other[0] if (first - other[0]).is_nonpositive else sp.Max(first, *other, evaluate=False)


def _length(expression: sp.Expr) -> int:
    """Number of terms."""
    return 0 if expression == 0 else len(sp.Add.make_args(expression))
