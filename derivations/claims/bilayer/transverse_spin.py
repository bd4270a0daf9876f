r"""In-plane spin of the superconducting levels, and the hidden operator that fixes it.

Statement
---------
At mu = eps_ti = 0 the operator

.. math::
    \Lambda_k = \xi_k\,d_\parallel\cdot\sigma + M_k\sigma_z(\xi_k\tau_z \mp \Delta\tau_x), \qquad
    d_\parallel = \lambda(-\sin k_y, \sin k_x)

(the upper sign in the TI layer, the lower in the SC layer) commutes with H(k), and :math:`\Lambda_k^2 = R_k^2 =
\epsilon_k^2\xi_k^2 + M_k^2\Delta^2`. Its eigenvalues :math:`\sigma R_k` are the branches :math:`\sigma = \pm1` of
``spectrum_with_mass``. Every level of a branch has the same spin transverse to :math:`(\sin k_x, \sin k_y)`, summed over both
layers, electrons and holes, and no spin along it:

.. math:: \langle\sigma_\perp\rangle_\sigma = \sigma\,\frac{s_k\xi_k}{R_k}

with :math:`s_k = |d_\parallel|` and :math:`\sigma_\perp = d_\parallel\cdot\sigma/s_k`. This sum does not depend
on the tunnelling; the share of each layer in it does, and so does the spin along z: at the default parameters and k = (0.9, 0.5)
that of the lowest level is 0.25, -0.40 and -0.78 at t_c = 0.3, 1.2 and 2.5, while :math:`\langle\sigma_\perp\rangle = -0.36`
stays, -0.32, -0.23 and -0.20 of it in the TI layer.
With the band top on the Fermi level it is less than one already in second order, :math:`1/\langle\sigma_\perp\rangle^2 - 1 =
(M\Delta k/8\lambda t_{SC})^2` on the axes: pairing makes the mass matter nearer to Gamma than in the normal state, where the tilt
is of third order (``spin_texture``).

Assumptions
-----------
1. mu = eps_ti = 0; eps_sc and all other parameters real, any sign, on the lattice exactly.
2. Levels of unlike branches that coincide may be mixed; then the statement is about states of one branch.

Symbols
-------
a, b: lam sin kx and lam sin ky (lambda/a)
k: momentum on the axis (1/a)
m: mass M_k (lambda/a)
s: Dirac energy (lambda/a)
xi: energy of the SC band (lambda/a)

References
----------
arXiv:2507.23775, Figs. 3(d) to (f), has low-energy bands; neither the operator nor the spin of coupled levels is in it.
"""

from collections.abc import Iterator
from functools import cache

import numpy as np
import sympy as sp

from derivations.claims.bilayer import spectrum_with_mass
from derivations.claims.bilayer.determinant import DOMAIN, SYSTEM, a, b, m, named, xi
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison
from numerics.kernels import compile_kernel
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.bilayer import bilayer_system
from numerics.systems.definition import SIGMA_X, SIGMA_Y
from numerics.zone.bands import expectation
from theory.algebra import IDENTITY, LOWER, PAULI_X, PAULI_Y, PAULI_Z, UPPER, Matrix, anticommutator, commutator, kron
from theory.models.bilayer import mass, sc_band
from theory.proof import Step
from theory.symbols.interface import Delta, M, eps_sc, eps_ti, lam, mu, t_c, t_sc
from theory.symbols.momentum import kx, ky

BRANCHES = spectrum_with_mass.BRANCHES
ASCENDING = (1, -1, -1, 1, 1, -1, -1, 1)  # branches of the eight levels in ascending order
S_SQUARED = a**2 + b**2
R_SQUARED = (m**2 + S_SQUARED) * xi**2 + m**2 * Delta**2
ZERO, ONE = Matrix(sp.zeros(8, 8)), Matrix(sp.eye(8))


