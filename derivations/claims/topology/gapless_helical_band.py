r"""One spin-momentum-locked band stays gapless in the normal state.

Statement
---------
With Dirac point and band top on the Fermi level, :math:`N(k)` bands of the coupled layers are below it, and the state at the
Fermi level has the helicity :math:`s_F = \langle\sigma\cdot d_k\rangle/|d_k|`:

.. math::
    N(k) = 2 + \mathrm{sgn}(t_{SC})\,\theta(\epsilon_k|\xi_k| - t_c^2), \qquad s_F = -\mathrm{sgn}(t_{SC})

So the bands of helicity :math:`+\mathrm{sgn}(t_{SC})` never touch the Fermi level, in the whole zone; of the other two exactly
one crosses it, on the lines :math:`\epsilon_k|\xi_k| = t_c^2`. At Gamma the left side is zero: all bands are at :math:`\pm
t_c`, and a Fermi line surrounds Gamma if the product exceeds :math:`t_c^2` all around it. For weak tunnelling it is a ring of
radius :math:`k_F = (t_c^2/|\lambda t_{SC}|)^{1/3}[1 + O(k_F^2)]`, whose spin turns once. The number of Fermi lines is odd if

.. math::
    t_c^2 < 32|Mt_{SC}|

and even otherwise: those that surround neither Gamma nor M come in pairs, k and -k or around X and Y, and at M the left side is
:math:`32|Mt_{SC}|`. An odd number of spin-polarised Fermi lines is what weak pairing makes topological: the condition is that of
``chern_parity`` for Delta to 0. If :math:`\epsilon_k|\xi_k| < t_c^2` everywhere, the normal state is an insulator.

Assumptions
-----------
1. Delta = 0, mu = eps_ti = 0, eps_sc = -4 t_sc; lam, M, t_sc, t_c not zero, any sign.
2. For the number of Fermi lines: the product has no stationary point on them (no two lines touch). No line winds around the zone,
   for it would cross its image under a quarter turn.
3. The judge also has the default parameters; elsewhere its t_c is small enough for a Fermi line on every ray. The number of Fermi
   lines, their radius for weak tunnelling and the insulator are tested on the lattice apart from the formula.

Symbols
-------
epsilon, zeta: moduli of Dirac and SC energy (lambda/a)
h: TI level of one helicity (lambda/a)
k: modulus of the momentum (1/a)
xi: energy of the SC band (lambda/a)

References
----------
arXiv:2507.23775 finds the gapless spin-momentum-locked band numerically. The conditions are derived here.
"""

from collections.abc import Iterator
from functools import cache

import numpy as np
import sympy as sp
from numpy.typing import ArrayLike

from derivations.claims.bilayer import hybridised_bands
from derivations.claims.topology import chern_parity
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison, roundoff
from numerics.kernels import compile_kernel
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.bilayer import bilayer_system
from numerics.systems.definition import System
from numerics.zone.bands import expectation
from theory.algebra import Matrix
from theory.expansion import kp_expansion
from theory.models.bilayer import bilayer, mass, sc_band
from theory.proof import Step
from theory.symbols.interface import Delta, M, eps_sc, eps_ti, lam, mu, t_c, t_sc
from theory.symbols.momentum import kx, ky

SYSTEM = bilayer()
DOMAIN = {lam: (0.7, 1.5), M: (0.5, 3.0), t_sc: (0.1, 0.5), t_c: (0.1, 0.6)}
DEFAULT = (1.0, 3.0, 0.15, 1.2)  # of lam, M, t_sc, t_c
NEAR = 1e-6  # relative distance from the Fermi line at which the formula is still tested
SIGNS = ((1, 1, 1, 1), (-1, 1, -1, 1), (1, -1, -1, -1), (-1, -1, 1, -1))  # of lam, M, t_sc, t_c
DIRECTIONS = np.array([0.05, 0.8, 2.1, 3.0, 4.4, 5.4])
epsilon, band = sp.symbols("epsilon zeta", nonnegative=True)  # eps_k and |xi_k|


