r"""The states of Fig. 6 and Table 1: both Majorana modes and the first four CdGM levels below zero.

Wave functions of the TI layer in the fixed gauge and phase of ``derivations.computations.shared.waves``; orbital momenta by
projection on :math:`e^{il\theta}` round rings; and, for each state, the level of the radial channel of its angular momentum whose
functions overlap most with it. The channel has a disc of the area of the sites that are missing on the lattice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from derivations import models
from derivations.claims.vortex import momenta_of_bound_states
from derivations.computations.shared.radial_problem import radial_problem, vortex_radius
from derivations.computations.shared.waves import shown_states
from derivations.drawing import caption
from derivations.figures import Track
from derivations.figures.bilayer_vortex.paper import PAPER
from derivations.figures.bilayer_vortex.shared.second_set import SECOND
from derivations.figures.bilayer_vortex.shared.vortex import FLUX, RADIUS, bound_states
from derivations.units import AMPLITUDE, ENERGY, LENGTH, NUMBER
from numerics.lattice.shapes import positions
from numerics.radial.states import resolved_states, unmixed
from numerics.systems.bilayer import bilayer_system
from numerics.waves.components import bogoliubov_amplitudes, components
from numerics.waves.rings import angular_weights, ring_amplitudes
from numerics.waves.vortex import VortexStates, vortex_states

SIDE, NUMBER_OF_STATES, TUNNELLING = 61, 72, 1.2
STATES = ("MZM-E", "MZM-V", "CdGM-1", "CdGM-2", "CdGM-3", "CdGM-4")
MOMENTA = tuple(range(-4, 5))
SMALLER, SMALLER_STATES = 41, 56  # a smaller square, to compare
SECOND_SIDE, SECOND_STATES = 51, 76  # with the second set of parameters
OUTER, LEVELS = 25.0, 14  # of the radial channels: outer radius, number of levels
PER_COMPONENT = ("state", "amplitude", "spin")
Reals = NDArray[np.float64]


def dataset(
    track: Track[float] = iter,
    *,
    t_c: float = TUNNELLING,
    L: int = SIDE,
    R: float = RADIUS,
    states: Annotated[int, "states nearest zero, an even number"] = NUMBER_OF_STATES,
    **parameters: float,
) -> xr.Dataset:
    """Levels (number), and of the chosen states (state): waves (amplitude, spin, x, y), momenta with shares, radial levels.

    Raises
    ------
    ValueError
        If the vortex has no Majorana mode, or fewer levels besides.
    """
    complete = models.defaults(models.MODELS["bilayer"](), **parameters, t_c=t_c)
    (chosen,) = (_solved({**complete, "t_c": t}, L, R, states) for t in track([t_c]))
    found = chosen.found
    x = positions(L)[0][:, 0]
    shown = {"L": L, "R": R, "n": FLUX, **complete}
    return xr.Dataset(
        {
            "energy": ("number", found.states.energies, ENERGY),
            "vortex_weight": ("number", found.vortex_weight, NUMBER),
            "edge_weight": ("number", found.edge_weight, NUMBER),
            "rotation": ("number", found.states.labels, NUMBER),
            "chosen": ("state", np.array(chosen.numbers), NUMBER),
            "wave": ((*PER_COMPONENT, "x", "y"), chosen.waves, AMPLITUDE),
            "momentum_stated": (PER_COMPONENT, _stated(), NUMBER),
            **_with_momenta(chosen, complete),
        },
        coords={
            "number": ("number", np.arange(states), NUMBER),
            **_names(),
            "x": ("x", x, LENGTH),
            "y": ("y", x, LENGTH),
        },
        attrs={
            **shown,
            "claim": "momenta_of_bound_states",
            "source": f"{PAPER}, Fig. 6, Table 1",
            "caption": caption(shown),
        },
    )


def evidence(track: Track[float] = iter) -> xr.Dataset:
    """What is told of the states on a smaller square; all but levels and waves also with the second set of parameters."""
    first, second = (models.defaults(models.MODELS["bilayer"](), **given, t_c=TUNNELLING) for given in ({}, SECOND))
    others = {
        "smaller": _told(_solved(first, SMALLER, RADIUS, SMALLER_STATES)),
        "second": _with_momenta(_solved(second, SECOND_SIDE, RADIUS, SECOND_STATES), second),
        "second_smaller": _told(_solved(second, SMALLER, RADIUS, SMALLER_STATES)),
    }
    return xr.Dataset(
        {f"{name}_{key}": values for name, of in others.items() for key, values in of.items()},
        coords=_names(),
        attrs={"smaller_L": SMALLER, "second_L": SECOND_SIDE, "second_smaller_L": SMALLER},
    )


def _names() -> dict[str, Any]:
    """Coordinates of states, components and momenta."""
    return {
        "state": list(STATES),
        "amplitude": ["u", "v"],
        "spin": ["up", "dn"],
        "momentum": ("momentum", np.array(MOMENTA), NUMBER),
    }


@dataclass(frozen=True)
class Chosen:
    """The chosen states: components in both layers, waves (state, amplitude, spin, x, y) of the TI layer; all states; radius."""

    parts: NDArray[Any]
    waves: NDArray[Any]
    found: VortexStates
    numbers: list[int]
    R: float


def _solved(complete: dict[str, float], L: int, R: float, states: int) -> Chosen:
    """The chosen states of one square."""
    found = vortex_states(bilayer_system(**complete), L=L, R=R, n=FLUX, states=states)
    numbers = _chosen(found)
    parts = components(shown_states(found)[0][:, numbers], found.lattice)
    return Chosen(parts, np.stack(bogoliubov_amplitudes(parts), axis=2)[:, 0], found, numbers, R)


def _told(of: Chosen) -> dict[str, Any]:
    """Energies, labels and places of the chosen states; of their TI layer weights, amplitude of u at the centre, second lobe.

    The lobe is sought on the axis y = 0; the mode of the edge, which comes first, has none.
    """
    found, middle = of.found, of.found.lattice.L // 2
    density = abs(of.waves) ** 2
    lines = density.sum(axis=(1, 2))[1:, middle + int(np.ceil(of.R)) :, middle]
    return {
        "level_energy": ("state", found.states.energies[of.numbers], ENERGY),
        "label": ("state", found.states.labels[of.numbers].astype(float), NUMBER),
        "at_vortex": ("state", found.vortex_weight[of.numbers], NUMBER),
        "at_edge": ("state", found.edge_weight[of.numbers], NUMBER),
        "weight": (PER_COMPONENT, density.sum(axis=(-2, -1)), NUMBER),
        "core": (("state", "spin"), abs(of.waves[:, 0, :, middle, middle]), AMPLITUDE),
        "lobe": ("state", np.array([np.nan, *(second_lobe(line) for line in lines)]), NUMBER),
    }


def _with_momenta(of: Chosen, complete: dict[str, float]) -> dict[str, Any]:
    """The same, with the shares of the momenta and the largest, and with the levels of the radial channels."""
    L = of.found.lattice.L
    shares = angular_weights(of.waves, MOMENTA)
    radial = np.array(list(_radial(of.parts[:, 0].reshape(len(of.numbers), 4, L, L), of.found, complete)))
    return {
        **_told(of),
        "share": ((*PER_COMPONENT, "momentum"), shares, NUMBER),
        "momentum_found": (PER_COMPONENT, np.array(MOMENTA)[shares.argmax(axis=-1)], NUMBER),
        "radial_energy": ("state", radial[:, 0], ENERGY),
        "radial_overlap": ("state", radial[:, 1], NUMBER),
    }


def second_lobe(density: Reals) -> float:
    """Height of the largest maximum beyond the first minimum of a density outside the antidot, in units of that at its rim.

    NaN if it only falls.
    """
    rising = np.flatnonzero(np.diff(density) > 0)
    return float(density[rising[0] :].max() / density[0]) if len(rising) else float("nan")


def particles(weight: xr.DataArray) -> xr.DataArray:
    """Share of u in weights of components (..., amplitude, spin)."""
    return weight.sel(amplitude="u").sum("spin") / weight.sum(("amplitude", "spin"))


def _chosen(found: VortexStates) -> list[int]:
    """Numbers of the two Majorana modes and of the highest bound levels below them."""
    if found.majorana is None:
        raise ValueError("`t_c` and the other parameters must be such that the vortex has a Majorana mode, but it has none.")
    edge = len(found.states.energies) // 2 - 1
    mirrored = 2 * edge + 1 - bound_states(found)[: len(STATES) - 2]  # of the level E the partner at -E
    if len(mirrored) < len(STATES) - 2:
        raise ValueError(
            f"`states` must reach {len(STATES) - 2} levels bound to the vortex, but there are {len(mirrored)} among them."
        )
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
