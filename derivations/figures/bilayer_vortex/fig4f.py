"""Wave number of the oscillation of the edge mode, and radius of the ring of gap minima, against tunnelling.

Fig. 4(f). Line: the real part of the complex momentum of the slowest zero-energy wave (``zero_energy_decay``);
crosses: the same from the hoppings; circles: the tail of the edge mode of a strip, by linear prediction; bars: the highest peak of
its Fourier transform, with the resolution, as in the paper; squares: the radius of the ring. Shapes and statements can be compared,
numbers cannot, for the parameters of the paper are not known here.
"""

from collections.abc import Iterator
from typing import Annotated, Any

import numpy as np
import sympy as sp
import xarray as xr
from numpy.typing import NDArray

from derivations import models
from derivations.claims.edge import zero_energy_decay
from derivations.drawing import COLOURS, Axes, axis_label, broken, caption, circles, legend
from derivations.figures import Grid, Track
from derivations.figures.assumptions import left_out, neutral
from derivations.figures.bilayer_vortex.paper import PAPER
from derivations.figures.bilayer_vortex.shared.gap_minimum import AT_GAMMA, radius_of
from derivations.figures.bilayer_vortex.shared.second_set import SECOND
from derivations.judging.sentences import CHANGED, HOLDS, Sentence
from derivations.units import ENERGY, WAVE_NUMBER
from numerics.kernels import compile_kernel
from numerics.lattice.evanescent import decaying_factors
from numerics.lattice.ribbon import left_edge_level, slowest_factor
from numerics.systems.bilayer import bilayer_system
from numerics.waves.wave_number import spectral_peak, wave_number_resolution
from numerics.zone.gap import minimum_gap
from theory.symbols.momentum import z

TUNNELLING = np.linspace(0.6, 2.5, 20)
FINE = 191  # points of the formula
SECOND_SWEEP = np.array([0.7, 0.9, 1.0, 1.1, 1.2, 1.4, 1.6, 1.8, 2.0, 2.2, 2.5])
WIDTH = 100
SITES = np.arange(12.0, 45.0)  # of the tail that is transformed


def dataset(
    track: Track[float] = iter,
    *,
    t_c: Grid = TUNNELLING,
    width: Annotated[int, "sites across the strip"] = WIDTH,
    **parameters: float,
) -> xr.Dataset:
    """Wave numbers of formula (fine), evanescent wave, strip and Fourier peak, and the ring radius (over t_c).

    Raises
    ------
    ValueError
        If the strip is too narrow for the tail that is transformed.
    """
    if width < 2 * SITES[-1]:
        raise ValueError(
            f"`width` must be at least {2 * SITES[-1]:g}, twice the depth to which a tail is followed, but is {width}."
        )
    fixed = models.defaults(models.MODELS["bilayer"](), **parameters)
    found: dict[str, list[float]] = {name: [] for name in ("evanescent", "strip", "peak", "ring")}
    for t in track(t_c):
        complete = {**fixed, "t_c": float(t)}
        system = bilayer_system(**complete)
        state = left_edge_level(system, width=width, ky=0.0)[1]
        found["evanescent"].append(_wave_number(decaying_factors(system, ky=0.0)[0][0]))
        found["strip"].append(_wave_number(factor := slowest_factor(state)))
        found["peak"].append(spectral_peak(SITES, _tail(state, abs(factor))))
        found["ring"].append(radius_of(minimum_gap(models.hamiltonian("bilayer", **complete))))
    shown = {name: value for name, value in fixed.items() if name != "t_c"}
    fine = np.linspace(min(t_c), max(t_c), FINE)
    return xr.Dataset(
        {
            **{name: ("t_c", np.array(values), WAVE_NUMBER) for name, values in found.items()},
            "formula": ("t_fine", _formula(fine, **shown) if neutral(**shown) else left_out(len(fine)), WAVE_NUMBER),
        },
        coords={"t_c": ("t_c", np.array(t_c), ENERGY), "t_fine": ("t_fine", fine, ENERGY)},
        attrs={
            **shown,
            "width": width,
            "resolution": wave_number_resolution(SITES),
            "claim": "zero_energy_decay",
            "source": f"{PAPER}, Fig. 4(f)",
            "caption": caption(shown),
        },
    )


def evidence(track: Track[float] = iter) -> xr.Dataset:
    """Of the second set the slowest zero-energy wave of the hoppings, and the ring radius."""
    rows = []
    for t in track(SECOND_SWEEP):
        complete = models.defaults(models.MODELS["bilayer"](), **SECOND, t_c=float(t))
        slowest = decaying_factors(bilayer_system(**complete), ky=0.0)[0][0]
        rows.append([_wave_number(slowest), radius_of(minimum_gap(models.hamiltonian("bilayer", **complete)))])
    names = ("second_evanescent", "second_ring")
    return xr.Dataset(
        {name: ("second_t_c", column, WAVE_NUMBER) for name, column in zip(names, np.array(rows).T, strict=True)},
        coords={"second_t_c": ("second_t_c", SECOND_SWEEP, ENERGY)},
    )


