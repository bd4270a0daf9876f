r"""Density of states of either layer at zero energy, without pairing.

Statement
---------
With Dirac point and band top on the Fermi level and weak tunnelling, the gapless band gives the layers the densities (both spins, a
site)

.. math::
    \rho_{TI} = \frac{k_F}{6\pi|\lambda|}\left[1 + \tfrac5{16}k_F^2 + O(k_F^4)\right], \qquad
    \rho_{SC} = \frac1{6\pi|t_{SC}|}\left[1 + \tfrac3{16}k_F^2 + O(k_F^4)\right], \qquad
    k_F = \left(\frac{t_c^2}{|\lambda t_{SC}|}\right)^{1/3}

The Dirac cone alone has none at its point: tunnelling gives the TI layer a density that rises as :math:`t_c^{2/3}`. That of the SC
layer is a third of the :math:`1/(2\pi|t_{SC}|)` of its band alone, however weak the tunnelling.

Assumptions
-----------
1. Delta = 0, mu = eps_ti = 0, eps_sc = -4 t_sc; lam, t_sc, t_c not zero, any sign; k_F small against one. The judge looks at t_c up
   to 2.8e-3. With the default parameters both terms together are too high by 1.4 % (TI) and 1.2 % (SC) at t_c = 0.3, and by 31 %
   and 18 % at t_c = 0.5, where k_F = 1.2.
2. The mass changes the corrections from the sixth order in k_F on. Only the Fermi line around Gamma is counted: for weak tunnelling
   there is no other if M is not zero (``gapless_helical_band``).
3. The densities for any tunnelling are in ``numerics.lattice.fermi_line``. With pairing there is no state at zero energy.

Symbols
-------
alpha: curvature of the SC band, |t_sc| on the lattice (lambda/a)
epsilon, zeta: moduli of TI level and SC band along a direction (lambda/a)
g: anisotropy, the fourth powers of cosine and sine of the direction
h: TI level of the helicity that crosses (lambda/a)
k: modulus of the momentum (1/a)
k_F: Fermi momentum in leading order (1/a)
v: velocity of the cone, |lam| on the lattice (lambda/a)
xi: energy of the SC band (lambda/a)

References
----------
arXiv:2507.23775 remarks that tunnelling enhances the density of the surface states near zero energy. The formula is derived here.
"""

from collections.abc import Iterator

import numpy as np
import sympy as sp

from derivations.claims.bilayer import hybridised_bands
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison, roundoff
from numerics.kernels import compile_kernel
from numerics.lattice.fermi_line import layer_densities
from numerics.systems.bilayer import bilayer_system
from theory.algebra import Matrix
from theory.expansion import kp_expansion
from theory.models.bilayer import bilayer, mass, sc_band
from theory.proof import Step
from theory.symbols.interface import M, eps_sc, lam, mu, t_c, t_sc
from theory.symbols.momentum import kx, ky
from theory.symbols.polar import theta

SYSTEM = bilayer()
DOMAIN = {lam: (0.7, 1.5), M: (0.5, 3.0), t_sc: (0.1, 0.5), t_c: (4e-4, 1e-3)}
SIGNS = ((1, 1, 1, 1), (-1, 1, -1, 1), (1, -1, -1, -1), (-1, -1, 1, -1), (-1, 1, 1, 1))  # of lam, M, t_sc, t_c, point by point
POINTS = 3  # compared; the others of SIGNS tell the size of the terms left out
STEP = 2.0**0.75  # of t_c from point to point: k_F^2 doubles
k, k_F, g, velocity, curvature = sp.symbols("k k_F g v alpha", positive=True)  # velocity |lam|, curvature |t_sc|


def steps() -> Iterator[Step]:
    """Weight over velocity at the Fermi line, expanded, and its mean over the directions."""
    yield from _general_steps()
    yield from _expansion_steps()
    yield Step("k_F, the radius of this line in leading order", _fermi_momentum() ** 3 * sp.Abs(lam * t_sc), t_c**2)
    turn = sp.integrate(sp.cos(theta) ** 4 + sp.sin(theta) ** 4, (theta, 0, 2 * sp.pi)) / (2 * sp.pi)
    yield Step("the mean of g over the directions", turn, sp.Rational(3, 4))
    lattice = {g: turn, velocity: sp.Abs(lam), curvature: sp.Abs(t_sc)}
    for row, (name, integrand) in enumerate(_integrands().items()):
        density = integrand.subs(lattice) / (2 * sp.pi)
        text = f"the {name} layer: the integrand over (2 pi)^2, over all directions"
        yield Step(text, result()[row], density.subs(k_F, _fermi_momentum()))


