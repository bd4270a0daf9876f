r"""Majorana zero mode of a TI surface with a vortex, for any pairing profile, chemical potential and flux disc.

Statement
---------
For :math:`h = \lambda(k_x\sigma_y - k_y\sigma_x) - (\mu - \varepsilon_{TI})`, pairing :math:`\Delta\,p(r)\,e^{in\theta}` with
:math:`p \ge 0`, flux n h/2e in the disc r < R, and :math:`n = \pm1`, the zero mode is
:math:`\psi = (u_\uparrow, u_\downarrow, u_\downarrow^*, -u_\uparrow^*)` with

.. math::
    u_\uparrow &= e^{i\alpha}F e^{-\Lambda}, \quad u_\downarrow = e^{i\alpha}G\,e^{i\theta}e^{-\Lambda} \quad (n = 1), \qquad
    u_\uparrow = -e^{i\alpha}G\,e^{-i\theta}e^{-\Lambda}, \quad u_\downarrow = e^{i\alpha}F e^{-\Lambda} \quad (n = -1) \\
    \Lambda &= \left|\frac{\Delta}{\lambda}\right|\int_0^r p(s)\,ds, \qquad \kappa = \frac{\mu - \varepsilon_{TI}}{\lambda}, \qquad
    \nu = \tfrac12\kappa^2R^2

where :math:`\alpha = \pi/2` if :math:`\lambda\Delta > 0` and 0 otherwise. Inside the disc, with :math:`z = r^2/(2R^2)` and Laguerre
functions,

.. math::
    F = e^{-z/2}L_\nu(z), \qquad G = -e^{-z/2}\,\frac{r}{\kappa R^2}\,L^{(1)}_{\nu-1}(z)

and outside :math:`(F, G)` is the value on the rim, turned by the angle :math:`\kappa(r - R)` and multiplied by
:math:`\sqrt{R/r}`. The pairing enters through :math:`\Lambda` alone: the decay length is :math:`|\lambda/\Delta|` if p tends to 1.

Assumptions
-----------
1. Linear order in k (the mass M enters at fourth order); :math:`\mu \ne \varepsilon_{TI}`, by continuity also at equality, where
   G = 0: the mode is then spin-up for n = 1 and spin-down for n = -1, whatever the signs of lam and Delta.
2. The flux factor :math:`e^{-z/2}` stands beside Bessel functions only in weak fields: exactly the :math:`J_0(\kappa r)` and
   :math:`-J_1(\kappa r)` of the surface without field become Laguerre functions, polynomials of degree N at the N-th Landau level
   :math:`(\mu - \varepsilon_{TI})^2 = 2N\lambda^2/R^2`.
3. p is integrable at the origin and :math:`e^{-2\Lambda}` at infinity, so that the mode can be normalised: it is if p stays above a
   positive number there; else p is arbitrary (antidot, smooth core, constant). A divergent integral of p is not enough.

Symbols
-------
A: integral of the profile up to r
D: modulus of the pairing, |Delta| (lambda/a)
F, G: amplitudes of the two spins without the decay
F_1, G_1: slopes of F and G
X, Y: Laguerre functions L_nu and L_(nu - 1)^1 at r
a: azimuthal vector potential; in Kummer's functions -nu
kappa: (mu - eps_ti)/lam (1/a)
m: order of a term, an integer
p: profile of the pairing
s: distance from the centre, integrated over (a)
v: modulus of the velocity, |lam| (lambda/a)
x: integral of the profile up to r; in the weak field kappa r

References
----------
R. Jackiw and P. Rossi, Nucl. Phys. B 190, 681 (1981); L. Fu and C. L. Kane, Phys. Rev. Lett. 100, 096407 (2008). The flux disc and
the chemical potential together are derived here.
"""

