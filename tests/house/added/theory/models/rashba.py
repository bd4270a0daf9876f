r"""A layer of electrons with Rashba coupling and s-wave pairing, in a field along z.

.. math:: h(k) = 2t(2 - \cos k_x - \cos k_y) - \mu + \lambda(\sin k_x\,\sigma_y - \sin k_y\,\sigma_x) + B\sigma_z

References
----------
M. Sato, Y. Takahashi and S. Fujimoto, Phys. Rev. Lett. 103, 020401 (2009).
"""

import sympy as sp

from theory.algebra import IDENTITY, PAULI_X, PAULI_Y, PAULI_Z, Matrix
from theory.model import BdGModel, changed
from theory.nambu import bdg_model
from theory.symbols.interface import Delta, lam, mu
from theory.symbols.momentum import kx, ky
from theory.symbols.quantity import ENERGY, Quantity

t = Quantity("t", "hopping of the layer", ENERGY, real=True)
B = Quantity("B", "Zeeman energy of the field along z", ENERGY, real=True)
PARAMETERS = {lam: sp.S.One, t: sp.S.One, mu: sp.S.Zero, B: sp.Integer(2), Delta: sp.S.One}


def rashba(**defaults: sp.Expr | float) -> BdGModel:
    """The layer in momentum space."""
    band = (2 * t * (2 - sp.cos(kx) - sp.cos(ky)) - mu) * IDENTITY
    coupling = lam * (sp.sin(kx) * PAULI_Y - sp.sin(ky) * PAULI_X)
    return bdg_model(
        "rashba",
        normal=Matrix(band + coupling + B * PAULI_Z),
        pairing=Matrix(Delta * IDENTITY),
        momenta=(kx, ky),
        parameters=changed(PARAMETERS, defaults),
    )
