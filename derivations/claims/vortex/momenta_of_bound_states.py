r"""Table of the orbital momenta of the states bound to the antidot of the bilayer.

Statement
---------
One flux quantum (n = 1), R = 6.5, tunnelling near 1: the Majorana mode has j = 0, the CdGM levels below it have, from zero energy
downwards, j = 1, -1, 0, 2, and the components wind as

.. math:: u_\uparrow: j, \qquad u_\downarrow: j + 1, \qquad v_\downarrow: j - 1, \qquad v_\uparrow: j

``result`` is the table: a row a state, the columns :math:`u_\uparrow, u_\downarrow, v_\downarrow, v_\uparrow` of the TI layer. The
partner of a level at positive energy has -j.

Without mass :math:`M_k` and SC band :math:`\xi_k` the matrix anticommutes with :math:`\sigma_z\tau_z\eta_z`, for any profile of
pairing, tunnelling and flux (mu = eps_ti): levels j and -j are then degenerate, but for zero modes, and with both CdGM-1 and -2
nearly are. The hopping t_sc alone does not lift the degeneracy on the square lattice: at M = 0 and eps_sc = eps_ti = mu the matrix
anticommutes with :math:`\tau_z\eta_z(-1)^{x+y}`.

Assumptions
-----------
1. The momenta in a row are proved; which j comes first is a matter of the parameters, tabulated from the lattice: defaults,
   1 < t_c < 1.25. At t_c = 0.96 the first two CdGM levels, j = 1 and -1, cross: there mass and SC band cancel.
2. In arXiv:2507.23775 the second CdGM level shares j with the Majorana mode; here the third does.

Symbols
-------
varphi: phase of the pairing (rad)

References
----------
arXiv:2507.23775, Table 1.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from derivations.claims.vortex import angular_momentum
from derivations.drawing import COLOURS, Axes, circles
from derivations.models import defaults
from numerics.compare import Comparison
from numerics.systems.bilayer import bilayer_system
from numerics.waves.components import components
from numerics.waves.rings import orbital_momentum
from numerics.waves.vortex import vortex_states
from theory.algebra import IDENTITY, PAULI_Y, PAULI_Z, Matrix, kron
from theory.models.bilayer import bilayer
from theory.proof import Step
from theory.symbols.interface import M, eps_sc, eps_ti, mu, t_c, t_sc
from theory.symbols.momentum import kx, ky
from theory.symbols.polar import j
from theory.symbols.vortex import n

SYSTEM = bilayer()
DOMAIN = {t_c: (1.0, 1.25)}
LEVELS = (0, 1, -1, 0, 2)  # j of the Majorana mode and of CdGM-1 to -4
SIDE, RADIUS, STATES = 33, 6.5, 40


def steps() -> Iterator[Step]:
    """The rows follow from the conserved angular momentum; spin-momentum locking; particle-hole symmetry."""
    table = result()
    column = sp.Matrix(LEVELS)
    stated = Matrix(sp.Matrix.hstack(column, column + sp.ones(5, 1), column - sp.ones(5, 1), column))
    yield Step("a level j winds by j, j + 1, j - 1, j", table, stated)
    for name, up, dn in (("particles", 0, 1), ("holes", 3, 2)):
        turn = 1 if name == "particles" else -1
        yield Step(f"{name}: spin down differs from spin up by one turn", Matrix(table[:, dn] - table[:, up]), turn * sp.ones(5, 1))
    mirrored = Matrix([[-entry for entry in reversed(list(table[0, :]))]])
    yield Step(
        "the Majorana mode is its own conjugate: (u_up, u_dn, v_dn, v_up) -> -(v_up, v_dn, u_dn, u_up)",
        mirrored,
        Matrix(table[0, :]),
    )


def result() -> Matrix:
    """Rows: Majorana mode, CdGM-1 to CdGM-4; columns: u_up, u_dn, v_dn, v_up."""
    components = angular_momentum.result()[:4]
    return Matrix([[entry.subs({n: 1, j: level}) for entry in components] for level in LEVELS])


def limits() -> Iterator[Step]:
    """The paper's counting; the Majorana mode of Jackiw and Rossi; degenerate pairs without mass and SC band."""
    electrons = Matrix(result()[:, :2])
    counted = Matrix([level + sp.S.Half for level in LEVELS])  # j_e = j + n/2
    spins = Matrix([sp.S.Half, -sp.S.Half]).T
    text = "in the paper's half-integers j_e = j + n/2 the electrons wind by j_e - sigma/2"
    yield Step(text, electrons, Matrix(counted * sp.ones(1, 2) - sp.ones(5, 1) * spins))
    yield Step("zero mode: spin up does not wind, spin down once", Matrix(result()[0, :2]), Matrix([[0, 1]]))
    S, phase = kron(PAULI_Z, PAULI_Z, PAULI_Z), sp.Symbol("varphi", real=True)
    turn = kron(IDENTITY, sp.diag(sp.exp(sp.I * phase / 2), sp.exp(-sp.I * phase / 2)), IDENTITY)  # of the pairing
    H = turn * SYSTEM.hamiltonian.subs(eps_ti, mu) * turn.inv()
    flat = H.subs({M: 0, t_sc: 0, eps_sc: mu})
    yield Step("without mass and SC band, any phase of the pairing: a matrix of one site anticommutes", S * flat, -flat * S)
    C = kron(IDENTITY, PAULI_Y, PAULI_Y)
    yield Step("it keeps j and turns E, particle-hole symmetry turns both: E(j) = E(-j)", C * S.conjugate(), S * C)
    yield Step("mass and SC band commute with it", S * (H - flat), (H - flat) * S)
    A, far = kron(PAULI_Z, PAULI_Z, IDENTITY), {kx: kx + sp.pi, ky: ky + sp.pi}
    hopping = H.subs({M: 0, eps_sc: mu})
    text = "the hopping t_sc alone: a matrix with (-1)^(x + y), which shifts k by (pi, pi), anticommutes"
    yield Step(text, A * hopping, -(hopping.subs(far, simultaneous=True) * A).expand())
    yield Step("it, too, keeps j (modulo 4, a lattice around a site) where C turns it", C * A.conjugate(), -A * C)


