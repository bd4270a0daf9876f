r"""Levels of the antidot in the s-wave layer with flux and a finite pairing step.

Statement
---------
With the flux n h/2e in the disc r < R and the pairing :math:`\Delta e^{in\theta}` outside it, the state
:math:`u \propto e^{il\theta}`, :math:`v \propto e^{i(l-n)\theta}` is bound at the zeros of the function S of
``finite_pairing_step``,

.. math:: S(E) = \operatorname{Im}\left[(E + i\Omega)\,W(P_e, K_+)\,W(P_h, K_-)\right]_{r=R}

where now, with Kummer's function M and :math:`z = nr^2/2R^2`,

.. math::
    P_e &= \left(\frac rR\right)^{|l|}e^{-z/2}M(a_e, 1 + |l|, z), \qquad
    a_e = \tfrac12\left[1 + |l| - l - \frac{(\xi_0 - E)R^2}{n\,t_{SC}}\right] \\
    K_\pm &= K_\nu(q_\pm r), \qquad \nu = l - \tfrac n2

and :math:`P_h` is :math:`P_e` with (l, n, E) replaced by (l - n, -n, -E). For odd n the outer functions are elementary, of
half-integer order: electron and hole see half a flux quantum h/e. Particle-hole symmetry maps l to n - l and E to -E: for odd n no
channel is its own partner, and no level is tied to zero energy. All levels are twofold (spin).

Assumptions
-----------
1. The band through second order in k; field and pairing change at the same sharp edge; n of either sign, not zero.
2. Bound states: :math:`|E| < |\Delta|`.

Symbols
-------
f: any radial function
q: decay rate outside (1/a)

References
----------
arXiv:2507.23775, Fig. 7(c) and Appendix B, has lattice levels and approximate Bessel functions. C. Caroli, P. G. de Gennes and
J. Matricon, Phys. Lett. 9, 307 (1964), for the vortex without antidot.
"""

from collections.abc import Iterator

import sympy as sp

from derivations.claims.swave import finite_pairing_step
from derivations.claims.swave.finite_pairing_step import XI, bound_states, compared_in_gap, matched, values_at_wall, wave_numbers
from derivations.claims.swave.kummer_levels import kummer_arguments
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison
from theory.algebra import PAULI_X, PAULI_Z, Matrix
from theory.expansion import kp_expansion
from theory.models.swave import swave
from theory.polar import separated, wound
from theory.proof import Step
from theory.symbols.interface import Delta, eps_sc, mu, t_sc
from theory.symbols.levels import E, x_lm
from theory.symbols.momentum import kx, ky
from theory.symbols.polar import ell, r, theta
from theory.symbols.vortex import R, n

SYSTEM = swave()
DOMAIN = {mu: (-0.3, 0.3), eps_sc: (-0.3, 0.3), t_sc: (-0.5, 0.5), Delta: (-2.0, 2.0), R: (3.0, 6.0), n: range(-2, 5, 3)}
ORBITALS = (-1, 0, 2)
HOLE = {ell: ell - n, n: -n, E: -E}


def steps() -> Iterator[Step]:
    """The winding of the pairing, the radial equations on both sides, their solutions, the matching."""
    band = kp_expansion(SYSTEM.hamiltonian[0, 0], (kx, ky), about=(0, 0), order=2)
    hole_band = kp_expansion(SYSTEM.hamiltonian[2, 2], (kx, ky), about=(0, 0), order=2)
    f = sp.Function("f")(r)
    pairing = wound(Matrix(Delta * PAULI_X), PAULI_Z, n)[0, 1]
    turned = sp.powsimp(pairing * f * sp.exp(sp.I * (ell - n) * theta) * sp.exp(-sp.I * ell * theta))
    yield Step("the pairing turns v exp(i (l - n) theta) into exp(i l theta)", turned, Delta * f)
    inner, outer = n * r / (2 * R**2), n / (2 * r)
    for place, A in (("in the disc", inner), ("outside", outer)):
        electron = separated(band, (kx, ky), f, a_theta=A)
        yield Step(f"{place} the electron sees A", electron, _radial(f, (ell / r - A) ** 2))
        hole = separated(hole_band, (kx, ky), f, sign=-1, a_theta=A).subs(ell, ell - n)
        mirror = -_radial(f, (ell / r - A) ** 2).subs({ell: ell - n, n: -n}, simultaneous=True)
        yield Step(f"{place} the hole, of energy -E, is an electron of (l - n, -n)", hole, mirror)
    yield Step("outside both have the same equation", hole, -electron)
    yield Step("outside, of order nu", (ell / r - outer) ** 2, (ell - n / 2) ** 2 / r**2)
    q = sp.Symbol("q", complex=True, zero=False)
    K = sp.besselk(ell - n / 2, q * r)
    applied = sp.diff(K, r, 2) + sp.diff(K, r) / r - (ell - n / 2) ** 2 / r**2 * K
    yield Step("which K_nu(q r) solves", finite_pairing_step.reduced(applied, K), q**2 * K)
    yield Step("inside, with r d/dr = 2 z d/dz, P_e solves the electron's", _inside_equation(), sp.S.Zero)
    a, b, z = inside_arguments()
    inside = (r / R) ** sp.Abs(ell) * sp.exp(-z / 2) * sp.hyper([a], [b], z)
    decaying = (K.subs(q, number) for number in wave_numbers().values())
    functions = (inside, inside.subs({ell: ell - n, n: -n, E: -E}, simultaneous=True), *decaying)
    yield Step("continuity at r = R, as in finite_pairing_step", result(), matched(*values_at_wall(functions)))


