r"""Wave functions on the grid: components, Bogoliubov's u and v, densities of charge and spin, participation.

The arrays have the axes (states, layer, tau, sigma, L, L) with the Nambu spinor of ``numerics.lattice.matrix``. The operator of a
state is :math:`\gamma^\dagger = \Psi^\dagger\psi = \sum_s u_s c^\dagger_s + v_s c_s`: the third component is :math:`v_\downarrow`,
the fourth :math:`-v_\uparrow`. Physical densities are those of :math:`\tfrac12\Psi^\dagger O\Psi`: charge is tau_z (electrons count
+1), spin is sigma (not tau_z sigma: a missing electron of spin down is a spin up). Such O change sign under C = tau_y sigma_y K: a
Majorana mode, its own conjugate, has neither charge nor spin at any site. ``polarisation`` tells which electrons it is made of.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.lattice.shapes import Lattice, require_states

Complex = NDArray[Any]
Reals = NDArray[np.float64]


def components(vectors: Complex, lattice: Lattice) -> Complex:
    """States as columns, (dimension, states), on the grid: (states, layer, tau, sigma, L, L), zero where there is no site.

    Raises
    ------
    ValueError
        If the vectors do not have four components for each site of the lattice.
    """
    require_states(vectors, lattice)
    L, states = lattice.L, vectors.shape[1]
    parts = np.zeros((states, len(lattice.occupied), 2, 2, L, L), dtype=complex)
    waves, first = vectors.T.reshape(states, -1, 4), 0
    for index, mask in enumerate(lattice.occupied.values()):
        last = first + int(mask.sum())
        parts[:, index].reshape(states, 4, L, L)[..., mask] = waves[:, first:last].swapaxes(1, 2)
        first = last
    return parts


def bogoliubov_amplitudes(parts: Complex) -> tuple[Complex, Complex]:
    """Coefficients u and v of the operator u_s c^dagger_s + v_s c_s, each (states, layer, spin, L, L), spin up first."""
    hole = parts[:, :, 1]
    return parts[:, :, 0], np.stack([-hole[:, :, 1], hole[:, :, 0]], axis=2)


def weights(parts: Complex) -> Reals:
    """Probability of each component, (states, layer, tau, sigma); the sum over the last three axes is the norm."""
    return np.asarray((abs(parts) ** 2).sum(axis=(-2, -1)))


def charge_density(parts: Complex) -> Reals:
    """Electrons less holes at each site, (states, layer, L, L): what a quasiparticle adds to the number of electrons there."""
    probability = (abs(parts) ** 2).sum(axis=3)
    return np.asarray(probability[:, :, 0] - probability[:, :, 1])


def spin_density(parts: Complex) -> Reals:
    """<sigma_x>, <sigma_y>, <sigma_z> at each site, particles and holes apart: (states, layer, tau, axis, L, L).

    The sum over tau is what a quasiparticle adds to the spin there, in units of hbar/2.
    """
    up, dn = parts[:, :, :, 0], parts[:, :, :, 1]
    cross = 2 * up.conj() * dn
    return np.stack([cross.real, cross.imag, abs(up) ** 2 - abs(dn) ** 2], axis=3)


def polarisation(parts: Complex) -> Reals:
    """Spin of the electrons that the operator creates and annihilates, u and v^*, at each site: (states, layer, axis, L, L).

    Its z component is |u_up|^2 + |v_up|^2 - |u_dn|^2 - |v_dn|^2. A hole of spin up is a missing electron of spin down: hence the
    difference of the two halves of ``spin_density``, not the sum.
    """
    spin = spin_density(parts)
    return np.asarray(spin[:, :, 0] - spin[:, :, 1])


def participation(density: Reals) -> Reals:
    """Number of sites that a density occupies, (sum p)^2 / sum p^2, over the last two axes; 0 where there is no density.

    >>> participation(np.array([[1.0, 1.0], [1.0, 0.0]]))
    array(3.)
    """
    total, square = density.sum(axis=(-2, -1)) ** 2, (density**2).sum(axis=(-2, -1))
    return np.divide(total, square, out=np.zeros_like(total), where=square > 0)
