"""Work on all cores: one process a core, each with one thread of linear algebra."""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from multiprocessing import TimeoutError, active_children, get_context
from multiprocessing.process import BaseProcess
from threading import Timer
from typing import TYPE_CHECKING, TypeVar

from threadpoolctl import threadpool_limits

from derivations.files.storage import abandon

if TYPE_CHECKING:
    from multiprocessing.pool import IMapIterator

T = TypeVar("T")
R = TypeVar("R")
PATIENCE = 10.0  # seconds in which a process that is told to end must do so


def spread(work: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
    """``work`` of every item, in the order in which they are done; function and items must be picklable.

    A process takes some seconds to start: not worth it for a few quick items. If the iteration is left early, interrupted or by an
    error, the processes are ended and remove their temporary files; one that does not end when it is told to is killed.

    Raises
    ------
    ChildProcessError
        If a process is killed, as the system does when memory runs out.
    """
    others = active_children()
    deadline = Timer(PATIENCE, _kill, [others])
    try:
        with get_context("spawn").Pool(min(cores(), len(items)), _prepare) as pool:
            workers = _new(others)
            done = pool.imap_unordered(partial(_single_threaded, work), items)
            try:
                for _ in items:
                    yield _awaited(done, workers)
                pool.close()
                pool.join()
            except BaseException:
                deadline.start()  # the pool is about to end the processes, and waits for each of them
                raise
    finally:
        deadline.cancel()


def _new(others: Sequence[BaseProcess]) -> list[BaseProcess]:
    return [process for process in active_children() if process not in others]


def _kill(others: Sequence[BaseProcess]) -> None:
    """Processes that the signal reached just before they began to wait: Python tells them of it only after that."""
    for process in _new(others):
        process.kill()


def call(task: Callable[[], R]) -> R:
    """The result of a task: for tasks of several kinds, ``spread(call, tasks)``."""
    return task()


def _awaited(done: "IMapIterator[R]", workers: Sequence[BaseProcess]) -> R:
    """The next result; a pool would wait for ever for that of a process that was killed."""
    while True:
        try:
            return done.next(timeout=1)
        except TimeoutError:
            if not all(worker.is_alive() for worker in workers):
                raise ChildProcessError("a working process was killed, perhaps for lack of memory.") from None


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
