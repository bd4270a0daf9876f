r"""Low-energy bands without tunnelling, coloured by the spin transverse to the momentum.

Close-up of Fig. 3(b) around Gamma, towards X and towards M. Within the pairing gap there is but the cone of the TI layer, particles
(thick) and holes (thin) of opposite spin. Lines: closed forms, circles: the hoppings of the lattice. Fig. 3(d).
"""

from collections.abc import Iterator
from typing import Annotated, Any

import numpy as np
import xarray as xr

from derivations.drawing import COLUMN, Axes, resize
from derivations.figures import Track
from derivations.figures.bilayer_vortex.paper import PAPER
from derivations.figures.bilayer_vortex.shared.low_energy import POINTS, REACH, both_sides, low_energy_axes, transverse
from derivations.figures.bilayer_vortex.shared.momenta import momenta_of, time_reversal_odd
from derivations.figures.bilayer_vortex.shared.second_set import SECOND
from derivations.figures.bilayer_vortex.shared.spins import spin_bar
from derivations.figures.bilayer_vortex.shared.unhybridised import blocks_legend, draw_unhybridised, unhybridised_bands
from derivations.judging.sentences import CHANGED, HOLDS, Sentence
from derivations.units import ENERGY
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.bilayer import bilayer_system
from numerics.systems.definition import System

ABSENT = ("t_c",)
SMALL = 0.5  # |k| and energy


def dataset(
    track: Track[float] = iter, *, points: Annotated[int, "momenta on either side, Gamma among them"] = POINTS, **parameters: float
) -> xr.Dataset:
    """Energies and spins: see ``shared.unhybridised``; what time reversal turns around in the TI layer, and levels at -k."""
    path = _path(points)
    data = unhybridised_bands(path, **parameters)
    system = _uncoupled(data)
    opposite = {name: -k for name, k in momenta_of(path).items()}
    levels = [np.linalg.eigvalsh(bloch_matrix(system, **momenta)) for momenta in (momenta_of(path), opposite)]
    return data.assign(
        odd=("k", time_reversal_odd(system, 0, **momenta_of(path)), ENERGY),
        asymmetry=("k", abs(levels[1] - levels[0]).max(axis=-1), ENERGY),
    ).assign_attrs(source=f"{PAPER}, Fig. 3(d)")


def evidence(track: Track[float] = iter) -> xr.Dataset:
    """Of the second set the cone, and what time reversal turns around."""
    path = _path(POINTS)
    second = unhybridised_bands(path, **SECOND)
    return xr.Dataset(
        {
            "second_odd": ("k", time_reversal_odd(_uncoupled(second), 0, **momenta_of(path)), ENERGY),
            "second_cone": ("k", second.lattice.sel(block="TI particle", sign=1).values, ENERGY),
        },
        coords=path,
    )


def _path(points: int) -> dict[str, Any]:
    """Both sides of Gamma without Gamma itself, where the cone has no spin."""
    path = both_sides(points)
    apart = path["k"][1] != 0
    return {name: (dim, values[apart], unit) for name, (dim, values, unit) in path.items()}


def _uncoupled(data: xr.Dataset) -> System:
    """The hoppings of a dataset's layers without tunnelling."""
    return bilayer_system(**{name: data.attrs[name] for name in ("lam", "M", "mu", "eps_ti", "eps_sc", "t_sc", "Delta")}, t_c=0.0)


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Secs. II and III.1: the cone, the SC band, time reversal."""
    cone = data.lattice.sel(block="TI particle", sign=1)
    size, Delta = np.hypot(data.kx, data.ky), data.attrs["Delta"]
    near = size < SMALL
    velocity = (cone / size)[near]
    yield Sentence(
        paper="Near Gamma the energies of the TI layer are +-lambda |k|.",
        verdict=HOLDS,
        here=f"Up to |k| = {float(size[near].max()):.2f} E/|k| lies between {float(velocity.min()):.3f} and"
        f" {float(velocity.max()):.3f}.",
        stands=bool((abs(velocity / data.attrs["lam"] - 1) < SMALL**2 / 5).all()),
    )
    sc = data.lattice.sel(block="SC", sign=1)
    bare = np.sqrt(sc**2 - Delta**2)[near] / size[near] ** 2
    yield Sentence(
        paper="The SC band is -t_SC k^2 near Gamma, and the pairing gaps it.",
        verdict=HOLDS,
        here=f"It starts at {float(sc.min()):.4f}, Delta being {Delta:g}; sqrt(E^2 - Delta^2)/k^2 lies between"
        f" {float(bare.min()):.4f} and {float(bare.max()):.4f} there, t_SC being {data.attrs['t_sc']:g}. Below Delta there is only"
        " the cone.",
        stands=bool((sc >= Delta).all() and (sc < 1.3 * Delta).all() and (abs(bare / data.attrs["t_sc"] - 1) < 0.05).all()),
    )
    broken = data.odd / cone
    inside = broken.where(cone < Delta)
    low = broken.where(cone < SMALL)
    second = (data.second_odd / data.second_cone).where(data.second_cone < SMALL)
    yield Sentence(
        paper="The unhybridised bands keep time reversal within the energy window of interest.",
        verdict=CHANGED,
        here="The energies do: they are the same at k and -k to rounding. The states do only near the Dirac"
        " point: the part of the TI layer that time reversal turns around, which tilts its spin out of the plane, is up to"
        f" {float(low.max()):.0%} of its energy for E < {SMALL:g} (second set: {float(second.max()):.0%}), and up to"
        f" {float(inside.max()):.0%} for E < Delta.",
        stands=bool(
            data.asymmetry.max() < 1e-12
            and low.max() < 0.1
            and inside.max() > 0.5
            and 0.1 < second.max() < 0.3
            and abs(abs(data.lattice_spin.sel(block="TI particle", axis="z", sign=1)) - broken).max() < 1e-9
        ),
        second=CHANGED,
    )


def draw(ax: Axes, data: xr.Dataset) -> None:
    """The bands, coloured by the transverse spin."""
    spins = {name: transverse(data, data[name]).expand_dims({"axis": ["transverse"]}) for name in ("formula_spin", "lattice_spin")}
    shown = data.drop_dims("axis").assign(spins)
    draw_unhybridised(ax, shown, "transverse", circles=20)
    low_energy_axes(ax, data.lattice)
    ax.text(-REACH + 0.1, data.attrs["Delta"] + 0.14, "SC", fontsize=7)
    blocks_legend(ax, loc="center right")
    spin_bar(ax, "transverse spin")
    resize(ax, COLUMN, 2.6)
