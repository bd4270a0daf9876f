r"""Levels of the antidot in the s-wave layer with its finite pairing step.

Statement
---------
Where the pairing is :math:`\Delta\,\theta(r - R)` and all sites are kept, the levels of angular momentum l inside the gap are the
zeros of

.. math::
    S(E) &= \operatorname{Im}\left[(E + i\Omega)\,W(P_e, K_+)\,W(P_h, K_-)\right], \qquad \Omega = \sqrt{\Delta^2 - E^2} \\
    P_{e,h}(r) &= \frac{J_l(k_{e,h}r)}{k_{e,h}^{|l|}}, \qquad k_{e,h}^2 = \frac{\xi_0 \mp E}{t_{SC}}, \qquad
    K_\pm(r) = K_l(q_\pm r), \qquad q_\pm^2 = \frac{\pm i\Omega - \xi_0}{t_{SC}}

at r = R, with :math:`\xi_0 = \varepsilon_{SC} + 4t_{SC} - \mu`, :math:`\operatorname{Re} q_\pm > 0` and
:math:`W(f, g) = fg' - f'g`. The functions P are real also where k is imaginary: the evanescent hole of an electron-like state.

Assumptions
-----------
1. The band through second order in k, no flux, a step of the pairing that is sharp on the scale of :math:`1/|q|`.
2. Bound states: :math:`|E| < |\Delta|`. A small gap has none if no band of the disc reaches into it. Degeneracies as in
   ``bessel_levels``: spin, and l with -l.

Symbols
-------
K_p, L_p, K_m, L_m: functions and slopes at the wall outside, of the energies i Omega and -i Omega
P_e, Q_e, P_h, Q_h: functions and slopes at the wall inside, of electron and hole
f: any radial function
k: function of electron and hole at E = 0, where they are alike
p: sqrt(|Delta/(2 t_sc)|), the decay rate at large pairing (1/a)
q: wave number (1/a)
s: slope of electron and hole at E = 0

References
----------
arXiv:2507.23775, Appendix B, leaves the step out and fits the prefactor of the levels instead. The matching is that of
Andreev states in a disc: G. E. Blonder, M. Tinkham and T. M. Klapwijk, Phys. Rev. B 25, 4515 (1982), for a flat wall.
"""

from collections.abc import Iterator
from functools import cache

import numpy as np
import sympy as sp

from derivations.claims.shared.disc import Reals, edge_and_stiffness
from derivations.claims.shared.zeros import zeros
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison
from numerics.radial.disc import DiscChannel, radial_levels
from numerics.systems.swave import swave_system
from theory.algebra import Matrix, det
from theory.expansion import kp_expansion
from theory.models.swave import swave
from theory.polar import separated
from theory.proof import Step
from theory.symbols.interface import Delta, eps_sc, mu, t_sc
from theory.symbols.levels import E
from theory.symbols.momentum import kx, ky
from theory.symbols.polar import ell, r
from theory.symbols.vortex import R

SYSTEM = swave()
DOMAIN = {mu: (-0.5, 0.5), eps_sc: (-0.5, 0.5), t_sc: (-0.5, 0.5), Delta: (-2.0, 2.0), R: (3.0, 8.0)}
ORBITALS = (-1, 0, 2)
DEGREE = 28
DEEP = 0.9  # levels are compared up to this part of the gap: farther up their tails are long
XI = eps_sc + 4 * t_sc - mu
OMEGA = sp.sqrt(Delta**2 - E**2)


