r"""Bands without tunnelling from Gamma to X, and the spin of the cone, which has no component along x.

Above: particles (thick) and holes (thin) of the TI layer, levels of the SC layer, which do not mix, coloured by their spin along z,
the component that the mass makes. Below: all three components for the upper branch of the particles. Lines: closed forms
(``hybridised_bands``, ``spin_texture``), circles: the hoppings of the lattice, block by block. Fig. 3(a): its two
axes are not in the text at hand; coloured by the spin along x all would be grey. The spin along y is in Fig. 3(b).
"""

from collections.abc import Iterator

import numpy as np
import xarray as xr

from derivations.drawing import COLOURS, COLUMN, Axes, circles, legend, panels, resize
from derivations.figures.bilayer_vortex.shared.gamma_to_x import CORNERS, dataset, draw_whole
from derivations.figures.bilayer_vortex.shared.momenta import corner_lines
from derivations.judging.sentences import HOLDS, Sentence

__all__ = ["dataset", "draw", "sentences"]
ROUNDING = 1e-9


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III.1: range of the bands, particles and holes, the component without spin."""
    x, z = (abs(data.lattice_spin.sel(axis=axis)) for axis in "xz")
    near = data.k < 0.3
    yield Sentence(
        paper="Between Gamma and X one component of the spin stays zero throughout.",
        verdict=HOLDS,
        here=f"It is that along x, to rounding. That along z vanishes only near Gamma: it is at most"
        f" {float(z[..., near].max()):.3f} up to k = 0.3, and {float(z[..., -1].max()):.3f} at X.",
        stands=bool(
            x.max() < ROUNDING and z[..., near].max() < 0.02 and (z.sel(block=["TI particle", "TI hole"])[..., -1] > 0.999).all()
        ),
    )
    particle, hole = (data.sel(block=f"TI {kind}") for kind in ("particle", "hole"))
    same = [abs(particle.lattice - hole.lattice)] + [
        abs(particle.lattice_spin.sel(axis=axis) - sign * hole.lattice_spin.sel(axis=axis)) for axis, sign in (("y", -1), ("z", 1))
    ]
    upper = particle.sel(sign=1)
    yield Sentence(
        paper="The particle and the hole branch of the TI layer overlap.",
        verdict=HOLDS,
        here="Their energies are the same to rounding, as mu = eps_ti = 0; along y their spins are opposite, along z the same, so"
        " that only the component along y tells them apart.",
        stands=bool(
            all((difference < ROUNDING).all() for difference in same)
            and (upper.lattice > 0).all()
            and (upper.lattice_spin.sel(axis="y") > -ROUNDING).all()
            and upper.lattice_spin.sel(axis="y")[0] > 0.999
        ),
    )
    ratio = data.invariant_level / data.attrs["M"]
    yield Sentence(
        paper="The mass gaps the Dirac points but for the one at Gamma and moves the bands to +-2M at X and +-4M at M.",
        verdict=HOLDS,
        here=f"At Gamma, X and M the levels are {', '.join(f'+-{abs(level):.3g} M' for level in ratio.values[:, 1])}; on the way to"
        f" X they span +-{float(particle.lattice.max()):.3g}.",
        stands=bool(
            abs(ratio - xr.DataArray([[0, 0], [-2, 2], [-4, 4]], dims=("invariant", "sign"))).max() < ROUNDING
            and abs(particle.lattice.max() - 2 * data.attrs["M"]) < ROUNDING
            and (upper.lattice.diff("k") > 0).all()
        ),
    )


def draw(ax: Axes, data: xr.Dataset) -> None:
    """The bands, coloured by the spin along z; below, the three components for the upper branch of the particles."""
    bands, spins = panels(ax, 2, 1, width=COLUMN, height=4.0, height_ratios=(3, 2), sharex=True)[:, 0]
    draw_whole(bands, data, "z")
    upper, every = data.sel(block="TI particle", sign=1), max(data.sizes["k"] // 10, 1)
    for index, axis in enumerate(data.axis.values):
        shown = upper.sel(axis=axis)
        spins.plot(data.k, shown.formula_spin, color=COLOURS[(3, 2, 4)[index]], label=rf"$\langle\sigma_{axis}\rangle$")
        some = shown.isel(k=slice(every // 2 - 1 if every > 1 else 0, None, every))
        circles(spins, some.k, some.lattice_spin, colour=COLOURS[(3, 2, 4)[index]])
    corner_lines(spins, data, CORNERS, of="lattice")
    lowest, highest = float(upper.lattice_spin.min()), float(upper.lattice_spin.max())
    spins.set(xlim=(0, np.pi), ylim=(lowest - 0.1, highest + 0.1), yticks=[0, 0.5, 1], ylabel="spin, particles,\nupper branch")
    legend(spins, loc="center left", bbox_to_anchor=(0.0, 0.45))
    resize(spins, COLUMN, 4.0)
