r"""Equally spaced CdGM levels of the antidot at large chemical potential.

Statement
---------
Single layer, antidot of radius R, n h/2e spread over it, n odd. For :math:`|\mu - \varepsilon_{TI}| \gg |\Delta|, |\lambda|/R` the
levels near zero energy are

.. math:: E_j = -j\,\frac{n\lambda^2}{(\mu - \varepsilon_{TI})\,R\,(R + \xi/2)}, \qquad \xi = \left|\frac\lambda\Delta\right|,
    \quad j = 0, \pm1, \pm2, \dots

with corrections of relative order :math:`\lambda/\mu R`. For R of the order of :math:`\xi` the spacing is of the order of
:math:`\Delta^2/\mu`, the published law, and equal to it at :math:`R = \tfrac14(\sqrt{17} - 1)\,\xi = 0.78\,\xi`, n = 1. Where
it holds: at R = 2.5, :math:`\Delta = 0.8, \lambda = 1` the first level of ``antidot_levels`` differs from it by 18 % at
:math:`\mu = 2`, 9 % at 3, 3 % at 12, 1.7 % at 20, in oscillations that fall as :math:`1/\mu`; near :math:`\mu = 0`, the case of
the bilayer, it does not hold at all.

Assumptions
-----------
1. As in ``antidot_levels``: linear order in k, sharp step, uniform field. Judged at lam > 0 and mu > eps_ti.
2. Leading order in :math:`1/\mu`; the phases of Bessel functions through order 1/(kR), NIST DLMF 10.17.

Symbols
-------
D: modulus of the pairing, |Delta| (lambda/a)
Theta_e, Theta_h: phases of electron and hole at the rim (rad)
alpha: arccos(E/Delta)
b: field, n/R^2
kappa: (mu - eps_ti)/lam (1/a)
mu_F: Fermi energy above the Dirac point (lambda/a)
u: radial function of spin up
v: modulus of the velocity, |lam| (lambda/a)

References
----------
H. Deng, N. Bonesteel, P. Schlottmann, arXiv:2001.03666 (spacing :math:`\Delta^2/E_F`, zero mode included); C. Caroli, P. G.
de Gennes, J. Matricon, Phys. Lett. 9, 307 (1964). The dependence on R and on the field of the disc is derived here.
"""

from collections.abc import Iterator
from functools import cache

import numpy as np
import sympy as sp

from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison
from numerics.extrapolation import weights_at_zero
from numerics.kernels import compile_kernel
from numerics.radial.shooting import Reals, levels_between
from theory.algebra import Matrix
from theory.models.surface import surface
from theory.proof import Step
from theory.rotation import kp_model, radial_channel
from theory.symbols.interface import Delta, eps_ti, lam, mu
from theory.symbols.polar import ell, j, r
from theory.symbols.vortex import R, n

SYSTEM = surface()
DOMAIN = {lam: (0.7, 1.5), eps_ti: (-0.5, 0.5), Delta: (0.5, 1.5), R: (1.5, 3.0), n: range(-3, 4, 2)}
LEVELS = (-1, 1, 2)
TURNS = np.arange(2, 9)  # whole turns of k R: at equal phases the corrections are a series in 1/mu


