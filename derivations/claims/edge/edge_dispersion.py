r"""Dispersion of the chiral Majorana mode at an edge of the bilayer.

Statement
---------
At the left edge (x = 0, the bilayer lies at x > 0) one mode crosses the gap,

.. math::
    E\left(1 + \frac{t_c^2}{\Delta^2 - E^2}\right) = w(k_y), \qquad w = -\operatorname{sgn}(M)\,|\lambda|\sin k_y, \quad
    |E| < |\Delta|

which is the middle root of a cubic,

.. math::
    E = \frac w3 + 2\sqrt{\frac P3}\,\sin\left[\frac13\arcsin\frac{3\sqrt3\,Q}{2P^{3/2}}\right], \quad
    P = \Delta^2 + t_c^2 + \frac{w^2}{3}, \quad Q = \frac w3\left(2\Delta^2 - t_c^2 - \frac{2w^2}{9}\right)

Its velocity is :math:`|\lambda|\,\Delta^2/(\Delta^2 + t_c^2)`: that of the Dirac cone times the weight of the mode in the TI
layer.

Assumptions
-----------
1. mu = eps_ti = 0 and a flat SC band on the Fermi level, t_sc = eps_sc = 0. Exact on the lattice for a straight open edge.
2. The mode exists while :math:`\tfrac12|M|(1 - \cos k_y)^2 < t_c^2|\Delta|/(\Delta^2 - E^2) < \tfrac12|M|[4 + (1 - \cos k_y)^2]`.
3. With the default t_sc = 0.15 and eps_sc = -4 t_sc the SC band disperses and the formula is an approximation: at t_c = 1.2 the
   velocity of a strip is 0.6093, by the formula 0.6098.

Symbols
-------
E: energy of the edge mode (lambda/a)
g: modulus of d Delta_E
m: modulus of the mass, |M| (lambda/a)
p: modulus of the velocity, |lam| (lambda/a)
sigma: sine of phi
w: level without pairing of its own, E Z (lambda/a)
y: E - w/3 (lambda/a)

References
----------
L. Fu and C. L. Kane, Phys. Rev. Lett. 100, 096407 (2008) (chiral Majorana mode between superconductor and magnet);
arXiv:2507.23775, Sec. III.2. The dispersion is derived here.
"""

from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison, roundoff
from numerics.kernels import compile_kernel
from numerics.lattice.ribbon import left_edge_level, ribbon_matrix
from numerics.systems.bilayer import bilayer_system
from numerics.systems.definition import System
from theory.algebra import IDENTITY, PAULI_X, PAULI_Z, Matrix, anticommutator, commutator, kron
from theory.models.bilayer import bilayer, mass
from theory.proof import Step
from theory.symbols.interface import Delta, M, eps_sc, eps_ti, lam, mu, t_c, t_sc
from theory.symbols.momentum import kx, ky, z

SYSTEM = bilayer()
DOMAIN = {lam: (0.7, 1.5), M: (1.5, 3.0), Delta: (1.1, 1.6), t_c: (1.0, 1.5)}
WIDTH = 70
MOMENTA = np.linspace(-0.6, 0.6, 6)
# Signs of lam, M, Delta and t_c: the domain has only positive ones. Smaller |lam| would need wider strips.
SIGNS = ((1, 1, 1, 1), (1, -1, 1, 1), (-1, -1, -1, -1))
TI, SC = slice(0, 4), slice(4, 8)
E = sp.Symbol("E", real=True)


