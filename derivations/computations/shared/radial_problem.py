r"""From a model to the radial problem of one angular momentum: the operators that ``theory.rotation`` derives, and the walls.

An antidot of radius R holds n flux quanta h/2e. Inside there is no pairing; of two layers only the TI layer is there, and the SC
layer has a hard wall at R. At the outer radius superconducting layers have a hard wall and a TI surface a wall of infinite mass
:math:`M\sigma_z`, of which only the sign is left. Beyond the wall a wave dies as :math:`e^{-\kappa(r - R_0)}`,
:math:`\kappa = |M/\lambda| \to \infty`, so that :math:`(M\sigma_z - \kappa B)\chi = 0` with the coefficient B of d/dr, which is
:math:`-i\lambda\sigma_y` for electrons (u) and the opposite for holes (v), while the mass is the same:

.. math:: u_\downarrow = -\operatorname{sgn}(M\lambda)\,u_\uparrow, \qquad
    v_2 = \operatorname{sgn}(M\lambda)\,v_1, \qquad v = (c^\dagger_\downarrow, -c^\dagger_\uparrow)

Particle-hole conjugation exchanges the two conditions; the radial current vanishes. An open edge of the lattice is such a wall: at
zero energy and ky = 0 a wave of :math:`\sigma_x = s` meets :math:`M(1 - z)^3 = -4s\lambda z(1 + z)` besides z = 1. Only one sign of
s, :math:`\operatorname{sgn}(\lambda M)` at a left edge, has two roots that decay into the bulk, and two are needed to make the wave
vanish on the two missing sites that a hop of length two reaches.
"""

from collections.abc import Mapping
from functools import cache, partial

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from derivations.models import MODELS, defaults
from numerics.kernels import Kernel, compile_kernel
from numerics.radial.problem import RadialProblem, Region
from theory.algebra import Matrix
from theory.model import BdGModel
from theory.rotation import kp_model, orbital_momenta, radial_channel
from theory.symbols.interface import M
from theory.symbols.polar import j, r
from theory.symbols.vortex import R, n

Reals = NDArray[np.float64]
LONGEST = 6.0  # elements, in units of the shortest length of the model; the degree adapts, this is for speed
ELEMENTS = 200  # of which a problem may consist
THINNEST, FASTEST = 0.05, 1000  # ring beyond the antidot, in units of R; largest |j|


def radial_problem(name: str, *, j: float, R: float, n: int, outer: float, **parameters: float) -> RadialProblem:
    """The channel of angular momentum j of a model of ``MODELS``; parameters that are not given take their defaults.

    The regions end at R, at ``vortex_radius`` and at the outer radius; if ``outer`` is R there is but the inside of the antidot.

    Raises
    ------
    ValueError
        If a radius is not positive, R lies beyond ``outer`` or nearly at it, j is too large or does not belong to n, or a wall has
        no sign.
    """
    if not 0 < R <= outer < np.inf:
        raise ValueError(f"`R` must be positive and at most `outer`, but is {R}, and `outer` is {outer}.")
    if R < outer < (1 + THINNEST) * R:
        raise ValueError(f"`outer` must be R or at least {1 + THINNEST:g} R (a thinner ring is not resolved), but is {outer:g}.")
    if abs(j) > FASTEST:
        raise ValueError(f"`j` must lie between {-FASTEST} and {FASTEST} (beyond it the elements are too few), but is {j:g}.")
    model = _model(name)
    complete = defaults(model, **parameters)
    if complete.get("lam") == 0 or complete.get("M") == 0:
        raise ValueError("`lam` and `M` must not be zero (a Dirac surface that ends at a wall of mass M), but one of them is.")
    length = _length(complete)
    if outer > ELEMENTS * length:
        raise ValueError(f"`outer` must be at most {ELEMENTS * length:g} for these parameters, but is {outer:g}.")
    fixed = {"j": j, "n": n, "R": R, **{key: value for key, value in complete.items() if key != "M"}}
    regions = [Region(R, partial(_coefficients, _kernels(name)[0], {**fixed, "Delta": 0.0}), _in_antidot(model))]
    everywhere = (True,) * len(model.basis)
    for end in (vortex_radius(R, outer), outer) if outer > R else ():
        regions.append(Region(end, partial(_coefficients, _kernels(name)[1], fixed), everywhere))
    return RadialProblem(
        orbital=_orbital(name, j, n),
        regions=tuple(regions),
        mass=tuple(np.sign(complete.get("M", 0.0)) * _mass_signs(name)),
        length=length,
    )


def vortex_radius(R: float, outer: float) -> float:
    """End of the vortex region: a third of the way from the antidot to the outer radius."""
    return R + (outer - R) / 3


def _in_antidot(model: BdGModel) -> tuple[bool, ...]:
    """Which components exist inside: all of a single layer, those of the TI layer of two."""
    single = len(model.basis) == 4
    return tuple(single or component.startswith("TI") for component in model.basis)


def _orbital(name: str, j: float, n: int) -> tuple[int, ...]:
    momenta = _momenta(name)(j=j, n=n)[:, 0]
    whole = np.round(momenta)
    if not np.array_equal(momenta, whole):
        integer = np.array_equal(_momenta(name)(j=0.0, n=n), np.round(_momenta(name)(j=0.0, n=n)))
        kind = "an integer" if integer else "half an odd integer"
        raise ValueError(f"`j` must be {kind} for n = {n} in the {name} model, but is {j:g}.")
    return tuple(int(momentum) for momentum in whole)


def _length(parameters: Mapping[str, float]) -> float:
    """Length of the elements: a few times the shortest wave length or decay length of a layer."""
    energy = max(abs(parameters["Delta"]), abs(parameters["mu"] - parameters.get("eps_ti", 0.0)), 1e-3)
    lengths = [abs(parameters["lam"]) / energy] if "lam" in parameters else []
    if parameters.get("t_sc"):
        lengths.append(2 * np.sqrt(abs(parameters["t_sc"]) / energy))
    return LONGEST * float(min(lengths, default=1.0))


def _coefficients(kernel: Kernel, fixed: Mapping[str, float], points: Reals) -> Reals:
    """C0, C1, C2 at the points, shape (3, *points.shape, components, components)."""
    size = kernel.shape[1]
    return np.moveaxis(kernel(r=points, **fixed).reshape(*points.shape, 3, size, size), -3, 0)


@cache
def _model(name: str) -> BdGModel:
    return MODELS[name]()


@cache
def _kernels(name: str) -> tuple[Kernel, Kernel]:
    """C0, C1, C2 below each other as functions of r, inside and outside; compiled once a process."""
    model = _model(name)
    channel = radial_channel(kp_model(model, order=2))
    arguments = (r, j, n, R, *(symbol for symbol in model.parameters if symbol != M))
    size, compiled = len(model.basis), []
    for part in (channel.inside(), channel.outside()):
        missing = [sp.zeros(size, size)] * (3 - len(part.coefficients))
        compiled.append(compile_kernel(Matrix(sp.Matrix.vstack(*part.coefficients, *missing)), arguments))
    return compiled[0], compiled[1]


@cache
def _momenta(name: str) -> Kernel:
    return compile_kernel(Matrix(orbital_momenta(kp_model(_model(name), order=2))), (j, n))


@cache
def _mass_signs(name: str) -> Reals:
    """The diagonal of the mass matrix where the mass of the lattice is largest, at M: +1, -1, or 0 for a layer without."""
    model = _model(name)
    corner = model.hamiltonian.diff(M).subs(dict.fromkeys(model.momenta, sp.pi))
    return np.sign(np.array(corner.diagonal(), dtype=float)).ravel()
