"""Levels of the s-wave antidot by formula, in the order of those of the lattice (``swave_antidot``)."""

from collections.abc import Callable, Sequence

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from derivations.claims.shared.zeros import electron_levels
from derivations.claims.swave import bessel_levels, shifted_bessel
from derivations.claims.swave.finite_pairing_step import bound_states
from derivations.figures.bilayer_vortex.shared.swave_antidot import ALIKE, LEVELS, MOMENTA, RADIUS, SPINS, parameters_of_layer
from theory.algebra import Matrix
from theory.symbols.polar import ell

Reals = NDArray[np.float64]


def formula_levels(formula: Matrix, flux: int, *, R: float = RADIUS, **parameters: float) -> list[tuple[float, int, int]]:
    """(energy, l, m) of a formula [energy, condition], each twice for spin, in the order of the levels of the lattice."""
    given = {**parameters_of_layer(**parameters), "R": R, "n": float(flux)}
    found = [
        (float(energy), momentum, radial)
        for momentum in MOMENTA
        for radial, energy in enumerate(electron_levels(formula, count=2, ell=momentum, **given))
    ]
    scale = min(abs(energy) for energy, *_ in found)
    ordered = sorted(found, key=lambda level: (-round(level[0] / scale, ALIKE), -level[1]))
    return [level for level in ordered for _ in SPINS][: 2 * LEVELS]


def shifted_levels(
    assigned: Sequence[tuple[float, int, int]], flux: int, radius: float, *, R: float = RADIUS, **parameters: float
) -> Reals:
    """Levels of the Bessel functions of shifted order (``shifted_bessel``), the field taken at ``radius`` R; same (l, m)."""
    energy, condition = bessel_levels.result()
    formula = Matrix([energy, condition.subs(ell, sp.Abs(shifted_bessel.order()))])
    given = {**parameters_of_layer(**parameters), "R": R, "n": float(flux), "rho": radius}
    return _assigned(assigned, lambda momentum: electron_levels(formula, count=2, ell=momentum, **given))


def step_levels(formula: sp.Expr, assigned: Sequence[tuple[float, int, int]], flux: int, dtype: type, **parameters: float) -> Reals:
    """Levels of a formula S(E) with the finite pairing step, for the same (l, m)."""
    given = {**parameters_of_layer(**parameters), "R": RADIUS, "n": float(flux)}

    def below(momentum: int) -> Reals:
        found = bound_states(formula, dtype, ell=momentum, **given)
        return np.sort(found[found < 0])[::-1]

    return _assigned(assigned, below)


def _assigned(assigned: Sequence[tuple[float, int, int]], levels: Callable[[int], Reals]) -> Reals:
    known = {momentum: levels(momentum) for momentum in {momentum for _, momentum, _ in assigned}}
    return np.array([known[momentum][radial] for _, momentum, radial in assigned])
