r"""Single-layer Hamiltonian of the bilayer at low energy, derived: renormalisation, induced pairing, level shift.

Statement
---------
To first order in the energy the superconductor leaves a single layer, with :math:`W_k = \xi_k^2 + \Delta^2`,

.. math::
    H_{\mathrm{eff}}(k) = \frac{1}{Z_k}\left[h_k + \frac{t_c^2}{W_k}(\Delta\tau_x - \xi_k\tau_z)\right], \qquad
    Z_k = 1 + \frac{t_c^2}{W_k}

that is: velocity and mass divided by Z, induced pairing :math:`t_c^2\Delta/(W + t_c^2)`, level shift
:math:`-t_c^2\xi/(W + t_c^2)`. Both spectra are symmetric about zero. Of the positive levels of the bilayer at most two lie below
:math:`\sqrt W`; the first of them belongs to the first positive level of the single layer, the second to the second, and

.. math:: |E_{\mathrm{eff}} - E| \le \frac{t_c^2E^2}{(W + t_c^2)(\sqrt W - |E|)}

At Gamma (eps_ti = mu) the gap is exact through order :math:`t_c^4`; the first difference, :math:`-t_c^6/W^{5/2}`, has the
size of the bound. At every momentum the gap of the single layer closes exactly where that of the bilayer does.

Assumptions
-----------
1. All parameters real, any sign; W not zero at the momentum considered.
2. The bound: h + Sigma(E) differs from its expansion by at most :math:`t_c^2E^2/[W(\sqrt W - |E|)]` in norm; levels move by no
   more than that (Weyl), divided by Z. The order agrees because h + Sigma(omega) - omega falls with omega.
3. On the ring, where the gap of the bilayer has its minimum for large t_c, the energy is no longer small. With the default
   parameters the gap there is 0.565, 0.445, 0.331, 0.204 at t_c = 1.2, 1.6, 2, 2.5; H_eff has 0.601, 0.474, 0.348, 0.210 at
   the same momenta, between 6.5 and 3 per cent too much (the bound allows 23 to 11 per cent); without Z it would be 0.975,
   0.988, 0.923, 0.736. The minimum of H_eff leaves Gamma at t_c = 1.207, that of the bilayer at 1.111.

Symbols
-------
epsilon: modulus of the energy, |E| (lambda/a)
t: modulus of the tunnelling, |t_c| (lambda/a)
w: sqrt(W) (lambda/a)
xi: energy of the SC band (lambda/a)

References
----------
Not in arXiv:2507.23775, whose single layer (Sec. III.4) is fitted; derived here.
"""

from collections.abc import Iterator
from functools import cache

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from derivations.claims.bilayer import gap_at_gamma
from derivations.claims.shared.bilayer_domain import BILAYER_DOMAIN
from derivations.claims.single_layer import self_energy
from derivations.drawing import Axes, draw_levels
from numerics.compare import Comparison, roundoff
from numerics.kernels import compile_kernel
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.bilayer import bilayer_system
from theory.algebra import IDENTITY, PAULI_X, PAULI_Z, Matrix, det, kron
from theory.effective import Pencil, low_energy_pencil, renormalised_hamiltonian
from theory.models.bilayer import bilayer, sc_band, ti_hamiltonian
from theory.nambu import nambu_matrix
from theory.proof import Step
from theory.symbols.interface import Delta, M, eps_sc, eps_ti, lam, mu, t_c, t_sc
from theory.symbols.levels import omega
from theory.symbols.momentum import kx, ky

SYSTEM = bilayer()
DOMAIN = dict(BILAYER_DOMAIN)
POINTS = 64  # of the circle on which the judge expands: an error of (1/2)^64
xi = self_energy.xi
Complex = NDArray[np.complex128]


def ti_layer() -> Matrix:
    """h(k) in Nambu space."""
    return nambu_matrix(ti_hamiltonian(), sp.zeros(2, 2), (kx, ky))


def formula(band: sp.Expr) -> Matrix:
    """H_eff for a value of the SC band; denominators cleared."""
    W = band**2 + Delta**2
    induced = t_c**2 * kron(Delta * PAULI_X - band * PAULI_Z, IDENTITY)
    return Matrix((W * ti_layer() + induced) / (W + t_c**2))