def steps() -> Iterator[Step]:
    """Bessel's equation with a shifted wave number; phases of electron and hole; Andreev reflection; the condition solved."""
    b = sp.Symbol("b", real=True)
    kappa = sp.Symbol("kappa", positive=True)  # mu / lam, large
    yield from _wave_number_steps(b, kappa)
    l_e, l_h, x = j + (n - 1) / 2, j - (n + 1) / 2, kappa * R
    field = sum((n / R**2) * (momentum + 1) / (2 * kappa) * R for momentum in (l_e, l_h))
    text = "a hole is an electron of l_h in the field -b: the field drives both phases k R apart by b (l_e + l_h + 2) R / 2 kappa"
    yield Step(text, field, n * (2 * j + 1) / (2 * x))
    curvature = ((4 * l_e**2 - 1) - (4 * l_h**2 - 1)) / (8 * x)
    text = "and so do the phases k R - pi l/2 - pi/4 + (4 l^2 - 1)/(8 k R) of the Bessel functions: by pi n/2, and by"
    yield Step(text, curvature, n * (2 * j - 1) / (2 * x))
    yield Step("together, besides 2 E R/lam and -pi n/2", field + curvature, 2 * n * j / x)
    yield from _andreev_steps()
    width = 2 * R / lam + 1 / sp.Abs(Delta)
    apart = (2 * n * j / x).subs(kappa, (mu - eps_ti) / lam)
    text = "n odd: 2 E R/lam + 2 n j lam/(mu R) = -E/Delta, modulo pi"
    yield Step(text, sp.expand(result().subs(lam, size) * width.subs(lam, size)), sp.expand(-apart.subs(lam, size)))


size = sp.Symbol("v", positive=True)  # |lam|: sigma_z turns lam into -lam


def _wave_number_steps(b: sp.Expr, kappa: sp.Expr) -> Iterator[Step]:
    """Eliminating spin down from the electron's radial equations inside the disc."""
    u = sp.Function("u")(r)
    zeroth, slope = (C.subs(j, ell - (n - 1) / 2) for C in radial_channel(kp_model(SYSTEM, order=1)).inside().coefficients)
    down = zeroth[1, 0] * u + slope[1, 0] * u.diff(r)
    up = zeroth[0, 1] * down + slope[0, 1] * down.diff(r)
    squared = sp.expand((-up / lam**2).expand().subs(n, b * R**2))
    bessel = u.diff(r, 2) + u.diff(r) / r - ell**2 / r**2 * u
    text = "inside, spin up: Bessel's equation, its k^2 shifted by b (l + 1); b^2 acts on holes as on electrons"
    yield Step(text, squared, sp.expand(bessel + (b * (ell + 1) - b**2 * r**2 / 4) * u))
    wave_number = sp.sqrt(kappa**2 + b * (ell + 1))
    yield Step("so k - kappa -> b (l + 1) / 2 kappa", sp.limit(kappa * (wave_number - kappa), kappa, sp.oo), b * (ell + 1) / 2)


def _andreev_steps() -> Iterator[Step]:
    """Far from the centre (J_l, -J_(l+1)) is (cos, -sin) of the phase, (H_l, -H_(l+1)) is a wave (1, +-i)."""
    electron, hole, alpha = sp.symbols("Theta_e Theta_h alpha", real=True)
    energy, gap = Delta * sp.cos(alpha), Delta * sp.sin(alpha)
    columns = [Matrix([sp.cos(electron), -sp.sin(electron), 0, 0]), Matrix([0, 0, sp.cos(hole), -sp.sin(hole)])]
    for sign in (1, -1):
        columns.append(Matrix([Delta, sign * sp.I * Delta, energy - sign * sp.I * gap, sp.I * sign * (energy - sign * sp.I * gap)]))
    determinant = sp.Matrix.hstack(*columns).det(method="berkowitz")
    text = "Andreev reflection: the determinant of antidot_levels vanishes where Theta_e - Theta_h = arccos(E/Delta), modulo pi"
    yield Step(text, determinant, 2 * sp.I * Delta**2 * sp.sin(electron - hole - alpha))
    ratio = sp.Symbol("rho", real=True)
    yield Step("arccos(E/Delta) = pi/2 - E/Delta to first order", sp.acos(ratio).subs(ratio, 0), sp.pi / 2)
    yield Step("with this slope", sp.acos(ratio).diff(ratio).subs(ratio, 0), -sp.S.One)


def result() -> sp.Expr:
    """E_j."""
    return -j * n * lam**2 / ((mu - eps_ti) * R * (R + sp.Abs(lam / Delta) / 2))