def _inside_equation() -> sp.Expr:
    """(H - E) P_e r^2 / (t_sc P_e / w), with Kummer's equation z w'' + (b - z) w' - a w = 0 used for w''."""
    m, z = sp.symbols("m z", positive=True)
    w = sp.Function("w")(z)
    a, b, of_r = (part.subs(sp.Abs(ell), m) for part in inside_arguments())
    front = z ** (m / 2) * sp.exp(-z / 2)
    slope = z * sp.diff(front * w, z)
    r_squared = z * r**2 / of_r
    applied = 4 * z * sp.diff(slope, z) + ((XI - E) / t_sc * r_squared - (ell - z) ** 2) * front * w
    second = (a * w - (b - z) * sp.diff(w, z)) / z
    return sp.expand(sp.expand(sp.powsimp(sp.expand(applied / front))).subs(sp.diff(w, z, 2), second)).subs(ell**2, m**2)


def inside_arguments() -> tuple[sp.Expr, ...]:
    """a, b and z(r) of the electron of energy E."""
    return tuple(part.subs(x_lm, R * sp.sqrt((XI - E) / t_sc)) for part in kummer_arguments())


def _radial(f: sp.Expr, centrifugal: sp.Expr) -> sp.Expr:
    return XI * f + t_sc * (sp.diff(f, r, 2) + sp.diff(f, r) / r - centrifugal * f)


def radial_functions() -> tuple[sp.Expr, ...]:
    """P_e, P_h, K_+ and K_- as functions of r."""
    a, b, z = inside_arguments()
    electron = (r / R) ** sp.Abs(ell) * sp.exp(-z / 2) * sp.hyper([a], [b], z)
    outside = (sp.besselk(ell - n / 2, q * r) for q in wave_numbers().values())
    return (electron, electron.subs(HOLE, simultaneous=True), *outside)


def result() -> sp.Expr:
    """S(E), whose zeros are the levels with angular momentum l of the electron."""
    return matched(*values_at_wall(radial_functions()))


def limits() -> Iterator[Step]:
    """The elementary functions of one flux quantum, particle-hole symmetry, a hard wall."""
    q = sp.Symbol("q", positive=True)
    half = sp.besselk(ell - n / 2, q * r).subs({ell: 0, n: 1})
    yield Step("one flux quantum, l = 0: order one half", sp.expand_func(half), sp.sqrt(sp.pi / (2 * q * r)) * sp.exp(-q * r))
    P_e, P_h, *_ = radial_functions()
    mirrored = P_h.subs({ell: n - ell, E: -E}, simultaneous=True)
    reversed_field = P_e.subs({ell: -ell, n: -n}, simultaneous=True)
    yield Step("the hole of (n - l, -E) sees the electron's l and n reversed", mirrored, reversed_field)
    a, b, z = kummer_arguments()
    other = a.subs({ell: -ell, n: -n}, simultaneous=True)
    yield Step("which is the same function, by Kummer's transformation a -> b - a, z -> -z", other, b - a)
    hard = P_e.subs(r, R).subs(E, XI - t_sc * x_lm**2 / R**2) * sp.exp(z.subs(r, R) / 2)
    yield Step("a hard wall: the condition of kummer_levels", hard, sp.hyper([a], [b], z.subs(r, R)))


def mutants() -> Iterator[sp.Expr]:
    """Integer order outside, no field inside, the hole with the electron's field or momentum, wrong flux, wrong spinor."""
    P_e, P_h, K_p, K_m = radial_functions()
    integer = tuple(K.subs(ell - n / 2, ell) for K in (K_p, K_m))
    yield matched(*values_at_wall((P_e, P_h, *integer)))
    yield matched(*values_at_wall((P_e, P_e.subs(E, -E), K_p, K_m)))
    yield matched(*values_at_wall((P_e, P_e.subs({ell: ell - n, E: -E}, simultaneous=True), K_p, K_m)))
    yield matched(*values_at_wall((P_e, P_e.subs({ell: ell + n, n: -n, E: -E}, simultaneous=True), K_p, K_m)))
    yield matched(*values_at_wall((P_e, P_h, K_m, K_p)))
    yield result().subs(n, -n)
    yield result().subs(n, 2 * n)
    yield result().subs(mu, -mu)
    yield P_e.subs(r, R) * P_h.subs(r, R)


def validate(formula: sp.Expr, **parameters: float) -> Comparison:
    """Compare with a variational calculation of the whole plane in piecewise polynomials; bound: residual and rounding.

    Every level up to nine tenths of the gap must be there, and no other.
    """
    return compared_in_gap({l_e: bound_states(formula, float, ell=l_e, **parameters) for l_e in ORBITALS}, **parameters)


def draw(ax: Axes, comparison: Comparison) -> None:
    """Levels against the angular momentum of the electron."""
    ax.plot(comparison.abscissa, comparison.analytic, "_", markersize=14, color=COLOURS[0], label="formula")
    circles(ax, comparison.abscissa, comparison.numeric, colour=COLOURS[1], label="polynomials")
    ax.set(xlabel="orbital angular momentum of the electron", xticks=ORBITALS, ylabel=r"energy ($\lambda/a$)")
    ax.legend()
