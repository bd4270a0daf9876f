r"""Spin texture of the hybridised normal-state bands.

Statement
---------
Every band of ``hybridised_bands`` is fully polarised, in both layers alike, along or against :math:`d_k`:

.. math::
    \langle\boldsymbol\sigma\rangle_{s,\pm} &= s\,\frac{d_k}{|d_k|}, \qquad d_k = (-\lambda\sin k_y, \lambda\sin k_x, M_k) \\
    w_{s,\pm} &= \frac12\left[1 \pm \frac{h_s - \xi_k}{\sqrt{(h_s - \xi_k)^2 + 4t_c^2}}\right]

w is the probability in the TI layer: tunnelling lends the SC layer the spin of the TI layer, to the fraction 1 - w. The
in-plane spin is perpendicular to :math:`(\sin k_x, \sin k_y)`; around Gamma it turns once, in the sense of k, whatever the
signs of s and lam, around X and Y once against it. The mass tilts it out of the plane, by an angle of order :math:`M
k^3/(8\lambda)` near Gamma.

Assumptions
-----------
1. Delta = 0; all other parameters real, any sign; :math:`d_k` and t_c not zero.

Symbols
-------
d_x, d_y, d_z: components of the vector d of the TI layer (lambda/a)
h: TI level of one helicity (lambda/a)
q: momentum on the axis (1/a)
xi: energy of the SC band (lambda/a)

References
----------
arXiv:2507.23775, Figs. 2 and 3, has spin-resolved bands numerically.
"""

from collections.abc import Iterator
from functools import cache

import numpy as np
import sympy as sp

from derivations.claims.bilayer import hybridised_bands
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison
from numerics.kernels import compile_kernel
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.bilayer import bilayer_system
from numerics.systems.definition import SIGMA_0, SIGMA_X, SIGMA_Y, SIGMA_Z
from numerics.zone.bands import expectation
from theory.algebra import IDENTITY, LOWER, PAULI_X, PAULI_Y, PAULI_Z, UPPER, Matrix, det, kron
from theory.expansion import kp_expansion
from theory.models.bilayer import bilayer, mass, sc_band, ti_hamiltonian
from theory.proof import Step
from theory.symbols.interface import M, eps_sc, eps_ti, lam, mu, t_c
from theory.symbols.momentum import kx, ky, zeta_x, zeta_y

SYSTEM = bilayer()
DOMAIN = hybridised_bands.DOMAIN
BANDS = tuple((s, sign) for s in (-1, 1) for sign in (-1, 1))
h, xi = hybridised_bands.h, hybridised_bands.xi


def direction() -> Matrix:
    """d_k, as a row."""
    return Matrix([[-lam * sp.sin(ky), lam * sp.sin(kx), mass()]])


def weight(sign: int) -> sp.Expr:
    """Probability in the TI layer in the upper or lower of two hybridised levels h (TI) and xi (SC)."""
    return (1 + sign * (h - xi) / sp.sqrt((h - xi) ** 2 + 4 * t_c**2)) / 2


