"""Where the program keeps what it has computed."""

import os
import sys
from pathlib import Path

CACHES = {"darwin": "Library/Caches", "win32": "AppData/Local"}  # of the user, by platform; elsewhere .cache


def computed_folder(root: Path = Path(__file__).parents[2]) -> Path:
    """The folder ``build`` of the clone; where there is no clone, ``tisc`` in the user's folder for caches.

    That is ``$XDG_CACHE_HOME``, if it is an absolute path, or else the folder that the platform has for them.
    """
    if (root / "pyproject.toml").is_file():
        return root / "build"
    named = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (named if named.is_absolute() else Path.home() / CACHES.get(sys.platform, ".cache")) / "tisc"
