"""Reading NetCDF files that may be damaged or forged: nothing outside the file is touched, and what it unpacks to is limited."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import h5netcdf
import h5py
import numpy as np
import xarray as xr
from xarray.backends import H5NetCDFStore

from derivations.files.attributes import decoded
from derivations.files.layout import CHECKSUM, GROWTH, LAYOUT, OWN, checksum

# Attributes that the NetCDF libraries give to a file and its variables.
MACHINERY = {"CLASS", "NAME", "DIMENSION_LIST", "REFERENCE_LIST", "_NCProperties", "_Netcdf4Dimid", "_Netcdf4Coordinates"}
GIVEN = (MACHINERY | OWN) - {"_FillValue"}
SEAL = b"\ntisc sha256 "
PART = "complex_part"  # in older files, the last axis of complex values, of length two: (real, imag)


class DamagedError(ValueError):
    """A file is not what was written; the message tells what it does instead, and continues "but it ..."."""


def read(file: h5py.File) -> xr.Dataset:
    """The dataset of an open file.

    Raises
    ------
    DamagedError
        If its content is not that which was written.
    """
    arrays = dict(_arrays(file))
    if LAYOUT not in file.attrs:
        raise DamagedError("has no description of its content")
    described = json.loads(_text(file, LAYOUT))
    variables: dict[bool, dict[str, xr.Variable]] = {True: {}, False: {}}
    for name, about in described["variables"].items():
        if name not in arrays:
            raise DamagedError(f"lacks its variable {name}")
        dtype = np.dtype(about["dtype"])
        given = GIVEN | {"units", "calendar"} if dtype.kind in "mM" else GIVEN
        attributes = _attributes(arrays[name], about["attributes"], given)
        values = _values(arrays.pop(name), dtype)
        variables[about["coordinate"]][name] = xr.Variable(about["dims"], values, attributes)
    if arrays:
        raise DamagedError(f"holds {min(arrays)}, which was not written with it")
    dataset = xr.Dataset(variables[False], variables[True], _attributes(file, described["attributes"]))
    if _text(file, CHECKSUM) != checksum(dataset):
        raise DamagedError("holds other values than were written: its checksum differs")
    return dataset


def sealed(content: bytes) -> bytes:
    """The content of a file with its hash behind it, where HDF5 does not look."""
    return content + SEAL + hashlib.sha256(content).hexdigest().encode()


def is_intact(content: bytes) -> bool:
    """Whether a sealed file holds the very bytes that were written; HDF5 crashes on some others. True for a file without seal."""
    written, seal, hashed = content.rpartition(SEAL)
    return not seal or hashed == hashlib.sha256(written).hexdigest().encode()


def is_described(file: h5py.File) -> bool:
    """Whether the file says what it holds; older files do not."""
    return LAYOUT in file.attrs


def read_older(file: h5py.File) -> xr.Dataset:
    """The dataset of a file without a checksum, whose complex values are stored as two real ones."""
    dict(_arrays(file))
    with xr.open_dataset(H5NetCDFStore(h5netcdf.File(file, "r")), decode_times=False) as opened:
        dataset = opened.load()
    for name, variable in list(dataset.variables.items()):
        if PART in variable.attrs:
            parts = variable.values
            values = np.empty(parts.shape[:-1], dtype=np.result_type(parts.dtype, np.complex64))
            values.real, values.imag = parts[..., 0], parts[..., 1]  # real + 1j * imag would spread infinities
            attributes = {key: value for key, value in variable.attrs.items() if key != PART}
            dataset[name] = xr.Variable(variable.dims[:-1], values, attributes)
    return dataset


def _arrays(file: h5py.File) -> Iterator[tuple[str, h5py.Dataset]]:
    """The arrays of the file: each in the file itself, all together not larger than it times GROWTH."""
    size, total = file.id.get_filesize(), 0
    for name in file:
        if not isinstance(file.get(name, getlink=True), h5py.HardLink):
            raise DamagedError(f"has a link in place of {name}")
        kind = file.get(name, getclass=True)
        if kind is h5py.Datatype:  # of complex numbers
            continue
        if kind is not h5py.Dataset:
            raise DamagedError(f"has a group in place of {name}")
        array = file[name]
        if _is_mere_dimension(array):
            continue
        if array.is_virtual or array.external:
            raise DamagedError(f"has the values of {name} in another file")
        if not (array.dtype.kind in "biufc" or h5py.check_string_dtype(array.dtype)):
            raise DamagedError(f"holds neither numbers nor text in {name}")
        total += array.nbytes if array.shape is not None else GROWTH * size + 1
        if total > GROWTH * size:
            raise DamagedError(f"has {size} bytes, but {name} would become {array.nbytes} bytes")
        yield name, array


def _is_mere_dimension(array: h5py.Dataset) -> bool:
    """A dimension without values, as NetCDF writes it."""
    return bytes(array.attrs.get("NAME", b"")).startswith(b"This is a netCDF dimension but not a netCDF variable")


def _values(array: h5py.Dataset, dtype: np.dtype[Any]) -> np.ndarray:
    """The values in the type that they had; refused if the file's type is another than such values are written in."""
    if array.size == 0:
        return np.empty(array.shape, dtype)  # xarray writes no texts as no numbers
    if h5py.check_string_dtype(array.dtype) and dtype.kind in "UO":
        return np.asarray(array.asstr(errors="strict")[()], dtype=object).astype(dtype)
    stored = {"b": "i1", "M": "i8", "m": "i8"}.get(dtype.kind, dtype.str[1:])
    if array.dtype.str[1:] != stored:
        raise DamagedError(f"holds {array.name[1:]} as {array.dtype}, which was written as {dtype}")
    values = np.asarray(array[()])
    return values.view(dtype) if dtype.kind in "mM" else values.astype(dtype)


def _attributes(owner: h5py.HLObject, kinds: dict[str, str], given: set[str] = GIVEN) -> dict[str, Any]:
    if foreign := set(owner.attrs) - set(kinds) - given:
        raise DamagedError(f"holds an attribute {min(foreign)}, which was not written with it")
    return {name: decoded(kind, _attribute(owner, name)) for name, kind in kinds.items()}


def _attribute(owner: h5py.HLObject, name: str) -> Any:
    if name not in owner.attrs:
        raise DamagedError(f"lacks its attribute {name}")
    about = owner.attrs.get_id(name)
    if about.get_storage_size() > owner.file.id.get_filesize() or not (
        about.dtype.kind in "iuf" or h5py.check_string_dtype(about.dtype)
    ):
        raise DamagedError(f"holds neither text nor a number in its attribute {name}")
    return owner.attrs[name]


def _text(file: h5py.File, name: str) -> str:
    return str(_attribute(file, name))
