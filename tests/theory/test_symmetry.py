"""theory.symmetry: what qsymm finds is what everybody knows, exact; false symmetries are rejected."""

from dataclasses import replace
from functools import cache

import pytest
import sympy as sp

from theory.algebra import IDENTITY, PAULI_X, PAULI_Y, PAULI_Z, Matrix, dagger, kron
from theory.expansion import kp_expansion
from theory.models.bilayer import bilayer
from theory.symbols.interface import Delta, M, lam, mu
from theory.symbols.momentum import kx, ky
from theory.symmetry import (
    Symmetry,
    altland_zirnbauer,
    angular_derivative,
    conserved_quantities,
    find_symmetries,
    holds,
    rotation_generator,
    transformed,
)

K = (kx, ky)
BILAYER = bilayer().hamiltonian
EIGHT = sp.eye(4).as_immutable()
hop, field = sp.symbols("hop field", real=True)

ONE = sp.eye(2).as_immutable()
QUARTER = Matrix([[0, -1], [1, 0]])
MIRROR_X = Matrix([[-1, 0], [0, 1]])
SPIN_TURN = Matrix(sp.diag(sp.exp(-sp.I * sp.pi / 4), sp.exp(sp.I * sp.pi / 4)))

PARTICLE_HOLE = Symmetry("particle-hole", kron(IDENTITY, PAULI_Y, PAULI_Y), ONE, conjugate=True, antisymmetry=True)
TIME_REVERSAL = Symmetry("time reversal", kron(EIGHT, sp.I * PAULI_Y), ONE, conjugate=True)
FOURFOLD = Symmetry("fourfold rotation", kron(EIGHT, SPIN_TURN), QUARTER)
MIRROR = Symmetry("mirror x", kron(EIGHT, PAULI_X), MIRROR_X)
MIRROR_TIMES_TIME = Symmetry("mirror x times time reversal", kron(EIGHT, PAULI_Z), MIRROR_X, conjugate=True)
CHIRAL = Symmetry("chiral", kron(IDENTITY, PAULI_Y, IDENTITY), ONE, antisymmetry=True)
PLANE = ("twofold rotation", "fourfold rotation")
MIRRORS = ("mirror x", "mirror y", "mirror x-y", "mirror x+y")
MAGNETIC = tuple(f"{mirror} times time reversal" for mirror in MIRRORS)
ALL_TURNS = ("twofold rotation", "threefold rotation", "fourfold rotation", "sixfold rotation", "eightfold rotation")


def rashba():
    """One Rashba layer with Zeeman field and s-wave pairing: a model that the package does not know."""
    band = -2 * hop * (sp.cos(kx) + sp.cos(ky)) - mu
    normal = band * IDENTITY + lam * (sp.sin(kx) * PAULI_Y - sp.sin(ky) * PAULI_X)
    return Matrix(kron(PAULI_Z, normal) + kron(IDENTITY, field * PAULI_Z) + Delta * kron(PAULI_X, IDENTITY))


def near_gamma(hamiltonian, order):
    return kp_expansion(hamiltonian, K, about=(0, 0), order=order)


@cache
def found(hamiltonian, momenta=K):
    return {symmetry.name: symmetry for symmetry in find_symmetries(hamiltonian, momenta)}


def test_symmetries_of_the_bilayer_are_found():
    assert tuple(found(BILAYER)) == ("particle-hole", *PLANE, *MAGNETIC)


@pytest.mark.parametrize("expected", [PARTICLE_HOLE, FOURFOLD, MIRROR_TIMES_TIME], ids=lambda symmetry: symmetry.name)
def test_found_matrices_are_the_conventional_ones(expected):
    assert found(BILAYER)[expected.name] == expected


def test_what_is_found_holds():
    assert all(holds(symmetry, BILAYER, K) for symmetry in found(BILAYER).values())


def test_particle_hole_operator_of_the_model_is_found():
    assert bilayer().particle_hole == found(BILAYER)["particle-hole"].U


FALSE = [
    TIME_REVERSAL,
    MIRROR,
    CHIRAL,
    replace(FOURFOLD, R=QUARTER.T),
    replace(FOURFOLD, U=dagger(FOURFOLD.U)),
    replace(FOURFOLD, U=kron(EIGHT, IDENTITY)),
    replace(FOURFOLD, U=2 * FOURFOLD.U),
    replace(FOURFOLD, R=2 * QUARTER),
    replace(FOURFOLD, conjugate=True),
    replace(FOURFOLD, antisymmetry=True),
    replace(PARTICLE_HOLE, U=kron(IDENTITY, PAULI_X, PAULI_Y)),
    replace(PARTICLE_HOLE, U=kron(PAULI_Z, PAULI_Y, PAULI_Y)),
    replace(PARTICLE_HOLE, antisymmetry=False),
    replace(PARTICLE_HOLE, conjugate=False),
    replace(MIRROR_TIMES_TIME, R=-MIRROR_X),
    replace(MIRROR_TIMES_TIME, U=kron(IDENTITY, PAULI_Z, PAULI_Z)),
]


