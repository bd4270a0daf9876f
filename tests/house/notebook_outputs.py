"""Notebooks are stored without outputs: names those that have some, for the tests and the pre-commit hook."""

import sys
from pathlib import Path

import nbformat


def offenders() -> list[str]:
    """Notebooks with outputs or execution counts."""
    folder = Path(__file__).parents[2] / "notebooks"
    return [
        path.name
        for path in sorted(folder.rglob("*.ipynb"))
        if any(cell.get("outputs") or cell.get("execution_count") for cell in nbformat.read(path, as_version=4).cells)
    ]


if __name__ == "__main__":
    if found := offenders():
        sys.exit(f"clear the outputs of {', '.join(found)}")
