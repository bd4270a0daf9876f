r"""Levels of the bilayer at Gamma, for any tunnelling.

Statement
---------
At k = 0 the eight levels are, each twice,

.. math:: E = \pm\tfrac12\left(\sqrt{\Delta^2 + 4t_c^2} \pm |\Delta|\right)

The smallest, :math:`\tfrac12(\sqrt{\Delta^2+4t_c^2} - |\Delta|)`, is the induced gap while its minimum lies at Gamma.

Assumptions
-----------
1. mu = eps_ti = 0 and eps_sc = -4 t_sc: the Dirac point and the top of the SC band lie at zero energy, as the paper chooses.
   Otherwise xi(Gamma) enters; ``kp_spectrum`` has the formula for that case.
2. lam, M and t_sc are arbitrary: at Gamma they drop out.

Symbols
-------
D: modulus of the pairing, |Delta| (lambda/a)

References
----------
arXiv:2507.23775, Eq. (11).
"""

from collections.abc import Iterator

import numpy as np
import sympy as sp

from derivations.claims.shared.bilayer_domain import BILAYER_DOMAIN
from derivations.drawing import Axes, draw_levels
from numerics.compare import Comparison, roundoff
from numerics.kernels import compile_kernel
from numerics.lattice.matrix import bdg_matrix
from numerics.lattice.shapes import square
from numerics.systems.bilayer import bilayer_system
from theory.algebra import Matrix
from theory.models.bilayer import bilayer
from theory.proof import Step
from theory.symbols.interface import Delta, M, eps_sc, eps_ti, lam, mu, t_c, t_sc
from theory.symbols.momentum import kx, ky

SYSTEM = bilayer()
DOMAIN = {symbol: BILAYER_DOMAIN[symbol] for symbol in (lam, M, t_sc, Delta)}


def hamiltonian() -> Matrix:
    """H(Gamma) under the assumptions."""
    return SYSTEM.hamiltonian.subs({kx: 0, ky: 0, mu: 0, eps_ti: 0}).subs(eps_sc, -4 * t_sc)


def steps() -> Iterator[Step]:
    """H satisfies a quadratic equation in H^2 whose roots are the squares of the levels."""
    H = hamiltonian()
    levels = result()
    square_of_H = H * H
    quadratic = square_of_H * square_of_H - (Delta**2 + 2 * t_c**2) * square_of_H + t_c**4 * sp.eye(8)
    yield Step("H^4 - (Delta^2 + 2 t_c^2) H^2 + t_c^4 = 0", Matrix(quadratic), sp.zeros(8, 8))
    for E in levels[2:]:
        yield Step("each level solves the same equation", E**4 - (Delta**2 + 2 * t_c**2) * E**2 + t_c**4, sp.S.Zero)
    yield Step("tr H = 0", H.trace(), sp.S.Zero)
    yield Step("and tr H^3 = 0, so that +E and -E occur equally often", (square_of_H * H).trace(), sp.S.Zero)
    yield Step(
        "and each level is double: tr H^2 is twice the sum of the squares", square_of_H.trace(), 2 * sum(E**2 for E in levels)
    )
    low, high = levels[2:]
    yield Step(
        "the two kinds of levels are different, unless Delta = 0: they are the two roots", high**2 + low**2, Delta**2 + 2 * t_c**2
    )
    yield Step("whose difference is |Delta|", high - low, sp.Abs(Delta))
    yield Step("and the negative ones mirror them", Matrix(levels[:2]), Matrix([-high, -low]))


def result() -> Matrix:
    """The four levels in ascending order, as a column; each is doubly degenerate."""
    root = sp.sqrt(Delta**2 + 4 * t_c**2)
    low, high = (root - sp.Abs(Delta)) / 2, (root + sp.Abs(Delta)) / 2
    return Matrix([-high, -low, low, high])


def limits() -> Iterator[Step]:
    """Decoupled, without pairing, and weakly coupled."""
    D, t = sp.symbols("D t", positive=True)
    low, high = result()[2:]
    yield Step("decoupled: the Dirac point stays at zero", low.subs(t_c, 0), sp.S.Zero)
    yield Step("decoupled: the superconductor keeps its gap", high.subs(t_c, 0), sp.Abs(Delta))
    yield Step("without pairing the layers split by t_c", low.subs(Delta, 0), sp.Abs(t_c))
    leading = sp.limit(low.subs({Delta: D, t_c: t}) / t**2, t, 0)
    yield Step("weak coupling: second-order perturbation theory, t_c^2/Delta", leading, 1 / D)
    strong = sp.limit(low.subs({Delta: D, t_c: t}) / t, t, sp.oo)
    yield Step("strong coupling: t_c", strong, sp.S.One)


def mutants() -> Iterator[Matrix]:
    """Wrong factors under the root and in front of it."""
    levels = result()
    yield levels.subs(t_c, t_c / 2)
    yield levels.subs(Delta, 2 * Delta)
    yield Matrix(2 * levels)
    yield levels.applyfunc(lambda E: E.subs(sp.Abs(Delta), sp.Abs(Delta) / 2))


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with the periodic lattice of a single site, where every hopping closes on itself: real space at k = 0."""
    tunnelling = np.linspace(0.0, 2.5, 26)
    levels = compile_kernel(formula, (Delta, t_c))(Delta=parameters["Delta"], t_c=tunnelling)[..., 0]
    fixed = {**parameters, "mu": 0.0, "eps_ti": 0.0, "eps_sc": -4 * parameters["t_sc"]}
    energies, norm = [], 0.0
    for t in tunnelling:
        system = bilayer_system(**fixed, t_c=t)
        H = bdg_matrix(system, square(1, layers=system.layers, periodic=True)).toarray()
        energies.append(np.linalg.eigvalsh(H))
        # The onsite energies and hoppings of the site cancel: their rounding counts, not only that of the sum.
        norm = max(norm, float(np.linalg.norm(H, 2)) + 4 * abs(parameters["M"]) + 8 * abs(parameters["t_sc"]))
    return Comparison(
        abscissa=tunnelling,
        analytic=np.repeat(levels, 2, axis=-1).T,
        numeric=np.array(energies).T,
        bound=roundoff(scale=norm, size=8),
    )


def draw(ax: Axes, comparison: Comparison) -> None:
    """The levels against the tunnelling."""
    draw_levels(ax, comparison)
    ax.set(xlabel=r"$t_c$ ($\lambda/a$)", ylabel=r"levels at $\Gamma$ ($\lambda/a$)")
