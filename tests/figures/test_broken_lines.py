"""derivations.drawing.draw_broken: a point between two gaps is seen."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from derivations.drawing import draw_broken


@pytest.mark.parametrize(
    ("y", "alone"), [([0.0, 2.0], [0.0, 2.0]), ([0.0, 0.1, 2.0], [2.0]), ([0.0, 0.1, 2.0, 2.1], []), ([1.0], [1.0])]
)
def test_points_between_gaps_are_dots(y, alone):
    figure = Figure()
    ax = figure.add_subplot()
    draw_broken(ax, np.arange(len(y)), y)
    (line,) = ax.lines
    marked = line.get_ydata()[line.get_markevery()].tolist() if line.get_marker() == "o" else []
    assert marked == alone
    figure.draw_without_rendering()
