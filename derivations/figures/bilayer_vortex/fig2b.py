r"""Normal-state bands of the coupled layers, coloured by their spin.

As Fig. 2(a), with tunnelling. States of the two layers mix if they have the same spin; at Gamma, where the cone and the band of the
SC layer cross, a gap of 2 t_c opens for either spin. One helical band still crosses the Fermi level (``gapless_helical_band``): the
dataset follows the two bands in the middle over the whole zone while t_c grows, until it does not. Fig. 2(b).
"""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Annotated

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from derivations import models
from derivations.drawing import Axes
from derivations.figures import Track
from derivations.figures.bilayer_vortex.paper import PAPER
from derivations.figures.bilayer_vortex.shared.normal_state import POINTS, draw_normal_state, electron_matrix, normal_state
from derivations.figures.bilayer_vortex.shared.second_set import SECOND_NORMAL, of_second
from derivations.judging.sentences import CHANGED, HOLDS, Sentence
from derivations.units import ENERGY
from numerics.systems.bilayer import bilayer_system
from numerics.zone.bands import spectrum, zone_mesh

ABSENT = ("Delta",)
TUNNELLING = 0.5
SWEEP = np.arange(0.2, 5.1, 0.2)
SECOND_SWEEP = np.arange(0.4, 10.1, 0.4)
MESH = 32  # even: the invariant momenta belong to it
LOWER, UPPER = 1, 2  # the two bands in the middle, of the four in ascending order
FAR = 2.0  # |k|
CHARACTER = xr.DataArray(["TI", "SC", "SC", "TI"], dims="band")  # the layer of each band without tunnelling, as in fig2a


def dataset(
    track: Track[float] = iter,
    *,
    t_c: float = TUNNELLING,
    points: Annotated[int, "momenta, an even number"] = POINTS,
    **parameters: float,
) -> xr.Dataset:
    """Bands, spins and weights: see ``shared.normal_state``."""
    return normal_state(t_c=t_c, points=points, **parameters).assign_attrs(source=f"{PAPER}, Fig. 2(b)")


def evidence(track: Track[float] = iter) -> xr.Dataset:
    """Over ``tunnelling``, top and bottom of the bands in the middle; of the second set, too, and its bands."""
    edges, second_edges = band_edges(track(SWEEP)), band_edges(SECOND_SWEEP, **SECOND_NORMAL)
    levels = normal_state(points=POINTS, t_c=TUNNELLING, **SECOND_NORMAL)
    return xr.Dataset(
        {
            **{f"second_{name}": levels[name] for name in ("lattice", "lattice_spin", "lattice_weight", "layer_spin")},
            "second_top": ("second_tunnelling", second_edges[:, 0], ENERGY),
            "second_bottom": ("second_tunnelling", second_edges[:, 1], ENERGY),
            "top": ("tunnelling", edges[:, 0], ENERGY),
            "bottom": ("tunnelling", edges[:, 1], ENERGY),
        },
        coords={
            "second_tunnelling": ("second_tunnelling", SECOND_SWEEP, ENERGY),
            "tunnelling": ("tunnelling", SWEEP, ENERGY),
        },
    )


