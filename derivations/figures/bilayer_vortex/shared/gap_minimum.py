"""Where the minimum of the gap lies: at Gamma, or on the ring."""

import numpy as np

from numerics.zone.gap import Gap

AT_GAMMA = 1e-3  # |k|: a minimum nearer to Gamma is at Gamma, as the search finds it to the root of its accuracy


def radius_of(minimum: Gap) -> float:
    """Distance of the minimum from Gamma."""
    return float(np.hypot(minimum.kx, minimum.ky))
