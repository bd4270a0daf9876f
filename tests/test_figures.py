"""The figures: what they say in words holds for their data."""

import numpy as np

from derivations.figures import fig4f, phase_diagram, scaling


def test_every_chern_number_of_the_phase_diagram_is_that_of_the_formula():
    data = phase_diagram.dataset(iter)
    judged = np.isfinite(data.chern.values)
    assert judged.sum() >= 400
    assert np.array_equal(data.chern.values[judged], data.formula.values[judged])
    assert set(data.chern.values[judged]) == {-1, 0, 1}
    # Points without a Chern number are those next to a line.
    assert (data.gap.values[~judged] <= phase_diagram.SMALLEST_GAP).all()


def test_the_edge_mode_oscillates_with_the_wave_of_the_formula_not_with_the_ring():
    data = fig4f.dataset(iter)
    formula = np.interp(data.t_c, data.t_fine, data.formula)
    np.testing.assert_allclose(data.evanescent, formula, atol=1e-6)
    np.testing.assert_allclose(data.strip, data.evanescent, atol=5e-4)
    stated = data.sel(t_c=[1.2, 1.6, 2.0, 2.5], method="nearest")
    np.testing.assert_allclose(stated.strip, [1.451, 1.672, 1.917, 2.268], atol=6e-4)
    np.testing.assert_allclose(stated.ring, [1.394, 1.677, 1.935, 2.290], atol=6e-4)
    # It sets in before the minimum leaves Gamma.
    early = (data.t_c > 0.895) & (data.t_c < 1.11)
    assert early.sum() == 3
    assert (data.strip[early] > 1.3).all()
    assert (data.ring[early] < 1e-3).all()
    assert (data.strip[data.t_c < 0.89] < 2e-3).all()


def test_the_cost_of_the_vortex_grows_as_a_power_of_its_size():
    """Small sizes: that everything is measured; the exponents of the figure belong to the large ones."""
    data = scaling.dataset(iter, sizes=(21, 41))
    assert all((data[name] > 0).all() for name in scaling.STAGES)
    assert data.memory.values[0] < data.memory.values[1]
    known = data.assign({name: ("L", [1.0, 8.0]) for name in scaling.STAGES}).assign_coords(L=[80, 160])
    assert abs(scaling.exponent(known, "factors") - 3) < 1e-12
