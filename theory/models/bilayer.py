r"""The TI/SC bilayer: a TI surface, tunnel-coupled to an s-wave superconducting layer.

Conventions are those of :mod:`theory.nambu`; the layers are TI and SC, in this order.

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

from theory.algebra import IDENTITY, PAULI_X, PAULI_Y, PAULI_Z, Matrix
from theory.antidot import Antidot, MassWall
from theory.model import BdGModel, changed
from theory.nambu import bdg_model, components, nambu_matrix
from theory.symbols.interface import Delta, M, eps_sc, eps_ti, lam, mu, t_c, t_sc
from theory.symbols.momentum import kx, ky

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


def normal_matrix(normal_ti: sp.MatrixBase, normal_sc: sp.Expr) -> Matrix:
    """The 4 x 4 normal-state Hamiltonian of two coupled layers from h_TI(k), 2 x 2, and xi_k."""
    coupling = t_c * IDENTITY
    return Matrix(sp.BlockMatrix([[normal_ti, coupling], [coupling, normal_sc * IDENTITY]]).as_explicit())


def pairing_matrix() -> Matrix:
    """Pairing in the SC layer alone."""
    return Matrix(sp.diag(0, 0, Delta, Delta))


def largest_energy() -> sp.Expr:
    """The energy that sets the shortest lengths of the TI layer and of the SC layer."""
    return sp.Max(sp.Abs(Delta), sp.Abs(mu - eps_ti), sp.Rational(1, 1000))


def dirac_length() -> sp.Expr:
    """The shortest wave length or decay length of the TI layer."""
    return sp.Abs(lam) / largest_energy()


def bdg_matrix(normal_ti: sp.MatrixBase, normal_sc: sp.Expr) -> Matrix:
    """The 8 x 8 matrix of two coupled layers from h_TI(k), 2 x 2, and xi_k."""
    return nambu_matrix(normal_matrix(normal_ti, normal_sc), pairing_matrix(), (kx, ky))


def bilayer(**defaults: sp.Expr | float) -> BdGModel:
    """The bilayer in momentum space; the formulas stand in the docstring of this module.

    ``bilayer(t_c=1.2)`` has another default: see :func:`theory.model.changed`.

    >>> import derivations as ti
    >>> ti.bilayer(t_c=1.2).hamiltonian[0, 4]
    t_c
    """
    return bdg_model(
        "bilayer",
        normal=normal_matrix(ti_hamiltonian(), sc_band()),
        pairing=pairing_matrix(),
        momenta=(kx, ky),
        parameters=changed(PARAMETERS, defaults),
        layers=("TI", "SC"),
        antidot=Antidot(
            pairing=Delta,
            lengths=(dirac_length(), 2 * sp.sqrt(sp.Abs(t_sc) / largest_energy())),
            missing=components("SC"),
            wall=MassWall(mass=M, velocity=lam),
        ),
    )
