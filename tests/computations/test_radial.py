"""derivations.computations.radial: what it says of its accuracy."""

import pytest

from derivations.computations import radial
from derivations.computations.shared.radial_problem import radial_problem
from numerics.radial.states import radial_states
from tests.judges.command import tisc

CHANNELS = {"bilayer": {"j": 0.0}, "surface": {"j": 1.0}, "swave": {"j": 0.5}}


@pytest.mark.parametrize("model", CHANNELS)
def test_levels_err_by_the_square_of_the_residual(model):
    """Against polynomials of a higher degree, from coarse ones on: the error falls with the square, not with the residual."""
    problem = radial_problem(model, **CHANNELS[model], R=3.0, n=1, outer=12.0)
    exact = radial_states(problem, states=10, degree=30).energies
    for degree in (5, 6, 8, 10, 12):
        found = radial_states(problem, states=6, degree=degree)
        errors = abs(found.energies[:, None] - exact).min(axis=1)
        assert (errors <= found.residual.max() ** 2 + found.rounding).all()


def test_the_terminal_says_what_the_residual_means():
    data = radial.compute(R=3.0, outer=6.0, states=4, drawn=False)
    (remark,) = radial.remarks(data)
    assert f"errs by about its square or less, {float(data.residual) ** 2:.0e}" in remark
    assert remark in tisc("radial", "--R", "3", "--outer", "6", "--states", "4").stdout
    assert "|H psi - E psi|" in tisc("radial", "--help").stdout
