"""The TI surface with pairing, typed from its second-quantised definition: the judge of ``theory.models.surface``."""

from numerics.checks import require_finite_parameters
from numerics.systems.definition import SIGMA_0, SIGMA_X, SIGMA_Y, SIGMA_Z, Hopping, System


def surface_system(*, lam: float, M: float, mu: float, eps_ti: float, Delta: float) -> System:
    """TI surface (Pikulin and Franz, Phys. Rev. X 7, 031006) with s-wave pairing of its own."""
    require_finite_parameters(lam=lam, M=M, mu=mu, eps_ti=eps_ti, Delta=Delta)
    x, y = (1, 0), (0, 1)
    return System(
        layers=("TI",),
        onsite={"TI": 1.5 * M * SIGMA_Z + (eps_ti - mu) * SIGMA_0},
        hoppings=(
            Hopping("TI", "TI", x, 0.5j * lam * SIGMA_Y - 0.5 * M * SIGMA_Z),
            Hopping("TI", "TI", y, -0.5j * lam * SIGMA_X - 0.5 * M * SIGMA_Z),
            Hopping("TI", "TI", (2, 0), M / 8 * SIGMA_Z),
            Hopping("TI", "TI", (0, 2), M / 8 * SIGMA_Z),
        ),
        pairing={"TI": Delta},
    )
