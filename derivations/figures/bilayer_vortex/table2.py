r"""Orbital momenta of the particles and holes of the s-wave antidot, read off the waves.

Each wave of Fig. 7(d) and (e), of either spin, is projected on exp(i l theta) round the rings of the lattice
(``numerics.waves.rings``). A cell has the momentum of the largest share, and the share, which also shades it. Where the lattice
makes standing waves of l = 2 and -2, both are given with the share of one. Shares of momenta that differ by four overlap on rings
of few sites: they need not add up to one. arXiv:2507.23775, Table 2.
"""

from collections.abc import Iterator

import numpy as np
import xarray as xr

from derivations.claims.vortex import momenta_of_swave_states
from derivations.drawing import PAGE, Axes, panels
from derivations.figures import Track
from derivations.figures.bilayer_vortex.shared.swave_antidot import attributes, parameters_of_layer, wave_dataset
from derivations.figures.bilayer_vortex.shared.swave_waves import momenta, momentum_text
from derivations.figures.bilayer_vortex.shared.table import draw_table
from derivations.judging.sentences import CHANGED, HOLDS, Sentence
from derivations.units import NUMBER

FLUXES = (0, 1)
COMPONENTS = {"u_up": ("u", "up"), "u_dn": ("u", "dn"), "v_up": ("v", "dn"), "v_dn": ("v", "up")}  # amplitude, spin of the particle
HEADS = (r"$u_\uparrow$", r"$u_\downarrow$", r"$v_\uparrow$", r"$v_\downarrow$")
NAMES = ("ABS", "CdGM")
LARGE = 0.7  # a share of a wave with one momentum is larger


def dataset(track: Track[float] = iter, **parameters: float) -> xr.Dataset:
    """Shares of the momenta over (n, level, component), the momenta of the claim, the rotation label of the state."""
    fixed = parameters_of_layer(**parameters)
    waves = [wave_dataset(int(flux), track=iter, **fixed) for flux in track(FLUXES)]
    cells = [[of.sel(amplitude=amplitude, spin=spin, drop=True) for amplitude, spin in COMPONENTS.values()] for of in waves]
    share, rotation = (
        np.array([[cell[name].values for cell in row] for row in cells]).swapaxes(1, 2) for name in ("share", "rotation")
    )
    stated = np.array(momenta_of_swave_states.result().tolist(), dtype=int)
    claimed = [stated[:, [0, 0, 0, 0]], stated[:, [1, 1, 2, 2]]]
    of_cell = ("n", "level", "component")
    return xr.Dataset(
        {
            "share": ((*of_cell, "momentum"), share, NUMBER),
            "rotation": (of_cell, rotation, NUMBER),
            "claimed": (of_cell, np.array(claimed), NUMBER),
        },
        coords={
            "n": ("n", np.array(FLUXES), NUMBER),
            "level": waves[0].level,
            "component": list(COMPONENTS),
            "momentum": waves[0].momentum,
        },
        attrs={**attributes("Table 2", fixed), "claim": "momenta_of_swave_states"},
    )


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III.3: the table, the ansatz, its quantum number."""
    read = {
        (flux, level, name): momenta(data.share.sel(n=flux, level=level, component=name))
        for flux in FLUXES
        for level in data.level.values
        for name in data.component.values
    }
    agree = all(
        (max(found) if flux else max(abs(momentum) for momentum in found)) == data.claimed.sel(n=flux, level=level, component=name)
        for (flux, level, name), found in read.items()
    )
    share = data.share.max("momentum")
    definite = share.where(share > LARGE)
    yield Sentence(
        paper="The waves wind as the ansatz says: holes n times less than particles, both spins alike.",
        verdict=HOLDS,
        here=f"All {len(read)} cells have the momentum of the claim, with shares of at least {definite.min():.2f}; but for |l| = 2"
        f" without flux, where l = 2 and -2 have {share.min():.2f} or more each.",
        stands=bool(agree and definite.min() > 0.9 and int(np.isnan(definite).sum()) == 8 and share.min() > 0.4),
    )
    fits = all((momentum - _momentum_of_label(data, *cell)) % 4 == 0 for cell, found in read.items() for momentum in found)
    yield Sentence(
        paper="They are states of one total angular momentum.",
        verdict=HOLDS,
        here=f"On the lattice modulo four: the rotation label j, exact for each state, gives the momenta of all {len(read)} cells.",
        stands=bool(fits),
    )
    numbers = {
        flux: sorted({l_u - flux / 2 for (n, _, name), found in read.items() if (n, name) == (flux, "u_up") for l_u in found})
        for flux in FLUXES
    }
    free, bound = (", ".join(f"{j:g}" for j in numbers[flux]) for flux in FLUXES)
    yield Sentence(
        paper="The quantum number is half an odd integer.",
        verdict=CHANGED,
        second=CHANGED,
        here=f"Only with flux: l of the particle less n/2, conserved as spin is, takes the values {bound}; without flux {free}."
        " That is a matter of n, not of the parameters (``swave_angular_momentum``).",
        stands=bool(all(j % 1 == 0.5 for j in numbers[1]) and all(j % 1 == 0 for j in numbers[0]) and fits),
    )


def _momentum_of_label(data: xr.Dataset, flux: int, level: int, name: str) -> float:
    """Orbital momentum modulo four: j less half the spin of the particle, and plus n/2 for u, minus n/2 for v."""
    amplitude, spin = COMPONENTS[name]
    j = float(data.rotation.sel(n=flux, level=level, component=name))
    return j + (-0.5 if spin == "up" else 0.5) + (flux / 2 if amplitude == "u" else -flux / 2)


def draw(ax: Axes, data: xr.Dataset) -> None:
    """Two tables: without flux, with one quantum."""
    tables = panels(ax, 1, len(FLUXES), width=PAGE, height=2.1)[0]
    for table, flux, name in zip(tables, data.n.values, NAMES, strict=True):
        shares = data.share.sel(n=flux)
        largest = shares.max("momentum").values
        rows, columns = largest.shape
        cells = [[f"{momentum_text(shares[i, j])}  ({largest[i, j]:.2f})" for j in range(columns)] for i in range(rows)]
        names = [f"{name}-{level}" for level in data.level.values]
        draw_table(table, rows=names, columns=HEADS, cells=cells, weights=largest)
        table.set_title(f"n = {flux}")