def limits() -> Iterator[Step]:
    """The Majorana mode; the published spacing; a large antidot."""
    D, mu_F = sp.symbols("D mu_F", positive=True)
    E_1 = result().subs({n: -1, j: 1, eps_ti: 0, mu: mu_F, Delta: D, lam: size})
    yield Step("j = 0: the Majorana mode", result().subs(j, 0), sp.S.Zero)
    radius = (sp.sqrt(17) - 1) / 4 * size / D
    yield Step("R = 0.78 xi: the published spacing Delta^2/mu", sp.radsimp(E_1.subs(R, radius)), D**2 / mu_F)
    # A field b makes the Dirac electron turn with the frequency lam^2 b / mu, here b = 1/R^2.
    yield Step("large antidot: the cyclotron frequency", sp.limit(E_1.subs(D, sp.oo) * R**2, R, sp.oo), size**2 / mu_F)


def mutants() -> Iterator[sp.Expr]:
    """Half-integers, the sign, the penetration forgotten or doubled, the published law at any radius, slips of the parameters."""
    E_j = result()
    yield E_j.subs(j, j + sp.S.Half)
    yield -E_j
    yield E_j.subs(Delta, 2 * Delta)
    yield -j * n * lam**2 / ((mu - eps_ti) * R**2)
    yield -j * n * Delta**2 / (mu - eps_ti)
    yield E_j.subs(eps_ti, -eps_ti)
    yield E_j * 2
    yield E_j * sp.Rational(101, 100)
    yield E_j * sp.Abs(lam)


@cache
def _scaled_levels(**parameters: float) -> tuple[Reals, float]:
    """E_j mu for mu to infinity, j of LEVELS, by integration of the radial equations; and a bound.

    The values of mu are such that the waves arrive at the rim with equal phases; the corrections are then a power series in 1/mu,
    which is extrapolated. The bound is what the largest mu adds, and what the extrapolation makes of the error of the integration:
    how far tolerances 1e-10 and 1e-11 lie apart.
    """
    kappa = (1.0 + 2 * np.pi * TURNS) / parameters["R"]
    grid, channel = (part.ravel() for part in np.meshgrid(kappa, np.array(LEVELS, dtype=float), indexing="ij"))
    fixed = {**parameters, "mu": grid * parameters["lam"] + parameters["eps_ti"]}
    reach = np.full(len(grid), 0.5 * abs(parameters["lam"]) / (parameters["R"] + abs(parameters["lam"] / parameters["Delta"])))
    coarse = levels_between(-reach, reach, channel, fixed, 1e-10)
    fine = levels_between(coarse - 1e-7, coarse + 1e-7, channel, fixed, 1e-11)
    scaled, moved = (
        part.reshape(len(kappa), len(LEVELS)) * (kappa * parameters["lam"])[:, None] for part in (fine, abs(fine - coarse))
    )
    weights, fewer = (weights_at_zero(1 / kappa[:stop]) for stop in (None, -1))
    limit = weights @ scaled
    return limit, float((abs(limit - fewer @ scaled[:-1]) + abs(weights) @ moved).max())


def validate(formula: sp.Expr, **parameters: float) -> Comparison:
    """Compare with radial integration at growing chemical potential: E_j mu extrapolated to infinite mu."""
    numeric, bound = _scaled_levels(**parameters)
    far = 2.0  # the formula is proportional to 1/(mu - eps_ti)
    arguments = (lam, mu, eps_ti, Delta, R, n, j)
    analytic = compile_kernel(formula, arguments)(j=np.array(LEVELS), mu=far, **parameters) * (far - parameters["eps_ti"])
    return Comparison(np.array(LEVELS), analytic, numeric, bound)


def draw(ax: Axes, comparison: Comparison) -> None:
    """E_j mu against j."""
    ax.plot(comparison.abscissa, comparison.analytic, "-", color=COLOURS[0], label="formula")
    circles(ax, comparison.abscissa, comparison.numeric, colour=COLOURS[1], label="radial integration")
    ax.set(xlabel="angular momentum j", ylabel=r"$E_j\,\mu$ for $\mu\to\infty$ ($\lambda^2/a^2$)", xticks=range(-1, 3))
    ax.legend()
