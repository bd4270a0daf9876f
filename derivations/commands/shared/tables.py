"""The answer of a command over lists: JSON, or tables on the terminal."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from derivations.commands.shared.terminal import in_full, print_json, print_table, say, shown

if TYPE_CHECKING:
    import xarray as xr


def report_table(as_json: bool, table: "xr.Dataset", accuracy: Mapping[str, float], *, complete: bool) -> None:
    """JSON; or tables of the levels, a row each, one of what has a value a point, and the parameters that are fixed.

    Points that could not be computed have a row of NaN in the latter, if it is ``complete``: not after an interruption. Numbers are
    told as by :func:`shown`.
    """
    if as_json:
        from derivations.computations.shared.tables import answer

        print_json(answer(table))
        return
    over = table.attrs["over"]
    levels = [name for name, values in table.data_vars.items() if _own(values, over) and not _parts(values, over)]
    single = _by_point(table, over)
    known = list(_rows(single, over, accuracy))
    for dimensions in dict.fromkeys(tuple(_own(table[name], over)) for name in levels):
        alike = [name for name in levels if tuple(_own(table[name], over)) == dimensions]
        _print_levels(table[alike], over, dimensions[0], accuracy, points=len(known))
        say("")
    if len(single):
        print_table(*over, *map(str, single), rows=_rows(single, over, accuracy, everywhere=True) if complete else known)
    parameters = {name: table.attrs[name] for name in table.attrs["parameters"]}
    say("parameters: " + ", ".join(f"{name} = {in_full(value)}" for name, value in parameters.items()))


def _print_levels(levels: "xr.Dataset", over: list[str], dimension: str, accuracy: Mapping[str, float], *, points: int) -> None:
    """Levels in rows, and at how many of the points, at which something is known, there are none."""
    rows = list(_rows(levels, [*over, dimension], accuracy))
    if rows:
        print_table(*over, dimension, *map(str, levels), rows=rows)
    without = points - sum(row[len(over)] == rows[0][len(over)] for row in rows)
    if without > 0:
        say(f"no {dimension.replace('_', ' ')} at {without} of {points} points")


def _own(values: "xr.DataArray", over: list[str]) -> list[str]:
    """The dimension that a quantity has besides those of the table."""
    return [str(dimension) for dimension in values.dims if dimension not in over]


def _parts(values: "xr.DataArray", over: list[str]) -> list[str]:
    """The names of the parts of a quantity, as of ``seconds``; empty for levels, which have numbers."""
    labels = [label for dimension in _own(values, over) for label in values[dimension].values.tolist()]
    return [label for label in labels if isinstance(label, str)]


def _by_point(table: "xr.Dataset", over: list[str]) -> "xr.Dataset":
    """What has one value a point: parameters that follow from the listed ones, quantities, and parts of quantities."""
    following = {name: values for name, values in table.coords.items() if name not in over and list(values.dims) == over}
    whole = {name: values for name, values in table.data_vars.items() if not _own(values, over)}
    parts = {
        f"{name} {part}": values.sel({dimension: part}, drop=True)
        for name, values in table.data_vars.items()
        for dimension in _own(values, over)
        for part in _parts(values, over)
    }
    columns: dict[Any, xr.DataArray] = {**following, **whole, **parts}
    bare = {name: values.drop_vars(following) for name, values in columns.items()}
    return table.drop_vars([*table.data_vars, *following]).assign(bare)


def _rows(table: "xr.Dataset", dims: list[str], accuracy: Mapping[str, float], *, everywhere: bool = False) -> Iterator[list[str]]:
    """A row for every place at which something is known, or for all."""
    import numpy as np

    places = [table[dimension].values.tolist() for dimension in dims]
    columns = {str(name): values.transpose(*dims).values for name, values in table.data_vars.items()}
    units = {str(name): values.attrs.get("units", "") for name, values in table.data_vars.items()}
    for index in np.ndindex(*map(len, places)):
        cells = {name: column[index] for name, column in columns.items()}
        if everywhere or any(cell if isinstance(cell, str) else np.isfinite(cell) for cell in cells.values()):
            yield [
                *(shown("", place[number]) for place, number in zip(places, index, strict=True)),
                *(shown(name.split()[0], cell, unit=units[name], accuracy=accuracy.get(name, 0.0)) for name, cell in cells.items()),
            ]
