r"""Chern number of the bilayer at any filling: the signs of two Pfaffians.

Statement
---------
For all values of mu, eps_ti and the SC band

.. math::
    C = \tfrac12\,\mathrm{sgn}(M)\,\left[1 + 2\,\mathrm{sgn}(P_X) - \mathrm{sgn}(P_M)\right]

with the Pfaffians :math:`P_K` of ``gap_closings``. The determinant is, with :math:`\delta = \varepsilon_{TI} - \mu` and
:math:`W_k = \xi_k^2 + \Delta^2`,

.. math::
    \det H(k) &= W_k^2\left[(s_k^2 + M_k^2 - \delta_k^2 - \Delta_k^2)^2 + 4\Delta_k^2s_k^2\right] \\
    \delta_k &= \delta - t_c^2\xi_k/W_k, \qquad \Delta_k = t_c^2\Delta/W_k

so that with pairing, tunnelling and velocity not zero the gap closes at the momenta X, Y and M only, at any filling. At
mu = eps_ti = 0 these are ``determinant`` and ``chern_phase_diagram``.

Assumptions
-----------
1. M, Delta, t_c and lam not zero, any sign; :math:`P_X` and :math:`P_M` not zero (there the gap is closed).
2. Sign of C: as in ``chern_phase_diagram``.

Symbols
-------
alpha: angle of (delta, Delta) (rad)
m: mass M_k, or m_k that depends on the momentum as p_k does (lambda/a)
p: sqrt(delta^2 + Delta^2) (lambda/a)
r: factor of the SC Hamiltonian
s: Dirac energy (lambda/a)
sigma_Gamma, sigma_X, sigma_Y, sigma_M: signs of m_K at the invariant momenta
xi: energy of the SC band (lambda/a)
theta, varphi: polar angles of the direction (a, b, d) of the cone (rad)
zeta_x, zeta_y: cosines of the momentum K of the cone, +1 or -1

References
----------
Not in arXiv:2507.23775; derived here. Topology from the Green's function at zero frequency: Z. Wang, S.-C. Zhang, Phys. Rev. X 2,
031008 (2012).
"""

from collections.abc import Iterator
from functools import cache

import numpy as np
import sympy as sp

from derivations.claims.bilayer import determinant, gap_closings
from derivations.claims.shared import dirac_cone
from derivations.claims.shared.chern_phases import draw_numbers, numbered, transitions
from derivations.claims.single_layer import self_energy, single_layer_spectrum
from derivations.claims.topology import chern_from_dirac_mass, chern_phase_diagram
from derivations.drawing import Axes
from derivations.models import defaults
from numerics.compare import Comparison
from numerics.kernels import compile_kernel
from theory.algebra import IDENTITY, PAULI_Z, Matrix, det
from theory.effective import self_energy as eliminated
from theory.models.bilayer import bilayer, mass, sc_band, ti_hamiltonian
from theory.models.surface import surface
from theory.proof import Step
from theory.symbols.interface import Delta, M, eps_sc, eps_ti, lam, mu, t_c, t_sc
from theory.symbols.levels import omega
from theory.symbols.momentum import kx, ky

SYSTEM = bilayer()
DOMAIN = {
    lam: (0.7, 1.5), M: (0.6, 1.2), mu: (-0.8, 0.8), eps_ti: (-0.8, 0.8), eps_sc: (-0.8, 0.8), t_sc: (-0.3, 0.3), Delta: (0.8, 2.0)
}  # fmt: skip
STRONGEST = 5.0  # tunnelling up to which the judge looks for transitions
xi = self_energy.xi


def shifted() -> tuple[sp.Expr, sp.Expr]:
    """delta_k and Delta_k in terms of xi."""
    W = xi**2 + Delta**2
    return eps_ti - mu - t_c**2 * xi / W, t_c**2 * Delta / W


