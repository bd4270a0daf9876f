r"""Levels of the s-wave antidot without flux, and the Bessel functions of a disc.

The antidot keeps its sites and has no pairing. Diamonds: states of the lattice, counted from the Fermi level downwards. Lines:
the levels of a disc with a hard wall (``bessel_levels``), with t_SC itself and with the prefactor that fits best, as in the paper.
Below: how far they lie from the lattice. arXiv:2507.23775, Fig. 7(b): the paper's radius and hopping are not known here.
"""

from collections.abc import Iterator

import numpy as np
import xarray as xr

from derivations.drawing import Axes
from derivations.figures import Track
from derivations.figures.shared.swave_antidot import (
    RADIUS,
    attributes,
    disc_levels,
    lattice_levels,
    level_dataset,
    misfit,
    parameters_of_layer,
    prefactor,
    rms,
    step_levels,
)
from derivations.figures.shared.swave_levels import draw_levels
from derivations.sentences import CHANGED, FAILS, HOLDS, Sentence
from derivations.swave import bessel_levels, finite_pairing_step
from derivations.units import ENERGY, LENGTH, NUMBER

FLUX = 0
RADII = (5.5, 6.5, 7.5, 8.5, 9.5, 10.5)  # over which the prefactor is followed
HARD = 1000.0  # times the gap: a wall that is hard


def dataset(track: Track[float] = iter, **parameters: float) -> xr.Dataset:
    """Levels of the lattice, and with a pairing a thousand times as large; of the disc; of the disc with the pairing step.

    And the fitted prefactor, in units of t_sc, of antidots of other radii.
    """
    fixed = parameters_of_layer(**parameters)
    soft, hard = (lattice_levels(FLUX, track=iter, **{**fixed, "Delta": factor * fixed["Delta"]}) for factor in track((1.0, HARD)))
    disc = disc_levels(bessel_levels.result(), FLUX, **fixed)
    energy, momentum, _ = np.array(disc).T
    return (
        level_dataset(soft)
        .assign(
            hard=("state", hard.energy.ravel(), ENERGY),
            bessel=("state", energy, ENERGY),
            bessel_momentum=("state", momentum, NUMBER),
            step=("state", step_levels(finite_pairing_step.result(), disc, FLUX, complex, **fixed), ENERGY),
            prefactor=("radius", [_fitted(R, fixed) for R in RADII], NUMBER),
        )
        .assign_coords(radius=("radius", list(RADII), LENGTH))
        .assign_attrs(attributes("Fig. 7(b)", fixed, n=FLUX), claim="bessel_levels")
    )


def _fitted(R: float, parameters: dict[str, float]) -> float:
    """Prefactor of the disc that fits the lattice best, in units of t_sc."""
    disc = disc_levels(bessel_levels.result(), FLUX, R=R, **parameters)
    return prefactor(lattice_levels(FLUX, R=R, track=iter, **parameters).energy.ravel(), np.array([energy for energy, *_ in disc]))


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III.3 and Appendix B."""
    yield from _of_the_levels(data)
    yield from _of_the_prefactor(data)


def _of_the_levels(data: xr.Dataset) -> Iterator[Sentence]:
    """Multiplets, and how well the formula describes them."""
    twelve = data.isel(state=slice(0, 12))
    gaps = -np.diff(twelve.energy) / abs(twelve.energy[:-1].values)
    split, closest = float(gaps[7]), float(np.delete(gaps, [1, 5, 7, 9]).max())
    momenta = abs(twelve.orbital.values).astype(int).tolist()
    yield Sentence(
        paper="States 1 and 2 have l = 0, 3 to 6 l = +-1, 7 to 10 l = +-2, 11 and 12 l = 0 and m = 2: degeneracies 2, 4, 4, 2.",
        verdict=CHANGED,
        here=f"2, 4, 2 + 2, 2: the square lattice turns l = 2 and -2, which differ by four, into cos 2 theta and sin 2 theta,"
        f" {split:.1%} apart. All other partners agree to {closest:.0e}.",
        stands=bool(
            momenta == [0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 0, 0]
            and gaps[[1, 5, 9]].min() > 0.1
            and 0.01 < split < 0.1
            and abs(closest) < 1e-9
        ),
    )
    away = misfit(data.energy, data.bessel)
    yield Sentence(
        paper="The Bessel levels agree well with the lattice if the prefactor is fitted.",
        verdict=HOLDS,
        here=f"Of {data.sizes['state']} states, all with the |l| of the formula, the root mean square distance is {rms(away):.1%},"
        f" the largest {abs(away).max():.1%}.",
        stands=bool(rms(away) < 0.025 and (abs(data.orbital) == abs(data.bessel_momentum)).all()),
    )


def _of_the_prefactor(data: xr.Dataset) -> Iterator[Sentence]:
    """How far it is from t_sc, and why."""
    t_sc = data.attrs["t_sc"]
    ratio = prefactor(data.energy, data.bessel)
    yield Sentence(
        paper="The fitted prefactor is very close to the hopping t_sc.",
        verdict=CHANGED,
        here=f"It is {ratio * t_sc:.4f}, {1 - ratio:.0%} less than t_sc = {t_sc:g}, and depends on how the lattice cuts the rim:"
        f" for R = {data.radius[0]:g} to {data.radius[-1]:g} it lies between {data.prefactor.min():.2f} and"
        f" {data.prefactor.max():.2f} t_sc.",
        stands=bool(
            0.85 < ratio < 0.95
            and abs(ratio - data.prefactor.sel(radius=data.attrs["R"])) < 1e-6
            and 0.75 < data.prefactor.min() < 0.8
            and 0.88 < data.prefactor.max() < 0.95
            and (data.prefactor.diff("radius") < 0).any()
        ),
    )
    hard, step = prefactor(data.hard, data.bessel), prefactor(data.step, data.bessel)
    wall = RADIUS * float(abs(data.bessel[0] / data.hard[0]) ** 0.5) - RADIUS
    yield Sentence(
        paper="The difference is due to the finite gap.",
        verdict=FAILS,
        here=f"With a gap {HARD:g} times as large the prefactor is {hard:.3f} t_sc instead of {ratio:.3f}: the gap makes"
        f" {(hard - ratio) / (1 - ratio):.0%} of the difference. The rest is the lattice, whose wall stands {wall:.2f} a beyond"
        f" R = {RADIUS:g} and whose band is flatter than k^2. (In the continuum the step of the pairing would give {step:.3f}.)",
        stands=bool(0 < hard - ratio < 0.1 * (1 - ratio) and 0.2 < wall < 0.5 and ratio < step < 1),
    )


def draw(ax: Axes, data: xr.Dataset) -> None:
    """Levels above, relative differences of the two formulas below."""
    fitted = prefactor(data.energy, data.bessel) * data.bessel
    draw_levels(ax, data, {"disc, fitted prefactor": fitted, r"disc, $t_{\mathrm{SC}}$": data.bessel})
