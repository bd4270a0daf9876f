r"""What the waves of the s-wave antidot with flux are outside it: the radial channel against Bessel functions of several orders.

Outside there is a gap. Electron and hole of the energy E mix two decaying waves :math:`K_\nu(q_\pm r)` with
:math:`q_\pm^2 = \pm i\sqrt{\Delta^2 - E^2}/t_{SC}` and, by ``flux_antidot``, the order :math:`\nu = l - n/2`.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import kv

from derivations.computations.shared.radial_problem import radial_problem
from derivations.figures.bilayer_vortex.shared.swave_antidot import parameters_of_layer
from numerics.radial.states import RadialStates, resolved_states

OUTER, SEEN = 8.0, 4.0  # of the channel and of the comparison, beyond R
LEVELS = 6  # nearest zero, among which the highest below it is
Reals = NDArray[np.float64]


def misfit_outside(momenta: tuple[int, ...], shifts: tuple[float, ...], *, R: float, n: int, **parameters: float) -> Reals:
    """What is left of the electron outside by the best K of the order l - shift, relative to it: (momentum, shift)."""
    complete, found = parameters_of_layer(**parameters), []
    for momentum in momenta:
        problem = radial_problem("swave", j=momentum - n / 2, R=R, n=n, outer=R + OUTER, **complete)
        states = resolved_states(problem, states=LEVELS)
        found.append([_misfit(states, momentum - shift, R, complete) for shift in shifts])
    return np.array(found)


def _misfit(states: RadialStates, order: float, R: float, parameters: dict[str, float]) -> float:
    level = int(np.flatnonzero(states.energies < 0)[-1])
    outside = (states.points > R) & (states.points < R + SEEN)
    electron = states.functions[:2, outside, level]
    wave = electron[np.argmax((electron**2).sum(axis=1))]  # of the spin that the state has
    q = np.sqrt(1j * np.sqrt(parameters["Delta"] ** 2 - states.energies[level] ** 2) / parameters["t_sc"])
    decaying = kv(abs(order), q * states.points[outside])
    weight = np.sqrt(states.weights[outside])
    basis = np.stack([decaying.real, decaying.imag], axis=1) * weight[:, None]
    left = weight * wave - basis @ np.linalg.lstsq(basis, weight * wave, rcond=None)[0]
    return float(np.linalg.norm(left) / np.linalg.norm(weight * wave))
