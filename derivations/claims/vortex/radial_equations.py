r"""Radial equations of the bilayer with a vortex, all eight components.

Statement
---------
Acting on a state of angular momentum j (``angular_momentum``) the k.p bilayer becomes a matrix of ordinary differential
operators. With the share f(r) of the flux within r and, for a component with orbital momentum l and charge :math:`\tau = \pm1`,

.. math:: m = l - \tfrac{n\tau}2 f(r), \qquad l = j - \tfrac12\sigma + \tfrac n2\tau

the electron part of the TI layer reads, with :math:`\delta = \varepsilon_{TI} - \mu`,

.. math::
    (Hu)_\uparrow &= \delta\,u_\uparrow - \lambda\left(\partial_r + \frac{m_\downarrow}r\right)u_\downarrow + t_c\,U_\uparrow \\
    (Hu)_\downarrow &= \delta\,u_\downarrow + \lambda\left(\partial_r - \frac{m_\uparrow}r\right)u_\uparrow + t_c\,U_\downarrow

and that of the SC layer

.. math:: (HU)_\sigma = \left[\varepsilon_{SC} + 4t_{SC} - \mu
    + t_{SC}\left(\partial_r^2 + \frac{\partial_r}r - \frac{m_\sigma^2}{r^2}\right)\right]U_\sigma
    + \Delta\,V_\sigma + t_c\,u_\sigma

The hole parts are their negatives with :math:`m` of the hole. In a disc of uniform field f = (r/R)^2, outside f = 1, and there the
equations know n only through j: the flux is gauged away.

Assumptions
-----------
1. k.p expansion through second order: the mass M does not appear (it begins at fourth order).
2. Any profile f(r) of the flux; the pairing may depend on r.

Symbols
-------
N: orbital momentum, an integer
chi_0, chi_1, chi_2, chi_3, chi_4, chi_5, chi_6, chi_7: amplitudes of the components, in the order of the basis
g: any radial function
k: modulus of the momentum (1/a)
kappa: rate of a radial function exp(kappa r) (1/a)

References
----------
arXiv:2507.23775, Eq. (14) (the ansatz); the equations are derived here.
"""

from collections.abc import Iterator
from functools import cache

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from derivations.claims.shared.bilayer_domain import BILAYER_DOMAIN
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison, roundoff
from numerics.extrapolation import at_zero
from numerics.kernels import compile_kernel
from numerics.lattice.gauge import peierls_phase, winding
from numerics.lattice.matrix import bdg_matrix
from numerics.lattice.shapes import positions, square
from numerics.systems.bilayer import bilayer_system
from theory.algebra import IDENTITY, Matrix, dagger
from theory.models.bilayer import bilayer
from theory.proof import Step
from theory.rotation import acting, flux_share, kp_model, orbital_momenta, radial_channel
from theory.symbols.interface import Delta, eps_sc, eps_ti, lam, mu, t_c, t_sc
from theory.symbols.polar import D_r, j, r, theta
from theory.symbols.vortex import R, f, n

Complex = NDArray[np.complex128]
Reals = NDArray[np.float64]
SYSTEM = bilayer()
KP = kp_model(SYSTEM, order=2)
DOMAIN = {**BILAYER_DOMAIN, R: (2.0, 4.0), n: range(-2, 5, 3)}  # odd and even, of either sign, not zero
POINTS, REFINEMENTS = 5, 6  # points on either side of the rim, lattice constants of the extrapolation


