r"""Levels of the Rashba layer at Gamma: where the field closes the gap.

Statement
---------
At k = 0 the four levels are

.. math:: E = \pm B \pm\sqrt{\mu^2 + \Delta^2}

so that the gap closes at :math:`B^2 = \mu^2 + \Delta^2`.

Assumptions
-----------
1. The field acts on the spin alone. The hopping is arbitrary, and so is the Rashba coupling: at Gamma they drop out.

References
----------
M. Sato, Y. Takahashi and S. Fujimoto, Phys. Rev. Lett. 103, 020401 (2009).
"""

from collections.abc import Iterator

import numpy as np
import sympy as sp

from derivations.drawing import Axes, draw_levels
from numerics.compare import Comparison, roundoff
from numerics.kernels import compile_kernel
from numerics.lattice.matrix import bdg_matrix
from numerics.lattice.shapes import square
from numerics.systems.rashba import rashba_system
from theory.algebra import Matrix
from theory.models.rashba import B, rashba, t
from theory.proof import Step
from theory.symbols.interface import Delta, lam, mu
from theory.symbols.momentum import kx, ky

SYSTEM = rashba()
DOMAIN = {lam: (0.5, 1.5), t: (0.5, 1.5), mu: (-1.5, 1.5), Delta: (0.5, 1.5)}


def steps() -> Iterator[Step]:
    """The sums of the powers of four numbers determine them."""
    H, levels = Matrix(SYSTEM.hamiltonian.subs({kx: 0, ky: 0})), result()
    power = Matrix(sp.eye(4))
    for order in range(1, 5):
        power = Matrix(power * H)
        yield Step(f"tr H^{order} is the sum of the powers of the levels", power.trace(), sum(E**order for E in levels))


def result() -> Matrix:
    """The four levels, as a column."""
    root = sp.sqrt(mu**2 + Delta**2)
    return Matrix([-B - root, B - root, -B + root, B + root])


def limits() -> Iterator[Step]:
    """Without a field, without pairing, and where the gap closes."""
    yield Step("without a field: the superconductor", result()[3].subs(B, 0), sp.sqrt(mu**2 + Delta**2))
    yield Step("without pairing at half filling: the Zeeman levels", result()[3].subs({mu: 0, Delta: 0}), B)
    yield Step("the gap closes", result()[1].subs(B, sp.sqrt(mu**2 + Delta**2)), sp.S.Zero)


def mutants() -> Iterator[Matrix]:
    """Wrong factors of each energy."""
    for symbol in (B, Delta, mu):
        yield Matrix(result().subs(symbol, 2 * symbol))


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with the periodic lattice of a single site, against the field."""
    field = np.linspace(0.1, 3.1, 16)
    given = {name: parameters[name] for name in ("mu", "Delta")}
    levels = compile_kernel(formula, (mu, B, Delta))(B=field, **given)[..., 0]
    energies, norm = [], 0.0
    for strength in field:
        system = rashba_system(B=strength, **parameters)
        H = bdg_matrix(system, square(1, layers=system.layers, periodic=True)).toarray()
        energies.append(np.linalg.eigvalsh(H))
        # The onsite energy and the hoppings of the site cancel: their rounding counts, too.
        norm = max(norm, float(np.linalg.norm(H, 2)) + 8 * abs(parameters["t"]) + 4 * abs(parameters["lam"]))
    bound = roundoff(scale=norm, size=4)
    return Comparison(abscissa=field, analytic=np.sort(levels).T, numeric=np.array(energies).T, bound=bound)


def draw(ax: Axes, comparison: Comparison) -> None:
    """The levels against the field."""
    draw_levels(ax, comparison)
    ax.set(xlabel=r"$B$ ($\lambda/a$)", ylabel=r"levels at $\Gamma$ ($\lambda/a$)")
