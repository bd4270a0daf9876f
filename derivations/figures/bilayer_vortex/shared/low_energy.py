"""Low-energy bands on both sides of Gamma, towards X (k < 0) and towards M (k > 0), with the gap and the spin transverse to k."""

from functools import cache
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike, NDArray

from derivations import models
from derivations.claims.bilayer import spectrum_with_mass
from derivations.drawing import COLOURS, Axes, axis_label, caption
from derivations.figures.assumptions import left_out, neutral
from derivations.figures.bilayer_vortex.shared.momenta import along, momenta_of
from derivations.figures.bilayer_vortex.shared.spins import AXES, formula_and_lattice, levels_and_spins, spin_circles
from derivations.units import ENERGY, NUMBER, WAVE_NUMBER
from numerics.kernels import Kernel, compile_kernel
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.bilayer import bilayer_system
from numerics.zone.gap import minimum_gap
from theory.symbols.momentum import kx, ky

REACH = 2.4  # |k|
POINTS = 121  # on either side
WINDOW = 1.75  # energies shown
ASCENDING = [0, 2, 3, 1]  # the order of the levels of ``spectrum_with_mass``


def both_sides(points: int = POINTS) -> dict[str, Any]:
    """The path X - Gamma - M, cut off at ``REACH``."""
    return along((REACH, 0.0), (0.0, 0.0), (REACH / np.sqrt(2), REACH / np.sqrt(2)), points=points, start=-REACH)


def positive_levels(*, kx: ArrayLike, ky: ArrayLike, **parameters: float) -> NDArray[np.float64]:
    """The four positive levels of ``spectrum_with_mass`` in ascending order, shape (*batch, 4); other parameters are ignored."""
    named = {symbol.name: parameters[symbol.name] for symbol in spectrum_with_mass.DOMAIN}
    return np.real(_kernel()(kx=kx, ky=ky, **named)[..., ASCENDING, 0])  # real, though the kernel cannot tell from the roots


@cache
def _kernel() -> Kernel:
    return compile_kernel(spectrum_with_mass.result(), (kx, ky, *spectrum_with_mass.DOMAIN))


def low_energy(*, points: int = POINTS, **parameters: float) -> xr.Dataset:
    """Levels (level, k) by closed form and lattice, spins (axis, level, k), the gap of the whole zone and where it lies.

    The closed form stands where mu and eps_ti are zero; elsewhere it is NaN.
    """
    fixed = models.defaults(models.MODELS["bilayer"](), **parameters)
    path = both_sides(points)
    momenta = momenta_of(path)
    positive = positive_levels(kx=momenta["kx"], ky=momenta["ky"], **fixed) if neutral(**fixed) else left_out(len(momenta["kx"]), 4)
    energies, spins = levels_and_spins(bloch_matrix(bilayer_system(**fixed), **momenta))
    minimum = minimum_gap(models.hamiltonian("bilayer", **fixed))
    return xr.Dataset(
        {
            "formula": (("level", "k"), np.concatenate([-positive[:, ::-1], positive], axis=-1).T, ENERGY),
            "lattice": (("level", "k"), energies.T, ENERGY),
            "lattice_spin": (("axis", "level", "k"), np.moveaxis(spins, 0, -1), NUMBER),
            "gap": ((), minimum.gap, ENERGY),
            "gap_kx": ((), minimum.kx, WAVE_NUMBER),
            "gap_ky": ((), minimum.ky, WAVE_NUMBER),
        },
        coords={**path, "level": ("level", np.arange(8), NUMBER), "axis": list(AXES)},
        attrs={**fixed, "claim": "spectrum_with_mass", "caption": caption(fixed)},
    )


def transverse(data: xr.Dataset, spin: xr.DataArray) -> xr.DataArray:
    """The spin in the plane and perpendicular to k, counterclockwise: y on the way to X; 0 at Gamma."""
    k = np.hypot(data.kx, data.ky)
    return (data.kx * spin.sel(axis="y") - data.ky * spin.sel(axis="x")) / k.where(k > 0, 1.0)


def draw_low_energy(ax: Axes, data: xr.Dataset) -> None:
    """Formula as lines, lattice as circles coloured by the transverse spin, the gap shaded, its minimum marked."""
    every = max(data.sizes["k"] // 24, 1)
    gap, radius = float(data.gap), float(np.hypot(data.gap_kx, data.gap_ky))
    ax.axhspan(-gap, gap, color=COLOURS[5], alpha=0.25, linewidth=0)
    for level in data.level:
        ax.plot(data.k, data.formula.sel(level=level), color="0.3", linewidth=0.9)
        shown = data.sel(level=level).isel(k=slice(None, None, every))
        spin_circles(ax, shown.k, shown.lattice, transverse(shown, shown.lattice_spin))
    ax.plot([-radius] * 2, [-gap, gap], "k+", markersize=7, zorder=4)
    ax.text(0.98, 0.0, f"gap {gap:.3f}", transform=ax.get_yaxis_transform(), ha="right", va="center", fontsize=7)
    formula_and_lattice(ax, colour="0.3", width=0.9, loc="center left")
    low_energy_axes(ax, data.lattice)


def low_energy_axes(ax: Axes, energy: xr.DataArray) -> None:
    """Labels of the axes of this path."""
    from matplotlib.ticker import FuncFormatter

    ax.axvline(0, color="0.8", linewidth=0.6, zorder=0)
    ax.set(xlim=(-REACH, REACH), ylim=(-WINDOW, WINDOW), ylabel=axis_label(energy, "energy"))
    ax.set_xlabel(rf"X $\leftarrow$  {axis_label(energy.k, '$|k|$')}  $\rightarrow$ M")
    ax.xaxis.set_major_formatter(FuncFormatter(lambda k, _: f"{abs(k):g}"))
