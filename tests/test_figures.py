"""The figures: what they say in words holds for their data."""

import numpy as np

from derivations.figures import phase_diagram


def test_every_chern_number_of_the_phase_diagram_is_that_of_the_formula():
    data = phase_diagram.dataset(iter)
    judged = np.isfinite(data.chern.values)
    assert judged.sum() >= 400
    assert np.array_equal(data.chern.values[judged], data.formula.values[judged])
    assert set(data.chern.values[judged]) == {-1, 0, 1}
    # Points without a Chern number are those next to a line.
    assert (data.gap.values[~judged] <= phase_diagram.SMALLEST_GAP).all()
