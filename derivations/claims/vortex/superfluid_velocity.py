r"""Superfluid velocity around a flux disc, and the sign of the pairing's winding.

Statement
---------
For a pairing :math:`\Delta\,e^{iw\theta}` and n flux quanta h/2e in the disc r < R, bonds and pairing enter gauge-invariant
quantities only through the superfluid phase of each bond, the line integral of the superfluid velocity v:

.. math::
    q_{ij} = \tfrac w2\angle(r_i, r_j) - \phi_{ij} = \int_i^j v\cdot dr, \qquad
    v = \tfrac12\nabla\operatorname{arg}\Delta - a, \qquad v_\theta = \frac{w - n\min(r^2/R^2, 1)}{2r}

It vanishes on every bond outside the disc if and only if :math:`w = +n`: electrons that hop with :math:`e^{i\phi}` need a pairing
that winds as :math:`e^{+in\theta}`. Inside, v vanishes on the circle :math:`nr^2 = wR^2` at most. A closed ring of N equal bonds
with the s-wave band :math:`\xi` shows it in its levels, which a moving condensate shifts (Doppler effect):

.. math::
    E = \tfrac12[\xi_{k+q} - \xi_{k-q}] \pm \sqrt{\tfrac14[\xi_{k+q} + \xi_{k-q}]^2 + \Delta^2}, \qquad
    k \in \frac{2\pi}{N}\left(\mathbb Z + \frac w2\right)

Assumptions
-----------
1. Straight bonds, phases as in ``peierls_phase``; the bonds of the ring may lie inside, outside or across the disc, but not run
   through its centre, where the angle of a bond is not defined.
2. The modulus of the pairing is the same on all sites of the ring. The gauge change :math:`c \to e^{iw\theta/2}c` that makes
   the pairing real is double-valued for odd w: hence the shift of the allowed k (antiperiodic boundary conditions).

Symbols
-------
a, b: xi(k + q) and xi(k - q) (lambda/a)
q: superfluid phase of a bond (rad)
s: share of the bond behind
x, y: position from the centre of the disc (a)

References
----------
arXiv:2507.23775, Appendix A (choice of the phase of the pairing); M. Tinkham, Introduction to Superconductivity.
"""

from collections.abc import Iterator

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from derivations.claims.shared.bilayer_domain import BILAYER_DOMAIN
from derivations.claims.vortex import gauge_invariance, peierls_phase
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison, roundoff
from numerics.kernels import compile_kernel
from numerics.lattice.gauge import peierls_phase as bond_phase
from numerics.lattice.gauge import winding
from theory.algebra import LOWER, PAULI_X, UPPER, Matrix, det
from theory.expansion import hoppings
from theory.models.bilayer import sc_band
from theory.models.swave import swave
from theory.proof import Step
from theory.symbols.interface import Delta, eps_sc, mu, t_sc
from theory.symbols.lattice import arg_Delta, chi_i, chi_j, phi, x_i, x_j, y_i, y_j
from theory.symbols.momentum import kx, ky
from theory.symbols.vortex import R, n, w

SYSTEM = swave()
DOMAIN = {
    **{symbol: BILAYER_DOMAIN[symbol] for symbol in (mu, eps_sc, t_sc, Delta)},
    ky: (0.0, 3.0),
    n: range(-1, 4, 2),
    w: range(-2, 5, 3),
    R: (1.3, 3.4),
}
ARGUMENTS = (kx, ky, mu, eps_sc, t_sc, Delta, n, w, R, x_i, y_i, x_j, y_j)
RINGS = (7, 12, 23, 5)  # sites; with bonds of length 1 their radii are 1.15, 1.93 and 3.67; the last has its bonds across the rim
q = sp.Symbol("q", real=True)


def superfluid_phase() -> sp.Expr:
    """Q of the bond from i to j: half the change of the phase of the pairing along the bond, less the Peierls phase."""
    return w / 2 * peierls_phase.angle(x_i, y_i, x_j, y_j) - peierls_phase.result()


def moving_condensate(phase: sp.Expr) -> Matrix:
    """Levels at momentum kx of a condensate that moves with the superfluid phase of a bond; a column of length 2."""
    ahead, behind = (sc_band().subs(kx, kx + sign * phase) for sign in (1, -1))
    root = sp.sqrt((ahead + behind) ** 2 / 4 + Delta**2)
    return Matrix([(ahead - behind) / 2 - root, (ahead - behind) / 2 + root])


