r"""Symmetries of the bilayer on the lattice: particle-hole, fourfold rotation, mirror times time reversal.

Statement
---------
At every k and for all parameters

.. math::
    -H(k_x, k_y) &= U_C\,H(-k_x, -k_y)^*\,U_C^\dagger, \qquad U_C = \tau_y\sigma_y \\
    H(k_x, k_y) &= U_4\,H(k_y, -k_x)\,U_4^\dagger, \qquad U_4 = e^{-i\pi\sigma_z/4} \\
    H(k_x, k_y) &= U_{mT}\,H(k_x, -k_y)^*\,U_{mT}^\dagger, \qquad U_{mT} = \sigma_z

Products of the three, with :math:`C^2 = (mT)^2 = 1` and :math:`U_4^4 = -1`, make the magnetic group 4m'm' and its product with
particle-hole symmetry. Time reversal alone, and any mirror alone, turn M into -M instead: the mass breaks both, not their product.

Assumptions
-----------
1. The rotation takes (x, y) to (-y, x), the mirror x to -x; time reversal is :math:`T = i\sigma_y K`.
2. All parameters are real and independent. At special values there is more symmetry: at M = 0 time reversal and the mirrors.
3. Each matrix is fixed up to a phase.

References
----------
D. Varjas, T. O. Rosdahl, A. R. Akhmerov, New J. Phys. 20, 093026 (2018) (qsymm, which finds the same matrices from H alone).
"""

from collections.abc import Iterator
from functools import cache

import numpy as np
import sympy as sp

from derivations.claims.shared.bilayer_domain import BILAYER_DOMAIN
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison, roundoff
from numerics.kernels import compile_kernel
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.bilayer import bilayer_system
from theory.algebra import IDENTITY, PAULI_X, PAULI_Y, PAULI_Z, Matrix, kron
from theory.models.bilayer import bilayer
from theory.proof import Step
from theory.symbols.interface import M, lam
from theory.symmetry import Symmetry, find_symmetries, transformed

SYSTEM = bilayer()
DOMAIN = BILAYER_DOMAIN
MOMENTA = SYSTEM.momenta
HERE = Matrix([[1, 0], [0, 1]])
TURN = Matrix([[0, -1], [1, 0]])
MIRROR_X = Matrix([[-1, 0], [0, 1]])
NAMES = ("particle-hole", "fourfold rotation", "mirror x times time reversal")


def symmetries() -> tuple[Symmetry, Symmetry, Symmetry]:
    """The three, with their action on space."""
    C, rotation, mirror = (Matrix(result()[:, 8 * index : 8 * (index + 1)]) for index in range(3))
    return (
        Symmetry(NAMES[0], C, HERE, conjugate=True, antisymmetry=True),
        Symmetry(NAMES[1], rotation, TURN),
        Symmetry(NAMES[2], mirror, MIRROR_X, conjugate=True),
    )


def time_reversal() -> Symmetry:
    """T = i sigma_y K, the time reversal of both layers."""
    return Symmetry("time reversal", kron(IDENTITY, IDENTITY, sp.I * PAULI_Y), HERE, conjugate=True)


def mirror_x() -> Symmetry:
    """The mirror x -> -x: spin is an axial vector, so sigma_x stays and sigma_y, sigma_z turn."""
    return Symmetry("mirror x", kron(IDENTITY, IDENTITY, PAULI_X), MIRROR_X)


@cache
def found() -> Matrix:
    """The same three matrices, found by qsymm from H alone."""
    by_name = {symmetry.name: symmetry for symmetry in find_symmetries(SYSTEM.hamiltonian, MOMENTA)}
    return Matrix.hstack(*(by_name[name].U for name in NAMES))


def steps() -> Iterator[Step]:
    """Each equation from H(k), the two that fail, the relations of the group, the search."""
    H = SYSTEM.hamiltonian
    C, rotation, mirror = symmetries()
    yield Step("particle-hole symmetry: C H(-k) C^-1 = -H(k)", transformed(C, H, MOMENTA), Matrix(-H))
    yield Step("fourfold rotation: the spin turns with the momentum", transformed(rotation, H, MOMENTA), H)
    yield Step("mirror times time reversal", transformed(mirror, H, MOMENTA), H)
    turned_mass = H.subs(M, -M)
    yield Step("time reversal alone turns the mass", transformed(time_reversal(), H, MOMENTA), turned_mass)
    yield Step("so does the mirror alone", transformed(mirror_x(), H, MOMENTA), turned_mass)
    product = Matrix(mirror_x().U * time_reversal().U)
    yield Step("and their product is the third symmetry, up to a sign", product, Matrix(-mirror.U))
    one = sp.eye(8).as_immutable()
    yield Step("C^2 = 1", Matrix(C.U * C.U.conjugate()), one)
    yield Step("(m T)^2 = 1", Matrix(mirror.U * mirror.U.conjugate()), one)
    yield Step("four rotations are a rotation of the spin by 2 pi: -1", Matrix(rotation.U**4), Matrix(-one))
    yield Step("C commutes with the rotation", Matrix(C.U * rotation.U.conjugate()), Matrix(rotation.U * C.U))
    yield Step("qsymm finds the same three matrices from H alone", found(), result())


