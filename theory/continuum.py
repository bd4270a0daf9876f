r"""A linear k.p Hamiltonian as a differential operator in polar coordinates, around a vortex.

.. math::
    H = A_0 + k_xA_x + k_yA_y, \qquad k \to -i\nabla - a\,\tau_z, \quad a = a_\theta(r)\,\hat\theta, \qquad
    \Delta \to \Delta\,e^{in\theta}

Electrons hop with the phase :math:`\int a\cdot dr`, holes with its conjugate.
"""

from collections.abc import Sequence

import sympy as sp

from theory.algebra import Matrix, dagger
from theory.symbols import r, theta


def wound(matrix: sp.MatrixBase, charge: sp.MatrixBase, winding: sp.Expr) -> Matrix:
    """The matrix with all pairings multiplied by exp(i winding theta); ``charge`` is the diagonal tau_z."""
    turn = sp.diag(*(sp.exp(sp.I * winding * theta * sign / 2) for sign in charge.diagonal()))
    return Matrix(turn * matrix * dagger(turn))


def polar_action(
    hamiltonian: sp.MatrixBase,
    momenta: Sequence[sp.Symbol],
    spinor: sp.MatrixBase,
    *,
    charge: sp.MatrixBase,
    a_theta: sp.Expr,
    winding: sp.Expr,
) -> Matrix:
    """H psi for a spinor that is a function of ``r`` and ``theta``; ``hamiltonian`` is linear in the momenta.

    Raises
    ------
    ValueError
        If the Hamiltonian is not linear in the momenta.
    """
    at_zero = hamiltonian.subs(dict.fromkeys(momenta, 0))
    slopes = [hamiltonian.diff(k) for k in momenta]
    if any(slope.free_symbols & set(momenta) for slope in slopes):
        raise ValueError("`hamiltonian` must be linear in the momenta, but is not.")
    around = spinor.diff(theta) / r
    cos, sin = sp.cos(theta), sp.sin(theta)
    gradients = (cos * spinor.diff(r) - sin * around, sin * spinor.diff(r) + cos * around)
    potentials = (-a_theta * sin, a_theta * cos)
    total = wound(at_zero, charge, winding) * spinor
    for slope, gradient, a in zip(slopes, gradients, potentials, strict=True):
        total += slope * (-sp.I * gradient - a * charge * spinor)
    return Matrix(total)
