"""Work on all cores: one process a core, each with one thread of linear algebra."""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from multiprocessing import get_context
from typing import TypeVar

from threadpoolctl import threadpool_limits

from derivations.files.storage import abandon

T = TypeVar("T")
R = TypeVar("R")


def spread(work: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
    """``work`` of every item, in the order in which they are done; function and items must be picklable.

    A process takes some seconds to start: not worth it for a few quick items. If the iteration is left early, interrupted or by an
    error, the processes are ended and remove their temporary files.
    """
    with get_context("spawn").Pool(min(cores(), len(items)), _prepare) as pool:
        yield from pool.imap_unordered(partial(_single_threaded, work), items)
        pool.close()
        pool.join()


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _single_threaded(work: Callable[[T], R], item: T) -> R:
    with threadpool_limits(1):
        return work(item)


def _prepare() -> None:
    """An interruption is the parent's business, which then ends its workers: at once, as an exception may be swallowed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end)


def _end(number: int, _: object) -> None:
    abandon()
    os._exit(128 + number)
