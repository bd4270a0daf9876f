r"""Waves of the levels of the s-wave antidot without flux.

One state of each multiplet below the Fermi level, spin up: the particle u_up and the hole v_dn that belongs to it, the antidot as a
circle. Gauge and phase are fixed (``numerics.waves.wave_phase``): the waves are real on the axis y = 0, and single-valued.
Eigenstates of the fourfold rotation are shown; of l and -l the one with l > 0. The rotation by a quarter does not tell l = 2 from
-2: the lattice makes cos 2 theta and i sin 2 theta of them, which are shown as they are. Each row has one colour scale.
Fig. 7(d).
"""

from collections.abc import Iterator

import xarray as xr
from scipy.special import iv, jv

from derivations.drawing import Axes
from derivations.figures import Track
from derivations.figures.bilayer_vortex.shared.second_set import of_second
from derivations.figures.bilayer_vortex.shared.swave_antidot import RADIUS, SECOND_LAYER, SIDE, attributes, wave_dataset
from derivations.figures.bilayer_vortex.shared.swave_waves import draw_waves, likeness, momenta, radius_of_maximum
from derivations.judging.sentences import CHANGED, HOLDS, Sentence
from derivations.units import NUMBER

MODEL = "swave"
FLUX = 0
MULTIPLETS = [1, 3, 7, 9, 11]  # first states; 5 is 3 with -l


def dataset(track: Track[float] = iter, *, L: int = SIDE, R: float = RADIUS, **parameters: float) -> xr.Dataset:
    """The waves of both spins, over level, spin, amplitude and place, and their shares of exp(i l theta)."""
    waves = wave_dataset(FLUX, L=L, R=R, track=track, **parameters).sel(level=MULTIPLETS)
    return waves.assign_attrs(attributes("Fig. 7(d)", parameters, L=L, R=R, n=FLUX), claim="momenta_of_swave_states")


def evidence(track: Track[float] = iter) -> xr.Dataset:
    """The waves of the second set, and the probability of the hole with one flux quantum, of both sets."""
    kept = ["wave", "share", "energy", "weight", "strange"]
    others = wave_dataset(FLUX, track=track, **SECOND_LAYER)[kept].sel(level=MULTIPLETS)
    with_flux, others_with_flux = (wave_dataset(FLUX + 1, track=track, **given) for given in ({}, SECOND_LAYER))
    return (
        others.rename({name: f"second_{name}" for name in others.data_vars})
        .assign(
            {
                f"{prefix}hole_with_flux": ("flux_level", of.weight.sel(amplitude="v", spin="up").values, NUMBER)
                for prefix, of in (("", with_flux), ("second_", others_with_flux))
            }
        )
        .assign_coords(flux_level=("flux_level", with_flux.level.values, NUMBER))
        .assign_attrs(second_t_sc=SECOND_LAYER["t_sc"])
    )


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III.3: particle and hole."""
    second = of_second(data)
    hole, hole_2 = (of.weight.sel(amplitude="v") for of in (data, second))
    strange = max(float(abs(of.strange).max()) for of in (data, second))
    yield Sentence(
        paper="Below the Fermi level the particle dominates, the hole is suppressed, without and with flux.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"The hole has {hole.min():.2%} to {hole.max():.2%} of the probability, the particle all the rest (the other spin:"
        f" {strange:.0e}); with one flux quantum {data.hole_with_flux.min():.2%} to {data.hole_with_flux.max():.2%}. Second set:"
        f" {hole_2.min():.2%} to {hole_2.max():.2%}; {second.hole_with_flux.min():.2%} to {second.hole_with_flux.max():.2%}.",
        stands=bool(
            strange < 1e-12
            and all(of.min() > 0 and of.max() < 0.01 for of in (hole, hole_2, data.hole_with_flux, second.hole_with_flux))
            and (data.energy < 0).all()
            and (second.energy < 0).all()
        ),
    )
    yield _of_the_shapes(data)
    pairs, pairs_2 = (
        [[momenta(of.share.sel(level=level, spin="up", amplitude=amplitude)) for amplitude in "uv"] for level in data.level]
        for of in (data, second)
    )
    yield Sentence(
        paper="Particle and hole have the same angular dependence.",
        verdict=HOLDS,
        second=HOLDS,
        here="l of u_up is that of v_dn in all of them, with both sets of parameters: "
        + ", ".join("+-2" if len(u) > 1 else str(u[0]) for u, _ in pairs)
        + ".",
        stands=bool(pairs == pairs_2 and all(u == v for u, v in pairs) and [max(u) for u, _ in pairs] == [0, 1, 2, 2, 0]),
    )


def _of_the_shapes(data: xr.Dataset) -> Sentence:
    """Which Bessel functions particle and hole are."""
    (particle, hole, shifted), of_second_set = (
        _overlaps(of) for of in (data, of_second(data).assign_attrs(t_sc=data.attrs["second_t_sc"]))
    )
    where = [radius_of_maximum(data.wave.sel(level=level, spin="up", amplitude="v")) for level in data.level]
    return Sentence(
        paper="The particle looks like a Bessel function J_l(kr), the hole like one that is shifted.",
        verdict=CHANGED,
        second=CHANGED,
        here=f"The particle is J_l(kr) (overlap at least {particle:.4f}); the hole, at the energy of which no hole can propagate,"
        f" I_l(kr) without nodes (at least {hole:.3f}), largest at r = {min(where):.1f} to {max(where):.1f} a, on the wall R ="
        f" {RADIUS:g} a. J_(l+1) resembles it (up to {max(shifted):.2f}) until the particle has a node (then {min(shifted):.2f})."
        f" Second set: {of_second_set[0]:.4f}, {of_second_set[1]:.3f}, {max(of_second_set[2]):.2f}, {min(of_second_set[2]):.2f}.",
        stands=bool(
            min(particle, of_second_set[0]) > 0.999
            and min(hole, of_second_set[1]) > 0.99
            and RADIUS <= min(where) <= max(where) < RADIUS + 1
            and min(max(shifted), max(of_second_set[2])) > 0.98
            and max(min(shifted), min(of_second_set[2])) < 0.2
        ),
    )


def _overlaps(data: xr.Dataset) -> tuple[float, float, list[float]]:
    """The least overlap of particles with J_l, of holes with I_l; those of the holes with J_(l+1)."""
    states = [data.sel(level=level, spin="up") for level in data.level]
    particle, hole = (min(likeness(state, *pair) for state in states) for pair in (("u", jv), ("v", iv)))
    return particle, hole, [likeness(state, "v", lambda order, z: jv(order + 1, z)) for state in states]


def draw(ax: Axes, data: xr.Dataset) -> None:
    """Real and imaginary parts of u_up above, of v_dn below."""
    draw_waves(ax, data, "ABS")
