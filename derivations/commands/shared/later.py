"""Commands that are known by their files, and imported when they are called: so `tisc --help` needs none of them."""

import importlib
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand

from derivations.discovery import dotted, modules
from derivations.docstrings import docstring, first_line


def commands(*folders: Path) -> dict[str, TyperCommand]:
    """A command for every module of the folders; a final underscore, for names of Python, is not part of the command's name."""
    found = {name.rstrip("_").replace("_", "-"): path for folder in folders for name, path in modules(folder).items()}
    return {name: Later(name, path) for name, path in found.items()}


class Later(TyperCommand):
    """A command in place of that which its module offers as ``command``; the module's docstring is its help."""

    def __init__(self, name: str, path: Path) -> None:
        self._help, self._module = docstring(path), dotted(path)
        super().__init__(name, help=self._help, short_help=first_line(self._help))

    def make_context(self, *arguments: Any, **keywords: Any) -> Any:
        """The context of the true command, which is then invoked, asked for help, or for completions."""
        app = typer.Typer(add_completion=False, rich_markup_mode=None)
        app.command(self.name, help=self._help)(importlib.import_module(self._module).command)
        return typer.main.get_command(app).make_context(*arguments, **keywords)
