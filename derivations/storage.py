"""Results on disk: labelled datasets as NetCDF, and files that are either complete or absent."""

import os
import tempfile
from pathlib import Path

import numpy as np
import xarray as xr

PART = "complex_part"  # NetCDF has no complex numbers: a last axis of length two, (real, imag)


def write(path: Path, content: bytes) -> None:
    """Write all of ``content`` under a temporary name beside ``path``, then rename: never half a file.

    Raises
    ------
    OSError
        If the folder cannot be made or written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def save(dataset: xr.Dataset, path: Path) -> None:
    """Save a dataset as NetCDF; :func:`load` returns an identical one."""
    encoded = dataset.copy()
    for name, variable in dataset.variables.items():
        if np.iscomplexobj(variable):
            parts = np.stack([variable.values.real, variable.values.imag], axis=-1)
            encoded[name] = xr.Variable((*variable.dims, PART), parts, variable.attrs)
    write(path, bytes(encoded.to_netcdf(engine="h5netcdf")))


def load(path: Path) -> xr.Dataset:
    """Load a dataset saved by :func:`save`.

    Raises
    ------
    FileNotFoundError, OSError
        If there is no such file, or it is not NetCDF.
    """
    with xr.open_dataset(path, engine="h5netcdf") as file:
        dataset = file.load()
    for name, variable in list(dataset.variables.items()):
        if PART in variable.dims:
            real, imag = np.moveaxis(variable.values, -1, 0)
            dataset[name] = xr.Variable(variable.dims[:-1], real + 1j * imag, variable.attrs)
    return dataset


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
