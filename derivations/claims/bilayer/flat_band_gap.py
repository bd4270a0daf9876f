r"""The lowest level above a flat SC band: no second-order departure of the gap minimum from Gamma.

Statement
---------
For t_sc = eps_sc = 0 and M = 0 the lowest level depends on :math:`\kappa^2 = \lambda^2(\sin^2k_x + \sin^2k_y)` alone,

.. math::
    E_<^2 &= \frac{t_c^4 + \kappa^2\Delta^2}{E_>^2}
    = \Delta^2 + \frac{2t_c^2(t_c^2 - 2\Delta^2)}{N}, \qquad N = 2(E_>^2 - \Delta^2) \\
    2E_>^2 &= \kappa^2 + \Delta^2 + 2t_c^2 + \sqrt{(\kappa^2 - \Delta^2)^2 + 4t_c^2(\kappa^2 + \Delta^2)}

and N, positive for :math:`t_c \neq 0`, grows with :math:`\kappa^2`. So for :math:`0 < |t_c| < \sqrt2|\Delta|` the level rises
from Gamma and stays below :math:`|\Delta|`; at :math:`|t_c| = \sqrt2|\Delta|` it is flat, :math:`E_< = |\Delta|` in the whole
zone; beyond it falls from Gamma and stays above :math:`|\Delta|`. The minimum jumps from Gamma (X, Y, M, where
:math:`\kappa = 0` too) to the largest :math:`\kappa = \sqrt2|\lambda|` at :math:`(\pm\pi/2, \pm\pi/2)`: all coefficients of
the Landau expansion in :math:`\kappa^2` change sign together, and there is no minimum in between, no order parameter and no
exponent.

Assumptions
-----------
1. mu = eps_ti = eps_sc = t_sc = 0 and M = 0; lam, Delta and t_c real, any sign; Delta not zero.
2. The second form of the level needs t_c not zero: for t_c = 0 and :math:`\kappa < |\Delta|` it is 0/0. The first, the result,
   has no difference and holds there, too: the smaller of :math:`\kappa` and :math:`|\Delta|`.
3. With M, and with t_sc, the transition comes earlier and is a jump as well: ``first_order_transition``.

Symbols
-------
D: modulus of the pairing, |Delta| (lambda/a)
t: modulus of the tunnelling, |t_c| (lambda/a)
x: kappa^2, the square of the Dirac energy
y: E^2 - Delta^2

References
----------
arXiv:2507.23775 finds the jump numerically, with a band of finite width. Derived here.
"""

from collections.abc import Iterator

import numpy as np
import sympy as sp

from derivations.claims.bilayer import gap_at_gamma, spectrum_with_mass
from derivations.claims.shared.bilayer_domain import BILAYER_DOMAIN
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison, roundoff
from numerics.kernels import compile_kernel
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.bilayer import bilayer_system
from theory.models.bilayer import bilayer
from theory.proof import Step
from theory.symbols.interface import Delta, M, eps_sc, lam, t_c, t_sc
from theory.symbols.momentum import kx, ky

SYSTEM = bilayer()
DOMAIN = {symbol: BILAYER_DOMAIN[symbol] for symbol in (lam, Delta)}
TUNNELLING = np.array([0.0, 0.01, 0.3, 0.8, 1.1, 1.3, np.sqrt(2.0), 1.5, 1.8, 3.0])  # in units of Delta
x = sp.Symbol("x", nonnegative=True)  # kappa^2


def high_squared() -> sp.Expr:
    """E_>^2, a function of x."""
    return (x + Delta**2 + 2 * t_c**2 + sp.sqrt((x - Delta**2) ** 2 + 4 * t_c**2 * (x + Delta**2))) / 2


def level_squared() -> sp.Expr:
    """E_<^2, a function of x; no difference."""
    return (t_c**4 + x * Delta**2) / high_squared()


def excess() -> sp.Expr:
    """E_<^2 - Delta^2 in the form that shows its sign; t_c not zero."""
    return 2 * t_c**2 * (t_c**2 - 2 * Delta**2) / (2 * (high_squared() - Delta**2))


