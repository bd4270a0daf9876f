r"""Gauge transformation of the lattice: how bonds and pairing change, and that the spectrum does not.

Statement
---------
In terms of new operators :math:`c'_r = e^{i\chi_r}c_r` the matrix is :math:`H' = UHU^\dagger` with
:math:`U = e^{i\chi_r\tau_z}`: the phase of the hop from i to j and the phase of the pairing at r become

.. math:: \phi'_{ij} = \phi_{ij} + \chi_j - \chi_i, \qquad \operatorname{arg}\Delta'_r = \operatorname{arg}\Delta_r + 2\chi_r

and the spectrum stays. With :math:`\chi = -n\theta/2` the pairing outside the disc becomes real and the bonds there lose their
phase, up to the factor :math:`(-1)^n` on bonds that cross the cut of :math:`\theta`: outside the disc h/e can be gauged away, h/2e
cannot. Inside the field stays.

Assumptions
-----------
1. Any lattice, any flux; :math:`\chi_r` any real function of the site.

Symbols
-------
A_uu, A_ud, A_du, A_dd: amplitudes of a hop from spin to spin (lambda/a)
D: modulus of the pairing (lambda/a)
theta_i, theta_j: polar angles of the sites (rad)

References
----------
arXiv:2507.23775, Appendix A (choice of the phase of the pairing).
"""

from collections.abc import Iterator
from functools import cache, partial
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from derivations.claims.shared.bilayer_domain import BILAYER_DOMAIN
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison, roundoff
from numerics.kernels import compile_kernel
from numerics.lattice.gauge import peierls_phase, winding
from numerics.lattice.matrix import bdg_matrix
from numerics.lattice.shapes import Lattice, antidot, positions
from numerics.systems.bilayer import bilayer_system
from theory.algebra import IDENTITY, LOWER, PAULI_Y, UPPER, Matrix, dagger, kron
from theory.models.bilayer import bilayer
from theory.proof import Step
from theory.symbols.lattice import arg_Delta, chi_i, chi_j, phi
from theory.symbols.vortex import R, n

SYSTEM = bilayer()
DOMAIN = {**BILAYER_DOMAIN, n: range(-1, 3), R: (1.1, 2.4)}
Reals = NDArray[Any]


def steps() -> Iterator[Step]:
    """Two sites in Nambu space: the transformation is diagonal, exp(i chi tau_z), and acts on bonds and pairing."""
    gap = sp.Symbol("D", real=True)
    bond, pairing = result()
    hop = Matrix(2, 2, sp.symbols("A_uu A_ud A_du A_dd", complex=True))
    at_j, at_i = (kron(_turn(chi), IDENTITY) for chi in (chi_j, chi_i))
    before = Matrix(kron(_turn(phi), IDENTITY) * _nambu(hop))
    after = Matrix(kron(_turn(bond), IDENTITY) * _nambu(hop))
    yield Step("hopping from i to j: exp(i chi_j tau_z) T exp(-i chi_i tau_z)", Matrix(at_j * before * dagger(at_i)), after)
    on_site = Matrix(kron(_pairing(gap, arg_Delta), IDENTITY))
    turned = Matrix(kron(_pairing(gap, pairing.subs(chi_j, chi_i)), IDENTITY))
    yield Step("pairing at a site: exp(i chi tau_z) Delta exp(-i chi tau_z)", Matrix(at_i * on_site * dagger(at_i)), turned)
    yield Step("the transformation is unitary, so the spectrum stays", Matrix(at_i * dagger(at_i)), sp.eye(4))
    C = kron(PAULI_Y, PAULI_Y)
    yield Step("and keeps particle-hole symmetry", Matrix(C * at_i.conjugate() * C), at_i)


def _turn(chi: sp.Expr) -> Matrix:
    return Matrix(sp.exp(sp.I * chi) * UPPER + sp.exp(-sp.I * chi) * LOWER)


def _pairing(gap: sp.Expr, phase: sp.Expr) -> Matrix:
    return Matrix([[0, gap * sp.exp(sp.I * phase)], [gap * sp.exp(-sp.I * phase), 0]])


def _nambu(hop: Matrix) -> Matrix:
    return Matrix(kron(UPPER, hop) - kron(LOWER, Matrix(PAULI_Y * hop.conjugate() * PAULI_Y)))


def result() -> Matrix:
    """New phase of the bond from i to j, new phase of the pairing at j; a column of length 2."""
    return Matrix([phi + chi_j - chi_i, arg_Delta + 2 * chi_j])


