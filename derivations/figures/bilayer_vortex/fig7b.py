r"""Levels of the s-wave antidot without flux, and the Bessel functions of a disc.

The antidot keeps its sites and has no pairing. Diamonds: states of the lattice, counted from the Fermi level downwards. Lines:
the levels of a disc with a hard wall (``bessel_levels``), with t_SC itself and with the prefactor that fits best, as in the paper.
Below: how far they lie from the lattice. Fig. 7(b): the paper's radius and hopping are not known here.
"""

from collections.abc import Iterator

import numpy as np
import xarray as xr

from derivations.claims.swave import bessel_levels, finite_pairing_step
from derivations.drawing import Axes
from derivations.figures import Track
from derivations.figures.bilayer_vortex.shared.swave_antidot import (
    RADIUS,
    SECOND_LAYER,
    SIDE,
    attributes,
    lattice_levels,
    level_dataset,
    parameters_of_layer,
)
from derivations.figures.bilayer_vortex.shared.swave_formulas import formula_levels, step_levels
from derivations.figures.bilayer_vortex.shared.swave_levels import draw_antidot_levels, misfit, prefactor, rms
from derivations.judging.sentences import CHANGED, FAILS, HOLDS, Sentence
from derivations.units import ENERGY, LENGTH, NUMBER, WAVE_NUMBER
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.swave import swave_system

MODEL = "swave"
FLUX = 0
RADII = (5.5, 6.5, 7.5, 8.5, 9.5, 10.5)  # over which the prefactor is followed
HARD = 1000.0  # times the gap: a wall that is hard
WIDTHS = (0.8, 1.0, 2.0, 4.0, 8.0)  # 8 t_sc in units of the gap, for the share of the hole; the first is that of the defaults
MOMENTA = np.linspace(0, 0.5, 11)  # of the band without pairing, on the kx axis


def dataset(track: Track[float] = iter, *, L: int = SIDE, R: float = RADIUS, **parameters: float) -> xr.Dataset:
    """Levels of the lattice, and of the disc."""
    energy, momentum, _ = np.array(formula_levels(bessel_levels.result(), FLUX, R=R, **parameters)).T
    return (
        level_dataset(FLUX, L=L, R=R, track=track, **parameters)
        .assign(bessel=("state", energy, ENERGY), bessel_momentum=("state", momentum, NUMBER))
        .assign_attrs(attributes("Fig. 7(b)", parameters, L=L, R=R, n=FLUX), claim="bessel_levels")
    )


def evidence(track: Track[float] = iter) -> xr.Dataset:
    """Levels with a pairing a thousand times as large, of the disc with the pairing step, of the second set.

    The fitted prefactor, in units of t_sc, of antidots of other radii; the band without pairing; the largest probability of the
    hole for bands of several widths.
    """
    gap = parameters_of_layer()["Delta"]
    hard, other = (level_dataset(FLUX, track=track, **given) for given in ({"Delta": HARD * gap}, SECOND_LAYER))
    disc = formula_levels(bessel_levels.result(), FLUX)
    band = bloch_matrix(swave_system(**parameters_of_layer(Delta=0.0)), kx=MOMENTA, ky=np.zeros_like(MOMENTA))[:, 0, 0].real
    return xr.Dataset(
        {
            "hard": ("state", hard.energy.values, ENERGY),
            "step": ("state", step_levels(finite_pairing_step.result(), disc, FLUX, complex), ENERGY),
            "prefactor": ("radius", [_fitted(R) for R in RADII], NUMBER),
            "second_energy": ("state", other.energy.values, ENERGY),
            "second_orbital": ("state", other.orbital.values, NUMBER),
            "band": ("k", band, ENERGY),
            "hole": ("width", [_hole(width, gap) for width in WIDTHS], NUMBER),
        },
        coords={
            "radius": ("radius", list(RADII), LENGTH),
            "k": ("k", MOMENTA, WAVE_NUMBER),
            "width": ("width", list(WIDTHS), NUMBER),
        },
        attrs={"second_t_sc": SECOND_LAYER["t_sc"]},
    )


def _hole(width: float, gap: float) -> float:
    """The largest probability of the hole in the levels of a layer whose band is so wide."""
    return float((abs(lattice_levels(FLUX, Delta=gap, t_sc=width * gap / 8).hole) ** 2).sum(axis=(-2, -1)).max())


