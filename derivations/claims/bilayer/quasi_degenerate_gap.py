r"""Effective Hamiltonian at Gamma by quasi-degenerate perturbation theory: Catalan numbers again.

Statement
---------
At k = 0 the TI states at zero energy, coupled by the tunnelling to the superconductor at :math:`\pm\sqrt W`, obey

.. math::
    H_{\mathrm{eff}} &= \sum_{n=0}^\infty (-1)^n C_n\,\frac{t_c^{2n+2}}{W^{n+1}}\,(\Delta\tau_x - \xi\tau_z), \qquad
    W = \xi^2 + \Delta^2, \quad \xi = \varepsilon_{SC} + 4t_{SC} - \mu \\
    &= \tfrac12\left(\sqrt{1 + 4t_c^2/W} - 1\right)(\Delta\tau_x - \xi\tau_z)

with the Catalan numbers :math:`C_n`; odd orders vanish. Every order is the same matrix, whose levels are :math:`\pm\sqrt W`: the
gap is the series of ``small_tunnelling_gap`` with :math:`\sqrt W` for :math:`|\Delta|`, and at xi = 0 it is that series, order by
order.

Assumptions
-----------
1. eps_ti = mu: the Dirac point lies at the Fermi level; xi is arbitrary, W not zero. The series converges for
   :math:`|t_c| \le \sqrt W/2`, the closed form is meant for every t_c.
2. ``result`` has the orders up to eight in t_c. These are derived twice, by perturbation theory and from the closed form, the
   others from the closed form.
3. The kept states are rotated by the unitary transformation whose generator connects kept and eliminated states only
   (Schrieffer-Wolff); the levels do not depend on this choice.

Symbols
-------
D: modulus of the pairing, |Delta| (lambda/a)
N: order, an integer
alpha: angle of the rotation that separates the layers (rad)
beta: angle of (xi, Delta), xi = sqrt(W) cos(beta) (rad)
t: modulus of the tunnelling, |t_c| (lambda/a)
v: sqrt(W) (lambda/a)
xi: energy of the SC band at Gamma (lambda/a)

References
----------
arXiv:2507.23775, Sec. III.1 (order two); I. Araya Day et al., arXiv:2404.03728 (the perturbation theory).
"""

from collections.abc import Iterator
from functools import cache

import mpmath
import numpy as np
import sympy as sp

from derivations.claims.bilayer import gap_at_gamma, small_tunnelling_gap
from derivations.claims.bilayer.small_tunnelling_gap import catalan
from derivations.claims.shared.bilayer_domain import BILAYER_DOMAIN
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.bilayer import bilayer_system
from theory.algebra import IDENTITY, LOWER, PAULI_X, PAULI_Z, UPPER, Matrix, kron
from theory.effective import effective_hamiltonian
from theory.models.bilayer import bdg_matrix, bilayer, sc_band, ti_hamiltonian
from theory.proof import Step
from theory.symbols.interface import Delta, M, eps_sc, eps_ti, lam, mu, t_c, t_sc
from theory.symbols.momentum import kx, ky

SYSTEM = bilayer()
DOMAIN = {symbol: BILAYER_DOMAIN[symbol] for symbol in (lam, M, mu, eps_sc, t_sc, Delta)}
ORDER = 8
GAMMA = {kx: 0, ky: 0}
TI = range(4)
xi = sp.Symbol("xi", real=True)


def direction() -> Matrix:
    """Delta tau_x - xi tau_z: minus the SC layer, seen through the tunnelling t_c tau_z."""
    return kron(Delta * PAULI_X - xi * PAULI_Z, IDENTITY)


def term(number: int | sp.Expr) -> Matrix:
    """The term of order t_c^(2 number + 2), in terms of xi."""
    return Matrix((-1) ** number * catalan(number) * t_c ** (2 * number + 2) / (xi**2 + Delta**2) ** (number + 1) * direction())


