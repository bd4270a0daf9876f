"""theory.effective: elimination is exact, its expansion is Taylor's, perturbation theory converges at its order."""

import pytest
import sympy as sp
from pymablock import block_diagonalize

from theory.algebra import dagger
from theory.effective import effective_hamiltonian, low_energy_pencil, renormalised_hamiltonian, self_energy, self_energy_term
from theory.models.bilayer import bilayer
from theory.symbols.interface import Delta, t_c
from theory.symbols.momentum import kx, ky

omega, x = sp.symbols("omega x", real=True)
KEPT = [2, 0]


def hermitian(rng, size=4):
    """A matrix of Gaussian rationals in general position, whose components 1 and 3 have no level at zero."""
    numbers = rng.integers(-4, 5, (2, size, size)).tolist()
    half = sp.Matrix(numbers[0]) + sp.I * sp.Matrix(numbers[1])
    return (half + half.H) / 3 + sp.diag(0, 9, 0, -11)


def rest(matrix):
    return matrix.extract([1, 3], [1, 3])


def kept(matrix):
    return matrix.extract(KEPT, KEPT)


def test_determinant_factorises(rng):
    H = hermitian(rng)
    effective = omega * sp.eye(2) - kept(H) - self_energy(H, kept=KEPT, omega=omega)
    product = (omega * sp.eye(2) - rest(H)).det() * effective.det()
    assert sp.cancel(product - (omega * sp.eye(4) - H).det()) == 0


def test_greens_function_of_the_subspace(rng):
    H, z = hermitian(rng), 2 + 3 * sp.I
    green = (z * sp.eye(4) - H).inv()
    effective = z * sp.eye(2) - kept(H) - self_energy(H, kept=KEPT, omega=z)
    assert (kept(green) * effective).applyfunc(sp.expand) == sp.eye(2)


@pytest.mark.parametrize("power", range(4))
def test_terms_are_taylor_coefficients(rng, power):
    H = hermitian(rng)
    derivative = self_energy(H, kept=KEPT, omega=omega).diff(omega, power).subs(omega, 0) / sp.factorial(power)
    assert (derivative - self_energy_term(H, kept=KEPT, power=power)).applyfunc(sp.simplify) == sp.zeros(2, 2)


def test_renormalised_levels_are_those_of_the_pencil(rng):
    """For an overlap that is no multiple of one."""
    H = hermitian(rng)
    pencil = low_energy_pencil(H, kept=KEPT)
    assert pencil.overlap[0, 1] != 0
    renormalised = renormalised_hamiltonian(H, kept=KEPT)
    assert sp.simplify(renormalised - dagger(renormalised)) == sp.zeros(2, 2)
    polynomial = (omega * pencil.overlap - pencil.static).det() / pencil.overlap.det()
    assert sp.simplify((omega * sp.eye(2) - renormalised).det() - polynomial) == 0


def test_error_of_the_pencil():
    """Level near zero of (0, v; v, E): exact through v^4; the error, of v^6, is divided by 64 when v is halved."""
    E = sp.Integer(1)
    errors = []
    for v in (sp.Rational(1, 50), sp.Rational(1, 100)):
        H = sp.Matrix([[0, v], [v, E]])
        exact = min(H.eigenvals(), key=lambda value: abs(sp.N(value)))
        errors.append(sp.N(renormalised_hamiltonian(H, kept=[0])[0] - exact, 40))
    assert abs(sp.log(errors[0] / errors[1], 2) - 6) < sp.Rational(1, 100)


def test_perturbation_theory_agrees_with_pymablock_in_an_eigenbasis(rng):
    """Another route through Pymablock: a diagonal problem, its own solver of Sylvester's equation."""
    levels, V = sp.diag(1, 4, -2, 7), hermitian(rng).applyfunc(sp.re)
    series, *_ = block_diagonalize([levels, V], subspace_indices=[0, 1, 0, 1])
    found = effective_hamiltonian(levels, perturbation=V, kept=[0, 2], order=4)
    for power, term in enumerate(found):
        assert (term - series[0, 0, power]).applyfunc(sp.expand) == sp.zeros(2, 2), power


@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_error_of_the_perturbation_series_is_of_the_next_order(rng, order):
    """Unperturbed blocks that are not diagonal: halving V divides the error of the levels by 2^(order + 1)."""
    H, V = hermitian(rng), hermitian(rng)
    blocks = sp.Matrix(4, 4, lambda i, j: H[i, j] if (i in KEPT) == (j in KEPT) else 0)
    terms = effective_hamiltonian(blocks, perturbation=V, kept=KEPT, order=order)
    errors = []
    for size in (sp.Rational(1, 2**9), sp.Rational(1, 2**10)):
        effective = sum((size**power * term for power, term in enumerate(terms)), sp.zeros(2, 2))
        approximate, exact = levels_of(effective)[0], levels_of(blocks + size * V)
        errors.append(min(abs(approximate - level) for level in exact))
    assert abs(sp.log(errors[0] / errors[1], 2) - (order + 1)) < sp.Rational(1, 4)


