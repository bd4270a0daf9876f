r"""k.p Hamiltonian at the four invariant momenta.

Statement
---------
At :math:`K = \Gamma, X, Y, M` with :math:`\zeta_{x,y} = \cos K_{x,y} = \pm1`, through fourth order in q = k - K,

.. math::
    h_{TI}(K+q) &= \lambda\zeta_x(q_x - q_x^3/6)\sigma_y - \lambda\zeta_y(q_y - q_y^3/6)\sigma_x
        + m(q)\sigma_z + \varepsilon_{TI} - \mu \\
    m(q) &= M\sum_{\nu=x,y}\left[1 - \zeta_\nu - (1-\zeta_\nu)\tfrac{q_\nu^2}{2} + (4-\zeta_\nu)\tfrac{q_\nu^4}{24}\right] \\
    \xi(K+q) &= \varepsilon_{SC} - \mu + 2t_{SC}\sum_\nu\zeta_\nu\left(1 - \tfrac{q_\nu^2}{2} + \tfrac{q_\nu^4}{24}\right)

The masses are 0 at Gamma, 2M at X and Y, 4M at M; the velocities are :math:`\lambda\zeta`. At Gamma time reversal
holds through cubic order and is broken by :math:`M(q_x^4+q_y^4)/8\,\sigma_z`.

Assumptions
-----------
1. All parameters real. Other orders: ``theory.expansion.kp_expansion``.

References
----------
arXiv:2507.23775, Sec. II (the statement that time reversal is kept through cubic order).
"""

from collections.abc import Iterator

import numpy as np
import sympy as sp

from derivations.claims.shared.bilayer_domain import BILAYER_DOMAIN
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison, roundoff
from numerics.kernels import compile_kernel
from numerics.systems.bilayer import bilayer_system
from numerics.systems.nambu import nambu_blocks, weighted_sum
from theory.algebra import IDENTITY, PAULI_X, PAULI_Y, PAULI_Z, Matrix
from theory.expansion import kp_expansion
from theory.models.bilayer import bdg_matrix, bilayer, mass
from theory.proof import Step
from theory.symbols.interface import M, eps_sc, eps_ti, lam, mu, t_sc
from theory.symbols.momentum import kx, ky, zeta_x, zeta_y

SYSTEM = bilayer()
ORDER = 4
INVARIANT = {"Gamma": (1, 1), "X": (-1, 1), "Y": (1, -1), "M": (-1, -1)}
DOMAIN = BILAYER_DOMAIN


def normal_ti() -> Matrix:
    """h_TI(K + q) through fourth order; kx and ky stand for q."""
    dirac = lam * (zeta_x * (kx - kx**3 / 6) * PAULI_Y - zeta_y * (ky - ky**3 / 6) * PAULI_X)
    m = sum(M * (1 - zeta - (1 - zeta) * q**2 / 2 + (4 - zeta) * q**4 / 24) for zeta, q in ((zeta_x, kx), (zeta_y, ky)))
    return Matrix(dirac + m * PAULI_Z + (eps_ti - mu) * IDENTITY)


def normal_sc() -> sp.Expr:
    """xi(K + q) through fourth order; kx and ky stand for q."""
    return eps_sc - mu + 2 * t_sc * sum(zeta * (1 - q**2 / 2 + q**4 / 24) for zeta, q in ((zeta_x, kx), (zeta_y, ky)))


def steps() -> Iterator[Step]:
    """Taylor expansion at each of the four momenta, the masses, time reversal."""
    for name, (cos_x, cos_y) in INVARIANT.items():
        about = (sp.acos(cos_x), sp.acos(cos_y))
        expansion = kp_expansion(SYSTEM.hamiltonian, (kx, ky), about=about, order=ORDER)
        yield Step(f"Taylor expansion about {name}", expansion, result().subs({zeta_x: cos_x, zeta_y: cos_y}))
        at_K = mass().subs({kx: about[0], ky: about[1]}, simultaneous=True)
        yield Step(f"mass at {name}", at_K, M * (2 - cos_x - cos_y))
    h = normal_ti().subs({zeta_x: 1, zeta_y: 1})
    cubic = Matrix(h.applyfunc(lambda entry: truncated(entry, 3)))
    yield Step("time reversal holds through cubic order at Gamma", time_reversed(cubic), cubic)
    breaking = M * (kx**4 + ky**4) / 4 * PAULI_Z
    yield Step("the quartic mass breaks it", Matrix(h - time_reversed(h)), Matrix(breaking))


