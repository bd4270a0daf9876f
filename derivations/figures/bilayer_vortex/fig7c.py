r"""Levels of the s-wave antidot with one flux quantum, Kummer's functions and shifted Bessel functions.

As Fig. 7(b), with h/2e in the antidot. Lines: the exact levels of a disc with a hard wall (``kummer_levels``), and the paper's
approximation by Bessel functions of shifted order (``shifted_bessel``), the field taken at the middle of the disc's radius, each
with the prefactor that fits best. Fig. 7(c): where the paper takes the field is not known here.
"""

from collections.abc import Iterator

import numpy as np
import xarray as xr

from derivations.claims.swave import flux_antidot, kummer_levels
from derivations.drawing import Axes
from derivations.figures import Track
from derivations.figures.bilayer_vortex.shared.second_set import of_second
from derivations.figures.bilayer_vortex.shared.swave_antidot import RADIUS, SECOND_LAYER, SIDE, attributes, level_dataset
from derivations.figures.bilayer_vortex.shared.swave_formulas import formula_levels, shifted_levels, step_levels
from derivations.figures.bilayer_vortex.shared.swave_levels import draw_antidot_levels, misfit, prefactor, rms
from derivations.figures.bilayer_vortex.shared.swave_outside import misfit_outside
from derivations.judging.sentences import CHANGED, HOLDS, Sentence
from derivations.units import ENERGY, NUMBER

MODEL = "swave"
FLUX = 1
RADII = (1 / 2, 2 / 3, 1.0)  # in units of R: half way, mean over the disc, wall
OUTSIDE, SHIFTS = (0, 1, -1, 2, -2, 3), (FLUX / 2, 0.0, float(FLUX))  # momenta and shifts of the order that are compared outside


def dataset(track: Track[float] = iter, *, L: int = SIDE, R: float = RADIUS, n: int = FLUX, **parameters: float) -> xr.Dataset:
    """Levels of the lattice, of the disc, and of Bessel functions with the field at rho R.

    Raises
    ------
    ValueError
        If there is no flux: Kummer's functions need it.
    """
    if n == 0:
        raise ValueError("`n` must be another number than 0, for Kummer's functions; Fig. 7(b) has the levels without flux.")
    disc = formula_levels(kummer_levels.result(), n, R=R, **parameters)
    energy, momentum, _ = np.array(disc).T
    return (
        level_dataset(n, L=L, R=R, track=track, **parameters)
        .assign(
            kummer=("state", energy, ENERGY),
            kummer_momentum=("state", momentum, NUMBER),
            shifted=(("rho", "state"), np.array([shifted_levels(disc, n, radius, R=R, **parameters) for radius in RADII]), ENERGY),
            rho=("rho", np.array(RADII), NUMBER),
        )
        .assign_attrs(attributes("Fig. 7(c)", parameters, L=L, R=R, n=n), claim="kummer_levels")
    )