def steps() -> Iterator[Step]:
    """Send the superconductor away at constant Sigma(0); a single layer remains, whose Dirac cones are counted."""
    delta_k, Delta_k = shifted()
    W = xi**2 + Delta**2
    yield from _away_steps()
    H = self_energy.layers()
    static = Matrix(H[:4, :4] + self_energy.formula(xi).subs(omega, 0))
    layer = surface().hamiltonian.subs({eps_ti: delta_k + mu, Delta: Delta_k}, simultaneous=True)
    yield Step("h + Sigma(0) is a single layer with delta_k and Delta_k", static, layer)
    energies = [
        level.subs({single_layer_spectrum.delta: delta_k, Delta: Delta_k}, simultaneous=True)
        for level in single_layer_spectrum.levels()
    ]
    s, m = single_layer_spectrum.s, single_layer_spectrum.m
    squares = (s**2 + m**2 - delta_k**2 - Delta_k**2) ** 2 + 4 * Delta_k**2 * s**2
    text = "its determinant is a sum of two squares: with Delta_k not zero it vanishes only where s = 0 and M_k^2 = p_k^2"
    yield Step(text, (energies[0] * energies[1]) ** 2, squares)
    for name, K in gap_closings.INVARIANT.items():
        here = {kx: K[0], ky: K[1]}
        difference = (W * (mass().subs(here) ** 2 - delta_k**2 - Delta_k**2)).subs(eps_ti, eps_ti + mu)
        named = gap_closings.pfaffian(K).subs(eps_sc, xi + eps_sc - sc_band().subs(here)).subs(eps_ti, eps_ti + mu)
        yield Step(f"W (M_K^2 - p_K^2) at {name} is the Pfaffian", sp.cancel(difference), named)
    yield from _cone_steps()
    yield from _sign_steps()
    signs = dict(zip(gap_closings.INVARIANT, gap_closings.result(), strict=True))
    counted = sum(
        -chern_from_dirac_mass.chirality(K) * sp.sign(mass().subs({kx: K[0], ky: K[1]})) * (1 + sp.sign(signs[name])) / 2
        for name, K in gap_closings.INVARIANT.items()
    )
    yield Step("so the cones of the single layer, with p_K for p, add up to the statement", result(), counted)


def _away_steps() -> Iterator[Step]:
    """H_SC -> r H_SC, T -> sqrt(r) T, r from 1 to infinity."""
    r, one = sp.Symbol("r", positive=True), sp.eye(4)
    H = self_energy.layers()
    scaled = sp.Matrix(H)
    scaled[4:, 4:] *= r
    scaled[:4, 4:] *= sp.sqrt(r)
    scaled[4:, :4] *= sp.sqrt(r)
    sc, hop = Matrix(scaled[4:, 4:]), Matrix(scaled[:4, 4:])
    inverse = Matrix(sc / (r**2 * (xi**2 + Delta**2)))
    yield Step("with r times the superconductor and sqrt(r) times the tunnelling: (r H_SC)^-1", Matrix(inverse * sc), Matrix(one))
    static = Matrix(-hop * inverse * hop.T)
    text = "Sigma(0) does not depend on r: det H = det(r H_SC) det(h + Sigma(0)) vanishes at no r unless at all"
    yield Step(text, static, eliminated(H, kept=self_energy.TI, omega=sp.S.Zero))
    text = "for large r the superconductor is far away, and its Hamiltonian is real: no Berry curvature, C is that of h + Sigma(0)"
    yield Step(text, Matrix(sc.conjugate()), sc)
    yield Step("det(r H_SC)", det(sc), r**4 * (xi**2 + Delta**2) ** 2)


def _cone_steps() -> Iterator[Step]:
    """The Dirac cones of a single layer whose p_k depends on k: its values at the invariant momenta decide."""
    yield from chern_from_dirac_mass.deformation_steps()
    yield from chern_from_dirac_mass.splitting_steps()
    m_k = single_layer_spectrum.m
    half = Matrix(ti_hamiltonian().subs(eps_ti, mu) + (m_k - mass()) * PAULI_Z)
    squared = (lam**2 * (sp.sin(kx) ** 2 + sp.sin(ky) ** 2) + m_k**2) * IDENTITY
    text = "so with M_k + gamma p_k for the mass m_k of either half, which depends on k: its gap closes at a K with m_K = 0 alone"
    yield Step(text, Matrix(half * half), Matrix(squared))
    yield from dirac_cone.steps()
    chi = {name: chern_from_dirac_mass.chirality(K) for name, K in gap_closings.INVARIANT.items()}
    sign = {name: sp.Symbol(f"sigma_{name}", real=True) for name in chi}
    passed = sum(chi[name] * (1 - sign[name]) / 2 for name in chi)
    text = "down from C = 0 at a large constant added to m_k, minus -chi_K for each K with m_K < 0: -chi_K sgn(m_K)/2 for every K"
    yield Step(text, passed, -sum(chi[name] * sign[name] for name in chi) / 2)


def _sign_steps() -> Iterator[Step]:
    """sgn(m + p) + sgn(m - p) = sgn(m)(1 + sgn(m^2 - p^2)) for p > 0, in its cases; both sides are odd in m."""
    small, more = sp.symbols("epsilon eta", positive=True)
    for text, m, p in (("m > p", small + more, small), ("0 < m < p", small, small + more)):
        halves = sp.sign(m + p) + sp.sign(m - p)
        product = sp.sign(m) * (1 + sp.sign(sp.expand(m**2 - p**2)))
        yield Step(f"two half-integers as the sign of m^2 - p^2, {text}", halves, product)


def result() -> sp.Expr:
    """The Chern number."""
    P = dict(zip(gap_closings.INVARIANT, gap_closings.result(), strict=True))
    return sp.sign(M) * (1 + 2 * sp.sign(P["X"]) - sp.sign(P["M"])) / 2