def steps() -> Iterator[Step]:
    """The velocity field; its gauge invariance; the gauge in which the ring is translation invariant; its levels."""
    yield from _velocity_steps()
    theta_i, theta_j = sp.symbols("theta_i theta_j", real=True)
    bond, pairing = gauge_invariance.result()
    change = (pairing - pairing.subs(chi_j, chi_i)) / 2 - bond
    text = "half the difference of the pairing's phase, less the phase of the bond, is the same in all gauges"
    yield Step(text, change, -phi)
    unwinding = {chi_i: -w * theta_i / 2, chi_j: -w * theta_j / 2}
    yield Step("with chi = -w theta/2 the pairing becomes real", pairing.subs({arg_Delta: w * theta_j, **unwinding}), sp.S.Zero)
    with_q = {phi: w * (theta_j - theta_i) / 2 - q}
    yield Step("and the bond carries -q: the same on all bonds of the ring", sp.expand(bond.subs({**unwinding, **with_q})), -q)
    spin_up = SYSTEM.hamiltonian.extract([0, 2], [0, 2])  # c_up and c_dn^dagger; the other spin is a copy
    moved = sum(
        (
            Matrix(sp.diag(sp.exp(-sp.I * q * d[0]), sp.exp(sp.I * q * d[0])) * T * sp.exp(-sp.I * (kx * d[0] + ky * d[1])))
            for d, T in hoppings(spin_up, (kx, ky)).items()
        ),
        sp.zeros(2, 2),
    )
    ahead, behind = (sc_band().subs(kx, kx + sign * q) for sign in (1, -1))
    H = Matrix(ahead * UPPER - behind * LOWER + Delta * PAULI_X)
    yield Step("its Bloch sum has xi(k + q) for electrons, -xi(k - q) for holes", Matrix(moved), H)
    low, high = result()
    in_motion = {q: w / 2 * peierls_phase.angle(x_i, y_i, x_j, y_j) - peierls_phase.result()}
    yield Step("the levels: their sum is the trace", low + high, H.trace().subs(in_motion))
    a, b = sp.symbols("a b", real=True)  # xi(k + q), xi(k - q)
    lowest, highest = ((a - b) / 2 + sign * sp.sqrt((a + b) ** 2 / 4 + Delta**2) for sign in (-1, 1))
    determinant = det(Matrix([[a, Delta], [Delta, -b]]))
    yield Step("and their product the determinant", lowest * highest, determinant)
    named = {a: ahead.subs(in_motion), b: behind.subs(in_motion)}
    yield Step("which is the statement", result(), Matrix([lowest.subs(named), highest.subs(named)]))


def _velocity_steps() -> Iterator[Step]:
    x, y = sp.symbols("x y", positive=True)
    theta = sp.atan(y / x)
    for name, share in (("outside", 1), ("inside", (x**2 + y**2) / R**2)):
        a = [n * share / 2 * sp.diff(theta, coordinate) for coordinate in (x, y)]
        v = [w / 2 * sp.diff(theta, coordinate) - part for coordinate, part in zip((x, y), a, strict=True)]
        around = sp.simplify(x * v[1] - y * v[0])
        yield Step(f"{name}, (1/2) grad arg Delta - a circulates: r v is", around, (w - n * share) / 2)
        along = sp.simplify(x * v[0] + y * v[1])
        yield Step("and has no radial part", along, sp.S.Zero)
        (rest,) = sp.solve(around, w)
        yield Step(f"{name}, it vanishes for the winding", rest, n * share)
    s = sp.Symbol("s", real=True)
    along = {x: x_i + s * (x_j - x_i), y: y_i + s * (y_j - y_i)}
    turned = peierls_phase.angle(x_i, y_i, along[x], along[y])
    gradient = [sp.diff(theta, coordinate).subs(along, simultaneous=True) for coordinate in (x, y)]
    text = "the angle of a bond is the integral of grad theta along it, phi_ij (``peierls_phase``) that of :math:`a`: q_ij of v"
    yield Step(text, sp.diff(turned, s), gradient[0] * (x_j - x_i) + gradient[1] * (y_j - y_i))
    yield Step("from zero", turned.subs(s, 0).subs({x_i: x, y_i: y}), sp.S.Zero)
    # Outside, with no part of the bond inside the disc: s_1 = s_2 = 0, and the second piece is the whole bond.
    outside = w / 2 * peierls_phase.angle(x_i, y_i, x_j, y_j) - peierls_phase.phase_of_parts(0, 0)
    text = "on any bond outside q_ij is (w - n)/2 times its angle, which is not zero unless the bond points to the centre: w = n"
    start = {x_i: x, y_i: y}  # not the centre
    yield Step(text, outside.subs(start), (w - n) / 2 * peierls_phase.angle(x_i, y_i, x_j, y_j).subs(start))


def result() -> Matrix:
    """Levels of the ring whose bonds are like that from i to j, lower first, at momentum kx; each twice (spin)."""
    return moving_condensate(superfluid_phase())


