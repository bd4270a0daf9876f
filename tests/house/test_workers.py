"""Work on all cores: every result once; a process that is killed is noticed."""

import os
import signal
import time

import pytest

from derivations import workers
from derivations.workers import spread


def test_every_item_is_worked_on_once():
    assert sorted(spread(abs, [-3, 1, -2])) == [1, 2, 3]


def test_a_killed_process_is_not_waited_for():
    with pytest.raises(ChildProcessError, match="was killed"):
        list(spread(os._exit, [1, 1]))


def deaf_or_dead(item):
    """One process is killed while the other does not listen."""
    if item:
        time.sleep(1)
        os._exit(1)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(600)


def test_a_process_that_does_not_end_is_killed(monkeypatch):
    monkeypatch.setattr(workers, "PATIENCE", 0.5)
    before = time.monotonic()
    with pytest.raises(ChildProcessError, match="was killed"):
        list(spread(deaf_or_dead, [0, 1]))
    assert time.monotonic() - before < 120
