"""Where the program keeps what it has computed."""

import os
from pathlib import Path


def computed_folder(root: Path = Path(__file__).parents[2]) -> Path:
    """The folder ``build`` of the clone; where there is no clone, a folder of the user's cache."""
    if (root / "pyproject.toml").is_file():
        return root / "build"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tisc"
