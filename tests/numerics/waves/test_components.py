"""numerics.waves.components: u, v and densities against many-body states in Fock space; sums, Majorana modes, gauge invariance."""

import numpy as np
import pytest

from numerics.compare import roundoff
from numerics.lattice.matrix import particle_hole
from numerics.lattice.shapes import Lattice
from numerics.systems.bilayer import bilayer_system
from numerics.systems.definition import SIGMA_X, SIGMA_Y, SIGMA_Z
from numerics.waves.components import (
    bogoliubov_amplitudes,
    charge_density,
    components,
    participation,
    polarisation,
    spin_density,
    weights,
)
from numerics.waves.vortex import site_density, vortex_states
from tests.conftest import DEFAULTS
from tests.judges.small import SITES, random_cluster

STATES = 12


@pytest.fixture(scope="module")
def found():
    return vortex_states(bilayer_system(**DEFAULTS), L=25, R=4.5, n=1, states=STATES)


@pytest.fixture(scope="module")
def parts(found):
    return components(found.states.vectors, found.lattice)


@pytest.fixture(scope="module")
def modes(found):
    """Edge and vortex mode."""
    return components(found.majorana, found.lattice)


def on_sites(values, lattice):
    """(states, layer, ..., L, L) -> (states, site, ...) in the order of the numbers."""
    masks = lattice.occupied.values()
    return np.concatenate([np.moveaxis(values[:, index][..., mask], -1, 1) for index, mask in enumerate(masks)], axis=1)


def commutator(A, B):
    return A @ B - B @ A


def test_every_state_is_a_quasiparticle_in_fock_space(rng):
    """[H, gamma^dagger] = E gamma^dagger: signs and order of u_up, u_dn, v_up, v_dn."""
    cluster, H, lattice, _ = random_cluster(rng)
    energies, vectors = np.linalg.eigh(H.toarray())
    u, v = (on_sites(values, lattice) for values in bogoliubov_amplitudes(components(vectors, lattice)))
    bound = roundoff(np.linalg.norm(cluster.H, 2), size=len(cluster.H))
    for energy, u_of_state, v_of_state in zip(energies, u, v, strict=True):
        creator = cluster.quasiparticle(u_of_state, v_of_state)
        assert abs(commutator(cluster.H, creator) - energy * creator).max() <= bound


def test_a_wrong_sign_of_v_is_no_quasiparticle(rng):
    cluster, H, lattice, _ = random_cluster(rng)
    energies, vectors = np.linalg.eigh(H.toarray())
    u, v = (on_sites(values, lattice)[-1] for values in bogoliubov_amplitudes(components(vectors, lattice)))
    for slip in (v * [-1, 1], v * [1, -1], v[:, ::-1], v.conj()):
        creator = cluster.quasiparticle(u, slip)
        assert abs(commutator(cluster.H, creator) - energies[-1] * creator).max() > 1e-3


def test_densities_are_what_a_quasiparticle_adds_to_the_ground_state(rng):
    cluster, H, lattice, _ = random_cluster(rng)
    energies, vectors = np.linalg.eigh(H.toarray())
    parts = components(vectors, lattice)
    u, v = (on_sites(values, lattice) for values in bogoliubov_amplitudes(parts))
    ground = np.linalg.eigh(cluster.H)[1][:, 0]
    charge = on_sites(charge_density(parts), lattice)
    spin = on_sites(spin_density(parts).sum(axis=2), lattice)
    for state in np.flatnonzero(energies > 0):
        excited = cluster.quasiparticle(u[state], v[state]) @ ground
        assert np.linalg.norm(excited) == pytest.approx(1, abs=1e-12)
        for site in range(SITES):
            for operator, stated in (
                (np.eye(2), charge[state, site]),
                *((sigma, spin[state, site, axis]) for axis, sigma in enumerate((SIGMA_X, SIGMA_Y, SIGMA_Z))),
            ):
                S = cluster.hop(site, site, operator)
                added = (excited.conj() @ S @ excited - ground.conj() @ S @ ground).real
                assert added == pytest.approx(stated, abs=1e-11)  # rounding over the smallest gap of the many-body levels
    assert abs(on_sites(polarisation(parts), lattice) - spin).max() > 0.1  # which would not have passed


