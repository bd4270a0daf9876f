"""Single layers that stand for the bilayer: the paper's recipe, and the one in which ring and gap both agree.

Where the minimum of the bilayer's gap sits at Gamma both are eps_ti = 0 and the gap for a pairing. Where it sits on the ring, the
paper tunes eps_ti until the minimum of the single layer sits there, too, and keeps the gap for a pairing; in the other recipe the
pairing is tuned as well, until the gap is that of the bilayer.
"""

from collections.abc import Callable
from functools import cache

import numpy as np
import sympy as sp
from numpy.typing import NDArray
from scipy.optimize import root

from derivations import models
from derivations.claims.single_layer import single_layer_spectrum
from derivations.figures.bilayer_vortex.shared.gap_minimum import AT_GAMMA, radius_of
from numerics.kernels import Kernel, compile_kernel
from numerics.zone.bands import Hamiltonian, spectrum
from numerics.zone.gap import Gap
from theory.symbols.momentum import kx

MISSED = 1e-9  # of an equation, at most
LARGEST = 1e3  # of an onsite energy or a pairing: beyond, the root has run away
Reals = NDArray[np.float64]


def gap_as_pairing(minimum: Gap, **bilayer: float) -> dict[str, float]:
    """The paper's recipe: parameters of the surface for a bilayer whose gap has this minimum, on an axis.

    Raises
    ------
    ValueError
        If no onsite energy puts the minimum there.
    """
    return _surface(minimum, 1, bilayer)


def both_tuned(minimum: Gap, **bilayer: float) -> dict[str, float]:
    """The other recipe: parameters of a surface whose gap has the same minimum at the same momentum.

    Raises
    ------
    ValueError
        If there is none.
    """
    return _surface(minimum, 2, bilayer)


RECIPES: dict[str, Callable[..., dict[str, float]]] = {"paper": gap_as_pairing, "both tuned": both_tuned}


def _surface(minimum: Gap, unknowns: int, bilayer: dict[str, float]) -> dict[str, float]:
    """With eps_ti alone, or with eps_ti and Delta tuned; the equations are those of ``single_layer_spectrum``."""
    k = radius_of(minimum)
    given = {**{name: bilayer[name] for name in ("lam", "M", "mu")}, "eps_ti": 0.0, "Delta": minimum.gap}
    if k < AT_GAMMA:
        return given
    if min(abs(minimum.kx), abs(minimum.ky)) > AT_GAMMA or np.pi - k < AT_GAMMA:
        raise ValueError(f"`minimum` must lie on an axis, inside the zone, but lies at ({minimum.kx:.4g}, {minimum.ky:.4g}).")
    energy, slope = _lower_level()

    def missed(values: Reals) -> list[float]:
        at = {**given, **dict(zip(("eps_ti", "Delta"), values, strict=False)), "kx": k, "ky": 0.0}
        return [float(slope(**at).real), float(energy(**at).real) - minimum.gap][:unknowns]

    normal = float(spectrum(models.hamiltonian("surface", **{**given, "Delta": 0.0}), kx=k, ky=0.0)[-1])
    floor = abs(given["lam"] * np.sin(k)) / normal  # gap over pairing, if the band crosses the Fermi level there
    found = root(missed, [normal, minimum.gap / floor][:unknowns])
    if not (found.success and np.abs(missed(found.x)).max() < MISSED and np.abs(found.x).max() < LARGEST):
        raise ValueError(f"`minimum` must be one that a single layer can have, but is {minimum}: {found.message}")
    return {**given, **{name: float(value) for name, value in zip(("eps_ti", "Delta"), found.x, strict=False)}}


@cache
def _lower_level() -> tuple[Kernel, Kernel]:
    """The lower level of the surface, and the derivative of its square with respect to kx."""
    level, arguments = single_layer_spectrum.result()[0], single_layer_spectrum.SYSTEM.arguments
    return compile_kernel(level, arguments), compile_kernel(sp.diff(level**2, kx), arguments)


def low_bands(hamiltonian: Hamiltonian, k: Reals) -> Reals:
    """The four levels nearest zero on the kx axis, ascending: (band, k)."""
    levels = spectrum(hamiltonian, kx=k, ky=np.zeros_like(k))
    middle = levels.shape[-1] // 2
    return np.asarray(levels[:, middle - 2 : middle + 2].T)
