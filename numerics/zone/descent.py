"""Newton's method for the minima of the gap, from many momenta at once.

What descends is E^2 of the level nearest zero: it stays smooth where a small gap makes |E| sharp. Its derivatives are those of
perturbation theory, from the eigenvectors and the exact derivatives of H; each pair of levels E_n, E_m enters with the weight
E_n/(E_n - E_m), which is 1/2 for the particle-hole partner of a small level. The lowest level of H^2 bends down where it meets
another one, so no minimum is a crossing of levels, except at zero energy.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.zone.fourier import BlochSeries

Points = NDArray[Any]
LONGEST = 60  # steps
NEIGHBOURHOOD = 3  # in longest steps
ALONE = 4  # steps after which only the deepest momentum of a neighbourhood goes on
SHARP = 1e-12  # relative error of E^2
SAME = 1e-9  # levels nearer than this part of the largest one repel no more


def descended(series: BlochSeries, k: Points, *, radius: float) -> tuple[Points, Points]:
    """Momenta reached from ``k``, (starts, 2), by steps of at most ``radius``, and |E| there.

    The starts share the search: one with a deeper neighbour gives up after a few steps, and so does one that leaves its
    neighbourhood to walk along a valley, where other starts are.
    """
    start, reach = k.copy(), NEIGHBOURHOOD * radius
    trust, going = np.full(len(k), radius), np.ones(len(k), dtype=bool)
    f, gradient, hessian = squared_gap(series, k)
    for step in range(LONGEST):
        move, gain = _newton_step(gradient, hessian, trust, floor=series.rounding)
        going &= (gain > SHARP * f + series.rounding * (np.sqrt(f) + series.rounding)) & (trust > SHARP)
        if step >= ALONE:
            going &= _is_deepest(k, f, reach) & (np.linalg.norm(k - start, axis=1) < reach)
        if not going.any():
            break
        tried = _tried(series, k[going] + move[going], below=f[going])
        better = tried[1] < f[going]
        for known, new in zip((k, f, gradient, hessian), tried, strict=True):
            known[np.flatnonzero(going)[better]] = new[better]
        trust[going] = np.where(better, np.minimum(2 * trust[going], radius), trust[going] / 4)
    return k, np.sqrt(f)


def _tried(series: BlochSeries, k: Points, *, below: Points) -> tuple[Points, Points, Points, Points]:
    """The momenta with E^2, gradient and second derivatives; those not deep enough go back to the floor of their valley first.

    A step along a bent valley leaves its floor; without the second step, across the valley, only short steps would lead down.
    """
    found = k, *squared_gap(series, k)
    above = np.flatnonzero(found[1] >= below)
    if len(above):
        curvature, axes = np.linalg.eigh(found[3][above])
        across = axes[..., 1]
        slope = (found[2][above] * across).sum(axis=1)
        back = k[above] - across * (slope / np.maximum(abs(curvature[:, 1]), series.rounding))[:, None]
        for known, new in zip(found, (back, *squared_gap(series, back)), strict=True):
            known[above] = new
    return found


def squared_gap(series: BlochSeries, k: Points) -> tuple[Points, Points, Points]:
    """E^2 of the level nearest zero, its gradient (points, 2) and second derivatives (points, 2, 2) at ``k``, (points, 2)."""
    derivatives = series.derivatives(k)
    energies, states = np.linalg.eigh(derivatives[:, 0])
    rows, level = np.arange(len(k)), abs(energies).argmin(axis=1)
    E = energies[rows, level]
    elements = (np.conj(states.swapaxes(1, 2))[:, None] @ (derivatives[:, 1:] @ states[rows, :, level][:, None, :, None]))[..., 0]
    diagonal = elements[rows, :, level].real
    apart = E[:, None] - energies
    counted = abs(apart) > SAME * abs(energies).max(axis=1, keepdims=True)
    weight = np.where(counted, E[:, None] / np.where(counted, apart, 1), 0)
    slopes = elements[:, :2]
    mixed = np.einsum("pam,pm,pbm->pab", slopes.conj(), weight, slopes).real
    velocity = diagonal[:, :2]
    second = E[:, None, None] * diagonal[:, [2, 3, 3, 4]].reshape(-1, 2, 2) + velocity[:, :, None] * velocity[:, None] + 2 * mixed
    return E**2, 2 * E[:, None] * velocity, 2 * second


def _newton_step(gradient: Points, hessian: Points, trust: Points, *, floor: float) -> tuple[Points, Points]:
    """Steps downhill, at most ``trust`` long, (points, 2); and what a full one should gain."""
    curvature, axes = np.linalg.eigh(hessian)
    slope = (gradient[:, None] @ axes)[:, 0]
    along = slope / np.maximum(abs(curvature), floor)
    move = -(axes @ along[..., None])[..., 0]
    length = np.maximum(np.linalg.norm(move, axis=1), np.finfo(float).tiny)
    return move * np.minimum(1, trust / length)[:, None], (slope * along).sum(axis=1) / 2


def _is_deepest(k: Points, f: Points, radius: float) -> NDArray[np.bool_]:
    """Whether no other momentum within ``radius`` is deeper, or as deep and first."""
    near = np.linalg.norm(k[:, None] - k, axis=-1) < radius
    order = np.argsort(np.argsort(f, kind="stable"))
    return np.asarray(np.where(near, order, len(k)).min(axis=1) == order)