def steps() -> Iterator[Step]:
    """Solve the quadratic for E^2 - Delta^2: its constant term decides the sign for all momenta at once."""
    y, flat = sp.Symbol("y", real=True), {spectrum_with_mass.m: 0, spectrum_with_mass.xi: 0, spectrum_with_mass.s: sp.sqrt(x)}
    A, B, _ = (entry.subs(flat) for entry in spectrum_with_mass.quadratic(1))
    b = x + 2 * t_c**2 - Delta**2
    energy_squared = Delta**2 + y
    left = energy_squared**2 - A * energy_squared + B
    yield Step("the quadratic of both branches for y = E^2 - Delta^2", left, y**2 - b * y + t_c**2 * (t_c**2 - 2 * Delta**2))
    N = sp.expand(2 * (high_squared() - Delta**2))
    constant = t_c**2 * (t_c**2 - 2 * Delta**2)
    yield Step("N/2 is the larger root", sp.expand(N**2 / 4 - b * N / 2), -constant)
    product = sp.expand((level_squared() * high_squared() - Delta**2 * high_squared()) * N / 2)
    text = "so E_<^2 - Delta^2, the other root, is the constant term over N/2 (multiplied by E_>^2)"
    yield Step(text, product, sp.expand(constant * high_squared()))
    root = sp.sqrt((x - Delta**2) ** 2 + 4 * t_c**2 * (x + Delta**2))
    yield Step(
        "the root is real, its radicand a sum of squares: the discriminant", sp.expand(root**2), sp.expand(b**2 - 4 * constant)
    )
    other = root**2 - (x - Delta**2 + 2 * t_c**2) ** 2
    yield Step("N is positive: where b < 0 because S^2 - b^2 is, S the root, for t_c^2 < 2 Delta^2", other, -4 * constant)
    yield Step("N grows with x: dN/dx = N/S, S the root", sp.expand(sp.diff(N, x) * root), N)
    text = "so 1/(E_<^2 - Delta^2) leaves zero with x: E_<^2 has a slope of the sign of 2 Delta^2 - t_c^2 at every momentum"
    yield Step(text, sp.factor(sp.diff(1 / excess(), x) * 2 * constant) * root, N)
    yield Step("at t_c^2 = 2 Delta^2 the numerator vanishes: flat", excess().subs(t_c, sp.sqrt(2) * Delta), sp.S.Zero)
    kappa_squared = lam**2 * (sp.sin(kx) ** 2 + sp.sin(ky) ** 2)
    model = spectrum_with_mass.lowest().subs({M: 0, t_sc: 0, eps_sc: 0})
    high = spectrum_with_mass.result()[1].subs({M: 0, t_sc: 0, eps_sc: 0})
    yield Step(
        "the larger level is that of the model",
        sp.expand(high**2),
        sp.expand(high_squared()).subs(x, kappa_squared),
    )
    product_of_levels = (model * high) ** 2
    yield Step("their product, B, is that of the statement", sp.expand(product_of_levels), B.subs(x, kappa_squared))
    yield Step("the statement", result() ** 2, level_squared().subs(x, kappa_squared))


def result() -> sp.Expr:
    """E_<(k)."""
    return sp.sqrt(level_squared().subs(x, lam**2 * (sp.sin(kx) ** 2 + sp.sin(ky) ** 2)))


def limits() -> Iterator[Step]:
    """At Gamma, at the flat point, far from the Dirac point."""
    D, t = sp.symbols("D t", positive=True)
    low = gap_at_gamma.result()[2]
    at_gamma = sp.expand(sp.radsimp(sp.simplify(level_squared().subs(x, 0).subs({Delta: D, t_c: t}))))
    yield Step("at Gamma: gap_at_gamma", at_gamma, sp.expand(low**2).subs({Delta: D, t_c: t}))
    flat = level_squared().subs({Delta: D, t_c: sp.sqrt(2) * D})
    yield Step("flat at t_c = sqrt(2) |Delta|: the radicand is a square", _squares_rooted(flat), D**2)
    apart = _squares_rooted(level_squared().subs({Delta: sp.sqrt(x) + D, t_c: 0}))
    yield Step("without tunnelling, kappa < |Delta|: kappa", apart, x)
    apart = _squares_rooted(level_squared().subs(x, x + D**2).subs({Delta: D, t_c: 0}))
    yield Step("without tunnelling, kappa > |Delta|: |Delta|", apart, D**2)
    yield Step("where the gap at Gamma reaches Delta", low.subs({Delta: D, t_c: sp.sqrt(2) * D}), D)
    yield Step("far from the Dirac point: the bare superconductor", sp.limit(excess(), x, sp.oo), sp.S.Zero)


