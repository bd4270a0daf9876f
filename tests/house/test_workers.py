"""Work on all cores: every result once; a process that is killed is noticed."""

import os

import pytest

from derivations.workers import spread


def test_every_item_is_worked_on_once():
    assert sorted(spread(abs, [-3, 1, -2])) == [1, 2, 3]


def test_a_killed_process_is_not_waited_for():
    with pytest.raises(ChildProcessError, match="was killed"):
        list(spread(os._exit, [1, 1]))
