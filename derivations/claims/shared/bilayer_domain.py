"""The range of the parameters of the bilayer in which claims about it are made."""

from collections.abc import Mapping

import sympy as sp

from theory.symbols.interface import Delta, M, eps_sc, eps_ti, lam, mu, t_c, t_sc

# All parameters of the bilayer, of either sign: the widest range in which a statement about it can be made.
BILAYER_DOMAIN: Mapping[sp.Symbol, tuple[float, float]] = {
    lam: (-1.5, 1.5),
    M: (-3.0, 3.0),
    mu: (-1.0, 1.0),
    eps_ti: (-1.0, 1.0),
    eps_sc: (-1.0, 1.0),
    t_sc: (-0.5, 0.5),
    Delta: (-2.0, 2.0),
    t_c: (-2.0, 2.0),
}