def steps() -> Iterator[Step]:
    """Eliminate the SC layer; an operator that anticommutes with all but one term; which edge; the cubic."""
    H = SYSTEM.hamiltonian.subs({mu: 0, eps_ti: 0, eps_sc: 0, t_sc: 0})
    ti, sc, hop = (Matrix(H[rows, columns]) for rows, columns in ((TI, TI), (SC, SC), (TI, SC)))
    inverse = Matrix((E * sp.eye(4) + Delta * kron(PAULI_X, IDENTITY)) / (E**2 - Delta**2))
    yield Step("the flat SC layer: (E - H_SC)^-1", Matrix((E * sp.eye(4) - sc) * inverse), sp.eye(4))
    Z, gap = 1 + t_c**2 / (Delta**2 - E**2), t_c**2 * Delta / (Delta**2 - E**2)
    effective = Matrix(E * sp.eye(4) - ti - hop * inverse * hop.H)
    text = "without it, E Z - H_TI - Delta_E tau_x acts on the TI layer, site by site: Z = 1 + t_c^2/(Delta^2 - E^2)"
    yield Step(text, effective, Matrix(Z * E * sp.eye(4) - ti - gap * kron(PAULI_X, IDENTITY)))
    chiral, towards = kron(PAULI_Z, PAULI_X), Matrix(-lam * sp.sin(ky) * kron(PAULI_Z, PAULI_X))
    across = Matrix(ti + gap * kron(PAULI_X, IDENTITY) - towards)
    text = "S = tau_z sigma_x anticommutes with all but -lam sin ky S: a zero mode of the rest with S = s has E Z = -lam s sin ky"
    yield Step(text, anticommutator(chiral, across), sp.zeros(4, 4))
    yield from _edge_steps(across, chiral, gap)
    s, w = sp.sign(lam) * sp.sign(M), -sp.sign(M) * sp.Abs(lam) * sp.sin(ky)
    p, q = sp.symbols("p q", positive=True)
    cases = [{lam: a * p, M: b * q} for a in (1, -1) for b in (1, -1)]
    yield Step("so at the left edge E Z = w", *(Matrix([e.subs(case) for case in cases]) for e in (-lam * s * sp.sin(ky), w)))
    cubic = sp.expand((E * Z - w) * (Delta**2 - E**2)).cancel()
    yield Step("E Z = w is a cubic", cubic, (E - w) * (Delta**2 - E**2) + t_c**2 * E)
    y, P, Q = sp.symbols("y P Q", real=True)
    shifted = y**3 - P * y + Q
    names = {P: Delta**2 + t_c**2 + w**2 / 3, Q: w / 3 * (2 * Delta**2 - t_c**2 - 2 * w**2 / 9)}
    yield Step("without its quadratic term", sp.expand(-cubic.subs(E, y + w / 3)), sp.expand(shifted.subs(names)))
    angle, size = sp.symbols("phi rho", positive=True)
    third = sp.expand(
        sp.expand_trig(shifted.subs({y: 2 * size * sp.sin(angle), P: 3 * size**2, Q: 2 * size**3 * sp.sin(3 * angle)}))
    )
    yield Step("y = 2 sqrt(P/3) sin(phi) solves it if sin(3 phi) = 3 sqrt(3) Q/(2 P^(3/2))", third, sp.S.Zero)
    low, high = (cubic.subs(E, sign * Delta) for sign in (-1, 1))
    yield Step("the cubic changes sign between -Delta and Delta: the middle root, |phi| < pi/6, lies there", low + high, sp.S.Zero)
    third, sine = (
        sp.sin(sp.asin(3 * sp.sqrt(3) * names[Q] / (2 * names[P] ** sp.Rational(3, 2))) / 3),
        sp.Symbol("sigma", real=True),
    )
    # sin(3 angle) = 3 sin(angle) - 4 sin(angle)^3 gives Q.
    tripled = 2 * names[P] ** sp.Rational(3, 2) / (3 * sp.sqrt(3)) * (3 * sine - 4 * sine**3)
    left = (result() - w / 3).subs(third, sine)
    yield Step("this is the statement", sp.expand(left**3 - names[P] * left + tripled), sp.S.Zero)


def _edge_steps(across: Matrix, chiral: Matrix, gap: sp.Expr) -> Iterator[Step]:
    """The zero mode of the half-plane: S and sigma_z tau_x are numbers s and d, and a scalar recursion remains."""
    other = kron(PAULI_X, PAULI_Z)
    yield Step("sigma_z tau_x commutes with S", commutator(chiral, other), sp.zeros(4, 4))
    turned = Matrix(kron(IDENTITY, PAULI_Z) * across)
    scalar = Matrix(mass() * sp.eye(4) - sp.I * lam * sp.sin(kx) * chiral + gap * other)
    yield Step("sigma_z times the rest has only them: f = M_k + d Delta_E - i lam s sin kx", turned, scalar)
    f = {kx_: (mass().subs(kx, kx_)).subs(sp.cos(2 * ky), 2 * sp.cos(ky) ** 2 - 1) for kx_ in (0, sp.pi)}
    yield Step("M_k at kx = 0", sp.expand(f[0]), sp.expand(M * (1 - sp.cos(ky)) ** 2 / 2))
    yield Step("and at kx = pi", sp.expand(f[sp.pi]), sp.expand(M * (4 + (1 - sp.cos(ky)) ** 2) / 2))
    # f vanishes on the unit circle only where sin kx = 0 and d Delta_E equals minus one of these two values: between them the
    # number of roots inside is constant (argument principle: this sentence is prose, the steps are the count at one point).
    # It is found at ky = 0 for |lam| = 1/steep, steep -> 0, where two of the four roots of z^2 f approach 1 and -1, one 0 and one
    # infinity. The two missing sites beyond the edge ask for three roots inside: both of these must move inside.
    steep, m, g = sp.symbols("beta m g", positive=True)
    shift = sp.Symbol("delta", real=True)
    for sign_lam, sign_M, s, d in product((1, -1), repeat=4):
        values = {ky: 0, lam: sign_lam / steep, M: sign_M * m}
        recursion = (mass() - sp.I * lam * s * sp.sin(kx) + d * g).subs(values).subs(kx, -sp.I * sp.log(z)).rewrite(sp.exp)
        slopes = [sp.cancel(recursion.subs(z, place + steep * shift)).subs(steep, 0) for place in (1, -1)]
        outwards = Matrix([place * sp.solve(slope, shift)[0] for place, slope in zip((1, -1), slopes, strict=True)])
        mode = s == sign_lam * sign_M and d == -sign_M
        expected = sign_lam * s * Matrix([d * g, -2 * sign_M * m - d * g])  # one of them is positive, but for (-g, g - 2m)
        signs = f"sgn lam, sgn M, s, sgn(d Delta_E) = {sign_lam:+d}, {sign_M:+d}, {s:+d}, {d:+d}"
        fate = "both inside, 0 < g < 2|M|: a mode" if mode else "not both inside: no mode"
        yield Step(f"{signs}: outward shifts of the roots near 1 and -1 ({fate})", outwards, expected)