def _general_steps() -> Iterator[Step]:
    """One direction, any two bands that repel; level and band are the moduli of h and xi, which have the same sign."""
    level, band = (sp.Function(name, positive=True)(k) for name in ("epsilon", "zeta"))
    product = level * band
    upper, lower = hybridised_bands.band(1), hybridised_bands.band(-1)
    yield Step("a level is at zero where h xi = t_c^2", sp.expand(upper * lower), hybridised_bands.h * hybridised_bands.xi - t_c**2)
    block = Matrix([[level, sp.sqrt(product)], [sp.sqrt(product), band]])
    yield Step("there the state is (xi, -t_c)", block * Matrix([band, -sp.sqrt(product)]), sp.zeros(2, 1))
    weight = band**2 / (band**2 + product)
    yield Step("the weight of the TI layer", weight, band / (band + level))
    slope = weight * level.diff(k) + (1 - weight) * band.diff(k)
    yield Step("this weight over the slope of the level", weight / slope, band / product.diff(k))
    yield Step("and that of the SC layer", (1 - weight) / slope, level / product.diff(k))


def _expansion_steps() -> Iterator[Step]:
    """Around Gamma on the lattice, to the first correction; g = cos^4 + sin^4 of the direction."""
    dirac = lam**2 * (sp.sin(kx) ** 2 + sp.sin(ky) ** 2) + mass() ** 2
    xi = sc_band().subs({mu: 0, eps_sc: -4 * t_sc})
    polar = {kx: k * sp.cos(theta), ky: k * sp.sin(theta)}
    square, anisotropy = kx**2 + ky**2, {g: (kx**4 + ky**4) / (kx**2 + ky**2) ** 2}
    yield Step("k and g in polar coordinates: k", square.subs(polar), k**2)
    yield Step("and g", anisotropy[g].subs(polar), sp.cos(theta) ** 4 + sp.sin(theta) ** 4)
    level, band = _bare_levels()
    stated = (lam**2 * _series(level**2, k, 5) / velocity**2).subs(k, sp.sqrt(square)).subs(anisotropy)
    yield Step("h^2 through fourth order, no mass yet: lam^2 for v^2", kp_expansion(dirac, (kx, ky), about=(0, 0), order=4), stated)
    stated = (-t_sc * band / curvature).subs(k, sp.sqrt(square)).subs(anisotropy)
    yield Step("xi through fourth order: -t_sc for curvature", kp_expansion(xi, (kx, ky), about=(0, 0), order=4), stated)
    product = _series(level * band, k, 6)
    yield Step("their product", product, velocity * curvature * k**3 * (1 - g * k**2 / 4))
    at_line = _series(product.subs(k, _line()), k_F, 6)
    yield Step("is t_c^2 on the line k = k_F (1 + g k_F^2/12)", at_line, velocity * curvature * k_F**3)
    for (name, stated), numerator in zip(_integrands().items(), (band, level), strict=True):
        exact = (k * numerator / product.diff(k)).subs(k, _line())
        yield Step(f"k times weight over slope, {name} layer", _series(sp.cancel(exact), k_F, 4), stated)


def _bare_levels() -> tuple[sp.Expr, sp.Expr]:
    """|h| and |xi| through the first correction."""
    return velocity * k * (1 - g * k**2 / 6), curvature * k**2 * (1 - g * k**2 / 12)


def _line() -> sp.Expr:
    """The Fermi line in the direction of g."""
    return k_F * (1 + g * k_F**2 / 12)


def _integrands() -> dict[str, sp.Expr]:
    """Momentum times weight over slope on the Fermi line, through the first correction."""
    return {"TI": k_F / (3 * velocity) * (1 + 5 * g * k_F**2 / 12), "SC": (1 + g * k_F**2 / 4) / (3 * curvature)}


def _series(expression: sp.Expr, variable: sp.Symbol, terms: int) -> sp.Expr:
    return sp.series(expression, variable, 0, terms).removeO()


def _fermi_momentum() -> sp.Expr:
    return (t_c**2 / sp.Abs(lam * t_sc)) ** sp.Rational(1, 3)


def result() -> Matrix:
    """Densities of the TI and of the SC layer through the first correction; column of length 2."""
    ring = _fermi_momentum()
    surface = ring / (6 * sp.pi * sp.Abs(lam)) * (1 + sp.Rational(5, 16) * ring**2)
    superconductor = (1 + sp.Rational(3, 16) * ring**2) / (6 * sp.pi * sp.Abs(t_sc))
    return Matrix([surface, superconductor])


