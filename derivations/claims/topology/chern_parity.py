r"""Parity of the Chern number from the Pfaffian at M, for any chemical potential.

Statement
---------
.. math::
    (-1)^C = \mathrm{sgn}(P_\Gamma P_M)
        = -\mathrm{sgn}\left[(\xi_M^2 + \Delta^2)(16M^2 - \delta^2) + 2\delta\xi_Mt_c^2 - t_c^4\right]

with :math:`\delta = \varepsilon_{TI} - \mu`, :math:`\xi_M = \varepsilon_{SC} - \mu - 4t_{SC}`, and the polynomials P of
``gap_closings``. P at Gamma is never positive and X and Y contribute a square: the doubler at M alone decides. C is odd, and a
vortex binds a Majorana mode, as long as the bracket is positive.

Assumptions
-----------
1. The gap is open. All parameters real, any sign, mu and eps_ti included. If M, Delta, t_c or lam is zero and the gap is open
   all the same, a small value of it changes neither C nor the sign of the bracket.
2. That :math:`(-1)^C` is the product of the signs of the Pfaffian over the invariant momenta is a theorem of class D; it is
   confirmed here, not used: the statement follows from the Chern number of ``chern_any_filling``.

Symbols
-------
D: modulus of the pairing, |Delta| (lambda/a)
m: modulus of the mass, |M| (lambda/a)

References
----------
A. Y. Kitaev, Phys.-Usp. 44, 131 (2001) (Majorana basis, sign of the Pfaffian in one dimension).
P. Ghosh, J. D. Sau, S. Tewari, S. Das Sarma, Phys. Rev. B 82, 184525 (2010) (two dimensions).
Not in the text at hand of arXiv:2507.23775; derived here.
"""

from collections.abc import Iterator
from functools import cache, partial
from itertools import pairwise, product

import numpy as np
import sympy as sp

from derivations.claims.bilayer import gap_closings
from derivations.claims.shared.chern_phases import transitions
from derivations.claims.topology import chern_any_filling, chern_phase_diagram
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison
from numerics.kernels import compile_kernel
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.bilayer import bilayer_system
from numerics.zone.topology import chern_number
from theory.algebra import IDENTITY, Matrix, dagger, kron
from theory.models.bilayer import bilayer
from theory.proof import Step
from theory.symbols.interface import Delta, M, eps_sc, eps_ti, lam, mu, t_c, t_sc
from theory.topology import pfaffian

SYSTEM = bilayer()
DOMAIN = {
    lam: (0.7, 1.3), M: (0.3, 0.6), eps_ti: (-0.8, 0.8), eps_sc: (-0.8, 0.8), t_sc: (-0.3, 0.3), Delta: (1.0, 2.0), t_c: (0.5, 1.0)
}  # fmt: skip
NEAR = 1e-6  # distance of mu from a transition at which the formula is still tested
LARGEST = 6.0  # |mu| up to which the judge looks for transitions


def majorana() -> Matrix:
    """Rows: the Hermitian combinations of (c_up, c_dn, c^dagger_dn, -c^dagger_up), in both layers."""
    i = sp.I
    rows = Matrix([[1, 0, 0, -1], [-i, 0, 0, -i], [0, 1, 1, 0], [0, -i, i, 0]]) / sp.sqrt(2)
    return kron(IDENTITY, rows.as_immutable())


def steps() -> Iterator[Step]:
    """H is i times a real antisymmetric matrix at the invariant momenta; its Pfaffian is -P."""
    W, eight = majorana(), sp.eye(8)
    yield Step("a Majorana basis: unitary", Matrix(W * dagger(W)), eight)
    yield Step("and real under particle-hole conjugation", Matrix(W * SYSTEM.particle_hole), Matrix(W.conjugate()))
    P = gap_closings.result()
    for index, (name, K) in enumerate(gap_closings.INVARIANT.items()):
        H = SYSTEM.hamiltonian.subs({SYSTEM.momenta[0]: K[0], SYSTEM.momenta[1]: K[1]})
        A = Matrix((-sp.I * W * H * dagger(W)).applyfunc(sp.expand))
        yield Step(f"at {name} -i H is antisymmetric in it", Matrix(A.T), Matrix(-A))
        yield Step("and real", Matrix(A.conjugate()), A)
        yield Step("with the Pfaffian -P", pfaffian(A), sp.expand(-P[index]))
    delta, xi = eps_ti - mu, eps_sc - mu
    yield Step("the signs of X and Y multiply to one: both have the same P", P[1], P[2])
    at_gamma = -((delta * (xi + 4 * t_sc) - t_c**2) ** 2) - delta**2 * Delta**2
    yield Step("P at Gamma is never positive", P[0], at_gamma)
    at_m = ((xi - 4 * t_sc) ** 2 + Delta**2) * (16 * M**2 - delta**2) + 2 * delta * (xi - 4 * t_sc) * t_c**2 - t_c**4
    yield Step("so the sign of the product is minus that of P at M", sp.expand(P[3]), sp.expand(at_m))
    yield Step("the statement", result(), -sp.sign(at_m))
    yield from _case_steps()


