"""Levels of a disc: one channel of the lattice's own band near Gamma, against a formula [energy, condition]."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from derivations.claims.shared.zeros import electron_levels
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison
from numerics.radial.disc import DiscChannel, radial_levels
from numerics.systems.definition import System
from numerics.systems.swave import swave_system

Reals = NDArray[np.float64]
ORBITALS = range(-4, 5)
DEGREE = 24  # residuals of the lowest levels are then those of rounding


def edge_and_stiffness(system: System, layer: str = "SC") -> tuple[float, float]:
    """V and s of the band V + s laplacian near Gamma, from the hoppings: their sum, and their second moment along x."""
    onsite = system.onsite[layer][0, 0].real
    hops = [(hop.amplitude[0, 0].real, hop.displacement[0]) for hop in system.hoppings]
    return onsite + 2 * sum(t for t, _ in hops), sum(t * dx**2 for t, dx in hops)


@dataclass(frozen=True, eq=False)
class DiscLevels:
    """Levels nearest the edge of the band, nearest first, and a bound of their errors: residual and rounding."""

    energies: Reals
    bound: float


@cache
def disc_levels(
    orbital: float, *, charge: int, R: float, flux: float, count: int, t_sc: float, mu: float, eps_sc: float
) -> DiscLevels:
    """One kind of carrier (charge +1: electrons, -1: holes) in a hard disc with a uniform field, by polynomials.

    The centrifugal term is (orbital - charge flux r^2 / 2 R^2)^2 / r^2; energy scales come from the hoppings.
    """
    edge, stiffness = (charge * value for value in edge_and_stiffness(swave_system(t_sc=t_sc, mu=mu, eps_sc=eps_sc, Delta=0.0)))

    def potential(r: Reals) -> Reals:
        return (edge + stiffness * (charge * orbital * flux / R**2 - (flux * r / (2 * R**2)) ** 2))[..., None, None]

    found = radial_levels(DiscChannel((abs(orbital),), (stiffness,), potential, (R,)), degree=DEGREE)
    order = np.argsort(abs(found.energies - edge))[:count]
    return DiscLevels(found.energies[order], float(found.residuals[order].max()) + found.rounding)


def compared(formula: sp.MatrixBase, *, flux: float, radial: int, **parameters: float) -> Comparison:
    """Electron levels of a formula [energy, condition] for each angular momentum of ORBITALS, then holes, against ``disc_levels``.

    A hole sees the opposite field: its levels are minus those of an electron of the opposite angular momentum. The bound is that of
    the judge: residual and rounding.
    """
    electrons = [electron_levels(formula, count=radial, ell=orbital, n=flux, **parameters) for orbital in ORBITALS]
    judged = [disc_levels(orbital, charge=q, flux=flux, count=radial, **parameters) for q in (1, -1) for orbital in ORBITALS]
    numeric = np.array([found.energies for found in judged]).reshape(2, len(ORBITALS), radial)
    return Comparison(
        abscissa=np.array(ORBITALS),
        analytic=np.concatenate([np.array(electrons).T, -np.array(electrons[::-1]).T]),
        numeric=np.concatenate([carriers.T for carriers in numeric]),
        bound=max(found.bound for found in judged),
    )


def draw_disc(ax: Axes, comparison: Comparison, radial: int) -> None:
    """Levels against angular momentum: ``radial`` rows of electrons, then as many of holes."""
    for row, (formula, judge) in enumerate(zip(comparison.analytic, comparison.numeric, strict=True)):
        colour, name = (COLOURS[3], "holes") if row >= radial else (COLOURS[0], "electrons")
        label = f"formula, {name}" if row % radial == 0 else None
        ax.plot(comparison.abscissa, formula, "_", markersize=14, color=colour, label=label)
        circles(ax, comparison.abscissa, judge, colour=COLOURS[1], label="polynomials" if row == 0 else None)
    ax.set(xlabel="orbital angular momentum", ylabel=r"energy ($\lambda/a$)")
    ax.legend()
