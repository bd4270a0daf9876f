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
1. The gap is open. All parameters real, any sign, mu and eps_ti included.
2. The theorem that :math:`(-1)^C` is the product of the signs of the Pfaffian of H in a Majorana basis over the four invariant
   momenta; the steps compute the Pfaffians. Its content here: pairs of closings at k and -k change C by an even number, and a
   simple zero of the Pfaffian at an invariant momentum changes it by one.

References
----------
A. Y. Kitaev, Phys.-Usp. 44, 131 (2001) (Majorana basis, sign of the Pfaffian in one dimension).
P. Ghosh, J. D. Sau, S. Tewari, S. Das Sarma, Phys. Rev. B 82, 184525 (2010) (two dimensions).
Not in the text at hand of arXiv:2507.23775; derived here.
"""

from collections.abc import Iterator
from functools import cache, partial

import numpy as np
import sympy as sp
from matplotlib.axes import Axes

from derivations.bilayer import chern_phase_diagram, gap_closings
from derivations.drawing import COLOURS, circles
from numerics.compare import Comparison
from numerics.kernels import compile_kernel
from numerics.lattice import bloch_matrix
from numerics.systems import bilayer as hoppings_of_bilayer
from numerics.topology import GapTooSmallError, chern_number
from theory.algebra import IDENTITY, Matrix, dagger, kron
from theory.bilayer import bilayer
from theory.proof import Step
from theory.symbols import Delta, M, eps_sc, eps_ti, lam, mu, t_c, t_sc
from theory.topology import pfaffian

SYSTEM = bilayer()
DOMAIN = {M: (0.4, 1.2), Delta: (0.5, 1.8)}
OTHERS = {lam: (0.7, 1.3), mu: (0.2, 1.2), eps_ti: (0.2, 1.2), eps_sc: (0.2, 1.0), t_sc: (0.05, 0.5), t_c: (0.3, 2.6)}
POINTS = 24
MESHES = (24, 48, 96)  # points whose gap is too small for the last are left out


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
    yield -sp.sign(at_m.subs(eps_ti, 2 * mu - eps_ti))
    yield -sp.sign(at_m.subs(t_sc, -t_sc))
    yield -sp.sign(at_m.subs(eps_ti, mu))
    yield -sp.sign(at_m.subs(Delta, 0))


@cache
def _judged(**parameters: float) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Random points with their Chern numbers: half of them within a tenth of the closing at M, which the lattice locates."""
    rng = np.random.default_rng(11)
    rows: list[dict[str, float]] = []
    numbers: list[int] = []
    while len(rows) < POINTS:
        point = {name: float(rng.choice([-1, 1]) * value) for name, value in parameters.items()}
        point |= {symbol.name: float(rng.choice([-1, 1]) * rng.uniform(*values)) for symbol, values in OTHERS.items()}
        if len(rows) % 2:
            point["t_c"] = float(np.sign(point["t_c"]) * _closing(point) * rng.choice([0.95, 1.05]))
        number = _chern(point)
        if number is not None:
            rows.append(point)
            numbers.append(number)
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}, np.array(numbers)


def _chern(point: dict[str, float]) -> int | None:
    for mesh in MESHES:
        try:
            return chern_number(partial(bloch_matrix, hoppings_of_bilayer(**point)), mesh=mesh)
        except GapTooSmallError:
            continue
    return None


def _closing(point: dict[str, float]) -> float:
    """A tunnelling at which the determinant of the spin-up half at M changes sign; the given one if there is none."""
    mesh = np.linspace(0.05, 4.0, 400)
    systems = [hoppings_of_bilayer(**{**point, "t_c": t}) for t in (0.0, 1.0)]
    without, one = (bloch_matrix(system, kx=np.pi, ky=np.pi)[::2, ::2] for system in systems)
    signs = np.sign(np.linalg.det(without + mesh[:, None, None] * (one - without)).real)
    changes = np.nonzero(np.diff(signs))[0]
    return float(mesh[changes[-1]]) if len(changes) else abs(point["t_c"])


def validate(formula: sp.Expr, **parameters: float) -> Comparison:
    """Compare with (-1)^C of lattice Chern numbers, at random points and near the closing at M; integers, so the bound is zero.

    Points whose gap is too small for the mesh are left out.
    """
    values, numbers = _judged(**parameters)
    analytic = compile_kernel(formula, (*OTHERS, *DOMAIN))(**values)
    return Comparison(values["t_c"], analytic, (-1.0) ** numbers, bound=0.0)


def draw(ax: Axes, comparison: Comparison) -> None:
    """The parity at each point of the judge."""
    order = np.argsort(comparison.abscissa)
    t = comparison.abscissa[order]
    ax.plot(t, comparison.analytic[order], "+", color=COLOURS[0], markersize=9, label="formula")
    circles(ax, t, comparison.numeric[order], colour=COLOURS[1], label="lattice")
    ax.set(xlabel=r"$t_c$ ($\lambda/a$); the other parameters differ from point to point", ylabel=r"$(-1)^C$", yticks=(-1, 1))
    ax.set_ylim(-1.5, 1.9)
    ax.legend(ncols=2, loc="upper left")
