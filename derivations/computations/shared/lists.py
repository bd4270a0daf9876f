"""Computations over lists: numbers given as lists or arrays make a grid of points, and one labelled table of their answers.

The dimensions of the table are the names of what is given as a list, in the order in which they are given; its variables are the
quantities of the answer, which may have a dimension of their own (levels: ``state``; shorter lists end in NaN). Parameters that
follow from others, and so change from point to point, are coordinates; those that do not are attributes. A point that cannot be
computed, as a Chern number without a gap, is NaN; the attribute ``refused`` says why. If the work is interrupted, what is done
comes with the exception, :class:`Interrupted`; the other points are NaN, too.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from importlib import import_module
from inspect import unwrap
from itertools import product
from math import prod
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from derivations.computations.shared.labelled import Labelled
from derivations.computations.shared.numbers import Size, checked, require_different, require_effect, sizes
from derivations.computations.shared.parameters import DEFAULT, completed, require_model, require_own_names
from derivations.models import MODELS, Structure, structural, structure

if TYPE_CHECKING:
    import xarray as xr

Track = Callable[[Iterable[Any]], Iterable[Any]]
Task = tuple[int, str, str, dict[str, Any]]  # number of the point, module, model, what is given
Found = tuple[int, dict[str, Any] | str]  # number of the point, the answer there, or why there is none
MOST = 100_000  # points of a grid
WORTHWHILE = 20.0  # seconds of work from which on other processes, which take some to start, are asked to help


class Interrupted(KeyboardInterrupt):
    """The work was interrupted; ``dataset`` is the table with what was done, the text says by what, if not by the user."""

    def __init__(self, dataset: "xr.Dataset", why: str = "") -> None:
        super().__init__(why)
        self.dataset = dataset


def takes_lists(compute: Callable[..., Labelled]) -> Callable[..., "xr.Dataset"]:
    """Let a computation take a list or an array for any of its numbers, and make datasets of its data."""

    @wraps(compute)
    def computed(model: str = DEFAULT, *, drawn: bool = True, track: Track = iter, **given: Any) -> "xr.Dataset":
        require_model(model)
        lists = {name: value for name, value in given.items() if np.ndim(value)}
        if lists:
            return table(compute.__module__, model, lists, {name: given[name] for name in given if name not in lists}, track=track)
        return single(compute, model, drawn=drawn, track=track, **given).dataset()

    return computed


def single(compute: Callable[..., Any], model: str, *, drawn: bool, track: Track = iter, **given: Any) -> Labelled:
    """The data of one point, with the numbers of the signature checked; ``compute`` may be one that takes lists."""
    known = sizes(compute)
    require_own_names(model, known)
    require_effect(given, known)
    numbers = {name: checked(value, name, *known[name][:2]) if name in known else value for name, value in given.items()}
    data: Labelled = unwrap(compute)(model, drawn=drawn, track=track, **numbers)
    return data


def table(
    maker: str, model: str, lists: Mapping[str, Any], fixed: Mapping[str, Any], *, track: Track = iter, all_cores: bool = False
) -> "xr.Dataset":
    """The answers of the computation in the module ``maker`` at all combinations of the numbers in the lists.

    With ``all_cores`` what takes long is done by several processes.

    Raises
    ------
    ValueError
        If a list is empty, not one-dimensional or has a value twice, there are too many points, or no point can be computed.
    Interrupted
        If the work is interrupted, or another process is killed, when something is done.
    """
    from derivations.computations.shared.tables import assembled

    module = import_module(maker)
    known = sizes(module.compute)
    require_effect([*lists, *fixed], known)
    shape = structure(model) if model in MODELS else {}
    axes = {name: _axis(name, values, known, shape) for name, values in lists.items()}
    points = _points(axes)
    completed(model, {name: value for name, value in {**fixed, **points[0]}.items() if name not in known})
    work = [(index, maker, model, {**fixed, **point}) for index, point in enumerate(points)]
    found: dict[int, dict[str, Any] | str] = {}

    def made() -> "xr.Dataset":
        return assembled(module, model, axes, fixed, found)

    try:
        for _, (index, answer) in zip(track(work), _results(work, all_cores), strict=False):
            found[index] = answer
    except (KeyboardInterrupt, ChildProcessError) as end:
        if all(isinstance(answer, str) for answer in found.values()):
            raise
        raise Interrupted(made(), str(end)) from end
    if all(isinstance(answer, str) for answer in found.values()):
        raise ValueError(found[0])
    return made()


def _points(axes: Mapping[str, list[float]]) -> list[dict[str, float]]:
    """All combinations, the last axis fastest."""
    count = prod(map(len, axes.values()))
    if count > MOST:
        raise ValueError(f"`{'`, `'.join(axes)}` must have at most {MOST} combinations, but have {count}.")
    return [dict(zip(axes, values, strict=True)) for values in product(*axes.values())]


def _axis(name: str, values: Any, known: Mapping[str, tuple[type, Size, Any]], shape: Mapping[str, Structure]) -> list[Any]:
    listed = np.asarray(values, dtype=object)
    if listed.ndim != 1 or not len(listed):
        raise ValueError(f"`{name}` must be a number or a list of numbers, but has the shape {listed.shape}.")
    kind, size, _ = known.get(name, (float, Size(""), None))
    found: list[Any] = [
        structural(value, name, shape[name]) if name in shape else checked(value, name, kind, size) for value in listed.tolist()
    ]
    require_different(found, name)
    return found


def _results(work: list[Task], all_cores: bool) -> Iterator[Found]:
    """The points as they are done: one by one, or on all cores if the first one shows that this is worth it."""
    start = perf_counter()
    yield _point(work[0])
    rest = work[1:]
    if all_cores and (perf_counter() - start) * len(rest) > WORTHWHILE:
        from derivations.workers import spread

        yield from spread(_point, rest)
    else:
        yield from map(_point, rest)


def _point(task: Task) -> Found:
    from numerics.solvers.krylov import ConvergenceError

    index, maker, model, given = task
    module = import_module(maker)
    try:
        return index, module.answer(single(module.compute, model, drawn=False, **given))
    except (ValueError, ConvergenceError) as error:
        return index, str(error)
    except MemoryError:
        return index, "it does not fit into memory."
