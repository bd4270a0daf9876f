r"""Density of states of both layers at zero energy against tunnelling, without pairing.

arXiv:2507.23775 remarks, of its Fig. 2, that tunnelling enhances the density of the surface states near zero energy. With the
Dirac point on the Fermi level it does: from nothing, as t_c^(2/3), to 0.0694 at t_c = 0.535 (as much as the bare cone has at
|E| = 0.436). But not monotonically: the density falls to 0.0592 at t_c = 1.19, has a van Hove singularity at sqrt(8 |M t_sc|) =
1.897, where the Fermi line passes through X, and vanishes with the line at sqrt(32 |M t_sc|) = 3.795, where the normal state
becomes an insulator. The density of the SC layer is, for weak tunnelling, a third of that of its band alone. The closed form is one
of weak tunnelling: at t_c = 0.5 it is 31 % (TI) and 18 % (SC) too high. Lines: the integral
along the Fermi line, and the closed form of ``zero_energy_density``. Marks: kernel polynomials on a periodic lattice, blurred by
their resolution.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from derivations import models
from derivations.claims.bilayer import zero_energy_density
from derivations.drawing import COLOURS, COLUMN, Axes, caption, resize
from derivations.figures import Track
from derivations.figures.bilayer_vortex.shared.second_set import SECOND
from derivations.judging.sentences import HOLDS, Sentence
from derivations.units import ENERGY, STATES_PER_ENERGY
from numerics.eigenstates.chebyshev import chebyshev_moments, random_phases
from numerics.eigenstates.spectral import density_of_states, mean_and_error
from numerics.kernels import compile_kernel
from numerics.lattice.fermi_line import layer_densities
from numerics.lattice.matrix import bdg_matrix
from numerics.lattice.shapes import square
from numerics.systems.bilayer import bilayer_system
from numerics.systems.definition import System
from theory.symbols import t_c

TUNNELLING = np.array([0.2, 0.3, 0.45, 0.65, 0.9, 1.2, 1.5, 1.8, 1.95, 2.3, 2.8, 3.4])
FINE = np.concatenate([np.geomspace(0.005, 1.6, 30), np.geomspace(1.65, 3.79, 40)])
WEAK = np.geomspace(0.005, 0.3, 30)
SECOND_SWEEP = np.array([0.1, 0.2, 0.35, 0.5, 0.8, 1.2, 1.6, 2.5])
EARLY = 1.5  # t_c, below the van Hove singularity
CLOSE = 0.05  # relative difference of polynomials and line: they are blurred
SIDE, COUNT, VECTORS, SEED = 100, 1024, 4, 1
ANGLES = 128
SWEEPS = {"t_weak": WEAK, "t_fine": FINE, "t_c": TUNNELLING, "t_second": SECOND_SWEEP}
LAYERS = ("TI", "SC")


def dataset(track: Track[float]) -> xr.Dataset:
    """Densities of both layers: closed form (over t_weak), Fermi line (over t_fine), kernel polynomials (over t_c)."""
    fixed = {**models.defaults(models.MODELS["bilayer"]()), "Delta": 0.0}
    line = [_along_the_line({**fixed, "t_c": float(t)}) for t in FINE]
    other = {**models.defaults(models.MODELS["bilayer"](), **SECOND), "Delta": 0.0}
    second = [_along_the_line({**other, "t_c": float(t)}) for t in SECOND_SWEEP]
    found = np.array([_kernel_polynomials(bilayer_system(**{**fixed, "t_c": float(t)})) for t in track(TUNNELLING)])
    alone = _kernel_polynomials(bilayer_system(**{**fixed, "t_c": 0.0}))[0]
    named = {symbol.name: fixed[symbol.name] for symbol in zero_energy_density.DOMAIN if symbol != t_c}
    formula = compile_kernel(zero_energy_density.result(), tuple(zero_energy_density.DOMAIN))(**named, t_c=WEAK)[..., 0]
    shown = {name: value for name, value in fixed.items() if name != "t_c"} | {"L": SIDE, "moments": COUNT, "vectors": VECTORS}
    size = abs(fixed["M"] * fixed["t_sc"])
    return xr.Dataset(
        {
            "formula": (("t_weak", "layer"), formula, STATES_PER_ENERGY),
            "line": (("t_fine", "layer"), np.array(line), STATES_PER_ENERGY),
            "second_line": (("t_second", "layer"), np.array(second), STATES_PER_ENERGY),
            "kpm": (("t_c", "layer"), found[:, 0], STATES_PER_ENERGY),
            "kpm_error": (("t_c", "layer"), found[:, 1], STATES_PER_ENERGY),
            "uncoupled": ("layer", alone, STATES_PER_ENERGY),
        },
        coords={
            **{name: (name, values, ENERGY) for name, values in SWEEPS.items()},
            "layer": list(LAYERS),
        },
        attrs={
            **shown,
            "t_X": np.sqrt(8 * size),
            "t_M": np.sqrt(32 * size),
            "claim": "zero_energy_density",
            "source": "a remark on Fig. 2 of arXiv:2507.23775",
            "caption": caption(shown),
        },
    )


def _along_the_line(parameters: dict[str, float]) -> list[float]:
    """Densities of both layers by the integral along the Fermi line."""
    return list(layer_densities(bilayer_system(**parameters), angles=ANGLES).values())


def _kernel_polynomials(system: System) -> NDArray[np.float64]:
    """Densities of both layers at zero energy, both spins, and their standard errors: (2, layers). Electrons alone."""
    H = bdg_matrix(system, square(SIDE, layers=system.layers, periodic=True))
    electrons = np.flatnonzero(np.arange(H.shape[0]) % 4 < 2)
    normal = H[electrons][:, electrons]
    layer = np.arange(len(electrons)) // (2 * SIDE**2)
    found = []
    for index in range(len(system.layers)):
        vectors = random_phases(layer == index, vectors=VECTORS, seed=SEED)
        moments = chebyshev_moments(normal, vectors=vectors, count=COUNT)
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
    for name in ("X", "M"):
        ax.axvline(data.attrs[f"t_{name}"], color="0.7", linewidth=0.8, zorder=0)
        ax.text(data.attrs[f"t_{name}"], 1.02, name, ha="center", fontsize=7, transform=ax.get_xaxis_transform())
    ax.set(xscale="log", yscale="log", xlabel=r"tunnelling $t_c$ ($\lambda/a$)", ylim=(1.5e-3, 2.5))
    ax.set(ylabel=r"density at E = 0 ($a/\lambda$ per site)")
    ax.legend(loc="lower center", bbox_to_anchor=(0.45, 1.06), ncols=2)
    resize(ax, COLUMN, 3.3)
