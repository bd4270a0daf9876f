"""The bilayer, typed from its second-quantised definition: the judge of ``theory.models.bilayer``."""

from numerics.checks import require_finite_parameters
from numerics.systems.definition import SIGMA_0, SIGMA_X, SIGMA_Y, SIGMA_Z, Hopping, System


def bilayer_system(
    *, lam: float, M: float, mu: float, eps_ti: float, eps_sc: float, t_sc: float, Delta: float, t_c: float
) -> System:
    """TI surface (Pikulin and Franz, Phys. Rev. X 7, 031006) tunnel-coupled to an s-wave superconductor."""
    require_finite_parameters(lam=lam, M=M, mu=mu, eps_ti=eps_ti, eps_sc=eps_sc, t_sc=t_sc, Delta=Delta, t_c=t_c)
    x, y = (1, 0), (0, 1)
    return System(
        layers=("TI", "SC"),
        onsite={"TI": 1.5 * M * SIGMA_Z + (eps_ti - mu) * SIGMA_0, "SC": (eps_sc - mu) * SIGMA_0},
        hoppings=(
            Hopping("TI", "TI", x, 0.5j * lam * SIGMA_Y - 0.5 * M * SIGMA_Z),
            Hopping("TI", "TI", y, -0.5j * lam * SIGMA_X - 0.5 * M * SIGMA_Z),
            Hopping("TI", "TI", (2, 0), M / 8 * SIGMA_Z),
            Hopping("TI", "TI", (0, 2), M / 8 * SIGMA_Z),
            Hopping("SC", "SC", x, t_sc * SIGMA_0),
            Hopping("SC", "SC", y, t_sc * SIGMA_0),
            Hopping("TI", "SC", (0, 0), t_c * SIGMA_0),
        ),
        pairing={"TI": 0.0, "SC": Delta},
        pierced="SC",
    )
