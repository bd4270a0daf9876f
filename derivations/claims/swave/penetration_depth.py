r"""Shift of the disc levels by a finite pairing step, to first order in the penetration depth.

Statement
---------
A large but finite pairing outside shifts the level of ``bessel_levels`` towards the edge of its band by

.. math:: \delta E = \frac{2t_{SC}x_{l,m}^2}{R^3}\,\delta R, \qquad \delta R = \sqrt{\left|\frac{t_{SC}}{2\Delta}\right|}

as if the radius of the disc were :math:`R + \delta R`. The paper fits the prefactor of its levels and ascribes its difference
from :math:`t_{SC}` to the finite gap: to this order the prefactor is :math:`t_{SC}R^2/(R + \delta R)^2`. On a lattice the wall is a
staircase of missing sites, which adds 0.1 to 0.6 sites to R, depending on R (0.63, 0.13, 0.47, 0.32, 0.25 at R = 4.5, 5, 5.5, 6,
10 around a site, from the lowest level): comparable with :math:`\delta R = 0.224` at the default parameters.

Assumptions
-----------
1. First order in :math:`\Delta^{-1/2}`: :math:`\delta R` small against R and against the wave length. The next order depends on the
   evanescent hole as well.
2. The other carrier has no level of its own nearby (the band edge on the Fermi level is the case of the paper).

Symbols
-------
D: modulus of the pairing, |Delta| (lambda/a)
k: wave number inside (1/a)
q: decay rate outside (1/a)
t: modulus of the hopping, |t_sc| (lambda/a)

References
----------
arXiv:2507.23775, Appendix B (fitted prefactor). The length is derived here.
"""

from collections.abc import Iterator
from functools import cache

import numpy as np
import sympy as sp

from derivations.claims.shared.disc import Reals, disc_levels
from derivations.claims.shared.zeros import exact_zeros
from derivations.claims.swave import bessel_levels, finite_pairing_step
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison
from numerics.extrapolation import weights_at_zero
from numerics.kernels import compile_kernel
from theory.models.swave import swave
from theory.proof import Step
from theory.symbols.interface import Delta, eps_sc, mu, t_sc
from theory.symbols.levels import x_lm
from theory.symbols.polar import ell, r
from theory.symbols.vortex import R

SYSTEM = swave()
DOMAIN = {t_sc: (-0.5, 0.5), R: (2.0, 8.0)}
ORBITALS = range(3)
DEPTHS = 4.5 * 1.6 ** np.arange(7)  # R / (2 delta R): farther up rounding, as its cube, outgrows what the extrapolation gains


def steps() -> Iterator[Step]:
    """The slope of the evanescent waves, the boundary condition that they impose, the level that obeys it."""
    q, p, b, t, D, k = sp.symbols("q p b t D k", positive=True)  # t_sc > 0: for t_sc < 0 exchange electrons and holes
    w = -q - 1 / (2 * r)
    riccati = sp.diff(w, r) + w**2 + w / r - q**2 - ell**2 / r**2
    text = "K_l'/K_l solves w' + w^2 + w/r = q^2 + l^2/r^2; -q - 1/2r does, up to terms without q"
    yield Step(text, riccati, (sp.Rational(1, 4) - ell**2) / r**2)
    band = {t_sc: t, Delta: D, eps_sc: -4 * t_sc, mu: 0}
    ratio = finite_pairing_step.wave_numbers()[1].subs(band) ** 2 / D
    yield Step(
        "for large pairing q_+^2 is i |Delta| / t_SC: q_+- = (1 +- i) p, p^2 = |Delta| / 2 t_SC",
        sp.limit(ratio, D, sp.oo),
        sp.I / t,
    )
    y = sp.Symbol("y")  # P_e / P_e' at the wall
    waves = [part for sign in (1, -1) for part in (1, -(1 + sign * sp.I) * p - 1 / (2 * R))]
    condition = finite_pairing_step.matched(y, 1, 1, b, *waves).subs({Delta: 2 * p**2 * t})
    (slope,) = sp.solve(condition, y)
    text = "with these slopes, and b of the hole, the matching fixes the electron: P_e/P_e' = -1/(2 p) and less"
    yield Step(text, sp.limit(sp.simplify(p * slope), p, sp.oo), -sp.S.Half)
    wave = sp.besselj(ell, k * r)
    logarithmic = (wave / sp.diff(wave, r)).subs(r, R)
    text = "near a zero of J_l(kR) this quotient grows with slope R/k in k"
    yield Step(text, sp.simplify(sp.diff(logarithmic, k).subs(sp.besselj(ell, k * R), 0)), R / k)
    energy = bessel_levels.result()[0].subs(x_lm, k * R)
    shift = (sp.diff(energy, k) * (k / R) * (-1 / (2 * p))).subs({k: x_lm / R, t_sc: t})
    yield Step("so the level moves by", shift.subs(p, sp.sqrt(D / (2 * t))), result().subs({t_sc: t, Delta: D}))
    delta_R = 1 / (2 * p)
    moved = sp.diff(bessel_levels.result()[0], R) * delta_R
    yield Step("as by a larger radius", moved.subs({t_sc: t}).subs(p, sp.sqrt(D / (2 * t))), result().subs({t_sc: t, Delta: D}))