def steps() -> Iterator[Step]:
    """The blocks as stated; Hermitian; particle-hole symmetric; gauged away outside; the Cartesian momenta say the same."""
    H = result()
    for particle, first in ((1, 0), (-1, 2)):
        m_up, m_dn = (j - sp.Rational(spin, 2) + n * sp.Rational(particle, 2) * (1 - f) for spin in (1, -1))
        dirac = Matrix([[eps_ti - mu, -lam * (D_r + m_dn / r)], [lam * (D_r - m_up / r), eps_ti - mu]])
        metal = [eps_sc + 4 * t_sc - mu + t_sc * (D_r**2 + D_r / r - m**2 / r**2) for m in (m_up, m_dn)]
        name, ti, sc = "electrons" if particle > 0 else "holes", slice(first, first + 2), slice(first + 4, first + 6)
        yield Step(f"{name} of the TI layer", Matrix(H[ti, ti]), Matrix(particle * dirac))
        yield Step(f"{name} of the SC layer", Matrix(H[sc, sc]), Matrix(particle * sp.diag(*metal)))
        yield Step(f"{name}: tunnelling", Matrix(H[ti, sc]), Matrix(particle * t_c * IDENTITY))
    yield Step("outside the disc, f = 1, the equations know n no more: gauged away", Matrix(H.subs(f, 1).diff(n)), sp.zeros(8, 8))
    zeroth, first_, second = (Matrix(H.applyfunc(lambda entry, d=d: entry.coeff(D_r, d))) for d in range(3))
    # Partial integration with the measure r dr gives the adjoints of C_1 d/dr and C_2 d^2/dr^2, C_2 constant.
    yield Step("Hermitian: the second derivatives", dagger(second), second)
    yield Step("Hermitian: the first", Matrix(2 * second / r - dagger(first_)), first_)
    yield Step("Hermitian: the rest", Matrix(dagger(zeroth) - dagger(first_) / r - dagger(first_).diff(r)), zeroth)
    U, real = SYSTEM.particle_hole, {sp.conjugate(D_r): D_r}
    mirrored = Matrix(U * H.subs(j, -j).conjugate().subs(real) * dagger(U))
    yield Step("particle-hole conjugation reverses j and the energy", mirrored, Matrix(-H))
    yield from _cartesian_steps()


def _cartesian_steps() -> Iterator[Step]:
    """The long way: -i grad - tau_z a in Cartesian coordinates, acting on the ansatz with radial functions exp(kappa r)."""
    kappa = sp.Symbol("kappa", real=True)
    amplitudes = sp.symbols("chi_0:8", real=True)
    momenta = orbital_momenta(KP)
    psi = [sp.exp(sp.I * orbital * theta + kappa * r) * chi for orbital, chi in zip(momenta, amplitudes, strict=True)]
    turned = [entry * sp.exp(-sp.I * orbital * theta - kappa * r) for entry, orbital in zip(acting(KP, psi), momenta, strict=True)]
    reduced = [sp.powsimp(entry.expand().rewrite(sp.exp).expand()).expand().subs(flux_share, f) for entry in turned]
    text = "Cartesian momenta acting on the ansatz: the angle drops out, and what remains is the stated operator, d/dr = kappa"
    yield Step(text, Matrix(reduced), Matrix(result().subs(D_r, kappa) * sp.Matrix(amplitudes)).expand())


def result() -> Matrix:
    """The 8 x 8 matrix of radial operators in the order of the basis, generated from the model; D_r stands for d/dr."""
    terms = [C.subs(flux_share, f) * D_r**power for power, C in enumerate(radial_channel(KP).coefficients)]
    return Matrix(sum(terms, sp.zeros(8, 8)).expand())


