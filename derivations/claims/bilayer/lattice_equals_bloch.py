r"""The lattice and its Bloch Hamiltonian: plane waves diagonalise the periodic bilayer.

Statement
---------
Plane waves with :math:`k = 2\pi(m_x, m_y)/L` block-diagonalise the periodic L x L bilayer, built from its second-quantised
hoppings, into the 8 x 8 matrices H(k); its spectrum is the union of theirs:

.. math:: H(k) = \begin{pmatrix} h_{TI}(k) & t_c\tau_z \\ t_c\tau_z & \xi_k\tau_z + \Delta\tau_x \end{pmatrix}

Assumptions
-----------
1. Periodic square lattice, lattice constant 1, four components a site and layer.
2. All parameters are real; a uniform phase of Delta is removed by a gauge transformation.

Symbols
-------
E: energy of a level (lambda/a)
m_x: number of a momentum, an integer
x, y: position of a site (a)
xi: energy of the SC band (lambda/a)

References
----------
arXiv:2507.23775, Sec. II; D. I. Pikulin and M. Franz, Phys. Rev. X 7, 031006 (2017).
"""

from collections.abc import Iterator, Mapping

import numpy as np
import sympy as sp
from scipy.linalg import block_diag

from derivations.claims.shared.bilayer_domain import BILAYER_DOMAIN
from derivations.drawing import Axes, draw_levels
from numerics.compare import Comparison, roundoff
from numerics.kernels import compile_kernel
from numerics.lattice.matrix import bdg_matrix
from numerics.lattice.shapes import positions, square
from numerics.systems.bilayer import bilayer_system
from theory.algebra import IDENTITY, LOWER, PAULI_X, PAULI_Y, PAULI_Z, UPPER, Matrix, det, kron
from theory.expansion import bloch_sum, hoppings
from theory.model import charge_conjugate
from theory.models.bilayer import bilayer, mass
from theory.proof import Step
from theory.symbols.interface import Delta, M, eps_sc, eps_ti, lam, mu, t_c, t_sc
from theory.symbols.lattice import L
from theory.symbols.momentum import kx, ky

SYSTEM = bilayer()
DOMAIN = {**BILAYER_DOMAIN, L: range(4, 7)}


def steps() -> Iterator[Step]:
    """Plane waves turn the hoppings into H(k), and the boundary condition selects the momenta."""
    H = result()
    components = hoppings(H, (kx, ky))
    yield from _hopping_steps(components)
    yield Step("the Fourier components T_d, summed with exp(-i k d), are all of H(k)", bloch_sum(components, (kx, ky)), H)
    for (dx, dy), forth in components.items():
        back = components.get((-dx, -dy), sp.zeros(8, 8))
        yield Step(f"hopping by ({dx}, {dy}) and back are conjugate, so H is Hermitian", forth.H, Matrix(back))
    x, y = sp.symbols("x y", integer=True)
    wave = sp.exp(sp.I * (kx * x + ky * y))
    arrived = sum((T * wave.subs({x: x - d[0], y: y - d[1]}, simultaneous=True) for d, T in components.items()), sp.zeros(8, 8))
    yield Step("so the hoppings take exp(i k r) u to exp(i k r) H(k) u", Matrix(arrived), Matrix(wave * H))
    m_x = sp.Symbol("m_x", integer=True)
    closed = wave.subs({kx: 2 * sp.pi * m_x / L, ky: 0})
    fits = "plane waves with k = 2 pi m / L fit on the ring; there are L^2 of them, orthogonal as eigenvectors of the translations"
    yield Step(fits, sp.expand(closed.subs(x, x + L), power_exp=True), closed)
    yield Step("particle-hole symmetry: C H(-k) C^-1 = -H(k)", charge_conjugate(SYSTEM), -H)


def _hopping_steps(components: Mapping[tuple[int, ...], Matrix]) -> Iterator[Step]:
    """The Fourier components are the hoppings of the second-quantised definition."""
    half = sp.S.Half

    def block(d: tuple[int, int], rows: slice, columns: slice) -> Matrix:
        return Matrix(components.get(d, sp.zeros(8, 8))[rows, columns])

    electron, hole, ti, sc = slice(0, 2), slice(2, 4), slice(0, 4), slice(4, 8)
    along_x, along_y = sp.I * lam * half * PAULI_Y - M * half * PAULI_Z, -sp.I * lam * half * PAULI_X - M * half * PAULI_Z
    electrons = {
        (0, 0): 3 * M * half * PAULI_Z + (eps_ti - mu) * IDENTITY,
        (1, 0): along_x,
        (0, 1): along_y,
        (2, 0): M / 8 * PAULI_Z,
        (0, 2): M / 8 * PAULI_Z,
    }
    for d, amplitude in electrons.items():
        text = f"TI electrons hop by {d} with the amplitude of the definition"
        yield Step(text, block(d, electron, electron), Matrix(amplitude))
        holes = -PAULI_Y * Matrix(amplitude).conjugate() * PAULI_Y
        yield Step("and holes with minus its time-reversed conjugate", block(d, hole, hole), Matrix(holes))
    for d in ((1, 0), (0, 1)):
        yield Step(f"the SC layer hops by {d} with t_sc", block(d, sc, sc), kron(t_sc * PAULI_Z, IDENTITY))
    onsite = kron((eps_sc - mu) * PAULI_Z + Delta * PAULI_X, IDENTITY)
    yield Step("the SC layer on a site", block((0, 0), sc, sc), onsite)
    yield Step("tunnelling on a site", block((0, 0), ti, sc), kron(t_c * PAULI_Z, IDENTITY))


