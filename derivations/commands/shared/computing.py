"""The command of a computation: flags of the chosen model and of the computation, the answer, data and picture."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from derivations.choice import require_known
from derivations.commands.shared import completion
from derivations.commands.shared.complaint import complain
from derivations.commands.shared.flags import Flag, built, require_flags
from derivations.commands.shared.options import Json, output_file
from derivations.commands.shared.ranges import numbers
from derivations.commands.shared.tables import report_table
from derivations.commands.shared.terminal import progress, report
from derivations.computations.shared.lists import Interrupted, single, table
from derivations.computations.shared.numbers import sizes
from derivations.computations.shared.parameters import DEFAULT
from derivations.models import MODELS, structure
from theory.symbols.quantity import Quantity

if TYPE_CHECKING:
    import xarray as xr

PICTURES = (".png", ".svg", ".pdf")
INTERRUPTED = 130
OWN = ("--model", "--json", "--output", "--plot", "--help")
LISTS = """Any number may be a list (1,2,3) or a range (first:last:count, with both ends). The answer is then a table over them, in
the order in which they are given; -o saves it, --plot draws a curve over one or a map over two, Ctrl-C keeps what is done."""
MODEL = typer.Option(
    "--model",
    help=f"Whose parameters are the flags: {', '.join(MODELS)}.",
    metavar="MODEL",
    autocompletion=completion.models,
)
SaveData = Annotated[Path | None, typer.Option("-o", "--output", help="Save the data as NetCDF.", metavar="FILE.nc")]
SavePlot = Annotated[Path | None, typer.Option("--plot", help="Draw the result (.png, .svg or .pdf).", metavar="FILE.png")]


def command_for(module: ModuleType, arguments: Sequence[str], *, lenient: bool = False) -> TyperCommand:
    """The command of a computation as its arguments want it: with the flags of the model that they choose.

    Raises
    ------
    ValueError
        If there is no such model, or a flag is none of the command with this model; not if ``lenient``.
    """
    name, model = module.__name__.rpartition(".")[2], _chosen(arguments)
    if lenient and model not in MODELS:
        model = DEFAULT
    require_known(model, MODELS, name="--model", shown=f"those that `tisc {name} --help` shows")
    flags = {flag.name: flag for flag in (*_of_model(model), *_of_sizes(module))}
    if not lenient:
        require_flags(arguments, flags.values(), OWN, command=f"{name} --model {model}")
    return built(_function(module, model, flags), name, f"{inspect.cleandoc(module.__doc__ or '')}\n\n{LISTS}")


def _chosen(arguments: Sequence[str]) -> str:
    """The model that the arguments name; the default one if none."""
    model = DEFAULT
    for argument, following in pairwise(arguments):
        if argument == "--model":
            model = following
    return next((argument.removeprefix("--model=") for argument in arguments if argument.startswith("--model=")), model)


def _of_model(model: str) -> list[Flag]:
    """The structure and the parameters of a model, with their meaning and default, which may follow from others."""
    flags = [Flag(name, one.kind, f"{one.meaning}  [default: {one.default}]") for name, one in structure(model).items()]
    for symbol, default in MODELS[model]().parameters.items():
        meaning = symbol.described if isinstance(symbol, Quantity) else "parameter of the model"
        shown = f"{float(default):g}" if default.is_number else str(default)
        flags.append(Flag(symbol.name, float, f"{meaning}  [default: {shown}]"))
    return flags


def _of_sizes(module: ModuleType) -> list[Flag]:
    flags = []
    for name, (kind, size, default) in sizes(module.compute).items():
        unit, beside = f" ({size.unit})" if size.unit else "", f", only with --{size.beside}" if size.beside else ""
        flags.append(Flag(name, kind, f"{size.meaning}{unit}{beside}  [default: {default:g}]"))
    return flags


def _function(module: ModuleType, model: str, flags: dict[str, Flag]) -> Callable[..., None]:
    """The function that Typer makes the command of."""

    def run(context: typer.Context, as_json: bool, output: Path | None, plot: Path | None, **_: Any) -> None:
        texts = {name: text for name, text in context.params.items() if name in flags and text is not None}  # in the order given
        given = {name: numbers(text, flags[name].spelled, flags[name].kind) for name, text in texts.items()}
        if any(isinstance(value, list) for value in given.values()):
            _table(module, model, given, as_json, output, plot)
        else:
            _single(module, model, given, as_json, output, plot)

    signature = inspect.signature(_options)
    parameters = [*(flag.parameter for flag in flags.values()), *signature.parameters.values()]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run


def _options(
    *,
    context: typer.Context,
    model: Annotated[str, MODEL] = DEFAULT,
    as_json: Json = False,
    output: SaveData = None,
    plot: SavePlot = None,
) -> None:
    """What every computation takes on the command line besides numbers."""


def _single(module: ModuleType, model: str, given: dict[str, Any], as_json: bool, output: Path | None, plot: Path | None) -> None:
    """One answer; its data are computed in full only where they are asked for."""
    paths = _checked(output, plot)
    with progress(module.__name__.rpartition(".")[2]) as track:
        data = single(module.compute, model, drawn=any(paths), track=track, **given)
    if any(paths):
        _deliver(module, data.dataset(), module.draw, *paths)
    content = module.answer(data)
    remarks = module.remarks(data) if hasattr(module, "remarks") else []
    units = {name: unit.get("units", "") for name, (_, unit) in module.ANSWER.items()}
    report(as_json, content, content.pop("parameters"), units=units, accuracy=_accuracy(module), remarks=remarks)


def _table(module: ModuleType, model: str, given: dict[str, Any], as_json: bool, output: Path | None, plot: Path | None) -> None:
    """A table over the lists; if the work is interrupted, of what is done."""
    lists = {name: values for name, values in given.items() if isinstance(values, list)}
    fixed = {name: value for name, value in given.items() if name not in lists}
    if plot and len(lists) > 2:
        raise ValueError(
            f"`--plot` must be a curve over one list or a map over two, but there are {len(lists)}: {', '.join(lists)}."
        )
    paths, interruption = _checked(output, plot), None
    try:
        with progress(module.__name__.rpartition(".")[2]) as track:
            data = table(module.__name__, model, lists, fixed, track=track, all_cores=True)
    except Interrupted as error:
        data, interruption = error.dataset, error
    from derivations.computations.shared.tables import draw

    _deliver(module, data, draw, *paths)
    report_table(as_json, data, _accuracy(module), complete=interruption is None)
    for refusal in data.attrs["refused"]:
        complain(refusal)
    if interruption and str(interruption):
        raise ChildProcessError(str(interruption))
    if interruption:
        raise typer.Exit(INTERRUPTED)


def _accuracy(module: ModuleType) -> Mapping[str, float]:
    """To what the quantities of the answer are found, where the computation states it."""
    stated: Mapping[str, float] = getattr(module, "ACCURACY", {})
    return stated


def _checked(output: Path | None, plot: Path | None) -> tuple[Path | None, Path | None]:
    return output_file(output, "-o", (".nc",)), output_file(plot, "--plot", PICTURES)


def _deliver(module: ModuleType, data: "xr.Dataset", draw: Callable[..., None], output: Path | None, plot: Path | None) -> None:
    """Save the dataset and its picture where paths are given."""
    from derivations.drawing import picture
    from derivations.files.storage import save, stamped, write

    if output:
        save(stamped(data, module.compute, module.answer), output)
    if plot:
        write(plot, picture(lambda ax: draw(ax, data), kind=plot.suffix.removeprefix("."), note=data.attrs["caption"]))
