r"""Peierls phase of a bond in the field of a flux disc.

Statement
---------
For the flux n h/2e spread uniformly over r < R, a straight bond from :math:`r_i` to :math:`r_j` carries the phase

.. math:: \phi_{ij} = \frac n2\left[(s_2 - s_1)\frac{r_i\times r_j}{R^2} + \angle(r_i, p_1) + \angle(p_2, r_j)\right]

where the bond is inside the disc for :math:`s_1 \le s \le s_2`, :math:`p_{1,2} = r_i + s_{1,2}(r_j - r_i)`, and the
angles are taken along the bond. Wholly inside this is :math:`\tfrac n2\,r_i\times r_j/R^2`, wholly outside
:math:`\tfrac n2(\theta_j - \theta_i)`.

Assumptions
-----------
1. Vector potential :math:`A = \tfrac n2\min(r^2/R^2, 1)\nabla\theta`: the field fills the disc, outside there is none.
2. The superconductor outside winds as :math:`\Delta\,e^{+in\theta}`: with this sign the superfluid velocity vanishes.
3. A bond does not run through the centre from outside to outside (impossible for R > 0).

References
----------
arXiv:2507.23775, Eqs. (6)-(10), which give the phases along x and y.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import sympy as sp
from matplotlib.axes import Axes
from numpy.typing import NDArray
from scipy.integrate import quad

from derivations.drawing import draw_levels
from numerics.compare import Comparison
from numerics.kernels import compile_kernel
from theory.bilayer import bilayer
from theory.proof import Step
from theory.symbols import R, n, x_i, x_j, y_i, y_j

SYSTEM = bilayer()
DOMAIN = {n: range(1, 4), R: (1.5, 6.5)}
ARGUMENTS = (x_i, y_i, x_j, y_j, n, R)


def angle(x: sp.Expr, y: sp.Expr, x_to: sp.Expr, y_to: sp.Expr) -> sp.Expr:
    """Angle from one point to another as seen from the origin, between -pi and pi."""
    return sp.atan2(x * y_to - y * x_to, x * x_to + y * y_to)


def inside_interval() -> tuple[sp.Expr, sp.Expr]:
    """s_1 and s_2: where the bond enters and leaves the disc, clipped to the bond; equal if it misses the disc."""
    dx, dy = x_j - x_i, y_j - y_i
    length_squared = dx**2 + dy**2
    middle = -(x_i * dx + y_i * dy) / length_squared
    half = sp.sqrt(sp.Max(R**2 * length_squared - (x_i * y_j - y_i * x_j) ** 2, 0)) / length_squared
    return tuple(sp.Min(sp.Max(middle + sign * half, 0), 1) for sign in (-1, 1))


def steps() -> Iterator[Step]:
    """The field, the line element, the primitive functions inside and outside, the crossing points."""
    x, y, s = sp.symbols("x y s", real=True)
    r_squared = x**2 + y**2
    inside = (-n * y / (2 * R**2), n * x / (2 * R**2))
    outside = (-n * y / (2 * r_squared), n * x / (2 * r_squared))
    field = sp.diff(inside[1], x) - sp.diff(inside[0], y)
    yield Step("inside, curl A is uniform and sums up to n pi = n h/2e over the disc", sp.pi * R**2 * field, n * sp.pi)
    yield Step("outside there is no field", sp.diff(outside[1], x) - sp.diff(outside[0], y), sp.S.Zero)
    on_circle = {x: R * sp.cos(s), y: R * sp.sin(s)}
    jump = sp.Matrix(inside).subs(on_circle) - sp.Matrix(outside).subs(on_circle)
    yield Step("A is continuous on the circle", sp.Matrix(jump), sp.zeros(2, 1))
    theta = sp.atan2(y, x)
    for component, coordinate in zip(outside, (x, y), strict=True):
        text = "the phase n theta of the pairing has the gradient 2 A outside: no superfluid velocity"
        yield Step(text, n * sp.diff(theta, coordinate) - 2 * component, sp.S.Zero)
    dx, dy = x_j - x_i, y_j - y_i
    bond = {x: x_i + s * dx, y: y_i + s * dy}
    cross = x_i * y_j - y_i * x_j
    along = inside[0].subs(bond) * dx + inside[1].subs(bond) * dy
    yield Step("inside, A along the bond is constant", along, n * cross / (2 * R**2))
    along = outside[0].subs(bond) * dx + outside[1].subs(bond) * dy
    turned = n / 2 * sp.diff(angle(x_i, y_i, bond[x], bond[y]), s)
    yield Step("outside it is the rate at which the angle turns", along, turned)
    half = sp.sqrt(R**2 * (dx**2 + dy**2) - cross**2) / (dx**2 + dy**2)
    middle = -(x_i * dx + y_i * dy) / (dx**2 + dy**2)
    for sign in (-1, 1):
        crossing = (x**2 + y**2).subs(bond).subs(s, middle + sign * half)
        yield Step("the bond meets the circle at s = s_1, s_2", sp.expand(sp.simplify(crossing)), R**2)


def result() -> sp.Expr:
    """The phase of the hopping from i to j."""
    s_1, s_2 = inside_interval()
    dx, dy = x_j - x_i, y_j - y_i
    outside = angle(x_i, y_i, x_i + s_1 * dx, y_i + s_1 * dy) + angle(x_i + s_2 * dx, y_i + s_2 * dy, x_j, y_j)
    return n / 2 * (outside + (s_2 - s_1) * (x_i * y_j - y_i * x_j) / R**2)


def limits() -> Iterator[Step]:
    """Bonds of one kind only: inside, outside, and a chord whose ends lie outside."""
    phase = result()
    inside = {x_i: 1, y_i: 1, x_j: 2, y_j: 1, R: 5}
    yield Step("inside: n (r_i x r_j) / (2 R^2)", phase.subs(inside), -n * sp.Rational(1, 50))
    outside = {x_i: 3, y_i: 0, x_j: 3, y_j: 3, R: 1}
    yield Step("outside: n (theta_j - theta_i) / 2", phase.subs(outside), n * sp.pi / 8)
    chord = {x_i: -5, y_i: 3, x_j: 5, y_j: 3, R: 5}
    # 3/29 = tan(atan(3/4) - atan(3/5)): the angle from either end to the circle.
    expected = n / 2 * (-2 * sp.atan(sp.Rational(3, 29)) - sp.Rational(24, 25))
    yield Step("a chord: outside, inside, outside", phase.subs(chord), expected)
    yield Step("reversed bonds have the opposite phase", phase.subs(chord), -phase.subs({**chord, x_i: 5, x_j: -5}))


def mutants() -> Iterator[sp.Expr]:
    """Electron instead of pair flux, bonds that cross the circle treated as if they did not, the field filling another disc."""
    phase = result()
    yield 2 * phase
    yield -phase
    yield n / 2 * angle(x_i, y_i, x_j, y_j)
    yield n / 2 * (x_i * y_j - y_i * x_j) / R**2
    yield phase.subs(R, R + sp.S.Half)


def bonds(R: float) -> NDArray[np.float64]:
    """Columns x_i, y_i, x_j, y_j of nearest and second neighbour bonds around a disc of radius R, off the lattice's symmetry."""
    line = np.arange(-np.ceil(R) - 2, np.ceil(R) + 3, 1.0)
    x, y = (axis.ravel() for axis in np.meshgrid(line + 0.1, line + 0.2))
    starts = np.stack([x, y], axis=-1)
    return np.concatenate([np.concatenate([starts, starts + step], axis=1) for step in ((1, 0), (0, 1), (2, 0), (0, 2))])