def limits() -> Iterator[Step]:
    """A free Dirac electron squared; Bessel's equation; Landau levels of the SC band in a uniform field."""
    g, k = sp.Function("g")(r), sp.Symbol("k", positive=True)
    order = sp.Symbol("N", integer=True)
    free = {n: 0, j: order + sp.S.Half, mu: 0, eps_ti: 0, eps_sc: 0}
    laplacian = D_r**2 + D_r / r - order**2 / r**2
    squared = applied(result()[0, 1].subs(free), applied(result()[1, 0].subs(free), g))
    yield Step(
        "no vortex: the Dirac operator squared is lam^2 k^2, -lam^2 times the Laplacian of spin up",
        squared,
        -(lam**2) * applied(laplacian, g),
    )
    metal = result()[4, 4].subs(free)
    yield Step(
        "no vortex: Bessel's equation where the energy is 4 t_sc - t_sc k^2", metal - (4 - k**2) * t_sc, t_sc * (laplacian + k**2)
    )
    # In the disc a = (n/2) r / R^2, a field b = n/R^2: the lowest Landau level of the orbital momentum l >= 0.
    b, l_e = n / R**2, j + n / 2 - sp.S.Half
    level = applied(result()[4, 4].subs(f, r**2 / R**2), r**l_e * sp.exp(-b * r**2 / 4))
    energy = eps_sc + 4 * t_sc - mu - t_sc * b
    yield Step("uniform field: lowest Landau level", sp.expand(level / (r**l_e * sp.exp(-b * r**2 / 4))), energy)


def applied(operator: sp.Expr, function: sp.Expr) -> sp.Expr:
    """A polynomial in D_r acting on a function of r."""
    powers = sp.Poly(operator, D_r).terms()
    return sp.expand(sum(coefficient * sp.diff(function, r, power) for (power,), coefficient in powers))


def mutants() -> Iterator[Matrix]:
    """Slips of sign, flux and curvature, each in one place or everywhere."""
    H = result()
    up, dn = sp.diag(1, 0, 1, 0, 1, 0, 1, 0), sp.diag(0, 1, 0, 1, 0, 1, 0, 1)
    yield H.subs(n, -n)
    yield H.subs(f, 0)  # the flux forgotten
    yield H.subs(f, 2 * f - 1)
    yield H.subs(j, j + 1)
    yield H.subs(lam, -lam)
    yield Matrix(up * H * dn + dn * H * up + (up * H * up + dn * H * dn).subs(D_r**2, D_r**2 - D_r / r))  # d/dr without 1/r
    yield H.subs(t_sc, 2 * t_sc)
    yield Matrix(H + 2 * (eps_ti - mu) * sp.diag(0, 0, 1, 1, 0, 0, 0, 0))  # the onsite energy of holes
    yield Matrix(H + t_sc / (4 * r**2) * sp.diag(0, 0, 0, 0, 1, 1, -1, -1))  # the centrifugal term of a half-integer order


def _test_functions(x: Reals) -> tuple[Reals, Reals, Reals]:
    """Eight smooth radial functions with their first and second derivatives, each of shape (*batch, 8)."""
    width, phase = np.linspace(0.5, 1.2, 8), np.linspace(0.0, 3.0, 8)
    angle = x[..., None] * width + phase
    return np.sin(angle), width * np.cos(angle), -(width**2) * np.sin(angle)


@cache
def _lattice(j_value: float, **parameters: float) -> tuple[Reals, Complex, float]:
    """Radii, H psi of the lattice times exp(-i l theta), (points, 8), extrapolated to lattice constant zero, and the bound.

    The lattice is laid through each point; its errors are a series in even powers of the lattice constant. The bound is the last
    change of the extrapolation, and the rounding of the finest lattice, which the extrapolation magnifies twice at most.
    """
    R_value = parameters["R"]
    radii = np.concatenate([np.linspace(0.3, 0.75, POINTS), np.linspace(1.3, 2.2, POINTS)]) * R_value
    angles = np.linspace(0.3, 6.0, 2 * POINTS)
    constants = 0.2 / 2.0 ** np.arange(REFINEMENTS)
    limit, change = at_zero([_on_lattice(a, radii, angles, j_value, **parameters) for a in constants], constants**2)
    finest = constants[-1]
    scale = 8 * abs(parameters["t_sc"]) / finest**2 + 4 * abs(parameters["lam"]) / finest + 6 * abs(parameters["M"])
    return radii, limit, change + 2 * roundoff(scale=scale, size=32)