def steps() -> Iterator[Step]:
    """The projector on a band is that of the layers times that of the helicity."""
    d_x, d_y, d_z = sp.symbols("d_x d_y d_z", real=True)
    size = sp.sqrt(d_x**2 + d_y**2 + d_z**2)
    paulis = (PAULI_X, PAULI_Y, PAULI_Z)
    spin = sum((d * sigma for d, sigma in zip((d_x, d_y, d_z), paulis, strict=True)), sp.zeros(2, 2))
    d = dict(zip((d_x, d_y, d_z), direction(), strict=True))
    yield Step("the TI layer has d . sigma", ti_hamiltonian(), Matrix((eps_ti - mu) * IDENTITY + spin.subs(d)))
    for s in (1, -1):
        helical = Matrix((IDENTITY + s * spin / size) / 2)
        yield Step(f"the projector on helicity {s:+d}", Matrix(helical**2), helical)
        yield Step("is an eigenspace of d . sigma", Matrix(spin * helical), Matrix(s * size * helical))
        polarisation = Matrix([[(sigma * helical).trace() for sigma in paulis]])
        yield Step("in which the spin is s d/|d|", polarisation, Matrix([[s * d_x, s * d_y, s * d_z]]) / size)
    layers = Matrix([[h, t_c], [t_c, xi]])
    root = sp.sqrt((h - xi) ** 2 + 4 * t_c**2)
    for sign in (1, -1):
        projector = Matrix(IDENTITY / 2 + sign * Matrix([[h - xi, 2 * t_c], [2 * t_c, xi - h]]) / (2 * root))
        E = hybridised_bands.band(sign)
        yield Step("two coupled levels: a projector", Matrix(projector**2).applyfunc(sp.simplify), projector.applyfunc(sp.simplify))
        residual = Matrix((layers - E * IDENTITY) * projector).applyfunc(sp.simplify)
        yield Step("on the state of energy E", residual, sp.zeros(2, 2))
        yield Step("its weight in the TI layer", projector[0, 0], weight(sign))
    normal = Matrix(SYSTEM.hamiltonian.extract(hybridised_bands.ELECTRONS, hybridised_bands.ELECTRONS))
    blocks = kron(UPPER, ti_hamiltonian()) + kron(LOWER, sc_band() * IDENTITY) + kron(PAULI_X, t_c * IDENTITY)
    yield Step("the tunnelling does not touch the spin: the band is the product of both", normal, Matrix(blocks))
    yield from _texture_steps()
    stated = [[*(s * component for component in direction() / direction().norm())] for s, _ in BANDS]
    yield Step("the spin of the statement", Matrix(result()[:, :3]), Matrix(stated))
    weights = [weight(sign).subs({h: hybridised_bands.helicity_level(s), xi: sc_band()}) for s, sign in BANDS]
    yield Step("and the weight", Matrix(result()[:, 3]), Matrix(weights))


def _texture_steps() -> Iterator[Step]:
    """Perpendicular to k, winding, tilt."""
    plane = Matrix(direction()[:2])
    transverse = plane.dot(Matrix([sp.sin(kx), sp.sin(ky)]))
    yield Step("the in-plane spin is perpendicular to (sin kx, sin ky)", transverse, sp.S.Zero)
    about = {sp.cos(kx): zeta_x, sp.cos(ky): zeta_y}
    turning = det(plane.jacobian([kx, ky])).subs(about)
    yield Step("and turns around an invariant momentum as k does times zeta_x zeta_y", turning, lam**2 * zeta_x * zeta_y)
    q = sp.Symbol("q", positive=True)
    tilt = kp_expansion(mass(), (kx, ky), about=(0, 0), order=4).subs({kx: q, ky: 0}) / (lam * q)
    yield Step("out of the plane by M k^3/(8 lam) near Gamma, on the axis", tilt, M * q**3 / (8 * lam))


def result() -> Matrix:
    """One row a band, in the order of hybridised_bands: <sigma_x>, <sigma_y>, <sigma_z>, weight in the TI layer."""
    unit = direction() / sp.sqrt(lam**2 * (sp.sin(kx) ** 2 + sp.sin(ky) ** 2) + mass() ** 2)
    rows = []
    for s, sign in BANDS:
        in_ti = weight(sign).subs({h: hybridised_bands.helicity_level(s), xi: sc_band()})
        rows.append([*(s * component for component in unit), in_ti])
    return Matrix(rows)


def limits() -> Iterator[Step]:
    """Full polarisation, weak and strong coupling, no mass."""
    unit = Matrix(result()[0, :3])
    yield Step("fully polarised", unit.dot(unit), sp.S.One)
    p = sp.Symbol("p", positive=True)
    apart = {h: xi + p, t_c: 0}
    yield Step("decoupled: the upper of two levels is the TI layer's if h > xi", weight(1).subs(apart), sp.S.One)
    yield Step("resonant: half in each layer", weight(1).subs(h, xi), sp.S.Half)
    yield Step("both levels share one TI state", weight(1) + weight(-1), sp.S.One)
    flat = unit.subs(M, 0)[2]
    yield Step("no mass: in the plane", flat, sp.S.Zero)


