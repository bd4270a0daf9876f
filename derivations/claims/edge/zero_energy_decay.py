r"""Decay and oscillation of zero modes far from edge and vortex: the complex momenta of the bilayer at zero energy.

Statement
---------
A wave :math:`z^x = e^{ik_xx}` with :math:`k_y = 0` and complex z solves the equations of the bulk at zero energy if and only if
:math:`P_+(z)P_-(z) = 0`,

.. math::
    P_\pm(z) &= (m^2 + s^2)(\xi^2 + \Delta^2) - t_c^4 \mp 2i\,t_c^2\Delta\,s \\
    s &= \frac{\lambda}{2i}(z - z^{-1}), \qquad m = \frac M2(1-c)^2, \qquad \xi = \varepsilon_{SC} + 2t_{SC}(1 + c), \qquad
    c = \tfrac12(z + z^{-1})

Of the 24 roots 12 have :math:`|z| < 1` (:math:`1/z` turns :math:`P_+` into :math:`P_-`). A zero mode at an edge along y decays as
:math:`e^{-\kappa x}\cos(qx + \varphi)` with :math:`\kappa = -\ln|z|` and :math:`q = |\operatorname{arg}z|` of the slowest root; one
of a vortex, far from it along x, as this over :math:`\sqrt x`. With the default parameters :math:`\kappa \approx
t_c^2/|\lambda\Delta|` below t_c = 0.895. The slowest roots are a complex pair there only for t_c < 0.638, with so small a q
(:math:`3.0\cdot10^{-8}`, :math:`1.1\cdot10^{-4}`, :math:`3.6\cdot10^{-4}`, :math:`6.1\cdot10^{-4}` at t_c = 0.1, 0.4, 0.5, 0.6;
``kp_decay`` has its leading term) that no zero of the cosine is seen;
from 0.638 to 0.895, q = 0. At 0.895 another pair becomes the slowest: q jumps to 1.318, the oscillation of the ring sets in, and q
follows the ring of the gap minimum (1.451, 1.672, 1.917, 2.268 against 1.394, 1.677, 1.935, 2.290 at t_c = 1.2, 1.6, 2.0, 2.5).
This is before the gap minimum leaves Gamma at 1.111.

Assumptions
-----------
1. mu = eps_ti = 0; eps_sc and all other parameters arbitrary. Exact on the lattice.
2. The numbers of roots: :math:`M, t_{SC} \ne 0` (else there are fewer), and no gap closing at :math:`k_y = 0`, where roots lie on
   the unit circle (at X, for example, where :math:`4M^2(\xi^2 + \Delta^2) = t_c^4`).
3. Which roots a given edge mixes depends on the edge; all decaying roots occur in general, and the slowest stays.

Symbols
-------
m: mass at z (lambda/a)
s: Dirac energy at z (lambda/a)
xi: energy of the SC band at z (lambda/a)

References
----------
arXiv:2507.23775, Fig. 4(d)-(f), finds decay and oscillation numerically. The polynomials are derived here, from ``determinant``.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from derivations.claims.bilayer import determinant
from derivations.claims.shared.bilayer_domain import BILAYER_DOMAIN
from derivations.claims.single_layer import self_energy
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison
from numerics.kernels import compile_kernel
from numerics.lattice.evanescent import decaying_factors
from numerics.systems.bilayer import bilayer_system
from theory.algebra import Matrix
from theory.models.bilayer import bilayer, mass, sc_band
from theory.proof import Step
from theory.symbols.interface import Delta, M, eps_sc, eps_ti, lam, mu, t_c, t_sc
from theory.symbols.levels import omega
from theory.symbols.momentum import kx, ky, z

SYSTEM = bilayer()
DOMAIN = {symbol: BILAYER_DOMAIN[symbol] for symbol in (lam, M, eps_sc, t_sc, Delta)}
ARGUMENTS = (z, *DOMAIN, t_c)
TUNNELLING = np.linspace(0.4, 2.5, 22)
JUMP = 0.3  # of the wave number between neighbours: another root


def complex_momentum(expression: sp.Expr) -> sp.Expr:
    """The expression at ky = 0 and kx = -i log z."""
    return sp.expand(expression.subs(ky, 0).subs(kx, -sp.I * sp.log(z)).rewrite(sp.exp))


def parts() -> tuple[sp.Expr, sp.Expr, sp.Expr]:
    """s, m and xi as functions of z."""
    c = (z + 1 / z) / 2
    return lam * (z - 1 / z) / (2 * sp.I), M * (1 - c) ** 2 / 2, eps_sc + 2 * t_sc * (1 + c)


def steps() -> Iterator[Step]:
    """Continue the determinant to complex kx; at ky = 0 it is a product of two factors."""
    s, m, xi = parts()
    yield Step("s = lam sin kx at kx = -i log z", complex_momentum(lam * sp.sin(kx)), s)
    yield Step("the mass", complex_momentum(mass()), m)
    yield Step("the band of the SC layer", complex_momentum(sc_band().subs(mu, 0)), xi)
    plus, minus = result()
    yield Step("det H = P_+ P_-", complex_momentum(determinant.result()), plus * minus)
    yield from _self_energy_steps(s, m, xi)
    back = Matrix(result().subs(z, 1 / z))
    yield Step("z -> 1/z exchanges them: with z also 1/z is a root of det H", back, Matrix([minus, plus]))
    for sign, P in zip((1, -1), result(), strict=True):
        polynomial = sp.Poly(sp.expand(P * z**6), z)
        ends = Matrix([polynomial.degree(), polynomial.TC() - polynomial.LC()])
        yield Step("z^6 times each is of degree 12 and does not vanish at z = 0: 24 roots", ends, Matrix([12, 0]))
        term = sp.expand(P - (m**2 + s**2) * (xi**2 + Delta**2) + t_c**4)
        yield Step("the factors differ in the sign of their only imaginary term", term, -2 * sign * sp.I * t_c**2 * Delta * s)


def _self_energy_steps(s: sp.Expr, m: sp.Expr, xi: sp.Expr) -> Iterator[Step]:
    """At zero energy the SC layer is integrated out without approximation: the same roots."""
    names = sp.symbols("s m xi", real=True)

    def named(matrix: sp.MatrixBase) -> Matrix:
        centred = matrix.subs({mu: 0, eps_ti: 0}).subs({sc_band().subs(mu, 0): names[2], mass(): names[1]})
        return Matrix(centred.subs(ky, 0).subs(lam * sp.sin(kx), names[0]))

    reduced = named(SYSTEM.hamiltonian[:4, :4]) + named(self_energy.result().subs(omega, 0))
    weight = names[2] ** 2 + Delta**2
    left = sp.cancel(reduced.det(method="berkowitz") * weight**2)
    product = ((names[0] ** 2 + names[1] ** 2) * weight - t_c**4) ** 2 + 4 * t_c**4 * Delta**2 * names[0] ** 2
    yield Step("the TI layer with the self-energy of zero energy: W^2 det[h + Sigma(0)]", left, product)
    values = product.subs(dict(zip(names, (s, m, xi), strict=True)), simultaneous=True)
    yield Step("has the same roots", values, sp.prod(list(result())))


def result() -> Matrix:
    """P_+ and P_-, a column of length 2."""
    s, m, xi = parts()
    common = (m**2 + s**2) * (xi**2 + Delta**2) - t_c**4
    return Matrix([common - sign * 2 * sp.I * t_c**2 * Delta * s for sign in (1, -1)])


def limits() -> Iterator[Step]:
    """Without mass the factors factorise again; flat SC band; decoupled layers."""
    s, _, xi = parts()
    massless = result().subs(M, 0)
    for sign, P in zip((1, -1), massless, strict=True):
        product = (s * (Delta + sp.I * xi) - sign * sp.I * t_c**2) * (s * (Delta - sp.I * xi) - sign * sp.I * t_c**2)
        yield Step("M = 0: s (Delta +- i xi) = i t_c^2 or -i t_c^2", P, sp.expand(product))
    flat = {t_sc: 0, eps_sc: 0, M: 0}
    kappa = sp.asinh(t_c**2 / (lam * Delta))
    yield Step(
        "flat SC band: lam Delta sinh(kappa) = t_c^2, no oscillation", massless[0].subs(flat).subs(z, sp.exp(-kappa)), sp.S.Zero
    )
    yield Step("Gamma, z = 1: t_c^4 remains, the gap does not close there", result().subs(z, 1), Matrix([-(t_c**4), -(t_c**4)]))


def mutants() -> Iterator[Matrix]:
    """Terms without factor 2, with a real sign, without mass, with the wrong band; a self-energy of second order only."""
    formula = result()
    s, m, xi = parts()
    yield formula.subs(t_c, t_c / 2)
    yield formula.subs(t_sc, -t_sc)
    yield Matrix([P + sign * sp.I * t_c**2 * Delta * s for sign, P in zip((1, -1), formula, strict=True)])
    yield Matrix([P + sign * 2 * (sp.I - 1) * t_c**2 * Delta * s for sign, P in zip((1, -1), formula, strict=True)])
    yield formula.subs(M, 0)
    yield formula.subs(M, 2 * M)
    yield Matrix([P + t_c**4 for P in formula])
    yield Matrix([P - (m**2 + s**2) * xi**2 for P in formula])


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with the evanescent waves of the lattice hoppings at zero energy: factors z as eigenvalues of a matrix pencil.

    Each root of the formula follows from that of the judge by a step of Newton's method. The bound is the largest of all roots:
    first-order error of the eigenvalue, and rounding of the polynomial over its slope.
    """
    values, slopes = compile_kernel(formula, ARGUMENTS), compile_kernel(formula.diff(z), ARGUMENTS)
    analytic, numeric, bound = [], [], 0.0
    for tunnelling in TUNNELLING:
        system = bilayer_system(**parameters, t_c=tunnelling, mu=0.0, eps_ti=0.0)
        factors, uncertainty = decaying_factors(system, ky=0.0)
        given = {"z": factors, "t_c": tunnelling, **parameters}
        slope = slopes(**given)[..., 0]
        step = values(**given)[..., 0] / slope
        nearest = np.arange(len(factors)), np.argmin(abs(step), axis=-1)
        analytic.append(factors - step[nearest])
        numeric.append(factors)
        rounding = 64 * np.finfo(float).eps * _magnitude(factors, tunnelling, **parameters) / abs(slope[nearest])
        bound = max(bound, float((uncertainty + rounding).max()))
    return Comparison(abscissa=TUNNELLING, analytic=np.array(analytic).T, numeric=np.array(numeric).T, bound=bound)


