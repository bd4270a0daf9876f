"""theory.topology: Pfaffians against determinants, known models, and Chern numbers of the lattice."""

import numpy as np
import pytest
import sympy as sp

from derivations.claims.bilayer import gap_closings
from derivations.models import MODELS, defaults, hamiltonian
from numerics.zone.topology import chern_number
from theory.algebra import PAULI_X, PAULI_Y, PAULI_Z, Matrix, kron
from theory.model import BdGModel
from theory.models.bilayer import bilayer
from theory.topology import invariant_momenta, pfaffian, pfaffians


def test_pfaffian_of_four_is_the_textbook_one():
    a, b, c, d, e, f = sp.symbols("a:f")
    A = sp.Matrix([[0, a, b, c], [-a, 0, d, e], [-b, -d, 0, f], [-c, -e, -f, 0]])
    assert pfaffian(A) == sp.expand(a * f - b * e + c * d)
    assert pfaffian(A[:3, :3]) == 0


def generic(size):
    upper = sp.Matrix(size, size, lambda row, column: sp.Symbol(f"x{row}_{column}") if row < column else 0)
    return upper - upper.T


def test_pfaffian_squares_to_the_determinant(rng):
    A = generic(6)
    point = {symbol: int(rng.integers(-9, 10)) for symbol in A.free_symbols}
    assert pfaffian(A).subs(point) ** 2 == A.subs(point).det()


def test_a_generic_pfaffian_of_ten_has_all_its_terms():
    """(2 n - 1)!! of them; expanded at every level it took half a minute, for twelve more than one."""
    terms = sp.Add.make_args(pfaffian(generic(10)))
    assert len(terms) == sp.factorial2(9) == 945
    assert all(abs(sp.Mul(*[f for f in term.args if f.is_number])) == 1 and len(term.free_symbols) == 5 for term in terms)


def test_pfaffian_of_numbers_that_are_not_rational():
    a = sp.sqrt(2) * t + sp.I * sp.sin(k)
    assert pfaffian(sp.Matrix([[0, a], [-a, 0]])) == a
    b = sp.cos(k - mu)  # antisymmetric by an addition theorem only
    assert pfaffian(sp.Matrix([[0, b], [-sp.cos(k) * sp.cos(mu) - sp.sin(k) * sp.sin(mu), 0]])) == b


def test_a_model_without_a_zone_has_no_invariant_momenta():
    with pytest.raises(ValueError, match="`model` must be 2 pi periodic in k"):
        pfaffians(chain(sp.diag((k**2 - mu) * PAULI_Y, PAULI_Y), sp.eye(4)))


def test_a_matrix_that_is_not_antisymmetric_is_refused():
    with pytest.raises(ValueError, match="`matrix` must be antisymmetric"):
        pfaffian(sp.eye(2))


def test_pfaffians_of_the_bilayer_are_those_of_the_claim():
    found = pfaffians(bilayer())
    claimed = dict(zip(gap_closings.INVARIANT.values(), gap_closings.result(), strict=True))
    assert list(found) == invariant_momenta(bilayer())
    signs = {sp.cancel(found[K] / claimed[K].expand()) for K in found}
    assert signs in ({sp.S.One}, {-sp.S.One})


k, t, mu, Delta = sp.symbols("k t mu Delta", real=True)


def chain(H, U):
    """One dimension; U K is the particle-hole symmetry."""
    parameters = dict.fromkeys((t, mu, Delta), sp.S.One)
    return BdGModel("chain", Matrix(H), (k,), parameters, Matrix(U), tuple(f"component {index}" for index in range(H.rows)))


def test_one_dimension_the_chain_of_kitaev():
    """Negative for |mu| < 2|t|, where it has Majorana end states; U = 1 in their basis. A second spin that is trivial."""
    band = -2 * t * sp.cos(k) - mu
    found = pfaffians(chain(sp.diag(band * PAULI_Y + 2 * Delta * sp.sin(k) * PAULI_X, PAULI_Y), sp.eye(4)))
    assert len(found) == 2
    assert sp.expand(sp.prod(found.values()) - (mu**2 - 4 * t**2)) == 0


def test_pfaffians_with_a_phase_are_refused():
    with pytest.raises(ValueError, match=r"`model.particle_hole` must have the determinant 1, but has -1"):
        pfaffians(chain(mu * sp.diag(PAULI_Z, PAULI_Y), sp.diag(PAULI_X, sp.eye(2))))
    with pytest.raises(ValueError, match=r"`model.basis` must have a multiple of 4 components, but has 2"):
        pfaffians(chain(mu * PAULI_Y, sp.eye(2)))


@pytest.mark.parametrize("name", MODELS)
def test_particle_hole_operator_makes_the_hamiltonian_antisymmetric(name):
    model = MODELS[name]()
    assert model.particle_hole == kron(sp.eye(len(model.basis) // 4), PAULI_Y, PAULI_Y)
    H = Matrix(model.hamiltonian.subs(dict.fromkeys(model.momenta, 0)) * model.particle_hole)
    assert (H + H.T).expand() == sp.zeros(*H.shape)


@pytest.mark.parametrize("mu", [0.4, 3.0])
@pytest.mark.parametrize("M", [0.6, -1.7])
def test_parity_of_the_chern_number(M, mu):
    """Single layer: M X, Y, M points inverted or not against the chemical potential."""
    model = MODELS["surface"]()
    parameters = {"lam": 1.3, "M": M, "mu": mu, "eps_ti": 0.1, "Delta": 0.7}
    values = {symbol: parameters[symbol.name] for symbol in model.parameters}
    product = np.prod([float(P.subs(values)) for P in pfaffians(model).values()])
    assert np.sign(product) == (-1) ** chern_number(hamiltonian("surface", **defaults(model, **parameters)))
