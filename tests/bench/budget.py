"""The budget of ``make check``: measured when it runs, shown by ``make bench``."""

import json
import resource
import subprocess
import sys
from pathlib import Path
from time import perf_counter

MINUTES = 25.0  # that `make check` may take, on two cores
RECORD = Path("build/check.json")


def measured(command: list[str], record: Path = RECORD) -> int:
    """Run a command, write down its minutes by the clock and of all processors if it succeeds; its exit status."""
    start = perf_counter()
    code = subprocess.run(command).returncode
    if code == 0:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        minutes = {"clock": (perf_counter() - start) / 60, "processors": (used.ru_utime + used.ru_stime) / 60}
        record.parent.mkdir(exist_ok=True)
        record.write_text(json.dumps(minutes))
        print(told(record))
    return code


def told(record: Path = RECORD) -> str:
    """The budget and what the last check took of it."""
    budget = f"make check: budget {MINUTES:g} minutes"
    if not record.exists():
        return f"{budget}; it has not succeeded here yet"
    taken = json.loads(record.read_text())
    over = "" if taken["clock"] <= MINUTES else ", OVER THE BUDGET"
    return f"{budget}; the last took {taken['clock']:.1f}{over} ({taken['processors']:.1f} of processor time)"


if __name__ == "__main__":
    sys.exit(measured(sys.argv[1:]))