def _case_steps() -> Iterator[Step]:
    """(-1)^C from the Chern number itself, for all signs of M and of both Pfaffians."""
    P = dict(zip(gap_closings.INVARIANT, gap_closings.result(), strict=True))
    signs = (sp.sign(M), sp.sign(P["X"]), sp.sign(P["M"]))
    for case in product((1, -1), repeat=3):
        here = dict(zip(signs, case, strict=True))
        number = chern_any_filling.result().subs(here)
        text = "chern_any_filling with sgn M, sgn P_X, sgn P_M = {:+d}, {:+d}, {:+d}".format(*case)
        yield Step(text, result().subs(here), (-1) ** number)


def result() -> sp.Expr:
    """(-1)^C."""
    names = list(gap_closings.INVARIANT)
    return -sp.sign(gap_closings.result()[names.index("M")])


def limits() -> Iterator[Step]:
    """The phase diagram at mu = eps_ti = 0; weak and strong coupling."""
    m, D, t = sp.symbols("m D t", positive=True)
    centred = {mu: 0, eps_ti: 0}
    yield Step("weak coupling: odd", result().subs(centred).subs({t_c: 0, M: m, Delta: D, eps_sc: 0, t_sc: 0}), -sp.S.One)
    yield Step("no mass: even", result().subs(centred).subs({M: 0, t_c: t}), sp.S.One)
    t_M = chern_phase_diagram.closing("M").subs({M: m, Delta: D, t_sc: 0, eps_sc: 0})
    for ratio in (sp.Rational(1, 2), sp.Integer(2)):
        number = chern_phase_diagram.result().subs({M: m, Delta: D, t_sc: 0, eps_sc: 0, t_c: ratio * t_M})
        parity = result().subs(centred).subs({M: m, Delta: D, t_sc: 0, eps_sc: 0, t_c: ratio * t_M})
        yield Step(f"chern_phase_diagram at t_c = {ratio} t_M", parity, sp.cos(sp.pi * number))


def mutants() -> Iterator[sp.Expr]:
    """The other momenta, signs of the mixed term, wrong masses, the product of all four without its squares."""
    names = list(gap_closings.INVARIANT)
    P = gap_closings.result()
    at_m = P[names.index("M")]
    yield -sp.sign(P[names.index("X")])
    yield sp.sign(at_m)
    yield sp.sign(at_m * P[names.index("X")])
    yield -sp.sign(at_m.subs(M, M / 2))
    yield -sp.sign(at_m.subs(M, M * sp.Rational(101, 100)))
    yield -sp.sign(at_m.subs(eps_ti, 2 * mu - eps_ti))
    yield -sp.sign(at_m.subs(t_sc, -t_sc))
    yield -sp.sign(at_m.subs(eps_ti, mu))
    yield -sp.sign(at_m.subs(Delta, 0))


@cache
def _judged(**parameters: float) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Parameters and Chern numbers: the middle of every phase along mu and both sides, close by, of every transition.

    The transitions are located on the lattice, by the determinant of the spin-up half at X and M; the Chern number of a phase is
    computed in its middle, for two choices of the signs of M, Delta, t_c and lam, other ones from phase to phase.
    """
    closings = transitions(lambda value: bilayer_system(**parameters, mu=value), np.linspace(-LARGEST, LARGEST, 241))
    ends = [closings[0] - 0.5, *closings, closings[-1] + 0.5]
    rows, numbers = [], []
    for index, (low, high) in enumerate(pairwise(ends)):
        for turn in (index, index + 1):
            signs = dict(zip(("M", "Delta", "t_c", "lam"), chern_phase_diagram.SIGNS[turn % 4], strict=True))
            signed = {name: signs.get(name, 1) * value for name, value in parameters.items()}
            middle = (low + high) / 2
            number = chern_number(partial(bloch_matrix, bilayer_system(**signed, mu=middle)))
            rows += [{**signed, "mu": value} for value in (low + NEAR, middle, high - NEAR)]
            numbers += 3 * [number]
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}, np.array(numbers)


def validate(formula: sp.Expr, **parameters: float) -> Comparison:
    """Compare with (-1)^C of lattice Chern numbers on both sides of every transition along mu; integers, so the bound is zero.

    The last rows are those along t_c at the default parameters.
    """
    values, numbers = _judged(**parameters)
    usual = chern_any_filling.default_phases()
    values = {name: np.append(known, [row[name] for row in usual]) for name, known in values.items()}
    numbers = np.append(numbers, [row["C"] for row in usual])
    analytic = compile_kernel(formula, (mu, *DOMAIN))(**values)
    return Comparison(values["mu"], analytic, (-1.0) ** numbers, bound=0.0)


def draw(ax: Axes, comparison: Comparison) -> None:
    """The parity against mu."""
    order = np.argsort(comparison.abscissa[: -len(chern_any_filling.default_phases())])
    mu_ = comparison.abscissa[order]
    ax.plot(mu_, comparison.analytic[order], color=COLOURS[0], label="formula")
    circles(ax, mu_, comparison.numeric[order], colour=COLOURS[1], label="lattice")
    ax.set(xlabel=r"$\mu$ ($\lambda/a$)", ylabel=r"$(-1)^C$", yticks=(-1, 1))
    ax.set_ylim(-1.5, 1.9)
    ax.legend(ncols=2, loc="upper left")
