r"""Orbital momenta of the states bound to the vortex, read off their wave functions.

Of each component of the TI layer the momentum l of the largest share in a projection on :math:`e^{il\theta}` round rings, and that
share (shaded); the label of the exact fourfold rotation; the energy on the lattice, that of the radial channel of the same j, and
the overlap of the two wave functions. Table 1; the momenta are those of ``momenta_of_bound_states``.
"""

from collections.abc import Iterator

import numpy as np
import xarray as xr

from derivations.drawing import PAGE, Axes, resize
from derivations.figures.bilayer_vortex.shared.second_set import of_second
from derivations.figures.bilayer_vortex.shared.table import draw_table
from derivations.figures.bilayer_vortex.shared.vortex_waves import dataset
from derivations.judging.sentences import CHANGED, FAILS, HOLDS, Sentence

__all__ = ["dataset", "draw", "sentences"]
COLUMNS = (("u", "up"), ("u", "dn"), ("v", "up"), ("v", "dn"))
HEADINGS = (r"$u_\uparrow$", r"$u_\downarrow$", r"$v_\uparrow$", r"$v_\downarrow$", "label", "E, lattice", "E, channel", "overlap")


def _round(data: xr.Dataset) -> xr.Dataset:
    """The states that are bound to the vortex: the edge mode follows a square."""
    return data.isel(state=slice(1, None))


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III.3 and Table 1."""
    yield from _of_the_momenta(data)
    yield from _of_their_differences(_round(data).momentum_found, _round(of_second(data)).momentum_found)
    yield _of_the_order(_round(data))


def _of_the_momenta(data: xr.Dataset) -> Iterator[Sentence]:
    """Against the claim, the labels of the lattice, and the radial channels."""
    states, second = _round(data), _round(of_second(data))
    momentum = states.momentum_found
    least, least_2 = (float(of.share.max("momentum").min()) for of in (states, second))
    yield Sentence(
        paper="The wave functions have definite angular momenta, those of an ansatz with spin-momentum locking and vorticity.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"All {momentum.size} are as proved (u_up: j, u_dn: j + 1, v_up: j, v_dn: j - 1), with shares of {least:.2f} at least"
        f" (second set: {least_2:.2f}).",
        stands=bool(
            (momentum == states.momentum_stated).all()
            and (second.momentum_found == states.momentum_stated).all()
            and min(least, least_2) > 0.8
        ),
    )
    j = momentum.sel(amplitude="u", spin="up")
    labels = data.rotation.isel(number=states.chosen)
    yield Sentence(
        paper="The quantum number of the ansatz must be half-integer.",
        verdict=CHANGED,
        second=CHANGED,
        here=f"In the single-valued gauge j is an integer, here {', '.join(str(int(value)) for value in j)}, and equal to the label"
        " of the exact fourfold rotation modulo 4; the paper's number is j + n/2. That is a matter of n, not of the parameters.",
        stands=bool(((j - labels) % 4 == 0).all() and (data.second_label % 1 == 0).all()),
    )
    yield _of_the_channels(states, second)


def _of_the_channels(states: xr.Dataset, second: xr.Dataset) -> Sentence:
    """States of the lattice against levels of the radial channels."""
    (shift, off), (shift_2, off_2) = (
        (of.level_energy / of.radial_energy - 1, float(abs(of.radial_energy / of.level_energy - 1)[1:].max()))
        for of in (states, second)
    )
    overlap, overlap_2 = (float(of.radial_overlap.min()) for of in (states, second))
    return Sentence(
        paper="The total angular momentum is conserved in the continuum limit of the lattice.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"Each state overlaps to {overlap:.3f} at least with a level of the radial channel of its j, whose energy differs by"
        f" {off:.1%} at most (second set: {overlap_2:.3f}, {off_2:.1%}). The lattice moves CdGM-1 by {shift[1]:+.1%} and CdGM-2 by"
        f" {shift[2]:+.1%} ({shift_2[1]:+.1%}, {shift_2[2]:+.1%}): in the channels they have the opposite order.",
        stands=bool(
            min(overlap, overlap_2) > 0.97
            and max(off, off_2) < 0.06
            and all(
                of.level_energy[1] > of.level_energy[2] and of.radial_energy[1] < of.radial_energy[2] for of in (states, second)
            )
        ),
    )


def _of_their_differences(momentum: xr.DataArray, second: xr.DataArray) -> Iterator[Sentence]:
    """Between particles and holes, spins, states; the momenta of the second set are the same."""
    turn = momentum.sel(amplitude="u") - momentum.sel(amplitude="v")
    same = bool((second == momentum).all())
    yield Sentence(
        paper="Particles and holes of spin down differ in their angular nodes by two turns.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"l of u_dn less l of v_dn is {int(turn.sel(spin='dn').min())} for all, and {int(turn.sel(spin='up').max())} for"
        " spin up, with both sets of parameters.",
        stands=bool(same and (turn.sel(spin="dn") == 2).all() and (turn.sel(spin="up") == 0).all()),
    )
    apart = momentum.sel(spin="dn") - momentum.sel(spin="up")
    yield Sentence(
        paper="Spin up and spin down differ in angular momentum, in the particle and in the hole sector.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"l of u_dn less l of u_up is {int(apart.sel(amplitude='u').min())} for all, l of v_dn less l of v_up"
        f" {int(apart.sel(amplitude='v').max())}, with both sets of parameters.",
        stands=bool(same and (apart.sel(amplitude="u") == 1).all() and (apart.sel(amplitude="v") == -1).all()),
    )


def _of_the_order(states: xr.Dataset) -> Sentence:
    """Which momenta follow each other; the second set by its labels."""
    j, label = states.momentum_found.sel(amplitude="u", spin="up")[1:], states.second_label[1:]
    return Sentence(
        paper="CdGM-1, 3 and 4 have momenta of rising order.",
        verdict=FAILS,
        second=FAILS,
        here="From zero downwards j is "
        + ", ".join(str(int(value)) for value in j)
        + ": of CdGM-1, 3 and 4 abs(j) is "
        + ", ".join(str(abs(int(value))) for value in j[[0, 2, 3]])
        + f". The second set has the same labels ({', '.join(str(int(value)) for value in label)}).",
        stands=bool(np.array_equal(j, [1, -1, 0, 2]) and np.array_equal(label, j % 4)),
    )


def draw(ax: Axes, data: xr.Dataset) -> None:
    """A row a state."""
    states = _round(data)
    cells, weights = [], []
    for name in states.state.values:
        at = states.sel(state=name)
        number = int(at.chosen)
        pairs = [
            (int(at.momentum_found.sel(amplitude=a, spin=s)), float(at.share.sel(amplitude=a, spin=s).max())) for a, s in COLUMNS
        ]
        energies = (float(data.energy[number]) + 0.0, float(at.radial_energy))
        texts = [f"{momentum:d}  ({share:.2f})" for momentum, share in pairs]
        shown = [f"{0.0 if abs(energy) < 1e-4 else energy:.4f}" for energy in energies]
        cells.append([*texts, f"{int(data.rotation[number])}", *shown, f"{float(at.radial_overlap):.3f}"])
        weights.append([*(share for _, share in pairs), *[np.nan] * 4])
    resize(ax, PAGE, 1.9)
    draw_table(ax, rows=list(states.state.values), columns=HEADINGS, cells=cells, weights=weights)
