r"""The TI/SC bilayer: conventions (here and nowhere else) and the Bloch Bogoliubov-de Gennes Hamiltonian.

Conventions
-----------
* Nambu spinor of a layer: :math:`\Psi = (c_\uparrow, c_\downarrow, c^\dagger_\downarrow, -c^\dagger_\uparrow)`; s-wave
  pairing is then :math:`\Delta\,\tau_x\sigma_0`, and the hole block of a normal Hamiltonian h(k) is
  :math:`-T h^*(-k) T^{-1}` with :math:`T = i\sigma_y`.
* :math:`\sigma` acts on spin, :math:`\tau` on particle and hole, :math:`\eta` on the layer. Order of the eight
  components of a site: layer (TI, SC), then :math:`\tau` (electron, hole), then :math:`\sigma` (up, down).
* :math:`H = \tfrac12\sum_k \Psi_k^\dagger H(k)\Psi_k`; particle-hole symmetry :math:`C = \tau_y\sigma_y K`.
* :math:`c_r = N^{-1/2}\sum_k e^{i k r} c_k`: a hopping :math:`c^\dagger_{r+d} A c_r` enters H(k) as
  :math:`A\,e^{-i k d}`.

Model
-----
.. math::
    h_{TI}(k) &= \lambda(\sin k_x\,\sigma_y - \sin k_y\,\sigma_x) + M_k\sigma_z + \varepsilon_{TI} - \mu \\
    M_k &= M[(2 - \cos k_x - \cos k_y) - \tfrac14(2 - \cos 2k_x - \cos 2k_y)] \\
    \xi_k &= \varepsilon_{SC} + 2t_{SC}(\cos k_x + \cos k_y) - \mu \\
    H_{SC}(k) &= \xi_k\tau_z + \Delta\tau_x, \qquad H_T = t_c\,\tau_z\,\eta_x

The mass is even in k, so it enters the BdG matrix as :math:`M_k\sigma_z\tau_0`; the Dirac term enters with
:math:`\tau_z`.

References
----------
arXiv:2507.23775 (the bilayer); D. I. Pikulin and M. Franz, Phys. Rev. X 7, 031006 (2017) (the lattice TI surface).
The default values are a reconstruction: the published ones are not available in the text at hand. Shapes and statements
can be compared with the paper, absolute numbers cannot.
"""

from types import MappingProxyType

import sympy as sp

from theory.algebra import IDENTITY, LOWER, PAULI_X, PAULI_Y, PAULI_Z, UPPER, Matrix, kron
from theory.model import BdGModel
from theory.symbols import Delta, M, eps_sc, eps_ti, kx, ky, lam, mu, t_c, t_sc

PARAMETERS = MappingProxyType(
    {
        lam: sp.Integer(1),
        M: sp.Integer(3),
        mu: sp.Integer(0),
        eps_ti: sp.Integer(0),
        eps_sc: -4 * t_sc,  # the top of the SC band, at Gamma, lies on the Fermi level of mu = 0
        t_sc: sp.Rational(3, 20),
        Delta: sp.Rational(3, 2),
        t_c: sp.Rational(6, 5),
    }
)

BASIS = tuple(f"{layer} {particle} {spin}" for layer in ("TI", "SC") for particle in ("e", "h") for spin in ("up", "dn"))


def mass() -> sp.Expr:
    """M_k, which vanishes through cubic order at Gamma and gaps the doublers at X (2 M) and M (4 M)."""
    nearest = 2 - sp.cos(kx) - sp.cos(ky)
    return M * (nearest - (2 - sp.cos(2 * kx) - sp.cos(2 * ky)) / 4)


def sc_band() -> sp.Expr:
    """xi_k, the normal-state band of the SC layer, measured from the chemical potential."""
    return eps_sc + 2 * t_sc * (sp.cos(kx) + sp.cos(ky)) - mu


def ti_hamiltonian() -> Matrix:
    """h_TI(k), the 2 x 2 normal-state Hamiltonian of the TI layer, in spin space."""
    dirac = lam * (sp.sin(kx) * PAULI_Y - sp.sin(ky) * PAULI_X)
    return Matrix(dirac + mass() * PAULI_Z + (eps_ti - mu) * IDENTITY)


def hole_block(normal: Matrix) -> Matrix:
    """-T h^*(-k) T^-1 with T = i sigma_y: the hole block that belongs to a normal Hamiltonian h(k)."""
    conjugate = normal.xreplace({kx: -kx, ky: -ky}).conjugate()
    return Matrix(-PAULI_Y * conjugate * PAULI_Y)


def bdg_matrix(normal_ti: Matrix, normal_sc: sp.Expr) -> Matrix:
    """The 8 x 8 matrix of two coupled layers from h_TI(k), 2 x 2, and xi_k."""
    ti = kron(UPPER, normal_ti) + kron(LOWER, hole_block(normal_ti))
    sc = kron(normal_sc * PAULI_Z + Delta * PAULI_X, IDENTITY)
    return Matrix(kron(UPPER, ti) + kron(LOWER, sc) + kron(PAULI_X, t_c * PAULI_Z, IDENTITY))


def bilayer() -> BdGModel:
    """The bilayer in momentum space; conventions and formulas stand in the docstring of this module."""
    return BdGModel(
        name="bilayer",
        hamiltonian=bdg_matrix(ti_hamiltonian(), sc_band()),
        momenta=(kx, ky),
        parameters=PARAMETERS,
        particle_hole=kron(IDENTITY, PAULI_Y, PAULI_Y),
        basis=BASIS,
    )
