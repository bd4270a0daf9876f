r"""Time reversal is broken by the mass alone, and at Gamma only from fourth order in k.

Statement
---------
With :math:`T = i\sigma_yK` on both layers

.. math:: T\,H(-k)\,T^{-1} - H(k) = -2M_k\,\sigma_z\ \text{on electrons and holes of the TI layer}

so T takes M to -M. The same matrix is what a mirror leaves, :math:`\sigma_xH(-k_x, k_y)\sigma_x - H(k)`. Near Gamma it is
:math:`-\tfrac14M(k_x^4 + k_y^4)\sigma_z + O(k^6)`: the k.p Hamiltonian is time-reversal symmetric through cubic order, exactly. At
X it is :math:`-4M\sigma_z`, at M :math:`-8M\sigma_z`: there the symmetry is broken strongly.

Assumptions
-----------
1. All parameters real, of any sign; both layers exact on the lattice.
2. T is the only candidate: it is what qsymm finds through cubic order, and another local T would differ by a conserved quantity.

References
----------
arXiv:2507.23775 states the symmetry of the k.p model; the lattice TI is that of D. I. Pikulin and M. Franz, Phys. Rev. X 7, 031006.
"""

from collections.abc import Iterator
from functools import cache

import numpy as np
import sympy as sp

from derivations.claims.shared.bilayer_domain import BILAYER_DOMAIN
from derivations.claims.symmetry.lattice_symmetries import mirror_x, time_reversal
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison, roundoff
from numerics.kernels import compile_kernel
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.bilayer import bilayer_system
from numerics.systems.definition import SIGMA_Y
from theory.algebra import IDENTITY, PAULI_X, PAULI_Z, UPPER, Matrix, kron
from theory.expansion import kp_expansion
from theory.models.bilayer import bilayer, mass
from theory.proof import Step
from theory.rotation import kp_model
from theory.symbols.interface import M
from theory.symbols.momentum import kx, ky
from theory.symmetry import find_symmetries, transformed

SYSTEM = bilayer()
DOMAIN = BILAYER_DOMAIN
MOMENTA = SYSTEM.momenta


@cache
def near_gamma(order: int) -> Matrix:
    """H(k) through an order in k."""
    return kp_model(SYSTEM, order=order).hamiltonian


@cache
def found() -> Matrix:
    """U of the time reversal that qsymm finds in the cubic k.p Hamiltonian."""
    return next(symmetry.U for symmetry in find_symmetries(near_gamma(3), MOMENTA) if symmetry.name == "time reversal")


def steps() -> Iterator[Step]:
    """The difference on the lattice, the mirror, the expansion, the search."""
    H, T = SYSTEM.hamiltonian, time_reversal()
    yield Step("time reversal takes M to -M", transformed(T, H, MOMENTA), H.subs(M, -M))
    yield Step("and a mirror does, too", transformed(mirror_x(), H, MOMENTA), H.subs(M, -M))
    yield Step("T^2 = -1", Matrix(T.U * T.U.conjugate()), -sp.eye(8))
    cubic = near_gamma(3)
    yield Step("the k.p Hamiltonian through cubic order keeps T", transformed(T, cubic, MOMENTA), cubic)
    yield Step("qsymm finds this T in it", found(), T.U)
    quartic = near_gamma(4)
    breaking = kp_expansion(result(), MOMENTA, about=(sp.S.Zero, sp.S.Zero), order=4)
    yield Step("the quartic term breaks it", Matrix(transformed(T, quartic, MOMENTA) - quartic), breaking)
    yield Step("that is the difference of H with -M and with M", Matrix(H.subs(M, -M) - H), result())
    yield Step("the difference on the lattice, all orders", Matrix(transformed(T, H, MOMENTA) - H), result())


def result() -> Matrix:
    """T H(-k) T^-1 - H(k), 8 x 8."""
    return Matrix(-2 * mass() * kron(UPPER, IDENTITY, PAULI_Z))


def limits() -> Iterator[Step]:
    """The invariant momenta, the leading term at Gamma, no mass."""
    sigma_z = kron(UPPER, IDENTITY, PAULI_Z)
    for name, (x, y), height in (("Gamma", (0, 0), 0), ("X", (sp.pi, 0), 2), ("M", (sp.pi, sp.pi), 4)):
        yield Step(f"mass {height} M at {name}", Matrix(result().subs({kx: x, ky: y})), Matrix(-2 * height * M * sigma_z))
    leading = kp_expansion(result(), MOMENTA, about=(sp.S.Zero, sp.S.Zero), order=5)
    yield Step("the leading term at Gamma is of fourth order", leading, Matrix(-M * (kx**4 + ky**4) / 4 * sigma_z))
    yield Step("without mass there is time reversal", Matrix(result().subs(M, 0)), sp.zeros(8, 8))


def mutants() -> Iterator[Matrix]:
    """Half, the wrong sign, the wrong matrix, both layers, a mass without its second neighbours, only the leading term."""
    m = mass()
    yield Matrix(result() / 2)
    yield Matrix(-result())
    yield Matrix(-2 * m * kron(UPPER, PAULI_Z, PAULI_Z))
    yield Matrix(-2 * m * kron(UPPER, IDENTITY, PAULI_X))
    yield Matrix(-2 * m * kron(IDENTITY, IDENTITY, PAULI_Z))
    yield Matrix(-2 * m * kron(UPPER, UPPER, PAULI_Z))
    yield Matrix(-2 * M * (2 - sp.cos(kx) - sp.cos(ky)) * kron(UPPER, IDENTITY, PAULI_Z))
    yield kp_expansion(result(), MOMENTA, about=(sp.S.Zero, sp.S.Zero), order=4)


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with the hoppings of the lattice: Bloch matrices at k and -k, on a line in general position."""
    kx_, ky_ = np.cos(0.3) * (k := np.geomspace(0.05, np.pi, 41)), np.sin(0.3) * k
    system = bilayer_system(**parameters)
    T = np.kron(np.eye(4), 1j * SIGMA_Y)
    H = bloch_matrix(system, kx=kx_, ky=ky_)
    difference = T @ bloch_matrix(system, kx=-kx_, ky=-ky_).conj() @ T.conj().T - H
    formula_values = compile_kernel(formula, SYSTEM.arguments)(kx=kx_, ky=ky_, **parameters)
    return Comparison(
        abscissa=k,
        analytic=np.moveaxis(formula_values, 0, -1),
        numeric=np.moveaxis(difference, 0, -1),
        # The terms of the mass, up to 4 |M|, cancel near Gamma.
        bound=roundoff(scale=np.linalg.norm(H, axis=(-2, -1)).max() + 4 * abs(parameters["M"]), size=16),
    )


def draw(ax: Axes, comparison: Comparison) -> None:
    """The largest matrix element that breaks time reversal: fourth order at Gamma, of order M at the edge of the zone."""
    k = comparison.abscissa
    line, points = (abs(values).max(axis=(0, 1)) for values in (comparison.analytic, comparison.numeric))
    ax.loglog(k, line, color=COLOURS[0], label=r"$2|M_k|$")
    ax.loglog(k, line[0] * (k / k[0]) ** 4, ":", color="0.5", label=r"$\propto k^4$")
    circles(ax, k, points, colour=COLOURS[1], label="lattice")
    ax.set(xlabel="|k| (1/a), 17 degrees from the x axis", ylabel=r"$\max|TH(-k)T^{-1} - H(k)|$ ($\lambda/a$)")
    ax.legend()
