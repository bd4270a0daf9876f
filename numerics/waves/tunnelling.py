r"""Local density of electrons as a tunnelling tip sees it, from the eigenstates nearest zero, with a bound for those left out.

.. math:: \rho(r, E) = \sum_n \sum_\sigma |u_{n\sigma}(r)|^2\,\delta(E - E_n)

over all states n of the doubled matrix, of either sign: the spectral function of :math:`c_{r\sigma}` is the electron block of
:math:`\delta(E - H)`. A tip of constant density measures :math:`dI/dV \propto \rho`; at temperature T each delta function becomes
:math:`1/[4T\cosh^2(E/2T)]`, of full width 3.53 T at half maximum (M. Tinkham, Introduction to Superconductivity). The states at a
site are complete, :math:`\int\rho\,dE = 2`: that bounds what the states left out can contribute.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numerics.checks import require_finite
from numerics.eigenstates.nearest_zero import States
from numerics.lattice.shapes import Lattice
from numerics.waves.components import components

Real = NDArray[np.float64]
SPINS = 2


@dataclass(frozen=True, eq=False)
class Tunnelling:
    """``density`` (energies, layers, L, L), electrons of both spins an energy and site; the truth is larger by up to ``bound``."""

    density: Real
    bound: Real


def thermal_line(energy: ArrayLike, *, temperature: float) -> Real:
    """1 / (4 T cosh^2(E / 2T)), minus the derivative of the Fermi function: the line of a level, of integral one.

    Raises
    ------
    ValueError
        If the temperature is not positive and finite, or an energy not finite.
    """
    if not (np.isfinite(temperature) and temperature > 0):
        raise ValueError(f"`temperature` must be positive and finite, but is {temperature}.")
    require_finite(energy, name="energy")
    decayed = np.exp(-abs(np.asarray(energy)) / temperature)  # cosh would overflow far from the level
    return np.asarray(decayed / (temperature * (1 + decayed) ** 2))


def electron_density(vectors: NDArray[np.complex128], lattice: Lattice) -> Real:
    """Probability of each state as an electron of either spin at each site: (states, layers, L, L), zero where there is no site."""
    return np.asarray((abs(components(vectors, lattice)[:, :, 0]) ** 2).sum(axis=2))


def tunnelling(found: States, lattice: Lattice, *, energies: ArrayLike, temperature: float) -> Tunnelling:
    """The density at all sites, from states that are all those with energies up to their largest modulus.

    The bound: the states left out lie beyond, and at a site they carry what the sum rule leaves of two electrons.

    Raises
    ------
    ValueError
        As :func:`thermal_line`.
    """
    energies = np.atleast_1d(np.asarray(energies, dtype=float))
    weights = electron_density(found.vectors, lattice)
    lines = thermal_line(energies[:, None] - found.energies, temperature=temperature)
    sites = SPINS * np.stack(list(lattice.occupied.values()))
    left = np.maximum(sites - weights.sum(axis=0), 0.0)
    reach = np.maximum(abs(found.energies).max() - abs(energies), 0.0)
    return Tunnelling(
        density=np.tensordot(lines, weights, axes=1),
        bound=np.multiply.outer(thermal_line(reach, temperature=temperature), left),
    )
