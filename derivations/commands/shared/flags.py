"""Flags that a command has for some of its arguments only: numbers on the command line."""

import inspect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated

import typer
from typer.core import TyperCommand


@dataclass(frozen=True)
class Flag:
    """A number, or a name, on the command line: ``name`` is the keyword of the computation."""

    name: str
    kind: type
    help: str

    @property
    def spelled(self) -> str:
        """``eps_ti`` -> ``--eps-ti``."""
        return "--" + self.name.replace("_", "-")

    @property
    def parameter(self) -> inspect.Parameter:
        """Of the function that Typer reads: text, as it may be a list."""
        metavar = {int: "INTEGER", float: "FLOAT", str: "NAME"}[self.kind]
        annotation = Annotated[str | None, typer.Option(self.spelled, help=self.help, metavar=metavar, show_default=False)]
        return inspect.Parameter(self.name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


def require_flags(arguments: Sequence[str], flags: Iterable[Flag], others: Sequence[str], *, command: str) -> None:
    """Refuse arguments that look like flags and are none, and flags that are given more than once.

    Raises
    ------
    ValueError
        The message names the flag, and those that the command has.
    """
    numbers = [flag.spelled for flag in flags]
    known, words = (*numbers, *others), [argument.partition("=")[0] for argument in arguments]
    for given in words:
        if given in numbers and words.count(given) > 1:
            raise ValueError(
                f"`{given}` must be given once (several numbers are a list, 1,2), but is given {words.count(given)} times."
            )
        if given.startswith("--") and given not in ("--", *known):
            meant = get_close_matches(given, known, n=1)
            question = f": did you mean {meant[0]}?" if meant else "."
            raise ValueError(f"`{given}` must be a flag of `tisc {command}`, which has {', '.join(known)}{question}")


def built(function: Callable[..., None], name: str, text: str) -> TyperCommand:
    """The command of a function, with that text for its help."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command(name, help=text)(function)
    command = typer.main.get_command(app)
    assert isinstance(command, TyperCommand)
    return command
