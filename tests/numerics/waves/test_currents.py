"""waves.currents: against Fock space, derivatives of levels, continuity site by site; the chiral edge mode runs with sgn C."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import scipy.sparse as sparse

from numerics.compare import roundoff
from numerics.lattice.gauge import peierls_phase, winding
from numerics.lattice.matrix import bdg_matrix
from numerics.lattice.shapes import antidot, positions, square
from numerics.systems.bilayer import bilayer_system
from numerics.systems.swave import swave_system
from numerics.waves.currents import (
    bonds_of,
    charge_currents,
    circulation,
    current_field,
    equilibrium_currents,
    probability_currents,
)
from numerics.waves.vortex import vortex_matrix, vortex_states
from tests.conftest import DEFAULTS
from tests.judges.small import random_cluster


def outflow(bonds, currents):
    """What leaves each site through its bonds: (..., sites) of (..., bonds)."""
    found = np.zeros((*currents.shape[:-1], bonds.sites))
    for place, sign in ((bonds.start, 1), (bonds.end, -1)):
        np.add.at(found, (..., place), sign * currents)
    return found


def pairing_source(H, vectors):
    """Charge that the pairing creates at each site in a unit of time: (states, sites). In an eigenstate it is the outflow.

    Summed over all electrons it vanishes where the pairing is self-consistent, as the condensate then takes up no charge; a pairing
    that is given, as here, may leave a rest.
    """
    elements = H.tocoo()
    pairs = elements.coords[0] % 4 // 2 != elements.coords[1] % 4 // 2
    D = sparse.csr_array((elements.data[pairs], tuple(index[pairs] for index in elements.coords)), shape=H.shape)
    rate = 2 * np.imag(vectors.conj() * (D @ vectors)) * np.tile([1, 1, -1, -1], len(vectors) // 4)[:, None]
    return np.asarray(rate.reshape(-1, 4, vectors.shape[1]).sum(axis=1).T)


SIDE, RADIUS = 21, 3.5


@pytest.fixture(scope="module")
def vortex():
    """Matrix, bonds, states of a vortex of the default parameters."""
    system = bilayer_system(**DEFAULTS)
    H, lattice = vortex_matrix(system, L=SIDE, R=RADIUS, n=1)
    return H, bonds_of(H), vortex_states(system, L=SIDE, R=RADIUS, n=1, states=8), lattice


def rounding(H, vectors):
    """Of a sum over the elements of a row: number of elements times eps times |H| |psi|^2."""
    return roundoff(abs(H).sum(axis=1).max() * (abs(vectors) ** 2).max(), size=64)


def fock_currents(cluster, bonds, found, density):
    """Expectation values of the currents in the order of the bonds found, positive from the site of lower number."""
    of = {(start, end): np.trace(density @ cluster.current(end, start, A)).real for end, start, A in bonds}
    return np.array([of[pair] for pair in zip(found.start, found.end, strict=True)])


@pytest.mark.parametrize("temperature", [0.0, 0.7])
def test_equilibrium_currents_are_those_of_fock_space(rng, temperature):
    cluster, H, _, bonds = random_cluster(rng)
    found = bonds_of(H)
    assert sorted(zip(found.start.tolist(), found.end.tolist(), strict=True)) == [(0, 1), (0, 2), (1, 2), (1, 3)]
    energies, states = np.linalg.eigh(cluster.H)
    share = np.exp(-(energies - energies[0]) / temperature) if temperature else np.eye(len(energies))[0]
    judge = fock_currents(cluster, bonds, found, (states * share / share.sum()) @ states.conj().T)
    stated = equilibrium_currents(found, *np.linalg.eigh(H.toarray()), temperature=temperature)
    np.testing.assert_allclose(stated, judge, atol=1e-11)
    assert abs(stated).max() > 0.01


def test_a_quasiparticle_adds_its_current(rng):
    cluster, H, _, bonds = random_cluster(rng)
    found = bonds_of(H)
    energies, vectors = np.linalg.eigh(H.toarray())
    levels, states = np.linalg.eigh(cluster.H)
    ground = states[:, :1]
    lowest = energies[energies > 0].min()  # the first excited state of the cluster holds one quasiparticle
    assert levels[1] - levels[0] == pytest.approx(lowest, abs=1e-11)
    added = fock_currents(cluster, bonds, found, states[:, 1:2] @ states[:, 1:2].conj().T) - fock_currents(
        cluster, bonds, found, ground @ ground.conj().T
    )
    stated = charge_currents(found, vectors[:, energies == lowest])[0]
    np.testing.assert_allclose(stated, added, atol=1e-11)


def with_added_phase(a, epsilon, parameters):
    """A vortex matrix with the phase epsilon a(bond) added to every bond in the plane."""
    lattice = antidot(7, R=1.6, layers=("TI", "SC"), pierced="SC")

    def phase(x_i, y_i, x_j, y_j):
        return peierls_phase(x_i, y_i, x_j, y_j, n=1, R=1.6) + epsilon * a(x_i, y_i, x_j, y_j)

    return bdg_matrix(bilayer_system(**parameters), lattice, bond_phase=phase, pairing_factor=winding(*positions(7), n=1)), lattice


def stream(x_i, y_i, x_j, y_j):
    """A vector potential in general position, antisymmetric under exchange of the ends."""
    return np.sin(1.3 * x_i + 0.4 * y_j) - np.sin(1.3 * x_j + 0.4 * y_i) + 0.3 * (x_i * y_j - x_j * y_i)


def derivative(values, step):
    """From values at -2, -1, 1, 2 steps, of fourth order in the step."""
    return (values[0] - 8 * values[1] + 8 * values[2] - values[3]) / (12 * step)


def test_currents_are_derivatives_of_the_levels(parameters):
    """dE/d epsilon = - sum of a I over bonds, and the same for the energy of the ground state; order of convergence."""
    H, lattice = with_added_phase(stream, 0.0, parameters)
    bonds = bonds_of(H)
    energies, vectors = np.linalg.eigh(H.toarray())
    x, y = (np.concatenate([c[mask] for mask in lattice.occupied.values()]) for c in positions(7))
    a = stream(x[bonds.start], y[bonds.start], x[bonds.end], y[bonds.end])
    a = np.where((x[bonds.start] == x[bonds.end]) & (y[bonds.start] == y[bonds.end]), 0, a)
    stated = -charge_currents(bonds, vectors) @ a
    total = -equilibrium_currents(bonds, energies, vectors) @ a
    differences = []
    for step in (2e-3, 1e-3):
        shifted = [np.linalg.eigvalsh(with_added_phase(stream, m * step, parameters)[0].toarray()) for m in (-2, -1, 1, 2)]
        differences.append(derivative(shifted, step))
    levels = differences[1]
    # The error of the larger step is 16 times that of the smaller; rounding of the levels, over the step.
    error = abs(differences[0] - levels) + roundoff(np.linalg.norm(H.toarray(), 2), size=H.shape[0]) / 1e-3
    isolated = np.diff(energies, prepend=-np.inf, append=np.inf)
    isolated = np.minimum(isolated[:-1], isolated[1:]) > 0.02  # the derivative of a level near another is not smooth
    assert isolated.sum() > 20
    assert (abs(levels - stated) <= error)[isolated].all()
    assert abs(levels + stated)[isolated].max() > 0.1  # the wrong sign
    coarse, fine = (found[energies < 0].sum() / 2 for found in differences)
    error = abs(coarse - fine) + roundoff(np.linalg.norm(H.toarray(), 2), size=H.shape[0]) * H.shape[0] / 1e-3
    assert abs(fine - total) <= error
    assert abs(fine + total) > 1e3 * error


def josephson(phase, parameters):
    """The tunnelling carries a phase from TI to SC; without the pairing of its own the TI layer could gauge it away."""
    system = bilayer_system(**{**parameters, "t_c": parameters["t_c"] * np.exp(1j * phase)})
    system = replace(system, pairing={**system.pairing, "TI": 0.4j})
    return bdg_matrix(system, antidot(6, R=1.6, layers=("TI", "SC"), pierced="SC"))


def test_currents_between_the_layers_are_derivatives_of_the_levels(parameters):
    H, step = josephson(0.0, parameters), 1e-3
    bonds = bonds_of(H)
    between = (bonds.start < 36) & (bonds.end >= 36)
    assert between.sum() == 36 - 12
    stated = -equilibrium_currents(bonds, *np.linalg.eigh(H.toarray()))[between].sum()
    shifted = [np.linalg.eigvalsh(josephson(m * step, parameters).toarray()) for m in (-2, -1, 1, 2)]
    measured = derivative([values[values < 0].sum() / 2 for values in shifted], step)
    bound = roundoff(abs(H).sum(axis=1).max(), size=H.shape[0]) * H.shape[0] / step  # of the sum over all levels
    assert abs(measured - stated) <= bound
    assert abs(measured + stated) > 1e3 * bound


def test_a_condensate_carries_current_along_its_velocity():
    """s-wave ring around a flux disc: v = (w - n)/2r outside the disc (``superfluid_velocity``)."""
    lattice, system = antidot(11, R=2.5, layers=("SC",), pierced="SC"), swave_system(mu=0.3, eps_sc=0.1, t_sc=-0.5, Delta=0.7)
    turning = {}
    for n, w in ((1, 0), (1, 1), (1, 2), (0, 1)):
        phase = partial(peierls_phase, n=n, R=2.5)
        H = bdg_matrix(system, lattice, bond_phase=phase, pairing_factor=winding(*positions(11), n=w))
        bonds = bonds_of(H)
        turning[n, w] = float(circulation(bonds, equilibrium_currents(bonds, *np.linalg.eigh(H.toarray())), lattice))
    assert turning[1, 0] < -0.1
    assert turning[0, 1] > 0.1
    assert turning[1, 2] == pytest.approx(-turning[1, 0], rel=1e-9)
    assert turning[1, 2] == pytest.approx(turning[0, 1], rel=0.02)  # they differ on the bonds through the disc alone
    assert abs(turning[1, 1]) < 0.05 * abs(turning[1, 0])


def test_probability_of_an_eigenstate_is_conserved_at_every_site(vortex):
    H, bonds, found, _ = vortex
    flow = probability_currents(bonds, found.states.vectors)
    bound = rounding(H, found.states.vectors) + 2 * found.states.residual * abs(found.states.vectors).max()
    assert abs(outflow(bonds, flow)).max() <= bound
    assert abs(flow).max() > 1e6 * bound


def test_charge_of_an_eigenstate_comes_from_the_pairing_at_every_site(vortex):
    H, bonds, found, _ = vortex
    flow = charge_currents(bonds, found.states.vectors)
    source = pairing_source(H, found.states.vectors)
    bound = rounding(H, found.states.vectors) + 2 * found.states.residual * abs(found.states.vectors).max()
    assert abs(outflow(bonds, flow) - source).max() <= bound
    assert abs(source).max() > 1e6 * bound
    assert abs(outflow(bonds, flow) + source).max() > 1e6 * bound


def test_probability_of_any_state_changes_by_what_flows(rng, vortex):
    """d|psi|^2/dt = 2 Im psi^dagger H psi at each site, for a random vector."""
    H, bonds, _, _ = vortex
    psi = rng.standard_normal((H.shape[0], 2)) @ [[1], [1j]]
    change = 2 * np.imag(psi.conj() * (H @ psi)).reshape(-1, 4).sum(axis=1)
    assert abs(change + outflow(bonds, probability_currents(bonds, psi))[0]).max() <= rounding(H, psi)


def test_pairing_between_sites_is_a_source_and_no_current(rng):
    """A Hermitian matrix with all elements, as of pairing along bonds: charge comes from the pairing, probability is conserved."""
    A = rng.standard_normal((12, 12)) + 1j * rng.standard_normal((12, 12))
    H = sparse.csr_array(A + A.conj().T)
    bonds, (_, vectors) = bonds_of(H), np.linalg.eigh(H.toarray())
    assert abs(outflow(bonds, probability_currents(bonds, vectors))).max() <= rounding(H, vectors)
    assert abs(outflow(bonds, charge_currents(bonds, vectors)) - pairing_source(H, vectors)).max() <= rounding(H, vectors)


def test_majorana_modes_carry_no_charge_but_probability(vortex):
    H, bonds, found, _ = vortex
    bound = rounding(H, found.majorana)
    assert abs(charge_currents(bonds, found.majorana)).max() <= bound
    assert abs(pairing_source(H, found.majorana)).max() <= bound
    assert abs(probability_currents(bonds, found.majorana)).max(axis=1).min() > 1e6 * bound


def test_partners_carry_opposite_charge_and_equal_probability(vortex):
    H, bonds, found, _ = vortex
    V = found.states.vectors
    bound = rounding(H, V)
    charge, probability = charge_currents(bonds, V), probability_currents(bonds, V)
    assert abs(charge[[0, 1, 2]] + charge[[7, 6, 5]]).max() <= 1e3 * bound  # the pairs are exact to the residual of the solver
    assert abs(probability[[0, 1, 2]] - probability[[7, 6, 5]]).max() <= 1e3 * bound


def test_currents_do_not_know_the_gauge(rng, vortex):
    H, bonds, found, _ = vortex
    chi = rng.uniform(-np.pi, np.pi, bonds.sites)
    U = sparse.diags_array(np.exp(1j * np.outer(chi, [1, 1, -1, -1])).ravel())
    turned, V = bonds_of((U @ H @ U.conj()).tocsr()), U @ found.states.vectors * np.exp(1j * rng.uniform(0, 6, 8))
    bound = rounding(H, V)
    for currents in (probability_currents, charge_currents):
        assert abs(currents(turned, V) - currents(bonds, found.states.vectors)).max() <= bound
    assert abs(charge_currents(bonds, V) - charge_currents(bonds, found.states.vectors)).max() > 1e-6  # the old matrix


@pytest.mark.parametrize("M", [3.0, -3.0])
def test_the_edge_mode_runs_with_the_sign_of_the_chern_number(M):
    """C = sgn M (``chern_phase_diagram``): anticlockwise for C = 1, as the left edge runs down (``edge_dispersion``)."""
    system = bilayer_system(**{**DEFAULTS, "M": M})
    H, lattice = vortex_matrix(system, L=SIDE, R=0.0, n=0)
    states = vortex_states(system, L=SIDE, R=0.0, n=0, states=4)
    bonds = bonds_of(H)
    turning = circulation(bonds, probability_currents(bonds, states.states.vectors), lattice)
    assert (np.sign(turning) == np.sign(M)).all()
    # It runs along all of the edge at the edge velocity 0.61: r x v is about (L/2 - 1) v.
    assert abs(turning) == pytest.approx(0.61 * (SIDE / 2 - 1), rel=0.1)


def test_no_current_in_a_system_with_time_reversal():
    """Without flux and mass the ground state carries nothing: every bond, to rounding."""
    H = bdg_matrix(bilayer_system(**{**DEFAULTS, "M": 0.0}), square(6, layers=("TI", "SC")))
    energies, vectors = np.linalg.eigh(H.toarray())
    assert abs(equilibrium_currents(bonds_of(H), energies, vectors)).max() <= roundoff(abs(H).sum(axis=1).max(), size=H.shape[0])


def ground_state_turning(*, M, n):
    """Angular momentum of the current of the ground state in the TI layer out to the rim; all currents."""
    system = bilayer_system(**{**DEFAULTS, "M": M})
    H, lattice = vortex_matrix(system, L=13, R=3.5, n=n)
    found, bonds = vortex_states(system, L=13, R=3.5, n=n, states=H.shape[0]), bonds_of(H)
    flow = equilibrium_currents(bonds, found.states.energies, found.states.vectors)
    x, y = positions(13)
    field = current_field(bonds, flow, lattice)[0]
    return (x * field[1] - y * field[0])[np.hypot(x, y) < 3.5].sum(), flow


def test_the_ground_state_turns_against_the_flux_and_with_the_mass():
    """What the figure ``currents`` says; and time reversal, which turns flux, mass and every current around."""
    both, flow = ground_state_turning(M=3.0, n=1)
    assert both < 0
    assert ground_state_turning(M=0.0, n=1)[0] < both
    assert ground_state_turning(M=3.0, n=0)[0] > 0
    _, reversed_flow = ground_state_turning(M=-3.0, n=-1)
    assert abs(flow + reversed_flow).max() < 1e-12
    assert abs(flow).max() > 1e-3


def test_the_field_holds_the_whole_current(vortex):
    """Sum of the vectors = sum of current times displacement; a single bond gives each end half."""
    _, bonds, found, lattice = vortex
    flow = charge_currents(bonds, found.states.vectors[:, :1])
    field = current_field(bonds, flow, lattice)
    assert field.shape == (1, 2, 2, SIDE, SIDE)
    x, y = (np.concatenate([c[mask] for mask in lattice.occupied.values()]) for c in positions(SIDE))
    for axis, c in enumerate((x, y)):
        whole = flow[0] @ (c[bonds.end] - c[bonds.start])
        assert field[0, :, axis].sum() == pytest.approx(whole, abs=1e-12)
    alone = np.zeros(len(bonds.start))
    alone[0] = 2.0
    assert np.count_nonzero(current_field(bonds, alone, lattice)) == 2
    assert not field[:, 1, :, ~lattice.occupied["SC"]].any()


def test_all_states_are_needed(vortex):
    _, bonds, found, _ = vortex
    with pytest.raises(ValueError, match=r"`vectors` must be all \d+ eigenstates, but has shape"):
        equilibrium_currents(bonds, found.states.energies, found.states.vectors)


def test_temperature_must_not_be_negative(rng):
    _, H, _, _ = random_cluster(rng)
    with pytest.raises(ValueError, match="`temperature` must be at least 0, but is -1"):
        equilibrium_currents(bonds_of(H), *np.linalg.eigh(H.toarray()), temperature=-1)
