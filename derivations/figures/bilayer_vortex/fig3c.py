r"""Induced gap and radius of its minimum against tunnelling.

The gap follows the closed form at Gamma (``gap_at_gamma``) until its minimum leaves Gamma abruptly for four points on the
axes, the lowest of a ring-like valley; from there their distance from Gamma grows and the gap falls, always below Delta.
Fig. 3(c): shapes and statements can be compared, numbers cannot, for the parameters of the paper are not known
here. The dataset also has a second set of parameters, an SC layer without dispersion, and the single layer whose pairing is that
gap.
"""

from collections.abc import Iterator, Mapping

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from derivations import models
from derivations.claims.bilayer import gap_at_gamma
from derivations.drawing import COLOURS, Axes, axis_label, caption, circles, draw_broken, legend
from derivations.figures import Grid, Track
from derivations.figures.assumptions import left_out, touching
from derivations.figures.bilayer_vortex.paper import PAPER
from derivations.figures.bilayer_vortex.shared.gap_minimum import AT_GAMMA, radius_of
from derivations.figures.bilayer_vortex.shared.second_set import SECOND
from derivations.judging.sentences import FAILS, HOLDS, Sentence
from derivations.units import ENERGY, WAVE_NUMBER
from numerics.kernels import compile_kernel
from numerics.zone.gap import minimum_gap
from theory.symbols import interface

MASSES = (3.0, 2.0)
SECOND_LIGHTER = 8.0  # mass that the second set is compared with
TUNNELLING = np.linspace(0.05, 2.5, 50)
LATE = 1.5  # t_c, well beyond the jump for both masses
HALVINGS = 24  # of the interval in which the minimum jumps
FLAT = {"t_sc": 0.0, "eps_sc": 0.0}


def dataset(track: Track[float] = iter, *, t_c: Grid = TUNNELLING, M: Grid = MASSES, **parameters: float) -> xr.Dataset:
    """Gap and ring radius of the lattice over (M, t_c), and the closed form of the gap at Gamma, NaN where it does not stand."""
    fixed = models.defaults(models.MODELS["bilayer"](), **parameters)
    shown = {name: value for name, value in fixed.items() if name not in ("M", "t_c")}
    found = np.array([[_minimum({**shown, "M": mass, "t_c": t}) for mass in M] for t in track(t_c)])
    formula = _at_gamma(fixed["Delta"], t_c) if touching(**fixed) else left_out(len(t_c))
    return xr.Dataset(
        {
            "gap": (("M", "t_c"), found[..., 0].T, ENERGY),
            "radius": (("M", "t_c"), found[..., 1].T, WAVE_NUMBER),
            "gap_at_gamma": ("t_c", formula, ENERGY),
        },
        coords={"M": ("M", np.array(M), ENERGY), "t_c": ("t_c", np.array(t_c), ENERGY)},
        attrs={**shown, "claim": "gap_at_gamma", "source": f"{PAPER}, Fig. 3(c)", "caption": caption(shown)},
    )


def evidence(track: Track[float] = iter) -> xr.Dataset:
    """The same of the second set; the ring of the single layer whose pairing is that gap; where the minimum leaves Gamma."""
    given: tuple[Mapping[str, float], ...] = ({"M": MASSES[0]}, SECOND, {**SECOND, "M": SECOND_LIGHTER})
    first, second, lighter = (np.array([_minimum({**of, "t_c": t}) for t in track(TUNNELLING)]) for of in given)
    cases: dict[str, Mapping[str, float]] = {"default": {}, "flat": FLAT, "second": SECOND, "second flat": {**SECOND, **FLAT}}
    jumps = np.array([_jump({"M": MASSES[0], **case}) for case in cases.values()])
    return xr.Dataset(
        {
            "second_gap": ("t_c", second[:, 0], ENERGY),
            "second_radius": ("t_c", second[:, 1], WAVE_NUMBER),
            "second_lighter_gap": ("t_c", lighter[:, 0], ENERGY),
            "second_lighter_radius": ("t_c", lighter[:, 1], WAVE_NUMBER),
            "second_gap_at_gamma": ("t_c", _at_gamma(SECOND["Delta"], TUNNELLING), ENERGY),
            "single_radius": ("t_c", _single(first[:, 0], MASSES[0]), WAVE_NUMBER),
            "second_single_radius": ("t_c", _single(second[:, 0], SECOND["M"]), WAVE_NUMBER),
            "jump": ("case", jumps[:, 0], ENERGY),
            "jump_radius": ("case", jumps[:, 1], WAVE_NUMBER),
        },
        coords={"t_c": ("t_c", TUNNELLING, ENERGY), "case": list(cases)},
    )


