r"""Angular momentum that a vortex in the s-wave layer conserves: orbital, with the spin conserved by itself.

Statement
---------
Near Gamma, through second order in the momenta, the s-wave layer with a vortex of n flux quanta h/2e conserves the spin and

.. math:: J = -i\partial_\theta - \tfrac n2\tau_z

for every radial profile of field and pairing. The orbital momenta are

.. math:: l_u = j + \tfrac n2, \qquad l_v = j - \tfrac n2, \qquad j \in \mathbb Z + \tfrac n2

for either spin: particle and hole differ by the vorticity, up and down do not differ, unlike in the bilayer (``angular_momentum``).

Assumptions
-----------
1. The k.p expansion through second order; on the lattice j is conserved modulo 4.
2. Flux and pairing depend on r alone but for the winding of the pairing; the antidot may keep its sites.

3. The judge sees orbital momenta modulo 4, at odd n; the integers are measured in ``momenta_of_swave_states``.

Symbols
-------
chi_0, chi_1, chi_2, chi_3: radial functions of the components, in the order of the basis

References
----------
arXiv:2507.23775, Eq. (16): for n = 1 half an odd integer, as here.
"""

from collections.abc import Iterator
from functools import cache, partial
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from derivations.claims.shared.bilayer_domain import BILAYER_DOMAIN
from derivations.claims.vortex.angular_momentum import draw_turns, fitted, pairs_turned, total, with_profile
from derivations.drawing import Axes
from numerics.compare import Comparison
from numerics.lattice.gauge import peierls_phase, winding
from numerics.lattice.matrix import bdg_matrix
from numerics.lattice.shapes import positions, square
from numerics.systems.swave import swave_system
from theory.algebra import IDENTITY, PAULI_X, PAULI_Y, PAULI_Z, Matrix, commutator, kron
from theory.models.swave import swave
from theory.proof import Step
from theory.rotation import acting, kp_model, orbital_momenta
from theory.symbols.interface import Delta, eps_sc, mu, t_sc
from theory.symbols.polar import j, r, theta
from theory.symbols.vortex import R, n

Complex = NDArray[Any]
SYSTEM = swave()
# Odd n: a fourfold rotation tells n from -n.
DOMAIN = {**{s: BILAYER_DOMAIN[s] for s in (mu, eps_sc, t_sc)}, Delta: (1, 2), R: (1.5, 2.9), n: range(-3, 4, 2)}


def steps() -> Iterator[Step]:
    """The spin commutes with H; J commutes with H on arbitrary functions; the ansatz; single-valuedness; particle-hole symmetry."""
    kp = kp_model(SYSTEM, order=2)
    for name, sigma in (("x", PAULI_X), ("y", PAULI_Y), ("z", PAULI_Z)):
        yield Step(f"the spin sigma_{name} is conserved", commutator(SYSTEM.hamiltonian, kron(IDENTITY, sigma)), sp.zeros(4, 4))
    psi = [sp.Function(f"psi_{a}")(r, theta) for a in range(4)]
    profiled = with_profile(kp)
    difference = Matrix(total(kp, list(acting(profiled, psi))) - acting(profiled, list(total(kp, psi)))).expand()
    yield Step("[J, H] psi = 0 for arbitrary functions psi(r, theta), Delta(r), f(r)", difference, sp.zeros(4, 1))
    whole = sp.Symbol("N", integer=True)
    momenta = result()
    turns = Matrix([sp.exp(2 * sp.pi * sp.I * orbital.subs(j, whole + n / 2)).expand() for orbital in momenta])
    yield Step("psi is single-valued for j - n/2 an integer", turns, sp.ones(4, 1))
    mirrored = Matrix(SYSTEM.particle_hole.applyfunc(sp.Abs) * -momenta.subs(j, -j))
    yield Step("particle-hole conjugation takes j to -j", mirrored, momenta)
    yield Step("the same from the entries of H, the free spin set to zero", Matrix(orbital_momenta(kp)), momenta)
    chi = sp.symbols("chi_0:4")
    states = [sp.exp(sp.I * orbital * theta) * entry for orbital, entry in zip(momenta, chi, strict=True)]
    yield Step("the ansatz has angular momentum j", total(kp, states), Matrix([j * state for state in states]))


def result() -> Matrix:
    """Orbital momenta of u_up, u_dn, v_dn, v_up, as a column."""
    return Matrix([j + n / 2, j + n / 2, j - n / 2, j - n / 2])


def limits() -> Iterator[Step]:
    """Without vortex; one flux quantum; the difference of particle and hole."""
    yield Step("no vortex: one orbital momentum for all components", result().subs(n, 0), j * sp.ones(4, 1))
    yield Step(
        "n = 1, j = -1/2: an s-wave particle with a hole that winds backwards",
        result().subs({n: 1, j: -sp.S.Half}),
        Matrix([0, 0, -1, -1]),
    )
    yield Step("particle and hole differ by the vorticity", result()[0] - result()[2], n)


def mutants() -> Iterator[Matrix]:
    """The spin of the bilayer, the other winding, no winding, twice the winding, winding in the particles alone."""
    momenta = result()
    yield momenta + Matrix([-1, 1, -1, 1]) / 2
    yield momenta.subs(n, -n)
    yield momenta.subs(n, 0)
    yield momenta.subs(n, 2 * n)
    yield momenta + n * Matrix([1, 1, 1, 1]) / 2
    yield momenta + Matrix([0, 0, 1, 1])


@cache
def _measured(**parameters: float) -> tuple[Complex, float]:
    """Turn factors of the spin-up half, whose states serve for either spin."""
    flux, radius, side = int(parameters["n"]), parameters["R"], 10
    system = swave_system(**{name: value for name, value in parameters.items() if name not in ("n", "R")})
    lattice, (x, y) = square(side, layers=system.layers), positions(side)
    factor = winding(x, y, n=flux) * (np.hypot(x, y) >= radius)  # the antidot keeps its sites and loses its pairing
    H = bdg_matrix(system, lattice, bond_phase=partial(peierls_phase, n=flux, R=radius), pairing_factor=factor).toarray()
    up = np.flatnonzero(np.arange(len(H)) % 2 == 0)
    energies, vectors = np.linalg.eigh(H[np.ix_(up, up)])
    both = np.repeat(vectors.reshape(-1, 2, len(up)), 2, axis=1).reshape(-1, len(up)) / np.sqrt(2)
    return pairs_turned(energies, both, lattice)


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with eigenvectors of the lattice under a quarter turn of the sites: a component must answer with exp(-i pi l / 2).

    A state has one j (modulo 4) that must fit all its components, and -j those of its particle-hole partner.
    """
    measured, bound = _measured(**parameters)
    return fitted(formula, measured, bound, n_vortex=int(parameters["n"]), offset=parameters["n"] / 2)


def draw(ax: Axes, comparison: Comparison) -> None:
    """The orbital momentum modulo 4 of every component of the first states."""
    draw_turns(ax, comparison, ["u↑", "u↓", "v↓", "v↑"])
