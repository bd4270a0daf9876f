r"""Fourfold rotation of the lattice with a vortex: an exact symmetry, which labels every state.

Statement
---------
The rotation of the antidot by a quarter turn, with a local factor for the spin and one for the winding of the pairing,

.. math:: \mathcal R:\ (x, y) \to (-y, x), \qquad \psi \to e^{-i\pi\sigma_z/4}\,e^{+i\pi n\tau_z/4}\,\psi

commutes with the matrix in real space: with every hop, every Peierls phase and the pairing :math:`\Delta e^{in\theta}`, for every
vorticity n. Further

.. math:: \mathcal R^4 = (-1)^{n+1}, \qquad \mathcal R = e^{-i\pi j/2}, \qquad j \in \mathbb Z + \tfrac{n+1}2 \bmod 4

and C maps the states of label j at energy E to those of label -j at -E. A Majorana mode, its own partner, therefore lives in block
0 or 2, and only for odd n; block 3 then follows from block 1. For even n the blocks are partners in two pairs.

Assumptions
-----------
1. Square or disc, antidot and flux disc centred at the origin, on a site or between four; the SC layer has no site at the origin if
   n is not zero.
2. Peierls phases of ``peierls_phase``; all parameters real, any sign.
3. The factor is fixed up to the powers of i: C commutes with it as it stands, which fixes the label up to j -> j + 2.

Symbols
-------
m: any integer
phi: Peierls phase of a bond (rad)
theta: phase of the pairing over n

References
----------
arXiv:2507.23775 uses the continuous rotation; on the lattice the quarter turn of it is exact.
"""

from collections.abc import Iterator, Mapping
from functools import cache

import numpy as np
import scipy.sparse as sparse
import sympy as sp
from numpy.typing import NDArray

from derivations.claims.shared.bilayer_domain import BILAYER_DOMAIN
from derivations.claims.symmetry import lattice_symmetries
from derivations.claims.vortex import peierls_phase
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison, roundoff
from numerics.kernels import compile_kernel
from numerics.lattice.shapes import Lattice
from numerics.systems.bilayer import bilayer_system
from numerics.waves.vortex import vortex_matrix
from theory.algebra import IDENTITY, PAULI_Y, PAULI_Z, Matrix, kron
from theory.expansion import hoppings
from theory.models.bilayer import bilayer
from theory.proof import Step
from theory.symbols.interface import Delta
from theory.symbols.lattice import L, x_i, x_j, y_i, y_j
from theory.symbols.vortex import R, n

SYSTEM = bilayer()
DOMAIN = {**BILAYER_DOMAIN, n: range(-1, 4, 2), R: (1.1, 2.4), L: range(7, 10)}
Complex = NDArray[np.complex128]
TURNED = {x_i: -y_i, y_i: x_i, x_j: -y_j, y_j: x_j}


def steps() -> Iterator[Step]:
    """Every bond and the pairing from the definition; the fourth power, the label, particle-hole symmetry."""
    phi, theta = sp.symbols("phi theta", real=True)
    local = result()
    both = kron(IDENTITY, local)
    one = sp.eye(4)
    yield Step("the factor is unitary", Matrix(local * local.H), one)
    yield Step("the Peierls phase of the turned bond is the same", turned_phase(), peierls_phase.result())
    amplitudes = hops()
    flux = kron(IDENTITY, Matrix(sp.diag(sp.exp(sp.I * phi), sp.exp(-sp.I * phi))), IDENTITY)
    for (dx, dy), amplitude in amplitudes.items():
        if (dx, dy) != (0, 0):
            text = f"the hop along ({dx}, {dy}) becomes the one along ({-dy}, {dx})"
            yield Step(text, Matrix(both * flux * amplitude * both.H), Matrix(flux * amplitudes[-dy, dx]))
    onsite = amplitudes[0, 0].subs(Delta, 0)
    yield Step("the onsite energies stay", Matrix(both * onsite * both.H), onsite)
    text = "the turned site has the angle theta + pi/2: x + i y becomes i (x + i y)"
    yield Step(text, (x_i + sp.I * y_i).subs(TURNED, simultaneous=True), sp.expand(sp.I * (x_i + sp.I * y_i)))
    before, after = (pairing(angle) for angle in (theta, theta + sp.pi / 2))
    yield Step("and so the pairing of the turned site, for every n", Matrix(both * before * both.H), after)
    yield Step("four turns", Matrix(local**4), Matrix((-1) ** (n + 1) * one))
    m = sp.Symbol("m", integer=True)
    eigenvalue = sp.exp(-sp.I * sp.pi * (m + (n + 1) / sp.S(2)) / 2)
    yield Step("so the eigenvalues are exp(-i pi j/2) with j in Z + (n + 1)/2", eigenvalue**4, (-1) ** (n + 1))
    C = kron(PAULI_Y, PAULI_Y)
    text = "C commutes with the rotation: it conjugates the eigenvalue, j becomes -j"
    yield Step(text, Matrix(C * local.conjugate() * C), local)


