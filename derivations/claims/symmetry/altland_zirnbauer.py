r"""Symmetry class of the bilayer: DIII in the k.p limit, D on the lattice.

Statement
---------
Through cubic order in k the Hamiltonian at Gamma has, besides :math:`C = \tau_y\sigma_yK` with :math:`C^2 = +1`,

.. math::
    T = i\sigma_yK, \quad T^2 = -1, \qquad \Gamma = \tau_y, \quad \Gamma H(k)\Gamma = -H(k), \qquad TC = i\Gamma

and no local unitary symmetry: class DIII. On the lattice the mass breaks T and :math:`\Gamma`, and with them every local
antiunitary symmetry that commutes with H and every local chiral one,

.. math:: \Gamma H(k)\Gamma + H(k) = 2M_k\sigma_z\ \text{on the TI layer}

C survives, so that class D remains, whose invariant in two dimensions is the Chern number. (Mirror times time reversal, which is
not local, survives as well: ``lattice_symmetries``.)

Assumptions
-----------
1. All parameters real. At M = 0 the class is DIII on the lattice, too.
2. No matrix but the identity commutes with H(k) at every k, through cubic order: proved here for independent parameters and for
   the default ones, where mu = eps_ti = 0 and eps_sc = -4 t_sc. So T and :math:`\Gamma` are unique up to a phase; and as a symmetry
   of the lattice is one of each order in k, where they fail there is no other.
3. The exception, for lam, Delta and t_c not zero: eps_ti = eps_sc = mu and t_sc = 0, where :math:`G = \tau_x\sigma_z` on the TI and
   :math:`-\tau_x\sigma_z` on the SC layer is conserved on the lattice, mass and all, and nothing else is. C keeps both values of G,
   and T G is broken by the mass as T is: two halves of class D.

References
----------
A. Altland, M. R. Zirnbauer, Phys. Rev. B 55, 1142 (1997); A. P. Schnyder et al., Phys. Rev. B 78, 195125 (2008).
"""

from collections.abc import Iterator
from functools import cache

import numpy as np
import sympy as sp
from sympy.polys.matrices import DomainMatrix

from derivations.claims.shared.bilayer_domain import BILAYER_DOMAIN
from derivations.claims.symmetry import broken_time_reversal
from derivations.claims.symmetry.broken_time_reversal import near_gamma
from derivations.claims.symmetry.lattice_symmetries import symmetries
from derivations.claims.symmetry.rotation_generator import order_of
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison, roundoff
from numerics.kernels import compile_kernel
from numerics.systems.bilayer import bilayer_system
from numerics.systems.nambu import nambu_blocks
from theory.algebra import IDENTITY, PAULI_X, PAULI_Y, PAULI_Z, Matrix, commutator, kron
from theory.expansion import monomials
from theory.models.bilayer import bilayer
from theory.proof import Step
from theory.symbols.interface import M, eps_sc, eps_ti, mu, t_sc
from theory.symmetry import LOCAL, Symmetry, find_symmetries, transformed

SYSTEM = bilayer()
DOMAIN = BILAYER_DOMAIN
MOMENTA = SYSTEM.momenta
ONE = sp.eye(8).as_immutable()


def local_symmetries() -> tuple[Symmetry, Symmetry]:
    """Time reversal and chiral symmetry."""
    here = sp.eye(2).as_immutable()
    T, chiral = Matrix(result()[:, :8]), Matrix(result()[:, 8:])
    return Symmetry("time reversal", T, here, conjugate=True), Symmetry("chiral", chiral, here, antisymmetry=True)


def commutant_equations(hamiltonian: Matrix) -> DomainMatrix:
    """The linear equations [A, X] = 0 for the 64 entries of X, one set for every coefficient A of momenta and parameters."""
    symbols = sorted(hamiltonian.free_symbols, key=str)
    coefficients = monomials(hamiltonian, symbols).values()
    rows = [kron(A, ONE) - kron(ONE, A.T) for A in coefficients]
    return DomainMatrix.from_Matrix(sp.Matrix.vstack(*rows)).to_field()


@cache
def found() -> Matrix:
    """The local symmetries T, C and Gamma that qsymm finds in the cubic k.p Hamiltonian."""
    by_name = {symmetry.name: symmetry for symmetry in find_symmetries(near_gamma(3), MOMENTA)}
    return Matrix.hstack(*(by_name[name].U for name in LOCAL.values()))


def steps() -> Iterator[Step]:
    """The three symmetries and their squares, uniqueness, what the mass does, the search."""
    cubic, H = near_gamma(3), SYSTEM.hamiltonian
    T, chiral = local_symmetries()
    C = symmetries()[0]
    yield Step("T keeps the cubic k.p Hamiltonian", transformed(T, cubic, MOMENTA), cubic)
    yield Step("C is a symmetry in every order", transformed(C, H, MOMENTA), Matrix(-H))
    yield Step("so Gamma, their product up to a phase, anticommutes", transformed(chiral, cubic, MOMENTA), Matrix(-cubic))
    yield Step("T C = i Gamma", Matrix(T.U * C.U.conjugate()), Matrix(sp.I * chiral.U))
    yield Step("T^2 = -1", Matrix(T.U * T.U.conjugate()), Matrix(-ONE))
    yield Step("C^2 = +1: with T^2 = -1 class DIII", Matrix(C.U * C.U.conjugate()), ONE)
    yield from _commutant_steps(cubic)
    breaking = broken_time_reversal.result()
    yield Step("on the lattice the mass breaks T", Matrix(transformed(T, H, MOMENTA) - H), breaking)
    yield Step("and Gamma: class D", Matrix(transformed(chiral, H, MOMENTA) + H), Matrix(-breaking))
    yield Step("qsymm finds T, C and Gamma in the cubic Hamiltonian", found(), Matrix.hstack(T.U, C.U, chiral.U))


