r"""Levels of the s-wave antidot with one flux quantum, Kummer's functions and shifted Bessel functions.

As Fig. 7(b), with h/2e in the antidot. Lines: the exact levels of a disc with a hard wall (``kummer_levels``), and the paper's
approximation by Bessel functions of shifted order (``shifted_bessel``), the field taken at the middle of the disc's radius, each
with the prefactor that fits best. arXiv:2507.23775, Fig. 7(c): where the paper takes the field is not known here.
"""

from collections.abc import Iterator

import numpy as np
import xarray as xr

from derivations.claims.swave import flux_antidot, kummer_levels
from derivations.drawing import Axes
from derivations.figures import Track
from derivations.figures.bilayer_vortex.shared.second_set import SECOND
from derivations.figures.bilayer_vortex.shared.swave_antidot import (
    RADIUS,
    attributes,
    disc_levels,
    lattice_levels,
    level_dataset,
    misfit,
    parameters_of_layer,
    prefactor,
    rms,
    shifted_levels,
    step_levels,
)
from derivations.figures.bilayer_vortex.shared.swave_levels import draw_levels
from derivations.figures.bilayer_vortex.shared.swave_outside import misfit_outside
from derivations.judging.sentences import CHANGED, HOLDS, Sentence
from derivations.units import ENERGY, NUMBER

FLUX = 1
RADII = (1 / 2, 2 / 3, 1.0)  # in units of R: half way, mean over the disc, wall
OUTSIDE, SHIFTS = (0, 1, -1, 2, -2, 3), (FLUX / 2, 0.0, float(FLUX))  # momenta and shifts of the order that are compared outside


