r"""Interference of evanescent waves in the two layers: why an edge mode oscillates in step in both.

Statement
---------
Let two waves of factors z and :math:`z^*`, with :math:`k_y = 0`, solve the equations of the bulk at zero energy, with spinors
:math:`\psi, \psi'` in the TI layer and :math:`\chi, \chi'` in the SC layer. Then

.. math::
    \frac{\chi'^\dagger\chi}{\psi'^\dagger\psi} = \frac{t_c^2}{\xi^2 + \Delta^2}, \qquad
    \xi = \varepsilon_{SC} - \mu + t_{SC}(2 + z + z^{-1}).

The density of :math:`A\psi z^x + B\psi'(z^*)^x` is an exponential times :math:`1 + b\cos(2qx + \varphi)`, :math:`q =
\operatorname{arg}z`, and this is the ratio of the oscillating terms of the two layers: that of the SC layer lags by
:math:`\operatorname{arg}(\xi^2 + \Delta^2)/2q` sites. As long as the SC band is flat, :math:`|\xi| \ll |\Delta|`, the layers
oscillate in step. For the slowest waves with the default parameters the lag is 0.011, 0.0094, 0.0076, 0.0059, 0.0038 sites at
t_c = 0.9, 1.2, 1.6, 2.0, 2.5. For real z it is the ratio of the densities.

Assumptions
-----------
1. Zero energy, :math:`k_y = 0`; tunnelling without spin; the TI layer may be any.
2. Only the two waves are left, far from the edge; nearer to it all decaying waves interfere.

Symbols
-------
a, b: amplitudes of the waves of z and of its conjugate
epsilon: number that makes the band narrow
q: wave number of the oscillation (1/a)
x: distance along the decay (a)
xi: energy of the SC band at z (lambda/a)

References
----------
arXiv:2507.23775, Fig. 4(d), where the oscillations are said to be shifted; the ratio is derived here.
"""

from collections.abc import Iterator

import numpy as np
import sympy as sp

from derivations.claims.edge import zero_energy_decay
from derivations.claims.shared.bilayer_domain import BILAYER_DOMAIN
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison
from numerics.kernels import compile_kernel
from numerics.lattice.evanescent import bulk_wave, decaying_factors
from numerics.systems.bilayer import bilayer_system
from numerics.systems.definition import System
from theory.algebra import Matrix, dagger
from theory.models.bilayer import bilayer, sc_band
from theory.proof import Step
from theory.symbols.interface import Delta, eps_sc, mu, t_c, t_sc
from theory.symbols.momentum import z

SYSTEM = bilayer()
DOMAIN = {symbol: interval for symbol, interval in BILAYER_DOMAIN.items() if symbol != t_c}
ARGUMENTS = (z, eps_sc, mu, t_sc, Delta, t_c)
TUNNELLING = np.linspace(0.4, 2.5, 22)
SLOWEST = 8  # waves that are compared at each tunnelling
JUMP = 1.0  # of the phase in degrees: another wave
q, kappa, x = sp.symbols("q kappa x", real=True)
band = sp.Symbol("xi", complex=True)


def steps() -> Iterator[Step]:
    """Eliminate the SC layer at zero energy; multiply the waves of z and of its conjugate; read off the oscillation."""
    yield Step("the band of the SC layer", zero_energy_decay.complex_momentum(sc_band()), sp.expand(xi()))
    yield Step("at the conjugate of z it is conjugate", sp.conjugate(xi().subs(z, sp.conjugate(z))), xi())
    H = SYSTEM.hamiltonian
    of_band = H[4:, 4:].subs(sc_band(), band)
    yield Step(
        "zero energy, SC layer: H_SC chi + H_T psi = 0 with chi = L psi", of_band * elimination() + H[4:, :4], sp.zeros(4, 4)
    )
    partner = dagger(elimination().subs(band, sp.conjugate(band)))  # of the wave at z^*, whose band is conjugate
    product = partner * elimination()
    yield Step("chi'^+ chi = psi'^+ L(z^*)^+ L(z) psi: a number times psi'^+ psi", product, ratio(band) * sp.eye(4))
    a, b = sp.symbols("a b", complex=True)
    wave = a * sp.exp((sp.I * q - kappa) * x) + b * sp.exp((-sp.I * q - kappa) * x)
    density = sp.expand(sp.expand(wave * sp.conjugate(wave)) * sp.exp(2 * kappa * x))
    crossed = a * sp.conjugate(b) * sp.exp(2 * sp.I * q * x)
    expected = a * sp.conjugate(a) + b * sp.conjugate(b) + crossed + sp.conjugate(crossed)
    yield Step("the density oscillates by the product of the two waves alone", sp.powsimp(density), sp.powsimp(sp.expand(expected)))
    yield Step("as a function of z the product is the statement", Matrix(product.subs(band, xi())), result() * sp.eye(4))