def steps() -> Iterator[Step]:
    """The product of the two energies of a helicity has one sign for one helicity and changes sign once for the other."""
    h, xi = hybridised_bands.h, hybridised_bands.xi
    upper, lower = hybridised_bands.band(1), hybridised_bands.band(-1)
    fermi = {mu: 0, eps_ti: 0, eps_sc: -4 * t_sc}
    for s in (-1, 1):
        squared = hybridised_bands.helicity_level(s).subs(fermi) ** 2
        yield Step(f"helicity {s:+d}: h_s = {s:+d} eps_k", squared, lam**2 * (sp.sin(kx) ** 2 + sp.sin(ky) ** 2) + mass() ** 2)
    halves = 4 * (sp.sin(kx / 2) ** 2 + sp.sin(ky / 2) ** 2)
    yield Step("the SC band has the sign of -t_sc: xi_k = -t_sc times a positive number", sc_band().subs(fermi), -t_sc * halves)
    yield Step("the product of the two energies of a helicity is h xi - t_c^2", sp.expand(upper * lower), h * xi - t_c**2)
    yield Step("their sum is h + xi", upper + lower, h + xi)
    for sign in (1, -1):  # of t_sc
        same = {h: sign * epsilon, xi: -sign * band}
        yield Step(
            "helicity sgn(t_sc): the product is negative, one band on either side, N = 1", (h * xi).subs(same), -epsilon * band
        )
        other = {h: -sign * epsilon, xi: -sign * band}
        yield Step("helicity -sgn(t_sc): it is eps |xi| - t_c^2, which changes sign", (h * xi).subs(other), epsilon * band)
        text = "where it is positive both energies have the sign of their sum, -sgn(t_sc): N changes by sgn(t_sc), at one band"
        yield Step(text, (h + xi).subs(other), -sign * (epsilon + band))
        inside, outside = 1 + 1, 1 + (1 + sign)
        counted = sp.Integer(inside) + (outside - inside) * _step(_product() - t_c**2)
        yield Step("N counted over both helicities", result()[0].subs(sp.sign(t_sc), sign), counted)
        yield Step("and the helicity that crosses", result()[1].subs(sp.sign(t_sc), sign), -sp.Integer(sign))
    k = sp.Symbol("k", positive=True)
    squared = kp_expansion(_product() ** 2, (kx, ky), about=(0, 0), order=6)
    ring = sp.expand(squared.subs({kx: k * sp.Rational(3, 5), ky: k * sp.Rational(4, 5)}))
    yield Step("near Gamma the product is |lam t_sc| k^3 (on the ray 3:4, say)", ring, lam**2 * t_sc**2 * k**6)
    yield from _parity_steps()


def _parity_steps() -> Iterator[Step]:
    """How often a path from Gamma to M crosses the Fermi lines, modulo two, is how many there are, modulo two."""
    product = _product()
    turned = product.subs({kx: -kx, ky: -ky}, simultaneous=True)
    text = (
        "the product is the same at k and -k: a line that is not its own image, and so has no invariant momentum inside, has a twin"
    )
    yield Step(text, turned, product)
    quarter = product.subs({kx: -ky, ky: kx}, simultaneous=True)
    text = "and after a quarter turn: lines around X and Y are twins, and a line that winds around the zone would cross its image"
    yield Step(text, quarter, product)
    yield Step("at Gamma it is zero: below t_c^2", product.subs({kx: 0, ky: 0}), sp.S.Zero)
    yield Step(
        "at M it is 32 |M t_sc|: lines around Gamma or M are odd in number if t_c^2 is below",
        product.subs({kx: sp.pi, ky: sp.pi}),
        32 * sp.Abs(M * t_sc),
    )
    at_m = result()[0].subs({kx: sp.pi, ky: sp.pi})
    yield Step("so N at M differs from that at Gamma", at_m, 2 + sp.sign(t_sc) * _step(32 * sp.Abs(M * t_sc) - t_c**2))


def _product() -> sp.Expr:
    """eps_k |xi_k|."""
    dirac = sp.sqrt(lam**2 * (sp.sin(kx) ** 2 + sp.sin(ky) ** 2) + mass() ** 2)
    return dirac * sp.Abs(sc_band().subs({mu: 0, eps_sc: -4 * t_sc}))


def _step(argument: sp.Expr) -> sp.Expr:
    """theta, as a sign: a kernel of it is compiled without case distinctions."""
    return (1 + sp.sign(argument)) / 2


def result() -> Matrix:
    """Number of bands below the Fermi level at k, and the helicity of the state on the Fermi line."""
    return Matrix([2 + sp.sign(t_sc) * _step(_product() - t_c**2), -sp.sign(t_sc)])


def limits() -> Iterator[Step]:
    """At Gamma, decoupled layers, strong tunnelling, weak pairing."""
    p = sp.Symbol("p", positive=True)
    number = result()[0]
    yield Step("at Gamma two bands are below", number.subs({kx: 0, ky: 0, t_c: p}), sp.Integer(2))
    apart = number.subs({t_c: 0, M: 0, kx: sp.pi / 2, ky: 0, t_sc: p, lam: 1})
    yield Step("decoupled, t_sc > 0: two of the SC layer, one of the TI layer", apart, sp.Integer(3))
    apart = number.subs({t_c: 0, M: 0, kx: sp.pi / 2, ky: 0, t_sc: -p, lam: 1})
    yield Step("decoupled, t_sc < 0: only one of the TI layer", apart, sp.Integer(1))
    strong = number.subs({kx: 1, ky: 1, M: 1, lam: 1, t_sc: 1, t_c: 10})
    yield Step("strong tunnelling: an insulator, bonding bands below", strong, sp.Integer(2))
    weak = {Delta: 0, mu: 0, eps_ti: 0, eps_sc: -4 * t_sc}
    condition = sp.expand((32 * M * t_sc - t_c**2) * (32 * M * t_sc + t_c**2))
    yield Step("weak pairing, chern_parity: odd if t_c^2 < 32 |M t_sc|", chern_parity.result().subs(weak), -sp.sign(condition))