def mutants() -> Iterator[Matrix]:
    """Helicities exchanged, spin along k, one component reversed, no tilt, weights exchanged or wrong."""
    formula = result()
    columns = [formula[:, index] for index in range(4)]
    yield Matrix.hstack(-columns[0], -columns[1], -columns[2], columns[3])
    yield Matrix.hstack(columns[1], -columns[0], columns[2], columns[3])
    yield Matrix.hstack(-columns[0], columns[1], columns[2], columns[3])
    yield Matrix.hstack(columns[0], columns[1], -columns[2], columns[3])
    yield Matrix.hstack(columns[0], columns[1], 0 * columns[2], columns[3])
    yield Matrix.hstack(*columns[:3], sp.ones(4, 1) - columns[3])
    yield formula.extract([2, 3, 0, 1], [0, 1, 2, 3])
    yield formula.subs(t_c, t_c / 2)
    yield formula.subs(lam, -lam)
    yield formula.subs(eps_ti, -eps_ti)
    yield formula.subs(eps_sc, -eps_sc)
    yield formula.subs(M, M / 2)


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with expectation values in the eigenvectors of the lattice hoppings without pairing.

    The bands are those of either sign of the spin along the traceless part of the TI layer, in order of energy.

    Divided by their rounding: an eigenvector errs by eps |H| over the distance to the nearest level.
    """
    k, found, rounding = _expectations(**parameters)
    stated = compile_kernel(formula, (kx, ky, *DOMAIN))(kx=np.cos(0.3) * k, ky=np.sin(0.3) * k, **parameters)
    return Comparison(k, np.moveaxis(stated / rounding, 0, -1), np.moveaxis(found / rounding, 0, -1), bound=1.0)


@cache
def _expectations(**parameters: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Momenta, expectation values (momenta, bands, 4), and rounding (momenta, 1, 1)."""
    electrons = hybridised_bands.ELECTRONS
    k = np.linspace(0.2, 2.9, 60)
    system = bilayer_system(**parameters, Delta=0.0)
    H = bloch_matrix(system, kx=np.cos(0.3) * k, ky=np.sin(0.3) * k)[:, electrons][..., electrons]
    energies, states = np.linalg.eigh(H)
    operators = [np.kron(np.eye(2), sigma) for sigma in (SIGMA_X, SIGMA_Y, SIGMA_Z)] + [np.kron(np.diag([1, 0]), SIGMA_0)]
    found = np.stack([expectation(states, operator) for operator in operators], axis=-1)
    found = np.take_along_axis(found, hybridised_bands.lattice_order(H, states)[..., None], axis=-2)
    norm = np.linalg.norm(H, 2, axis=(-2, -1)) + 4 * abs(parameters["M"]) + 8 * abs(parameters["t_sc"])
    # The direction of d errs by its own rounding over its length: |d| is half the distance of the helicities of the TI layer.
    length = np.ptp(np.linalg.eigvalsh(H[:, :2, :2]), axis=-1) / 2
    spacing = np.minimum(np.diff(energies, axis=-1).min(axis=-1), length)
    return k, found, (16 * np.finfo(float).eps * norm / spacing)[:, None, None]


def draw(ax: Axes, comparison: Comparison) -> None:
    """Spin and weight in the TI layer, lower band of helicity -1; the rounding is divided out by the length of the spin."""
    scale = np.sqrt((comparison.numeric[0, :3] ** 2).sum(axis=0))
    for index, name in enumerate((r"$\langle\sigma_x\rangle$", r"$\langle\sigma_y\rangle$", r"$\langle\sigma_z\rangle$", "weight")):
        ax.plot(comparison.abscissa, comparison.analytic[0, index] / scale, color=COLOURS[index], label=name)
        circles(ax, comparison.abscissa[::2], (comparison.numeric[0, index] / scale)[::2], colour=COLOURS[index])
    ax.set(xlabel="|k| (1/a), 17 degrees from the x axis", ylabel="lower band of helicity -1", ylim=(-1.1, 1.6))
    ax.legend(title="circles: lattice", ncols=4, loc="upper left")