def steps() -> Iterator[Step]:
    """The pencil, its overlap a number; the renormalised Hamiltonian; what is left of the self-energy; the gap at Gamma."""
    H, W, one = self_energy.layers(), xi**2 + Delta**2, sp.eye(4)
    pencil = _pencil(H)
    static = ti_layer() + self_energy.formula(xi).subs(omega, 0)
    yield Step("zero frequency: the TI layer with Sigma(0)", pencil.static, Matrix(static))
    yield Step("Sigma'(0) is a number, -t_c^2/W: Z is 1 + t_c^2/W", pencil.overlap, Matrix((1 + t_c**2 / W) * one))
    by_number = Matrix((ti_layer() + self_energy.formula(xi).subs(omega, 0)) * W / (W + t_c**2))
    yield Step("so Z^(-1/2) (h + Sigma(0)) Z^(-1/2) is the TI layer with Sigma(0), over Z", _renormalised(H), by_number)
    yield from _remainder_steps()
    yield from _gamma_steps()
    yield Step("with xi for the band of the lattice, this is the statement", named(result()), _renormalised(H))


def named(effective: Matrix) -> Matrix:
    """The symbol xi in the place of the SC band."""
    return Matrix(effective.subs(eps_sc, xi + eps_sc - sc_band()))


def _remainder_steps() -> Iterator[Step]:
    W, one = xi**2 + Delta**2, sp.eye(4)
    sigma, A = self_energy.formula(xi), kron(xi * PAULI_Z - Delta * PAULI_X, IDENTITY)
    linear = Matrix(-(t_c**2) * (omega * one + A) / W)
    left_out = Matrix(-(t_c**2) * omega**2 * (omega * one + A) / (W * (W - omega**2)))
    yield Step("Sigma less its two first terms", Matrix(sigma - linear), left_out)
    yield Step("A = xi tau_z - Delta tau_x has the levels +-sqrt(W)", Matrix(A * A), Matrix(W * one))
    w, e, t = sp.symbols("w epsilon t", positive=True)  # sqrt(W), |E|, |t_c|
    norm, Z = t**2 * e**2 * (e + w) / (w**2 * (w**2 - e**2)), 1 + t**2 / w**2
    yield Step("its norm at the energy E, divided by Z: the bound", norm / Z, bound(e, w, t))
    slope = Matrix(sigma.diff(omega) + t_c**2 * ((omega * one + A) / (W - omega**2)) ** 2)
    yield Step("and Sigma' is minus a square: h + Sigma - omega falls with omega", slope, sp.zeros(4, 4))


def bound(energy: sp.Expr, width: sp.Expr, tunnelling: sp.Expr) -> sp.Expr:
    """The bound of the error at an energy |E| below sqrt(W), called width."""
    return tunnelling**2 * energy**2 / ((width**2 + tunnelling**2) * (width - energy))


def _gamma_steps() -> Iterator[Step]:
    w, t = sp.symbols("w t", positive=True)
    gamma = {kx: 0, ky: 0, eps_ti: mu}
    at_gamma = result().subs(gamma)
    W = (sc_band() ** 2 + Delta**2).subs(gamma)
    gap_squared = (t_c**2 / (W + t_c**2)) ** 2 * W
    yield Step(
        "at Gamma the square is a number: the gap t_c^2 sqrt(W)/(W + t_c^2)",
        Matrix(at_gamma * at_gamma),
        Matrix(gap_squared * sp.eye(4)),
    )
    exact = gap_at_gamma.result()[2].subs({Delta: w, t_c: t})
    difference = t**2 * w / (w**2 + t**2) - exact
    yield Step("its difference from the exact gap, order six", sp.limit(difference / t**6, t, 0), -1 / w**5)
    yield Step("has the size of the bound at E = t_c^2/w", sp.limit(bound(t**2 / w, w, t) / t**6, t, 0), 1 / w**5)


@cache
def _pencil(H: Matrix) -> Pencil:
    return low_energy_pencil(H, kept=self_energy.TI)


@cache
def _renormalised(H: Matrix) -> Matrix:
    return renormalised_hamiltonian(H, kept=self_energy.TI)


def result() -> Matrix:
    """H_eff(k), tau x sigma."""
    return formula(sc_band())


def limits() -> Iterator[Step]:
    """Decoupled, weak tunnelling, strong tunnelling, the zero of its determinant."""
    effective = result()
    yield Step("decoupled: the TI layer", Matrix(effective.subs(t_c, 0)), ti_layer())
    second = Matrix(named(effective).diff(t_c, 2).subs(t_c, 0) / 2)
    W = sc_band() ** 2 + Delta**2
    expected = (kron(Delta * PAULI_X - xi * PAULI_Z, IDENTITY) - ti_layer()) / (xi**2 + Delta**2)
    yield Step("second order: induced pairing, level repulsion, weight in the superconductor", second, Matrix(expected))
    strong = Matrix(effective.applyfunc(lambda entry: sp.limit(entry, t_c, sp.oo)))
    yield Step(
        "strong tunnelling: minus the superconductor, seen through tau_z",
        strong,
        kron(Delta * PAULI_X - sc_band() * PAULI_Z, IDENTITY),
    )
    H, at_x = (matrix.subs({kx: sp.pi, ky: 0}) for matrix in (SYSTEM.hamiltonian, effective))
    W_x, up = W.subs({kx: sp.pi, ky: 0}), [0, 2]
    zero_energy = det(at_x.extract(up, up)) * (W_x + t_c**2) ** 2 / W_x
    text = "it closes its gap exactly where the bilayer does: at X their determinants (spin up) vanish together"
    yield Step(text, sp.cancel(zero_energy), sp.cancel(-det(H.extract([0, 2, 4, 6], [0, 2, 4, 6]))))


