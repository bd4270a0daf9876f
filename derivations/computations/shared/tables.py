"""The table of a computation over lists (:mod:`derivations.computations.shared.lists`): put together, told as JSON, and drawn."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from types import ModuleType
from typing import Any

import numpy as np
import xarray as xr

from derivations.computations.shared.numbers import sizes
from derivations.computations.shared.parameters import attributes, parameters_of
from derivations.drawing import Axes, axis_label, legend
from derivations.models import MODELS
from derivations.units import NUMBER
from theory.symbols.quantity import Quantity

FEW = 4  # values of a list that a caption names
WEIGHT = "vortex_weight"  # colours the levels where there is one
SINGLE = {"energies": "energy"}  # what stands at an axis


def assembled(
    module: ModuleType,
    model: str,
    axes: Mapping[str, Sequence[float]],
    given: Iterable[str],
    found: Mapping[int, dict[str, Any] | str],
) -> xr.Dataset:
    """The table of what was found at the points of the grid, by their numbers: an answer, or why there is none.

    ``given`` are the names of the numbers that are fixed.
    """
    points = list(product(*axes.values()))
    answers = [flat(answer) if isinstance(answer, dict) else None for answer in map(found.get, range(len(points)))]
    told_keys = {key for answer in answers if answer is not None for key in answer}
    parameters = [{} if answer is None else answer["parameters"] for answer in answers]
    following = _following(model, axes, given)
    fixed = {name: value for known in parameters for name, value in known.items() if name not in {*axes, *following}}
    described = _described(module, model)
    coordinates: dict[str, Any] = {name: (name, np.array(values), described.get(name, NUMBER)) for name, values in axes.items()}
    shape, quantities = tuple(map(len, axes.values())), {}
    for name in following:
        values = np.array([known.get(name, np.nan) for known in parameters])
        coordinates[name] = (tuple(axes), values.reshape(shape), described.get(name, NUMBER))
    for key, (own, units) in module.ANSWER.items():
        if key not in told_keys:  # was not asked for
            continue
        values = _array([None if answer is None else answer.get(key) for answer in answers])
        quantities[key] = ((*axes, *own), values.reshape(*shape, *values.shape[1:]), units)
        coordinates |= {dimension: (dimension, _labels(answers, key, values), {"units": "1"}) for dimension in own}
    spans = ", ".join(f"{name} = {_listed(values)}" for name, values in axes.items())
    refused = [f"{_place(axes, points[index])}: {why}" for index, why in sorted(found.items()) if isinstance(why, str)]
    about = {**attributes(model, fixed, note=spans), "over": list(axes), "refused": refused}
    return xr.Dataset(quantities, coords=coordinates, attrs=about)


def flat(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer with the lists of its parts in place of the parts: ``bound_energies`` are the energies in ``bound``."""
    listed = {name: part for name, part in answer.items() if isinstance(part, dict) and name != "parameters" and _is_of_lists(part)}
    lists = {f"{name}_{key}": values for name, part in listed.items() for key, values in part.items()}
    return {**{name: value for name, value in answer.items() if name not in listed}, **lists}


def _is_of_lists(part: dict[str, Any]) -> bool:
    return bool(part) and all(isinstance(value, list) for value in part.values())


def _following(model: str, moving: Iterable[str], given: Iterable[str]) -> list[str]:
    """Parameters whose defaults follow from those that move, in the order of the model."""
    defaults = {symbol.name: {free.name for free in value.free_symbols} for symbol, value in MODELS[model]().parameters.items()}
    free, found = [name for name in defaults if name not in {*moving, *given}], set(moving)
    for _ in free:  # each may follow from another one
        found |= {name for name in free if defaults[name] & found}
    return [name for name in free if name in found]


def _array(values: Sequence[Any]) -> np.ndarray:
    """One row a point; what is not known is NaN or empty text, and so is the end of a row that is shorter than others."""
    known = [list(value.values()) if isinstance(value, dict) else value for value in values]
    if any(isinstance(value, str) for value in known):
        return np.array(["" if value is None else value for value in known])
    longest = max((len(value) for value in known if isinstance(value, list)), default=None)
    if longest is None:
        return np.array([np.nan if value is None else value for value in known])
    rows = [[] if value is None else value for value in known]
    return np.array([[*row, *[np.nan] * (longest - len(row))] for row in rows])


def _labels(answers: Sequence[dict[str, Any] | None], key: str, values: np.ndarray) -> np.ndarray:
    """Along the dimension of a quantity: the names of its parts, or numbers."""
    parts = next(answer[key] for answer in answers if answer is not None and key in answer)
    return np.array(list(parts)) if isinstance(parts, dict) else np.arange(values.shape[1])


def _described(module: ModuleType, model: str) -> dict[str, dict[str, str]]:
    """The units of the parameters of a model, with their signs, and of the other arguments of a computation."""
    quantities = [symbol for symbol in MODELS[model]().parameters if isinstance(symbol, Quantity)]
    parameters = {symbol.name: {"units": symbol.unit or "1", "long_name": f"${symbol.latex}$"} for symbol in quantities}
    return parameters | {name: {"units": size.unit or "1"} for name, (_, size, _) in sizes(module.compute).items()}