def validate(formula: sp.Expr, **parameters: float) -> Comparison:
    """Compare with the line integral of A by adaptive quadrature, cut at the circle; QUADPACK's own estimate is the bound."""
    flux, radius = parameters["n"], parameters["R"]
    ends = bonds(radius)
    kernel = compile_kernel(formula, ARGUMENTS)
    analytic = kernel(**dict(zip(("x_i", "y_i", "x_j", "y_j"), ends.T, strict=True)), n=flux, R=radius)
    integrals = np.array([_integral(bond, flux, radius) for bond in ends])
    order = np.argsort(integrals[:, 0])
    rounding = 64 * np.finfo(float).eps * flux * np.pi
    return Comparison(
        abscissa=np.arange(len(ends)),
        analytic=analytic[order],
        numeric=integrals[order, 0],
        bound=float(integrals[:, 1].max()) + rounding,
    )


def _integral(bond: NDArray[np.float64], flux: float, radius: float) -> tuple[float, float]:
    start, step = bond[:2], bond[2:] - bond[:2]

    def along(s: float) -> float:
        x, y = start + s * step
        r_squared = x * x + y * y
        tangential = (x * step[1] - y * step[0]) / r_squared
        return float(flux / 2 * min(r_squared / radius**2, 1.0) * tangential)

    crossings = np.roots([step @ step, 2 * start @ step, start @ start - radius**2])
    cuts = sorted({0.0, 1.0, *(float(s.real) for s in crossings if s.imag == 0 and 0 < s.real < 1)})
    pieces = [quad(along, a, b, epsabs=1e-14, epsrel=1e-13) for a, b in pairwise(cuts)]
    return sum(value for value, _ in pieces), sum(estimate for _, estimate in pieces)


def draw(ax: Axes, comparison: Comparison) -> None:
    """The phases of all bonds in ascending order."""
    draw_levels(ax, comparison, every=12)
    ax.legend(["formula", "line integral by quadrature"])
    ax.set(xlabel="bond, in the order of its phase", ylabel=r"phase $\phi_{ij}$ (rad)")
