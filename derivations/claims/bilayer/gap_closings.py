r"""Where the gap closes: the Pfaffian at the four invariant momenta.

Statement
---------
At an invariant momentum K (Gamma, X, Y, M) the determinant is the square of a polynomial, the Pfaffian up to its sign:

.. math:: P_K = W_K\,(M_K^2 - \delta^2) + 2\delta\,\xi_K t_c^2 - t_c^4,
    \qquad \delta = \varepsilon_{TI} - \mu,\quad W_K = \xi_K^2 + \Delta^2

with :math:`M_\Gamma = 0, M_X = M_Y = 2M, M_M = 4M` and
 :math:`\xi_K = \varepsilon_{SC} - \mu + (4, 0, 0, -4)\,t_{SC}`. The gap closes at K when
:math:`P_K = 0`. At mu = eps_ti = 0: :math:`t_c^4 = M_K^2(\xi_K^2 + \Delta^2)`.

Assumptions
-----------
1. All parameters real, any sign, mu and eps_ti included.
2. With Delta, t_c and lam not zero these are all closings: at mu = eps_ti = 0 by ``determinant``, at any filling by
   ``chern_any_filling``. If one of them is zero the gap may close elsewhere as well.

References
----------
Not in arXiv:2507.23775; derived here.
"""

from collections.abc import Iterator

import numpy as np
import sympy as sp

from derivations.claims.bilayer import determinant
from derivations.claims.shared.bilayer_domain import BILAYER_DOMAIN
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison, roundoff
from numerics.kernels import compile_kernel
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.bilayer import bilayer_system
from theory.algebra import Matrix, det
from theory.models.bilayer import bilayer, mass, sc_band
from theory.proof import Step
from theory.symbols.interface import Delta, M, eps_sc, eps_ti, mu, t_c, t_sc
from theory.symbols.momentum import kx, ky

SYSTEM = bilayer()
INVARIANT = {"Gamma": (0, 0), "X": (sp.pi, 0), "Y": (0, sp.pi), "M": (sp.pi, sp.pi)}
DOMAIN = {symbol: values for symbol, values in BILAYER_DOMAIN.items() if symbol != t_c}


def pfaffian(K: tuple[sp.Expr, sp.Expr]) -> sp.Expr:
    """P_K at the invariant momentum K."""
    here = {kx: K[0], ky: K[1]}
    xi, M_K, delta = sc_band().subs(here), mass().subs(here), eps_ti - mu
    return (xi**2 + Delta**2) * (M_K**2 - delta**2) + 2 * delta * xi * t_c**2 - t_c**4


def steps() -> Iterator[Step]:
    """At an invariant momentum the spins decouple; either half of H has the determinant -P_K."""
    up, down = [0, 2, 4, 6], [1, 3, 5, 7]
    for name, K in INVARIANT.items():
        H = SYSTEM.hamiltonian.subs({kx: K[0], ky: K[1]})
        yield Step(f"at {name} the spins decouple", Matrix(H.extract(up, down)), sp.zeros(4, 4))
        for text, spin in (("up", up), ("down", down)):
            yield Step(f"at {name} the spin-{text} half has the determinant -P_K", det(H.extract(spin, spin)), -pfaffian(K))
    yield Step("Y has the value of X", pfaffian(INVARIANT["Y"]), pfaffian(INVARIANT["X"]))
    at_gamma, delta = sc_band().subs({kx: 0, ky: 0}), eps_ti - mu
    never = -((delta * at_gamma - t_c**2) ** 2) - delta**2 * Delta**2
    yield Step("at Gamma, P is never positive: it vanishes only if delta Delta = 0 and delta xi = t_c^2", pfaffian((0, 0)), never)
    for name, K, M_K in (("X", INVARIANT["X"], 2 * M), ("M", INVARIANT["M"], 4 * M)):
        xi_K = sc_band().subs({kx: K[0], ky: K[1], mu: 0})
        closing = M_K**2 * (xi_K**2 + Delta**2) - t_c**4
        yield Step(f"mu = eps_ti = 0: the gap closes at {name} at t_c^4 = M_K^2 W_K", pfaffian(K).subs({mu: 0, eps_ti: 0}), closing)
    halves = [-det(SYSTEM.hamiltonian.subs({kx: K[0], ky: K[1]}).extract(up, up)) for K in INVARIANT.values()]
    yield Step("these are the stated values", result(), Matrix(halves))


def result() -> Matrix:
    """P at Gamma, X, Y and M, as a column."""
    return Matrix([pfaffian(K) for K in INVARIANT.values()])


def limits() -> Iterator[Step]:
    """The determinant at mu = eps_ti = 0; decoupled layers."""
    for name, K in INVARIANT.items():
        centred = {mu: 0, eps_ti: 0}
        det = determinant.result().subs({kx: K[0], ky: K[1]})
        yield Step(f"{name}: P^2 is the determinant H has there", pfaffian(K).subs(centred) ** 2, det)
    at_gamma = -((sc_band().subs({kx: 0, ky: 0})) ** 2 + Delta**2) * (eps_ti - mu) ** 2
    yield Step("decoupled at Gamma: closed when the Dirac point is at the Fermi level", result()[0].subs(t_c, 0), at_gamma)


def mutants() -> Iterator[Matrix]:
    """Signs of the mixed term, factors of the masses."""
    formula = result()
    yield formula.subs(eps_ti, -eps_ti)
    yield formula.subs(M, M / 2)
    yield formula.subs(t_sc, -t_sc)
    yield formula.subs(t_c, -sp.I * t_c)  # 2 delta xi t_c^2 with the other sign
    yield formula.subs(Delta, 2 * Delta)
    yield formula.subs(mu, 0)


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with the determinant of the spin-up half of the lattice hoppings, from its levels."""
    tunnelling = np.linspace(0.0, 3.0, 31)
    fixed = {name: value for name, value in parameters.items() if name != "lam"}
    P = compile_kernel(formula, (M, mu, eps_ti, eps_sc, t_sc, Delta, t_c))(t_c=tunnelling, **fixed)[..., 0]
    K = np.array([[0, 0], [np.pi, 0], [0, np.pi], [np.pi, np.pi]])
    systems = [bilayer_system(**parameters, t_c=t) for t in tunnelling]
    up = np.array([bloch_matrix(system, kx=K[:, 0], ky=K[:, 1]) for system in systems])[..., ::2, ::2]
    energies = np.linalg.eigvalsh(up)
    norm = np.linalg.norm(up, 2, axis=(-2, -1)).max() + 4 * abs(parameters["M"]) + 8 * abs(parameters["t_sc"])
    others = np.sort(abs(energies), axis=-1)[..., 1:].prod(axis=-1).max()
    return Comparison(
        abscissa=tunnelling,
        analytic=P.T,
        numeric=-energies.prod(axis=-1).T,
        bound=4 * roundoff(scale=norm * others, size=4),
    )


def draw(ax: Axes, comparison: Comparison) -> None:
    """P against t_c, with a symmetric logarithmic axis: a change of sign closes the gap."""
    for index, name in enumerate((r"$\Gamma$", "X", "Y", "M")):
        ax.plot(comparison.abscissa, comparison.analytic[index], color=COLOURS[index], label=name)
        circles(ax, comparison.abscissa, comparison.numeric[index], colour=COLOURS[index])
    ax.axhline(0, color="0.6", linewidth=0.8)
    ax.set_yscale("symlog", linthresh=1.0)
    ax.set(xlabel=r"$t_c$ ($\lambda/a$)", ylabel=r"$P_K$ ($\lambda^4/a^4$)")
    ax.legend(title="circles: lattice")
