r"""Symmetries of a Hamiltonian H(k), found by qsymm from H alone, made exact, and verified with SymPy.

Conventions
-----------
A symmetry is a unitary U on the components, an orthogonal R on space, and two answers:

.. math::
    U\,H(R^{-1}k)\,U^\dagger = \pm H(k), \qquad U\,H(-R^{-1}k)^*\,U^\dagger = \pm H(k)

the second if it is antiunitary (``conjugate``), the lower sign if it is an antisymmetry. R is the action on positions: time
reversal and particle-hole symmetry have R = 1, they turn k into -k because they conjugate exp(i k r).
A conserved quantity commutes with H. The generator of rotations is :math:`J = -i(k_x\partial_{k_y} - k_y\partial_{k_x}) + S`;
it commutes with H if :math:`i[S, H] = (k_y\partial_{k_x} - k_x\partial_{k_y})H`.

All orbitals of a cell sit at one point, which every R keeps. Each parameter counts as free: a symmetry that needs a relation
between parameters is found after the relation has been substituted. qsymm works with floating-point numbers; what it finds is
accepted only if every number in it can be named and the exact matrix fulfils its equation.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

import numpy as np
import qsymm
import sympy as sp
from numpy.typing import NDArray
from qsymm.model import BlochCoeff

from theory.algebra import IDENTITY, PAULI_X, PAULI_Y, PAULI_Z, Matrix, commutator, kron
from theory.expansion import hoppings, monomials
from theory.proof import Step, is_proved, require, require_exact

Complex = NDArray[np.complex128]
Flags = tuple[bool, bool]

LOCAL: dict[Flags, str] = {(True, False): "time reversal", (True, True): "particle-hole", (False, True): "chiral"}
ROTATIONS = {2: "twofold", 3: "threefold", 4: "fourfold", 6: "sixfold", 8: "eightfold"}
MIRRORS = {"mirror x": (-1, 0), "mirror y": (1, 0), "mirror x-y": (0, 1), "mirror x+y": (0, -1)}  # cosine, sine of twice the angle
# Cartan's symbol from the squares of time reversal and particle-hole symmetry (0: there is none) and the chiral symmetry.
CLASSES = {
    (0, 0, False): "A",
    (0, 0, True): "AIII",
    (1, 0, False): "AI",
    (1, 1, True): "BDI",
    (0, 1, False): "D",
    (-1, 1, True): "DIII",
    (-1, 0, False): "AII",
    (-1, -1, True): "CII",
    (0, -1, False): "C",
    (1, -1, True): "CI",
}
DIGITS, TOLERANCE = 8, 1e-7  # of the search; the verdict is exact


@dataclass(frozen=True)
class Symmetry:
    """Unitary ``U`` on components, orthogonal ``R`` on space; see the conventions of this module."""

    name: str
    U: Matrix
    R: Matrix
    conjugate: bool = False
    antisymmetry: bool = False


def transformed(symmetry: Symmetry, hamiltonian: sp.MatrixBase, momenta: Sequence[sp.Symbol]) -> Matrix:
    """U H(R^-1 k) U^dagger, or U H(-R^-1 k)^* U^dagger of an antiunitary symmetry."""
    sign = -1 if symmetry.conjugate else 1
    start = sign * symmetry.R.T * sp.Matrix(momenta)
    turned = hamiltonian.subs(dict(zip(momenta, start, strict=True)), simultaneous=True)
    return Matrix(symmetry.U * (turned.conjugate() if symmetry.conjugate else turned) * symmetry.U.H)


def holds(symmetry: Symmetry, hamiltonian: sp.MatrixBase, momenta: Sequence[sp.Symbol]) -> bool:
    """Whether SymPy proves the equation of the symmetry, the unitarity of U and the orthogonality of R."""
    sign = -1 if symmetry.antisymmetry else 1
    left = transformed(symmetry, hamiltonian, momenta).expand()
    # exp(i pi/4) = (1 + i)/sqrt(2): SymPy adds up square roots, not exponentials.
    left = left.xreplace({phase: phase.rewrite(sp.cos) for phase in left.atoms(sp.exp) if phase.is_number})
    return is_proved(
        Step("U is unitary", Matrix(symmetry.U * symmetry.U.H), sp.eye(symmetry.U.rows)),
        Step("R is orthogonal", Matrix(symmetry.R * symmetry.R.T), sp.eye(symmetry.R.rows)),
        Step(symmetry.name, left, Matrix(sign * hamiltonian)),
    )


def find_symmetries(hamiltonian: sp.MatrixBase, momenta: Sequence[sp.Symbol]) -> tuple[Symmetry, ...]:
    """Local symmetries, then for each action on space one symmetry: the others are its products with local ones.

    Of those a plain one is preferred to one that is combined with time reversal, particle-hole or chiral symmetry. Tried are the
    mirrors of a square and the rotations by 1/2 and 1/4 of a turn, in a k.p Hamiltonian 1/3, 1/6 and 1/8, too; in one dimension
    inversion. Where quantities are conserved, U is one choice of many.

    >>> import sympy as sp
    >>> import derivations as ti
    >>> k = sp.Symbol("k", real=True)
    >>> [symmetry.name for symmetry in ti.find_symmetries(sp.Matrix([[1, sp.sin(k)], [sp.sin(k), -1]]), (k,))]
    ['time reversal', 'particle-hole', 'chiral', 'inversion']

    Raises
    ------
    ValueError
        If a symbol is not real, H is neither a polynomial nor a trigonometric polynomial of one or two momenta, or a symmetry
        that qsymm found cannot be made exact.
    """
    search = _search(hamiltonian, momenta, spatial=True)
    symmetries = list(_local(search))
    for name, R in _actions(search):
        choices = {(False, False): name, **{flags: f"{name} times {local}" for flags, local in LOCAL.items()}}
        every = (_found(search, text, R, flags) for flags, text in choices.items())
        symmetries += [found] if (found := next(filter(None, every), None)) else []
    return tuple(symmetries)


def altland_zirnbauer(hamiltonian: sp.MatrixBase, momenta: Sequence[sp.Symbol]) -> str:
    """Cartan's symbol of the symmetry class, from the local symmetries found.

    >>> import sympy as sp
    >>> import derivations as ti
    >>> k = sp.Symbol("k", real=True)
    >>> ti.altland_zirnbauer(sp.Matrix([[1, sp.sin(k)], [sp.sin(k), -1]]), (k,))
    'BDI'

    Raises
    ------
    ValueError
        As :func:`find_symmetries`, and if a quantity is conserved: then each block has a class of its own.
    """
    search = _search(hamiltonian, momenta)
    if search.quantities:
        raise ValueError(f"`hamiltonian` must be irreducible (one of its blocks), but conserves {_exact_quantities(search)[0]}.")
    local = {symmetry.name: symmetry.U for symmetry in _local(search)}
    squares = [int((local[name] * local[name].conjugate())[0, 0]) if name in local else 0 for name in list(LOCAL.values())[:2]]
    return CLASSES[squares[0], squares[1], "chiral" in local]


def conserved_quantities(hamiltonian: sp.MatrixBase, momenta: Sequence[sp.Symbol]) -> tuple[Matrix, ...]:
    """A basis of the traceless Hermitian matrices that commute with H(k) at every k and for every value of the parameters.

    Raises
    ------
    ValueError
        As :func:`find_symmetries`.
    """
    return _exact_quantities(_search(hamiltonian, momenta))


def rotation_generator(hamiltonian: sp.MatrixBase, momenta: Sequence[sp.Symbol]) -> Matrix | None:
    """S of the conserved J = L + S, the part that is orthogonal to every conserved quantity; None if J is not conserved.

    A lattice and a line have no such J.

    Raises
    ------
    ValueError
        As :func:`find_symmetries`.
    """
    if isinstance(_qsymm_model(hamiltonian, momenta), qsymm.BlochModel) or len(momenta) == 1:
        return None
    search = _search(hamiltonian, momenta)
    alone = any(block.shape[2] == 1 for block in search.blocks)
    if alone:  # qsymm cannot turn blocks of one component: a spin that decouples, made generic by two parameters, doubles them
        a, b = (sp.Dummy(name, real=True) for name in "ab")
        search = _search(kron(hamiltonian, IDENTITY) + kron(sp.eye(hamiltonian.rows), a * PAULI_X + b * PAULI_Z), momenta)
    found = qsymm.symmetry_finder.continuous_symmetries(search.model, Ps=search.blocks, prettify=False)
    if not found:
        return None
    S = found[0].U / np.real(found[0].R[1, 0] / 1j)
    conserved = np.array([np.eye(len(S)), *search.quantities]).reshape(-1, S.size).T
    S = (S.ravel() - conserved @ np.linalg.lstsq(conserved, S.ravel())[0]).reshape(S.shape)
    S = S[::2, ::2] if alone else S
    exact = _exact_matrix("generator of rotations", S)
    if not is_proved(Step("J is conserved", angular_derivative(hamiltonian, momenta, exact), sp.zeros(*hamiltonian.shape))):
        raise ValueError(f"`hamiltonian` must be in general position, but conserves L + {exact} only approximately.")
    return exact


def angular_derivative(hamiltonian: sp.MatrixBase, momenta: Sequence[sp.Symbol], S: sp.MatrixBase) -> Matrix:
    """The matrix i [J, H] = (kx d/dky - ky d/dkx) H + i [S, H]: zero if J = L + S is conserved, otherwise what breaks it."""
    kx, ky = momenta
    orbital = kx * hamiltonian.diff(ky) - ky * hamiltonian.diff(kx)
    return Matrix((orbital + sp.I * commutator(S, hamiltonian)).expand())


@dataclass(frozen=True, eq=False)
class _Search:
    """What qsymm knows: irreducible blocks, conserved quantities, and which elements of a group are symmetries."""

    hamiltonian: sp.MatrixBase
    momenta: tuple[sp.Symbol, ...]
    model: qsymm.Model
    blocks: tuple[Complex, ...]
    quantities: list[Complex]
    group: set[qsymm.PointGroupElement]
    elements: set[qsymm.PointGroupElement]


def _search(hamiltonian: sp.MatrixBase, momenta: Sequence[sp.Symbol], *, spatial: bool = False) -> _Search:
    model, dimension = _qsymm_model(hamiltonian, momenta), len(momenta)
    group = {qsymm.time_reversal(dimension), qsymm.particle_hole(dimension)}
    if spatial:
        group |= {qsymm.mirror([1, 0]), qsymm.rotation(1 / 4)} if dimension == 2 else {qsymm.inversion(1)}
    group = qsymm.groups.generate_group(group)
    elements, blocks = qsymm.symmetry_finder.discrete_symmetries(model, group)
    quantities = [generator.U for generator in qsymm.symmetry_finder.conserved_quantities(blocks)]
    return _Search(hamiltonian, tuple(momenta), model, blocks, quantities, group, elements)


def _exact_quantities(search: _Search) -> tuple[Matrix, ...]:
    if not search.quantities:
        return ()
    flat = np.array(search.quantities).reshape(len(search.quantities), -1)
    # Real combinations alone stay Hermitian.
    rows = [row.reshape(search.hamiltonian.shape) for row in qsymm.linalg.sparse_basis(flat, num_digits=DIGITS, reals=True)]
    found = tuple(_exact_matrix("conserved quantity", row / np.linalg.norm(row, 2)) for row in rows)
    zero = sp.zeros(*search.hamiltonian.shape)
    for quantity in found:
        if not is_proved(Step("conserved", commutator(quantity, search.hamiltonian), zero)):
            raise ValueError(f"`hamiltonian` must be in general position, but conserves {quantity} only approximately.")
    return found


def _local(search: _Search) -> Iterator[Symmetry]:
    one = sp.eye(len(search.momenta)).as_immutable()
    yield from filter(None, (_found(search, name, one, flags) for flags, name in LOCAL.items()))


def _actions(search: _Search) -> Iterator[tuple[str, Matrix]]:
    """Names and orthogonal matrices of the actions on space that are tried."""
    if len(search.momenta) == 1:
        yield "inversion", Matrix([[-1]])
        return
    for order, name in ROTATIONS.items():
        if order in (2, 4) or not isinstance(search.model, qsymm.BlochModel):  # displacements are integers
            c, s = sp.cos(2 * sp.pi / order), sp.sin(2 * sp.pi / order)
            yield f"{name} rotation", Matrix([[c, -s], [s, c]])
    for name, (c, s) in MIRRORS.items():
        yield name, Matrix([[c, s], [s, -c]])


def _found(search: _Search, name: str, R: Matrix, flags: Flags) -> Symmetry | None:
    """The symmetry with this action if qsymm finds one, made exact and verified."""
    wanted = qsymm.PointGroupElement(np.array(R, dtype=float), *flags)
    elements = search.elements
    if wanted not in search.group:
        elements, _ = qsymm.symmetry_finder.discrete_symmetries(search.model, {wanted}, Ps=search.blocks)
    element = next((element for element in elements if element == wanted), None)
    if element is None:
        return None
    space = np.array([element.U, *(quantity @ element.U for quantity in search.quantities)])
    found = Symmetry(name, _exact_unitary(name, space, real=flags[0]), R, *flags)
    if not holds(found, search.hamiltonian, search.momenta):
        raise ValueError(f"`hamiltonian` must be in general position, but has the {name} only approximately.")
    return found


def _qsymm_model(hamiltonian: sp.MatrixBase, momenta: Sequence[sp.Symbol]) -> qsymm.Model:
    """H as coefficients times plain symbols. qsymm's own parser misreads exp(I k) of symbols with assumptions: it sees none."""
    if len(momenta) not in (1, 2):
        raise ValueError(f"`momenta` must be one or two symbols, but are {len(momenta)}.")
    unreal = sorted(s.name for s in {*momenta, *hamiltonian.free_symbols} if not s.is_real)
    if unreal:
        raise ValueError(f"`hamiltonian` must have real symbols, but {', '.join(unreal)} may be complex.")
    require_exact("hamiltonian", hamiltonian)
    require(Step("H", Matrix(hamiltonian), Matrix(hamiltonian.H)), "`hamiltonian` must be Hermitian")
    if all(entry.equals(0) for entry in hamiltonian):
        raise ValueError("`hamiltonian` must not be zero, but is.")
    plain = tuple(sp.Symbol(f"k_{axis}") for axis in "xy"[: len(momenta)])
    symbols: dict[tuple[sp.Expr, int], sp.Symbol] = {}
    polynomial = all(entry.is_polynomial(*momenta) for entry in hamiltonian)
    parts = monomials(hamiltonian, momenta) if polynomial else hoppings(hamiltonian, momenta)
    terms: dict[sp.Expr | BlochCoeff, Complex] = {}
    for powers, matrix in parts.items():
        for factor, numbers in _by_parameters(matrix).items():
            # Orthogonal R keep the order of a monomial and the length of a displacement: a symbol for each keeps qsymm fast.
            shell = sum(powers) if polynomial else sum(step**2 for step in powers)
            coefficient = symbols.setdefault((factor, shell), sp.Symbol(f"c_{len(symbols)}"))
            if polynomial:
                key = coefficient * sp.Mul(*(k**power for k, power in zip(plain, powers, strict=True)))
            else:
                key = BlochCoeff(-np.array(powers, dtype=float), coefficient)
            terms[key] = numbers
    return (qsymm.Model if polynomial else qsymm.BlochModel)(terms, momenta=plain)


