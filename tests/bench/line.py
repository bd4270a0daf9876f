"""One line of the table of speeds, and how it is measured: each side in a process of its own."""

import multiprocessing
import resource
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from threadpoolctl import threadpool_limits


@dataclass(frozen=True)
class Line:
    """What is timed, against which alternative, and how far the answers may differ.

    ``ours`` and ``theirs`` are module-level functions (or partials of such): they travel to a fresh process. ``difference`` of the
    two results must not exceed ``bound``. ``target`` is the ratio of warm times, theirs over ours, that the project asks of itself;
    ``share`` the work of ``ours`` over that of ``theirs`` if they are not the same (100,000 matrices against 2,000: 50).
    """

    what: str
    alternative: str
    ours: Callable[[], Any]
    theirs: Callable[[], Any]
    difference: Callable[[Any, Any], float]
    bound: float
    target: float | None = None
    share: float = 1.0
    repetitions: int = 3


@dataclass(frozen=True)
class Timing:
    """Seconds of the first call in a fresh process and best of the later ones, and what the calls added to its peak memory (MB)."""

    cold: float
    warm: float
    memory: float


@dataclass(frozen=True)
class Measured:
    """A line with its numbers."""

    line: Line
    ours: Timing
    theirs: Timing
    difference: float

    @property
    def ratio(self) -> float:
        """How many times faster than the alternative, warm, for equal work."""
        return self.line.share * self.theirs.warm / self.ours.warm

    @property
    def agrees(self) -> bool:
        """Whether the two answers differ by no more than the bound."""
        return self.difference <= self.line.bound


def measured(line: Line) -> Measured:
    """Time both sides, each in a fresh process."""
    (result, ours), (their_result, theirs) = (_in_process(work, line.repetitions) for work in (line.ours, line.theirs))
    return Measured(line, ours, theirs, line.difference(result, their_result))


def _in_process(work: Callable[[], Any], repetitions: int) -> tuple[Any, Timing]:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_timed, (work, repetitions))


def _timed(work: Callable[[], Any], repetitions: int) -> tuple[Any, Timing]:
    before, times = _peak_memory(), []
    with threadpool_limits(1):
        for _ in range(repetitions):
            start = perf_counter()
            result = work()
            times.append(perf_counter() - start)
    return result, Timing(times[0], min(times[1:], default=times[0]), _peak_memory() - before)


def _peak_memory() -> float:
    """Largest resident memory of this process so far (MB)."""
    status = Path("/proc/self/status")
    if status.exists():  # Linux: the peak of getrusage is inherited from the parent process
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def largest(ours: Any, theirs: Any) -> float:
    """Largest difference of two numbers, arrays or sparse matrices, entry by entry."""
    return float(abs(ours - theirs).max()) if hasattr(ours, "max") else abs(ours - theirs)