def result() -> Matrix:
    """H(k), 8 x 8."""
    return SYSTEM.hamiltonian


def limits() -> Iterator[Step]:
    """Decoupled layers, a single Dirac cone, the BCS spectrum."""
    H = result()
    E, xi = sp.symbols("E xi", real=True)
    yield Step("decoupled layers: no element between them at t_c = 0", Matrix(H.subs(t_c, 0)[:4, 4:]), sp.zeros(4, 4))
    dirac = lam * (kx * PAULI_Y - ky * PAULI_X)
    cone = Matrix(H[:2, :2]).subs({mu: 0, eps_ti: 0}).applyfunc(lambda entry: linear_part(entry))
    yield Step("a Dirac cone of velocity lam at Gamma", cone, Matrix(dirac))
    doubler = Matrix(H[:2, :2]).subs({kx: sp.pi, ky: 0, mu: 0, eps_ti: 0})
    yield Step("no second cone: the would-be doubler at X has the mass 2 M", doubler, Matrix(2 * M * PAULI_Z))
    superconductor = Matrix(H[4:, 4:]).subs(eps_sc, xi + mu - 2 * t_sc * (sp.cos(kx) + sp.cos(ky)))
    bcs = (E**2 - xi**2 - Delta**2) ** 2
    yield Step("the SC layer alone has the BCS spectrum", det(E * sp.eye(4) - superconductor), bcs)


def linear_part(entry: sp.Expr) -> sp.Expr:
    """Terms of first order in the momenta."""
    return sum((sp.diff(entry, k).subs({kx: 0, ky: 0}) * k for k in (kx, ky)), entry.subs({kx: 0, ky: 0}))


def mutants() -> Iterator[Matrix]:
    """Slips with signs, factors, momenta and Nambu structure."""
    H = result()
    electron, hole = kron(UPPER, UPPER, PAULI_Z), kron(UPPER, LOWER, PAULI_Z)
    dirac = lam * (sp.sin(kx) * PAULI_Y - sp.sin(ky) * PAULI_X)
    for symbol in (lam, M, mu, t_sc, Delta, kx):
        yield H.subs(symbol, -symbol)
    yield H.subs(t_c, t_c / 2)
    yield H.subs({kx: 2 * kx, ky: 2 * ky}, simultaneous=True)
    yield Matrix(H - 2 * mass() * hole)  # the mass with tau_z, as if it were odd in k
    yield Matrix(H + M * (2 - sp.cos(2 * kx) - sp.cos(2 * ky)) / 4 * (electron + hole))  # no second-neighbour hopping
    yield Matrix(H + 2 * kron(UPPER, LOWER, dirac))  # the Dirac term without tau_z
    yield Matrix(H + 2 * t_c * kron(PAULI_X, LOWER, IDENTITY))  # tunnelling of holes with the sign of electrons


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with the matrix of the periodic lattice between plane waves, diagonal and off-diagonal blocks alike.

    The lattice is assembled from hoppings that are typed independently.
    """
    sites = int(parameters.pop("L"))
    momenta = 2 * np.pi * np.arange(sites) / sites
    bloch = compile_kernel(formula, SYSTEM.arguments)(kx=momenta[:, None], ky=momenta, **parameters).reshape(-1, 8, 8)
    system = bilayer_system(**parameters)
    lattice = square(sites, layers=system.layers, periodic=True)
    H = bdg_matrix(system, lattice).toarray()
    x, y = (axis.ravel() for axis in positions(sites))
    k = np.array(np.meshgrid(momenta, momenta, indexing="ij")).reshape(2, -1)
    waves = np.exp(1j * (np.outer(x, k[0]) + np.outer(y, k[1]))) / sites  # (site, momentum)
    layers = H.reshape(2, sites**2, 4, 2, sites**2, 4)
    between = np.einsum("rk,arcbsd,sq->kacqbd", waves.conj(), layers, waves, optimize=True).reshape(len(H), len(H))
    return Comparison(
        abscissa=np.arange(len(H)),
        analytic=block_diag(*bloch),
        numeric=between,
        bound=roundoff(scale=np.linalg.norm(H, 2), size=len(H)),
    )


def draw(ax: Axes, comparison: Comparison) -> None:
    """The spectra of the blocks H(k) and of the lattice, against the number of the level."""
    formula, lattice = (np.linalg.eigvalsh(values) for values in (comparison.analytic, comparison.numeric))
    draw_levels(ax, Comparison(comparison.abscissa, formula, lattice, comparison.bound), every=4)
    ax.set(xlabel="level", ylabel=r"energy ($\lambda/a$)")