def _at_gamma(Delta: float, t_c: Grid) -> NDArray[np.float64]:
    """The gap at Gamma by the closed form."""
    formula = compile_kernel(gap_at_gamma.result()[2], (interface.Delta, interface.t_c))
    return np.asarray(formula(Delta=Delta, t_c=np.array(t_c)))


def _minimum(parameters: Mapping[str, float], model: str = "bilayer") -> tuple[float, float]:
    """Gap, and distance of its minimum from Gamma."""
    minimum = minimum_gap(models.hamiltonian(model, **parameters))
    return minimum.gap, radius_of(minimum)


def _single(gaps: NDArray[np.float64], mass: float) -> list[float]:
    """Radii of the minimum of the single layer whose pairing is the gap, neither mu nor eps_ti tuned."""
    return [_minimum({"M": mass, "Delta": float(gap)}, "surface")[1] for gap in gaps]


def _jump(parameters: Mapping[str, float]) -> tuple[float, float]:
    """The tunnelling at which the minimum leaves Gamma, by halving the interval, and the radius just beyond."""
    low, high = TUNNELLING[0], TUNNELLING[-1]
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _minimum({**parameters, "t_c": middle})[1] < AT_GAMMA else (low, middle)
    return high, _minimum({**parameters, "t_c": high})[1]


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Secs. I, III.1 and IV: formula, jump, ring, bound."""
    yield from _small_tunnelling(data)
    yield from _of_the_jump(data)
    yield from _of_the_ring(data)
    yield _single_layer(data)


def _small_tunnelling(data: xr.Dataset) -> Iterator[Sentence]:
    main = data.isel(M=0)
    at_gamma, at_gamma_second = main.radius < AT_GAMMA, data.second_radius < AT_GAMMA
    last = main.t_c[at_gamma].max()
    differences = [
        float(abs(gap - stated)[where].max())
        for gap, stated, where in (
            (main.gap, data.gap_at_gamma, at_gamma),
            (data.second_gap, data.second_gap_at_gamma, at_gamma_second),
        )
    ]
    yield Sentence(
        paper="For small t_c the gap is located at Gamma and given by the analytic formula.",
        verdict=HOLDS,
        here=f"Up to t_c = {last:.2f} formula and lattice differ by {differences[0]:.0e} (second set:"
        f" {data.t_c[at_gamma_second].max():.2f}, {differences[1]:.0e}).",
        stands=bool(at_gamma[0] and at_gamma_second[0] and last > 1 and max(differences) < 1e-9),
        second=HOLDS,
    )
    yield _of_the_regime(data)
    yield _of_the_mass(data)


def _pairs(data: xr.Dataset) -> list[tuple[xr.DataArray, ...]]:
    """Gaps with two masses and radii of their minima, the heavier first: of the defaults and of the second set."""
    main, other = data.isel(M=0), data.isel(M=1)
    return [
        (main.gap, other.gap, main.radius, other.radius),
        (data.second_gap, data.second_lighter_gap, data.second_radius, data.second_lighter_radius),
    ]


def _of_the_regime(data: xr.Dataset) -> Sentence:
    """Small tunnelling: the mass does not matter, and the limit is second order."""
    both = [(radius < AT_GAMMA) & (of_lighter < AT_GAMMA) for _, _, radius, of_lighter in _pairs(data)]
    same = [float(abs(gap - lighter)[where].max()) for (gap, lighter, *_), where in zip(_pairs(data), both, strict=True)]
    first = float(data.t_c[0])
    limits = [
        float(gap[0]) * Delta / first**2
        for (gap, *_), Delta in zip(_pairs(data), (data.attrs["Delta"], SECOND["Delta"]), strict=True)
    ]
    return Sentence(
        paper="In this regime the gap is determined by t_c and Delta alone, and goes to t_c^2/Delta.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"With M = {data.M[0]:g} and {data.M[1]:g} it is the same to {same[0]:.0e} up to t_c ="
        f" {float(data.t_c[both[0]].max()):.2f}; at t_c = {first:.2f} it is {limits[0]:.4f} t_c^2/Delta (second set, M ="
        f" {SECOND['M']:g} and {SECOND_LIGHTER:g}:"
        f" {same[1]:.0e} up to {float(data.t_c[both[1]].max()):.2f}; {limits[1]:.4f}).",
        stands=bool(max(same) < 1e-9 and min(of.sum() for of in both) >= 20 and all(0.998 < limit < 1 for limit in limits)),
    )


def _of_the_mass(data: xr.Dataset) -> Sentence:
    """On the ring: the gap is larger and the ring smaller with the larger mass."""
    beyond = data.t_c >= LATE
    pairs = [[of[beyond] for of in pair] for pair in _pairs(data)]
    (gap, lighter, radius, of_lighter), second = ([float(of[-1]) for of in pair] for pair in pairs)
    ratio, ratio_2 = (pair[0] / pair[1] for pair in pairs)
    return Sentence(
        paper="The mass M influences the gap.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"Not at Gamma, but on the ring, which is larger with the smaller mass: at t_c = {float(data.t_c[-1]):.1f} the gap is"
        f" {gap:.3f} with M = {data.M[0]:g} and {lighter:.3f} with {data.M[1]:g} (|k| = {radius:.2f}, {of_lighter:.2f}). Second"
        f" set: {second[0]:.3f} with M = {SECOND['M']:g} and {second[1]:.3f} with {SECOND_LIGHTER:g} ({second[2]:.2f},"
        f" {second[3]:.2f}); where the mass is large it matters little, and the other way round.",
        stands=bool(
            ratio[0] > 1
            and (ratio.diff("t_c") > 0).all()
            and (ratio_2 > 0.95).all()
            and (ratio_2 < 0.99).all()
            and all((pair[3] > pair[2]).all() for pair in pairs)
        ),
    )


def _of_the_jump(data: xr.Dataset) -> Iterator[Sentence]:
    jump, radius = data.jump, data.jump_radius
    yield Sentence(
        paper="The location of the gap minimum is discontinuous: it jumps abruptly from 0 to a finite momentum.",
        verdict=HOLDS,
        here=f"At t_c = {float(jump.sel(case='default')):.4f} the radius goes from 0 to {float(radius.sel(case='default')):.3f}"
        f" (second set: {float(jump.sel(case='second')):.4f}, {float(radius.sel(case='second')):.3f}).",
        stands=bool((radius > 0.5).all() and (jump > 1).all() and _agrees(data)),
        second=HOLDS,
    )
    yield Sentence(
        paper="The jump originates from the metallic band of the SC layer, from its finite dispersion.",
        verdict=FAILS,
        here=f"With a flat band, t_sc = 0, the minimum jumps as well, at t_c = {float(jump.sel(case='flat')):.4f} instead of"
        f" {float(jump.sel(case='default')):.4f}, to {float(radius.sel(case='flat')):.3f} (second set:"
        f" {float(jump.sel(case='second flat')):.4f} instead of {float(jump.sel(case='second')):.4f}): it is the mass of the"
        " doublers that pulls the level down. Dispersion alone, without mass, would make it jump, too, but at 1.584"
        " (``first_order_transition``).",
        stands=bool(
            radius.sel(case="flat") > 1
            and radius.sel(case="second flat") > 0.5
            and 0 < jump.sel(case="flat") - jump.sel(case="default") < 0.005
            and 0 < jump.sel(case="second flat") - jump.sel(case="second") < 0.005
            and abs(radius.sel(case="flat") - radius.sel(case="default")) < 0.05
        ),
        second=FAILS,
    )


def _agrees(data: xr.Dataset) -> bool:
    """Whether the radii drawn are zero up to the jump, and on the ring beyond."""
    drawn = {"default": data.radius.isel(M=0), "second": data.second_radius}
    return all(bool(((of > AT_GAMMA) == (data.t_c > data.jump.sel(case=case))).all()) for case, of in drawn.items())


def _of_the_ring(data: xr.Dataset) -> Iterator[Sentence]:
    rings = [of[of > AT_GAMMA] for of in (data.radius.isel(M=0), data.second_radius)]
    gaps = [gap[of > AT_GAMMA] for gap, of in ((data.gap.isel(M=0), data.radius.isel(M=0)), (data.second_gap, data.second_radius))]
    yield Sentence(
        paper="After the jump the radius of the ring decreases monotonically with t_c.",
        verdict=FAILS,
        here=f"It grows monotonically, from {float(rings[0][0]):.3f} to {float(rings[0][-1]):.3f} (second set:"
        f" {float(rings[1][0]):.3f} to {float(rings[1][-1]):.3f}), as the paper's own Fig. 4(f) needs; it is the gap that falls.",
        stands=bool(all((ring.diff("t_c") > 0).all() for ring in rings) and all((gap.diff("t_c") < 0).all() for gap in gaps)),
        second=FAILS,
    )
    largest, second = float(data.gap.isel(M=0).max()), float(data.second_gap.max())
    yield Sentence(
        paper="Beyond the jump the gap stays below a bound that is lost in the text, read as Delta.",
        verdict=HOLDS,
        here=f"It is at most {largest:.4f}, with Delta = {data.attrs['Delta']:g} (second set: {second:.4f}, {SECOND['Delta']:g}).",
        stands=bool(largest < 0.5 * data.attrs["Delta"] and second < 0.5 * SECOND["Delta"]),
        second=HOLDS,
    )


def _single_layer(data: xr.Dataset) -> Sentence:
    farthest = float(max(data.single_radius.max(), data.second_single_radius.max()))
    return Sentence(
        paper="In the single layer one must tune a parameter to get a gap minimum at non-zero momentum.",
        verdict=HOLDS,
        here=f"With the bilayer's gap for a pairing and mu = eps_ti = 0 its minimum is at Gamma for every t_c (|k| < {AT_GAMMA:g}),"
        f" where the bilayer's goes out to {float(data.radius.isel(M=0).max()):.2f}; how eps_ti moves it is in Fig. 8(b).",
        stands=bool(farthest < AT_GAMMA and data.radius.isel(M=0).max() > 1 and data.second_radius.max() > 1),
        second=HOLDS,
    )


def draw(ax: Axes, data: xr.Dataset) -> None:
    """Gap on the left axis, radius of the minimum on the right one; the second mass faded."""
    ax.plot(data.t_c, data.gap_at_gamma, color=COLOURS[0], label=r"formula, gap at $\Gamma$")
    right = ax.twinx()
    right.spines["right"].set_visible(True)
    for index, mass in enumerate(data.M.values):
        faded = 1.0 if index == 0 else 0.35
        at = data.sel(M=mass)
        circles(ax, data.t_c, at.gap, colour=COLOURS[1], label=f"gap, M = {mass:g}")
        ax.lines[-1].set_alpha(faded)
        draw_broken(right, data.t_c, at.radius, color=COLOURS[2], alpha=faded, label=f"radius, M = {mass:g}")
    ax.set(xlabel=axis_label(data.t_c), ylabel=axis_label(data.gap), ylim=(0, 2.2 * float(data.gap.max())))  # room for the legend
    right.set_ylabel(axis_label(data.radius, "|k| of the minimum"), color=COLOURS[2])
    right.set_ylim(0, 1.4 * max(float(data.radius.max()), 1.0))
    lines = [*ax.lines, *right.lines]
    legend(ax, lines, loc="upper left")
