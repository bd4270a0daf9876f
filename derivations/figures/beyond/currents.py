r"""Currents in the TI layer of an antidot with one vortex: of all electrons, of the edge mode, of a CdGM state.

Left: charge current of the ground state (electrons count +1). Around the rim of the flux disc it runs clockwise: against the flux,
as it does without mass, too; the mass alone, without flux, would drive it anticlockwise. Farther out there is none, as the
superfluid velocity vanishes there (``superfluid_velocity``), but for the outer edge, where it belongs to the chiral edge modes and
turns with the sign of M. The pairing is given, not self-consistent, so that charge is not conserved at every site. Middle: the
Majorana mode of the edge carries no charge on any bond; its probability runs anticlockwise, as C = +1 demands. Right: charge
current of the lowest state of positive energy that is bound to the vortex.
"""

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from derivations import models
from derivations.drawing import COLOURS, Axes, axis_label, caption, panels, unit_text
from derivations.figures import NO_PAPER, Track
from derivations.units import CURRENT, ENERGY, LENGTH
from numerics.lattice.shapes import positions
from numerics.systems.bilayer import bilayer_system
from numerics.waves.currents import bonds_of, charge_currents, current_field, equilibrium_currents, probability_currents
from numerics.waves.vortex import vortex_matrix, vortex_states

if TYPE_CHECKING:
    from matplotlib.image import AxesImage

SIDE, RADIUS, FLUX = 21, 4.5, 1
PANELS = {"ground": "ground state: charge", "edge": "edge Majorana mode: probability", "bound": "CdGM: charge"}
WEAKEST = 0.01  # of the largest current: no arrow below


def dataset(track: Track[float] = iter, *, L: int = SIDE, R: float = RADIUS, n: int = FLUX, **parameters: float) -> xr.Dataset:
    """Vectors of the three currents at every site of the TI layer; all eigenstates are needed.

    Raises
    ------
    ValueError
        If the vortex has no Majorana mode, or binds no other level.
    """
    parameters = models.defaults(models.MODELS["bilayer"](), **parameters)
    system, geometry = bilayer_system(**parameters), {"L": L, "R": R, "n": n}
    H, lattice = vortex_matrix(system, L=L, R=R, n=n)
    found, bonds = vortex_states(system, L=L, R=R, n=n, states=H.shape[0], track=track), bonds_of(H)
    if found.majorana is None:
        raise ValueError("`n` and the other parameters must be such that the vortex has a Majorana mode, but it has none.")
    energies, vectors = found.states.energies, found.states.vectors
    above = len(energies) // 2 + 1  # the first level that is not of the two modes
    if not (near := found.vortex_weight[above:] > 0.5).any():
        raise ValueError("`R` and the other parameters must be such that the vortex binds a level, but it binds none.")
    bound = above + int(np.argmax(near))
    flows = {
        "ground": equilibrium_currents(bonds, energies, vectors),
        "edge": probability_currents(bonds, found.majorana[:, :1])[0],
        "bound": charge_currents(bonds, vectors[:, [bound]])[0],
    }
    field = np.stack([current_field(bonds, flow, lattice)[0] for flow in flows.values()])
    x, shown = positions(L)[0][:, 0], {**geometry, **parameters}
    return xr.Dataset(
        {"current": (("panel", "direction", "x", "y"), field, CURRENT)},
        coords={"panel": list(flows), "direction": ["x", "y"], "x": ("x", x, LENGTH), "y": ("y", x, LENGTH)},
        attrs={
            **shown,
            "bound_energy": float(energies[bound]),
            "source": NO_PAPER,
            "caption": caption(shown),
        },
    )


def draw(ax: Axes, data: xr.Dataset) -> None:
    """Three panels: modulus as colour, arrows whose length is the square root of the modulus, the antidot as a circle."""
    row = panels(ax, 1, len(PANELS), height=2.75, sharey=True)[0]
    for panel, (name, title) in zip(row, PANELS.items(), strict=True):
        vectors = data.current.sel(panel=name).values
        image = _draw_panel(panel, data, vectors)
        if name == "bound":
            title += f", E = {data.attrs['bound_energy']:.3f} {unit_text(ENERGY['units'])}"
        largest = np.hypot(*vectors).max()
        panel.set_title(f"{title}\nlargest {largest:.2g} {unit_text(data.current.units)}", fontsize=7.5)
        panel.set_xlabel(axis_label(data.x))
    row[0].set_ylabel(axis_label(data.y))
    panel.figure.colorbar(image, ax=row, label="current (of the largest in the panel)", shrink=0.8)


def _draw_panel(panel: Axes, data: xr.Dataset, vectors: NDArray[np.float64]) -> "AxesImage":
    from matplotlib.patches import Circle

    half, modulus = float(data.x[-1]) + 0.5, np.hypot(*vectors)
    shade = modulus / modulus.max()
    image = panel.imshow(shade.T, origin="lower", extent=(-half, half, -half, half), cmap="Blues", vmin=0, vmax=1)
    strong = shade > WEAKEST
    x, y = (c[strong] for c in np.meshgrid(data.x, data.y, indexing="ij"))
    u, v = (c[strong] / np.sqrt(modulus[strong] * modulus.max()) for c in vectors)
    colour = np.where(shade[strong] > 0.6, "white", "black")
    panel.quiver(x, y, u, v, color=colour, angles="xy", scale_units="xy", scale=0.75, pivot="mid", width=0.007)
    panel.add_patch(Circle((0, 0), data.attrs["R"], fill=False, color=COLOURS[1], linestyle="--"))
    return image
