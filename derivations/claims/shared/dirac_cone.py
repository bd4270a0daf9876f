"""Berry flux of a Dirac cone d sigma_z + a sigma_x + b sigma_y, from which the jumps of the Chern numbers are built."""

from collections.abc import Iterator
from functools import cache

import sympy as sp

from theory.algebra import PAULI_X, PAULI_Y, PAULI_Z, Matrix, det
from theory.proof import Step

theta, phase = sp.symbols("theta varphi", real=True)  # polar angles of (a, b, d)


def lower_level(sign: int) -> Matrix:
    """The lower level of a cone, single-valued at the centre, where d has this sign."""
    above = Matrix([-sp.sin(theta / 2) * sp.exp(-sp.I * phase), sp.cos(theta / 2)])
    return above if sign > 0 else Matrix(sp.exp(sp.I * phase) * above)


@cache
def flux(sign: int) -> sp.Expr:
    """Berry flux of a cone, far out (theta = pi/2), for (a, b) turning as q does: Im <u|du>, the phase of <u(k)|u(k')>."""
    state = lower_level(sign)
    connection = sp.simplify(sp.im((state.H * state.diff(phase))[0]))
    centre = connection.subs(theta, 0 if sign > 0 else sp.pi)
    return 2 * sp.pi * (connection.subs(theta, sp.pi / 2) - centre)


def turning(zeta_x: sp.Expr, zeta_y: sp.Expr) -> sp.Expr:
    """Jacobian of (a, b) = (-zeta_y q_y, zeta_x q_x), whose sign tells whether (a, b) turns as q does or against it."""
    q_x, q_y = sp.symbols("q_x q_y", real=True)
    return det(Matrix([-zeta_y * q_y, zeta_x * q_x]).jacobian([q_x, q_y]))


def steps() -> Iterator[Step]:
    """Berry flux of the lower level of d sigma_z + a sigma_x + b sigma_y, in polar angles theta and phase of (a, b, d)."""
    h = sp.cos(theta) * PAULI_Z + sp.sin(theta) * (sp.cos(phase) * PAULI_X + sp.sin(phase) * PAULI_Y)
    for sign in (1, -1):
        state = lower_level(sign)
        yield Step(
            "lower level of the cone", Matrix((h * state).applyfunc(sp.expand_trig)), Matrix((-state).applyfunc(sp.expand_trig))
        )
        at_centre = state.subs(theta, 0 if sign > 0 else sp.pi)
        yield Step(
            f"d {'>' if sign > 0 else '<'} 0: single-valued at the centre of the cone", at_centre.diff(phase), sp.zeros(2, 1)
        )
        yield Step("far out, theta = pi/2: the flux is -pi sgn(d) for (a, b) turning as q does", flux(sign), -sign * sp.pi)
    zeta_x, zeta_y = sp.symbols("zeta_x zeta_y", real=True)
    yield Step(
        "and (a, b) = c (-zeta_y q_y, zeta_x q_x) turns as q does times zeta_x zeta_y", turning(zeta_x, zeta_y), zeta_x * zeta_y
    )