def levels_of(matrix):
    """Ascending, with 50 digits."""
    coefficients = [sp.re(sp.expand(coefficient)) for coefficient in matrix.charpoly(x).all_coeffs()]
    return sorted(sp.Poly(coefficients, x).nroots(n=50, maxsteps=500))


def test_order_zero_is_the_kept_block(rng):
    levels = sp.diag(1, 4, -2, 7)
    assert effective_hamiltonian(levels, perturbation=hermitian(rng), kept=[2, 0], order=0) == (sp.diag(-2, 1),)


def test_the_bilayer_is_renormalised_by_a_number():
    pencil = low_energy_pencil(bilayer().hamiltonian.subs({kx: 0, ky: 0}), kept=range(4))
    assert pencil.overlap == pencil.overlap[0, 0] * sp.eye(4)


@pytest.mark.parametrize("angle", [kx, 2 * kx, kx / 2, kx - ky])
def test_a_level_that_only_trigonometry_puts_at_zero_is_seen(angle):
    """Eliminated levels 0 and 2 at every momentum: no self-energy at zero, a rational one elsewhere."""
    c, s = sp.cos(angle), sp.sin(angle)
    H = sp.Matrix([[0, t_c, 0], [t_c, 1 + c, s], [0, s, 1 - c]])
    for energy in (sp.S.Zero, sp.Integer(2)):
        with pytest.raises(ValueError, match=r"`omega` must not be a level"):
            self_energy(H, kept=[0], omega=energy)
    with pytest.raises(ValueError, match=r"`hamiltonian` must have a gap at zero"):
        self_energy_term(H, kept=[0], power=0)
    found = self_energy(H, kept=[0], omega=omega)[0]
    assert sp.simplify(found - t_c**2 * (omega - 1 + c) / (omega * (omega - 2))) == 0


def test_refusals():
    H = sp.Matrix([[0, t_c], [t_c, Delta]])
    decoupled = sp.diag(0, Delta)
    for wrong in ([], [0, 1], [0, 0], [2], [-1]):
        with pytest.raises(ValueError, match=r"`kept` must be some, not all, of the indices 0 ... 1"):
            self_energy(H, kept=wrong, omega=omega)
    with pytest.raises(ValueError, match=r"`hamiltonian` must be square"):
        self_energy(sp.zeros(2, 3), kept=[0], omega=omega)
    with pytest.raises(ValueError, match=r"`omega` must not be a level of the eliminated components, but is Delta"):
        self_energy(H, kept=[0], omega=Delta)
    with pytest.raises(ValueError, match=r"`hamiltonian` must have a gap at zero"):
        low_energy_pencil(H.subs(Delta, 0), kept=[0])
    with pytest.raises(ValueError, match=r"`power` must be at least 0, but is -1"):
        self_energy_term(H, kept=[0], power=-1)
    with pytest.raises(ValueError, match=r"`order` must be at least 0, but is -1"):
        effective_hamiltonian(decoupled, perturbation=H - decoupled, kept=[0], order=-1)
    with pytest.raises(ValueError, match=r"`unperturbed` must not connect"):
        effective_hamiltonian(H, perturbation=decoupled, kept=[0], order=2)
    with pytest.raises(ValueError, match=r"`kept` must have no level in common"):
        effective_hamiltonian(sp.diag(Delta, Delta), perturbation=H, kept=[0], order=2)
    with pytest.raises(ValueError, match=r"`perturbation` must be 2 x 2"):
        effective_hamiltonian(decoupled, perturbation=sp.eye(3), kept=[0], order=2)
    with pytest.raises(ValueError, match=r"closed form"):
        renormalised_hamiltonian(quintic(), kept=range(5))


def quintic():
    """Overlap 1 + V V^T whose eigenvalues solve an irreducible equation of fifth degree."""
    couplings = sp.Matrix(5, 5, lambda i, j: (i * i + 3 * j + 2 * i * j) % 7)
    return sp.Matrix(sp.BlockMatrix([[sp.zeros(5, 5), couplings], [couplings.T, sp.eye(5)]]))


def test_matrices_that_are_not_hermitian_are_refused():
    v = sp.Symbol("v", real=True)
    skew, level = sp.Matrix([[0, v], [0, 1]]), sp.diag(0, 1)
    with pytest.raises(ValueError, match="`hamiltonian` must be Hermitian, but: false"):
        low_energy_pencil(skew, kept=[0])
    with pytest.raises(ValueError, match="`perturbation` must be Hermitian"):
        effective_hamiltonian(level, perturbation=skew - level, kept=[0], order=2)
    with pytest.raises(ValueError, match="`unperturbed` must be Hermitian"):
        effective_hamiltonian(skew, perturbation=level, kept=[0], order=2)
