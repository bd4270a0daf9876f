"""The edge mode of strips: the crowding of its ladder against the closed form, the boundary to a magnet against the open edge."""

import numpy as np
from scipy.optimize import brentq

from derivations.figures.bilayer_vortex.shared import edge_strips
from derivations.figures.bilayer_vortex.shared.edge_strips import boundary_energy, crowding
from numerics.lattice.ribbon import left_edge_level
from numerics.systems.bilayer import bilayer_system

FLAT = {"lam": 1.0, "mu": 0.0, "eps_ti": 0.0, "eps_sc": 0.0, "t_sc": 0.0, "Delta": 1.5, "t_c": 1.2}
GAP = 0.5


def test_the_crowding_is_the_slope_of_the_closed_form(monkeypatch):
    """Above a flat SC band the mode solves E (1 + t_c^2/(Delta^2 - E^2)) = lam sin ky."""
    monkeypatch.setattr(edge_strips, "WIDTH", 30)

    def wave_number(E):
        return np.arcsin(E * (1 + FLAT["t_c"] ** 2 / (FLAT["Delta"] ** 2 - E**2)) / FLAT["lam"])

    def energy(ky):
        return brentq(lambda E: wave_number(E) - ky, 0.0, 0.55)

    top, step = wave_number(0.95 * GAP), 1e-4
    slope = (energy(top + step) - energy(top - step)) / (2 * step)
    stated = slope / (FLAT["lam"] * FLAT["Delta"] ** 2 / (FLAT["Delta"] ** 2 + FLAT["t_c"] ** 2))
    assert abs(crowding(bilayer_system(**FLAT, M=3.0), gap=GAP) / stated - 1) < 0.02


def test_a_strong_magnet_is_an_open_edge():
    """The difference falls with the magnetisation; one against the mass turns the mode round."""
    system = bilayer_system(**FLAT, M=3.0)
    edge = left_edge_level(system, width=40, ky=0.1)[0]
    beside = [boundary_energy(system, magnetisation=m, ky=0.1, gap=GAP) for m in (3.0, 30.0, 300.0)]
    off = abs(np.array(beside) / edge - 1)
    assert 10 * off[2] < off[1] < off[0] / 10 < 0.01
    assert boundary_energy(system, magnetisation=-1.0, ky=0.1, gap=GAP) * edge < 0
