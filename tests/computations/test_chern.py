"""derivations.computations.chern: the picture."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from derivations.computations import chern
from derivations.computations.shared.labelled import Labelled
from derivations.computations.shared.zone_map import zone_map
from derivations.units import ANGLE


@pytest.mark.parametrize(("largest", "shown"), [(3e-3, 1.0), (1e-9, 1.0), (5e-16, 0.0), (0.0, 0.0)])
def test_rounding_noise_has_no_colours(largest, shown):
    """How much of the colour scale the largest flux takes: all of it, or nothing that can be seen."""
    flux = np.zeros((8, 8))
    flux[2, 3], flux[5, 1] = largest, -largest / 2
    ax = Figure().add_subplot()
    chern.draw(ax, Labelled(*zone_map("berry_flux", flux, ANGLE)).dataset())
    (image,) = ax.images
    low, high = image.get_clim()
    assert low == -high < 0
    assert largest / high == pytest.approx(shown, abs=1e-3)
