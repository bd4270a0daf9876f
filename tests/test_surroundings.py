"""What the user's surroundings must not change: Matplotlib's settings."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "derivations").rglob("*.py"))


def loaded_with(source: Path) -> set[str]:
    """Packages that are imported as soon as the module is: outside functions, and not for the type checker alone."""
    top = ast.parse(source.read_text()).body
    imports = [node for node in top if isinstance(node, ast.Import | ast.ImportFrom)]
    names = [[alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module] for node in imports]
    return {name.split(".")[0] for group in names for name in group}


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_matplotlib_is_loaded_only_where_something_is_drawn(source):
    assert "matplotlib" not in loaded_with(source), (
        "import it in the function that draws; `derivations.drawing.Axes` for annotations"
    )
