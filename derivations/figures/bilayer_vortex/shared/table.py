"""Tables as pictures: text in cells, shaded by a weight."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from derivations.drawing import Axes

SHADE = "#56B4E9"


def draw_table(
    ax: Axes,
    *,
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Sequence[Sequence[str]],
    weights: Sequence[Sequence[float]] | NDArray[np.float64],
) -> None:
    """Cells of text under the headings; a weight between 0 and 1 shades its cell, NaN leaves it white."""
    from matplotlib.patches import Rectangle

    ax.set(xlim=(-1.25, len(columns)), ylim=(len(rows), -1))
    ax.set_axis_off()
    for column, heading in enumerate(columns):
        ax.text(column + 0.5, -0.5, heading, ha="center", va="center", fontsize=8)
    for row, name in enumerate(rows):
        ax.text(-0.1, row + 0.5, name, ha="right", va="center", fontsize=8)
        for column, text in enumerate(cells[row]):
            weight = weights[row][column]
            if np.isfinite(weight):
                ax.add_patch(Rectangle((column, row), 1, 1, color=SHADE, alpha=0.6 * weight, linewidth=0))
            ax.text(column + 0.5, row + 0.5, text, ha="center", va="center", fontsize=7)
    for line in (-1, 0, len(rows)):
        ax.plot([-1.25, len(columns)], [line, line], color="black", linewidth=0.8, clip_on=False)
