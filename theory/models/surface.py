r"""One TI surface with s-wave pairing: the single-layer model of the interface.

.. math:: H(k) = [h_{TI}(k)\text{ in Nambu space}] + \Delta\,\tau_x, \qquad h_{TI}\text{ as in }\mathtt{theory.models.bilayer}

Here :math:`\Delta` is the pairing induced in the surface.

References
----------
L. Fu and C. L. Kane, Phys. Rev. Lett. 100, 096407 (2008); D. I. Pikulin and M. Franz, Phys. Rev. X 7, 031006 (2017).
"""

from types import MappingProxyType

import sympy as sp

from theory.algebra import IDENTITY, Matrix
from theory.antidot import Antidot, MassWall
from theory.model import BdGModel, changed
from theory.models.bilayer import dirac_length, ti_hamiltonian
from theory.nambu import bdg_model
from theory.symbols.interface import Delta, M, eps_ti, lam, mu
from theory.symbols.momentum import kx, ky

PARAMETERS = MappingProxyType(
    {lam: sp.Integer(1), M: sp.Integer(3), mu: sp.Integer(0), eps_ti: sp.Integer(0), Delta: sp.Rational(1, 2)}
)


def surface(**defaults: sp.Expr | float) -> BdGModel:
    """The TI surface with pairing, in momentum space; ``surface(mu=0.3)`` has another default.

    >>> import derivations as ti
    >>> ti.surface().basis
    ('TI e up', 'TI e dn', 'TI h up', 'TI h dn')
    """
    return bdg_model(
        "surface",
        normal=ti_hamiltonian(),
        pairing=Matrix(Delta * IDENTITY),
        momenta=(kx, ky),
        parameters=changed(PARAMETERS, defaults),
        layers=("TI",),
        antidot=Antidot(pairing=Delta, lengths=(dirac_length(),), wall=MassWall(mass=M, velocity=lam)),
    )
