"""Under which parameters of the bilayer the closed forms of the figures stand; elsewhere their lines are left out."""

import numpy as np
from numpy.typing import NDArray


def neutral(*, mu: float, eps_ti: float, **_: float) -> bool:
    """Whether the Dirac point lies at zero energy."""
    return mu == 0 and eps_ti == 0


def touching(*, eps_sc: float, t_sc: float, **parameters: float) -> bool:
    """Whether the Dirac point and the top of the SC band lie at zero energy."""
    return neutral(**parameters) and eps_sc == -4 * t_sc


def left_out(*shape: int) -> NDArray[np.float64]:
    """NaN in place of a formula that does not stand."""
    return np.full(shape, np.nan)