def _shown(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.6g}"


def _listed(values: Sequence[float | str]) -> str:
    """What a caption tells of a list: ``0, 1``, or of a longer one ``0.5 to 2.5, 21 points``."""
    if len(values) <= FEW:
        return ", ".join(map(_shown, values))
    return f"{_shown(min(values))} to {_shown(max(values))}, {len(values)} points"


def _place(axes: Mapping[str, Sequence[float]], point: Sequence[float]) -> str:
    return ", ".join(f"{name} = {_shown(value)}" for name, value in zip(axes, point, strict=True))


def answer(table: xr.Dataset) -> dict[str, Any]:
    """The JSON: model, fixed parameters, coordinates, and every quantity as lists in lists, in the order of ``over``.

    After the dimensions of the table comes that of the quantity, if it has one: ``state`` or ``band``, or ``stage`` of ``seconds``.
    """
    coordinates = {str(name): values.values.tolist() for name, values in table.coords.items()}
    quantities = {str(name): values.values.tolist() for name, values in table.data_vars.items()}
    refused = {"refused": table.attrs["refused"]} if table.attrs["refused"] else {}
    return {
        "model": table.attrs["model"],
        **parameters_of(table),
        "over": table.attrs["over"],
        "coordinates": coordinates,
        **quantities,
        **refused,
    }


def draw(ax: Axes, table: xr.Dataset) -> None:
    """The first quantity of the answer, against one list as curves, over two as a map: of levels, of the one nearest zero.

    Numbers that are whole, as Chern numbers, are drawn as points, or in a map with a colour each.
    """
    over = table.attrs["over"]
    table = table.sortby(over)
    values = table[next(iter(table.data_vars))]
    (_draw_map if len(over) == 2 else _draw_curves)(ax, table, values, [name for name in values.dims if name not in over])
    for name, axis in zip(over, (ax.xaxis, ax.yaxis), strict=False):
        _whole_ticks(axis, table[name])


def _draw_curves(ax: Axes, table: xr.Dataset, values: xr.DataArray, own: list[Any]) -> None:
    along = table[table.attrs["over"][0]]
    if own and WEIGHT in table:
        _draw_weighted(ax, table, along, str(values.name))
    else:
        counted = _counted(values)
        style: dict[str, Any] = (
            {"linestyle": "none", "marker": "o", "markersize": 4} if counted else {"marker": ".", "markersize": 3}
        )
        ax.plot(along, values.transpose(along.name, *own), color="C0", **style)
        if counted:
            ax.set_ylim(float(values.min()) - 1, float(values.max()) + 1)
            _whole_ticks(ax.yaxis, values)
    ax.set(xlabel=axis_label(along), ylabel=axis_label(values, SINGLE.get(str(values.name), "")))


def _draw_weighted(ax: Axes, table: xr.Dataset, along: xr.DataArray, key: str) -> None:
    """Levels coloured by their weight at the vortex; those in parts of the answer, which are apart from the others, as squares."""
    parts = [name.removesuffix(key) for name in map(str, table.data_vars) if name.endswith(f"_{key}")]
    for part in ("", *parts):
        x, y, weight = xr.broadcast(along, table[part + key], table[part + WEIGHT])
        marker = "s" if part else "o"
        points = ax.scatter(x, y, c=weight, vmin=0, vmax=1, s=9 if part else 6, marker=marker)
        if parts:
            ax.plot([], [], marker, color="0.4", markersize=3, label=part.removesuffix("_") or "nearest zero")
    ax.figure.colorbar(points, ax=ax, label="probability near the vortex")
    legend(ax, loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=2)


def _draw_map(ax: Axes, table: xr.Dataset, values: xr.DataArray, own: list[Any]) -> None:
    from matplotlib import colormaps

    over = table.attrs["over"]
    shown = abs(values).min(own).assign_attrs(values.attrs) if own else values
    style: dict[str, Any] = {}
    if _counted(shown):
        low, high = int(shown.min()), int(shown.max())
        style = {"cmap": colormaps["viridis"].resampled(high - low + 1), "vmin": low - 0.5, "vmax": high + 0.5}
    image = ax.pcolormesh(table[over[0]], table[over[1]], shown.transpose(*over[::-1]), shading="nearest", **style)
    bar = ax.figure.colorbar(image, ax=ax, label=axis_label(values, "level nearest zero" if own else ""))
    if style:
        _whole_ticks(bar.ax.yaxis, shown)
    ax.set(xlabel=axis_label(table[over[0]]), ylabel=axis_label(table[over[1]]))


def _counted(values: xr.DataArray) -> bool:
    """Whether these are pure numbers, all of them whole."""
    return values.attrs.get("units") == "1" and _whole(values)


def _whole(values: xr.DataArray) -> bool:
    return values.dtype.kind in "iuf" and not (values % 1 > 0).any()


def _whole_ticks(axis: Any, values: xr.DataArray) -> None:
    """Ticks at whole numbers, where the values are."""
    from matplotlib.ticker import MaxNLocator

    if _whole(values):
        axis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