def steps() -> Iterator[Step]:
    """The equations on both sides, their decaying and regular solutions, and the determinant of the matching."""
    H = kp_expansion(SYSTEM.hamiltonian, (kx, ky), about=(0, 0), order=2).extract([0, 2], [0, 2])  # spins are alike
    band = XI - t_sc * (kx**2 + ky**2)
    yield Step("through second order in k, of either spin", Matrix(H), Matrix([[band, Delta], [Delta, -band]]))
    f = sp.Function("f")(r)
    bent = sp.diff(f, r, 2) + sp.diff(f, r) / r - ell**2 / r**2 * f
    yield Step("of f(r) exp(i l theta)", separated(H[0, 0], (kx, ky), f), XI * f + t_sc * bent)
    q = sp.Symbol("q", complex=True, zero=False)
    for name, function, sign in (("J", sp.besselj(ell, q * r), -1), ("K", sp.besselk(ell, q * r), 1)):
        applied = reduced(bent.subs(f, function).doit(), function)
        yield Step(f"{name}_l(q r): the Laplacian makes {'-' if sign < 0 else ''}q^2 of it", applied, sign * q**2 * function)
    inside, decaying = [], []
    for sign in (1, -1):
        xi = sign * sp.I * OMEGA
        q_squared = (xi - XI) / t_sc
        yield Step("outside: K_l(q r) has the band energy +-i Omega", XI + t_sc * q_squared, xi)
        outside = Matrix([[xi, Delta], [Delta, -xi]])
        spinor = Matrix([Delta, E - xi])
        yield Step("with the spinor (Delta, E -+ i Omega)", Matrix(outside * spinor), Matrix(E * spinor))
        k_squared = (XI - sign * E) / t_sc
        yield Step("inside: the electron, and the hole, have the energy E", sign * (XI - t_sc * k_squared), E)
        inside.append(sp.besselj(ell, sp.sqrt(k_squared) * r) / sp.sqrt(k_squared) ** sp.Abs(ell))
        decaying.append(sp.besselk(ell, sp.sqrt(q_squared) * r))
    names = sp.symbols("P_e Q_e P_h Q_h K_p L_p K_m L_m")
    determinant = det(matching_matrix(*names))
    text = "functions and slopes of electron and hole are continuous: a 4 x 4 determinant vanishes"
    yield Step(text, determinant, -2 * sp.I * Delta * matched(*names))
    at_wall = dict(zip(names, [part.subs(r, R) for f in (*inside, *decaying) for part in (f, f.diff(r))], strict=True))
    yield Step("with these functions at r = R", matched(*names).xreplace(at_wall), result())


def reduced(expression: sp.Expr, function: sp.Expr) -> sp.Expr:
    """Orders l, l - 1 only, by the recurrence between three neighbours (DLMF 10.6.1, 10.29.1)."""
    kind, (ell, z) = type(function), function.args
    sign = -1 if kind is sp.besselj else 1  # J: C_(l+1) = 2l/z C_l - C_(l-1);  K: C_(l+1) = 2l/z C_l + C_(l-1)
    up1 = 2 * ell / z * kind(ell, z) + sign * kind(ell - 1, z)
    up2 = 2 * (ell + 1) / z * up1 + sign * kind(ell, z)
    down2 = sign * (kind(ell, z) - 2 * (ell - 1) / z * kind(ell - 1, z))
    return sp.expand(sp.expand(expression).subs({kind(ell + 2, z): up2, kind(ell - 2, z): down2, kind(ell + 1, z): up1}))


def wave_numbers() -> dict[int, sp.Expr]:
    """q_+ and q_- of the decaying functions outside."""
    return {sign: sp.sqrt((sign * sp.I * OMEGA - XI) / t_sc) for sign in (1, -1)}


def radial_functions() -> tuple[sp.Expr, ...]:
    """P_e, P_h, K_+ and K_- as functions of r."""
    k_e, k_h = (sp.sqrt((XI - sign * E) / t_sc) for sign in (1, -1))
    inside = tuple(sp.besselj(ell, k * r) / k ** sp.Abs(ell) for k in (k_e, k_h))
    return (*inside, *(sp.besselk(ell, q * r) for q in wave_numbers().values()))


