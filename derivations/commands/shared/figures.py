"""The command of the figures: what it takes depends on the figure that is named."""

import inspect
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from typer.core import TyperCommand

from derivations.commands.shared.flags import Flag, built, require_flags
from derivations.commands.shared.gallery import all_figures
from derivations.commands.shared.options import output_folder, require_places
from derivations.commands.shared.ranges import numbers
from derivations.commands.shared.terminal import progress, say
from derivations.figures import (
    KINDS,
    chosen,
    default_folder,
    figure,
    files,
    folder_of,
    papers,
    places,
    produced,
    produced_at,
    sentences,
    title,
)
from derivations.figures.arguments import Argument, arguments, checked

OWN = ("--output", "--help")
CHANGED = Path("other_values")  # folder, in that of the figures


def command_of(given: Sequence[str], options: Callable[..., None], text: str, *, lenient: bool) -> TyperCommand:
    """The command, which has ``options`` and that text for its help, with the flags of the figure that is named.

    Raises
    ------
    ValueError
        If there is a flag that the figure has not, or with several figures any; not if ``lenient``.
    """
    names = _named(given, lenient=lenient)
    known = arguments(figure(names[0])) if len(names) == 1 else {}
    flags = {name: Flag(name, one.type, f"{one.meaning}  [default: {one.shown}]") for name, one in known.items()}
    if len(names) > 1 and not lenient:
        _refuse_flags(given)
    elif names and not lenient:
        require_flags(given, flags.values(), OWN, command=f"figure {names[0]}")
    first = f"{title(figure(names[0]))}.\n\n" if len(names) == 1 else ""
    return built(_function(known, flags, options), "figure", f"{first}{text}\n\n{_listed()}")


def _named(given: Sequence[str], *, lenient: bool) -> list[str]:
    """The figures that the arguments name: by the first word that is a name, or else could be one."""
    words = [word for word, last in zip(given, ("", *given), strict=False) if word[:1] != "-" and last not in ("-o", "--output")]
    known = {*places(), *("/".join(place.split(".")[-2:]) for place in places().values()), *papers(), "all"}
    names = [word for word in words if word in known] or ([] if lenient else words)
    return chosen(names[0]) if names else []


def _refuse_flags(given: Sequence[str]) -> None:
    """Several figures have no flags in common."""
    for word in given:
        if word.startswith("--") and word.partition("=")[0] not in ("--", *OWN):
            raise ValueError(f"`{word.partition('=')[0]}` must be given with a single figure, but there are several.")


def _listed() -> str:
    """All figures, paper by paper."""
    return "\n\n".join(
        f"{room} ({paper or 'in no paper'}): {', '.join(name for name in places() if folder_of(name) == room)}."
        for room, paper in papers().items()
    )


def _function(known: dict[str, Argument], flags: dict[str, Flag], options: Callable[..., None]) -> Callable[..., None]:
    """The function that Typer makes the command of."""

    def run(name: str, output: Path, **texts: str | None) -> None:
        values = {key: _value(known[key], text, flags[key]) for key, text in texts.items() if text is not None}
        names = chosen(name)
        given = checked(figure(names[0]), **values) if values else {}
        if given:
            _other_values(names[0], output, given)
        else:
            _of_the_paper(name, names, output)

    own = inspect.signature(options).parameters.values()
    parameters = [*own, *(flag.parameter for flag in flags.values())]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run


def _value(argument: Argument, text: str, flag: Flag) -> Any:
    """The number, or the numbers, of a text."""
    value = numbers(text, flag.spelled, flag.kind)
    if isinstance(value, list) and not argument.several:
        raise ValueError(f"`{flag.spelled}` must be a single number in this figure, but is {text}.")
    return value


def _of_the_paper(name: str, names: list[str], output: Path) -> None:
    """One figure with what its paper says of it, or several."""
    folder = output_folder(output, "-o")
    require_places(path for one in names for path in files(one, folder))
    if name in ("all", *papers()):
        all_figures(folder, names)
        return
    with progress(names[0]) as track:
        dataset = produced(names[0], folder, track=track)
    _say_files(names[0], folder)
    for sentence in sentences(names[0], dataset):
        say(f"- {sentence}")


def _other_values(name: str, output: Path, given: dict[str, Any]) -> None:
    """One figure with other values than those of its paper; in a folder of its own where those of the paper have theirs."""
    folder = output_folder(output / CHANGED if output.resolve() == default_folder().resolve() else output, "-o")
    require_places(path for path in files(name, folder))
    with progress(name) as track:
        produced_at(name, folder, track=track, **given)
    _say_files(name, folder)
    say("Sentences are judged at the paper's values only.")


def _say_files(name: str, folder: Path) -> None:
    say(f"{folder / name}.nc, {', '.join(f'.{kind}' for kind in KINDS)}")
