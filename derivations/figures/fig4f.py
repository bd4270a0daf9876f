"""Wave number of the oscillation of the edge mode, and radius of the ring of gap minima, against tunnelling.

arXiv:2507.23775, Fig. 4(f): the tail of the edge mode oscillates into the bulk, and the frequency follows the radius of the ring.
Here it follows the ring but is not equal to it. The wave number is the real part of a complex momentum at zero energy
(``zero_energy_decay``), 1.451, 1.672, 1.917 and 2.268 at t_c = 1.2, 1.6, 2.0 and 2.5; the ring radius is 1.394, 1.677, 1.935 and
2.290. And the oscillation sets in first: at t_c = 0.895, with wave number 1.318, an oscillating wave becomes the slowest to decay,
while the gap minimum leaves Gamma only at 1.111, where it jumps to 1.316. Shapes and statements can be compared, numbers cannot,
for the parameters of the paper are not known here.
"""

import numpy as np
import sympy as sp
import xarray as xr
from matplotlib.axes import Axes
from numpy.typing import NDArray

from derivations import models
from derivations.drawing import COLOURS, caption, circles
from derivations.edge import zero_energy_decay
from derivations.figures import Track
from numerics.evanescent import decaying_factors
from numerics.gap import minimum_gap
from numerics.kernels import compile_kernel
from numerics.ribbon import left_edge_level, slowest_factor
from numerics.systems import bilayer as hoppings_of_bilayer
from theory.symbols import z

TUNNELLING = np.linspace(0.6, 2.5, 20)
FINE = np.linspace(0.6, 2.5, 191)
WIDTH = 100
JUMP = 0.5  # between neighbours: another wave, another minimum


def dataset(track: Track[float]) -> xr.Dataset:
    """Wave numbers of formula (fine), evanescent wave and strip, and the ring radius (over t_c)."""
    fixed = models.defaults(models.MODELS["bilayer"]())
    found: dict[str, list[float]] = {"evanescent": [], "strip": [], "ring": []}
    for t in track(TUNNELLING):
        system = hoppings_of_bilayer(**{**fixed, "t_c": float(t)})
        minimum = minimum_gap(models.hamiltonian("bilayer", t_c=float(t)))
        found["evanescent"].append(_wave_number(decaying_factors(system, ky=0.0)[0][0]))
        found["strip"].append(_wave_number(slowest_factor(left_edge_level(system, width=WIDTH, ky=0.0)[1])))
        found["ring"].append(float(np.hypot(minimum.kx, minimum.ky)))
    energy, wavenumber = {"units": "lambda/a"}, {"units": "1/a"}
    shown = {name: value for name, value in fixed.items() if name != "t_c"}
    return xr.Dataset(
        {
            **{name: ("t_c", np.array(values), wavenumber) for name, values in found.items()},
            "formula": ("t_fine", _formula(**shown), wavenumber),
        },
        coords={"t_c": ("t_c", TUNNELLING, energy), "t_fine": ("t_fine", FINE, energy)},
        attrs={**shown, "claim": "zero_energy_decay", "source": "arXiv:2507.23775, Fig. 4(f)", "caption": caption(shown)},
    )


def _formula(*, mu: float, eps_ti: float, **parameters: float) -> NDArray[np.float64]:
    """Wave number of the slowest root of the polynomials of the claim, which stands at mu = eps_ti = 0."""
    if mu or eps_ti:
        raise ValueError(f"`mu` and `eps_ti` must be 0, but are {mu} and {eps_ti}.")
    numerators = [sp.Poly(sp.numer(sp.together(P)), z).all_coeffs() for P in zero_energy_decay.result()]
    coefficients = compile_kernel(sp.Matrix(numerators), zero_energy_decay.ARGUMENTS[1:])
    numbers = []
    for pair in coefficients(t_c=FINE, **parameters):
        roots = np.concatenate([np.roots(polynomial) for polynomial in pair])
        inside = roots[abs(roots) < 1]
        numbers.append(_wave_number(inside[np.argmax(abs(inside))]))
    return np.array(numbers)


def _wave_number(factor: complex) -> float:
    return float(abs(np.angle(factor)))


def draw(ax: Axes, data: xr.Dataset) -> None:
    """Wave number of the edge mode: line, crosses and circles; radius of the ring: squares."""
    ax.plot(*_broken(data.t_c, data.ring), "s--", markersize=3, color=COLOURS[2], label="|k| of the gap minimum")
    ax.plot(*_broken(data.t_fine, data.formula), color=COLOURS[0], label="slowest zero-energy wave, formula")
    ax.plot(data.t_c, data.evanescent, "x", color=COLOURS[0], label="the same from the hoppings")
    circles(ax, data.t_c, data.strip, colour=COLOURS[1], label=f"tail of the edge mode, strip of {WIDTH} sites")
    ax.set(xlabel=r"tunnelling $t_c$ ($\lambda/a$)", ylabel="wave number (1/a)", ylim=(-0.1, 2.6))
    ax.legend(loc="lower right")


def _broken(x: xr.DataArray, y: xr.DataArray) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The line with a gap at each jump."""
    jumps = np.flatnonzero(abs(np.diff(y)) > JUMP) + 1
    return np.insert(x.values, jumps, np.nan), np.insert(y.values, jumps, np.nan)
