"""Labelled data before they are a dataset of xarray, which takes longer to load than many an answer to compute."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import xarray as xr

Variables = Mapping[str, tuple[Any, Any, Mapping[str, str]]]  # dimensions, values, units


@dataclass(frozen=True, eq=False)
class Labelled:
    """What a dataset is made of; an item is the array of that name, as it is of the dataset."""

    variables: Variables
    coords: Variables = field(default_factory=dict)
    attrs: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> np.ndarray:
        return np.asarray({**self.variables, **self.coords}[name][1])

    def __contains__(self, name: str) -> bool:
        return name in self.variables or name in self.coords

    def joined(self, variables: Variables, coords: Variables) -> "Labelled":
        """The same with more variables and coordinates."""
        return Labelled({**self.variables, **variables}, {**self.coords, **coords}, self.attrs)

    def dataset(self) -> "xr.Dataset":
        """The dataset."""
        import xarray as xr

        return xr.Dataset(self.variables, coords=self.coords, attrs=self.attrs)


def listed(data: "Labelled | xr.Dataset", name: str) -> list[Any]:
    """The array of that name as a list."""
    values: list[Any] = np.asarray(data[name]).tolist()
    return values