from collections.abc import Iterator
from functools import cache, partial
from itertools import product
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from derivations.claims.shared.bilayer_domain import BILAYER_DOMAIN
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison
from numerics.extrapolation import at_zero
from numerics.kernels import compile_kernel
from numerics.lattice.gauge import peierls_phase, winding
from numerics.lattice.matrix import bdg_matrix
from numerics.lattice.shapes import positions, square
from numerics.systems.surface import surface_system
from theory.algebra import IDENTITY, PAULI_X, PAULI_Y, PAULI_Z, Matrix, kron
from theory.expansion import kp_expansion
from theory.models.surface import surface
from theory.nambu import charge
from theory.polar import polar_action
from theory.proof import Step
from theory.symbols.interface import Delta, eps_ti, lam, mu
from theory.symbols.momentum import kx, ky
from theory.symbols.polar import r, theta
from theory.symbols.vortex import R, n

SYSTEM = surface()
DOMAIN = {symbol: BILAYER_DOMAIN[symbol] for symbol in (lam, mu, eps_ti, Delta)} | {n: range(-1, 2, 2), R: (1.0, 1.8)}
ARGUMENTS = (r, theta, lam, mu, eps_ti, Delta, n, R)
profile = sp.Function("p", real=True)
s = sp.Symbol("s", positive=True)
kappa = sp.Symbol("kappa", real=True, nonzero=True)
SPACING, WINDOW = 0.2, 3.0  # of the coarsest lattice; half the side
REFINEMENTS = (1, 2, 4, 8)
Complex = NDArray[Any]


def area() -> sp.Expr:
    """Integral of the profile from the centre to r."""
    return sp.Integral(profile(s), (s, 0, r))


def steps() -> Iterator[Step]:
    """Polar coordinates; two radial equations; Laguerre functions inside, a rotation outside; the statement solves H psi = 0."""
    dirac = lam * (kx * PAULI_Y - ky * PAULI_X) + (eps_ti - mu) * IDENTITY
    expected = Matrix(kron(PAULI_Z, Matrix(dirac)) + Delta * kron(PAULI_X, IDENTITY))
    yield Step("the k.p Hamiltonian at Gamma, in linear order", linear(), expected)
    yield from _radial_steps()
    yield from _laguerre_steps()
    yield from _symmetry_steps()
    for region, sign_lam in product(("inside", "outside"), (1, -1)):
        signs = f"n = 1, lam {'>' if sign_lam > 0 else '<'} 0, Delta > 0"
        yield Step(f"{region} the disc, for {signs}: H psi = 0", residual(result(), region, sign_lam), sp.zeros(4, 1))


def linear() -> Matrix:
    """H(k) through first order at Gamma."""
    return Matrix(kp_expansion(SYSTEM.hamiltonian, (kx, ky), about=(0, 0), order=1))


def spinor(F: sp.Expr, G: sp.Expr) -> Matrix:
    """The zero mode with the radial functions F and G of the two spins, for n = 1 and n = -1."""
    alpha = sp.pi * (1 + sp.sign(lam * Delta)) / 4
    envelope = sp.exp(sp.I * alpha - sp.Abs(Delta / lam) * area())
    up, down = (1 + n) / 2, (1 - n) / 2
    u = Matrix([envelope * (up * F - down * G * sp.exp(-sp.I * theta)), envelope * (up * G * sp.exp(sp.I * theta) + down * F)])
    return Matrix([u[0], u[1], sp.conjugate(u[1]), -sp.conjugate(u[0])])


def radial(region: str) -> tuple[sp.Expr, sp.Expr]:
    """F and G inside or outside the disc."""
    z, nu = r**2 / (2 * R**2), kappa**2 * R**2 / 2
    F = sp.exp(-z / 2) * sp.laguerre(nu, z)
    G = -sp.exp(-z / 2) * r / (kappa * R**2) * sp.assoc_laguerre(nu - 1, 1, z)
    if region == "inside":
        return F, G
    return turned(F.subs(r, R), G.subs(r, R), r)


