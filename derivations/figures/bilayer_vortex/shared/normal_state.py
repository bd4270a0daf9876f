"""Bands of the electrons without pairing along X' - Gamma - X, with their spin and their share in either layer."""

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike, NDArray

from derivations import models
from derivations.claims.bilayer import hybridised_bands, spin_texture
from derivations.drawing import COLUMN, Axes, caption, resize
from derivations.figures.bilayer_vortex.shared.momenta import along, corner_lines, momenta_of
from derivations.figures.bilayer_vortex.shared.spins import (
    AXES,
    formula_and_lattice,
    mean_over_level,
    spin_bar,
    spin_circles,
    spin_line,
    spin_matrices,
)
from derivations.units import ENERGY, NUMBER
from numerics.kernels import compile_kernel
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.bilayer import bilayer_system
from numerics.systems.definition import System
from numerics.zone.bands import expectation
from theory.symbols.momentum import kx, ky

POINTS = 240
LAYERS = ("TI", "SC")
WINDOW = 1.6  # energies shown
EVERY = 8


def normal_state(*, points: int = POINTS, **parameters: float) -> xr.Dataset:
    """Energies, spins and weights in the TI layer over (band, k), by closed form and by the hoppings; spins of each layer.

    Bands in ascending order of energy; spins and weights are means over the states of a degenerate level.

    Raises
    ------
    ValueError
        If the number of points is odd: Gamma must be left out, where all levels may be degenerate.
    """
    if points % 2:
        raise ValueError(f"`points` must be even, so that Gamma is none of them, but is {points}.")
    fixed = models.defaults(models.MODELS["bilayer"](), **parameters, Delta=0.0)
    path = along((-np.pi, 0), (np.pi, 0), points=points, start=-np.pi)
    stated = _closed_forms(path, fixed)
    energies, states = np.linalg.eigh(electron_matrix(bilayer_system(**fixed), **momenta_of(path)))
    projectors = [np.kron(np.diag([float(one == layer) for one in LAYERS]), np.eye(2)) for layer in LAYERS]
    weights = np.array([mean_over_level(expectation(states, P), energies) for P in projectors])
    spins = np.array([[mean_over_level(expectation(states, P @ s), energies) for s in spin_matrices(states)] for P in projectors])
    return xr.Dataset(
        {
            **stated,
            "lattice": (("band", "k"), energies.T, ENERGY),
            "lattice_spin": (("axis", "band", "k"), spins.sum(axis=0).swapaxes(-1, -2), NUMBER),
            "lattice_weight": (("layer", "band", "k"), weights.swapaxes(-1, -2), NUMBER),
            "layer_spin": (("layer", "axis", "band", "k"), spins.swapaxes(-1, -2), NUMBER),
        },
        coords={**path, "band": ("band", np.arange(4), NUMBER), "axis": list(AXES), "layer": list(LAYERS)},
        attrs={**fixed, "claim": "spin_texture", "caption": caption(fixed)},
    )


def electron_matrix(system: System, *, kx: ArrayLike, ky: ArrayLike) -> NDArray[np.complex128]:
    """The electron block of H(k), shape (*batch, 4, 4)."""
    return bloch_matrix(system, kx=kx, ky=ky)[..., hybridised_bands.ELECTRONS, :][..., hybridised_bands.ELECTRONS]


def _closed_forms(path: dict, fixed: dict[str, float]) -> dict[str, tuple]:
    """Energies, spins and weights of the claims, sorted by energy."""
    arguments = (kx, ky, *hybridised_bands.DOMAIN)
    named = {symbol.name: fixed[symbol.name] for symbol in hybridised_bands.DOMAIN} | momenta_of(path)
    energies = compile_kernel(hybridised_bands.result(), arguments)(**named)[..., 0]
    texture = compile_kernel(spin_texture.result(), arguments)(**named)
    order = np.argsort(energies, axis=-1, kind="stable")
    energies = np.take_along_axis(energies, order, axis=-1)
    texture = np.take_along_axis(texture, order[..., None], axis=-2)
    x, y, z, weight = (mean_over_level(texture[..., column], energies).T for column in range(4))
    return {
        "formula": (("band", "k"), energies.T, ENERGY),
        "formula_spin": (("axis", "band", "k"), np.array([x, y, z]), NUMBER),
        "formula_weight": (("band", "k"), weight, NUMBER),
    }


def draw_normal_state(ax: Axes, data: xr.Dataset) -> None:
    """The bands near the Fermi level, coloured by the spin along y."""
    for band in data.band:
        chosen = data.sel(band=band)
        spin_line(ax, data.k, chosen.formula, chosen.formula_spin.sel(axis="y"))
        shown = chosen.isel(k=slice(EVERY // 2, None, EVERY))
        spin_circles(ax, shown.k, shown.lattice, shown.lattice_spin.sel(axis="y"))
    corner_lines(ax, data, {"X\u2032": -np.pi, r"$\Gamma$": 0.0, "X": np.pi}, of="lattice")
    ax.set(ylim=(-WINDOW, WINDOW))
    formula_and_lattice(ax, loc="upper left", bbox_to_anchor=(0.0, 0.97), handlelength=1.1)
    spin_bar(ax, r"spin $\langle\sigma_y\rangle$")
    resize(ax, COLUMN, 2.6)
