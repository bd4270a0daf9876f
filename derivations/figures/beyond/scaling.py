r"""Cost of the vortex against the size of the lattice: assembly, blocks, factors, states, memory.

Seconds of one thread, and the memory of the sparse factors. The exponents of L, fitted to the sizes from 61 on, stand beside those
that theory expects: the matrix has :math:`8L^2` rows, so that assembly and reduction to blocks go as :math:`L^2`; factors of a
planar lattice in an ideal elimination order have :math:`L^2\log L` elements, cost :math:`L^3` to make (George, SIAM J. Numer. Anal.
10, 345, 1973) and :math:`L^2\log L` to apply. The order used, by minimum degree of the columns, is not ideal: its exponents are
larger by one half to one.
"""

from collections.abc import Callable
from functools import partial
from time import process_time
from typing import Any

import numpy as np
import xarray as xr

from derivations.drawing import COLOURS, Axes, caption
from derivations.figures import Track
from derivations.models import MODELS, defaults
from derivations.units import LENGTH, MEMORY, TIME
from numerics.eigenstates.blocks import symmetry_blocks
from numerics.eigenstates.nearest_zero import states_nearest_zero
from numerics.systems.bilayer import bilayer_system
from numerics.waves.vortex import vortex_matrix

SIZES = (21, 41, 61, 81, 101, 121, 141, 161)
FITTED = 61
R, n, STATES, RUNS = 5.5, 1, 20, 3
STAGES = {"assembly": "L^2", "blocks": "L^2", "factors": "L^3", "states": r"L^2\log L", "memory": r"L^2\log L"}  # in theory
BYTES = 12  # of an element of a sparse factor: a real number and its row


def dataset(track: Track[int], sizes: tuple[int, ...] = SIZES) -> xr.Dataset:
    """Seconds of each stage and gigabytes of the factors, over L."""
    parameters = defaults(MODELS["bilayer"](), t_c=1.2)
    runs = [_measured(L, parameters) for L in track(sizes)]
    everything = {**parameters, "R": R, "n": n, "states": STATES}
    return xr.Dataset(
        {name: ("L", [run[name] for run in runs], TIME if name != "memory" else MEMORY) for name in STAGES},
        coords={"L": ("L", list(sizes), LENGTH)},
        attrs={**everything, "source": "not in arXiv:2507.23775", "caption": caption(everything)},
    )


def _measured(L: int, parameters: dict[str, float]) -> dict[str, float]:
    (H, lattice), assembly = _timed(partial(vortex_matrix, bilayer_system(**parameters), L=L, R=R, n=n), runs=RUNS)
    (blocks, _), reduction = _timed(partial(symmetry_blocks, H, lattice, n=n), runs=RUNS)
    factors, factorisation = _timed(lambda: [block.form.inverse for block in blocks])
    _, solution = _timed(partial(states_nearest_zero, H, states=STATES, blocks=blocks))
    memory = BYTES * sum(factor.nnz for factor in factors) / 1e9
    return {"assembly": assembly, "blocks": reduction, "factors": factorisation, "states": solution, "memory": memory}


def _timed(work: Callable[[], Any], runs: int = 1) -> tuple[Any, float]:
    """The result and the shortest time; what is kept from one run to the next (factors) is timed once."""
    times = []
    for _ in range(runs):
        start = process_time()
        result = work()
        times.append(process_time() - start)
    return result, min(times)


def exponent(data: xr.Dataset, name: str) -> float:
    """The exponent of L of a stage, fitted to the large sizes."""
    large = data.sel(L=data.L[data.L >= FITTED])
    return float(np.polyfit(np.log(large.L), np.log(large[name]), 1)[0])


def draw(ax: Axes, data: xr.Dataset) -> None:
    """Seconds of every stage, and the memory on the right, with the exponents found and expected."""
    right = ax.twinx()
    for index, (name, expected) in enumerate(STAGES.items()):
        axis, mark = (right, "s--") if name == "memory" else (ax, "o-")
        label = f"{name}: $L^{{{exponent(data, name):.1f}}}$ (ideal: ${expected}$)"
        axis.loglog(data.L, data[name], mark, color=COLOURS[index], markersize=4, label=label)
    ax.set(xlabel="side of the lattice L (a)", ylabel="time (s)", ylim=(1e-3, 1e3))  # room for the legend
    right.set(ylabel="memory of the factors (GB)", ylim=(1e-4, 1e2))
    ax.set_xticks([21, 41, 81, 161], ["21", "41", "81", "161"])
    ax.minorticks_off()
    lines = [line for axis in (ax, right) for line in axis.get_lines()]
    ax.legend(lines, [str(line.get_label()) for line in lines], loc="upper left")
