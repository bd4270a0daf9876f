"""Shared look of the figures: formula as a line, independent calculation as open circles; figures without pyplot."""

import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numerics.compare import Comparison

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes as Axes
    from matplotlib.lines import Line2D
else:
    Axes = Any  # for annotations: Matplotlib itself is loaded only where something is drawn

COLUMN, WIDE, PAGE = 3.4, 4.8, 7.0  # widths of a printed column, of one and a half, and of a page, in inches
STYLE = Path(__file__).with_name("tisc.mplstyle")
LONGEST_NOTE = 1000  # characters
SIGN = r"(?<![\w.)])-(?=\.?\d)|(?<=\de)-(?=\d)"  # of a number or its exponent
UNMARKED = ("None", "none", " ", "", None)  # what the marks of a line without any are called
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")


def picture(draw: Callable[[Axes], None], *, kind: str, note: str = "", width: float = COLUMN) -> bytes:
    """The bytes of a figure in the project's look; ``kind`` is png, svg or pdf, ``note`` stands below it.

    ``draw`` gets one axes on a figure of that width in inches; it may divide them and set another size (:func:`panels`). Settings
    of the user, such as a ``matplotlibrc``, change nothing. Negative numbers have a minus sign, in the note and legends as at axes;
    lines of single points have dots.

    Raises
    ------
    ValueError
        If the note is too long to be read below a figure.
    """
    if len(note) > LONGEST_NOTE:
        raise ValueError(f"`note` must be at most {LONGEST_NOTE} characters long, but has {len(note)}.")
    _load_matplotlib()
    from matplotlib import style
    from matplotlib.figure import Figure
    from matplotlib.text import Text

    with style.context(STYLE, after_reset=True):
        figure = Figure(figsize=(width, 0.76 * width))
        draw(figure.add_subplot())
        for line in (line for ax in figure.axes for line in ax.lines):
            dot_if_unseen(line)
        if note:
            characters = int(22 * figure.get_figwidth())
            lines = wrap(note.replace(" = ", "\u00a0=\u00a0"), characters)
            figure.supxlabel("\n".join(lines), fontsize=6, color="0.3", parse_math=False)
        for text in figure.findobj(Text):
            text.set_text(with_minus(text.get_text()))
        buffer = BytesIO()
        metadata = {"Software": None} if kind == "png" else {"Date": None} if kind == "svg" else {"CreationDate": None}
        figure.savefig(buffer, format=kind, metadata=metadata)
    return buffer.getvalue()


def _load_matplotlib() -> None:
    """Import Matplotlib, also where MPLBACKEND names a backend that there is not: none is needed."""
    if "matplotlib" in sys.modules:
        return
    backend = os.environ.pop("MPLBACKEND", "")
    try:
        import matplotlib
    except ValueError as error:
        raise ValueError(f"`matplotlibrc` must be a file of settings for Matplotlib, but cannot be read: {error}.") from error
    finally:
        if backend:
            os.environ["MPLBACKEND"] = backend
    with suppress(ValueError):
        if backend:
            matplotlib.rcParams["backend"] = backend


def resize(ax: Axes, width: float, height: float) -> None:
    """Give the figure of the axes that size in inches."""
    from matplotlib.figure import Figure

    if isinstance(ax.figure, Figure):
        ax.figure.set_size_inches(width, height)


def panels(ax: Axes, rows: int, columns: int, *, width: float = PAGE, height: float, **grid: Any) -> NDArray[Any]:
    """Divide the axes into ``rows`` x ``columns`` axes, returned as an array of that shape, on a figure of that size in inches.

    ``grid`` may hold ``sharex``, ``sharey``, ``width_ratios`` and ``height_ratios``, as for a figure of Matplotlib.
    """
    place = ax.get_subplotspec()
    if place is None:
        raise ValueError("`ax` must be axes of a grid, as of `subplots`, but are free ones.")
    resize(ax, width, height)
    ratios = {name: grid.pop(name) for name in ("width_ratios", "height_ratios") if name in grid}
    ax.remove()
    return np.asarray(place.subgridspec(rows, columns, **ratios).subplots(squeeze=False, **grid))


def draw_levels(ax: Axes, comparison: Comparison, *, every: int = 1) -> None:
    """All rows of the comparison, real parts: formula as lines, independent calculation as open circles, every so many."""
    analytic, numeric = np.atleast_2d(np.real(comparison.analytic)), np.atleast_2d(comparison.numeric)
    for row, (line, points) in enumerate(zip(analytic, numeric, strict=True)):
        ax.plot(comparison.abscissa, line, "-", color=COLOURS[0], label="formula" if row == 0 else None)
        label = "lattice" if row == 0 else None
        circles(ax, comparison.abscissa[::every], points[::every], colour=COLOURS[1], label=label)
    ax.legend()


def circles(ax: Axes, x: np.ndarray, y: np.ndarray, *, colour: str, label: str | None = None) -> None:
    """Open circles: the mark of an independent calculation."""
    ax.plot(x, y, "o", color=colour, markerfacecolor="none", markersize=4, label=label)


