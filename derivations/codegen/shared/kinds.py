"""Real or complex: the kind of number that the arithmetic of a printed expression yields."""

import sympy as sp

SIGNS = ("positive", "nonnegative", "negative", "integer")


def is_complex(expression: sp.Expr) -> bool:
    """Whether the arithmetic of the printed expression yields a complex number, as it does in C, Fortran, Julia and Rust.

    A root of a number that may be negative is complex: the principal branch, as in SymPy, instead of NaN. The arcsine of a real
    number is real: beyond 1 a program gives NaN or stops, and its header says so.
    """
    if expression.is_Symbol:
        return expression.is_extended_real is not True
    if expression.is_Atom:
        return expression == sp.I
    if isinstance(expression, sp.Abs):
        return False
    if any(is_complex(argument) for argument in expression.args):
        return True
    if expression.is_Pow:
        return not (expression.exp.is_integer or expression.base.is_nonnegative)
    if isinstance(expression, sp.besselk):
        return not expression.argument.is_nonnegative
    if isinstance(expression, sp.besselj):
        return not (expression.order.is_integer or expression.argument.is_nonnegative)
    return False


def variable(name: str, value: sp.Expr) -> sp.Symbol:
    """A variable with what is known about the sign of its value, so that roots of it can be real."""
    if is_complex(value):
        return sp.Symbol(name)
    return sp.Symbol(name, real=True, **{sign: True for sign in SIGNS if getattr(value, f"is_{sign}")})
