r"""Self-energy of the TI layer: the superconductor integrated out.

Statement
---------
.. math::
    \Sigma(\omega) = t_c^2\,\frac{\omega + \xi_k\tau_z - \Delta\tau_x}{\omega^2 - \xi_k^2 - \Delta^2}

The levels of the bilayer are, exactly, those of the TI layer with this self-energy:

.. math:: \det(\omega - H_k) = (\omega^2 - \xi_k^2 - \Delta^2)^2\,\det[\omega - h_k - \Sigma(\omega)]

The tunnelling is :math:`t_c\tau_z`: seen through it, the pairing of the superconductor changes its sign, its band does not. At zero
frequency the denominator turns both: the induced pairing has the sign of Delta, the level shift that of level repulsion.

Assumptions
-----------
1. Any complex omega that is not a level of the decoupled superconductor; all parameters real, any sign.
2. Tunnelling is local: in real space Sigma connects only sites above the superconductor. Inside an antidot, where the SC sites are
   removed, there is none, neither pairing nor level shift.

Symbols
-------
nu: frequency, real (lambda/a)
xi: energy of the SC band (lambda/a)

References
----------
arXiv:2507.23775, Sec. III.4 (the single-layer model is fitted there).
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, TypeAlias

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from derivations.claims.shared.bilayer_domain import BILAYER_DOMAIN
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison, roundoff
from numerics.kernels import compile_kernel
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.bilayer import bilayer_system
from theory.algebra import IDENTITY, PAULI_X, PAULI_Y, PAULI_Z, Matrix, det, kron
from theory.effective import self_energy
from theory.models.bilayer import bdg_matrix, bilayer, sc_band, ti_hamiltonian
from theory.proof import Step
from theory.symbols.interface import Delta, eps_sc, mu, t_c, t_sc
from theory.symbols.levels import omega
from theory.symbols.momentum import kx, ky

SYSTEM = bilayer()
Array: TypeAlias = NDArray[Any]
DOMAIN = dict(BILAYER_DOMAIN)
ARGUMENTS = (omega, kx, ky, mu, eps_sc, t_sc, Delta, t_c)
HEIGHT = 0.3  # Im omega of the judge
TI = range(4)
xi = sp.Symbol("xi", real=True)


def layers() -> Matrix:
    """H(k) with the symbol xi for the SC band."""
    return bdg_matrix(ti_hamiltonian(), xi)


def formula(band: sp.Expr) -> Matrix:
    """Sigma(omega) for a value of the SC band."""
    numerator = omega * kron(IDENTITY, IDENTITY) + kron(band * PAULI_Z - Delta * PAULI_X, IDENTITY)
    return Matrix(t_c**2 * numerator / (omega**2 - band**2 - Delta**2))


def steps() -> Iterator[Step]:
    """The Green's function of the superconductor between two tunnellings; a block-triangular factorisation of the determinant."""
    H, W = layers(), xi**2 + Delta**2
    yield Step("H(k), with xi the SC band", SYSTEM.hamiltonian, Matrix(H.subs(xi, sc_band())))
    hop, sc = Matrix(H[:4, 4:]), Matrix(H[4:, 4:])
    yield Step("the tunnelling turns pairing, not the band", Matrix(hop * sc * hop), Matrix(t_c**2 * (sc - 2 * sc.subs(xi, 0))))
    one = sp.eye(4)
    yield Step(
        "the superconductor squares to W: (omega - H_SC)^-1 = (omega + H_SC)/(omega^2 - W)", Matrix(sc * sc), Matrix(W * one)
    )
    sigma = Matrix(hop * (omega * one + sc) * hop / (omega**2 - W))
    yield Step("between two tunnellings", sigma, formula(xi))
    yield Step("elimination of the SC components in general gives the same", self_energy(H, kept=TI, omega=omega), formula(xi))
    unit = Matrix(sp.BlockMatrix([[one, sp.zeros(4, 4)], [(omega * one + sc) * hop / (omega**2 - W), one]]).as_explicit())
    triangular = [[omega * one - H[:4, :4] - formula(xi), -hop], [sp.zeros(4, 4), omega * one - sc]]
    yield Step(
        "times a matrix of determinant one, omega - H is block-triangular",
        Matrix(((omega * sp.eye(8) - H) * unit).applyfunc(sp.together)),
        Matrix(sp.BlockMatrix(triangular).as_explicit()),
    )
    yield Step("whose second block has the determinant", det(omega * one - sc), (omega**2 - W) ** 2)
    yield Step("with the band of the lattice: the statement", result(), Matrix(sigma.subs(xi, sc_band())))


def result() -> Matrix:
    """Sigma(omega), tau x sigma."""
    return formula(sc_band())


