r"""Wave functions of the Majorana modes and of four CdGM states in the TI layer.

Real and imaginary parts of the four components, in the gauge in which the pairing is :math:`\Delta e^{i\theta}` and all functions
are single-valued. Majorana modes are shown with :math:`\gamma = \gamma^\dagger`, the others real on the axis y = 0. Each state has
one scale for its four components. Below: side of the square shown, and range of the colours (blue negative, red positive). The
circle is the antidot.
arXiv:2507.23775, Fig. 6(b).
"""

from collections.abc import Iterator

import xarray as xr

from derivations.drawing import Axes, panels
from derivations.figures.fig6a import dataset
from derivations.sentences import CHANGED, FAILS, HOLDS, Sentence

__all__ = ["dataset", "draw", "sentences"]
NEAR = 11  # half the side of the pictures of vortex states
ROWS = (("u", "up"), ("u", "dn"), ("v", "up"), ("v", "dn"))
NAMES = (r"$u_\uparrow$", r"$u_\downarrow$", r"$v_\uparrow$", r"$v_\downarrow$")


def sentences(data: xr.Dataset) -> Iterator[Sentence]:
    """Of Sec. III.3: the wave functions."""
    yield from _of_the_majorana_modes(data)
    yield from _of_the_bound_states(data)
    yield from _comparison(data)


def _of_the_majorana_modes(data: xr.Dataset) -> Iterator[Sentence]:
    """Their place, their condition, their spin."""
    weight = (abs(data.wave) ** 2).sum(("x", "y"))
    edge, vortex = data.sel(state="MZM-E"), data.sel(state="MZM-V")
    at = {name: float(data[f"{name}_weight"][int(mode.chosen)]) for name, mode in (("edge", edge), ("vortex", vortex))}
    yield Sentence(
        paper="One Majorana mode lives at the boundary of the lattice, the other in the vortex core.",
        verdict=HOLDS,
        here=f"The one has {at['edge']:.4f} of its weight near the edge, the other {at['vortex']:.4f} near the vortex.",
        stands=min(at.values()) > 0.99,
    )
    off = float(abs(data.wave.sel(amplitude="v") - data.wave.sel(amplitude="u").conj()).sel(state=["MZM-E", "MZM-V"]).max())
    yield Sentence(
        paper="Both satisfy the Majorana condition.",
        verdict=HOLDS,
        here=f"v = u^* at every site, to {off:.0e}.",
        stands=off < 1e-10,
    )
    up, down = (weight.sel(state="MZM-V", spin=spin).sum("amplitude") for spin in ("up", "dn"))
    core = abs(vortex.wave.sel(amplitude="u", x=0, y=0))
    yield Sentence(
        paper="The vortex mode is almost fully polarised along the field; its small spin-down part has a node at the centre.",
        verdict=HOLDS,
        here=f"Spin up holds {float(up / (up + down)):.3f} of the TI layer; at the centre |u_dn| is {float(core[1] / core[0]):.0e}"
        " of |u_up|.",
        stands=bool(up / (up + down) > 0.95 and core[1] < 1e-6 * core[0]),
    )
    ratio = float(weight.sel(state="MZM-E", spin="dn").sum() / weight.sel(state="MZM-E", spin="up").sum())
    yield Sentence(
        paper="The edge mode carries more spin down than spin up.",
        verdict=HOLDS,
        here=f"{ratio:.2f} times as much, in the TI layer: a small excess, not the reverse of the vortex mode.",
        stands=1 < ratio < 2,
    )


def _of_the_bound_states(data: xr.Dataset) -> Iterator[Sentence]:
    """Particle or hole; place."""
    names = ["CdGM-1", "CdGM-2", "CdGM-3", "CdGM-4"]
    bound, other = (data[name].sel(state=names) for name in ("particles", "second_particles"))
    yield Sentence(
        paper="Below the Fermi level the CdGM states are dominantly particles.",
        verdict=FAILS,
        second=FAILS,
        here="Particles and holes share the TI layer: u has "
        + ", ".join(f"{share:.2f} ({name})" for name, share in zip(names, bound, strict=True))
        + f"; second set: {', '.join(f'{share:.2f}' for share in other)}.",
        stands=bool(all((of > 0.35).all() and (of < 0.65).all() and of[0] < 0.45 and of[1] > 0.55 for of in (bound, other))),
    )
    near, edges = (data[f"{place}_weight"].isel(number=data.chosen.sel(state=names)) for place in ("vortex", "edge"))
    yield Sentence(
        paper="The CdGM states are localised at the vortex and have no partner at the edge.",
        verdict=HOLDS,
        here=f"They have at least {near.min():.4f} of their weight near the vortex and at most {edges.max():.0e} near the edge.",
        stands=bool(near.min() > 0.99 and edges.max() < 1e-3),
    )


def _comparison(data: xr.Dataset) -> Iterator[Sentence]:
    """CdGM states against the zero mode: spin, particles and holes, oscillation outside."""
    weight = (abs(data.wave) ** 2).sum(("x", "y"))
    down = weight.sel(spin="dn").sum("amplitude") / weight.sum(("amplitude", "spin"))
    zero, third = float(down.sel(state="MZM-V")), float(down.sel(state="CdGM-3"))
    yield Sentence(
        paper="CdGM-2, which has the j of the zero mode, has a much larger weight in spin down.",
        verdict=HOLDS,
        here=f"Read as the state with the j of the zero mode, which is CdGM-3 here: {third:.2f} in spin down, against {zero:.3f} of"
        " the zero mode.",
        stands=third > 5 * zero,
    )
    u, v = (weight.sel(state="CdGM-3", amplitude=amplitude) for amplitude in "uv")
    ratio, share = u / v, float(data.particles.sel(state="CdGM-3"))
    yield Sentence(
        paper="CdGM-2 has a mild asymmetry of particles and holes.",
        verdict=HOLDS,
        here=f"Read as the same state, CdGM-3: u has {ratio.sel(spin='up'):.2f} of the weight of v in spin up,"
        f" {ratio.sel(spin='dn'):.2f} in spin down, in all {share:.3f} of the TI layer. (The second level has"
        f" {float(data.particles.sel(state='CdGM-2')):.2f}.)",
        stands=bool(0.9 < ratio.sel(spin="up") < 0.99 and 1.03 < ratio.sel(spin="dn") < 1.2 and 0.5 < share < 0.52),
    )
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


def draw(ax: Axes, data: xr.Dataset) -> None:
    """Rows: components; pairs of columns: real and imaginary part of a state."""
    from matplotlib.patches import Circle

    grid = panels(ax, len(ROWS), 2 * data.sizes["state"], height=2.75)
    for column, name in enumerate(data.state.values):
        wave = data.wave.sel(state=name)
        if name != "MZM-E":
            wave = wave.sel(x=slice(-NEAR, NEAR), y=slice(-NEAR, NEAR))
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
        grid[-1, 2 * column].set_xlabel(f"{2 * half:.0f} a", fontsize=6.5)
        grid[-1, 2 * column + 1].set_xlabel(rf"$\pm${scale:.2f}/a", fontsize=6.5)
    for row, label in enumerate(NAMES):
        grid[row, 0].set_ylabel(label, rotation=0, ha="right", va="center")