@pytest.mark.parametrize("false", FALSE, ids=range(len(FALSE)))
def test_a_false_symmetry_is_rejected(false):
    assert not holds(false, BILAYER, K)


@pytest.mark.parametrize(("order", "expected"), [(2, True), (3, False)])
def test_sixfold_rotation_holds_through_second_order_only(order, expected):
    angle = sp.pi / 3
    R = Matrix([[sp.cos(angle), -sp.sin(angle)], [sp.sin(angle), sp.cos(angle)]])
    U = kron(EIGHT, sp.diag(sp.exp(-sp.I * angle / 2), sp.exp(sp.I * angle / 2)))
    assert holds(Symmetry("sixfold rotation", U, R), near_gamma(BILAYER, order), K) is expected
    if not expected:
        assert not holds(Symmetry("sixfold rotation", U, R), BILAYER, K)


def test_without_mass_time_reversal_and_mirrors_return():
    massless = BILAYER.subs(M, 0)
    assert all(holds(symmetry, massless, K) for symmetry in (TIME_REVERSAL, MIRROR, CHIRAL, PARTICLE_HOLE, FOURFOLD))


def test_time_reversal_turns_the_mass():
    assert (transformed(TIME_REVERSAL, BILAYER, K) - BILAYER.subs(M, -M)).expand() == sp.zeros(8, 8)


@pytest.mark.parametrize(("order", "expected"), [(1, "DIII"), (3, "DIII"), (4, "D")])
def test_class_of_the_expansion(order, expected):
    assert altland_zirnbauer(near_gamma(BILAYER, order), K) == expected


def test_class_of_the_lattice():
    assert altland_zirnbauer(BILAYER, K) == "D"


@pytest.mark.parametrize("order", [1, 2])
def test_angular_momentum_of_the_bilayer(order):
    assert rotation_generator(near_gamma(BILAYER, order), K) == kron(EIGHT, PAULI_Z) / 2


@pytest.mark.parametrize("hamiltonian", [near_gamma(BILAYER, 3), BILAYER], ids=["cubic", "lattice"])
def test_full_rotation_is_broken(hamiltonian):
    assert rotation_generator(hamiltonian, K) is None
    assert not angular_derivative(hamiltonian, K, kron(EIGHT, PAULI_Z) / 2).is_zero_matrix


def test_wrong_spin_does_not_make_a_conserved_angular_momentum():
    quadratic = near_gamma(BILAYER, 2)
    for S in (-kron(EIGHT, PAULI_Z) / 2, kron(EIGHT, PAULI_Z), sp.zeros(8, 8), kron(IDENTITY, PAULI_Z, PAULI_Z) / 2):
        assert not angular_derivative(quadratic, K, S).is_zero_matrix


def test_symmetries_of_the_quadratic_bilayer():
    local = ("time reversal", "particle-hole", "chiral")
    assert tuple(found(near_gamma(BILAYER, 2))) == (*local, *ALL_TURNS, *MIRRORS)
    assert found(near_gamma(BILAYER, 2))["time reversal"] == TIME_REVERSAL
    assert found(near_gamma(BILAYER, 2))["chiral"] == CHIRAL


def test_a_users_model():
    assert tuple(found(rashba())) == ("particle-hole", *PLANE, *MAGNETIC)
    assert kron(PAULI_Y, PAULI_Y) == found(rashba())["particle-hole"].U
    assert altland_zirnbauer(rashba(), K) == "D"
    assert conserved_quantities(rashba(), K) == ()


def test_continuum_limit_of_a_users_model():
    quadratic = near_gamma(rashba(), 2)
    assert rotation_generator(quadratic, K) == kron(IDENTITY, PAULI_Z) / 2
    assert tuple(found(quadratic)) == ("particle-hole", *ALL_TURNS, *MAGNETIC)
    assert altland_zirnbauer(quadratic, K) == "D"


def test_without_field_a_users_model_is_time_reversal_symmetric():
    assert altland_zirnbauer(rashba().subs(field, 0), K) == "DIII"


def test_spin_is_conserved_without_spin_orbit_coupling():
    singlet = rashba().subs({lam: 0, field: 0})
    spins = [kron(IDENTITY, P) for P in (PAULI_X, PAULI_Y, PAULI_Z)]
    conserved = conserved_quantities(singlet, K)
    assert len(conserved) == 3
    assert sp.Matrix([list(S) for S in (*spins, *conserved)]).rank() == 3
    assert conserved_quantities(rashba().subs(lam, 0), K) == (spins[2],)
    with pytest.raises(ValueError, match=r"`hamiltonian` must be irreducible .* but conserves"):
        altland_zirnbauer(singlet, K)
    assert {"time reversal", "particle-hole", "chiral", "mirror x"} <= set(found(singlet))


def test_decoupled_layers_turn_separately():
    assert set(found(CHERN)) - {"particle-hole"} <= set(found(Matrix(sp.diag(CHERN, lam * CHERN, hop * sp.cos(kx) * sp.cos(ky)))))


