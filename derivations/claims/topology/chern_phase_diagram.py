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
1. mu = eps_ti = 0; M, Delta, t_c and lam not zero, any sign; :math:`|t_c|` different from :math:`t_X` and :math:`t_M`, where the
   gap is closed.
2. Sign of C: the phases of :math:`\langle u(k)|u(k')\rangle` are added up counter-clockwise around each cell, as
Fukui, Hatsugai and Suzuki do.

Symbols
-------
alpha: sqrt(W) (lambda/a)
b_X, b_M: 1 below the tunnelling at which the gap closes at X or M, else 0
m: modulus of the mass, |M_K| (lambda/a)
t: modulus of the tunnelling, |t_c| (lambda/a)
theta, varphi: polar angles of the direction (a, b, d) of the cone (rad)
zeta_x, zeta_y: cosines of the momentum K of the cone, +1 or -1

References
----------
Not in the text at hand of arXiv:2507.23775; derived here.
T. Fukui, Y. Hatsugai, H. Suzuki, J. Phys. Soc. Jpn. 74, 1674 (2005).
"""

from collections.abc import Iterator
from functools import cache

import numpy as np
import sympy as sp

from derivations.claims.bilayer import determinant, gap_closings
from derivations.claims.shared import dirac_cone
from derivations.claims.shared.chern_phases import WIDE, Family, draw_numbers, numbered, transitions
from derivations.drawing import Axes
from derivations.models import defaults
from numerics.compare import Comparison
from numerics.kernels import compile_kernel
from numerics.systems.bilayer import bilayer_system
from theory.algebra import IDENTITY, LOWER, PAULI_X, PAULI_Y, PAULI_Z, UPPER, Matrix, kron
from theory.models.bilayer import bilayer, mass, sc_band
from theory.proof import Step
from theory.symbols.interface import Delta, M, eps_sc, eps_ti, lam, mu, t_c, t_sc
from theory.symbols.momentum import kx, ky

SYSTEM = bilayer()
DOMAIN = {lam: (0.7, 1.5), M: (0.4, 1.0), eps_sc: (-0.8, 0.3), t_sc: (0.05, 0.3), Delta: (1.0, 2.0)}
SIGNS = ((1, 1, 1, 1), (-1, 1, 1, -1), (1, -1, -1, 1), (-1, -1, 1, 1))  # of M, Delta, t_c, lam
UP = [0, 2, 4, 6]
alpha, m, w, t = sp.symbols("alpha m w t", positive=True)  # w = sqrt(W), m = |M_K|, t = |t_c|


def steps() -> Iterator[Step]:
    """Count down from strong coupling: where the gap closes, which states meet there, how their cone turns over."""
    H = SYSTEM.hamiltonian.subs({mu: 0, eps_ti: 0})
    yield from _sign_steps(H)
    strong = Matrix((H / t_c).applyfunc(lambda entry: sp.limit(entry, t_c, sp.oo)))
    yield Step("strong coupling: H / t_c does not depend on k, so C = 0", strong, kron(PAULI_X, PAULI_Z, IDENTITY))
    yield Step("and it has a gap, for it squares to one", Matrix(strong * strong), sp.eye(8))
    s_squared = lam**2 * (sp.sin(kx) ** 2 + sp.sin(ky) ** 2)
    first = (mass() ** 2 + s_squared) * (sc_band().subs(mu, 0) ** 2 + Delta**2) - t_c**4
    second = 4 * t_c**4 * Delta**2 * s_squared
    yield Step("det H is a sum of two squares: zero only where sin kx = sin ky = 0", determinant.result(), first**2 + second)
    P = gap_closings.result().subs({mu: 0, eps_ti: 0})
    names = list(gap_closings.INVARIANT)
    yield Step("never at Gamma", P[names.index("Gamma")], -(t_c**4))
    for name in ("X", "M"):
        value = P[names.index(name)]
        yield Step(f"at {name} where |t_c| = t_{name}", sp.expand(value.subs(t_c, closing(name))), sp.S.Zero)
        yield Step("a simple zero: one state of each spin half, no more", sp.diff(value, t_c), -4 * t_c**3)
        yield from _block_steps(H, name)
    yield from _zero_mode_steps()
    yield from dirac_cone.steps()
    below = {name: sp.Symbol(f"b_{name}") for name in ("X", "M")}
    steps_of = {name: sp.Heaviside(closing(name) - sp.Abs(t_c)) for name in below}
    counted = -sum(number * jump(name) * below[name] for name, number in (("X", 2), ("M", 1)))
    stated = result().subs({step: below[name] for name, step in steps_of.items()})
    yield Step("down from C = 0 at strong coupling, minus the jump at each closing passed: two X points, one M", stated, counted)


def closing(name: str) -> sp.Expr:
    """|t_c| at which the gap closes at X or M."""
    kx_, ky_ = gap_closings.INVARIANT[name]
    here = {kx: kx_, ky: ky_, mu: 0}
    return sp.sqrt(sp.Abs(mass().subs(here))) * sp.root(sc_band().subs(here) ** 2 + Delta**2, 4)


def zero_modes() -> dict[int, Matrix]:
    """The states at zero energy of the halves with the masses +m and -m; xi = w cos 2 alpha, Delta = w sin 2 alpha."""
    b = {1: Matrix([sp.cos(alpha), sp.sin(alpha)]), -1: Matrix([-sp.sin(alpha), sp.cos(alpha)])}
    return {sign: Matrix([*(-sign * t / m * PAULI_Z * vector), *vector]) for sign, vector in b.items()}


def slope(sign: int) -> sp.Expr:
    """How fast the energy of a zero mode, not normalised, changes with t_c."""
    mode = zero_modes()[sign]
    return sp.trigsimp((mode.T * kron(PAULI_X, PAULI_Z) * mode)[0])


def jump(name: str) -> sp.Expr:
    """Change of C when |t_c| rises through the closing at X or M, from the slopes of the two energies and the fluxes of the cone.

    d = (E_up - E_down)/2, and spin up has the mass of the sign of M.
    """
    found = {}
    for sign_M in (1, -1):
        after = int(sp.sign(slope(sign_M) - slope(-sign_M)))
        found[sign_M] = (dirac_cone.flux(after) - dirac_cone.flux(-after)) / (2 * sp.pi)
    even, odd = (found[1] + found[-1]) / 2, (found[1] - found[-1]) / 2
    return dirac_cone.turning(*(sp.cos(component) for component in gap_closings.INVARIANT[name])) * (even + odd * sp.sign(M))


def _sign_steps(H: Matrix) -> Iterator[Step]:
    """Unitary transformations that do not depend on k: the signs of t_c, Delta and lam do not matter."""
    unitary = {
        t_c: kron(PAULI_Z, IDENTITY, IDENTITY),
        lam: kron(IDENTITY, IDENTITY, PAULI_Z),
        Delta: kron(IDENTITY, PAULI_Z, IDENTITY),
    }
    for symbol, U in unitary.items():
        text = f"a constant unitary matrix reverses {symbol}: C does not depend on its sign"
        yield Step(text, Matrix(U * H * U), Matrix(H.subs(symbol, -symbol)))


def spin_half(m: sp.Expr, xi: sp.Expr, pairing: sp.Expr, t: sp.Expr) -> Matrix:
    """One spin half of H at an invariant momentum, layer x tau; m is the mass for spin up and minus the mass for spin down."""
    return Matrix(kron(UPPER, m * IDENTITY) + kron(LOWER, xi * PAULI_Z + pairing * PAULI_X) + kron(PAULI_X, t * PAULI_Z))


def _block_steps(H: Matrix, name: str) -> Iterator[Step]:
    """H and its derivatives at K are what the next steps use."""
    K = dict(zip((kx, ky), gap_closings.INVARIANT[name], strict=True))
    down = [index + 1 for index in UP]
    M_K, xi = mass().subs(K), sc_band().subs(K).subs(mu, 0)
    for sign, half in ((1, UP), (-1, down)):
        yield Step(
            f"at {name}, spin {'up' if sign > 0 else 'down'}",
            Matrix(H.subs(K).extract(half, half)),
            spin_half(sign * M_K, xi, Delta, t_c),
        )
    dirac = {kx: lam * sp.cos(K[kx]) * PAULI_Y, ky: -lam * sp.cos(K[ky]) * PAULI_X}
    for k, matrix in dirac.items():
        yield Step(f"dH/d{k} at {name} is the Dirac term alone", Matrix(H.diff(k).subs(K)), kron(UPPER, PAULI_Z, Matrix(matrix)))
    yield Step("dH/dt_c is the tunnelling", Matrix(H.diff(t_c)), kron(PAULI_X, PAULI_Z, IDENTITY))


def _zero_mode_steps() -> Iterator[Step]:
    """The two states that meet: their zero modes, how their energies change with t_c, how the Dirac term connects them."""
    xi, pairing, modes = w * sp.cos(2 * alpha), w * sp.sin(2 * alpha), zero_modes()
    for sign, vector in modes.items():
        zero = (spin_half(sign * m, xi, pairing, t) * vector).subs(t, sp.sqrt(m * w))
        yield Step(
            f"zero mode of the half with the mass {'+' if sign > 0 else '-'}m, at t_c^2 = m sqrt(W)",
            sp.simplify(zero),
            sp.zeros(4, 1),
        )
        yield Step("its norm, the same for both", (vector.T * vector)[0], 1 + t**2 / m**2)
        yield Step("its energy falls with t_c" if sign > 0 else "its energy rises with t_c", slope(sign), -2 * sign * t / m)
    velocity = (modes[1].T * kron(UPPER, PAULI_Z) * modes[-1])[0]
    yield Step(
        "the Dirac term connects them: a cone d sigma_z + c (zeta_x q_x sigma_y - zeta_y q_y sigma_x), c not 0",
        velocity,
        t**2 / m**2 * pairing / w,
    )


def result() -> sp.Expr:
    """The Chern number, a function of t_c, M and the SC layer."""
    return sp.sign(M) * (2 * sp.Heaviside(closing("X") - sp.Abs(t_c)) - sp.Heaviside(closing("M") - sp.Abs(t_c)))


def limits() -> Iterator[Step]:
    """Weak and strong coupling, the sign of M, the flat band."""
    m, D = sp.symbols("m D", positive=True)
    C = result().subs({M: m, Delta: D})
    yield Step("weak coupling: sgn M", C.subs(t_c, 0), sp.S.One)
    yield Step("strong coupling: trivial", sp.limit(C, t_c, sp.oo), sp.S.Zero)
    yield Step("odd in M", result().subs(M, -m), -result().subs(M, m))
    ratio = (closing("M") / closing("X")).subs(M, m)
    yield Step("flat SC band: t_M = sqrt(2) t_X", ratio.subs({t_sc: 0, eps_sc: 0}), sp.sqrt(2))


def mutants() -> Iterator[sp.Expr]:
    """One X point instead of two, wrong masses and bands, wrong signs, closings taken in the wrong order."""
    C = result()
    t_X, t_M = closing("X"), closing("M")
    yield C - sp.sign(M) * sp.Heaviside(t_X - sp.Abs(t_c))
    yield -C
    yield C.subs(M, M * sp.Rational(101, 100))
    yield C.subs(t_sc, -t_sc)
    yield C.subs({t_sc: 0, eps_sc: 0})
    yield C * sp.sign(Delta)
    yield C * sp.sign(t_c)
    low, high = sp.Min(t_X, t_M), sp.Max(t_X, t_M)
    yield sp.sign(M) * (2 * sp.Heaviside(low - sp.Abs(t_c)) - sp.Heaviside(high - sp.Abs(t_c)))


Rows = tuple[tuple[float, ...], ...]


def _judged(**parameters: float) -> Rows:
    """The phases of two SC layers, the second with the closings in the other order, and those of the default parameters."""
    p = parameters
    # Closings in reverse need a wide band, and then a large mass, lest the gap be small everywhere.
    reverse = {"eps_sc": 2.4 + p["eps_sc"] / 8, "t_sc": 0.6 + p["t_sc"] / 16, "Delta": p["Delta"] / 2, "M": 1.2 + p["M"]}
    usual = {name: value for name, value in defaults(SYSTEM).items() if name in {symbol.name for symbol in DOMAIN}}
    return _phases(SIGNS, **parameters) + _phases(SIGNS[:2], **{**parameters, **reverse}) + _phases(SIGNS[:1], **usual)


@cache
def _phases(choices: tuple[tuple[int, ...], ...], **parameters: float) -> Rows:
    """Rows (t_c, M, eps_sc, t_sc, Delta, Chern number): the middle of every phase and both sides, close by, of every transition.

    The transitions are located on the lattice, by the determinant of the spin-up half at X and M; the Chern number of a phase
    is computed in its middle.
    """
    fixed = {**parameters, "mu": 0.0, "eps_ti": 0.0}
    closings = transitions(family(**fixed), WIDE)
    ends = [0.6 * closings[0], *closings, 1.6 * closings[-1]]
    rows = []
    for signs in choices:
        changed = dict(zip(("M", "Delta", "lam"), signs[:2] + signs[3:], strict=True))
        signed = {**fixed, **{name: sign * fixed[name] for name, sign in changed.items()}}
        others = tuple(signed[name] for name in ("M", "eps_sc", "t_sc", "Delta"))
        rows += [(signs[2] * t, *others, number) for t, number in numbered(family(sign=signs[2], **signed), ends)]
    return tuple(rows)


def family(*, sign: float = 1.0, **fixed: float) -> Family:
    """The bilayer as a function of tunnelling, of either sign."""
    return lambda t: bilayer_system(**fixed, t_c=sign * t)


def validate(formula: sp.Expr, **parameters: float) -> Comparison:
    """Compare with lattice Chern numbers on both sides of every transition, for all signs; integers, so the bound is zero.

    The last rows are those of the default parameters.
    """
    t, mass_, *others, numbers = (np.array(column) for column in zip(*_judged(**parameters), strict=True))
    values = dict(zip(("eps_sc", "t_sc", "Delta"), others, strict=True))
    analytic = compile_kernel(formula, (M, eps_sc, t_sc, Delta, t_c))(M=mass_, t_c=t, **values)
    return Comparison(t, analytic, numbers, bound=0.0)


def draw(ax: Axes, comparison: Comparison) -> None:
    """The Chern number against t_c for either sign of M (the first of the two SC layers, positive t_c)."""
    draw_numbers(ax, comparison, size=9)  # three phases of three points a choice of signs
    ax.set_xlabel(r"$t_c$ ($\lambda/a$)")
