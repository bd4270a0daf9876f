"""The Rashba layer, typed from its second-quantised definition: the judge of ``theory.models.rashba``."""

from numerics.checks import require_finite_parameters
from numerics.systems.definition import SIGMA_0, SIGMA_X, SIGMA_Y, SIGMA_Z, Hopping, System


def rashba_system(*, lam: float, t: float, mu: float, B: float, Delta: float) -> System:
    """Hopping, Rashba coupling between neighbours, field and pairing on the sites."""
    require_finite_parameters(lam=lam, t=t, mu=mu, B=B, Delta=Delta)
    bonds = (
        Hopping("A", "A", (1, 0), 0.5j * lam * SIGMA_Y - t * SIGMA_0),
        Hopping("A", "A", (0, 1), -0.5j * lam * SIGMA_X - t * SIGMA_0),
    )
    return System(layers=("A",), onsite={"A": (4 * t - mu) * SIGMA_0 + B * SIGMA_Z}, hoppings=bonds, pairing={"A": Delta})
