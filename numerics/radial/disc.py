r"""One angular-momentum channel of a disc, by Rayleigh and Ritz in piecewise polynomials, with the residual of every level.

.. math:: (Hf)_a = s_a\left(f_a'' + \frac{f_a'}r - \frac{m_a^2}{r^2}f_a\right) + \sum_b V_{ab}(r)f_b

The first element, around the origin, carries :math:`r^{m_a}` times a polynomial of :math:`r^2`: regular, with the parity that the
angular momentum demands. Where elements meet, functions and slopes are continuous, so that the trial functions lie in the domain
of H and each level lies within its residual of an exact one (Weinstein).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import block_diag, null_space, solve_triangular
from scipy.special import eval_jacobi, roots_jacobi

from numerics.checks import require_finite, whole
from numerics.compare import roundoff
from numerics.solvers.hermitian import levels

Reals = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class DiscChannel:
    """Components f_a(r) for 0 < r < edges[-1], coupled by ``potential``.

    ``orbital`` are the m_a >= 0, equal up to integers; ``stiffness`` the s_a; ``potential(r)`` returns V(r), real symmetric, shape
    (*r.shape, components, components), smooth between the ``edges`` (ends of the elements, ascending). At the outer edge f = 0, and
    f' = 0 too if ``open_end``: then H acts on the whole plane, and the end costs nothing but what the residual shows.
    """

    orbital: tuple[float, ...]
    stiffness: tuple[float, ...]
    potential: Callable[[Reals], Reals]
    edges: tuple[float, ...]
    open_end: bool = False

    def __post_init__(self) -> None:
        if not all(np.diff([0.0, *self.edges]) > 0):
            raise ValueError(f"`edges` must be positive and ascend, but are {self.edges}.")
        require_finite(self.edges, name="edges")
        require_finite(self.stiffness, name="stiffness")
        if len(self.stiffness) != len(self.orbital):
            raise ValueError(f"`stiffness` must have {len(self.orbital)} entries, one a component, but has {len(self.stiffness)}.")
        if min(self.orbital) < 0 or any((m - self.orbital[0]) % 1 for m in self.orbital):
            raise ValueError(f"`orbital` must be at least 0 and equal up to integers, but is {self.orbital}.")


@dataclass(frozen=True, eq=False)
class RadialLevels:
    """Levels in ascending order, the residual |H f - E f| / |f| of each, and what rounding can add to it.

    ``functions`` (components, points, levels) are normalised: their squares, weighted with ``weights`` (points,), which include r,
    sum to one over the ``points``.
    """

    energies: Reals
    residuals: Reals
    rounding: float
    points: Reals
    weights: Reals
    functions: Reals


def radial_levels(channel: DiscChannel, *, degree: int) -> RadialLevels:
    """All Ritz levels of the channel for polynomials of that degree in every element and component.

    Raises
    ------
    ValueError
        If the degree is not an integer from 4 on, or the potential not real, symmetric and finite.
    """
    whole(degree, name="degree", least=4)
    pieces, weights = _quadrature(channel, degree)
    r, root = np.concatenate(pieces), np.sqrt(weights)[:, None]
    components = [_component(channel, m, degree, pieces) for m in channel.orbital]
    values = [root * value for value, _, _ in components]
    kinetic = [s * root * laplacian for s, (_, laplacian, _) in zip(channel.stiffness, components, strict=True)]
    F = block_diag(*values)
    V = channel.potential(r)
    levels(V, name="potential")
    if np.iscomplexobj(V):
        raise ValueError("`potential` must be real, but is complex.")
    potential = np.block([[V[:, a, b, None] * values[b] for b in range(len(values))] for a in range(len(values))])
    allowed = null_space(block_diag(*(constraint for _, _, constraint in components)))
    Q, triangle = np.linalg.qr(F @ allowed)
    image = solve_triangular(
        triangle, ((block_diag(*kinetic) + potential) @ allowed).T, trans="T"
    ).T  # H on the orthonormal functions Q
    projected = Q.T @ image
    energies, vectors = np.linalg.eigh((projected + projected.T) / 2)
    functions = Q @ vectors
    return RadialLevels(
        energies=energies,
        residuals=np.linalg.norm(image @ vectors - functions * energies, axis=0),
        rounding=roundoff(scale=np.linalg.norm(image, 2), size=len(energies)),
        points=r,
        weights=weights,
        functions=functions.reshape(len(values), len(r), -1) / root,
    )


def _quadrature(channel: DiscChannel, degree: int) -> tuple[list[Reals], Reals]:
    """Points, element by element, and weights of the measure r dr; exact for products of two functions."""
    fraction = (2 * channel.orbital[0]) % 1
    central = 2 * degree + int(np.ceil(max(channel.orbital))) + 12  # functions of r^2 have twice the degree in r
    points, weights = [], []
    for index, (low, high) in enumerate(_elements(channel)):
        power = fraction if index == 0 else 0.0
        x, w = roots_jacobi(degree + 12 if index else central, 0, power)
        half = (high - low) / 2
        r = low + half * (1 + x)
        points.append(r)
        weights.append(w * half * r / (1 + x) ** power)
    return points, np.concatenate(weights)


def _elements(channel: DiscChannel) -> list[tuple[float, float]]:
    return list(zip((0.0, *channel.edges[:-1]), channel.edges, strict=True))


def _component(channel: DiscChannel, m: float, degree: int, pieces: list[Reals]) -> tuple[Reals, Reals, Reals]:
    """Basis functions of one component at the points, their Laplacians, and the constraints (rows) on their coefficients."""
    elements = _elements(channel)
    size = degree + 1
    values, laplacians = [], []
    constraints = np.zeros((2 * len(elements), size * len(elements)))
    for index, ((low, high), r_e) in enumerate(zip(elements, pieces, strict=True)):
        basis = _central if index == 0 else _outer
        value, _, laplacian = basis(r_e, low, high, m, degree)
        values.append(value)
        laplacians.append(laplacian)
        columns = slice(index * size, (index + 1) * size)
        ends = basis(np.array([high]), low, high, m, degree)
        constraints[2 * index : 2 * index + 2, columns] = np.concatenate(ends[:2])
        if index:
            starts = basis(np.array([low]), low, high, m, degree)
            constraints[2 * index - 2 : 2 * index, columns] = -np.concatenate(starts[:2])
    if not channel.open_end:
        constraints = constraints[:-1]
    constraints /= np.linalg.norm(constraints, axis=1, keepdims=True)
    return block_diag(*values), block_diag(*laplacians), constraints


def _central(r: Reals, low: float, high: float, m: float, degree: int) -> tuple[Reals, Reals, Reals]:
    """r^m p(r^2) with the polynomials p orthogonal for this weight; slopes; f'' + f'/r - m^2 f / r^2."""
    u = r[:, None] / high
    p, dp, ddp = _polynomials(2 * u**2 - 1, m, degree)
    dp, ddp = 2 * dp, 4 * ddp  # with respect to u^2
    power = u**m
    slope = (m * power / u * p + 2 * power * u * dp) / high
    return power * p, slope, 4 * power * (u**2 * ddp + (m + 1) * dp) / high**2


def _outer(r: Reals, low: float, high: float, m: float, degree: int) -> tuple[Reals, Reals, Reals]:
    """Legendre polynomials of r, their slopes and Laplacians."""
    half = (high - low) / 2
    p, dp, ddp = _polynomials((r[:, None] - low) / half - 1, 0, degree)
    dp, ddp = dp / half, ddp / half**2
    return p, dp, ddp + dp / r[:, None] - (m / r[:, None]) ** 2 * p


def _polynomials(x: Reals, b: float, degree: int) -> tuple[Reals, Reals, Reals]:
    """Jacobi polynomials P_j^(0, b)(x) for j up to ``degree``, with two derivatives; shape (points, degree + 1)."""
    j = np.arange(degree + 1)
    p = eval_jacobi(j, 0, b, x)
    dp = np.where(j > 0, (j + b + 1) / 2 * eval_jacobi(np.maximum(j - 1, 0), 1, b + 1, x), 0)
    ddp = np.where(j > 1, (j + b + 1) * (j + b + 2) / 4 * eval_jacobi(np.maximum(j - 2, 0), 2, b + 2, x), 0)
    return p, dp, ddp