def matching_matrix(*values: sp.Expr) -> Matrix:
    """Columns: electron and hole inside, two decaying waves outside; rows: u, u', v, v'.

    The arguments are values and slopes of P_e, P_h, K_+, K_-.
    """
    P_e, dP_e, P_h, dP_h, *waves = values
    electron, hole = Matrix([P_e, dP_e, 0, 0]), Matrix([0, 0, P_h, dP_h])
    decaying = []
    for sign, (K, dK) in zip((1, -1), (waves[:2], waves[2:]), strict=True):
        v = E - sign * sp.I * OMEGA
        decaying.append(Matrix([-Delta * K, -Delta * dK, -v * K, -v * dK]))
    return Matrix.hstack(electron, hole, *decaying)


def matched(*values: sp.Expr) -> sp.Expr:
    """S from the values and slopes of P_e, P_h, K_+, K_-: the imaginary part, for K_- is the conjugate of K_+."""
    P_e, dP_e, P_h, dP_h, K_p, dK_p, K_m, dK_m = values
    first = (E + sp.I * OMEGA) * (P_e * dK_p - dP_e * K_p) * (P_h * dK_m - dP_h * K_m)
    second = (E - sp.I * OMEGA) * (P_e * dK_m - dP_e * K_m) * (P_h * dK_p - dP_h * K_p)
    return (first - second) / (2 * sp.I)


def values_at_wall(functions: tuple[sp.Expr, ...]) -> list[sp.Expr]:
    """Value and slope of each function at r = R."""
    return [part for f in functions for part in (f.subs(r, R), sp.diff(f, r).subs(r, R))]


def result() -> sp.Expr:
    """S(E), whose zeros are the levels of angular momentum l."""
    return matched(*values_at_wall(radial_functions()))


def limits() -> Iterator[Step]:
    """A hard wall, particle-hole symmetry, a flat wall without normal region."""
    P_e, dP_e, P_h, dP_h, p = sp.symbols("P_e Q_e P_h Q_h p", positive=True)
    rate = {sign: (1 + sign * sp.I) * p for sign in (1, -1)}  # q_+-, while 2 p^2 = |Delta / t_sc| exceeds everything else
    waves = [part for sign in (1, -1) for part in (1, -rate[sign])]
    S = matched(P_e, dP_e, P_h, dP_h, *waves).subs(E, 0)
    hard = sp.limit(sp.expand(S / (2 * p**2 * OMEGA.subs(E, 0))), p, sp.oo)
    yield Step("infinite pairing: a hard wall, for electrons and for holes", hard, P_e * P_h)
    names = sp.symbols("P_e Q_e P_h Q_h K_p L_p K_m L_m")
    exchanged = (*names[2:4], *names[:2], *names[4:])
    text = "E -> -E exchanges electron and hole: the levels of a channel are symmetric about zero"
    yield Step(text, matched(*exchanged).subs(E, -E), matched(*names))
    k, slope = sp.symbols("k s", positive=True)
    flat = matched(slope, k, slope, k, 1, -rate[1], 1, -rate[-1]).subs(E, 0)
    no_state = sp.Abs(Delta) * ((p * slope + k) ** 2 + p**2 * slope**2)
    yield Step("at E = 0 electron and hole are alike and S is a sum of squares: no level at zero energy", flat, no_state)


def mutants() -> Iterator[sp.Expr]:
    """Wrong spinor, hole like electron, shifted hole, wrong gap outside, flat wall, wrong band, wrong disc."""
    P_e, P_h, K_p, K_m = radial_functions()
    yield matched(*values_at_wall((P_e, P_h, K_m, K_p)))
    yield matched(*values_at_wall((P_e, P_e, K_p, K_m)))
    yield matched(*values_at_wall((P_e, P_h.subs(ell, ell + 1), K_p, K_m)))
    yield result().subs(OMEGA, sp.Abs(Delta))
    yield matched(*values_at_wall((P_e, P_h, *(sp.exp(-q * r) for q in wave_numbers().values()))))
    yield result().subs(mu, -mu)
    yield result().subs(t_sc, t_sc / 2)
    yield result().subs(Delta, 2 * Delta)
    yield P_e.subs(r, R) * P_h.subs(r, R)


