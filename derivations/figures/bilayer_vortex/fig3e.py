r"""Low-energy bands below the transition: the induced gap opens at Gamma.

Towards X and towards M; lines: the closed form (``spectrum_with_mass``), circles: the hoppings of the lattice, coloured by the spin
transverse to the momentum (``transverse_spin``); shaded: the gap of the whole zone, plus: its minimum. arXiv:2507.23775, Fig. 3(e).
"""

from collections.abc import Iterator

import numpy as np
import xarray as xr

from derivations.claims.bilayer import gap_at_gamma
from derivations.drawing import COLUMN, Axes, resize
from derivations.figures import Track
from derivations.figures.bilayer_vortex.shared.low_energy import draw_low_energy, low_energy
from derivations.figures.bilayer_vortex.shared.spins import spin_bar
from derivations.judging.sentences import HOLDS, Sentence
from derivations.units import ENERGY
from numerics.kernels import compile_kernel
from theory.symbols import Delta, t_c

TUNNELLING = 0.8
AT_GAMMA = 1e-3
LOWEST = 4  # of the eight levels in ascending order, the first above zero


def dataset(track: Track[float] = iter, **parameters: float) -> xr.Dataset:
    """Levels, spins and gap: see ``shared.low_energy``; the gap at Gamma by ``gap_at_gamma``."""
    data = low_energy(**{"t_c": TUNNELLING, **parameters})
    formula = compile_kernel(gap_at_gamma.result()[2], (Delta, t_c))
    stated = float(formula(Delta=data.attrs["Delta"], t_c=data.attrs["t_c"]))
    return data.assign(at_gamma=((), stated, ENERGY)).assign_attrs(source="arXiv:2507.23775, Fig. 3(e)")


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III.1: where the gap opens, and that it is symmetric."""
    below, lowest = data.lattice.isel(level=LOWEST - 1), data.lattice.isel(level=LOWEST)
    radius, gap = float(np.hypot(data.gap_kx, data.gap_ky)), float(data.gap)
    where, off = float(lowest.idxmin("k")), abs(gap - float(data.at_gamma))
    rise = [float(side.max() - lowest.min()) for side in (lowest[lowest.k <= 0], lowest[lowest.k >= 0])]
    yield Sentence(
        paper="Below the transition the gap opens at Gamma.",
        verdict=HOLDS,
        here=f"At t_c = {data.attrs['t_c']:g} the minimum of the whole zone, {gap:.4f}, is at |k| = {radius:.3f} and that of the"
        f" formula, to rounding; from there the lowest level rises on either side, by {rise[0]:.2f} and {rise[1]:.2f} in the"
        " window.",
        stands=bool(
            radius < AT_GAMMA
            and where == 0
            and off < 1e-9
            and abs(lowest.min() - gap) < 1e-9
            and (lowest[lowest.k <= 0].diff("k") < 0).all()
            and (lowest[lowest.k >= 0].diff("k") > 0).all()
        ),
    )
    symmetric = float(abs(data.lattice + data.lattice.values[::-1]).max())
    yield Sentence(
        paper="The gap is symmetric about the Fermi energy, by particle-hole symmetry.",
        verdict=HOLDS,
        here="Levels come in pairs +-E at every k, to rounding: particle-hole symmetry pairs k with -k, and a half turn, a symmetry"
        " of the lattice, brings it back.",
        stands=bool(symmetric < 1e-12 and abs(lowest.min() - gap) < 1e-9 and abs(below.max() + gap) < 1e-9),
    )


def draw(ax: Axes, data: xr.Dataset) -> None:
    """The bands around Gamma with the gap."""
    draw_low_energy(ax, data)
    spin_bar(ax, "transverse spin")
    resize(ax, COLUMN, 2.6)
