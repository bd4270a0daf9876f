r"""Levels of one angular-momentum channel nearest zero, with spectral accuracy: no doublers, no spurious states at the centre.

Galerkin's equations (``radial_galerkin``) for piecewise polynomials; the error falls faster than any power of the degree. No level
is spurious: without bounded terms the operator falls apart into Laplacians and free Dirac operators of components and pairs, whose
discrete resolvents converge in norm in the spaces of ``radial_elements``; that survives bounded terms: flux, pairing, tunnelling.
"""

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from numerics.checks import whole
from numerics.radial.galerkin import Grid, blocks, grid, matrices
from numerics.radial.problem import RadialProblem, Reals, Whole
from numerics.solvers.krylov import ConvergenceError
from numerics.solvers.pencil import pencil_states

DEGREES = (8, 12, 16, 22, 30, 40, 52)
ACCURACY = 1e-9  # of the largest level: a change by less ends the refinement; the error is then far smaller


@dataclass(frozen=True, eq=False)
class RadialStates:
    """States nearest zero in ascending order of the energy.

    ``functions`` (components, points, states) at ascending ``points`` are normalised: their squares, multiplied by ``weights``
    (which contain r dr), sum to one. ``residual`` (states,) is |H chi - E chi| within the elements, ``rounding`` (states,) what
    rounding can do to a level, ``change`` by how much the last refinement moved a level. ``unknowns`` is the dimension;
    ``ends`` are those of the elements. ``pair`` (components, points, 2) are the two nearest zero, of ascending energy, where their
    energies are opposite and below half the next level, asked for or not; elsewhere (components, points, 0). Of such a pair the
    lower one counts as nearer zero: rounding does not decide which is kept if one state is asked for.
    """

    energies: Reals
    functions: Reals
    pair: Reals
    points: Reals
    weights: Reals
    residual: Reals
    rounding: Reals
    change: Reals
    degree: int
    unknowns: int
    ends: Reals


def resolved_states(problem: RadialProblem, *, states: int) -> RadialStates:
    """The ``states`` levels nearest zero, with polynomials of rising degree until none of them moves any more.

    Raises
    ------
    ConvergenceError
        If the highest degree does not suffice.
    ValueError
        As :func:`radial_states`.
    """
    whole(states, name="states", least=1)
    coarse = None
    for degree in DEGREES:
        fine = radial_states(problem, states=states + 2, degree=degree)  # two more: neighbours at the end of the list
        if coarse is not None:
            change = abs(fine.energies[:, None] - coarse.energies).min(axis=1)
            kept = _nearest(fine, states)
            if (change[kept] <= ACCURACY * abs(fine.energies).max() + fine.rounding[kept]).all():
                return _selected(replace(fine, change=change), kept)
        coarse = fine
    raise ConvergenceError(
        f"`states` must be resolved by polynomials of degree {DEGREES[-1]}, but are not: ask for fewer, or take a larger `R`."
    )


def _nearest(found: RadialStates, states: int) -> Whole:
    """Numbers of the states nearest zero, ascending."""
    order = np.argsort(abs(found.energies), kind="stable")
    if found.pair.size:
        order[:2] = np.sort(order[:2])
    return np.sort(order[:states])


def _selected(found: RadialStates, kept: Whole) -> RadialStates:
    names = ("energies", "residual", "rounding", "change")
    return replace(found, functions=found.functions[..., kept], **{name: getattr(found, name)[kept] for name in names})


def radial_states(problem: RadialProblem, *, states: int, degree: int) -> RadialStates:
    """The ``states`` levels nearest zero, by polynomials of that degree in every element; ``change`` is not known.

    Raises
    ------
    ValueError
        If the coefficients are not those of a real symmetric operator, or couple first derivatives in other ways than in pairs.
    """
    whole(degree, name="degree", least=4)
    whole(states, name="states")
    at = grid(problem, degree=degree)
    H, S = matrices(problem, at)
    size = H.shape[0]
    if not 1 <= states <= size // 2:
        raise ValueError(f"`states` must be between 1 and {size // 2}, half the number of unknowns, but is {states}.")
    solved = max(states, 3)  # a pair and the level next to it
    levels, vectors = [], []
    for block in blocks(at):
        energies, amplitudes = pencil_states(H[block][:, block], S[block][:, block], states=min(solved, len(block)))
        spread = np.zeros((size, len(energies)))
        spread[block] = amplitudes
        levels.append(energies)
        vectors.append(spread)
    energies = np.concatenate(levels)
    nearest = np.argsort(abs(energies), kind="stable")[:solved]
    order = nearest[np.argsort(energies[nearest], kind="stable")]
    found = _evaluated(at, energies[order], np.concatenate(vectors, axis=1)[:, order], abs(H), degree)
    found = replace(found, pair=found.functions[..., _pair(found)])
    return _selected(found, _nearest(found, states))


