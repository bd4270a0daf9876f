"""eigenstates.blocks: which symmetries are found, what the blocks look like, and the way back when disorder breaks them."""

import numpy as np
import pytest

from numerics.compare import roundoff
from numerics.eigenstates.blocks import FOURFOLD, MIRROR, symmetry_blocks
from numerics.eigenstates.nearest_zero import states_nearest_zero
from numerics.lattice.matrix import with_potential
from numerics.lattice.shapes import positions
from numerics.solvers.forms import NormalForm
from numerics.systems.bilayer import bilayer_system
from numerics.waves.vortex import vortex_matrix, vortex_states
from tests.conftest import DEFAULTS

VORTICES = pytest.mark.parametrize("n", [-2, -1, 0, 1, 2, 3])
L, R = 10, 1.6


def vortex(parameters, n):
    return vortex_matrix(bilayer_system(**parameters), L=L, R=R, n=n)


def forms(blocks):
    return [(type(block.form).__name__, getattr(block.form, "unit", None), block.form.dtype.kind) for block in blocks]


def bumps(kind):
    """On-site energies with all symmetries, with the mirror alone, with the rotation alone, and with none."""
    x, y = positions(L)
    return {
        "none broken": np.hypot(x, y),
        "rotation broken": x,
        "mirror broken": x * y * (x**2 - y**2),
        "both broken": np.random.default_rng(3).uniform(-1, 1, (L, L)),
    }[kind]


BROKEN = {
    "none broken": (FOURFOLD, MIRROR),
    "rotation broken": (MIRROR,),
    "mirror broken": (FOURFOLD,),
    "both broken": (),
}


@VORTICES
def test_the_vortex_has_rotation_and_mirror(n, parameters):
    H, lattice = vortex(parameters, n)
    blocks, symmetries = symmetry_blocks(H, lattice, n=n)
    assert symmetries == (FOURFOLD, MIRROR)
    real, chiral = ("NormalForm", 1, "f"), ("ChiralForm", None, "f")
    assert forms(blocks) == ([chiral, real, chiral] if n % 2 else [real, real])


@VORTICES
def test_blocks_make_the_whole_spectrum(n, parameters):
    H, lattice = vortex(parameters, n)
    union = []
    for block in symmetry_blocks(H, lattice, n=n)[0]:
        energies = block.form.dense()[0]
        union += [energies, -energies] if len(block.labels) == 2 else [energies]
    exact = np.linalg.eigvalsh(H.toarray())
    assert abs(np.sort(np.concatenate(union)) - exact).max() <= roundoff(np.linalg.norm(H.toarray(), 2), size=len(exact))


@VORTICES
def test_the_basis_of_a_block_is_orthonormal_and_invariant(n, parameters):
    H, lattice = vortex(parameters, n)
    for block in symmetry_blocks(H, lattice, n=n)[0]:
        P = block.isometry.toarray()
        assert abs(P.conj().T @ P - np.eye(P.shape[1])).max() <= roundoff(1.0, size=16)
        assert abs(H @ P - P @ (P.conj().T @ (H @ P))).max() <= roundoff(abs(H).sum(axis=1).max(), size=64)


@pytest.mark.parametrize("kind", BROKEN)
@pytest.mark.parametrize("n", [0, 1, 2])
def test_what_disorder_leaves_is_found_and_solved(kind, n, parameters):
    H, lattice = vortex(parameters, n)
    H = with_potential(H, lattice, {"TI": 0.3 * bumps(kind)})
    blocks, symmetries = symmetry_blocks(H, lattice, n=n)
    assert symmetries == BROKEN[kind]
    found = states_nearest_zero(H, states=10, blocks=blocks)
    exact = np.linalg.eigvalsh(H.toarray())
    middle = slice(len(exact) // 2 - 5, len(exact) // 2 + 5)
    assert abs(found.energies - exact[middle]).max() <= roundoff(abs(H).sum(axis=1).max(), size=len(exact))
    assert np.isnan(found.labels).all() == (FOURFOLD not in symmetries)


def test_forms_without_mirror_and_without_anything():
    H, lattice = vortex(DEFAULTS, 1)
    complex_, majorana = ("NormalForm", 1, "c"), ("NormalForm", 1j, "f")
    turned = symmetry_blocks(with_potential(H, lattice, {"TI": bumps("mirror broken")}), lattice, n=1)[0]
    assert forms(turned) == [majorana, complex_, majorana]
    assert forms(symmetry_blocks(with_potential(H, lattice, {"TI": bumps("both broken")}), lattice, n=1)[0]) == [majorana]


@pytest.mark.parametrize("strength", [1e-10, 1e-6])
def test_weak_disorder_is_noticed(strength):
    H, lattice = vortex(DEFAULTS, 1)
    weak = with_potential(H, lattice, {"SC": strength * bumps("both broken")})
    assert symmetry_blocks(weak, lattice, n=1)[1] == ()


def test_a_hole_off_the_centre_leaves_the_mirror():
    H, lattice = vortex(DEFAULTS, 0)
    x, y = positions(L)
    H = with_potential(H, lattice, {"SC": 50.0 * (np.hypot(x - 2, y) < 1)})
    assert symmetry_blocks(H, lattice, n=0)[1] == (MIRROR,)


def test_another_vorticity_has_no_rotation():
    H, lattice = vortex(DEFAULTS, 1)
    assert symmetry_blocks(H, lattice, n=3)[1] == (MIRROR,)


def test_the_result_says_which_symmetries_were_used():
    system = bilayer_system(**DEFAULTS)
    disorder = {layer: 0.5 * bumps("both broken") for layer in system.layers}
    clean = vortex_states(system, L=L, R=R, n=1, states=4)
    dirty = vortex_states(system, L=L, R=R, n=1, states=4, potential=disorder)
    assert clean.symmetries == (FOURFOLD, MIRROR)
    assert dirty.symmetries == ()
    assert abs(clean.states.energies - dirty.states.energies).max() > 1e-4


def test_potential_has_the_shape_of_the_lattice():
    H, lattice = vortex(DEFAULTS, 1)
    with pytest.raises(ValueError, match=r"`potential` must map layers to arrays \(10, 10\), but has TI: \(9, 10\)"):
        with_potential(H, lattice, {"TI": np.zeros((9, 10))})


def test_potential_names_layers_of_the_lattice():
    H, lattice = vortex(DEFAULTS, 1)
    with pytest.raises(ValueError, match="`potential` must map layers among TI, SC to arrays, but has 'Ti'"):
        with_potential(H, lattice, {"Ti": np.zeros((10, 10))})


def test_chiral_forms_are_half_as_large():
    H, lattice = vortex(DEFAULTS, 1)
    sizes = [block.form.size for block in symmetry_blocks(H, lattice, n=1)[0]]
    assert sizes[1] == H.shape[0] // 4
    assert abs(sizes[0] - H.shape[0] / 8) <= 1
    assert isinstance(symmetry_blocks(H, lattice, n=1)[0][1].form, NormalForm)