def result() -> sp.Expr:
    """Energy of the mode at the left edge."""
    w = -sp.sign(M) * sp.Abs(lam) * sp.sin(ky)
    return middle_root(w)


def middle_root(w: sp.Expr) -> sp.Expr:
    """The solution E of E (1 + t_c^2/(Delta^2 - E^2)) = w with |E| < |Delta|."""
    P = Delta**2 + t_c**2 + w**2 / 3
    Q = w / 3 * (2 * Delta**2 - t_c**2 - 2 * w**2 / 9)
    return w / 3 + 2 * sp.sqrt(P / 3) * sp.sin(sp.asin(3 * sp.sqrt(3) * Q / (2 * P ** sp.Rational(3, 2))) / 3)


def limits() -> Iterator[Step]:
    """Velocity, decoupled layers, normal layers, the other edge."""
    w = sp.Symbol("w", real=True)
    root = middle_root(w)
    yield Step("at ky = 0 a zero mode", root.subs(w, 0), sp.S.Zero)
    yield Step(
        "velocity: the share Delta^2/(Delta^2 + t_c^2) of that of the cone", root.diff(w).subs(w, 0), Delta**2 / (Delta**2 + t_c**2)
    )
    yield Step("an odd function of momentum: particle-hole symmetry", root.subs(w, -w), -root)


def mutants() -> Iterator[sp.Expr]:
    """Chirality, velocity and self-energy wrong."""
    w = -sp.sign(M) * sp.Abs(lam) * sp.sin(ky)
    yield -result()
    yield middle_root(-lam * sp.sin(ky))
    yield middle_root(-sp.sign(M) * lam * sp.sin(ky))
    yield middle_root(-sp.sign(M) * sp.Abs(lam) * ky)
    yield w * Delta**2 / (Delta**2 + t_c**2)
    yield w
    yield result().subs(t_c, t_c / 2)
    yield result().subs(Delta, 2 * Delta)


def validate(formula: sp.Expr, **parameters: float) -> Comparison:
    """Compare with the state nearest zero at the left edge of a strip of the lattice, 70 sites wide, for three choices of signs.

    Continued by zeros the state is one of the half-plane: an exact level is no farther than the residual |H psi - E psi| there,
    which is, with rounding, the bound. It is computed at every ky.
    """
    energy = compile_kernel(formula, (ky, *DOMAIN))
    given = {name: value * signs[:, None] for (name, value), signs in zip(parameters.items(), np.transpose(SIGNS), strict=True)}
    numeric, bound = _judged(**parameters)
    return Comparison(abscissa=MOMENTA, analytic=energy(ky=MOMENTA, **given), numeric=numeric, bound=bound)


@cache
def _judged(*, lam: float, M: float, Delta: float, t_c: float) -> tuple[NDArray[Any], float]:
    rows, bound = [], 0.0
    for signs in SIGNS:
        given = {
            name: sign * value for name, sign, value in zip(("lam", "M", "Delta", "t_c"), signs, (lam, M, Delta, t_c), strict=True)
        }
        system = bilayer_system(**given, mu=0.0, eps_ti=0.0, eps_sc=0.0, t_sc=0.0)
        found = [left_edge_level(system, width=WIDTH, ky=k) for k in MOMENTA]
        rows.append([energy for energy, _ in found])
        bound = max(bound, *(_bound(system, k, *level) for k, level in zip(MOMENTA, found, strict=True)))
    return np.array(rows), bound


def _bound(system: System, k: float, energy: float, state: NDArray[Any]) -> float:
    """Residual of the state in a strip that goes on to the right by the reach of the hoppings, and rounding."""
    H = ribbon_matrix(system, width=WIDTH + 2, ky=k)
    psi = np.pad(state, ((0, 0), (0, 2), (0, 0))).ravel()
    norm = abs(H).sum(axis=1).max()
    return float(np.linalg.norm(H @ psi - energy * psi)) + roundoff(scale=norm, size=len(H))


def draw(ax: Axes, comparison: Comparison) -> None:
    """The mode at the left edge for both signs of the mass."""
    for row, name in ((0, "M > 0"), (1, "M < 0")):
        ax.plot(comparison.abscissa, comparison.analytic[row].real, color=COLOURS[row], label=f"formula, {name}")
        circles(
            ax, comparison.abscissa, comparison.numeric[row], colour=COLOURS[row], label="strip of the lattice" if row else None
        )
    ax.set(xlabel=r"$k_y$ (1/a)", ylabel=r"energy of the left edge mode ($\lambda/a$)")
    ax.legend()
