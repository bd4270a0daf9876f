"""derivations.claims.vortex.neutral_antidot_levels against a lattice in the plane: no angular momentum, no radial equations."""

from functools import partial

import numpy as np
from scipy.optimize import brentq
from scipy.sparse.linalg import eigsh

from derivations.claims.vortex import neutral_antidot_levels
from numerics.kernels import compile_kernel
from numerics.lattice.gauge import peierls_phase, winding
from numerics.lattice.matrix import bdg_matrix
from numerics.lattice.shapes import positions, square
from numerics.systems.surface import surface_system

GAP, RADIUS, HALF_SIDE = 2.0, 2.0, 6.0


def lattice_levels(spacing):
    """The two levels nearest that of |j| = 1 which live near the antidot."""
    L = 2 * round(HALF_SIDE / spacing) + 1
    distance = spacing * np.hypot(*positions(L))
    system = surface_system(lam=1 / spacing, M=4.0, mu=0.0, eps_ti=0.0, Delta=GAP)
    step = np.clip((distance - RADIUS) / spacing + 0.5, 0, 1)
    H = bdg_matrix(
        system,
        square(L, layers=system.layers),
        bond_phase=partial(peierls_phase, n=1, R=RADIUS / spacing),
        pairing_factor=winding(*positions(L), n=1) * step,
    )
    energies, vectors = eigsh(H.tocsc(), k=8, sigma=0.86, v0=np.ones(H.shape[0], dtype=complex))
    near = (abs(vectors) ** 2).reshape(L, L, 4, -1).sum(axis=2)[distance < 4].sum(axis=0) > 0.5
    found = energies[near]
    return np.sort(found[np.argsort(abs(found - 0.86))[:2]])


def test_the_lattice_approaches_the_degenerate_levels():
    """The error of the step falls with the spacing; the mass splits j = 1 from j = -1, ever less."""
    condition = compile_kernel(neutral_antidot_levels.result(), neutral_antidot_levels.ARGUMENTS)
    level = brentq(lambda E: condition(E=E, lam=1.0, Delta=GAP, j=1, R=RADIUS).real, 0.75, 0.95)
    coarse, fine = lattice_levels(0.4), lattice_levels(0.2)
    assert abs(fine - level).max() < 0.01 * level
    assert abs(fine - level).max() < abs(coarse - level).max() / 3
    assert np.ptp(fine) < np.ptp(coarse) / 2