def evidence(track: Track[float] = iter) -> xr.Dataset:
    """Levels of the disc with the pairing step; how far the waves outside the antidot are from Bessel functions of several orders.

    Levels and waves of the second set, too.
    """
    others = level_dataset(FLUX, track=track, **SECOND_LAYER)
    outside, second_outside = (misfit_outside(OUTSIDE, SHIFTS, R=RADIUS, n=FLUX, **given) for given in ({}, SECOND_LAYER))
    disc = formula_levels(kummer_levels.result(), FLUX)
    return (
        others.rename({name: f"second_{name}" for name in others.data_vars})
        .assign(
            step=("state", step_levels(flux_antidot.result(), disc, FLUX, float), ENERGY),
            outside=(("momentum", "shift"), outside, NUMBER),
            second_outside=(("momentum", "shift"), second_outside, NUMBER),
            momentum=("momentum", np.array(OUTSIDE), NUMBER),
            shift=("shift", np.array(SHIFTS), NUMBER),
        )
        .assign_attrs(second_t_sc=SECOND_LAYER["t_sc"])
    )


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III.3 and Appendix B: what the flux splits, and by how much; the approximation."""
    second = of_second(data).assign_attrs(t_sc=data.attrs["second_t_sc"])
    (apart, nearest, first), (apart_2, nearest_2, first_2) = (_pairs(of) for of in (data, second))
    yield Sentence(
        paper="With flux every fourfold level splits into two twofold ones, while l = 0 stays twofold.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"All {data.sizes['state'] // 2} levels are twofold to {apart:.0e}; neighbours differ by at least {nearest:.1%}"
        f" (second set: {apart_2:.0e}, {nearest_2:.1%}).",
        stands=max(apart, apart_2) < 1e-12 and min(nearest, nearest_2) > 0.02 and first == first_2 == [0, 1, -1, 2, -2, 0],
    )
    fitted, fitted_2 = (prefactor(of.energy, data.kummer * of.attrs["t_sc"] / data.attrs["t_sc"]) for of in (data, second))
    (splittings, one_l), (splittings_2, one_l_2) = (_splittings(of, by) for of, by in ((data, fitted), (second, fitted_2)))
    yield Sentence(
        paper="The splitting is that of l and -l: the flux couples to the orbital motion and not to the spin.",
        verdict=HOLDS,
        second=HOLDS,
        here="Each level has both spins with one l. In units of 2 l n t/R^2, t the fitted prefactor, the splittings of l = 1, 2, 3"
        f" are {_listed(splittings)} (with t_sc itself {_listed(splittings * fitted)}; second set: {_listed(splittings_2)}); the"
        " particle whose l has the sign of n lies higher.",
        stands=bool(one_l and one_l_2 and all((abs(of - 1) < 0.12).all() for of in (splittings, splittings_2))),
    )
    yield from _of_the_approximation(data, fitted)


def _pairs(data: xr.Dataset) -> tuple[float, float, list[int]]:
    """How far the energies of both spins are apart at most, neighbouring levels at least, relatively; l of the first six levels."""
    up, dn = data.energy.values[::2], data.energy.values[1::2]
    first = data.orbital.values[::2].astype(int).tolist()[:6]
    return float(abs(up - dn).max()), float(abs(np.diff(up) / up[:-1]).min()), first


def _splittings(data: xr.Dataset, fitted: float) -> tuple[np.ndarray, bool]:
    """Of l = 1, 2 and 3 in units of 2 l n t/R^2, t the fitted prefactor; whether both spins of each level have the same l."""
    up, dn = data.isel(state=slice(0, None, 2)), data.isel(state=slice(1, None, 2))
    energies = {momentum: float(up.energy.where(up.orbital == momentum).max()) for momentum in (1, -1, 2, -2, 3, -3)}
    stiffness = fitted * data.attrs["t_sc"] / RADIUS**2
    splittings = np.array([(energies[momentum] - energies[-momentum]) / (2 * momentum * stiffness) for momentum in (1, 2, 3)])
    one_l = (up.orbital.values == dn.orbital.values).all() and (up.spin.values == -dn.spin.values).all()
    return splittings, bool(one_l)


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
    (shifted, others), (shifted_2, others_2) = (
        (float(of.sel(shift=FLUX / 2).max()), float(of.drop_sel(shift=FLUX / 2).min()))
        for of in (data.outside, data.second_outside)
    )
    yield Sentence(
        paper="Outside the antidot the waves are Bessel functions of shifted index.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"Of the index l - n/2, half an odd integer, and of complex argument, as they decay: K of l - n/2 (``flux_antidot``)"
        f" leaves at most {shifted:.0e} of the electron in the radial channels of l = {', '.join(map(str, OUTSIDE))}; of l or"
        f" l - n at least {others:.0e} (second set: {shifted_2:.0e}, {others_2:.0e}).",
        stands=max(shifted, shifted_2) < 1e-8 and min(others, others_2) > 1e-5,
    )


def _listed(values: np.ndarray) -> str:
    return ", ".join(f"{value:.2f}" for value in values)


def draw(ax: Axes, data: xr.Dataset) -> None:
    """Levels above, with the orbital momentum of the particle; relative differences of the two formulas below."""
    shifted = data.shifted.isel(rho=0)
    levels = draw_antidot_levels(
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
