r"""Norm of the vortex zero mode of an antidot, and its share in the disc.

Statement
---------
For pairing :math:`\Delta` outside r = R and none inside, mu = eps_ti, one flux quantum h/2e in the disc, the norm of the zero
mode of ``jackiw_rossi`` and the share of its probability inside the disc are

.. math::
    \|\psi\|^2 = 4\pi R^2\left[1 - e^{-1/2} + e^{-1/2}\,\frac{\ell}{2R}\right], \qquad
    P = \left[1 + \frac{\ell}{2(\sqrt e - 1)R}\right]^{-1}, \qquad \ell = \left|\frac\lambda\Delta\right|

Half of the mode is inside for :math:`R = 0.77\,\ell`.

Assumptions
-----------
1. mu = eps_ti: one spin and its hole partner only. Linear order in k.

Symbols
-------
l: decay length |lam/Delta| (a)

References
----------
R. Jackiw and P. Rossi, Nucl. Phys. B 190, 681 (1981), for the mode; the antidot with its field is integrated here.
"""

from collections.abc import Iterator

import numpy as np
import sympy as sp
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from derivations.claims.majorana import jackiw_rossi
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison
from numerics.kernels import compile_kernel
from theory.algebra import Matrix
from theory.models.surface import surface
from theory.proof import Step
from theory.symbols.interface import Delta, lam
from theory.symbols.polar import r
from theory.symbols.vortex import R

SYSTEM = surface()
DOMAIN = {lam: (-1.5, 1.5), Delta: (0.5, 2.0)}
RADII = np.linspace(0.2, 4.0, 20)
length = sp.Symbol("l", positive=True)  # |lam/Delta|


def steps() -> Iterator[Step]:
    """Integrate the density inside and outside."""
    inside, outside = (density(region) for region in ("inside", "outside"))
    yield Step("the mode is continuous on the rim", inside.subs(r, R), outside.subs(r, R))
    core = sp.integrate(2 * sp.pi * r * inside, (r, 0, R))
    yield Step("inside: the flux factor", core, 4 * sp.pi * R**2 * (1 - sp.exp(-sp.S.Half)))
    tail = sp.integrate(sp.simplify(2 * sp.pi * r * outside), (r, R, sp.oo))
    yield Step("outside: the decay, the square root cancels r", tail, 2 * sp.pi * R * length * sp.exp(-sp.S.Half))
    gap = sp.Symbol("D", positive=True)
    norm, share = result().subs({lam: length * gap, Delta: gap})
    yield Step("the norm", norm, core + tail)
    yield Step("the share inside", sp.simplify(share * (core + tail)), core)


def density(region: str) -> sp.Expr:
    """Probability density of the four components at mu = eps_ti, where G = 0 and only one spin and its hole partner are left."""
    F = jackiw_rossi.radial("inside")[0].subs(jackiw_rossi.kappa, 0)
    if region == "inside":
        return 2 * F**2
    fallen, _ = jackiw_rossi.turned(F.subs(r, R), sp.S.Zero, r)
    return 2 * fallen.subs(jackiw_rossi.kappa, 0) ** 2 * sp.exp(-2 * (r - R) / length)


def result() -> Matrix:
    """Norm of the mode that is 1 in the centre, and its share inside the disc; a column of length 2."""
    inside, outside = 1 - sp.exp(-sp.S.Half), sp.exp(-sp.S.Half) * sp.Abs(lam / Delta) / (2 * R)
    return Matrix([4 * sp.pi * R**2 * (inside + outside), inside / (inside + outside)])


def limits() -> Iterator[Step]:
    """A small and a large antidot."""
    gap = sp.Symbol("D", positive=True)
    norm, share = result().subs({lam: length * gap, Delta: gap})
    yield Step("small antidot: the tail alone, 1/r with decay", sp.limit(norm / R, R, 0), 2 * sp.pi * length * sp.exp(-sp.S.Half))
    yield Step("large antidot: all of the mode is inside", sp.limit(share, R, sp.oo), sp.S.One)
    first = sp.limit(share / R, R, 0)
    yield Step("a small one holds a share proportional to R", first, 2 * (sp.sqrt(sp.E) - 1) / length)


def mutants() -> Iterator[Matrix]:
    """The flux factor forgotten or squared, twice the decay length, one component, no decay of the amplitude as 1/sqrt(r)."""
    norm, share = result()
    yield Matrix([norm / 2, share])
    yield result().subs(lam, 2 * lam)
    yield result().subs(lam, lam * sp.exp(sp.S.Half))
    flat, tail = sp.S.Half, sp.Abs(lam / Delta) / (2 * R)
    yield Matrix([4 * sp.pi * R**2 * (flat + tail), flat / (flat + tail)])
    ratio = sp.Abs(lam / Delta) / R
    inside, outside = 1 - sp.exp(-sp.S.Half), sp.exp(-sp.S.Half) * (ratio / 2 + ratio**2 / 4)
    yield Matrix([4 * sp.pi * R**2 * (inside + outside), inside / (inside + outside)])


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with the integrated radial equation and norm, for antidots of radius 0.2 to 4 decay lengths.

    The bound is the change of the integrals when the tolerance is relaxed a thousandfold, and the tail beyond 18 decay lengths.
    """
    scale = abs(parameters["lam"] / parameters["Delta"])
    values = compile_kernel(formula, (lam, Delta, R))(R=RADII * scale, **parameters)[..., 0].T
    fine, coarse = (np.array([_integrals(radius, tolerance) for radius in RADII]).T for tolerance in (1e-13, 1e-10))
    units = np.array([[scale**2], [1.0]])
    bound = float((units * abs(fine - coarse)).max() + (units * fine).max() * np.exp(-36.0))
    return Comparison(abscissa=RADII, analytic=values, numeric=units * fine, bound=bound)


def _integrals(radius: float, tolerance: float) -> tuple[float, float]:
    """Norm of the mode and share inside; lengths in units of the decay length: u' = -(a + p) u, with p = 0 or 1."""

    def slope(r: float, state: NDArray[np.float64]) -> list[float]:
        u, _ = state
        a, p = (r / (2 * radius**2), 0.0) if r < radius else (1 / (2 * r), 1.0)
        return [-(a + p) * u, 2 * np.pi * r * 2 * u**2]

    options = {"method": "DOP853", "rtol": tolerance, "atol": tolerance}
    rim = solve_ivp(slope, (0.0, np.nextafter(radius, 0)), [1.0, 0.0], **options).y[:, -1]
    far = solve_ivp(slope, (radius, radius + 18.0), rim, **options).y[:, -1]
    return float(far[1]), float(rim[1] / far[1])


def draw(ax: Axes, comparison: Comparison) -> None:
    """The share inside the antidot against its radius."""
    ax.plot(comparison.abscissa, comparison.analytic[1], color=COLOURS[0], label="formula")
    circles(ax, comparison.abscissa, comparison.numeric[1], colour=COLOURS[1], label="radial equation integrated")
    ax.set(xlabel=r"radius of the antidot ($|\lambda/\Delta|$)", ylabel="probability inside the antidot", ylim=(0, 1))
    ax.legend()
