"""Pictures of the waves of the s-wave antidot, and what their angular and radial shapes are."""

from collections.abc import Callable

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from derivations.drawing import PAGE, Axes, axis_label, panels
from derivations.figures.bilayer_vortex.shared.swave_antidot import RADIUS

Reals = NDArray[np.float64]
LEADING = 0.7  # of the largest share, from which a momentum counts: standing waves have two equal ones
NEXT = 1.0  # lattice constants from the wall, in which the staircase is felt
AROUND = 2.0  # lattice constants shown around the antidot
ROWS = (("u", r"$u_\uparrow$"), ("v", r"$v_\downarrow$"))


def momenta(share: xr.DataArray) -> list[int]:
    """The momenta of the largest shares: one, or two of a standing wave."""
    largest = share.max()
    return [int(momentum) for momentum in share.momentum[share >= largest - (1 - LEADING) * abs(largest)]]


def momentum_text(share: xr.DataArray) -> str:
    """The same for people: 0, +1, or +-2 of a standing wave."""
    found = momenta(share)
    text = f"\u00b1{abs(found[0])}" if len(found) > 1 else f"{found[0]:+d}" if found[0] else "0"
    return text.replace("-", "\u2212")


def likeness(state: xr.Dataset, amplitude: str, shape: Callable[[int, Reals], Reals]) -> float:
    """Overlap of a wave with shape(|l|, k r) exp(i l theta), l its momenta, E = -t_sc k^2: one if it is that.

    In the antidot, without the sites next to its wall. ``state`` has the attributes of the figure and one state's variables.
    """
    x, y = np.meshgrid(state.x, state.y, indexing="ij")
    r, inside = np.hypot(x, y), np.hypot(x, y) < RADIUS - NEXT
    angle, k = np.arctan2(y, x), float(abs(state.energy / state.attrs["t_sc"]) ** 0.5)
    wave = state.wave.sel(amplitude=amplitude).values[inside]
    found = momenta(state.share.sel(amplitude=amplitude))
    basis = np.stack([shape(abs(momentum), k * r) * np.exp(1j * momentum * angle) for momentum in found], axis=-1)[inside]
    nearest = basis @ np.linalg.lstsq(basis, wave, rcond=None)[0]
    return float(np.linalg.norm(nearest) / np.linalg.norm(wave))


def radius_of_maximum(wave: xr.DataArray) -> float:
    """Distance from the centre of the site where the modulus is largest."""
    where = abs(wave).argmax(("x", "y"))
    return float(np.hypot(wave.x[where["x"]], wave.y[where["y"]]))


def draw_waves(ax: Axes, data: xr.Dataset, name: str) -> None:
    """Real and imaginary part of u_up and v_dn of the states of spin up, one column a level, one colour scale a row."""
    rows = panels(ax, len(ROWS), data.sizes["level"], width=PAGE, height=1.95)
    for first, row, (amplitude, text) in zip((True, False), rows, ROWS, strict=True):
        waves = data.wave.sel(spin="up", amplitude=amplitude)
        scale = float(max(abs(waves.real).max(), abs(waves.imag).max()))
        for place, level in zip(row, data.level.values, strict=True):
            image = _pair(place, waves.sel(level=level), scale, data.attrs["R"])
            momentum = momentum_text(data.share.sel(level=level, spin="up", amplitude=amplitude))
            title = f"{name}-{level}\n" if first else ""
            place.set_title(f"{title}$l$ = {momentum}", fontsize=7, pad=2)
        row[0].set_ylabel(text, rotation=0, labelpad=9, va="center")
        bar = row[0].figure.colorbar(image, ax=list(row), pad=0.01, aspect=12, ticks=[-scale, 0, scale])
        bar.ax.set_yticklabels([f"\u2212{scale:.2g}", "0", f"{scale:.2g}"], fontsize=6)
        bar.set_label(axis_label(data.wave, "amplitude"), fontsize=6)


def _pair(ax: Axes, wave: xr.DataArray, scale: float, R: float) -> object:
    """Real part on the left, imaginary part on the right."""
    from matplotlib.patches import Circle

    half = R + AROUND
    wave = wave.sel(x=slice(-half, half), y=slice(-half, half))
    x, y = wave.x.values, wave.y.values
    for part, centre in ((wave.real, -half), (wave.imag, half)):
        extent = (centre + x[0] - 0.5, centre + x[-1] + 0.5, y[0] - 0.5, y[-1] + 0.5)
        image = ax.imshow(
            part.values.T, origin="lower", extent=extent, cmap="RdBu_r", vmin=-scale, vmax=scale, interpolation="nearest"
        )
        ax.add_patch(Circle((centre, 0), R, fill=False, linewidth=0.4, color="0.3"))
    ax.axvline(0, color="0.6", linewidth=0.4)
    ax.set(xlim=(-2 * half, 2 * half), ylim=(-half, half), yticks=[], xticks=[-half, half], xticklabels=["Re", "Im"])
    ax.tick_params(length=0, labelsize=6, pad=1)
    ax.spines[:].set_visible(True)
    ax.spines[:].set_linewidth(0.4)
    return image
