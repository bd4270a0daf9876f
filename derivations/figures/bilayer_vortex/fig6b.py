r"""Wave functions of the Majorana modes and of four CdGM states in the TI layer.

Real and imaginary parts of the four components, in the gauge in which the pairing is :math:`\Delta e^{i\theta}` and all functions
are single-valued. Majorana modes are shown with :math:`\gamma = \gamma^\dagger`, the others real on the axis y = 0. Each state has
one scale for its four components. Below: side of the square shown, and range of the colours (blue negative, red positive). The
circle is the antidot.
Fig. 6(b).
"""

from collections.abc import Iterator

import xarray as xr

from derivations.drawing import Axes, panels, unit_text
from derivations.figures.bilayer_vortex.shared.second_set import of_second
from derivations.figures.bilayer_vortex.shared.vortex_waves import dataset, particles
from derivations.judging.sentences import CHANGED, FAILS, HOLDS, Sentence

__all__ = ["dataset", "draw", "sentences"]
AROUND = 4.5  # lattice constants around the antidot in the pictures of vortex states
ROWS = (("u", "up"), ("u", "dn"), ("v", "up"), ("v", "dn"))
NAMES = (r"$u_\uparrow$", r"$u_\downarrow$", r"$v_\uparrow$", r"$v_\downarrow$")


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III.3: the wave functions."""
    yield from _of_the_majorana_modes(data)
    yield from _of_the_bound_states(data)
    yield from _comparison(data)


def _of_the_majorana_modes(data: xr.Dataset) -> Iterator[Sentence]:
    """Their place, their condition, their spin."""
    second = of_second(data)
    places = [(float(of.at_edge.sel(state="MZM-E")), float(of.at_vortex.sel(state="MZM-V"))) for of in (data, second)]
    yield Sentence(
        paper="One Majorana mode lives at the boundary of the lattice, the other in the vortex core.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"The one has {places[0][0]:.4f} of its weight near the edge, the other {places[0][1]:.4f} near the vortex (second"
        f" set: {places[1][0]:.4f}, {places[1][1]:.4f}).",
        stands=bool(min(places[0]) > 0.99 and min(places[1]) > 0.98),
    )
    off = float(abs(data.wave.sel(amplitude="v") - data.wave.sel(amplitude="u").conj()).sel(state=["MZM-E", "MZM-V"]).max())
    yield Sentence(
        paper="Both satisfy the Majorana condition.",
        verdict=HOLDS,
        here=f"v = u^* at every site, to {off:.0e}.",
        stands=off < 1e-10,
    )
    up, up_2 = (1 - float(_down(of.weight).sel(state="MZM-V")) for of in (data, second))
    node, node_2 = (float(of.core.sel(state="MZM-V", spin="dn") / of.core.sel(state="MZM-V", spin="up")) for of in (data, second))
    yield Sentence(
        paper="The vortex mode is almost fully polarised along the field; its small spin-down part has a node at the centre.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"Spin up holds {up:.3f} of the TI layer (second set: {up_2:.3f}); at the centre |u_dn| is {node:.0e} ({node_2:.0e})"
        " of |u_up|.",
        stands=bool(min(up, up_2) > 0.95 and max(node, node_2) < 1e-6),
    )
    ratio, ratio_2 = (float(1 / (1 / down - 1)) for down in (_down(of.weight).sel(state="MZM-E") for of in (data, second)))
    yield Sentence(
        paper="The edge mode carries more spin down than spin up.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"{ratio:.2f} times as much, in the TI layer (second set: {ratio_2:.2f}): a small excess, not the reverse of the"
        " vortex mode.",
        stands=1 < ratio < 2 and 1 < ratio_2 < 2,
    )


def _down(weight: xr.DataArray) -> xr.DataArray:
    """Share of spin down in weights of components."""
    return weight.sel(spin="dn").sum("amplitude") / weight.sum(("amplitude", "spin"))


def _of_the_bound_states(data: xr.Dataset) -> Iterator[Sentence]:
    """Particle or hole; place."""
    names = ["CdGM-1", "CdGM-2", "CdGM-3", "CdGM-4"]
    sets = [of.sel(state=names) for of in (data, of_second(data))]
    bound, other = (particles(of.weight) for of in sets)
    yield Sentence(
        paper="Below the Fermi level the CdGM states are dominantly particles.",
        verdict=FAILS,
        second=FAILS,
        here="Particles and holes share the TI layer: u has "
        + ", ".join(f"{share:.2f} ({name})" for name, share in zip(names, bound, strict=True))
        + f"; second set: {', '.join(f'{share:.2f}' for share in other)}.",
        stands=bool(all((of > 0.35).all() and (of < 0.65).all() and of[0] < 0.45 and of[1] > 0.55 for of in (bound, other))),
    )
    near, edges = [float(of.at_vortex.min()) for of in sets], [float(of.at_edge.max()) for of in sets]
    yield Sentence(
        paper="The CdGM states are localised at the vortex and have no partner at the edge.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"They have at least {near[0]:.4f} of their weight near the vortex and at most {edges[0]:.0e} near the edge (second"
        f" set: {near[1]:.4f}, {edges[1]:.0e}).",
        stands=bool(min(near) > 0.99 and max(edges) < 1e-3),
    )


def _comparison(data: xr.Dataset) -> Iterator[Sentence]:
    """CdGM states against the zero mode: spin, particles and holes, oscillation outside."""
    zero, third = ([float(_down(of.weight).sel(state=name)) for of in (data, of_second(data))] for name in ("MZM-V", "CdGM-3"))
    yield Sentence(
        paper="CdGM-2, which has the j of the zero mode, has a much larger weight in spin down.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"Read as the state with the j of the zero mode, which is CdGM-3 here: {third[0]:.2f} in spin down, against"
        f" {zero[0]:.3f} of the zero mode (second set: {third[1]:.2f}, {zero[1]:.3f}).",
        stands=all(down > 5 * of_zero for down, of_zero in zip(third, zero, strict=True)),
    )
    yield _of_the_asymmetry(data)
    lobes = [
        {str(name): float(height) for name, height in zip(data.state.values[1:], of[1:], strict=True)}
        for of in (data.lobe, data.second_lobe)
    ]
    yield Sentence(
        paper="Outside the vortex the in-gap states oscillate, the more the nearer they are to the continuum.",
        verdict=CHANGED,
        second=CHANGED,
        here="On the x axis the second maximum of the density has, of that at the rim, "
        + ", ".join(f"{height:.1%} ({name})" for name, height in lobes[0].items())
        + f" (second set: {', '.join(f'{height:.1%}' for height in lobes[1].values())}): largest in the highest, but not in the"
        " order of the energies; CdGM-2 hardly has one.",
        stands=all(of["CdGM-2"] < 0.1 * of["MZM-V"] and of["MZM-V"] < of["CdGM-1"] < of["CdGM-4"] for of in lobes),
    )


def _of_the_asymmetry(data: xr.Dataset) -> Sentence:
    """Particles and holes of CdGM-3."""
    weights = [of.weight.sel(state="CdGM-3") for of in (data, of_second(data))]
    ratios = [
        [float(of.sel(amplitude="u", spin=spin) / of.sel(amplitude="v", spin=spin)) for spin in ("up", "dn")] for of in weights
    ]
    shares = [float(particles(of)) for of in weights]
    return Sentence(
        paper="CdGM-2 has a mild asymmetry of particles and holes.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"Read as the same state, CdGM-3: u has {ratios[0][0]:.2f} of the weight of v in spin up, {ratios[0][1]:.2f} in spin"
        f" down, in all {shares[0]:.3f} of the TI layer (second set: {ratios[1][0]:.2f}, {ratios[1][1]:.2f}, {shares[1]:.3f}). (The"
        f" second level has {float(particles(data.weight.sel(state='CdGM-2'))):.2f}.)",
        stands=all(
            0.9 < up < 0.99 and 1.03 < down < 1.4 and 0.5 < share < 0.53 for (up, down), share in zip(ratios, shares, strict=True)
        ),
    )


def draw(ax: Axes, data: xr.Dataset) -> None:
    """Rows: components; pairs of columns: real and imaginary part of a state."""
    from matplotlib.patches import Circle

    grid = panels(ax, len(ROWS), 2 * data.sizes["state"], height=2.75)
    for column, name in enumerate(data.state.values):
        wave = data.wave.sel(state=name)
        if name != "MZM-E":
            near = data.attrs["R"] + AROUND
            wave = wave.sel(x=slice(-near, near), y=slice(-near, near))
        scale, half = float(abs(wave).max()), float(wave.x[-1]) + 0.5
        for row, (amplitude, spin) in enumerate(ROWS):
            values = wave.sel(amplitude=amplitude, spin=spin)
            for part, (label, picture) in enumerate((("Re", values.real), ("Im", values.imag))):
                panel = grid[row, 2 * column + part]
                panel.imshow(picture.T, origin="lower", extent=(-half, half) * 2, cmap="RdBu_r", vmin=-scale, vmax=scale)
                panel.add_patch(Circle((0, 0), data.attrs["R"], fill=False, color="0.4", linewidth=0.4))
                panel.set(xticks=[], yticks=[])
                panel.spines[:].set_visible(True)
                if row == 0:
                    panel.set_title(f"{name if part == 0 else ''}\n{label}", fontsize=7, pad=2)
        grid[-1, 2 * column].set_xlabel(f"{2 * half:.0f} {unit_text(data.x.units)}", fontsize=6.5)
        grid[-1, 2 * column + 1].set_xlabel(f"$\\pm${scale:.2f} {unit_text(data.wave.units)}", fontsize=6.5)
    for row, label in enumerate(NAMES):
        grid[row, 0].set_ylabel(label, rotation=0, ha="right", va="center")
