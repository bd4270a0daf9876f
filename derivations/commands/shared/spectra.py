"""Commands that compute: bands, gap, Chern number, vortex, radial channels."""

import math
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from derivations.choice import require_known
from derivations.commands.shared.options import MODEL_PARAMETERS, Json, between, finite, non_negative, output_file, takes
from derivations.commands.shared.terminal import messages, progress, report
from derivations.models import MODELS, defaults, hamiltonian
from theory.models.bilayer import PARAMETERS

PICTURES = (".png", ".svg", ".pdf")
LATTICE = between(1, 400, "a larger lattice does not fit into memory")
SEED = between(0, 2**32 - 1, "what a seed can be")
FLUX = between(-1000, 1000, "beyond it the phases lose their digits")
CHANNELS = between(1, 200, "more are no longer near zero")
bilayer_parameters = takes(MODEL_PARAMETERS, {symbol.name: default for symbol, default in PARAMETERS.items()})

SaveData = Annotated[Path | None, typer.Option("-o", "--output", help="Save the data as NetCDF.", metavar="FILE.nc")]
SavePlot = Annotated[Path | None, typer.Option("--plot", help="Draw the result (.png, .svg or .pdf).", metavar="FILE.png")]


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
    from derivations.computations import lattice as results
    from numerics.zone.bands import spectrum

    data_path, plot_path = output_file(output, "-o", (".nc",)), output_file(plot, "--plot", PICTURES)
    complete = defaults(MODELS["bilayer"](), **parameters)
    energies = spectrum(hamiltonian("bilayer", **complete), kx=kx, ky=ky)
    if data_path or plot_path:
        results.deliver(results.band_path(energies, kx, ky, complete), results.draw_bands, data_path, plot_path, __name__)
    report(as_json, {"energies": energies.tolist()}, {**complete, "kx": kx, "ky": ky})


@bilayer_parameters
def gap(parameters: dict[str, float], as_json: Json = False, output: SaveData = None, plot: SavePlot = None) -> None:
    """The smallest |E| over the whole Brillouin zone, to 1e-10, and one momentum where it is reached.

    -o and --plot give the level nearest zero as a map over the zone.
    """
    from derivations.computations import lattice as results
    from numerics.zone.gap import minimum_gap

    data_path, plot_path = output_file(output, "-o", (".nc",)), output_file(plot, "--plot", PICTURES)
    complete = defaults(MODELS["bilayer"](), **parameters)
    with messages.status("searching the zone"):
        found = minimum_gap(hamiltonian("bilayer", **complete))
    if data_path or plot_path:
        results.deliver(results.gap_map(found, complete), results.draw_gap_map, data_path, plot_path, __name__)
    report(as_json, asdict(found), complete)


@bilayer_parameters
def chern(parameters: dict[str, float], as_json: Json = False, output: SaveData = None, plot: SavePlot = None) -> None:
    """The Chern number of the BdG bands below zero energy, and the gap that protects it.

    -o and --plot give the Berry flux as a map over the zone.
    """
    from derivations.computations import lattice as results
    from numerics.zone.gap import minimum_gap
    from numerics.zone.topology import GapTooSmallError, berry_flux

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
        results.deliver(results.flux_map(flux, found, complete), results.draw_flux_map, data_path, plot_path, __name__)
    report(as_json, found, complete)