def result() -> sp.Expr:
    """The shift of the electron level whose wave number in the hard disc is x_lm / R."""
    return 2 * t_sc * x_lm**2 / R**3 * sp.sqrt(sp.Abs(t_sc / (2 * Delta)))


def limits() -> Iterator[Step]:
    """A hard wall, a large disc, the other sign of the band."""
    shift = result()
    D, t = sp.symbols("D t", positive=True)
    yield Step("a hard wall", sp.limit(shift.subs(Delta, D), D, sp.oo), sp.S.Zero)
    relative = shift / bessel_levels.result()[0].subs({eps_sc: -4 * t_sc, mu: 0})
    yield Step("the relative shift is -2 delta R / R", relative.subs({t_sc: t, Delta: D}), -sp.sqrt(2 * t / D) / R)
    yield Step("a band of the other sign has the opposite levels", shift.subs(t_sc, -t_sc), -shift)


def mutants() -> Iterator[sp.Expr]:
    """Wrong sign, a penetration depth without the square roots of i, wrong powers."""
    shift = result()
    yield -shift
    yield shift * sp.sqrt(2)
    yield shift * 2
    yield shift / 2
    yield shift * sp.Rational(101, 100)
    yield shift * R / x_lm
    yield shift * sp.sqrt(sp.Abs(t_sc / Delta))


@cache
def _judged(t_sc: float, R: float) -> tuple[Reals, float]:
    """dE/d(|Delta|^-1/2) at infinite pairing for m = 1, and its bound, by extrapolation from a sequence of finite ones."""
    band = {"t_sc": t_sc, "mu": 0.0, "eps_sc": -4 * t_sc}
    gaps = abs(t_sc) * 2 * (DEPTHS / R) ** 2
    weights, fewer = (weights_at_zero(1 / DEPTHS[first:]) for first in (0, 1))
    coefficients, bound = [], 0.0
    for l_e in ORBITALS:
        hard = disc_levels(l_e, charge=1, flux=0.0, count=1, R=R, **band)
        slopes, errors = [], []
        for gap in gaps:
            levels, error = finite_pairing_step.step_levels(l_e, R=R, Delta=gap, **band)
            level = int(np.argmin(np.where(levels * t_sc < 0, abs(levels), np.inf)))  # electron-like, nearest to the edge
            slopes.append((levels[level] - hard.energies[0]) * np.sqrt(gap))
            errors.append((error[level] + hard.bound) * np.sqrt(gap))
        coefficients.append(weights @ slopes)
        bound = max(bound, float(abs(coefficients[-1] - fewer @ slopes[1:]) + abs(weights) @ errors))
    return np.array(coefficients), bound


def validate(formula: sp.Expr, **parameters: float) -> Comparison:
    """Compare with levels at finite pairing, calculated in piecewise polynomials, extrapolated to infinite pairing.

    Compared is the slope in |Delta|^(-1/2), for both signs of Delta. The bound is what leaving out the smallest pairing changes,
    and residuals and rounding with their weights in the extrapolation: 1e-5 of the largest slope.
    """
    numeric, bound = _judged(**parameters)
    x = [exact_zeros(sp.besselj(ell, x_lm), x_lm, grid=np.linspace(0.01, 10, 100), count=1, ell=l_e)[0] for l_e in ORBITALS]
    slope = compile_kernel(formula, (t_sc, R, Delta, x_lm))
    analytic = np.array([slope(x_lm=np.array(x), Delta=sign * 4.0, **parameters) * 2 for sign in (1, -1)])
    return Comparison(np.array(ORBITALS), analytic, np.array([numeric, numeric]), bound)


def draw(ax: Axes, comparison: Comparison) -> None:
    """The coefficient of the shift for the lowest level of each angular momentum."""
    ax.plot(comparison.abscissa, comparison.analytic[0], "_", markersize=14, color=COLOURS[0], label="formula")
    circles(ax, comparison.abscissa, comparison.numeric[0], colour=COLOURS[1], label="extrapolated levels")
    ax.set(xlabel="orbital angular momentum", xticks=ORBITALS, ylabel=r"$\delta E\,|\Delta|^{1/2}$ ($(\lambda/a)^{3/2}$)")
    ax.legend()
