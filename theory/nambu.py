r"""Nambu space: the conventions of every model of the project (here and nowhere else), and models from normal Hamiltonians.

Conventions
-----------
* Nambu spinor of a layer: :math:`\Psi = (c_\uparrow, c_\downarrow, c^\dagger_\downarrow, -c^\dagger_\uparrow)`; s-wave
  pairing is then :math:`\Delta\,\tau_x\sigma_0`, and the hole block of a normal Hamiltonian h(k) is
  :math:`-T h^*(-k) T^{-1}` with :math:`T = i\sigma_y`.
* :math:`\sigma` acts on spin, :math:`\tau` on particle and hole, :math:`\eta` on the layer. Order of the components of a site:
  layer, then :math:`\tau` (electron, hole), then :math:`\sigma` (up, down).
* :math:`H = \tfrac12\sum_k \Psi_k^\dagger H(k)\Psi_k`; particle-hole symmetry :math:`C = \tau_y\sigma_y K`.
* :math:`c_r = N^{-1/2}\sum_k e^{i k r} c_k`: a hopping :math:`c^\dagger_{r+d} A c_r` enters H(k) as
  :math:`A\,e^{-i k d}`.
"""

from collections.abc import Mapping, Sequence

import sympy as sp

from theory.algebra import IDENTITY, LOWER, PAULI_X, PAULI_Y, PAULI_Z, UPPER, Matrix, dagger, kron
from theory.antidot import Antidot
from theory.model import BdGModel, require_real
from theory.proof import Step, require, require_exact

PARTICLES, SPINS = ("e", "h"), ("up", "dn")


def hole_block(normal: sp.MatrixBase, momenta: Sequence[sp.Symbol]) -> Matrix:
    """-T h^*(-k) T^-1 with T = i sigma_y in each layer: the hole block that belongs to h(k), whose order is layer, spin."""
    T = kron(sp.eye(normal.rows // 2), PAULI_Y)
    return Matrix(-T * normal.xreplace({k: -k for k in momenta}).conjugate() * T)


def exchanged(pairing: sp.MatrixBase, momenta: Sequence[sp.Symbol]) -> Matrix:
    """sigma_y D^T(-k) sigma_y in each layer: D(k) with its two electrons exchanged, by Fermi statistics D(k) itself."""
    T = kron(sp.eye(pairing.rows // 2), PAULI_Y)
    return Matrix(T * pairing.xreplace({k: -k for k in momenta}).T * T)


def nambu_matrix(normal: sp.MatrixBase, pairing: sp.MatrixBase, momenta: Sequence[sp.Symbol]) -> Matrix:
    """The BdG matrix of a normal Hamiltonian h(k) and a pairing D(k), both in the order layer, spin.

    D couples the electrons to the holes of the Nambu spinor: s-wave pairing of a layer is Delta times the identity.
    """
    size = normal.rows
    if size % 2 or normal.shape != (size, size) or pairing.shape != (size, size):
        raise ValueError(
            f"`normal` and `pairing` must be square, of the same even size, but are {normal.shape} and {pairing.shape}."
        )
    raising = (PAULI_X + sp.I * PAULI_Y) / 2
    blocks = (
        (UPPER, normal),
        (LOWER, hole_block(normal, momenta)),
        (raising, pairing),
        (dagger(raising), dagger(pairing)),
    )
    H = sp.zeros(2 * size, 2 * size)
    for to in range(size // 2):
        for start in range(size // 2):
            for place, block in blocks:
                H[4 * to : 4 * to + 4, 4 * start : 4 * start + 4] += kron(
                    place, block[2 * to : 2 * to + 2, 2 * start : 2 * start + 2]
                )
    return Matrix(H)


def components(layer: str) -> tuple[str, ...]:
    """The names of the components of a layer, in their order.

    >>> components("SC")
    ('SC e up', 'SC e dn', 'SC h up', 'SC h dn')
    """
    return tuple(f"{layer} {particle} {spin}".strip() for particle in PARTICLES for spin in SPINS)


def bdg_model(
    name: str,
    *,
    normal: sp.MatrixBase,
    pairing: sp.MatrixBase,
    momenta: Sequence[sp.Symbol],
    parameters: Mapping[sp.Symbol, sp.Expr],
    layers: Sequence[str] = ("",),
    antidot: Antidot | None = None,
) -> BdGModel:
    """A model from its normal Hamiltonian and its pairing, both in the order layer, spin; all other conventions are the project's.

    >>> import sympy as sp
    >>> import derivations as ti
    >>> k, t, Delta = sp.symbols("k t Delta", real=True)
    >>> one = sp.eye(2)  # in the space of the spin
    >>> wire = ti.bdg_model(
    ...     "wire", normal=-2 * t * sp.cos(k) * one, pairing=Delta * one, momenta=[k], parameters={t: 1, Delta: 1}
    ... )
    >>> wire.basis
    ('e up', 'e dn', 'h up', 'h dn')

    Raises
    ------
    ValueError
        If the normal Hamiltonian is not Hermitian or the pairing breaks particle-hole symmetry (Fermi statistics).
    """
    if normal.rows != 2 * len(layers):
        raise ValueError(f"`normal` must be {2 * len(layers)} x {2 * len(layers)} (layer, spin), but is {normal.shape}.")
    h, D = Matrix(normal), Matrix(pairing)
    require_real((*momenta, *parameters))
    require_exact("normal", h)
    require_exact("pairing", D)
    require(Step("h", h, dagger(h)), "`normal` must be Hermitian for real symbols")
    statistics = "antisymmetric under the exchange of two electrons (even in k times the identity, odd in k times a Pauli matrix)"
    require(Step("D", D, exchanged(D, momenta)), f"`pairing` must be {statistics}")
    return BdGModel(
        name=name,
        hamiltonian=nambu_matrix(normal, pairing, momenta),
        momenta=tuple(momenta),
        parameters=parameters,
        particle_hole=kron(sp.eye(len(layers)), PAULI_Y, PAULI_Y),
        basis=tuple(component for layer in layers for component in components(layer)),
        antidot=antidot,
    )


def charge(model: BdGModel) -> Matrix:
    """tau_z: +1 for electrons, -1 for holes.

    Raises
    ------
    ValueError
        If the model does not use the Nambu basis of this module.
    """
    layers = len(model.basis) // 4
    if model.particle_hole != kron(sp.eye(layers), PAULI_Y, PAULI_Y):
        raise ValueError("`model` must use the Nambu basis of theory.nambu, but its particle-hole operator is another.")
    return kron(sp.eye(layers), PAULI_Z, IDENTITY)


def normal_part(model: BdGModel) -> Matrix:
    """h(k), in the order layer, spin: the electron block of a model."""
    return _block(model, 1, 1)


def pairing_part(model: BdGModel) -> Matrix:
    """D(k), in the order layer, spin: the block that couples electrons to holes."""
    return _block(model, 1, -1)


def _block(model: BdGModel, to: int, start: int) -> Matrix:
    signs = list(charge(model).diagonal())
    rows, columns = ([index for index, sign in enumerate(signs) if sign == kind] for kind in (to, start))
    return Matrix(model.hamiltonian.extract(rows, columns))
