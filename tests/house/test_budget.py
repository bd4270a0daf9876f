"""The budget of ``make check`` is measured and told."""

import json
import sys

from tests.bench.budget import measured, told


def test_a_check_is_measured_if_it_succeeds(tmp_path, capsys):
    record = tmp_path / "build" / "check.json"
    assert measured([sys.executable, "-c", "raise SystemExit(3)"], record) == 3
    assert told(record) == "make check: budget 25 minutes; it has not succeeded here yet"
    assert measured([sys.executable, "-c", ""], record) == 0
    assert capsys.readouterr().out == told(record) + "\n"
    assert 0 <= json.loads(record.read_text())["processors"] < 1


def test_what_is_over_the_budget_is_called_so(tmp_path):
    (tmp_path / "check.json").write_text(json.dumps({"clock": 26.0, "processors": 40.0}))
    assert told(tmp_path / "check.json") == (
        "make check: budget 25 minutes; the last took 26.0, OVER THE BUDGET (40.0 of processor time)"
    )
