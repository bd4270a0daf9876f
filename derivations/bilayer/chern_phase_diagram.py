r"""Topological phase diagram in closed form.

Statement
---------
.. math::
    C = \mathrm{sgn}(M)\left[2\,\theta(t_X - |t_c|) - \theta(t_M - |t_c|)\right], \qquad
    t_X^4 = 4M^2(\xi_X^2 + \Delta^2), \quad t_M^4 = 16M^2(\xi_M^2 + \Delta^2)

with :math:`\xi_X = \varepsilon_{SC}` and :math:`\xi_M = \varepsilon_{SC} - 4t_{SC}`. The Chern number of the BdG bands is
:math:`\mathrm{sgn}\,M` at weak coupling, changes by 2 when the gap closes at the two X points, and vanishes at strong coupling.

Assumptions
-----------
1. mu = eps_ti = 0; M, Delta, t_c and lam not zero.
2. Sign of C: phases of <u(k)|u(k')> summed counter-clockwise, as Fukui, Hatsugai and Suzuki.

References
----------
Not in arXiv:2507.23775, which states C = 1 for its parameters.
T. Fukui, Y. Hatsugai, H. Suzuki, J. Phys. Soc. Jpn. 74, 1674 (2005).
"""

from collections.abc import Iterator
from functools import cache, partial
from itertools import pairwise

import numpy as np
import sympy as sp
from matplotlib.axes import Axes
from scipy.optimize import brentq

from derivations.bilayer import determinant, gap_closings
from derivations.drawing import COLOURS
from numerics.compare import Comparison
from numerics.kernels import compile_kernel
from numerics.lattice import bloch_matrix
from numerics.systems import bilayer as hoppings_of_bilayer
from numerics.topology import chern_number
from theory.algebra import IDENTITY, LOWER, PAULI_X, PAULI_Z, UPPER, Matrix, kron
from theory.bilayer import bilayer, sc_band
from theory.proof import Step
from theory.symbols import Delta, M, eps_sc, eps_ti, kx, ky, lam, mu, t_c, t_sc

SYSTEM = bilayer()
DOMAIN = {lam: (0.7, 1.5), M: (0.4, 1.0), eps_sc: (-0.8, 0.3), t_sc: (0.05, 0.3), Delta: (1.0, 2.0)}


def closing(K: tuple[sp.Expr, sp.Expr], M_K: sp.Expr) -> sp.Expr:
    """|t_c| at which the gap closes at an invariant momentum with the mass M_K."""
    xi_K = sc_band().subs({kx: K[0], ky: K[1], mu: 0})
    return sp.sqrt(sp.Abs(M_K)) * sp.root(xi_K**2 + Delta**2, 4)


def steps() -> Iterator[Step]:
    """Count down from strong coupling: where the gap closes, how many states meet there, how their mass changes sign."""
    H = SYSTEM.hamiltonian.subs({mu: 0, eps_ti: 0})
    strong = Matrix((H / t_c).applyfunc(lambda entry: sp.limit(entry, t_c, sp.oo)))
    yield Step("strong coupling: H / t_c does not depend on k, so C = 0", strong, kron(PAULI_X, PAULI_Z, IDENTITY))
    yield Step("and it has a gap, for it squares to one", Matrix(strong * strong), sp.eye(8))
    s_squared = lam**2 * (sp.sin(kx) ** 2 + sp.sin(ky) ** 2)
    squares = determinant.result() - 4 * t_c**4 * Delta**2 * s_squared
    root = sp.sqrt(sp.factor(squares))
    yield Step(
        "det H is a sum of squares: zero only where sin kx = sin ky = 0",
        root**2 + 4 * t_c**4 * Delta**2 * s_squared,
        determinant.result(),
    )
    P = gap_closings.result().subs({mu: 0, eps_ti: 0})
    yield Step("never at Gamma", P[0], -(t_c**4))
    for index, name in ((1, "X"), (2, "M")):
        K, mass = gap_closings.INVARIANT[name], 2 * index * M
        yield Step(f"at {name} at |t_c| = t_{name}", sp.expand(P[index].subs(t_c, closing(K, mass))), sp.S.Zero)
    yield from _low_energy_steps()
    q, d = sp.symbols("q d", positive=True)
    flux = sp.integrate(q * d / (2 * (d**2 + q**2) ** sp.Rational(3, 2)), (q, 0, sp.oo))
    yield Step(
        "a two-level cone of mass d carries a Berry flux of pi sgn(d): a change of sign of d changes C by one",
        flux,
        sp.S.Half,
    )
    sign, below_X, below_M = sp.sign(M), *(sp.Symbol(name) for name in ("below_X", "below_M"))
    # Upwards in t_c the cone at K changes C by + sgn(M) zeta_x zeta_y: two X points of -1, one M point of +1.
    counted = sign * (2 * below_X - below_M)
    yield Step("so going down from C = 0: minus the change at each closing passed", counted, -sign * (2 * (-1) * below_X + below_M))


