r"""Induced gap and radius of its minimum against tunnelling.

The gap follows the closed form at Gamma (``gap_at_gamma``) until its minimum leaves Gamma abruptly for four points on the
axes, the lowest of a ring-like valley; from there their distance from Gamma grows and the gap falls, always below Delta.
arXiv:2507.23775, Fig. 3(c): shapes and statements can be compared, numbers cannot, for the parameters of the paper are not known
here.
"""

from collections.abc import Iterator

import numpy as np
import xarray as xr

from derivations import models
from derivations.bilayer import gap_at_gamma
from derivations.drawing import COLOURS, Axes, caption, circles
from derivations.figures import Track
from derivations.sentences import CHANGED, HOLDS, Sentence
from derivations.units import ENERGY, WAVE_NUMBER
from numerics.gap import minimum_gap
from numerics.kernels import compile_kernel
from theory.symbols import Delta, t_c

MASSES = (3.0, 2.0)
TUNNELLING = np.linspace(0.05, 2.5, 50)
AT_GAMMA = 1e-3  # a minimum nearer to Gamma is at Gamma: the search finds it to the root of its accuracy


def dataset(track: Track[float] = iter, **parameters: float) -> xr.Dataset:
    """Gap, ring radius (over M and t_c) and the analytic gap at Gamma (over t_c)."""
    fixed = models.defaults(models.MODELS["bilayer"](), **parameters)
    found = np.array(
        [
            [minimum_gap(models.hamiltonian("bilayer", **{**fixed, "M": mass, "t_c": t})) for mass in MASSES]
            for t in track(TUNNELLING)
        ],
        dtype=object,
    ).T
    formula = compile_kernel(gap_at_gamma.result()[2], (Delta, t_c))
    gap = np.vectorize(lambda minimum: minimum.gap, otypes=[float])(found)
    radius = np.vectorize(lambda minimum: np.hypot(minimum.kx, minimum.ky), otypes=[float])(found)
    shown = {name: value for name, value in fixed.items() if name not in ("M", "t_c")}
    return xr.Dataset(
        {
            "gap": (("M", "t_c"), gap, ENERGY),
            "radius": (("M", "t_c"), radius, WAVE_NUMBER),
            "gap_at_gamma": ("t_c", formula(Delta=fixed["Delta"], t_c=TUNNELLING), ENERGY),
        },
        coords={"M": ("M", np.array(MASSES), ENERGY), "t_c": ("t_c", TUNNELLING, ENERGY)},
        attrs={**shown, "claim": "gap_at_gamma", "source": "arXiv:2507.23775, Fig. 3(c)", "caption": caption(shown)},
    )


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III.1: formula, jump, ring, bound."""
    main = data.isel(M=0)
    at_gamma = main.radius < AT_GAMMA
    last, first = main.t_c[at_gamma].max(), main.t_c[~at_gamma].min()
    difference = float(abs(main.gap - main.gap_at_gamma)[at_gamma].max())
    yield Sentence(
        paper="For small t_c the gap is located at Gamma and given by the analytic formula.",
        verdict=HOLDS,
        here=f"Up to t_c = {last:.2f} formula and lattice differ by {difference:.0e}.",
        stands=bool(last < first and difference < 1e-9),
    )
    jump = float(main.radius.sel(t_c=first))
    yield Sentence(
        paper="The location of the gap minimum is discontinuous: it jumps abruptly from 0 to a finite momentum.",
        verdict=HOLDS,
        here=f"Between t_c = {last:.2f} and {first:.2f} the radius goes from 0 to {jump:.3f}.",
        stands=bool(last < first and jump > 1),
    )
    ring = main.radius[~at_gamma]
    steps = np.diff(ring)
    yield Sentence(
        paper="After the jump the radius of the ring decreases monotonically with t_c.",
        verdict=CHANGED,
        here=f"It grows monotonically, from {jump:.3f} to {ring[-1]:.3f}, as the paper's own Fig. 4(f) needs; the gap falls.",
        stands=bool((steps > 0).all() and (np.diff(main.gap[~at_gamma]) < 0).all()),
    )
    largest = main.gap.max()
    yield Sentence(
        paper="The induced gap stays below Delta.",
        verdict=HOLDS,
        here=f"It is at most {largest:.4f}, with Delta = {data.attrs['Delta']:g}.",
        stands=bool(largest < data.attrs["Delta"]),
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
        right.plot(data.t_c, at.radius, "-", color=COLOURS[2], alpha=faded, label=f"radius, M = {mass:g}")
    ax.set(xlabel=r"tunnelling $t_c$ ($\lambda/a$)", ylabel=r"gap ($\lambda/a$)", ylim=(0, 1.3))
    right.set_ylabel(r"|k| of the minimum (1/a)", color=COLOURS[2])
    right.set_ylim(0, 4.5)
    lines = [*ax.lines, *right.lines]
    ax.legend(lines, [str(line.get_label()) for line in lines], loc="upper left")