def mutants() -> Iterator[Matrix]:
    """Opposite j, the order of the paper, no winding of the pairing, the spin with the other sign, flux of the other sign."""
    table, components = result(), angular_momentum.result()[:4]

    def rows(levels: tuple[int, ...], flux: int = 1) -> Matrix:
        return Matrix([[entry.subs({n: flux, j: level}) for entry in components] for level in levels])

    yield rows((0, -1, 1, 0, -2))
    yield rows((0, 1, 0, 2, 3))
    yield rows(LEVELS, flux=-1)
    yield Matrix(table + sp.ones(5, 1) * Matrix([[0, -1, 1, 0]]))
    yield Matrix(table + sp.ones(5, 1) * Matrix([[0, 0, 1, -1]]))
    yield Matrix(table + sp.ones(5, 1) * Matrix([[0, -2, 0, 0]]))


@cache
def measured(t_c_value: float) -> NDArray[Any]:
    """Orbital momenta of largest weight of the Majorana mode and the first four CdGM levels, TI layer, (states, 4)."""
    system = bilayer_system(**defaults(SYSTEM, t_c=t_c_value))
    found = vortex_states(system, L=SIDE, R=RADIUS, n=1, states=STATES)
    middle = STATES // 2
    if found.majorana is None:
        raise ArithmeticError("the vortex must hold a Majorana mode, but none was found.")
    bound = [index for index in range(middle - 1) if found.vortex_weight[index] > 0.5][::-1][: len(LEVELS) - 1]
    vectors = np.concatenate([found.majorana[:, 1:], found.states.vectors[:, bound]], axis=1)
    return orbital_momentum(components(vectors, found.lattice)[:, 0].reshape(-1, 4, SIDE, SIDE))


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with the states of the lattice, projected on exp(i l theta) round rings; integers, so the bound is zero."""
    numeric = measured(parameters["t_c"]).T
    return Comparison(np.arange(len(LEVELS)), np.array(formula.tolist(), dtype=float).T, numeric, bound=0.0)


def draw(ax: Axes, comparison: Comparison) -> None:
    """Orbital momentum of each component, state by state."""
    draw_momenta(ax, comparison, ["u↑", "u↓", "v↓", "v↑"], ["Majorana", *(f"CdGM-{number}" for number in range(1, 5))])


def draw_momenta(ax: Axes, comparison: Comparison, components: list[str], states: list[str]) -> None:
    """Short lines for the formula, circles for the lattice, a column of components a state."""
    from matplotlib.ticker import MaxNLocator

    shifts = np.linspace(-0.27, 0.27, len(components))
    for row, name in enumerate(components):
        x = comparison.abscissa + shifts[row]
        ax.hlines(comparison.analytic[row], x - 0.07, x + 0.07, color=COLOURS[row], label=name)
        circles(ax, x, comparison.numeric[row], colour=COLOURS[row])
    ax.set(xticks=comparison.abscissa, xticklabels=states, ylabel=r"orbital momentum $l$")
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    ax.margins(y=0.35)
    ax.legend(title="circles: lattice", ncols=4, loc="upper left")