def _commutant_steps(cubic: Matrix) -> Iterator[Step]:
    """What commutes with H: conditions on the 64 entries of a matrix."""
    flat = {eps_ti: mu, eps_sc: mu, t_sc: 0}
    cases = {
        "nothing but the identity commutes with H: 63 independent conditions on 64 entries": (cubic, 63),
        "neither with H at the default parameters": (at_defaults(cubic), 63),
        "one matrix more if all onsite energies are mu and the SC band is flat": (at_defaults(cubic.subs(flat)), 62),
    }
    for text, (hamiltonian, rank) in cases.items():
        yield Step(text, sp.Integer(commutant_equations(hamiltonian).rank()), sp.Integer(rank))
    G, C = kron(PAULI_Z, PAULI_X, PAULI_Z), symmetries()[0].U
    yield Step("it is G, conserved on the lattice, too", commutator(SYSTEM.hamiltonian.subs(flat), G), sp.zeros(8, 8))
    yield Step("C keeps the value of G", Matrix(C * G.conjugate()), Matrix(G * C))
    breaking = broken_time_reversal.result()
    yield Step("and G commutes with what breaks T: T G is broken as T is", commutator(breaking, G), sp.zeros(8, 8))


def at_defaults(hamiltonian: Matrix) -> Matrix:
    """Numbers in the place of all parameters."""
    while hamiltonian.free_symbols - set(MOMENTA):
        hamiltonian = hamiltonian.subs(SYSTEM.parameters)
    return hamiltonian


def result() -> Matrix:
    """U of T, and Gamma, side by side, 8 x 16."""
    return Matrix.hstack(kron(IDENTITY, IDENTITY, sp.I * PAULI_Y), kron(IDENTITY, PAULI_Y, IDENTITY))


def limits() -> Iterator[Step]:
    """Kramers pairs, the lattice without mass, spectra that mirror themselves."""
    T, chiral = local_symmetries()
    v = sp.Matrix(sp.symbols("v:8", complex=True))
    overlap = (v.H * T.U * v.conjugate())[0]
    yield Step("at Gamma a state is orthogonal to its time reversed partner: Kramers pairs", overlap, sp.S.Zero)
    massless = SYSTEM.hamiltonian.subs(M, 0)
    yield Step("without mass the lattice has T", transformed(T, massless, MOMENTA), massless)
    yield Step("and Gamma", transformed(chiral, massless, MOMENTA), Matrix(-massless))
    yield Step("Gamma^2 = 1: as many states of either chirality", Matrix(chiral.U**2), ONE)
    yield Step("tr Gamma = 0", chiral.U.trace(), sp.S.Zero)


def mutants() -> Iterator[Matrix]:
    """Spinless time reversal, wrong Pauli matrices, layers or particles of opposite sign."""
    T, chiral = (symmetry.U for symmetry in local_symmetries())
    yield Matrix.hstack(ONE, chiral)
    yield Matrix.hstack(kron(IDENTITY, IDENTITY, PAULI_X), chiral)
    yield Matrix.hstack(kron(IDENTITY, PAULI_Z, IDENTITY) * T, chiral)
    yield Matrix.hstack(kron(PAULI_Z, IDENTITY, IDENTITY) * T, chiral)
    yield Matrix.hstack(T, kron(IDENTITY, PAULI_X, IDENTITY))
    yield Matrix.hstack(T, kron(IDENTITY, PAULI_Z, IDENTITY))
    yield Matrix.hstack(T, kron(PAULI_Z, PAULI_Y, IDENTITY))
    yield Matrix.hstack(T, kron(IDENTITY, PAULI_Y, PAULI_Z))


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with the hoppings of the lattice, whose exponentials exp(i q d) are cut after third order."""
    q = np.linspace(0.0, 1.2, 25)
    system = bilayer_system(**parameters)

    def H(sign: int) -> np.ndarray:
        terms = (order_of(system, power, sign * q * np.cos(0.4), sign * q * np.sin(0.4))[0] for power in range(4))
        return np.sum(list(terms), axis=0)

    U = np.split(compile_kernel(formula, ())(), 2, axis=-1)
    sources, images = (H(-1).conj(), H(1)), (H(1), -H(1))
    scale = sum(abs(block.matrix).max() * (1 + max(map(abs, block.step)) ** 3) for block in nambu_blocks(system))
    return Comparison(
        abscissa=q,
        analytic=np.moveaxis(np.array([u @ source @ u.conj().T for u, source in zip(U, sources, strict=True)]), 1, -1),
        numeric=np.moveaxis(np.array(images), 1, -1),
        bound=roundoff(scale=scale, size=8),
    )


def draw(ax: Axes, comparison: Comparison) -> None:
    """A spin flip of the TI layer and the band of the SC layer, transformed and directly."""
    for index, name in enumerate(("T", r"\Gamma\,")):
        for element, style, text in ((1, "-", "TI spin flip"), (36, "--", "SC band")):
            line, points = (part[index].reshape(64, -1)[element].real for part in (comparison.analytic, comparison.numeric))
            ax.plot(comparison.abscissa, line, style, color=COLOURS[index], label=f"${name}H{name}^{{-1}}$, {text}")
            circles(ax, comparison.abscissa[index::2], points[index::2], colour=COLOURS[index])
    ax.set(xlabel="|q| (1/a), 23 degrees from the x axis", ylabel=r"matrix element, real part ($\lambda/a$)")
    ax.margins(y=0.4)  # room for the legend
    ax.legend(title=r"circles: lattice hoppings, $+H$ for T, $-H$ for $\Gamma$", ncols=2)