def _low_energy_steps() -> Iterator[Step]:
    """Two states, one of each spin, meet at K; their mass and their velocity in first order."""
    angle, m, w, t, g, c = sp.symbols("alpha m w t g c", positive=True)  # w = sqrt(W); xi = w cos, Delta = w sin of 2 alpha
    xi, pairing = w * sp.cos(2 * angle), w * sp.sin(2 * angle)
    at_closing = {t: sp.sqrt(m * w)}
    spin_up = Matrix(kron(UPPER, m * IDENTITY) + kron(LOWER, xi * PAULI_Z + pairing * PAULI_X) + kron(PAULI_X, t * PAULI_Z))
    spin_dn = Matrix(spin_up - 2 * m * kron(UPPER, IDENTITY))
    b_up, b_dn = Matrix([sp.cos(angle), sp.sin(angle)]), Matrix([-sp.sin(angle), sp.cos(angle)])
    up = Matrix([*(-t / m * PAULI_Z * b_up), *b_up])
    dn = Matrix([*(t / m * PAULI_Z * b_dn), *b_dn])
    yield Step("at the closing the spin-up half has one zero mode", sp.simplify((spin_up * up).subs(at_closing)), sp.zeros(4, 1))
    yield Step("and so has the spin-down half", sp.simplify((spin_dn * dn).subs(at_closing)), sp.zeros(4, 1))
    norm = 1 + t**2 / m**2
    yield Step("both of the same norm", Matrix([up.T * up, dn.T * dn]), Matrix([norm, norm]))
    slope = kron(PAULI_X, PAULI_Z)
    yield Step("their energies change with t_c in opposite directions: a mass d sigma_z, ...", (up.T * slope * up)[0], -2 * t / m)
    yield Step("... falling through zero for M > 0, rising for M < 0 (spins exchanged)", (dn.T * slope * dn)[0], 2 * t / m)
    velocity = (up.T * kron(UPPER, PAULI_Z) * dn)[0]
    yield Step("the Dirac term connects them, since Delta is not zero", velocity, t**2 / m**2 * pairing / w)
    # h = d sigma_z + c (zeta_x q_x sigma_y - zeta_y q_y sigma_x): orientation of the cone.
    zx, zy, qx, qy = sp.symbols("zeta_x zeta_y q_x q_y", real=True)
    vector = sp.Matrix([-c * zy * qy, c * zx * qx, g])
    jacobian = vector.dot(vector.diff(qx).cross(vector.diff(qy)))
    yield Step("the cone is oriented by the product of the cosines of K, -1 at X and +1 at M", jacobian, g * c**2 * zx * zy)


def result() -> sp.Expr:
    """The Chern number, a function of t_c, M and the SC layer."""
    t_X = closing(gap_closings.INVARIANT["X"], 2 * M)
    t_M = closing(gap_closings.INVARIANT["M"], 4 * M)
    return sp.sign(M) * (2 * sp.Heaviside(t_X - sp.Abs(t_c)) - sp.Heaviside(t_M - sp.Abs(t_c)))


