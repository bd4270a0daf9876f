r"""The states of Fig. 6 and Table 1 of arXiv:2507.23775: both Majorana modes and the first four CdGM levels below zero.

Wave functions of the TI layer in the fixed gauge and phase of ``derivations.waves``; orbital momenta by projection on
:math:`e^{il\theta}` round rings; and, for each state, the level of the radial channel of its angular momentum whose functions
overlap most with it. The channel has a disc of the area of the sites that are missing on the lattice.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from derivations import models
from derivations.drawing import caption
from derivations.figures.shared.second_set import SECOND
from derivations.figures.shared.vortex import FLUX, RADIUS, bound_states
from derivations.radial import radial_problem, vortex_radius
from derivations.units import AMPLITUDE, ENERGY, LENGTH, NUMBER
from derivations.vortex import momenta_of_bound_states
from derivations.waves import shown_states
from numerics.geometry import positions
from numerics.radial import resolved_states, unmixed
from numerics.rings import angular_weights, ring_amplitudes
from numerics.systems import bilayer as hoppings_of_bilayer
from numerics.vortex import VortexStates, vortex_states
from numerics.wavefunctions import bogoliubov_amplitudes, components

STATES = ("MZM-E", "MZM-V", "CdGM-1", "CdGM-2", "CdGM-3", "CdGM-4")
MOMENTA = tuple(range(-4, 5))
SMALLER, SMALLER_STATES = 41, 56  # a smaller square, to compare
SECOND_SIDE, SECOND_STATES = 51, 76  # with the second set of parameters
OUTER, LEVELS = 25.0, 14  # of the radial channels: outer radius, number of levels
Reals = NDArray[np.float64]


def vortex_waves(*, L: int, states: int, t_c: float, **parameters: float) -> xr.Dataset:
    """Levels (number), and of the chosen states (state): waves (amplitude, spin, x, y), momenta with shares, radial levels."""
    complete = models.defaults(models.MODELS["bilayer"](), **parameters, t_c=t_c)
    found = vortex_states(hoppings_of_bilayer(**complete), L=L, R=RADIUS, n=FLUX, states=states)
    chosen = _chosen(found)
    parts = components(shown_states(found)[0][:, chosen], found.lattice)
    u, v = bogoliubov_amplitudes(parts)
    waves = np.stack([u, v], axis=2)[:, 0]
    shares = angular_weights(waves, MOMENTA)
    others = {
        "second": _solved(SECOND, SECOND_SIDE, SECOND_STATES, t_c),
        "smaller": _solved(parameters, SMALLER, SMALLER_STATES, t_c),
    }
    radial = np.array(list(_radial(parts[:, 0].reshape(len(chosen), 4, L, L), found, complete)))
    x = positions(L)[0][:, 0]
    shown = {"L": L, "R": RADIUS, "n": FLUX, **complete}
    per_component = ("state", "amplitude", "spin")
    return xr.Dataset(
        {
            "energy": ("number", found.states.energies, ENERGY),
            "vortex_weight": ("number", found.vortex_weight, NUMBER),
            "edge_weight": ("number", found.edge_weight, NUMBER),
            "rotation": ("number", found.states.labels, NUMBER),
            "chosen": ("state", np.array(chosen), NUMBER),
            "wave": ((*per_component, "x", "y"), waves, AMPLITUDE),
            "share": ((*per_component, "momentum"), shares, NUMBER),
            "momentum_found": (per_component, np.array(MOMENTA)[shares.argmax(axis=-1)], NUMBER),
            "momentum_stated": (per_component, _stated(), NUMBER),
            "radial_energy": ("state", radial[:, 0], ENERGY),
            "radial_overlap": ("state", radial[:, 1], NUMBER),
            **_told(parts, found, chosen),
            **{f"{name}_{key}": values for name, of in others.items() for key, values in _told(*of).items()},
        },
        coords={
            "number": ("number", np.arange(states), NUMBER),
            "state": list(STATES),
            "amplitude": ["u", "v"],
            "spin": ["up", "dn"],
            "momentum": ("momentum", np.array(MOMENTA), NUMBER),
            "x": ("x", x, LENGTH),
            "y": ("y", x, LENGTH),
        },
        attrs={
            **shown,
            "smaller_L": SMALLER,
            "second_L": SECOND_SIDE,
            "claim": "momenta_of_bound_states",
            "source": "arXiv:2507.23775, Fig. 6, Table 1",
            "caption": caption(shown),
        },
    )


def _solved(parameters: Mapping[str, float], L: int, states: int, t_c: float) -> tuple[Any, VortexStates, list[int]]:
    """The chosen states on another square or with other parameters: components in the TI and the SC layer, all states, numbers."""
    complete = models.defaults(models.MODELS["bilayer"](), **parameters, t_c=t_c)
    found = vortex_states(hoppings_of_bilayer(**complete), L=L, R=RADIUS, n=FLUX, states=states)
    chosen = _chosen(found)
    return components(shown_states(found)[0][:, chosen], found.lattice), found, chosen


def _told(parts: NDArray[Any], found: VortexStates, chosen: list[int]) -> dict[str, Any]:
    """Energies and labels of the chosen states, the share of particles in their TI layer, their second lobe on the axis y = 0.

    The mode of the edge, which comes first, has no lobe.
    """
    u, v = ((abs(part[:, 0]) ** 2).sum(axis=1) for part in bogoliubov_amplitudes(parts))
    of_particles, of_both = u.sum(axis=(1, 2)), (u + v).sum(axis=(1, 2))
    L = found.lattice.L
    rim = L // 2 + int(np.ceil(RADIUS))
    return {
        "level_energy": ("state", found.states.energies[chosen], ENERGY),
        "label": ("state", found.states.labels[chosen].astype(float), NUMBER),
        "particles": ("state", of_particles / of_both, NUMBER),
        "lobe": ("state", np.array([np.nan, *(second_lobe(line) for line in (u + v)[1:, rim:, L // 2])]), NUMBER),
    }


def second_lobe(density: Reals) -> float:
    """Height of the largest maximum beyond the first minimum of a density outside the antidot, in units of that at its rim."""
    first = int(np.flatnonzero(np.diff(density) > 0)[0])
    return float(density[first:].max() / density[0])


def _chosen(found: VortexStates) -> list[int]:
    """Numbers of the two Majorana modes and of the highest bound levels below them."""
    if found.majorana is None:
        raise ArithmeticError("the vortex must hold a Majorana mode, but none was found.")
    edge = len(found.states.energies) // 2 - 1
    mirrored = 2 * edge + 1 - bound_states(found)[: len(STATES) - 2]  # of the level E the partner at -E
    return [edge, edge + 1, *mirrored.tolist()]


def _stated() -> Reals:
    """The momenta of the claim, (state, amplitude, spin); none for the edge mode, which is not round."""
    table = np.array(momenta_of_bound_states.result().tolist(), dtype=float)  # columns u_up, u_dn, v_dn, v_up
    rows = table[:, [0, 1, 3, 2]].reshape(-1, 2, 2)
    return np.concatenate([np.full((1, 2, 2), np.nan), rows])


def _radial(nambu: NDArray[Any], found: VortexStates, parameters: dict[str, float]) -> Iterator[tuple[float, float]]:
    """Energy and overlap of the radial level nearest to each state in shape; ``nambu`` (state, 4, L, L); NaN for the edge mode."""
    missing = int((~found.lattice.occupied["SC"]).sum())
    R = float(np.sqrt(missing / np.pi))
    yield np.nan, np.nan
    for waves, j in zip(nambu[1:], momenta_of_bound_states.LEVELS, strict=True):
        problem = radial_problem("bilayer", j=j, R=R, n=FLUX, outer=OUTER, **parameters)
        levels = unmixed(resolved_states(problem, states=LEVELS), vortex_radius(R, OUTER))
        pairs = [ring_amplitudes(wave, [momentum]) for wave, momentum in zip(waves, problem.orbital[:4], strict=True)]
        r, sites, _ = pairs[0]
        within = r < OUTER
        lattice = np.array([amplitudes[0] for _, _, amplitudes in pairs])[:, within]
        channel = np.array([[np.interp(r[within], levels.points, f) for f in part.T] for part in levels.functions[:4]])
        product = abs(np.einsum("r,cr,cer->e", sites[within], lattice.conj(), channel))
        norms = np.einsum("r,cer->e", sites[within], channel**2) * np.einsum("r,cr->", sites[within], abs(lattice) ** 2)
        overlap = product / np.sqrt(norms)
        best = int(np.argmax(overlap))
        yield float(levels.energies[best]), float(overlap[best])
