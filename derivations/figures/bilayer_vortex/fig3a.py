r"""Bands without tunnelling from Gamma to X, and the spin of the cone, which has no component along x.

Above: particles (thick) and holes (thin) of the TI layer, levels of the SC layer, which do not mix, coloured by their spin along z,
the component that the mass makes. Below: all three components for the upper branch of the particles. Lines: closed forms
(``hybridised_bands``, ``spin_texture``), circles: the hoppings of the lattice, block by block. arXiv:2507.23775, Fig. 3(a): its two
axes are not in the text at hand; coloured by the spin along x all would be grey. The spin along y is in Fig. 3(b).
"""

from collections.abc import Iterator

import numpy as np
import xarray as xr

from derivations.drawing import COLOURS, COLUMN, Axes, circles, panels, resize
from derivations.figures import Track
from derivations.figures.bilayer_vortex.shared.momenta import along, corner_lines
from derivations.figures.bilayer_vortex.shared.spins import spin_bar
from derivations.figures.bilayer_vortex.shared.unhybridised import BLOCKS, blocks_legend, draw_unhybridised, unhybridised_bands
from derivations.judging.sentences import HOLDS, Sentence
from derivations.units import ENERGY
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.bilayer import bilayer_system

POINTS = 161
ROUNDING = 1e-9
CORNERS = {r"$\Gamma$": 0.0, "X": np.pi}
INVARIANT = {"Gamma": (0.0, 0.0), "X": (np.pi, 0.0), "M": (np.pi, np.pi)}


def dataset(track: Track[float] = iter, **parameters: float) -> xr.Dataset:
    """Energies and spins along Gamma - X, Gamma left out: see ``shared.unhybridised``; levels of the TI layer at ``invariant``."""
    whole = along(*(INVARIANT[name] for name in ("Gamma", "X")), points=POINTS)
    data = unhybridised_bands({name: (dim, values[1:], unit) for name, (dim, values, unit) in whole.items()}, **parameters)
    fixed = {name: data.attrs[name] for name in ("lam", "M", "mu", "eps_ti", "eps_sc", "t_sc", "Delta")}
    at = np.array(list(INVARIANT.values()))
    particles = BLOCKS["TI particle"]
    H = bloch_matrix(bilayer_system(**fixed, t_c=0.0), kx=at[:, 0], ky=at[:, 1])[:, particles, particles]
    return data.assign(
        invariant_level=(("invariant", "sign"), np.linalg.eigvalsh(H), ENERGY), invariant=list(INVARIANT)
    ).assign_attrs(source="arXiv:2507.23775, Fig. 3(a) and (b)")


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
    upper = data.sel(block="TI particle", sign=1)
    for index, axis in enumerate(data.axis.values):
        shown = upper.sel(axis=axis)
        spins.plot(data.k, shown.formula_spin, color=COLOURS[(3, 2, 4)[index]], label=rf"$\langle\sigma_{axis}\rangle$")
        circles(spins, data.k[7::16], shown.lattice_spin[7::16], colour=COLOURS[(3, 2, 4)[index]])
    corner_lines(spins, data, CORNERS)
    spins.set(xlim=(0, np.pi), ylim=(-0.1, 1.1), yticks=[0, 0.5, 1], ylabel="spin, particles,\nupper branch")
    spins.legend(loc="center left", bbox_to_anchor=(0.0, 0.45))
    resize(spins, COLUMN, 4.0)


def draw_whole(ax: Axes, data: xr.Dataset, axis: str) -> None:
    """The bands over their whole range, coloured by the spin along an axis."""
    draw_unhybridised(ax, data, axis, every=16)
    corner_lines(ax, data, CORNERS)
    ax.set(xlim=(0, np.pi), ylim=(-6.6, 6.6))
    for sign in (-1, 1):
        ax.text(2.85, sign * 2.25, "SC", fontsize=7, ha="center", va="center")
    blocks_legend(ax, loc="upper left", borderaxespad=0.6)
    spin_bar(ax, rf"spin $\langle\sigma_{axis}\rangle$")
    resize(ax, COLUMN, 2.6)