KITAEV = Matrix((-2 * hop * sp.cos(kx) - mu) * PAULI_Z + 2 * Delta * sp.sin(kx) * PAULI_Y)
CHERN = Matrix(sp.sin(kx) * PAULI_X + sp.sin(ky) * PAULI_Y + (M - sp.cos(kx) - sp.cos(ky)) * PAULI_Z)
CLASSES = [
    ("BDI", KITAEV, (kx,)),
    ("D", CHERN, K),
    ("DIII", Matrix(kx * PAULI_X + ky * PAULI_Y), K),
    ("AII", Matrix(mu * IDENTITY + lam * (kx * PAULI_Y - ky * PAULI_X)), K),
    ("A", Matrix(CHERN + mu * (1 + sp.cos(kx)) * IDENTITY), K),
    ("AI", Matrix(hop * sp.cos(kx) * PAULI_X + mu * PAULI_Z + lam * sp.cos(ky) * IDENTITY), K),
    ("C", Matrix(field * (kx**2 - ky**2) * PAULI_X + hop * kx * ky * PAULI_Y + (mu + lam * kx**2) * PAULI_Z), K),
    ("CI", Matrix((mu + hop * kx**2) * PAULI_Z + Delta * PAULI_X), K),
    ("AIII", Matrix((mu + lam * kx + hop * kx**2) * PAULI_X + (field * kx + Delta * kx**2) * PAULI_Y), (kx,)),
]


@pytest.mark.parametrize(("name", "hamiltonian", "momenta"), CLASSES, ids=[name for name, *_ in CLASSES])
def test_known_classes(name, hamiltonian, momenta):
    assert altland_zirnbauer(hamiltonian, momenta) == name


def test_one_dimension_has_an_inversion():
    assert tuple(found(KITAEV, (kx,))) == ("time reversal", "particle-hole", "chiral", "inversion")
    assert rotation_generator(KITAEV, (kx,)) is None


@pytest.mark.parametrize("size", [2, 3])
def test_blocks_of_one_component_turn_by_themselves(size):
    assert rotation_generator(Matrix((kx**2 + ky**2) * sp.eye(size)), K) == sp.zeros(size, size)


def test_rotation_of_unequal_blocks():
    block = Matrix(M * (kx**2 + ky**2) * IDENTITY + lam * (kx * PAULI_Y - ky * PAULI_X))
    assert rotation_generator(Matrix(sp.diag(kx**2 + ky**2, block)), K) == sp.diag(0, sp.S.Half, -sp.S.Half)


def test_names_of_symbols_do_not_matter():
    """Symbols named like qsymm's own, or like Euler's number, are no trap."""
    names = {kx: sp.Symbol("k_y", real=True), ky: sp.Symbol("e", real=True), M: sp.Symbol("k_x", real=True)}
    renamed = CHERN.subs(names, simultaneous=True)
    assert [symmetry.name for symmetry in find_symmetries(renamed, (names[kx], names[ky]))] == list(found(CHERN))


def test_exponentials_are_read():
    assert tuple(found(Matrix(CHERN.rewrite(sp.exp)))) == tuple(found(CHERN))


@pytest.mark.parametrize(
    ("hamiltonian", "momenta", "message"),
    [
        (CHERN, (kx, ky, mu), "`momenta` must be one or two symbols, but are 3"),
        (CHERN.subs(M, sp.Symbol("M")), K, "`hamiltonian` must have real symbols, but M may be complex"),
        (Matrix(sp.I * CHERN), K, "`hamiltonian` must be Hermitian"),
        (sp.zeros(2, 2).as_immutable(), K, "`hamiltonian` must not be zero"),
        (Matrix(kx * sp.sin(kx) * PAULI_X), K, "`hamiltonian` must be a trigonometric polynomial"),
        (Matrix(0.5 * sp.cos(kx) * PAULI_X), K, r"`hamiltonian` must be exact .* but has 0.5"),
        (Matrix((sp.sqrt(mu) + sp.conjugate(sp.sqrt(mu))) * PAULI_X), K, "`hamiltonian` must have real parameters"),
    ],
    ids=["dimension", "complex", "not Hermitian", "zero", "mixed", "float", "root"],
)
def test_bad_input_is_refused(hamiltonian, momenta, message):
    with pytest.raises(ValueError, match=message):
        find_symmetries(hamiltonian, momenta)


def test_what_cannot_be_made_exact_is_refused():
    """A spin axis in a direction that has no simple name."""
    axis = Matrix((3 * PAULI_X + sp.sqrt(sp.Rational(7, 5)) * PAULI_Y) / 5)
    with pytest.raises(ValueError, match="`hamiltonian` must have symmetries with simple numbers"):
        find_symmetries(Matrix(kx * axis + ky**2 * PAULI_Z), K)


def test_an_approximate_symmetry_is_refused():
    almost = Matrix(CHERN + sp.Rational(1, 10**11) * sp.sin(kx) * PAULI_Z)
    with pytest.raises(ValueError, match=r"`hamiltonian` must be in general position, but has the .* only approximately"):
        find_symmetries(almost, K)
