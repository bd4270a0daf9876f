r"""Density of states of a layer at zero energy without pairing, exactly: the integral along the Fermi line.

.. math:: \rho = \oint \frac{d\varphi}{(2\pi)^2}\,\frac{q\,w}{|\partial_q E|}

in polar coordinates q, :math:`\varphi` around Gamma or M; w is the weight of the layer in the state at the Fermi level and
:math:`\partial_q E` its velocity along the ray. The integrand is smooth and periodic, so that the sum over equidistant angles
converges faster than any power of their number.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numerics.lattice import bloch_matrix
from numerics.nambu_blocks import nambu_blocks
from numerics.systems import System

Real = NDArray[np.float64]
Complex = NDArray[np.complex128]
CENTRES = (0.0, np.pi)  # Gamma, M: of either coordinate
MESH, BISECTIONS = 96, 60


@dataclass(frozen=True, eq=False)
class _Ray:
    """Momenta centre + q direction, for arrays of rays (direction of shape (2, rays))."""

    centre: float
    direction: Real

    def at(self, q: Real) -> dict[str, Real]:
        return {"kx": self.centre + q * self.direction[0], "ky": self.centre + q * self.direction[1]}


def layer_densities(system: System, *, angles: int = 256) -> dict[str, float]:
    """Electrons of each layer at zero energy, both spins, in states an energy and site, of a system without pairing.

    There may be one Fermi line, around Gamma or around M, that every ray from there meets once; without any the density is zero.

    Raises
    ------
    ValueError
        If the system has pairing, or other Fermi lines.
    """
    if any(system.pairing.values()):
        raise ValueError("`system` must have no pairing, but has.")
    phi = 2 * np.pi * (np.arange(angles) + 0.5) / angles  # off the axes, where a line may touch X
    direction = np.stack([np.cos(phi), np.sin(phi)])
    q = np.pi / abs(direction).max(axis=0) * np.linspace(0, 1, MESH)[:, None]  # to the border of the zone
    found = 0
    for rays in (_Ray(centre, direction) for centre in CENTRES):
        changes = np.diff(_filling(system, rays.at(q)), axis=0) != 0
        if (changes.sum(axis=0) == 1).all():
            first = changes.argmax(axis=0)[None]
            low, high = (np.take_along_axis(q, index, axis=0)[0] for index in (first, first + 1))
            densities = _integrand(system, rays, _crossing(system, rays, low=low, high=high)).mean(axis=0) / (2 * np.pi)
            return dict(zip(system.layers, densities.tolist(), strict=True))
        found += int(np.count_nonzero(changes))
    if found:
        raise ValueError("`system` must have one Fermi line that every ray from Gamma, or else from M, meets once, but has not.")
    return dict.fromkeys(system.layers, 0.0)


def _electrons(system: System, matrices: Complex) -> Complex:
    rows = np.arange(4 * len(system.layers)).reshape(-1, 4)[:, :2].ravel()
    return matrices[..., rows, :][..., rows]


def _filling(system: System, k: dict[str, Real]) -> NDArray[np.int64]:
    """Number of levels below zero."""
    levels = np.linalg.eigvalsh(_electrons(system, bloch_matrix(system, **k)))
    return np.asarray((levels < 0).sum(axis=-1))


def _crossing(system: System, rays: _Ray, *, low: Real, high: Real) -> Real:
    """Where the filling changes between ``low`` and ``high``, by bisection, to rounding."""
    below = _filling(system, rays.at(low))
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        same = _filling(system, rays.at(middle)) == below
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return np.asarray((low + high) / 2)


def _integrand(system: System, rays: _Ray, q: Real) -> Real:
    """The integrand q w / |dE/dq| of the state at the Fermi level, shape (rays, layers)."""
    energies, states = np.linalg.eigh(_electrons(system, bloch_matrix(system, **rays.at(q))))
    state = np.take_along_axis(states, abs(energies).argmin(axis=-1)[:, None, None], axis=-1)[..., 0]
    weight = (abs(state.reshape(len(q), -1, 2)) ** 2).sum(axis=-1)
    velocity = np.einsum("ri,rij,rj->r", state.conj(), _electrons(system, _slope(system, rays, q)), state).real
    return np.asarray((q / abs(velocity))[:, None] * weight)


def _slope(system: System, rays: _Ray, q: Real) -> Complex:
    """dH/dq of the Bloch matrix."""
    k = rays.at(q)
    offset = {name: 4 * index for index, name in enumerate(system.layers)}
    slope = np.zeros((len(q), 4 * len(offset), 4 * len(offset)), dtype=complex)
    for block in nambu_blocks(system):
        rows, columns = offset[block.row], offset[block.column]
        turns = 1j * (np.array(block.step) @ rays.direction)
        phase = turns * np.exp(1j * (k["kx"] * block.step[0] + k["ky"] * block.step[1]))
        slope[:, rows : rows + 4, columns : columns + 4] += phase[:, None, None] * block.matrix
    return slope
