r"""The edge mode of an open square along the row from the middle of one side to the centre: profiles, tails, waves.

The state is the lowest positive level. Its tail is fitted in the window of ``numerics.waves.tails.tail_window``, which ends at
three quarters of the way to the centre at the latest: farther in, weakly bound modes of the sides above and below contribute. Where
the mode decays slowly the square must be larger.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.optimize import least_squares

from derivations import models
from derivations.claims.edge import layer_interference
from derivations.drawing import caption, span
from derivations.figures import Track
from derivations.units import AMPLITUDE, DENSITY, ENERGY, LENGTH, NUMBER, WAVE_NUMBER
from numerics.kernels import Kernel, compile_kernel
from numerics.lattice.evanescent import decaying_factors
from numerics.systems.bilayer import bilayer_system
from numerics.waves.components import bogoliubov_amplitudes, components
from numerics.waves.tails import density_tail, tail_window
from numerics.waves.vortex import vortex_states
from numerics.waves.wave_number import spectral_breadth
from numerics.waves.wave_phase import fixed_phase, reflected
from numerics.zone.gap import minimum_gap

Reals = NDArray[np.float64]
REACH = 0.75  # of the way to the centre: the end of a tail
SHAPES: dict[str, Callable[[Reals], Reals]] = {"lorentz": lambda q: 1 / (1 + q**2), "gauss": lambda q: np.exp(-(q**2))}
STILL = 1e-2  # wave number, below which a wave does not oscillate within a square
SHORTEST = 8  # sites of a tail
OUTER = 6  # sites to which shapes are fitted
GUESSES = [(centre, width) for centre in (0.0, 1.0) for width in (0.5, 1.0, 2.0)]


def edge_profiles(sides: Mapping[float, int], *, track: Track[float], **parameters: float) -> xr.Dataset:
    """Density (t_c, layer, distance), its tail, layer weights, amplitudes u and v, misfit of two shapes.

    ``sides`` names the square, of odd side, for each tunnelling. Beyond the centre of a smaller square there is NaN.
    """
    fixed = models.defaults(models.MODELS["bilayer"](), **parameters)
    found = [_profile({**fixed, "t_c": t}, sides[t]) for t in track(list(sides))]
    reach = max(sides.values()) // 2 + 1
    for profile in found:
        profile.update({name: _up_to(reach, profile[name]) for name in ("density", "wave")})
    shown = {name: value for name, value in fixed.items() if name != "t_c"}
    dims = {
        "side": ((), LENGTH),
        "energy": ((), ENERGY),
        "density": (("layer", "distance"), DENSITY),
        "layer_weight": (("layer",), NUMBER),
        "wave": (("layer", "amplitude", "spin", "distance"), AMPLITUDE),
        "in_phase": (("normal",), NUMBER),
        "tail_begin": (("layer",), LENGTH),
        "tail_end": (("layer",), LENGTH),
        "tail_length": (("layer",), LENGTH),
        "tail_error": (("layer",), LENGTH),
        "wave_number": (("layer",), WAVE_NUMBER),
        "evanescent_length": ((), LENGTH),
        "lag": ((), LENGTH),
        "lag_formula": ((), LENGTH),
        "breadth": ((), WAVE_NUMBER),
        "breadth_alone": ((), WAVE_NUMBER),
        "misfit": (("shape",), NUMBER),
    }
    return xr.Dataset(
        {name: (("t_c", *axes), np.array([profile[name] for profile in found]), unit) for name, (axes, unit) in dims.items()},
        coords={
            "t_c": ("t_c", np.array(list(sides)), ENERGY),
            "layer": ["TI", "SC"],
            "amplitude": ["u", "v"],
            "spin": ["up", "dn"],
            "normal": ["x", "y"],  # of the side
            "distance": ("distance", np.arange(reach), LENGTH),
            "shape": list(SHAPES),
        },
        attrs={**shown, "caption": f"{span('L', sides.values())}, {caption(shown)}"},
    )


def _up_to(reach: int, values: NDArray[Any]) -> NDArray[Any]:
    """The last axis made ``reach`` long with NaN."""
    return np.pad(values, [(0, 0)] * (values.ndim - 1) + [(0, reach - values.shape[-1])], constant_values=np.nan)


def _profile(parameters: dict[str, float], L: int) -> dict[str, Any]:
    """All that the dataset holds of one tunnelling."""
    system = bilayer_system(**parameters)
    found = vortex_states(system, L=L, R=0.0, n=0, states=2)
    vector = found.states.vectors[:, 1:]
    parts = components(fixed_phase(vector, reflected(vector, found.lattice)), found.lattice)
    u, v = bogoliubov_amplitudes(parts)
    waves = np.stack([u, v], axis=2)[0]
    wave = waves[..., : L // 2 + 1, L // 2]
    density = (abs(wave) ** 2).sum(axis=(1, 2))
    x = np.arange(L // 2 + 1, dtype=float)
    windows = [tail_window(layer) for layer in density]
    windows = [slice(window.start, min(window.stop, int(REACH * x[-1]))) for window in windows]
    if min(window.stop - window.start for window in windows) < SHORTEST:
        raise ValueError(
            f"`L` must be so large that the tail of the mode has {SHORTEST} sites, but is {L} at t_c = {parameters['t_c']:g}."
        )
    tails = [density_tail(x[window], layer[window]) for window, layer in zip(windows, density, strict=True)]
    energy = float(found.states.energies[1])
    slowest = decaying_factors(system, ky=0.0, energy=energy)[0][0]
    tail = x[windows[0]]
    return {
        "side": L,
        "energy": energy,
        "density": density,
        "layer_weight": (abs(parts[0]) ** 2).sum(axis=(1, 2, 3, 4)),
        "wave": wave,
        "in_phase": [_in_phase(wave[0, 0]), _in_phase(waves[0, 0, :, L // 2, : L // 2 + 1])],
        "tail_begin": [window.start for window in windows],
        "tail_end": [window.stop for window in windows],
        "tail_length": [tail.length for tail in tails],
        "tail_error": [tail.length_error for tail in tails],
        "wave_number": [tail.wave_number for tail in tails],  # of the density, on the grid: 2q or 2 pi - 2q
        "evanescent_length": -1 / np.log(abs(slowest)),
        "lag": _lag(x[windows[0]], density[:, windows[0]], slowest),
        "lag_formula": _lag_of_the_wave(slowest, **parameters),
        "breadth": spectral_breadth(tail, (wave[0].reshape(-1, len(x))[:, windows[0]] / abs(slowest) ** tail).T),
        "breadth_alone": spectral_breadth(tail, np.cos(np.angle(slowest) * tail)[:, None]),
        "misfit": [_misfit(shape, density[1, :OUTER] / density[1, :OUTER].max()) for shape in SHAPES.values()],
    }


def _in_phase(spins: NDArray[np.complex128]) -> float:
    """|cos| of the phase between the two spins (spin, distance): 1 if one factor makes both real, 0 if one is imaginary then."""
    product = (spins[0].conj() * spins[1]).sum()
    return float(abs(product.real) / abs(product))


def _lag(x: Reals, density: Reals, factor: complex) -> float:
    """By how many sites the second density lags behind the first, oscillating as a wave of this factor; NaN if that is still."""
    q = float(abs(np.angle(factor)))
    if q < STILL:
        return float("nan")
    basis = np.stack([np.ones_like(x), np.cos(2 * q * x), np.sin(2 * q * x)], axis=-1)
    _, cosine, sine = np.linalg.lstsq(basis, (density / abs(factor) ** (2 * x)).T, rcond=None)[0]
    waves = cosine + 1j * sine
    return float(np.angle(waves[1] / waves[0]) / (2 * q))


def _lag_of_the_wave(factor: complex, **parameters: float) -> float:
    """The same by the claim ``layer_interference``."""
    q = float(np.angle(factor))
    ratio = _interference()(z=factor, **{symbol.name: parameters[symbol.name] for symbol in layer_interference.ARGUMENTS[1:]})
    return float(-np.angle(ratio) / (2 * q)) if abs(q) > STILL else float("nan")


@cache
def _interference() -> Kernel:
    return compile_kernel(layer_interference.result(), layer_interference.ARGUMENTS)


def _misfit(shape: Callable[[Reals], Reals], profile: Reals) -> float:
    """Root mean square distance of the profile from the best curve of the shape, height, centre and width free."""
    x = np.arange(len(profile), dtype=float)

    def rest(p: Reals) -> Reals:
        return np.asarray(p[0] * shape((x - p[1]) / p[2]) - profile)

    bounds = ([0.0, -1.0, 0.1], [5.0, 3.0, 20.0])
    cost = min(least_squares(rest, [1.0, *guess], bounds=bounds).cost for guess in GUESSES)
    return float(np.sqrt(2 * cost / len(profile)))


def slowest_waves(tunnelling: Reals, **parameters: float) -> dict[str, tuple[tuple[str], Reals, dict[str, str]]]:
    """Over t_fine: decay lengths of the slowest wave at zero energy and of the next, gap, distance of its minimum from Gamma."""
    rows = []
    for t in tunnelling:
        complete = models.defaults(models.MODELS["bilayer"](), **{**parameters, "t_c": float(t)})
        factors = decaying_factors(bilayer_system(**complete), ky=0.0)[0]
        other = factors[abs(abs(np.angle(factors)) - abs(np.angle(factors[0]))) > STILL]
        minimum = minimum_gap(models.hamiltonian("bilayer", **complete))
        lengths = [-1 / np.log(abs(factor)) for factor in (factors[0], other[0])]
        rows.append([*lengths, minimum.gap, np.hypot(minimum.kx, minimum.ky)])
    names = {"fine_length": LENGTH, "fine_next_length": LENGTH, "fine_gap": ENERGY, "fine_radius": WAVE_NUMBER}
    return {name: (("t_fine",), column, unit) for (name, unit), column in zip(names.items(), np.array(rows).T, strict=True)}


def spin_along_normal(data: xr.Dataset) -> xr.DataArray:
    """Mean sigma_x of the electrons of the mode, the normal of the side: of each layer (t_c, layer)."""
    up, down = (data.wave.sel(amplitude="u", spin=spin).fillna(0) for spin in data.spin.values)
    weight = (abs(up) ** 2 + abs(down) ** 2).sum("distance")
    return 2 * (up.conj() * down).real.sum("distance") / weight


def rescaled(data: xr.Dataset) -> xr.DataArray:
    """Electron amplitudes of the TI layer, multiplied by exp(x/xi) with the fitted length: (t_c, spin, distance)."""
    waves = data.wave.sel(layer="TI", amplitude="u").real
    return waves * np.exp(data.distance / data.tail_length.sel(layer="TI"))