def _by_parameters(matrix: sp.MatrixBase) -> dict[sp.Expr, Complex]:
    """A matrix as a sum of real products of parameters times complex matrices."""
    parts: dict[sp.Expr, Complex] = {}
    for index, entry in enumerate(matrix):
        for term in sp.Add.make_args(sp.expand(entry)) if entry != 0 else ():
            number, factor = term.as_independent(*matrix.free_symbols, as_Add=False)
            if not factor.is_real:
                raise ValueError(f"`hamiltonian` must have real parameters, but has {factor}, which may be complex.")
            parts.setdefault(factor, np.zeros(matrix.shape, dtype=complex)).flat[index] += complex(number)
    return parts


def _exact_unitary(name: str, space: Complex, *, real: bool) -> Matrix:
    """A unitary matrix in the span of ``space``, exact, its phase fixed; made real if asked for and possible.

    The reduced echelon form of the span is unique, whatever basis qsymm happened to return. Its rows are partial isometries where
    the conserved quantities are projectors and spin matrices; the first sum of them that is unitary is taken.
    """
    size = space.shape[-1]
    echelon = qsymm.linalg.sparse_basis(space.reshape(len(space), -1), num_digits=DIGITS)
    rows = [row.reshape(size, size) for row in echelon]
    isometries = [_with_fixed_phase(row / np.linalg.norm(row, 2), real=real) for row in rows]
    for weights in product((1, 0), repeat=len(rows)):
        U = np.tensordot(weights, isometries, axes=1)
        if np.allclose(U @ U.conj().T, np.eye(size), atol=TOLERANCE):
            return _exact_matrix(name, U)
    raise ValueError(f"`hamiltonian` must be irreducible, but the {name} is known only up to {len(rows)} matrices.")


