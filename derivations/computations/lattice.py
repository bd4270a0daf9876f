"""What the commands save and draw: labelled datasets of bands and vortex states, and their pictures."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from derivations.drawing import COLOURS, Axes, caption, picture
from derivations.files.fingerprint import code_hash, versions
from derivations.files.storage import save, write
from derivations.models import hamiltonian
from derivations.units import ANGLE, DENSITY, ENERGY, LENGTH, NUMBER, WAVE_NUMBER
from numerics.lattice.shapes import positions
from numerics.waves.vortex import VortexStates
from numerics.zone.bands import level_nearest_zero, spectrum, zone_mesh
from numerics.zone.gap import Gap

CORNERS = {r"$\Gamma$": (0.0, 0.0), "X": (np.pi, 0.0), "M": (np.pi, np.pi), r"$\Gamma$ ": (0.0, 0.0)}
VISIBLE = 1e-12  # rad: a flux of rounding errors, 1e-15, must not look like one


def deliver(
    dataset: xr.Dataset, draw: Callable[[Axes, xr.Dataset], None], data_path: Path | None, plot_path: Path | None, maker: str
) -> None:
    """Save the dataset and its picture where paths are given; ``maker`` is the module that has computed it."""
    if data_path:
        save(dataset.assign_attrs({**versions(), "code": code_hash([(maker, "*")])}), data_path)
    if plot_path:
        kind = plot_path.suffix.removeprefix(".")
        write(plot_path, picture(lambda ax: draw(ax, dataset), kind=kind, note=dataset.attrs["caption"]))


def band_path(
    levels: NDArray[np.float64], at_kx: float, at_ky: float, parameters: dict[str, float], points: int = 121
) -> xr.Dataset:
    """The eight levels at one momentum, and the bands along Gamma - X - M - Gamma, ``points`` momenta a side."""
    corners = np.array(list(CORNERS.values()))
    fraction = np.arange(points - 1) / (points - 1)
    sides = [start + fraction[:, None] * (end - start) for start, end in pairwise(corners)]
    k = np.concatenate([*sides, corners[-1:]])
    distance = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(k, axis=0).T))])
    energies = spectrum(hamiltonian("bilayer", **parameters), kx=k[:, 0], ky=k[:, 1])
    return xr.Dataset(
        {"energy": (("distance", "band"), energies, ENERGY), "levels": ("band", levels, ENERGY)},
        coords={
            "distance": ("distance", distance, WAVE_NUMBER),
            "kx": ("distance", k[:, 0], WAVE_NUMBER),
            "ky": ("distance", k[:, 1], WAVE_NUMBER),
            "band": ("band", np.arange(energies.shape[-1]), NUMBER),
        },
        attrs={**parameters, "levels_kx": at_kx, "levels_ky": at_ky, "caption": caption(parameters)},
    )


def draw_bands(ax: Axes, data: xr.Dataset) -> None:
    """Bands along the path, corners of the zone marked."""
    ax.plot(data.distance, data.energy, color=COLOURS[0], linewidth=1.2)
    side = (len(data.distance) - 1) // 3
    ticks = data.distance.values[[0, side, 2 * side, 3 * side]]
    for tick in ticks:
        ax.axvline(tick, color="0.8", linewidth=0.8, zorder=0)
    ax.axhline(0, color="0.8", linewidth=0.8, zorder=0)
    ax.set_xticks(ticks, [label.strip() for label in CORNERS])
    ax.set(ylabel=r"energy ($\lambda/a$)", xlim=(ticks[0], ticks[-1]))


def gap_map(found: Gap, parameters: dict[str, float], mesh: int = 128) -> xr.Dataset:
    """The level nearest zero over the zone; the minimum and where it lies are attributes."""
    kx, ky = zone_mesh(mesh)
    level = level_nearest_zero(hamiltonian("bilayer", **parameters), kx=kx, ky=ky)
    attributes = {**parameters, "gap": found.gap, "gap_kx": found.kx, "gap_ky": found.ky, "caption": caption(parameters)}
    return _zone_dataset("level", level, ENERGY, attributes)


def draw_gap_map(ax: Axes, data: xr.Dataset) -> None:
    """Map of the level nearest zero; a cross marks the minimum (and stands for its images by symmetry)."""
    half = np.pi / len(data.kx)  # a value belongs to the middle of its pixel
    _draw_zone(ax, data.level, offset=-half, label=r"level nearest zero ($\lambda/a$)", cmap="viridis")
    ax.plot(data.attrs["gap_kx"], data.attrs["gap_ky"], "x", color=COLOURS[1], markersize=8, label=f"gap {data.attrs['gap']:.4g}")
    ax.legend(loc="upper right", frameon=True)


def flux_map(flux: NDArray[np.float64], found: dict[str, float], parameters: dict[str, float]) -> xr.Dataset:
    """The Berry flux through each cell of the zone, named by the corner of the cell."""
    attributes = {**parameters, **found, "caption": f"chern = {found['chern']}, {caption(parameters)}"}
    return _zone_dataset("berry_flux", flux, ANGLE, attributes)


def draw_flux_map(ax: Axes, data: xr.Dataset) -> None:
    """Map of the Berry flux, symmetric colours; rounding noise has none."""
    largest = max(float(abs(data.berry_flux).max()), VISIBLE)
    _draw_zone(ax, data.berry_flux, label="Berry flux through a cell (rad)", cmap="PuOr", vmin=-largest, vmax=largest)


def _zone_dataset(name: str, values: NDArray[np.float64], units: dict[str, str], attributes: dict[str, object]) -> xr.Dataset:
    line = zone_mesh(len(values))[0][:, 0]
    return xr.Dataset(
        {name: (("kx", "ky"), values, units)},
        coords={"kx": ("kx", line, WAVE_NUMBER), "ky": ("ky", line, WAVE_NUMBER)},
        attrs=attributes,
    )


def _draw_zone(ax: Axes, values: xr.DataArray, *, label: str, offset: float = 0.0, **style: Any) -> None:
    extent = (-np.pi + offset, np.pi + offset) * 2
    image = ax.imshow(values.values.T, origin="lower", extent=extent, **style)
    ax.figure.colorbar(image, ax=ax, label=label)
    ticks, names = (-np.pi, 0, np.pi), (r"$-\pi$", "0", r"$\pi$")
    ax.set_xticks(ticks, names)
    ax.set_yticks(ticks, names)
    ax.set(xlabel=r"$k_x$ (1/a)", ylabel=r"$k_y$ (1/a)", xlim=(-np.pi, np.pi), ylim=(-np.pi, np.pi))


def vortex_dataset(found: VortexStates, parameters: dict[str, float]) -> xr.Dataset:
    """Energies, labels, weights and densities (state, layer, x, y) of the states nearest zero."""
    line = positions(found.lattice.L)[0][:, 0]
    symmetries = ", ".join(found.symmetries)
    attributes = {**parameters, "residual": found.states.residual, "symmetries": symmetries, "caption": caption(parameters)}
    return xr.Dataset(
        {
            "energy": ("state", found.states.energies, ENERGY),
            "rotation": ("state", found.states.labels, NUMBER),
            "vortex_weight": ("state", found.vortex_weight, NUMBER),
            "edge_weight": ("state", found.edge_weight, NUMBER),
            "density": (("state", "layer", "x", "y"), found.density, DENSITY),
        },
        coords={
            "state": ("state", np.arange(len(found.states.energies)), NUMBER),
            "layer": list(found.lattice.occupied),
            "x": ("x", line, LENGTH),
            "y": ("y", line, LENGTH),
        },
        attrs=attributes,
    )


def draw_vortex(ax: Axes, data: xr.Dataset) -> None:
    """Levels in ascending order, coloured by their weight at the vortex; the density of the vortex mode as an inset."""
    from matplotlib.ticker import MaxNLocator

    points = ax.scatter(data.state, data.energy, c=data.vortex_weight, vmin=0, vmax=1, s=24, zorder=3)
    ax.figure.colorbar(points, ax=ax, label="probability near the vortex")
    ax.axhline(0, color="0.8", linewidth=0.8, zorder=0)
    ax.set(xlabel="state", ylabel=r"energy ($\lambda/a$)")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    half = len(data.state) // 2
    mode = data.density.isel(state=half).sum("layer")
    inset = ax.inset_axes((0.04, 0.60, 0.38, 0.38))
    extent = (float(data.x[0]) - 0.5, float(data.x[-1]) + 0.5) * 2
    inset.imshow(mode.values.T, origin="lower", extent=extent, cmap="magma_r")
    inset.set(xticks=[], yticks=[])
    inset.set_title(f"density of state {half}", fontsize=7)