def steps() -> Iterator[Step]:
    """Split H(Gamma) into layers and tunnelling, let perturbation theory run, compare order by order."""
    H = SYSTEM.hamiltonian.subs(GAMMA).subs(eps_ti, mu)
    at_gamma = bdg_matrix(ti_hamiltonian(), xi).subs(GAMMA).subs(eps_ti, mu)
    yield Step("H at Gamma, with xi the SC band there", H, Matrix(at_gamma.subs(xi, sc_band().subs(GAMMA))))
    apart = Matrix(at_gamma.subs(t_c, 0))
    W = xi**2 + Delta**2
    yield Step("without tunnelling the TI states lie at zero energy", Matrix(apart[:4, :4]), sp.zeros(4, 4))
    yield Step("and the others at +-sqrt(W)", Matrix(apart[4:, 4:] ** 2), Matrix(W * sp.eye(4)))
    orders = _perturbation_theory(apart, Matrix(at_gamma - apart))
    for number, found in enumerate(orders):
        if number % 2 or number == 0:
            yield Step(f"order {number} vanishes", found, sp.zeros(4, 4))
        else:
            yield Step(f"order {number}", found, term(number // 2 - 1))
    yield from _all_orders_steps(at_gamma)
    yield Step("the matrix of all orders squares to W: its levels are +-sqrt(W)", Matrix(direction() ** 2), Matrix(W * sp.eye(4)))
    stated = sum(orders, sp.zeros(4, 4)).subs(xi, sc_band().subs(GAMMA))
    yield Step("the sum of the orders is the statement", result(), Matrix(stated))


def _all_orders_steps(at_gamma: Matrix) -> Iterator[Step]:
    """Everything is a function of one matrix G, and its sign N = G / sqrt(W) squares to one: a rotation by one angle."""
    turn, angle = sp.symbols("alpha beta", real=True)
    root_W, hop = sp.symbols("v t", positive=True)
    order = sp.Symbol("N", integer=True, nonnegative=True)
    polar = {Delta: root_W * sp.sin(angle), xi: root_W * sp.cos(angle)}
    G, one = direction(), sp.eye(4).as_immutable()
    flipped = kron(UPPER, one) + kron(LOWER, kron(PAULI_Z, IDENTITY))
    lower, mixed = kron(LOWER, G), kron(PAULI_X, one)
    simple = Matrix(flipped * at_gamma * flipped)
    yield Step("with tau_z on the SC layer H has the blocks 0, t_c, t_c, -G: they all commute", simple, Matrix(t_c * mixed - lower))
    N = Matrix((G / root_W).subs(polar).applyfunc(sp.trigsimp))
    yield Step("G = sqrt(W) N, and N squares to one", Matrix(N * N), Matrix(one))
    generator = Matrix(kron(LOWER * PAULI_X * UPPER - UPPER * PAULI_X * LOWER, N))
    yield Step("a generator between kept and eliminated states squares to -1", Matrix(generator**2), Matrix(-sp.eye(8)))
    rotation = Matrix(sp.cos(turn) * sp.eye(8) + sp.sin(turn) * generator)
    cos, sin = sp.cos(turn) ** 2 - sp.sin(turn) ** 2, 2 * sp.sin(turn) * sp.cos(turn)  # of the double angle
    scaled = Matrix(root_W * (sin / 2 * mixed - cos * kron(LOWER, N)))  # cos times H at t_c = sqrt(W) tan / 2
    rotated = Matrix(rotation.T * scaled * rotation)
    text = "so it generates a rotation; by half the angle whose tangent is 2 t_c/sqrt(W) it separates the layers"
    yield Step(text, Matrix(rotated[:4, 4:]), sp.zeros(4, 4))
    text = "by the angle 2 phi it leaves (1 - cos(2 phi))/(2 cos(2 phi)) G, the closed form, for 1/cos^2 2 phi = 1 + 4 t_c^2/W"
    yield Step(text, Matrix(rotated[:4, :4]), Matrix((1 - cos) / 2 * root_W * N))
    gap = gap_at_gamma.result()[2].subs({Delta: root_W, t_c: hop})
    text = "its factor is the gap of gap_at_gamma over |Delta|, with sqrt(W) for |Delta|, whose series small_tunnelling_gap proves"
    yield Step(text, (sp.sqrt(1 + 4 * hop**2 / root_W**2) - 1) / 2, gap / root_W)
    whole = {Delta: sp.sqrt(root_W**2 - xi**2), t_c: hop}
    series = small_tunnelling_gap.term(order).subs({Delta: root_W, t_c: hop})
    yield Step("term by term, at every order", term(order).subs(whole), Matrix(series / root_W * G.subs(whole)))


@cache
def _perturbation_theory(apart: Matrix, tunnelling: Matrix) -> tuple[Matrix, ...]:
    return effective_hamiltonian(apart, perturbation=tunnelling, kept=TI, order=ORDER)


def result() -> Matrix:
    """The effective Hamiltonian through order eight, tau x sigma."""
    series = sum((term(number) for number in range(ORDER // 2)), sp.zeros(4, 4))
    return Matrix(series.subs(xi, sc_band().subs(GAMMA)))


def limits() -> Iterator[Step]:
    """The gap of ``small_tunnelling_gap``, the resummed series, no pairing."""
    D = sp.Symbol("D", positive=True)
    closed = result().subs(eps_sc, mu - 4 * t_sc).subs(Delta, D)
    gap = small_tunnelling_gap.result(ORDER // 2).subs(Delta, D)
    yield Step(
        "at xi = 0 the square is that of the series of the exact gap", Matrix(closed**2), Matrix(sp.expand(gap**2) * sp.eye(4))
    )
    pairing = Matrix(kron(gap * PAULI_X, IDENTITY))
    yield Step("and the effective Hamiltonian is a pairing, of the sign of Delta", closed, pairing)
    normal = result().subs(Delta, 0)[0, 0].subs(eps_sc, xi + mu - 4 * t_sc)
    x = sp.Symbol("x", positive=True)
    level = (xi - xi * sp.sqrt(1 + 4 * x)) / 2
    expected = sp.series(level, x, 0, ORDER // 2 + 1).removeO().subs(x, t_c**2 / xi**2)
    yield Step("without pairing: level repulsion, (xi - sqrt(xi^2 + 4 t_c^2))/2 for xi > 0", normal, expected)


def mutants() -> Iterator[Matrix]:
    """Signs of the pairing and of the shift, alternation, single orders, the wrong energy denominators."""
    formula = result()
    yield formula.subs(Delta, -Delta)
    yield Matrix(formula.subs({eps_sc: -eps_sc, t_sc: -t_sc, mu: -mu}, simultaneous=True))
    yield formula.subs(t_c, sp.I * t_c)
    yield formula.subs(t_sc, t_sc / 2)
    for order in (4, 8):
        yield formula.applyfunc(lambda entry, order=order: entry + entry.coeff(t_c, order) * t_c**order)
    named = term(3).subs(xi, sc_band().subs(GAMMA))
    yield Matrix(formula - named / 5)  # 4 for 5


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with the canonical effective Hamiltonian of the lattice at k = 0, diagonalised with 80 digits.

    Its four levels nearest zero, with their eigenvectors projected on the TI layer and orthonormalised symmetrically (polar
    decomposition), are the Schrieffer-Wolff Hamiltonian to all orders. The terms of the series alternate and fall: the bound is the
    norm of the first term left out.
    """
    scale, tunnelling, numeric = _judged(**parameters)
    analytic, left_out = [], sp.S.Zero
    values = {symbol: sp.Rational(_exact(parameters[symbol.name])) for symbol in (Delta, eps_sc, t_sc, mu)}
    next_term = sp.sqrt((term(ORDER // 2) ** 2)[0, 0]).subs(xi, sc_band().subs(GAMMA))  # its square is a number
    for t in tunnelling:
        point = {**values, t_c: sp.Rational(float(t))}
        analytic.append([mpmath.mpmathify(sp.N(entry.subs(point), 80)) for entry in formula])
        left_out = max(left_out, sp.N(next_term.subs(point)))
    return Comparison(tunnelling / scale, np.array(analytic).T, numeric, bound=float(left_out))


def _exact(value: float) -> float:
    """Multiples of 2^-20: sums of hoppings are then exact in floating-point arithmetic."""
    return round(value * 2**20) / 2**20


@cache
def _judged(**parameters: float) -> tuple[float, np.ndarray, np.ndarray]:
    """sqrt(W), the values of t_c, and the effective Hamiltonian of the lattice at each, shape (16, number of values)."""
    exact = {name: _exact(value) for name, value in parameters.items()}
    fixed = {**exact, "eps_ti": exact["mu"]}
    layer = bloch_matrix(bilayer_system(**fixed, t_c=0.0), kx=0.0, ky=0.0)[4:, 4:]
    scale = float(np.linalg.norm(layer, 2))
    tunnelling = np.array([_exact(scale * part / 1024) for part in (2, 3, 4, 5)])
    found = []
    with mpmath.workdps(80):
        for t in tunnelling:
            H = bloch_matrix(bilayer_system(**fixed, t_c=float(t)), kx=0.0, ky=0.0)
            energies, states = mpmath.eigh(mpmath.matrix(H.tolist()))
            low = states[:4, 2:6]
            weights, turns = mpmath.eigh(low * low.transpose_conj())
            rotated = turns * mpmath.diag([1 / mpmath.sqrt(weight) for weight in weights]) * turns.transpose_conj() * low
            found.append(list(rotated * mpmath.diag(energies[2:6]) * rotated.transpose_conj()))
    return scale, tunnelling, np.array(found).T


def draw(ax: Axes, comparison: Comparison) -> None:
    """Pairing and level shift, the two different elements of the matrix, against the tunnelling."""
    for index, (element, name) in enumerate(((2, r"pairing, $\tau_x$"), (0, r"level shift, $\tau_z$"))):
        line, points = (abs(part[element].astype(complex)) for part in (comparison.analytic, comparison.numeric))
        ax.loglog(comparison.abscissa, line, color=COLOURS[index], label=name)
        circles(ax, comparison.abscissa, points, colour=COLOURS[index])
    ax.set(xlabel=r"$t_c/\sqrt{W}$", ylabel=r"modulus, effective Hamiltonian at $\Gamma$ ($\lambda/a$)")
    ax.legend(title="circles: lattice")
