"""numerics.checks, and what every function of numerics refuses of the numbers that it is given."""

from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest

from numerics.checks import require_finite, require_names, whole
from numerics.eigenstates.spectral import mean_and_error
from numerics.lattice.evanescent import bulk_wave
from numerics.lattice.matrix import particle_hole
from numerics.lattice.ribbon import left_edge_level, ribbon_matrix, slowest_factor
from numerics.lattice.shapes import square, vortex_and_edge
from numerics.radial.disc import DiscChannel, radial_levels
from numerics.radial.problem import RadialProblem, Region, sampled
from numerics.radial.states import weight_within
from numerics.systems.bilayer import bilayer_system
from numerics.systems.swave import swave_system
from numerics.waves.currents import bonds_of, charge_currents, circulation, current_field, equilibrium_currents
from numerics.waves.rings import orbital_momentum, ring_amplitudes
from numerics.waves.tunnelling import thermal_line
from numerics.waves.vortex import majorana_modes, site_density, site_values, vortex_matrix, vortex_states
from numerics.waves.wave_number import power_spectrum, spectral_peak
from numerics.zone.bands import expectation, spectrum, zone_mesh
from numerics.zone.topology import chern_number
from tests.conftest import DEFAULTS
from tests.numerics.test_hermitian import massive


@pytest.mark.parametrize("value", [3, np.int64(3), np.array(3), np.uint8(3)])
def test_whole_numbers(value):
    assert whole(value, name="n", least=3) == 3
    assert type(whole(value, name="n")) is int
    with pytest.raises(ValueError, match="`n` must be at least 4, but is 3"):
        whole(value, name="n", least=4)


@pytest.mark.parametrize("value", [3.0, np.float64(3), True, np.True_, "3", None, np.nan, 3j, [3]])
def test_what_is_no_whole_number(value):
    with pytest.raises(ValueError, match="`n` must be an integer, but is"):
        whole(value, name="n")


def test_finite_numbers_and_names():
    require_finite([1, 2j], name="a")
    for wrong, message in (
        (np.inf, "finite, but has inf"),
        ([1, np.nan], "finite, but has nan"),
        (["x"], "made of numbers"),
        (None, "made of"),
    ):
        with pytest.raises(ValueError, match=f"`a` must be {message}"):
            require_finite(wrong, name="a")
    require_names(("A", "B"), name="layers")
    for names in ((), "AB", (1, 2), ("A", "A")):
        with pytest.raises(ValueError, match="`layers` must be"):
            require_names(names, name="layers")


@pytest.mark.parametrize("mesh", [24.0, True, np.nan])
def test_a_mesh_is_a_whole_number(mesh):
    for function in (zone_mesh, lambda mesh: chern_number(massive, mesh=mesh)):
        with pytest.raises(ValueError, match="`mesh` must be an integer, but is"):
            function(mesh)


def test_expectation_values_are_those_of_hermitian_operators_in_normalised_states():
    with pytest.raises(ValueError, match="`operator` must be Hermitian"):
        expectation(np.eye(2), [[0, 1], [0, 0]])
    with pytest.raises(ValueError, match="`states` must be normalised, but one has the norm 2"):
        expectation(np.diag([1.0, 2.0]), np.eye(2))
    assert expectation(np.eye(2)[None] * np.ones((0, 1, 1)), np.eye(2)).shape == (0, 2)


@pytest.mark.parametrize("width", [1, 20, 61])
def test_waves_of_the_bulk_are_no_edge_mode(width):
    """An s-wave layer has no edge modes: the two levels in the middle have a half of their probability on either side."""
    with pytest.raises(ValueError, match=r"`system` must have modes at the edges that `width` keeps apart, but has 0\.\d\d of one"):
        left_edge_level(swave_system(mu=0.0, eps_sc=-0.6, t_sc=0.15, Delta=0.3), width=width, ky=0.1)


