"""Results on disk: labelled datasets as NetCDF, and files that are either complete or absent."""

import os
import tempfile
from pathlib import Path

import numpy as np
import xarray as xr

from derivations.files.fingerprint import stamp

_UNFINISHED: set[str] = set()  # temporary files of this process
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
    _UNFINISHED.add(temporary)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    finally:
        _UNFINISHED.discard(temporary)


def abandon() -> None:
    """Remove what :func:`write` has begun: for a process that is about to end without unwinding."""
    for temporary in _UNFINISHED:
        Path(temporary).unlink(missing_ok=True)


def stamped(dataset: xr.Dataset, maker: str) -> xr.Dataset:
    """The dataset with the versions of the programs that made it, and the hash of the code behind the module ``maker``."""
    return dataset.assign_attrs(stamp(maker))


def is_current(path: Path, maker: str) -> bool:
    """Whether the file holds a dataset that the present code behind the module ``maker`` has made, with these libraries.

    Raises
    ------
    OSError
        If there is a file, but it is not NetCDF.
    """
    if not path.exists():
        return False
    with xr.open_dataset(path, engine="h5netcdf", decode_times=False) as file:
        return all(file.attrs.get(name) == value for name, value in stamp(maker).items())


def save(dataset: xr.Dataset, path: Path) -> None:
    """Save a dataset as NetCDF; :func:`load` returns an identical one."""
    encoded = dataset.copy()
    for name, variable in dataset.variables.items():
        if np.iscomplexobj(variable):
            parts = np.stack([variable.values.real, variable.values.imag], axis=-1)
            encoded[name] = xr.Variable((*variable.dims, PART), parts, {**variable.attrs, PART: "real, imaginary"})
    write(path, bytes(encoded.to_netcdf(engine="h5netcdf")))


def load(path: Path) -> xr.Dataset:
    """Load a dataset saved by :func:`save`.

    Raises
    ------
    FileNotFoundError, OSError
        If there is no such file, or it is not NetCDF.
    """
    with xr.open_dataset(path, engine="h5netcdf", decode_times=False) as file:
        dataset = file.load()
    for name, variable in list(dataset.variables.items()):
        if PART in variable.attrs:
            parts = variable.values
            values = np.empty(parts.shape[:-1], dtype=np.result_type(parts.dtype, np.complex64))
            values.real, values.imag = parts[..., 0], parts[..., 1]  # real + 1j * imag would spread infinities
            attributes = {key: value for key, value in variable.attrs.items() if key != PART}
            dataset[name] = xr.Variable(variable.dims[:-1], values, attributes)
    return dataset


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
