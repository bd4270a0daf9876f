r"""Low-energy bands above the transition: the minimum of the gap lies on a ring-like valley around Gamma.

Above: as Fig. 3(e). Below: the lowest level over the zone by the closed form; dashed: the bottom of the valley on every ray from
Gamma, by the hoppings of the lattice; plus: the four minima on the axes. Fig. 3(f).
"""

from collections.abc import Iterator
from typing import Annotated, Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from derivations import models
from derivations.drawing import COLOURS, COLUMN, Axes, axis_label, panels
from derivations.figures import Track
from derivations.figures.assumptions import neutral
from derivations.figures.bilayer_vortex.paper import PAPER
from derivations.figures.bilayer_vortex.shared.gap_minimum import AT_GAMMA
from derivations.figures.bilayer_vortex.shared.low_energy import POINTS, draw_low_energy, low_energy, positive_levels
from derivations.figures.bilayer_vortex.shared.second_set import SECOND, of_second
from derivations.figures.bilayer_vortex.shared.spins import spin_bar
from derivations.judging.sentences import CHANGED, HOLDS, Sentence
from derivations.units import ENERGY, WAVE_NUMBER
from numerics.zone.bands import Hamiltonian, level_nearest_zero, zone_mesh
from numerics.zone.gap import minimum_gap

TUNNELLING, EARLY = 1.6, 1.2  # that of the figure; one between the jump and the figure
ANGLES = np.arange(0.0, 360.0, 7.5)
AXES_OF_LATTICE = [0.0, 90.0, 180.0, 270.0]
MESH, RAY, ZOOMS = 128, 61, 4
LOWEST = 4  # of the eight levels in ascending order, the first above zero


def dataset(
    track: Track[float] = iter,
    *,
    t_c: float = TUNNELLING,
    points: Annotated[int, "momenta on either side, Gamma among them"] = POINTS,
    mesh: Annotated[int, "momenta a side of the map of the zone, even"] = MESH,
    **parameters: float,
) -> xr.Dataset:
    """Levels, spins and gap: see ``shared.low_energy``; the lowest level over the zone; the valley over (t_ring, angle).

    The map is that of the closed form, or of the lattice where this does not stand.
    """
    data = low_energy(t_c=t_c, points=points, **parameters)
    fixed = {name: data.attrs[name] for name in models.defaults(models.MODELS["bilayer"]())}
    x, y = zone_mesh(mesh)
    if neutral(**fixed):
        lowest = positive_levels(kx=x, ky=y, **fixed)[..., 0]
    else:
        lowest = level_nearest_zero(models.hamiltonian("bilayer", **fixed), kx=x, ky=y)
    return (
        data.assign(lowest=(("zone_x", "zone_y"), lowest, ENERGY), **_rings("ring", track=track, t_c=t_c, **parameters))
        .assign_coords(
            zone_x=("zone_x", x[:, 0], WAVE_NUMBER),
            zone_y=("zone_y", x[:, 0], WAVE_NUMBER),
            t_ring=("t_ring", [EARLY, t_c], ENERGY),
            angle=("angle", ANGLES, {"units": "degree"}),
        )
        .assign_attrs(source=f"{PAPER}, Fig. 3(f)")
    )


def evidence(track: Track[float] = iter) -> xr.Dataset:
    """The valley and the gap of the second set, and its lowest level at Gamma."""
    second = models.hamiltonian("bilayer", **SECOND, t_c=TUNNELLING)
    gap = minimum_gap(second)
    return xr.Dataset(
        {
            **_rings("second_ring", track=track, t_c=TUNNELLING, **SECOND),
            "second_gap": ((), gap.gap, ENERGY),
            "second_gap_kx": ((), gap.kx, WAVE_NUMBER),
            "second_gap_ky": ((), gap.ky, WAVE_NUMBER),
            "second_at_gamma": ((), float(level_nearest_zero(second, kx=0.0, ky=0.0)), ENERGY),
        }
    )


def _rings(name: str, *, track: Track[float], t_c: float, **parameters: float) -> dict[str, Any]:
    """Radius and level of the valley over (t_ring, angle)."""
    rings = np.array([valley(models.hamiltonian("bilayer", **{**parameters, "t_c": t})) for t in track((EARLY, t_c))])
    units = {"radius": WAVE_NUMBER, "level": ENERGY}
    return {f"{name}_{key}": (("t_ring", "angle"), rings[:, index], unit) for index, (key, unit) in enumerate(units.items())}


