"""The command ``tisc``: derive formulas, judge them, generate code, compute spectra and topology, draw and report."""

import json
import math
import signal
import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table
from threadpoolctl import threadpool_limits

from derivations import telling
from derivations.catalogue import claim, claims
from derivations.drawing import caption
from derivations.models import MODELS, defaults, hamiltonian
from derivations.options import MODEL_PARAMETERS, Json, between, finite, output_file, output_folder, takes
from numerics.eigen import ConvergenceError
from theory.bilayer import PARAMETERS

T = TypeVar("T")
INTERRUPTED = 130
PICTURES = (".png", ".svg", ".pdf")
LATTICE = between(1, 400, "a larger lattice does not fit into memory")
FLUX = between(-1000, 1000, "beyond it the phases lose their digits")
BILAYER = {symbol.name: default for symbol, default in PARAMETERS.items()}
bilayer_parameters = takes(MODEL_PARAMETERS, BILAYER)

app = typer.Typer(
    help="Derive formulas, judge them, generate code, compute spectra and topology, draw and report.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog="Energies in units of lambda/a, lengths in lattice constants. `tisc COMMAND --help` explains each command.",
)
screen, messages = Console(highlight=False), Console(stderr=True, highlight=False)
if not screen.is_terminal:
    screen.width = 240  # a pipe: one line a row

ClaimName = Annotated[str, typer.Argument(metavar="CLAIM", help="Name of a claim; `tisc list` shows them.")]
SaveData = Annotated[Path | None, typer.Option("-o", "--output", help="Save the data as NetCDF.", metavar="FILE.nc")]
SavePlot = Annotated[Path | None, typer.Option("--plot", help="Draw the result (.png, .svg or .pdf).", metavar="FILE.png")]
Folder = Annotated[Path, typer.Option("-o", "--output", help="Folder to write into; made if missing.", metavar="DIR")]


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"tisc {version('tisc')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _common(
    context: typer.Context,
    _: Annotated[bool, typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True)] = False,
) -> None:
    if context.invoked_subcommand is None:
        print(context.get_help())


def main() -> None:
    """Run the command; bad input gives one line and exit code 2, a failed check exit code 1."""
    for stop in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        signal.signal(stop, lambda number, _: sys.exit(128 + number))  # unwinds, so that temporary files are removed
    warnings.filterwarnings("ignore", category=RuntimeWarning)  # results are checked; errors are one line
    try:
        with threadpool_limits(1):  # thousands of small matrices: more threads only wait for each other
            code = app(standalone_mode=False)
        if code == INTERRUPTED:
            _complain("interrupted; nothing half-written is left.")
        sys.exit(code if isinstance(code, int) else 0)
    except typer.TyperException as error:
        _refuse(error.format_message())
    except (ValueError, OSError) as error:
        _refuse(str(error))
    except ConvergenceError as error:
        _complain(str(error))
        sys.exit(1)
    except MemoryError:
        _complain("the matrix does not fit into memory: take a smaller `L`.")
        sys.exit(1)
    except (KeyboardInterrupt, typer.Abort):
        _complain("interrupted; nothing half-written is left.")
        sys.exit(INTERRUPTED)


def _refuse(message: str) -> None:
    _complain(message)
    sys.exit(2)


def _complain(message: str) -> None:
    print(f"tisc: {' '.join(message.split())}", file=sys.stderr)


def _print_json(content: dict[str, Any]) -> None:
    print(json.dumps(_without_infinities(content), indent=2, allow_nan=False))