def mutants() -> Iterator[Matrix]:
    """Helicities exchanged, counting reversed, the wrong line."""
    number, helicity = formula = result()
    yield Matrix([number, -helicity])
    yield Matrix([4 - number, helicity])
    yield formula.subs(sp.sign(t_sc), 1)
    yield Matrix([2 + sp.sign(t_sc) * _step(_product() - sp.Abs(t_c)), helicity])
    yield formula.subs(M, M / 2)
    yield formula.subs(M, 2 * M)
    yield formula.subs(lam, 2 * lam)
    dirac = lam**2 * (sp.sin(kx) ** 2 + sp.sin(ky) ** 2)
    yield Matrix([number.subs(dirac, lam**2 * (kx**2 + ky**2)), helicity])


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with the bands of the lattice hoppings on either side of the Fermi line, which is located by their determinant.

    Rows: the number of levels below zero, the helicity of the level nearest zero. Six directions, four choices of signs, and the
    default parameters.
    """
    k, angle, values, numeric, bound = _judged(**parameters)
    arguments = dict(zip(("lam", "M", "t_sc", "t_c"), values, strict=True))
    analytic = compile_kernel(formula, (kx, ky, *DOMAIN))(kx=k * np.cos(angle), ky=k * np.sin(angle), **arguments)[..., 0]
    return Comparison(np.arange(len(k)), analytic.T, numeric, bound=bound)


@cache
def _judged(**parameters: float) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, float]:
    rows, bound = [], 0.0
    drawn = [parameters[name] for name in ("lam", "M", "t_sc", "t_c")]
    for values in [*(np.multiply(signs, drawn) for signs in SIGNS), DEFAULT]:
        lam_, M_, t_sc_, t_c_ = values
        fixed = {"mu": 0.0, "eps_ti": 0.0, "eps_sc": -4 * t_sc_, "Delta": 0.0}
        system = bilayer_system(lam=lam_, M=M_, t_sc=t_sc_, t_c=t_c_, **fixed)
        for angle in DIRECTIONS:
            ring = _fermi_momentum(system, angle)
            for k in (0.3 * ring, ring * (1 - NEAR), ring * (1 + NEAR)):
                below, helicity, spacing = _near_zero(system, k, angle)
                rows.append((k, angle, values, below, helicity))
                bound = max(bound, roundoff(4 * (abs(M_) + abs(lam_) + abs(t_sc_)) / spacing, size=8))
    radius, angles, points, counts, spins = (np.array(column) for column in zip(*rows, strict=True))
    at_ring = np.arange(len(rows)) % 3 > 0  # deep inside both helicities are equally far from zero
    spins = np.where(at_ring, spins, np.roll(spins, -1))
    return radius, angles, points.T, np.array([counts, spins]), bound


def _electrons(system: System, k: ArrayLike, angle: float) -> np.ndarray:
    electrons = hybridised_bands.ELECTRONS
    return bloch_matrix(system, kx=np.cos(angle) * k, ky=np.sin(angle) * k)[..., electrons, :][..., electrons]


def _fermi_momentum(system: System, angle: float) -> float:
    """Smallest k on the ray at which the determinant of the electrons changes sign, by meshes within meshes."""
    low, high = 0.02, np.pi
    for _ in range(4):
        mesh = np.linspace(low, high, 400)
        below = np.linalg.det(_electrons(system, mesh, angle)).real < 0
        first = int(np.nonzero(below[1:] != below[:-1])[0][0])
        low, high = mesh[first], mesh[first + 1]
    return float((low + high) / 2)


def _near_zero(system: System, k: float, angle: float) -> tuple[int, float, float]:
    """Number of levels below zero, helicity of the level nearest zero, its distance from the next."""
    H = _electrons(system, k, angle)
    energies, states = np.linalg.eigh(H)
    dirac = H[:2, :2]  # traceless: mu = eps_ti = 0
    nearest = int(abs(energies).argmin())
    spin = expectation(states, np.kron(np.eye(2), dirac / np.linalg.norm(dirac, 2)))
    return int((energies < 0).sum()), float(spin[nearest]), float(abs(np.delete(energies, nearest) - energies[nearest]).min())


def draw(ax: Axes, comparison: Comparison) -> None:
    """Bands below the Fermi level, and the helicity at the Fermi line, for each point of the judge."""
    for row, name in enumerate(("bands below the Fermi level", "helicity at the Fermi line")):
        ax.plot(comparison.abscissa, comparison.analytic[row], drawstyle="steps-mid", color=COLOURS[row], label=name)
        circles(ax, comparison.abscissa, comparison.numeric[row], colour=COLOURS[row])
    ax.set(xlabel="point: far inside, just inside, just outside the Fermi line", ylim=(-1.5, 4.5))
    ax.legend(title="circles: lattice", ncols=2)