def limits() -> Iterator[Step]:
    """Weak and strong coupling, the limit of a large mass."""
    m, D = sp.symbols("m D", positive=True)
    C = result().subs({M: m, Delta: D})
    yield Step("weak coupling: sgn M", C.subs(t_c, 0), sp.S.One)
    yield Step("strong coupling: trivial", sp.limit(C, t_c, sp.oo), sp.S.Zero)
    yield Step("odd in M", result().subs(M, -m), -result().subs(M, m))
    narrow = {t_sc: 0, eps_sc: 0}
    ratio = closing(gap_closings.INVARIANT["M"], 4 * m) / closing(gap_closings.INVARIANT["X"], 2 * m)
    yield Step("flat SC band: t_M = sqrt(2) t_X", ratio.subs(narrow), sp.sqrt(2))


def mutants() -> Iterator[sp.Expr]:
    """One X point instead of two, wrong masses, wrong sign."""
    C = result()
    t_X = closing(gap_closings.INVARIANT["X"], 2 * M)
    yield C - sp.sign(M) * sp.Heaviside(t_X - sp.Abs(t_c))
    yield C.subs(M, M / 4)
    yield -C
    yield C.subs(t_c, t_c / 2)


@cache
def _judged(**parameters: float) -> tuple[tuple[float, float, int], ...]:
    """(t_c, M, Chern number) in the middle of every phase; the transitions are located on the lattice by its levels."""
    fixed = {**parameters, "mu": 0.0, "eps_ti": 0.0}

    def half(t: float, K: float, other: float) -> float:
        H = bloch_matrix(hoppings_of_bilayer(**fixed, t_c=t), kx=K, ky=other)
        return float(np.linalg.det(H[::2, ::2]).real)

    transitions = sorted(brentq(partial(half, K=np.pi, other=ky_), 1e-3, 20.0) for ky_ in (0.0, np.pi))
    ends = [0.25 * transitions[0], *transitions, 2 * transitions[1]]
    found = []
    for sign in (1, -1):
        masses = {**fixed, "M": sign * parameters["M"]}
        for low, high in pairwise(ends):
            t = (low + high) / 2
            system = hoppings_of_bilayer(**masses, t_c=t)
            found.append((t, masses["M"], chern_number(partial(bloch_matrix, system))))
    return tuple(found)


def validate(formula: sp.Expr, **parameters: float) -> Comparison:
    """Compare with lattice Chern numbers in every phase, for both signs of M; integers, so the bound is zero."""
    t, mass, numbers = (np.array(column) for column in zip(*_judged(**parameters), strict=True))
    kernel = compile_kernel(formula, (M, eps_sc, t_sc, Delta, t_c))
    fixed = {name: value for name, value in parameters.items() if name not in ("lam", "M")}
    order = np.lexsort((t, mass))
    return Comparison(t[order], kernel(M=mass, t_c=t, **fixed)[order], numbers[order], bound=0.0)


def draw(ax: Axes, comparison: Comparison) -> None:
    """The Chern number in each phase: negative M first, then positive M."""
    half = len(comparison.abscissa) // 2
    for index, (part, name) in enumerate(((slice(half, None), "M > 0"), (slice(None, half), "M < 0"))):
        ax.step(
            comparison.abscissa[part],
            comparison.analytic[part],
            where="mid",
            color=COLOURS[index],
            label=f"formula, {name}",
        )
        ax.plot(comparison.abscissa[part], comparison.numeric[part], "o", color=COLOURS[index], markerfacecolor="none")
    ax.set(xlabel=r"$t_c$ ($\lambda/a$)", ylabel="Chern number", yticks=(-2, -1, 0, 1, 2))
    ax.legend(title="circles: lattice")
