r"""Normal-state bands of both layers without tunnelling, coloured by their spin.

Along X' - Gamma - X, no pairing; line: the closed forms (``hybridised_bands``, ``spin_texture``), circles: the hoppings of the
lattice. The cone of the TI layer has its spin along y and -y on this line, the band of the SC layer none. arXiv:2507.23775,
Fig. 2(a).
"""

from collections.abc import Iterator

import xarray as xr

from derivations.drawing import Axes
from derivations.figures import Track
from derivations.figures.bilayer_vortex.shared.normal_state import draw_normal_state, normal_state
from derivations.judging.sentences import HOLDS, Sentence

NEAR = 0.3  # k
TI, SC = [0, 3], [1, 2]  # bands in ascending order: the lower and the upper half of the cone; the band of the SC layer


def dataset(track: Track[float] = iter, **parameters: float) -> xr.Dataset:
    """Bands, spins and weights at t_c = 0: see ``shared.normal_state``."""
    return normal_state(**{"t_c": 0.0, **parameters}).assign_attrs(source="arXiv:2507.23775, Fig. 2(a)")


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Secs. II and III: spin of the two layers."""
    spin = data.lattice_spin.isel(band=TI)
    x, y, z = (spin.sel(axis=axis) for axis in "xyz")
    near = abs(data.k) < NEAR
    last = data.k[near][-1]
    signs = y.where(near & (data.k > 0), drop=True), y.where(near & (data.k < 0), drop=True)
    yield Sentence(
        paper="Near the Dirac point the spin is locked to the momentum: along y for momenta along x, x and z components vanish.",
        verdict=HOLDS,
        here=f"Up to |k| = {float(last):.2f} |sigma_y| is at least {float(abs(y)[:, near].min()):.5f}, positive in the upper half"
        f" of the cone for k > 0, and |sigma_z| at most {float(abs(z)[:, near].max()):.3f}; sigma_x is zero on the whole line to"
        " rounding.",
        stands=bool(
            abs(x).max() < 1e-9
            and abs(y)[:, near].min() > 0.999
            and abs(z)[:, near].max() < 0.02
            and all((side[1] * s > 0).all() and (side[0] * s < 0).all() for side, s in zip(signs, (1, -1), strict=True))
        ),
    )
    metallic = data.isel(band=SC)
    apart, polarisation = abs(metallic.lattice.diff("band")).max(), abs(metallic.lattice_spin).max()
    bottom = metallic.lattice.isel(k=-1).min()
    share = metallic.lattice_weight.sel(layer="SC").min()
    yield Sentence(
        paper="The metallic band of the SC layer is spin-degenerate and unpolarised.",
        verdict=HOLDS,
        here="To rounding its two states have the same energy and no mean spin, and lie in the SC layer."
        f" The band goes down from Gamma to {float(bottom):.2f} at X, four times t_SC.",
        stands=bool(
            apart < 1e-12
            and polarisation < 1e-9
            and share > 1 - 1e-9
            and metallic.lattice.max() < 0
            and abs(bottom + 4 * data.attrs["t_sc"]) < 1e-9
        ),
    )
    edge = abs(z).isel(k=-1).min()
    yield Sentence(
        paper="The spin follows the momentum although the model breaks time reversal away from Gamma.",
        verdict=HOLDS,
        here=f"Far from Gamma the mass wins: at X the spin of the TI layer points along z (|sigma_z| = {float(edge):.3f}), with the"
        " same sign at k and -k, where time reversal demands opposite ones.",
        stands=bool(edge > 0.999 and abs(z - z.values[:, ::-1]).max() < 1e-9 and abs(y + y.values[:, ::-1]).max() < 1e-9),
    )


def draw(ax: Axes, data: xr.Dataset) -> None:
    """The bands near the Fermi level, coloured by the spin along y."""
    draw_normal_state(ax, data)
    for layer, k, energy in (("SC layer", 1.9, -0.2), ("TI layer", 1.75, 1.3)):
        ax.text(k, energy, layer, fontsize=7)
