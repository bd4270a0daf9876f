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
3. The angle of a straight piece outside the disc is below pi/2 on either side of the disc. At the centre itself, which lies
   inside, angles count as zero (``numpy.arctan2(0, 0)``); SymPy leaves them undefined.

Symbols
-------
p, q, u, v: coordinates x_i, y_i, x_j, y_j, where they are positive
s: share of the bond behind; on the circle its angle
s_1, s_2: shares at which the bond enters and leaves the disc
x, y: position from the centre of the disc (a)

References
----------
arXiv:2507.23775, Eqs. (6)-(10), which give the phases along x and y.
"""

from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import numpy as np
import sympy as sp
from numpy.typing import NDArray
from scipy.integrate import quad

from derivations.drawing import Axes, draw_levels
from numerics.compare import Comparison
from numerics.kernels import compile_kernel
from theory.proof import Step
from theory.symbols.lattice import x_i, x_j, y_i, y_j
from theory.symbols.vortex import R, n

DOMAIN = {n: range(-1, 4, 2), R: (0.4, 6.5)}
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
    yield Step(":math:`A` is continuous on the circle", sp.Matrix(jump), sp.zeros(2, 1))
    theta = sp.atan2(y, x)
    for component, coordinate in zip(outside, (x, y), strict=True):
        text = "the phase n theta of the pairing has the gradient :math:`2A` outside: no superfluid velocity"
        yield Step(text, n * sp.diff(theta, coordinate) - 2 * component, sp.S.Zero)
    dx, dy = x_j - x_i, y_j - y_i
    bond = {x: x_i + s * dx, y: y_i + s * dy}
    along_inside, along_outside = (a[0].subs(bond) * dx + a[1].subs(bond) * dy for a in (inside, outside))
    s_1, s_2 = sp.symbols("s_1 s_2", real=True)
    phase = phase_of_parts(s_1, s_2)
    # The three parts are the integrals of A over [0, s_1], [s_1, s_2] and [s_2, 1]: compare derivatives and one value.
    text = "moving the point of entry exchanges :math:`A` outside for :math:`A` inside"
    yield Step(text, sp.diff(phase, s_1), (along_outside - along_inside).subs(s, s_1))
    text = "moving the point of exit exchanges :math:`A` inside for :math:`A` outside"
    yield Step(text, sp.diff(phase, s_2), (along_inside - along_outside).subs(s, s_2))
    p, q, u, v = sp.symbols("p q u v", positive=True)
    ends = {x_i: p, y_i: q, x_j: u, y_j: v}
    whole = sp.integrate(sp.expand(along_inside.subs(ends)), (s, 0, 1))
    yield Step("wholly inside: the integral of A", phase.subs({s_1: 0, s_2: 1}).subs(ends), whole)
    cross = x_i * y_j - y_i * x_j
    half = sp.sqrt(R**2 * (dx**2 + dy**2) - cross**2) / (dx**2 + dy**2)
    middle = -(x_i * dx + y_i * dy) / (dx**2 + dy**2)
    for sign in (-1, 1):
        crossing = (x**2 + y**2).subs(bond).subs(s, middle + sign * half)
        yield Step(
            "the straight line meets the circle at the middle minus and plus one half", sp.expand(sp.simplify(crossing)), R**2
        )
    real_half = sp.sqrt(sp.Max(R**2 * (dx**2 + dy**2) - cross**2, 0)) / (dx**2 + dy**2)
    clipped = [sp.Min(sp.Max(middle + sign * real_half, 0), 1) for sign in (-1, 1)]
    text = "clipped to the bond (and empty if the line misses the disc), this is the statement"
    yield Step(text, result(), phase.subs({s_1: clipped[0], s_2: clipped[1]}, simultaneous=True))


def phase_of_parts(s_1: sp.Expr, s_2: sp.Expr) -> sp.Expr:
    """The phase of a bond that is inside the disc for s between s_1 and s_2."""
    dx, dy = x_j - x_i, y_j - y_i
    outside = angle(x_i, y_i, x_i + s_1 * dx, y_i + s_1 * dy) + angle(x_i + s_2 * dx, y_i + s_2 * dy, x_j, y_j)
    return n / 2 * (outside + (s_2 - s_1) * (x_i * y_j - y_i * x_j) / R**2)


def result() -> sp.Expr:
    """The phase of the hopping from i to j."""
    return phase_of_parts(*inside_interval())


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
    """Electron instead of pair flux, wrong signs, crossing bonds treated as if they did not cross, another disc."""
    phase = result()
    _, s_2 = inside_interval()
    yield 2 * phase
    yield -phase
    yield phase.subs(n, sp.Abs(n))
    yield n / 2 * angle(x_i, y_i, x_j, y_j)
    yield n / 2 * (x_i * y_j - y_i * x_j) / R**2
    yield phase_of_parts(sp.S.Zero, s_2)
    yield phase.subs(R, R + sp.Rational(1, 100))


def bonds(R: float) -> NDArray[np.float64]:
    """Columns x_i, y_i, x_j, y_j of bonds around a disc of radius R: on the lattice, off its symmetry, short, long and slanted."""
    line = np.arange(-np.ceil(R) - 2, np.ceil(R) + 3, 1.0)
    found = []
    for shift_x, shift_y in ((0.0, 0.0), (0.5, 0.5), (0.1, 0.2)):
        x, y = (axis.ravel() for axis in np.meshgrid(line + shift_x, line + shift_y))
        starts = np.stack([x, y], axis=-1)
        found += [np.concatenate([starts, starts + step], axis=1) for step in ((1, 0), (0, 1), (2, 0), (0, 2), (5, 1))]
    return np.concatenate(found)


def validate(formula: sp.Expr, **parameters: float) -> Comparison:
    """Compare with the line integral of A by adaptive quadrature, cut at the circle, for n and -n.

    QUADPACK's own estimate of its error is the bound.
    """
    flux, radius = parameters["n"] * np.array([[1], [-1]]), parameters["R"]
    ends = dict(zip(("x_i", "y_i", "x_j", "y_j"), bonds(radius).T, strict=True))
    phases = compile_kernel(formula, ARGUMENTS)(**ends, n=flux, R=radius)
    integrals, estimates = _judged(radius)
    order = np.argsort(integrals, kind="stable")
    rounding = 64 * np.finfo(float).eps * np.pi
    return Comparison(
        abscissa=np.arange(len(order)),
        analytic=phases[:, order],
        numeric=flux * integrals[order],
        bound=abs(parameters["n"]) * (estimates.max() + rounding),
    )


@cache
def _judged(radius: float) -> NDArray[np.float64]:
    """The line integrals for one flux quantum, and their error estimates: two rows."""
    return np.array([_integral(bond, radius) for bond in bonds(radius)]).T


def _integral(bond: NDArray[np.float64], radius: float) -> tuple[float, float]:
    start, step = bond[:2], bond[2:] - bond[:2]
    cross = start[0] * step[1] - start[1] * step[0]

    def along(s: float) -> float:
        x, y = start + s * step
        return float(cross / 2 / max(x * x + y * y, radius**2))

    crossings = np.roots([step @ step, 2 * start @ step, start @ start - radius**2])
    cuts = sorted({0.0, 1.0, *(float(s.real) for s in crossings if s.imag == 0 and 0 < s.real < 1)})
    pieces = [quad(along, a, b, epsabs=1e-14, epsrel=1e-13) for a, b in pairwise(cuts)]
    return sum(value for value, _ in pieces), sum(estimate for _, estimate in pieces)


def draw(ax: Axes, comparison: Comparison) -> None:
    """The phases of all bonds in ascending order."""
    draw_levels(ax, comparison, every=25)
    ax.legend(["formula", "line integral by quadrature"])
    ax.set(xlabel="bond, in the order of its phase", ylabel=r"phase $\phi_{ij}$ (rad)")