def limits() -> Iterator[Step]:
    """Global phases, the vortex made real."""
    bond, pairing = result()
    theta_i, theta_j = sp.symbols("theta_i theta_j", real=True)
    yield Step("a uniform chi leaves the bonds alone", bond.subs(chi_j, chi_i), phi)
    unwound = {chi_i: -n * theta_i / 2, chi_j: -n * theta_j / 2}
    outside = {phi: n * (theta_j - theta_i) / 2, arg_Delta: n * theta_j}
    yield Step(
        "outside the disc the flux disappears from a bond that does not cross the cut", bond.subs(outside).subs(unwound), sp.S.Zero
    )
    crossing = {phi: n * (theta_j + 2 * sp.pi - theta_i) / 2, arg_Delta: n * theta_j}
    factor = sp.exp(sp.I * sp.expand(bond.subs(crossing).subs(unwound)))
    yield Step("and leaves (-1)^n on one that does", factor, (-1) ** n)
    yield Step("the vortex disappears from the pairing", pairing.subs(outside).subs(unwound), sp.S.Zero)


def mutants() -> Iterator[Matrix]:
    """Nothing done, the wrong sign, ends exchanged, the pairing turned once, backwards, or as a whole, the bonds by half."""
    bond, pairing = result()
    yield Matrix([phi, arg_Delta])
    yield Matrix([phi - chi_j + chi_i, arg_Delta - 2 * chi_j])
    yield Matrix([phi - chi_j + chi_i, pairing])
    yield Matrix([bond, arg_Delta + chi_j])
    yield Matrix([bond, arg_Delta - 2 * chi_j])
    yield Matrix([bond, pairing + 1])
    yield Matrix([phi + (chi_j - chi_i) / 2, pairing])


@cache
def _geometry(R: float, side: int) -> tuple[Lattice, Reals, Reals, Reals]:
    x, y = positions(side)
    chi = np.random.default_rng(7).uniform(-np.pi, np.pi, (side, side))
    return antidot(side, R=R, layers=("TI", "SC"), pierced="SC"), x, y, chi


def validate(formula: Matrix, side: int = 8, **parameters: float) -> Comparison:
    """Compare with U H U^dagger, element by element, for the antidot with vortex and a random chi at every site."""
    flux, radius = int(parameters["n"]), parameters["R"]
    lattice, x, y, chi = _geometry(radius, side)
    system = bilayer_system(**{name: value for name, value in parameters.items() if name not in ("n", "R")})
    kernel = compile_kernel(formula, (phi, arg_Delta, chi_i, chi_j))
    bare = partial(peierls_phase, n=flux, R=radius)

    def local(x: Reals, y: Reals) -> Reals:
        index = [np.clip(np.rint(c + (side - 1) / 2).astype(int), 0, side - 1) for c in (x, y)]
        return chi[index[0], index[1]]

    def turned(x_i: Reals, y_i: Reals, x_j: Reals, y_j: Reals) -> Reals:
        return kernel(phi=bare(x_i, y_i, x_j, y_j), arg_Delta=0.0, chi_i=local(x_i, y_i), chi_j=local(x_j, y_j))[..., 0, 0]

    factor = winding(x, y, n=flux)
    turned_factor = np.exp(1j * kernel(phi=0.0, arg_Delta=np.angle(factor), chi_i=0.0, chi_j=chi)[..., 1, 0])
    before = bdg_matrix(system, lattice, bond_phase=bare, pairing_factor=factor)
    after = bdg_matrix(system, lattice, bond_phase=turned, pairing_factor=turned_factor)
    U = np.concatenate([np.exp(1j * np.outer(chi[mask], [1, 1, -1, -1])).ravel() for mask in lattice.occupied.values()])
    rows = np.repeat(np.arange(len(U)), np.diff(before.indptr))
    return Comparison(
        abscissa=np.arange(before.nnz),
        analytic=after.data,
        numeric=U[rows] * before.data * U[before.indices].conj(),
        # Phases are of order ten and are added, exponentiated and multiplied.
        bound=roundoff(scale=abs(before.data), size=64),
    )


def draw(ax: Axes, comparison: Comparison) -> None:
    """The phase of every matrix element: formula against transformation."""
    turned = abs(comparison.numeric.imag) > 1e-12
    ax.plot([-np.pi, np.pi], [-np.pi, np.pi], color=COLOURS[0], label="agreement")
    circles(
        ax, np.angle(comparison.numeric[turned]), np.angle(comparison.analytic[turned]), colour=COLOURS[1], label="matrix elements"
    )
    ax.set(xlabel=r"phase in $UHU^\dagger$ (rad)", ylabel="phase by the formula (rad)")
    ax.legend()
