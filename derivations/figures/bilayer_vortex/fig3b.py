r"""Bands without tunnelling from Gamma to X, coloured by their spin along y.

As Fig. 3(a). Particles and holes of the TI layer have the same energies and opposite spins along y; towards X the mass turns
both to z. Fig. 3(b).
"""

from collections.abc import Iterator

import xarray as xr

from derivations.drawing import Axes
from derivations.figures.bilayer_vortex.shared.gamma_to_x import dataset, draw_whole
from derivations.judging.sentences import HOLDS, Sentence

__all__ = ["dataset", "draw", "sentences"]


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III.1: gap, dispersion and spin of the SC layer; how the TI layer locks its spin is told of Figs. 2(a) and 3(a)."""
    sc = data.sel(block="SC")
    lowest, highest = float(sc.lattice.sel(sign=1).min()), float(sc.lattice.sel(sign=1).max())
    below = float(sc.lattice.sel(sign=-1).max())
    apart, spin = float(sc.splitting.max()), float(abs(sc.lattice_spin).max())
    yield Sentence(
        paper="The bands of the SC layer are gapped, disperse in an interval, and are spin-degenerate (the energies are lost in the"
        " text, the gap is read as |E| < Delta).",
        verdict=HOLDS,
        here=f"They lie between {lowest:.4f} and {highest:.4f} in modulus, Delta being {data.attrs['Delta']:g}: a width of"
        f" {(highest - lowest) / lowest:.0%}. Both states of a pair have the same energy, and no mean spin.",
        stands=bool(
            abs(lowest - data.attrs["Delta"]) < 1e-3
            and abs(below + lowest) < 1e-12
            and highest < 1.25 * lowest
            and apart < 1e-12
            and spin < 1e-9
            and (sc.lattice.sel(sign=1).diff("k") > 0).all()
        ),
    )


def draw(ax: Axes, data: xr.Dataset) -> None:
    """The bands, coloured by the spin along y."""
    draw_whole(ax, data, "y")
