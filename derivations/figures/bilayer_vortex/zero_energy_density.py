r"""Density of states of both layers at zero energy against tunnelling, without pairing.

The paper remarks, of Fig. 2, that tunnelling enhances the density of the surface states near zero energy. With the
Dirac point on the Fermi level it does: from nothing, as t_c^(2/3), to 0.0694 at t_c = 0.535 (as much as the bare cone has at
|E| = 0.436). But not monotonically: the density falls to 0.0592 at t_c = 1.19, has a van Hove singularity at sqrt(8 |M t_sc|) =
1.897, where the Fermi line passes through X, and vanishes with the line at sqrt(32 |M t_sc|) = 3.795, where the normal state
becomes an insulator. The density of the SC layer is, for weak tunnelling, a third of that of its band alone. The closed form is one
of weak tunnelling: at t_c = 0.5 it is 31 % (TI) and 18 % (SC) too high. Lines: the integral
along the Fermi line, and the closed form of ``zero_energy_density``. Marks: kernel polynomials on a periodic lattice, blurred by
their resolution.
"""

from collections.abc import Iterator
from typing import Annotated, Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from derivations import models
from derivations.claims.bilayer import zero_energy_density
from derivations.drawing import COLOURS, COLUMN, Axes, axis_label, caption, legend, resize
from derivations.figures import Grid, Track
from derivations.figures.assumptions import left_out, touching
from derivations.figures.bilayer_vortex.paper import PAPER
from derivations.figures.bilayer_vortex.shared.second_set import SECOND_NORMAL
from derivations.judging.sentences import HOLDS, Sentence
from derivations.units import ENERGY, STATES_PER_ENERGY
from numerics.eigenstates.chebyshev import chebyshev_moments, random_phases
from numerics.eigenstates.spectral import density_of_states, mean_and_error
from numerics.kernels import compile_kernel
from numerics.lattice.fermi_line import layer_densities
from numerics.lattice.matrix import bdg_matrix
from numerics.lattice.shapes import square
from numerics.systems.bilayer import bilayer_system
from theory.symbols import interface

ABSENT = ("Delta",)
TUNNELLING = np.array([0.2, 0.3, 0.45, 0.65, 0.9, 1.2, 1.5, 1.8, 1.95, 2.3, 2.8, 3.4])
FINE = np.concatenate([np.geomspace(0.005, 1.6, 30), np.geomspace(1.65, 3.79, 40)])
FINE_END = np.sqrt(32 * 3.0 * 0.15)  # where the line vanishes with the parameters of the paper
WEAK = np.geomspace(0.005, 0.3, 30)
SECOND_SWEEP = np.array([0.1, 0.2, 0.35, 0.5, 0.8, 1.2, 1.6, 2.5])
EARLY = 1.5  # t_c, below the van Hove singularity
CLOSE = 0.05  # relative difference of polynomials and line: they are blurred
SIDE, COUNT, VECTORS, SEED = 100, 1024, 4, 1
ANGLES = 128
LAYERS = ("TI", "SC")


def dataset(
    track: Track[float] = iter,
    *,
    t_c: Grid = TUNNELLING,
    L: int = SIDE,
    moments: Annotated[int, "Chebyshev moments"] = COUNT,
    vectors: Annotated[int, "random vectors"] = VECTORS,
    **parameters: float,
) -> xr.Dataset:
    """Densities of both layers: closed form (over t_weak), Fermi line (over t_fine), kernel polynomials (over t_c).

    The closed form, and the tunnellings at which the line touches X and M, are left out where they do not stand; so is the integral
    where there is no line around Gamma or M.
    """
    fixed = models.defaults(models.MODELS["bilayer"](), **parameters, Delta=0.0)
    stands, size = touching(**fixed), abs(fixed["M"] * fixed["t_sc"])
    t_X, t_M = (np.sqrt(factor * size) if stands else np.nan for factor in (8, 32))
    fine = FINE * t_M / FINE_END if stands and size else np.linspace(min(t_c), max(t_c), len(FINE))
    line = [_along_the_line({**fixed, "t_c": float(t)}) for t in fine]
    found = np.array([_kernel_polynomials({**fixed, "t_c": float(t)}, L=L, count=moments, vectors=vectors) for t in track(t_c)])
    alone = _kernel_polynomials({**fixed, "t_c": 0.0}, L=L, count=moments, vectors=vectors)[0]
    sizes = {"L": L, "moments": moments, "vectors": vectors}
    shown = {name: value for name, value in fixed.items() if name != "t_c"} | sizes
    return xr.Dataset(
        {
            "formula": (("t_weak", "layer"), _formula(fixed) if stands else left_out(len(WEAK), len(LAYERS)), STATES_PER_ENERGY),
            "line": (("t_fine", "layer"), np.array(line), STATES_PER_ENERGY),
            "kpm": (("t_c", "layer"), found[:, 0], STATES_PER_ENERGY),
            "kpm_error": (("t_c", "layer"), found[:, 1], STATES_PER_ENERGY),
            "uncoupled": ("layer", alone, STATES_PER_ENERGY),
        },
        coords={
            **{name: (name, np.array(values), ENERGY) for name, values in (("t_weak", WEAK), ("t_fine", fine), ("t_c", t_c))},
            "layer": list(LAYERS),
        },
        attrs={
            **shown,
            "t_X": t_X,
            "t_M": t_M,
            "claim": "zero_energy_density",
            "source": f"a remark on Fig. 2 of {PAPER}",
            "caption": caption(shown),
        },
    )