@cache
def hops() -> Mapping[tuple[int, ...], Matrix]:
    """Amplitude of every hop of the uniform bilayer by its displacement, the onsite terms and the pairing at (0, 0)."""
    return hoppings(SYSTEM.hamiltonian, SYSTEM.momenta)


@cache
def turned_phase() -> sp.Expr:
    """The Peierls phase of the turned bond."""
    return peierls_phase.result().subs(TURNED, simultaneous=True)


def pairing(theta: sp.Expr) -> Matrix:
    """The pairing at a site at the angle theta, 8 x 8: that of the model times exp(i n theta)."""
    uniform = hops()[0, 0].diff(Delta)
    turn = kron(IDENTITY, Matrix(sp.diag(sp.exp(sp.I * n * theta), 1)), IDENTITY)
    return Matrix(Delta * turn * uniform * turn.H)


def result() -> Matrix:
    """The local factor, 4 x 4 in tau and sigma."""
    return Matrix(sp.diag(*(sp.exp(sp.I * sp.pi * (n * tau - sigma) / 4) for tau in (1, -1) for sigma in (1, -1))))


def limits() -> Iterator[Step]:
    """No vortex, one vortex, the continuum, four flux quanta."""
    local = result()
    uniform = Matrix(lattice_symmetries.result()[:, 8:16])
    yield Step("without vortex: the fourfold rotation of the uniform bilayer", kron(IDENTITY, local.subs(n, 0)), uniform)
    text = "one vortex: on the axis, electrons of spin up and holes of spin down have j = 0"
    yield Step(text, local.subs(n, 1), Matrix(sp.diag(1, sp.I, -sp.I, 1)))
    spin, charge = kron(IDENTITY, PAULI_Z), kron(PAULI_Z, IDENTITY)
    J = Matrix(spin / 2 - n * charge / 2)
    continuum = Matrix(sp.diag(*(sp.exp(-sp.I * sp.pi * J[index, index] / 2) for index in range(4))))
    yield Step("the quarter turn of the continuum, exp(-i pi J/2) with J = L + sigma_z/2 - n tau_z/2", local, continuum)
    yield Step("four flux quanta more: a global sign", local.subs(n, n + 4), Matrix(-local))


def mutants() -> Iterator[Matrix]:
    """No spin, no winding, wrong signs, wrong amounts, a phase that spoils the label."""
    local = result()
    spin = Matrix(sp.diag(*(sp.exp(-sp.I * sp.pi * sigma / 4) for sigma in (1, -1, 1, -1))))
    yield Matrix(local * spin.H)
    yield Matrix(local * spin.H**2)
    yield Matrix(local * spin)
    yield spin
    yield local.subs(n, -n)
    yield local.subs(n, 2 * n)
    yield local.subs(n, n + 1)
    yield Matrix(sp.I * local)


@cache
def antidot(items: tuple[tuple[str, float], ...]) -> tuple[sparse.csr_array, Lattice, NDArray[np.float64]]:
    """The matrix of the antidot with its vortex, its lattice, and all energies."""
    given = dict(items)
    side, radius, flux = int(given.pop("L")), given.pop("R"), int(given.pop("n"))
    matrix, lattice = vortex_matrix(bilayer_system(**given), L=side, R=radius, n=flux)
    return matrix, lattice, np.linalg.eigvalsh(matrix.toarray())