def truncated(entry: sp.Expr, order: int) -> sp.Expr:
    """Terms of total degree at most ``order`` in the momenta."""
    return sum((c * kx**a * ky**b for (a, b), c in sp.Poly(entry, kx, ky).terms() if a + b <= order), sp.S.Zero)


def time_reversed(normal: Matrix) -> Matrix:
    """T h^*(-q) T^-1 with T = i sigma_y."""
    return Matrix(PAULI_Y * normal.subs({kx: -kx, ky: -ky}, simultaneous=True).conjugate() * PAULI_Y)


def result() -> Matrix:
    """H(K + q) through fourth order, 8 x 8; kx and ky stand for q."""
    return bdg_matrix(normal_ti(), normal_sc())


def limits() -> Iterator[Step]:
    """At Gamma: a Dirac cone and a band with the mass of the hopping."""
    gamma = {zeta_x: 1, zeta_y: 1, mu: 0, eps_ti: 0}
    cone = lam * (kx * PAULI_Y - ky * PAULI_X)
    yield Step("a massless Dirac cone", Matrix(normal_ti().subs(gamma).applyfunc(lambda e: truncated(e, 1))), Matrix(cone))
    top = normal_sc().subs(gamma).subs(eps_sc, -4 * t_sc)
    yield Step("a hole-like parabola of mass 1/(2 t_sc)", truncated(top, 2), -t_sc * (kx**2 + ky**2))


def mutants() -> Iterator[Matrix]:
    """Velocities without their sign, wrong Taylor coefficients."""
    h, xi = normal_ti(), normal_sc()
    yield bdg_matrix(Matrix(h + lam * (1 - zeta_x) * kx * PAULI_Y), xi)  # the velocity at X keeps its sign
    yield bdg_matrix(Matrix(h - M * (kx**4 + ky**4) / 16 * PAULI_Z), xi)
    yield bdg_matrix(Matrix(h + lam * zeta_y * ky**3 / 6 * PAULI_X), xi)  # the cubic velocity forgotten
    yield bdg_matrix(h, xi + t_sc * (zeta_x * kx**2 + zeta_y * ky**2) / 2)  # half the curvature of the band


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with the hoppings of the lattice, whose exponentials exp(i q d) are cut after fourth order."""
    q = np.linspace(0.0, 1.2, 25)
    qx, qy = q * np.cos(0.4), q * np.sin(0.4)
    kernel = compile_kernel(formula, (*SYSTEM.arguments, zeta_x, zeta_y))
    analytic = [kernel(kx=qx, ky=qy, zeta_x=a, zeta_y=b, **parameters) for a, b in INVARIANT.values()]
    system, cosines = bilayer_system(**parameters), np.array(list(INVARIANT.values()))[:, :, None]

    def cut(dx: int, dy: int) -> np.ndarray:
        exponent = 1j * (qx * dx + qy * dy)
        sign = cosines[:, 0] ** abs(dx) * cosines[:, 1] ** abs(dy)
        return sign * (1 + exponent * (1 + exponent / 2 * (1 + exponent / 3 * (1 + exponent / 4))))

    numeric = weighted_sum(system, cut)
    scale = sum(np.abs(block.matrix).max() * (1 + np.abs(block.step).max() ** ORDER) for block in nambu_blocks(system))
    return Comparison(
        abscissa=q,
        analytic=np.moveaxis(np.array(analytic), 1, -1),
        numeric=np.moveaxis(numeric, 1, -1),
        bound=roundoff(scale=scale, size=8),
    )


def draw(ax: Axes, comparison: Comparison) -> None:
    """Positive levels at Gamma and X of both truncated matrices."""
    for index, name in enumerate(("Gamma", "X")):
        formula, lattice = (
            np.linalg.eigvalsh(np.moveaxis(values[index], -1, 0))[:, 4:] for values in (comparison.analytic, comparison.numeric)
        )
        label = [rf"formula, {name}", *[None] * 3]
        ax.plot(comparison.abscissa, formula, color=COLOURS[index], label=label)
        circles(ax, comparison.abscissa[::2], lattice[::2], colour=COLOURS[index])
    ax.set(xlabel="|q| (1/a)", ylabel=r"energy ($\lambda/a$)")
    ax.legend(title="circles: lattice hoppings")
