r"""Tight-binding systems typed from their second-quantised definition: the judge of the formulas of ``theory``.

Amplitudes act on the electrons (c_up, c_dn) alone; the lattice builds the hole block from them by particle-hole
symmetry. Energies in units of lambda/a, lengths in lattice constants.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Complex = NDArray[Any]

SIGMA_0 = np.eye(2, dtype=complex)
SIGMA_X = np.array([[0, 1], [1, 0]], dtype=complex)
SIGMA_Y = np.array([[0, -1j], [1j, 0]])
SIGMA_Z = np.array([[1, 0], [0, -1]], dtype=complex)


@dataclass(frozen=True, eq=False)
class Hopping:
    """c^dagger_{r + displacement, to} amplitude c_{r, start} + Hermitian conjugate; ``amplitude`` is 2 x 2 in spin."""

    start: str
    to: str
    displacement: tuple[int, int]
    amplitude: Complex


@dataclass(frozen=True, eq=False)
class System:
    """Layers of spinful electrons with s-wave pairing.

    ``onsite[layer]`` is c^dagger h c (2 x 2, Hermitian); ``hoppings`` list each bond once, its conjugate is implied;
    ``pairing[layer]`` is Delta of Delta c^dagger_up c^dagger_dn + h.c.
    """

    layers: tuple[str, ...]
    onsite: Mapping[str, Complex]
    hoppings: tuple[Hopping, ...]
    pairing: Mapping[str, complex]

    def __post_init__(self) -> None:
        for layer, h in self.onsite.items():
            if not np.array_equal(h, h.conj().T):
                raise ValueError(f"`onsite[{layer!r}]` must be Hermitian, but is {h.tolist()}.")


def bilayer(*, lam: float, M: float, mu: float, eps_ti: float, eps_sc: float, t_sc: float, Delta: float, t_c: float) -> System:
    """TI surface (Pikulin and Franz, Phys. Rev. X 7, 031006) tunnel-coupled to an s-wave superconductor."""
    x, y = (1, 0), (0, 1)
    return System(
        layers=("TI", "SC"),
        onsite={"TI": 1.5 * M * SIGMA_Z + (eps_ti - mu) * SIGMA_0, "SC": (eps_sc - mu) * SIGMA_0},
        hoppings=(
            Hopping("TI", "TI", x, 0.5j * lam * SIGMA_Y - 0.5 * M * SIGMA_Z),
            Hopping("TI", "TI", y, -0.5j * lam * SIGMA_X - 0.5 * M * SIGMA_Z),
            Hopping("TI", "TI", (2, 0), M / 8 * SIGMA_Z),
            Hopping("TI", "TI", (0, 2), M / 8 * SIGMA_Z),
            Hopping("SC", "SC", x, t_sc * SIGMA_0),
            Hopping("SC", "SC", y, t_sc * SIGMA_0),
            Hopping("TI", "SC", (0, 0), t_c * SIGMA_0),
        ),
        pairing={"TI": 0.0, "SC": Delta},
    )


def surface(*, lam: float, M: float, mu: float, eps_ti: float, Delta: float) -> System:
    """TI surface (Pikulin and Franz, Phys. Rev. X 7, 031006) with s-wave pairing of its own."""
    x, y = (1, 0), (0, 1)
    return System(
        layers=("TI",),
        onsite={"TI": 1.5 * M * SIGMA_Z + (eps_ti - mu) * SIGMA_0},
        hoppings=(
            Hopping("TI", "TI", x, 0.5j * lam * SIGMA_Y - 0.5 * M * SIGMA_Z),
            Hopping("TI", "TI", y, -0.5j * lam * SIGMA_X - 0.5 * M * SIGMA_Z),
            Hopping("TI", "TI", (2, 0), M / 8 * SIGMA_Z),
            Hopping("TI", "TI", (0, 2), M / 8 * SIGMA_Z),
        ),
        pairing={"TI": Delta},
    )


def swave(*, mu: float, eps_sc: float, t_sc: float, Delta: float) -> System:
    """Square lattice of spinful electrons with nearest-neighbour hopping and s-wave pairing."""
    return System(
        layers=("SC",),
        onsite={"SC": (eps_sc - mu) * SIGMA_0},
        hoppings=tuple(Hopping("SC", "SC", bond, t_sc * SIGMA_0) for bond in ((1, 0), (0, 1))),
        pairing={"SC": Delta},
    )