def test_strips_are_refused():
    system = bilayer_system(**DEFAULTS)
    with pytest.raises(ValueError, match=r"`width` must be an integer, but is 5\.5"):
        ribbon_matrix(system, width=5.5, ky=0.0)
    with pytest.raises(ValueError, match="`ky` must be finite, but has nan"):
        ribbon_matrix(system, width=5, ky=np.nan)
    with pytest.raises(ValueError, match=r"`state` must have shape \(layers, sites, 4\), but has \(5,\)"):
        slowest_factor(np.ones(5))


@pytest.mark.parametrize("temperature", [0.0, -1.0, np.nan, np.inf])
def test_a_line_has_a_temperature(temperature):
    with pytest.raises(ValueError, match=f"`temperature` must be positive and finite, but is {temperature}"):
        thermal_line(0.1, temperature=temperature)


@pytest.mark.parametrize(
    ("x", "waves", "message"),
    [
        (np.arange(0.0, 20, 2), np.ones((10, 1)), "`x` must be at least 2 sites, one apart"),
        (np.arange(1.0), np.ones((1, 1)), "`x` must be at least 2 sites, one apart"),
        (np.arange(9.0), np.ones(9), r"`waves` must have shape \(9, components\), but has \(9,\)"),
        (np.arange(9.0), np.full((9, 1), np.nan), "`waves` must be finite, but has nan"),
    ],
)
def test_waves_on_a_line_are_refused(x, waves, message):
    for function in (power_spectrum, spectral_peak):
        with pytest.raises(ValueError, match=message):
            function(x, waves)


def test_wave_numbers_end_at_pi():
    """Of every length of a line: none is a unit in the last place beyond, where a fit may not begin."""
    for length in range(2, 200):
        assert power_spectrum(np.arange(float(length)), np.ones((length, 1)))[0][-1] == np.pi


def test_rings_are_refused():
    with pytest.raises(ValueError, match=r"`momenta` must be an integer, but is 0\.5"):
        ring_amplitudes(np.ones((3, 3)), [0.5])
    with pytest.raises(ValueError, match=r"`psi` must have shape \(\*batch, L, L\), but has \(3, 4\)"):
        ring_amplitudes(np.ones((3, 4)), [0])


def region(end=2.0, value=1.0, present=(True, True)):
    return Region(end, lambda r: np.full((3, *r.shape, 2, 2), value), present)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"length": 0.0}, "`length` and the ends of `regions` must be positive and finite"),
        ({"length": np.nan}, "`length` and the ends of `regions` must be positive and finite"),
        ({"regions": (region(np.inf),)}, "`length` and the ends of `regions` must be positive and finite"),
        ({"regions": (region(np.nan),)}, "`regions` must have ends that are positive and ascend"),
        ({"mass": (1.0,)}, r"`orbital`, `mass` and `present` must have one entry a component, but have \[1, 2\]"),
        ({"mass": (1.0, 0.3)}, "`mass` must be made of signs"),
        ({"regions": (region(present=(True,)),)}, "`orbital`, `mass` and `present` must have one entry a component"),
        ({"orbital": (0, np.nan)}, "`orbital` must be integers"),
    ],
)
def test_radial_problems_are_refused(changed, message):
    with pytest.raises(ValueError, match=message):
        RadialProblem(**{"orbital": (0, 1), "regions": (region(),), "mass": (1.0, -1.0), "length": 1.0, **changed})


@pytest.mark.parametrize("value", [np.nan, np.inf, 1j])
def test_coefficients_are_real_and_finite(value):
    problem = RadialProblem((0, 1), (region(value=value),), (1.0, -1.0), 1.0)
    with pytest.raises(ValueError, match="`coefficients` must be real and finite, but are not"):
        sampled(problem, np.array([[0.5, 1.0]]), np.array([0]))


@pytest.mark.parametrize(
    ("potential", "message"),
    [
        ([[0, 1], [0, 0]], "`potential` must be Hermitian"),
        ([[0, 1j], [-1j, 0]], "`potential` must be real"),
        ([[np.nan, 0], [0, 0]], "finite"),
    ],
)
def test_potentials_of_a_disc_are_symmetric(potential, message):
    channel = DiscChannel((0.0, 1.0), (1.0, 1.0), lambda r: np.array(potential) * np.ones((*r.shape, 1, 1)), (1.0, 2.0))
    with pytest.raises(ValueError, match=message):
        radial_levels(channel, degree=6)


