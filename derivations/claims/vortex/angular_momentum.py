r"""Angular momentum that a vortex in the bilayer conserves, and the orbital momenta of all components.

Statement
---------
Near Gamma, through second order in the momenta, the bilayer with a vortex of n flux quanta h/2e conserves

.. math:: J = -i\partial_\theta + \tfrac12\sigma_z - \tfrac n2\tau_z

for every radial profile of field and pairing. A state of angular momentum j is therefore

.. math:: \psi_j = e^{i(j - \sigma_z/2 + n\tau_z/2)\theta}\,\chi_j(r), \qquad j \in \mathbb Z + \tfrac{n+1}2

In both layers the orbital momenta of :math:`u_\uparrow, u_\downarrow, v_\downarrow, v_\uparrow` are

.. math:: j + \tfrac{n-1}2, \quad j + \tfrac{n+1}2, \quad j - \tfrac{n+1}2, \quad j - \tfrac{n-1}2

The same J belongs to the TI surface alone and to the single layer with pairing of its own. Particle-hole symmetry takes j
to -j, so a Majorana mode has j = 0, which exists for odd n only.

Assumptions
-----------
1. The k.p expansion through second order: the third order in sin k knows the directions of the lattice, where j is conserved
   modulo 4.
2. Flux and pairing depend on r alone but for the winding :math:`e^{in\theta}` of the pairing.
3. With the winding put into the holes alone the electrons carry :math:`j_e = j + n/2` in place of j, half an odd integer: that is
   the way in which arXiv:2507.23775 counts.

4. The judge, a fourfold rotation, sees orbital momenta modulo 4, at odd n; the integers themselves are measured in
   ``momenta_of_bound_states``.

Symbols
-------
chi_0, chi_1, chi_2, chi_3, chi_4, chi_5, chi_6, chi_7: radial functions of the components, in the order of the basis
j_e: angular momentum counted by the electrons, j + n/2

References
----------
arXiv:2507.23775, Eq. (14) and Table 1.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from derivations.claims.shared.bilayer_domain import BILAYER_DOMAIN
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison, roundoff
from numerics.eigenstates.fourfold import turn_factors
from numerics.kernels import compile_kernel
from numerics.lattice.shapes import Lattice
from numerics.systems.bilayer import bilayer_system
from numerics.waves.vortex import vortex_matrix
from theory.algebra import Matrix
from theory.model import BdGModel
from theory.models.bilayer import bilayer
from theory.models.surface import surface
from theory.nambu import charge
from theory.proof import Step
from theory.rotation import acting, kp_model, orbital_momenta, spin_parts
from theory.symbols.interface import Delta, t_c
from theory.symbols.polar import j, r, theta
from theory.symbols.vortex import R, n

Complex = NDArray[Any]
SYSTEM = bilayer()
# Odd n: a fourfold rotation tells n from -n, and the lattice has a zero mode.
DOMAIN = {
    **{s: v for s, v in BILAYER_DOMAIN.items() if s not in (t_c, Delta)},
    Delta: (1, 2),
    t_c: (0.5, 2),
    R: (1.5, 2.9),
    n: range(-3, 4, 2),
}
STATES = 12  # of positive energy, nearest zero


def total(model: BdGModel, psi: list[sp.Expr]) -> Matrix:
    """J psi of a k.p model, for functions psi of r and theta."""
    signs = charge(model).diagonal()
    spins = spin_parts(model)
    parts = zip(psi, spins, signs, strict=True)
    return Matrix([-sp.I * sp.diff(entry, theta) + (spin - n * sign / 2) * entry for entry, spin, sign in parts])


def with_profile(model: BdGModel) -> BdGModel:
    """The model with a pairing Delta(r) that is any function of the radius."""
    profile = sp.Function("Delta", real=True)(r)
    return replace(model, hamiltonian=Matrix(model.hamiltonian.subs(Delta, profile)), parameters={**model.parameters, r: sp.S.One})


def steps() -> Iterator[Step]:
    """J commutes with H on arbitrary functions; the ansatz is its eigenfunction; single-valuedness; particle-hole symmetry."""
    for model, order in ((SYSTEM, 2), (surface(), 1)):
        kp = with_profile(kp_model(model, order=order))
        psi = [sp.Function(f"psi_{a}")(r, theta) for a in range(len(model.basis))]
        spins = Matrix(spin_parts(kp))
        half = Matrix([sp.Rational(1, 2), -sp.Rational(1, 2)] * (len(model.basis) // 2))
        yield Step(f"{model.name}: the direction of k turns the spin, S = sigma_z/2", spins, half)
        commutator = Matrix(total(kp, list(acting(kp, psi))) - acting(kp, list(total(kp, psi))))
        text = f"{model.name}: [J, H] psi = 0 for arbitrary functions psi(r, theta), Delta(r), f(r)"
        yield Step(text, commutator.expand(), sp.zeros(*commutator.shape))
    whole = sp.Symbol("N", integer=True)
    chi = [sp.Symbol(f"chi_{a}") for a in range(8)]
    kp = kp_model(SYSTEM, order=2)
    momenta = result()
    turns = Matrix([sp.exp(2 * sp.pi * sp.I * orbital.subs(j, whole + (n + 1) / 2)).expand() for orbital in momenta])
    yield Step("psi is single-valued for j - (n + 1)/2 an integer", turns, sp.ones(8, 1))
    U = SYSTEM.particle_hole
    reversed_momenta = Matrix(U.applyfunc(sp.Abs) * -momenta.subs(j, -j))
    yield Step("particle-hole conjugation takes j to -j", reversed_momenta, momenta)
    yield Step("the same from the entries of H, which fix S up to conserved spins", Matrix(orbital_momenta(kp)), momenta)
    states = [sp.exp(sp.I * orbital * theta) * entry for orbital, entry in zip(momenta, chi, strict=True)]
    yield Step("the ansatz has angular momentum j", total(kp, states), Matrix([j * state for state in states]))


def result() -> Matrix:
    """Orbital momenta of the eight components, in the order of the basis, as a column."""
    return Matrix(
        [j - sp.Rational(spin, 2) + n * sp.Rational(particle, 2) for _ in range(2) for particle in (1, -1) for spin in (1, -1)]
    )


def limits() -> Iterator[Step]:
    """Without vortex; the Majorana mode of a single vortex; the counting of the paper."""
    e_up, e_dn, h_dn, h_up = result()[:4]
    free = Matrix([j - sp.Rational(1, 2), j + sp.Rational(1, 2)] * 2)
    yield Step("no vortex: total angular momentum of a Dirac electron", Matrix(result()[:4]).subs(n, 0), free)
    zero_mode = Matrix([0, 1, -1, 0])
    yield Step("n = 1, j = 0: u_up and v_up do not wind", Matrix([e_up, e_dn, h_dn, h_up]).subs({n: 1, j: 0}), zero_mode)
    j_e = sp.Symbol("j_e", real=True)
    counted = Matrix([e_up, e_dn, h_dn, h_up]).subs(j, j_e - n / 2)
    in_holes = Matrix([j_e - sp.Rational(1, 2), j_e + sp.Rational(1, 2), j_e - sp.Rational(1, 2) - n, j_e + sp.Rational(1, 2) - n])
    yield Step("counted by j_e = j + n/2 the winding is in the holes alone", counted, in_holes)


def mutants() -> Iterator[Matrix]:
    """Spin or winding with the other sign, forgotten, of whole size, opposite in the holes, missing in the SC layer."""
    momenta = result()
    spins = Matrix([1, -1] * 4)
    yield momenta + spins
    yield momenta + spins / 2
    yield momenta.subs(n, -n)
    yield momenta.subs(n, 0)
    yield momenta.subs(n, 2 * n)
    yield momenta + Matrix([0, 0, 1, -1] * 2)
    yield momenta + Matrix([0] * 4 + [1, -1] * 2) / 2
    yield momenta + sp.ones(8, 1)


@cache
def _measured(**parameters: float) -> tuple[Complex, float]:
    fixed = {name: value for name, value in parameters.items() if name not in ("n", "R")}
    H, lattice = vortex_matrix(bilayer_system(**fixed), L=10, R=parameters["R"], n=int(parameters["n"]))
    return pairs_turned(*np.linalg.eigh(H.toarray()), lattice)


def pairs_turned(energies: Complex, vectors: Complex, lattice: Lattice) -> tuple[Complex, float]:
    """Turn factors of the positive levels nearest zero and of their negatives, (2, states, components), and a bound.

    An eigenvector errs by the rounding of H divided by the distance to the next level, a factor by four times that, divided by the
    amplitude of its component.
    """
    middle = len(energies) // 2
    spacing = np.diff(energies)[middle - STATES - 1 : middle + STATES].min()
    above, below = vectors[:, middle : middle + STATES], vectors[:, middle - STATES : middle][:, ::-1]
    (up, up_weight), (down, down_weight) = (turn_factors(part, lattice) for part in (above, below))
    amplitude = np.sqrt(min(up_weight.min(), down_weight.min()))
    return np.stack([up, down]), 4 * roundoff(scale=abs(energies).max(), size=len(energies)) / spacing / amplitude


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with eigenvectors of the lattice under a quarter turn of the sites: a component must answer with exp(-i pi l / 2).

    A state has one j (modulo 4) that must fit all its components, and -j those of its particle-hole partner.
    """
    measured, bound = _measured(**parameters)
    return fitted(formula, measured, bound, n_vortex=int(parameters["n"]), offset=(parameters["n"] + 1) / 2)


