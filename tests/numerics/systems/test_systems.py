"""names, shapes and numbers that a system or a lattice cannot have are refused in one line."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from derivations.computations.shared.antidot import system_of
from derivations.models import MODELS
from numerics.lattice.gauge import peierls_phase
from numerics.lattice.matrix import bdg_matrix, bloch_matrix, with_potential
from numerics.lattice.shapes import Lattice, antidot, square, uniform_disorder
from numerics.systems.bilayer import bilayer_system
from numerics.systems.definition import SIGMA_0, SIGMA_X, Hopping, System
from numerics.waves.vortex import vortex_matrix
from tests.conftest import DEFAULTS

ZERO = np.zeros((2, 2))
FULL = np.ones((3, 3), dtype=bool)


def chain(**changed):
    """One layer with a bond along x, but for the changes."""
    parts = {"layers": ("A",), "onsite": {"A": ZERO}, "hoppings": (Hopping("A", "A", (1, 0), SIGMA_0),), "pairing": {"A": 0.3}}
    return System(**{**parts, **changed})


def bond(start="A", to="A", displacement=(1, 0), amplitude=SIGMA_0):
    return Hopping(start, to, displacement, amplitude)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"layers": ()}, r"`layers` must be a tuple of names, but is \(\)"),
        ({"layers": "A"}, "`layers` must be a tuple of names, but is 'A'"),
        ({"layers": ("A", "A")}, "`layers` must be different names, but is"),
        ({"onsite": {}}, "`onsite` must name the layers A, but names none"),
        ({"onsite": {"A": ZERO, "B": ZERO}}, "`onsite` must name the layers A, but names A, B"),
        ({"pairing": {"A": 0.0, "B": 1.0}}, "`pairing` must name the layers A, but names A, B"),
        ({"onsite": {"A": np.zeros(2)}}, r"`onsite\['A'\]` must have shape \(2, 2\), but has \(2,\)"),
        ({"onsite": {"A": np.triu(np.ones((2, 2)))}}, r"`onsite\['A'\]` must be Hermitian, but is"),
        ({"onsite": {"A": np.nan * ZERO}}, r"`onsite\['A'\]` must be finite, but has nan"),
        ({"pairing": {"A": np.inf}}, r"`pairing\['A'\]` must be finite, but has inf"),
        ({"pairing": {"A": [0.1, 0.2]}}, r"`pairing\['A'\]` must be a number, but has the shape \(2,\)"),
        ({"pairing": {"A": "strong"}}, r"`pairing\['A'\]` must be made of numbers, but is 'strong'"),
        ({"hoppings": (bond(to="B"),)}, "`hoppings` must join the layers A, but one names 'B'"),
        ({"hoppings": (bond(start="B"),)}, "`hoppings` must join the layers A, but one names 'B'"),
        ({"hoppings": (bond(displacement=(0, 0)),)}, r"`hoppings` must lead to another site, but one of 'A' has"),
        (
            {"hoppings": (bond(), bond(amplitude=SIGMA_X))},
            r"`hoppings` must list each bond once, but list that from 'A' to 'A' by \(1, 0\)",
        ),
        ({"hoppings": (bond(), bond(displacement=(-1, 0)))}, "`hoppings` must list each bond once"),
    ],
)
def test_a_system_is_refused(changed, message):
    with pytest.raises(ValueError, match=message) as refused:
        chain(**changed)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"displacement": (0.5, 0)}, "`displacement` must be an integer, but is 0.5"),
        ({"displacement": (1, 0, 0)}, r"`displacement` must have two components, but is \(1, 0, 0\)"),
        ({"amplitude": 1.0}, r"`amplitude` must have shape \(2, 2\), but has \(\)"),
        ({"amplitude": np.nan * SIGMA_0}, "`amplitude` must be finite, but has"),
    ],
)
def test_a_hopping_is_refused(changed, message):
    with pytest.raises(ValueError, match=message):
        bond(**changed)


def test_a_bond_and_its_mirror_image_between_layers_are_two_bonds():
    """From A to B by (1, 0), and from B to A by (1, 0): by hand 2 cos kx + 2 i sin kx = 2 exp(i kx) only if both count."""
    system = chain(
        layers=("A", "B"),
        onsite={"A": ZERO, "B": ZERO},
        pairing={"A": 0, "B": 0},
        hoppings=(bond("A", "B"), bond("B", "A", amplitude=2 * SIGMA_0)),
    )
    assert bloch_matrix(system, kx=0.4, ky=0.0)[4, 0] == pytest.approx(np.exp(-0.4j) + 2 * np.exp(0.4j), abs=1e-15)


def test_a_system_keeps_its_numbers():
    """Lists and integers are taken; what they are made from may change afterwards."""
    amplitude, onsite = np.array([[1, 0], [0, 1]]), {"A": [[1, 2], [2, 3]]}
    system = chain(hoppings=[bond(amplitude=amplitude)], onsite=onsite)
    before = bloch_matrix(system, kx=0.3, ky=0.1)
    amplitude[:], onsite["A"] = 7, ZERO
    assert np.array_equal(bloch_matrix(system, kx=0.3, ky=0.1), before)
    with pytest.raises(ValueError, match="read-only"):
        system.hoppings[0].amplitude[0, 0] = 5


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_parameters_are_finite(model, value):
    given = {symbol.name: 1.0 for symbol in MODELS[model]().parameters}
    for name in given:
        with pytest.raises(ValueError, match=f"`{name}` must be finite, but has {value}"):
            system_of(model, **{**given, name: value})


def test_momenta_are_finite():
    with pytest.raises(ValueError, match="`kx` must be finite, but has nan"):
        bloch_matrix(chain(), kx=[0.1, np.nan], ky=0.0)
    with pytest.raises(ValueError, match="`ky` must be finite, but has inf"):
        bloch_matrix(chain(), kx=0.0, ky=np.inf)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((3.0, {"A": FULL}), "`L` must be an integer, but is 3.0"),
        ((0, {"A": FULL[:0, :0]}), "`L` must be at least 1, but is 0"),
        ((True, {"A": FULL[:1, :1]}), "`L` must be an integer, but is True"),
        ((3, {}), r"`occupied` must be a tuple of names, but is \(\)"),
        ((3, {"A": FULL.astype(int)}), r"`occupied\['A'\]` must be made of True and False, but is of type int64"),
        ((3, {"A": FULL}, (False, True)), r"`periodic` must be True or False, for both directions, but is \(False, True\)"),
        ((3, {"A": FULL}, 1), "`periodic` must be True or False, for both directions, but is 1"),
    ],
)
def test_a_lattice_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        Lattice(*arguments)


def test_the_pierced_layer_is_one_of_the_layers():
    with pytest.raises(ValueError, match="`pierced` must be one of the layers TI, SC, but is 'nonsense'"):
        antidot(9, R=1.5, layers=("TI", "SC"), pierced="nonsense")
    with pytest.raises(ValueError, match="`pierced` must be one of the layers TI, SC, but is 'nonsense'"):
        replace(bilayer_system(**DEFAULTS), pierced="nonsense")


def test_layers_of_a_square_are_different():
    with pytest.raises(ValueError, match="`layers` must be different names"):
        square(3, layers=("A", "A"))
    with pytest.raises(ValueError, match="`layers` must be a tuple of names, but is 'TI'"):
        square(3, layers="TI")


@pytest.mark.parametrize("layers", [("TI",), ("SC", "TI"), ("TI", "SC", "more"), ("TI", "B")])
def test_a_lattice_has_the_layers_of_its_system(layers):
    """Also in their order: the components of the matrix follow the system, potentials and densities the lattice."""
    with pytest.raises(ValueError, match="`lattice` must have the layers TI, SC of the system, in this order, but has"):
        bdg_matrix(bilayer_system(**DEFAULTS), square(3, layers=layers))


@pytest.mark.parametrize("pierced", ["SC", None])
@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"n": 1.5}, "`n` must be an integer, but is 1.5"),
        ({"n": np.nan}, "`n` must be an integer, but is nan"),
        ({"L": 9.5}, "`L` must be an integer, but is 9.5"),
        ({"L": -3}, "`L` must be at least 6 so that the antidot of R = 1.6 fits, but is -3"),
        ({"R": -1.0}, "`R` must be a finite number, at least 0, but is -1.0"),
        ({"R": np.inf}, "`R` must be a finite number, at least 0, but is inf"),
        ({"R": 0.0}, "`R` must be positive for a flux disc"),
    ],
)
def test_a_vortex_is_refused(pierced, changed, message):
    with pytest.raises(ValueError, match=message):
        vortex_matrix(replace(bilayer_system(**DEFAULTS), pierced=pierced), **{"L": 9, "R": 1.6, "n": 1, **changed})


@pytest.mark.parametrize(
    "phase",
    [
        lambda x_i, y_i, x_j, y_j: 0.1 * (x_i + x_j),  # symmetric
        lambda x_i, y_i, x_j, y_j: 0.1j * (x_i - x_j),
        lambda x_i, y_i, x_j, y_j: np.full(np.shape(x_i), np.nan),
    ],
)
def test_a_phase_that_makes_the_matrix_not_hermitian_is_refused(phase):
    with pytest.raises(ValueError, match="`bond_phase` must be real, finite and antisymmetric, but is not on a bond by"):
        bdg_matrix(chain(), square(5, layers=("A",)), bond_phase=phase)


def test_a_pairing_factor_is_finite():
    with pytest.raises(ValueError, match="`pairing_factor` must be finite, but has"):
        bdg_matrix(chain(), square(3, layers=("A",)), pairing_factor=np.full((3, 3), np.nan, dtype=complex))


@pytest.mark.parametrize(
    ("potential", "message"),
    [
        (1j * np.ones((3, 3)), "`potential` must be real, but that of A is complex"),
        (np.full((3, 3), np.nan), "`potential` must be finite, but has nan"),
    ],
)
def test_a_potential_is_real_and_finite(potential, message):
    sites = square(3, layers=("A",))
    with pytest.raises(ValueError, match=message):
        with_potential(bdg_matrix(chain(), sites), sites, {"A": potential})


def test_a_potential_belongs_to_the_matrix_of_its_lattice():
    with pytest.raises(ValueError, match=r"`H` must have shape \(64, 64\), that of the lattice, but has \(36, 36\)"):
        with_potential(bdg_matrix(chain(), square(3, layers=("A",))), square(4, layers=("A",)), {})


@pytest.mark.parametrize("width", [-0.1, np.nan, np.inf])
def test_the_width_of_disorder_is_a_number(width):
    with pytest.raises(ValueError, match=f"`width` must be a finite number, at least 0, but is {width}"):
        uniform_disorder(3, layers=("A",), width=width, seed=1)


def test_the_flux_of_a_bond_is_finite():
    with pytest.raises(ValueError, match="`n` must be finite, but has nan"):
        partial(peierls_phase, n=np.nan, R=2.0)(0.0, 1.0, 1.0, 1.0)
