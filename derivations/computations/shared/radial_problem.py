"""From a model to the radial problem of one angular momentum: operators of ``theory.rotation``, walls of ``theory.antidot``.

An antidot of radius R holds n flux quanta h/2e.
"""

from collections.abc import Mapping
from functools import cache, partial
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from derivations.models import MODELS, defaults, split
from numerics.kernels import Kernel, compile_kernel
from numerics.radial.problem import RadialProblem, Region
from theory.algebra import Matrix
from theory.antidot import Antidot
from theory.model import BdGModel
from theory.rotation import kp_model, orbital_momenta, radial_channel
from theory.symbols.polar import j, r
from theory.symbols.vortex import R, n

Reals = NDArray[np.float64]
LONGEST = 6.0  # elements, in units of the shortest length of the model; the degree adapts, this is for speed
ELEMENTS = 200  # of which a problem may consist
THINNEST, FASTEST = 0.05, 1000  # ring beyond the antidot, in units of R; largest |j|


def radial_problem(name: str, *, j: float, R: float, n: int, outer: float, **parameters: Any) -> RadialProblem:
    """The channel of angular momentum j of a model of ``MODELS``; parameters that are not given take their defaults.

    The regions end at R, at ``vortex_radius`` and at the outer radius; if ``outer`` is R there is but the inside of the antidot.

    Raises
    ------
    ValueError
        If the model has no antidot; if a radius is not positive, R lies beyond ``outer`` or nearly at it, j is too large or does
        not belong to n, or a wall has no sign.
    """
    if not 0 < R <= outer < np.inf:
        raise ValueError(f"`R` must be positive and at most `outer`, but is {R}, and `outer` is {outer}.")
    if R < outer < (1 + THINNEST) * R:
        raise ValueError(f"`outer` must be R or at least {1 + THINNEST:g} R (a thinner ring is not resolved), but is {outer:g}.")
    if abs(j) > FASTEST:
        raise ValueError(f"`j` must lie between {-FASTEST} and {FASTEST} (beyond it the elements are too few), but is {j:g}.")
    shape, numbers = split(name, parameters)
    model = MODELS[name](**shape)
    complete = defaults(model, **numbers)
    antidot = _antidot(model)
    if antidot.wall and 0 in (complete[antidot.wall.velocity.name], complete[antidot.wall.mass.name]):
        both, mass = f"`{antidot.wall.velocity}` and `{antidot.wall.mass}`", antidot.wall.mass
        raise ValueError(f"{both} must not be zero (a Dirac surface that ends at a wall of mass {mass}), but one of them is.")
    length = _length(model, complete)
    if outer > ELEMENTS * length:
        raise ValueError(f"`outer` must be at most {ELEMENTS * length:g} for these parameters, but is {outer:g}.")
    fixed = {"j": j, "n": n, "R": R, **complete}
    inside = tuple(component not in antidot.missing for component in model.basis)
    regions = [Region(R, partial(_coefficients, _kernels(model)[0], {**fixed, antidot.pairing.name: 0.0}), inside)]
    everywhere = (True,) * len(model.basis)
    for end in (vortex_radius(R, outer), outer) if outer > R else ():
        regions.append(Region(end, partial(_coefficients, _kernels(model)[1], fixed), everywhere))
    return RadialProblem(
        orbital=_orbital(model, j, n),
        regions=tuple(regions),
        mass=_mass_signs(model, complete),
        length=length,
    )


def vortex_radius(R: float, outer: float) -> float:
    """End of the vortex region: a third of the way from the antidot to the outer radius."""
    return R + (outer - R) / 3


def _antidot(model: BdGModel) -> Antidot:
    if model.antidot is None:
        raise ValueError(f"`model` must say what an antidot of it is (`antidot`), but {model.name} does not.")
    return model.antidot


def _orbital(model: BdGModel, j: float, n: int) -> tuple[int, ...]:
    momenta = _momenta(model)(j=j, n=n)[:, 0]
    whole = np.round(momenta)
    if not np.array_equal(momenta, whole):
        integer = np.array_equal(_momenta(model)(j=0.0, n=n), np.round(_momenta(model)(j=0.0, n=n)))
        kind = "an integer" if integer else "half an odd integer"
        raise ValueError(f"`j` must be {kind} for n = {n} in the {model.name} model, but is {j:g}.")
    return tuple(int(momentum) for momentum in whole)


def _length(model: BdGModel, parameters: Mapping[str, float]) -> float:
    """Length of the elements: a few times the shortest wave length or decay length."""
    lengths = _lengths(model)(**parameters).ravel().tolist()
    return LONGEST * min(filter(None, lengths), default=1.0)


def _coefficients(kernel: Kernel, fixed: Mapping[str, float], points: Reals) -> Reals:
    """C0, C1, C2 at the points, shape (3, *points.shape, components, components)."""
    size = kernel.shape[1]
    return np.moveaxis(kernel(r=points, **fixed).reshape(*points.shape, 3, size, size), -3, 0)


@cache
def _kernels(model: BdGModel) -> tuple[Kernel, Kernel]:
    """C0, C1, C2 below each other as functions of r, inside and outside; compiled once a process."""
    channel = radial_channel(kp_model(model, order=2))
    arguments = (r, j, n, R, *model.parameters)
    size, compiled = len(model.basis), []
    for part in (channel.inside(), channel.outside()):
        missing = [sp.zeros(size, size)] * (3 - len(part.coefficients))
        compiled.append(compile_kernel(Matrix(sp.Matrix.vstack(*part.coefficients, *missing)), arguments))
    return compiled[0], compiled[1]


@cache
def _momenta(model: BdGModel) -> Kernel:
    return compile_kernel(Matrix(orbital_momenta(kp_model(model, order=2))), (j, n))


def _mass_signs(model: BdGModel, parameters: Mapping[str, float]) -> tuple[float, ...]:
    """Of each component the sign of its mass; 0 in a layer without."""
    wall = _antidot(model).wall
    sign = np.sign(parameters[wall.mass.name]) if wall else 0.0
    return tuple(float(sign * entry) for entry in _masses(model))


@cache
def _masses(model: BdGModel) -> tuple[int, ...]:
    """The signs for a positive mass of the wall: those of the lattice where its mass is largest, at M."""
    wall = _antidot(model).wall
    if wall is None:
        return (0,) * len(model.basis)
    corner = model.hamiltonian.diff(wall.mass).subs(dict.fromkeys(model.momenta, sp.pi))
    return tuple(int(sp.sign(entry)) for entry in corner.diagonal())


@cache
def _lengths(model: BdGModel) -> Kernel:
    return compile_kernel(Matrix(_antidot(model).lengths), tuple(model.parameters))
