"""The command in this process."""

import signal
import sys

import pytest

from derivations import cli


@pytest.fixture
def called(tmp_path, monkeypatch, capsys):
    """The command in this process, which is quicker: exit code, standard output and standard error."""

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "argv", ["tisc", *arguments])
        monkeypatch.setattr(signal, "signal", lambda *_: None)  # those of the tests stay
        with pytest.raises(SystemExit) as end:
            cli.main()
        return end.value.code, *capsys.readouterr()

    return call