def limits() -> Iterator[Step]:
    """Decoupled layers, scaling, the weights of a state at the crossing of two levels."""
    apart = result().subs(t_c, 0)
    yield Step("without tunnelling the Dirac point has no density", apart[0], sp.S.Zero)
    free = sp.integrate(k * sp.DiracDelta(k**2 - g) / (2 * sp.pi), (k, 0, sp.oo)).subs(g, 1)
    yield Step("the density of a quadratic band with curvature one and one spin is 1/(4 pi)", free, 1 / (4 * sp.pi))
    yield Step("of which, with two spins, a third is left by the weakest tunnelling", apart[1], 2 * free / (3 * sp.Abs(t_sc)))
    p = sp.Symbol("p", positive=True)
    weak = (result()[0].subs(t_c, p**3) / p**2).subs(p, 0)
    yield Step("rise of the TI layer: t_c^(2/3)", weak, 1 / (6 * sp.pi * sp.Abs(lam) * sp.Abs(lam * t_sc) ** sp.Rational(1, 3)))
    even = result().subs({lam: -lam, t_c: -t_c}, simultaneous=True)
    yield Step("the signs of velocity and tunnelling do not matter", even, result())


def mutants() -> Iterator[Matrix]:
    """Factors, spins, corrections, the layers exchanged."""
    surface, superconductor = result()
    ring = _fermi_momentum()
    yield 2 * result()
    yield Matrix([superconductor, surface])
    yield result().subs(t_c, 2 * t_c)
    yield result().subs(lam, 2 * lam)
    yield result().subs(t_sc, 2 * t_sc)
    yield Matrix([3 * surface, superconductor])  # the weight forgotten in the velocity: 1/(2 pi) of a Dirac cone
    yield Matrix([surface, 3 * superconductor])  # the free band
    yield Matrix([surface, superconductor * ring])
    yield Matrix([surface / (1 + sp.Rational(5, 16) * ring**2), superconductor])  # no correction
    yield Matrix([surface, superconductor / (1 + sp.Rational(3, 16) * ring**2)])


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with the integral along the Fermi line of the lattice hoppings, at three tunnelling strengths and signs.

    Bound: the first term left out, seen by the lattice alone as the second divided difference in k_F^2 (twice it, for the terms
    beyond), and the rounding of the eigenvalues that find the line.
    """
    tunnelling = parameters["t_c"] * STEP ** np.arange(POINTS + 2)
    signs = dict(zip(parameters, np.array(SIGNS).T, strict=True))
    signed = {name: signs[name] * value for name, value in {**parameters, "t_c": tunnelling}.items()}
    numeric = np.array([_lattice_densities(**{name: signed[name][i] for name in signed}) for i in range(len(SIGNS))])
    analytic = compile_kernel(formula, tuple(DOMAIN))(**signed)[:POINTS, :, 0]
    k2 = (tunnelling**2 / (parameters["lam"] * parameters["t_sc"])) ** (2 / 3)  # up to a factor, which drops out
    scale = np.stack([np.sqrt(k2), np.ones_like(k2)], axis=-1)
    first = np.diff(numeric / scale, axis=0) / np.diff(k2)[:, None]
    second = np.diff(first, axis=0) / (k2[2:] - k2[:-2])[:, None]
    left_out = 2 * abs(second) * (k2[:POINTS, None] ** 2) * scale[:POINTS]
    norm = 8 * abs(parameters["M"]) + 4 * parameters["lam"] + 8 * parameters["t_sc"] + parameters["t_c"]
    slope = 3 * parameters["t_sc"] * np.sqrt(k2[:POINTS])  # of the level along a ray
    rounding = 4 * roundoff(scale=norm, size=8) / (slope * np.sqrt(k2[:POINTS]))
    unit = left_out + rounding[:, None] * numeric[:POINTS]
    return Comparison(tunnelling[:POINTS], analytic.T, numeric[:POINTS].T, bound=1.0, unit=unit.T)


def _lattice_densities(**parameters: float) -> list[float]:
    system = bilayer_system(**parameters, mu=0.0, eps_ti=0.0, eps_sc=-4 * parameters["t_sc"], Delta=0.0)
    return list(layer_densities(system, angles=32).values())


def draw(ax: Axes, comparison: Comparison) -> None:
    """Both densities against tunnelling, each in units of its first value."""
    for row, name in enumerate(("TI layer", "SC layer")):
        first = comparison.numeric[row, 0]
        ax.plot(comparison.abscissa, comparison.analytic[row] / first, color=COLOURS[row], label=f"{name} / {first:.3g}")
        circles(ax, comparison.abscissa, comparison.numeric[row] / first, colour=COLOURS[row])
    ax.set(xlabel=r"tunnelling $|t_c|$ ($\lambda/a$)", ylabel="density at zero energy, relative")
    ax.legend(title="circles: lattice")
