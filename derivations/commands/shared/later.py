"""Commands that are known by their files, and imported when they are called: so `tisc --help` needs none of them."""

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from typer.core import TyperCommand

from derivations.commands.shared.flags import built
from derivations.discovery import command_name, dotted, modules
from derivations.docstrings import docstring, first_line


def commands(folder: Path) -> dict[str, TyperCommand]:
    """A command for every module of the folder; a final underscore, for names of Python, is not part of the command's name."""
    return {name: Later(name, path) for name, path in _named(folder).items()}


def computations(folder: Path) -> dict[str, TyperCommand]:
    """A command for every computation in the folder, whose flags are those of the model that it is called with."""
    return {name: LaterOfModel(name, path) for name, path in _named(folder).items()}


def _named(folder: Path) -> dict[str, Path]:
    return {command_name(name): path for name, path in modules(folder).items()}


class Later(TyperCommand):
    """A command in place of that which its module offers as ``command``; the module's docstring is its help."""

    def __init__(self, name: str, path: Path) -> None:
        self._help, self._module = docstring(path), dotted(path)
        super().__init__(name, help=self._help, short_help=first_line(self._help))

    def make_context(self, info_name: str | None, args: list[str], *more: Any, **extra: Any) -> Any:
        """The context of the true command, which is then invoked, asked for help, or for completions."""
        return self.true(args, lenient=extra.get("resilient_parsing", False)).make_context(info_name, args, *more, **extra)

    def true(self, arguments: Sequence[str], *, lenient: bool) -> TyperCommand:
        """The command that the arguments are for; a lenient one is asked for completions, and refuses nothing."""
        module = importlib.import_module(self._module)
        if hasattr(module, "command_for"):  # its flags depend on the arguments
            found: TyperCommand = module.command_for(arguments, lenient=lenient)
            return found
        return built(module.command, str(self.name), self._help)


class LaterOfModel(Later):
    """A command in place of that of a computation with a model."""

    def true(self, arguments: Sequence[str], *, lenient: bool) -> TyperCommand:
        """The command with the flags of the model that the arguments name."""
        from derivations.commands.shared.computing import command_for

        return command_for(importlib.import_module(self._module), arguments, lenient=lenient)
