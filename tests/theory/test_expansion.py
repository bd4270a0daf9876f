"""theory.expansion: Taylor polynomials and Fourier components."""

import pytest
import sympy as sp
from sympy.physics.matrices import msigma

from theory.expansion import bloch_sum, hoppings, kp_expansion
from theory.models.bilayer import bilayer, mass, sc_band
from theory.symbols.interface import Delta, M, lam, t_sc
from theory.symbols.momentum import kx, ky

MODEL = bilayer()
MOMENTA = MODEL.momenta


def test_hoppings_and_bloch_sum_are_inverse():
    difference = bloch_sum(hoppings(MODEL.hamiltonian, MOMENTA), MOMENTA) - MODEL.hamiltonian
    assert difference.applyfunc(lambda entry: sp.expand(entry.rewrite(sp.exp))) == sp.zeros(8, 8)


def test_hoppings_of_opposite_displacements_are_hermitian_conjugates():
    components = hoppings(MODEL.hamiltonian, MOMENTA)
    assert all((components[-dx, -dy] - T.H).expand() == sp.zeros(8, 8) for (dx, dy), T in components.items())


def test_hoppings_are_those_of_the_second_quantised_definition():
    T = hoppings(MODEL.hamiltonian, MOMENTA)
    X, Y, Z = (sp.Matrix(msigma(i)) for i in (1, 2, 3))
    assert T[1, 0][:2, :2] == (sp.I * lam * Y / 2 - M * Z / 2).as_immutable()
    assert T[0, 1][:2, :2] == (-sp.I * lam * X / 2 - M * Z / 2).as_immutable()
    assert T[2, 0][:2, :2] == T[0, 2][:2, :2] == (M * Z / 8).as_immutable()
    assert T[1, 0][4:6, 4:6] == T[0, 1][4:6, 4:6] == (t_sc * sp.eye(2)).as_immutable()
    assert T[0, 0][4:6, 6:] == (Delta * sp.eye(2)).as_immutable()


def test_hoppings_reach_no_farther_than_the_model():
    assert list(hoppings(MODEL.hamiltonian, MOMENTA)) == sorted(
        [(0, 0), *((s * d * (1 - a), s * d * a) for a in (0, 1) for s in (-1, 1) for d in (1, 2))]
    )


def test_hoppings_are_exact():
    assert not any(T.atoms(sp.Float) for T in hoppings(MODEL.hamiltonian, MOMENTA).values())


def test_terms_that_cancel_leave_no_hopping():
    H = sp.Matrix([[sp.cos(kx) ** 2 + sp.sin(kx) ** 2]])
    assert hoppings(H, MOMENTA) == {(0, 0): sp.ImmutableMatrix([[1]])}


@pytest.mark.parametrize("entry", [kx, kx * sp.cos(kx), sp.cos(kx / 2), 1 / (2 + sp.cos(kx)), sp.sqrt(1 + sp.cos(ky))])
def test_only_trigonometric_polynomials_have_hoppings(entry):
    with pytest.raises(ValueError, match="`hamiltonian` must be a trigonometric polynomial of kx, ky, but has"):
        hoppings(sp.Matrix([[entry]]), MOMENTA)


@pytest.mark.parametrize("order", range(7))
def test_expansion_in_one_variable_is_the_taylor_series(order):
    series = sp.series(sp.exp(sp.sin(kx)), kx, 0, order + 1).removeO()
    assert sp.expand(kp_expansion(sp.exp(sp.sin(kx)), (kx,), about=(0,), order=order) - series) == 0


def test_order_is_the_total_degree():
    assert kp_expansion(sp.exp(kx + ky), MOMENTA, about=(0, 0), order=2) == sp.expand(1 + kx + ky + (kx + ky) ** 2 / 2)


@pytest.mark.parametrize(
    ("point", "expected"),
    [
        ((0, 0), sp.S.Zero),
        ((sp.pi, 0), 2 * M - M * kx**2),
        ((0, sp.pi), 2 * M - M * ky**2),
        ((sp.pi, sp.pi), 4 * M - M * (kx**2 + ky**2)),
    ],
    ids=["Gamma", "X", "Y", "M"],
)
def test_mass_at_the_invariant_momenta(point, expected):
    assert sp.expand(kp_expansion(mass(), MOMENTA, about=point, order=3) - expected) == 0


@pytest.mark.parametrize(("point", "signs"), [((0, 0), (1, 1)), ((sp.pi, 0), (-1, 1)), ((sp.pi, sp.pi), (-1, -1))])
def test_dirac_velocities_at_the_invariant_momenta(point, signs):
    linear = kp_expansion(MODEL.hamiltonian, MOMENTA, about=point, order=1)
    assert sp.diff(linear[0, 1], kx) == -sp.I * lam * signs[0]
    assert sp.diff(linear[0, 1], ky) == -lam * signs[1]


def test_expansion_of_a_matrix_is_the_matrix_of_expansions():
    matrix = sp.Matrix([[sc_band(), mass()]])
    expanded = kp_expansion(matrix, MOMENTA, about=(sp.pi, sp.pi), order=4)
    assert list(expanded) == [kp_expansion(entry, MOMENTA, about=(sp.pi, sp.pi), order=4) for entry in matrix]


def test_order_must_not_be_negative():
    with pytest.raises(ValueError, match="`order` must be at least 0, but is -1"):
        kp_expansion(kx, (kx,), about=(0,), order=-1)


def test_functions_of_parameters_stay_what_they_are():
    T = hoppings(sp.Matrix([[lam * (sp.cos(kx) + sp.cos(ky) - sp.cos(t_sc))]]), MOMENTA)
    assert T[0, 0] == sp.Matrix([[-lam * sp.cos(t_sc)]])
    assert T[1, 0] == sp.Matrix([[lam / 2]])


@pytest.mark.parametrize("function", [sp.sin, sp.cos, lambda x: sp.exp(sp.I * x)])
def test_momenta_shifted_by_a_parameter(function, rng):
    H = sp.Matrix([[function(2 * kx - ky + t_sc) * sp.sin(M)]])
    components = hoppings(H, MOMENTA)
    point = dict(zip((kx, ky, t_sc, M), rng.uniform(-3, 3, 4), strict=True))
    assert set(components) <= {(2, -1), (-2, 1)}
    assert abs(complex((bloch_sum(components, MOMENTA) - H)[0].subs(point).evalf())) < 1e-14


def test_the_point_of_an_expansion_must_have_all_components():
    with pytest.raises(ValueError, match="`about` must have a component for each of the 2 momenta, but has 1"):
        kp_expansion(kx, MOMENTA, about=(0,), order=1)
