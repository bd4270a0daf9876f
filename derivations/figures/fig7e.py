r"""Waves of the levels of the s-wave antidot with one flux quantum.

As Fig. 7(d), with h/2e in the antidot: the hole v_dn winds once less than the particle u_up. The pairing winds as exp(i theta), the
gauge in which all waves are single-valued. arXiv:2507.23775, Fig. 7(e).
"""

from collections.abc import Iterator

import xarray as xr
from scipy.special import iv, jv

from derivations.drawing import Axes
from derivations.figures import Track
from derivations.figures.fig7d import hole_is_suppressed
from derivations.figures.shared.swave_antidot import attributes, parameters_of_layer, wave_dataset
from derivations.figures.shared.swave_waves import draw_waves, likeness, momenta
from derivations.sentences import HOLDS, Sentence

FLUX = 1


def dataset(track: Track[float] = iter, **parameters: float) -> xr.Dataset:
    """The waves of both spins, over level, spin, amplitude and place, and their shares of exp(i l theta)."""
    fixed = parameters_of_layer(**parameters)
    waves = wave_dataset(FLUX, track=track, **fixed)
    return waves.assign_attrs(attributes("Fig. 7(e)", fixed, n=FLUX), claim="momenta_of_swave_states")


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III.3: what the flux does to particle and hole."""
    yield hole_is_suppressed(data)
    read = {
        spin: [[momenta(data.share.sel(level=level, spin=spin, amplitude=amplitude)) for amplitude in "uv"] for level in data.level]
        for spin in data.spin.values
    }
    up = [(u[0], v[0]) for u, v in read["up"]]
    yield Sentence(
        paper="Particle and hole differ in angular momentum by the flux n.",
        verdict=HOLDS,
        here=f"l of u_up is {', '.join(str(u) for u, _ in up)}; of v_dn {', '.join(str(v) for _, v in up)}.",
        stands=bool([u for u, _ in up] == [0, 1, -1, 2, -2, 0] and all(u - v == FLUX for u, v in up)),
    )
    share = data.share.max("momentum")
    turn = (data.rotation.sel(spin="up") - data.rotation.sel(spin="dn")) % 4
    yield Sentence(
        paper="The waves of both spins are aligned: l is the same for up and down.",
        verdict=HOLDS,
        here=f"In all {len(up)} levels, for particle and hole, with shares of at least {share.min():.2f}; the label j of the"
        " rotation, which counts the spin of the particle, is larger by one for spin up.",
        stands=bool(read["up"] == read["dn"] and 0.9 < share.min() < share.max() < 1.01 and (turn == 1).all()),
    )
    states = [data.sel(level=level, spin="up") for level in data.level]
    particle, hole = (min(likeness(state, *pair) for state in states) for pair in (("u", jv), ("v", iv)))
    yield Sentence(
        paper="The radial dependence of particle and hole is like that without flux.",
        verdict=HOLDS,
        here=f"The overlap of the particle with J_l(kr) is still at least {particle:.3f}, of the hole with I_(l-n)(kr) {hole:.3f}.",
        stands=bool(0.98 < particle < 1 and 0.95 < hole < 1),
    )


def draw(ax: Axes, data: xr.Dataset) -> None:
    """Real and imaginary parts of u_up above, of v_dn below."""
    draw_waves(ax, data, "CdGM")
