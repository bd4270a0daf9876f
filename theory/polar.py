r"""The continuum near Gamma in polar coordinates: a polynomial of momenta as a differential operator, with a vector potential.

.. math:: k \to -i\nabla - A, \qquad A = A_\theta(r)\,\hat\theta

A hop from i to j with the factor :math:`e^{+i\int_i^j A\,dr}` is :math:`e^{-id\cdot(k - A)}` for the electron: the sign of the
project's Peierls phases. Holes see :math:`-A`.
"""

from collections.abc import Sequence

import sympy as sp

from theory.symbols import ell, r, theta


def orbital(radial: sp.Expr) -> sp.Expr:
    """f(r) exp(i l theta)."""
    return radial * sp.exp(sp.I * ell * theta)


def radial_part(wave: sp.Expr) -> sp.Expr:
    """What stands before exp(i l theta)."""
    return sp.expand(sp.expand(wave) * sp.exp(-sp.I * ell * theta))


def quantised(
    polynomial: sp.Expr, momenta: Sequence[sp.Symbol], wave: sp.Expr, *, vector_potential: sp.Expr = sp.S.Zero
) -> sp.Expr:
    """A polynomial of kx and ky, without mixed terms, applied to a wave function of r and theta.

    Raises
    ------
    ValueError
        If a term contains both momenta: its order would matter.
    """
    applied = sp.S.Zero
    for powers, coefficient in sp.Poly(polynomial, *momenta).terms():
        if all(powers):
            raise ValueError(f"`polynomial` must have no mixed terms, but has one of degrees {powers}.")
        image = wave
        for axis, power in enumerate(powers):
            for _ in range(power):
                image = _momentum(image, axis, vector_potential)
        applied += coefficient * image
    return _without_products(applied)


def _momentum(wave: sp.Expr, axis: int, vector_potential: sp.Expr) -> sp.Expr:
    """(-i d/dx - A_x) psi for axis 0, (-i d/dy - A_y) psi for axis 1."""
    along, around = ((sp.cos(theta), -sp.sin(theta)), (sp.sin(theta), sp.cos(theta)))[axis]
    gradient = along * sp.diff(wave, r) + around * sp.diff(wave, theta) / r
    return sp.expand(-sp.I * gradient - around * vector_potential * wave)


def _without_products(expression: sp.Expr) -> sp.Expr:
    """cos^2 theta + sin^2 theta = 1."""
    return sp.expand(sp.expand(expression).subs(sp.sin(theta) ** 2, 1 - sp.cos(theta) ** 2))