def turned_sites(lattice: Lattice) -> NDArray[np.int64]:
    """Number of the site at (-y, x) for every site, layer after layer."""
    numbers: dict[tuple[str, int, int], int] = {}
    for layer, mask in lattice.occupied.items():
        for i, j in np.argwhere(mask):  # twice the coordinates are integers
            numbers[layer, 2 * i - lattice.L + 1, 2 * j - lattice.L + 1] = len(numbers)
    return np.array([numbers[layer, -y, x] for layer, x, y in numbers])


def blocks(rotation: sparse.csr_array, target: NDArray[np.int64], flux: int) -> dict[float, Complex]:
    """Basis of every label j, from the orbits of the sites: sums of exp(i pi j m/2) R^m."""
    orbit = np.array([np.arange(len(target)), target, target[target], target[target[target]]])
    unit = np.eye(4 * len(target), dtype=complex)
    moving = np.flatnonzero((orbit.min(axis=0) == orbit[0]) & (target != orbit[0]))
    powers = [unit[:, (4 * moving[:, None] + np.arange(4)).ravel()]]
    for _ in range(3):
        powers.append(rotation @ powers[-1])
    labels = np.arange(4) + (flux + 1) % 2 / 2
    fixed = (4 * np.flatnonzero(target == orbit[0])[:, None] + np.arange(4)).ravel()
    distance = abs(rotation.diagonal()[fixed] - np.exp(-0.5j * np.pi * labels)[:, None])
    found = {}
    for index, j in enumerate(labels):
        turning = sum(np.exp(0.5j * np.pi * j * m) * power for m, power in enumerate(powers)) / 2
        found[float(j)] = np.concatenate([turning, unit[:, fixed[distance.argmin(axis=0) == index]]], axis=1)
    return found


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with the matrix of the antidot, assembled bond by bond, for n and n + 1 flux quanta.

    First R H v against H R v for a random vector v; then the levels of all blocks together against the full spectrum; then those of
    each block against the negative of its partner's.
    """
    local_of = compile_kernel(formula, (n,))
    analytic, numeric, scale, size = [], [], 0.0, 0
    for flux in (int(parameters["n"]), int(parameters["n"]) + 1):
        H, lattice, energies = antidot(tuple(sorted({**parameters, "n": flux}.items())))
        size, scale = H.shape[0], max(scale, abs(energies).max())
        target = turned_sites(lattice)
        moved = sparse.csr_array((np.ones(len(target)), (target, np.arange(len(target)))))
        rotation = sparse.csr_array(sparse.kron(moved, local_of(n=flux)))
        bases = blocks(rotation, target, flux)
        levels = {j: np.linalg.eigvalsh(V.conj().T @ (H @ V)) for j, V in bases.items()}
        v = np.random.default_rng(7).normal(size=size) / np.sqrt(size)
        analytic += [rotation @ (H @ v), np.sort(np.concatenate(list(levels.values()))), np.concatenate(list(levels.values()))]
        numeric += [H @ (rotation @ v), energies, np.concatenate([-levels[-j % 4][::-1] for j in levels])]
    return Comparison(
        abscissa=np.arange(size) - (size - 1) / 2,
        analytic=np.array(analytic),
        numeric=np.array(numeric),
        bound=roundoff(scale=scale, size=size),
    )


def draw(ax: Axes, comparison: Comparison) -> None:
    """The levels nearest zero: those of the four blocks together, and of the whole matrix."""
    shown = abs(comparison.abscissa) < 20
    for index, name in enumerate(("n", "n + 1")):
        line, points = (values[3 * index + 1, shown].real for values in (comparison.analytic, comparison.numeric))
        ax.plot(comparison.abscissa[shown], line, color=COLOURS[index], label=f"four blocks, vorticity {name}")
        circles(ax, comparison.abscissa[shown], points, colour=COLOURS[index], label=f"whole matrix, vorticity {name}")
    ax.set(xlabel="number of the level, counted from zero energy", ylabel=r"energy ($\lambda/a$)")
    ax.legend()
