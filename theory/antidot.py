r"""What the radial problem of a vortex needs to know of a model: what is missing inside the antidot, and the walls.

Inside the antidot there is no pairing, and a layer may be missing: it ends there at a hard wall. At the outer radius components
with a second derivative have a hard wall, a Dirac surface a wall of infinite mass :math:`M\sigma_z`, of which the sign is left.
Beyond the wall a wave dies as :math:`e^{-\kappa(r - R_0)}`, :math:`\kappa = |M/\lambda| \to \infty`, so that
:math:`(M\sigma_z - \kappa B)\chi = 0` with the coefficient B of d/dr, which is :math:`-i\lambda\sigma_y` for electrons (u) and the
opposite for holes (v), while the mass is the same:

.. math:: u_\downarrow = -\operatorname{sgn}(M\lambda)\,u_\uparrow, \qquad
    v_2 = \operatorname{sgn}(M\lambda)\,v_1, \qquad v = (c^\dagger_\downarrow, -c^\dagger_\uparrow)

Particle-hole conjugation exchanges the two conditions; the radial current vanishes. An open edge of the lattice is such a wall: at
zero energy and ky = 0 a wave of :math:`\sigma_x = s` meets :math:`M(1 - z)^3 = -4s\lambda z(1 + z)` besides z = 1. Only one sign of
s, :math:`\operatorname{sgn}(\lambda M)` at a left edge, has two roots that decay into the bulk, and two are needed to make the wave
vanish on the two missing sites that a hop of length two reaches.
"""

from dataclasses import dataclass

import sympy as sp


@dataclass(frozen=True)
class MassWall:
    """A wall of infinite mass, with the sign of ``mass``, at the end of a Dirac surface with that velocity; both are parameters."""

    mass: sp.Symbol
    velocity: sp.Symbol


@dataclass(frozen=True)
class Antidot:
    """An antidot of a model, in symbols that are parameters of the model.

    ``pairing`` is zero inside, ``missing`` names the components of the basis that are not there. ``wall`` is that of a Dirac
    surface, if there is one. ``lengths`` are the wave lengths and decay lengths of the model, up to a factor of the order of one;
    one that is zero does not count.
    """

    pairing: sp.Symbol
    lengths: tuple[sp.Expr, ...]
    missing: tuple[str, ...] = ()
    wall: MassWall | None = None

    @property
    def symbols(self) -> set[sp.Symbol]:
        """All symbols that it speaks of."""
        walls = {self.wall.mass, self.wall.velocity} if self.wall else set()
        return {self.pairing, *walls}.union(*(length.free_symbols for length in self.lengths))
