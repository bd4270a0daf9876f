r"""Orbital momenta of the particles and holes of the s-wave antidot, read off the waves.

Each wave of Fig. 7(d) and (e), of either spin, is projected on exp(i l theta) round the rings of the lattice
(``numerics.waves.rings``). A cell has the momentum of the largest share, and the share, which also shades it. Where the lattice
makes standing waves of l = 2 and -2, both are given with the share of one. Shares of momenta that differ by four overlap on rings
of few sites: they need not add up to one. Table 2.
"""

from collections.abc import Iterator
from typing import Annotated

import numpy as np
import xarray as xr

from derivations.claims.vortex import momenta_of_swave_states
from derivations.drawing import PAGE, Axes, panels
from derivations.figures import Sizes, Track
from derivations.figures.bilayer_vortex.shared.second_set import of_second
from derivations.figures.bilayer_vortex.shared.swave_antidot import RADIUS, SECOND_LAYER, SIDE, attributes, wave_dataset
from derivations.figures.bilayer_vortex.shared.swave_waves import momenta, momentum_text
from derivations.figures.bilayer_vortex.shared.table import draw_table
from derivations.judging.sentences import CHANGED, HOLDS, Sentence
from derivations.units import NUMBER

MODEL = "swave"
FLUXES = (0, 1)
OF_CELL = ("n", "level", "component")
COMPONENTS = {"u_up": ("u", "up"), "u_dn": ("u", "dn"), "v_up": ("v", "dn"), "v_dn": ("v", "up")}  # amplitude, spin of the particle
HEADS = (r"$u_\uparrow$", r"$u_\downarrow$", r"$v_\uparrow$", r"$v_\downarrow$")
LARGE = 0.7  # a share of a wave with one momentum is larger


def dataset(
    track: Track[float] = iter,
    *,
    L: int = SIDE,
    R: float = RADIUS,
    n: Annotated[Sizes, "flux quanta h/2e through the antidot, a table for each"] = FLUXES,
    **parameters: float,
) -> xr.Dataset:
    """Shares of the momenta over (n, level, component), the rotation label."""
    waves = [wave_dataset(int(flux), L=L, R=R, **parameters) for flux in track(n)]
    share, rotation = _cells(waves)
    return xr.Dataset(
        {"share": ((*OF_CELL, "momentum"), share, NUMBER), "rotation": (OF_CELL, rotation, NUMBER)},
        coords={
            "n": ("n", np.array(n), NUMBER),
            "level": waves[0].level,
            "component": list(COMPONENTS),
            "momentum": waves[0].momentum,
        },
        attrs={**attributes("Table 2", parameters, L=L, R=R), "claim": "momenta_of_swave_states"},
    )


def evidence(track: Track[float] = iter) -> xr.Dataset:
    """The momenta of the claim; shares and labels of the second set."""
    share, rotation = _cells([wave_dataset(int(flux), **SECOND_LAYER) for flux in track(FLUXES)])
    stated = np.array(momenta_of_swave_states.result().tolist(), dtype=int)
    claimed = [stated[:, [0, 0, 0, 0]], stated[:, [1, 1, 2, 2]]]
    return xr.Dataset(
        {
            "second_share": ((*OF_CELL, "momentum"), share, NUMBER),
            "second_rotation": (OF_CELL, rotation, NUMBER),
            "claimed": (OF_CELL, np.array(claimed), NUMBER),
        }
    )


def _cells(waves: list[xr.Dataset]) -> tuple[np.ndarray, ...]:
    """Shares and rotation labels over (n, level, component) of the waves of each flux."""
    cells = [[of.sel(amplitude=amplitude, spin=spin, drop=True) for amplitude, spin in COMPONENTS.values()] for of in waves]
    return tuple(np.array([[cell[name].values for cell in row] for row in cells]).swapaxes(1, 2) for name in ("share", "rotation"))


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III.3: the table, the ansatz, its quantum number."""
    second = of_second(data)
    read, read_2 = (_momenta_of_cells(of) for of in (data, second))
    agree = all(
        (max(found) if flux else max(abs(momentum) for momentum in found)) == data.claimed.sel(n=flux, level=level, component=name)
        for (flux, level, name), found in (*read.items(), *read_2.items())
    )
    shares = [of.share.max("momentum") for of in (data, second)]
    definite, definite_2 = (share.where(share > LARGE) for share in shares)
    yield Sentence(
        paper="The waves wind as the ansatz says: holes n times less than particles, both spins alike.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"All {len(read)} cells have the momentum of the claim, with shares of at least {definite.min():.2f} (second set:"
        f" {definite_2.min():.2f}); but for |l| = 2 without flux, where l = 2 and -2 have {shares[0].min():.2f} or more each.",
        stands=bool(
            agree
            and all(of.min() > 0.9 and int(np.isnan(of).sum()) == 8 for of in (definite, definite_2))
            and all(of.min() > 0.4 for of in shares)
        ),
    )
    fits, fits_2 = (
        all((momentum - _momentum_of_label(of, *cell)) % 4 == 0 for cell, found in cells.items() for momentum in found)
        for of, cells in ((data, read), (second, read_2))
    )
    yield Sentence(
        paper="They are states of one total angular momentum.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"On the lattice modulo four: the rotation label j, exact for each state, gives the momenta of all {len(read)} cells,"
        " with both sets of parameters.",
        stands=bool(fits and fits_2),
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


def _momenta_of_cells(data: xr.Dataset) -> dict[tuple[int, int, str], list[int]]:
    """The momenta of every cell (n, level, component)."""
    return {
        (flux, level, name): momenta(data.share.sel(n=flux, level=level, component=name))
        for flux in FLUXES
        for level in data.level.values
        for name in data.component.values
    }


def _momentum_of_label(data: xr.Dataset, flux: int, level: int, name: str) -> float:
    """Orbital momentum modulo four: j less half the spin of the particle, and plus n/2 for u, minus n/2 for v."""
    amplitude, spin = COMPONENTS[name]
    j = float(data.rotation.sel(n=flux, level=level, component=name))
    return j + (-0.5 if spin == "up" else 0.5) + (flux / 2 if amplitude == "u" else -flux / 2)


def draw(ax: Axes, data: xr.Dataset) -> None:
    """Two tables: without flux, with one quantum."""
    tables = panels(ax, 1, data.sizes["n"], width=PAGE, height=2.1)[0]
    for table, flux in zip(tables, data.n.values, strict=True):
        shares = data.share.sel(n=flux)
        largest = shares.max("momentum").values
        rows, columns = largest.shape
        cells = [[f"{momentum_text(shares[i, j])}  ({largest[i, j]:.2f})" for j in range(columns)] for i in range(rows)]
        names = [f"{'CdGM' if flux else 'ABS'}-{level}" for level in data.level.values]
        draw_table(table, rows=names, columns=HEADS, cells=cells, weights=largest)
        table.set_title(f"n = {flux}")