def conserved() -> Matrix:
    """Lambda in terms of m = M_k, xi = xi_k, a = lam sin kx and b = lam sin ky."""
    dirac = kron(IDENTITY, IDENTITY, xi * (a * PAULI_Y - b * PAULI_X))
    ti, sc = (kron(layer, xi * PAULI_Z + sign * Delta * PAULI_X, m * PAULI_Z) for layer, sign in ((UPPER, -1), (LOWER, 1)))
    return Matrix(dirac + ti + sc)


def steps() -> Iterator[Step]:
    """The operator commutes with H; its anticommutators with the spin are numbers; its eigenvalues name the branches."""
    ti = kron(PAULI_Z, a * PAULI_Y - b * PAULI_X) + kron(IDENTITY, m * PAULI_Z)
    sc = kron(xi * PAULI_Z + Delta * PAULI_X, IDENTITY)
    H = Matrix(kron(UPPER, ti) + kron(LOWER, sc) + t_c * kron(PAULI_X, PAULI_Z, IDENTITY))
    text = "H(k), with m = M_k, xi = xi_k, a = lam sin kx, b = lam sin ky"
    yield Step(text, SYSTEM.hamiltonian.subs({mu: 0, eps_ti: 0}), named(H))
    Lambda = conserved()
    yield Step("the operator commutes with it", commutator(Lambda, H), ZERO)
    yield Step("and squares to a number", Matrix(Lambda**2), Matrix(R_SQUARED * ONE))
    transverse = kron(IDENTITY, IDENTITY, a * PAULI_Y - b * PAULI_X)
    text = "its anticommutator with s sigma_perp is a number: in an eigenstate the spin is s xi over the eigenvalue"
    yield Step(text, anticommutator(Lambda, transverse), Matrix(2 * xi * S_SQUARED * ONE))
    along = kron(IDENTITY, IDENTITY, a * PAULI_X + b * PAULI_Y)
    yield Step("that with the spin along (sin kx, sin ky) vanishes", anticommutator(Lambda, along), ZERO)
    yield from _branch_steps(H, Lambda)
    stated = Matrix([sigma * xi * sp.sqrt(S_SQUARED) / sp.sqrt(R_SQUARED) for sigma in BRANCHES])
    yield Step("the statement", result(), Matrix(named(stated)))


def _branch_steps(H: Matrix, Lambda: Matrix) -> Iterator[Step]:
    """The quadratic equation for H^2, with the operator in it."""
    A = m**2 + S_SQUARED + xi**2 + Delta**2 + 2 * t_c**2
    square = Matrix(H**2)
    quartic = Matrix(square * square - A * square + (Lambda - t_c**2 * ONE) ** 2 + S_SQUARED * Delta**2 * ONE)
    yield Step("H^4 - A H^2 + (Lambda - t_c^2)^2 + s^2 Delta^2 = 0", quartic.applyfunc(sp.expand), ZERO)
    s = spectrum_with_mass.s
    for sigma in BRANCHES:
        _, B, _ = spectrum_with_mass.quadratic(sigma)
        root = sp.sqrt(R_SQUARED.subs({b: 0, a: s}))
        mine = (sigma * root - t_c**2) ** 2 + s**2 * Delta**2
        here = {spectrum_with_mass.m: m, spectrum_with_mass.xi: xi}
        yield Step("with sigma R for Lambda: the branch of spectrum_with_mass", sp.expand(B.subs(here)), sp.expand(mine))


def result() -> Matrix:
    """<sigma_perp> of the branches +1 and -1; column of length 2."""
    return Matrix(named(Matrix([sigma * xi * sp.sqrt(S_SQUARED) / sp.sqrt(R_SQUARED) for sigma in BRANCHES])))