def fitted(formula: Matrix, measured: Complex, bound: float, *, n_vortex: int, offset: float) -> Comparison:
    """Predicted and measured turn factors, for the j in Z + offset that fits each pair of states best."""
    kernel = compile_kernel(formula, (j, n))
    candidates = np.arange(4) + offset
    both = np.stack([kernel(j=candidates, n=n_vortex)[..., 0], kernel(j=-candidates, n=n_vortex)[..., 0]])
    predicted = np.exp(-0.5j * np.pi * both)[:, :, None]  # (2, candidates, 1, components)
    best = abs(predicted - measured[:, None]).max(axis=(0, 3)).argmin(axis=0)
    return Comparison(np.arange(measured.size), predicted[:, best, 0].ravel(), measured.ravel(), bound)


def draw(ax: Axes, comparison: Comparison) -> None:
    """The orbital momentum modulo 4 of every component of the first states."""
    components = ("u↑", "u↓", "v↓", "v↑")
    draw_turns(ax, comparison, [f"{layer} {name}" for layer in ("TI", "SC") for name in components])


def draw_turns(ax: Axes, comparison: Comparison, components: list[str]) -> None:
    """Orbital momenta modulo 4 of the states of positive energy: lines for the formula, circles for the lattice."""
    half = comparison.analytic.size // 2
    shown = slice(0, min(6, half // len(components)))
    predicted, measured = (
        (-2 * np.angle(values[:half].reshape(-1, len(components))[shown]) / np.pi) % 4
        for values in (comparison.analytic, comparison.numeric)
    )
    places = np.arange(len(components))
    for state, (line, points) in enumerate(zip(predicted, measured, strict=True)):
        colour = COLOURS[state % len(COLOURS)]
        shift = 0.12 * (state - len(predicted) / 2)
        ax.hlines(np.round(line, 9) % 4, places + shift - 0.06, places + shift + 0.06, color=colour, label=f"level {state + 1}")
        circles(ax, places + shift, np.round(points, 9) % 4, colour=colour)
    ax.set(xticks=places, xticklabels=components, yticks=range(4), ylabel="orbital momentum modulo 4", ylim=(-0.4, 3.9))
    ax.legend(title="circles: lattice", ncols=3, loc="upper center")