def mutants() -> Iterator[Matrix]:
    """Signs of pairing and shift, no renormalisation of one term or of all, a wrong weight."""
    effective = result()
    W = sc_band() ** 2 + Delta**2
    Z = 1 + t_c**2 / W
    yield effective.subs(Delta, -Delta)
    yield effective.subs({eps_sc: -eps_sc, t_sc: -t_sc}, simultaneous=True)
    yield Matrix(Z * effective)
    yield Matrix(effective + (1 - 1 / Z) * (ti_layer() - ti_layer().subs(lam, 0)))
    yield Matrix(effective + (1 - 1 / Z) * (ti_layer() - ti_layer().subs(M, 0)))
    yield Matrix(effective + (1 - 1 / Z) * (ti_layer() - ti_layer().subs({eps_ti: 0, mu: 0})))
    yield Matrix(effective + t_c**2 * sc_band() / (W + t_c**2) * kron(PAULI_Z, IDENTITY))
    yield effective.subs(t_c, t_c / 2)


def lattice_expansion(H: Complex, terms: int) -> tuple[Complex, float]:
    """Taylor coefficients of the inverse of the TI block of the lattice's Green's function, (terms, 4, 4), and a rounding bound.

    By Cauchy's formula on a circle of half the smallest level of the decoupled superconductor, within which it is analytic.
    The bound is that of the first coefficient; coefficient j errs by radius^-j times it.
    """
    radius = abs(np.linalg.eigvalsh(H[4:, 4:])).min() / 2
    circle = radius * np.exp(2j * np.pi * (np.arange(POINTS) + 0.5) / POINTS)  # half a step off the real axis and its levels
    inverse, rounding = self_energy.inverse_greens_function(H, circle)
    powers = circle[:, None] ** -np.arange(terms)
    aliasing = 2.0 ** (1 - POINTS) * float(np.linalg.norm(inverse, 2, axis=(-2, -1)).max())
    return np.einsum("pj,pab->jab", powers, inverse) / POINTS, rounding + aliasing


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with the lattice: its Green's function between TI states, inverted, expanded about zero by Cauchy's formula.

    The constant term is -(h + Sigma(0)), the linear one Z; no use is made of Z being a number. The bound of
    each momentum is rounding; differences count in units of it. (The tests judge the inequality, on the levels of the lattice.)
    """
    k, numeric, bounds = _judged(**parameters)
    effective = compile_kernel(formula, SYSTEM.arguments)(kx=np.cos(0.3) * k, ky=np.sin(0.3) * k, **parameters)
    return Comparison(k, effective.reshape(-1, 16).T, numeric, bound=1.0, unit=bounds)


@cache
def _judged(**parameters: float) -> tuple[NDArray[np.float64], Complex, NDArray[np.float64]]:
    k = np.linspace(0.0, np.pi, 31)
    found, bounds = [], []
    for H in bloch_matrix(bilayer_system(**parameters), kx=np.cos(0.3) * k, ky=np.sin(0.3) * k):
        (constant, linear), error = lattice_expansion(H, 2)
        weights, turns = np.linalg.eigh(linear)
        root = turns / np.sqrt(weights) @ turns.conj().T
        found.append(-root @ constant @ root)
        radius, size = abs(np.linalg.eigvalsh(H[4:, 4:])).min() / 2, np.linalg.norm(constant, 2)
        bounds.append(error * (1 + size / radius) + roundoff(size + np.linalg.norm(H, 2), size=8))  # weights are at least 1
    return k, np.array(found).reshape(-1, 16).T, np.array(bounds)


def draw(ax: Axes, comparison: Comparison) -> None:
    """The levels of the single layer along a line: those of the formula, and those of the matrix that the lattice gives."""
    formula, lattice = (np.linalg.eigvalsh(values.T.reshape(-1, 4, 4)).T for values in (comparison.analytic, comparison.numeric))
    draw_levels(ax, Comparison(comparison.abscissa, formula, lattice, comparison.bound))
    ax.set(xlabel="|k| (1/a), 17 degrees from the x axis", ylabel=r"levels of $H_\mathrm{eff}$ ($\lambda/a$)")
