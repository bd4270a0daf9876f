"""What a figure takes besides its defaults: sizes and grids of its own, and the parameters of its model.

They are read off the signature of its ``dataset``; the unit and meaning of a known quantity stand with its symbol, others are
annotated where they are defined.
"""

import inspect
import math
from dataclasses import dataclass
from numbers import Real
from types import ModuleType
from typing import Annotated, Any, get_args, get_origin

import numpy as np

from derivations import models
from derivations.choice import require_known
from derivations.figures import Grid, Sizes
from theory.model import BdGModel
from theory.symbols.lattice import L
from theory.symbols.quantity import Quantity
from theory.symbols.vortex import R, n

KINDS = {
    float: "number",
    int: "whole number",
    int | None: "whole number",
    Grid: "numbers",
    Sizes: "whole numbers",
    Sizes | None: "whole numbers",
}
LARGEST = 1e6  # beyond it the squares and products of a matrix lose the digits that a result promises
MOST = {"L": 400}  # a larger lattice does not fit into memory
SIGNED = ("n",)  # whole numbers that may be negative or zero; all others are sizes


@dataclass(frozen=True)
class Argument:
    """A keyword of a dataset; its default is None where the meaning tells it, a text where it follows from others."""

    name: str
    kind: str
    meaning: str
    default: Any

    @property
    def type(self) -> type[int] | type[float]:
        """Of the value, or of each."""
        return int if "whole" in self.kind else float

    @property
    def several(self) -> bool:
        """Whether it takes several values."""
        return self.kind.endswith("numbers")

    @property
    def shown(self) -> str:
        """The default, as a user would write it."""
        if self.default is None:
            return "see there"
        values = list(self.default) if self.several else [self.default]
        few = values if len(values) <= 8 else [*values[:3], "...", values[-1]]
        return ",".join(f"{value:g}" if isinstance(value, int | float) else str(value) for value in few)


def arguments(module: ModuleType) -> dict[str, Argument]:
    """All that the dataset of a figure takes: its own arguments, then the other parameters of its model."""
    own = _own(module)
    absent = {*getattr(inspect.getmodule(module.dataset), "ABSENT", ()), *own}
    takes_model = any(one.kind is one.VAR_KEYWORD for one in inspect.signature(module.dataset).parameters.values())
    others = [
        Argument(symbol.name, "number", _meaning(module, symbol.name), str(default) if default.free_symbols else float(default))
        for symbol, default in _model(module).parameters.items()
        if takes_model and symbol.name not in absent
    ]
    return {**own, **{argument.name: argument for argument in others}}


def _model(module: ModuleType) -> BdGModel:
    return models.MODELS[getattr(inspect.getmodule(module.dataset), "MODEL", "bilayer")]()


def _own(module: ModuleType) -> dict[str, Argument]:
    """The arguments in the signature of the dataset."""
    found = {}
    for name, parameter in inspect.signature(module.dataset).parameters.items():
        if parameter.kind is parameter.KEYWORD_ONLY:
            annotation, meaning = parameter.annotation, ""
            if get_origin(annotation) is Annotated:
                annotation, meaning = get_args(annotation)[:2]
            found[name] = Argument(name, KINDS[annotation], meaning or _meaning(module, name), parameter.default)
    return found


def _meaning(module: ModuleType, name: str) -> str:
    """What a parameter of the model is, or the size of its lattice or vortex."""
    known = {symbol.name: symbol for symbol in (*_model(module).parameters, L, R, n)}
    return known[name].described if isinstance(known[name], Quantity) else name


def checked(module: ModuleType, **given: Any) -> dict[str, Any]:
    """The values that differ from those of the paper, each of its kind.

    Raises
    ------
    ValueError
        If the dataset has no such argument, or a value is not one that it takes; the message names it.
    """
    known = arguments(module)
    for name in given:
        require_known(name, known, name="keyword", shown=", ".join(known))
    values = {name: _value(known[name], value) for name, value in given.items()}
    return values if _complete(module, values) != _complete(module, {}) else {}


def _complete(module: ModuleType, values: dict[str, Any]) -> dict[str, Any]:
    """All arguments with their values, those that follow from others worked out."""
    names = {symbol.name for symbol in _model(module).parameters}
    single = {name: value for name, value in values.items() if name in names and np.ndim(value) == 0}
    own = {name: argument.default for name, argument in _own(module).items()}
    complete = {**models.defaults(_model(module), **single), **own, **values}
    return {name: np.asarray(value).tolist() for name, value in complete.items()}


def _value(argument: Argument, value: Any) -> Any:
    """One value or several, checked."""
    if argument.several:
        several = [value] if np.ndim(value) == 0 else list(value)
        numbers = [_number(argument, one) for one in several]
        if not numbers:
            raise ValueError(f"`{argument.name}` must have a value at least, but has none.")
        steps = np.diff(numbers)
        if argument.kind == KINDS[Grid] and not ((steps > 0).all() or (steps < 0).all()):
            raise ValueError(f"`{argument.name}` must rise or fall from value to value, but is {', '.join(map(str, numbers))}.")
        return tuple(numbers)
    return _number(argument, value)


def _number(argument: Argument, value: Any) -> float | int:
    name = argument.name
    if isinstance(value, bool) or not isinstance(value, Real) or not math.isfinite(value):
        raise ValueError(f"`{name}` must be a finite number, but is {value}.")
    number = float(value)
    if abs(number) > LARGEST:
        raise ValueError(f"`{name}` must lie between {-LARGEST:g} and {LARGEST:g}, but is {number:g}.")
    return _whole(name, number) if "whole" in argument.kind else number


def _whole(name: str, number: float) -> int:
    if number != int(number):
        raise ValueError(f"`{name}` must be a whole number, but is {number:g}.")
    if name not in SIGNED and number < 1:
        raise ValueError(f"`{name}` must be at least 1, but is {number:g}.")
    if number > MOST.get(name, LARGEST):
        raise ValueError(f"`{name}` must be at most {MOST[name]}, but is {number:g}: a larger lattice does not fit into memory.")
    return int(number)
