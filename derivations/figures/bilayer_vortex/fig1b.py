r"""Bands of the TI surface alone for several masses.

Along Gamma - X - M - Gamma; line: the closed form (``hybridised_bands``, the bare layer), circles: the hoppings of the lattice.
Without mass there are cones at Gamma, at both X and at M; the mass leaves the one at Gamma, which it does not touch through cubic
order. Fig. 1(b).
"""

from collections.abc import Iterator
from itertools import cycle
from typing import Annotated

import numpy as np
import sympy as sp
import xarray as xr

from derivations import models
from derivations.claims.bilayer import hybridised_bands
from derivations.drawing import COLOURS, COLUMN, Axes, caption, circles, resize
from derivations.figures import Grid, Track
from derivations.figures.bilayer_vortex.paper import PAPER
from derivations.figures.bilayer_vortex.shared.momenta import along, corner_lines, momenta_of, time_reversal_odd
from derivations.judging.sentences import HOLDS, Sentence
from derivations.units import ENERGY, NUMBER
from numerics.kernels import compile_kernel
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.surface import surface_system
from theory.symbols import interface
from theory.symbols.interface import eps_ti, lam, mu
from theory.symbols.momentum import kx, ky

MODEL, ABSENT = "surface", ("Delta",)
MASSES = (0.0, 1.0, 2.0, 3.0)
POINTS = 61
GAMMA, X, M_POINT = 0, POINTS - 1, 2 * (POINTS - 1)  # numbers on the path
CONES = np.array([1, 2, 1])  # of Gamma, X and M, if there is one: there are two X
ELECTRONS = slice(0, 2)
ROUNDING = 1e-12
NEAR = slice(0.1, 0.4)  # k, on the way to X


