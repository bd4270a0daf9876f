r"""Lattice = Bloch: the periodic bilayer is diagonalised by plane waves.

Statement
---------
The spectrum of the periodic L x L bilayer, built from its second-quantised hoppings, is the union of the spectra of the
8 x 8 matrix H(k) over the momenta :math:`k = 2\pi(m_x, m_y)/L`:

.. math:: H(k) = \begin{pmatrix} h_{TI}(k) & t_c\tau_z \\ t_c\tau_z & \xi_k\tau_z + \Delta\tau_x \end{pmatrix}

Assumptions
-----------
1. Periodic square lattice, lattice constant 1, four components a site and layer.
2. All parameters are real; a uniform phase of Delta is removed by a gauge transformation.

References
----------
arXiv:2507.23775, Sec. II; D. I. Pikulin and M. Franz, Phys. Rev. X 7, 031006 (2017).
"""

from collections.abc import Iterator

import numpy as np
import sympy as sp
from matplotlib.axes import Axes

from derivations.drawing import draw_levels
from numerics.compare import Comparison, roundoff
from numerics.geometry import square
from numerics.kernels import compile_kernel
from numerics.lattice import bdg_matrix
from numerics.systems import bilayer as hoppings_of_bilayer
from theory.algebra import LOWER, PAULI_X, PAULI_Y, PAULI_Z, UPPER, Matrix, kron
from theory.bilayer import bilayer, mass
from theory.expansion import bloch_sum, hoppings
from theory.model import charge_conjugate
from theory.proof import Step
from theory.symbols import Delta, L, M, eps_sc, eps_ti, kx, ky, lam, mu, t_c, t_sc

SYSTEM = bilayer()
DOMAIN = {
    lam: (-1.5, 1.5),
    M: (-3.0, 3.0),
    mu: (-1.0, 1.0),
    eps_ti: (-1.0, 1.0),
    eps_sc: (-1.0, 1.0),
    t_sc: (-0.5, 0.5),
    Delta: (-2.0, 2.0),
    t_c: (-2.0, 2.0),
}


def steps() -> Iterator[Step]:
    """Plane waves diagonalise the hoppings, and the boundary condition selects the momenta."""
    H = result()
    x, y = sp.symbols("x y", integer=True)
    m_x = sp.Symbol("m_x", integer=True)
    components = hoppings(H, (kx, ky))
    yield Step("the Fourier components T_d of H(k), summed with exp(-i k d), give H(k) back", bloch_sum(components, (kx, ky)), H)
    for (dx, dy), forth in components.items():
        yield Step(f"hopping by ({dx}, {dy}) and back are conjugate, so H is Hermitian", forth.H, components[-dx, -dy])
    wave = sp.exp(sp.I * (kx * x + ky * y))
    arrived = sum((T * wave.subs({x: x - d[0], y: y - d[1]}, simultaneous=True) for d, T in components.items()), sp.zeros(8, 8))
    yield Step("so the hoppings take exp(i k r) u to exp(i k r) H(k) u", Matrix(arrived), Matrix(wave * H))
    closed = wave.subs({kx: 2 * sp.pi * m_x / L, ky: 0})
    yield Step("plane waves with k = 2 pi m / L fit on the ring", sp.expand(closed.subs(x, x + L), power_exp=True), closed)
    yield Step("particle-hole symmetry: C H(-k) C^-1 = -H(k)", charge_conjugate(SYSTEM), -H)


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
    yield Step("the SC layer alone has the BCS spectrum", (E * sp.eye(4) - superconductor).det(), bcs)


def linear_part(entry: sp.Expr) -> sp.Expr:
    """Terms of first order in the momenta."""
    return sum((sp.diff(entry, k).subs({kx: 0, ky: 0}) * k for k in (kx, ky)), entry.subs({kx: 0, ky: 0}))


def mutants() -> Iterator[Matrix]:
    """Slips with signs, factors and Nambu structure.

    Tunnelling with tau_0 instead of tau_z is no mutant: tau_z on one layer turns it into Delta -> -Delta, a gauge choice.
    """
    H = result()
    electron, hole = kron(UPPER, UPPER, PAULI_Z), kron(UPPER, LOWER, PAULI_Z)
    dirac = lam * (sp.sin(kx) * PAULI_Y - sp.sin(ky) * PAULI_X)
    yield H.subs(t_c, t_c / 2)
    yield H.subs(mu, -mu)
    yield H.subs(t_sc, -t_sc)
    yield Matrix(H - 2 * mass() * hole)  # the mass with tau_z, as if it were odd in k
    yield Matrix(H + M * (2 - sp.cos(2 * kx) - sp.cos(2 * ky)) / 4 * (electron + hole))  # no second-neighbour hopping
    yield Matrix(H + 2 * kron(UPPER, LOWER, dirac))  # the Dirac term without tau_z


def validate(formula: Matrix, sites: int = 5, **parameters: float) -> Comparison:
    """Compare with the diagonalised periodic lattice, assembled from hoppings that are typed independently.

    The number of sites along a side is odd: on an even ring k -> k + pi hides signs.
    """
    momenta = 2 * np.pi * np.arange(sites) / sites
    bloch = compile_kernel(formula, SYSTEM.arguments)(kx=momenta[:, None], ky=momenta, **parameters)
    system = hoppings_of_bilayer(**parameters)
    H = bdg_matrix(system, square(sites, layers=system.layers, periodic=True)).toarray()
    return Comparison(
        abscissa=np.arange(len(H)),
        analytic=np.sort(np.linalg.eigvalsh(bloch), axis=None),
        numeric=np.linalg.eigvalsh(H),
        bound=roundoff(scale=np.linalg.norm(H, 2), size=len(H)),
    )


def draw(ax: Axes, comparison: Comparison) -> None:
    """Both spectra against the number of the level."""
    draw_levels(ax, comparison)
    ax.set(xlabel="level", ylabel=r"energy ($\lambda/a$)")
