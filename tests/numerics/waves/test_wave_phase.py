"""numerics.waves.wave_phase: the antiunitary symmetry, the phase it fixes, the gauge with real pairing."""

import numpy as np
import pytest
import scipy.sparse as sparse

from numerics.compare import roundoff
from numerics.lattice.matrix import particle_hole
from numerics.lattice.shapes import Lattice, positions
from numerics.systems.bilayer import bilayer_system
from numerics.waves.components import charge_density, components
from numerics.waves.vortex import vortex_matrix, vortex_states
from numerics.waves.wave_phase import fixed_phase, reflected
from tests.conftest import DEFAULTS


def real_pairing_gauge(parts, *, n):
    r"""The components (..., tau, sigma, L, L) in the gauge :math:`c \to e^{-in\theta/2}c` that makes the pairing outside real.

    For odd n they change sign across the cut, the negative x axis: angular momenta become half-integers.
    """
    x, y = positions(parts.shape[-1])
    half_turn = np.exp(-0.5j * n * np.arctan2(y, x))
    return np.asarray(parts * np.stack([half_turn, half_turn.conj()])[:, None])


SIDE, RADIUS = 21, 3.5


@pytest.fixture(scope="module")
def found():
    return vortex_states(bilayer_system(**DEFAULTS), L=SIDE, R=RADIUS, n=1, states=10)


@pytest.fixture(scope="module")
def ladder(found):
    """All states but the two nearest zero, which are almost degenerate."""
    return np.delete(found.states.vectors, [4, 5], axis=1)


@pytest.mark.parametrize(("L", "n"), [(8, 1), (9, 2), (7, -1)])
def test_reflection_with_time_reversal_is_a_symmetry(rng, parameters, L, n):
    H, lattice = vortex_matrix(bilayer_system(**parameters), L=L, R=1.6, n=n)
    psi = rng.standard_normal((H.shape[0], 2, 2)) @ [1, 1j]
    difference = H @ reflected(psi, lattice) - reflected(H @ psi, lattice)
    assert abs(difference).max() <= roundoff(abs(H).sum(axis=1).max() * abs(psi).max(), size=64)
    assert np.array_equal(reflected(reflected(psi, lattice), lattice), psi)


def test_neither_reflection_nor_conjugation_alone_is_one(rng, parameters):
    H, lattice = vortex_matrix(bilayer_system(**parameters), L=8, R=1.6, n=1)
    psi = rng.standard_normal((H.shape[0], 1, 2)) @ [1, 1j]
    for image in (np.conj, lambda wave: reflected(wave, lattice).conj()):
        assert abs(H @ image(psi) - image(H @ psi)).max() > 0.1


def test_the_phase_does_not_depend_on_that_of_the_input(rng, found, ladder):
    turned = ladder * np.exp(1j * rng.uniform(-np.pi, np.pi, ladder.shape[1]))
    states, same = (fixed_phase(V, reflected(V, found.lattice)) for V in (ladder, turned))
    assert abs(states - same).max() <= 1e-9  # the states are eigenvectors to 1e-13 over a level spacing of 1e-2
    assert abs(states - reflected(states, found.lattice)).max() <= 1e-9
    assert abs(ladder - turned).max() > 0.01