def valley(hamiltonian: Hamiltonian) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """|k| and energy of the lowest point of the lowest level on every ray from Gamma, |k| up to pi, by meshes within meshes."""
    direction = np.radians(ANGLES)[:, None]
    low, high = np.zeros(len(ANGLES)), np.full(len(ANGLES), np.pi)
    for _ in range(ZOOMS):
        k = np.linspace(low, high, RAY, axis=-1)
        level = level_nearest_zero(hamiltonian, kx=k * np.cos(direction), ky=k * np.sin(direction))
        index = level.argmin(axis=-1)[:, None]
        radius, energy = (np.take_along_axis(values, index, axis=-1)[:, 0] for values in (k, level))
        step = (high - low) / (RAY - 1)
        low, high = np.maximum(radius - step, 0), np.minimum(radius + step, np.pi)
    return radius, energy


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III.1: momentum and ring."""
    lowest = data.lattice.isel(level=LOWEST)
    radius, gap, at_gamma = float(np.hypot(data.gap_kx, data.gap_ky)), float(data.gap), float(lowest.sel(k=0))
    on_axis = max(float(min(abs(of.gap_kx), abs(of.gap_ky))) for of in (data, of_second(data)))
    second = of_second(data)
    radius_2 = float(np.hypot(second.gap_kx, second.gap_ky))
    yield Sentence(
        paper="Above the transition the gap shifts to a non-zero momentum.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"At t_c = {data.attrs['t_c']:g} the minimum of the whole zone, {gap:.4f}, is at |k| = {radius:.3f} on an axis; at"
        f" Gamma the lowest level is {at_gamma:.3f} (second set: {second.gap:.4f}, {radius_2:.3f}; {second.at_gamma:.3f}).",
        stands=bool(
            min(radius, radius_2) > 1
            and on_axis < AT_GAMMA
            and gap < 0.5 * at_gamma
            and second.gap < 0.8 * second.at_gamma
            and abs(float(lowest.idxmin("k")) + radius) < 0.03
            and abs(lowest.min() - gap) < 1e-3
        ),
    )
    yield _ring(data, radius=radius, gap=gap, at_gamma=at_gamma)


def _ring(data: xr.Dataset, *, radius: float, gap: float, at_gamma: float) -> Sentence:
    ring, depth = data.ring_radius.isel(t_ring=-1), data.ring_level.isel(t_ring=-1)
    second, second_depth = data.second_ring_radius.isel(t_ring=-1), data.second_ring_level.isel(t_ring=-1)
    uneven = float((depth.max() - depth.min()) / (at_gamma - depth.min()))
    early = data.ring_radius.isel(t_ring=0)
    closed = early > AT_GAMMA
    still = int((data.second_ring_radius.isel(t_ring=0) < AT_GAMMA).sum())
    return Sentence(
        paper="The minima form a ring-shaped contour around Gamma.",
        verdict=CHANGED,
        here=f"They are {len(_minima(depth))}, on the axes, the deepest points of a valley around Gamma: in every direction the"
        f" lowest level has its minimum at |k| between {float(ring.min()):.3f} (axes) and {float(ring.max()):.3f} (diagonals);"
        f" its depth varies from {float(depth.min()):.3f} to {float(depth.max()):.3f}, {uneven:.0%} of the way up to Gamma. At t_c"
        f" = {float(data.t_ring[0]):g} it is no ring yet: in {int((~closed).sum())} of {len(closed)} directions, around the"
        f" diagonals, the minimum is still at Gamma. Second set: {len(_minima(second_depth))} minima, on the axes, at |k| ="
        f" {float(second.min()):.3f}, the valley between {float(second_depth.min()):.3f} and {float(second_depth.max()):.3f}; at"
        f" t_c = {float(data.t_ring[0]):g} no ring in {still} directions.",
        stands=bool(
            _minima(depth) == _minima(second_depth) == AXES_OF_LATTICE
            and (ring > 1).all()
            and (second > 1).all()
            and abs(depth.min() - gap) < 1e-6
            and abs(float(ring.sel(angle=0)) - radius) < 1e-3
            and float(ring.idxmax("angle")) % 90 == 45
            and 0.1 < uneven < 0.5
            and 0 < (~closed).sum() < len(closed) / 2
            and 0 < still < len(closed)
            and (abs(early.angle % 90 - 45)[~closed] <= 22.5).all()
        ),
        second=CHANGED,
    )


def _minima(depth: xr.DataArray) -> list[float]:
    """The directions in which the valley is deepest."""
    return [float(angle) for angle in depth.angle.values[(depth < depth.roll(angle=1)) & (depth < depth.roll(angle=-1))]]


def draw(ax: Axes, data: xr.Dataset) -> None:
    """Bands above, the map of the lowest level below."""
    bands, zone = panels(ax, 2, 1, width=COLUMN, height=4.9, height_ratios=(1, 1.05))[:, 0]
    draw_low_energy(bands, data)
    spin_bar(bands, "transverse spin")
    image = zone.pcolormesh(
        data.zone_x,
        data.zone_y,
        data.lowest.T,
        vmin=float(data.gap),
        vmax=float(data.lowest.sel(zone_x=0, zone_y=0, method="nearest")),
        shading="nearest",
        rasterized=True,
    )
    zone.figure.colorbar(image, ax=zone, label=axis_label(data.lowest, "lowest level"), extend="max", aspect=30, pad=0.02)
    ring, angle = data.ring_radius.isel(t_ring=-1).values, np.radians(data.angle.values)
    closed = [np.append(values, values[:1]) for values in (ring * np.cos(angle), ring * np.sin(angle))]
    zone.plot(*closed, "--", color="white", linewidth=0.9)
    at = data.ring_radius.isel(t_ring=-1).sel(angle=AXES_OF_LATTICE)
    zone.plot(at * np.cos(np.radians(at.angle)), at * np.sin(np.radians(at.angle)), "+", color=COLOURS[1], markersize=7)
    zone.set(xlabel=axis_label(data.zone_x, "$k_x$"), ylabel=axis_label(data.zone_y, "$k_y$"), aspect="equal")
    zone.set(xticks=[-2, 0, 2], yticks=[-2, 0, 2])