def bound_states(formula: sp.Expr, dtype: type, **parameters: float) -> Reals:
    """The zeros of the formula deep in the gap, if they are apart by more than a thousandth of it."""
    gap = DEEP * abs(parameters["Delta"])
    # Even: at zero energy with the band edge there k vanishes, and P is a limit.
    found = zeros(formula, E, grid=np.linspace(-gap, gap, 2000), count=99, dtype=dtype, **parameters)
    return found[np.isfinite(found)]


@cache
def step_levels(order: int, R: float, Delta: float, n: int = 0, **band: float) -> tuple[Reals, Reals]:
    """Levels deep in the gap and bounds of their errors: two components, pairing outside R, far enough for the tails to vanish.

    ``order`` is the angular momentum of the electron; the field of n h/2e fills the disc, the pairing winds n times outside.
    """
    edge, stiffness = edge_and_stiffness(swave_system(**band, Delta=Delta))
    slow = np.sqrt((1j * np.sqrt(1 - DEEP**2) * Delta - edge) / stiffness)  # decays slowest: the level farthest up
    tail = 24 / abs(slow.real)  # amplitude 4e-11
    pieces = int(np.ceil(abs(slow) * tail / 12))  # at most two wave lengths a piece
    orbitals = (order, order - n)

    def potential(r: Reals) -> Reals:
        flux = n / 2 * np.minimum(r / R, 1) ** 2  # A r
        pairing = np.where(r > R, Delta, 0.0)
        electron, hole = (
            charge * (edge + stiffness * (m**2 - (m - charge * flux) ** 2) / r**2)
            for charge, m in zip((1, -1), orbitals, strict=True)
        )
        return np.moveaxis(np.array([[electron, pairing], [pairing, hole]]), -1, 0)

    ends = (R, *(R + tail * np.arange(1, pieces + 1) / pieces))
    channel = DiscChannel((abs(orbitals[0]), abs(orbitals[1])), (stiffness, -stiffness), potential, ends, open_end=True)
    found = radial_levels(channel, degree=DEGREE)
    deep = abs(found.energies) < DEEP * abs(Delta)
    return found.energies[deep], found.residuals[deep] + found.rounding


def validate(formula: sp.Expr, **parameters: float) -> Comparison:
    """Compare with a variational calculation of the whole plane in piecewise polynomials; bound: residual and rounding.

    Its energy scales come from the hoppings. Every level up to nine tenths of the gap must be there, and no other.
    """
    return compared_in_gap({l_e: bound_states(formula, complex, ell=l_e, **parameters) for l_e in ORBITALS}, **parameters)


def compared_in_gap(levels: dict[int, Reals], **parameters: float) -> Comparison:
    """Levels of a formula, by angular momentum, against those of ``step_levels``.

    A level that only one of the two has is compared with the edge of the gap; where neither has one, edge stands against edge.
    """
    rows, bound = [], 0.0
    for l_e, found in levels.items():
        judged, error = step_levels(l_e, **parameters)
        size = max(len(judged), len(found), 1)
        padded = [np.concatenate([part, np.full(size - len(part), abs(parameters["Delta"]))]) for part in (found, judged)]
        rows.append([np.full(size, l_e), *padded])
        bound = max(bound, float(error.max(initial=0.0)))
    abscissa, analytic, numeric = np.concatenate(rows, axis=1)
    return Comparison(abscissa, analytic, numeric, bound)


def draw(ax: Axes, comparison: Comparison) -> None:
    """Levels against angular momentum."""
    ax.plot(comparison.abscissa, comparison.analytic, "_", markersize=14, color=COLOURS[0], label="formula")
    circles(ax, comparison.abscissa, comparison.numeric, colour=COLOURS[1], label="polynomials")
    ax.set(xlabel="orbital angular momentum", xticks=ORBITALS, ylabel=r"energy ($\lambda/a$)")
    ax.legend()