def limits() -> Iterator[Step]:
    """No mass, no pairing, near Gamma, the invariant momenta."""
    up, down = result()
    p, q, k = sp.symbols("p q k", positive=True)
    xi_k, s_squared = sc_band().subs(mu, 0), lam**2 * (sp.sin(kx) ** 2 + sp.sin(ky) ** 2)
    yield Step("the branches are opposite", down, -up)
    locked = (up**2).subs(M, 0).subs(lam, p).subs(xi_k, q)
    yield Step("no mass: fully locked to the momentum", sp.simplify(locked), sp.S.One)
    yield Step("no pairing: the in-plane spin of spin_texture", up.subs(Delta, 0) ** 2, s_squared / (s_squared + mass() ** 2))
    on_axis = {kx: k, ky: 0, eps_sc: -4 * t_sc}
    rest = (mass() ** 2 * (xi_k**2 + Delta**2) / (s_squared * xi_k**2)).subs(on_axis)
    yield Step("what is missing to one, on the axis", (1 / up**2 - 1).subs(on_axis), rest)
    leading = sp.limit(rest / k**2, k, 0)
    yield Step("band top on the Fermi level: of second order near Gamma", leading, (M * Delta / (8 * lam * t_sc)) ** 2)
    yield Step("at the invariant momenta none, as s = 0", up.subs({kx: sp.pi, ky: 0}), sp.S.Zero)


def mutants() -> Iterator[Matrix]:
    """Branches exchanged, factors, the mass without pairing or the pairing without mass in R, tunnelling in it."""
    formula = result()
    yield -formula
    yield formula.subs(Delta, 0)
    yield formula.subs(M, M / 2)
    yield formula.subs(Delta, 2 * Delta)
    yield formula.subs(lam, 2 * lam)
    yield formula.subs(t_sc, -t_sc)
    for wrong in (R_SQUARED - m**2 * xi**2, R_SQUARED + S_SQUARED * Delta**2, R_SQUARED + t_c**4):
        yield Matrix(named(Matrix([sigma * xi * sp.sqrt(S_SQUARED) / sp.sqrt(wrong) for sigma in BRANCHES])))


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with expectation values in the eigenvectors of the lattice hoppings, on a line that meets no symmetry axis.

    In units of their rounding: an eigenvector errs by eps |H| over the distance to the nearest level, the direction by eps over s.
    """
    k, found, rounding = _expectations(**parameters)
    stated = compile_kernel(formula, (kx, ky, *DOMAIN))(kx=np.cos(0.3) * k, ky=np.sin(0.3) * k, **parameters)[..., 0]
    analytic = np.stack([stated[:, BRANCHES.index(branch)] for branch in ASCENDING])
    return Comparison(k, analytic, found.T, bound=1.0, unit=rounding)


@cache
def _expectations(**parameters: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Momenta, transverse spins (momenta, levels), rounding (momenta,)."""
    k = np.linspace(0.2, 2.9, 60)
    x, y = np.sin(np.cos(0.3) * k), np.sin(np.sin(0.3) * k)
    H = bloch_matrix(bilayer_system(**parameters, mu=0.0, eps_ti=0.0), kx=np.cos(0.3) * k, ky=np.sin(0.3) * k)
    energies, states = np.linalg.eigh(H)
    along_x, along_y = (expectation(states, np.kron(np.eye(4), sigma)) for sigma in (SIGMA_X, SIGMA_Y))
    found = np.sign(parameters["lam"]) * (x[:, None] * along_y - y[:, None] * along_x) / np.hypot(x, y)[:, None]
    norm = np.linalg.norm(H, 2, axis=(-2, -1)) + 4 * abs(parameters["M"]) + 8 * abs(parameters["t_sc"])
    spacing = np.minimum(np.diff(energies, axis=-1).min(axis=-1), abs(parameters["lam"]) * np.hypot(x, y))
    return k, found, 16 * np.finfo(float).eps * norm / spacing


def draw(ax: Axes, comparison: Comparison) -> None:
    """The transverse spin of the two lowest positive levels, one of each branch."""
    for row, name, colour in ((4, "lowest level above zero", COLOURS[0]), (5, "next level", COLOURS[2])):
        ax.plot(comparison.abscissa, comparison.analytic[row], color=colour, label=f"formula, {name}")
        circles(ax, comparison.abscissa[::2], comparison.numeric[row][::2], colour=COLOURS[1])
    ax.set(xlabel="|k| (1/a), 17 degrees from the x axis", ylabel=r"$\langle\sigma_\perp\rangle$")
    ax.legend(title="circles: lattice")