def dataset(
    track: Track[float] = iter,
    *,
    M: Grid = MASSES,
    points: Annotated[int, "momenta a side of the path"] = POINTS,
    **parameters: float,
) -> xr.Dataset:
    """Bands, closed form and lattice, and the part of the Hamiltonian that time reversal turns around, over M and the path."""
    fixed = models.defaults(models.MODELS["surface"](), **parameters, Delta=0.0)
    path = along((0, 0), (np.pi, 0), (np.pi, np.pi), (0, 0), points=points)
    momenta = momenta_of(path)
    formula = compile_kernel(
        sp.Matrix([hybridised_bands.helicity_level(s) for s in (-1, 1)]), (kx, ky, lam, interface.M, mu, eps_ti)
    )
    shown = {name: value for name, value in fixed.items() if name not in ("M", "Delta")}
    stated, bands, odd = [], [], []
    for mass in track(M):
        system = surface_system(**{**fixed, "M": mass})
        stated.append(formula(**momenta, **shown, M=mass)[..., 0].T)
        bands.append(np.linalg.eigvalsh(bloch_matrix(system, **momenta)[:, ELECTRONS, ELECTRONS]).T)
        odd.append(time_reversal_odd(system, 0, **momenta))
    return xr.Dataset(
        {
            "formula": (("M", "band", "k"), np.array(stated), ENERGY),
            "lattice": (("M", "band", "k"), np.array(bands), ENERGY),
            "odd": (("M", "k"), np.array(odd), ENERGY),
        },
        coords={"M": ("M", np.array(M), ENERGY), "band": ("band", np.arange(2), NUMBER), **path},
        attrs={**shown, "claim": "hybridised_bands", "source": f"{PAPER}, Fig. 1(b)", "caption": caption(shown)},
    )


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. II: doublers, time reversal; the masses of the doublers are told of Fig. 3(a)."""
    splitting = (data.lattice.isel(band=1) - data.lattice.isel(band=0)).isel(k=[GAMMA, X, M_POINT]) / 2
    cones = ((splitting < ROUNDING) * CONES).sum("k")
    massive = data.M > 0
    velocity = float((data.lattice.isel(band=1, k=1) - data.lattice.isel(band=0, k=1)).max() / (2 * data.k[1]))
    yield Sentence(
        paper="The mass lifts the degeneracy of the surface spectrum and leaves a single gapless Dirac cone, at Gamma.",
        verdict=HOLDS,
        here=f"The bands can meet only where sin kx = sin ky = 0. Without mass they do so {int(cones[0])} times (Gamma, two X, M),"
        f" with M = {', '.join(f'{mass:g}' for mass in data.M.values[massive])} once, where their slope is {velocity:.3f}.",
        stands=bool(
            cones[0] == 4
            and (cones[massive] == 1).all()
            and (splitting[:, 0] < ROUNDING).all()
            and abs(velocity / data.lam - 1) < 1e-2
        ),
    )
    yield from _time_reversal(data, cones)


def _time_reversal(data: xr.Dataset, cones: xr.DataArray) -> Iterator[Sentence]:
    massive = data.M > 0
    odd = data.odd.where(massive, drop=True).isel(k=slice(0, X))
    near = odd.where((odd.k >= NEAR.start) & (odd.k <= NEAR.stop), drop=True)
    exponents = np.gradient(np.log(near), np.log(near.k), axis=-1)[:, 0]
    coefficients = near.isel(k=0) / (near.M * near.k[0] ** 4)
    yield Sentence(
        paper="The model keeps time reversal near Gamma, as the mass vanishes through cubic order.",
        verdict=HOLDS,
        here=f"What time reversal turns around grows as k to the power {exponents[-1]:.2f} at k = {float(near.k[0]):.2f} on the way"
        f" to X and is {float(coefficients[-1]):.4f} M k^4 there: kp_hamiltonian has M k^4/8.",
        stands=bool(abs(exponents - 4).max() < 0.05 and abs(8 * coefficients - 1).max() < 0.01),
    )
    strongest = data.odd.max("k")
    yield Sentence(
        paper="The mass circumvents fermion doubling: a lattice model with time reversal cannot have an odd number of cones.",
        verdict=HOLDS,
        here=f"Without mass time reversal holds to rounding and the number of cones, {int(cones[0])}, even; with it"
        f" their number is odd and time reversal broken, most at M, by {float(strongest[-1] / data.M[-1]):.3g} M.",
        stands=bool(
            strongest[0] < ROUNDING
            and cones[0] % 2 == 0
            and (cones[1:] % 2 == 1).all()
            and (data.odd.argmax("k")[1:] == M_POINT).all()
            and (abs(strongest[1:] / data.M[1:] - 4) < ROUNDING).all()
        ),
    )


def draw(ax: Axes, data: xr.Dataset) -> None:
    """Both bands, one colour a mass; circles from the lattice."""
    from matplotlib.lines import Line2D

    colours = dict(zip(data.M.values, cycle(COLOURS), strict=False))
    for mass in data.M.values:
        for band in data.band:
            chosen = data.sel(M=mass, band=band)
            ax.plot(data.k, chosen.formula, color=colours[mass], linewidth=0.9, label=f"{mass:g}" if band else None)
            circles(ax, data.k[::5], chosen.lattice[::5], colour=colours[mass])
            ax.lines[-1].set(markersize=2.5, markeredgewidth=0.6)
    side = data.sizes["k"] // 3
    corner_lines(ax, data, dict(zip((r"$\Gamma$", "X", "M", r"$\Gamma$ "), data.k.values[::side], strict=True)), of="lattice")
    mark = Line2D([], [], linestyle="", marker="o", markersize=2.5, markeredgewidth=0.6, markerfacecolor="none", color="black")
    lines = [line for line in ax.lines if not str(line.get_label()).startswith("_")]
    ax.legend([*lines, mark], [f"M = {line.get_label()}" for line in lines] + ["lattice"], loc="upper left", borderaxespad=0.6)
    resize(ax, COLUMN, 2.7)
