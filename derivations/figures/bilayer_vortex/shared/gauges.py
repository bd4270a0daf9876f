"""The gauge of the vortex (Appendix A of the paper): circulations round the flux disc, and the levels in two gauges."""

from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from derivations.judging.sentences import HOLDS, Sentence
from derivations.units import ENERGY, LENGTH, NUMBER
from numerics.lattice.gauge import peierls_phase, winding
from numerics.lattice.matrix import bdg_matrix
from numerics.lattice.shapes import antidot, positions
from numerics.systems.bilayer import bilayer_system

LOOPS = np.arange(1, 16)  # half the sides of squares round the centre
WINDINGS = np.array([-1, 0, 1, 2])
SIDE, RADIUS, LEVELS = 9, 2.4, 12  # of the small square whose levels are compared
Reals = NDArray[np.float64]


def gauge_variables(*, R: float, n: int, **parameters: float) -> dict[str, Any]:
    """Variables and coordinates of a dataset: circulations over (winding, loop), in units of n pi; levels over (gauge, level)."""
    corners = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1], [1, 1]])
    sides = [_line(first, last) for first, last in pairwise(corners)]
    flux, angle = (
        np.array([sum(of(*(loop * side)) for side in sides) for loop in LOOPS])
        for of in (lambda x, y: peierls_phase(x[:-1], y[:-1], x[1:], y[1:], n=n, R=R).sum(), _angle)
    )
    left = (WINDINGS[:, None] / 2 * angle - flux) / (n * np.pi)
    return {
        "flux": ("loop", flux / (n * np.pi), NUMBER),
        "circulation": (("winding", "loop"), left, NUMBER),
        "gauge_energy": (("gauge", "level"), two_gauges(n=n, **parameters), ENERGY),
        "winding": ("winding", WINDINGS, NUMBER),
        "loop": ("loop", LOOPS, LENGTH),
        "gauge": ["of the project", "turned at random"],
        "level": ("level", np.arange(LEVELS), NUMBER),
    }


def _line(first: Reals, last: Reals) -> Reals:
    """Points of a side of a square, in units of half the side: (2, points)."""
    return np.asarray(np.linspace(first, last, 2 * int(LOOPS[-1]) + 1).T)


def _angle(x: Reals, y: Reals) -> float:
    return float(np.angle((x[1:] + 1j * y[1:]) / (x[:-1] + 1j * y[:-1])).sum())


def two_gauges(*, n: int, **parameters: float) -> Reals:
    """The lowest positive levels of a small antidot, before and after c -> exp(i chi) c with a random chi at every site."""
    x, y = positions(SIDE)
    chi = np.random.default_rng(3).uniform(-np.pi, np.pi, (SIDE, SIDE))
    lattice = antidot(SIDE, R=RADIUS, layers=("TI", "SC"), pierced="SC")
    bare, factor = partial(peierls_phase, n=n, R=RADIUS), winding(x, y, n=n)

    def turned(x_i: Reals, y_i: Reals, x_j: Reals, y_j: Reals) -> Reals:
        at_i, at_j = (
            chi[tuple(np.clip(np.rint(c + SIDE // 2), 0, SIDE - 1).astype(int) for c in at)] for at in ((x_i, y_i), (x_j, y_j))
        )
        return np.asarray(bare(x_i, y_i, x_j, y_j) + at_j - at_i)

    pairs = ((bare, factor), (turned, factor * np.exp(2j * chi)))
    system = bilayer_system(**parameters)
    levels = [
        np.linalg.eigvalsh(bdg_matrix(system, lattice, bond_phase=phase, pairing_factor=pairing).toarray())
        for phase, pairing in pairs
    ]
    middle = len(levels[0]) // 2
    return np.array(levels)[:, middle : middle + LEVELS]


def of_the_gauge(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Appendix A."""
    outside, inside = (
        data.circulation.where(data.loop >= data.attrs["R"]),
        data.circulation.sel(loop=slice(None, data.attrs["R"] / 2)),
    )
    none = abs(outside.sel(winding=data.attrs["n"])).max()
    others = abs(outside.drop_sel(winding=data.attrs["n"])).min()
    total = float(data.flux[-1])
    yield Sentence(
        paper="In the transformed gauge no flux is left outside the vortex; the pairing winds once for each flux quantum.",
        verdict=HOLDS,
        here=f"On squares round the disc the circulation of A is {total:.6f} n pi, and that of A less half the gradient of the"
        f" pairing's phase {none:.0e}, if and only if the pairing winds n times in the sense of the field (else at least"
        f" {others:.0f} n pi). Inside the disc it cannot vanish ({abs(inside.sel(winding=data.attrs['n'])).min():.2f} n pi and more"
        " within R/2).",
        stands=bool(
            none < 1e-12 and others > 1 - 1e-12 and abs(total - 1) < 1e-12 and (inside.sel(winding=data.attrs["n"]) > 0.5).all()
        ),
    )
    energy = data.gauge_energy
    off = float(abs(energy[0] - energy[1]).max())
    yield Sentence(
        paper="The BdG Hamiltonian keeps its form under gauge transformations of hopping and pairing.",
        verdict=HOLDS,
        here=f"With a random phase at each site of a square of {SIDE} sites a side its lowest {LEVELS} levels agree to {off:.0e},"
        f" up to {energy.max():.3f}; the proof is that of ``gauge_invariance``.",
        stands=bool(off < 1e-12 and (energy.diff("level") >= -1e-12).all() and energy[0, -1] > energy[0, 0] + 0.1),
    )
