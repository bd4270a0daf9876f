"""Everything about the wave functions of vortex states as one labelled dataset: what the figures draw."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import scipy.sparse as sparse
import xarray as xr
from numpy.typing import NDArray

from derivations.drawing import caption
from derivations.units import AMPLITUDE, CURRENT, DENSITY, ENERGY, LENGTH, NUMBER
from numerics.lattice.matrix import particle_hole
from numerics.lattice.shapes import positions
from numerics.waves.components import bogoliubov_amplitudes, charge_density, components, participation, polarisation, spin_density
from numerics.waves.currents import bonds_of, charge_currents, current_field, probability_currents
from numerics.waves.rings import angular_probabilities
from numerics.waves.vortex import VortexStates
from numerics.waves.wave_phase import fixed_phase, reflected

MOMENTA = tuple(range(-6, 7))
SITE = ("x", "y")


def shown_states(found: VortexStates) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """The states, (dimension, states), each in its fixed phase, and which of them are Majorana modes.

    The pair nearest zero is shown as edge mode and vortex mode where these exist, with C gamma = gamma; all others are real on the
    axis y = 0 (``numerics.waves.wave_phase``).

    Raises
    ------
    ValueError
        If levels are degenerate, so that a state has no phase of its own.
    """
    vectors, is_majorana = found.states.vectors, np.zeros(found.states.vectors.shape[1], dtype=bool)
    images = reflected(vectors, found.lattice)
    if found.majorana is not None:
        middle = slice(vectors.shape[1] // 2 - 1, vectors.shape[1] // 2 + 1)
        vectors, is_majorana[middle] = vectors.copy(), True
        vectors[:, middle] = found.majorana
        images[:, middle] = particle_hole(len(vectors)) @ found.majorana.conj()
    return fixed_phase(vectors, images), is_majorana


def wave_dataset(H: sparse.sparray, found: VortexStates, parameters: Mapping[str, Any]) -> xr.Dataset:
    """Amplitudes u and v, densities of charge, spin and polarisation, currents, participation and angular momenta of every state.

    ``orbital`` is the probability of exp(i l theta) in each component (``numerics.waves.rings``: on rings of few sites momenta that
    differ by four are alike and counted more than once).
    """
    vectors, is_majorana = shown_states(found)
    parts, bonds = components(vectors, found.lattice), bonds_of(H)
    u, v = bogoliubov_amplitudes(parts)
    density = (abs(parts) ** 2).sum(axis=(2, 3))
    orbital = np.stack([angular_probabilities(wave, MOMENTA) for wave in (u, v)], axis=2)
    fields = {
        f"{name}_current": current_field(bonds, currents(bonds, vectors), found.lattice)
        for name, currents in (("probability", probability_currents), ("charge", charge_currents))
    }
    of_layer, line = ("state", "layer"), positions(found.lattice.L)[0][:, 0]
    return xr.Dataset(
        {
            "energy": ("state", found.states.energies, ENERGY),
            "rotation": ("state", found.states.labels, NUMBER),
            "u": ((*of_layer, "spin", *SITE), u, AMPLITUDE),
            "v": ((*of_layer, "spin", *SITE), v, AMPLITUDE),
            "density": ((*of_layer, *SITE), density, DENSITY),
            "charge": ((*of_layer, *SITE), charge_density(parts), DENSITY),
            "spin_density": ((*of_layer, "axis", *SITE), spin_density(parts).sum(axis=2), DENSITY),
            "polarisation": ((*of_layer, "axis", *SITE), polarisation(parts), DENSITY),
            **{name: ((*of_layer, "direction", *SITE), field, CURRENT) for name, field in fields.items()},
            "participation": (of_layer, participation(density), NUMBER),
            "orbital": ((*of_layer, "amplitude", "spin", "momentum"), orbital, NUMBER),
        },
        coords={
            "state": ("state", np.arange(len(is_majorana)), NUMBER),
            "is_majorana": ("state", is_majorana.astype(int), NUMBER),
            "layer": list(found.lattice.occupied),
            "spin": ["up", "dn"],
            "amplitude": ["u", "v"],
            "axis": ["x", "y", "z"],
            "direction": ["x", "y"],
            "momentum": ("momentum", np.array(MOMENTA), NUMBER),
            "x": ("x", line, LENGTH),
            "y": ("y", line, LENGTH),
        },
        attrs={**parameters, "caption": caption(parameters)},
    )
