"""The command in a process of its own."""

import json
import subprocess
import sys
from typing import Any

TISC = [sys.executable, "-m", "derivations.cli"]


def tisc(*arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    """What it has printed, after an end with that exit code."""
    done = subprocess.run([*TISC, *arguments], capture_output=True, text=True, timeout=300)
    assert done.returncode == code, done.stderr
    return done


def answer(*arguments: str) -> dict[str, Any]:
    """The JSON that it answers with."""
    found: dict[str, Any] = json.loads(tisc(*arguments, "--json").stdout)
    return found
