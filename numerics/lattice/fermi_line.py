r"""Density of states of a layer at zero energy without pairing, exactly: the integral along the Fermi line.

.. math:: \rho = \oint \frac{d\varphi}{(2\pi)^2}\,\frac{q\,w}{|\partial_q E|}

in polar coordinates q, :math:`\varphi` around Gamma or M; w is the weight of the layer in the state at the Fermi level and
:math:`\partial_q E` its velocity along the ray. The integrand is smooth and periodic, so that the sum over equidistant angles
converges faster than any power of their number.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numerics.checks import whole
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.definition import System
from numerics.systems.nambu import weighted_sum
from numerics.zone.gap import bounded_gap

Real = NDArray[np.float64]
Complex = NDArray[np.complex128]
CENTRES = (0.0, np.pi)  # Gamma, M: of either coordinate
MESH, BISECTIONS = 96, 60
DEGENERATE, AT_REST = 1e-11, 1e-9  # of the energies and velocities of the bands
UNRESOLVED = 0.05  # of the density: a change from half of the angles to all of them


@dataclass(frozen=True, eq=False)
class _Ray:
    """Momenta centre + q direction, for arrays of rays (direction of shape (2, rays))."""

    centre: float
    direction: Real

    def at(self, q: Real) -> dict[str, Real]:
        return {"kx": self.centre + q * self.direction[0], "ky": self.centre + q * self.direction[1]}


def layer_densities(system: System, *, angles: int = 256) -> dict[str, float]:
    """Electrons of each layer at zero energy, both spins, in states an energy and site, of a system without pairing.

    Each level, counted from below, may have one Fermi line, around Gamma or around M, that every ray from there meets once;
    degenerate levels have one each. That there is none at all is proved; beside a line, pockets that slip between the rays are
    not seen.

    Raises
    ------
    ValueError
        If the system has pairing, or other Fermi lines; if a level is at rest on its line, or touches zero elsewhere; if with half
        of the angles the density differs by more than a twentieth, as where it diverges.
    """
    whole(angles, name="angles", least=6)
    if any(system.pairing.values()):
        raise ValueError("`system` must have no pairing, but has.")
    coarse, densities = _densities(system, angles // 2), _densities(system, angles)
    if not (abs(densities - coarse) <= UNRESOLVED * densities).all():
        raise ValueError(
            f"`angles` must be more than {angles}, or the density diverges: with {angles // 2} it differs by a twentieth."
        )
    return dict(zip(system.layers, densities.tolist(), strict=True))


def _densities(system: System, angles: int) -> Real:
    """The sum over equidistant angles, shape (layers,)."""
    phi = 2 * np.pi * (np.arange(angles) + 0.5) / angles  # off the axes, where a line may touch X
    direction = np.stack([np.cos(phi), np.sin(phi)])
    q = np.pi / abs(direction).max(axis=0) * np.linspace(0, 1, MESH)[:, None]  # to the border of the zone
    rays = [_Ray(centre, direction) for centre in CENTRES]
    changes = [np.diff(_levels(system, ray.at(q)) < 0, axis=0) for ray in rays]  # (radii, rays, levels)
    lines = [_fermi_line(rays, [change[..., level] for change in changes]) for level in range(2 * len(system.layers))]
    densities = np.zeros(len(system.layers))
    for level, (ray, interval) in ((level, line) for level, line in enumerate(lines) if line):
        low, high = (np.take_along_axis(q, index[None], axis=0)[0] for index in (interval, interval + 1))
        densities += _integrand(system, ray, _crossing(system, ray, level, low=low, high=high)).mean(axis=0) / (2 * np.pi)
    if not any(lines) and bounded_gap(lambda *, kx, ky: _electrons(system, bloch_matrix(system, kx=kx, ky=ky)))[1] <= 0:
        raise ValueError("`system` must have a gap where it has no Fermi line, but a level touches zero.")
    return densities


def _fermi_line(rays: list[_Ray], changes: list[NDArray[np.bool_]]) -> tuple[_Ray, NDArray[np.intp]] | None:
    """The rays that meet the line of a level once, and the interval in which each does; None if no ray meets any."""
    for ray, change in zip(rays, changes, strict=True):
        if (change.sum(axis=0) == 1).all():
            return ray, change.argmax(axis=0)
    if any(change.any() for change in changes):
        raise ValueError("`system` must have Fermi lines that every ray from Gamma, or else from M, meets once, but has others.")
    return None


def _electrons(system: System, matrices: Complex) -> Complex:
    rows = np.arange(4 * len(system.layers)).reshape(-1, 4)[:, :2].ravel()
    return matrices[..., rows, :][..., rows]


def _levels(system: System, k: dict[str, Real]) -> Real:
    return np.asarray(np.linalg.eigvalsh(_electrons(system, bloch_matrix(system, **k))))


def _crossing(system: System, rays: _Ray, level: int, *, low: Real, high: Real) -> Real:
    """Where the level changes its sign between ``low`` and ``high``, by bisection, to rounding."""
    below = _levels(system, rays.at(low))[:, level] < 0
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        same = (_levels(system, rays.at(middle))[:, level] < 0) == below
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return np.asarray((low + high) / 2)


def _integrand(system: System, rays: _Ray, q: Real) -> Real:
    """The integrand q w / |dE/dq| of one state at the Fermi level, the mean of those that are degenerate there: (rays, layers)."""
    energies, states = np.linalg.eigh(_electrons(system, bloch_matrix(system, **rays.at(q))))
    slopes = _electrons(system, _slope(system, rays, q))
    scale = np.linalg.norm(slopes, 2, axis=(1, 2)).max() + abs(energies).max()
    found = np.empty((len(q), len(system.layers)))
    for ray, (E, vectors, slope) in enumerate(zip(energies, states, slopes, strict=True)):
        alike = vectors[:, abs(E) <= DEGENERATE * scale]
        # In the degenerate states the velocity is a matrix; its eigenvectors go on as levels of their own.
        velocity, mixing = np.linalg.eigh(alike.conj().T @ slope @ alike)
        if not len(velocity) or not abs(velocity).min() > AT_REST * scale:
            raise ValueError("`system` must have no level at rest on its Fermi line, where the density diverges, but has one.")
        weight = (abs((alike @ mixing).reshape(-1, 2, len(velocity))) ** 2).sum(axis=1)
        found[ray] = q[ray] * (weight / abs(velocity)).mean(axis=1)
    return found


def _slope(system: System, rays: _Ray, q: Real) -> Complex:
    """dH/dq of the Bloch matrix."""
    k = rays.at(q)
    x, y = rays.direction
    return weighted_sum(system, lambda dx, dy: 1j * (dx * x + dy * y) * np.exp(1j * (k["kx"] * dx + k["ky"] * dy)))
