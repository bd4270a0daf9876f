r"""Normal-state bands of both layers without tunnelling, coloured by their spin.

Along X' - Gamma - X, no pairing; line: the closed forms (``hybridised_bands``, ``spin_texture``), circles: the hoppings of the
lattice. The cone of the TI layer has its spin along y and -y on this line, the band of the SC layer none. Fig. 2(a).
"""

from collections.abc import Iterator
from typing import Annotated

import xarray as xr

from derivations.drawing import Axes
from derivations.figures import Track
from derivations.figures.bilayer_vortex.paper import PAPER
from derivations.figures.bilayer_vortex.shared.normal_state import POINTS, draw_normal_state, normal_state
from derivations.figures.bilayer_vortex.shared.second_set import SECOND_NORMAL, of_second
from derivations.judging.sentences import HOLDS, Sentence

ABSENT = ("Delta",)
NEAR = 0.3  # k
TI, SC = [0, 3], [1, 2]  # bands in ascending order: the lower and the upper half of the cone; the band of the SC layer


def dataset(
    track: Track[float] = iter,
    *,
    t_c: float = 0.0,
    points: Annotated[int, "momenta, an even number"] = POINTS,
    **parameters: float,
) -> xr.Dataset:
    """Bands, spins and weights: see ``shared.normal_state``."""
    return normal_state(t_c=t_c, points=points, **parameters).assign_attrs(source=f"{PAPER}, Fig. 2(a)")


def evidence(track: Track[float] = iter) -> xr.Dataset:
    """Spins of the second set."""
    second = normal_state(points=POINTS, t_c=0.0, **SECOND_NORMAL).lattice_spin
    return second.to_dataset(name="second_lattice_spin")


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Secs. II and III: spin of the two layers."""
    (x, y, z), (x_2, y_2, z_2) = (
        [of.lattice_spin.isel(band=TI).sel(axis=axis) for axis in "xyz"] for of in (data, of_second(data))
    )
    near = abs(data.k) < NEAR
    last = data.k[near][-1]
    locked, tilted, locked_2, tilted_2 = (
        float(value) for value in (abs(y)[:, near].min(), abs(z)[:, near].max(), abs(y_2)[:, near].min(), abs(z_2)[:, near].max())
    )
    yield Sentence(
        paper="Near the Dirac point the spin is locked to the momentum: along y for momenta along x, x and z components vanish.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"Up to |k| = {float(last):.2f} |sigma_y| is at least {locked:.5f}, positive in the upper half of the cone for k > 0,"
        f" and |sigma_z| at most {tilted:.3f} (second set: {locked_2:.5f}, {tilted_2:.3f}); sigma_x is zero on the whole line to"
        " rounding.",
        stands=bool(
            max(abs(x).max(), abs(x_2).max()) < 1e-9
            and min(locked, locked_2) > 0.999
            and tilted < 0.02
            and tilted_2 < 0.05
            and all((of[1] * data.k > 0)[near].all() and (of[0] * data.k < 0)[near].all() for of in (y, y_2))
        ),
    )
    yield _of_the_metal(data.isel(band=SC))
    edge, edge_2 = (float(abs(of).isel(k=-1).min()) for of in (z, z_2))
    yield Sentence(
        paper="The spin follows the momentum although the model breaks time reversal away from Gamma.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"Far from Gamma the mass wins: at X the spin of the TI layer points along z (|sigma_z| = {edge:.3f}; second set:"
        f" {edge_2:.3f}), with the same sign at k and -k, where time reversal demands opposite ones.",
        stands=bool(
            min(edge, edge_2) > 0.999
            and all(abs(of - of.values[:, ::-1]).max() < 1e-9 for of in (z, z_2))
            and all(abs(of + of.values[:, ::-1]).max() < 1e-9 for of in (y, y_2))
        ),
    )


def _of_the_metal(data: xr.Dataset) -> Sentence:
    """The band of the SC layer."""
    apart, polarisation = abs(data.lattice.diff("band")).max(), abs(data.lattice_spin).max()
    bottom = data.lattice.isel(k=-1).min()
    share = data.lattice_weight.sel(layer="SC").min()
    return Sentence(
        paper="The metallic band of the SC layer is spin-degenerate and unpolarised.",
        verdict=HOLDS,
        here="To rounding its two states have the same energy and no mean spin, and lie in the SC layer."
        f" The band goes down from Gamma to {float(bottom):.2f} at X, four times t_SC.",
        stands=bool(
            apart < 1e-12
            and polarisation < 1e-9
            and share > 1 - 1e-9
            and data.lattice.max() < 0
            and abs(bottom + 4 * data.attrs["t_sc"]) < 1e-9
        ),
    )


def draw(ax: Axes, data: xr.Dataset) -> None:
    """The bands near the Fermi level, coloured by the spin along y."""
    draw_normal_state(ax, data)
    for layer, k, energy in (("SC layer", 1.9, -0.2), ("TI layer", 1.75, 1.3)):
        ax.text(k, energy, layer, fontsize=7)
