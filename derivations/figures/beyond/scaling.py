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
from typing import Annotated, Any, NamedTuple

import numpy as np
import xarray as xr

from derivations.drawing import COLOURS, Axes, axis_label, caption, legend
from derivations.figures import NO_PAPER, Sizes, Track
from derivations.models import MODELS, defaults
from derivations.units import LENGTH, MEMORY, TIME
from numerics.eigenstates.blocks import symmetry_blocks
from numerics.eigenstates.nearest_zero import states_nearest_zero
from numerics.systems.bilayer import bilayer_system
from numerics.waves.vortex import vortex_matrix

SIZES = (21, 41, 61, 81, 101, 121, 141, 161)
FITTED = 61
RADIUS, FLUX, STATES, RUNS = 5.5, 1, 20, 3
STAGES = {"assembly": "L^2", "blocks": "L^2", "factors": "L^3", "states": r"L^2\log L", "memory": r"L^2\log L"}  # in theory
BYTES = 12  # of an element of a sparse factor: a real number and its row


def dataset(
    track: Track[int] = iter,
    *,
    L: Annotated[Sizes, "sides of the square (a)"] = SIZES,
    R: float = RADIUS,
    n: int = FLUX,
    states: Annotated[int, "states nearest zero, an even number"] = STATES,
    **parameters: float,
) -> xr.Dataset:
    """Seconds of each stage and gigabytes of the factors, over L."""
    complete = defaults(MODELS["bilayer"](), **parameters)
    runs = [_measured(Square(side, R, n), states, complete) for side in track(L)]
    everything = {**complete, "R": R, "n": n, "states": states}
    return xr.Dataset(
        {name: ("L", [run[name] for run in runs], TIME if name != "memory" else MEMORY) for name in STAGES},
        coords={"L": ("L", list(L), LENGTH)},
        attrs={**everything, "source": NO_PAPER, "caption": caption(everything)},
    )


class Square(NamedTuple):
    """Side of the lattice, radius of the antidot, flux quanta."""

    L: int
    R: float
    n: int


def _measured(square: Square, states: int, parameters: dict[str, float]) -> dict[str, float]:
    (H, lattice), assembly = _timed(partial(vortex_matrix, bilayer_system(**parameters), **square._asdict()), runs=RUNS)
    (blocks, _), reduction = _timed(partial(symmetry_blocks, H, lattice, n=square.n), runs=RUNS)
    factors, factorisation = _timed(lambda: [block.form.inverse for block in blocks])
    _, solution = _timed(partial(states_nearest_zero, H, states=states, blocks=blocks))
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
    """The exponent of L of a stage, fitted to the large sizes, or to all where fewer than two are large; NaN of a single one."""
    large = data.sel(L=data.L[data.L >= FITTED])
    large = large if large.sizes["L"] > 1 else data
    if large.sizes["L"] < 2:
        return float("nan")
    return float(np.polyfit(np.log(large.L), np.log(large[name]), 1)[0])


def draw(ax: Axes, data: xr.Dataset) -> None:
    """Seconds of every stage, and the memory on the right, with the exponents found and expected."""
    right = ax.twinx()
    for index, (name, expected) in enumerate(STAGES.items()):
        axis, mark = (right, "s--") if name == "memory" else (ax, "o-")
        label = f"{name}: $L^{{{exponent(data, name):.1f}}}$ (ideal: ${expected}$)"
        axis.loglog(data.L, data[name], mark, color=COLOURS[index], markersize=4, label=label)
    seconds = [data[name] for name in STAGES if name != "memory"]
    ax.set(xlabel=axis_label(data.L, "side of the lattice $L$"), ylabel=axis_label(data.states, "time"))
    right.set(ylabel=axis_label(data.memory, "memory of the factors"))
    ax.set_ylim(float(min(one.min() for one in seconds)) / 2, 100 * float(max(one.max() for one in seconds)))  # room for the legend
    right.set_ylim(float(data.memory.min()) / 2, 1000 * float(data.memory.max()))
    ticks = data.L.values[:: max(data.sizes["L"] // 4, 1)]
    ax.set_xticks(ticks, [str(side) for side in ticks])
    ax.minorticks_off()
    lines = [line for axis in (ax, right) for line in axis.get_lines()]
    legend(ax, lines, loc="upper left")