def band_edges(tunnelling: Iterable[float], **parameters: float) -> NDArray[np.float64]:
    """Highest energy of the second band and lowest of the third, over the zone: (tunnelling, 2)."""
    fixed = models.defaults(models.MODELS["bilayer"](), **parameters, Delta=0.0)
    kx, ky = zone_mesh(MESH)
    found = []
    for t in tunnelling:
        bands = spectrum(partial(electron_matrix, bilayer_system(**{**fixed, "t_c": float(t)})), kx=kx, ky=ky)
        found.append((bands[..., LOWER].max(), bands[..., UPPER].min()))
    return np.array(found)


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III: whom tunnelling mixes, what stays gapless, holes, what stays as it was."""
    yield _selection(data.isel(k=slice(1, -1)))  # at X and X' there is no spin along y
    yield _gapless_band(data)
    yield _of_the_holes(data)
    yield _of_the_character(data)


def _of_the_holes(data: xr.Dataset) -> Sentence:
    """The band below the gap."""
    sets = [_tops(of) for of in (data, of_second(data))]
    (top, highest, lower, spins, _), (top_2, highest_2, lower_2, spins_2, _) = sets
    return Sentence(
        paper="The partial gap leads to a Rashba-like dispersion of holes.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"Below the gap the hole band has its tops, {highest:.3f}, at k = +-{top:.2f} with the spins {spins[0]:+.2f} and"
        f" {spins[1]:+.2f} along y; at Gamma, lower by {lower:.2f}, it meets the band of opposite spin (second set: {highest_2:.3f}"
        f" at +-{top_2:.2f}, {spins_2[0]:+.2f} and {spins_2[1]:+.2f}, {lower_2:.2f}).",
        stands=all(
            place > 0.3 and depth > 0.1 and plus > 0.9 and minus < -0.9 and apart < 2 * float(abs(data.k).min())
            for place, _, depth, (plus, minus), apart in sets
        ),
    )


def _tops(data: xr.Dataset) -> tuple[float, float, float, list[float], float]:
    """Of the hole band: |k| and energy of its tops, how much lower it is at Gamma, spins at the tops; distance of the next band."""
    band = data.isel(band=LOWER)
    top, highest = abs(float(band.lattice.idxmax("k"))), float(band.lattice.max())
    spins = [float(band.lattice_spin.sel(axis="y").sel(k=k, method="nearest")) for k in (top, -top)]
    at_gamma, below = (float(of.lattice.sel(k=0, method="nearest")) for of in (band, data.isel(band=LOWER - 1)))
    return top, highest, highest - at_gamma, spins, at_gamma - below


def _of_the_character(data: xr.Dataset) -> Sentence:
    """In which layer the states are, far from the crossing and near."""
    far, near = abs(data.k) > FAR, abs(data.k) < data.attrs["t_c"]
    minority, minority_2 = (of.lattice_weight.min("layer") for of in (data, of_second(data)))
    layers = [of.lattice_weight.idxmax("layer") for of in (data, of_second(data))]
    return Sentence(
        paper="Away from the crossing the bands largely keep the character that they have without tunnelling.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"For |k| > {FAR:g} no state has more than {float(minority[:, far].max()):.3f} of its weight in the other layer"
        f" (second set: {float(minority_2[:, far].max()):.3f}); for |k| < {data.attrs['t_c']:g}, where the bare energies differ"
        f" by less than about t_c, it is {float(minority[:, near].min()):.2f} to {float(minority[:, near].max()):.2f}"
        f" ({float(minority_2[:, near].min()):.2f} to {float(minority_2[:, near].max()):.2f}).",
        stands=bool(
            all((of[:, far] < 0.05).all() and (of[:, near] > 0.25).all() for of in (minority, minority_2))
            and all((of[:, far] == CHARACTER).all() for of in layers)
        ),
    )


def _selection(data: xr.Dataset) -> Sentence:
    (same, crossings, at_gamma, beside), (same_, crossings_, at_gamma_, beside_) = (_mixed(one) for one in (data, of_second(data)))
    return Sentence(
        paper="At the crossings the states of the TI layer mix only with states of the same spin, which opens spin-dependent gaps.",
        verdict=CHANGED,
        here="In every state the two layers have the same spin, to rounding. But either spin has one crossing only, at Gamma, where"
        f" both gaps are {at_gamma[0]:.2f} t_c, as time reversal demands; they differ beside it: at k = 1 the levels of spin +y are"
        f" {beside[0]:.2f} apart, those of spin -y {beside[1]:.2f} (second set: {beside_[0]:.2f}, {beside_[1]:.2f}).",
        stands=bool(
            max(same, same_) < 1e-9
            and all(len(found) == 1 and abs(found[0]) < 0.05 for found in crossings + crossings_)
            and all(abs(gap - 2) < 0.01 for gap in at_gamma + at_gamma_)
            and all(plus > minus + 0.1 for plus, minus in (beside, beside_))
        ),
        second=CHANGED,
    )


def _mixed(data: xr.Dataset) -> tuple[float, list[NDArray[np.float64]], list[float], list[float]]:
    """Largest difference of the layers' spins; of either spin: where it changes layers, gap at Gamma over t_c, gap at k = 1."""
    along_y, spin = data.lattice_spin.sel(axis="y"), data.layer_spin / data.lattice_weight
    same = float(abs(spin.sel(layer="TI") - spin.sel(layer="SC")).max())
    separations, crossings = [], []
    for sign in (1, -1):
        energies = data.lattice.where(sign * along_y > 0)
        separations.append(energies.max("band") - energies.min("band"))
        upper = data.lattice_weight.sel(layer="TI").where(sign * along_y > 0).isel(band=slice(UPPER, None)).max("band")
        crossings.append(data.k.values[1:][np.diff(np.sign(upper - 0.5)) != 0])
    at_gamma = [float(separation.sel(k=0, method="nearest")) / data.attrs["t_c"] for separation in separations]
    return same, crossings, at_gamma, [float(separation.sel(k=1, method="nearest")) for separation in separations]


def _gapless_band(data: xr.Dataset) -> Sentence:
    band = data.isel(band=UPPER)
    changes = np.flatnonzero(np.diff(np.sign(band.lattice)))
    fermi = data.k.values[changes]
    spins = band.lattice_spin.sel(axis="y").values[changes]
    metal = (data.top > 0) | (data.bottom < 0)
    last, first = data.tunnelling[metal].max(), data.tunnelling[~metal].min()
    second = (data.second_top > 0) | (data.second_bottom < 0)
    second_last, second_first = data.second_tunnelling[second].max(), data.second_tunnelling[~second].min()
    return Sentence(
        paper="One spin-momentum-locked band always remains gapless, so that the spectrum is gapped only in part.",
        verdict=CHANGED,
        here=f"One band crosses the Fermi level on this line, at |k| = {float(abs(fermi).mean()):.2f}, with spins of opposite sign"
        f" along y, {abs(spins).mean():.2f} in modulus. Not for every t_c: a sweep finds a metal up to t_c = {float(last):.1f} and"
        f" an insulator from {float(first):.1f} on (second set: {float(second_last):.1f}, {float(second_first):.1f};"
        " ``gapless_helical_band`` has the condition), beyond the paper's largest t_c.",
        stands=bool(
            len(fermi) == 2
            and fermi[0] < 0 < fermi[1]
            and (spins * [1, -1] > 0.7).all()
            and 2.5 < last < first
            and 2 * last < second_last < second_first
            and (data.lattice.isel(band=LOWER) < 0).all()
        ),
        second=CHANGED,
    )


def draw(ax: Axes, data: xr.Dataset) -> None:
    """The bands near the Fermi level, coloured by the spin along y."""
    draw_normal_state(ax, data)
