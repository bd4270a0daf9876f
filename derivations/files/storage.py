"""Results on disk: labelled datasets as NetCDF, and files that are either complete or absent."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import h5py
import xarray as xr

from derivations.files.fingerprint import code_of, versions
from derivations.files.layout import GROWTH, storable
from derivations.files.reading import DamagedError, is_described, is_intact, read, read_older, sealed

CODE = "code"  # attribute of a dataset: hash of the code that has made it
_UNFINISHED: set[str] = set()  # temporary files of this process


def write(path: Path, content: bytes) -> None:
    """Write all of ``content`` under a temporary name beside ``path``, then rename: never half a file.

    Raises
    ------
    OSError
        If the folder cannot be made or written.
    """
    path = Path(os.path.realpath(path))  # a link goes on pointing where it does
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".tisc.")
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


def stamped(dataset: xr.Dataset, *makers: Callable[..., Any]) -> xr.Dataset:
    """The dataset with the versions of the programs that made it, and the hash of the code of the functions that made it."""
    return dataset.assign_attrs({**versions(), CODE: code_of(*makers)})


def current(path: Path, *makers: Callable[..., Any]) -> xr.Dataset | None:
    """The dataset in the file, if the functions that make it, and all that they reach, are those that made it; or None.

    Versions of libraries do not count.

    Raises
    ------
    ValueError
        If there is a file, but not a sound one (:func:`load`).
    OSError
        If it may not be read.
    """
    if not path.exists():
        return None
    try:
        with _opened(path) as file:
            dataset = read(file) if is_described(file) else xr.Dataset()
    except ValueError as error:
        raise ValueError(f"{error} Remove it to have it made anew.") from error
    return dataset if dataset.attrs.get(CODE) == code_of(*makers) else None


def save(dataset: xr.Dataset, path: Path | str) -> None:
    """Save a dataset as NetCDF; :func:`load` returns an identical one, with the same types.

    >>> import derivations as ti
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     ti.save(ti.gap(t_c=[0.2, 0.4]), f"{folder}/gap.nc")
    ...     ti.load(f"{folder}/gap.nc").gap.values.round(4)
    array([0.0262, 0.1   ])

    Raises
    ------
    ValueError
        If it holds what NetCDF cannot; the message names it.
    """
    try:
        content = bytes(storable(dataset).to_netcdf(engine="h5netcdf"))
        if dataset.nbytes > GROWTH * len(content):  # hardly more than zeros
            content = bytes(storable(dataset, compressed=False).to_netcdf(engine="h5netcdf"))
        with h5py.File(BytesIO(content)) as file:
            read(file)
    except Exception as error:  # each library has its own
        raise ValueError(f"`dataset` must be of a kind that NetCDF can hold, but is not: {error}") from error
    write(Path(path), sealed(content))


def load(path: Path | str) -> xr.Dataset:
    """Load a dataset saved by :func:`save`, of this version or an older one.

    Bytes and content are compared with their checksums, which older files lack. Nothing outside the file is read.

    >>> import derivations as ti
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     ti.save(ti.gap(t_c=[0.2, 0.4]), f"{folder}/gap.nc")
    ...     ti.load(f"{folder}/gap.nc").gap.dims
    ('t_c',)

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    OSError
        If it may not be read.
    ValueError
        If it is damaged, changed, or not such a file; the message names it.
    """
    with _opened(Path(path)) as file:
        return read(file) if is_described(file) else read_older(file)


@contextmanager
def _opened(path: Path) -> Iterator[h5py.File]:
    """The open file; what goes wrong while it is read is one line that names it."""
    if not path.exists():
        raise FileNotFoundError(f"`{path}` must be a file, but there is none.")
    content = _content(path) if path.is_file() else None
    try:
        if content is None:
            raise DamagedError("is none")
        if not is_intact(content):
            raise DamagedError("was changed after it was written")
        with h5py.File(BytesIO(content)) as file:
            yield file
    except DamagedError as error:
        raise ValueError(f"`{path}` must be a file as `save` writes it, but it {error}.") from error
    except Exception as error:  # HDF5 raises whatever a damaged file leads to
        raise ValueError(f"`{path}` must be a NetCDF file as `save` writes it, but cannot be read as one: {error}.") from error


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise OSError(f"`{path}` must be a file that can be read, but cannot: {error.strerror}.") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