def _squares_rooted(expression: sp.Expr) -> sp.Expr:
    """With square roots of perfect squares taken."""
    return expression.replace(lambda e: e.is_Pow and e.exp == sp.S.Half, lambda e: sp.sqrt(sp.factor(e.base)))


def mutants() -> Iterator[sp.Expr]:
    """Factors, signs and forgotten terms in numerator and denominator, the other level, the wrong momentum."""
    formula, level = result(), level_squared()
    yield formula.subs(t_c, t_c / 2)
    yield formula.subs(lam, 2 * lam)
    yield formula.subs({sp.sin(kx): sp.sin(kx / 2), sp.sin(ky): sp.sin(ky / 2)})
    numerator, high = t_c**4 + x * Delta**2, high_squared()
    root = 2 * high - (x + Delta**2 + 2 * t_c**2)
    forgotten = sp.sqrt((x - Delta**2) ** 2 + 4 * t_c**2 * x)
    wrong = (
        high,
        level / 2,
        sp.Abs(t_c**4 - x * Delta**2) / high,
        (2 * t_c**4 + x * Delta**2) / high,
        (t_c**4 + 2 * x * Delta**2) / high,
        numerator / (high - t_c**2 / 2),
        numerator / (high - root / 2 + sp.sqrt(root**2 - 2 * t_c**2 * (x + Delta**2)) / 2),
        numerator / (high - root / 2 + forgotten / 2),
    )
    for entry in wrong:
        yield sp.sqrt(entry.subs(x, lam**2 * (sp.sin(kx) ** 2 + sp.sin(ky) ** 2)))


def validate(formula: sp.Expr, **parameters: float) -> Comparison:
    """Compare with the lowest level of the lattice hoppings at random momenta and on the way from Gamma to (pi/2, pi/2).

    Tunnelling from none through both sides of the flat point and the point itself; t_c has both signs.
    """
    line = np.linspace(0.0, np.pi / 2, 21)
    scattered = np.random.default_rng(4).uniform(-np.pi, np.pi, (2, 40))
    kx_, ky_ = np.concatenate([np.array([line, line]), scattered], axis=1)
    kappa = np.hypot(np.sin(kx_), np.sin(ky_))
    order = np.argsort(kappa)
    tunnelling = TUNNELLING * abs(parameters["Delta"]) * (-1) ** np.arange(len(TUNNELLING))
    fixed = {**parameters, "M": 0.0, "mu": 0.0, "eps_ti": 0.0, "eps_sc": 0.0, "t_sc": 0.0}
    H = np.array([bloch_matrix(bilayer_system(**fixed, t_c=t), kx=kx_[order], ky=ky_[order]) for t in tunnelling])
    analytic = compile_kernel(formula, (kx, ky, lam, Delta, t_c))(
        kx=kx_[order], ky=ky_[order], t_c=tunnelling[:, None], **parameters
    )
    energies = np.linalg.eigvalsh(H)
    # Of the lattice eps |H|, of the formula, a root over E_>, eps |H|^2 / E_>: both add up.
    norm = np.linalg.norm(H, 2, axis=(-2, -1))
    scale = norm + norm**2 / energies[..., 6]
    return Comparison(kappa[order], analytic, energies[..., 4], bound=roundoff(scale=scale, size=8))


def draw(ax: Axes, comparison: Comparison) -> None:
    """The level against kappa for tunnelling below, at and above the flat point."""
    for index, ratio in enumerate(TUNNELLING[3:9]):
        name = r"$\sqrt{2}$" if ratio == np.sqrt(2.0) else f"{ratio:g}"
        colour = COLOURS[index % len(COLOURS)]
        ax.plot(comparison.abscissa, comparison.analytic[index + 3], color=colour, label=rf"$|t_c|$ = {name} $|\Delta|$")
        circles(ax, comparison.abscissa[::3], comparison.numeric[index + 3][::3], colour=colour)
    ax.set(xlabel=r"$\kappa/|\lambda| = \sqrt{\sin^2k_x + \sin^2k_y}$", ylabel=r"lowest level ($\lambda/a$)")
    ax.set_ylim(0, 1.4 * comparison.numeric[8].max())
    ax.legend(title="circles: lattice", ncols=3, loc="upper left")
