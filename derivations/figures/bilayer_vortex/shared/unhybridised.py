"""Bogoliubov-de Gennes bands of the layers without tunnelling, with their spin: TI particles, TI holes, SC layer, each for itself.

Particles and holes of the TI layer have the same energies at mu = eps_ti = 0; in blocks each has a spin of its own. The spin of a
state is sigma, of particles and of holes (``numerics.waves.components``). Momenta with d_k = 0, where a level of the TI layer is
degenerate (Gamma, say), have no spin in closed form: they must not be on the path.
"""

from typing import Any

import numpy as np
import sympy as sp
import xarray as xr
from numpy.typing import NDArray

from derivations import models
from derivations.claims.bilayer import hybridised_bands, kp_spectrum, spin_texture
from derivations.drawing import Axes, caption
from derivations.figures.bilayer_vortex.shared.momenta import momenta_of
from derivations.figures.bilayer_vortex.shared.spins import AXES, levels_and_spins, spin_circles, spin_line
from derivations.units import ENERGY, NUMBER
from numerics.kernels import compile_kernel
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.bilayer import bilayer_system
from theory.models.bilayer import sc_band
from theory.symbols.interface import t_c

Reals = NDArray[np.float64]
BLOCKS = {"TI particle": slice(0, 2), "TI hole": slice(2, 4), "SC": slice(4, 8)}
WIDTHS = {"TI particle": 4.0, "TI hole": 1.1, "SC": 1.6}  # of lines, in points
PALE = {"TI particle": 0.5, "TI hole": 0.0, "SC": 0.0}
OFFSETS = {"TI particle": 1.0, "TI hole": 0.5, "SC": 0.5}  # of circles, in units of their distance: no two at one place


def unhybridised_bands(path: dict[str, Any], **parameters: float) -> xr.Dataset:
    """Energies (block, sign, k) and spins (block, axis, sign, k) of the levels below and above zero, by formula and by lattice.

    Levels of the SC layer are pairs: ``splitting`` (sign, k) is the distance of the two states, the spin their mean.
    """
    fixed = models.defaults(models.MODELS["bilayer"](), **parameters, t_c=0.0)
    energies, spins = _stated(path, fixed)
    H = bloch_matrix(bilayer_system(**fixed), **momenta_of(path))
    found = [levels_and_spins(H[:, block, block]) for block in BLOCKS.values()]
    pairs = found[-1][0].T.reshape(2, 2, -1)  # sign, state
    shown = {name: value for name, value in fixed.items() if name != "t_c"}
    coordinates = {"block": list(BLOCKS), "axis": list(AXES), "sign": ("sign", np.array([-1, 1]), NUMBER)}
    return xr.Dataset(
        {
            "formula": (("block", "sign", "k"), energies, ENERGY),
            "formula_spin": (("block", "axis", "sign", "k"), spins, NUMBER),
            "lattice": (("block", "sign", "k"), np.array([_halves(levels).T for levels, _ in found]), ENERGY),
            "lattice_spin": (("block", "axis", "sign", "k"), np.array([np.moveaxis(_halves(s), 0, -1) for _, s in found]), NUMBER),
            "splitting": (("sign", "k"), pairs[:, 1] - pairs[:, 0], ENERGY),
        },
        coords={**path, **coordinates},
        attrs={**shown, "claim": "spin_texture", "caption": caption(shown)},
    )


def _halves(values: Reals) -> Reals:
    """Means over the lower and over the upper half of the states, the last axis."""
    return np.asarray(values.reshape(*values.shape[:-1], 2, -1).mean(axis=-1))


def _stated(path: dict[str, Any], fixed: dict[str, float]) -> tuple[Reals, Reals]:
    """Energies (block, sign, k) and spins (block, axis, sign, k) of the claims; holes by particle-hole symmetry."""
    alone = kp_spectrum.levels()[1].subs({kp_spectrum.xi_t: 0, t_c: 0, kp_spectrum.xi: sc_band()})  # the SC layer for itself
    levels = sp.Matrix([*(hybridised_bands.helicity_level(s) for s in (-1, 1)), alone])
    spins = spin_texture.result()[::2, :3]  # helicity -1, then +1
    symbols = models.MODELS["bilayer"]().arguments
    momenta = momenta_of(path)
    minus, plus, sc = compile_kernel(levels, symbols)(**momenta, **fixed)[..., 0].T
    at_k = np.moveaxis(compile_kernel(spins, symbols)(**momenta, **fixed), 0, -1)  # helicity, axis, k
    at_minus_k = np.moveaxis(compile_kernel(spins, symbols)(**{name: -k for name, k in momenta.items()}, **fixed), 0, -1)
    particle, hole = at_k.swapaxes(0, 1), -at_minus_k[::-1].swapaxes(0, 1)  # of -E at -k, reversed
    energies = np.array([[minus, plus], [-plus, -minus], [-sc, sc]])
    return energies, np.array([particle, hole, np.zeros_like(particle)])


def draw_unhybridised(ax: Axes, data: xr.Dataset, axis: str, *, circles: int) -> None:
    """All bands, coloured by the spin along an axis: TI particles thick and pale, TI holes thin; so many circles a band.

    The circles are from the lattice.
    """
    every = max(data.sizes["k"] // circles, 1)
    for block in BLOCKS:
        for sign in data.sign:
            chosen = data.sel(block=block, sign=sign, axis=axis)
            spin_line(ax, data.k, chosen.formula, chosen.formula_spin, width=WIDTHS[block], pale=PALE[block])
            shown = chosen.isel(k=slice(max(int(OFFSETS[block] * every) - 1, 0), None, every))
            spin_circles(ax, shown.k, shown.lattice, shown.lattice_spin)


def blocks_legend(ax: Axes, **place: Any) -> None:
    """What the widths of the lines mean."""
    from matplotlib.lines import Line2D

    grey = 0.62
    shades = {block: str(grey + PALE[block] * (1 - grey)) for block in BLOCKS}
    lines = [Line2D([], [], color=shades[block], linewidth=WIDTHS[block]) for block in BLOCKS]
    mark = Line2D([], [], linestyle="", marker="o", markersize=3.5, markerfacecolor="white", markeredgecolor=str(grey))
    ax.legend([*lines[:2], mark], [*list(BLOCKS)[:2], "lattice"], **place)
