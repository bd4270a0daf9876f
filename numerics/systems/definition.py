r"""A tight-binding system in second quantisation: on-site terms, hoppings, pairing.

Amplitudes act on the electrons (c_up, c_dn) alone; the lattice builds the hole block from them by particle-hole
symmetry. Energies in units of lambda/a, lengths in lattice constants.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numerics.checks import require_finite, require_names, whole

Complex = NDArray[Any]

SIGMA_0 = np.eye(2, dtype=complex)
SIGMA_X = np.array([[0, 1], [1, 0]], dtype=complex)
SIGMA_Y = np.array([[0, -1j], [1j, 0]])
SIGMA_Z = np.array([[1, 0], [0, -1]], dtype=complex)


@dataclass(frozen=True, eq=False)
class Hopping:
    """c^dagger_{r + displacement, to} amplitude c_{r, start} + Hermitian conjugate; ``amplitude`` is 2 x 2 in spin.

    The displacement is that of the cell, two integers: what is made of hoppings has the period 2 pi.

    Raises
    ------
    ValueError
        If the displacement is not made of two integers, or the amplitude not of 2 x 2 finite numbers.
    """

    start: str
    to: str
    displacement: tuple[int, int]
    amplitude: Complex

    def __post_init__(self) -> None:
        steps = tuple(self.displacement)
        if len(steps) != 2:
            raise ValueError(f"`displacement` must have two components, but is {self.displacement}.")
        object.__setattr__(self, "displacement", tuple(whole(step, name="displacement") for step in steps))
        object.__setattr__(self, "amplitude", _spin_matrix(self.amplitude, name="amplitude"))


@dataclass(frozen=True, eq=False)
class System:
    """Layers of spinful electrons with s-wave pairing.

    ``onsite[layer]`` is c^dagger h c (2 x 2, Hermitian); ``hoppings`` list each bond once, its conjugate is implied;
    ``pairing[layer]`` is Delta of Delta c^dagger_up c^dagger_dn + h.c. ``pierced`` is the layer that loses its sites in an antidot;
    if there is none, an antidot is a hole in the pairing alone.

    Raises
    ------
    ValueError
        If a layer is named twice; if ``onsite`` and ``pairing`` do not name just the layers, or a hopping or ``pierced`` names
        another one; if an on-site term is not Hermitian, exactly; if a bond is listed twice or leads from a site to itself; if a
        number is not finite.
    """

    layers: tuple[str, ...]
    onsite: Mapping[str, Complex]
    hoppings: tuple[Hopping, ...]
    pairing: Mapping[str, complex]
    pierced: str | None = None

    def __post_init__(self) -> None:
        require_names(self.layers, name="layers")
        for name in ("onsite", "pairing"):
            if set(getattr(self, name)) != set(self.layers):
                raise ValueError(f"`{name}` must name the layers {_listed(self.layers)}, but names {_listed(getattr(self, name))}.")
        onsite = {layer: _spin_matrix(self.onsite[layer], name=f"onsite[{layer!r}]") for layer in self.layers}
        for layer, h in onsite.items():
            if not np.array_equal(h, h.conj().T):
                raise ValueError(f"`onsite[{layer!r}]` must be Hermitian, but is {h.tolist()}.")
        for layer, Delta in self.pairing.items():
            require_finite(Delta, name=f"pairing[{layer!r}]")
            if np.ndim(Delta):
                raise ValueError(f"`pairing[{layer!r}]` must be a number, but has the shape {np.shape(Delta)}.")
        if self.pierced is not None and self.pierced not in self.layers:
            raise ValueError(f"`pierced` must be one of the layers {_listed(self.layers)}, but is {self.pierced!r}.")
        self._refuse_bonds()
        object.__setattr__(self, "layers", tuple(self.layers))
        object.__setattr__(self, "onsite", MappingProxyType(onsite))
        object.__setattr__(self, "hoppings", tuple(self.hoppings))
        object.__setattr__(self, "pairing", MappingProxyType({layer: complex(self.pairing[layer]) for layer in self.layers}))

    def _refuse_bonds(self) -> None:
        listed: Counter[tuple[str, str, tuple[int, int]]] = Counter()
        for bond in self.hoppings:
            unknown = [layer for layer in (bond.start, bond.to) if layer not in self.layers]
            if unknown:
                raise ValueError(f"`hoppings` must join the layers {_listed(self.layers)}, but one names {unknown[0]!r}.")
            (dx, dy), way = bond.displacement, (bond.start, bond.to)
            there, back = (*way, (dx, dy)), (*way[::-1], (-dx, -dy))
            if there == back:
                raise ValueError(f"`hoppings` must lead to another site, but one of {bond.start!r} has the displacement (0, 0).")
            listed.update([there, back])
        twice = [bond for bond, count in listed.items() if count > 1]
        if twice:
            start, to, displacement = twice[0]
            raise ValueError(
                f"`hoppings` must list each bond once, but list that from {start!r} to {to!r} by {displacement} twice."
            )


def _spin_matrix(values: ArrayLike, *, name: str) -> Complex:
    """A copy, 2 x 2 and complex, that cannot be written to."""
    require_finite(values, name=name)
    matrix = np.array(values, dtype=complex)
    if matrix.shape != (2, 2):
        raise ValueError(f"`{name}` must have shape (2, 2), but has {matrix.shape}.")
    matrix.flags.writeable = False
    return matrix


def _listed(names: Any) -> str:
    return ", ".join(map(str, names)) or "none"