def _magnitude(
    factors: NDArray[Any], tunnelling: float, *, lam: float, M: float, eps_sc: float, t_sc: float, Delta: float
) -> NDArray[np.float64]:
    """Sum of the moduli of the terms of the polynomial."""
    c = (abs(factors) + 1 / abs(factors)) / 2
    s, xi = abs(lam) * c, abs(eps_sc) + 2 * abs(t_sc) * (1 + c)
    return np.asarray(
        ((M * (1 + c) ** 2 / 2) ** 2 + s**2) * (xi**2 + Delta**2) + tunnelling**4 + 2 * tunnelling**2 * abs(Delta) * s
    )


def draw(ax: Axes, comparison: Comparison) -> None:
    """Decay rate and wave number of the slowest root; where another root takes over, the lines are broken."""
    jumps = np.abs(np.diff(_wave_number(comparison.numeric[0]), prepend=0)) > JUMP
    broken = np.where(jumps, np.nan, comparison.abscissa)
    for colour, name, part in ((COLOURS[0], r"decay rate $\kappa$", _decay), (COLOURS[1], "wave number q", _wave_number)):
        ax.plot(broken, part(comparison.analytic[0]), "-", color=colour, label=f"{name}, formula")
        circles(ax, comparison.abscissa, part(comparison.numeric[0]), colour=colour, label="evanescent waves of the lattice")
    ax.set(xlabel=r"$t_c$ ($\lambda/a$)", ylabel="decay rate and wave number (1/a)")
    ax.legend()


def _decay(factors: NDArray[Any]) -> NDArray[np.float64]:
    return -np.log(abs(factors))


def _wave_number(factors: NDArray[Any]) -> NDArray[np.float64]:
    return abs(np.angle(factors))