def _fitted(R: float) -> float:
    """Prefactor of the disc that fits the lattice best, in units of t_sc."""
    disc = formula_levels(bessel_levels.result(), FLUX, R=R)
    return prefactor(level_dataset(FLUX, R=R).energy.values, np.array([energy for energy, *_ in disc]))


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. II, Sec. III.3 and Appendix B."""
    yield from _of_the_band(data)
    yield from _of_the_levels(data)
    yield from _of_the_prefactor(data)


def _of_the_band(data: xr.Dataset) -> Iterator[Sentence]:
    """Without pairing: its mass and its top; what follows from its width."""
    t_sc = data.attrs["t_sc"]
    bent = (data.band / data.k**2)[1:]
    yield Sentence(
        paper="Without pairing the band of the SC layer has a negative mass, and its top touches the Fermi level.",
        verdict=HOLDS,
        here=f"At Gamma it lies at {data.band[0] + 0:.0e}; E/k^2 is {bent[0]:.4f} at k = {bent.k[0]:g}, that is -t_sc (a mass of"
        f" {1 / (2 * bent[0]):.2f}), and {bent[-1]:.4f} at {bent.k[-1]:g}.",
        stands=bool(abs(data.band[0]) < 1e-12 and abs(bent[0] / t_sc + 1) < 1e-3 and (data.band.diff("k") < 0).all()),
    )
    hole = data.hole
    yield Sentence(
        paper="With the band inside the gap particle and hole hardly overlap, so that one component suffices.",
        verdict=CHANGED,
        second=CHANGED,
        here=f"One suffices: the hole has at most {hole[0]:.1%} of the probability (second set, whose band is as wide as the gap:"
        f" {hole[1]:.1%}). But the band need not be inside: with {hole.width[-2]:g} and {hole.width[-1]:g} times the gap"
        f" it is still but {hole[-2]:.1%} and {hole[-1]:.1%}. Particles lie below zero and holes above, as the band ends there.",
        stands=bool(hole[0] < 0.005 and hole[1] < 0.005 and (hole.diff("width") > 0).all() and 0.02 < hole[-1] < 0.1),
    )


def _of_the_levels(data: xr.Dataset) -> Iterator[Sentence]:
    """Multiplets, and how well the formula describes them."""
    (split, closest, fine), (split_2, _, fine_2) = (
        _multiplets(data[f"{name}energy"], data[f"{name}orbital"]) for name in ("", "second_")
    )
    yield Sentence(
        paper="States 1 and 2 have l = 0, 3 to 6 l = +-1, 7 to 10 l = +-2, 11 and 12 l = 0 and m = 2: degeneracies 2, 4, 4, 2.",
        verdict=CHANGED,
        second=CHANGED,
        here=f"2, 4, 2 + 2, 2: the square lattice turns l = 2 and -2, which differ by four, into cos 2 theta and sin 2 theta,"
        f" {split:.1%} apart (second set: {split_2:.1%}). All other partners agree to {closest:.0e}.",
        stands=fine and fine_2,
    )
    away, away_2 = (misfit(energy, data.bessel) for energy in (data.energy, data.second_energy))
    yield Sentence(
        paper="The Bessel levels agree well with the lattice if the prefactor is fitted.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"Of {data.sizes['state']} states, all with the |l| of the formula, the root mean square distance is {rms(away):.1%},"
        f" the largest {abs(away).max():.1%} (second set: {rms(away_2):.1%}, {abs(away_2).max():.1%}).",
        stands=bool(
            max(rms(away), rms(away_2)) < 0.025
            and all((abs(orbital) == abs(data.bessel_momentum)).all() for orbital in (data.orbital, data.second_orbital))
        ),
    )


def _multiplets(energy: xr.DataArray, orbital: xr.DataArray) -> tuple[float, float, bool]:
    """Relative distance of the pairs |l| = 2; the largest within the others; whether the first twelve states are 2, 4, 2 + 2, 2."""
    levels = energy.values[:12]
    gaps = -np.diff(levels) / abs(levels[:-1])
    split, closest = float(gaps[7]), float(abs(np.delete(gaps, [1, 5, 7, 9])).max())
    fine = abs(orbital.values[:12]).astype(int).tolist() == [0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 0, 0]
    return split, closest, bool(fine and gaps[[1, 5, 9]].min() > 0.1 and 0.01 < split < 0.1 and closest < 1e-9)


def _of_the_prefactor(data: xr.Dataset) -> Iterator[Sentence]:
    """How far it is from t_sc, and why."""
    t_sc = data.attrs["t_sc"]
    ratio, ratio_2 = (
        prefactor(data.energy, data.bessel),
        prefactor(data.second_energy, data.bessel) * t_sc / data.attrs["second_t_sc"],
    )
    yield Sentence(
        paper="The fitted prefactor is very close to the hopping t_sc.",
        verdict=CHANGED,
        second=CHANGED,
        here=f"It is {ratio * t_sc:.4f}, {1 - ratio:.0%} less than t_sc = {t_sc:g} (second set: {1 - ratio_2:.0%} less), and"
        f" depends on how the lattice cuts the rim: for R = {data.radius[0]:g} to {data.radius[-1]:g} it lies between"
        f" {data.prefactor.min():.2f} and {data.prefactor.max():.2f} t_sc.",
        stands=bool(
            0.85 < ratio < 0.95
            and 0.85 < ratio_2 < 0.95
            and abs(ratio - data.prefactor.sel(radius=data.attrs["R"])) < 1e-6
            and 0.75 < data.prefactor.min() < 0.8
            and 0.88 < data.prefactor.max() < 0.95
            and (data.prefactor.diff("radius") < 0).any()
        ),
    )
    hard, step = prefactor(data.hard, data.bessel), prefactor(data.step, data.bessel)
    wall = RADIUS * float(abs(data.bessel[0] / data.hard[0]) ** 0.5) - RADIUS
    share, share_2 = ((hard - of) / (1 - of) for of in (ratio, ratio_2))
    yield Sentence(
        paper="The difference is due to the finite gap.",
        verdict=FAILS,
        second=FAILS,
        here=f"With a gap {HARD:g} times as large the prefactor is {hard:.3f} t_sc instead of {ratio:.3f}: the gap makes"
        f" {share:.0%} of the difference (second set: {share_2:.0%}). The rest is the lattice, whose wall stands {wall:.2f} a"
        f" beyond R = {RADIUS:g} and whose band is flatter than k^2. (In the continuum the step of the pairing would give"
        f" {step:.3f}.)",
        stands=bool(0 < share < 0.1 and 0 < share_2 < 0.1 and 0.2 < wall < 0.5 and ratio < step < 1),
    )


def draw(ax: Axes, data: xr.Dataset) -> None:
    """Levels above, relative differences of the two formulas below."""
    fitted = prefactor(data.energy, data.bessel) * data.bessel
    draw_antidot_levels(ax, data, {"disc, fitted prefactor": fitted, r"disc, $t_{\mathrm{SC}}$": data.bessel})