def _without_infinities(value: Any) -> Any:
    """JSON knows neither infinity nor NaN: null stands for them."""
    if isinstance(value, dict):
        return {key: _without_infinities(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_without_infinities(member) for member in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


@contextmanager
def progress(text: str) -> Iterator[Any]:
    """A bar on standard error for anything that takes longer than a moment; silent when not on a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=messages, transient=True, disable=not messages.is_terminal) as bar:

        def track(items: Iterable[T]) -> Iterator[T]:
            members = list(items)
            yield from bar.track(members, total=len(members), description=text)

        yield track


@app.command("list")
def list_(as_json: Json = False) -> None:
    """List the claims, by subject."""
    if as_json:
        _print_json({"claims": [{"name": c.name, "subject": c.subject, "title": c.title} for c in claims().values()]})
        return
    table = Table("subject", "claim", "statement", box=None)
    for c in claims().values():
        table.add_row(c.subject, c.name, c.title)
    screen.print(table)


@app.command()
def derive(
    name: ClaimName,
    as_latex: Annotated[bool, typer.Option("--latex", help="Print a LaTeX document.")] = False,
    as_json: Json = False,
) -> None:
    """Show a claim: statement, assumptions, the steps that prove it, the result."""
    found = claim(name)
    if as_latex and as_json:
        raise ValueError("`--latex` must not be combined with `--json`, but both are given.")
    if as_json:
        _print_json(telling.as_json(found))
    else:
        print(telling.as_latex(found) if as_latex else telling.as_text(found))


@app.command()
def check(
    names: Annotated[list[str] | None, typer.Argument(metavar="CLAIM", help="Names of claims; all if none is given.")] = None,
    as_json: Json = False,
) -> None:
    """Prove the steps, validate the result, see every mutant rejected; exit code 1 if anything fails."""
    from derivations.mill import SEEDS
    from derivations.mill import check as judged

    chosen = [claim(name) for name in dict.fromkeys(names)] if names else list(claims().values())
    with progress("proving and judging") as track:
        verdicts = [judged(one) for one in track(chosen)]
    if as_json:
        _print_json({"claims": [asdict(verdict) for verdict in verdicts], "parameters": {"seeds": list(SEEDS)}})
    else:
        table = Table("claim", "subject", "proved", "validated", "error", "bound", "mutants", "seconds", box=None)
        for v in verdicts:
            words = ("yes" if v.proved else "NO", "yes" if v.validated else "NO")
            table.add_row(
                v.name, v.subject, *words, f"{v.error:.1e}", f"{v.bound:.1e}", f"{v.rejected}/{v.mutants}", f"{v.seconds:.1f}"
            )
        screen.print(table)
    for v in verdicts:
        if v.failure:
            _complain(f"{v.name}: {v.failure}")
    if not all(verdict.holds for verdict in verdicts):
        raise typer.Exit(1)


@app.command()
def codegen(
    name: Annotated[str, typer.Argument(metavar="CLAIM|MODEL", help="A claim, for its result; or a model, for its Hamiltonian.")],
    to: Annotated[str, typer.Option("--to", help="Target: numpy or latex.", metavar="TARGET")] = "numpy",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="File to write instead of the screen.", metavar="FILE")
    ] = None,
) -> None:
    """Write a formula as a NumPy module or as LaTeX."""
    from derivations.codegen import TARGETS, generated
    from derivations.storage import write

    if to not in TARGETS:
        raise ValueError(f"`--to` must be one of {', '.join(TARGETS)}, but is {to}.")
    suffix = {"numpy": ".py", "latex": ".tex"}[to]
    path = output_file(output, "-o", (suffix,))
    source = generated(name, to)
    if path is None:
        print(source, end="")
    else:
        write(path, source.encode())


@app.command()
@bilayer_parameters
def bands(
    parameters: dict[str, float],
    kx: Annotated[float, typer.Option("--kx", help="Momentum along x (1/a).", callback=finite)] = 0.0,
    ky: Annotated[float, typer.Option("--ky", help="Momentum along y (1/a).", callback=finite)] = 0.0,
    as_json: Json = False,
    output: SaveData = None,
    plot: SavePlot = None,
) -> None:
    """The eight levels at one momentum; -o and --plot give the bands along Gamma - X - M - Gamma."""
    from derivations import results
    from numerics.bands import spectrum

    data_path, plot_path = output_file(output, "-o", (".nc",)), output_file(plot, "--plot", PICTURES)
    complete = defaults(MODELS["bilayer"](), **parameters)
    energies = spectrum(hamiltonian("bilayer", **complete), kx=kx, ky=ky)
    if data_path or plot_path:
        results.deliver(results.band_path(energies, kx, ky, complete), results.draw_bands, data_path, plot_path)
    _report(as_json, {"energies": energies.tolist()}, {**complete, "kx": kx, "ky": ky})


@app.command()
@bilayer_parameters
def gap(parameters: dict[str, float], as_json: Json = False, output: SaveData = None, plot: SavePlot = None) -> None:
    """The smallest |E| over the whole Brillouin zone, to 1e-8, and one momentum where it is reached.

    -o and --plot give the level nearest zero as a map over the zone.
    """
    from derivations import results
    from numerics.bands import minimum_gap

    data_path, plot_path = output_file(output, "-o", (".nc",)), output_file(plot, "--plot", PICTURES)
    complete = defaults(MODELS["bilayer"](), **parameters)
    with messages.status("searching the zone"):
        found = minimum_gap(hamiltonian("bilayer", **complete))
    if data_path or plot_path:
        results.deliver(results.gap_map(found, complete), results.draw_gap_map, data_path, plot_path)
    _report(as_json, asdict(found), complete)


@app.command()
@bilayer_parameters
def chern(parameters: dict[str, float], as_json: Json = False, output: SaveData = None, plot: SavePlot = None) -> None:
    """The Chern number of the BdG bands below zero energy, and the gap that protects it.

    -o and --plot give the Berry flux as a map over the zone.
    """
    from derivations import results
    from numerics.bands import minimum_gap
    from numerics.topology import GapTooSmallError, berry_flux

    data_path, plot_path = output_file(output, "-o", (".nc",)), output_file(plot, "--plot", PICTURES)
    complete = defaults(MODELS["bilayer"](), **parameters)
    H = hamiltonian("bilayer", **complete)
    with messages.status("following the states around the zone"):
        try:
            flux = berry_flux(H)
        except GapTooSmallError as error:
            message = "the parameters must be those of an insulator, but the gap is zero or too small; `tisc gap` shows it."
            raise ValueError(message) from error
        found = {"chern": round(float(flux.sum() / (2 * math.pi))), "gap": minimum_gap(H).gap}
    if data_path or plot_path:
        results.deliver(results.flux_map(flux, found, complete), results.draw_flux_map, data_path, plot_path)
    _report(as_json, found, complete)


@app.command()
@bilayer_parameters
def vortex(
    parameters: dict[str, float],
    L: Annotated[int, typer.Option("--L", help="Side of the square lattice, in sites; at least 2 R + 3.", callback=LATTICE)] = 41,
    R: Annotated[float, typer.Option("--R", help="Radius of the antidot and of the flux disc (a).", callback=finite)] = 5.5,
    n: Annotated[int, typer.Option("--n", help="Flux quanta h/2e through the antidot; negative and 0 too.", callback=FLUX)] = 1,
    states: Annotated[int, typer.Option("--states", help="Number of states nearest zero, even.")] = 20,
    as_json: Json = False,
    output: SaveData = None,
    plot: SavePlot = None,
) -> None:
    """Levels of the antidot with its vortex: energies, weights at vortex and edge, label j of the fourfold rotation.

    A pair of Majorana modes that share the two levels nearest zero is shown as edge mode and vortex mode.
    """
    from derivations import results
    from numerics.systems import bilayer
    from numerics.vortex import vortex_states

    data_path, plot_path = output_file(output, "-o", (".nc",)), output_file(plot, "--plot", PICTURES)
    complete = defaults(MODELS["bilayer"](), **parameters)
    with progress(f"solving sectors of L = {L}") as track:
        found = vortex_states(bilayer(**complete), L=L, R=R, n=n, states=states, track=track)
    everything = {**complete, "L": L, "R": R, "n": n, "states": states}
    if data_path or plot_path:
        results.deliver(results.vortex_dataset(found, everything), results.draw_vortex, data_path, plot_path)
    content = {
        "energies": found.states.energies.tolist(),
        "vortex_weight": found.vortex_weight.tolist(),
        "edge_weight": found.edge_weight.tolist(),
        "rotation": found.states.labels.tolist(),
        "residual": found.states.residual,
        "dimension": int(found.states.vectors.shape[0]),
        "seconds": dict(found.seconds),
    }
    _report(as_json, content, everything)


def _report(as_json: bool, content: dict[str, Any], parameters: dict[str, float]) -> None:
    if as_json:
        _print_json({**content, "parameters": parameters})
        return
    columns = {name: value for name, value in content.items() if isinstance(value, list)}
    if columns:
        table = Table(*columns, box=None)
        for row in zip(*columns.values(), strict=True):
            table.add_row(*(f"{value:.10g}" for value in row))
        screen.print(table)
    for name, value in content.items():
        if name not in columns:
            numbers = ", ".join(f"{key} {v:.3g}" for key, v in value.items()) if isinstance(value, dict) else f"{value:.12g}"
            screen.print(f"{name:>10}: {numbers}")
    screen.print(f"parameters: {caption(parameters)}")


@app.command()
def figure(
    name: Annotated[str, typer.Argument(metavar="NAME|all", help="Figure of a paper, such as fig3c; or all.")],
    output: Folder = Path("build/figures"),
) -> None:
    """Compute a figure of the papers: NAME.nc (data), NAME.png and NAME.svg."""
    from derivations.figures import figures, produced

    known = figures()
    if name != "all" and name not in known:
        raise ValueError(f"`name` must be one of {', '.join(known)}, all, but is {name}.")
    folder = output_folder(output, "-o")
    for one in known if name == "all" else [name]:
        with progress(one) as track:
            produced(one, folder, track=track)
        screen.print(f"{folder / one}.nc, .png, .svg", soft_wrap=True)


@app.command()
def report(output: Folder = Path("build")) -> None:
    """Prove and judge every claim and write the book, DIR/index.html; figures stand in DIR/figures."""
    from derivations.figures import drawn, figures, produced
    from derivations.mill import check as judged
    from derivations.report import page
    from derivations.storage import write

    folder = output_folder(output, "-o")
    with progress("proving and judging") as track:
        verdicts = [judged(one) for one in track(list(claims().values()))]
    drawings = {}
    for name in figures():
        with progress(name) as track:
            drawings[name] = drawn(name, produced(name, folder / "figures", track=track, again=False), kind="svg")
    with progress("writing the book") as track:
        write(folder / "index.html", page(track(list(claims().values())), verdicts, drawings).encode())
    screen.print(f"report:  {(folder / 'index.html').resolve()}", soft_wrap=True)
    screen.print(f"figures: {(folder / 'figures').resolve()}", soft_wrap=True)
    failed = [verdict.name for verdict in verdicts if not verdict.holds]
    if failed:
        _complain(f"these claims do not hold: {', '.join(failed)}.")
        raise typer.Exit(1)


if __name__ == "__main__":
    main()