@bilayer_parameters
def vortex(
    parameters: dict[str, float],
    L: Annotated[int, typer.Option("--L", help="Side of the square lattice, in sites; at least 2 R + 3.", callback=LATTICE)] = 41,
    R: Annotated[float, typer.Option("--R", help="Radius of the antidot and of the flux disc (a).", callback=finite)] = 5.5,
    n: Annotated[int, typer.Option("--n", help="Flux quanta h/2e through the antidot; negative and 0 too.", callback=FLUX)] = 1,
    states: Annotated[int, typer.Option("--states", help="Number of states nearest zero, even.")] = 20,
    disorder: Annotated[
        float, typer.Option("--disorder", help="Width of a random on-site energy on every site (lambda/a).", callback=non_negative)
    ] = 0.0,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the disorder.", callback=SEED)] = 0,
    as_json: Json = False,
    output: SaveData = None,
    plot: SavePlot = None,
) -> None:
    """Levels of the antidot with its vortex: energies, weights at vortex and edge, label j of the fourfold rotation.

    A pair of Majorana modes that share the two levels nearest zero is shown as edge mode and vortex mode. The matrix is solved in
    the blocks of its symmetries, which are printed; disorder breaks them, and with the rotation the labels j.
    """
    from derivations.computations import lattice as results
    from numerics.lattice.shapes import uniform_disorder
    from numerics.systems.bilayer import bilayer_system
    from numerics.waves.vortex import vortex_states

    data_path, plot_path = output_file(output, "-o", (".nc",)), output_file(plot, "--plot", PICTURES)
    complete = defaults(MODELS["bilayer"](), **parameters)
    with progress(f"solving sectors of L = {L}") as track:
        potential = uniform_disorder(L, layers=("TI", "SC"), width=disorder, seed=seed) if disorder else None
        found = vortex_states(bilayer_system(**complete), L=L, R=R, n=n, states=states, potential=potential, track=track)
    everything = {**complete, "L": L, "R": R, "n": n, "states": states}
    if disorder:
        everything |= {"disorder": disorder, "seed": seed}
    if data_path or plot_path:
        results.deliver(results.vortex_dataset(found, everything), results.draw_vortex, data_path, plot_path, __name__)
    content = {
        "energies": found.states.energies.tolist(),
        "vortex_weight": found.vortex_weight.tolist(),
        "edge_weight": found.edge_weight.tolist(),
        "rotation": found.states.labels.tolist(),
        "symmetries": ", ".join(found.symmetries) or "particle-hole alone",
        "residual": found.states.residual,
        "dimension": int(found.states.vectors.shape[0]),
        "seconds": dict(found.seconds),
    }
    report(as_json, content, everything)


@bilayer_parameters
def radial(
    parameters: dict[str, float],
    model: Annotated[str, typer.Option("--model", help="bilayer, surface (single layer) or swave.", metavar="MODEL")] = "bilayer",
    j: Annotated[float, typer.Option("--j", help="Angular momentum; an integer for odd n.", callback=finite)] = 0.0,
    R: Annotated[float, typer.Option("--R", help="Radius of the antidot and of the flux disc (a).", callback=finite)] = 5.5,
    n: Annotated[int, typer.Option("--n", help="Flux quanta h/2e through the antidot; negative and 0 too.", callback=FLUX)] = 1,
    outer: Annotated[float, typer.Option("--outer", help="Outer radius, where everything ends (a).", callback=finite)] = 25.0,
    states: Annotated[int, typer.Option("--states", help="Number of states nearest zero.", callback=CHANNELS)] = 12,
    as_json: Json = False,
    output: SaveData = None,
    plot: SavePlot = None,
) -> None:
    """Levels of one angular momentum j in the continuum limit, to 1e-8: antidot with its vortex, edge at the outer radius.

    Swave keeps its sites in the antidot and loses its pairing; its j is half an odd integer for odd n.
    """
    from time import perf_counter

    from derivations.computations.lattice import deliver
    from derivations.computations.radial_results import draw_radial, radial_dataset
    from derivations.computations.shared import radial_problem as channel
    from numerics.radial.states import resolved_states, unmixed, weight_within

    data_path, plot_path = output_file(output, "-o", (".nc",)), output_file(plot, "--plot", PICTURES)
    require_known(model, MODELS, name="--model", shown="those that `tisc radial --help` shows")
    surplus = set(parameters) - {symbol.name for symbol in MODELS[model]().parameters}
    if surplus:
        raise ValueError(f"`{min(surplus)}` must not be given for the {model} model, which has no such parameter, but is.")
    complete = defaults(MODELS[model](), **parameters)
    start = perf_counter()
    problem = channel.radial_problem(model, j=j, R=R, n=n, outer=outer, **complete)
    built = perf_counter()
    found = resolved_states(problem, states=states)
    seconds = {"build": built - start, "solve": perf_counter() - built}
    shown = unmixed(found, channel.vortex_radius(R, outer))
    everything = {**complete, "j": j, "R": R, "n": n, "outer": outer, "states": states}
    if data_path or plot_path:
        deliver(radial_dataset(shown, model, everything), draw_radial, data_path, plot_path, __name__)
    content = {
        "energies": found.energies.tolist(),
        "vortex_weight": weight_within(shown, channel.vortex_radius(R, outer)).tolist(),
        "residual": float(found.residual.max()),
        "change": float(found.change.max()),
        "degree": found.degree,
        "dimension": found.unknowns,
        "seconds": seconds,
    }
    report(as_json, content, everything)