def _on_lattice(a: float, radii: Reals, angles: Reals, j_value: float, **parameters: float) -> Complex:
    """H psi at the middle of a 5 x 5 lattice of lattice constant ``a`` laid through each point."""
    fixed = {name: value for name, value in parameters.items() if name not in ("n", "R")}
    scaled = {**fixed, "lam": fixed["lam"] / a, "t_sc": fixed["t_sc"] / a**2}
    scaled["eps_sc"] = fixed["eps_sc"] + 4 * fixed["t_sc"] - 4 * scaled["t_sc"]
    system, vorticity = bilayer_system(**scaled), int(parameters["n"])
    sites = square(5, layers=system.layers)
    momenta = compile_kernel(Matrix(orbital_momenta(KP)), (j, n))(j=j_value, n=vorticity)[:, 0]
    rows = []
    for radius, angle in zip(radii, angles, strict=True):
        x0, y0 = radius * np.cos(angle), radius * np.sin(angle)

        def phase(x_i: Reals, y_i: Reals, x_j: Reals, y_j: Reals, x0: float = x0, y0: float = y0) -> Reals:
            ends = (x0 + a * x_i, y0 + a * y_i, x0 + a * x_j, y0 + a * y_j)
            return peierls_phase(*ends, n=vorticity, R=parameters["R"])

        x, y = (start + a * step for start, step in zip((x0, y0), positions(5), strict=True))
        H = bdg_matrix(system, sites, bond_phase=phase, pairing_factor=winding(x, y, n=vorticity))
        turning = np.exp(1j * momenta * np.arctan2(y, x)[..., None])
        psi = turning * _test_functions(np.hypot(x, y))[0]
        column = H @ np.concatenate([psi[..., :4].ravel(), psi[..., 4:].ravel()])
        rows.append(column.reshape(2, 25, 4)[:, 12].ravel() * np.exp(-1j * momenta * angle))
    return np.array(rows)


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with the lattice's vortex matrix acting on smooth functions, extrapolated to lattice constant zero.

    Points lie inside and outside the disc; the orbital momenta are those of ``angular_momentum``, with j = 1 or 3/2.
    """
    j_value = 1.0 if parameters["n"] % 2 else 1.5
    radii, numeric, bound = _lattice(j_value, **parameters)
    share = np.minimum(radii**2 / parameters["R"] ** 2, 1.0)
    fixed = {name: value for name, value in parameters.items() if name not in ("R", "M")}
    arguments = (lam, mu, eps_ti, eps_sc, t_sc, Delta, t_c, n, j, f, r)
    analytic = np.zeros(numeric.shape, dtype=complex)
    for power, derivative in enumerate(_test_functions(radii)):
        C = compile_kernel(formula.applyfunc(lambda entry, power=power: sp.expand(entry).coeff(D_r, power)), arguments)
        analytic += np.einsum("pab,pb->pa", C(r=radii, f=share, j=j_value, **fixed), derivative)
    return Comparison(radii, analytic.T, numeric.T, bound)


def draw(ax: Axes, comparison: Comparison) -> None:
    """The eight components of H psi against the radius (real part), inside and outside the disc."""
    names = ("u↑", "u↓", "v↓", "v↑")
    inside, outside = slice(0, POINTS), slice(POINTS, None)
    for index, (line, points) in enumerate(zip(comparison.analytic.real, comparison.numeric.real, strict=True)):
        colour, style = COLOURS[index % 4], "-" if index < 4 else "--"
        for part in (inside, outside):
            label = f"{'TI' if index < 4 else 'SC'} {names[index % 4]}" if part is inside else None
            ax.plot(comparison.abscissa[part], line[part], style, color=colour, label=label)
        circles(ax, comparison.abscissa, points, colour=colour)
    ax.axvspan(comparison.abscissa[inside][-1], comparison.abscissa[outside][0], color="0.93", label="rim")
    ax.set(xlabel=r"$r$ (a)", ylabel=r"$\mathrm{Re}\,(H\psi)\,e^{-il\theta}$ ($\lambda/a$)")
    ax.margins(y=0.3)
    ax.legend(title="circles: lattice", ncols=5, loc="upper center")