def _tail(state: NDArray[np.complex128], decay: float) -> NDArray[np.complex128]:
    """The TI layer on the sites that are transformed, freed from its decay."""
    return np.asarray(state[0, SITES.astype(int)] / decay ** SITES[:, None])


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III.2: the frequency of the oscillation."""
    beyond = data.ring > AT_GAMMA
    peak, ring = data.peak[beyond], data.ring[beyond]
    off = abs(data.strip - data.ring)[beyond].max()
    outside = data.second_ring > AT_GAMMA
    wave, radius = data.second_evanescent[outside], data.second_ring[outside]
    apart = float(abs(wave - radius).max())
    yield Sentence(
        paper="Beyond the jump the dominant frequency grows monotonically with t_c, consistent with the growing ring radius.",
        verdict=HOLDS,
        here=f"The peak grows from {peak[0]:.2f} to {peak[-1]:.2f} while the radius grows from {ring[0]:.2f} to {ring[-1]:.2f}; the"
        f" wave number of the tail is never farther than {off:.3f} from the radius (second set: the slowest wave from"
        f" {float(wave[0]):.2f} to {float(wave[-1]):.2f}, {apart:.3f}).",
        stands=bool(
            all((one.diff("t_c") > 0).all() for one in (peak, ring))
            and all((one.diff("second_t_c") > 0).all() for one in (wave, radius))
            and off < 0.1
            and apart < 0.1
        ),
        second=HOLDS,
    )
    formula = np.interp(data.t_c, data.t_fine, data.formula)
    same = float(abs(data.strip - formula).max())
    early = (data.strip > 1) & ~beyond
    first = data.t_fine[data.formula > 1].min()
    before = data.second_t_c[(data.second_evanescent > AT_GAMMA) & ~outside]
    yield Sentence(
        paper="The oscillation of the edge mode is tied to the momentum at which the gap has its minimum.",
        verdict=CHANGED,
        here=f"It is the wave of complex momentum that decays most slowly at zero energy (to {same:.0e}), near the ring but not"
        f" on it; and it sets in at t_c = {first:.2f}, before the minimum leaves Gamma ({int(early.sum())} of the points drawn;"
        f" with the second set from {float(before.min()):g} to {float(before.max()):g}).",
        stands=bool(same < 1e-3 and early.sum() == 3 and off > 0.01 and apart > 0.01 and len(before) >= 3),
        second=CHANGED,
    )


def _formula(t_c: NDArray[np.float64], *, mu: float, eps_ti: float, **parameters: float) -> NDArray[np.float64]:
    """Wave number of the slowest root of the polynomials of the claim, which stands at mu = eps_ti = 0."""
    numerators = [sp.Poly(sp.numer(sp.together(P)), z).all_coeffs() for P in zero_energy_decay.result()]
    coefficients = compile_kernel(sp.Matrix(numerators), zero_energy_decay.ARGUMENTS[1:])
    numbers = []
    for pair in coefficients(t_c=t_c, **parameters):
        roots = np.concatenate([np.roots(polynomial) for polynomial in pair])
        inside = roots[abs(roots) < 1]
        numbers.append(_wave_number(inside[np.argmax(abs(inside))]))
    return np.array(numbers)


def _wave_number(factor: complex) -> float:
    return float(abs(np.angle(factor)))


def draw(ax: Axes, data: xr.Dataset) -> None:
    """Wave number of the edge mode: line, crosses, circles and bars; radius of the ring: squares."""
    bar: dict[str, Any] = {"fmt": "none", "ecolor": "0.75", "elinewidth": 3, "zorder": 0, "label": "peak of its Fourier transform"}
    ax.errorbar(data.t_c, data.peak, yerr=data.attrs["resolution"] / 2, **bar)
    ax.plot(*broken(data.t_c, data.ring), "s--", markersize=2.5, color=COLOURS[2], label="|k| of the gap minimum")
    ax.plot(*broken(data.t_fine, data.formula), color=COLOURS[0], label="slowest zero-energy wave, formula")
    ax.plot(data.t_c, data.evanescent, "x", markersize=3, color=COLOURS[0], label="the same from the hoppings")
    circles(ax, data.t_c, data.strip, colour=COLOURS[1], label=f"tail of the edge mode, strip of {data.attrs['width']} sites")
    highest = float(max(data.peak.max(), data.ring.max(), data.formula.fillna(0).max()))
    ax.set(xlabel=axis_label(data.t_c), ylabel=axis_label(data.peak, "wave number"), ylim=(-0.15, 1.1 * highest + 0.1))
    legend(ax, loc="lower right", bbox_to_anchor=(1.0, 0.1))
