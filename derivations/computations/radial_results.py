"""What ``tisc radial`` saves and draws: the radial functions of the states nearest zero."""

import numpy as np
import xarray as xr

from derivations.computations.shared.radial_problem import vortex_radius
from derivations.drawing import COLOURS, Axes, caption
from derivations.models import MODELS
from derivations.units import AMPLITUDE, AREA, ENERGY, LENGTH, NUMBER
from numerics.radial.states import RadialStates, weight_within

STYLES = ("-", "--", "-.", ":")
VISIBLE = 0.02  # of the largest: components below are not drawn


def radial_dataset(found: RadialStates, model: str, parameters: dict[str, float]) -> xr.Dataset:
    """Energies, weights and functions (state, component, r); the probability of a component is the integral of r chi^2 dr."""
    radius = vortex_radius(parameters["R"], parameters["outer"])
    shown = {"model": model, **{name: value for name, value in parameters.items() if name != "states"}}
    return xr.Dataset(
        {
            "energy": ("state", found.energies, ENERGY),
            "vortex_weight": ("state", weight_within(found, radius), NUMBER),
            "residual": ("state", found.residual, ENERGY),
            "change": ("state", found.change, ENERGY),
            "chi": (("state", "component", "r"), np.moveaxis(found.functions, -1, 0), AMPLITUDE),
            "weight": ("r", found.weights, AREA),
        },
        coords={
            "state": ("state", np.arange(len(found.energies)), NUMBER),
            "component": list(MODELS[model]().basis),
            "r": ("r", found.points, LENGTH),
        },
        attrs={**parameters, "model": model, "degree": found.degree, "caption": caption(shown)},
    )


def draw_radial(ax: Axes, data: xr.Dataset) -> None:
    """The vortex state nearest zero: its components against r, the antidot shaded; the levels as an inset."""
    bound = np.flatnonzero((data.vortex_weight > 0.5) & (data.energy >= -1e-9))
    chosen = int(bound[np.argmin(abs(data.energy.values[bound]))]) if len(bound) else int(abs(data.energy).argmin())
    state = data.isel(state=chosen)
    largest = float(abs(state.chi).max())
    ax.axvspan(0, data.attrs["R"], color="0.93", zorder=0)
    for index, name in enumerate(data.component.values):
        chi = state.chi.sel(component=name)
        if abs(chi).max() > VISIBLE * largest:
            layer, kind = str(name).split(" ", 1)
            label = f"{layer} ${_symbol(kind)}$"
            ax.plot(data.r, chi, STYLES[index // 4], color=COLOURS[index % 4], label=label)
    ax.axhline(0, color="0.8", linewidth=0.8, zorder=0)
    ax.set(xlabel="r (a)", ylabel=r"radial functions (1/a)", xlim=(0, float(data.r[-1])))
    ax.set_title(f"E = {float(state.energy):.8g} " + r"$\lambda/a$", fontsize=8)
    ax.legend(loc="lower right", ncols=2)
    inset = ax.inset_axes((0.62, 0.58, 0.36, 0.38))
    inset.scatter(data.state, data.energy, c=data.vortex_weight, vmin=0, vmax=1, s=8)
    inset.axhline(0, color="0.8", linewidth=0.8, zorder=0)
    inset.set(xticks=[])
    inset.tick_params(labelsize=6)
    inset.set_title(r"levels ($\lambda/a$), bright: vortex", fontsize=6)


def _symbol(kind: str) -> str:
    """Letters of electrons, u, and holes, v; the holes are (c^dagger_dn, -c^dagger_up) = (v_dn, v_up)."""
    return {"e up": r"u_\uparrow", "e dn": r"u_\downarrow", "h up": r"v_\downarrow", "h dn": r"v_\uparrow"}[kind]