def evidence(track: Track[float] = iter) -> xr.Dataset:
    """The Fermi line of the second set."""
    second = models.defaults(models.MODELS["bilayer"](), **SECOND_NORMAL, Delta=0.0)
    line = [_along_the_line({**second, "t_c": float(t)}) for t in track(SECOND_SWEEP)]
    return xr.Dataset(
        {"second_line": (("t_second", "layer"), np.array(line), STATES_PER_ENERGY)},
        coords={"t_second": ("t_second", SECOND_SWEEP, ENERGY), "layer": list(LAYERS)},
    )


def _formula(fixed: dict[str, float]) -> NDArray[np.float64]:
    """The closed form over t_weak."""
    named = {symbol.name: fixed[symbol.name] for symbol in zero_energy_density.DOMAIN if symbol != interface.t_c}
    return np.asarray(compile_kernel(zero_energy_density.result(), tuple(zero_energy_density.DOMAIN))(**named, t_c=WEAK)[..., 0])


def _along_the_line(parameters: dict[str, float]) -> list[float]:
    """Densities of both layers by the integral along the Fermi line; NaN where it is none that the integral can follow."""
    try:
        return list(layer_densities(bilayer_system(**parameters), angles=ANGLES).values())
    except ValueError:
        return [np.nan] * len(LAYERS)


def _kernel_polynomials(parameters: dict[str, float], *, L: int, count: int, vectors: int) -> NDArray[np.float64]:
    """Densities of both layers at zero energy, both spins, and their standard errors: (2, layers). Electrons alone."""
    system = bilayer_system(**parameters)
    H = bdg_matrix(system, square(L, layers=system.layers, periodic=True))
    electrons = np.flatnonzero(np.arange(H.shape[0]) % 4 < 2)
    normal = H[electrons][:, electrons]
    layer = np.arange(len(electrons)) // (2 * L**2)
    found = []
    for index in range(len(system.layers)):
        start = random_phases(layer == index, vectors=vectors, seed=SEED)
        moments = chebyshev_moments(normal, vectors=start, count=count)
        found.append(mean_and_error(2 * density_of_states(moments, energies=[0.0])[:, 0]))
    return np.array(found).T


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III: what tunnelling does to the density of states at zero energy."""
    line, second = (data[name].sel(layer="TI") for name in ("line", "second_line"))
    weak = line.where(line.t_fine < EARLY, drop=True)
    largest, at = float(weak.max()), float(weak.idxmax())
    found = data.kpm.sel(layer="TI").where(data.t_c < EARLY, drop=True)
    off = float(abs(found / np.interp(found.t_c, data.t_fine, line) - 1).max())
    late = float(line.sel(t_fine=1.2, method="nearest"))
    yield Sentence(
        paper="Tunnelling enhances the density of states of the TI layer near zero energy, compared with the uncoupled surface.",
        verdict=HOLDS,
        here=f"At zero energy, where the cone alone has none, it rises to {largest:.3f} at t_c = {at:.2f} (of the points drawn), as"
        f" much as the cone has at |E| = {2 * np.pi * largest:.2f} (kernel polynomials: within {off:.0%}). It stays finite up to"
        f" t_c = {data.attrs['t_M']:.2f}, but does not rise throughout: {late:.4f} at 1.2 (second set: up to"
        f" {float(second.max()):.4f} at {float(second.idxmax()):.2f}, then {float(second.sel(t_second=1.2)):.4f}).",
        stands=bool(
            line.min() > 0
            and line[0] < 0.2 * largest
            and 0.4 < at < 0.6
            and late < 0.9 * largest
            and second.min() > 0
            and second.sel(t_second=1.2) < 0.9 * second.max()
            and off < CLOSE
        ),
        second=HOLDS,
    )


def draw(ax: Axes, data: xr.Dataset) -> None:
    """Both layers, double logarithmic; vertical lines where the Fermi line touches X and where it ends at M."""
    for index, name in enumerate(LAYERS):
        chosen, colour = data.sel(layer=name), COLOURS[index]
        ax.plot(data.t_fine, chosen.line, color=colour, label=f"{name} layer, Fermi line")
        ax.plot(data.t_weak, chosen.formula, "--", color="black", label="closed form" if index else None)
        marks: dict[str, Any] = {"fmt": "o", "color": colour, "markerfacecolor": "none", "markersize": 4}
        ax.errorbar(data.t_c, chosen.kpm, yerr=2 * chosen.kpm_error, label=f"{name} layer, polynomials", **marks)
    ax.axhline(data.uncoupled.sel(layer="TI"), color=COLOURS[0], linestyle=":", label="TI layer uncoupled")
    for name in ("X", "M") if np.isfinite(data.attrs["t_X"]) else ():
        ax.axvline(data.attrs[f"t_{name}"], color="0.7", linewidth=0.8, zorder=0)
        ax.text(data.attrs[f"t_{name}"], 1.02, name, ha="center", fontsize=7, transform=ax.get_xaxis_transform())
    ax.set(xscale="log", yscale="log", xlabel=axis_label(data.t_c), ylabel=axis_label(data.line, "density at E = 0"))
    lowest, highest = (float(of) for of in (data.line.min(), max(data.line.max(), data.kpm.max())))
    ax.set_ylim(max(lowest, 1e-4 * highest) / 1.6, 1.8 * highest)
    legend(ax, loc="lower center", bbox_to_anchor=(0.45, 1.06), ncols=2)
    resize(ax, COLUMN, 3.3)
