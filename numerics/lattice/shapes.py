"""Sites of square lattices: which exist in which layer, their coordinates, regions and weights."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.checks import require_names, whole


@dataclass(frozen=True, eq=False)
class Lattice:
    """Square L x L lattice, lattice constant 1, centred at the origin; ``occupied[layer]`` masks its sites, shape (L, L).

    Site (i, j) sits at (x, y) = (i - (L-1)/2, j - (L-1)/2). Sites of a layer are numbered in the order of their mask,
    j fastest; layers follow each other in the order of ``occupied``. ``periodic`` closes both directions; a lattice closed in
    one is a strip: see ``numerics.lattice.ribbon``.

    Raises
    ------
    ValueError
        If L is not a positive integer, ``periodic`` neither True nor False, or a mask not Boolean or of another shape.
    """

    L: int
    occupied: Mapping[str, NDArray[np.bool_]]
    periodic: bool = False

    def __post_init__(self) -> None:
        whole(self.L, name="L", least=1)
        require_names(tuple(self.occupied), name="occupied")
        if not isinstance(self.periodic, bool):
            raise ValueError(f"`periodic` must be True or False, for both directions, but is {self.periodic!r}.")
        for layer, mask in self.occupied.items():
            if mask.shape != (self.L, self.L):
                raise ValueError(f"`occupied[{layer!r}]` must have shape ({self.L}, {self.L}), but has {mask.shape}.")
            if mask.dtype != bool:
                raise ValueError(f"`occupied[{layer!r}]` must be made of True and False, but is of type {mask.dtype}.")


def square(L: int, *, layers: tuple[str, ...], periodic: bool = False) -> Lattice:
    """Full square in every layer."""
    L = whole(L, name="L", least=1)
    require_names(layers, name="layers")
    return Lattice(L, {layer: np.ones((L, L), dtype=bool) for layer in layers}, periodic)


def antidot(L: int, *, R: float, layers: tuple[str, ...], pierced: str) -> Lattice:
    """Open square whose ``pierced`` layer lacks the sites with r < R; the other layers stay whole.

    Raises
    ------
    ValueError
        If ``pierced`` is none of the layers, R is negative or the disc reaches the boundary of the square.
    """
    L = whole(L, name="L")
    if pierced not in layers:
        raise ValueError(f"`pierced` must be one of the layers {', '.join(layers)}, but is {pierced!r}.")
    _refuse_radius(R)
    if np.floor(2 * R) + 3 > L:
        raise ValueError(f"`L` must be at least {np.floor(2 * R) + 3:.0f} so that the antidot of R = {R} fits, but is {L}.")
    full = square(L, layers=layers)
    x, y = positions(L)
    return Lattice(L, {**full.occupied, pierced: np.hypot(x, y) >= R})


def _refuse_radius(R: float) -> None:
    if not (np.isfinite(R) and R >= 0):
        raise ValueError(f"`R` must be a finite number, at least 0, but is {R}.")


def require_states(vectors: NDArray[Any], lattice: Lattice) -> None:
    """Refuse states, as columns, that do not have four components for each site of the lattice.

    Raises
    ------
    ValueError
        If they do not.
    """
    sites = sum(int(mask.sum()) for mask in lattice.occupied.values())
    if vectors.ndim != 2 or len(vectors) != 4 * sites:
        raise ValueError(f"`vectors` must have shape ({4 * sites}, states), but has {vectors.shape}.")


def positions(L: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Coordinates x and y of the L x L sites, each of shape (L, L)."""
    line = np.arange(L) - (L - 1) / 2
    x, y = np.meshgrid(line, line, indexing="ij")
    return x, y


def vortex_and_edge(L: int, R: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Masks (L, L) of the vortex region and of the edge region.

    The way from the antidot to the nearest boundary is divided into three equal parts: the vortex region is the disc
    up to the end of the first, the edge region the frame from the beginning of the last.

    Raises
    ------
    ValueError
        If R is negative or not finite.
    """
    _refuse_radius(R)
    third = max((L / 2 - R) / 3, 1.0)  # one row of sites at least
    x, y = positions(L)
    return np.hypot(x, y) < R + third, np.maximum(abs(x), abs(y)) > L / 2 - third


def uniform_disorder(L: int, *, layers: tuple[str, ...], width: float, seed: int) -> dict[str, NDArray[np.float64]]:
    """Random on-site energies, uniform between -width/2 and width/2, independent on every site of every layer, (L, L) each.

    Raises
    ------
    ValueError
        If the width is negative or not finite, the seed negative or no integer.
    """
    whole(seed, name="seed", least=0)
    if not (np.isfinite(width) and width >= 0):
        raise ValueError(f"`width` must be a finite number, at least 0, but is {width}.")
    require_names(layers, name="layers")
    rng = np.random.default_rng(seed)
    return {layer: rng.uniform(-width / 2, width / 2, (L, L)) for layer in layers}