def test_channels_of_a_disc_are_refused():
    with pytest.raises(ValueError, match="`stiffness` must have 2 entries, one a component, but has 1"):
        DiscChannel((0.0, 1.0), (1.0,), lambda r: r, (1.0, 2.0))
    with pytest.raises(ValueError, match="`stiffness` must be finite, but has nan"):
        DiscChannel((0.0,), (np.nan,), lambda r: r, (1.0, 2.0))


def test_probabilities_are_those_within_whole_elements():
    states = SimpleNamespace(
        ends=np.array([1.0, 2.0]), points=np.array([0.5, 1.5]), weights=np.ones(2), functions=np.ones((1, 2, 1))
    )
    assert weight_within(states, 1.0) == [1.0]
    with pytest.raises(ValueError, match=r"`radius` must be the end of an element, but is 1\.2"):
        weight_within(states, 1.2)


def test_states_belong_to_their_lattice():
    H, lattice = vortex_matrix(bilayer_system(**DEFAULTS), L=7, R=1.5, n=1)
    size = H.shape[0]
    with pytest.raises(ValueError, match=rf"`pair` must have shape \({size}, 2\), but has \({size}, 3\)"):
        majorana_modes(np.eye(size)[:, :3], particle_hole(size), np.ones(size))
    with pytest.raises(ValueError, match=r"`values` must have shape \(7, 7\), but has \(3, 3\)"):
        site_values(np.ones((3, 3)), lattice)
    for function in (lambda v: site_density(v, lattice), lambda v: charge_currents(bonds_of(H), v)):
        for wrong in (np.ones((10, 2)), np.ones(size)):
            with pytest.raises(ValueError, match=rf"`vectors` must have shape \({size}, states\), but has"):
                function(wrong)
    for system in (bilayer_system(**DEFAULTS), replace(bilayer_system(**DEFAULTS), pierced=None)):
        with pytest.raises(ValueError, match=r"`states` must be an integer, but is 2\.0"):
            vortex_states(system, L=7, R=1.5, n=1, states=2.0)


def test_momenta_and_factors_are_refused():
    with pytest.raises(ValueError, match=r"`kx` and `ky` must have shapes that broadcast, but have \(3,\) and \(4,\)"):
        spectrum(massive, kx=np.zeros(3), ky=np.zeros(4))
    for factor in (0, np.nan, np.inf):
        with pytest.raises(ValueError, match="`factor` must be finite and not zero, but is"):
            bulk_wave(bilayer_system(**DEFAULTS), factor, ky=0.0)


def test_currents_belong_to_their_lattice():
    H, lattice = vortex_matrix(bilayer_system(**DEFAULTS), L=7, R=1.5, n=1)
    bonds = bonds_of(H)
    flow = np.zeros(len(bonds.start))
    for function in (circulation, current_field):
        with pytest.raises(ValueError, match=f"`lattice` must have the {bonds.sites} sites of the matrix, but has 98"):
            function(bonds, flow, square(7, layers=("TI", "SC")))
    for function in (partial(circulation, lattice=lattice), partial(current_field, lattice=lattice)):
        with pytest.raises(ValueError, match=rf"`currents` must have shape \(..., {len(flow)}\), but has \(3,\)"):
            function(bonds, np.zeros(3))
    with pytest.raises(ValueError, match=f"`energies` must be those of all {H.shape[0]} states"):
        equilibrium_currents(bonds, np.zeros(3), np.eye(H.shape[0]))


def test_more_that_is_refused():
    with pytest.raises(ValueError, match="`samples` must be finite, but has nan"):
        mean_and_error(np.array([[np.nan], [1.0]]))
    with pytest.raises(ValueError, match="`psi` must be finite and not zero"):
        orbital_momentum(np.zeros((5, 5), dtype=complex))
    for R in (-1.0, np.nan):
        with pytest.raises(ValueError, match=f"`R` must be a finite number, at least 0, but is {R}"):
            vortex_and_edge(9, R)