def _with_fixed_phase(U: Complex, *, real: bool) -> Complex:
    """The first Pauli product in U has a positive coefficient: exp(-i pi sigma_z/4), tau_y sigma_y.

    Antiunitary symmetries are multiplied by i where that makes them real: i sigma_y.
    """
    size = len(U)
    coefficients = (np.trace(P.conj().T @ U) / size for P in _basis(size))
    leading = next(c for c in coefficients if abs(c) > TOLERANCE)
    U = U * abs(leading) / leading
    return 1j * U if real and np.allclose(U.real, 0, atol=TOLERANCE) else U


def _basis(size: int) -> Iterator[Complex]:
    """Pauli products in the order 0, x, y, z if the size is a power of two, otherwise matrices with a single one."""
    if size & (size - 1):
        yield from np.eye(size * size).reshape(-1, size, size).astype(complex)
        return
    for factors in product((IDENTITY, PAULI_X, PAULI_Y, PAULI_Z), repeat=size.bit_length() - 1):
        yield np.array(kron(sp.eye(1), *factors), dtype=complex)


def _exact_matrix(name: str, matrix: Complex) -> Matrix:
    return Matrix(*matrix.shape, [_exact(name, complex(number)) for number in matrix.ravel()])


def _exact(name: str, number: complex) -> sp.Expr:
    """The number with this name: the root of a sum of simple fractions of 1, sqrt(2), sqrt(3), and a fraction of a turn."""
    if abs(number) < TOLERANCE:
        return sp.S.Zero
    square = sp.nsimplify(sp.Float(abs(number) ** 2), [sp.sqrt(2), sp.sqrt(3)], tolerance=TOLERANCE)
    turn = Fraction(float(np.angle(number) / np.pi)).limit_denominator(48)
    exact = sp.sqrt(square) * sp.exp(sp.I * sp.pi * sp.Rational(turn.numerator, turn.denominator))
    if abs(complex(exact) - number) > TOLERANCE:
        raise ValueError(f"`hamiltonian` must have symmetries with simple numbers, but its {name} has {number}.")
    return exact