def broken(x: ArrayLike, y: ArrayLike, *, jump: float = 0.5) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The line x, y with a gap, NaN, where neighbours in y are farther apart than ``jump``.

    >>> broken([0, 1, 2], [0.0, 0.1, 2.0])[1].tolist()
    [0.0, 0.1, nan, 2.0]
    """
    jumps = np.flatnonzero(abs(np.diff(y)) > jump) + 1
    return np.insert(np.asarray(x, dtype=float), jumps, np.nan), np.insert(np.asarray(y, dtype=float), jumps, np.nan)


def draw_broken(ax: Axes, x: ArrayLike, y: ArrayLike, **style: Any) -> None:
    """The line of :func:`broken`; points that are alone between two gaps, where there is no line, as dots."""
    (line,) = ax.plot(*broken(x, y), "-", **style)
    _dot(line, _alone(line))


def dot_if_unseen(line: "Line2D") -> None:
    """Give the points of a line dots if no two neighbours are numbers, so that nothing would be seen of it."""
    alone = _alone(line)
    if len(alone) == np.isfinite(line.get_xydata()).all(axis=-1).sum() and line.get_marker() in UNMARKED:
        _dot(line, alone)


def _alone(line: "Line2D") -> NDArray[np.intp]:
    """The points of a line that have no neighbour to be joined with."""
    known = np.pad(np.isfinite(line.get_xydata()).all(axis=-1), 1)
    return np.flatnonzero(known[1:-1] & ~known[:-2] & ~known[2:])


def _dot(line: "Line2D", points: NDArray[np.intp]) -> None:
    if len(points):
        line.set(marker="o", markersize=3, markevery=points.tolist())


def legend(ax: Axes, marks: "Sequence[Artist] | None" = None, **style: Any) -> None:
    """The legend of marks, or of all on the axes that have a label; what has points, but all of them NaN, has no entry."""
    named = ax.get_legend_handles_labels()[0] if marks is None else marks
    shown = [mark for mark in named if not _is_nowhere(mark)]
    if shown:
        ax.legend(shown, [str(mark.get_label()) for mark in shown], **style)


def _is_nowhere(mark: Any) -> bool:
    """Whether this is a line, or points, of which nothing is seen; samples for a legend have no points."""
    points = mark.get_xydata() if hasattr(mark, "get_xydata") else mark.get_offsets() if hasattr(mark, "get_offsets") else ()
    return len(points) > 0 and bool(np.isnan(np.ma.filled(points, np.nan)).any(axis=-1).all())


def axis_label(variable: "xr.DataArray", text: str = "", *, power: int = 0) -> str:
    r"""What stands at an axis: the text, or else long name, symbol or name of the variable; and its unit, times a power of ten.

    >>> from xarray import DataArray
    >>> axis_label(DataArray(0.5, name="t_c", attrs={"units": "lambda/a"}))
    '$t_c$ ($\\lambda/a$)'
    """
    text = text or str(variable.attrs.get("long_name", "")) or _symbol(str(variable.name))
    unit = unit_text(str(variable.attrs["units"]), power=power)
    return f"{text} ({unit})" if unit else text


def _symbol(name: str) -> str:
    """The symbol of a known quantity, else the name itself."""
    from theory.symbols.quantity import signs

    return f"${signs()[name]}$" if name in signs() else name.replace("_", " ")


def unit_text(units: str, *, power: int = 0) -> str:
    r"""A unit of ``derivations.units`` as it is printed; empty for pure numbers.

    >>> unit_text("1/a"), unit_text("lambda/a"), unit_text("lambda/a", power=-3)
    ('1/a', '$\\lambda/a$', '$10^{-3}\\,\\lambda/a$')
    """
    if units == "1" and not power:
        return ""
    formula, *words = units.split(" ", 1)
    formula = formula.replace("lambda", r"\lambda")
    if power:
        factor = f"10^{{{power}}}"
        formula = (
            factor if formula == "1" else formula.replace("1/", f"{factor}/", 1) if formula[0] == "1" else rf"{factor}\,{formula}"
        )
    return " ".join([f"${formula}$" if "\\" in formula or "^" in formula else formula, *words])


def with_minus(text: str) -> str:
    """The text with a minus sign before its negative numbers in place of a hyphen; formulas of TeX have one already.

    >>> with_minus("eps_sc = -0.6, E = -2e-09, CdGM-1, sites 2-3, $x = -1$").replace(chr(0x2212), "MINUS ")
    'eps_sc = MINUS 0.6, E = MINUS 2eMINUS 09, CdGM-1, sites 2-3, $x = -1$'
    """
    parts = re.split(r"(\$[^$]*\$)", text)
    return "".join(part if index % 2 else re.sub(SIGN, "\u2212", part) for index, part in enumerate(parts))


def caption(parameters: Mapping[str, object]) -> str:
    """The parameters in one line: ``M = 3, t_c = 1.2``."""
    return ", ".join(
        f"{name} = {value:.6g}" if isinstance(value, float) else f"{name} = {value}" for name, value in parameters.items()
    )


def span(name: str, values: Iterable[int]) -> str:
    """For captions, where a parameter differs from point to point: ``L = 81 to 121``."""
    known = list(values)
    return f"{name} = {min(known)}" + (f" to {max(known)}" if max(known) > min(known) else "")