def turned(F: sp.Expr, G: sp.Expr, outer: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """From the values F and G on the rim to those at the radius ``outer``."""
    angle, fall = kappa * (outer - R), sp.sqrt(R / outer)
    return fall * (sp.cos(angle) * F + sp.sin(angle) * G), fall * (sp.cos(angle) * G - sp.sin(angle) * F)


def potential(region: str) -> sp.Expr:
    """a_theta for n = 1."""
    return r / (2 * R**2) if region == "inside" else 1 / (2 * r)


def _symmetry_steps() -> Iterator[Step]:
    """Either sign of Delta from the other, i on electrons and -i on holes; n = -1 from n = 1, a mirror."""
    turn, speed, D = kron(sp.I * PAULI_Z, IDENTITY), sp.Symbol("v", positive=True), sp.Symbol("D", positive=True)
    yield Step("i on electrons, -i on holes turn Delta into -Delta", Matrix(turn * linear() * turn.H), linear().subs(Delta, -Delta))
    mode = spinor(*sp.symbols("F G", real=True))  # F and G do not depend on Delta
    for sign in (1, -1):
        psi = [mode.subs({lam: sign * speed, Delta: sign_Delta * D}) for sign_Delta in (sign, -sign)]
        text = f"and the mode of lam Delta < 0 into that of lam Delta > 0, lam {'>' if sign > 0 else '<'} 0"
        yield Step(text, Matrix(turn * psi[1]), psi[0])
    mirror = kron(IDENTITY, sp.I * PAULI_Y)
    text = "y -> -y with i sigma_y keeps H; field and winding of the pairing are reversed"
    yield Step(text, Matrix(mirror * linear().subs(ky, -ky) * mirror.H), linear())
    yield Step("and with them the mode", Matrix(mirror * mode.subs({n: 1, theta: -theta})), Matrix(-mode.subs(n, -1)))


def residual(psi: Matrix, region: str, sign_lam: int) -> Matrix:
    """H psi / exp(-Lambda) in one region, for n = 1, the given sign of lam, and Delta > 0; the profile is a number p.

    The second Laguerre function is eliminated by the contiguous relation that ``_laguerre_steps`` prove.
    """
    speed, D, p, A = sp.symbols("v D p A", positive=True)
    where = {sp.Min(r, R): r, sp.Max(r, R): R} if region == "inside" else {sp.Min(r, R): R, sp.Max(r, R): r}
    values = {n: 1, lam: sign_lam * speed, Delta: D}
    psi = psi.subs(where).subs(values).subs({mu: eps_ti + sign_lam * speed * kappa})
    H = linear().subs(values).subs({mu: eps_ti + sign_lam * speed * kappa})
    H = H.subs(D, D * profile(r))
    acted = polar_action(H, (kx, ky), psi, charge=charge(SYSTEM), a_theta=potential(region), winding=1)
    return _expanded(named(acted.subs(area(), A).subs(profile(r), p)))


def named(expression: sp.Expr | Matrix) -> sp.Expr | Matrix:
    """Laguerre functions, at r and on the rim, as symbols X = L_nu and Y = L^(1)_{nu-1}, of which L^(2)_{nu-2} is a mixture."""
    X, Y = sp.symbols("X Y", real=True)
    nu = kappa**2 * R**2 / 2
    for z in (r**2 / (2 * R**2), sp.S.Half):
        lowered = ((1 - z) * Y - nu * X) / z
        expression = expression.subs(
            {sp.assoc_laguerre(nu - 2, 2, z): lowered, sp.laguerre(nu, z): X, sp.assoc_laguerre(nu - 1, 1, z): Y}
        )
    return expression


def _radial_steps() -> Iterator[Step]:
    """H psi for unknown F and G: two equations, from which the pairing has disappeared."""
    F, G = (sp.Function(name, real=True)(r) for name in "FG")
    speed, D, p, A, a = sp.symbols("v D p A a", positive=True)
    f, g, slope_F, slope_G = sp.symbols("F G F_1 G_1", real=True)
    numbers = {area(): A, profile(r): p}, {F.diff(r): slope_F, G.diff(r): slope_G}, {F: f, G: g}
    for sign in (1, -1):
        values = {n: 1, lam: speed, Delta: sign * D, mu: eps_ti + speed * kappa}
        H = linear().subs(values).subs(D, D * profile(r))
        psi = spinor(F, G).subs(values)
        acted = polar_action(H, (kx, ky), psi, charge=charge(SYSTEM), a_theta=a, winding=1)
        for known in numbers:
            acted = Matrix(acted.subs(known))
        first, second = slope_F + a * f - kappa * g, slope_G + g / r - a * g + kappa * f
        common = speed * sp.exp(sp.I * sp.pi * (1 + sign) / 4 - D / speed * A)
        upper = Matrix([-common * second, common * first * sp.exp(sp.I * theta)])
        expected = Matrix([*upper, sp.conjugate(-upper[1]), sp.conjugate(upper[0])])
        text = f"lam Delta {'>' if sign > 0 else '<'} 0: H psi = 0 means F' + a F = kappa G and G' + G/r - a G = -kappa F"
        yield Step(text, _expanded(acted), _expanded(expected))


def _expanded(matrix: Matrix) -> Matrix:
    return Matrix(matrix.applyfunc(lambda entry: sp.expand(entry.rewrite(sp.exp))))


def _laguerre_steps() -> Iterator[Step]:
    """Inside, the two equations are contiguous relations of 1F1, true term by term; outside they are a rotation."""
    m = sp.Symbol("m", integer=True, positive=True)
    a = sp.Symbol("a")  # -nu

    def term(lower: int, shift: int, order: sp.Expr) -> sp.Expr:
        return sp.rf(a + shift, order) / (sp.rf(lower, order) * sp.factorial(order))

    text = "(1 + z d/dz - z) 1F1(a+1; 2; z) = 1F1(a; 1; z), term by term (here divided by one of the terms)"
    before = term(2, 1, m - 1)
    left, right = (sp.combsimp(part / before) for part in ((m + 1) * term(2, 1, m), term(1, 0, m)))
    yield Step(text, left - 1, right)
    for region in ("inside", "outside"):
        F, G = radial(region)
        a_theta = potential(region)
        first, second = F.diff(r) + a_theta * F - kappa * G, G.diff(r) + G / r - a_theta * G + kappa * F
        yield Step(f"{region}, F and G solve the first equation", sp.expand(named(first)), sp.S.Zero)
        yield Step(f"{region}, and the second, by that relation", sp.expand(named(second)), sp.S.Zero)
    rim = [named(Matrix(radial(region)).subs(r, R)) for region in ("inside", "outside")]
    yield Step("both are continuous on the rim", *rim)


def result() -> Matrix:
    """The zero mode, not normalised: (u_up, u_dn, v_up, v_dn), a column of length 4; the profile is the function p."""
    F, G = (part.subs(r, sp.Min(r, R)) for part in radial("inside"))
    F, G = turned(F, G, sp.Max(r, R))
    return Matrix(spinor(F, G).subs(kappa, (mu - eps_ti) / lam))


def limits() -> Iterator[Step]:
    """One spin at mu = eps_ti, Bessel functions without flux, polynomials at Landau levels, the Majorana condition."""
    z, x = r**2 / (2 * R**2), sp.Symbol("x", positive=True)
    F, G = radial("inside")
    first_level = {kappa: sp.sqrt(2) / R}
    yield Step("zeroth Landau level: the flux factor alone", F.subs(kappa, 0), sp.exp(-z / 2))
    yield Step("first Landau level, mu^2 = 2 lam^2/R^2", F.subs(first_level), sp.exp(-z / 2) * (1 - z))
    yield Step("and its other spin", G.subs(first_level), -sp.exp(-z / 2) * r / (sp.sqrt(2) * R))
    nu, m = sp.Symbol("nu", positive=True), 3
    weak = sp.limit(sp.rf(-nu, m) / sp.factorial(m) ** 2 * (x**2 / (4 * nu)) ** m, nu, sp.oo)
    yield Step(
        "weak field, nu z = (kappa r)^2/4: the terms become those of J_0",
        weak,
        (-1) ** m * (x / 2) ** (2 * m) / sp.factorial(m) ** 2,
    )
    C = SYSTEM.particle_hole
    psi = spinor(*(sp.Symbol(name, real=True) for name in "FG")).subs(area(), x)
    yield Step("psi is its own particle-hole conjugate", Matrix(C * psi.conjugate()), psi)


def mutants() -> Iterator[Matrix]:
    """Signs of chemical potential, phase and rotation; wrong decay; Bessel functions beside the flux factor; no fall outside."""
    psi = result()
    yield psi.subs(mu, 2 * eps_ti - mu)
    yield psi.subs(area(), area() / 2)
    yield psi.subs(area(), -area())
    yield Matrix(sp.diag(sp.I, sp.I, -sp.I, -sp.I) * psi)
    yield psi.subs(theta, -theta)
    z, k = sp.Min(r, R) ** 2 / (4 * R**2), (mu - eps_ti) / lam
    yield Matrix(spinor(*(sp.exp(-z) * sp.sqrt(R / sp.Max(r, R)) * J for J in (sp.besselj(0, k * r), -sp.besselj(1, k * r)))))
    yield Matrix(psi * sp.sqrt(sp.Max(r, R) / R))


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with the same spinor after a step 1 - iHt on lattices of the TI surface, extrapolated to lattice constant zero: a
    zero mode stands still.

    Lattices of spacing 0.2, 0.1, 0.05 and 0.025 have lam/spacing in the place of lam; their error has even powers of the spacing,
    of which three are eliminated. The bound is the change made by the last elimination. The profile is that of a smooth core,
    :math:`p = [r^2/(r^2+1)]^{3/2}`; points within 0.45 of the rim, where the field jumps, are left out.
    """
    integral = sp.sqrt(r**2 + 1) + 1 / sp.sqrt(r**2 + 1) - 2
    chosen = formula.replace(sp.Integral, lambda _, limits: integral.subs(r, limits[2]))
    psi = compile_kernel(chosen, ARGUMENTS)
    ladder, at, here = [], np.empty(0), np.empty((0, 4))
    for refinement in REFINEMENTS:
        H, x, y, keep = _lattice(refinement, **parameters)
        spinors = psi(r=np.hypot(x, y), theta=np.arctan2(y, x), **parameters)[..., 0]
        ladder.append((H @ spinors.ravel()).reshape(spinors.shape)[keep])
        at, here = np.hypot(x, y)[keep], spinors[keep]
    drift, change = at_zero(ladder, 1 / np.array(REFINEMENTS) ** 2)
    order = np.argsort(at, kind="stable")
    return Comparison(
        abscissa=at[order],
        analytic=here[order].T,
        numeric=(here - 1j * drift)[order].T,
        bound=change,
    )


@cache
def _lattice(refinement: int, *, n: int, R: float, mu: float, eps_ti: float, lam: float, Delta: float) -> tuple[Any, ...]:
    """H of a square of finer spacing, x and y of its sites, and which of them are compared."""
    spacing = SPACING / refinement
    L = 2 * round(WINDOW / spacing) + 1
    x, y = (spacing * coordinate for coordinate in positions(L))
    distance = np.hypot(x, y)
    system = surface_system(lam=lam / spacing, M=1.0, mu=mu, eps_ti=eps_ti, Delta=Delta)
    pairing = (distance**2 / (distance**2 + 1)) ** 1.5 * winding(x, y, n=n)
    lattice = square(L, layers=system.layers)
    H = bdg_matrix(system, lattice, bond_phase=partial(peierls_phase, n=n, R=R / spacing), pairing_factor=pairing)
    coarse = np.zeros((L, L), dtype=bool)
    coarse[::refinement, ::refinement] = True
    keep = coarse & (abs(distance - R) > 0.45) & (np.maximum(abs(x), abs(y)) < WINDOW - 2.5 * SPACING)
    return H, x, y, keep


def draw(ax: Axes, comparison: Comparison) -> None:
    """Moduli of the spin-resolved electron components against the distance from the centre."""
    for component, name in enumerate((r"$|u_\uparrow|$", r"$|u_\downarrow|$")):
        ax.plot(comparison.abscissa, abs(comparison.analytic[component]), color=COLOURS[component], label=f"formula, {name}")
        points, values = comparison.abscissa[::9], abs(comparison.numeric[component])[::9]
        circles(ax, points, values, colour=COLOURS[component], label="after a time step on the lattice" if component else None)
    ax.set(xlabel="distance from the centre (a)", ylabel="modulus (not normalised)")
    ax.legend()