def limits() -> Iterator[Step]:
    """At rest, without flux, deep inside, and without pairing."""
    outside = {x_i: 3, y_i: 0, x_j: 3, y_j: 3, R: 1}
    resting = result().subs(outside).subs(w, n)
    E = sp.sqrt(sc_band() ** 2 + Delta**2)
    yield Step("outside with winding n: the levels of a condensate at rest, whatever the flux", resting, Matrix([-E, E]))
    yield Step(
        "with winding -n it moves, twice as fast as without winding", superfluid_phase().subs(outside).subs(w, -n), -n * sp.pi / 4
    )
    inside = {x_i: 1, y_i: 0, x_j: 0, y_j: 1, R: 5}
    yield Step("inside: the flux that the bond sees is its share", superfluid_phase().subs(inside), w * sp.pi / 4 - n / 50)
    low, high = moving_condensate(q).subs(Delta, 0)
    ahead, behind = (sc_band().subs(kx, kx + sign * q) for sign in (1, -1))
    yield Step("without pairing: electrons at k + q, holes at k - q", sp.expand(low * high), sp.expand(-ahead * behind))


def mutants() -> Iterator[Matrix]:
    """Winding against the flux, factors 2 of the pair's charge, flux only outside, the Doppler shift halved or forgotten."""
    angle, flux = peierls_phase.angle(x_i, y_i, x_j, y_j), peierls_phase.result()
    yield moving_condensate(w / 2 * angle + flux)
    yield moving_condensate(w * angle - flux)
    yield moving_condensate(w / 2 * angle - 2 * flux)
    yield moving_condensate((w - n) / 2 * angle)
    yield result().subs(y_i, -y_i)
    yield moving_condensate(superfluid_phase() / 2)
    low, high = result()
    yield Matrix([(low - high) / 2, (high - low) / 2])
    yield Matrix([low - (low + high) / 4, high - (low + high) / 4])


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with rings in real space, around the disc, inside and across its rim, diagonalised with flux and winding."""
    levels = compile_kernel(formula, ARGUMENTS)
    analytic, numeric, bound = [], [], 0.0
    for sites in RINGS:
        x, y = _ring(sites, parameters["R"])
        momenta = 2 * np.pi / sites * (np.arange(sites) + parameters["w"] / 2)
        first = {"x_i": x[1], "y_i": y[1], "x_j": x[2], "y_j": y[2]}  # from 0 to 1, y_i would be zero
        analytic.append(np.sort(levels(kx=momenta, **first, **parameters).ravel()))
        H = _ring_matrix(sites, **parameters)
        numeric.append(np.linalg.eigvalsh(H))
        bound = max(bound, roundoff(scale=np.linalg.norm(H, 2), size=2 * sites))
    return Comparison(
        abscissa=np.arange(2 * sum(RINGS)), analytic=np.concatenate(analytic), numeric=np.concatenate(numeric), bound=bound
    )


def _ring(sites: int, R: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Corners of a regular polygon with sides of length 1; of the last of RINGS outside the disc, with sides through it."""
    radius = 1.15 * R if sites == RINGS[-1] else 0.5 / np.sin(np.pi / sites)
    angle = 2 * np.pi * np.arange(sites) / sites
    return radius * np.cos(angle), radius * np.sin(angle)


def _ring_matrix(
    sites: int, *, mu: float, eps_sc: float, t_sc: float, Delta: float, ky: float, n: float, w: float, R: float
) -> NDArray[np.complex128]:
    """BdG matrix of c_up and c_dn^dagger: c^dagger_{j+1} t_sc exp(i phi) c_j + h.c., pairing Delta exp(i w theta_j)."""
    x, y = _ring(sites, R)
    here, ahead = np.arange(sites), np.roll(np.arange(sites), -1)
    h = np.zeros((sites, sites), dtype=complex)
    h[ahead, here] = t_sc * np.exp(1j * bond_phase(x, y, x[ahead], y[ahead], n=int(n), R=R))
    h = h + h.conj().T + (eps_sc - mu + 2 * t_sc * np.cos(ky)) * np.eye(sites)
    pairing = np.diag(Delta * winding(x, y, n=int(w)))
    return np.block([[h, pairing], [pairing.conj(), -h.conj()]])


def draw(ax: Axes, comparison: Comparison) -> None:
    """The levels of the rings."""
    start = 0
    for index, sites in enumerate(RINGS):
        ring, level = slice(start, start + 2 * sites), np.arange(2 * sites) / (2 * sites - 1)
        ax.plot(level, comparison.analytic[ring], color=COLOURS[index], label=f"formula, {sites} sites")
        circles(
            ax,
            level,
            comparison.numeric[ring],
            colour=COLOURS[index],
            label="ring in real space" if index == len(RINGS) - 1 else None,
        )
        start += 2 * sites
    ax.set(xlabel="level / number of levels", ylabel=r"energy ($\lambda/a$)")
    ax.legend()
