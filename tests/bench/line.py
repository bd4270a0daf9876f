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
    ``share`` the work of ``ours`` over that of ``theirs`` if they are not the same (100,000 matrices against 2,000: 50). Of
    ``programs`` that the functions start the user CPU is told, and the memory of the largest.
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
    programs: bool = False


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
    (result, ours), (their_result, theirs) = (_in_process(line, work) for work in (line.ours, line.theirs))
    return Measured(line, ours, theirs, line.difference(result, their_result))


def _in_process(line: Line, work: Callable[[], Any]) -> tuple[Any, Timing]:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_timed, (work, line.repetitions, line.programs))


def _timed(work: Callable[[], Any], repetitions: int, programs: bool) -> tuple[Any, Timing]:
    clock, peak = (_cpu_of_programs, _memory_of_programs) if programs else (perf_counter, _peak_memory)
    before, times = peak(), []
    with threadpool_limits(1):
        for _ in range(repetitions):
            start = clock()
            result = work()
            times.append(clock() - start)
    return result, Timing(times[0], min(times[1:], default=times[0]), peak() - before)


def _cpu_of_programs() -> float:
    """Seconds of user CPU of all programs that this process has started, and that have ended."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime


def _memory_of_programs() -> float:
    """Largest resident memory of any of them (MB)."""
    return _megabytes(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)


def _peak_memory() -> float:
    """Largest resident memory of this process so far (MB)."""
    status = Path("/proc/self/status")
    if status.exists():  # Linux: the peak of getrusage is inherited from the parent process
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1e3
    return _megabytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def _megabytes(resident: int) -> float:
    """What ``getrusage`` counts in bytes on a Mac, in units of 1000 elsewhere."""
    return resident / (1e6 if sys.platform == "darwin" else 1e3)


def largest(ours: Any, theirs: Any) -> float:
    """Largest difference of two numbers, arrays or sparse matrices, entry by entry."""
    return float(abs(ours - theirs).max()) if hasattr(ours, "max") else abs(ours - theirs)
