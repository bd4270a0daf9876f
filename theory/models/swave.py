r"""One s-wave superconducting layer with the band of the SC layer of the bilayer, spin conserved.

.. math:: H(k) = \xi_k\,\tau_z + \Delta\,\tau_x, \qquad \xi_k = \varepsilon_{SC} + 2t_{SC}(\cos k_x + \cos k_y) - \mu

References
----------
arXiv:2507.23775, Fig. 7: the antidot of this layer keeps its sites and loses its pairing there.
"""

from types import MappingProxyType

import sympy as sp

from theory.algebra import IDENTITY, Matrix
from theory.antidot import Antidot
from theory.model import BdGModel, changed
from theory.models.bilayer import sc_band
from theory.nambu import bdg_model
from theory.symbols.interface import Delta, eps_sc, mu, t_sc
from theory.symbols.momentum import kx, ky

PARAMETERS = MappingProxyType({mu: sp.Integer(0), eps_sc: -4 * t_sc, t_sc: sp.Rational(3, 20), Delta: sp.Rational(3, 2)})


def swave(**defaults: sp.Expr | float) -> BdGModel:
    """The s-wave layer in momentum space; ``swave(t_sc=0.2)`` has another default.

    >>> import derivations as ti
    >>> ti.swave().hamiltonian[0, 0]
    eps_sc - mu + 2*t_sc*(cos(kx) + cos(ky))
    """
    energy = sp.Max(sp.Abs(Delta), sp.Abs(mu), sp.Rational(1, 1000))
    return bdg_model(
        "swave",
        normal=Matrix(sc_band() * IDENTITY),
        pairing=Matrix(Delta * IDENTITY),
        momenta=(kx, ky),
        parameters=changed(PARAMETERS, defaults),
        layers=("SC",),
        antidot=Antidot(pairing=Delta, lengths=(2 * sp.sqrt(sp.Abs(t_sc) / energy),)),
    )
