r"""Normal-state bands of the coupled layers.

Statement
---------
Without pairing the four bands of the electrons are, for the helicities :math:`s = \pm1`,

.. math::
    E_{s,\pm} = \frac{h_s + \xi_k}2 \pm \sqrt{\left(\frac{h_s - \xi_k}2\right)^2 + t_c^2}, \qquad
    h_s = \varepsilon_{TI} - \mu + s\sqrt{\lambda^2(\sin^2k_x + \sin^2k_y) + M_k^2}

Assumptions
-----------
1. Delta = 0, or the normal state above the critical temperature; all other parameters real, any sign.
2. Electrons alone: the BdG matrix has these levels and, at -k, their negatives.

Symbols
-------
E: energy of a band (lambda/a)
d_x, d_y, d_z: components of the vector d of the TI layer (lambda/a)
epsilon: mean energy of the TI layer, eps_ti - mu (lambda/a)
h: TI level of one helicity (lambda/a)
rho: length of d (lambda/a)
xi: energy of the SC band (lambda/a)

References
----------
arXiv:2507.23775, Fig. 2, has the bands numerically.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from derivations.claims.bilayer import kp_spectrum
from derivations.claims.shared.bilayer_domain import BILAYER_DOMAIN
from derivations.drawing import Axes, draw_levels
from numerics.compare import Comparison, roundoff
from numerics.kernels import compile_kernel
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.bilayer import bilayer_system
from numerics.zone.bands import helicity_order
from theory.algebra import IDENTITY, LOWER, PAULI_X, UPPER, Matrix, kron
from theory.models.bilayer import bilayer, mass, sc_band, ti_hamiltonian
from theory.proof import Step
from theory.symbols.interface import Delta, M, eps_sc, eps_ti, lam, mu, t_c, t_sc
from theory.symbols.momentum import kx, ky

SYSTEM = bilayer()
DOMAIN = {symbol: values for symbol, values in BILAYER_DOMAIN.items() if symbol != Delta}
ELECTRONS = [0, 1, 4, 5]  # TI up, down, SC up, down
h, xi = sp.symbols("h xi", real=True)


def band(sign: int) -> sp.Expr:
    """The upper or the lower of two hybridised levels h and xi."""
    return (h + xi) / 2 + sign * sp.sqrt(((h - xi) / 2) ** 2 + t_c**2)


def steps() -> Iterator[Step]:
    """Helicity is conserved, and within a helicity two levels repel."""
    E, d_x, d_y, d_z = sp.symbols("E d_x d_y d_z", real=True)
    normal = Matrix(SYSTEM.hamiltonian.extract(ELECTRONS, ELECTRONS))
    blocks = kron(UPPER, ti_hamiltonian()) + kron(LOWER, sc_band() * IDENTITY) + kron(PAULI_X, t_c * IDENTITY)
    yield Step("electrons: the TI layer, the SC layer, tunnelling without spin", normal, Matrix(blocks))
    spin = Matrix([[d_z, d_x - sp.I * d_y], [d_x + sp.I * d_y, -d_z]])
    d = {d_x: -lam * sp.sin(ky), d_y: lam * sp.sin(kx), d_z: mass()}
    yield Step("the TI layer: a level and d . sigma", ti_hamiltonian(), Matrix((eps_ti - mu) * IDENTITY + spin.subs(d)))
    yield Step("whose square is the number d^2", Matrix(spin**2), Matrix((d_x**2 + d_y**2 + d_z**2) * IDENTITY))
    level, modulus = sp.symbols("epsilon rho", real=True)
    generic = Matrix(
        kron(UPPER, Matrix(level * IDENTITY + spin)) + kron(LOWER, Matrix(xi * IDENTITY)) + kron(PAULI_X, Matrix(t_c * IDENTITY))
    )
    factors = sp.prod((E - level - s * modulus) * (E - xi) - t_c**2 for s in (1, -1))
    polynomial = sp.expand((E * sp.eye(4) - generic).det(method="berkowitz")).subs(d_z, sp.sqrt(modulus**2 - d_x**2 - d_y**2))
    yield Step("the characteristic polynomial: two levels h and xi a helicity, coupled by t_c", sp.expand(polynomial), factors)
    for sign in (-1, 1):
        yield Step("which the bands solve", (band(sign) - h) * (band(sign) - xi), t_c**2)
    yield Step("both of them: their sum is the trace", band(1) + band(-1), h + xi)
    size = sp.sqrt(sum(component**2 for component in d.values()))
    stated = [band(sign).subs({h: eps_ti - mu + s * size, xi: sc_band()}) for s in (-1, 1) for sign in (-1, 1)]
    yield Step("with |d| the statement", result(), Matrix(stated))


def helicity_level(s: int) -> sp.Expr:
    """h_s, the band of that helicity of the bare TI layer."""
    return eps_ti - mu + s * sp.sqrt(lam**2 * (sp.sin(kx) ** 2 + sp.sin(ky) ** 2) + mass() ** 2)


def result() -> Matrix:
    """Helicity -1 (lower, upper), then helicity +1 (lower, upper); column of length 4."""
    return Matrix([band(sign).subs({h: helicity_level(s), xi: sc_band()}) for s in (-1, 1) for sign in (-1, 1)])


def limits() -> Iterator[Step]:
    """Decoupled, at Gamma, and the square of the BdG energy."""
    gamma = {kx: 0, ky: 0, mu: 0, eps_ti: 0}
    at_gamma = result().subs(gamma).subs(eps_sc, -4 * t_sc)
    yield Step("at Gamma the layers split by t_c", at_gamma, sp.Abs(t_c) * Matrix([-1, 1, -1, 1]))
    apart = sp.Abs(h - xi) / 2
    yield Step("decoupled: the bare levels", band(1).subs(t_c, 0), (h + xi) / 2 + apart)
    A, B, _ = kp_spectrum.coefficients()
    here = {kp_spectrum.xi_t: h, kp_spectrum.xi: xi, Delta: 0}
    yield Step("no mass: kp_spectrum at Delta = 0, the product", B.subs(here), sp.expand(band(1) * band(-1)) ** 2)
    yield Step("and the sum of the squares", A.subs(here), sp.expand(band(1) ** 2 + band(-1) ** 2))


def mutants() -> Iterator[Matrix]:
    """Signs and factors, bands exchanged."""
    formula = result()
    yield formula.subs(t_c, t_c / 2)
    yield formula.subs(M, M / 2)
    yield formula.subs(lam, 2 * lam)
    yield formula.subs(eps_ti, -eps_ti)
    yield formula.subs(mu, -mu)
    yield formula.subs(eps_sc, 2 * eps_sc)
    yield formula.subs(t_sc, -t_sc)
    wrong = [(h + xi) / 2 + sign * sp.sqrt((h - xi) ** 2 + t_c**2) for sign in (-1, 1)]
    yield Matrix([E.subs({h: helicity_level(s), xi: sc_band()}) for s in (-1, 1) for E in wrong])
    for order in ([1, 0, 3, 2], [2, 3, 0, 1], [0, 3, 2, 1]):  # upper for lower, one helicity for the other, either
        yield Matrix([formula[index] for index in order])


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with the electron block of the lattice hoppings without pairing, on a line that meets no symmetry axis.

    The bands are not sorted: the states of the lattice tell their helicity, by the spin along the traceless part of the TI layer.
    """
    kx_, ky_ = np.cos(0.3) * (k := np.linspace(0.05, 2 * np.pi, 81)), np.sin(0.3) * k
    bands = compile_kernel(formula, (kx, ky, *DOMAIN))(kx=kx_, ky=ky_, **parameters)[..., 0]
    H = bloch_matrix(bilayer_system(**parameters, Delta=0.0), kx=kx_, ky=ky_)[:, ELECTRONS][..., ELECTRONS]
    energies, states = np.linalg.eigh(H)
    numeric = np.take_along_axis(energies, lattice_order(H, states), axis=-1)
    norm = np.linalg.norm(H, 2, axis=(-2, -1)).max() + 4 * abs(parameters["M"]) + 8 * abs(parameters["t_sc"])
    return Comparison(k, bands.T, numeric.T, bound=roundoff(scale=norm, size=8))


def lattice_order(H: NDArray[Any], states: NDArray[Any]) -> NDArray[np.intp]:
    """The order of ``result`` for states of the electron block in ascending order of energy."""
    layer = H[..., :2, :2]
    level = np.trace(layer, axis1=-2, axis2=-1) / 2
    return helicity_order(states, layer - level[..., None, None] * np.eye(2))


def draw(ax: Axes, comparison: Comparison) -> None:
    """The four bands."""
    draw_levels(ax, comparison, every=2)
    ax.set(xlabel="|k| (1/a), 17 degrees from the x axis", ylabel=r"energy ($\lambda/a$)")