def test_polarisation_is_the_spin_of_u_and_of_v_conjugate(parts):
    u, v = bogoliubov_amplitudes(parts)
    for axis, sigma in enumerate((SIGMA_X, SIGMA_Y, SIGMA_Z)):
        stated = sum(np.einsum("slaxy,ab,slbxy->slxy", w.conj(), sigma, w).real for w in (u, v.conj()))
        assert abs(polarisation(parts)[:, :, axis] - stated).max() <= 8 * np.finfo(float).eps


def test_sums(found, parts):
    size = len(found.states.vectors)
    assert parts.shape == (STATES, 2, 2, 2, 25, 25)
    assert abs(weights(parts).sum(axis=(1, 2, 3)) - 1).max() <= roundoff(1.0, size)
    density = site_density(found.states.vectors, found.lattice)
    assert abs((abs(parts) ** 2).sum(axis=(2, 3)) - density).max() <= 8 * np.finfo(float).eps
    u, v = bogoliubov_amplitudes(parts)
    assert abs((abs(u) ** 2 + abs(v) ** 2).sum(axis=2) - density).max() <= 8 * np.finfo(float).eps
    assert not parts[..., ~found.lattice.occupied["SC"]][:, 1].any()


def test_majorana_modes_have_neither_charge_nor_spin(modes, parts):
    bound = 64 * np.finfo(float).eps * (abs(modes) ** 2).max()
    assert abs(charge_density(modes)).max() <= bound
    assert abs(spin_density(modes).sum(axis=2)).max() <= bound
    assert abs(charge_density(parts)[-1]).max() > 1e6 * bound  # another state of the ladder has both
    assert abs(spin_density(parts)[-1].sum(axis=1)).max() > 1e6 * bound


def test_the_vortex_mode_is_made_of_electrons_of_spin_up(modes):
    """arXiv:2507.23775: almost fully; the edge mode contains more of spin down."""
    edge, vortex = polarisation(modes)[:, :, 2].sum(axis=(1, 2, 3))
    assert 0.7 < vortex < 1
    assert abs(edge) < 0.3


def test_densities_do_not_know_the_gauge(rng, found, parts):
    chi = rng.uniform(-np.pi, np.pi, (25, 25))
    phase = np.exp(1j * chi * np.array([1, -1])[:, None, None, None])
    turned = parts * phase * np.exp(1j * rng.uniform(-np.pi, np.pi, STATES))[:, None, None, None, None, None]
    for observable in (charge_density, spin_density, polarisation):
        assert abs(observable(turned) - observable(parts)).max() <= 8 * np.finfo(float).eps


def test_charge_conjugation_turns_charge_and_spin_and_keeps_the_polarisation(found, parts):
    U = particle_hole(len(found.states.vectors))
    image = components(U @ found.states.vectors.conj(), found.lattice)
    bound = 8 * np.finfo(float).eps
    assert abs(charge_density(image) + charge_density(parts)).max() <= bound
    assert abs(spin_density(image).sum(axis=2) + spin_density(parts).sum(axis=2)).max() <= bound
    assert abs(polarisation(image) - polarisation(parts)).max() <= bound


def test_participation_counts_sites():
    density = np.zeros((3, 2, 6, 6))
    density[0, 0, :2, :3] = 1 / 6
    density[1, 0, 0, 0] = 7.0
    assert np.array_equal(participation(density), [[6, 0], [1, 0], [0, 0]])
    x = np.arange(200)
    tail = np.exp(-x / 10)[None, :]
    assert participation(tail) == pytest.approx(1 / np.tanh(1 / 20), rel=1e-8)  # geometric series


def test_vectors_of_another_lattice_are_refused(found):
    with pytest.raises(ValueError, match=r"`vectors` must have shape \(8, states\), but has \(4, 2\)"):
        components(np.zeros((4, 2)), Lattice(1, {"TI": np.ones((1, 1), bool), "SC": np.ones((1, 1), bool)}))