def xi() -> sp.Expr:
    """The band of the SC layer as a function of z, at ky = 0."""
    return eps_sc - mu + t_sc * (2 + z + 1 / z)


def elimination() -> Matrix:
    """L: the part of a zero-energy wave in the SC layer from that in the TI layer, in Nambu space."""
    H = SYSTEM.hamiltonian
    inverse = H[4:, 4:].subs(sc_band(), band) / (band**2 + Delta**2)  # a square root of xi^2 + Delta^2
    return Matrix((-inverse * H[4:, :4]).applyfunc(sp.expand))


def ratio(of_band: sp.Expr) -> sp.Expr:
    """Interference term of the SC layer over that of the TI layer."""
    return t_c**2 / (of_band**2 + Delta**2)


def result() -> sp.Expr:
    """Interference term of the SC layer over that of the TI layer, from the factor z."""
    return ratio(xi())


def limits() -> Iterator[Step]:
    """Flat band; Gamma; a normal metal; weak pairing to first order."""
    flat = result().subs({t_sc: 0, eps_sc: mu})
    yield Step("flat SC band at the Fermi level: in step, whatever z", flat, t_c**2 / Delta**2)
    at_gamma = result().subs({z: 1, eps_sc: mu - 4 * t_sc})
    yield Step("z = 1, the band touching the Fermi level: in step", at_gamma, t_c**2 / Delta**2)
    yield Step("without pairing: the amplitudes of perturbation theory, squared", result().subs(Delta, 0), (t_c / xi()) ** 2)
    small = sp.Symbol("epsilon")
    leading = sp.series(ratio(small * band), small, 0, 3).removeO()
    yield Step("narrow band: the lag is of second order", leading, t_c**2 / Delta**2 * (1 - small**2 * band**2 / Delta**2))


def mutants() -> Iterator[sp.Expr]:
    """Densities instead of interference; signs; powers; a wrong band."""
    formula = result()
    yield t_c**2 / (xi() * sp.conjugate(xi()) + Delta**2)
    yield formula.subs(z, sp.conjugate(z))
    yield t_c**2 / (Delta**2 - xi() ** 2)
    yield t_c**2 / (xi() ** 2 + 2 * Delta**2)
    yield formula / t_c
    yield -formula
    yield formula.subs(t_sc, -t_sc)
    yield formula.subs(mu, -mu)
    yield formula.subs(z, z**2)


def validate(formula: sp.Expr, **parameters: float) -> Comparison:
    """Compare with the waves themselves: null vectors of the hoppings at the factors of a matrix pencil, and at their conjugates.

    At each tunnelling the slowest eight. The unit is the error, to first order, of the products of the null vectors.
    """
    values = compile_kernel(formula, ARGUMENTS)
    given = {symbol.name: parameters[symbol.name] for symbol in ARGUMENTS[1:-1]}
    found = []
    for tunnelling in TUNNELLING:
        system = bilayer_system(**parameters, t_c=tunnelling)
        for factor in decaying_factors(system, ky=0.0)[0][:SLOWEST]:
            found.append((values(z=factor, t_c=tunnelling, **given), *_interference(system, factor)))
    analytic, numeric, error = np.array(found).reshape(len(TUNNELLING), SLOWEST, 3).T
    return Comparison(abscissa=TUNNELLING, analytic=analytic, numeric=numeric, bound=1.0, unit=error.real)


def _interference(system: System, factor: complex) -> tuple[complex, float]:
    """chi'^+ chi over psi'^+ psi for the waves at a factor and at its conjugate, and its error to first order."""
    (wave, off), (partner, off_partner) = (bulk_wave(system, at, ky=0.0) for at in (factor, np.conj(factor)))
    below, above = partner[:4].conj() @ wave[:4], partner[4:].conj() @ wave[4:]
    return above / below, (off + off_partner) * (1 + abs(above / below)) / abs(below)


def draw(ax: Axes, comparison: Comparison) -> None:
    """Phase of the slowest wave at each tunnelling; where another wave takes over, the line is broken."""
    phase, judged = (np.degrees(abs(np.angle(values[0]))) for values in (comparison.analytic, comparison.numeric))
    jumps = np.flatnonzero(abs(np.diff(phase)) > JUMP) + 1
    ax.plot(*(np.insert(values, jumps, np.nan) for values in (comparison.abscissa, phase)), color=COLOURS[0], label="formula")
    circles(ax, comparison.abscissa, judged, colour=COLOURS[1], label="waves of the lattice")
    ax.set(xlabel=r"$t_c$ ($\lambda/a$)", ylabel="phase between the layers (degrees)")
    ax.legend()