def limits() -> Iterator[Step]:
    """Weak and strong tunnelling, zero filling, the determinant there."""
    m, D = sp.symbols("m D", positive=True)
    weak = result().subs({t_c: 0, eps_ti: mu, M: m, Delta: D}).replace(sp.sign, lambda argument: sp.sign(sp.factor(argument)))
    yield Step("weak tunnelling: sgn M", weak, sp.S.One)
    leading = [sp.limit(gap_closings.result()[index] / t_c**4, t_c, sp.oo) for index in (1, 3)]
    yield Step("strong tunnelling: both Pfaffians are -t_c^4, C = 0", sp.Matrix(leading), sp.Matrix([-1, -1]))
    for tunnelling in (sp.S.One, sp.Rational(17, 10), sp.Integer(3)):
        values = {t_c: tunnelling, M: 1, Delta: 1, eps_sc: 0, t_sc: sp.Rational(1, 10), mu: 0, eps_ti: 0}
        yield Step("mu = eps_ti = 0: chern_phase_diagram", result().subs(values), chern_phase_diagram.result().subs(values))
    delta_k, Delta_k = shifted()
    s, mass_k = single_layer_spectrum.s, single_layer_spectrum.m
    squares = single_layer_spectrum.product_of_squares()
    moved = squares.subs({single_layer_spectrum.delta: delta_k, Delta: Delta_k}, simultaneous=True).subs({mu: 0, eps_ti: 0})
    W = xi**2 + Delta**2
    energy = determinant.result().subs({kx: 0, ky: sp.pi / 2, eps_sc: xi - 2 * t_sc}).subs(t_sc, 0).subs(lam, s)
    known = sp.cancel((W**2 * moved).subs(mass_k, mass().subs({kx: 0, ky: sp.pi / 2})))
    yield Step("and its determinant, at k = (0, pi/2)", energy, sp.expand(known))


def mutants() -> Iterator[sp.Expr]:
    """Signs, one X point, masses, wrong Pfaffians."""
    C = result()
    P = dict(zip(gap_closings.INVARIANT, gap_closings.result(), strict=True))
    yield -C
    yield sp.sign(M) * (1 + sp.sign(P["X"])) / 2
    yield sp.sign(M) * (1 + 2 * sp.sign(P["M"]) - sp.sign(P["X"])) / 2
    yield C.subs({mu: 0, eps_ti: 0})
    yield C.subs(eps_ti, 2 * mu - eps_ti)  # delta with the other sign
    yield C.subs(M, M * sp.Rational(101, 100))
    yield C.subs(t_sc, -t_sc)
    yield C * sp.sign(Delta)
    yield C * sp.sign(t_c)


@cache
def phases(choices: tuple[tuple[int, ...], ...], **parameters: float) -> tuple[dict[str, float], ...]:
    """Parameters and Chern number ("C"): the middle of every phase and both sides, close by, of every transition along t_c.

    The transitions are located on the lattice, by the determinant of the spin-up half at X and M; the Chern number of a phase is
    computed in its middle. ``choices`` are signs of M, Delta, t_c and lam.
    """
    closings = transitions(chern_phase_diagram.family(**parameters), np.linspace(0.05, STRONGEST, 100))
    ends = [0.6 * closings[0], *closings, 1.6 * closings[-1]]
    rows = []
    for signs in choices:
        changed = dict(zip(("M", "Delta", "lam"), signs[:2] + signs[3:], strict=True))
        signed = {**parameters, **{name: sign * parameters[name] for name, sign in changed.items()}}
        family = chern_phase_diagram.family(sign=signs[2], **signed)
        rows += [{**signed, "t_c": signs[2] * t, "C": number} for t, number in numbered(family, ends)]
    return tuple(rows)


def default_phases() -> tuple[dict[str, float], ...]:
    """The phases at the default parameters, which lie outside DOMAIN."""
    return phases(chern_phase_diagram.SIGNS[:1], **{name: value for name, value in defaults(SYSTEM).items() if name != "t_c"})


def validate(formula: sp.Expr, **parameters: float) -> Comparison:
    """Compare with lattice Chern numbers on both sides of every transition, for all signs; integers, so the bound is zero.

    The last rows are those of the default parameters.
    """
    rows = (*phases(chern_phase_diagram.SIGNS, **parameters), *default_phases())
    values = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    numbers = values.pop("C")
    return Comparison(values["t_c"], compile_kernel(formula, (*DOMAIN, t_c))(**values), numbers, bound=0.0)


def draw(ax: Axes, comparison: Comparison) -> None:
    """The Chern number against t_c for either sign of M, positive t_c."""
    draw_numbers(ax, comparison, size=(len(comparison.abscissa) - len(default_phases())) // len(chern_phase_diagram.SIGNS))
    ax.set_xlabel(r"$t_c$ ($\lambda/a$)")
