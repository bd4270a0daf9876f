r"""Levels of a normal disc in the s-wave layer, without flux.

Statement
---------
Near Gamma the electrons of a disc r < R with hard wall have, for each angular momentum l, the levels m = 1, 2, ...

.. math:: E_{l,m} = \varepsilon_{SC} + 4t_{SC} - \mu - t_{SC}\left(\frac{x_{l,m}}R\right)^2, \qquad J_l(x_{l,m}) = 0

and the holes the levels :math:`-E_{l,m}`; with the band top on the Fermi level this is :math:`E = -t_{SC}(x_{l,m}/R)^2`.
l and -l have the same level, and so have both spins: the degeneracies are 2 for l = 0 and 4 otherwise, which in the order of
:math:`x_{0,1} < x_{1,1} < x_{2,1} < x_{0,2}` reads 2, 4, 4, 2.

Assumptions
-----------
1. No pairing in the disc and an impenetrable wall: :math:`\Delta\to\infty` outside (``finite_pairing_step`` has a finite step).
2. Wave lengths long against the lattice constant: the band through second order in k. The lattice corrects E by terms of order
   :math:`t_{SC}(x/R)^4/16` (the band) and of order 1/R relative to E (the staircase of the wall).
3. Full rotations. The square lattice keeps l mod 4 alone: it tells l = 2 from -2 and leaves 2 + 2 of that fourfold level, apart by
   nine per cent at R = 5.5; l = 1 and -1 stay together.

Symbols
-------
f: any radial function
j: order of a term, an integer
k: modulus of the momentum (1/a)
m: |l|

References
----------
arXiv:2507.23775, Eqs. (15) and (27), with a fitted prefactor in place of t_SC.
"""

from collections.abc import Iterator

import sympy as sp

from derivations.claims.shared.disc import compared, draw_disc
from derivations.drawing import Axes
from numerics.compare import Comparison
from theory.algebra import IDENTITY, PAULI_Z, Matrix, kron
from theory.expansion import kp_expansion
from theory.models.swave import swave
from theory.polar import separated
from theory.proof import Step
from theory.symbols.interface import Delta, eps_sc, mu, t_sc
from theory.symbols.levels import x_lm
from theory.symbols.momentum import kx, ky
from theory.symbols.polar import ell, r
from theory.symbols.vortex import R

SYSTEM = swave()
DOMAIN = {mu: (-1.0, 1.0), eps_sc: (-1.0, 1.0), t_sc: (-0.5, 0.5), R: (1.0, 8.0)}
RADIAL = 4


def steps() -> Iterator[Step]:
    """Separation in polar coordinates, the power series of the radial function, its value at the wall."""
    q_squared = kx**2 + ky**2
    edge = eps_sc + 4 * t_sc - mu
    band = kp_expansion(SYSTEM.hamiltonian.subs(Delta, 0), (kx, ky), about=(0, 0), order=2)
    tau_z = kron(PAULI_Z, IDENTITY)
    yield Step("in the disc, through second order in k, H is a band times tau_z", band, Matrix((edge - t_sc * q_squared) * tau_z))
    f = sp.Function("f")(r)
    radial = edge * f + t_sc * (sp.diff(f, r, 2) + sp.diff(f, r) / r - ell**2 / r**2 * f)
    yield Step("with k = -i grad, f(r) exp(i l theta) keeps its form", separated(band[0, 0], (kx, ky), f), radial)
    m, j = sp.symbols("m j", integer=True, nonnegative=True)

    def kinetic(power: sp.Expr) -> sp.Expr:
        applied = radial.subs(f, power).doit().subs(ell**2, m**2) - edge * power
        return sp.simplify(applied)

    power = r ** (m + 2 * j)
    text = "of r^(m + 2j), m = |l|, the kinetic energy makes the power below; nothing for j = 0: regular at the centre"
    yield Step(text, kinetic(power), 4 * t_sc * j * (j + m) * r ** (m + 2 * j - 2))
    term = (-1) ** j * (x_lm / 2) ** (m + 2 * j) / (sp.factorial(j) * sp.factorial(j + m))
    ratio = sp.combsimp((term.subs(j, j + 1) / term) * kinetic(r ** (m + 2 * j + 2)) / power)
    energy, condition = result()
    text = "so of a series with these coefficients each term makes the one before, times E minus the band edge"
    yield Step(text, ratio / R**2, energy - edge)
    bessel = sp.besselj(m, x_lm * r / R)
    whole = sp.Sum(term, (j, 0, sp.oo)).doit().subs(x_lm, x_lm * r / R)
    yield Step("such a series is a Bessel function", whole, bessel)
    yield Step("which must vanish at the wall", bessel.subs(r, R), condition.subs(ell, m))


def result() -> Matrix:
    """The electron level as a function of the wave number x_lm / R, and what must vanish; a column of length 2."""
    return Matrix([eps_sc + 4 * t_sc - mu - t_sc * (x_lm / R) ** 2, sp.besselj(ell, x_lm)])


def limits() -> Iterator[Step]:
    """The band top on the Fermi level, both signs of l, the plane wave of a large disc."""
    energy, condition = result()
    defaults = {symbol: SYSTEM.parameters[symbol] for symbol in (eps_sc, mu)}
    yield Step("band top on the Fermi level", energy.subs(defaults), -t_sc * x_lm**2 / R**2)
    yield Step("l and -l have the same zeros", condition.subs(ell, -3), -condition.subs(ell, 3))
    k = sp.Symbol("k", positive=True)
    wave = kp_expansion(SYSTEM.hamiltonian[0, 0], (kx, ky), about=(0, 0), order=2).subs({kx: k, ky: 0})
    yield Step("the energy is that of a plane wave with k = x_lm / R", energy.subs(x_lm, k * R), wave)
    half = condition.replace(sp.besselj, lambda order, z: sp.besselj(sp.S.Half, z))
    yield Step("halfway between l = 0 and 1: sin x, zeros at multiples of pi", sp.expand_func(half), _spherical())


def _spherical() -> sp.Expr:
    return sp.sqrt(2 / (sp.pi * x_lm)) * sp.sin(x_lm)


def mutants() -> Iterator[Matrix]:
    """Electron-like sign, wrong band edge, mass off by two, diameter for radius, wrong Bessel functions."""
    energy, condition = result()
    bend = t_sc * (x_lm / R) ** 2
    yield Matrix([energy + 2 * bend, condition])
    yield Matrix([energy + bend / 2, condition])
    yield Matrix([energy + 2 * mu, condition])
    yield Matrix([energy - 4 * t_sc, condition])
    yield Matrix([energy.subs(R, 2 * R), condition])
    yield Matrix([energy, sp.besselj(ell + 1, x_lm)])
    yield Matrix([energy, sp.diff(condition, x_lm)])
    yield Matrix([energy, sp.bessely(ell, x_lm)])
    yield Matrix([energy, sp.besselj(sp.Abs(ell) + sp.S.Half, x_lm)])


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with a variational calculation in polynomials, its energy scales from the hoppings; bound: residual and rounding."""
    return compared(formula, flux=0.0, radial=RADIAL, **parameters)


def draw(ax: Axes, comparison: Comparison) -> None:
    """Levels against angular momentum: electrons and holes."""
    draw_disc(ax, comparison, RADIAL)
