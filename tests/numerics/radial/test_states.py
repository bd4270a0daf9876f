"""numerics.radial.states: closed forms, doublers, convergence, walls; each judge is seen to fail."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import hyp1f1, jn_zeros, jv

from derivations.claims.majorana import jackiw_rossi
from derivations.computations.shared.radial_problem import radial_problem, vortex_radius
from derivations.models import MODELS
from numerics.compare import roundoff
from numerics.kernels import compile_kernel
from numerics.radial import galerkin as radial_galerkin
from numerics.radial.galerkin import grid, matrices
from numerics.radial.problem import RadialProblem, Region
from numerics.radial.shooting import levels_between, mismatch
from numerics.radial.states import radial_states, resolved_states, unmixed, weight_within

MOMENTA = (-5, -2, -1, 0, 1, 4)


def dirac_disc(m, *, lam, sign, R=2.0, length=10.0):
    """A free Dirac electron, momenta m and m + 1, in a disc with a wall of infinite mass."""

    def coefficients(r):
        C = np.zeros((3, *r.shape, 2, 2))
        C[1, ..., 0, 1], C[1, ..., 1, 0] = -lam, lam
        C[0, ..., 0, 1], C[0, ..., 1, 0] = -lam * (m + 1) / r, -lam * m / r
        return C

    return RadialProblem((m, m + 1), (Region(R, coefficients, (True, True)),), (sign, -sign), length)


def dirac_levels(m, *, lam, sign, largest, R=2.0):
    """All |E| < largest, by u_up = J_m(kr), u_dn = -J_(m+1)(kr), E = lam k, and u_dn = -sgn(M lam) u_up at R."""

    def condition(E):
        return jv(m + 1, E / lam * R) - sign * np.sign(lam) * jv(m, E / lam * R)

    E = np.linspace(-largest, largest, 20001)
    found = [brentq(condition, *E[i : i + 2], xtol=1e-15) for i in np.flatnonzero(np.diff(np.sign(condition(E))))]
    return np.array([level for level in found if abs(level) > 1e-3 or not m])  # E = 0 is the zero of J, no state


@pytest.mark.parametrize("length", [10.0, 0.7])
@pytest.mark.parametrize("lam", [1.3, -0.8])
@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("m", MOMENTA)
def test_a_dirac_disc_has_its_levels_and_no_others(m, sign, lam, length):
    exact = dirac_levels(m, lam=lam, sign=sign, largest=10 * abs(lam))
    found = radial_states(dirac_disc(m, lam=lam, sign=sign, length=length), states=len(exact) + 1, degree=22)
    inside = abs(found.energies) < 10 * abs(lam)
    assert inside.sum() == len(exact)  # doublers and spurious states would be more
    assert (abs(found.energies[inside] - exact) <= found.rounding[inside] + 1e-14).all()


@pytest.mark.parametrize("m", MOMENTA)
def test_central_differences_fail_the_same_count(m):
    """The naive grid: both spins on the same points, and a centred derivative."""
    points, R = 400, 2.0
    r = (np.arange(points) + 0.5) * R / points
    slope = (np.eye(points, k=1) - np.eye(points, k=-1)) * points / (2 * R)
    lowering = slope - np.diag((m + 0.5) / r)  # for sqrt(r) times the functions
    H = np.block([[np.zeros((points, points)), lowering.T], [lowering, np.zeros((points, points))]])
    count = (abs(np.linalg.eigvalsh(H)) < 10).sum()
    assert count >= 1.8 * len(dirac_levels(m, lam=1.0, sign=1, largest=10.0))


def test_equal_degrees_have_a_spurious_zero_mode(monkeypatch):
    """The sizes of the spaces matter: one function more for spin down at the centre is a state at zero energy."""
    problem = dirac_disc(1, lam=1.0, sign=1)
    assert abs(radial_states(problem, states=6, degree=16).energies).min() > 1

    def one_more(*arguments, powers, **rest):
        return bases(*arguments, powers=powers + (rest["space"] is radial_galerkin.Space.FREE), **rest)

    bases = radial_galerkin.bases
    monkeypatch.setattr(radial_galerkin, "bases", one_more)
    assert abs(radial_states(problem, states=6, degree=16).energies).min() < 1e-12


def swave_disc(j, n, R=5.5):
    return radial_problem("swave", j=j, R=R, n=n, outer=R, mu=0.1, eps_sc=-0.5)


@pytest.mark.parametrize("m", MOMENTA)
def test_bessel_levels(m):
    found = resolved_states(swave_disc(float(m), 0), states=8)
    levels = -0.5 + 0.6 - 0.1 - 0.15 * (jn_zeros(abs(m), 2) / 5.5) ** 2
    for level in [*levels, *-levels]:  # electrons, and holes of the same momentum; twofold by spin
        at = abs(found.energies - level) <= 4 * found.rounding.max() + 1e-15
        assert at.sum() == 2


@pytest.mark.parametrize("n", [3, -1])
@pytest.mark.parametrize("m", [-3, 0, 2])
def test_kummer_levels(m, n):
    """The electron of momentum m = j + n/2 in the field of the disc."""
    found = resolved_states(swave_disc(m - n / 2, n), states=12)

    def condition(x):
        return hyp1f1((1 + abs(m) - m - x**2 / n) / 2, abs(m) + 1, n / 2)

    x = np.linspace(0.05, 12, 400)
    change = np.flatnonzero(np.diff(np.sign(condition(x))))[0]
    level = -0.15 * (brentq(condition, *x[change : change + 2], xtol=1e-14) / 5.5) ** 2
    distance = abs(found.energies - level)
    assert distance.min() <= found.rounding[distance.argmin()]


ANTIDOT = {"lam": 1.1, "mu": 0.7, "eps_ti": 0.1, "Delta": 0.8}


@pytest.mark.parametrize("n", [1, -1, 3])
@pytest.mark.parametrize("j", [-1.0, 0.0, 2.0])
def test_antidot_levels_are_those_of_integration(j, n):
    """Every level that changes the sign of the mismatch, to the tolerance of the integration; and no others."""
    fixed = {**ANTIDOT, "R": 2.5, "n": n}
    E = np.linspace(-0.7, 0.7, 120)
    sign = np.sign(mismatch(E, np.full(len(E), j), fixed, 1e-6))
    left = np.flatnonzero(np.diff(sign))
    judged = levels_between(E[left], E[left + 1], np.full(len(left), j), fixed, 1e-11) if len(left) else np.empty(0)
    found = resolved_states(radial_problem("surface", j=j, R=2.5, n=n, outer=30.0, **ANTIDOT), states=24)
    bound = (weight_within(found, vortex_radius(2.5, 30.0)) > 0.5) & (abs(found.energies) < 0.7)
    if j == 0:
        found = unmixed(found, vortex_radius(2.5, 30.0))
        bound = (weight_within(found, vortex_radius(2.5, 30.0)) > 0.5) & (abs(found.energies) < 0.7)
    assert found.energies[bound] == pytest.approx(judged, abs=2e-9)


def test_the_wrong_flux_is_not_the_antidot():
    """A mutant: orbital momenta of -n."""
    right, wrong = (resolved_states(radial_problem("surface", j=1.0, R=2.5, n=n, outer=20.0, **ANTIDOT), states=8) for n in (1, -1))
    assert abs(right.energies - wrong.energies).max() > 0.01


@pytest.mark.parametrize("signs", [(1, 1, 1), (-1, 1, -1), (1, -1, -1), (-1, -1, 1)])
def test_zero_mode(signs):
    """Energy zero to rounding; the function is that of Jackiw and Rossi inside and outside, for either sign of n, lam and Delta."""
    n, lam, Delta = signs[0], 1.1 * signs[1], 0.9 * signs[2]
    given = {"lam": lam, "Delta": Delta, "mu": 0.6, "eps_ti": 0.1}
    found = radial_states(radial_problem("surface", j=0, R=2.5, n=n, outer=40.0, **given), states=4, degree=26)
    mode = unmixed(found, vortex_radius(2.5, 40.0)).functions[..., 2]
    assert (abs(found.energies[1:3]) <= found.rounding[1:3] + np.exp(-(40 - 2.5) * abs(Delta / lam))).all()
    r = found.points
    chosen = jackiw_rossi.result().subs(jackiw_rossi.area(), jackiw_rossi.sp.Max(jackiw_rossi.r - jackiw_rossi.R, 0))
    psi = compile_kernel(chosen, jackiw_rossi.ARGUMENTS)(r=r, theta=0.0, n=n, R=2.5, **given)[..., 0].T
    psi = psi / np.sqrt((found.weights * abs(psi) ** 2).sum())
    overlap = (found.weights * psi.conj() * mode).sum()
    assert abs(overlap) == pytest.approx(1, abs=1e-12)
    assert abs(mode - psi * overlap / abs(overlap)).max() < 1e-9


@pytest.mark.parametrize("name", ["bilayer", "surface"])
def test_the_zero_modes_do_not_depend_on_how_many_states_are_asked_for(name):
    """Edge mode first, as among many states; mixed, as without ``unmixed``, they have other weights."""
    problem, radius = radial_problem(name, j=0, R=5.5, n=1, outer=25.0), vortex_radius(5.5, 25.0)
    many = unmixed(resolved_states(problem, states=8), radius)
    pair = np.sort(np.argsort(abs(many.energies))[:2])
    expected = weight_within(many, radius)[pair]
    assert expected == pytest.approx([0, 1], abs=1e-3)
    for states in (1, 2, 3, 4):
        resolved = resolved_states(problem, states=states)
        for found in (resolved, radial_states(problem, states=states, degree=resolved.degree)):
            first = np.argsort(abs(found.energies), kind="stable")[:2].min()
            assert found.energies.shape == (states,)
            assert found.energies[first] == pytest.approx(many.energies[pair[0]], abs=1e-10)
            weights = weight_within(unmixed(found, radius), radius)[first : first + 2]
            assert weights == pytest.approx(expected[: len(weights)], abs=1e-9)
            assert abs(weight_within(found, radius)[first] - expected[0]) > 0.1


def test_levels_that_are_not_opposite_are_no_pair():
    """A bound level and an edge level of j = 1, both below half the next one, keep their functions."""
    radius = vortex_radius(1.0, 25.0)
    found = resolved_states(radial_problem("surface", j=1, R=1.0, n=1, outer=25.0, mu=3.0, Delta=0.5), states=4)
    size = np.sort(abs(found.energies))
    assert size[1] < size[2] / 2
    assert size[1] > 100 * size[0]
    weights = weight_within(found, radius)
    assert (weight_within(unmixed(found, radius), radius) == weights).all()
    assert weights[:2] == pytest.approx([1, 0], abs=1e-3)  # the bound level is the lower one


def is_whole(name, n):
    """Whether the angular momenta of a model with n flux quanta are integers."""
    try:
        radial_problem(name, j=1.0, R=3.0, n=n, outer=15.0)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("name", [name for name, model in MODELS.items() if model().antidot])
@pytest.mark.parametrize("n", [1, -1, 2])
def test_opposite_angular_momenta_have_opposite_levels(name, n):
    """Particle-hole symmetry, which the spaces do not have: they treat the two spins differently."""
    j = 1.0 if is_whole(name, n) else 1.5
    up, down = (resolved_states(radial_problem(name, j=sign * j, R=3.0, n=n, outer=15.0, mu=0.2), states=10) for sign in (1, -1))
    unlike = not np.allclose(up.energies, -up.energies[::-1], atol=1e-3)
    assert unlike  # each alone is not symmetric
    assert abs(up.energies + down.energies[::-1]).max() <= (up.change + down.change + up.rounding + down.rounding).max()


def test_holes_with_the_wall_of_electrons_break_particle_hole_symmetry():
    """A mutant: the other phase at the wall, for holes alone."""
    found = []
    for j in (1, -1):
        problem = radial_problem("bilayer", j=j, R=3.0, n=1, outer=12.0)
        mass = tuple(value * (-1 if 2 <= a < 4 else 1) for a, value in enumerate(problem.mass))
        found.append(resolved_states(replace(problem, mass=mass), states=6).energies)
    assert abs(found[0] + found[1][::-1]).max() > 1e-3


def test_levels_converge_exponentially_and_to_1e_8():
    problem = radial_problem("bilayer", j=1, R=5.5, n=1, outer=25.0, t_c=1.2)
    finest = radial_states(problem, states=10, degree=26)
    errors = [abs(radial_states(problem, states=10, degree=degree).energies - finest.energies).max() for degree in (5, 7, 9, 11)]
    assert (np.diff(np.log(errors)) < np.log(0.1)).all()  # two degrees: a digit, at least
    found = resolved_states(problem, states=10)
    bound = weight_within(found, vortex_radius(5.5, 25.0)) > 0.9
    assert bound.sum() >= 3
    assert (abs(found.energies - finest.energies)[bound] < 1e-10 * abs(finest.energies[bound])).all()
    assert (abs(found.energies - finest.energies) <= found.change + found.rounding).all()


def test_other_elements_have_the_same_levels():
    problem = radial_problem("bilayer", j=-2, R=5.5, n=1, outer=20.0)
    found, other = (resolved_states(p, states=8) for p in (problem, replace(problem, length=1.7)))
    assert abs(found.energies - other.energies).max() <= 1e-10


def test_the_form_is_that_of_the_operator():
    """Strongly: H chi = E chi at every point, with second derivatives and both members of each pair."""
    found = radial_states(radial_problem("bilayer", j=1, R=5.5, n=1, outer=15.0), states=8, degree=26)
    assert found.residual.max() < 1e-7
    H, S = matrices(*(lambda p: (p, grid(p, degree=8)))(radial_problem("bilayer", j=1, R=5.5, n=-3, outer=15.0)))
    assert abs(H - H.T).max() <= roundoff(scale=abs(H).max(), size=40)
    assert np.linalg.eigvalsh(S.toarray()).min() > 0


@pytest.mark.parametrize("entry", [(0, 0, 1), (1, 0, 1)])
def test_an_operator_that_is_not_symmetric_is_refused(entry):
    problem = dirac_disc(1, lam=1.0, sign=1)
    coefficients = problem.regions[0].coefficients

    def wrong(r):
        C = coefficients(r)
        C[entry[0], ..., entry[1], entry[2]] *= -1
        return C

    broken = replace(problem, regions=(replace(problem.regions[0], coefficients=wrong),))
    with pytest.raises(ValueError, match="`coefficients` must be those of a real symmetric operator"):
        radial_states(broken, states=2, degree=8)


REFUSED = [
    ({"j": 0.5}, "`j` must be an integer for n = 1"),
    ({"j": 1.0, "n": 2}, "`j` must be half an odd integer for n = 2"),
    ({"R": 0.0}, "`R` must be positive"),
    ({"R": 30.0}, "`R` must be positive and at most `outer`"),
    ({"outer": 1e6}, "`outer` must be at most"),
    ({"M": 0.0}, "`lam` and `M` must not be zero"),
]


@pytest.mark.parametrize(("wrong", "message"), REFUSED)
def test_bad_input_is_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        radial_problem("bilayer", **{"j": 0.0, "R": 5.5, "n": 1, "outer": 25.0, **wrong})


def test_states_must_fit():
    with pytest.raises(ValueError, match="`states` must be between 1 and"):
        radial_states(swave_disc(0.0, 0), states=1000, degree=8)
    with pytest.raises(ValueError, match="`degree` must be at least 4"):
        radial_states(swave_disc(0.0, 0), states=2, degree=3)
