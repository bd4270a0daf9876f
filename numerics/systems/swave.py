"""The s-wave layer, typed from its second-quantised definition: the judge of ``theory.models.swave``."""

from numerics.checks import require_finite_parameters
from numerics.systems.definition import SIGMA_0, Hopping, System


def swave_system(*, mu: float, eps_sc: float, t_sc: float, Delta: float) -> System:
    """Square lattice of spinful electrons with nearest-neighbour hopping and s-wave pairing."""
    require_finite_parameters(mu=mu, eps_sc=eps_sc, t_sc=t_sc, Delta=Delta)
    return System(
        layers=("SC",),
        onsite={"SC": (eps_sc - mu) * SIGMA_0},
        hoppings=tuple(Hopping("SC", "SC", bond, t_sc * SIGMA_0) for bond in ((1, 0), (0, 1))),
        pairing={"SC": Delta},
    )
