"""Electrons in Fock space, by Jordan and Wigner: the judge of everything that is said about u, v, densities and currents.

Shares no code with ``numerics``: no Nambu spinor, no hole block, no factor one half; many-body states and their expectation values.
"""

from functools import reduce

import numpy as np


def annihilators(modes):
    """c_m as matrices of dimension 2^modes; c_m |.. 1_m ..> = (-1)^(number before m) |.. 0_m ..>."""
    lower, parity, one = np.array([[0, 1], [0, 0]], dtype=complex), np.diag([1.0 + 0j, -1]), np.eye(2)
    return [reduce(np.kron, [parity] * m + [lower] + [one] * (modes - m - 1)) for m in range(modes)]


def dagger(A):
    return A.conj().T


class Cluster:
    """Sites with a spin each: c[site][spin]; Hamiltonians are built term by term."""

    def __init__(self, sites):
        c = annihilators(2 * sites)
        self.c = [(c[2 * site], c[2 * site + 1]) for site in range(sites)]
        self.H = np.zeros_like(c[0])

    def hop(self, to, start, amplitude):
        """Sum over spins of c^dagger_to A c_start."""
        return sum(amplitude[a, b] * dagger(self.c[to][a]) @ self.c[start][b] for a in range(2) for b in range(2))

    def add_onsite(self, site, h):
        self.H += self.hop(site, site, h)

    def add_bond(self, to, start, amplitude):
        term = self.hop(to, start, amplitude)
        self.H += term + dagger(term)

    def add_pairing(self, site, Delta):
        up, dn = self.c[site]
        term = Delta * dagger(up) @ dagger(dn)
        self.H += term + dagger(term)

    def current(self, to, start, amplitude):
        """The current from start to end: -dH/dphi of the bond whose amplitude carries exp(i phi)."""
        term = 1j * self.hop(to, start, amplitude)
        return -(term + dagger(term))

    def quasiparticle(self, u, v):
        """gamma^dagger = sum of u_s c^dagger_s + v_s c_s; u and v of shape (site, spin)."""
        return sum(u[site, s] * dagger(c) + v[site, s] * c for site, pair in enumerate(self.c) for s, c in enumerate(pair))
