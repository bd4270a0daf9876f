"""Points of a kept dataset computed anew: which, and how far they may lie from what was kept."""

import inspect
import zlib
from collections.abc import Callable, Mapping

import numpy as np
import xarray as xr

RELATIVE, ABSOLUTE = 1e-7, 1e-9  # of a value; of the largest of its variable, or of one unit: what solvers and rounding leave open
SEED = 5
MEASURED = ("s", "GB")  # units of what is measured on the machine: never twice the same


def grids(make: Callable[..., xr.Dataset]) -> list[str]:
    """The grids that a function takes by keyword; one of the name of a coordinate holds all its values."""
    parameters = inspect.signature(make).parameters.values()
    return [one.name for one in parameters if one.kind is one.KEYWORD_ONLY and np.ndim(one.default) == 1]


def computed(whole: xr.Dataset, make: Callable[..., xr.Dataset]) -> tuple[xr.Dataset, dict[str, list[float]]]:
    """What ``make`` finds at one value of each of its grids, by a seed of its own; and these values.

    The ends of the grids are added if another coordinate follows from them. Some figures find some things at every second value.
    """
    rng = np.random.default_rng(zlib.crc32(f"{SEED} {make.__module__} {make.__name__}".encode()))
    values = {name: whole[name].values.tolist() for name in grids(make) if name in whole.coords}
    at = {name: [every[2 * rng.integers((len(every) + 1) // 2)]] for name, every in values.items()}
    part = make(**at)
    if not all(np.array_equal(part[name], whole[name][: part[name].size]) for name in set(part.indexes) - set(at)):
        at = {name: list(dict.fromkeys([values[name][0], *at[name], values[name][-1]])) for name in at}
        part = make(**at)
    return part, at


def apart(whole: xr.Dataset, part: xr.Dataset, at: Mapping[str, list[float]]) -> list[str]:
    """The variables of a part, computed at some values of the grids, that are not those of the whole."""
    return [str(name) for name, new in part.variables.items() if not _is_same(_at(whole, str(name), at), new)]


def _at(whole: xr.Dataset, name: str, at: Mapping[str, list[float]]) -> xr.Variable:
    array = whole[name]
    return array.sel({key: values for key, values in at.items() if key in array.dims}).variable


def _is_same(old: xr.Variable, new: xr.Variable) -> bool:
    """Whether two variables agree; where the part has a shorter dimension, the whole must have no more values than the part."""
    if old.dims != new.dims or old.dtype.kind != new.dtype.kind:
        return False
    if isinstance(new, xr.IndexVariable):
        return bool(np.isin(new.values, old.values).all())
    if old.attrs.get("units") in MEASURED:
        return True
    values, others = old.values, new.values
    if old.dtype.kind not in "fc":
        return np.array_equal(values, others)
    if old.shape != new.shape:
        values, others = values[~np.isnan(values)], others[~np.isnan(others)]
    largest = abs(values[np.isfinite(values)]).max(initial=1.0)
    return values.shape == others.shape and np.allclose(values, others, rtol=RELATIVE, atol=ABSOLUTE * largest, equal_nan=True)