def test_states_are_real_on_the_axis(found, ladder):
    parts = components(fixed_phase(ladder, reflected(ladder, found.lattice)), found.lattice)
    axis, off = parts[..., SIDE // 2], parts[..., SIDE // 2 + 3]
    assert abs(axis.imag).max() <= 1e-9
    assert abs(off.imag).max() > 0.01


def test_majorana_modes_keep_their_condition_and_get_a_sign(found):
    modes = found.majorana * [1, -1]
    images = particle_hole(len(modes)) @ modes.conj()
    first = fixed_phase(found.majorana, images * [1, -1])
    assert np.array_equal(first, fixed_phase(modes, images))
    assert abs(particle_hole(len(modes)) @ first.conj() - first).max() <= roundoff(1.0, size=len(modes))
    assert min(first.real.max(axis=0) + first.real.min(axis=0)) > -1e-6


def test_an_odd_state_is_imaginary():
    """Of a real matrix an odd state equals its image if it is imaginary: its sign is that of the imaginary part."""
    lattice = Lattice(3, {"SC": np.ones((3, 3), dtype=bool)})
    odd = np.repeat(np.tile([1.0, 0.0, -1.0], 3), 4)[:, None] * np.array([-1, 1j])
    found = fixed_phase(odd, reflected(odd, lattice))
    assert abs(found - 1j * odd.real[:, :1] * -1).max() < 1e-15


def test_a_superposition_of_levels_has_no_phase(found, ladder):
    mixed = (ladder[:, :1] + 1j * ladder[:, 1:2]) / np.sqrt(2)
    with pytest.raises(
        ValueError, match=r"`images` must equal the states up to a phase, but that of state 0 does not: overlap 0\."
    ):
        fixed_phase(mixed, reflected(mixed, found.lattice))


def test_a_lattice_without_mirror_is_refused():
    mask = np.ones((3, 3), dtype=bool)
    mask[0, 0] = False
    with pytest.raises(ValueError, match="`lattice` must be symmetric under y -> -y, but a layer is not"):
        reflected(np.zeros((32, 1)), Lattice(3, {"TI": mask}))


def test_the_other_gauge_has_a_real_pairing():
    """U H U^dagger: the pairing outside is real and positive, and the bonds outside lose their phase off the cut."""
    H, lattice = vortex_matrix(bilayer_system(**DEFAULTS), L=9, R=1.6, n=1)
    unit = np.repeat(np.ones(H.shape[0] // 4), 4)[:, None].astype(complex)
    U = real_pairing_gauge(components(unit, lattice), n=1)[0]
    diagonal = np.concatenate(
        [np.moveaxis(U[i].reshape(4, 9, 9)[..., mask], 0, -1).ravel() for i, mask in enumerate(lattice.occupied.values())]
    )
    turned = (sparse.diags_array(diagonal) @ H @ sparse.diags_array(diagonal.conj())).tocoo()
    pairs = turned.coords[0] % 4 // 2 != turned.coords[1] % 4 // 2
    assert abs(turned.data[pairs] - DEFAULTS["Delta"]).max() <= 8 * np.finfo(float).eps * DEFAULTS["Delta"]
    assert abs(H.tocoo().data[pairs] - DEFAULTS["Delta"]).max() > 1
    # Bonds of the SC layer, which all lie outside: real, of one sign but on the cut.
    x, y = (c[lattice.occupied["SC"]] for c in positions(9))
    first = 4 * 81
    inside = (turned.coords[0] >= first) & (turned.coords[1] >= first) & (turned.coords[0] // 4 != turned.coords[1] // 4)
    row, column = (index[inside] // 4 - 81 for index in turned.coords)
    cut = ((x[row] < 0) | (x[column] < 0)) & (np.minimum(y[row], y[column]) < 0) & (np.maximum(y[row], y[column]) >= 0)
    sign = np.where(turned.coords[0][inside] % 4 < 2, 1, -1) * np.where(cut, -1, 1)
    through = abs(x[row] * y[column] - y[row] * x[column]) < 1.6  # the line of the bond may cross the disc
    assert abs(turned.data[inside] * sign - DEFAULTS["t_sc"])[~through].max() <= 1e-14
    assert cut[~through].any()


def test_the_gauge_leaves_densities(found):
    parts = components(found.states.vectors, found.lattice)
    turned = real_pairing_gauge(parts, n=1)
    assert abs(charge_density(turned) - charge_density(parts)).max() <= 8 * np.finfo(float).eps
    assert abs(turned - parts).max() > 0.01
