r"""Induced gap and radius of its minimum against tunnelling.

The gap follows the closed form at Gamma (``gap_at_gamma``) until its minimum leaves Gamma abruptly for four points on the
axes, the lowest of a ring-like valley; from there their distance from Gamma grows and the gap falls, always below Delta.
arXiv:2507.23775, Fig. 3(c): shapes and statements can be compared, numbers cannot, for the parameters of the paper are not known
here. The text of the paper can be read as if the radius fell after the jump; here it grows, as the paper's Fig. 4(f) needs.
"""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from derivations import models
from derivations.bilayer import gap_at_gamma
from derivations.drawing import COLOURS, caption, circles
from derivations.figures import Track
from numerics.gap import minimum_gap
from numerics.kernels import compile_kernel
from theory.symbols import Delta, t_c

MASSES = (3.0, 2.0)
TUNNELLING = np.linspace(0.05, 2.5, 50)


def dataset(track: Track[float]) -> xr.Dataset:
    """Gap, ring radius (over M and t_c) and the analytic gap at Gamma (over t_c)."""
    fixed = models.defaults(models.MODELS["bilayer"]())
    found = np.array(
        [[minimum_gap(models.hamiltonian("bilayer", M=mass, t_c=t)) for mass in MASSES] for t in track(TUNNELLING)],
        dtype=object,
    ).T
    formula = compile_kernel(gap_at_gamma.result()[2], (Delta, t_c))
    energy, wavenumber = {"units": "lambda/a"}, {"units": "1/a"}
    gap = np.vectorize(lambda minimum: minimum.gap, otypes=[float])(found)
    radius = np.vectorize(lambda minimum: np.hypot(minimum.kx, minimum.ky), otypes=[float])(found)
    shown = {name: value for name, value in fixed.items() if name not in ("M", "t_c")}
    return xr.Dataset(
        {
            "gap": (("M", "t_c"), gap, energy),
            "radius": (("M", "t_c"), radius, wavenumber),
            "gap_at_gamma": ("t_c", formula(Delta=fixed["Delta"], t_c=TUNNELLING), energy),
        },
        coords={"M": ("M", np.array(MASSES), energy), "t_c": ("t_c", TUNNELLING, energy)},
        attrs={**shown, "claim": "gap_at_gamma", "source": "arXiv:2507.23775, Fig. 3(c)", "caption": caption(shown)},
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
    ax.set(xlabel=r"tunnelling $t_c$ ($\lambda/a$)", ylabel=r"gap ($\lambda/a$)", ylim=(0, 1.0))
    right.set_ylabel(r"|k| of the minimum (1/a)", color=COLOURS[2])
    right.set_ylim(0, 3.5)
    lines = [*ax.lines, *right.lines]
    ax.legend(lines, [str(line.get_label()) for line in lines], loc="upper left")
