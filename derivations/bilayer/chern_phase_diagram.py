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
2. Sign of C: the phases of <u(k)|u(k')> are added up counter-clockwise around each cell, as Fukui, Hatsugai and Suzuki do.

References
----------
Not in the text at hand of arXiv:2507.23775; derived here.
T. Fukui, Y. Hatsugai, H. Suzuki, J. Phys. Soc. Jpn. 74, 1674 (2005).
"""

from collections.abc import Iterator
from functools import cache

import numpy as np
import sympy as sp
from matplotlib.axes import Axes

from derivations.bilayer import determinant, gap_closings
from derivations.drawing import COLOURS, circles
from derivations.phases import WIDE, Family, numbered, transitions
from numerics.compare import Comparison
from numerics.kernels import compile_kernel
from numerics.systems import bilayer as hoppings_of_bilayer
from theory.algebra import IDENTITY, LOWER, PAULI_X, PAULI_Y, PAULI_Z, UPPER, Matrix, kron
from theory.bilayer import bilayer, mass, sc_band
from theory.proof import Step
from theory.symbols import Delta, M, eps_sc, eps_ti, kx, ky, lam, mu, t_c, t_sc

SYSTEM = bilayer()
DOMAIN = {lam: (0.7, 1.5), M: (0.4, 1.0), eps_sc: (-0.8, 0.3), t_sc: (0.05, 0.3), Delta: (1.0, 2.0)}
SIGNS = ((1, 1, 1, 1), (-1, 1, 1, -1), (1, -1, -1, 1), (-1, -1, 1, 1))  # of M, Delta, t_c, lam
UP = [0, 2, 4, 6]
theta, rho, phase = sp.symbols("theta rho phase", real=True)


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
    yield from cone_steps()
    below = {name: sp.Symbol(f"below_{name}") for name in ("X", "M")}
    steps_of = {name: sp.Heaviside(closing(name) - sp.Abs(t_c)) for name in below}
    counted = -sum(number * jump(name) * below[name] for name, number in (("X", 2), ("M", 1)))
    stated = result().subs({step: below[name] for name, step in steps_of.items()})
    yield Step("down from C = 0 at strong coupling, minus the jump at each closing passed: two X points, one M", stated, counted)


def closing(name: str) -> sp.Expr:
    """|t_c| at which the gap closes at X or M."""
    kx_, ky_ = gap_closings.INVARIANT[name]
    here = {kx: kx_, ky: ky_, mu: 0}
    return sp.sqrt(sp.Abs(mass().subs(here))) * sp.root(sc_band().subs(here) ** 2 + Delta**2, 4)


def jump(name: str) -> sp.Expr:
    """Change of C when |t_c| rises through the closing at X or M: the cone's orientation times sgn(M)."""
    zeta_x, zeta_y = (sp.cos(component) for component in gap_closings.INVARIANT[name])
    before, after = sp.sign(M), -sp.sign(M)  # sign of d: _zero_mode_steps
    return -zeta_x * zeta_y * (after - before) / 2  # flux -pi sgn(d) zeta_x zeta_y: cone_steps


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
    m, xi = mass().subs(K), sc_band().subs(K).subs(mu, 0)
    for sign, half in ((1, UP), (-1, down)):
        yield Step(
            f"at {name}, spin {'up' if sign > 0 else 'down'}",
            Matrix(H.subs(K).extract(half, half)),
            spin_half(sign * m, xi, Delta, t_c),
        )
    dirac = {kx: lam * sp.cos(K[kx]) * PAULI_Y, ky: -lam * sp.cos(K[ky]) * PAULI_X}
    for k, matrix in dirac.items():
        yield Step(f"dH/d{k} at {name} is the Dirac term alone", Matrix(H.diff(k).subs(K)), kron(UPPER, PAULI_Z, Matrix(matrix)))
    yield Step("dH/dt_c is the tunnelling", Matrix(H.diff(t_c)), kron(PAULI_X, PAULI_Z, IDENTITY))


def _zero_mode_steps() -> Iterator[Step]:
    """The two states that meet: their zero modes, how their energies change with t_c, how the Dirac term connects them."""
    alpha, m, w, t = sp.symbols("alpha m w t", positive=True)  # xi = w cos 2 alpha, Delta = w sin 2 alpha, w = sqrt(W)
    xi, pairing = w * sp.cos(2 * alpha), w * sp.sin(2 * alpha)
    b = {1: Matrix([sp.cos(alpha), sp.sin(alpha)]), -1: Matrix([-sp.sin(alpha), sp.cos(alpha)])}
    mode = {sign: Matrix([*(-sign * t / m * PAULI_Z * vector), *vector]) for sign, vector in b.items()}
    slope = kron(PAULI_X, PAULI_Z)
    for sign, vector in mode.items():
        zero = (spin_half(sign * m, xi, pairing, t) * vector).subs(t, sp.sqrt(m * w))
        yield Step(
            f"zero mode of the half with the mass {'+' if sign > 0 else '-'}m, at t_c^2 = m sqrt(W)",
            sp.simplify(zero),
            sp.zeros(4, 1),
        )
        yield Step("its norm", (vector.T * vector)[0], 1 + t**2 / m**2)
        text = "its energy falls with t_c" if sign > 0 else "its energy rises with t_c"
        yield Step(text, (vector.T * slope * vector)[0], -2 * sign * t / m)
    # For M > 0 spin up has the mass +m, for M < 0 spin down: d = (E_up - E_down)/2 goes from sgn(M) to -sgn(M).
    velocity = (mode[1].T * kron(UPPER, PAULI_Z) * mode[-1])[0]
    yield Step(
        "the Dirac term connects them: a cone d sigma_z + c (zeta_x q_x sigma_y - zeta_y q_y sigma_x), c not 0",
        velocity,
        t**2 / m**2 * pairing / w,
    )


def cone_steps() -> Iterator[Step]:
    """Berry flux of the lower level of d sigma_z + a sigma_x + b sigma_y, in polar angles theta and phase of (a, b, d)."""
    h = sp.cos(theta) * PAULI_Z + sp.sin(theta) * (sp.cos(phase) * PAULI_X + sp.sin(phase) * PAULI_Y)
    lower = {
        1: (Matrix([-sp.sin(theta / 2) * sp.exp(-sp.I * phase), sp.cos(theta / 2)]), 0),
        -1: (Matrix([-sp.sin(theta / 2), sp.cos(theta / 2) * sp.exp(sp.I * phase)]), sp.pi),
    }
    for sign, (state, centre) in lower.items():
        yield Step(
            "lower level of the cone", Matrix((h * state).applyfunc(sp.expand_trig)), Matrix((-state).applyfunc(sp.expand_trig))
        )
        # Phase of <u(k)|u(k')>: Im <u|du>; single-valued at the centre, where theta = 0 for d > 0 and pi for d < 0.
        connection = sp.simplify(sp.im((state.H * state.diff(phase))[0]))
        yield Step(f"d {'>' if sign > 0 else '<'} 0: no flux at the centre of the cone", connection.subs(theta, centre), sp.S.Zero)
        far = 2 * sp.pi * connection.subs(theta, sp.pi / 2)
        yield Step("far out, theta = pi/2: the flux is -pi sgn(d) for (a, b) turning as q does", far, -sign * sp.pi)
    c, zeta_x, zeta_y, q_x, q_y = sp.symbols("c zeta_x zeta_y q_x q_y", real=True)
    plane = Matrix([-c * zeta_y * q_y, c * zeta_x * q_x])
    turning = plane.jacobian([q_x, q_y]).det()
    yield Step("and (a, b) = c (-zeta_y q_y, zeta_x q_x) turns as q does times zeta_x zeta_y", turning, c**2 * zeta_x * zeta_y)


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


@cache
def _judged(**parameters: float) -> tuple[tuple[float, ...], ...]:
    """Rows (t_c, M, eps_sc, t_sc, Delta, Chern number): the middle of every phase and both sides, close by, of every transition.

    The transitions are located on the lattice, by the determinant of the spin-up half at X and M; the Chern number of a phase
    is computed in its middle. A second SC layer has the closings in the other order.
    """
    p = parameters
    # Closings in reverse need a wide band, and then a large mass, lest the gap be small everywhere.
    reverse = {"eps_sc": 2.4 + p["eps_sc"] / 8, "t_sc": 0.6 + p["t_sc"] / 16, "Delta": p["Delta"] / 2, "M": 1.2 + p["M"]}
    rows = []
    for fixed in ({**parameters, "mu": 0.0, "eps_ti": 0.0}, {**parameters, **reverse, "mu": 0.0, "eps_ti": 0.0}):
        closings = transitions(family(**fixed), WIDE)
        ends = [0.6 * closings[0], *closings, 1.6 * closings[-1]]
        for signs in SIGNS:
            signed = {
                **fixed,
                **{name: sign * fixed[name] for name, sign in zip(("M", "Delta", "lam"), signs[:2] + signs[3:], strict=True)},
            }

            others = tuple(signed[name] for name in ("M", "eps_sc", "t_sc", "Delta"))
            rows += [(signs[2] * t, *others, number) for t, number in numbered(family(sign=signs[2], **signed), ends)]
    return tuple(rows)


def family(*, sign: float = 1.0, **fixed: float) -> Family:
    """The bilayer as a function of tunnelling, of either sign."""
    return lambda t: hoppings_of_bilayer(**fixed, t_c=sign * t)


def validate(formula: sp.Expr, **parameters: float) -> Comparison:
    """Compare with lattice Chern numbers on both sides of every transition, for all signs; integers, so the bound is zero."""
    t, mass_, *others, numbers = (np.array(column) for column in zip(*_judged(**parameters), strict=True))
    values = dict(zip(("eps_sc", "t_sc", "Delta"), others, strict=True))
    analytic = compile_kernel(formula, (M, eps_sc, t_sc, Delta, t_c))(M=mass_, t_c=t, **values)
    return Comparison(t, analytic, numbers, bound=0.0)


def draw(ax: Axes, comparison: Comparison) -> None:
    """The Chern number against t_c for either sign of M (the first of the two SC layers, positive t_c)."""
    size = 9  # three phases of three points a choice of signs
    for index, name in enumerate(("M > 0", "M < 0")):
        part = slice(index * size, (index + 1) * size)
        t = comparison.abscissa[part]
        ax.plot(t, comparison.analytic[part], color=COLOURS[index], label=f"formula, {name}")
        circles(ax, t, comparison.numeric[part], colour=COLOURS[index])
    ax.set(xlabel=r"$t_c$ ($\lambda/a$)", ylabel="Chern number", yticks=(-2, -1, 0, 1, 2))
    ax.legend(title="circles: lattice")