def result() -> Matrix:
    """U_C, U_4 and U_mT side by side, 8 x 24."""
    quarter = sp.I * sp.pi / 4
    spin = Matrix(sp.diag(sp.exp(-quarter), sp.exp(quarter)))
    return Matrix.hstack(kron(IDENTITY, PAULI_Y, PAULI_Y), kron(IDENTITY, IDENTITY, spin), kron(IDENTITY, IDENTITY, PAULI_Z))


def limits() -> Iterator[Step]:
    """What the matrices do to the spin; the symmetries that return without mass."""
    C, rotation, _ = symmetries()
    sigma_x, sigma_y, sigma_z = (kron(IDENTITY, IDENTITY, P) for P in (PAULI_X, PAULI_Y, PAULI_Z))
    yield Step("the rotation takes sigma_x to sigma_y", Matrix(rotation.U * sigma_x * rotation.U.H), sigma_y)
    yield Step("and sigma_y to -sigma_x", Matrix((rotation.U * sigma_y * rotation.U.H).doit()), Matrix(-sigma_x))
    yield Step("two rotations are inversion of the plane, -i sigma_z", Matrix(rotation.U**2), Matrix(-sp.I * sigma_z))
    yield Step("C is the particle-hole operator of the model", C.U, SYSTEM.particle_hole)
    massless = SYSTEM.hamiltonian.subs(M, 0)
    yield Step("without mass there is time reversal", transformed(time_reversal(), massless, MOMENTA), massless)
    plain = massless.subs(lam, 0)
    alone = Symmetry("rotation of space alone", Matrix(sp.eye(8)), TURN)
    yield Step("without spin-orbit coupling space turns without spin", transformed(alone, plain, MOMENTA), plain)


def mutants() -> Iterator[Matrix]:
    """Wrong Pauli matrices, wrong sense of rotation, no spin, layers or particles of opposite sign, half the angle."""
    C, rotation, mirror = (symmetry.U for symmetry in symmetries())
    yield Matrix.hstack(kron(IDENTITY, PAULI_X, PAULI_Y), rotation, mirror)
    yield Matrix.hstack(kron(IDENTITY, PAULI_Y, IDENTITY), rotation, mirror)
    yield Matrix.hstack(kron(PAULI_Z, PAULI_Y, PAULI_Y), rotation, mirror)
    yield Matrix.hstack(C, Matrix(rotation.H), mirror)
    yield Matrix.hstack(C, sp.eye(8), mirror)
    yield Matrix.hstack(C, Matrix(rotation**2), mirror)
    yield Matrix.hstack(C, kron(IDENTITY, PAULI_Z, IDENTITY) * rotation, mirror)
    yield Matrix.hstack(C, rotation, sp.eye(8))
    yield Matrix.hstack(C, rotation, kron(IDENTITY, IDENTITY, PAULI_Y))
    yield Matrix.hstack(C, rotation, kron(IDENTITY, PAULI_Z, PAULI_Z))


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with the hoppings of the lattice: transformed Bloch matrices on a line in general position."""
    kx_, ky_ = np.cos(0.3) * (k := np.linspace(0.05, np.pi, 41)), np.sin(0.3) * k
    system = bilayer_system(**parameters)

    def H(kx: np.ndarray, ky: np.ndarray) -> np.ndarray:
        return bloch_matrix(system, kx=kx, ky=ky)

    U = np.split(compile_kernel(formula, ())(), 3, axis=-1)
    sources = (H(-kx_, -ky_).conj(), H(ky_, -kx_), H(kx_, -ky_).conj())
    images = (-H(kx_, ky_), H(kx_, ky_), H(kx_, ky_))
    return Comparison(
        abscissa=k,
        analytic=np.moveaxis(np.array([u @ source @ u.conj().T for u, source in zip(U, sources, strict=True)]), 1, -1),
        numeric=np.moveaxis(np.array(images), 1, -1),
        # The terms of a mass add up to 4 |M| and may cancel in H(k).
        bound=roundoff(scale=np.linalg.norm(H(kx_, ky_), axis=(-2, -1)).max() + 4 * abs(parameters["M"]), size=16),
    )


def draw(ax: Axes, comparison: Comparison) -> None:
    """Spin-flip and spin-conserving matrix elements of the TI layer, transformed and directly."""
    for index, name in enumerate(NAMES):
        for column, style in ((1, "-"), (0, "--")):
            line, points = comparison.analytic[index, 0, column].real, comparison.numeric[index, 0, column].real
            ax.plot(comparison.abscissa, line, style, color=COLOURS[index], label=name if column else None)
            circles(ax, comparison.abscissa[index::3], points[index::3], colour=COLOURS[index])
    ax.set(xlabel="|k| (1/a), 17 degrees from the x axis", ylabel=r"matrix element, TI electron ($\lambda/a$)")
    ax.legend(
        title="lines: transformed H; circles: lattice\n" + r"solid: Re $H_{\uparrow\downarrow}$, dashed: $H_{\uparrow\uparrow}$"
    )
