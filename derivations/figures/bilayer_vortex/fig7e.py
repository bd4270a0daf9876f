r"""Waves of the levels of the s-wave antidot with one flux quantum.

As Fig. 7(d), with h/2e in the antidot: the hole v_dn winds once less than the particle u_up. The pairing winds as exp(i theta), the
gauge in which all waves are single-valued. Fig. 7(e).
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import xarray as xr
from scipy.special import iv, jv

from derivations.drawing import Axes
from derivations.figures import Track
from derivations.figures.bilayer_vortex.shared.second_set import of_second
from derivations.figures.bilayer_vortex.shared.swave_antidot import RADIUS, SECOND_LAYER, SIDE, attributes, wave_dataset
from derivations.figures.bilayer_vortex.shared.swave_waves import draw_waves, likeness, momenta
from derivations.judging.sentences import FAILS, HOLDS, Sentence
from derivations.units import NUMBER

MODEL = "swave"
FLUX = 1


def dataset(track: Track[float] = iter, *, L: int = SIDE, R: float = RADIUS, n: int = FLUX, **parameters: float) -> xr.Dataset:
    """The waves of both spins, over level, spin, amplitude and place, and their shares of exp(i l theta).

    And where in the antidot the particles are.
    """
    waves = wave_dataset(n, L=L, R=R, track=track, **parameters)
    attrs = attributes("Fig. 7(e)", parameters, L=L, R=R, n=n)
    return waves.assign(_places(waves, R)).assign_attrs(attrs, claim="momenta_of_swave_states")


def evidence(track: Track[float] = iter) -> xr.Dataset:
    """The same of the second set."""
    others = wave_dataset(FLUX, track=track, **SECOND_LAYER)
    kept = others[["wave", "share", "energy", "rotation"]].assign(_places(others, RADIUS))
    return kept.rename({name: f"second_{name}" for name in kept.data_vars}).assign_attrs(second_t_sc=SECOND_LAYER["t_sc"])


def _places(waves: xr.Dataset, R: float) -> dict[str, Any]:
    """Share of the particle of spin up in the outer half of the area of the antidot and beyond; its mean radius in units of R."""
    r = np.hypot(*np.meshgrid(waves.x, waves.y, indexing="ij"))
    density = (abs(waves.wave.sel(spin="up", amplitude="u")) ** 2).values
    norm = density.sum(axis=(1, 2))
    return {
        "outer": ("level", (density * (r > R / np.sqrt(2))).sum(axis=(1, 2)) / norm, NUMBER),
        "mean_radius": ("level", (density * r).sum(axis=(1, 2)) / norm / R, NUMBER),
    }


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III.3: what the flux does to particle and hole."""
    second = of_second(data).assign_attrs(t_sc=data.attrs["second_t_sc"])
    read, read_2 = (_momenta(of) for of in (data, second))
    up = [(u[0], v[0]) for u, v in read["up"]]
    yield Sentence(
        paper="Particle and hole differ in angular momentum by the flux n.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"l of u_up is {', '.join(str(u) for u, _ in up)}; of v_dn {', '.join(str(v) for _, v in up)}, with both sets of"
        " parameters.",
        stands=bool(read == read_2 and [u for u, _ in up] == [0, 1, -1, 2, -2, 0] and all(u - v == FLUX for u, v in up)),
    )
    share, share_2 = (of.share.max("momentum") for of in (data, second))
    turns = [(of.rotation.sel(spin="up") - of.rotation.sel(spin="dn")) % 4 for of in (data, second)]
    yield Sentence(
        paper="The waves of both spins are aligned: l is the same for up and down.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"In all {len(up)} levels, for particle and hole, with shares of at least {share.min():.2f} (second set:"
        f" {share_2.min():.2f}); the label j of the rotation, which counts the spin of the particle, is larger by one for spin up.",
        stands=bool(
            all(of["up"] == of["dn"] for of in (read, read_2))
            and all(0.9 < of.min() < of.max() < 1.01 for of in (share, share_2))
            and all((turn == 1).all() for turn in turns)
        ),
    )
    (particle, hole), (particle_2, hole_2) = (_likeness(of) for of in (data, second))
    yield Sentence(
        paper="The radial dependence of particle and hole is like that without flux.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"The overlap of the particle with J_l(kr) is still at least {particle:.3f}, of the hole with I_(l-n)(kr) {hole:.3f}"
        f" (second set: {particle_2:.3f}, {hole_2:.3f}).",
        stands=bool(all(0.98 < of < 1 for of in (particle, particle_2)) and all(0.95 < of < 1 for of in (hole, hole_2))),
    )
    yield _of_the_boundary(data)


def _momenta(data: xr.Dataset) -> dict[str, list[list[list[int]]]]:
    """The momenta of particle and hole of every level, by the spin of the particle."""
    return {
        str(spin): [
            [momenta(data.share.sel(level=level, spin=spin, amplitude=amplitude)) for amplitude in "uv"] for level in data.level
        ]
        for spin in data.spin.values
    }


def _likeness(data: xr.Dataset) -> list[float]:
    """The least overlap of particles with J_l, of holes with I_(l-n)."""
    states = [data.sel(level=level, spin="up") for level in data.level]
    return [min(likeness(state, *pair) for state in states) for pair in (("u", jv), ("v", iv))]


def _of_the_boundary(data: xr.Dataset) -> Sentence:
    """How much of the particle is near the boundary, for which the approximation takes the field at one radius."""
    outer, other, mean = data.outer, data.second_outer, data.mean_radius
    return Sentence(
        paper="The field enters with a larger contribution of the boundary of the antidot (a formula is lost; read as: the"
        " waves are mainly there).",
        verdict=FAILS,
        second=FAILS,
        here=f"The outer half of the area holds {outer.min():.2f} to {outer.max():.2f} of the particle (second set: up to"
        f" {other.max():.2f}), less than half; its mean radius is {mean.min():.2f} to {mean.max():.2f} R, and differs from level"
        " to level. With the field of the wall the approximation is worst (``fig7c``).",
        stands=bool(outer.max() < 0.45 and other.max() < 0.45 and 0.4 < mean.min() < 0.5 and 0.6 < mean.max() < 0.7),
    )


def draw(ax: Axes, data: xr.Dataset) -> None:
    """Real and imaginary parts of u_up above, of v_dn below."""
    draw_waves(ax, data, "CdGM")