def _pair(found: RadialStates) -> Whole:
    """Numbers of the states of ``pair``; a level errs by the square of its residual over the distance of others, and rounding."""
    order = np.argsort(abs(found.energies), kind="stable")
    pair, distance = np.sort(order[:2]), abs(found.energies[order[2]]) / 2
    if abs(found.energies[pair]).max() >= distance:
        return pair[:0]
    error = (found.rounding[pair] + found.residual[pair] ** 2 / distance).sum()
    return pair if abs(found.energies[pair].sum()) <= error else pair[:0]


def _evaluated(at: Grid, energies: Reals, vectors: Reals, modulus: sparse.csr_array, degree: int) -> RadialStates:
    """Functions and residuals at all points."""
    pieces = []
    for number, (zeroth, first, second) in enumerate(at.coefficients):
        chi = np.zeros((3, *zeroth.shape[:3], len(energies)))  # with two derivatives; element, point, component
        for a, basis in enumerate(at.functions):
            own, part = basis[number], vectors[at.starts[a] : at.starts[a + 1]]
            amplitudes = np.concatenate([part, np.zeros((1, len(energies)))])[own.numbers]  # the last one for -1
            for d, values in enumerate((own.values, own.slopes, own.bends)):
                chi[d, :, :, a] = values @ amplitudes
        first = first + second / at.pieces[number].points[..., None, None]
        rest = zeroth @ chi[0] + first @ chi[1] + second @ chi[2] - energies * chi[0]
        pieces.append([part.reshape(-1, *part.shape[2:]) for part in (chi[0], rest)])
    functions, rest = (np.concatenate(part) for part in zip(*pieces, strict=True))
    weights = np.concatenate([piece.weights.ravel() for piece in at.pieces])
    operations = max(piece.points.shape[1] for piece in at.pieces)
    return RadialStates(
        energies=energies,
        functions=np.moveaxis(functions, 1, 0),
        pair=np.zeros((functions.shape[1], len(functions), 0)),
        points=np.concatenate([piece.points.ravel() for piece in at.pieces]),
        weights=weights,
        residual=np.sqrt((weights[:, None, None] * rest**2).sum(axis=(0, 1))),
        rounding=operations * np.finfo(float).eps * (abs(vectors) * (modulus @ abs(vectors))).sum(axis=0),
        change=np.full(len(energies), np.nan),
        degree=degree,
        unknowns=int(at.starts[-1]),
        ends=np.concatenate([piece.ends[:, 1] for piece in at.pieces]),
    )


def weight_within(found: RadialStates, radius: float) -> Reals:
    """Probability of each state within a radius that is the end of an element, as those of regions are.

    Raises
    ------
    ValueError
        If it is not.
    """
    inside = _inside(found, radius)
    return np.asarray((found.weights[inside, None] * found.functions[:, inside] ** 2).sum(axis=(0, 1)))


def _inside(found: RadialStates, radius: float) -> NDArray[np.bool_]:
    """Which points lie within the radius; the quadrature is that of whole elements."""
    if not abs(found.ends - radius).min() <= 1e-9 * found.ends[-1]:
        raise ValueError(f"`radius` must be the end of an element, but is {radius}.")
    return np.asarray(found.points < radius)


def unmixed(found: RadialStates, radius: float) -> RadialStates:
    """The same, but the two states of ``pair``, if there are any, are rotated into one within ``radius`` and one beyond.

    So a pair of Majorana modes, which any overlap mixes, is shown as edge mode and vortex mode, in this order: a single state is
    the edge mode. How many states were asked for does not matter. Errors as of :func:`weight_within`.
    """
    if not found.pair.size:
        return found
    inside = _inside(found, radius)
    part = found.pair[:, inside]
    _, mixing = np.linalg.eigh(np.einsum("p,api,apj->ij", found.weights[inside], part, part))
    shown = _nearest(found, 2)
    functions = found.functions.copy()
    functions[..., shown] = (found.pair @ mixing)[..., : len(shown)]
    return replace(found, functions=functions)