def limits() -> Iterator[Step]:
    """Zero and infinite frequency, the normal state, particle-hole symmetry."""
    sigma, one = result(), sp.eye(4)
    band = sc_band()
    static = t_c**2 / (band**2 + Delta**2) * kron(Delta * PAULI_X - band * PAULI_Z, IDENTITY)
    yield Step("zero frequency: pairing of the sign of Delta, and level repulsion", Matrix(sigma.subs(omega, 0)), Matrix(static))
    normal = sigma.subs(Delta, 0)[0, 0]
    yield Step(
        "normal state: an electron in the SC layer, t_c^2/(omega - xi)", sp.cancel(normal), sp.cancel(t_c**2 / (omega - band))
    )
    far = sp.Symbol("rho", positive=True)
    weight = Matrix((far * sigma.subs(omega, far)).applyfunc(lambda entry: sp.limit(entry, far, sp.oo)))
    yield Step("high frequency: t_c^2/omega, the weight of the tunnelling", weight, Matrix(t_c**2 * one))
    C, real = kron(PAULI_Y, PAULI_Y), sp.Symbol("nu", real=True)
    turned = C * sigma.subs({omega: -real}).xreplace({kx: -kx, ky: -ky}).conjugate() * C
    yield Step("particle-hole symmetry: C Sigma(-omega) C^-1 = -Sigma(omega)", Matrix(turned), Matrix(-sigma.subs(omega, real)))


def mutants() -> Iterator[Matrix]:
    """Signs, a tunnelling without tau_z, factors, a forgotten term of the denominator."""
    sigma = result()
    yield sigma.subs(Delta, -Delta)
    yield sigma.subs({mu: -mu, eps_sc: -eps_sc, t_sc: -t_sc}, simultaneous=True)
    yield sigma.subs(omega, -omega)
    yield Matrix(-sigma)
    yield sigma.subs(t_c, t_c / 2)
    yield sigma.subs(t_sc, t_sc / 2)
    yield sigma.subs(mu, 0)
    yield Matrix(sigma * (omega**2 - sc_band() ** 2 - Delta**2) / (omega**2 - sc_band() ** 2))


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with the Green's function of the lattice: omega - h - Sigma is the inverse of its TI block, element by element.

    At momenta without symmetry and complex frequencies, 0.3 above the real axis. The rounding error of the two inversions is
    bounded by the norms of the matrices inverted.
    """
    frequencies, momenta, numeric, bound = _judged(**parameters)
    fixed = {symbol.name: parameters[symbol.name] for symbol in ARGUMENTS[3:]}
    sigma = compile_kernel(formula, ARGUMENTS)(
        omega=frequencies, kx=momenta[:, :1], ky=momenta[:, 1:], **fixed
    )  # (momentum, frequency, 4, 4)
    return Comparison(frequencies.real, np.moveaxis(sigma, 1, -1), numeric, bound)


@cache
def _judged(**parameters: float) -> tuple[Array, Array, Array, float]:
    frequencies = np.linspace(-3.0, 3.0, 61) + 1j * HEIGHT
    momenta = np.array([[0.4, 0.2], [1.3, -0.7], [-2.1, 2.9]])
    H = bloch_matrix(bilayer_system(**parameters), kx=momenta[:, :1], ky=momenta[:, 1:])
    inverse, bound = inverse_greens_function(H, frequencies)
    sigma = frequencies[:, None, None] * np.eye(4) - H[..., :4, :4] - inverse
    return frequencies, momenta, np.moveaxis(sigma, 1, -1), bound


def inverse_greens_function(H: Array, frequencies: Array) -> tuple[Array, float]:
    """Inverse of the TI block of (omega - H)^-1, shape (*batch, 4, 4), and a bound of its rounding error."""
    shifted = frequencies[:, None, None] * np.eye(8) - H
    green = np.linalg.inv(shifted)
    inverse = np.linalg.inv(green[..., :4, :4])
    size, far, back = (np.linalg.norm(matrix, 2, axis=(-2, -1)) for matrix in (shifted, green, inverse))
    # Of the first inversion eps |omega - H| |G|^2, carried through the second; of the second eps |G| |G_TI^-1|^2.
    return inverse, roundoff((size * far + 1) * far * back**2, size=8)


def draw(ax: Axes, comparison: Comparison) -> None:
    """Electron and pairing element at the first momentum."""
    for index, (column, name) in enumerate(((0, "electron to electron"), (2, "hole to electron"))):
        for part, style, kind in ((np.real, "-", "Re"), (np.imag, "--", "Im")):
            line, points = (part(values[0, 0, column]) for values in (comparison.analytic, comparison.numeric))
            ax.plot(comparison.abscissa, line, style, color=COLOURS[index], label=f"{kind}, {name}")
            circles(ax, comparison.abscissa[::2], points[::2], colour=COLOURS[index])
    ax.set(xlabel=r"Re $\omega$ ($\lambda/a$)", ylabel=r"$\Sigma$ ($\lambda/a$), at Im $\omega$ = 0.3")
    ax.legend(title="circles: lattice", fontsize="small")
