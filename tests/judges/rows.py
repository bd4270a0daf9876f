"""The middle row of a square, from the edge to the antidot."""

import numpy as np

from numerics.lattice.shapes import positions


def edge_line(parts: np.ndarray, *, R: float) -> tuple[np.ndarray, np.ndarray]:
    """The middle row from the edge at small x up to the antidot: distance from the first site, waves (states, layer, 4, sites)."""
    L = parts.shape[-1]
    x, row = positions(L)[0][:, 0], parts[..., L // 2].reshape(*parts.shape[:2], 4, L)
    return x[x <= -R] - x[0], row[..., x <= -R]
