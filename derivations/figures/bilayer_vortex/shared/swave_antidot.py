"""The antidot of the s-wave layer that keeps its sites: levels below the Fermi level on the lattice, and their waves.

A state of spin s is a particle of spin s with a hole of the other spin, u_s and v_-s: spin is conserved. Levels are counted from
the Fermi level downwards, +l before -l; each holds one state of either spin. Parameters that are not given take their defaults.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from derivations import models
from derivations.drawing import caption
from derivations.figures.bilayer_vortex.paper import PAPER
from derivations.figures.bilayer_vortex.shared.second_set import SECOND
from derivations.units import AMPLITUDE, ENERGY, LENGTH, NUMBER
from numerics.eigenstates.nearest_zero import Track
from numerics.lattice.shapes import positions
from numerics.systems.swave import swave_system
from numerics.waves.components import bogoliubov_amplitudes, components
from numerics.waves.rings import angular_weights
from numerics.waves.vortex import vortex_states
from numerics.waves.wave_phase import fixed_phase, reflected

SIDE, RADIUS = 61, 8.5
SECOND_LAYER: Mapping[str, float] = {name: SECOND[name] for name in ("Delta", "t_sc")}  # of the second set
LEVELS, WAVES = 10, 6  # levels that are compared; of so many the waves are shown
BEYOND = 4  # lattice constants around the antidot in which waves are kept
MOMENTA = (0, 1, -1, 2, -2, 3, -3, 4, -4)
ALIKE = 6  # decimals in which shares, and relative energies, that are equal by symmetry agree
SPINS = ("up", "dn")
Complex = NDArray[np.complex128]
Reals = NDArray[np.float64]


def parameters_of_layer(**given: float) -> dict[str, float]:
    """All parameters of the s-wave layer; defaults for those not given.

    Raises
    ------
    ValueError
        If the levels in the antidot, which are counted downwards, do not lie below the Fermi level.
    """
    parameters = models.defaults(models.MODELS["swave"](), **given)
    top = parameters["eps_sc"] + 4 * parameters["t_sc"]
    if parameters["t_sc"] <= 0:
        raise ValueError(f"`t_sc` must be positive, with the levels below the top of the band, but is {parameters['t_sc']:g}.")
    if parameters["mu"] < top:
        raise ValueError(f"`mu` must be at least {top:g}, the top of the band, but is {parameters['mu']:g}.")
    return parameters


def attributes(panel: str, given: Mapping[str, float], **geometry: float) -> dict[str, object]:
    """Attributes of a dataset: lattice, all parameters, source."""
    shown = {**geometry, **parameters_of_layer(**given)}
    return {**shown, "source": f"{PAPER}, {panel}", "caption": caption(shown)}


@dataclass(frozen=True, eq=False)
class Levels:
    """The levels below the Fermi level, arrays over (level, spin of the particle); waves are (level, spin, L, L).

    ``particle`` is u_s, ``hole`` v_-s; ``strange`` is the probability of the other two components, ``orbital`` the momentum of u_s.
    """

    energy: Reals
    rotation: Reals
    orbital: NDArray[np.int64]
    particle: Complex
    hole: Complex
    strange: Reals


def lattice_levels(flux: int, *, L: int = SIDE, R: float = RADIUS, track: Track = iter, **parameters: float) -> Levels:
    """Levels of the lattice, in the single-valued gauge, each state with the phase in which it is real on the axis y = 0.

    States that the fourfold rotation tells apart are eigenstates of it. It does not tell l from l + 4: without flux the states
    |l| = 2 are the standing waves cos 2 theta and sin 2 theta.
    """
    system = swave_system(**parameters_of_layer(**parameters))
    found = vortex_states(system, L=L, R=R, n=flux, states=4 * LEVELS, track=track)
    below = slice(0, 2 * LEVELS)
    vectors = found.states.vectors[:, below]
    u, v = (
        wave[:, 0]
        for wave in bogoliubov_amplitudes(components(fixed_phase(vectors, reflected(vectors, found.lattice)), found.lattice))
    )
    weight = (abs(u) ** 2).sum(axis=(-2, -1))
    spin, state = weight.argmax(axis=1), np.arange(2 * LEVELS)
    particle, hole = u[state, spin], v[state, 1 - spin]
    orbital = leading_momentum(particle)
    energy = found.states.energies[below]
    order = np.lexsort((spin, -orbital, -np.round(energy / abs(energy).min(), ALIKE)))
    strange = 1 - _norm(particle) - _norm(hole)

    def sorted_(values: NDArray[Any]) -> NDArray[Any]:
        return values[order].reshape(LEVELS, len(SPINS), *values.shape[1:])

    return Levels(
        energy=sorted_(energy),
        rotation=sorted_(found.states.labels[below]),
        orbital=sorted_(orbital),
        particle=sorted_(particle),
        hole=sorted_(hole),
        strange=sorted_(strange),
    )


def _norm(wave: Complex) -> Reals:
    return np.asarray((abs(wave) ** 2).sum(axis=(-2, -1)))


def leading_momentum(wave: Complex) -> NDArray[np.int64]:
    """The momentum of the largest share of functions (*batch, L, L); of equal shares the smaller one, +l before -l."""
    shares = np.round(angular_weights(wave, MOMENTA), ALIKE)
    return np.array(MOMENTA)[shares.argmax(axis=-1)]


def level_dataset(flux: int, **given: Any) -> xr.Dataset:
    """Energy, rotation label, spin and orbital momentum of the single states, numbered from 1; ``given`` as ``lattice_levels``."""
    levels = lattice_levels(flux, **given)
    count = levels.energy.size
    return xr.Dataset(
        {
            "energy": ("state", levels.energy.ravel(), ENERGY),
            "rotation": ("state", levels.rotation.ravel(), NUMBER),
            "spin": ("state", np.tile([1, -1], count // 2), NUMBER),
            "orbital": ("state", levels.orbital.ravel(), NUMBER),
        },
        coords={"state": ("state", np.arange(1, count + 1), NUMBER)},
    )


def wave_dataset(flux: int, *, R: float = RADIUS, **given: Any) -> xr.Dataset:
    """The waves u_s and v_-s near the antidot over (level, spin s), their shares of exp(i l theta), weight of the hole, labels.

    ``given`` as ``lattice_levels``.
    """
    levels = lattice_levels(flux, R=R, **given)
    line = positions(levels.particle.shape[-1])[0][:, 0]
    kept = abs(line) <= R + BEYOND
    waves = np.stack([levels.particle, levels.hole], axis=2)[:WAVES]
    of_state = ("level", "spin")
    return xr.Dataset(
        {
            "wave": ((*of_state, "amplitude", "x", "y"), waves[..., kept, :][..., kept], AMPLITUDE),
            "share": ((*of_state, "amplitude", "momentum"), angular_weights(waves, sorted(MOMENTA)), NUMBER),
            "weight": ((*of_state, "amplitude"), _norm(waves), NUMBER),
            "strange": (of_state, levels.strange[:WAVES], NUMBER),
            "energy": (of_state, levels.energy[:WAVES], ENERGY),
            "rotation": (of_state, levels.rotation[:WAVES], NUMBER),
        },
        coords={
            "level": ("level", 2 * np.arange(WAVES) + 1, NUMBER),
            "spin": list(SPINS),
            "amplitude": ["u", "v"],
            "momentum": ("momentum", np.array(sorted(MOMENTA)), NUMBER),
            "x": ("x", line[kept], LENGTH),
            "y": ("y", line[kept], LENGTH),
        },
    )
