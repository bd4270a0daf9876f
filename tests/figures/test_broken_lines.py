"""derivations.drawing: a point between two gaps is seen, and what has no point is not named."""

import re
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure

from derivations import figures
from derivations.drawing import draw_broken, legend, picture
from derivations.figures.bilayer_vortex import fig3c


def marked(line):
    return line.get_ydata()[line.get_markevery()].tolist() if line.get_marker() == "o" else []


@pytest.mark.parametrize(
    ("y", "alone"), [([0.0, 2.0], [0.0, 2.0]), ([0.0, 0.1, 2.0], [2.0]), ([0.0, 0.1, 2.0, 2.1], []), ([1.0], [1.0])]
)
def test_points_between_gaps_are_dots(y, alone):
    figure = Figure()
    ax = figure.add_subplot()
    draw_broken(ax, np.arange(len(y)), y)
    (line,) = ax.lines
    assert marked(line) == alone
    figure.draw_without_rendering()


@pytest.mark.parametrize(
    ("y", "style", "alone"),
    [
        ([1.0], "-", [1.0]),
        ([1.0, np.nan, 2.0], "-", [1.0, 2.0]),
        ([1.0, 2.0], "-", []),
        ([1.0, 2.0, np.nan, 3.0], "-", []),
        ([np.nan], "-", []),
        ([1.0], "s", []),
    ],
)
def test_a_line_of_single_points_is_seen_in_a_picture(y, style, alone):
    lines = []
    picture(lambda ax: lines.extend(ax.plot(np.arange(len(y)), y, style)), kind="png")
    assert marked(lines[0]) == alone


def test_the_legend_names_what_is_seen_alone():
    ax = Figure().add_subplot()
    ax.plot([0, 1], [np.nan, np.nan], label="nowhere")
    ax.scatter([0, 1], [np.nan, np.nan], label="no points")
    ax.plot([0, 1], [np.nan, 1], label="somewhere")
    ax.scatter([0, 1], [0, np.nan], label="points")
    ax.plot([], [], label="sample")
    legend(ax)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["somewhere", "points", "sample"]
    empty = Figure().add_subplot()
    legend(empty, ax.lines[:1])
    assert empty.get_legend() is None


def test_figures_leave_it_to_that_legend():
    """But where the marks are samples, with texts of their own."""
    texts = {path.name: path.read_text() for path in Path(figures.__file__).parent.rglob("*.py")}
    assert len(texts) > 40
    assert [name for name, text in texts.items() if re.search(r"\.legend\((?!\[)", text)] == []


@pytest.mark.parametrize(("given", "named", "dots"), [({"mu": 0.1, "t_c": [0.5, 1.0]}, False, 0), ({"t_c": [1.2]}, True, 3)])
def test_figures_name_and_show_the_curves_that_there_are(given, named, dots):
    data, seen = fig3c.dataset(M=[3.0, 2.0], **given), []

    def draw(ax):
        fig3c.draw(ax, data)
        seen.append(ax)

    picture(draw, kind="png")
    (ax,) = seen
    texts = [text.get_text() for text in ax.get_legend().get_texts()]
    assert any("formula" in text for text in texts) == named
    assert sum(len(marked(line)) for one in ax.figure.axes for line in one.lines if line.get_markevery() is not None) == dots