def dataset(track: Track[float] = iter, **parameters: float) -> xr.Dataset:
    """Levels of the lattice, of the disc, of the disc with the pairing step, and of Bessel functions with the field at rho R.

    Levels of the second set; and how far the waves outside the antidot are from Bessel functions of several orders.
    """
    fixed, second = parameters_of_layer(**parameters), parameters_of_layer(Delta=SECOND["Delta"], t_sc=SECOND["t_sc"])
    lattice = level_dataset(lattice_levels(FLUX, track=track, **fixed))
    disc = disc_levels(kummer_levels.result(), FLUX, **fixed)
    energy, momentum, _ = np.array(disc).T
    shifted = np.array([shifted_levels(disc, FLUX, radius, **fixed) for radius in RADII])
    return lattice.assign(
        kummer=("state", energy, ENERGY),
        kummer_momentum=("state", momentum, NUMBER),
        step=("state", step_levels(flux_antidot.result(), disc, FLUX, float, **fixed), ENERGY),
        shifted=(("rho", "state"), shifted, ENERGY),
        second_energy=("state", lattice_levels(FLUX, track=track, **second).energy.ravel(), ENERGY),
        outside=(("momentum", "shift"), misfit_outside(OUTSIDE, SHIFTS, R=RADIUS, n=FLUX, **fixed), NUMBER),
        rho=("rho", np.array(RADII), NUMBER),
        momentum=("momentum", np.array(OUTSIDE), NUMBER),
        shift=("shift", np.array(SHIFTS), NUMBER),
    ).assign_attrs(attributes("Fig. 7(c)", fixed, n=FLUX), claim="kummer_levels")


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III.3 and Appendix B: what the flux splits, and by how much; the approximation."""
    up, dn = data.isel(state=slice(0, None, 2)), data.isel(state=slice(1, None, 2))
    apart = abs(up.energy.values - dn.energy.values).max()
    nearest = float(abs(np.diff(up.energy) / up.energy.values[:-1]).min())
    yield Sentence(
        paper="With flux every fourfold level splits into two twofold ones, while l = 0 stays twofold.",
        verdict=HOLDS,
        here=f"All {up.sizes['state']} levels are twofold to {apart:.0e}; neighbours differ by at least {nearest:.1%}.",
        stands=bool(apart < 1e-12 and nearest > 0.02 and up.orbital.values.tolist()[:6] == [0, 1, -1, 2, -2, 0]),
    )
    energies = {momentum: float(up.energy.where(up.orbital == momentum).max()) for momentum in (1, -1, 2, -2, 3, -3)}
    fitted = prefactor(data.energy, data.kummer)
    stiffness = fitted * data.attrs["t_sc"] / RADIUS**2
    splittings = np.array([(energies[momentum] - energies[-momentum]) / (2 * momentum * stiffness) for momentum in (1, 2, 3)])
    yield Sentence(
        paper="The splitting is that of l and -l: the flux couples to the orbital motion and not to the spin.",
        verdict=HOLDS,
        here="Each level has both spins with one l. In units of 2 l n t/R^2, t the fitted prefactor, the splittings of l = 1, 2, 3"
        f" are {_listed(splittings)} (with t_sc itself {_listed(splittings * fitted)}); the particle whose l has the sign of n lies"
        " higher.",
        stands=bool(
            (abs(splittings - 1) < 0.12).all()
            and (up.orbital.values == dn.orbital.values).all()
            and (up.spin.values == -dn.spin.values).all()
        ),
    )
    yield from _of_the_approximation(data, fitted)


def _of_the_approximation(data: xr.Dataset, fitted: float) -> Iterator[Sentence]:
    """Bessel functions of shifted order, inside and outside."""
    exact = misfit(data.energy, data.kummer)
    off, off_2 = (
        [rms(misfit(of, data.shifted.sel(rho=radius))) for radius in data.rho] for of in (data.energy, data.second_energy)
    )
    bottom = float(misfit(data.energy, data.shifted.isel(rho=0))[0])
    yield Sentence(
        paper="Bessel functions of shifted order describe the levels with flux.",
        verdict=CHANGED,
        second=CHANGED,
        here=f"With the field taken at R/2, 2R/3 and R they are {off[0]:.1%}, {off[1]:.1%} and {off[2]:.0%} off (root mean"
        f" square; second set: {off_2[0]:.1%}, {off_2[1]:.1%}, {off_2[2]:.0%}), the lowest level by {bottom:.0%} at R/2. Kummer's"
        f" functions, which solve the equation, are {rms(exact):.1%} off, with the prefactor {fitted * data.attrs['t_sc']:.4f}.",
        stands=bool(
            rms(exact) < 0.025
            and (data.orbital == data.kummer_momentum).all()
            and all(0.03 < of[0] < of[1] < of[2] and of[2] > 0.2 for of in (off, off_2))
        ),
    )
    shifted, others = data.outside.sel(shift=FLUX / 2).max(), data.outside.drop_sel(shift=FLUX / 2).min()
    yield Sentence(
        paper="Outside the antidot the waves are Bessel functions of shifted index.",
        verdict=HOLDS,
        here=f"Of the index l - n/2, half an odd integer, and of complex argument, as they decay: K of l - n/2 (``flux_antidot``)"
        f" leaves at most {shifted:.0e} of the electron in the radial channels of l = {', '.join(map(str, OUTSIDE))}; of l or"
        f" l - n at least {others:.0e}.",
        stands=bool(shifted < 1e-8 and others > 1e-5),
    )


def _listed(values: np.ndarray) -> str:
    return ", ".join(f"{value:.2f}" for value in values)


def draw(ax: Axes, data: xr.Dataset) -> None:
    """Levels above, with the orbital momentum of the particle; relative differences of the two formulas below."""
    shifted = data.shifted.isel(rho=0)
    levels = draw_levels(
        ax,
        data,
        {
            "disc, exact (Kummer)": prefactor(data.energy, data.kummer) * data.kummer,
            "shifted Bessel, field at R/2": prefactor(data.energy, shifted) * shifted,
        },
    )
    for level in (data.isel(state=slice(first, first + 2)) for first in range(0, data.sizes["state"], 2)):
        text = f"{level.orbital.values[0]:+.0f}".replace("+0", "0").replace("-", "\u2212")
        top = max(float(part[0]) for part in (level.energy, prefactor(data.energy, shifted) * level.shifted.isel(rho=0)))
        levels.annotate(text, (level.state.mean(), top), (0, 4.5), textcoords="offset points", ha="center", fontsize=6)
