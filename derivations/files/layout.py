"""How a dataset lies in a NetCDF file: what its variables and attributes are, and a checksum of its content."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr

from derivations.files.attributes import Stored, encoded

LAYOUT, CHECKSUM = "tisc_layout", "tisc_checksum"  # attributes of the file
OWN = {"_FillValue", "coordinates", "dtype", LAYOUT, CHECKSUM}  # attributes that xarray or this module gives to a file
TIMES = {"s": "seconds", "ms": "milliseconds", "us": "microseconds", "ns": "nanoseconds"}
COMPRESSED = {"zlib": True, "shuffle": True, "complevel": 9}
WORTHWHILE = 4096  # bytes of an array; below, the index of the compressed chunks takes as much as is gained
GROWTH = 100  # no file unpacks to more than this many times its size
STORABLE = {"b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f4", "f8", "c8", "c16", "M8", "m8"}


def checksum(dataset: xr.Dataset) -> str:
    """SHA-256 of all that the dataset holds, bit by bit: names, dimensions, types, values and attributes of every variable.

    Raises
    ------
    TypeError
        If it holds what NetCDF cannot; the message names it.
    """
    content = hashlib.sha256(repr(sorted(encoded_attributes(dataset.attrs, "dataset").items())).encode())
    for name in sorted(dataset.variables, key=str):
        variable = dataset.variables[name]
        values = np.asarray(variable.values)
        attributes = sorted(encoded_attributes(variable.attrs, name).items())
        about = (name, variable.dims, values.dtype.str, values.shape, name in dataset.coords, attributes)
        content.update(repr(about).encode())
        content.update(json.dumps(values.tolist()).encode() if values.dtype.hasobject else values.tobytes())
    return content.hexdigest()


def layout(dataset: xr.Dataset) -> str:
    """The description of a dataset that a file needs to give back the same one, as JSON."""
    variables = {
        name: {
            "dims": list(variable.dims),
            "dtype": variable.dtype.str,
            "coordinate": name in dataset.coords,
            "attributes": _kinds(encoded_attributes(variable.attrs, name)),
        }
        for name, variable in dataset.variables.items()
    }
    return json.dumps({"attributes": _kinds(encoded_attributes(dataset.attrs, "dataset")), "variables": variables})


def _kinds(attributes: Mapping[str, tuple[str, Stored]]) -> dict[str, str]:
    return {name: kind for name, (kind, _) in attributes.items()}


def storable(dataset: xr.Dataset, *, compressed: bool = True) -> xr.Dataset:
    """The dataset in the types of NetCDF, without the encoding of the file that it may have come from; large arrays compressed.

    Raises
    ------
    TypeError
        If it holds what NetCDF cannot; the message names it.
    """
    plain = dataset.drop_encoding()
    for name, variable in dataset.variables.items():
        _named(name, *variable.dims)
        values, units = _stored_values(np.asarray(variable.values), name)
        stored = {key: value for key, (_, value) in encoded_attributes(variable.attrs, name).items()}
        packing = COMPRESSED if compressed and values.nbytes >= WORTHWHILE and not values.dtype.hasobject else {}
        plain[name] = xr.Variable(variable.dims, values, {**units, **stored}, encoding={"_FillValue": None, **packing})
    plain.attrs = {key: value for key, (_, value) in encoded_attributes(dataset.attrs, "dataset").items()}
    return plain.assign_attrs({LAYOUT: layout(dataset), CHECKSUM: checksum(dataset)})


def encoded_attributes(attributes: Mapping[Any, Any], owner: object) -> dict[str, tuple[str, Stored]]:
    """Kind and stored value of every attribute; the message of an error names the attribute and its owner."""
    found = {}
    for key, value in attributes.items():
        _named(key)
        if key in OWN:
            raise TypeError(f"`{owner}` must have no attribute of the name {key}, which the file needs, but has.")
        try:
            found[key] = encoded(value)
        except TypeError as error:
            raise TypeError(f"`{key}`, an attribute of {owner}, {error}.") from error
    return found


def _named(*names: object) -> None:
    for name in names:
        if not (isinstance(name, str) and name and name.isprintable() and "/" not in name and name.strip(" .") == name):
            raise TypeError(f"`name` must be printable text without a slash, for a file, but is {name!r}.")


def _stored_values(values: np.ndarray, name: object) -> tuple[np.ndarray, dict[str, str]]:
    """Values in a type of NetCDF, and the units of times, which become integers."""
    if values.dtype.kind in "mM" and values.dtype.str[1:3] in STORABLE:
        unit = TIMES[np.datetime_data(values.dtype)[0]]
        units = {"units": f"{unit} since 1970-01-01", "calendar": "proleptic_gregorian"}
        return values.view("i8"), units if values.dtype.kind == "M" else {"units": unit}
    text = values.dtype.kind == "U" or (values.dtype == object and all(isinstance(entry, str) for entry in values.flat))
    if text and not any("\0" in entry for entry in values.flat):
        return values.astype(object), {}
    if values.dtype.str[1:] not in STORABLE:
        raise TypeError(f"`{name}` must hold numbers, texts without a zero byte, or times, but is of type {values.dtype}.")
    return values, {}
