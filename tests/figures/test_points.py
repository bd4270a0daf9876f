"""Data that are kept are the data that the code makes: points of every dataset are computed anew, by a seed, and compared."""

import importlib

import numpy as np
import pytest
import xarray as xr

from derivations.figures import data_of, figures, groups
from tests.figures.points import apart, computed


def makers(name: str):
    """The functions that make the data of a figure."""
    dataset = figures()[name].dataset
    module = importlib.import_module(dataset.__module__)
    return [dataset, *([module.evidence] if hasattr(module, "evidence") else [])]


@pytest.mark.parametrize("name", [names[0] for names in groups()])
def test_points_of_the_dataset_come_out_the_same(name):
    whole = data_of(name)
    found = set()
    for make in makers(name):
        part, at = computed(whole, make)
        assert apart(whole, part, at) == [], (make.__name__, at)
        found |= set(part.variables)
    assert found == set(whole.variables)


def forgeries(whole: xr.Dataset, at: dict[str, list[float]]):
    """The data with one value, at the given points, changed by a millionth."""
    for name, variable in whole.data_vars.items():
        if variable.dtype.kind in "fc":
            values = variable.values.copy()
            first = {key: int(np.flatnonzero(whole[key] == at[key][0])[0]) for key in variable.dims if key in at}
            at_these = [slice(first[key], first[key] + 1) if key in first else slice(None) for key in variable.dims]
            there = values[(*at_these, ...)]
            largest = np.unravel_index(np.nanargmax(abs(there)), there.shape) if np.isfinite(there).any() else None
            if largest is not None and abs(there[largest]) > 0.01:
                there[largest] *= 1 + 1e-6
                yield name, whole.assign({name: (variable.dims, values, variable.attrs)})


@pytest.mark.parametrize("name", ["fig1b", "fig2b", "fig3c", "fig3f", "fig8a"])
def test_a_value_changed_by_a_millionth_is_found(name):
    whole = data_of(name)
    tried = 0
    for make in makers(name):
        part, at = computed(whole, make)
        for changed, forged in forgeries(whole[[one for one in whole.data_vars if one in part]], at):
            assert apart(forged, part, at) == [changed]
            tried += 1
    assert tried
