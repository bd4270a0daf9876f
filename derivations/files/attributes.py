"""Attributes of data in a form that NetCDF can hold, and back: the same values of the same types."""

import json
from typing import Any, TypeAlias

import numpy as np

Stored: TypeAlias = str | int | float | np.generic
NATIVE = {"int": "i8", "float": "f8", "bool": "i1"}  # these, text, and numbers of NumPy are stored as such; all else as JSON
NUMBERS = "iuf"


def encoded(value: Any) -> tuple[str, Stored]:
    """The kind of a value, and what stands for it in a file; :func:`decoded` returns the value.

    Raises
    ------
    TypeError
        If the value is not text, a number, an array of such, None, or a list, tuple or dictionary of these.
    """
    if type(value) is str and value and _is_text(value):
        return "str", value
    if type(value) is bool:
        return "bool", np.int8(value)
    if type(value) is float or (type(value) is int and -(2**63) <= value < 2**63):
        return type(value).__name__, value
    if isinstance(value, np.generic) and value.dtype.kind in NUMBERS and value.dtype.itemsize <= 8:
        return f"scalar {value.dtype.str}", value
    return "json", json.dumps(_as_json(value))


def decoded(kind: str, stored: Any) -> Any:
    """The value that :func:`encoded` has made ``stored`` of.

    Raises
    ------
    ValueError, TypeError
        If ``stored`` is not of that kind.
    """
    if kind == "json":
        return _from_json(json.loads(stored))
    if kind == "str":
        if not isinstance(stored, str):
            raise TypeError(f"text was written, but {type(stored).__name__} is read")
        return stored
    number = np.asarray(stored)
    if number.size != 1 or number.dtype != NATIVE.get(kind, kind.removeprefix("scalar ")):
        raise TypeError(f"one number of type {kind} was written, but {number} of type {number.dtype} is read")
    return number.item() if kind in {"int", "float"} else bool(number.item()) if kind == "bool" else number.reshape(())[()]


def _is_text(value: str) -> bool:
    """Whether HDF5 can hold it: no zero byte, no half of a surrogate pair."""
    return "\0" not in value and not any("\ud800" <= character <= "\udfff" for character in value)


def _as_json(value: Any) -> Any:
    if value is None or type(value) in (str, bool, int, float):
        return value
    if type(value) is list:
        return [_as_json(member) for member in value]
    if type(value) is tuple:
        return {"tuple": [_as_json(member) for member in value]}
    if type(value) is dict:
        return {"dict": [[_as_json(key), _as_json(member)] for key, member in value.items()]}
    if type(value) is complex:
        return {"complex": [value.real, value.imag]}
    if isinstance(value, np.ndarray | np.generic) and not value.dtype.hasobject and type(value) is not np.void:
        array = np.asarray(value)
        kind = "array" if isinstance(value, np.ndarray) else "scalar"
        return {kind: [array.dtype.str, list(array.shape), array.tobytes().hex()]}
    raise TypeError(f"must be text, a number, an array, None or a list of such, but is of type {type(value).__name__}")


def _from_json(value: Any) -> Any:
    if isinstance(value, list):
        return [_from_json(member) for member in value]
    if not isinstance(value, dict):
        return value
    ((kind, content),) = value.items()
    if kind == "tuple":
        return tuple(_from_json(member) for member in content)
    if kind == "dict":
        return {_from_json(key): _from_json(member) for key, member in content}
    if kind == "complex":
        return complex(*content)
    dtype, shape, text = content
    array = np.frombuffer(bytes.fromhex(text), dtype=np.dtype(dtype)).reshape(shape).copy()
    return array if kind == "array" else array[()]
